"""``holds:`` of claims: checks that must hold as long as the claim stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from livingreview.problems import Problem
from livingreview.register import comparing, grammar
from livingreview.register.register import Register


def problems(books: Register, absent: Collection[str]) -> Iterator[Problem]:
    """Each check of a claim that does not hold or cannot be told, at its line.

    ``absent`` are ids whose record is broken; a check that names one is not judged.
    """
    for claim in books.claims.values():
        for check in claim.holds:
            try:
                named = grammar.records(grammar.parse(check))
            except grammar.CheckError:
                named = []
            if set(named) & set(absent):
                continue
            if fault := comparing.problem(books, check):
                file = books.place[claim.id][0]
                yield Problem(file, _line(books, claim.id, check), f"{claim.id}.holds", *fault)


def _line(books: Register, claim: str, check: str) -> int:
    """The line of a check, which YAML may fold or quote: the first that holds its first address."""
    file, start = books.place[claim]
    lines = file.read_text(encoding="utf-8").splitlines()
    opening = next((word for word in check.split() if "/" in word), check.split()[0])
    below = range(start, len(lines) + 1)
    begins = next((n for n in below if lines[n - 1].strip().startswith("holds:")), start)
    for wanted in (check, opening):
        for number in range(begins, len(lines) + 1):
            if wanted in lines[number - 1]:
                return number
    return begins
