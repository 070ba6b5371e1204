"""Values of the register side by side: a line a row, in panels above one another.

The author names each value by its address. The head of a panel, ``# Average precision, up to
15 kb``, says before its first comma what is measured: panels that measure the same share a scale.
A row called ``chance`` is a line through its panel: an address, ``address over address`` for a
share, or a number that follows from the metric's definition. With ``:interval:`` a row names a
value and the ends of its interval, or one address alone: its standard error is then drawn to both
sides, where the table has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, digits, linear, plain, ticks
from livingreview.figures.sheet import EDGE, Mark, Shape, Sheet, Size, wide, wrap
from livingreview.register import conditions
from livingreview.register.register import Cell, Register
from livingreview.register.words import DAGGER

SERIES: tuple[tuple[str, Shape], ...] = (
    ("one", "circle"), ("two", "square"), ("ink", "diamond"), ("step1", "up"), ("muted", "down"),
)  # fmt: skip
MODEL, BASELINE = SERIES[0], SERIES[2]
STEP = {False: 25.0, True: 36.0}  # from row to row: marks beside, or below their names
_WORDS_OF_INTERVAL = "95% interval"
STANDARD_ERROR = "standard error"


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a line of ``:rows:``: a label and the values at its addresses.

    Raises ``ValueError`` or ``LookupError`` for a line or an address that is wrong.
    """
    rows: list[Row] = []
    panel, chance = "", {}
    for line in filter(None, map(str.strip, wish.rows.splitlines())):
        label, _, listed = (part.strip() for part in line.partition("="))
        if line.startswith("#"):
            panel = line.lstrip("# ")
        elif panel and label == "chance":
            chance[panel] = _chance(books, listed)
        else:
            rows.append(_row(books, wish, panel, label, listed))
    for row in rows:
        row["chance"], row["chance_at"] = chance.get(row["panel"], (None, ""))
    return rows


def _row(books: Register, wish: Wish, panel: str, label: str, listed: str) -> Row:
    addresses = [address.strip() for address in listed.split(",")]
    size = 3 if wish.interval else max(1, len(wish.series))
    if wish.interval and panel and len(addresses) == 1 and addresses != [""]:
        return _with_error(books, panel, label, addresses[0])
    if not panel or len(addresses) != size:
        raise ValueError(
            f"the row '{label} = {listed}' is wrong; write # and the axis of a panel first, then "
            f"lines of label = {', '.join(['address'] * size)}"
        )
    cells = [None if address == "-" else books.cell(address) for address in addresses]
    return _line(books, panel, label, listed, cells, wish)


def _with_error(books: Register, panel: str, label: str, address: str) -> Row:
    """A row of one value and its standard error; of the value alone where none is recorded."""
    row = _line(books, panel, label, address, [books.cell(address)], Wish(interval=True))
    middle = row["values"][0]
    error = number_of(books.cell(f"{address}/se").value) if books.has(f"{address}/se") else None
    ends = [None, None] if middle is None or error is None else [middle - error, middle + error]
    return row | {"values": [middle, *ends], "interval": STANDARD_ERROR}


def _line(
    books: Register, panel: str, label: str, listed: str, cells: list[Cell | None], wish: Wish
) -> Row:
    """One row of a panel, from its cells."""
    addresses = [address.strip() for address in listed.split(",")]
    known = [(a, cell) for a, cell in zip(addresses, cells, strict=True) if cell]
    if not known:
        raise ValueError(f"the row '{label} = {listed}' has no value; name one, or drop it")
    first, cell = known[0]
    second_hand = any(each.checked.how == "secondary" for _, each in known)
    finding = books.findings.get(cell.record)
    sides = finding.sides if finding else None
    own = bool(finding) and not books.independent(cell.record)
    return {
        "id": cell.record, "panel": panel, "series": wish.series,
        "label": label + (DAGGER if second_hand else ""),
        "values": [number_of(each.value) if each else None for each in cells],
        "by_makers": own and not second_hand,
        "baseline": bool(sides) and bool(set(first.split("/")) & set(sides.other if sides else ())),
        "interval": (finding.interval_kind or _WORDS_OF_INTERVAL) if wish.interval and finding else
                    _WORDS_OF_INTERVAL if wish.interval else "",
        "second_hand": second_hand, "addresses": " ".join(addresses), "citekey": cell.citekey,
    }  # fmt: skip


