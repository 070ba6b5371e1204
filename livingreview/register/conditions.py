"""The conditions of a value: inherited from the head of its file and its benchmark, or its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from livingreview.register.fields import Quantity
from livingreview.register.finding import CONDITIONS, Conditions, Finding
from livingreview.register.register import Register
from livingreview.register.sides import close
from livingreview.register.vocabulary import Vocabulary

COMPARED = ("metric", "data", "split", "held_out", "rule", "statistic", "n")


def conditions(books: Register, finding: Finding) -> Conditions:
    """All that a finding's values hold under: head of its file, then benchmark, then its own.

    What is held out and what is told apart are those of the task where nobody says otherwise and
    the task has one; both are given by their names in the vocabulary. A benchmark that does not
    exist gives nothing.
    """
    paper = books.papers[books.paper_of[finding.id]]
    found: dict[str, Any] = {}
    for layer in (paper.conditions, books.benchmarks.get(finding.benchmark or ""), finding):
        if layer is not None:
            names = layer.model_fields_set & set(CONDITIONS)
            found |= {name: getattr(layer, name) for name in names}
    return Conditions.model_construct(**_with_defaults(found, books.vocabulary))


def _with_defaults(found: dict[str, Any], words: Vocabulary) -> dict[str, Any]:
    tasks = [
        words.task_names[name]
        for name in str(found.get("task", "")).split("; ")
        if name in words.task_names
    ]
    units = {unit for task in tasks for unit in task.held_out}
    contrasts = {task.contrast for task in tasks if task.contrast}
    for name, own in (("held_out", units), ("contrast", contrasts)):
        if name not in found and len(own) == 1:
            found[name] = own.pop()
    for name, known in (("held_out", words.unit_names), ("contrast", words.contrast_names)):
        if name in found:
            parts = str(found[name]).split("; ")
            found[name] = "; ".join(known.get(part, part) for part in parts)
    return found


def differences(a: Conditions, b: Conditions) -> Iterator[str]:
    """The conditions in which two values differ; what is unknown differs from everything."""
    for name in COMPARED:
        ours, theirs = (_comparable_form(name, getattr(side, name)) for side in (a, b))
        if "unknown" in (ours, theirs):
            yield name
        elif name == "n" and isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
            if not close(ours, theirs):
                yield name
        elif ours != theirs and not (name == "n" and None in (ours, theirs)):
            yield name


def comparable(a: Conditions, b: Conditions, varies: str | None = None) -> bool:
    """Whether two values may be compared; they may differ in what a comparison is about."""
    return set(differences(a, b)) <= {varies}


def _comparable_form(name: str, value: Any) -> Any:
    if name == "data":
        return frozenset(value or ())
    return value.value if isinstance(value, Quantity) else value


def mixed(books: Register, addresses: Iterable[str], varies: str | None = None) -> str:
    """What is wrong with showing some values side by side, as a sentence; empty if nothing is."""
    ids = dict.fromkeys(address.partition("/")[0] for address in addresses)
    found = [books.findings[name] for name in ids if name in books.findings]
    for other in found[1:]:
        for name in differences(conditions(books, found[0]), conditions(books, other)):
            if name != varies:
                return f"{found[0].id} and {other.id} differ in {name}"
    return ""
