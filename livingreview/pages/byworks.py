"""Findings as a reader knows them: by the works they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, count
from string import ascii_lowercase

from livingreview.register.register import Register
from livingreview.text.nodes import Part, joined, record


def by_work(books: Register, ids: Iterable[str]) -> list[Part]:
    """Links to findings: the name of the work, or letters behind it where it has several."""
    parts: list[Part] = []
    for key, found in _works(books, ids).items():
        parts += ["; "] if parts else []
        parts += of_work(books.short(key), found)
    return parts


def of_work(short: str, found: list[str]) -> list[Part]:
    """Links to the findings of one work."""
    if len(found) == 1:
        return [record(found[0], short)]
    links = map(record, found, _letters())
    return [f"{short} ", *joined(links, ", ")]


def called(books: Register, ids: Iterable[str]) -> dict[str, str]:
    """What each finding is called: its work, with a letter behind it where it has several."""
    names: dict[str, str] = {}
    for key, found in _works(books, ids).items():
        short, several = books.short(key), len(found) > 1
        for name, letter in zip(found, _letters(), strict=False):
            names[name] = f"{short} {letter}" if several else short
    return names


def _works(books: Register, ids: Iterable[str]) -> dict[str, list[str]]:
    """The findings of each work."""
    works: dict[str, list[str]] = {}
    for name in ids:
        works.setdefault(books.paper_of[name], []).append(name)
    return works


def _letters() -> Iterator[str]:
    """a to z, and numbers from 27 on."""
    return chain(ascii_lowercase, map(str, count(27)))
