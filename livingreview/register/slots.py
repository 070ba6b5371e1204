"""Which values a record holds, and which of them a ``read:`` leads to.

In: a record whose source is complete. Out: its values as slots, those that each ``read`` covers,
and what is wrong with one, before any file is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from livingreview.problems import did_you_mean
from livingreview.register.faults import Fault
from livingreview.register.fields import Address, Quantity, Read
from livingreview.register.finding import GRIDS, Finding
from livingreview.register.register import AnyRecord

LONGEST = 400  # signs of a pattern
_PLACES = re.compile(r"\{(row|column)\}")


@dataclass(frozen=True)
class Slot:
    """One recorded number: its address, where it stands in the record, how precisely."""

    address: str
    grid: str
    row: str
    column: str
    value: float
    digits: int


def digits_of(value: float) -> int:
    """How many decimals a number is written with."""
    _, _, decimals = format(value, "f" if abs(value) < 1e-4 else "").partition(".")
    return len(decimals.rstrip("0"))


def slots(record: AnyRecord) -> list[Slot]:
    """Every number of a record, in the order in which it is written."""
    if isinstance(record, Finding) and record.table:
        return list(_of_table(record))
    return [
        Slot(f"{record.id}/{name}" if name != "value" else record.id, "rows", name, "",
             number, digits_of(number))
        for name, number in _parts(record)
    ]  # fmt: skip


def _of_table(finding: Finding) -> Iterator[Slot]:
    table = finding.table
    assert table
    for grid in ("rows", *GRIDS):
        rows = getattr(table, grid) or {}
        # 0.75 beside 0.694 was written to three decimals, too
        digits = [
            max((digits_of(cell) for cells in rows.values() if (cell := cells[at]) is not None),
                default=0)
            for at in range(len(table.columns))
        ]  # fmt: skip
        beside = "" if grid == "rows" else f"/{grid}"
        for row, cells in rows.items():
            for column, cell, precision in zip(table.columns, cells, digits, strict=True):
                if cell is not None:
                    address = f"{finding.id}/{row}/{column}{beside}"
                    yield Slot(address, grid, row, column, cell, precision)


def _parts(record: AnyRecord) -> Iterator[tuple[str, float]]:
    if isinstance(record, Finding):
        low, high = record.interval or (None, None)
        found: dict[str, object] = {
            "value": record.value,
            "compared": record.compared_with and record.compared_with.value,
            "ceiling": record.ceiling and record.ceiling.value,
            "low": low,
            "high": high,
            "n": record.n and record.n.value,
        }
    else:
        fields = {name: getattr(record, name) for name in type(record).model_fields} | record.more
        found = {name: one.value for name, one in fields.items() if isinstance(one, Quantity)}
    for name, value in found.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield name, value


def covered(record: AnyRecord, read: Read) -> list[Slot]:
    """The values that a ``read`` leads to: those of its rows and columns, all where it names none.

    Of a record without table that is its ``value``, unless rows are named.
    """
    table = isinstance(record, Finding) and record.table
    rows = read.rows or (None if table else {"value": ""})
    columns = read.columns if table else None
    return [
        slot
        for slot in slots(record)
        if (slot.grid == read.grid or slot.grid in read.beside)
        and (rows is None or slot.row in rows)
        and (not columns or slot.column in columns)
    ]


def of_read(record: AnyRecord) -> Iterator[Fault]:
    """What is wrong with the reads of a record's source; nothing is opened."""
    address = record.source
    if not address or not address.read:
        return
    if address.place != "repo":
        yield ("source", "read"), "only a file of a repository is read", "drop it, or add repo"
        return
    taken: dict[str, int] = {}
    for number, read in enumerate(address.read):
        at = ("source", "read", number) if len(address.read) > 1 else ("source", "read")
        wrong = list(_of_one(record, address, read))
        here = covered(record, read)
        if not here and not wrong:
            wrong = [("rows", "no value is read", "name rows and columns that have values")]
        yield from (((*at, name), found, remedy) for name, found, remedy in wrong)
        again = [slot.address for slot in here if taken.setdefault(slot.address, number) != number]
        if again:
            yield at, f"{again[0]} is read twice", "name each row and column once"


def _of_one(record: AnyRecord, address: Address, read: Read) -> Iterator[tuple[str, str, str]]:
    if read.file is None and len(address.path) > 1 and not read.script:
        yield "file", "the source has several files", "add file: the one that is read"
    elif read.file and not _below(read.file, address.path):
        remedy = did_you_mean(read.file, address.path, "add it to path")
        yield "file", f"{read.file} is none of the source's files", remedy
    table = record.table if isinstance(record, Finding) else None
    rows = list(table.rows) if table else [slot.row for slot in slots(record)]
    for name, here in (("rows", rows), ("columns", table.columns if table else [])):
        for key in getattr(read, name):
            if key not in here:
                remedy = did_you_mean(key, here, f"{name}: {', '.join(here) or 'none'}")
                yield name, f"the record has no {name[:-1]} {key}", remedy
    ways = [name for name in ("json_", "each", "script") if getattr(read, name)]
    if len(ways) > 1:
        yield ways[1], "json, each and script are ways to read by themselves", "keep one of them"
    if ways and (read.rows_in == "columns" or read.value or read.where or read.key or read.beside):
        yield ways[0], "rows_in, value, beside, where and key belong to a table", "drop them"
    if read.each:
        yield from _of_pattern(read.each)


def _below(file: str, paths: tuple[str, ...]) -> bool:
    return any(file == path or file.startswith(f"{path.rstrip('/')}/") for path in paths)


def named(text: str, read: Read, slot: Slot) -> str:
    """A text with ``{row}`` and ``{column}`` replaced by what the source calls them."""
    for name in ("row", "column"):
        own = getattr(slot, name)
        text = text.replace(f"{{{name}}}", str(getattr(read, f"{name}s").get(own, own)))
    return text


def _of_pattern(each: str) -> Iterator[tuple[str, str, str]]:
    if len(each) > LONGEST:
        yield "each", f"the pattern has {len(each)} signs", f"write {LONGEST} at most"
        return
    try:
        pattern = re.compile(_PLACES.sub("x", each))
    except (re.error, OverflowError, RecursionError) as error:
        yield "each", f"this is no regular expression ({error})", "mend it"
        return
    if not pattern.groups:
        yield "each", "the pattern has no group", "put the number into parentheses"
