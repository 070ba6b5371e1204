"""``livingreview verify``: read each value at its place, remember it, report it.

Its exit code is 0 when no value moved or differs, 1 when one does. What is not reachable now is
told and fails nothing: the check of links tells when a repository is gone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from livingreview.problems import Refused, say
from livingreview.register.register import KINDS, AnyRecord, Register
from livingreview.register.slots import covered, slots
from livingreview.text.printed import printed, values_of
from livingreview.watch import memory
from livingreview.watch.values import report
from livingreview.watch.values.judge import UNREACHABLE, Seen, judge, judge_computed
from livingreview.watch.values.recipes import Recipes
from livingreview.watch.values.repositories import Kept, Mirror, Online, Repositories
from livingreview.watch.web import CONTACT, GATEWAY, Web

JOURNAL = "values-journal.jsonl"
SHOWN = 5.0  # seconds between two lines of progress


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("--mirror", type=Path, metavar="DIR", help="read DIR/<owner>+<name>/ and ask nobody")
    add("--paper", metavar="KEY", help="only the records of this paper")
    add("--chapter", metavar="PAGE", help="only the records whose values this page prints")
    add("--recipes", action="store_true", help="run evidence/recipes/, too")
    add("--deadline", type=float, default=3000, help="seconds for the whole run online (3000)")
    gateway = f"ask <gateway>/host/path in the place of https://host/path (also: {GATEWAY})"
    add("--gateway", default=os.environ.get(GATEWAY, ""), help=gateway)


def run(root: Path, books: Register, options: argparse.Namespace) -> int:
    """Verify the values of a register; write report and digest to ``health/``.

    Raises ``Refused`` where a paper, page or folder that was named does not exist.
    """
    folder = root / "health"
    folder.mkdir(exist_ok=True)
    now = memory.now()
    chosen = _chosen(root, books, options)
    earlier = report.read(folder / report.REPORT)
    journal = memory.Journal(
        folder / JOURNAL, now, key="record", fits=report.is_record, noun="record"
    )
    files = _files(options)
    recipes = Recipes(root, files)
    left = [
        name
        for name, record in chosen.items()
        if not _is_done(journal.done.get(name), record, options.recipes)
    ]
    resumed = f", {len(chosen) - len(left)} of them before" if len(left) < len(chosen) else ""
    noun = "record" if len(chosen) == 1 else "records"
    say(f"{len(chosen)} {noun} with a place to read{resumed}")
    shown = time.monotonic()
    try:
        for count, name in enumerate(left, 1):
            record = chosen[name]
            seen = judge(record, files)
            if options.recipes:
                seen |= judge_computed(record, recipes.run)
            journal.add(_entry(record, seen, earlier.get(name), now))
            if time.monotonic() - shown > SHOWN:
                shown = time.monotonic()
                say(f"  {count} of {len(left)} records read")
    except KeyboardInterrupt:
        journal.close(finished=False)
        say("stopped; the next run goes on from here")
        return 130
    entries = {name: journal.done[name] for name in chosen}
    if entries and not options.mirror and _nothing_reached(entries.values()):
        journal.close(finished=True)
        say("no file was reached: is this machine online? Nothing is remembered of this run")
        return 1
    done = _finish(root, books, earlier | entries, datetime.fromisoformat(journal.run))
    report.write(folder, done)
    journal.close(finished=True)
    return report.show(done)


def _nothing_reached(entries: Iterable[memory.Entry]) -> bool:
    return all(
        seen["state"] == UNREACHABLE for entry in entries for seen in entry["values"].values()
    )


def _files(options: argparse.Namespace) -> Repositories:
    if options.mirror:
        if not options.mirror.is_dir():
            raise Refused(f"--mirror: there is no folder {options.mirror}; name another")
        return Kept(Mirror(options.mirror))
    contact = os.environ.get(CONTACT, "") or "reads the sources of a book"
    agent = f"livingreview-verify/{version('livingreview')} ({contact})"
    return Kept(Online(Web(agent, deadline=options.deadline, gateway=options.gateway)))


def _records(books: Register) -> dict[str, AnyRecord]:
    return {name: record for kind in KINDS for name, record in getattr(books, kind).items()}


def _chosen(root: Path, books: Register, options: argparse.Namespace) -> dict[str, AnyRecord]:
    """The records to read, those of one file after another."""
    found = {
        name: record
        for name, record in _records(books).items()
        if record.source and any(options.recipes or not read.script for read in record.source.read)
    }
    if options.paper:
        if options.paper not in books.papers:
            near = books.nearest(options.paper, books.papers)
            raise Refused(f"--paper: the register has no paper {options.paper}; {near}")
        found = {name: one for name, one in found.items() if books.paper_of[name] == options.paper}
    if options.chapter:
        if not (root / "docs" / f"{options.chapter}.md").exists():
            raise Refused(f"--chapter: docs/ has no page {options.chapter}.md; name a page")
        here = printed(books, root / "docs", (options.chapter,))
        ids = {address.partition("/")[0] for address in here}
        found = {name: one for name, one in found.items() if name in ids}

    def place(name: str) -> tuple[str, tuple[str, ...], str]:
        source = found[name].source
        assert source
        return source.repo or "", source.path, name

    return {name: found[name] for name in sorted(found, key=place)}


def fingerprint(record: AnyRecord) -> str:
    """A short digest of what a record says and where it says that it stands."""
    assert record.source
    source = record.source.model_dump(
        mode="json", include={"repo", "commit", "path", "read"}, exclude_defaults=True
    )
    text = json.dumps([source, [asdict(slot) for slot in slots(record)]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_done(entry: memory.Entry | None, record: AnyRecord, recipes: bool = False) -> bool:
    """Whether an entry is of the record as it is now, with all that a run looks at."""
    if entry is None or not record.source or entry["of"] != fingerprint(record):
        return False
    reads = [read for read in record.source.read if recipes or not read.script]
    wanted = {slot.address for read in reads for slot in covered(record, read)}
    return wanted <= set(entry["values"])


def _entry(
    record: AnyRecord, seen: dict[str, Seen], before: memory.Entry | None, now: datetime
) -> memory.Entry:
    """What is kept of a record; a state that lasts keeps the day on which it was first seen.

    What this run did not look at, as a recipe, stays as it was seen while the record stays.
    """
    day = f"{now:%Y-%m-%d}"
    of = fingerprint(record)
    old = before["values"] if before else {}
    values = dict(old) if before and before["of"] == of else {}
    for address, one in seen.items():
        lasts = old.get(address, {}).get("state") == one.state
        since = old[address]["since"] if lasts else day
        values[address] = {"state": one.state, "why": one.why, "since": since}
    return {"record": record.id, "of": of, "day": day, "values": values}


def _finish(
    root: Path, books: Register, entries: dict[str, memory.Entry], started: datetime
) -> report.Run:
    """The whole state: of records that were not read now, what is still true of them."""
    records = _records(books)
    kept = {
        name: entry
        for name, entry in entries.items()
        if (record := records.get(name)) and record.source and entry["of"] == fingerprint(record)
    }
    places = {}
    for name in kept:
        file, line = books.place[name]
        places[name] = f"{file.relative_to(root)}:{line}"
    total = sum(map(len, values_of(books).values()))
    shown = frozenset(printed(books, root / "docs"))
    return report.Run(started, memory.now(), kept, places, total, shown)
