"""What is remembered between runs, and what a killed run had done: plain files, damage survived."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from livingreview import files
from livingreview.problems import say

SCHEMA = 1
FRESH = timedelta(days=1)  # an older journal is of another run

Entry = dict[str, Any]


def as_json(value: Any) -> str:
    """JSON as it is kept: one value a line, in the order given."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def set_aside(file: Path, why: str) -> None:
    """Keep a damaged file under another name and say so."""
    other = files.set_aside(file)
    say(f"{file}: {why}; it is kept as {other.name}, and the run starts without it")


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("first_seen"), str):
        return False
    texts = (entry.get(name) for name in ("last_good", "class", "archived", "archive_asked"))
    counts = (entry.get(name) for name in ("failures", "unchecked"))
    return all(value is None or isinstance(value, str) for value in texts) and all(
        isinstance(value, int) and value >= 0 for value in counts
    )


class State:
    """``links-state.json``: of each address, since when it is known and when it was good.

    ``run`` names the last run whose results are in it, so that none is counted twice.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.run = ""
        self.urls: dict[str, Entry] = {}
        if not file.exists():
            return
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            entries = data["urls"].items()
            self.run = str(data.get("run", ""))
            if data["schema"] != SCHEMA:
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            set_aside(file, "the memory of earlier runs cannot be read")
            self.run = ""
            return
        self.urls = {url: entry for url, entry in entries if _is_entry(entry)}
        if len(self.urls) < len(entries):
            lost = len(entries) - len(self.urls)
            set_aside(file, f"{lost} of {len(entries)} entries cannot be read")
            self.save()

    def save(self) -> None:
        """Write it whole."""
        urls = {url: self.urls[url] for url in sorted(self.urls)}
        files.write(self.file, as_json({"schema": SCHEMA, "run": self.run, "urls": urls}))


def _is_link(entry: Entry) -> bool:
    texts = [entry[name] for name in ("url", "class", "why", "final", "archived")]
    flags = [entry[name] for name in ("confirmed", "archive_asked")]
    return (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(flag, bool) for flag in flags)
        and isinstance(entry["code"], int)
        and isinstance(entry["redirects"], list)
    )


class Journal:
    """``links-journal.jsonl``: every finished address at once, so that a killed run can go on.

    Others keep theirs in the same way: ``key`` is the field that names an entry, ``fits`` tells
    whether one can be read (it may raise), ``noun`` is what an entry is about.
    """

    def __init__(
        self,
        file: Path,
        now: datetime,
        key: str = "url",
        fits: Callable[[Entry], bool] = _is_link,
        noun: str = "link",
    ) -> None:
        self.file = file
        self.run = now.isoformat(timespec="microseconds")
        self.done: dict[str, Entry] = {}
        self._key, self._fits, self._noun = key, fits, noun
        if file.exists():
            self._resume(now)
        files.write(
            file, "".join(_line(entry) for entry in ({"run": self.run}, *self.done.values()))
        )
        self._out = file.open("a", encoding="utf-8")

    def _resume(self, now: datetime) -> None:
        lines = self.file.read_bytes().split(b"\n")
        whole, rest = lines[:-1], lines[-1]  # what follows the last line end was being written
        try:
            run = str(json.loads(whole[0])["run"])
            age = now - datetime.fromisoformat(run)
        except (ValueError, KeyError, TypeError, IndexError, RecursionError):
            set_aside(self.file, "the journal of a run that was stopped cannot be read")
            return
        if not timedelta(0) <= age <= FRESH:
            say(f"{self.file}: a run was stopped more than a day ago; all is checked anew")
            return
        self.run = run
        damaged = 0
        for line in whole[1:]:
            try:
                entry = json.loads(line)
                good = self._fits(entry)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                good = False
            if good:
                self.done[entry[self._key]] = entry
            else:
                damaged += 1
        if damaged:
            say(
                f"{self.file}: {damaged} lines cannot be read; "
                f"these {self._noun}s are checked again"
            )
        if rest:
            say(f"{self.file}: the last line is not whole; this {self._noun} is checked again")

    def add(self, entry: Entry) -> None:
        """Note a finished entry at once: it outlives this process."""
        self.done[entry[self._key]] = entry
        self._out.write(_line(entry))
        self._out.flush()

    def close(self, finished: bool) -> None:
        """Close the file; a finished run needs it no more."""
        self._out.close()
        if finished:
            self.file.unlink(missing_ok=True)


def _line(entry: Entry) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
