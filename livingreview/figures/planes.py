"""Two values of the same thing against each other: a point a model and context, in panels.

A row is ``label = x, y``, two addresses below ``# head`` of its panel (``listed`` says what an
address may stand for). Points of one label have one mark, and ``:joined:`` draws a line through
them. ``number`` in place of x is the number that ends the name of a row or column, as in
``share-25`` or ``cell-10m``, and ``a between b and c`` is how far a is on the way from b to c
(``anchored.skill``). A row whose x or y is ``-`` is a line across the panel under its label,
``chance`` among them: the value that a guess, or a method without an x, has.

All panels share both axes. What an axis measures is the metric of its findings, or the name of a
model's or data set's value; ``:series:`` gives other words for x and y, and ``:log:`` names the
axes (``x``, ``x y``) on which equal ratios lie equally far apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from livingreview.figures.anchored import WAY, skill
from livingreview.figures.labels import Box, Point, label
from livingreview.figures.listed import Line, lines, mixed_in_a_row, together
from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, linear, logarithmic, number, plain, ticks
from livingreview.figures.sheet import EDGE, Mark, Shape, Sheet, Size, balanced, wide
from livingreview.register import conditions
from livingreview.register.register import Cell, Register
from livingreview.register.words import DAGGER

SERIES: tuple[tuple[str, Shape], ...] = (
    ("one", "circle"), ("two", "square"), ("ink", "diamond"), ("three", "up"), ("muted", "down"),
    ("second", "bar"),
)  # fmt: skip
ACROSS = {False: 2, True: 1}  # panels beside one another: on a page, on a phone
GAP, HEAD, FOOT = 34.0, 38.0, 50.0  # px: between, above and below panels
SIZE = 9.0  # px: a mark across
_PARTS = re.compile(r"\s+(?:between|and)\s+")  # of a value and its anchors
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)[a-z]*$")


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a point or line; ``x`` or ``y`` of a line across a panel is None.

    Raises ``ValueError`` or ``LookupError`` for a row or an address that is wrong.
    """
    rows = [row for line in lines(wish.rows, (2,)) for row in _points(books, line)]
    if not rows:
        return []
    if not any(row["_point"] for row in rows):
        raise ValueError("no row is a point; write lines of label = address of x, address of y")
    if len({row["label"] for row in rows if row["_point"]}) > len(SERIES):
        raise ValueError(f"more than {len(SERIES)} labels; take rows away, or draw two figures")
    point = next(row for row in rows if row["_point"])
    for row in rows:  # a chance that follows from the definition has no record of its own
        row["id"], row["citekey"] = row["id"] or point["id"], row["citekey"] or point["citekey"]
    for place, axis in enumerate("xy"):
        said = {row[f"_{axis}_axis"] for row in rows if row["_point"]}
        words = wish.series[place] if len(wish.series) == 2 else ""
        if len(said) > 1 and not words:
            raise ValueError(
                f"{axis} measures {' and '.join(sorted(said))}; draw them apart, or add series: "
                "and words for x and y"
            )
        known = [row[axis] for row in rows if row[axis] is not None]
        if axis in wish.log and min(known) <= 0:
            raise ValueError(f"{axis} has a value of {min(known):g}, which has no logarithm")
        for row in rows:
            row[f"{axis}_axis"] = words or next(iter(said))
            row[f"_{axis}_log"], row["_joined"] = axis in wish.log, wish.joined
    return rows


@dataclass(frozen=True)
class _End:
    """One of the two values of a point: None of a line across, and without cells if it is none of
    the register's values itself."""

    value: float | None
    addresses: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    words: str = ""


def _points(books: Register, line: Line) -> Iterator[Row]:
    """The points that a line stands for."""
    parts = [_PARTS.split(item) for item in line.addresses]
    if any(len(part) not in (1, 3) for part in parts):
        raise ValueError(
            f"the row '{line.words}' is wrong; write address between address and address"
        )
    for name, addresses in together(books, [address for part in parts for address in part]):
        cut = len(parts[0])
        ends = [_end(books, line, name, one) for one in (addresses[:cut], addresses[cut:])]
        values = [end.value for end in ends]
        if values == [None, None]:
            raise ValueError(f"the row '{line.words}' has no value; name one, or drop it")
        cells = [cell for end in ends for cell in end.cells]
        second_hand = any(cell.checked.how == "secondary" for cell in cells)
        found = [cell.record for cell in cells if cell.record in books.findings]
        row: Row = {
            "id": cells[0].record if cells else "", "panel": line.panel,
            "label": line.label + (DAGGER if second_hand else ""),
            "point": line.point or name, "x": values[0], "y": values[1],
            "by_makers": bool(found) and not second_hand
            and not all(books.independent(record) for record in found),
            "second_hand": second_hand,
            "addresses": " ".join(address for end in ends for address in end.addresses),
            "citekey": cells[-1].citekey if cells else "",
            "_point": None not in values, "_named": bool(line.point),
        }  # fmt: skip
        for axis, end in zip("xy", ends, strict=True):
            row[f"_{axis}_axis"], row[f"_{axis}_at"] = end.words, end.addresses
        yield row


