"""A finding: one measured or reported fact, its values and all that they depend on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from livingreview.register.fields import (
    Count,
    Day,
    Id,
    Measure,
    NewId,
    Number,
    Part,
    Placed,
    Range,
    Record,
    Text,
    like,
)


class Compared(Part):
    """What a finding's value is set against."""

    what: Annotated[Text, Field(description="what has this value")]
    value: Annotated[Number, Field(description="its value")]
    kind: Annotated[
        Literal["baseline", "model", "chance", "other"],
        Field(description="baseline, model, chance or other"),
    ]


class Ceiling(Part):
    """The highest value that noise allows."""

    what: Annotated[Text, Field(description="what has this value, as in replicates")]
    value: Annotated[Number, Field(description="its value")]


def _values(count: int) -> str:
    return f"{count} value" + ("" if count == 1 else "s")


Grid = dict[Id, list[Number | None]]
GRIDS = ("low", "high", "se", "n")


class Table(Record):
    """One record with many values, each addressed by its row and column.

    ``low``, ``high``, ``se`` and ``n`` hold the ends of intervals, standard errors and numbers of
    cases, each for the value at the same place: ``id/row/column/low``.
    ``units`` gives a unit for each column where they differ; else the finding's unit holds.
    """

    columns: Annotated[list[Id], Field(min_length=1, description="one name or more, in []")]
    units: list[Text | None] | None = None
    rows: Annotated[Grid, Field(min_length=1, description="name: [numbers], each row")]
    low: Grid | None = None
    high: Grid | None = None
    se: Grid | None = None
    n: Grid | None = None

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
        for name in GRIDS:
            self._beside(name, getattr(self, name))
        if (self.low is None) != (self.high is None):
            alone = "low" if self.low else "high"
            raise ValueError(f"{alone}: give low and high together, a row of each for each row")
        return self

    def _beside(self, name: str, grid: Grid | None) -> None:
        """Raises ``ValueError`` for a grid that has another shape or stands on the wrong side."""
        if grid is None:
            return
        if set(grid) != set(self.rows):
            other = ", ".join(sorted(set(grid) ^ set(self.rows)))
            raise ValueError(
                f"{name}: give it the rows of the table, null where there is none; "
                f"one of the two lacks {other}"
            )
        for row, cells in grid.items():
            if len(cells) != len(self.columns):
                raise ValueError(
                    f"{name}.{row}: {row} has {_values(len(cells))}; write {len(self.columns)}"
                )
            for column, cell, end in zip(self.columns, self.rows[row], cells, strict=True):
                if end is None:
                    continue
                if cell is None:
                    raise ValueError(f"{name}.{row}: {column} has no value; write null here, too")
                wrong = {"low": end > cell, "high": end < cell, "se": end < 0, "n": end <= 0}
                if wrong[name]:
                    raise ValueError(
                        f"{name}.{row}: {end} does not go with {cell} in {column}; "
                        "mend one of the two"
                    )


Better = Literal["higher", "lower", "neither"]
Review = Literal["peer-reviewed", "preprint", "company", "note"]


def _method(value: Any) -> Any:
    if value not in ("none", "others", "unknown") and not isinstance(value, list):
        raise ValueError(
            "write none, others, unknown, or the models, methods or citekeys of its makers in []"
        )
    return value


# none: generic, whoever ran it; others: made by people of no work in refs.bib
Makers = Annotated[Literal["none", "others", "unknown"] | list[Text], BeforeValidator(_method)]


class Sides(Record):
    """Who is set against whom: rows or columns of the table, or who took part.

    Each name is a model of the register or a method of the file's head.
    """

    model: list[Id] = Field(default=[])
    other: list[Id] = Field(default=[])

    @model_validator(mode="after")
    def _apart(self) -> Sides:
        if not self.model and not self.other:
            raise ValueError("model: name who was measured; both sides are empty")
        if both := set(self.model) & set(self.other):
            raise ValueError(f"other: {', '.join(sorted(both))} stands on both sides")
        return self


class Outcome(Record):
    """Who won, where it cannot be computed, and whose words it is."""

    won: Annotated[
        Literal["model", "other", "level", "mixed"],
        Field(description="model, other, level or mixed"),
    ]
    words_of: Annotated[Literal["authors", "us"], Field(description="authors or us")]


