"""The same predictions under several metrics: who is best by each, and where the order turns.

A row is ``predictor = one address a metric``, below ``# head`` of its panel, and ``:series:`` names
the metrics. Where addresses stand for several values (``listed``), the row is of as many panels,
and the head names them in order, ``# K562, Jurkat``. A panel has a line a metric, the best at the
left; a line through the panel joins the places of a predictor, so that lines cross where two
metrics disagree. The values stand at the marks. All values of a panel are of one benchmark, the
places of one metric comparable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from livingreview.figures.listed import Line, lines, together
from livingreview.figures.planes import SERIES
from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, count, decimals, joined, linear, plain
from livingreview.figures.sheet import EDGE, Mark, Point, Sheet, Size, balanced, wide
from livingreview.register import conditions
from livingreview.register.register import Register
from livingreview.register.words import DAGGER

ACROSS = {False: 2, True: 1}
GAP, STEP, HEAD = 30.0, 50.0, 42.0  # px: between panels, from metric to metric, above a panel
TIED = 7.0  # px: predictors level with each other are set apart by this
LEVEL = ("muted", 1.6)  # the line below them


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a predictor and panel: its values, and its places, 1 for the best, by metric.

    Predictors that are level share the mean of their places.

    Raises ``ValueError`` or ``LookupError`` for a row or an address that is wrong.
    """
    many = len(wish.series)
    if wish.rows and many < 2:
        raise ValueError("series: names no two metrics; write them in the order of the addresses")
    rows = [row for line in lines(wish.rows, (many,)) for row in _rows(books, line, wish)]
    order = list(dict.fromkeys(row["panel"] for row in rows))
    rows.sort(key=lambda row: order.index(row["panel"]))
    if len({row["label"] for row in rows}) > len(SERIES):
        raise ValueError(f"more than {len(SERIES)} predictors; take rows away")
    for _, group in groupby(rows, lambda row: row["panel"]):
        part = list(group)
        for at in range(many):
            for row, place in zip(part, _places(part, at), strict=True):
                row["places"].append(place)
    return rows


def _rows(books: Register, line: Line, wish: Wish) -> Iterator[Row]:
    """The rows of a line: one in each of its panels."""
    found = together(books, line.addresses)
    panels = [line.panel] if len(found) == 1 else [p.strip() for p in line.panel.split(",")]
    if len(panels) != len(found):
        names = ", ".join(name for name, _ in found)
        raise ValueError(
            f"the row '{line.words}' is of {len(found)} panels; write # and a name for each of "
            f"{names}"
        )
    for panel, (_, addresses) in zip(panels, found, strict=True):
        cells = [books.cell(address) for address in addresses]
        values = [number_of(cell.value) for cell in cells]
        better = [
            books.findings[cell.record].better if cell.record in books.findings else "neither"
            for cell in cells
        ]
        if "neither" in better or None in values:
            raise ValueError(
                f"the row '{line.words}' holds a value of which neither more nor less is better; "
                "name another"
            )
        second_hand = any(cell.checked.how == "secondary" for cell in cells)
        yield {
            "id": cells[0].record, "panel": panel,
            "label": line.label + (DAGGER if second_hand else ""),
            "metrics": wish.series, "values": values, "places": [],
            "second_hand": second_hand, "addresses": " ".join(addresses),
            "citekey": cells[0].citekey, "_better": better,
        }  # fmt: skip


def _places(part: Sequence[Row], at: int) -> list[float]:
    sign = 1 if part[0]["_better"][at] == "higher" else -1
    scores = [sign * row["values"][at] for row in part]
    return [
        1 + sum(other > score for other in scores) + (scores.count(score) - 1) / 2
        for score in scores
    ]


