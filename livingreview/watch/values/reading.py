"""Reads values at their place: pure functions from the bytes of a file and a ``read`` to numbers.

A value that stands somewhere in the file is not found; only its row and column, its keys or the
group of its pattern count.
"""

from __future__ import annotations

import json
import re
import signal
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from types import FrameType

from livingreview.register.fields import Pick, Read
from livingreview.register.slots import Slot, named
from livingreview.watch.values import tables
from livingreview.watch.values.tables import LackingError, Table

PATIENCE = 2.0  # seconds for one pattern
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d+)?")
_REMARK = re.compile(r"(?<=\S)\s+\([^()]*\)\s*$")
_APART = re.compile(r"(?<=\d)_(?=\d)")  # as Python writes 196_608
_TOGETHER: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": statistics.fmean,
    "median": statistics.median,
    "max": max,
    "min": min,
    "sum": sum,
}


@dataclass(frozen=True)
class Found:
    """What stands at a place: a number, or why there is none (``lacks``).

    ``others`` are the cells of the same table, each with the words for its place.
    """

    number: float = 0.0
    lacks: str = ""
    others: tuple[tuple[str, str], ...] = ()


def number_of(text: str) -> float | None:
    """The number that a cell holds; None if it holds none. Emphasis, a percent sign and a remark
    in parentheses may stand around it.
    """
    plain = _REMARK.sub("", text).strip().strip("*`_$").replace("−", "-")
    plain = _APART.sub("", plain.removesuffix("%").strip())
    match = _NUMBER.fullmatch(plain)
    if not match or not any(sign.isdigit() for sign in plain):
        return None
    number = float(plain.replace(",", ""))
    return number if isfinite(number) else None


def together(numbers: Sequence[float], how: str | None) -> float:
    """One number of some. Raises ``LackingError``."""
    if how == "count":
        return len(numbers)
    if not numbers:
        raise LackingError("no number stands there")
    if how:
        return _TOGETHER[how](numbers)
    if len(numbers) > 1 and len(set(numbers)) > 1:
        raise LackingError(f"{len(numbers)} numbers fit")
    return numbers[0]


def read_all(data: bytes, path: str, read: Read, slots: Sequence[Slot]) -> dict[str, Found]:
    """What stands at the place of each slot, by address."""
    try:
        if read.json_:
            return _each_slot(slots, lambda slot: _of_json(data, path, read, slot))
        if read.each:
            return _of_pattern(_text(data, path, read), read, slots)
        table = _table(data, path, read.cell, read.part, read.after, read.number or 1)
    except LackingError as lacking:
        return {slot.address: Found(lacks=str(lacking)) for slot in slots}
    found = _each_slot(slots, lambda slot: _of_table(table, read, slot))
    if any(one.lacks for one in found.values()):
        others = tuple(_cells(table)) if len(table.rows) * len(table.header) < 20_000 else ()
        found = {
            name: Found(lacks=one.lacks, others=others) if one.lacks else one
            for name, one in found.items()
        }
    return found


def _each_slot(slots: Sequence[Slot], get: Callable[[Slot], float]) -> dict[str, Found]:
    found = {}
    for slot in slots:
        try:
            found[slot.address] = Found(get(slot))
        except LackingError as lacking:
            found[slot.address] = Found(lacks=str(lacking))
    return found


# -- tables ---------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _table(
    data: bytes, path: str, cell: tuple[int, ...], part: str, after: str | None, number: int
) -> Table:
    if path.endswith(".ipynb"):
        held = tables.cells_of(data, cell, path)
        if held.html and after is None and part == "output":
            return tables.drawn(held.html, number)
        return tables.printed(
            tables.behind(held.code if part == "code" else held.printed, after), number
        )
    text = tables.behind(tables.text_of(data, path), after)
    if path.removesuffix(".gz").endswith((".md", ".txt", ".rst")):
        return tables.printed(text, number)
    return tables.separated(text, path)


