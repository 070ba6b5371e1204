"""``evidence/quality.yaml``: ten questions on a benchmark, answered by two readers.

After REFORMS, PROBAST+AI, BetterBench, Weber et al. and Kapoor and Narayanan; those marked with a
star decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Record, Text
from livingreview.register.files.names import Names

Says = Literal["yes", "partly", "no", "not reported"]
Concern = Literal["low", "some", "high"]
ANSWERS: tuple[Says, ...] = ("yes", "partly", "not reported", "no")  # the later the worse
_STAR = "* "  # before a question that decides


class Answer(Record):
    """What a reader answers, and where that is seen."""

    says: Annotated[
        Says, Field(description="yes, partly, no or not reported; yes and no in quotes")
    ]
    at: Annotated[Text, Field(description="where it is seen: section, table, file and commit")]


def _ask(question: str) -> Answer:
    answer: Answer = Field(description=question)
    return answer


class Reading(Record):
    """One reader's answers to the ten questions."""

    by: Annotated[Text, Field(description="who read it")]
    date: Annotated[Day, Field(description="the day it was read, as 2026-11-22")]
    unit: Answer = _ask("* the population is named, and the unit held out matches it")
    independent: Answer = _ask("* training and test are independent for that unit")
    exposure: Answer = _ask("* it is known of each model whether it has seen the test data")
    selection: Answer = _ask("selection, normalization and choice of model spare the test set")
    baselines: Answer = _ask("* a trivial, a linear and the best specialized baseline, same data")
    tuning: Answer = _ask("equal tuning, versions stated")
    metric: Answer = _ask("the metric rewards what the claim says, floor and ceiling shown")
    intervals: Answer = _ask("* intervals, seeds or repeats, and n for each value")
    neutral: Answer = _ask("no stake in any side, and everything that was run is reported")
    rerun: Answer = _ask("it can be run again: data, code, environment, predictions")


QUESTIONS: dict[str, str] = {
    name: info.description or ""
    for name, info in Reading.model_fields.items()
    if name not in ("by", "date")
}
STARRED = tuple(name for name, asked in QUESTIONS.items() if asked.startswith(_STAR))


def plain(question: str) -> str:
    """What a question asks, without the star of those that decide."""
    return QUESTIONS[question].removeprefix(_STAR)


class Quality(Record):
    """What two readers answer of one benchmark; the second may still be owed."""

    first: Annotated[Reading, Field(description="the first reader's answers")]
    second: Reading | None = None

    @model_validator(mode="after")
    def _two(self) -> Quality:
        if self.second and self.second.by == self.first.by:
            raise ValueError(f"second: {self.first.by} has read it first; name another reader")
        return self

    def answer(self, question: str) -> Says:
        """The answer that counts: the worse of two."""
        return max(self.given(question), key=ANSWERS.index)

    def differ(self, question: str) -> bool:
        """Whether the two readers answer a question in different words."""
        return self.second is not None and len(self.given(question)) == 2

    def given(self, question: str) -> set[Says]:
        """The answers that were given to a question, each once."""
        readings = (self.first, self.second)
        return {getattr(reading, question).says for reading in readings if reading}

    @property
    def agreement(self) -> int | None:
        """To how many of the ten questions both give one answer; None while one has read it."""
        if self.second is None:
            return None
        return sum(not self.differ(question) for question in QUESTIONS)

    @property
    def concern(self) -> Concern:
        """Low if every starred answer is yes, high if one is no, else some."""
        answers = {self.answer(question) for question in STARRED}
        if answers == {"yes"}:
            return "low"
        return "high" if "no" in answers else "some"


def faults(benchmark: str, names: Names) -> Iterator[Fault]:
    """A benchmark that the register does not have."""
    yield from names.missing((), benchmark, "benchmarks")
