"""How models grew: input length and number of parameters against year, a panel for each class.

The panels of a measure share both scales; a stepped line says which was the largest so far, and
the models that set it are named.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from livingreview.figures.labels import Box, Point, label
from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, linear, logarithmic, number
from livingreview.figures.sheet import EDGE, Mark, Shape, Sheet, Size, wide
from livingreview.register.register import Register

MEASURES = {"input_length": "Input length", "parameters": "Parameters"}
RADIUS = 3.0
_SPREAD = 0.7  # of a year: the models of one year stand side by side


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a model with a known input length or parameter count."""
    rows = []
    short = books.vocabulary.short_names
    many = Counter(model.class_ for model in books.models.values())
    for model in books.models.values():
        row = {
            "id": model.id, "name": short.get(model.id, model.name), "class": model.class_,
            "year": model.year, "input_length": number_of(model.input_length.value),
            "input_unit": model.input_length.unit or "",
            "parameters": number_of(model.parameters.value), "citekey": books.paper_of[model.id],
            "_models": many[model.class_],
        }  # fmt: skip
        known = any(row[measure] is not None for measure in MEASURES)
        if known and wish.only in (None, row["class"]):
            rows.append(row)
    order = books.vocabulary.class_ids
    return sorted(rows, key=lambda row: (order.index(row["class"]), row["year"], row["id"]))


def setters(rows: Sequence[Row], measure: str) -> list[Row]:
    """The rows that are larger than all of the years before, one a year."""
    best, named = 0.0, []
    for year in sorted({row["year"] for row in rows}):
        largest = max((row for row in rows if row["year"] == year), key=lambda row: row[measure])
        if largest[measure] > best:
            best = largest[measure]
            named.append(largest)
    return named


# -- drawing -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Panel:
    """The models of a class by a measure, and where they are drawn."""

    rows: list[Row]
    measure: str
    box: Box
    x: Scale
    y: Scale
    unit: str


def draw(rows: list[Row], size: Size) -> Sheet:
    """A panel for each class, beside one another or on a phone below one another."""
    sheet = Sheet(size)
    classes = list(dict.fromkeys(row["class"] for row in rows))
    other = sorted({row["input_unit"] for row in rows if _odd(rows, row)})
    key = [Mark("one", words="model"), Mark("muted", "line", words="largest so far")]
    if other:
        key.append(Mark("one", "square", words=f"model that counts in {' or '.join(other)}"))
    y = sheet.key(key)
    if size.phone:
        for kind in classes:
            y = _head(sheet, y + 14, kind, EDGE)
            for measure, words in MEASURES.items():
                y = _measure(sheet, y, rows, [kind], measure, words)
    else:
        left, room = _columns(rows, size, len(classes))
        for place, kind in enumerate(classes):
            _head(sheet, y + 14, kind, left + place * (room + 16))
        y += 22
        for measure, words in MEASURES.items():
            y = _measure(sheet, y, rows, classes, measure, words)
    sheet.height = y
    return sheet


def _head(sheet: Sheet, y: float, kind: str, x: float) -> float:
    sheet.text(x, y + 6, kind, px=sheet.size.head, bold=True)
    return y + 10


def _columns(rows: list[Row], size: Size, many: int) -> tuple[float, float]:
    """Where the first panel begins, and how wide each is."""
    said = [number(tick) for measure in MEASURES for tick in _ticks(rows, measure)]
    left = EDGE + max(wide(words, size.text) for words in said) + 8
    if not size.phone:  # what is measured stands above the numbers
        left = max(left, *(EDGE + wide(name, size.text, True) + 6 for name in MEASURES.values()))
    return left, (size.width - EDGE - 6 - left - 16 * (many - 1)) / many


def _measure(
    sheet: Sheet, y: float, rows: list[Row], classes: list[str], measure: str, words: str
) -> float:
    """The panels of one measure, one for each class, on one scale; returns their lower end."""
    left, room = _columns(rows, sheet.size, len(classes))
    high = 170.0 if sheet.size.phone else 200.0
    known = [row[measure] for row in rows if row[measure] is not None]
    if not known:
        return y
    top = y + (30 if sheet.size.phone else 46)
    if not sheet.size.phone:
        sheet.text(EDGE, top - 13, words, bold=True)
    low = 10 ** math.floor(math.log10(min(known)))
    scale = logarithmic(low, max(known) * 2, top + high, top)
    years = [row["year"] for row in rows]
    for place, kind in enumerate(classes):
        at = left + place * (room + 16)
        group = [row for row in rows if row["class"] == kind]
        shown = [row for row in group if row[measure] is not None]
        unit = f"in {_unit(group)}, " if measure == "input_length" and shown else ""
        box = Box(at, top, at + room, top + high)
        panel = _Panel(
            shown, measure, box, linear(min(years) - 0.6, max(years) + 0.6, at, at + room), scale,
            _unit(group),
        )  # fmt: skip
        _frame(sheet, panel, rows, numbers=place == 0)
        counted = f"{unit}known of {len(shown)} of {group[0]['_models']}"
        start = sheet.text(EDGE, top - 13, f"{words} ", bold=True) if sheet.size.phone else at
        sheet.text(start, top - 13, counted, ink="muted")
        _marks(sheet, panel)
    return top + high + 26


