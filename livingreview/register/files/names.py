"""What a record may name: records, works, words of the vocabulary; numbers with an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from livingreview.problems import did_you_mean
from livingreview.register import numbers
from livingreview.register.faults import At, Fault

_FINDING = re.compile(r"\{finding\}`([^`<]+?)\s*<([^`>]+)>`")
_ROLE = re.compile(r"\{[\w:]+\}`[^`]*`")
_CITED = re.compile(r"\{cite:[a-z]+\}`([^`]+)`")
_LINKED = re.compile(r"\{(record|claim|certainty)\}`(?:[^`<]*<)?([^`<>]+)>?`")


@dataclass(frozen=True)
class Names:
    """Everything that exists, by kind: ``findings``, ``claims``, ``models``, ``works`` and so on.

    ``absent`` are ids of records with a fault, of which nothing can be said; ``nearest`` gives the
    remedy for a name that does not exist; ``value`` gives number and unit at an address or raises
    ``LookupError`` with what is wrong; ``certainty`` gives the grade of a claim, ``None`` if it
    has none; ``authors`` gives those of a work as ``family|given``, none where the list is not
    known to its end.
    """

    known: Mapping[str, Collection[str]]
    absent: Collection[str]
    nearest: Callable[[str, Iterable[str]], str]
    value: Callable[[str], tuple[float | tuple[float, float], str | None]]
    certainty: Callable[[str], str | None]
    authors: Callable[[str], Collection[str]]

    def missing(self, path: At, name: str, kind: str) -> Iterator[Fault]:
        """A name that is none of its kind."""
        if name not in self.known[kind] and name not in self.absent:
            noun = "in refs.bib" if kind == "works" else f"one of the {kind}"
            yield path, f"{name} is not {noun}", self._remedy(name, kind)

    def all_missing(self, path: At, names: Iterable[str], kind: str) -> Iterator[Fault]:
        """The same for a list."""
        for number, name in enumerate(names):
            yield from self.missing((*path, number), name, kind)

    def _remedy(self, name: str, kind: str) -> str:
        if kind in ("units", "classes"):
            add = "write one of: " + ", ".join(self.known[kind])
            return did_you_mean(name, self.known[kind], add)
        return self.nearest(name, self.known[kind])

    def in_words(self, path: At, words: str | None) -> Iterator[Fault]:
        """Numbers without a record or unlike it, works and records that do not exist."""
        if not words:
            return
        yield from self.named_in(path, words)
        for found in numbers.bare(_ROLE.sub(" ", words)):
            found = " ".join(found.split())
            remedy = f"write it as {{finding}}`{numbers.readable(found) or '0.85'} <id>`"
            yield path, f"the number {found} has no record", remedy

    def named_in(self, path: At, words: str) -> Iterator[Fault]:
        """Numbers unlike their record, works and records that do not exist."""
        for said, address in _FINDING.findall(words):
            yield from self._number(path, said, address)
        for keys in _CITED.findall(words):
            for key in re.split(r",\s*", keys):
                yield from self.missing(path, key, "works")
        for role, name in _LINKED.findall(words):
            yield from self.missing(path, name, "records" if role == "record" else "claims")

    def _number(self, path: At, said: str, address: str) -> Iterator[Fault]:
        if address.partition("/")[0] in self.absent:
            return
        try:
            value, unit = self.value(address)
        except LookupError as error:
            found, _, remedy = str(error.args[0]).rpartition("; ")
            yield path, found, remedy
            return
        if numbers.parse(said) is None:
            yield path, f"{said!r} is no number of an allowed form", "write it as 0.85 or 82.6%"
        elif not numbers.agrees(said, value, unit):
            shown = "–".join(map(str, value)) if isinstance(value, tuple) else str(value)
            found = f"the text says {said}, the record {address} says {shown}"
            yield path, found, "mend the one that is wrong"