class LeftOut(Record):
    """Rows or columns of the source's table that the record leaves out, and why."""

    rows: list[Text] = Field(default=[])
    columns: list[Text] = Field(default=[])
    because: Annotated[Text, Field(description="why they were left out")]

    @model_validator(mode="after")
    def _named(self) -> LeftOut:
        if not self.rows and not self.columns:
            raise ValueError("rows: name the rows or columns that are left out")
        return self


def _left_out(value: Any) -> Any:
    if value not in ("none", "unknown") and not isinstance(value, list):
        raise ValueError("write none, unknown or [{rows: [...], because: ...}]")
    return value


Rest = Annotated[
    Annotated[list[LeftOut], Tag("list")] | Annotated[Literal["none", "unknown"], Tag("word")],
    Discriminator(lambda value: "word" if isinstance(value, str) else "list"),
    BeforeValidator(_left_out),
]


class Conditions(Record):
    """All that two values must share before they may be compared.

    They are inherited from the head of a file and from a benchmark: only what differs is written.
    """

    task: Annotated[Text, Field(description="a task of evidence/vocabulary.yaml")] | None = None
    metric: Text | None = None
    data: list[Id] = Field(default=[])
    split: Text | None = None
    held_out: Text | None = Field(default=None, description="a unit of evidence/vocabulary.yaml")
    contrast: Text | None = Field(
        default=None, description="a contrast of evidence/vocabulary.yaml"
    )
    rule: Text | None = Field(
        default=None,
        description="how a model was made to answer (zero-shot, probed), or not applicable",
    )
    filter: Text | None = None
    statistic: Text | None = None
    n: Count | None = None
    copied_from: Text | None = None


CONDITIONS = tuple(Conditions.model_fields)


Verdict = Annotated[
    Literal["right", "misleading", "wrong", "not found"],
    Field(description="right, misleading, wrong or not found"),
]


class Second(Record):
    """What somebody found who did not write the record and opened its source.

    ``of`` is the checksum of what was compared (``register.second``); ``not found`` is the verdict
    of a reader who could not open the source, and counts as not read.
    """

    date: Annotated[Day, Field(description="the day it was read, as 2026-11-22")]
    verdict: Verdict
    of: Annotated[
        str,
        like(r"[0-9a-f]{12}", "the checksum that livingreview second writes, in quotes"),
        Field(description="the checksum that livingreview second writes"),
    ]
    note: Text | None = None


class Finding(Conditions, Placed):
    """One measured or reported fact.

    ``review`` is given only where it differs from the paper's, as for a result that stands in the
    preprint and not in the version of record.
    A finding is a ``result`` (measured, with all its conditions), ``reported``
    (measured, and told in words alone), a ``description`` (a size, a window) or a ``statement``
    (what its authors say and did not measure).
    """

    id: NewId
    says: Annotated[Text, Field(description="what was measured, in your own words")]
    second: Second | None = None
    kind: Annotated[
        Literal["result", "reported", "description", "statement"],
        Field(description="result, reported, description or statement"),
    ]
    benchmark: Id | None = None
    review: Review | None = None
    task: Annotated[Text, Field(description="a task of evidence/vocabulary.yaml")] = ""
    better: Better = "neither"
    tests: list[Id] = Field(default=[])
    also_tests: Text | None = None
    sides: Sides | None = None
    outcome: Outcome | None = None
    varies: Text | None = None
    left_out: Rest | None = None
    chosen: Text | None = None
    value: Measure | None = None
    unit: Text | None = None
    interval: Range | None = None
    interval_kind: Text | None = None
    compared_with: Compared | None = None
    ceiling: Ceiling | None = None
    table: Table | None = None

    @model_validator(mode="after")
    def _whole(self) -> Finding:
        if self.value is not None and self.table is not None:
            raise ValueError("value: a finding has a value or a table; drop one of them")
        if self.compared_with and self.value is None and not self.table:
            raise ValueError("compared_with: needs a value to be set against")
        ends = self.interval or (self.table.low if self.table else None)
        if bool(ends) != bool(self.interval_kind):
            if not ends:
                raise ValueError("interval_kind: give interval and interval_kind together")
            alone = "interval" if self.interval else "table.low"
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
            for name in ("low", "high"):
                for row, cells in (getattr(self.table, name) or {}).items():
                    for number, (end, unit) in enumerate(zip(cells, units, strict=True)):
                        if end is not None:
                            yield ("table", name, row, number), end, unit
