"""What is wrong with a source before it is read: fences and comments left open, unfinished merges.

An open fence swallows the rest of its page without a word, and whatever else is then said of the
page is about the wrong lines: ``check`` names these faults alone, the builds name them first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from livingreview import merges as merge
from livingreview import yamlfile
from livingreview.problems import Problem
from livingreview.text import collect
from livingreview.text.settled import found_in
from livingreview.text.tell import tell

_FENCE = re.compile(rf"^{collect.AROUND}(?P<marks>:{{3,}}|`{{3,}}|~{{3,}})\s*(?P<info>.*)$")
_BLANKS = "\t\n\r"


@dataclass(frozen=True)
class _Fence:
    """An open fence: its signs, what stands behind them, its line, whether it holds text."""

    marks: str
    info: str
    line: int
    holds_text: bool

    @classmethod
    def of(cls, marks: str, info: str, line: int) -> _Fence:
        """Colons hold text; so do backticks and tildes with a directive that is no code."""
        return cls(marks, info, line, marks[0] == ":" or bool(collect.TEXT_IN_CODE.match(info)))

    def closed_by(self, marks: str) -> bool:
        """Whether a line of these signs ends it, as Markdown has it."""
        return marks[0] == self.marks[0] and len(marks) >= len(self.marks)

    @property
    def name(self) -> str:
        """Its signs and what it opens, for a message."""
        return f"{self.marks}{self.info}"[:40].strip()


def problems(root: Path) -> Iterator[Problem]:
    """Faults of the pages, records and texts below ``root``, one line each."""
    for file in collect.sources(root):
        yield from _of(file)


def _of(file: Path) -> Iterator[Problem]:
    text = file.read_text(encoding="utf-8", errors="replace")
    # Those of YAML are named where it is read.
    merges = list(merge.begun(text, markdown=True)) if file.suffix == ".md" else []
    for line in merges:
        yield Problem(file, line, "", merge.FOUND, merge.REMEDY)
    unseen = list(_unseen(text))
    if unseen and file.suffix != ".md":  # its reader may say the same
        said = {one.line for one in yamlfile.read(file)[2]}
        unseen = [fault for fault in unseen if fault[0] not in said]
    for line, found, remedy in unseen:
        yield Problem(file, line, "", found, remedy)
    if file.suffix == ".md" and not merges:
        for line, found, remedy in _open(text):
            yield Problem(file, line, "", found, remedy)


Fault = tuple[int, str, str]  # line, what was found, what to do


def _unseen(text: str) -> Iterator[Fault]:
    text = text.removeprefix("\ufeff")
    if not any(map(_hidden, set(text))):
        return
    for number, line in enumerate(text.split("\n"), 1):
        for sign in filter(_hidden, dict.fromkeys(line)):
            after = line[max(0, line.index(sign) - 20) : line.index(sign)].strip()
            name = unicodedata.name(sign, "a control character").lower()
            where = f"behind {after!r}" if after else "at the start of the line"
            yield number, f"a sign that nobody sees (U+{ord(sign):04X}, {name})", (
                f"delete it, {where}"
            )  # fmt: skip


def _hidden(sign: str) -> bool:
    return sign not in _BLANKS and unicodedata.category(sign) in ("Cf", "Cc", "Co")


def _open(text: str) -> Iterator[Fault]:
    """Fences and comments of a page that are not closed, each at the line where it opens."""
    fences: list[_Fence] = []
    comment, muddled = 0, False
    for number, line in enumerate(text.splitlines(), 1):
        if comment:
            comment = 0 if "-->" in line else comment
            continue
        in_code = bool(fences) and not fences[-1].holds_text
        if match := _FENCE.match(line):
            fence = _Fence.of(match["marks"], match["info"].strip(), number)
            closes = not fence.info and not match["item"]
            if match["item"] and in_code:
                continue  # a line of code
            faults = list((_closing if closes else _opening)(fences, fence))
            yield from faults if not muddled else ()  # one open fence makes others seem wrong
            muddled = muddled or bool(faults)
        elif not in_code and not line.startswith("%") and _opens_comment(line):
            comment = number
    if comment:
        yield comment, "the comment that <!-- opens here is not closed", "add --> where it ends"
    for left in fences if not muddled else ():
        yield left.line, f"{left.name} is not closed", f"add a line {left.marks} where it ends"


def _closing(fences: list[_Fence], fence: _Fence) -> Iterator[Fault]:
    """Take in a line of signs alone: the outermost fence that it can close is closed by it."""
    closed = next((around for around in fences if around.closed_by(fence.marks)), None)
    if closed:
        while (left := fences.pop()) is not closed:
            found = f"{left.name} is not closed before the {fence.marks} in line {fence.line}"
            yield left.line, found, f"add a line {left.marks} where it ends"
    elif fences and not fences[-1].holds_text:
        return  # a line of code
    elif fence.marks[0] == ":":
        yield fence.line, f"{fence.marks} closes nothing", "delete it, or say what it opens"
    else:
        fences.append(fence)


def _opening(fences: list[_Fence], fence: _Fence) -> Iterator[Fault]:
    """Take in a line that opens; a fence around it that its end would close was left open."""
    if fence.marks[0] == "`" and "`" in fence.info:
        return  # code in a line
    around = next((around for around in fences if around.closed_by(fence.marks)), None)
    if around:
        del fences[fences.index(around) :]
        more = around.marks[0] * (len(fence.marks) + 1)
        yield (
            around.line,
            f"{around.name} is not closed before {fence.name} in line {fence.line}",
            f"add a line {around.marks} where it ends, or open it with {more} to hold the other",
        )
    elif fences and not fences[-1].holds_text:
        return  # a line of code
    fences.append(fence)


def _opens_comment(line: str) -> bool:
    plain = re.sub(r"(`+).+?\1(?!`)", " ", line)
    return plain.rfind("<!--") > plain.rfind("-->")


def _tell(app: Sphinx) -> None:
    tell(found_in(app, "sources", collect.sources(Path(app.confdir)), _of), "source")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at the sources at the start of every build, before all else."""
    app.connect("builder-inited", _tell, priority=200)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
