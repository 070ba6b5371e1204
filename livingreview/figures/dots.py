"""Values of the register side by side: a line a row, in panels above one another.

The author names each value by its address. The head of a panel, ``# Average precision, up to
15 kb``, says before its first comma what is measured: panels that measure the same share a scale.
A row called ``chance`` is a line through its panel: an address, ``address over address`` for a
share, or a number that follows from the metric's definition. With ``:interval:`` a row names a
value and the ends of its interval, or one address alone: its standard error is then drawn to both
sides, where the table has one, and said to be one. Under ``:series:`` a row of one address is a
baseline that knows nothing of them. ``:ordered:`` says that the series are steps of one quantity,
and ``:against:`` names the series that is the zero line: marks stand at what the others have more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, digits, linear, plain, ticks
from livingreview.figures.sheet import EDGE, Align, Mark, Shape, Sheet, Size, wide, wrap
from livingreview.register import conditions
from livingreview.register.register import Cell, Register
from livingreview.register.words import DAGGER

SERIES: tuple[tuple[str, Shape], ...] = (
    ("one", "circle"), ("two", "square"), ("ink", "diamond"), ("three", "up"), ("muted", "down"),
)  # fmt: skip
MODEL, BASELINE = SERIES[0], SERIES[2]
ORDERED = {2: ("step1", "step3"), 3: ("step1", "step2", "step3"),
           4: ("step1", "step2", "one", "step3")}  # fmt: skip
STEP = {False: 25.0, True: 36.0}  # from row to row: marks beside, or below their names
LANE, NEAR = 8.0, 7.0  # px: marks nearer than this to one another stand so far below one another
_WORDS_OF_INTERVAL = "95% interval"
STANDARD_ERROR = "plus or minus one standard error"


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a line of ``:rows:``: a label and the values at its addresses.

    Raises ``ValueError`` or ``LookupError`` for a line or an address that is wrong.
    """
    if wish.ordered and len(wish.series) not in ORDERED:
        raise ValueError(f"{len(wish.series)} ordered series; write {min(ORDERED)} to "
                         f"{max(ORDERED)}, or drop ordered:")  # fmt: skip
    if wish.against and wish.against not in wish.series:
        raise ValueError(f"no series {wish.against}; write one of: {', '.join(wish.series)}")
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
    one_role = _one_role(rows)
    for row in rows:
        row["chance"], row["chance_at"] = chance.get(row["panel"], (None, ""))
        row["_roles"], row["_ordered"], row["_zero"] = one_role, wish.ordered, wish.against
        row["_at"] = _more(row) if wish.against else row["values"]
    return rows


def _one_role(rows: list[Row]) -> bool:
    """Whether nothing is a model in one row and a baseline in another, where roles would tell
    nothing."""
    roles = {(row["_thing"], row["baseline"]) for row in rows if row["_thing"]}
    return len(roles) == len({thing for thing, _ in roles})


def _more(row: Row) -> list[float | None]:
    """What the values of a row are above that of the series they are set against."""
    zero = row["values"][row["series"].index(row["_zero"])] if row["series"] else None
    if zero is None:
        raise ValueError(f"the row '{row['label']}' has no value of {row['_zero']}; name one")
    return [None if value is None else round(value - zero, 6) for value in row["values"]]


