"""What became of the works that were found, as PRISMA draws it: found, considered, left out, in."""

from __future__ import annotations

from collections.abc import Sequence

from livingreview.figures.rows import Row, Wish
from livingreview.figures.scales import count
from livingreview.figures.sheet import EDGE, Sheet, Size, wrap
from livingreview.register import flow
from livingreview.register.register import Register

PAD, LINE, GAP = 10.0, 17.0, 22.0  # px: inside a box, from line to line, between two boxes
FOUND, CONSIDERED, EXCLUDED, WAITING, INCLUDED = (
    "found", "considered", "excluded", "waiting", "included",
)  # fmt: skip


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a step, with the works in all and since the last version."""
    older = flow.last_version(books, wish.version)
    since = older.version if older else ""
    return [
        {
            "id": "", "step": one.group, "name": one.name.replace("-", " "), "works": one.works,
            "since": one.since, "version": since,
        }
        for one in flow.steps(books, wish.version)
    ]  # fmt: skip


def records(rows: Sequence[Row]) -> str:
    """What the figure is drawn from."""
    return count(_works(rows, CONSIDERED), "work")


def message(rows: Sequence[Row]) -> str:
    """The flow in a sentence."""
    out, wait, taken = (_works(rows, group) for group in (EXCLUDED, WAITING, INCLUDED))
    return (
        f"Of {count(_works(rows, CONSIDERED), 'work')} that were considered {taken} are taken in, "
        f"{wait} wait to be read and {out} are left out."
    )


def _works(rows: Sequence[Row], group: str, field: str = "works") -> int:
    return sum(int(row[field]) for row in rows if row["step"] == group)


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """Three rows of boxes from top to bottom; on a phone every box has the whole width."""
    sheet = Sheet(size)
    of = {group: [row for row in rows if row["step"] == group] for group in
          (FOUND, CONSIDERED, EXCLUDED, WAITING, INCLUDED)}  # fmt: skip
    whole = size.width - 2 * EDGE
    version = rows[0]["version"]
    y = _head(sheet, "Found, by source", f"in parentheses: since {version}" if version else "")
    across = 1 if size.phone else 2
    wide = (whole - GAP * (across - 1)) / across
    for start in range(0, len(of[FOUND]), across):
        some = of[FOUND][start : start + across]
        lines = [_step(row, wide, size) for row in some]
        tall = max(map(len, lines)) * LINE + 2 * PAD - 4
        for place, words in enumerate(lines):
            _box(sheet, EDGE + place * (wide + GAP), y, wide, tall, words)
        y += tall + 8
    y = _arrow(sheet, size.width / 2, y - 8)
    for row in of[CONSIDERED]:
        words = _step(row, whole, size)
        tall = len(words) * LINE + 2 * PAD - 4
        _box(sheet, EDGE, y, whole, tall, words, strong=True)
        y = _arrow(sheet, size.width / 2, y + tall)
    sheet.height = _ends(sheet, y, of)
    return sheet


def _ends(sheet: Sheet, y: float, of: dict[str, list[Row]]) -> float:
    """What became of the works; returns the lower end."""
    size = sheet.size
    whole = size.width - 2 * EDGE
    across = 1 if size.phone else 3
    wide = (whole - GAP * (across - 1)) / across
    ends = []
    for group, title in ((INCLUDED, "Taken in"), (WAITING, "Waiting"), (EXCLUDED, "Left out")):
        some = of[group]
        total = {"name": title, "works": _works(some, group), "since": _works(some, group, "since"),
                 "version": some[0]["version"] if some else ""}  # fmt: skip
        parts = some if len(some) > 1 else []
        words = _step(total, wide, size)
        words += [line for row in parts for line in _step(row, wide, size, bare=True)]
        ends.append((group, words))
    most = max(len(words) for _, words in ends)
    for place, (group, words) in enumerate(ends):
        tall = (len(words) if size.phone else most) * LINE + 2 * PAD - 4
        x = EDGE if size.phone else EDGE + place * (wide + GAP)
        _box(sheet, x, y, wide, tall, words, strong=group == INCLUDED)
        y += tall + 8 if size.phone else 0
    return y + (0 if size.phone else most * LINE + 2 * PAD)


def _head(sheet: Sheet, title: str, key: str) -> float:
    sheet.text(EDGE, 16, title, px=sheet.size.head, bold=True)
    sheet.text(sheet.size.width - EDGE, 16, key, ink="muted", align="right")
    return 26


def _step(row: Row, wide: float, size: Size, bare: bool = False) -> list[tuple[str, bool]]:
    """The lines of a step, each with whether it is bold: its name and its number."""
    since = f" ({row['since']:,})" if row["version"] else ""
    said = wrap(f"{row['name']}: {row['works']:,}{since}", size.text, wide - 2 * PAD, bold=not bare)
    return [(line, not bare) for line in said]


def _box(
    sheet: Sheet, x: float, y: float, wide: float, tall: float, words: list[tuple[str, bool]],
    strong: bool = False,
) -> None:  # fmt: skip
    sheet.rect(x, y, wide, tall, "band", edge="ink" if strong else "muted")
    for place, (line, bold) in enumerate(words):
        sheet.text(x + PAD, y + PAD + 11 + place * LINE, line, bold=bold)


def _arrow(sheet: Sheet, x: float, y: float) -> float:
    """An arrow downward from a box; returns where the next box begins."""
    sheet.line([(x, y + 2), (x, y + GAP - 3)], "muted", 1.6)
    sheet.line([(x - 4, y + GAP - 8), (x, y + GAP - 3), (x + 4, y + GAP - 8)], "muted", 1.6)
    return y + GAP


def alt(rows: list[Row]) -> str:
    """Every step in words."""
    names = {FOUND: "Found", CONSIDERED: "Considered", EXCLUDED: "Left out",
             WAITING: "Waiting", INCLUDED: "Taken in"}  # fmt: skip
    parts = []
    for group, title in names.items():
        some = [row for row in rows if row["step"] == group]
        listed = "; ".join(_said(row) for row in some)
        parts.append(f"{title}: {listed}." if listed else "")
    return "Flow of works. " + " ".join(filter(None, parts))


def _said(row: Row) -> str:
    since = f" ({row['since']} since version {row['version']})" if row["version"] else ""
    return f"{row['name']} {row['works']}{since}"
