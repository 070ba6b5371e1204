"""Changes to the text of ``refs.bib`` that touch only the lines they must."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ORDER = (
    "author", "title", "journal", "booktitle", "howpublished", "school", "year", "month",
    "volume", "number", "pages", "publisher", "doi", "eprint", "archiveprefix", "pmid", "pmcid",
    "isbn", "preprint", "url", "urldate", "note",
)  # fmt: skip
_FIELD = re.compile(r"\s*(?P<name>[\w-]+)(?P<equals>\s*=\s*)")
_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"[^\s,{}\"#]+")


@dataclass(frozen=True)
class _Field:
    """A field of an entry: its name, where it starts and where its value lies."""

    name: str
    start: int
    value: int
    end: int


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """An entry in the style of the file, without a line end behind it."""
    names = sorted(fields, key=_place)
    lines = [f"  {name} = {{{fields[name]}}}," for name in names]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def insert(text: str, key: str, new: str) -> str:
    """The file with an entry added before the first whose key comes after it."""
    ends = "\r\n" if "\r\n" in text else "\n"
    new = new.replace("\n", ends)
    for match in re.finditer(
        r"^@(?!comment|string|preamble)\w+\s*\{\s*([^\s,}]+)", text, re.M | re.I
    ):
        if match[1] > key:
            return f"{text[: match.start()]}{new}{ends}{ends}{text[match.start() :]}"
    gap = "" if not text.strip() else ends if text.endswith("\n") else ends + ends
    return f"{text}{gap}{new}{ends}"


def with_fields(text: str, key: str, fields: Mapping[str, str]) -> str:
    """The file with fields of one entry set: new ones at their place, others in place.

    Raises ``ValueError`` if the entry is not there or cannot be read.
    """
    head = re.search(rf"^[ \t]*@\w+\s*\{{\s*{re.escape(key)}\s*,", text, re.M)
    if not head:
        raise ValueError(f"there is no entry {key}")
    for name in sorted(fields, key=_place):
        found = list(_fields(text, head.end()))
        if not found:
            raise ValueError(f"the entry {key} has no fields")
        value = "{" + fields[name] + "}"
        same = next((one for one in found if one.name.lower() == name), None)
        if same:
            text = text[: same.value] + value + text[same.end :]
        else:
            text = _added(text, found, name, value)
    return text


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _added(text: str, found: list[_Field], name: str, value: str) -> str:
    """The text with a field added behind the last one that comes before it."""
    before = [one for one in found if _place(one.name.lower()) <= _place(name)]
    last = before[-1] if before else found[0]
    line = text.rfind("\n", 0, last.start) + 1
    indent = text[line : last.start] if not text[line : last.start].strip() else "  "
    ends = "\r\n" if text[:line].endswith("\r\n") else "\n"
    new = f"{ends}{indent}{name} = {value}"
    comma = re.compile(r"[ \t]*,").match(text, last.end)
    if comma:
        return f"{text[: comma.end()]}{new},{text[comma.end() :]}"
    return f"{text[: last.end]},{new}{text[last.end :]}"


def _fields(text: str, place: int) -> Iterator[_Field]:
    """The fields of an entry whose head ends at a place."""
    while match := _FIELD.match(text, place):
        end = _value_end(text, match.end())
        yield _Field(match["name"], match.start("name"), match.end(), end)
        place = _space(text, end)
        if text[place : place + 1] != ",":
            break
        place += 1


def _space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _value_end(text: str, place: int) -> int:
    """The place behind a value: pieces in braces, in quotes or bare, joined by #."""
    while True:
        if text[place : place + 1] in ("{", '"'):
            place = _closed(text, place)
        elif match := _BARE.match(text, place):
            place = match.end()
        else:
            raise ValueError("a field has no value")
        after = _space(text, place)
        if text[after : after + 1] != "#":
            return place
        place = _space(text, after + 1)


def _closed(text: str, place: int) -> int:
    """The place behind the brace or quote that closes the one here."""
    quoted = text[place] == '"'
    depth = 0
    for match in re.compile(r'(?<!\\)[{}]|"').finditer(text, place):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        done = match[0] == '"' and match.start() > place if quoted else match[0] == "}"
        if done and depth == 0:
            return match.end()
    raise ValueError("a brace or quote is not closed")