def _row(books: Register, wish: Wish, panel: str, label: str, listed: str) -> Row:
    addresses = [address.strip() for address in listed.split(",")]
    size = 3 if wish.interval else max(1, len(wish.series))
    alone = bool(panel) and len(addresses) == 1 and addresses != [""]
    if alone and wish.interval:
        return _with_error(books, panel, label, addresses[0])
    if alone and size > 1:
        row = _line(books, panel, label, listed, [books.cell(addresses[0])], Wish())
        if not row["baseline"]:
            many = ", ".join(["address"] * size)
            raise ValueError(f"the row '{label} = {listed}' is no baseline; write label = {many}")
        return row
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
    parts, other = first.split("/"), list(sides.other) if sides else []
    named = [part for part in parts if sides and part in (*sides.model, *other)]
    own = bool(finding) and not books.independent(cell.record)
    return {
        "id": cell.record, "panel": panel, "series": wish.series,
        "label": label + (DAGGER if second_hand else ""),
        "values": [number_of(each.value) if each else None for each in cells],
        "by_makers": own and not second_hand,
        "baseline": bool(set(parts) & set(other)), "_thing": named[0] if named else "",
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
    columns = _columns(rows, size)
    numbers = size.width - EDGE - columns[0].left + 12
    names = max(wide(row["label"], size.text) for row in rows) + 12
    # Names too long for a phone stand above the marks, and so do the values.
    above = size.phone and names + numbers > 0.55 * size.width
    names = 0 if above else min(names, 0.4 * size.width)
    left, right = EDGE + names + 6, size.width - EDGE - (10 if above else numbers)
    for axis, part in _by_axis(rows):
        marks = _ticks(part, 4 if size.phone else 6)
        x = linear(marks[0], marks[-1], left, right)
        for panel, listed in groupby(part, lambda row: str(row["panel"])):
            shown = list(listed)
            lifts = [_lifts(row, x, above) for row in shown]
            y = _panel(sheet, y, panel.removeprefix(axis).lstrip(", "), columns)
            tops = [y]
            for lift in lifts:
                tops.append(tops[-1] + _tall(lift, above))
            # Where names stand above the marks, the lines of the scale leave them free.
            bands = [(top + 16, end - 3) for top, end in pairwise(tops)]
            for top, bottom in bands if above else [(y, tops[-1])]:
                for tick in marks:
                    ink = "muted" if tick == 0 else "grid"
                    sheet.line([(x(tick), top), (x(tick), bottom)], ink)
                if (chance := shown[0]["chance"]) is not None:
                    sheet.line([(x(chance), top), (x(chance), bottom)], "muted", 1.4, "3 2")
            for row, lift, (top, end) in zip(shown, lifts, pairwise(tops), strict=True):
                middle = top + 25 if above else (top + end) / 2
                words_at = middle + (-12 if above else 4.5)
                label = row["label"] if above else wrap(row["label"], size.text, names)[0]
                sheet.text(EDGE, words_at, label)
                for column in columns:
                    sheet.text(*column.place(row, words_at), align=column.align, ink="second")
                _row_marks(sheet, middle, row, x, lift)
            y = tops[-1]
        for tick in marks:
            sheet.centered(x(tick), y + 15, f"{tick:g}".replace("-", "−"), ink="muted")
        y = sheet.axis(y + 34, left, _title(axis, rows[0])) + 4
    sheet.height = y - 12
    return sheet


def _title(axis: str, row: Row) -> str:
    """What an axis measures."""
    zero = str(row["_zero"])
    return f"{axis}, minus that of {zero[:1].lower()}{zero[1:]}" if zero else axis


@dataclass(frozen=True)
class _Column:
    """Numbers below one another: which part of a row they are, and the sign that heads them."""

    texts: dict[int, str]
    left: float
    right: float
    align: Align = "right"
    head: Mark | None = None

    def place(self, row: Row, y: float) -> tuple[float, float, str]:
        """Where the number of a row is written, and the number."""
        return self.right if self.align == "right" else self.left, y, self.texts.get(id(row), "")


def _columns(rows: list[Row], size: Size) -> list[_Column]:
    """The numbers of all rows: of each series those below its mark, estimates before intervals."""
    gap = 9.0 if size.phone else 12.0
    said: dict[int, tuple[str, ...]] = {}
    for _, part in _by_axis(rows):
        places = _digits(part)
        said |= {id(row): _cells(row, places) for row in part}
    if any(row["interval"] for row in rows):
        heads: list[Mark | None] = [None, None]
    else:
        heads = list(_heads(rows)) if len(_series(rows)) > 1 else [None]
        alone = {id(row) for row in rows if len(row["series"]) < len(_series(rows))}
        said = {
            key: (*[""] * (len(heads) - 1), *cells) if key in alone else cells
            for key, cells in said.items()
        }
    made: list[_Column] = []
    right = size.width - EDGE
    for place, head in reversed(list(enumerate(heads))):
        texts = {key: cells[place] for key, cells in said.items() if place < len(cells)}
        width = max([wide(words, size.text) for words in texts.values()], default=0.0)
        if width:
            beside = head is None and place == 1
            made.append(_Column(texts, right - width, right, "left" if beside else "right", head))
            right -= width + (5 if beside else gap)
    return made[::-1]


def _panel(sheet: Sheet, y: float, name: str, columns: Sequence[_Column]) -> float:
    """The head of a panel, the marks that head its columns beside it; returns where rows begin."""
    heads = [column for column in columns if column.head]
    room = (heads[0].left if heads else sheet.size.width) - 8
    y += 8
    for line in wrap(name[:1].upper() + name[1:], sheet.size.head, room, True) if name else ():
        y += 18
        sheet.text(EDGE, y, line, px=sheet.size.head, bold=True)
    if not name:
        y += 4 if heads else -7
    for column in heads:
        if (head := column.head) is not None:
            at = (column.left + column.right) / 2
            sheet.mark(at, y - 4.5, head.ink, head.shape, px=min(head.px, 9), hollow=head.hollow)
    return y + 7


def _lifts(row: Row, x: Scale, above: bool) -> dict[int, float]:
    """How far from the line of its row each mark stands, so that none lies on another.

    Marks near one another stand below one another about the line, or where names stand ``above``
    from the line down.
    """
    if row["interval"] or len(row["series"]) < 2:
        return {}
    at = {place: x(value) for place, value in enumerate(row["_at"]) if value is not None}
    lifts: dict[int, float] = {}
    for heap in _heaps(at):
        lanes: dict[int, int] = {}
        for place in sorted(heap):
            taken = {lane for p, lane in lanes.items() if abs(at[place] - at[p]) < NEAR}
            lanes[place] = next(lane for lane in range(len(heap)) if lane not in taken)
        middle = 0 if above else max(lanes.values()) / 2
        lifts |= {place: LANE * (lane - middle) for place, lane in lanes.items()}
    return lifts


def _heaps(at: dict[int, float]) -> list[list[int]]:
    """The marks of a row, those that touch together."""
    heaps: list[list[int]] = []
    for place in sorted(at, key=lambda place: at[place]):
        if heaps and at[place] - at[heaps[-1][-1]] < NEAR:
            heaps[-1].append(place)
        else:
            heaps.append([place])
    return heaps


def _tall(lifts: dict[int, float], above: bool) -> float:
    """How tall a row is: as all, or as its marks need."""
    deepest = max(lifts.values(), default=0.0)
    return STEP[True] + deepest if above else max(STEP[False], 2 * deepest + 12)


def _row_marks(sheet: Sheet, y: float, row: Row, x: Scale, lifts: dict[int, float]) -> None:
    """The marks of a row, and the line that spans its values or its interval."""
    values = [value for value in row["_at"] if value is not None]
    ink, shape = _role(row)
    if len(values) > 1:
        span = [(x(min(values)), y), (x(max(values)), y)]
        sheet.line(span, ink if row["interval"] else "grid", 2)
    if row["interval"] or len(row["series"]) < 2:
        said = f"{row['label']}: {plain(row['values'][0])}"
        return sheet.mark(x(values[0]), y, ink, shape, hollow=row["by_makers"], says=said)
    looks = _looks(row)
    for place, value in enumerate(row["_at"]):
        if value is not None and row["series"][place] != row["_zero"]:
            said = f"{row['label']}, {row['series'][place]}: {plain(row['values'][place])}"
            ink, shape, px = looks[place]
            sheet.mark(
                x(value), y + lifts[place], ink, shape, px=px, hollow=row["by_makers"], says=said
            )


def _role(row: Row) -> tuple[str, Shape]:
    """The mark of a value that is of no series."""
    return BASELINE if row["baseline"] and row["_roles"] else MODEL


def _series(rows: list[Row]) -> tuple[str, ...]:
    """The series of a figure: baselines beside them have none."""
    return max((tuple(row["series"]) for row in rows), key=len)


def _looks(row: Row) -> list[tuple[str, Shape, float]]:
    """The marks of the series of a row: signs of their own, or one sign that grows."""
    many = len(row["series"])
    if row["_ordered"]:
        sizes = (6.0, 8.0, 10.0, 12.0)[4 - many :]
        return [(ink, "circle", px) for ink, px in zip(ORDERED[many], sizes, strict=True)]
    signs: list[tuple[str, Shape, float]] = [(ink, shape, 10.0) for ink, shape in SERIES]
    if row["_zero"]:
        signs.insert(row["series"].index(row["_zero"]), ("muted", "line", 10.0))
    return signs[:many]


def _heads(rows: list[Row]) -> Iterator[Mark]:
    """The mark of each series with its name, then that of baselines beside them."""
    hollow = {row["by_makers"] for row in rows} == {True}
    row = max(rows, key=lambda row: len(row["series"]))
    for (ink, shape, px), name in zip(_looks(row), row["series"], strict=True):
        yield Mark(ink, shape, hollow, name, px)
    if any(not row["series"] for row in rows):
        yield Mark(*BASELINE, hollow, "baseline")


def _key(rows: list[Row]) -> Iterator[Mark]:
    """What the marks of a figure mean; what is the same in all of it needs no word."""
    hollow = {row["by_makers"] for row in rows}
    if len(_series(rows)) > 1:
        yield from _heads(rows)
    elif {row["baseline"] for row in rows} == {True, False} and rows[0]["_roles"]:
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
    values = [value for row in rows for value in row["_at"] if value is not None]
    high = max([*values, *(row["chance"] for row in rows if row["chance"] is not None)])
    for whole in (1, 100):
        high = whole if 0.75 * whole < high <= whole else high
    return ticks(min(0.0, *values), high, most)


def _digits(rows: list[Row]) -> int:
    """Decimals of the values written on one axis; the data hold them as recorded."""
    return digits(value for row in rows for value in row["values"] if value is not None)


def _cells(row: Row, places: int) -> tuple[str, ...]:
    """The values of a row as words at its end, a cell each; an interval is one."""
    shown = ["–" if value is None else plain(value, places) for value in row["values"]]
    if row["interval"]:
        return shown[0], _interval(row, places) if _spans(row) else ""
    return tuple(shown)


def _interval(row: Row, places: int = -1) -> str:
    """The interval of a row in words: its ends, or a standard error as such."""
    low, high = row["values"][1:]
    if "standard error" not in row["interval"]:
        return f"({plain(low, places)} to {plain(high, places)})"
    error = round((high - low) / 2, 6)
    if places >= 0 and error < 0.5 * 10**-places:
        places += 1  # else it would be said to be none
    return f"± {plain(error, places)}"


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
    values = [None if value is None else plain(value) for value in row["values"]]
    if row["interval"]:
        return f"{row['label']} {values[0]} {_interval(row) if _spans(row) else ''}".rstrip()
    named = row["series"] or ("",)
    listed = [f"{n} {v}".strip() for n, v in zip(named, values, strict=True) if v is not None]
    return (
        f"{row['label']}: {', '.join(listed)}" if row["series"] else f"{row['label']} {listed[0]}"
    )
