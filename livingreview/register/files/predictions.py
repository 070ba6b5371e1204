"""``evidence/predictions.yaml``: what the review expects, and the day on which that is judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Id, NewId, Record, Text
from livingreview.register.files.names import Names


def _day(value: Any) -> Any:
    if not isinstance(value, date):
        raise ValueError("write a day as 2027-11-30, without quotes")
    return value


class Prediction(Record):
    """A sentence that can turn out wrong, with the day and the way it will be judged."""

    id: NewId
    says: Annotated[Text, Field(description="one sentence that can turn out wrong")]
    made: Annotated[Day, Field(description="the day it was made, as 2026-11-22")]
    judged: Annotated[
        date, BeforeValidator(_day), Field(description="the day it will be judged, as 2027-11-30")
    ]
    how: Annotated[Text, Field(description="how it will be judged: where to look, what counts")]
    claim: Id | None = Field(default=None, description="the id of the claim it rests on")
    findings: list[Id] = Field(default=[], description="ids of the findings it rests on")

    @model_validator(mode="after")
    def _sound(self) -> Prediction:
        if self.judged <= self.made:
            raise ValueError(f"judged: write a day after {self.made}, when it was made")
        if self.claim is None and not self.findings:
            raise ValueError("id: name the claim or the findings that it rests on")
        return self


def faults(prediction: Prediction, names: Names) -> Iterator[Fault]:
    """Claims and findings that do not exist, and numbers that are no record's."""
    if prediction.claim:
        yield from names.missing(("claim",), prediction.claim, "claims")
    yield from names.all_missing(("findings",), prediction.findings, "findings")
