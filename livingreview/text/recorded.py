"""Numbers in plain words about records: does each stand in one of them?

Sentences of claims, alternative texts and the words of a link hold no roles, so a number there is
compared with every value of the records the words are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from livingreview.register import numbers
from livingreview.register.claim import Claim
from livingreview.register.fields import Quantity
from livingreview.register.finding import Finding
from livingreview.register.register import Register
from livingreview.register.schema import Entry

Value = tuple[float | tuple[float, float], str | None]
_IN_WORDS = re.compile(r"(?<![A-Za-z\d.])\d[\d,]*(?:\.\d+)?")
_HEDGE = re.compile(
    rf"(?:{'|'.join(sorted(filter(None, numbers.HEDGES), key=len, reverse=True))})\s*\Z", re.I
)


def about(books: Register, record: str) -> list[str]:
    """The records whose values words about this one may print.

    For a claim these are its findings, for a finding also the models and data sets it names.
    """
    if record in books.claims:
        claim: Claim = books.claims[record]
        named = claim.ids()
        return [name for finding in named for name in about(books, finding)]
    if record in books.findings:
        finding = books.findings[record]
        return [record, *finding.tests, *finding.data]
    return [record]


def unrecorded(text: str, books: Register, records: Iterable[str]) -> Iterator[str]:
    """The numbers of a text that stand in none of these records.

    A number stands in a record if it equals one of its values at the printed precision, or if the
    record's own words hold it: what a finding says, the names of its rows and columns.
    """
    values: list[Value] = []
    named: set[str] = set()
    found = [seen for seen in numbers.quantities(text) if not seen.small]
    for record in dict.fromkeys(records) if found else ():
        values += _values(books, record)
        named |= _numbers_named(books, record)
    for seen in found:
        hedge = _HEDGE.search(text[: seen.start])
        forms = [seen.words, (hedge[0] if hedge else "") + seen.words]
        digits = _IN_WORDS.match(seen.words)
        if digits and digits[0].replace(",", "") in named:
            continue
        if not any(numbers.agrees(form, *value) for form in forms for value in values):
            yield " ".join(seen.words.split())


def _values(books: Register, record: str) -> Iterator[Value]:
    if finding := books.findings.get(record):
        if finding.source and not finding.source.trusted:
            return
        ends = finding.value if isinstance(finding.value, tuple) else (finding.value,)
        parts = (finding.compared_with, finding.ceiling)
        plain = [*ends, *(finding.interval or ()), *(part.value for part in parts if part)]
        yield from ((value, finding.unit) for value in plain if value is not None)
        if finding.n:
            yield from _of_quantity(finding.n)
        if table := finding.table:
            units = table.units or [finding.unit] * len(table.columns)
            grids = (table.rows, table.low or {}, table.high or {}, table.se or {})
            for cells in (cells for grid in grids for cells in grid.values()):
                pairs = zip(cells, units, strict=True)
                yield from ((value, unit) for value, unit in pairs if value is not None)
            for cells in (table.n or {}).values():
                yield from ((value, None) for value in cells if value is not None)
        return
    entry: Entry
    for entry in (
        kind[record] for kind in (books.models, books.datasets, books.benchmarks) if record in kind
    ):
        for field in type(entry).model_fields:
            value = getattr(entry, field)
            for quantity in value.values() if isinstance(value, dict) else [value]:
                if isinstance(quantity, Quantity):
                    yield from _of_quantity(quantity)


def _of_quantity(quantity: Quantity) -> Iterator[Value]:
    if isinstance(quantity.value, tuple):
        yield from ((end, quantity.unit) for end in quantity.value)
    elif not isinstance(quantity.value, str):
        yield quantity.value, quantity.unit


def _numbers_named(books: Register, record: str) -> set[str]:
    finding: Finding | None = books.findings.get(record)
    if not finding:
        return set()
    words = [finding.says, finding.metric, finding.task, finding.interval_kind]
    words += [part.what for part in (finding.compared_with, finding.ceiling) if part]
    if finding.table:
        words += [*finding.table.columns, *finding.table.rows]
    return {number.replace(",", "") for text in words if text for number in _IN_WORDS.findall(text)}
