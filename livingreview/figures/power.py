"""How many cells show an effect of some size, and what a budget buys at that number.

``:rows:`` are three lists of lines. ``# Screen`` gives the numbers that the calculation rests on,
each an address under the name that ``GIVEN`` has; ``# Genes`` are lines of ``label = address,
address``, molecules of the gene in a million and size of their distribution; ``# Made`` are lines
of ``label = address``, cells a perturbation of screens that were made. The formulas stand in
``design``; both axes say the same, cells at the left and what ``BUDGET`` buys at the right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from livingreview.figures import design
from livingreview.figures.listed import Line, lines
from livingreview.figures.planes import SERIES
from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, linear, logarithmic, number
from livingreview.figures.sheet import EDGE, Mark, Shape, Sheet, Size, balanced, wide
from livingreview.problems import did_you_mean
from livingreview.register.register import Cell, Register

SCREEN, GENES, MADE = "Screen", "Genes", "Made"
GIVEN = (
    "molecules in a cell", "reads of a cell", "price of a cell", "price of a million reads",
    "genes changed", "genes tested",
)  # fmt: skip
BUDGET = 1_000_000
LOSSES = tuple(range(10, 75, 5))  # per cent
SAID = (10, 25, 50)  # of these, those told in words
LOW, HIGH = 10.0, 20_000.0  # cells, the ends of the axis
TICKS = (10.0, 100.0, 1_000.0, 10_000.0)
HIGH_PX = {False: 330.0, True: 300.0}


@dataclass(frozen=True)
class _Screen:
    """The numbers under ``# Screen``, and where they stand."""

    values: dict[str, float]
    addresses: tuple[str, ...]

    @property
    def level(self) -> float:
        """The cut-off of the test."""
        return design.cut_off(self.values["genes changed"], self.values["genes tested"])

    @property
    def price(self) -> float:
        """Of one cell."""
        names = ("price of a cell", "price of a million reads", "reads of a cell")
        return design.price(*(self.values[name] for name in names))


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a kind of gene and loss, and one a screen that was made.

    Raises ``ValueError`` or ``LookupError`` for a row or an address that is wrong, and for a number
    that the calculation lacks.
    """
    parts: dict[str, list[Line]] = {SCREEN: [], GENES: [], MADE: []}
    for line in lines(wish.rows, (1, 2), needs_panel=True):
        if line.panel not in parts:
            remedy = did_you_mean(line.panel, parts, "write " + ", ".join(parts))
            raise ValueError(f"no list {line.panel}; {remedy}")
        if len(line.addresses) != (2 if line.panel == GENES else 1):
            raise ValueError(f"the row '{line.words}' of {line.panel} has too many addresses, or "
                             "too few; genes have two, all others one")  # fmt: skip
        parts[line.panel].append(line)
    if not any(parts.values()):
        return []
    screen = _screen(books, parts[SCREEN])
    if not parts[GENES] or len(parts[GENES]) > len(SERIES):
        raise ValueError(f"write # {GENES} and one to {len(SERIES)} lines below it")
    rows = [row for line in parts[GENES] for row in _genes(books, line, screen)]
    for line in parts[MADE]:
        cells = _number(books.cell(line.addresses[0]), line)
        rows.append(_row(books, MADE, line, line.addresses, None, cells, screen))
    return rows


def _screen(books: Register, listed: Sequence[Line]) -> _Screen:
    values: dict[str, float] = {}
    for line in listed:
        if line.label not in GIVEN:
            remedy = did_you_mean(line.label, GIVEN, "write one of " + ", ".join(GIVEN))
            raise ValueError(f"the calculation asks for no {line.label}; {remedy}")
        values[line.label] = _number(books.cell(line.addresses[0]), line)
    if lacking := [name for name in GIVEN if name not in values]:
        raise ValueError(f"the calculation lacks {', '.join(lacking)}; add lines below # {SCREEN}")
    return _Screen(values, tuple(line.addresses[0] for line in listed))


def _genes(books: Register, line: Line, screen: _Screen) -> Iterator[Row]:
    level, size = (_number(books.cell(address), line) for address in line.addresses)
    mean = screen.values["molecules in a cell"] * level / 1e6
    behind = (*line.addresses, *screen.addresses)
    for loss in LOSSES:
        needed = design.cells_needed(mean, loss / 100, size, screen.level)
        yield _row(books, GENES, line, behind, loss, needed, screen)


def _number(cell: Cell, line: Line) -> float:
    value = number_of(cell.value)
    if not value or value <= 0:
        raise ValueError(f"the row '{line.words}' has no number above 0; name another")
    return value


def _row(
    books: Register, panel: str, line: Line, addresses: tuple[str, ...], loss: int | None,
    cells: float, screen: _Screen,
) -> Row:  # fmt: skip
    first = books.cell(addresses[0])
    return {
        "id": first.record, "panel": panel, "label": line.label, "loss": loss,
        "cells": round(cells, 1), "measurements": round(BUDGET / (cells * screen.price)),
        "price": round(screen.price, 4), "level": float(f"{screen.level:.3g}"),
        "addresses": " ".join(addresses), "citekey": first.citekey,
    }  # fmt: skip


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """A line a kind of gene over the loss, and a dashed line a screen that was made."""
    sheet = Sheet(size)
    kinds = _by_label(rows, GENES)
    y = sheet.key(_key(rows)) + 8
    y = _heads(sheet, y)
    buys = [BUDGET / (tick * rows[0]["price"]) for tick in TICKS]
    left = EDGE + max(wide(f"{tick:,.0f}", size.text) for tick in TICKS) + 8
    right = size.width - EDGE - max(wide(_rounded(value), size.text) for value in buys) - 8
    bottom = y + HIGH_PX[size.phone]
    x = linear(LOSSES[0] - 2, LOSSES[-1] + 2, left, right)
    level = logarithmic(LOW, HIGH, bottom, y)
    for tick, value in zip(TICKS, buys, strict=True):
        sheet.line([(left, level(tick)), (right, level(tick))], "grid")
        sheet.text(left - 6, level(tick) + 4, f"{tick:,.0f}", ink="muted", align="right")
        sheet.text(right + 6, level(tick) + 4, _rounded(value), ink="muted")
    for loss in LOSSES[:: 4 if size.phone else 2]:
        sheet.line([(x(loss), bottom), (x(loss), bottom + 4)], "muted")
        sheet.text(x(loss), bottom + 18, f"{loss}%", ink="muted", align="center")
    sheet.line([(left, bottom), (right, bottom)], "muted")
    for _, part in _by_label(rows, MADE):
        at = level(part[0]["cells"])
        sheet.line([(left, at), (right, at)], "muted", 1.4, "3 2")
    for place, (name, part) in enumerate(kinds):
        _line(sheet, name, part, SERIES[place], x, level)
    words = "Share of its expression that a gene loses"
    sheet.height = sheet.axis(bottom + 38, left, words) - 10
    return sheet


def _key(rows: Sequence[Row]) -> Iterator[Mark]:
    for place, (name, _) in enumerate(_by_label(rows, GENES)):
        yield Mark(*SERIES[place], words=name)
    made = [f"{name} ({_rounded(part[0]['cells'])})" for name, part in _by_label(rows, MADE)]
    if made:
        yield Mark("muted", "dashes", words=f"screens: {', '.join(made)}")


def _heads(sheet: Sheet, y: float) -> float:
    """What the axes at the left and at the right say; returns where the panel begins."""
    room, px = sheet.size.width / 2 - 12, sheet.size.text
    cells = balanced("Cells a perturbation", px, room)
    bought = balanced(f"Measurements for ${number(BUDGET)}", px, room)
    for at, part in enumerate(cells):
        sheet.text(EDGE, y + 12 + 16 * at, part, ink="second")
    for at, part in enumerate(bought):
        sheet.text(sheet.size.width - EDGE, y + 12 + 16 * at, part, ink="second", align="right")
    return y + 16 * max(len(cells), len(bought)) + 12


def _line(
    sheet: Sheet, name: str, part: Sequence[Row], looks: tuple[str, Shape], x: Scale, level: Scale
) -> None:  # fmt: skip
    """One kind of gene, as far as it lies on the axis."""
    ink, shape = looks
    shown = [row for row in part if LOW <= row["cells"] <= HIGH]
    sheet.line([(x(row["loss"]), level(row["cells"])) for row in shown], ink, 2)
    for row in shown:
        if row["loss"] in SAID:
            says = f"{name}, loss of {row['loss']}%: {_rounded(row['cells'])} cells"
            sheet.mark(x(row["loss"]), level(row["cells"]), ink, shape, px=9, says=says)


def _by_label(rows: Sequence[Row], panel: str) -> list[tuple[str, list[Row]]]:
    mine = [row for row in rows if row["panel"] == panel]
    return [(str(name), list(part)) for name, part in groupby(mine, lambda row: row["label"])]


def _rounded(value: float) -> str:
    """With two digits that tell: a calculation is no better than its assumptions."""
    digits = 2 - len(str(int(value)))
    return number(round(value, digits) if value >= 10 else round(value, 1))


def _at(part: Sequence[Row], loss: int) -> Row:
    return next(row for row in part if row["loss"] == loss)


def message(rows: Sequence[Row]) -> str:
    """What a quarter and a tenth less cost, for the kind of gene in the middle."""
    kinds = _by_label(rows, GENES)
    name, part = kinds[len(kinds) // 2]
    cells, bought = (
        [_rounded(_at(part, loss)[what]) for loss in (25, 10)] for what in ("cells", "measurements")
    )
    return (
        f"At {name} expression it takes about {cells[0]} cells a perturbation to see that a gene "
        f"has lost a quarter, and {cells[1]} to see that it has lost a tenth; ${number(BUDGET)} "
        f"of libraries and reads buys about {bought[0]} such measurements, or {bought[1]}."
    )


def alt(rows: list[Row]) -> str:
    """For each kind of gene the cells at three losses; the cells of the screens that were made."""
    said = []
    for name, part in _by_label(rows, GENES):
        parts = ", ".join(f"{loss}% {_rounded(_at(part, loss)['cells'])}" for loss in SAID)
        said.append(f"{name}: {parts}")
    made = ", ".join(f"{name} {_rounded(part[0]['cells'])}" for name, part in _by_label(rows, MADE))
    return (
        "Lines of the cells a perturbation that show a loss of expression, on a logarithmic scale "
        f"(loss, cells). {'; '.join(said)}. Screens that were made: {made or 'none'}."
    )