def _end(books: Register, line: Line, name: str, addresses: tuple[str, ...]) -> _End:
    """A value of a point called ``name``; three addresses are a value and its anchors."""
    (first, *_) = addresses
    if first == "-":
        return _End(None)
    if line.label == "chance" and _is_number(first):
        return _End(float(first))
    if first == "number":
        if not (ends := _NUMBER.search(line.point or name)):
            raise ValueError(f"no number ends {name or 'the name'}, which '{line.words}' asks for")
        return _End(float(ends[1]), words="number")
    cells = tuple(books.cell(address) for address in addresses)
    values = [number_of(cell.value) for cell in cells]
    known = [value for value in values if value is not None]
    if len(known) == 3:
        return _End(skill(*known), addresses, cells, WAY)
    return _End(values[0], addresses, cells, _measures(books, cells[0], first))


def _is_number(words: str) -> bool:
    try:
        return math.isfinite(float(words))
    except ValueError:
        return False


def _measures(books: Register, cell: Cell, address: str) -> str:
    """What a value measures, and where less of it is better, in words."""
    finding = books.findings.get(cell.record)
    if finding is None:
        words = address.rpartition("/")[2].replace("_", " ")
        return words[:1].upper() + words[1:]
    metric = str(conditions.conditions(books, finding).metric or "value")
    ends = {"lower": ", less is better", "higher": ", more is better", "neither": ""}
    return metric[:1].upper() + metric[1:] + ends[finding.better]


def mixed(books: Register, rows: list[Row], wish: Wish) -> str:
    """What is wrong with showing the values so; empty if nothing is.

    Both values of a point share all conditions but the metric, and so do the values on one axis of
    a panel, where ``:varies:`` may name the one difference.
    """
    if found := mixed_in_a_row(books, rows, "metric", "a point has two values of the same runs"):
        return found
    for panel in dict.fromkeys(row["panel"] for row in rows):
        part = [row for row in rows if row["panel"] == panel and row["_point"]]
        for axis in "xy":
            listed = [address for row in part for address in row[f"_{axis}_at"]]
            if found := conditions.mixed(books, listed, wish.varies):
                return f"{found}; draw them apart, or add varies: and what they differ in"
    return ""


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """The key, then panels with shared axes: two beside one another, or on a phone one."""
    sheet = Sheet(size)
    y = sheet.key(_key(rows)) + 4
    panels = [(words, list(group)) for words, group in groupby(rows, lambda row: str(row["panel"]))]
    across = min(ACROSS[size.phone], len(panels))
    x_ticks, y_ticks = (_ticks(rows, axis, size.phone) for axis in "xy")
    margin = max(wide(_said(tick), size.text) for tick in y_ticks) + 10
    last = max(12.0, wide(_said(x_ticks[-1]), size.text) / 2 + 2)  # the end of the last number
    room = (size.width - 2 * EDGE - last - margin - (across - 1) * (GAP + margin)) / across
    room = min(room, 460.0)
    high = 250.0 if size.phone else min(room, 290.0)
    heads = HEAD + 18 if any(words for words, _ in panels) else HEAD
    for place, (words, group) in enumerate(panels):
        down, beside = divmod(place, across)
        left = EDGE + margin + beside * (room + GAP + margin)
        top = y + down * (heads + high + FOOT) + heads
        box = Box(left, top, left + room, top + high)
        _panel(sheet, box, words, group, rows, (x_ticks, y_ticks), margin)
    sheet.height = y + math.ceil(len(panels) / across) * (heads + high + FOOT) + 2
    return sheet


def _ticks(rows: Sequence[Row], axis: str, phone: bool) -> list[float]:
    values = [row[axis] for row in rows if row[axis] is not None]
    low, high = min(values), max(values)
    if rows[0][f"_{axis}_log"]:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high) - 1e-9)
        return [10.0**power for power in range(first, max(last, first + 1) + 1)]
    few = 4 if phone or axis == "x" else 6
    if low > 0.35 * high > 0:  # zero would press the points together
        return ticks(low, high, few)
    return ticks(min(0.0, low), high, few)


def _said(tick: float) -> str:
    """A number at an axis."""
    return number(tick) if abs(tick) >= 1000 else f"{tick:g}".replace("-", "−")


def _scale(marks: Sequence[float], log: bool, start: float, end: float) -> Scale:
    made = logarithmic if log else linear
    return made(marks[0], marks[-1], start, end)


