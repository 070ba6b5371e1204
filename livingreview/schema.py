"""What a record may hold: the typed form of ``evidence/papers`` and ``evidence/claims``.

The JSON Schema that is published under ``evidence/schema/`` is made from these classes.
``unknown`` means that the source was searched and the value not seen; ``not applicable`` means
that no such value exists. They are never the same.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

FIRST_YEAR, LAST_YEAR = 1990, date.today().year
UNIT_INTERVAL_METRICS = ("AUROC", "AUPRC", "accuracy", "F1", "precision", "recall")
CORRELATION_METRICS = ("Pearson", "Spearman", "MCC", "Matthews", "correlation")

Missing = Literal["unknown", "not applicable"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[int | float, Field(allow_inf_nan=False)]


def _kebab(value: str) -> str:
    if not value or not all(part.isalnum() and part.isascii() for part in value.split("-")):
        raise ValueError("write the id in kebab-case: small letters, digits and single hyphens")
    if value != value.lower():
        raise ValueError("write the id in small letters")
    return value


Id = Annotated[str, AfterValidator(_kebab)]


def _year(value: int) -> int:
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise ValueError(f"write a year from {FIRST_YEAR} to {LAST_YEAR}")
    return value


Year = Annotated[int, AfterValidator(_year)]


def _day(value: Any) -> Any:
    """A date of publication: a day, or text ``2025-03`` or a year where no more was seen."""
    if isinstance(value, date):
        if value > date.today():
            raise ValueError(f"{value} lies in the future; write the date that was seen")
        return value.isoformat()
    if isinstance(value, int):
        return str(_year(value))
    if value in ("unknown", "not applicable"):
        return value
    year, _, month = str(value).partition("-")
    if year.isdigit() and len(year) == 4 and month.isdigit() and 1 <= int(month) <= 12:
        _year(int(year))
        return value
    raise ValueError("write a date as 2025-03-31, 2025-03 or 2025, or unknown or not applicable")


Published = Annotated[str, BeforeValidator(_day)]


def _past(value: date) -> date:
    if value > date.today():
        raise ValueError("the day lies in the future")
    return value


Day = Annotated[date, AfterValidator(_past)]


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

    value: Number | tuple[Number, Number] | Text
    unit: Text | None = None

    @model_validator(mode="after")
    def _range_in_order(self) -> Quantity:
        if isinstance(self.value, tuple) and self.value[0] > self.value[1]:
            raise ValueError("write the range as [low, high]")
        return self


def _quantity(value: Any) -> Any:
    """Let a bare value stand for a quantity that has the source of its record."""
    if isinstance(value, (list, str, int, float)):
        return {"value": value}
    return value


Value = Annotated[Quantity, BeforeValidator(_quantity)]


def _positive(value: Quantity) -> Quantity:
    if isinstance(value.value, (int, float)) and value.value <= 0:
        raise ValueError("write a number above zero, unknown or not applicable")
    if isinstance(value.value, str) and value.value not in ("unknown", "not applicable"):
        raise ValueError("write a number, unknown or not applicable")
    return value


Count = Annotated[Value, AfterValidator(_positive)]


class Place(Source):
    """Where code or weights are kept, and under which license."""

    where: Text
    license: Text


Kept = Place | Missing


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
                    f"rows: {name} has {len(cells)} values for {len(self.columns)} columns"
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
    value: Number | tuple[Number, Number] | None = None
    unit: Text | None = None
    interval: tuple[Number, Number] | None = None
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
        if self.compared_with and self.value is None and not self.table:
            raise ValueError("compared_with: needs a value to be set against")
        if self.better != "neither" and not self.metric:
            raise ValueError("metric: name the metric of which more or less is better")
        if bool(self.interval) != bool(self.interval_kind):
            raise ValueError("interval: give interval and interval_kind together")
        if self.interval and self.interval[0] > self.interval[1]:
            raise ValueError("interval: write it as [low, high]")
        low, high = self._bounds()
        for number in [] if self.table and self.table.units else self.numbers():
            if not low <= number <= high:
                raise ValueError(f"value: {number} lies outside {low} to {high} of {self.metric}")
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

    def numbers(self) -> list[float]:
        """All values measured on the metric's scale."""
        found: list[float] = []
        if isinstance(self.value, tuple):
            found += self.value
        elif self.value is not None:
            found.append(self.value)
        found += [x.value for x in (self.compared_with, self.ceiling) if x]
        found += self.interval or ()
        if self.table:
            found += [cell for row in self.table.rows.values() for cell in row if cell is not None]
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
