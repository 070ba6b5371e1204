"""``refs.bib`` read strictly: what BibTeX accepts, with a line for each entry and each fault.

The build reads the file with sphinxcontrib-bibtex, and so with pybtex. Here the same parser goes
from entry to entry, so that both see the same; what it would pass over in silence, a line of text
between entries or an entry in another's braces, is a fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from pybtex.database import Entry
from pybtex.database.input.bibtex import LowLevelParser, Parser, UndefinedMacro
from pybtex.exceptions import PybtexError
from pybtex.scanner import PrematureEOF

from livingreview import merges
from livingreview.problems import Problem
from livingreview.references import names

ENCODING = "utf-8-sig"  # of sphinxcontrib-bibtex: a mark at the start of the file is no text
_ENTRY = re.compile(r"^[ \t]*@\w+\s*[{(]\s*([^\s,(){}]+),", re.M)
_KEYLESS = re.compile(r"@\w+\s*[{(]\s*\w+\s*=")
_COMMENT = re.compile(r"@comment\s*\{(?:[^@{}]|\{[^@{}]*\})*\}", re.I)


@dataclass
class Read:
    """What a file holds: entries by key, the line at which each begins, and faults."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(file: Path) -> Read:
    """Read a file; where it is no BibTeX, there are faults and what was read before them."""
    try:
        text = file.read_text(encoding=ENCODING)
    except FileNotFoundError:
        found, remedy = "there is no bibliography", "make the file; it may be empty"
        return Read(problems=[Problem(file, 0, "", found, remedy)])
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        found, remedy = "the file is not UTF-8", "save it as UTF-8"
        return Read(problems=[Problem(file, line, "", found, remedy)])
    if marks := list(merges.begun(text)):  # whatever else is wrong comes of them
        found, remedy = merges.FOUND, merges.REMEDY
        return Read(problems=[Problem(file, line, "", found, remedy) for line in marks])
    return _Reader(file, text).read()


class _Reader:
    """Goes through the text of a file once."""

    def __init__(self, file: Path, text: str) -> None:
        self.file, self.text = file, text
        self.found = Read()
        self.whole = Parser(encoding=ENCODING)  # turns what stands there into entries
        self.steps = LowLevelParser(text, handle_error=_raise, macros=self.whole.macros)

    def read(self) -> Read:
        end = 0  # of the entry before
        try:
            for kind, body in self.steps:
                start = self.steps.command_start
                self.between(end, start)
                end = self.steps.pos
                if kind.lower() not in ("string", "preamble"):
                    self.entry(kind, body, start, end)
            self.between(end, len(self.text))
        except PybtexError as error:
            self.not_bibtex(error)
        self.found.entries = dict(self.whole.data.entries.items())
        self.found.problems.sort()
        return self.found

    def entry(self, kind: str, body: tuple[str, list[tuple[str, list[str]]]], start: int,
              end: int) -> None:  # fmt: skip
        key, fields = body
        line, first = self.line(start), self.found.lines.get(key.lower())
        inner = _ENTRY.search(self.text, start + 1, end)
        if inner:
            self.unclosed(line, key, inner)
        if _KEYLESS.match(self.text, start):
            self.keyless(line)
            return
        if first:
            found = f"the key {key} stands already at line {first}"
            self.problem(line, key, found, "keep one of the two entries")
            return
        self.found.lines[key.lower()] = line
        faults = [
            (f"{key}.{name.lower()}", *fault)
            for name, values in fields
            if name in self.whole.person_fields
            for fault in names.faults(" ".join("".join(values).split()))
        ]
        try:
            self.whole.process_entry(kind, key, fields)
        except PybtexError as error:
            faults = faults or [(key, _said(error), "keep one of the two")]
        for fault in faults:
            self.problem(line, *fault)

    def between(self, end: int, start: int) -> None:
        """What stands between two entries: nothing but empty lines and lines that begin with %."""
        gap = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), self.text[end:start])
        before = gap.rpartition("\n")[2]
        if start < len(self.text) and before.strip():
            found = f"BibTeX reads this entry in spite of {before.strip()[:20]!r} before it"
            remedy = "delete the entry or what stands before it; BibTeX knows no comments"
            self.problem(self.line(start), "", found, remedy)
            gap = gap.removesuffix(before)
        for number, text in enumerate(gap.split("\n")):
            if text.strip() and not text.lstrip().startswith("%"):
                found = "the entry ends here, but text follows" if end else "text before an entry"
                remedy = "mend the braces, or begin a line of remarks with %"
                self.problem(self.line(end) + number, "", found, remedy)
                return

    def not_bibtex(self, error: PybtexError) -> None:
        start = self.steps.command_start or 0
        line, key = self.line(start), self.key(start)
        said, inner = _said(error), _ENTRY.search(self.text, start + 1)
        if self.text[self.text.rfind("\n", 0, start) + 1 : start].strip():
            found = "BibTeX takes this @ for the start of an entry"
            self.problem(line, "", found, "write (at) outside entries")
        elif inner and inner.start() <= self.steps.pos:
            self.unclosed(line, key, inner)
        elif isinstance(error, PrematureEOF) or "braces" in said:
            self.problem(line, key, "a brace is not closed", "mend the braces")
        elif _KEYLESS.match(self.text, start):
            self.keyless(line)
        elif isinstance(error, UndefinedMacro):
            found = f"{said} is neither a number nor a known abbreviation"
            self.problem(error.lineno, key, found, "write it in braces")
        else:
            line = getattr(error, "lineno", None) or line
            remedy = "mend the quotes and commas of this entry, and write and between two names"
            self.problem(line, key, f"this is not BibTeX ({said})", remedy)

    def unclosed(self, line: int, key: str, inner: re.Match[str]) -> None:
        found = f"a brace is not closed before the entry {inner[1]}"
        self.problem(line, key, found, "mend the braces")

    def keyless(self, line: int) -> None:
        remedy = "write it first, as in @article{avsec2021enformer,"
        self.problem(line, "", "the entry has no key", remedy)

    def key(self, start: int) -> str:
        match = _ENTRY.match(self.text, start)
        return match[1] if match else ""

    def line(self, place: int) -> int:
        return self.text.count("\n", 0, place) + 1

    def problem(self, line: int, key: str, found: str, remedy: str) -> None:
        self.found.problems.append(Problem(self.file, line, key, found, remedy))


def _said(error: PybtexError) -> str:
    return str(error.args[0]) if error.args else str(error)


def _raise(error: Exception) -> None:
    raise error