def _panel(
    sheet: Sheet, box: Box, head: str, group: Sequence[Row], rows: Sequence[Row],
    both: tuple[list[float], list[float]], margin: float,
) -> None:  # fmt: skip
    """One panel: frame and axes, lines across, points and their names."""
    px, first = sheet.size.text, rows[0]
    x = _scale(both[0], first["_x_log"], box.left, box.right)
    y = _scale(both[1], first["_y_log"], box.bottom, box.top)
    for tick in both[0]:
        sheet.line([(x(tick), box.top), (x(tick), box.bottom)], "grid")
        sheet.text(x(tick), box.bottom + 16, _said(tick), ink="muted", align="center")
    for tick in both[1]:
        sheet.line([(box.left, y(tick)), (box.right, y(tick))], "grid")
        sheet.text(box.left - 6, y(tick) + 4, _said(tick), ink="muted", align="right")
    start = box.left - margin
    if head:
        sheet.text(start, box.top - 36, head, px=sheet.size.head, bold=True)
    room = box.right + 8 - start
    sheet.text(start, box.top - 15, balanced(first["y_axis"], px, room)[0], ink="second")
    across = min(box.left, box.right + 6 - wide(first["x_axis"], px))
    sheet.text(across, box.bottom + 34, first["x_axis"], ink="second")
    points = _lines_across(sheet, box, group, x, y)
    order = list(dict.fromkeys(row["label"] for row in rows if row["_point"]))
    for name in order:
        part = [row for row in group if row["label"] == name and row["_point"]]
        if first["_joined"] and len(part) > 1:
            path = [(x(row["x"]), y(row["y"])) for row in sorted(part, key=lambda row: row["x"])]
            sheet.line(path, SERIES[order.index(name)][0], 1.6)
    for row in group:
        if row["_point"]:
            ink, shape = SERIES[order.index(row["label"])]
            at, level = x(row["x"]), y(row["y"])
            hollow, said = row["by_makers"], _words(row)
            sheet.mark(at, level, ink, shape, px=SIZE, hollow=hollow, says=said)
            points.append(Point(at, level, SIZE / 2, row["point"] if row["_named"] else ""))
    label(sheet, points, Box(box.left + 2, box.top - 2, box.right + 6, box.bottom - 2))


def _lines_across(
    sheet: Sheet, box: Box, group: Sequence[Row], x: Scale, y: Scale
) -> list[Point]:  # fmt: skip
    """The lines of a panel with their names; returns what points' names must keep off."""
    kept: list[Point] = []
    for row in group:
        if row["x"] is None:
            level = y(row["y"])
            sheet.line([(box.left, level), (box.right, level)], "muted", 1.4, "3 2")
            if row["label"] != "chance":
                sheet.text(
                    box.right - 2, level - 4, row["label"], ink="muted", align="right", halo=True
                )
                width = wide(row["label"], sheet.size.text)
                kept += [Point(box.right - 2 - part * width, level - 8, 7) for part in (0, 0.5, 1)]
        elif row["y"] is None:
            at = x(row["x"])
            sheet.line([(at, box.top), (at, box.bottom)], "muted", 1.4, "3 2")
    return kept


def _key(rows: Sequence[Row]) -> Iterator[Mark]:
    points = [row for row in rows if row["_point"]]
    hollow = {row["by_makers"] for row in points}
    order = list(dict.fromkeys(row["label"] for row in points))
    for (ink, shape), name in zip(SERIES, order, strict=False):
        own = {row["by_makers"] for row in points if row["label"] == name}
        yield Mark(ink, shape, own == {True}, name)
    if True in hollow:
        yield Mark("muted", hollow=True, words="measured by makers of a model")
    across = [row["label"] for row in rows if not row["_point"]]
    if "chance" in across:
        yield Mark("muted", "dashes", words="chance")


def _words(row: Row) -> str:
    """A point or a line in words."""
    if not row["_point"]:
        axis = "x" if row["y"] is None else "y"
        return f"{row['label']} {_exact(row[axis])} ({_what(row, axis)})"
    named = f", {row['point']}" if row["point"] else ""
    pair = f"{_what(row, 'x')} {_exact(row['x'])}, {_what(row, 'y')} {_exact(row['y'])}"
    return f"{row['label']}{named}: {pair}"


def _what(row: Row, axis: str) -> str:
    words = str(row[f"{axis}_axis"]).partition(",")[0]
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _exact(value: float) -> str:
    return number(value) if abs(value) >= 1000 else plain(value)


def alt(rows: list[Row]) -> str:
    """Every point in words."""
    first = rows[0]
    parts = []
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        listed = [
            _words(row) if not row["_point"] else
            f"{row['label']}{', ' + row['point'] if row['point'] else ''} "
            f"{_exact(row['x'])} and {_exact(row['y'])}" for row in group
        ]  # fmt: skip
        parts.append(f"{panel}{': ' if panel else ''}{'; '.join(listed)}.")
    axes = f"Scatter plot of {_what(first, 'x')} (first value) and {_what(first, 'y')} (second). "
    return axes + " ".join(parts)
