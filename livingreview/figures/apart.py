"""How many contexts tell two predictors apart, by the differences that were measured.

A row is ``one and the other = address, address`` below ``# head`` of a panel; both addresses stand
for the same several contexts (``listed``), and the difference in each is one measurement. The mark
is the number of contexts at which a paired test would find the mean difference (``design``), the
line what it becomes when each context in turn is left out; an arrow leads beyond the axis, as where
leaving one out turns the order. All panels share the axis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from livingreview.figures import design
from livingreview.figures.listed import Line, lines, mixed_in_a_row, together
from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, count, logarithmic
from livingreview.figures.sheet import EDGE, Mark, Sheet, Size, wide, wrap
from livingreview.register.register import Register

LOW, HIGH = 1.8, 300.0  # contexts, the ends of the axis
TICKS = (2, 5, 10, 20, 50, 100, 200)
STEP = {False: 25.0, True: 40.0}
FEWEST = 3  # contexts, below which a spread says nothing


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a pair of predictors: how many contexts were measured, and how many are needed.

    Raises ``ValueError`` or ``LookupError`` for a row or an address that is wrong.
    """
    return [_pair(books, line) for line in lines(wish.rows, (2,))]


def _pair(books: Register, line: Line) -> Row:
    found = together(books, line.addresses)
    if len(found) < FEWEST:
        raise ValueError(
            f"the row '{line.words}' is of {count(len(found), 'context')}; name rows that have "
            f"{FEWEST} columns or more"
        )
    differences: list[float] = []
    addresses: list[str] = []
    for _, pair in found:
        one, other = (number_of(books.cell(address).value) for address in pair)
        if one is None or other is None:
            raise ValueError(f"the row '{line.words}' holds a value that is no number")
        differences.append(one - other)
        addresses += pair
    low, high = design.range_needed(differences)
    first = books.cell(addresses[0])
    return {
        "id": first.record, "panel": line.panel, "label": line.label,
        "measured": len(differences), "needed": design.contexts_needed(differences),
        "low": low, "high": high, "difference": sum(differences) / len(differences),
        "addresses": " ".join(addresses), "citekey": first.citekey,
    }  # fmt: skip


def mixed(books: Register, rows: list[Row], wish: Wish) -> str:
    """What is wrong with comparing the values; empty if nothing is."""
    return mixed_in_a_row(books, rows, wish.varies, "two predictors are compared on the same cases")


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """Panels above one another: a line a pair, names beside or, on a phone, above the marks."""
    sheet = Sheet(size)
    y = sheet.key([
        Mark("one", "circle", words="contexts needed"),
        Mark("one", "line", words="with one of them left out"),
        Mark("ink", "bar", words="contexts measured"),
    ]) + 6  # fmt: skip
    column = max(wide(_said(row), size.text) for row in rows) + 12
    names = max(wide(row["label"], size.text) for row in rows) + 14
    above = size.phone or names + column > 0.6 * size.width
    left = EDGE + (8 if above else names)
    right = size.width - EDGE - (18 if above else column + 10)
    x = logarithmic(LOW, HIGH, left, right)
    step = STEP[above]
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        y += 6
        for words in wrap(panel, size.head, size.width - 2 * EDGE, True):
            y += 18
            sheet.text(EDGE, y, words, px=size.head, bold=True)
        y += 8
        for row in group:
            middle = y + (28 if above else step / 2)
            band = (y + 18, y + step) if above else (y, y + step)
            for tick in TICKS:
                sheet.line([(x(tick), band[0]), (x(tick), band[1])], "grid")
            words_at = y + 13 if above else middle + 4.5
            shown = row["label"]
            sheet.text(EDGE, words_at, shown)
            sheet.text(size.width - EDGE, words_at, _said(row), align="right", ink="second")
            _mark(sheet, middle, row, x)
            y += step
    for tick in TICKS[:: 2 if size.phone else 1]:
        sheet.text(x(tick), y + 15, str(tick), ink="muted", align="center")
    sheet.height = sheet.axis(y + 34, left, "Contexts, rounded up to whole ones") - 10
    return sheet


def _mark(sheet: Sheet, y: float, row: Row, x: Scale) -> None:
    low, high = (min(max(_whole(row[end]), LOW), HIGH) for end in ("low", "high"))
    if low < HIGH:
        sheet.line([(x(low), y), (x(high), y)], "one", 1.6)
    if row["high"] > HIGH:
        tip = x(HIGH) + 8
        sheet.line([(x(max(low, LOW)), y), (tip, y)], "one", 1.6)
        sheet.line([(tip - 6, y - 4), (tip, y), (tip - 6, y + 4)], "one", 1.6)
    sheet.mark(x(row["measured"]), y, "ink", "bar", px=13, says=f"measured: {row['measured']}")
    if row["needed"] <= HIGH:
        at = x(max(_whole(row["needed"]), LOW))
        sheet.mark(at, y, "one", px=9, says=f"{row['label']}: {_needed(row)} needed")


def _whole(contexts: float) -> float:
    """Contexts are whole ones: what is drawn is what is written."""
    return math.ceil(contexts) if math.isfinite(contexts) else contexts


def _needed(row: Row) -> str:
    """How many contexts, with two digits that tell."""
    needed = math.ceil(row["needed"]) if math.isfinite(row["needed"]) else 0
    if not needed or needed > HIGH:
        return f"more than {HIGH:.0f}"
    return str(needed if needed < 100 else round(needed, -1))


def _said(row: Row) -> str:
    return f"{_needed(row)} needed, {row['measured']} measured"


def enough(row: Row) -> bool:
    """Whether so many contexts were measured as are needed, whichever one is left out."""
    return bool(row["high"] <= row["measured"])


def message(rows: Sequence[Row]) -> str:
    """In how many comparisons the contexts that were measured suffice."""
    found = sum(map(enough, rows))
    many = count(len(rows), "comparison")
    which = {0: "none"}.get(found, str(found))
    return (
        f"In {which} of {many} the contexts that were measured suffice to tell the two predictors "
        "apart, whichever one is left out."
    )


def alt(rows: list[Row]) -> str:
    """Every pair with the contexts that it needs."""
    parts = []
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        said = "; ".join(f"{row['label']} {_said(row)} ({_range(row)})" for row in group)
        parts.append(f"{panel}{': ' if panel else ''}{said}.")
    return (
        "Contexts needed to tell two predictors apart, on a logarithmic scale, and those measured; "
        "in brackets with one context left out. " + " ".join(parts)
    )


def _range(row: Row) -> str:
    high = "without end" if row["high"] > HIGH else str(math.ceil(row["high"]))
    return f"{math.ceil(row['low']) if math.isfinite(row['low']) else 'without end'} to {high}"
