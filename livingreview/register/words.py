"""Words for what the register holds: values, ranges, units, places, grades."""

from __future__ import annotations

from livingreview.register.fields import Check, Quantity
from livingreview.register.grade import Certainty, Grade
from livingreview.register.register import Cell
from livingreview.register.schema import Entry, Kept, Place

DAGGER = "†"

HOW = {
    "primary": "checked in the source",
    "data": "checked in the authors' data",
    "computed": "computed from the authors' data",
    "secondary": "seen only second-hand",
}

SHAPES: dict[Certainty | None, str] = {
    "high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○", None: "",
}  # fmt: skip


def grade_text(grade: Grade) -> str:
    """A grade in shapes and one word; of a principle the word alone."""
    return f"{SHAPES[grade.certainty]} {grade.certainty or 'principle'}".lstrip()


def number_text(value: float) -> str:
    """A recorded number as people write it, with thousands separators."""
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else f"{value}".replace("-", "−")
    text = f"{value:,}" if abs(value) >= 10_000 else f"{value}"
    return text.replace("-", "−")


def value_text(value: float | tuple[float, float], unit: str | None) -> str:
    """A recorded value, or both ends of a range, with its unit."""
    shown = "–".join(map(number_text, value)) if isinstance(value, tuple) else number_text(value)
    return shown + (unit if unit == "%" else f" {unit}" if unit else "")


def show(cell: Cell) -> str:
    """The value of a cell with its unit."""
    return value_text(cell.value, cell.unit)


def mark(value: str, check: Check) -> str:
    """A value with its dagger if it was seen only second-hand."""
    return value + (DAGGER if check.how == "secondary" else "")


def quantity(value: Quantity, entry: Entry) -> str:
    """A value of a model, benchmark or data set; words are given as they stand."""
    if value.value in ("unknown", "not applicable"):
        return str(value.value)
    number = value.value
    shown = number if isinstance(number, str) else value_text(number, value.unit)
    return mark(shown, value.checked or entry.checked)


def kept(place: Kept) -> str:
    """Where code or weights are, and under which license."""
    if not isinstance(place, Place):
        return place
    if place.where == "unknown":
        return "unknown"
    return f"{place.where} ({'license unknown' if place.license == 'unknown' else place.license})"
