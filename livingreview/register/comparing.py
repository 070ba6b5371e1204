"""Whether a check holds over the register: which values it compares, and whether it may.

A comparison is refused, with what to do, where its values are not alike: another unit, or another
metric, data set, split, unit held out, rule, statistic or contrast, or numbers of cases further
apart than 2 %, unless the check names the one difference it is about (``varies data``). ``*`` and
``!{...}`` speak of a whole table, so they are refused, but under ``any``, where the record leaves
out rows or columns of its source: they are named in braces then, or the check says by ``apart``
that what is left out is of another kind.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import isclose

from livingreview.register.conditions import conditions, differences
from livingreview.register.finding import Conditions, Finding, Table
from livingreview.register.grammar import (
    Address,
    Call,
    Check,
    CheckError,
    Number,
    Part,
    Side,
    addresses,
    parse,
)
from livingreview.register.register import Register
from livingreview.register.words import number_text

MOST = 2_000  # values that a check may read
MEND = "mend the sentence or the check"
# Another data set is also another split and another number of cases.
COVERS = {
    "data": {"data", "split", "n"},
    "held_out": {"held_out", "split", "n"},
    "distance": {"contrast", "n"},
}
_ANY_UNIT = "\0"  # of a number that the check itself gives
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": lambda a, b: a > b and not _equal(a, b),
    ">=": lambda a, b: a > b or _equal(a, b),
    "<": lambda a, b: a < b and not _equal(a, b),
    "<=": lambda a, b: a < b or _equal(a, b),
    "=": lambda a, b: _equal(a, b),
}


@dataclass(frozen=True)
class Value:
    """One value: its address, or how it was computed, and its unit."""

    value: float
    name: str
    unit: str | None

    def __str__(self) -> str:
        return self.name if self.unit == _ANY_UNIT else f"{self.name} is {_shown(self.value)}"


@dataclass(frozen=True)
class Grid:
    """Values by the names that wildcards matched; ``axes`` are the steps where they stand."""

    axes: tuple[int, ...]
    cells: dict[tuple[str, ...], Value]


Compared = tuple[bool, str]  # one pair: does it hold, and its values in words


def problem(books: Register, text: str) -> tuple[str, str] | None:
    """What was found and what to do if a check does not hold or cannot be told; else None."""
    try:
        check = parse(text)
        compared = list(_compared(books, check))
    except CheckError as error:
        return error.found, error.remedy
    return _verdict(check, compared)


def _verdict(check: Check, compared: list[Compared]) -> tuple[str, str] | None:
    holding = [words for holds, words in compared if holds]
    failing = [words for holds, words in compared if not holds]
    count = f"{len(holding)} of {len(compared)} comparisons hold"
    match check.quant:
        case None if len(compared) > 1:
            remedy = "write all, any, none or a count, as in 3 of, before it"
            return f"{len(compared)} comparisons stand here without a quantifier", remedy
        case None:
            return (f"this does not hold: {failing[0]}", MEND) if failing else None
        case "all":
            return (f"all does not hold ({count}): {failing[0]}", MEND) if failing else None
        case "none":
            return (f"none does not hold ({count}): {holding[0]}", MEND) if holding else None
        case "any":
            return None if holding else (f"any does not hold: {failing[0]}", MEND)
        case wanted:
            return None if len(holding) == wanted else (f"{count}, not {wanted}", MEND)


def _compared(books: Register, check: Check) -> Iterator[Compared]:
    """Every comparison of a check; raises ``CheckError`` where one cannot be made."""
    values = _Values(books, check)
    left, right = values.of(check.left), values.of(check.right)
    _alike(books, check)
    if check.sign == "best":
        yield from _best(books, check, left, right)
        return
    within = 0.0
    if check.within:
        (limit,) = _single(values.of(check.within))
        within = limit.value
    for _, ours, theirs in _paired(left, right):
        _same_unit((ours, theirs))
        if check.within:
            holds = _COMPARE["<="](abs(ours.value - theirs.value), within)
        else:
            holds = _COMPARE[check.sign](ours.value, theirs.value)
        yield holds, f"{ours}, {theirs}"


def _single(grid: Grid) -> Iterable[Value]:
    if grid.axes:
        raise CheckError("several values stand behind within", "write one")
    return grid.cells.values()


def _best(books: Register, check: Check, left: Grid, right: Grid) -> Iterator[Compared]:
    assert isinstance(check.left, Address) and isinstance(check.right, Address)
    finding = books.findings.get(check.right.record)
    if finding is None or finding.better == "neither":
        found = f"{check.right.record} does not say whether more or less is better"
        raise CheckError(found, "write better: in the record, or compare with max() or min()")
    sign = 1 if finding.better == "higher" else -1
    among = {value.name for value in right.cells.values()}
    shared = [left.axes.index(axis) for axis in right.axes if axis in left.axes]
    places = [right.axes.index(axis) for axis in right.axes if axis in left.axes]
    for key, ours in left.cells.items():
        if ours.name not in among:
            found = f"{ours.name} is none of {check.right.text}"
            raise CheckError(found, "name a value and the values it is one of")
        own = tuple(key[place] for place in shared)
        rivals = [
            value
            for other, value in right.cells.items()
            if tuple(other[place] for place in places) == own and value.name != ours.name
        ]
        if not rivals:
            raise CheckError(f"{ours.name} has no rival", "name the values it is one of")
        _same_unit((ours, *rivals))
        top = max(rivals, key=lambda value: sign * value.value)
        tie = _equal(top.value, ours.value)
        ahead = sign * (ours.value - top.value) > 0
        words = f"{ours}, {top}" + (" (a tie: write joint)" if tie else "")
        yield (check.joint if tie else ahead), words


class _Values:
    """Reads the values of sides; counts them, since a check may read no more than ``MOST``."""

    def __init__(self, books: Register, check: Check) -> None:
        self.books, self.check, self.left = books, check, MOST

    def of(self, side: Side) -> Grid:
        """The values of a side."""
        match side:
            case Number(value):
                return Grid((), {(): Value(value, _shown(value), _ANY_UNIT)})
            case Address():
                return self._read(side)
            case Call(name, (one, two)) if name in ("ratio", "diff"):
                return _of_two(name, self.of(one), self.of(two))
            case Call(name, sides):
                values = [value for each in sides for value in self.of(each).cells.values()]
                _same_unit(values)
                return Grid((), {(): _of_many(name, values)})

    def _read(self, address: Address) -> Grid:
        finding = self.books.findings.get(address.record)
        if not any(part.kind != "one" for part in address.parts):
            return Grid((), {(): self._cell(address.text)})
        if finding is None or finding.table is None:
            try:  # it may be retired or misspelled
                self.books.cell(address.record)
            except LookupError as error:
                raise _refused(error) from error
            found = f"{address.record} is no table, but a wildcard stands in {address.text}"
            raise CheckError(found, "write the address of one value")
        return self._expand(address, finding, finding.table)

    def _expand(self, address: Address, finding: Finding, table: Table) -> Grid:
        names = [list(table.rows), list(table.columns)]
        if len(names[1]) == 1 and len(address.parts) == 1:
            del names[1]
        parts, beside = address.parts[: len(names)], address.parts[len(names) :]
        if len(parts) < len(names) or any(part.kind != "one" for part in beside):
            found = f"{address.text} is no row and column of {finding.id}"
            raise CheckError(found, f"columns: {', '.join(table.columns)}")
        tail = "".join(f"/{part.names[0]}" for part in beside)
        steps = [self._step(finding, axis, part, names[axis]) for axis, part in enumerate(parts)]
        axes = tuple(axis for axis, part in enumerate(parts) if part.kind != "one")
        cells: dict[tuple[str, ...], Value] = {}
        empty: LookupError | None = None
        for place in product(*steps):
            try:
                value = self._cell("/".join([finding.id, *place]) + tail)
            except CheckError as error:
                if not isinstance(error.__cause__, LookupError) or not _is_open(parts):
                    raise
                empty = error.__cause__  # a cell without value
                continue
            cells[tuple(place[axis] for axis in axes)] = value
        if not cells:
            if empty:
                raise _refused(empty)
            raise CheckError(f"{address.text} stands for no value", "leave out fewer names")
        return Grid(axes, cells)

    def _step(self, finding: Finding, axis: int, part: Part, names: list[str]) -> list[str]:
        """The names that one part of an address stands for."""
        for name in part.names:
            if name not in names:
                assert finding.table
                place = [next(iter(finding.table.rows)), finding.table.columns[0]]
                place[axis] = name
                self._cell("/".join([finding.id, *place]))  # says what is wrong with the name
        if part.kind in ("one", "these"):
            return list(part.names)
        if self.check.quant != "any" and not self.check.apart:
            _whole(finding, axis)
        return [name for name in names if name not in part.names]

    def _cell(self, address: str) -> Value:
        self.left -= 1
        if self.left < 0:
            raise CheckError(f"the check reads more than {MOST} values", "name fewer")
        try:
            cell = self.books.cell(address)
        except LookupError as error:
            raise _refused(error) from error
        if isinstance(cell.value, tuple):
            low, high = cell.value
            found = f"{address} is a range, {_shown(low)} to {_shown(high)}"
            raise CheckError(found, "compare single values")
        return Value(cell.value, address, cell.unit)


def _is_open(parts: Iterable[Part]) -> bool:
    return any(part.kind in ("each", "but") for part in parts)


def _whole(finding: Finding, axis: int) -> None:
    """Raises ``CheckError`` if the table leaves out rows (axis 0) or columns (axis 1)."""
    noun = ("rows", "columns")[axis]
    if finding.left_out == "unknown":
        found = f"it is not known which {noun} of its source {finding.id} leaves out"
        raise CheckError(found, f"name the {noun} in braces, as in {{a,b}}")
    for part in finding.left_out if isinstance(finding.left_out, list) else ():
        if left := getattr(part, noun):
            some = ", ".join(left[:3]) + (", ..." if len(left) > 3 else "")
            found = f"{finding.id} leaves out {noun} of its source ({some})"
            apart = "or write ; apart if these are of another kind"
            raise CheckError(found, f"name the {noun} in braces, as in {{a,b}}, {apart}")


def _refused(error: LookupError) -> CheckError:
    found, _, remedy = str(error.args[0]).partition("; ")
    return CheckError(found, remedy or "mend the address")


# -- functions of values --------------------------------------------------------------------------


def _paired(left: Grid, right: Grid) -> Iterator[tuple[tuple[str, ...], Value, Value]]:
    """Key and both values of each pair; wildcards on both sides go by the names they matched.

    A side may have a wildcard more than the other, or the other none: one value then stands
    against several. Raises ``CheckError`` if the names differ.
    """
    if len(left.axes) == len(right.axes) == 1:
        shared = [(0, 0)]
    else:
        both = [axis for axis in left.axes if axis in right.axes]
        shared = [(left.axes.index(axis), right.axes.index(axis)) for axis in both]
        if left.axes and right.axes and not shared:
            found = "the wildcards of the two sides stand at different steps, and nothing pairs"
            raise CheckError(found, "write max() or min() around one side")
    ours = {tuple(key[place] for place, _ in shared) for key in left.cells}
    theirs = {tuple(key[place] for _, place in shared) for key in right.cells}
    if ours != theirs:
        alone = ", ".join(sorted("/".join(key) for key in ours ^ theirs)[:4])
        remedy = "name the same in braces on both sides, or write max() or min() around one"
        raise CheckError(f"only one of the two sides has a value for {alone}", remedy)
    own = [place for place in range(len(right.axes)) if place not in {b for _, b in shared}]
    matching: dict[tuple[str, ...], list[tuple[tuple[str, ...], Value]]] = {}
    for key, value in right.cells.items():
        rest = tuple(key[place] for place in own)
        matching.setdefault(tuple(key[b] for _, b in shared), []).append((rest, value))
    for key, value in left.cells.items():
        for rest, against in matching[tuple(key[a] for a, _ in shared)]:
            yield (*key, *rest), value, against


def _of_two(name: str, one: Grid, two: Grid) -> Grid:
    cells = {}
    for key, a, b in _paired(one, two):
        _same_unit((a, b))
        words = f"{name}({a.name}, {b.name})"
        if name == "ratio":
            if b.value == 0:
                raise CheckError(f"{words} divides by zero", "compare with diff()")
            cells[key] = Value(a.value / b.value, words, "")
        else:
            cells[key] = Value(a.value - b.value, words, a.unit)
    same = len(one.axes) == len(two.axes) == 1
    more = () if same else tuple(axis for axis in two.axes if axis not in one.axes)
    return Grid((*one.axes, *more), cells)


def _of_many(name: str, values: list[Value]) -> Value:
    unit = next((value.unit for value in values if value.unit != _ANY_UNIT), _ANY_UNIT)
    if name in ("min", "max"):
        found = (min if name == "min" else max)(values, key=lambda value: value.value)
        return Value(found.value, found.name, unit)
    of = statistics.median if name == "median" else statistics.fmean
    total = of(value.value for value in values)
    return Value(total, f"the {name} of {len(values)} values from {values[0].name}", unit)


def _same_unit(values: Iterable[Value]) -> None:
    known = [value for value in values if value.unit != _ANY_UNIT]
    for other in known[1:]:
        if (known[0].unit or "") != (other.unit or ""):
            units = " and ".join(each.unit or "no unit" for each in (known[0], other))
            found = f"{known[0].name} and {other.name} have other units ({units})"
            raise CheckError(found, "compare values of one unit")


# -- what may be compared -------------------------------------------------------------------------


def _alike(books: Register, check: Check) -> None:
    """Raises ``CheckError`` if values of two findings do not share their conditions."""
    sides = Check(check.left, check.sign, check.right)
    measured = [one for one in addresses(sides) if not (one.parts and _counts(one.parts[-1]))]
    ids = dict.fromkeys(one.record for one in measured)
    found = [books.findings[name] for name in ids if name in books.findings]
    allowed = COVERS.get(check.varies or "", {check.varies})
    for other in found[1:]:
        for name in apart(conditions(books, found[0]), conditions(books, other)):
            if name not in allowed:
                words = f"{found[0].id} and {other.id} differ in {name}"
                remedy = f"compare like with like, or write ; varies {name} if the words say so"
                if check.varies:
                    remedy = "compare what differs in one condition alone"
                raise CheckError(words, remedy)


def _counts(part: Part) -> bool:
    return part.names == ("n",)


def apart(one: Conditions, other: Conditions) -> Iterator[str]:
    """The conditions in which values differ that then may not be compared."""
    yield from differences(one, other)
    if one.contrast != other.contrast:
        yield "contrast"


def _equal(one: float, other: float) -> bool:
    """Equal but for what arithmetic with decimal fractions loses."""
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _shown(value: float) -> str:
    return number_text(float(f"{value:.4g}") if isinstance(value, float) else value)
