"""Which values of the register a figure shows: its rows, as plain dictionaries.

Each function takes the register and what the author of the figure asked for, and returns a row for
each record or line that is drawn; every row holds ``id`` and ``citekey``.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from livingreview.register import makers, sides
from livingreview.register.finding import Finding
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


def contests(books: Register, wish: Wish) -> list[Row]:
    """One row a finding that sets a foundation model against a simple or task-specific method.

    ``differences`` are in per cent of the baseline's value, above zero where the model is better.
    """
    rows = []
    for finding in books.findings.values():
        pairs = _pairs(finding)
        kind = _class_of(books, finding)
        trusted = finding.source is None or finding.source.trusted
        if not trusted or not pairs or kind is None or (wish.only and kind != wish.only):
            continue
        if kind in _classes(books, finding):
            continue  # one foundation model against another of its kind
        sign = 1 if finding.better == "higher" else -1
        differences = [100 * sign * (a - b) / abs(b) for a, b in pairs if b]
        if not differences:
            continue
        rows.append(
            {
                "id": finding.id, "class": kind, "task": finding.task, "metric": finding.metric,
                "model": " ".join(repr(a) for a, _ in pairs),
                "baseline": " ".join(repr(b) for _, b in pairs),
                "differences": differences,
                "comparisons": len(differences),
                "model_better": sum(d > 0 for d in differences),
                "independent": books.independent(finding.id),
                "checked": finding.checked.how, "citekey": books.paper_of[finding.id],
            }
        )  # fmt: skip
    order = {name: number for number, name in enumerate(books.vocabulary.class_ids)}
    return sorted(
        rows, key=lambda r: (order[r["class"]], r["task"], statistics.median(r["differences"]))
    )


def _pairs(finding: Finding) -> list[tuple[float, float]]:
    if finding.sides:
        return sides.pairs(finding) if finding.sides.model and finding.sides.other else []
    if finding.better == "neither":
        return []
    if finding.table and finding.contest:
        rows = finding.table.rows
        both = zip(rows[finding.contest.model], rows[finding.contest.baseline], strict=True)
        return [(a, b) for a, b in both if a is not None and b is not None]
    other = finding.compared_with
    if other and other.kind == "baseline" and isinstance(finding.value, (int, float)):
        return [(finding.value, other.value)]
    return []


def _classes(books: Register, finding: Finding) -> set[str]:
    """The classes of the models on the other side of a finding."""
    paper = books.papers[books.paper_of[finding.id]]
    others = finding.sides.other if finding.sides else []
    behind = (makers.models_behind(books, paper, name) for name in others)
    return {books.models[model].class_ for models in behind for model in models}


def _class_of(books: Register, finding: Finding) -> str | None:
    """The class of the model that is set against the baseline, or of most models tested."""
    if finding.contest and finding.contest.model in books.models:
        return books.models[finding.contest.model].class_
    kinds = [books.models[name].class_ for name in finding.tests]
    return Counter(kinds).most_common(1)[0][0] if kinds else None


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
