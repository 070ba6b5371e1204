"""A claim on its register page: what each finding contributes, the marks of its grade, its days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docutils import nodes

from livingreview.register import history, votes
from livingreview.register.claim import Claim, Relation
from livingreview.register.grade import Grade
from livingreview.register.register import Register
from livingreview.register.words import DAGGER
from livingreview.text.nodes import Part, record, strong, text


def links(books: Register, claim: Claim, relation: Relation) -> Iterator[nodes.Element]:
    """The findings that a claim names: what each contributes, and the weight it has."""
    for link in (link for listed, link in claim.links() if listed == relation):
        name = link.finding
        paper = books.paper_of[name]
        words = books.short(paper)
        dagger = DAGGER if books.findings[name].checked.how == "secondary" else ""
        parts: list[Part] = [record(name, f"{words}, {name}{dagger}")]
        if link.because:
            parts.append(f": {link.because}")
        if relation != "qualifies":
            vote = votes.vote(books, link, against=relation == "disputes")
            part = f"{link.part}; " if link.part else ""
            parts.append(f" ({part}{votes.weighed(vote)})")
        yield text(*parts)


def marks(grade: Grade) -> Iterator[nodes.Element]:
    """What a grade was computed from, one reason a line; the marks that move it are strong."""
    if not grade.certainty:
        return
    if grade.part:
        yield text(f"by its weakest part, {grade.part}")
    if grade.weight or grade.against:
        yield text(f"weight for {round(grade.weight, 2):g}, against {round(grade.against, 2):g}")
    for mark in grade.marks:
        name: Part = strong(mark.name) if mark.moves else mark.name
        step = f" ({mark.step.replace('-', '−')})" if mark.moves else ""
        yield text(name, f"{step}: {mark.why}", classes=["record-meta"])


def days(
    books: Register, claim: Claim, older: Mapping[str, history.Claims]
) -> Iterator[nodes.Element]:
    """When a claim was judged and searched for, and what it said in older versions."""
    yield text(f"reviewed {claim.reviewed}")
    if seen := claim.searched:
        places, words = "; ".join(seen.where), "; ".join(seen.strings)
        found = "; found what stands here" if seen.found else "; nothing more was found"
        yield text(f"searched {seen.date} in {places}, for: {words}{found}")
    now = history.stated(books, claim.id)
    for version, claims in older.items():
        before = claims.get(claim.id)
        if before and before != now:
            said = "" if before.says == now.says else f": {before.says}"
            yield text(f"in {version}, {before.certainty}{said}", classes=["record-meta"])
