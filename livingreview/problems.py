"""One found fault, printed as one line that a person can act on."""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """A fault at a place.

    ``file`` is the path as given by the caller, ``line`` counts from 1 (0: the whole file),
    ``field`` is the dotted path inside a record (empty outside records), ``found`` says what
    stands there and ``remedy`` what to do about it.
    """

    file: Path
    line: int
    field: str
    found: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        field = f"{self.field}: " if self.field else ""
        return f"{place}: {field}{self.found}; {self.remedy}"

    def as_dict(self) -> dict[str, str | int]:
        """The same as JSON-ready values."""
        return {
            "file": str(self.file),
            "line": self.line,
            "field": self.field,
            "found": self.found,
            "remedy": self.remedy,
        }


def line_of(file: Path, name: str, start: int) -> int:
    """The first line at or after ``start`` that names a whole id; ``start`` if none does."""
    whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, text in enumerate(lines[start - 1 :], start):
        if whole.search(text):
            return number
    return start


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """The remedy for a name that is not known: the nearest that is, or else what is given."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else otherwise


def report(problems: Iterable[Problem], as_json: bool) -> None:
    """Print the problems, one a line, or as one JSON list."""
    listed = list(problems)
    if as_json:
        print(json.dumps([one.as_dict() for one in listed], ensure_ascii=False, indent=1))
    else:
        for problem in listed:
            print(problem)


def say(text: str) -> None:
    """A line for the person who waits, apart from the results."""
    print(text, file=sys.stderr, flush=True)


class Refused(Exception):
    """Why a command stops before it writes anything: one reason a line."""

    def __init__(self, *reasons: object) -> None:
        super().__init__("\n".join(map(str, reasons)))
