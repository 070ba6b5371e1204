"""``evidence/sentences.yaml``: sentences that a proposal can take over as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from livingreview.register import hedges
from livingreview.register.faults import Fault
from livingreview.register.fields import Id, NewId, Record, Text
from livingreview.register.files.names import Names


class Sentence(Record):
    """A sentence, the claim whose grade it carries or whose words it is, and its references.

    ``words`` may hold ``{finding}`` and other roles of the chapters; ``note`` is what somebody
    who writes it should know or name beside it.
    """

    id: NewId
    chapter: Annotated[Text, Field(description="the name of the chapter that shows it")]
    words: Annotated[Text, Field(description="the sentence, hedged as its claim is graded")]
    claim: Id | None = Field(default=None, description="the id of the claim it draws on")
    words_of: Text | None = Field(default=None, description="who says so, instead of a claim")
    references: Annotated[
        list[Text], Field(min_length=1, description="citekeys of the works, at least one")
    ]
    note: Text | None = None

    @model_validator(mode="after")
    def _one_ground(self) -> Sentence:
        if (self.claim is None) == (self.words_of is None):
            raise ValueError(
                "id: name the claim that it draws on, or in words_of: who says so; not both"
            )
        return self


def faults(sentence: Sentence, names: Names) -> Iterator[Fault]:
    """Names that nobody knows, numbers of no record, a hedge that the grade does not allow."""
    yield from names.missing(("chapter",), sentence.chapter, "chapters")
    yield from names.all_missing(("references",), sentence.references, "works")
    for field in ("words", "note", "words_of"):
        yield from names.in_words((field,), getattr(sentence, field))
    if sentence.claim is None:
        return
    yield from names.missing(("claim",), sentence.claim, "claims")
    if (grade := names.certainty(sentence.claim)) and (
        remedy := hedges.missing(sentence.words, grade)
    ):
        found = f"{sentence.claim} is of {grade} certainty, and the words do not say so"
        yield ("words",), found, remedy
