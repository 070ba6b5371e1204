"""The sheet on which every figure is drawn: in pixels, y downward, at two widths.

What the code says is 12.5 px is 12.5 px on the screen. The same drawing serves light and dark
pages, PDF, EPUB, Word and PNG, since colors are named by what they mean (``colors``). Equal input
gives equal bytes, and ``check`` stops the build at text that a reader could not read.

**How a kind of figure is made.** A kind is a module of this room with three functions, entered in
``evidence.KINDS`` (or used by a directive of its own, as ``house`` does)::

    def gather(books: Register, wish: Wish) -> list[Row]     # which values: no drawing
    def draw(rows: list[Row], size: Size) -> Sheet           # how they look: no register
    def alt(rows: list[Row]) -> str                          # the same in words

*Rows* are plain dictionaries of the values that the figure shows, and nothing else: they become
the CSV below the figure. Each holds ``id``, the id of a record, and ``citekey``; a kind whose rows
are of another sort says by ``Kind.records`` what they are drawn from. Fields whose name begins
with ``_`` are for the drawing and stay out of the CSV.

*Drawing* goes from top to bottom with a running ``y``, and ends by setting the height::

    def draw(rows: list[Row], size: Size) -> Sheet:
        sheet = Sheet(size)
        y = sheet.key([Mark("one", words="model"), Mark("ink", "diamond", words="baseline")])
        left = EDGE + max(wide(row["name"], size.text) for row in rows) + 12
        x = linear(0, 1, left, size.width - 60)
        for row in rows:
            y += 24
            sheet.text(EDGE, y + 4, row["name"])          # y + 4: the line it stands on
            sheet.mark(x(row["score"]), y, "one", hollow=row["own"], says="Tiny: 0.85")
        sheet.height = y + 20
        return sheet

There is no title on the sheet: the message is the bold beginning of the caption, checked by
``{holds}`` in the page or made from the rows by ``Kind.message``. Write axes and units in words
beside them, name marks directly or by ``key``, and leave nothing that only a caption explains.

*Two widths.* ``draw`` is called for ``WIDE`` (720) and ``PHONE`` (360); ``size.phone`` tells them
apart. A phone shows the same data in another layout (names above marks instead of beside them),
never a crop and never a smaller type. Measure words by ``wide``, break them by ``wrap``, name
points in a plane by ``labels``: widths are taken 8% larger than Lato's, so that for a reader with
another font words still stand apart.

*Meaning.* ``holds`` and ``stops`` are verdicts (the model leads, the baseline leads), ``one``,
``two`` and ``three`` are series or methods, ``ink`` with a diamond is a baseline, ``step1`` to
``step3`` are sizes of one model, ``sure1`` to ``sure4`` certainty; ``muted`` and ``grid`` are axes.
Classes of models have no color: headings say them. *Hollow* is a test by the makers of a model, and
nothing else is hollow but the small ring of an unknown count and the dots that a certainty lacks.
Shape, side or fill repeats what hue says. Panels that ask to be compared share a scale. An area is
strictly in proportion to what it says, and has a key.

*Words.* ``alt`` says the values, or where they are too many the totals and the extremes; it is
computed, so it cannot go stale, and holds no opinion.

What comes out is told by ``pictures``: ``Sheet.svg`` is inline in HTML, the wide one hidden where
it has less than its ``room``; ``framed`` is the file to take along, with message
and credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Literal

from PIL import ImageFont

from livingreview.figures.colors import css
from livingreview.fonts import FONTS
from livingreview.text.typography import typographic

Align = Literal["left", "center", "right"]
Shape = Literal["circle", "square", "diamond", "up", "down", "bar", "line", "dashes"]
Point = tuple[float, float]

SMALLEST = 11.0  # px: no text is smaller, on any screen
EDGE = 4.0  # px: free at the left and right of a sheet
MARGIN = 16.0  # px: around a sheet that stands by itself
LOOSE = 1.08  # text is taken to be this much wider than in Lato
STACK = "Lato, 'Helvetica Neue', Arial, sans-serif"
_ANCHOR = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}


@dataclass(frozen=True)
class Size:
    """A width of the page and the sizes of type that go with it, in pixels.

    ``room`` is the least room in which it is shown, smaller then: see ``figures.css``.
    """

    name: str
    width: float
    room: float
    text: float = 12.5
    head: float = 14.0

    @property
    def smallest(self) -> float:
        """The size of type that is still ``SMALLEST`` in the least room."""
        return SMALLEST * self.width / self.room

    @property
    def phone(self) -> bool:
        """Whether the sheet is for a phone."""
        return self.width < 500


WIDE, PHONE = Size("wide", 720, 600, text=13.2), Size("phone", 360, 328)
SIZES = (WIDE, PHONE)


@dataclass(frozen=True)
class Mark:
    """A mark and what it means, for a key."""

    ink: str
    shape: Shape = "circle"
    hollow: bool = False
    words: str = ""
    px: float = 10.0


@dataclass(frozen=True)
class _Words:
    """Words on a sheet, and the box that they fill."""

    words: str
    px: float
    left: float
    top: float
    right: float
    bottom: float


class SheetError(ValueError):
    """A figure that a reader could not read: what is wrong and what to do."""


@lru_cache(maxsize=2)
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Lato-{'Bold' if bold else 'Regular'}.ttf"), 200)


@lru_cache(maxsize=16384)
def wide(words: str, px: float, bold: bool = False) -> float:
    """How many pixels words take, with room for a wider font than ours."""
    return _font(bold).getlength(words) * px / 200 * LOOSE


@lru_cache(maxsize=1024)
def _lacks(letter: str) -> bool:
    """Whether the font has no picture of a letter."""
    font = _font(False)
    return bytes(font.getmask(letter)) == bytes(font.getmask("\U0010fffe"))


def wrap(words: str, px: float, room: float, bold: bool = False) -> list[str]:
    """Words in lines that fit the room."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and wide(longer, px, bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def balanced(words: str, px: float, room: float, bold: bool = False) -> list[str]:
    """Words in as few lines as fit the room, all about as long: none has a single word."""
    lines = wrap(words, px, room, bold)
    while room > 100 and len(closer := wrap(words, px, room - 8, bold)) == len(lines):
        lines, room = closer, room - 8
    return lines


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0" if abs(value) < 0.05 else "-0")


