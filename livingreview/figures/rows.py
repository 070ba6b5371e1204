"""Which values of the register a figure shows: its rows, as plain dictionaries.

Each function takes the register and what the author of the figure asked for, and returns a row for
each record or line that is drawn; every row holds ``id`` and ``citekey``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from livingreview.register.register import Register

Row = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """What the author of a figure asked for."""

    only: str | None = None
    rows: str = ""
    series: tuple[str, ...] = ()
    interval: bool = False
    varies: str | None = None


def models_over_time(books: Register, wish: Wish) -> list[Row]:
    """One row a model with a known input length or parameter count."""
    rows = []
    for model in books.models.values():
        length, size = model.input_length.value, model.parameters.value
        row = {
            "id": model.id, "name": model.name, "class": model.class_, "year": model.year,
            "input_length": number_of(length), "input_unit": model.input_length.unit or "",
            "parameters": number_of(size), "citekey": books.paper_of[model.id],
        }  # fmt: skip
        known = row["input_length"] is not None or row["parameters"] is not None
        if known and wish.only in (None, row["class"]):
            rows.append(row)
    return sorted(rows, key=lambda row: (row["year"], row["id"]))


def number_of(value: object) -> float | None:
    """A value as one number: of a range the upper end; None for words."""
    if isinstance(value, tuple):
        return float(value[1])
    return float(value) if isinstance(value, (int, float)) else None


def perturbation_data(books: Register, wish: Wish) -> list[Row]:
    """One row a perturbation data set with a known year and number of profiles."""
    rows = []
    for data in books.datasets.values():
        profiles, count = number_of(data.profiles.value), number_of(data.perturbations.value)
        if isinstance(data.year, str) or profiles is None or count is None:
            continue
        if data.perturbation_type.value == "not applicable":
            continue
        rows.append(
            {
                "id": data.id, "name": data.name, "year": data.year, "profiles": profiles,
                "perturbations": count, "type": data.perturbation_type.value,
                "citekey": books.paper_of[data.id],
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["year"], row["profiles"]))


def records_of(rows: Sequence[Row]) -> list[str]:
    """The id of every record behind the rows, each once, in order."""
    named: list[str] = []
    for row in rows:
        addresses = f"{row.get('addresses', '')} {row.get('chance_at', '')}".split()
        named += [row["id"], *(name.partition("/")[0] for name in addresses if name != "-")]
    return list(dict.fromkeys(named))