def _chance(books: Register, listed: str) -> tuple[float, str]:
    """The value of a random guess, and the addresses behind it."""
    try:
        return float(listed), ""
    except ValueError:
        pass
    addresses = [address.strip() for address in listed.split(" over ")]
    values = [number_of(books.cell(address).value) for address in addresses]
    if len(values) == 1 and values[0] is not None:
        return values[0], addresses[0]
    if len(values) == 2 and values[0] is not None and values[1]:
        return values[0] / values[1], " ".join(addresses)
    raise ValueError(
        f"chance = {listed} is wrong; write a number, address, or address over address"
    )


def mixed(books: Register, rows: list[Row], wish: Wish) -> str:
    """What is wrong with showing the values side by side; empty if nothing is."""
    for addresses in _side_by_side(rows):
        if found := conditions.mixed(books, addresses, wish.varies):
            return f"{found}; draw them apart, or add :varies: and what they differ in"
    return ""


def _side_by_side(rows: list[Row]) -> Iterator[list[str]]:
    """The addresses that a figure asks its reader to compare: in a row, or else in a panel."""
    alone = all(len(row["series"]) < 2 for row in rows)
    groups: dict[object, list[str]] = {}
    for number, row in enumerate(rows):
        listed = [address for address in row["addresses"].split() if address != "-"]
        groups.setdefault(row["panel"] if alone else number, []).extend(listed)
    yield from groups.values()


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """Panels above one another, the values written at the right."""
    sheet = Sheet(size)
    y = sheet.key(_key(rows))
    places = {axis: _digits(part) for axis, part in _by_axis(rows)}
    said = {id(row): _value(row, places[_axis(row)]) for row in rows}
    column = max(wide(words, size.text) for words in said.values()) + 12
    names = max(wide(row["label"], size.text) for row in rows) + 12
    # Names too long for a phone stand above the marks, and so do the values.
    above = size.phone and names + column > 0.55 * size.width
    step = STEP[above]
    names = 0 if above else min(names, 0.4 * size.width)
    left, right = EDGE + names + 6, size.width - EDGE - (10 if above else column)
    for axis, part in _by_axis(rows):
        marks = _ticks(part, 4 if size.phone else 6)
        x = linear(marks[0], marks[-1], left, right)
        for panel, listed in groupby(part, lambda row: str(row["panel"])):
            shown = list(listed)
            y = _panel(sheet, y, panel.removeprefix(axis).lstrip(", "))
            height = len(shown) * step
            # Where names stand above the marks, the lines of the scale leave them free.
            bands = [(y, y + height)]
            if above:
                bands = [(y + n * step + 16, y + n * step + 33) for n in range(len(shown))]
            for top, bottom in bands:
                for tick in marks:
                    ink = "muted" if tick == 0 else "grid"
                    sheet.line([(x(tick), top), (x(tick), bottom)], ink)
                if (chance := shown[0]["chance"]) is not None:
                    sheet.line([(x(chance), top), (x(chance), bottom)], "muted", 1.4, "3 2")
            for place, row in enumerate(shown):
                middle = y + place * step + (25 if above else step / 2)
                words_at = middle + (-12 if above else 4.5)
                label = row["label"] if above else wrap(row["label"], size.text, names)[0]
                sheet.text(EDGE, words_at, label)
                sheet.text(size.width - EDGE, words_at, said[id(row)], align="right", ink="second")
                _row_marks(sheet, middle, row, x)
            y += height
        for tick in marks:
            sheet.centered(x(tick), y + 15, f"{tick:g}".replace("-", "−"), ink="muted")
        y += 34
        for line in wrap(axis, size.text, size.width - 2 * EDGE):
            at = min(left, size.width - EDGE - wide(line, size.text, True))
            sheet.text(at, y, line, bold=True)
            y += 18
        y += 4
    sheet.height = y
    return sheet


def _panel(sheet: Sheet, y: float, name: str) -> float:
    """The head of a panel; returns where its rows begin."""
    if not name:
        return y + 8
    y += 8
    for line in wrap(name[:1].upper() + name[1:], sheet.size.head, sheet.size.width - 8, True):
        y += 18
        sheet.text(EDGE, y, line, px=sheet.size.head, bold=True)
    return y + 7


