"""Findings as a reader knows them: by the works they come from."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count
from string import ascii_lowercase

from livingreview.register.register import Register
from livingreview.text.nodes import Part, joined, record


def by_work(books: Register, ids: Iterable[str]) -> list[Part]:
    """Links to findings: the name of the work, or letters behind it where it has several."""
    works: dict[str, list[str]] = {}
    for name in ids:
        works.setdefault(books.paper_of[name], []).append(name)
    parts: list[Part] = []
    for key, found in works.items():
        parts += ["; "] if parts else []
        parts += of_work(books.short(key), found)
    return parts


def of_work(short: str, found: list[str]) -> list[Part]:
    """Links to the findings of one work."""
    if len(found) == 1:
        return [record(found[0], short)]
    letters = chain(ascii_lowercase, map(str, count(27)))
    return [f"{short} ", *joined((record(each, mark) for each, mark in zip(found, letters)), ", ")]  # noqa: B905
