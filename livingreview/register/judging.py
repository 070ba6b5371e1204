"""What a claim owes beyond its form: reasons, a search, judgments, and words that fit its grade."""

from __future__ import annotations

from collections.abc import Iterator

from livingreview.register import hedges, votes
from livingreview.register.claim import Claim, Link
from livingreview.register.grade import TURNED
from livingreview.register.register import Register

Owed = tuple[str, str, str, str]  # field, what to look for in the file, what was found, what to do
GAIN = "some, none or against"


def of_claim(books: Register, claim: Claim) -> Iterator[Owed]:
    """Every fault of a claim whose findings all exist; its grade is looked at last."""
    wrong = [*_words_of_the_map(books, claim), *_links(books, claim)]
    if claim.kind != "principle":
        if claim.searched is None:
            found = "nobody has said where evidence against it was sought"
            wrong.append(("searched", claim.id, found, "search, and write searched: with its day"))
        if claim.bias is None and claim.kind != "absence":
            found = "nobody has judged whether its supports share a flaw"
            remedy = "write bias: {first: none, some or serious, because: ..., date: ...}"
            wrong.append(("bias", claim.id, found, remedy))
    yield from wrong or _grade(books, claim)


def for_and_against(claim: Claim) -> list[Link]:
    """The links that two readers judge: those for and against it, of a principle none."""
    if claim.kind == "principle":
        return []
    return [link for _, link in claim.bearing()]


def judged_once(claim: Claim) -> tuple[int, bool]:
    """How many of its links nobody judged a second time, and whether that is so of its bias."""
    links = sum(link.again is None for link in for_and_against(claim))
    bias = claim.bias if claim.kind != "principle" else None
    return links, bias is not None and bias.second is None


def _links(books: Register, claim: Claim) -> Iterator[Owed]:
    for relation, link in claim.bearing():
        if not link.because:
            remedy = "write because: and what it contributes"
            yield relation, link.finding, f"{link.finding} gives no reason", remedy
        computed = votes.computed_gain(books, votes.seen_by(books, link))
        if not computed and not link.gain:
            found = f"whether the authors of {link.finding} gain by it cannot be computed"
            yield relation, link.finding, found, f"write gain: {GAIN}"
        if computed and link.gain:
            found = f"the gain of {link.finding} is computed ({computed})"
            remedy = "delete gain, or mend the sides and makers of the finding"
            yield relation, link.finding, found, remedy


def _words_of_the_map(books: Register, claim: Claim) -> Iterator[Owed]:
    if claim.cell is None:
        return
    words = books.vocabulary
    for field, value, known in (
        ("class", claim.cell.class_, words.class_ids),
        ("held_out", claim.cell.held_out, list(words.unit_names)),
        ("contrast", claim.cell.contrast, list(words.contrast_names)),
    ):
        if value not in known:
            remedy = books.nearest(value, known)
            found = f"{value!r} is no {field.replace('_', ' ')} of the vocabulary"
            yield f"cell.{field}", value, found, remedy
    unit = words.unit_names.get(claim.cell.held_out, "")
    if why := words.not_held_out.get((claim.cell.class_, unit)):
        found = f"no model of the class can be tested on {unit}: {why}"
        yield "cell.held_out", claim.cell.held_out, found, "mend the cell, or the vocabulary"


def _grade(books: Register, claim: Claim) -> Iterator[Owed]:
    grade = votes.grade(books, claim.id)
    if grade.share > TURNED:
        found = f"{grade.share:.0%} of the weight speaks against it"
        part = f" (part {grade.part})" if grade.part else ""
        yield "says", "says", f"{found}{part}", "turn the sentence, or mend the links"
    elif grade.certainty and (remedy := hedges.missing(claim.says, grade.certainty)):
        found = f"the sentence does not fit its grade, which is {grade.certainty}"
        yield "says", "says", found, f"{remedy}, or mend the links"
