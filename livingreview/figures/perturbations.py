"""Data sets of perturbed cells: perturbations against contexts; the area of a disk is its cells.

The author names the data sets in panels: ``# Drugs`` and lines of ``name = address``, where the
address is the id of a data set, or the place of another number of its perturbations, such as
``cmap-l1000/compounds``. All panels share both scales and the area of a cell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from livingreview.figures.labels import Box, Point, label
from livingreview.figures.rows import Row, Wish, number_of
from livingreview.figures.scales import Scale, count, logarithmic, number
from livingreview.figures.sheet import EDGE, Sheet, Size, balanced, wrap
from livingreview.register.register import Register
from livingreview.register.words import DAGGER

MANY = 1000  # perturbations: above, a screen is broad
LEFT, GAP, HEAD, FOOT = 34.0, 30.0, 46.0, 42.0  # px: left of, between, above and below panels
RING = 7.0  # px: the mark of an unknown count


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a line of ``:rows:``: a data set with its counts; None for a count not known.

    A data set without perturbations or contexts has no place, and is told below the panels.

    Raises ``ValueError`` or ``LookupError`` for a line or an address that is wrong.
    """
    rows: list[Row] = []
    panel = ""
    for line in filter(None, map(str.strip, wish.rows.splitlines())):
        name, _, address = (part.strip() for part in line.partition("="))
        if line.startswith("#"):
            panel = line.lstrip("# ")
        elif panel and address:
            rows.append(_row(books, panel, name, address))
        else:
            raise ValueError(
                f"the row {line!r} is wrong; write # and the name of a panel first, then lines of "
                "name = data set"
            )
    if rows and not _placed(rows):
        raise ValueError("no data set has known perturbations and contexts; name one that has")
    return rows


def _row(books: Register, panel: str, name: str, address: str) -> Row:
    record, _, place = address.partition("/")
    data = books.datasets.get(record)
    if place or data is None:
        cell = books.cell(address)
        perturbations, unit = number_of(cell.value), cell.unit
    else:
        perturbations, unit = number_of(data.perturbations.value), data.perturbations.unit
    if data is None or not isinstance(data.year, int):
        raise ValueError(
            f"{address} is no data set with a known year; name another, or drop the row"
        )
    profiles, counted = number_of(data.profiles.value), data.profiles.unit or ""
    contexts = number_of(data.contexts.value)
    single = profiles is not None and counted.startswith("cells")
    second_hand = any(
        value is not None and books.cell(f"{record}/{at}").checked.how == "secondary"
        for at, value in (
            (place or "perturbations", perturbations), ("contexts", contexts),
            ("profiles", profiles),
        )
    )  # fmt: skip
    return {
        "id": record, "name": name + (DAGGER if second_hand else ""), "panel": panel,
        "year": data.year, "perturbations": perturbations, "perturbation_unit": unit or "",
        "contexts": contexts, "context_unit": data.contexts.unit or "", "profiles": profiles,
        "profile_unit": counted, "cells": profiles if single else None,
        "bulk": bool(counted) and profiles is not None and not single,
        "second_hand": second_hand, "citekey": books.paper_of[record],
    }  # fmt: skip


def _placed(rows: Sequence[Row]) -> list[Row]:
    """The rows whose place is known."""
    return [row for row in rows if row["perturbations"] and row["contexts"]]


def corner(rows: Sequence[Row]) -> float:
    """The most contexts of a single-cell screen with more than ``MANY`` perturbations."""
    broad = [row for row in _placed(rows) if not row["bulk"] and row["perturbations"] > MANY]
    return max((row["contexts"] for row in broad), default=0)


def message(rows: Sequence[Row]) -> str:
    """What the figure says, empty if one data set is the largest both ways."""
    most, deep = corner(rows), [row["contexts"] for row in _placed(rows) if not row["bulk"]]
    if not most or most >= max(deep):
        return ""
    return (
        f"Single-cell screens are broad in perturbations or in contexts: of those drawn, none with "
        f"more than {MANY:,} perturbations has more than {count(int(most), 'context')}."
    )


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """The key, then a panel for each kind of perturbation: two beside one another, or on a phone
    one."""
    sheet = Sheet(size)
    across = 1 if size.phone else 2
    room = (size.width - 2 * EDGE - 10 - across * LEFT - (across - 1) * GAP) / across
    high = 250.0 if size.phone else 225.0
    top = max(row["cells"] or 0 for row in rows)
    area = (26.0 if size.phone else 30.0) / math.sqrt(top) if top else 0
    panels = [(words, list(group)) for words, group in groupby(rows, lambda row: row["panel"])]
    start = _key(sheet, EDGE, 0, rows, area)
    for place, (words, group) in enumerate(panels):
        left = EDGE + LEFT + place % across * (room + LEFT + GAP)
        y = start + HEAD - 10 + place // across * (HEAD + high + FOOT)
        box = Box(left, y, left + room, y + high)
        _panel(sheet, box, words, group, rows, area)
    sheet.height = start + math.ceil(len(panels) / across) * (HEAD + high + FOOT) - 10
    return sheet


