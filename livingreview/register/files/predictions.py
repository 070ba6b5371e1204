"""``evidence/predictions.yaml``: what the review expects, and the day on which that is judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Id, NewId, Record, Text
from livingreview.register.files.names import Names

Words = Literal["very likely", "likely", "as likely as not", "unlikely", "very unlikely"]


def _day(value: Any) -> Any:
    if not isinstance(value, date):
        raise ValueError("write a day as 2027-11-30, without quotes")
    return value


def _share(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1:
        raise ValueError("write a number between 0 and 1; what is certain is no prediction")
    return value


class Expected(Record):
    """How likely it is held to be, and why: a number where something like it has been counted."""

    words: Words | None = Field(default=None, description="very likely to very unlikely")
    share: Annotated[
        float | None,
        BeforeValidator(_share),
        Field(description="instead of words, the probability"),
    ] = None
    because: Annotated[Text, Field(description="the reason; for a share, what was counted")]

    @model_validator(mode="after")
    def _one(self) -> Expected:
        if (self.words is None) == (self.share is None):
            raise ValueError("words: write words, or a share that rests on a count; not both")
        return self


class Outcome(Record):
    """What became of a prediction."""

    came: Annotated[
        Literal["yes", "no", "cannot be told"],
        Field(description="'yes', 'no' (in quotes) or cannot be told"),
    ]
    on: Annotated[Day, Field(description="the day it was judged, as 2027-12-20")]
    because: Annotated[Text, Field(description="what was found, and where")]


class Prediction(Record):
    """A sentence that can turn out wrong, with the day and the way it will be judged.

    ``outcome`` is missing until then.
    """

    id: NewId
    says: Annotated[Text, Field(description="one sentence that can turn out wrong")]
    made: Annotated[Day, Field(description="the day it was made, as 2026-11-22")]
    judged: Annotated[
        date, BeforeValidator(_day), Field(description="the day it will be judged, as 2027-11-30")
    ]
    how: Annotated[Text, Field(description="how it will be judged: where to look, what counts")]
    expected: Annotated[Expected, Field(description="how likely it is, and why")]
    claim: Id | None = Field(default=None, description="the id of the claim it rests on")
    findings: list[Id] = Field(default=[], description="ids of the findings it rests on")
    outcome: Outcome | None = None

    @model_validator(mode="after")
    def _sound(self) -> Prediction:
        if self.judged <= self.made:
            raise ValueError(f"judged: write a day after {self.made}, when it was made")
        if self.claim is None and not self.findings and self.expected.share is None:
            raise ValueError("id: name the claim or the findings that it rests on")
        if self.outcome and self.outcome.on <= self.made:
            raise ValueError(f"outcome: write a day after {self.made}, when it was made")
        return self

    def overdue(self, day: date) -> bool:
        """Whether its day has passed and nobody has said what became of it."""
        return self.outcome is None and self.judged < day


def faults(prediction: Prediction, names: Names) -> Iterator[Fault]:
    """Claims and findings that do not exist."""
    if prediction.claim:
        yield from names.missing(("claim",), prediction.claim, "claims")
    yield from names.all_missing(("findings",), prediction.findings, "findings")
