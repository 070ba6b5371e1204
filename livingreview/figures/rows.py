"""Which values of the register a figure shows: its rows, as plain dictionaries.

Each function takes the register and what the author of the figure asked for, and returns a row for
each record or line that is drawn; every row holds ``id`` and ``citekey``.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from livingreview.figures.drawing import Row
from livingreview.register import conditions, makers, sides
from livingreview.register.finding import Finding
from livingreview.register.register import Register
from livingreview.register.words import DAGGER


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
            "input_length": _number(length), "input_unit": model.input_length.unit or "",
            "parameters": _number(size), "citekey": books.paper_of[model.id],
        }  # fmt: skip
        known = row["input_length"] is not None or row["parameters"] is not None
        if known and wish.only in (None, row["class"]):
            rows.append(row)
    return sorted(rows, key=lambda row: (row["year"], row["id"]))


def _number(value: object) -> float | None:
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
    kinds = [books.models[name].class_ for name in finding.tests]
    return Counter(kinds).most_common(1)[0][0] if kinds else None


def perturbation_data(books: Register, wish: Wish) -> list[Row]:
    """One row a perturbation data set with a known year and number of profiles."""
    rows = []
    for data in books.datasets.values():
        profiles, count = _number(data.profiles.value), _number(data.perturbations.value)
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


def dots(books: Register, wish: Wish) -> list[Row]:
    """One row a line of ``:rows:``: a label and the values at its addresses.

    Raises ``ValueError`` or ``LookupError`` for a line or an address that is wrong.
    """
    rows: list[Row] = []
    panel = ""
    size = 3 if wish.interval else max(1, len(wish.series))
    for line in filter(None, map(str.strip, wish.rows.splitlines())):
        if line.startswith("#"):
            panel = line.lstrip("# ")
            continue
        label, _, listed = line.partition("=")
        addresses = [address.strip() for address in listed.split(",")]
        if not panel or len(addresses) != size:
            raise ValueError(
                f"the row {line!r} is wrong; write # and the axis of a panel first, then lines "
                f"of label = {', '.join(['address'] * size)}"
            )
        cells = [None if address == "-" else books.cell(address) for address in addresses]
        known = [cell for cell in cells if cell]
        second_hand = any(cell.checked.how == "secondary" for cell in known)
        rows.append(
            {
                "id": known[0].record, "panel": panel, "series": wish.series,
                "label": label.strip() + (DAGGER if second_hand else ""),
                "values": [_number(cell.value) if cell else None for cell in cells],
                "interval": wish.interval, "secondary": second_hand,
                "addresses": " ".join(addresses), "citekey": known[0].citekey,
            }
        )  # fmt: skip
    return rows


def mixed(books: Register, rows: list[Row], wish: Wish) -> str:
    """What is wrong with showing the values of ``dots`` side by side; empty if nothing is."""
    for addresses in _side_by_side(rows):
        if found := conditions.mixed(books, addresses, wish.varies):
            return f"{found}; draw them apart, or add :varies: and what they differ in"
    return ""


def _side_by_side(rows: list[Row]) -> Iterator[list[str]]:
    """The addresses that a figure asks its reader to compare: in a row, or else in a panel."""
    dotted = [row for row in rows if "addresses" in row]
    alone = all(len(row["series"]) < 2 for row in dotted)
    groups: dict[object, list[str]] = {}
    for number, row in enumerate(dotted):
        listed = [address for address in row["addresses"].split() if address != "-"]
        groups.setdefault(row["panel"] if alone else number, []).extend(listed)
    yield from groups.values()


def records_of(rows: list[Row]) -> list[str]:
    """The id of every record behind the rows, each once, in order."""
    named: list[str] = []
    for row in rows:
        addresses = row.get("addresses", "").split()
        named += [row["id"], *(name.partition("/")[0] for name in addresses if name != "-")]
    return list(dict.fromkeys(named))