def _row_marks(sheet: Sheet, y: float, row: Row, x: Scale) -> None:
    """The marks of a row, and the line that spans its values or its interval."""
    values = [value for value in row["values"] if value is not None]
    ink, shape = BASELINE if row["baseline"] else MODEL
    if len(values) > 1:
        span = [(x(min(values)), y), (x(max(values)), y)]
        sheet.line(span, ink if row["interval"] else "grid", 2)
    if row["interval"] or len(row["series"]) < 2:
        said = f"{row['label']}: {plain(row['values'][0])}"
        return sheet.mark(x(values[0]), y, ink, shape, hollow=row["by_makers"], says=said)
    at = {place: x(v) for place, v in enumerate(row["values"]) if v is not None}
    for place, across in at.items():
        near = any(abs(across - other) < 7 for p, other in at.items() if p != place)
        lift = (-4.0 if place % 2 == 0 else 4.0) if near else 0
        said = f"{row['label']}, {row['series'][place]}: {plain(row['values'][place])}"
        ink, shape = SERIES[place]
        sheet.mark(across, y + lift, ink, shape, hollow=row["by_makers"], says=said)


def _key(rows: list[Row]) -> Iterator[Mark]:
    """What the marks of a figure mean; what is the same in all of it needs no word."""
    series = rows[0]["series"]
    hollow = {row["by_makers"] for row in rows}
    if len(series) > 1:
        for (ink, shape), name in zip(SERIES, series, strict=False):
            yield Mark(ink, shape, hollow == {True}, name)
    elif {row["baseline"] for row in rows} == {True, False}:
        yield Mark(*MODEL, hollow == {True}, "model")
        yield Mark(*BASELINE, hollow == {True}, "baseline")
    if hollow == {True, False}:
        yield Mark("muted", words="measured by others")
    if True in hollow:
        yield Mark("muted", hollow=True, words="measured by makers of a model")
    if kinds := dict.fromkeys(row["interval"] for row in rows if _spans(row)):
        yield Mark("muted", "line", words=" or ".join(kinds))
    if any(row["chance"] is not None for row in rows):
        yield Mark("muted", "dashes", words="chance")


def _spans(row: Row) -> bool:
    return bool(row["interval"]) and sum(value is not None for value in row["values"]) > 1


def _axis(row: Row) -> str:
    """What a panel measures: panels of one axis share a scale."""
    return str(row["panel"]).partition(",")[0]


def _by_axis(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    for axis in dict.fromkeys(map(_axis, rows)):
        yield axis, [row for row in rows if _axis(row) == axis]


def _ticks(rows: list[Row], most: int) -> list[float]:
    """Round values around those of the rows; zero is among them, and a whole that is near."""
    values = [value for row in rows for value in row["values"] if value is not None]
    high = max([*values, *(row["chance"] for row in rows if row["chance"] is not None)])
    for whole in (1, 100):
        high = whole if 0.75 * whole < high <= whole else high
    return ticks(min(0.0, *values), high, most)


def _digits(rows: list[Row]) -> int:
    """Decimals of the values written on one axis; the data hold them as recorded."""
    return digits(value for row in rows for value in row["values"] if value is not None)


def _value(row: Row, places: int) -> str:
    """The values of a row as words at its end."""
    shown = ["–" if v is None else plain(v, places) for v in row["values"]]
    if row["interval"]:
        return f"{shown[0]} ({shown[1]} to {shown[2]})" if _spans(row) else shown[0]
    return " · ".join(shown)


def alt(rows: list[Row]) -> str:
    """Every value in words."""
    parts = []
    for panel, listed in groupby(rows, lambda row: str(row["panel"])):
        shown = list(listed)
        chance = shown[0]["chance"]
        ends = f"; chance {chance:.2g}" if chance is not None else ""
        parts.append(f"{panel}: {'; '.join(map(_said, shown))}{ends}.")
    kinds = " and ".join(dict.fromkeys(row["interval"] for row in rows if _spans(row)))
    return f"Dot plot{f' with {kinds}' if kinds else ''}. {' '.join(parts)}"


def _said(row: Row) -> str:
    values = [None if v is None else plain(v) for v in row["values"]]
    if row["interval"]:
        return f"{row['label']} " + (
            f"{values[0]} ({values[1]} to {values[2]})" if _spans(row) else f"{values[0]}"
        )
    named = row["series"] or ("",)
    listed = [f"{n} {v}".strip() for n, v in zip(named, values, strict=True) if v is not None]
    return (
        f"{row['label']}: {', '.join(listed)}" if row["series"] else f"{row['label']} {listed[0]}"
    )
