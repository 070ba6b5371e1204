"""What a whole is made of: a bar a row, cut into parts, such as the variance of a measurement.

Below ``# head: first part, second part`` a row is ``label = address, address``, one address a part;
``rest`` in place of the last is what the others leave of the whole. The whole is 100 for values in
per cent, else 1. The last part is pale. Each panel has parts of its own; all bars are as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from livingreview.figures.listed import Line, lines
from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import plain
from livingreview.figures.sheet import EDGE, Mark, Sheet, Size, wide, wrap
from livingreview.register import conditions
from livingreview.register.register import Register
from livingreview.register.words import DAGGER

REST = "rest"
INKS = ("one", "two", "three")
PALE = "grid"
SLACK = 1.5  # per cent by which rounded parts may miss the whole
BAR, STEP = 18.0, 26.0


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a bar: its parts in per cent of the whole.

    Raises ``ValueError`` or ``LookupError`` for a row or an address that is wrong, for parts
    without names, and for parts that are no whole.
    """
    return [_bar(books, line) for line in lines(wish.rows, (2, 3, 4), needs_panel=True)]


def _bar(books: Register, line: Line) -> Row:
    head, _, listed = line.panel.partition(":")
    parts = tuple(part.strip() for part in listed.split(",") if part.strip())
    if len(parts) != len(line.addresses):
        raise ValueError(
            f"the head {line.panel!r} names {len(parts)} parts and the row '{line.words}' "
            f"{len(line.addresses)}; write # head: part, part"
        )
    measured = line.addresses[:-1] if line.addresses[-1] == REST else line.addresses
    cells = [books.cell(address) for address in measured]
    whole = 100.0 if cells[0].unit == "%" else 1.0
    values = [number_of(cell.value) for cell in cells]
    if any(value is None for value in values):
        raise ValueError(f"the row '{line.words}' has no number; name one, or drop it")
    shares = [100 * value / whole for value in values if value is not None]
    left = 100 - sum(shares)
    if len(measured) < len(line.addresses):
        shares.append(left)
    elif abs(left) > SLACK:
        raise ValueError(f"the parts of '{line.words}' miss the whole by {left:.3g}%; add {REST}")
    if min(shares) < 0:
        raise ValueError(f"the parts of '{line.words}' are more than the whole; mend the addresses")
    second_hand = any(cell.checked.how == "secondary" for cell in cells)
    return {
        "id": cells[0].record, "panel": head.strip(),
        "label": line.label + (DAGGER if second_hand else ""), "parts": parts,
        "shares": shares, "second_hand": second_hand, "addresses": " ".join(measured),
        "citekey": cells[0].citekey,
    }  # fmt: skip


def mixed(books: Register, rows: list[Row], wish: Wish) -> str:
    """What is wrong with taking the parts of a bar together; empty if nothing is."""
    for row in rows:
        if found := conditions.mixed(books, row["addresses"].split(), wish.varies):
            return f"{found}; the parts of a bar are of the same cases"
    return ""


def draw(rows: list[Row], size: Size) -> Sheet:
    """Panels above one another: their parts, then the bars, names beside or above them."""
    sheet = Sheet(size)
    names = max(wide(row["label"], size.text) for row in rows) + 14
    above = size.phone and names > 0.36 * size.width
    left = EDGE if above else EDGE + names
    x = (size.width - EDGE - left) / 100
    y = 0.0
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        mine = list(group)
        for words in wrap(panel, size.head, size.width - 2 * EDGE, True):
            y += 18
            sheet.text(EDGE, y, words, px=size.head, bold=True)
        y = sheet.key(_key(mine[0]["parts"]), y + 4) + 4
        for row in mine:
            if above:
                sheet.text(EDGE, y + 14, row["label"])
                y += 20
            else:
                sheet.text(EDGE, y + 14, row["label"])
            at = left
            for share, ink, part in zip(
                row["shares"], _inks(row["parts"]), row["parts"], strict=True
            ):
                words = f"{plain(share, 0)}%"
                says = f"{row['label']}, {part}: {words}"
                if share > 0:
                    sheet.rect(at, y, max(share * x - 1, 0.6), BAR, ink, says=says)
                if share * x > wide(words, size.text) + 6:
                    on = "ink" if ink == PALE else "paper"
                    sheet.text(at + share * x / 2, y + 13.5, words, ink=on, align="center")
                at += share * x
            y += STEP
        y += 12
    sheet.height = y - 8
    return sheet


def _inks(parts: Sequence[str]) -> tuple[str, ...]:
    return (*INKS[: len(parts) - 1], PALE)


def _key(parts: Sequence[str]) -> Iterator[Mark]:
    for ink, part in zip(_inks(parts), parts, strict=True):
        yield Mark(ink, "square", words=part)


def alt(rows: list[Row]) -> str:
    """Every bar in words."""
    said = []
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        bars = []
        for row in group:
            parts = (f"{part} {plain(share, 0)}%"
                     for part, share in zip(row["parts"], row["shares"], strict=True))  # fmt: skip
            bars.append(f"{row['label']}: {', '.join(parts)}")
        said.append(f"{panel}. {'; '.join(bars)}.")
    return "Bars of a whole, cut into its parts. " + " ".join(said)
