"""Scores between a baseline that knows nothing and a repeat of the experiment: (u - b) / (r - b).

A row is ``label = model, baseline, replicate``, three addresses below ``# head`` of a panel, or a
single address of a share that is recorded as such (``listed`` says what an address may stand for).
0 is the baseline, 1 the replicate, whichever way the metric runs. All panels share the axis.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from itertools import groupby

from livingreview.figures.listed import Line, lines, mixed_in_a_row, together
from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, count, linear, plain, ticks
from livingreview.figures.sheet import EDGE, Mark, Sheet, Size, wide, wrap
from livingreview.register.register import Cell, Register
from livingreview.register.words import DAGGER

STEP = {False: 25.0, True: 38.0}  # from row to row: marks beside, or below their names
WAY = "Share of the way from baseline to replicate"
MODEL, OTHER = ("one", "circle"), ("ink", "diamond")


def skill(model: float, baseline: float, replicate: float) -> float:
    """How far a score is on the way from baseline to replicate: 0 at the one, 1 at the other.

    It is (u - b) / (r - b), as the Virtual Cell Challenge of 2026 has it. Raises ``ValueError``
    where baseline and replicate are level, and nothing lies between them.
    """
    if replicate == baseline:
        raise ValueError(f"baseline and replicate both have {baseline:g}; nothing lies between")
    return (model - baseline) / (replicate - baseline)


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a value: its share, and what it was computed from.

    Raises ``ValueError`` or ``LookupError`` for a row or an address that is wrong.
    """
    return [row for line in lines(wish.rows, (3, 1)) for row in _values(books, line)]


def _values(books: Register, line: Line) -> Iterator[Row]:
    for name, addresses in together(books, line.addresses):
        cells = [books.cell(address) for address in addresses]
        values = [number_of(cell.value) for cell in cells]
        if any(value is None for value in values):
            raise ValueError(f"the row '{line.words}' has no value; name one, or drop it")
        numbers = [value for value in values if value is not None]
        share = skill(*numbers) if len(numbers) == 3 else numbers[0] / _whole(cells[0])
        first = cells[0]
        finding = books.findings.get(first.record)
        second_hand = any(cell.checked.how == "secondary" for cell in cells)
        parts = set(addresses[0].split("/"))
        sides = finding.sides if finding else None
        others = set(sides.other) if sides else set()
        anchors = [*numbers[1:], None, None][:2]
        yield {
            "id": first.record, "panel": line.panel, "label": line.label
            + (DAGGER if second_hand else ""), "point": line.point or name, "share": share,
            "value": numbers[0], "baseline": anchors[0], "replicate": anchors[1],
            "other": bool(parts & others) or bool(sides and not sides.model),
            "by_makers": bool(finding) and not books.independent(first.record)
            and not second_hand,
            "second_hand": second_hand, "addresses": " ".join(addresses),
            "citekey": first.citekey,
        }  # fmt: skip


def _whole(cell: Cell) -> float:
    """What a recorded share is of: 100 where it is given in per cent."""
    return 100.0 if cell.unit == "%" else 1.0


def mixed(books: Register, rows: list[Row], wish: Wish) -> str:
    """What is wrong with measuring a value between its anchors; empty if nothing is."""
    return mixed_in_a_row(books, rows, wish.varies, "a score and its anchors are of the same cases")


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """Panels above one another: a line a label, a mark a value, the median in words."""
    sheet = Sheet(size)
    y = sheet.key(_key(rows)) + 6
    said = {name: _median(part) for name, part in _by_line(rows)}
    column = max(wide(words, size.text) for words in said.values()) + 12
    names = max(wide(row["label"], size.text) for row in rows) + 12
    above = size.phone and names + column > 0.45 * size.width
    step = STEP[above]
    names = 0 if above else min(names, 0.4 * size.width)
    left = EDGE + names + 8
    right = size.width - EDGE - (12 if above else column)
    shares = [row["share"] for row in rows]
    marks = ticks(min(0.0, *shares), max(1.0, *shares), 5 if size.phone else 7)
    x = linear(marks[0], marks[-1], left, right)
    heads = [(0.0, "baseline"), (1.0, "replicate")]
    for value, words in heads:
        sheet.centered(x(value), y + 12, words, bold=True)
    y += 18
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        y = _head(sheet, y, panel)
        listed = [(name, list(part)) for name, part in groupby(group, lambda row: row["label"])]
        end = y + step * len(listed)
        bands = [(y, end)]
        if above:  # the scale leaves the names free
            bands = [(y + n * step + 17, y + (n + 1) * step) for n in range(len(listed))]
        for top, bottom in bands:
            for tick in marks:
                strong = tick in (0, 1)
                sheet.line([(x(tick), top), (x(tick), bottom)], "muted" if strong else "grid",
                           1.6 if strong else 1)  # fmt: skip
        for place, (name, part) in enumerate(listed):
            middle = y + place * step + (27 if above else step / 2)
            words_at = middle - 14 if above else middle + 4.5
            shown = name if above else wrap(name, size.text, names)[0]
            sheet.text(EDGE, words_at, shown)
            words = said[panel, name]
            sheet.text(size.width - EDGE, words_at, words, align="right", ink="second")
            _marks(sheet, middle, part, x)
        y = end
    for tick in marks:
        words = f"{tick:g}".replace("-", "−")
        sheet.centered(x(tick), y + 15, words, ink="muted")
    y += 34
    sheet.height = sheet.axis(y, left, WAY) - 4
    return sheet


