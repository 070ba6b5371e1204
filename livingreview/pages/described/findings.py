"""A finding as every page of a record shows it: what was measured, its values, its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from livingreview.pages.described.index import trusted
from livingreview.register import makers
from livingreview.register.conditions import conditions
from livingreview.register.fields import Quantity
from livingreview.register.finding import Conditions, Finding, Table
from livingreview.register.register import Register
from livingreview.register.sides import outcome
from livingreview.register.words import HOW, called, called_apart, mark, number_text, value_text

Whose = Literal["others", "makers", "rivals", ""]
#: By whom a test was, for a reader; ``rivals`` made what a model is set against.
WHOSE: dict[Whose, str] = {
    "others": "by others",
    "makers": "by its makers",
    "rivals": "by makers of a rival",
    "": "",
}
ABSENT = (None, "", "unknown", "not applicable")


@dataclass(frozen=True)
class Ref:
    """A record that a page leads to: its kind, as the register has it, its id and its name."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class Source:
    """Where something is written: work, place in it, how and when that was seen."""

    work: Ref
    at: str
    how: str
    against: str
    date: str


@dataclass(frozen=True)
class Value:
    """A printed value: its address, itself with its unit, what stands beside it."""

    address: str
    text: str
    beside: str = ""


@dataclass(frozen=True)
class Row:
    """A row of values; None where there is none."""

    name: str
    values: tuple[Value | None, ...]


