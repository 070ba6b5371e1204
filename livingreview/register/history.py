"""What claims said in each version, how they were graded, and what changed since.

``evidence/published-claims.yaml`` holds the claims of every version that was frozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from livingreview import files
from livingreview.problems import Problem
from livingreview.register import votes
from livingreview.register.fields import Id, Record, Text
from livingreview.register.listed import read_list
from livingreview.register.register import Register

FILE = Path("evidence/published-claims.yaml")


class Stated(Record):
    """A claim as one version stated it; ``certainty`` is ``none`` for a principle."""

    says: Text
    certainty: Literal["high", "moderate", "low", "very low", "none"]
    supports: list[Id] = Field(default=[])
    disputes: list[Id] = Field(default=[])


Claims = dict[str, Stated]


class Frozen(Record):
    """The claims of one version."""

    version: Text
    claims: dict[Id, Stated]


@dataclass(frozen=True)
class Change:
    """What happened to a claim from one version to another.

    ``added`` and ``dropped`` are findings that it names now, or named before, for or against.
    """

    kind: Literal["added", "retired", "turned", "regraded"]
    claim: str
    before: Stated | None
    now: Stated | None
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def now(books: Register) -> Claims:
    """The claims of the register as they stand."""
    return {name: stated(books, name) for name in books.claims}


def stated(books: Register, name: str) -> Stated:
    """One claim of the register as it stands."""
    claim = books.claims[name]
    return Stated(
        says=claim.says,
        certainty=votes.grade(books, name).certainty or "none",
        supports=claim.ids("supports"),
        disputes=claim.ids("disputes"),
    )


def changes(before: Mapping[str, Stated], after: Mapping[str, Stated]) -> Iterator[Change]:
    """Every claim that was added, retired, regraded or given other words, in this order of kinds.

    A claim with other words and another grade is told once, as regraded.
    """
    for name in after:
        if name not in before:
            yield Change("added", name, None, after[name])
    for name in before:
        if name not in after:
            yield Change("retired", name, before[name], None)
    both = [name for name in after if name in before]
    for name in both:
        if before[name].certainty != after[name].certainty:
            yield _change("regraded", name, before[name], after[name])
    for name in both:
        old, new = before[name], after[name]
        if old.certainty == new.certainty and old.says != new.says:
            yield _change("turned", name, old, new)


def _change(kind: Literal["turned", "regraded"], name: str, old: Stated, new: Stated) -> Change:
    was, is_ = ([*one.supports, *one.disputes] for one in (old, new))
    added = tuple(finding for finding in is_ if finding not in was)
    dropped = tuple(finding for finding in was if finding not in is_)
    return Change(kind, name, old, new, added, dropped)


def read(file: Path) -> tuple[dict[str, Claims], list[Problem]]:
    """The claims of every frozen version, oldest first, and the faults of the file."""
    frozen, problems = read_list(file, Frozen) if file.exists() else ([], [])
    return {one.version: one.claims for one, _ in frozen}, problems


def freeze(books: Register, root: Path, version: str) -> int:
    """Write the claims of this version beside those of older ones; return how many claims changed.

    A version that was frozen before is written anew.
    """
    known, _ = read(root / FILE)
    older = {name: claims for name, claims in known.items() if name != version}
    latest = list(older.values())[-1] if older else {}
    claims = now(books)
    every = [
        {
            "version": name,
            "claims": {
                key: one.model_dump(mode="json", exclude_defaults=True) for key, one in said.items()
            },
        }
        for name, said in {**older, version: claims}.items()
    ]
    head = "# The claims of every version, written by `livingreview freeze`; not edited by hand.\n"
    text = yaml.safe_dump(every, sort_keys=False, allow_unicode=True, width=100)
    files.write(root / FILE, head + text)
    return len(list(changes(latest, claims)))
