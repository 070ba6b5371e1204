"""``evidence/decisions.yaml``: which model for which question, and what it has to beat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from livingreview.register.faults import Fault
from livingreview.register.fields import Id, NewId, Record, Text
from livingreview.register.files.names import Names


class Decision(Record):
    """One question of somebody who wants to use a model. Texts may hold roles of the chapters."""

    id: NewId
    question: Annotated[Text, Field(description="what is asked, with a question mark")]
    class_: Annotated[Text, Field(alias="class", description="a class of the vocabulary")]
    start: Annotated[Text, Field(description="what to start with, in words")]
    models: Annotated[list[Id], Field(description="ids of the models it names, or []")]
    baseline: Annotated[Text, Field(description="the baseline to beat")]
    held_out: Annotated[
        list[Text], Field(min_length=1, description="ids of the units to hold out, at least one")
    ]
    check: Annotated[Text, Field(description="what to look at before the answer is believed")]
    terms: Annotated[Text, Field(description="terms of use, or unknown")]
    hardware: Annotated[Text, Field(description="hardware its makers name, or unknown")]
    claim: Annotated[Id, Field(description="the id of the claim it draws on")]
    references: Annotated[
        list[Text], Field(min_length=1, description="citekeys of the works, at least one")
    ]


def faults(decision: Decision, names: Names) -> Iterator[Fault]:
    """What a decision names and nobody knows, and numbers that are no record's."""
    yield from names.missing(("class",), decision.class_, "classes")
    yield from names.all_missing(("models",), decision.models, "models")
    yield from names.all_missing(("held_out",), decision.held_out, "units")
    yield from names.missing(("claim",), decision.claim, "claims")
    yield from names.all_missing(("references",), decision.references, "works")
    for field in ("question", "start", "baseline", "check", "terms", "hardware"):
        yield from names.in_words((field,), getattr(decision, field))
