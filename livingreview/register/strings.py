"""The strings of a search: their words, which works fit them, and how many they would find. Pure.

In: the protocol, the models and the works of the register. Out: lists of phrases; the share of the
works of a kind that fit, the recall of a string, by their titles. Nothing is asked of anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from livingreview.references.folding import fold
from livingreview.references.names import words as plain
from livingreview.register.files.protocol import NAMES, Protocol, String
from livingreview.register.register import Register
from livingreview.register.schema import Benchmark, Model

Lists = tuple[tuple[str, ...], ...]
ENOUGH = 0.9  # of the benchmark papers; a string that finds fewer is to be revised
BENCHMARKS, MODELS, WAITING = "benchmark papers", "model papers", "works waiting"
LOOKED_AT = "benchmark papers looked at"  # when the words were chosen
TOGETHER = "together"
_DESCRIBED = re.compile(r" (of|and|et al\.?) |\bmodels?\b")  # no name, as in: the model of Doe


def model_names(books: Register) -> tuple[str, ...]:
    """Names and aliases of the models of the register that can be sent as phrases, sorted.

    What stands in parentheses is cut off. Left out are descriptions, words of everyday use, and
    names that hold another: who writes DNABERT-2 finds DNABERT-2-117M, too.
    """
    common = books.protocol.not_names if books.protocol else ()
    every = {
        re.sub(r"\s*\(.*?\)", "", name).strip()
        for model in books.models.values()
        for name in (model.name, *model.aliases)
    }
    kept = [n for n in every if len(n) > 2 and n not in common and not _DESCRIBED.search(n)]
    folded = {name: f" {fold(name)} " for name in kept}
    phrases = set(folded.values())
    return tuple(sorted(name for name in kept if not _holds_another(folded[name], phrases)))


def _holds_another(phrase: str, phrases: Set[str]) -> bool:
    """Whether a phrase of several words holds a shorter one of some phrases."""
    words = phrase.split()
    parts = (
        f" {' '.join(words[start:end])} "
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if end - start < len(words)
    )
    return any(part in phrases for part in parts)


def lists_of(string: String, protocol: Protocol, names: Sequence[str]) -> Lists:
    """The lists of words of a string, of which a work must hold one word each."""
    return tuple(tuple(names) if one == NAMES else protocol.words[one] for one in string.all)


def ways(string: String, protocol: Protocol, names: Sequence[str]) -> tuple[Lists, ...]:
    """All ways to fit a string: its own lists, or those of each string that it is like."""
    if not string.like:
        return (lists_of(string, protocol, names),)
    by_id = {one.id: one for one in protocol.strings}
    return tuple(lists_of(by_id[other], protocol, names) for other in string.like)


def fits(text: str, ways: Iterable[Lists]) -> bool:
    """Whether a text holds, for one of some ways, a phrase of each list; signs and case apart."""
    folded = f" {fold(text)} "
    return any(
        all(any(_phrase(phrase) in folded for phrase in phrases) for phrases in lists)
        for lists in ways
    )


@lru_cache(maxsize=4096)
def _phrase(words: str) -> str:
    """A phrase as it stands in a folded text, whole."""
    return f" {fold(words)} "


@dataclass(frozen=True)
class Recall:
    """Which works of a class and kind a string finds; works are named by key or identifier."""

    string: str
    kind: str
    class_: str
    found: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many works there are."""
        return len(self.found) + len(self.missed)

    @property
    def share(self) -> float:
        """The share found, 0 to 1; there is at least one work."""
        return len(self.found) / self.total


def works_of(books: Register) -> dict[tuple[str, str], dict[str, str]]:
    """The titles of the works that strings are tested on, by kind and class, then by their key.

    The works of benchmarks and of models count for the class of the record; those whose titles were
    read when the words were chosen are a kind of their own. Works that wait have no class and are
    named by their identifier; those without a known title are left out.
    """
    looked_at = set(books.protocol.looked_at) if books.protocol else set()
    found: dict[tuple[str, str], dict[str, str]] = {}
    records: tuple[tuple[str, Mapping[str, Benchmark | Model]], ...] = (
        (BENCHMARKS, books.benchmarks),
        (MODELS, books.models),
    )
    for kind, entries in records:
        for name, entry in entries.items():
            key = entry.from_ or books.paper_of[name]
            title = plain(books.references[key].fields.get("title", ""))
            of = LOOKED_AT if kind == BENCHMARKS and key in looked_at else kind
            found.setdefault((of, entry.class_), {})[key] = title
    waiting = [row for row in books.screening if row.verdict == "waiting"]
    if known := {row.work: row.title for row in waiting if row.has_title}:
        found[WAITING, ""] = known
    return found


def recalls(books: Register) -> Iterator[Recall]:
    """The recall of each set of words that is sent anywhere, and of all together.

    By kind and class of works.
    """
    plan = books.protocol
    if plan is None:
        return
    names = model_names(books)
    tested = {_label(one): ways(one, plan, names) for one in plan.strings if one.all}
    if len(tested) > 1:
        tested[TOGETHER] = tuple(way for each in tested.values() for way in each)
    for (kind, class_), works in works_of(books).items():
        for string, how in tested.items():
            hit = {key: fits(title, how) for key, title in works.items()}
            yield Recall(
                string,
                kind,
                class_,
                tuple(key for key in sorted(hit) if hit[key]),
                tuple(key for key in sorted(hit) if not hit[key]),
            )


def _label(string: String) -> str:
    return " and ".join(string.all)