def mixed(books: Register, rows: list[Row], wish: Wish) -> str:
    """What is wrong with showing the values so; empty if nothing is."""
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        listed = [row["addresses"].split() for row in group]
        named = [address.partition("/")[0] for addresses in listed for address in addresses]
        behind = {(books.paper_of[name], books.findings[name].benchmark) for name in named}
        if len(behind) > 1:
            return f"the values of {panel or 'a panel'} are of several benchmarks; draw them apart"
        for column in zip(*listed, strict=True):
            if found := conditions.mixed(books, column, wish.varies):
                return f"{found}; draw them apart, or add varies: and what they differ in"
    return ""


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """The key, then panels: two beside one another, or on a phone one."""
    sheet = Sheet(size)
    order = list(dict.fromkeys(row["label"] for row in rows))
    key = [Mark(*SERIES[place], words=name) for place, name in enumerate(order)]
    if any(len(set(places)) < len(places) for places in _by_metric(rows)):
        key.append(Mark("muted", "line", words="level"))
    y = sheet.key(key) + 6
    panels = [(words, list(group)) for words, group in groupby(rows, lambda row: str(row["panel"]))]
    across = min(ACROSS[size.phone], len(panels))
    room = min((size.width - 2 * EDGE - (across - 1) * GAP) / across, 460.0)
    high = HEAD + STEP * len(rows[0]["metrics"]) + 12
    for place, (words, group) in enumerate(panels):
        down, beside = divmod(place, across)
        left = EDGE + beside * (room + GAP)
        _panel(sheet, left, y + down * high, room, words, group, order)
    sheet.height = y + -(-len(panels) // across) * high
    return sheet


def _panel(
    sheet: Sheet, left: float, top: float, room: float, head: str, part: Sequence[Row],
    order: Sequence[str],
) -> None:  # fmt: skip
    size, metrics = sheet.size, part[0]["metrics"]
    names = min(max(wide(word, size.text) for metric in metrics for word in metric.split()) + 12,
                0.34 * room)  # fmt: skip
    names = max(names, 82.0)
    start = left + names + 14
    x = linear(1, len(part), start, left + room - 20)
    sheet.text(left, top + 16, head, px=size.head, bold=True)
    sheet.text(x(1) - 18, top + 34, "best", ink="muted")
    sheet.text(x(len(part)) + 18, top + 34, "worst", ink="muted", align="right")
    level = [top + HEAD + STEP * (at + 0.5) - 6 for at in range(len(metrics))]
    for at, metric in enumerate(metrics):
        sheet.line([(start - 14, level[at]), (left + room, level[at])], "grid")
        shown = balanced(metric[:1].upper() + metric[1:], size.text, names)
        for line, words in enumerate(shown):
            sheet.text(left, level[at] + 4 + 15 * (line - (len(shown) - 1) / 2), words)
    points = {row["label"]: _points(part, row, x, level) for row in part}
    for row in part:
        ink = SERIES[order.index(row["label"])][0]
        sheet.line(points[row["label"]], ink, 2)
    for at in range(len(metrics)):
        for value, first, last in _numbers(part, at, points):
            middle, half = (first + last) / 2, wide(value, size.smallest) / 2 + 3
            sheet.rect(middle - half, level[at] + 8, 2 * half, 16, "paper")
            if first != last:
                sheet.line([(first - 5, level[at] + 8), (last + 5, level[at] + 8)], *LEVEL)
            sheet.text(
                middle, level[at] + 20, value, ink="second", align="center", px=size.smallest
            )
    for row in part:
        ink, shape = SERIES[order.index(row["label"])]
        for at, (across, y) in enumerate(points[row["label"]]):
            value = plain(row["values"][at], _digits(part, at))
            place = f"place {row['places'][at]:g} of {len(part)}"
            said = f"{row['label']}, {metrics[at]}: {value}, {place}"
            sheet.mark(across, y, ink, shape, px=10, says=said)


def _numbers(
    part: Sequence[Row], at: int, points: Mapping[str, Sequence[Point]]
) -> Iterator[tuple[str, float, float]]:
    """The values of a metric, and from where to where each stands: those that are level once."""
    for place in sorted({row["places"][at] for row in part}):
        even = [row for row in part if row["places"][at] == place]
        across = [points[row["label"]][at][0] for row in even]
        yield plain(even[0]["values"][at], _digits(part, at)), min(across), max(across)


def _points(part: Sequence[Row], row: Row, x: Scale, level: Sequence[float]) -> list[Point]:
    """Where the marks of a predictor lie: those that are level stand side by side."""
    made = []
    for at, place in enumerate(row["places"]):
        even = [other["label"] for other in part if other["places"][at] == place]
        aside = even.index(row["label"]) - (len(even) - 1) / 2
        made.append((x(place) + 2 * TIED * aside, level[at]))
    return made


def _digits(part: Sequence[Row], at: int) -> int:
    """Decimals of the values of one metric, at most three."""
    return min(3, max(decimals(row["values"][at]) for row in part))


def _by_metric(rows: Sequence[Row]) -> Iterator[list[float]]:
    """For each panel and metric the places of its predictors."""
    for _, group in groupby(rows, lambda row: str(row["panel"])):
        yield from map(list, zip(*(row["places"] for row in group), strict=True))


def leaders(rows: Sequence[Row]) -> Iterator[tuple[str, dict[tuple[str, ...], list[str]]]]:
    """For each panel who is best, alone or level with others, and by which metrics."""
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        part = list(group)
        led: dict[tuple[str, ...], list[str]] = {}
        for at, metric in enumerate(part[0]["metrics"]):
            top = min(row["places"][at] for row in part)
            who = tuple(row["label"] for row in part if row["places"][at] == top)
            led.setdefault(who, []).append(metric)
        yield panel, led


def message(rows: Sequence[Row]) -> str:
    """Whether the metrics agree on who leads; if not, who leads by what."""
    found = list(leaders(rows))
    metrics = count(len(rows[0]["metrics"]), "metric")
    if len({who for _, led in found for who in led}) == 1:
        return f"By each of {metrics} the same predictor leads."
    said = (f"{panel}{': ' if panel else ''}{'; '.join(_led(led))}." for panel, led in found)
    return f"The metric decides who leads. {' '.join(said)}"


def _led(led: dict[tuple[str, ...], list[str]]) -> Iterator[str]:
    """Who is best, and by what."""
    for who, metrics in led.items():
        yield f"{joined(who)} by {joined(metrics)}"


def alt(rows: list[Row]) -> str:
    """For each panel and metric the predictors from best to worst, with their values."""
    parts = []
    for panel, group in groupby(rows, lambda row: str(row["panel"])):
        part, said = list(group), []
        for at, metric in enumerate(part[0]["metrics"]):
            ranked = sorted(part, key=lambda row: row["places"][at])
            listed = ", ".join(
                f"{row['label']} {plain(row['values'][at], _digits(part, at))}" for row in ranked
            )
            said.append(f"{metric}: {listed}")
        parts.append(f"{panel}{': ' if panel else ''}{'; '.join(said)}.")
    return "Predictors from best to worst by each metric. " + " ".join(parts)