@dataclass(frozen=True)
class Shown:
    """A finding. ``values`` are single values with what each is, ``rows`` those of its table.

    ``conditions`` are those that tell it from others of its task; ``whole`` says of which values it
    was chosen and what its table leaves out; ``whose`` says whether those who tested made a model
    that they tested, ``gain`` whether its authors gain by it.
    """

    id: str
    says: str
    kind: str
    tasks: tuple[Ref, ...]
    metric: str
    held_out: str
    conditions: tuple[str, ...]
    data: tuple[Ref, ...]
    benchmark: Ref | None
    models: tuple[Ref, ...]
    also: str
    trusted: bool
    unit: str
    values: tuple[tuple[str, Value], ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sides: str
    outcome: str
    gain: str
    whole: tuple[str, ...]
    review: str
    whose: Whose
    source: Source


def ref(books: Register, kind: str, name: str) -> Ref:
    """A record with the name that readers know; of a claim its sentence, of a paper its authors."""
    match kind:
        case "claims":
            words = books.claims[name].says
        case "papers":
            words = books.short(name)
        case "tasks":
            words = next(task.name for task in books.vocabulary.tasks if task.id == name)
        case "findings":
            words = books.findings[name].says
        case _:
            words = getattr(books, kind)[name].name
    return Ref(kind, name, words)


def tasks_of(books: Register, phrase: str | None) -> tuple[Ref, ...]:
    """The tasks that a record names."""
    return tuple(Ref("tasks", task.id, task.name) for task in books.vocabulary.tasks_in(phrase))


def under(finding: Finding | Conditions) -> Iterator[str]:
    """The conditions of a finding that tell it from others of its task."""
    for label, value in (
        ("held out: ", finding.held_out),
        ("told apart: ", finding.contrast),
        ("scored: ", finding.rule),
        ("split: ", finding.split),
        ("only: ", finding.filter),
        ("", finding.statistic),
        ("copied from ", finding.copied_from),
    ):
        if value and value != "not applicable":
            yield label + value


def whole(finding: Finding) -> Iterator[str]:
    """Of which values a finding was chosen, and what its table leaves out."""
    if finding.chosen:
        yield f"chosen: {finding.chosen}"
    for part in finding.left_out if isinstance(finding.left_out, list) else ():
        yield f"left out: {', '.join([*part.rows, *part.columns])} ({part.because})"


def spread(finding: Finding) -> Iterator[str]:
    """What stands in brackets beside the values of a table."""
    if finding.table and finding.table.low:
        yield f"in brackets: {finding.interval_kind}"
    if finding.table and finding.table.se:
        yield "SE: standard error"


def beside(grid: Table, row: str, place: int) -> str:
    """Interval, standard error and number of cases of a value of a table, as far as it has them."""
    ends = [grid.low[row][place], grid.high[row][place]] if grid.low and grid.high else []
    known = [number_text(end) for end in ends if end is not None]
    parts = [" to ".join(known)] if known else []
    for words, others in (("± {} SE", grid.se), ("n = {}", grid.n)):
        number = others[row][place] if others else None
        parts += [words.format(number_text(number))] if number is not None else []
    return f" ({', '.join(parts)})" if parts else ""


def count_of(cases: Quantity | None) -> str:
    """A number of cases with its unit; empty where it is not known."""
    if cases is None or isinstance(cases.value, str):
        return ""
    return value_text(cases.value, cases.unit)


def whose(books: Register, finding: Finding, model: str = "") -> Whose:
    """By whom a finding was measured: by others, by makers of a model, by makers of its rivals.

    With a ``model`` makers are those of that model, else of any that it tests. Empty where it tests
    nothing.
    """
    paper = books.papers[books.paper_of[finding.id]]
    against = (*finding.sides.model, *finding.sides.other) if finding.sides else ()
    tested = [model] if model else finding.tests
    if any(makers.is_own(books, paper, name) for name in tested):
        return "makers"
    if any(makers.is_own(books, paper, name) for name in (*finding.tests, *against)):
        return "rivals"
    return "others" if tested or against else ""


def source(books: Register, name: str) -> Source:
    """Where a finding, model, benchmark or data set is written, and how that was seen."""
    one = getattr(books, books.kind_of(name) or "findings")[name]
    key = one.from_ or books.paper_of[name]
    check = one.checked
    return Source(ref(books, "papers", key), one.at, HOW[check.how], check.against, str(check.date))


def shown(books: Register, name: str) -> Shown:
    """A finding for a reader, made once. Raises ``KeyError`` for an id that is none."""
    known: dict[str, Shown] = books.joined.setdefault("shown", {})
    if name not in known:
        known[name] = _shown(books, name)
    return known[name]


def _shown(books: Register, name: str) -> Shown:
    finding = books.findings[name]
    given = conditions(books, finding)
    seen = trusted(finding)
    sides = finding.sides
    facing = [", ".join(called(books, each) for each in side) for side in
              ((sides.model, sides.other) if sides else ())]  # fmt: skip
    result = outcome(finding) if seen else None
    return Shown(
        id=name,
        says=finding.says,
        kind=finding.kind,
        tasks=tasks_of(books, finding.task),
        metric=given.metric or "",
        held_out=given.held_out or "",
        conditions=(
            *(each for each in under(given) if not each.endswith(": unknown")),
            *(spread(finding) if seen else ()),
        ),
        data=tuple(ref(books, "datasets", each) for each in given.data or ()
                   if each in books.datasets),
        benchmark=ref(books, "benchmarks", finding.benchmark) if finding.benchmark else None,
        models=tuple(ref(books, "models", each) for each in finding.tests),
        also=finding.also_tests or "",
        trusted=seen,
        unit=finding.unit or "",
        values=tuple(_single(finding)) if seen else (),
        columns=tuple(called_apart(books, finding.table.columns))
        if seen and finding.table else (),
        rows=tuple(_rows(books, finding, finding.table)) if seen and finding.table else (),
        sides=" against ".join(facing) if all(facing) else "",
        outcome=str(result) if result else "",
        gain=makers.gain(books, finding) if all(facing) and facing else "",
        whole=tuple(whole(finding)),
        review=books.review(name),
        whose=whose(books, finding),
        source=source(books, name),
    )  # fmt: skip


def _single(finding: Finding) -> Iterator[tuple[str, Value]]:
    """The values of a finding that stand outside its table, each with what it is."""
    check = finding.checked
    if finding.value is not None:
        ends = ""
        if finding.interval:
            low, high = map(number_text, finding.interval)
            ends = f" ({finding.interval_kind} {low} to {high})"
        yield "", Value(finding.id, mark(value_text(finding.value, finding.unit), check), ends)
    if other := finding.compared_with:
        number = mark(value_text(other.value, finding.unit), other.checked or check)
        kind = f" ({other.kind})" if other.kind.casefold() not in other.what.casefold() else ""
        yield other.what + kind, Value(f"{finding.id}/compared", number)
    if top := finding.ceiling:
        number = mark(value_text(top.value, finding.unit), top.checked or check)
        yield f"ceiling, {top.what}", Value(f"{finding.id}/ceiling", number)
    if (cases := count_of(finding.n)) and finding.n and "n" in finding.model_fields_set:
        yield "n", Value(f"{finding.id}/n", cases)


def _rows(books: Register, finding: Finding, grid: Table) -> Iterator[Row]:
    units = grid.units or [finding.unit] * len(grid.columns)
    for name, (row, cells) in zip(called_apart(books, grid.rows), grid.rows.items(), strict=True):
        yield Row(
            name,
            tuple(
                None if cell is None else value_at(finding, row, place, units[place])
                for place, cell in enumerate(cells)
            ),
        )


def value_at(finding: Finding, row: str, place: int, unit: str | None) -> Value:
    """The value of a table's cell that is there."""
    grid = finding.table
    assert grid
    address = f"{finding.id}/{row}/{grid.columns[place]}"
    cell = grid.rows[row][place]
    assert cell is not None
    text = mark(value_text(cell, unit if unit == "%" or grid.units else None), finding.checked)
    return Value(address, text, beside(grid, row, place))
