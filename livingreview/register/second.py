"""The second reading of a finding: what was compared, whether it still holds, what is owed.

Somebody who did not write the record opens the source and compares sentence, conditions and values;
the rows beside them, too. The checksum of all that was compared lets a reading lapse when any of it
changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Literal

from livingreview.register.faults import Fault
from livingreview.register.finding import CONDITIONS, GRIDS, Finding, Table
from livingreview.register.register import Register

State = Literal["right", "misleading", "wrong", "lapsed", "owed"]
VERDICT = "second.verdict"  # how the field of a verdict ends, as a fault names it
OWED: tuple[State, ...] = ("owed", "lapsed")
COMPARED = (
    "says", *CONDITIONS, "sides", "outcome", "left_out", "chosen", "value", "unit", "interval",
    "interval_kind", "compared_with", "ceiling", "table", "source", "from_",
)  # fmt: skip
# how the first reader saw it, and the place said to a program, which the second does not compare
HOW = ("how", "seen", "checked", "read")


def checksum(finding: Finding) -> str:
    """Twelve digits over all that a second reader compares.

    ``finding`` is complete, as the register holds it, so that inherited conditions and the source
    of the file's head count, too. The order of keys, rows, columns and names does not.
    """
    compared = {
        name: _canonical(value)
        for name in COMPARED
        if (value := getattr(finding, name)) not in (None, [])
    }
    text = json.dumps(compared, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:12]


def _canonical(value: Any) -> Any:
    """A value of a record as plain values that are the same however it was written."""
    if isinstance(value, Table):
        return _cells(value)
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, dict):
        return {key: _canonical(part) for key, part in value.items() if key not in HOW}
    if isinstance(value, (list, tuple)):
        return sorted(map(_canonical, value), key=lambda part: json.dumps(part, sort_keys=True))
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _cells(table: Table) -> dict[str, Any]:
    """Each value of a table with its unit and what stands beside it, by its address."""
    grids = {name: grid for name in ("rows", *GRIDS) if (grid := getattr(table, name))}
    units = table.units or [None] * len(table.columns)
    return {
        f"{row}/{column}": {"unit": units[place]}
        | {name: _canonical(grid[row][place]) for name, grid in grids.items()}
        for row in table.rows
        for place, column in enumerate(table.columns)
    }


def state(books: Register, name: str) -> State:
    """How the second reading of a finding stands.

    A reader who did not find the source has not read it. A record that changed since is lapsed,
    whatever the verdict was.
    """
    finding = books.findings[name]
    reading = finding.second
    if reading is None or reading.verdict == "not found":
        return "owed"
    return reading.verdict if reading.of == checksum(finding) else "lapsed"


def of_finding(finding: Finding) -> Iterator[Fault]:
    """A verdict that stands against the record as it is now."""
    reading = finding.second
    if reading and reading.verdict in ("misleading", "wrong") and reading.of == checksum(finding):
        said = f": {reading.note}" if reading.note else ""
        found = f"a second reader found {finding.id} {reading.verdict}{said}"
        yield ("second", "verdict"), found, "mend the record, or read it again"


def behind_claims(books: Register, chapter: str | None = None) -> list[str]:
    """The findings that claims name, all or those of a chapter, each once, in order."""
    named = (
        name
        for claim in books.claims.values()
        if chapter in (None, books.chapter_of[claim.id])
        for name in claim.ids()
    )
    return list(dict.fromkeys(name for name in named if name in books.findings))


def owed(books: Register, among: Iterable[str]) -> list[tuple[str, State]]:
    """Those of some findings that nobody else has read as they stand, with their state."""
    states = ((name, state(books, name)) for name in dict.fromkeys(among))
    return [(name, found) for name, found in states if found in OWED]
