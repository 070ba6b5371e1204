"""Walls against causes: at each crossing the findings that speak for a cause, and against it.

In: ``evidence/causes.yaml`` and the findings it names. A triangle is a finding, up if it speaks for
the cause and down if against; hollow, if its authors made a model that it tests. A crossing without
findings says so. How strong a finding is stands with it, not here.
"""

from __future__ import annotations

from collections.abc import Sequence

from livingreview.figures.rows import Row, Wish
from livingreview.figures.scales import count
from livingreview.figures.sheet import EDGE, Mark, Shape, Sheet, Size, wrap
from livingreview.register.register import Register

SIDES = ("for", "against")
LOOKS: dict[str, tuple[str, Shape]] = {"for": ("one", "up"), "against": ("two", "down")}
NONE = "no finding"
SIGN, LINE = 13.0, 16.0  # px: from mark to mark, from line to line


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a finding at a crossing, in the order of the file."""
    file = books.causes
    if file is None:
        return []
    walls = tuple(wall.name for wall in file.walls)
    causes = tuple(cause.name for cause in file.causes)
    named = {wall.id: wall.name for wall in file.walls}
    named |= {cause.id: cause.name for cause in file.causes}
    rows = [
        {
            "id": finding, "wall": named[row.wall], "cause": named[row.cause], "side": side,
            "by_makers": not books.independent(finding),
            "citekey": books.papers[books.paper_of[finding]].citekey,
            "_walls": walls, "_causes": causes,
        }
        for row in file.rows
        for side, listed in zip(SIDES, (row.for_, row.against), strict=True)
        for finding in listed
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (walls.index(row["wall"]), causes.index(row["cause"])))


def records(rows: Sequence[Row]) -> str:
    """What the figure is drawn from."""
    return count(len({row["id"] for row in rows}), "finding")


def message(rows: Sequence[Row]) -> str:
    """Which causes reach farthest, and how many of the causes meet findings against them."""
    walls, causes = rows[0]["_walls"], rows[0]["_causes"]
    reach = {cause: _walls_of(rows, cause, "for") for cause in causes}
    far = max(reach.values())
    first = [cause for cause in causes if reach[cause] == far]
    who = f"“{first[0]}” has" if len(first) == 1 else f"{len(first)} causes have"
    where = "every wall" if far == len(walls) else f"{far} of {count(len(walls), 'wall')}"
    opposed = sum(_walls_of(rows, cause, "against") > 0 for cause in causes)
    every = "every cause meets" if opposed == len(causes) else f"{opposed} of {len(causes)} meet"
    return f"{who} findings in favor at {where}; {every} findings against."


def _walls_of(rows: Sequence[Row], cause: str, side: str) -> int:
    return len({row["wall"] for row in rows if (row["cause"], row["side"]) == (cause, side)})


def draw(rows: list[Row], size: Size) -> Sheet:
    """A line a wall and a column a cause; on a phone the causes below the name of each wall."""
    sheet = Sheet(size)
    y = sheet.key(_key(rows)) + 4
    sheet.height = (_listed if size.phone else _crossed)(sheet, rows, y) + 6
    return sheet


def _crossed(sheet: Sheet, rows: list[Row], y: float) -> float:
    walls, causes, px = rows[0]["_walls"], rows[0]["_causes"], sheet.size.text
    left = EDGE + 128
    column = (sheet.size.width - EDGE - left) / len(causes)
    heads = [wrap(cause, px, column - 12, True) for cause in causes]
    deepest = max(map(len, heads))
    for place, head in enumerate(heads):
        for line, words in enumerate(head):
            sheet.text(left + column * place, y + 14 + LINE * line, words, bold=True)
    y += LINE * deepest + 8
    for wall in walls:
        sheet.line([(EDGE, y), (sheet.size.width - EDGE, y)], "grid")
        name = wrap(wall, px, left - EDGE - 12, True)
        for line, words in enumerate(name):
            sheet.text(EDGE, y + 20 + LINE * line, words, bold=True)
        end = y + 24 + LINE * (len(name) - 1)
        for place, cause in enumerate(causes):
            here = [row for row in rows if (row["wall"], row["cause"]) == (wall, cause)]
            end = max(end, _cell(sheet, left + column * place, y, column - 10, here))
        y = end + 6
    return y


def _listed(sheet: Sheet, rows: list[Row], y: float) -> float:
    walls, causes, px = rows[0]["_walls"], rows[0]["_causes"], sheet.size.text
    left = EDGE + 200
    for wall in walls:
        sheet.line([(EDGE, y), (sheet.size.width - EDGE, y)], "grid")
        sheet.text(EDGE, y + 20, wall, px=sheet.size.head, bold=True)
        y += 26
        silent = []
        for cause in causes:
            here = [row for row in rows if (row["wall"], row["cause"]) == (wall, cause)]
            if not here:
                silent.append(cause)
                continue
            name = wrap(cause, px, left - EDGE - 12)
            for line, words in enumerate(name):
                sheet.text(EDGE, y + 16 + LINE * line, words)
            room = sheet.size.width - EDGE - left
            y = max(y + 20 + LINE * (len(name) - 1), _cell(sheet, left, y - 4, room, here)) + 4
        for words in wrap(f"{NONE}: {', '.join(silent)}", px, sheet.size.width - 8) * bool(silent):
            sheet.text(EDGE, y + 16, words, ink="muted")
            y += LINE
        y += 10
    return y


def _cell(sheet: Sheet, x: float, y: float, width: float, rows: list[Row]) -> float:
    """The marks of a crossing, those for above those against; returns their lower end."""
    if not rows:
        sheet.text(x, y + 20, NONE, ink="muted")
        return y + 24
    across = int(width // SIGN)
    for side in SIDES:
        mine = [row for row in rows if row["side"] == side]
        ink, shape = LOOKS[side]
        for place, row in enumerate(mine):
            down, right = divmod(place, across)
            says = f"{side}: {row['short'] if 'short' in row else row['citekey']}, {row['id']}"
            sheet.mark(
                x + 6 + SIGN * right, y + 15 + LINE * down, ink, shape, px=10,
                hollow=row["by_makers"], says=says,
            )  # fmt: skip
        y += LINE * -(-len(mine) // across)
    return y + 10


def _key(rows: Sequence[Row]) -> list[Mark]:
    words = {"for": "finding for the cause", "against": "against it"}
    marks = [Mark(*LOOKS[side], words=words[side]) for side in SIDES
             if any(row["side"] == side for row in rows)]  # fmt: skip
    if any(row["by_makers"] for row in rows):
        marks.append(Mark("muted", "up", True, "by makers of a model that it tests"))
    return marks


def alt(rows: list[Row]) -> str:
    """Every crossing with findings: how many for, how many against."""
    parts = []
    for wall in rows[0]["_walls"]:
        said = []
        for cause in rows[0]["_causes"]:
            sides = [row["side"] for row in rows if (row["wall"], row["cause"]) == (wall, cause)]
            if sides:
                many = f"{sides.count('for')} for, {sides.count('against')} against"
                said.append(f"{cause} {many}")
        parts.append(f"{wall}: {'; '.join(said) or NONE}.")
    return "Findings for and against each cause, by wall. " + " ".join(parts)