def _head(sheet: Sheet, y: float, panel: str) -> float:
    if not panel:
        return y + 6
    y += 6
    for words in wrap(panel, sheet.size.head, sheet.size.width - 2 * EDGE, True):
        y += 18
        sheet.text(EDGE, y, words, px=sheet.size.head, bold=True)
    return y + 8


def _marks(sheet: Sheet, y: float, part: Sequence[Row], x: Scale) -> None:
    ink, shape = OTHER if part[0]["other"] else MODEL
    shares = [row["share"] for row in part]
    if len(part) > 1:
        sheet.line([(x(min(shares)), y), (x(max(shares)), y)], ink, 1.4)
    for row in part:
        said = f"{_called(row)}: {plain(row['share'], 2)}"
        sheet.mark(
            x(row["share"]), y, ink, "diamond" if shape == "diamond" else "circle", px=9,
            hollow=row["by_makers"], says=said,
        )  # fmt: skip


def _key(rows: Sequence[Row]) -> Iterator[Mark]:
    hollow = {row["by_makers"] for row in rows}
    kinds = {row["other"] for row in rows}
    if False in kinds and len(kinds) > 1:
        yield Mark("one", "circle", hollow == {True}, "model")
    if True in kinds:
        yield Mark("ink", "diamond", hollow == {True}, "other method")
    if hollow == {True, False}:
        yield Mark("muted", words="measured by others")
    if True in hollow:
        yield Mark("muted", hollow=True, words="measured by makers of a model")
    if any(len(part) > 1 for _, part in _by_line(rows)):
        yield Mark("muted", "line", words="range; number: median")


def _by_line(rows: Sequence[Row]) -> list[tuple[tuple[str, str], list[Row]]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["panel"], row["label"]), []).append(row)
    return list(found.items())


def _median(part: Sequence[Row]) -> str:
    """The middle of the values of a line."""
    return plain(statistics.median(row["share"] for row in part), 2)


def _called(row: Row) -> str:
    return f"{row['label']}, {row['point']}" if row["point"] else str(row["label"])


def message(rows: Sequence[Row]) -> str:
    """How many predictors come half the way to the replicate, by their medians."""
    lines_ = _by_line(rows)
    far = [key for key, part in lines_ if statistics.median(r["share"] for r in part) >= 0.5]
    if not far:
        return (
            f"None of {count(len(lines_), 'predictor')} comes half the way from baseline to "
            "replicate."
        )
    come = "comes" if len(far) == 1 else "come"
    return (
        f"{len(far)} of {count(len(lines_), 'predictor')} {come} half the way from baseline to "
        "replicate."
    )


def alt(rows: list[Row]) -> str:
    """The median and the range of every line."""
    parts = []
    for panel, group in groupby(_by_line(rows), lambda each: each[0][0]):
        said = []
        for (_, name), part in group:
            shares = [row["share"] for row in part]
            words = f"{name} {_median(part)}"
            if len(part) > 1:
                span = f"{plain(min(shares), 2)} to {plain(max(shares), 2)}"
                words += f" ({span}, {len(part)} values)"
            said.append(words)
        parts.append(f"{panel}{': ' if panel else ''}{'; '.join(said)}.")
    return (
        "Dot plot of the share of the way from a baseline (0) to a replicate (1), medians. "
        + " ".join(parts)
    )