def _scales(rows: list[Row], box: Box) -> tuple[Scale, Scale, list[float], list[float]]:
    """Both scales of all panels in one of them, and their ticks."""
    scales, ticks = [], []
    for what, low, high in (
        ("perturbations", box.left, box.right), ("contexts", box.bottom, box.top),
    ):  # fmt: skip
        values = [row[what] for row in _placed(rows)]
        first = math.floor(math.log10(min(values)))
        scales.append(logarithmic(10**first * 0.5, max(values) * 2.2, low, high))
        ticks.append([10.0**p for p in range(first, math.floor(math.log10(max(values))) + 1)])
    return scales[0], scales[1], ticks[0], ticks[1]


def _panel(
    sheet: Sheet, box: Box, words: str, group: list[Row], rows: list[Row], area: float
) -> None:
    """One kind of perturbation: frame, disks, names."""
    x, y, across, up = _scales(rows, box)
    if message(rows):
        left, low = x(MANY), y(corner(rows) * 1.15)
        sheet.rect(left, box.top, box.right - left, low - box.top, "band", "grid")
    for tick in across:
        sheet.line([(x(tick), box.top), (x(tick), box.bottom)], "grid")
        sheet.text(x(tick), box.bottom + 16, f"{tick:,.0f}", ink="muted", align="center")
    for tick in up:
        sheet.line([(box.left, y(tick)), (box.right, y(tick))], "grid")
        sheet.text(box.left - 6, y(tick) + 4, f"{tick:,.0f}", ink="muted", align="right")
    sheet.line([(box.left, box.bottom), (box.right, box.bottom)], "muted")
    sheet.text(box.left - LEFT, box.top - 24, words, px=sheet.size.head, bold=True)
    sheet.text(box.left - LEFT, box.top - 6, "Contexts", ink="second")
    sheet.text(box.left, box.bottom + 32, "Perturbations", ink="second")
    points = []
    for row in _placed(group):
        at, level = x(row["perturbations"]), y(row["contexts"])
        radius = max(_disk(sheet, at, level, row, area), RING / 2)
        points.append(Point(at, level, radius, f"{row['name']} {row['year']}"))
    label(sheet, points, Box(box.left + 2, box.top + 2, box.right + 8, box.bottom - 2))


def _disk(sheet: Sheet, x: float, y: float, row: Row, area: float) -> float:
    """The mark of a data set; returns its radius."""
    if row["bulk"]:
        sheet.mark(x, y, "second", "square", px=RING, says=_said(row))
        return RING / 2
    if row["cells"] is None:
        sheet.mark(x, y, "second", px=RING, hollow=True, says=_said(row))
        return RING / 2
    radius = area * math.sqrt(row["cells"])
    sheet.disk(x, y, radius, "one", _said(row))
    sheet.mark(x, y, "one", px=5.5)
    return radius


def _key(sheet: Sheet, x: float, y: float, rows: list[Row], area: float) -> float:
    """What areas and marks mean; returns the lower end."""
    px, top = sheet.size.text, max(row["cells"] or 0 for row in rows)
    if top:
        sheet.text(x, y + 10, "Area of a disk: its number of cells", bold=True)
        largest = 10 ** math.floor(math.log10(top))
        radii = {cells: area * math.sqrt(cells) for cells in (largest, largest / 10, largest / 100)}
        y += 22
        at, middle = x, y + max(radii.values())
        for cells, radius in radii.items():
            sheet.disk(at + radius, middle, radius, "one")
            sheet.mark(at + radius, middle, "one", px=5.5)
            at = sheet.text(at + 2 * radius + 6, middle + 4, number(cells)) + 16
        y = middle + max(radii.values()) + 8
    entries = []
    if any(row["cells"] is None and not row["bulk"] for row in rows):
        entries.append(("circle", "number of cells not known"))
    if any(row["bulk"] for row in rows):
        entries.append(("square", "bulk profiles, no single cells"))
    for shape, words in entries:
        y += 20
        hollow = shape == "circle"
        sheet.mark(x + 8, y, "second", "circle" if hollow else "square", px=RING, hollow=hollow)
        sheet.text(x + 22, y + 4, words)
    if message(rows):
        y += 20
        sheet.rect(x, y - 7, 16, 14, "band", "grid")
        words = f"more than {MANY:,} perturbations and more than {corner(rows):g} contexts"
        for part in balanced(words, px, sheet.size.width - EDGE - x - 22):
            sheet.text(x + 22, y + 4, part)
            y += 16
    for row in rows:
        if row not in _placed(rows):
            y += 8
            for part in wrap(f"Without a place: {_said(row)}", px, sheet.size.width - EDGE - x):
                y += 16
                sheet.text(x, y, part, ink="second")
    return y + 8


def _said(row: Row) -> str:
    """A data set in words."""
    if row["cells"] is not None:
        cells = f"{number(row['cells'])} cells"
    else:
        cells = "bulk profiles" if row["bulk"] else "number of cells not known"
    counted = [
        count(int(row[f"{what}s"]), what) if row[f"{what}s"] else f"number of {what}s not known"
        for what in ("perturbation", "context")
    ]
    return f"{row['name']} ({row['year']}): {', '.join(counted)}, {cells}"


def alt(rows: list[Row]) -> str:
    """Every data set with its counts."""
    parts = [
        f"{panel}: {'; '.join(map(_said, group))}."
        for panel, group in groupby(rows, lambda row: str(row["panel"]))
    ]
    return (
        "Scatter plots of perturbations against contexts, on logarithmic scales; the area of a "
        "disk is the number of cells. " + " ".join(parts)
    )
