"""What a record may hold: the typed form of ``evidence/papers`` and ``evidence/claims``.

The JSON Schema that is published under ``evidence/schema/`` is made from these classes.
``unknown`` means that the source was searched and the value not seen; ``not applicable`` means
that no such value exists. They are never the same.
"""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

FIRST_YEAR, LAST_YEAR = 1990, date.today().year
UNIT_INTERVAL_METRICS = ("AUROC", "AUPRC", "accuracy", "F1", "precision", "recall")
CORRELATION_METRICS = ("Pearson", "Spearman", "MCC", "Matthews", "correlation")

Missing = Literal["unknown", "not applicable"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise ValueError("write a number, without quotes or unit")
    return value


def _range(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("write a range as [low, high], two numbers")
    low, high = map(_number, value)
    if low > high:
        raise ValueError("write the range as [low, high]")
    return low, high


def _measure(value: Any) -> Any:
    return _range(value) if isinstance(value, list) else _number(value)


def _fact(value: Any) -> Any:
    return value.strip() if isinstance(value, str) and value.strip() else _measure(value)


Number = Annotated[int | float, BeforeValidator(_number)]
Range = Annotated[tuple[int | float, int | float], BeforeValidator(_range)]
Measure = Annotated[int | float | tuple[int | float, int | float], BeforeValidator(_measure)]
Fact = Annotated[
    int | float | tuple[int | float, int | float] | str, BeforeValidator(_fact)
]  # a number, a range, or words


def _kebab(value: str) -> str:
    if not value or not all(part.isalnum() and part.isascii() for part in value.split("-")):
        raise ValueError("write the id in kebab-case: small letters, digits and single hyphens")
    if value != value.lower():
        raise ValueError("write the id in small letters")
    return value


Id = Annotated[str, AfterValidator(_kebab)]


def _year(value: Any) -> Any:
    if not isinstance(value, int) or not FIRST_YEAR <= value <= LAST_YEAR:
        raise ValueError(f"write a year from {FIRST_YEAR} to {LAST_YEAR}")
    return value


Year = Annotated[int, BeforeValidator(_year)]


def _past(value: Any) -> date:
    if not isinstance(value, date):
        raise ValueError("write a day as 2026-11-22, without quotes")
    if value > date.today():
        raise ValueError(f"{value} lies in the future; write the day that was seen")
    return value


Day = Annotated[date, BeforeValidator(_past)]


def _when(value: Any) -> Any:
    """A date of publication: a day, or text ``2025-03`` or a year where no more was seen."""
    if isinstance(value, date):
        return _past(value).isoformat()
    if isinstance(value, int):
        return str(_year(value))
    if value in ("unknown", "not applicable"):
        return value
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(value)):
        _year(int(str(value)[:4]))
        return value
    raise ValueError("write a date as 2025-03-31, 2025-03 or 2025, or unknown or not applicable")


Published = Annotated[str, BeforeValidator(_when)]


class Record(BaseModel):
    """Base of everything in the register: a misspelled key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(Record):
    """How a value was checked, against what, and when."""

    how: Literal["primary", "data", "computed", "secondary"]
    against: Text
    date: Day


class Source(Record):
    """Where a value is written: locator, check, and the work if it is not the file's own."""

    at: Text | None = None
    checked: Check | None = None
    from_: Annotated[str | None, Field(alias="from")] = None


class Quantity(Source):
    """A number or fact with its own source; ``[low, high]`` is a range."""

    value: Fact
    unit: Text | None = None


def _quantity(value: Any) -> Any:
    """Let a bare value stand for a quantity that has the source of its record."""
    if isinstance(value, (list, str, int, float)):
        return {"value": value}
    if not isinstance(value, (dict, Quantity)):
        raise ValueError(
            "write a number or words, unknown, not applicable, or {value: ..., unit: ...}"
        )
    return value


Value = Annotated[Quantity, BeforeValidator(_quantity)]


def _positive(value: Quantity) -> Quantity:
    numbers = value.value if isinstance(value.value, tuple) else (value.value,)
    for number in numbers:
        if isinstance(number, str):
            if number not in ("unknown", "not applicable"):
                raise ValueError("write a number, unknown or not applicable")
        elif number <= 0:
            raise ValueError("write a number above zero, unknown or not applicable")
    return value


Count = Annotated[Value, AfterValidator(_positive)]


class Place(Source):
    """Where code or weights are kept, and under which license."""

    where: Text
    license: Text


def _kept(value: Any) -> Any:
    if not isinstance(value, (dict, Place)) and value not in ("unknown", "not applicable"):
        raise ValueError("write {where: ..., license: ...}, unknown or not applicable")
    return value


Kept = Annotated[
    Annotated[Place, Tag("place")] | Annotated[Missing, Tag("word")],
    Discriminator(lambda value: "word" if isinstance(value, str) else "place"),
    BeforeValidator(_kept),
]


class Entry(Source):
    """A record with an id, a name and a source that is the default for its values."""

    id: Id
    name: Text
    at: Text
    checked: Check


ModelClass = Literal["seq2function", "seq2seq", "transcriptome"]


class Model(Entry):
    """A trained model."""

    class_: Annotated[ModelClass, Field(alias="class")]
    year: Year
    architecture: Value
    input_length: Count
    output: Value
    resolution: Count
    training_data: Value
    parameters: Count
    code: Kept
    weights: Kept
    more: dict[str, Value] = {}


class DataSet(Entry):
    """A data set."""

    year: Year | Missing
    modality: Value
    perturbation_type: Value
    perturbations: Count
    contexts: Count
    profiles: Count
    access: Value
    license: Value
    more: dict[str, Value] = {}


class Benchmark(Entry):
    """A benchmark: task, data, who is compared with what."""

    class_: Annotated[ModelClass, Field(alias="class")]
    task: Text
    data: list[Id] = []
    models: list[Id] = []
    also_models: Text | None = None
    baselines: list[Text]
    metric: Text
    code: Kept
    more: dict[str, Value] = {}


class Compared(Source):
    """What a finding's value is set against."""

    what: Text
    value: Number
    kind: Literal["baseline", "model", "chance", "other"]


class Ceiling(Source):
    """The highest value that noise allows."""

    what: Text
    value: Number


def _values(count: int) -> str:
    return f"{count} value" + ("" if count == 1 else "s")


class Table(Record):
    """One record with many values, each addressed by its row and column.

    ``units`` gives a unit for each column where they differ; else the finding's unit holds.
    """

    columns: Annotated[list[Id], Field(min_length=1)]
    units: list[Text | None] | None = None
    rows: Annotated[dict[Id, list[Number | None]], Field(min_length=1)]

    @model_validator(mode="after")
    def _rectangular(self) -> Table:
        for name, cells in self.rows.items():
            if len(cells) != len(self.columns):
                raise ValueError(
                    f"rows.{name}: {name} has {_values(len(cells))}; write {len(self.columns)}"
                )
        if self.units is not None and len(self.units) != len(self.columns):
            raise ValueError("units: give one for each column, null where there is none")
        if len(set(self.columns)) < len(self.columns):
            raise ValueError("columns: a column stands twice")
        return self


class Contest(Record):
    """The rows of a table that set a foundation model against a simple or task-specific method."""

    model: Id
    baseline: Id


Review = Literal["peer-reviewed", "preprint", "company", "note"]


class Finding(Source):
    """One measured or reported fact.

    ``review`` is given only where it differs from the paper's, as for a result that stands in the
    preprint and not in the version of record.
    """

    id: Id
    says: Text
    review: Review | None = None
    task: Text
    metric: Text | None = None
    better: Literal["higher", "lower", "neither"] = "neither"
    data: list[Id] = []
    tests: list[Id] = []
    also_tests: Text | None = None
    value: Measure | None = None
    unit: Text | None = None
    interval: Range | None = None
    interval_kind: Text | None = None
    n: Count | None = None
    compared_with: Compared | None = None
    ceiling: Ceiling | None = None
    table: Table | None = None
    contest: Contest | None = None
    at: Text
    checked: Check

    @model_validator(mode="after")
    def _whole(self) -> Finding:
        if self.value is not None and self.table is not None:
            raise ValueError("value: a finding has a value or a table; drop one of them")
        if self.contest and not self.table:
            raise ValueError("contest: names rows of a table; add the table or use compared_with")
        if self.contest and self.table:
            for row in (self.contest.model, self.contest.baseline):
                if row not in self.table.rows:
                    raise ValueError(f"contest: the table has no row {row}")
            if self.contest.model == self.contest.baseline:
                raise ValueError("contest: name two different rows")
        if self.compared_with and self.value is None and not self.table:
            raise ValueError("compared_with: needs a value to be set against")
        if self.better != "neither" and not self.metric:
            raise ValueError("better: name the metric of which more or less is better")
        if bool(self.interval) != bool(self.interval_kind):
            alone = "interval" if self.interval else "interval_kind"
            raise ValueError(f"{alone}: give interval and interval_kind together")
        low, high = self._bounds()
        for place, number in [] if self.table and self.table.units else self.numbers():
            if not low <= number <= high:
                raise ValueError(f"{place}: {number} lies outside {low} to {high} of {self.metric}")
        return self

    def _bounds(self) -> tuple[float, float]:
        """The range that the metric's definition allows (infinite where it sets no limit)."""
        top = {"%": 100.0, None: 1.0}.get(self.unit)
        metric = self.metric or ""
        if top is None or "ratio" in metric or "differ" in metric or "change" in metric:
            return float("-inf"), float("inf")
        if metric.startswith(UNIT_INTERVAL_METRICS):
            return 0.0, top
        if metric.startswith(CORRELATION_METRICS):
            return -top, top
        return float("-inf"), float("inf")

    def numbers(self) -> list[tuple[str, float]]:
        """All values measured on the metric's scale, each with its place in the record."""
        found: list[tuple[str, float]] = []
        for name in ("value", "interval"):
            value = getattr(self, name)
            ends = value if isinstance(value, tuple) else (value,)
            found += [(name, end) for end in ends if end is not None]
        for name in ("compared_with", "ceiling"):
            if part := getattr(self, name):
                found.append((f"{name}.value", part.value))
        for row, cells in (self.table.rows if self.table else {}).items():
            found += [(f"table.rows.{row}", cell) for cell in cells if cell is not None]
        return found


class Paper(Record):
    """One file of ``evidence/papers``: a work and all that the register holds of it."""

    citekey: Text
    review: Review
    posted: Published
    published: Published
    makes: list[Id]
    interests: Text
    models: list[Model] = []
    datasets: list[DataSet] = []
    benchmarks: list[Benchmark] = []
    findings: list[Finding] = []


class Excluded(Record):
    """A work that was considered and left out."""

    title: Text
    identifier: Text
    reason: Text
    date: Day


class Claim(Record):
    """A judgment. Its certainty is computed, so no field holds it."""

    id: Id
    says: Text
    supports: Annotated[list[Id], Field(min_length=1)]
    disputes: list[Id] = []
    qualifies: list[Id] = []
    counter: Text
    reviewed: Day

    @model_validator(mode="after")
    def _consistent(self) -> Claim:
        kinds = [*self.supports, *self.disputes, *self.qualifies]
        twice = {x for x in kinds if kinds.count(x) > 1}
        if twice:
            raise ValueError(f"supports: {', '.join(sorted(twice))} is named twice in this claim")
        return self
