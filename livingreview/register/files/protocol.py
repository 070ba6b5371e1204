"""``evidence/protocol.yaml``: what the review asks, what it takes in, where and when it looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from livingreview.register.faults import Fault
from livingreview.register.fields import NewId, Record, Text
from livingreview.register.files.names import Names

Every = Annotated[Text, Field(description="how often, as in: every month; or: not fixed")]


class Question(Record):
    """What the review wants to know."""

    id: NewId
    asks: Annotated[Text, Field(description="the question, with a question mark")]


class Criterion(Record):
    """Why a work is taken in or left out."""

    id: NewId
    kind: Annotated[Literal["include", "exclude"], Field(description="include or exclude")]
    says: Annotated[Text, Field(description="what holds of such a work, in a sentence")]


class Place(Record):
    """Where works are looked for, and how often."""

    id: NewId
    name: Annotated[Text, Field(description="its name")]
    how: Annotated[Text, Field(description="by which strings, pages or links")]
    every: Every


class Step(Record):
    """What is done with a work that was found, by whom, and how often."""

    id: NewId
    does: Annotated[Text, Field(description="what is done, in a sentence")]
    by: Annotated[Text, Field(description="who: one reader, two readers, the build")]
    every: Every


class Protocol(Record):
    """The whole file."""

    why_living: Annotated[Text, Field(description="why the review is kept up to date")]
    questions: Annotated[tuple[Question, ...], Field(min_length=1, description="at least one")]
    eligibility: Annotated[tuple[Criterion, ...], Field(min_length=1, description="at least one")]
    sources: Annotated[tuple[Place, ...], Field(description="where works are looked for, or []")]
    steps: Annotated[tuple[Step, ...], Field(description="what is done with a work, or []")]
    retire_when: Annotated[Text, Field(description="when the review is no longer called living")]
    not_done: tuple[Text, ...] = ()


def faults(protocol: Protocol, names: Names) -> Iterator[Fault]:
    """Ids that stand twice in the file."""
    seen: set[str] = set()
    for kind in ("questions", "eligibility", "sources", "steps"):
        for number, part in enumerate(getattr(protocol, kind)):
            if part.id in seen:
                yield (kind, number, "id"), f"the id {part.id} stands twice", "choose another"
            seen.add(part.id)
