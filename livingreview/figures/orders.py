"""Predictions of simulated responses, put in order by several metrics: rows, words, drawing.

A row is a metric in one screen, with the score of each prediction. Which metrics there are, and in
how they are called, says the vocabulary (``simulated``); all words are made from the scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from livingreview.figures import simulated
from livingreview.figures.rows import Row
from livingreview.figures.scales import joined, plain
from livingreview.figures.sheet import EDGE, Mark, Shape, Sheet, Size, wrap
from livingreview.figures.simulated import PREDICTIONS, REPLICATE, Setting
from livingreview.register.vocabulary import Metric, Simulated

#: The screens that are drawn: from each to the next one thing changes.
DRAWN = (Setting(1.0, 0.5, 16), Setting(1.0, 0.5, 256), Setting(0.5, 1.0, 256))
LOOKS: dict[str, tuple[str, Shape]] = dict(
    zip(
        PREDICTIONS,
        (("muted", "down"), ("ink", "diamond"), ("one", "circle"), ("two", "square"),
         ("second", "up")),
        strict=True,
    )
)  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
Metrics = Mapping[Simulated, Metric]


def gather(metrics: Metrics, setting: Setting) -> list[Row]:
    """One row a metric: the score of each prediction, and their order, the best first."""
    found = simulated.scores(setting)
    rows = []
    for name, listed in found.items():
        if name not in metrics:
            continue
        metric = metrics[name]
        sign = 1 if metric.better == "lower" else -1
        rows.append(
            {
                "id": metric.id, "metric": metric.name, "shared": setting.shared,
                "own": setting.own, "cells": setting.cells, **listed,
                "_order": sorted(PREDICTIONS, key=lambda one: sign * listed[one]),
            }
        )  # fmt: skip
    return rows


# -- words ----------------------------------------------------------------------------------------


def _leaders(row: Row) -> tuple[str, ...]:
    """The predictions that are best by a metric, more than one at a tie; the replicate is none."""
    order = [one for one in row["_order"] if one != REPLICATE]
    return tuple(one for one in PREDICTIONS if one in order and row[one] == row[order[0]])


def _last(row: Row) -> str:
    """The prediction that is worst by a metric; empty at a tie."""
    *_, before, last = (one for one in row["_order"] if one != REPLICATE)
    return last if row[before] != row[last] else ""


def said(rows: Sequence[Row]) -> str:
    """Who leads one screen by which metric, and by which the replicate is behind."""
    led: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        led.setdefault(_leaders(row), []).append(row["metric"])
    parts = [f"{joined(who)} by {joined(led[who])}" for who in sorted(led, key=_places)]
    behind = [row["metric"] for row in rows if row[row["_order"][0]] != row[REPLICATE]]
    more = f" Even the replicate is behind by {joined(behind)}." if behind else ""
    return f"Ahead, the replicate aside: {'; '.join(parts)}.{more}"


def _places(who: tuple[str, ...]) -> list[int]:
    return [PREDICTIONS.index(one) for one in who]


def message(rows: Sequence[Row]) -> str:
    """In how many ways the order turns, over all screens that are drawn."""
    screens = _screens(rows)
    many = sorted(len({one for row in screen for one in _leaders(row)}) for screen in screens)
    ways, few, most = (NUMBERS[number] for number in (len(screens[0]), many[0], many[-1]))
    if many[-1] == 1:
        return f"By each of {ways} metrics the same prediction leads, the replicate aside."
    return (
        "The metric decides which prediction leads, the replicate aside: in each simulated screen "
        f"{few if few == most else f'{few} to {most}'} of {NUMBERS[len(PREDICTIONS) - 1]} lead by "
        f"one of {ways} metrics{_turned(screens)}."
    )


def _turned(screens: Sequence[Sequence[Row]]) -> str:
    """A prediction that leads by one metric and last by another on all screens, if any."""
    by = list(zip(*screens, strict=True))
    for one in PREDICTIONS:
        first = [rows[0]["metric"] for rows in by if all(_leaders(row) == (one,) for row in rows)]
        last = [rows[0]["metric"] for rows in by if all(one == _last(row) for row in rows)]
        if first and last:
            return f", and the {one} leads by {first[0]} and is last by {last[0]} in each"
    return ""


def _screens(rows: Sequence[Row]) -> list[list[Row]]:
    return [list(screen) for _, screen in groupby(rows, key=_named)]


def _named(row: Row) -> str:
    """A screen in words."""
    return f"Shared {row['shared']:g}, own {row['own']:g}, {row['cells']} cells"


def alt(rows: Sequence[Row]) -> str:
    """The order by every metric in every screen."""
    parts = []
    for screen in _screens(rows):
        orders = [f"{row['metric']}: {', '.join(row['_order'])}" for row in screen]
        parts.append(f"{_named(screen[0])}. {'; '.join(orders)}.")
    return f"Order of the predictions by each metric, the best first. {' '.join(parts)}"


# -- drawing --------------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """The screens beside one another, or on a phone below; a line a metric, a mark a prediction."""
    sheet, screens = Sheet(size), _screens(rows)
    y = sheet.key([Mark(*LOOKS[one], words=one) for one in PREDICTIONS])
    names = 120.0 if size.phone else 146.0
    gap = 18.0
    room = size.width - 2 * EDGE - names
    across = 1 if size.phone else len(screens)
    wide = (room - gap * (across - 1)) / across
    for start in range(0, len(screens), across):
        shown = screens[start : start + across]
        y += 26
        for place, screen in enumerate(shown):
            _head(sheet, EDGE + names + place * (wide + gap), y, wide, screen[0])
        y += 38
        for line in zip(*shown, strict=True):
            words = wrap(line[0]["metric"], size.text, names - 10)
            tall = max(44.0, 16.0 * len(words) + 12)
            sheet.line([(EDGE, y), (size.width - EDGE, y)], "grid")
            for number, part in enumerate(words):
                sheet.text(EDGE, y + 19 + 16 * number, part)
            for place, row in enumerate(line):
                _order(sheet, EDGE + names + place * (wide + gap), y, wide, row)
            y += tall
    sheet.height = y + 4
    return sheet


def _head(sheet: Sheet, x: float, y: float, wide: float, row: Row) -> None:
    """What a screen is, and which way its marks are ordered."""
    first, *rest = _named(row).rsplit(", ", 1)
    sheet.text(x, y, first, bold=True)
    sheet.text(x, y + 17, rest[0])
    sheet.text(x + wide, y + 17, "best first", ink="muted", align="right")


def _order(sheet: Sheet, x: float, y: float, wide: float, row: Row) -> None:
    """The predictions by one metric, the best at left, each with its score; a line joins ties."""
    step = wide / len(PREDICTIONS)
    order = row["_order"]
    for place, one in enumerate(order):
        at = x + step * (place + 0.5)
        if place and row[one] == row[order[place - 1]]:
            sheet.line([(at - step, y + 15), (at, y + 15)], "muted", 1.4)
    for place, one in enumerate(order):
        at = x + step * (place + 0.5)
        score = plain(round(100 * row[one]) / 100, 2)
        sheet.mark(at, y + 15, *LOOKS[one], px=11, says=f"{row['metric']}, {one}: {score}")
        sheet.text(at, y + 36, score, ink="second", align="center")
