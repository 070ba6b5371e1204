"""Reads YAML strictly: every value means what a reader would think, and its line is known.

YAML 1.1 reads ``no`` as false, ``1e3`` as text, ``017`` as fifteen and ``12:30`` as 750.
A record with such a value is refused instead of guessed at.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from livingreview.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times faster

Lines = dict[tuple[str | int, ...], int]

_INTEGER = re.compile(r"-?(0|[1-9]\d*)\Z")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
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


class _Reader:
    """Turns a YAML node tree into plain values, noting lines and faults."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines: Lines = {}
        self.problems: list[Problem] = []

    def fault(self, node: yaml.Node, path: tuple[str | int, ...], found: str, remedy: str) -> None:
        field = ".".join(map(str, path))
        self.problems.append(Problem(self.file, node.start_mark.line + 1, field, found, remedy))

    def value(self, node: yaml.Node, path: tuple[str | int, ...] = ()) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                self.fault(key_node, (*path, key), "the key stands twice", "keep one of them")
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, (*path, key))
        return result

    def scalar(self, node: yaml.ScalarNode, path: tuple[str | int, ...]) -> Any:
        text: str = node.value
        if node.style in ("'", '"', "|", ">"):  # quoted or block: text as it stands
            return text
        if text == "null":
            return None
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
        for trap, found, remedy in _TRAPS:
            if trap.match(text):
                self.fault(node, path, f"{text!r} {found}", remedy)
                break
        return text


def read(file: Path) -> tuple[Any, Lines, list[Problem]]:
    """Read one YAML file.

    Returns its value (mappings, lists, text, int, float, date; ``null`` as None), the line of
    every path inside it, and the faults found. A file that cannot be parsed has the value None
    and one fault. No exception is raised for what a contributor can write.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        return None, {}, [Problem(file, line, "", "the file is not UTF-8", "save it as UTF-8")]
    for number, line_text in enumerate(text.splitlines(), 1):
        if "\t" in line_text[: len(line_text) - len(line_text.lstrip())]:
            found = "a tab stands in the indentation"
            return None, {}, [Problem(file, number, "", found, "indent with spaces")]
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        unclosed = "quoted scalar" in str(error.context) or "flow" in str(error.context)
        mark = error.context_mark if unclosed else error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        found = f"this is not YAML ({error.problem or error.context})"
        return None, {}, [Problem(file, line, "", found, "mend the quoting or the indentation")]
    except yaml.YAMLError as error:  # a sign that YAML does not allow
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        return (
            None,
            {},
            [Problem(file, line, "", "this is not YAML (a control character)", "delete it")],
        )
    if node is None:
        return None, {}, [Problem(file, 1, "", "the file is empty", "write a record or delete it")]
    reader = _Reader(file)
    try:
        value = reader.value(node)
    except RecursionError:
        line = min((line for path, line in reader.lines.items() if len(path) > 9), default=1)
        return None, {}, [Problem(file, line, "", "an anchor holds itself", "write the value out")]
    if value is None and not reader.problems:
        return None, {}, [Problem(file, 1, "", "the file is empty", "write a record or delete it")]
    return value, reader.lines, reader.problems
