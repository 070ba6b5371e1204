"""Who made what is tested, and whether the authors of a finding gain by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from livingreview.register.finding import Finding
from livingreview.register.register import Register
from livingreview.register.schema import Paper
from livingreview.register.sides import outcome

Gain = Literal["yes", "no", "against", "unknown"]


def models_behind(books: Register, paper: Paper, name: str) -> list[str]:
    """The models in a name of a side: itself, or those that a method of the file is made of."""
    if name in books.models:
        return [name]
    made_of = paper.methods.get(name, "none")
    listed = () if isinstance(made_of, str) else made_of
    return [model for part in listed if part != name for model in models_behind(books, paper, part)]


def makers(books: Register, paper: Paper, name: str) -> frozenset[str]:
    """The papers whose authors made a model or a method of ``paper``; none for generic ones."""
    if name in books.models:
        return frozenset({books.paper_of[name], *books.makers_of.get(name, ())})
    if name in books.references:
        return frozenset({name})
    made_of = paper.methods.get(name, "none")
    listed = () if isinstance(made_of, str) else made_of
    parts = [makers(books, paper, part) for part in listed if part != name]
    return frozenset[str]().union(*parts)


def is_own(books: Register, paper: Paper, name: str) -> bool:
    """Whether the authors of a paper made a model or method that it sets against others."""
    if name in books.models:
        return name in paper.makes
    if name in paper.makes or paper.citekey in makers(books, paper, name):
        return True
    return any(model in paper.makes for model in models_behind(books, paper, name))


def gain(books: Register, finding: Finding) -> Gain:
    """Whether the authors of a finding gain by who won it.

    ``yes``: something of theirs won; ``against``: it lost; ``no``: nothing of theirs took
    part; ``unknown``: theirs stands on both sides, a maker is unknown, nobody won, or there are no
    sides.
    """
    paper = books.papers[books.paper_of[finding.id]]
    sides = finding.sides
    if sides is None or any(
        paper.methods.get(x) == "unknown" for x in (*sides.model, *sides.other)
    ):
        return "unknown"
    model, other = (
        any(is_own(books, paper, name) for name in side) for side in (sides.model, sides.other)
    )
    if not model and not other:
        return "no"
    won = outcome(finding)
    if (model and other) or won is None or won.won not in ("model", "other"):
        return "unknown"
    return "yes" if (won.won == "model") == model else "against"


def shared_authors(books: Register, paper: Paper, model: str) -> list[str]:
    """Up to three authors, by family and first initial, that a paper shares with a model's."""
    if books.paper_of[model] == paper.citekey:
        return ["The authors"]
    ours, theirs = (_names(books, key) for key in (paper.citekey, books.paper_of[model]))
    return sorted(ours & theirs)[:3]


def _names(books: Register, citekey: str) -> set[str]:
    reference = books.references.get(citekey)
    parts = [name.partition("|") for name in reference.author_names] if reference else []
    return {f"{family} {given[:1]}".strip().title() for family, _, given in parts}


def silent(books: Register, citekey: str) -> Iterator[tuple[str, list[str]]]:
    """Models that a paper tests, whose makers share an author with it, though it says nothing."""
    paper = books.papers[citekey]
    for model in paper.tested():
        if model not in books.models or model in paper.makes or model in paper.not_makers:
            continue
        if shared := shared_authors(books, paper, model):
            yield model, shared
