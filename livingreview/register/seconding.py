"""Writes second readings into the files of papers, one line a finding; every other byte stays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import yaml

from livingreview import files
from livingreview.problems import Refused
from livingreview.register.fields import latest_day
from livingreview.register.register import Register
from livingreview.register.second import checksum, owed
from livingreview.yamlfile import quoted


def line(of: str, day: date, verdict: str, note: str = "") -> str:
    """A reading as it stands in a file."""
    parts = [f"date: {day}", f"verdict: {verdict}", f"of: {quoted(of)}"]
    parts += [f"note: {quoted(' '.join(note.split()))}"] if note.strip() else []
    return f"second: {{{', '.join(parts)}}}"


def write(
    books: Register, names: Iterable[str], verdict: str, note: str = "", day: date | None = None
) -> list[Path]:
    """Write a reading of each finding into its file; the files, each once.

    An older reading is replaced, a new one stands below what the finding says. Raises ``Refused``
    before anything is written, with a line for each finding that cannot have one.
    """
    listed = list(dict.fromkeys(names))
    day = day or date.today()
    if day > latest_day():
        raise Refused(f"{day} lies in the future; write the day it was read")
    if not note.isprintable():
        raise Refused("the note holds a sign that nobody sees, or a line's end; write one line")
    if refused := [why for name in listed if (why := _refusal(books, name))]:
        raise Refused(*refused)
    wanted: dict[Path, dict[str, str]] = {}
    for name in listed:
        said = line(checksum(books.findings[name]), day, verdict, note)
        wanted.setdefault(books.place[name][0], {})[name] = said
    texts = {file: written(_text(file), lines) for file, lines in wanted.items()}
    for file, text in texts.items():
        files.write(file, text)
    return list(texts)


def _refusal(books: Register, name: str) -> str:
    if name in books.findings:
        return ""
    if kind := books.kind_of(name):
        return f"{name} is one of the {kind}; name a finding"
    return f"no finding has the id {name!r}; {books.nearest(name, books.findings)}"


def _text(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def written(text: str, readings: Mapping[str, str]) -> str:
    """A paper's file with the line of each finding's reading, by id, in its place.

    Raises ``Refused`` for a finding that is written in braces, and if anything else would change.
    """
    after = text
    nodes = _findings(text)
    edits = [_edit(text, nodes, name, said) for name, said in readings.items()]
    for start, end, words in sorted(edits, reverse=True):
        after = after[:start] + words + after[end:]
    if _without_readings(after, readings) != _without_readings(text, readings):
        raise Refused(
            f"the place for second: of {', '.join(readings)} is unclear; write it by hand"
        )
    return after


def _edit(
    text: str, nodes: Mapping[str, yaml.MappingNode], name: str, said: str
) -> tuple[int, int, str]:
    """What is put in the place of which part of a file: start, end and words."""
    if name not in nodes:
        raise Refused(f"the file has no finding {name} any more; read it anew")
    if nodes[name].flow_style:
        raise Refused(f"{name} is written in braces; write one key a line, then read it")
    values = {key.value: (key, value) for key, value in nodes[name].value}
    key, value = values.get("second", values["says"])
    end = end_of(text, value, key.start_mark.column)
    if "second" in values:
        return key.start_mark.index, end, said
    end += len(text[end:].partition("\n")[0].removesuffix("\r"))  # a comment in the same line
    newline = "\r\n" if "\r\n" in text else "\n"
    return end, end, f"{newline}{' ' * key.start_mark.column}{said}"


def _findings(text: str) -> dict[str, yaml.MappingNode]:
    """The mapping of each finding by its id, with the places of its keys."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    listed = next(value for key, value in root.value if key.value == "findings")
    return {
        value.value: node for node in listed.value for key, value in node.value if key.value == "id"
    }


def end_of(text: str, node: yaml.Node, column: int) -> int:
    """Where a value ends; blank lines and comments behind a block are none of it."""
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">"):
        return end
    if getattr(node, "flow_style", False):
        return end
    lines = text[:end].splitlines(keepends=True)
    while lines and _is_outside(lines[-1], column):
        end -= len(lines.pop())
    return end - len(lines[-1]) + len(lines[-1].rstrip("\r\n"))


def _is_outside(line: str, column: int) -> bool:
    bare = line.strip()
    indent = len(line) - len(line.lstrip(" "))
    return not bare or (bare.startswith("#") and indent <= column)


def _without_readings(text: str, names: Iterable[str]) -> object:
    data = yaml.safe_load(text)
    for finding in data["findings"]:
        if finding["id"] in set(names):
            finding.pop("second", None)
    return data


def listed(books: Register, among: Iterable[str], near: Callable[[Path], Path]) -> int:
    """List the findings that somebody else has yet to read: state, id, file and line; always 0."""
    every = list(dict.fromkeys(among))
    left = owed(books, every)
    for name, found in sorted(left, key=lambda one: (str(books.place[one[0]][0]), one[0])):
        file, number = books.place[name]
        print(f"{found:<9}  {name}  {near(file)}:{number}")
    print(f"{len(left)} of {len(every)} findings owe a second reading", file=sys.stderr)
    return 0
