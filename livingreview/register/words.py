"""Words for what the register holds: values, ranges, units, places, grades."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from textwrap import shorten

from livingreview.register.fields import Check, Quantity
from livingreview.register.grade import Certainty, Grade
from livingreview.register.register import Cell, Register
from livingreview.register.schema import Entry, Kept, Place

DAGGER = "†"
_BEGUN = 56  # signs

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


_PARTS = {"compared": "compared with", "n": "number of cases"}


def called(books: Register, name: str) -> str:
    """The name that readers know of a record, a method, or a row or column of a table."""
    known = books.models.get(name) or books.datasets.get(name) or books.benchmarks.get(name)
    if known:
        return known.name
    return books.vocabulary.short_names.get(name) or _PARTS.get(name) or _spelled(books, name)


def called_apart(books: Register, names: Iterable[str]) -> list[str]:
    """The names of the rows or columns of a table; those that would be alike are told in full."""
    listed = list(names)
    many = Counter(called(books, name) for name in listed)
    return [
        _spelled(books, name) if many[called(books, name)] > 1 else called(books, name)
        for name in listed
    ]


def _spelled(books: Register, name: str) -> str:
    """An id in words, each as people write it."""
    return " ".join(_written(books).get(part, part) for part in name.split("-"))


_WORD = re.compile(r"[A-Za-z\d]+")


def _written(books: Register) -> dict[str, str]:
    """How people write the words of which ids are made, as in K562: as records mostly do.

    The vocabulary says it of those that no record writes out.
    A word with a capital at its beginning alone counts where it is part of a name.
    """
    known: dict[str, str] | None = books.joined.get("written")
    if known is None:
        kinds = (books.models, books.datasets, books.benchmarks)
        named = _WORD.findall(" ".join(one.name for kind in kinds for one in kind.values()))
        said = " ".join(one.says for one in books.findings.values())
        counts: dict[str, Counter[str]] = {}
        for word in (*named, *_WORD.findall(said)):
            counts.setdefault(word.lower(), Counter())[word] += 1
        names = {word.lower() for word in named}
        most = {low: found.most_common(1)[0][0] for low, found in counts.items()}
        known = {low: word for low, word in most.items() if word[1:] != low[1:] or low in names}
        known |= books.vocabulary.written
        books.joined["written"] = known
    return known


def begun(books: Register, claim: str) -> str:
    """The start of a claim's sentence: what it is called where there is no room for more."""
    return shorten(books.claims[claim].says.rstrip("."), _BEGUN, placeholder="…")


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
