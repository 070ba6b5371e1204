"""Reads YAML strictly: every value means what a reader would think, and its line is known.

YAML 1.1 reads ``no`` as false, ``1e3`` as text, ``017`` as fifteen and ``12:30`` as 750; it cuts a
text at `` #`` and takes a word behind ``!`` for a type. A record with such a value is refused
instead of guessed at. Anchors and aliases are read; merge keys and tags are not.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from livingreview import memo, merges
from livingreview.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times faster

Lines = dict[tuple[str | int, ...], int]

_INTEGER = re.compile(r"-?(0|[1-9]\d*)\Z")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+\Z")
_TOO_LONG = re.compile(r"-?(?=(?:\.?\d){31})\d+(?:\.\d+)?\Z")  # no float, and nothing measured
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_SUSPECT = re.compile(r"[-+.\d−–~]|(?i:y|n|yes|no|on|off|true|false|null)?\Z")
_TRAPS = (
    (
        re.compile(r"(?i:y|n|yes|no|on|off|true|false)\Z"),
        "is a truth value to some YAML readers",
        "write it in quotes",
    ),
    (
        re.compile(r"(?i:null|~)?\Z"),
        "is empty",
        "write unknown or not applicable, or drop the line",
    ),
    (
        re.compile(r"[-+]?0[0-7_]+\Z|0o[0-7]+\Z|0x[\da-fA-F]+\Z|0b[01]+\Z"),
        "reads as an octal, hexadecimal or binary number",
        "write a plain decimal number",
    ),
    (
        re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)[eE][-+]?\d+\Z"),
        "is in exponent form",
        "write the number out, as in 1000000",
    ),
    (
        re.compile(r"[-+]?\d{1,3}([_,]\d{3})+(\.\d+)?\Z|[-+]?\d[\d_]*_\d+\Z"),
        "has separators inside a number",
        "write the digits alone, as in 196608",
    ),
    (
        re.compile(r"[-+]?\d+,\d+\Z"),
        "has a comma in a number",
        "write a point before the decimals, as in 0.85",
    ),
    (
        re.compile(r"[−–]\s?\.?\d[\d.]*\Z"),
        "begins with a dash that is no minus sign to a computer",
        "write a hyphen, as in -0.5",
    ),
    (re.compile(r"\d+(:\d{2})+\Z"), "reads as a number to base sixty", "write it in quotes"),
    (
        re.compile(r"[-+]?\.\d+\Z|\+\d.*\Z|-?\d+\.\Z"),
        "is not a plain decimal number",
        "write it as in 0.85",
    ),
    (
        re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z"),
        "is not a finite number",
        "write unknown",
    ),
    (
        re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt ].*)\Z|\d{4}-\d-\d{1,2}\Z|\d{4}-\d{2}-\d\Z"),
        "is not a date in the form 2026-11-22",
        "write year-month-day with two digits each",
    ),
)


# What the parser says (problem, or what it was doing), and what a contributor can do about it.
_QUOTE = "put the text into quotes"
_SYNTAX = (
    ("undefined alias", "a word behind * is taken for the name of an anchor", _QUOTE),
    ("scanning an alias", "a word behind * is taken for the name of an anchor", _QUOTE),
    ("scanning an anchor", "a word behind & is taken for an anchor", _QUOTE),
    ("scanning a tag", "a word behind ! is taken for a type", _QUOTE),
    ("scanning a block scalar", "text stands behind > or |", f"begin a line, or {_QUOTE}"),
    ("cannot start any token", "a text begins with @, % or a backtick", _QUOTE),
    ("unknown escape", "a backslash stands in double quotes", "use single quotes"),
    ("mapping values", "a colon and a space stand inside a text",
     f"{_QUOTE}, or mend the indentation"),
    ("block sequence entries", "a list begins behind its key", "begin it on the next line"),
    ("mapping keys", "a text begins with a question mark and a space", _QUOTE),
    ("second occurrence", "the name of this anchor is taken", "give the second one another name"),
    ("another document", "a second document begins here", "keep one; delete the line of hyphens"),
    ("document start", "text follows the end of the document", "delete the line of three points"),
    ("expected ':'", "a line has no key", "write key: value, or indent it below its key"),
    ("quoted scalar", "a quote is not closed", "close it; double a single quote inside a text"),
    ("flow", "a bracket is not closed, or a comma is missing",
     "close it, and put text with , [ ] { } into quotes"),
    ("expected key", "a line does not fit the lines above it",
     "mend its indentation, or put a text with quotes or brackets into quotes"),
    ("'-' indicator", "a key follows a list", "mend the indentation"),
    ("node content", "a text begins with a comma or a bracket", _QUOTE),
)  # fmt: skip
_INVISIBLE = re.compile("[\x85\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_CUT = re.compile(r"\s+#(?=[^\s#])")  # a comment of this house has a space behind its hash sign
_PLAIN = "tag:yaml.org,2002:"
DEEPEST, MOST = 40, 100_000  # levels and values of one file; anchors can make more of them


class _EndlessError(Exception):
    """Anchors that hold one another make more values than a file can mean."""

    def __init__(self, node: yaml.Node) -> None:
        self.line = node.start_mark.line + 1


class _Reader:
    """Turns a YAML node tree into plain values, noting lines and faults."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.text = [*re.split(r"\r\n|\r|\n", text), ""]  # a value may end behind the last line
        self.lines: Lines = {}
        self.problems: list[Problem] = []
        self.count = 0

    def fault(self, node: yaml.Node, path: tuple[str | int, ...], found: str, remedy: str) -> None:
        field = ".".join(map(str, path))
        self.problems.append(Problem(self.file, node.start_mark.line + 1, field, found, remedy))

    def value(self, node: yaml.Node, path: tuple[str | int, ...] = ()) -> Any:
        self.count += 1
        if len(path) > DEEPEST or self.count > MOST:
            raise _EndlessError(node)
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, path)
        if node.tag not in (f"{_PLAIN}map", f"{_PLAIN}seq"):
            self.tagged(node, path)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]

    def mapping(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or not key_node.value:
                self.fault(key_node, path, "a key is no word", "write key: value")
                continue
            key = str(key_node.value)
            if key_node.tag == f"{_PLAIN}merge":
                self.fault(key_node, path, "<< is not read here", "write the fields out")
                continue
            if key in result:
                self.fault(key_node, (*path, key), "the key stands twice", "keep one of them")
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, (*path, key))
        return result

    def tagged(self, node: yaml.Node, path: tuple[str | int, ...]) -> None:
        name = node.tag.replace(_PLAIN, "!!")
        self.fault(node, path, f"{name} is taken for a type", f"drop it, or {_QUOTE}")

    def scalar(self, node: yaml.ScalarNode, path: tuple[str | int, ...]) -> Any:
        text: str = node.value
        if node.style in ("'", '"', "|", ">"):  # quoted or block: text as it stands
            if node.tag != f"{_PLAIN}str":
                self.tagged(node, path)
            return text
        value = self.plain(node, path, text)
        number = type(value) in (int, float)
        if not node.tag.startswith(_PLAIN) or (number and node.tag == f"{_PLAIN}str"):
            self.tagged(node, path)
        end = node.end_mark
        if _CUT.match(self.text[end.line], end.column):
            self.fault(node, path, f"the text ends at {_tail(text)!r}, before a hash sign", _QUOTE)
        return value

    def plain(self, node: yaml.ScalarNode, path: tuple[str | int, ...], text: str) -> Any:
        """What a text without quotes means."""
        if text == "null":
            return None
        if _TOO_LONG.match(text):
            found = f"{text[:12]}... has more than 30 digits"
            self.fault(node, path, found, "write the number shorter, or a text in quotes")
            return text
        if _INTEGER.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return float(text)
        if _DATE.match(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self.fault(node, path, f"{text} is not a day of the calendar", "mend the date")
                return text
        for trap, found, remedy in _TRAPS if _SUSPECT.match(text) else ():
            if trap.match(text):
                self.fault(node, path, f"{text!r} {found}", remedy)
                break
        return text


def _tail(text: str) -> str:
    return text if len(text) <= 30 else "..." + text[-27:]


def _signs(file: Path, text: str) -> list[Problem]:
    """Signs that would mislead the parser or the reader, whatever they stand in."""
    found = [Problem(file, line, "", merges.FOUND, merges.REMEDY) for line in merges.begun(text)]
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            words = ("a tab stands in the indentation", "indent with spaces")
        elif sign := _INVISIBLE.search(line):
            words = (f"an invisible sign (U+{ord(sign[0]):04X}) stands here", "type the text anew")
        elif "[[[[[[[[[[" in line or "{{{{{{{{{{" in line:
            words = ("brackets stand in brackets ten times", "drop them, or put them into quotes")
        else:
            continue
        found.append(Problem(file, number, "", *words))
    return sorted(found)


def _syntax(file: Path, error: yaml.MarkedYAMLError) -> Problem:
    """What the parser found, in words that say what to do."""
    said = f"{error.context or ''} {error.problem or ''}"
    begins = ("flow", "while scanning a quoted scalar", "simple key")  # at fault is where it opens
    at_start = any(sign in said for sign in begins)
    mark = error.context_mark if at_start else error.problem_mark or error.context_mark
    unknown = (error.problem or said.strip(), "mend the quoting or the indentation")
    found, remedy = next((words for sign, *words in _SYNTAX if sign in said), unknown)
    return Problem(file, mark.line + 1 if mark else 0, "", f"this is not YAML ({found})", remedy)


Read = tuple[Any, Lines, list[Problem]]


def read(file: Path) -> Read:
    """Read one YAML file.

    Returns its value (mappings, lists, text, int, float, date; ``null`` as None), the line of
    every path inside it, and the faults found. A file that cannot be parsed has the value None
    and at least one fault. No exception is raised for what a contributor can write.
    """
    return _kept.get(file, _read) if _kept else _read(file)


class _Kept:
    """What was read of each file, as bytes: who gets it may change it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.before: dict[Path, tuple[str, bytes]] = memo.recall(place, _FORM, dict) or {}
        self.now: dict[Path, tuple[str, bytes]] = {}

    def get(self, file: Path, read: Callable[[Path], Read]) -> Read:
        """What was read of the file before if it is the same, else what is read now."""
        own = memo.digest([file])
        known = self.before.get(file)
        if not known or known[0] != own:
            known = own, pickle.dumps(read(file), pickle.HIGHEST_PROTOCOL)
        self.now[file] = known
        found: Read = pickle.loads(known[1])
        return found

    def leave(self) -> None:
        """Keep it for the next time."""
        if self.now != self.before:
            memo.keep(self.place, _FORM, self.now)


_FORM = "what was read of each file"
_kept: _Kept | None = None


@contextmanager
def remembering(place: Path) -> Iterator[None]:
    """Inside, ``read`` parses only the files that are others than those that ``place`` knows."""
    global _kept
    _kept = _Kept(place)
    try:
        yield
        _kept.leave()
    finally:
        _kept = None


def _read(file: Path) -> Read:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        return None, {}, [Problem(file, line, "", "the file is not UTF-8", "save it as UTF-8")]
    if signs := _signs(file, text):
        return None, {}, signs
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        return None, {}, [_syntax(file, error)]
    except yaml.YAMLError as error:  # a sign that YAML does not allow
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        found = "this is not YAML (a control character)"
        return None, {}, [Problem(file, line, "", found, "delete it")]
    empty = [Problem(file, 1, "", "the file is empty", "write a record or delete it")]
    if node is None:
        return None, {}, empty
    reader = _Reader(file, text)
    try:
        value = reader.value(node)
    except _EndlessError as error:
        found = "anchors hold one another, or values stand too deep"
        return None, {}, [Problem(file, error.line, "", found, "write the values out")]
    if value is None and not reader.problems:
        return None, {}, empty
    return value, reader.lines, reader.problems


def quoted(text: str) -> str:
    """A text of one line in quotes, so that it is read back as it stands."""
    return "'" + text.replace("'", "''") + "'"
