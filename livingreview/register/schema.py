"""What a record may hold: the typed form of ``evidence/papers`` and ``evidence/claims``.

The JSON Schema that is published under ``evidence/schema/`` is made from these classes.
``unknown`` means that the source was searched and the value not seen; ``not applicable`` means
that no such value exists. They are never the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
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

FIRST_YEAR = 1990
FURTHEST_AHEAD = timezone(timedelta(hours=14))  # where a day begins first


def latest_day() -> date:
    """The last day that has begun anywhere: a record may come from a zone ahead of ours."""
    return datetime.now(FURTHEST_AHEAD).date()


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
    last = latest_day().year
    if not isinstance(value, int) or not FIRST_YEAR <= value <= last:
        raise ValueError(f"write a year from {FIRST_YEAR} to {last}")
    return value


Year = Annotated[int, BeforeValidator(_year)]


def _past(value: Any) -> date:
    if not isinstance(value, date):
        raise ValueError("write a day as 2026-11-22, without quotes")
    if value > latest_day():
        raise ValueError("this day lies in the future, so write the day that was seen")
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
        if str(value) > latest_day().isoformat():
            raise ValueError("this month lies in the future, so write the month that was seen")
        return value
    raise ValueError("write a date as 2025-03-31, 2025-03 or 2025, or unknown or not applicable")


Published = Annotated[str, BeforeValidator(_when)]


class Record(BaseModel):
    """Base of everything in the register: a misspelled key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(Record):
    """How a value was checked, against what, and when."""

    how: Annotated[
        Literal["primary", "data", "computed", "secondary"],
        Field(description="primary, data, computed or secondary"),
    ]
    against: Annotated[Text, Field(description="what was opened: page, file and commit, or note")]
    date: Annotated[Day, Field(description="the day it was seen, as 2026-11-22")]


class Source(Record):
    """Where a value is written: locator, check, and the work if it is not the file's own."""

    at: Text | None = None
    checked: Check | None = None
    from_: Annotated[str | None, Field(alias="from")] = None


class Quantity(Source):
    """A number or fact with its own source; ``[low, high]`` is a range."""

    value: Annotated[Fact, Field(description="a number, a range or words; or unknown")]
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


def _with_unit(value: Quantity) -> Quantity:
    if value.unit is None and not isinstance(value.value, str):
        raise ValueError(f"write its unit, as in {{value: {value.value}, unit: ...}}")
    return value


Count = Annotated[Value, AfterValidator(_positive)]
Measured = Annotated[Count, AfterValidator(_with_unit)]  # a number that says nothing alone


class Place(Source):
    """Where code or weights are kept, and under which license."""

    where: Annotated[Text, Field(description="owner/name on GitHub, an address, or unknown")]
    license: Annotated[Text, Field(description="its name as in MIT, or unknown")]


def _kept(value: Any) -> Any:
    if not isinstance(value, (dict, Place)) and value not in ("unknown", "not applicable"):
        raise ValueError("write {where: ..., license: ...}, unknown or not applicable")
    return value


Kept = Annotated[
    Annotated[Place, Tag("place")] | Annotated[Missing, Tag("word")],
    Discriminator(lambda value: "word" if isinstance(value, str) else "place"),
    BeforeValidator(_kept),
]


NewId = Annotated[Id, Field(description="a permanent id in kebab-case")]
Locator = Annotated[Text, Field(description="where it is written, as in Table 1")]
Checked = Annotated[Check, Field(description="{how: ..., against: ..., date: ...}")]
Stored = Field(description="{where: ..., license: ...}, or unknown")
Seen = Field(description="what was seen, or unknown")
ModelClass = Annotated[
    Text, Field(alias="class", description="a class of evidence/vocabulary.yaml")
]


class Entry(Source):
    """A record with an id, a name and a source that is the default for its values."""

    id: NewId
    name: Annotated[Text, Field(description="its name as its authors write it")]
    at: Locator
    checked: Checked


class Model(Entry):
    """A trained model."""

    class_: ModelClass
    year: Annotated[Year, Field(description="the year it came out")]
    architecture: Annotated[Value, Seen]
    input_length: Annotated[Measured, Seen]
    output: Annotated[Value, Seen]
    resolution: Annotated[Measured, Seen]
    training_data: Annotated[Value, Seen]
    parameters: Annotated[Count, Seen]
    code: Annotated[Kept, Stored]
    weights: Annotated[Kept, Stored]
    more: dict[str, Value] = {}


class DataSet(Entry):
    """A data set."""

    year: Annotated[Year | Missing, Seen]
    modality: Annotated[Value, Seen]
    perturbation_type: Annotated[Value, Seen]
    perturbations: Annotated[Count, Seen]
    contexts: Annotated[Measured, Seen]
    profiles: Annotated[Count, Seen]
    access: Annotated[Value, Seen]
    license: Annotated[Value, Seen]
    more: dict[str, Value] = {}


