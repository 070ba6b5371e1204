"""The index at the end of the book: terms of the glossary, names of records, entries of the text.

A term is found where it is defined and where a chapter links to it; a model, benchmark or data set
where a chapter names it, a model also by an alias.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment.adapters.indexentries import IndexEntries

from livingreview.text.build import register_of
from livingreview.typst.markup import array, string

if TYPE_CHECKING:
    from livingreview.typst.renderer import Renderer

#: name in the index, level, labels of its places
Line = tuple[str, int, list[str]]


class Names:
    """The names that are looked for, and the labels of the places where they stand."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        """*spellings* gives for each way of writing a name the one that the index prints."""
        self.spellings = spellings
        self.places: dict[str, list[str]] = {}
        longest = sorted(spellings, key=lambda each: (-len(each), each))
        any_name = "|".join(map(re.escape, longest)) or r"(?!)"
        self._pattern = re.compile(rf"(?<!\w)(?:{any_name})(?!\w)")

    def found(self, text: str) -> Iterator[tuple[int, str]]:
        """Each name in *text*, as the index prints it, with the place where it begins."""
        for match in self._pattern.finditer(text):
            yield match.start(), self.spellings[match[0]]

    def place(self, name: str) -> str:
        """The label of a new place of *name* (a name, or the address of a term)."""
        labels = self.places.setdefault(name, [])
        labels.append(f"{name}:{len(labels)}")
        return labels[-1]


def names(app: Sphinx) -> Names:
    """The models, benchmarks and data sets of the register, if there is one."""
    if not hasattr(app, "livingreview"):
        return Names({})
    books = register_of(app)
    others = [*books.benchmarks.values(), *books.datasets.values()]
    written = {one.name: one.name for one in others}
    for model in books.models.values():
        written |= dict.fromkeys([*model.aliases, model.name], model.name)
    return Names(written)


def source(builder: Builder, renderer: Renderer) -> str:
    """The index as Typst source: (letter, ((entry, level, labels), ...)) pairs, in order."""
    entries = [*_of_sphinx(builder, renderer), *_of_names(renderer)]
    entries.sort(key=lambda entry: _key(entry[0][0]))
    return array(
        [
            f"({string(letter)}, {array([_source(line) for entry in group for line in entry])})"
            for letter, group in groupby(entries, key=lambda entry: _letter(entry[0][0]))
        ]
    )


def _source(line: Line) -> str:
    name, level, labels = line
    return f"({string(name)}, {level}, {array([f'label({string(one)})' for one in labels])})"


def _key(name: str) -> tuple[bool, str, str]:
    bare = re.sub(r"\W+", " ", name.casefold()).strip()
    return bare[:1].isalpha(), bare, name


def _letter(name: str) -> str:
    first = _key(name)[1][:1].upper()
    return first if first.isalpha() else "0–9"


def _of_names(renderer: Renderer) -> Iterator[list[Line]]:
    for name in sorted(set(renderer.indexed.spellings.values())):
        if labels := renderer.indexed.places.get(name):
            yield [(name, 0, labels)]


def _of_sphinx(builder: Builder, renderer: Renderer) -> Iterator[list[Line]]:
    """The entries of the text and the terms of the glossary, each with those below it."""
    named = set(renderer.indexed.spellings.values()) & set(renderer.indexed.places)
    for _, entries in IndexEntries(builder.env).create_index(builder):
        for name, (links, children, _key) in entries:
            labels = _labels(renderer, links)
            below = [
                (child, 1, found)
                for child, child_links in children
                if (found := _labels(renderer, child_links)) or not child_links
            ]
            if name in named:  # a record has the same name: one entry for both
                renderer.indexed.places[name] += labels
            elif labels or below:
                yield [(name, 0, labels), *below]


def _labels(renderer: Renderer, links: Iterable[tuple[Any, Any]]) -> list[str]:
    """Where an entry leads in this book: its own places, and the uses of a term."""
    found: list[str] = []
    for _, uri in links:
        address = uri.removeprefix("%")
        if uri and renderer.has_label(address):
            found += [renderer.label(address), *renderer.indexed.places.get(address, ())]
    return list(dict.fromkeys(found))