def _ticks(rows: list[Row], measure: str) -> list[float]:
    """The powers of ten of a measure's scale, at most six."""
    known = [row[measure] for row in rows if row[measure] is not None]
    if not known:
        return []
    first, last = math.floor(math.log10(min(known))), math.floor(math.log10(max(known) * 2))
    step = math.ceil((last - first + 1) / 6)
    return [10.0**power for power in range(last, first - 1, -step)]


def _frame(sheet: Sheet, panel: _Panel, rows: list[Row], numbers: bool) -> None:
    """The lines of a panel, and what they say: years below, numbers at the left of the first."""
    box = panel.box
    for tick in _ticks(rows, panel.measure):
        level = panel.y(tick)
        sheet.line([(box.left, level), (box.right, level)], "grid")
        if numbers:
            sheet.text(box.left - 6, level + 4, number(tick), ink="muted", align="right")
    sheet.line([(box.left, box.bottom), (box.right, box.bottom)], "muted")
    years = sorted({row["year"] for row in rows})
    fives = [year for year in range(years[0], years[-1] + 1) if year % 5 == 0]
    for year in fives if len(fives) > 1 else [years[0]]:
        sheet.line([(panel.x(year), box.bottom), (panel.x(year), box.bottom + 4)], "muted")
        sheet.text(panel.x(year), box.bottom + 17, f"{year}", ink="muted", align="center")


def _marks(sheet: Sheet, panel: _Panel) -> None:
    """The models, the line of the largest so far, and the names of those that set it."""
    named = setters(panel.rows, panel.measure)
    place = _side_by_side(panel.rows)
    best = [(panel.x(place[row["id"]]), panel.y(row[panel.measure])) for row in named]
    steps = [step for (_, y), (x, _) in pairwise(best) for step in ((x, y),)]
    line = [each for pair in zip(best, [*steps, (panel.box.right, best[-1][1])], strict=True)
            for each in pair] if best else []  # fmt: skip
    if line:
        sheet.line(line, "muted", 1.2)
    points = []
    for row in panel.rows:
        x, y = panel.x(place[row["id"]]), panel.y(row[panel.measure])
        odd = panel.measure == "input_length" and row["input_unit"] != panel.unit
        shape: Shape = "square" if odd else "circle"
        said = f"{row['name']}, {row['year']}: {_value(row, panel.measure)}"
        sheet.mark(x, y, "one", shape, px=2 * RADIUS, says=said)
        points.append(Point(x, y, RADIUS, row["name"] if row in named else ""))
    box = panel.box
    label(sheet, points, Box(box.left + 2, box.top - 4, box.right + 4, box.bottom - 2), line)


def _side_by_side(rows: list[Row]) -> dict[str, float]:
    """Years, with the models of one year beside one another, so that no mark hides another."""
    places: dict[str, float] = {}
    for year in {row["year"] for row in rows}:
        group = [row["id"] for row in rows if row["year"] == year]
        for at, name in enumerate(group):
            places[name] = year + _SPREAD * ((at + 0.5) / len(group) - 0.5)
    return places


def _unit(group: Sequence[Row]) -> str:
    """The unit in which most models of a class count their input."""
    units = [row["input_unit"] for row in group if row["input_unit"]]
    return statistics.mode(units) if units else ""


def _odd(rows: list[Row], row: Row) -> bool:
    """Whether a model counts its input otherwise than most of its class."""
    group = [one for one in rows if one["class"] == row["class"]]
    return bool(row["input_unit"]) and row["input_unit"] != _unit(group)


def _value(row: Row, measure: str) -> str:
    unit = row["input_unit"] if measure == "input_length" else "parameters"
    return f"{number(row[measure])} {unit}"


def alt(rows: list[Row]) -> str:
    """For each class and measure the models that set a maximum, and of how many it is known."""
    parts = []
    for kind in dict.fromkeys(row["class"] for row in rows):
        group = [row for row in rows if row["class"] == kind]
        said = []
        for measure, words in MEASURES.items():
            shown = [row for row in group if row[measure] is not None]
            counted = f"{words.lower()} of {len(shown)} of {group[0]['_models']} models"
            listed = ", ".join(
                f"{_value(row, measure)} ({row['name']}, {row['year']})"
                for row in setters(shown, measure)
            )
            said.append(f"{counted}{', the largest so far ' if listed else ''}{listed}")
        parts.append(f"{kind}: {'; '.join(said)}.")
    return "Scatter plots against year, on logarithmic scales. " + " ".join(parts)