class Benchmark(Entry):
    """A benchmark: task, data, who is compared with what."""

    class_: ModelClass
    task: Annotated[Text, Field(description="what is asked, in a sentence")]
    data: list[Id] = []
    models: list[Id] = []
    also_models: Text | None = None
    baselines: Annotated[list[Text], Field(description="what is compared, or []")]
    metric: Annotated[Text, Field(description="a metric of evidence/vocabulary.yaml")]
    code: Annotated[Kept, Stored]
    more: dict[str, Value] = {}


class Compared(Source):
    """What a finding's value is set against."""

    what: Annotated[Text, Field(description="what has this value")]
    value: Annotated[Number, Field(description="its value")]
    kind: Annotated[
        Literal["baseline", "model", "chance", "other"],
        Field(description="baseline, model, chance or other"),
    ]


class Ceiling(Source):
    """The highest value that noise allows."""

    what: Annotated[Text, Field(description="what has this value, as in replicates")]
    value: Annotated[Number, Field(description="its value")]


def _values(count: int) -> str:
    return f"{count} value" + ("" if count == 1 else "s")


class Table(Record):
    """One record with many values, each addressed by its row and column.

    ``units`` gives a unit for each column where they differ; else the finding's unit holds.
    """

    columns: Annotated[list[Id], Field(min_length=1, description="one name or more, in []")]
    units: list[Text | None] | None = None
    rows: Annotated[
        dict[Id, list[Number | None]], Field(min_length=1, description="name: [numbers], each row")
    ]

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

    model: Annotated[Id, Field(description="the row of the foundation model")]
    baseline: Annotated[Id, Field(description="the row of the simple or task-specific method")]


Better = Literal["higher", "lower", "neither"]
Review = Literal["peer-reviewed", "preprint", "company", "note"]


class Finding(Source):
    """One measured or reported fact.

    ``review`` is given only where it differs from the paper's, as for a result that stands in the
    preprint and not in the version of record.
    """

    id: NewId
    says: Annotated[Text, Field(description="what was measured, in your own words")]
    review: Review | None = None
    task: Annotated[Text, Field(description="a task of evidence/vocabulary.yaml")]
    metric: Text | None = None
    better: Better = "neither"
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
    at: Locator
    checked: Checked

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
        return self

    def numbers(self) -> Iterator[tuple[tuple[str | int, ...], float, str | None]]:
        """All values measured on the metric's scale: place in the record, number, unit."""
        for name in ("value", "interval"):
            value = getattr(self, name)
            for end in value if isinstance(value, tuple) else (value,):
                if end is not None:
                    yield (name,), end, self.unit
        for name in ("compared_with", "ceiling"):
            if part := getattr(self, name):
                yield (name, "value"), part.value, self.unit
        if self.table:
            units = self.table.units or [self.unit] * len(self.table.columns)
            for row, cells in self.table.rows.items():
                for number, (cell, unit) in enumerate(zip(cells, units, strict=True)):
                    if cell is not None:
                        yield ("table", "rows", row, number), cell, unit


class Paper(Record):
    """One file of ``evidence/papers``: a work and all that the register holds of it."""

    citekey: Annotated[Text, Field(description="the key of the work in refs.bib")]
    review: Annotated[Review, Field(description="peer-reviewed, preprint, company or note")]
    posted: Annotated[
        Published, Field(description="the day of the first preprint, unknown or not applicable")
    ]
    published: Annotated[
        Published, Field(description="the day of the version of record, unknown or not applicable")
    ]
    makes: Annotated[list[Id], Field(description="ids of the models its authors made, or []")]
    interests: Annotated[Text, Field(description="competing interests, none declared, or unknown")]
    models: list[Model] = []
    datasets: list[DataSet] = []
    benchmarks: list[Benchmark] = []
    findings: list[Finding] = []


class Excluded(Record):
    """A work that was considered and left out."""

    title: Annotated[Text, Field(description="its title")]
    identifier: Annotated[Text, Field(description="its DOI or other identifier, or unknown")]
    reason: Annotated[Text, Field(description="why it was left out, in a sentence")]
    date: Annotated[Day, Field(description="the day of the decision, as 2026-11-22")]


class Claim(Record):
    """A judgment. Its certainty is computed, so no field holds it."""

    id: NewId
    says: Annotated[Text, Field(description="one sentence that can be wrong")]
    supports: Annotated[
        list[Id], Field(min_length=1, description="ids of the findings that say so, at least one")
    ]
    disputes: list[Id] = []
    qualifies: list[Id] = []
    counter: Annotated[Text, Field(description="what speaks against it or would overturn it")]
    reviewed: Annotated[Day, Field(description="the day it was last judged, as 2026-11-22")]

    @model_validator(mode="after")
    def _consistent(self) -> Claim:
        kinds = [*self.supports, *self.disputes, *self.qualifies]
        twice = {x for x in kinds if kinds.count(x) > 1}
        if twice:
            raise ValueError(f"supports: {', '.join(sorted(twice))} is named twice in this claim")
        return self
