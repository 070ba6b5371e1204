"""The picture that a link to a chapter shows elsewhere (Open Graph)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from sphinx.application import Sphinx

from livingreview import files
from livingreview.cite import source
from livingreview.fonts import FONTS
from livingreview.text.build import base_of, book_of

WIDTH, HEIGHT = 1200, 630  # the size that readers of Open Graph ask for
MARGIN = 80
PAPER, INK, MUTED, ACCENT, STOP = "#fffefb", "#1c2430", "#5d6875", "#0b5a7a", "#a63d12"


@dataclass(frozen=True)
class Card:
    """``url`` is absolute, and empty where the book has no address; ``alt`` says what it shows."""

    url: str
    alt: str


def of(app: Sphinx, docname: str) -> Card:
    """The card of a chapter, or of the book; ``make`` draws it."""
    above, title, below = _texts(app, docname)
    base = base_of(app)
    url = f"{base}_static/cards/{_name(docname)}" if base else ""
    return Card(url, f"{above}: {title}. {below}.")


def make(app: Sphinx, docname: str) -> Card:
    """Draw the card of a chapter, or of the book, into ``_static/cards/`` of the site."""
    draw(*_texts(app, docname), Path(app.outdir) / "_static" / "cards" / _name(docname))
    return of(app, docname)


def _name(docname: str) -> str:
    return f"{docname.replace('/', '-')}.png"


def _texts(app: Sphinx, docname: str) -> tuple[str, str, str]:
    """What stands above, as title and below."""
    book = book_of(app)
    title, above = book.title, book.subtitle[:1].upper() + book.subtitle[1:]
    if docname in source.chapters(app):
        chapter = source.chapter_of(app, docname)
        title = chapter.title
        above = f"Chapter {chapter.number} of {book.title}" if chapter.number else book.title
    return above, title, f"Version {book.version}, {book.date}"


def draw(above: str, title: str, below: str, file: Path) -> None:
    """Write three texts as a PNG; a long title is set smaller until it fits."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    _sign(pen)
    small = _font("Lato-Regular", 34)
    for size in range(84, 20, -4):
        font = _font("Lato-Bold", size)
        lines = list(_wrapped(title, font))
        if len(lines) * size * 1.25 <= 300:
            break
    top = (HEIGHT - len(lines) * size * 1.25) / 2
    pen.text((MARGIN, top - 70), next(_wrapped(above, small), ""), MUTED, small)
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * size * 1.25), line, INK, font)
    pen.text((MARGIN, HEIGHT - MARGIN - 34), below, ACCENT, small)
    with files.whole(file) as part:
        image.save(part, "png")


def _sign(pen: ImageDraw.ImageDraw) -> None:
    """The sign of the book, an arrow that meets a wall."""
    wall, y = WIDTH - 40, HEIGHT - MARGIN - 14
    pen.rectangle((wall, 0, WIDTH, HEIGHT), fill=STOP)
    tip = [(wall - 60, y - 38), (wall - 22, y), (wall - 60, y + 38)]
    pen.line((wall - 190, y, wall - 26, y), fill=ACCENT, width=10)
    pen.line(tip, fill=ACCENT, width=10, joint="curve")


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > WIDTH - 2 * MARGIN:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line
