"""What a verification found: ``valuereport.json`` for programs and later runs, ``values.md``."""

from __future__ import annotations

import json
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from livingreview import files
from livingreview.watch import memory
from livingreview.watch.markdown import code, plain
from livingreview.watch.values.judge import (
    DIFFERS,
    MOVED,
    NOT_ADDRESSABLE,
    STATES,
    UNREACHABLE,
    VERIFIED,
)

SCHEMA = 1
REPORT, DIGEST = "valuereport.json", "values.md"
MOST_ROWS = 60  # of one list; the report holds all
OPEN = (DIFFERS, MOVED)  # these fail
REMEDIES = {
    DIFFERS: "open the file, see who is right, and mend the record or its read",
    MOVED: "write the new place into the record",
}


@dataclass(frozen=True)
class Run:
    """All that is known after a run: records by id as the report holds them, and the counts.

    ``places`` gives file and line of each record; ``total`` counts the values of the register,
    ``printed`` the addresses that the chapters print.
    """

    started: datetime
    finished: datetime
    records: dict[str, memory.Entry]
    places: dict[str, str]
    total: int
    printed: frozenset[str]

    def values(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Record, address and what was seen of each value that a place is known of."""
        for name, entry in self.records.items():
            for address, seen in entry["values"].items():
                yield name, address, seen

    def open(self) -> list[tuple[str, str, dict[str, str]]]:
        """Those that somebody must look at."""
        return [value for value in self.values() if value[2]["state"] in OPEN]


def counts(run: Run, printed: bool = False) -> dict[str, int]:
    """How many values are in each state, of the register or of what the chapters print."""
    found = Counter(
        seen["state"] for _, address, seen in run.values() if not printed or address in run.printed
    )
    total = len(run.printed) if printed else run.total
    found[NOT_ADDRESSABLE] = total - sum(found.values())
    return {state: found[state] for state in STATES if found[state]}


def read(file: Path) -> dict[str, memory.Entry]:
    """The records of an earlier report; a damaged one is set aside, which is said."""
    if not file.exists():
        return {}
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA or not isinstance(data["records"], dict):
            raise ValueError
        return {name: entry for name, entry in data["records"].items() if is_record(entry)}
    except (ValueError, KeyError, TypeError, RecursionError):
        memory.set_aside(file, "the report of earlier runs cannot be read")
        return {}


def is_record(entry: memory.Entry) -> bool:
    """Whether an entry of a report or a journal can be read; it may raise instead."""
    return all(isinstance(entry[name], str) for name in ("record", "of", "day")) and all(
        seen["state"] in STATES and isinstance(seen["why"], str) and isinstance(seen["since"], str)
        for seen in entry["values"].values()
    )


def write(folder: Path, run: Run) -> None:
    """Write both files, each whole or not at all."""
    files.write(folder / REPORT, memory.as_json(as_data(run)))
    files.write(folder / DIGEST, "\n".join(_digest(run)) + "\n")


def as_data(run: Run) -> dict[str, Any]:
    """The report: versions, times, counts, and of every value its state and since when."""
    return {
        "schema": SCHEMA,
        "started": run.started.isoformat(timespec="seconds"),
        "finished": run.finished.isoformat(timespec="seconds"),
        "tools": {"livingreview": version("livingreview"), "python": platform.python_version()},
        "verdict": "fail" if run.open() else "pass",
        "counts": counts(run),
        "printed": counts(run, printed=True),
        "records": {name: run.records[name] for name in sorted(run.records)},
    }


def show(run: Run) -> int:
    """Print what fails, one line a value, and the counts; the exit code."""
    for name, address, seen in run.open()[:MOST_ROWS]:
        remedy = REMEDIES[seen["state"]]
        print(f"{run.places[name]}: {address}: {seen['state']}: {seen['why']}; {remedy}")
    if len(run.open()) > MOST_ROWS:
        print(f"and {len(run.open()) - MOST_ROWS} more, in health/{REPORT}")
    for why in sorted({_why(name, seen) for name, _, seen in _of(run, UNREACHABLE)}):
        print(f"unreachable: {why}", file=sys.stderr)
    for what, printed in (("values", False), ("values that chapters print", True)):
        found = counts(run, printed)
        words = ", ".join(f"{count} {state}" for state, count in found.items())
        print(f"{sum(found.values())} {what}: {words or 'none'}", file=sys.stderr)
    return int(bool(run.open()))


def _of(run: Run, state: str) -> list[tuple[str, str, dict[str, str]]]:
    return [value for value in run.values() if value[2]["state"] == state]


def _why(name: str, seen: dict[str, str]) -> str:
    return f"{name}: {seen['why']}"


def _digest(run: Run) -> Iterator[str]:
    yield "## Values"
    yield ""
    found, open_ = counts(run, printed=True), run.open()
    outcome = f"{len(open_)} to mend" if open_ else "All is well"
    yield (
        f"{outcome}: {found.get(VERIFIED, 0)} of {len(run.printed)} values that the chapters print "
        f"stand at their place in the authors' files, {run.finished:%Y-%m-%d %H:%M} UTC."
    )
    yield "; ".join(f"{count} {state}" for state, count in counts(run).items()) + "."
    for state in OPEN:
        rows = [
            f"- {code(address)} ({plain(run.places[name])}): {plain(seen['why'])}; "
            f"since {seen['since']}; {REMEDIES[state]}"
            for name, address, seen in _of(run, state)
        ]
        yield from _list(state.capitalize(), rows)
    reasons = {
        f"- {plain(_why(name, seen))}; since {seen['since']}"
        for name, _, seen in _of(run, UNREACHABLE)
    }
    yield from _list("Not reachable now", sorted(reasons))


def _list(title: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield from ("", f"### {title}", "", *rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        yield f"- and {len(rows) - MOST_ROWS} more, in {REPORT}"
