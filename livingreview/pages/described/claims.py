"""A claim: its sentence, how its grade came about, what each finding contributes, its versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from livingreview.pages.described.findings import Ref, Shown, ref, shown
from livingreview.register import history, votes
from livingreview.register.claim import RELATIONS, Claim, Relation
from livingreview.register.grade import Mark
from livingreview.register.register import Register
from livingreview.text.replies import outcome, whose


@dataclass(frozen=True)
class Linked:
    """A finding that a claim names, and what it contributes.

    ``bears`` says how it bears on the claim, ``weight`` what it weighs and what halved that; the
    weight of one that only limits is empty.
    """

    finding: Shown
    work: Ref
    because: str
    part: str
    bears: str
    weight: str


@dataclass(frozen=True)
class Said:
    """A claim as one version stated it."""

    version: str
    says: str
    certainty: str


@dataclass(frozen=True)
class Answer:
    """What authors answer to a claim, and what became of it."""

    who: str
    date: str
    says: str
    url: str
    outcome: str


@dataclass(frozen=True)
class ClaimPage:
    """All that the register holds of a claim.

    ``verdict`` is what it says on the evidence map: holds, stops, or nothing where it has no place.
    """

    id: str
    says: str
    kind: str
    chapter: str
    class_: str
    held_out: str
    contrast: str
    verdict: str
    certainty: str
    words: str
    weight: float
    against: float
    weakest: str
    marks: tuple[Mark, ...]
    parts: tuple[tuple[str, str], ...]
    counter: str
    supports: tuple[Linked, ...]
    disputes: tuple[Linked, ...]
    qualifies: tuple[Linked, ...]
    searched: tuple[tuple[str, str], ...]
    bias: str
    checks: tuple[str, ...]
    reviewed: str
    versions: tuple[Said, ...]
    replies: tuple[Answer, ...]
    sentences: tuple[str, ...]
    models: tuple[Ref, ...]
    tasks: tuple[Ref, ...]


def describe_claim(
    books: Register, name: str, older: Mapping[str, history.Claims] | None = None
) -> ClaimPage:
    """All that the register holds of a claim. Raises ``KeyError`` for an id that is none.

    ``older`` are the claims of frozen versions, as ``history.read`` gives them.
    """
    claim, grade = books.claims[name], votes.grade(books, name)
    cell, words = claim.cell, books.vocabulary
    linked = {relation: tuple(_linked(books, claim, relation)) for relation in RELATIONS}
    every = [one.finding for listed in linked.values() for one in listed]
    return ClaimPage(
        id=name,
        says=claim.says,
        kind=claim.kind,
        chapter=books.chapter_of[name],
        class_=cell.class_ if cell else "",
        held_out=words.unit_names[cell.held_out] if cell else "",
        contrast=words.contrast_names[cell.contrast] if cell else "",
        verdict=cell.says if cell else "",
        certainty=grade.certainty or "",
        words=grade.words,
        weight=round(grade.weight, 2),
        against=round(grade.against, 2),
        weakest=grade.part,
        marks=grade.marks,
        parts=tuple(claim.parts.items()),
        counter=claim.counter,
        searched=tuple(_searched(claim)),
        bias=f"{claim.bias.word}: {claim.bias.because} (judged {claim.bias.date})"
        if claim.bias else "",
        checks=tuple(claim.holds),
        reviewed=str(claim.reviewed),
        versions=tuple(_versions(books, name, older or {})),
        replies=tuple(
            Answer(whose(books, one), str(one.date), one.says, one.url, outcome(one))
            for one in books.replies_to(name)
        ),
        sentences=tuple(one.id for one in books.sentences.values() if one.claim == name),
        models=_each(model for one in every for model in one.models),
        tasks=_each(task for one in every for task in one.tasks),
        **linked,
    )  # fmt: skip


def _each(refs: Iterator[Ref]) -> tuple[Ref, ...]:
    return tuple({one.id: one for one in refs}.values())


def _linked(books: Register, claim: Claim, relation: Relation) -> Iterator[Linked]:
    for link in (link for listed, link in claim.links() if listed == relation):
        weight = ""
        if relation != "qualifies":
            weight = votes.weighed(votes.vote(books, link, against=relation == "disputes"))
        yield Linked(
            shown(books, link.finding),
            ref(books, "papers", books.paper_of[link.finding]),
            link.because or "",
            link.part or "",
            link.bears,
            weight,
        )


def _searched(claim: Claim) -> Iterator[tuple[str, str]]:
    """The search for evidence against a claim, line by line."""
    if seen := claim.searched:
        yield "Day", str(seen.date)
        yield "Where", "; ".join(seen.where)
        yield "Words", "; ".join(seen.strings)
        yield "Found", "what stands here" if seen.found else "nothing more"
        if seen.note:
            yield "Note", seen.note


def _versions(books: Register, name: str, older: Mapping[str, history.Claims]) -> Iterator[Said]:
    """What it said in each frozen version, oldest first, then now."""
    for version, claims in older.items():
        if before := claims.get(name):
            yield Said(version, before.says, before.certainty)
    now = history.stated(books, name)
    yield Said("", now.says, now.certainty)