def _cells(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        for name, cell in zip(table.header, row, strict=True):
            yield f"row {row[0]}, column {name}", cell


def _of_table(table: Table, read: Read, slot: Slot) -> float:
    wanted, name = _aim(read, slot, table.header[0])
    where = {table.column(key): value for key, value in wanted.items()}
    rows = [row for row in table.rows if all(_same(row[at], w) for at, w in where.items())]
    said = ", ".join(f"{key} = {value}" for key, value in wanted.items()) or "any value"
    if read.aggregate == "count" and name is None:
        return len(rows)
    if not rows:
        raise LackingError(f"no row has {said}")
    if name is None:
        raise LackingError("no column is named; add value: the source's column")
    at = table.column(name)
    numbers = [number for row in rows if (number := number_of(row[at])) is not None]
    if len(numbers) < len(rows) and not read.aggregate:
        raise LackingError(f"{name} is no number where {said}")
    try:
        return together(numbers, read.aggregate)
    except LackingError as lacking:
        raise LackingError(f"{lacking} in column {name} where {said}") from None


def _aim(read: Read, slot: Slot, first: str) -> tuple[dict[str, str | int | float], str | None]:
    """What must hold in a row of the source, and the column that is read there, if one is."""
    row, column = _pick(read.rows, slot.row), _pick(read.columns, slot.column)
    alone = not slot.column and not read.rows  # the one value of a record
    row = "" if alone or "{row}" in (read.file or "") else row
    column = "" if "{column}" in (read.file or "") else column
    named = slot.column in read.columns
    if read.rows_in == "columns":
        row, column, named = column, row, True
    wanted = dict(read.where)
    name = next((own for grid, own in read.beside.items() if grid == slot.grid), read.value)
    if isinstance(row, dict):
        wanted |= row
    elif row != "":
        wanted[read.key or first] = row
    if isinstance(column, dict):
        wanted |= column
    elif column != "" and (named or (name is None and read.aggregate != "count")):
        name = str(column)
    return wanted, name


def _pick(picks: Mapping[str, Pick], name: str) -> Pick:
    """What the source calls a row or column; its own name where nothing is said."""
    return picks.get(name, name)


def _same(cell: str, wanted: str | int | float) -> bool:
    if cell == str(wanted):
        return True
    return not isinstance(wanted, str) and number_of(cell) == wanted


# -- JSON -----------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _json(data: bytes, path: str) -> object:
    try:
        return json.loads(tables.text_of(data, path))
    except (ValueError, RecursionError):
        raise LackingError(f"{path} is no JSON") from None


def _of_json(data: bytes, path: str, read: Read, slot: Slot) -> float:
    assert read.json_
    value = _json(data, path)
    words = named(read.json_, read, slot)
    for part in words.split("/"):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            raise LackingError(f"there is no {part} on the way {words}")
    numbers = value if isinstance(value, list) and read.aggregate else [value]
    if read.aggregate == "count":
        return len(value) if isinstance(value, (list, dict)) else 1
    return together(
        [float(one) for one in numbers if isinstance(one, (int, float)) and isfinite(one)],
        read.aggregate,
    )


# -- patterns -------------------------------------------------------------------------------------


def _text(data: bytes, path: str, read: Read) -> str:
    if path.endswith(".ipynb") and read.cell:
        held = tables.cells_of(data, read.cell, path)
        return tables.behind(held.code if read.part == "code" else held.printed, read.after)
    return tables.behind(tables.text_of(data, path), read.after)


@contextmanager
def _in_time(seconds: float) -> Iterator[None]:
    """Ends a pattern that runs on: ``re`` looks for signals while it matches."""

    def end(number: int, frame: FrameType | None) -> None:
        raise LackingError(f"the pattern ran for more than {seconds:g} seconds; make it simpler")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _matches(pattern: str, text: str) -> list[tuple[str, ...]]:
    with _in_time(PATIENCE):
        found = [match.groups("") for match in re.finditer(pattern, text, re.M)]
    return found


def _of_pattern(text: str, read: Read, slots: Sequence[Slot]) -> dict[str, Found]:
    """The groups of a pattern: by row and column where it names them, else in order."""
    assert read.each
    by = tuple(name for name in ("row", "column") if f"{{{name}}}" in read.each)
    groups: dict[tuple[str, ...], list[Slot]] = {}
    for slot in slots:
        groups.setdefault(tuple(getattr(slot, name) for name in by), []).append(slot)
    found: dict[str, Found] = {}
    for names, some in groups.items():
        pattern = read.each
        for name, own in zip(by, names, strict=True):
            word = str(_pick(getattr(read, f"{name}s"), own))
            pattern = pattern.replace(f"{{{name}}}", re.escape(word))
        try:
            numbers = _groups(_matches(pattern, text), read, len(some), bool(by))
            found |= {s.address: Found(n) for s, n in zip(some, numbers, strict=True)}
        except LackingError as lacking:
            found |= {slot.address: Found(lacks=str(lacking)) for slot in some}
    return found


def _groups(
    matches: Sequence[Sequence[str]], read: Read, wanted: int, named: bool
) -> Sequence[float]:
    if read.aggregate == "count":
        return [len(matches)] * wanted
    if read.aggregate:
        return [together([_must(text) for groups in matches for text in groups], read.aggregate)]
    if not matches:
        raise LackingError("the pattern fits nowhere")
    one = named or len(matches[0]) == wanted  # else several matches fill the record in order
    if one and len(matches) < (read.number or 1):
        raise LackingError(f"the pattern fits {len(matches)} times")
    if one and not read.number and len({tuple(groups) for groups in matches}) > 1:
        raise LackingError(f"the pattern fits {len(matches)} times; say which (number)")
    chosen = [matches[(read.number or 1) - 1]] if one else matches
    texts = [text for groups in chosen for text in groups]
    if len(texts) != wanted:
        raise LackingError(f"the pattern gives {len(texts)} numbers for {wanted} values")
    return [_must(text) for text in texts]


def _must(text: str) -> float:
    number = number_of(text)
    if number is None:
        raise LackingError(f"{text!r} is no number")
    return number