def _path(points: Sequence[Point]) -> str:
    """A line through points, each told by its step from the one before, as it is printed.

    Grids, axes and marks are the same steps over and over, which a packed page holds but once.
    """
    rounded = [(round(x, 1), round(y, 1)) for x, y in points]
    x, y = rounded[0]
    steps = (_step(c - a, d - b) for (a, b), (c, d) in pairwise(rounded))
    return f"M{_number(x)} {_number(y)}{''.join(steps)}"


def _step(across: float, down: float) -> str:
    x, y = _number(across), _number(down)
    return f"v{y}" if x == "0" else f"h{x}" if y == "0" else f"l{x} {y}"


@dataclass
class Sheet:
    """A figure under way; whoever draws sets ``height`` at the end."""

    size: Size
    height: float = 0
    _parts: list[str] = field(default_factory=list)
    _words: list[_Words] = field(default_factory=list)
    _refused: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, *, px: float = 0, ink: str = "ink",
        bold: bool = False, align: Align = "left", halo: bool = False,
    ) -> float:  # fmt: skip
        """Write words; ``y`` is the line they stand on. Returns where they end."""
        words = typographic(words).replace("′", "’")  # which Lato has in its place
        px = px or self.size.text
        width = wide(words, px, bold)
        left = x - {"left": 0, "center": width / 2, "right": width}[align]
        self._words.append(_Words(words, px, left, y - 0.74 * px, left + width, y + 0.2 * px))
        looks = _ANCHOR[align]
        looks += f' fill="{css(ink)}"' if ink != "ink" else ""
        looks += f' font-size="{_number(px)}"' if px != self.size.text else ""
        looks += ' font-weight="700"' if bold else ""
        if halo:
            looks += f' stroke="{css("paper")}" stroke-width="3" paint-order="stroke"'
        at = f'x="{_number(x)}" y="{_number(y)}"'
        self._parts.append(f"<text {at}{looks}>{escape(words, quote=False)}</text>")
        return left + width

    def centered(
        self, x: float, y: float, words: str, *, ink: str = "ink", bold: bool = False
    ) -> None:
        """Write words with their middle at ``x``, or as near to it as the sheet has room."""
        half = wide(words, self.size.text, bold) / 2
        x = min(max(x, EDGE + half), self.size.width - EDGE - half)
        self.text(x, y, words, ink=ink, bold=bold, align="center")

    def axis(self, y: float, left: float, title: str) -> float:
        """Write what an axis measures from its left end on, below its numbers; returns the next
        line."""
        for words in balanced(title, self.size.text, self.size.width - 2 * EDGE):
            at = min(left, self.size.width - EDGE - wide(words, self.size.text))
            self.text(at, y, words, ink="second")
            y += 18
        return y

    def line(
        self, points: Sequence[Point], ink: str = "ink", px: float = 1, dash: str = ""
    ) -> None:
        """Draw a line through points; ``dash`` is lengths of line and gap, such as ``3 2``."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="{_path(points)}" fill="none" stroke="{css(ink)}" stroke-width="{px:g}"'
            f"{dashed}/>"
        )

    def rect(
        self, x: float, y: float, width: float, height: float, ink: str = "band",
        edge: str = "", says: str = "",
    ) -> None:  # fmt: skip
        """Fill a rectangle; ``edge`` is the color of its rim, ``says`` is told under a mouse."""
        rim = f' stroke="{css(edge)}"' if edge else ""
        box = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}"'
        self._add(f'<rect {box} height="{_number(height)}" fill="{css(ink)}"{rim}', "rect", says)

    def disk(self, x: float, y: float, radius: float, ink: str, says: str = "") -> None:
        """A disk whose area says a number: translucent, with its rim."""
        at = f'cx="{_number(x)}" cy="{_number(y)}" r="{radius:.2f}"'
        looks = f'fill="{css(ink)}" fill-opacity=".28" stroke="{css(ink)}"'
        self._add(f"<circle {at} {looks}", "circle", says)

    def mark(
        self, x: float, y: float, ink: str, shape: Shape = "circle", *, px: float = 10,
        hollow: bool = False, says: str = "",
    ) -> None:  # fmt: skip
        """Set a mark of ``px`` across, hollow where the makers of a model measured it.

        ``says`` is what a reader with a mouse is told: what was measured, and the value.
        """
        if shape in ("line", "dashes"):
            dash = "3 2" if shape == "dashes" else ""
            return self.line([(x - px * 0.8, y), (x + px * 0.8, y)], ink, 1.6, dash)
        half = (px - (1.6 if hollow else 0)) / 2
        fill, edge, width = (ink, "paper", 1.0) if not hollow else ("paper", ink, 1.6)
        looks = f'fill="{css(fill)}" stroke="{css(edge)}" stroke-width="{width:g}"'
        if shape == "circle":
            at = f'cx="{_number(x)}" cy="{_number(y)}" r="{half:.2f}"'
            return self._add(f"<circle {at} {looks}", "circle", says)
        corners = {
            "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            "diamond": [(0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)],
            "up": [(0, -1.1), (1.1, 0.9), (-1.1, 0.9)],
            "down": [(0, 1.1), (1.1, -0.9), (-1.1, -0.9)],
            "bar": [(-0.3, -1.2), (0.3, -1.2), (0.3, 1.2), (-0.3, 1.2)],
        }[shape]
        a, b = corners[0]
        start = f"M{_number(x + half * a)} {_number(y + half * b)}"
        steps = (_step(half * (c - a), half * (d - b)) for (a, b), (c, d) in pairwise(corners))
        self._add(f'<path d="{start}{"".join(steps)}z" {looks}', "path", says)

    def _add(self, opened: str, tag: str, says: str) -> None:
        told = f"><title>{escape(says, quote=False)}</title></{tag}>" if says else "/>"
        self._parts.append(opened + told)

    def key(self, marks: Iterable[Mark], y: float = 0) -> float:
        """Write what marks mean in as many lines as they need, from ``y`` on.

        Returns the lower end: ``y`` itself if there are none.
        """
        x, px = EDGE, self.size.text
        shown = [mark for mark in marks if mark.words]
        if shown:
            y += 12
        for mark in shown:
            width = 24 + wide(mark.words, px)
            if x > EDGE and x + width > self.size.width - EDGE:
                x, y = EDGE, y + 20
            self.mark(x + 8, y, mark.ink, mark.shape, px=mark.px, hollow=mark.hollow)
            self.text(x + 20, y + 4, mark.words)
            x += width + 14
        return y + 10 if shown else y

    def refuse(self, words: str) -> None:
        """Say what could not be drawn, and what to do; ``check`` stops at it."""
        self._refused.append(f"at {self.size.width:g} px {words}")

    def check(self) -> None:
        """Raise ``SheetError`` for text too small, off the sheet, on other text, or unprintable."""
        where, remedy = f"at {self.size.width:g} px", "shorten it, or give it more room"
        if self._refused:
            raise SheetError(self._refused[0])
        for one in self._words:
            if one.px < self.size.smallest:
                raise SheetError(
                    f"{where} {one.words!r} is of {one.px:g} px; "
                    f"write it with {self.size.smallest:.1f} px"
                )
            for letter in sorted(set(one.words) - {" ", "\u00a0"}):
                if _lacks(letter):
                    raise SheetError(
                        f"{where} {one.words!r} holds {letter!r}, which the font lacks; write "
                        "another sign"
                    )
            inside = one.left >= 0 and one.right <= self.size.width
            if not inside or one.top < 0 or one.bottom > self.height:
                raise SheetError(f"{where} {one.words!r} is cut off; {remedy}")
        for place, one in enumerate(self._words):
            for other in self._words[place + 1 :]:
                across = min(one.right, other.right) - max(one.left, other.left)
                down = min(one.bottom, other.bottom) - max(one.top, other.top)
                if across > 0.5 and down > 2.5:
                    raise SheetError(f"{where} {one.words!r} lies on {other.words!r}; {remedy}")

    def svg(self, alt: str, classes: str = "") -> str:
        """The drawing as SVG with CSS variables for colors: inline in a page, or ``flat`` a file.

        It holds no id, so that a page may hold many; ``alt`` is what a screen reader says.
        """
        width, height = self.size.width, _number(self.height)
        named = f' class="{classes}"' if classes else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg"{named} viewBox="0 0 {width:g} {height}" '
            f'width="{width:g}" height="{height}" role="img" aria-label="{escape(alt)}" '
            f'font-family="{STACK}" font-size="{self.size.text:g}" fill="{css("ink")}">'
            + "".join(self._parts) + "</svg>"
        )  # fmt: skip

    def framed(self, message: str, credit: str) -> Sheet:
        """The same with its message above and its credit line below, to stand by itself."""
        size = replace(self.size, width=self.size.width + 2 * MARGIN)
        sheet, left = Sheet(size), EDGE + MARGIN
        y = MARGIN - 4
        for words in balanced(message, 17, size.width - 2 * left, bold=True):
            y += 22
            sheet.text(left, y, words, px=17, bold=True)
        move = f'<g transform="translate({_number(MARGIN)} {_number(y + 14)})">'
        sheet._parts += [move, *self._parts, "</g>"]
        y += 14 + self.height + 4
        for words in wrap(credit, size.text, size.width - 2 * left):
            y += 17
            sheet.text(left, y, words, ink="muted")
        sheet.height = y + MARGIN
        sheet._parts.insert(0, f'<rect width="100%" height="100%" fill="{css("paper")}"/>')
        return sheet
