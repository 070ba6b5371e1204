"""How figures look: one house style, for light and dark pages, the same bytes each time.

Functions named ``draw_<kind>`` take rows, as ``rows`` gathers them from the register, and the
classes of models in order, and return a matplotlib figure for light pages; ``darkened`` makes of
its file the one for dark pages.
"""

from __future__ import annotations

import io
import math
import os
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from livingreview import files
from livingreview.figures.rows import Row
from livingreview.fonts import FONTS

MARKERS = ("o", "s", "^", "D", "v")  # of the first class or series, of the second, and so on
LETTER, LINE = 3.7, 8.5  # width and height that a letter of a label takes, in points
CLIP = 100.0  # per cent; a larger difference is drawn at the edge with an arrow


@dataclass(frozen=True)
class Theme:
    """Colors of one mode; ``series`` are told apart by color-blind readers.

    The first class or series takes the first color, the second the next. A color of ``LIGHT``
    that serves twice does so in ``DARK``, too.
    """

    name: str
    ink: str
    muted: str
    grid: str
    series: tuple[str, ...]
    model_wins: str
    baseline_wins: str


LIGHT = Theme(
    "light", "#1f2a37", "#5b6470", "#d9dde2",
    ("#0072B2", "#C04F00", "#007A58", "#8A4A7D", "#6B5B00"),
    "#0072B2", "#C04F00",
)  # fmt: skip
DARK = Theme(
    "dark", "#e6e6e6", "#a8adb4", "#3a3f45",
    ("#6CC1F0", "#F0A35E", "#4FD1A5", "#DDA0CF", "#D6C65A"),
    "#6CC1F0", "#F0A35E",
)  # fmt: skip


def _axes(
    theme: Theme,
    width: float,
    height: float,
    columns: int = 1,
    heights: Sequence[int] = (1,),
) -> tuple[Any, list[Any]]:
    # No window, no cache in the reader's home: matplotlib only writes the file it is told to.
    os.environ.setdefault("MPLBACKEND", "svg")
    import matplotlib
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    for font in FONTS.glob("*.ttf"):
        font_manager.fontManager.addfont(font)
    matplotlib.rcParams.update(
        {
            "font.family": "Lato", "font.size": 8.5, "svg.fonttype": "path",
            "svg.hashsalt": "livingreview", "axes.spines.top": False, "axes.spines.right": False,
            "text.color": theme.ink, "axes.labelcolor": theme.ink, "axes.edgecolor": theme.muted,
            "xtick.color": theme.muted, "ytick.color": theme.muted, "axes.linewidth": 0.7,
        }
    )  # fmt: skip
    figure = Figure(figsize=(width, height), layout="constrained")
    grid = {"height_ratios": heights}
    axes = figure.subplots(len(heights), columns, squeeze=False, gridspec_kw=grid).ravel()
    for axis in axes:
        axis.set_facecolor("none")
        axis.grid(color=theme.grid, linewidth=0.5)
        axis.set_axisbelow(True)
    return figure, list(axes)


def _record_setters(rows: list[Row], key: str) -> list[Row]:
    """The rows that set a new maximum in their class: those a reader wants named."""
    best: dict[str, float] = {}
    named = []
    for row in rows:
        group = row.get("class", "")
        if row[key] > best.get(group, 0):
            best[group] = row[key]
            named.append(row)
    return named


Label = tuple[float, float, str, str]  # x and y of the point, words, color


def _label(axis: Any, labels: list[Label]) -> None:
    """Write words beside points: on the inner side, and no two on one another."""
    axis.autoscale_view()
    middle = sum(axis.get_xlim()) / 2
    points = 72 / axis.figure.dpi
    taken: list[tuple[float, float, float]] = []  # left, right, height of words set already
    for x, y, words, color in sorted(labels, key=lambda label: (label[1], -label[0])):
        right = x > middle
        across, height = (place * points for place in axis.transData.transform((x, y)))
        wide = LETTER * len(words)
        left = across - 3 - wide if right else across + 3
        place = height
        while any(
            left < end and left + wide > start and abs(place - at) < LINE
            for start, end, at in taken
        ):
            place += 1
        taken.append((left, left + wide, place))
        axis.annotate(
            words, (x, y), xytext=(-3 if right else 3, place - height + 2.5),
            textcoords="offset points", fontsize=6.8, color=color,
            ha="right" if right else "left",
        )  # fmt: skip


def _units(rows: list[Row], classes: Sequence[str]) -> str:
    """The unit of most inputs, and that of each class that counts in another, in parentheses."""
    every = [row["input_unit"] for row in rows if row["input_unit"]]
    if not every:
        return ""
    usual = statistics.mode(every)
    named = [usual]
    for kind in classes:
        units = [r["input_unit"] for r in rows if r["class"] == kind and r["input_unit"]]
        if units and (unit := statistics.mode(units)) != usual:
            named.append(f"{unit} for {kind}")
    return f" ({'; '.join(named)})"


def draw_models(rows: list[Row], classes: Sequence[str], theme: Theme = LIGHT) -> Any:
    """Input length and parameters against year, both on a logarithmic scale."""
    figure, axes = _axes(theme, 6.6, 3.4, 2)
    color = dict(zip(classes, cycle(theme.series), strict=False))
    for axis, key, label in (
        (axes[0], "input_length", f"input length{_units(rows, classes)}"),
        (axes[1], "parameters", "parameters"),
    ):
        shown = [row for row in rows if row[key] is not None]
        spread = _spread(shown)
        for kind, marker in zip(classes, cycle(MARKERS), strict=False):
            group = [row for row in shown if row["class"] == kind]
            axis.scatter(
                [spread[row["id"]] for row in group], [row[key] for row in group],
                marker=marker, s=24, color=color[kind], label=kind,
                alpha=0.85, linewidths=0,
            )  # fmt: skip
        axis.set_yscale("log")
        axis.set_ylabel(label)
        axis.set_xlabel("year")
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.margins(x=0.16, y=0.1)
        named = _record_setters(shown, key)
        _label(
            axis,
            [(spread[r["id"]], r[key], r["name"], color[r["class"]]) for r in named],
        )
    axes[0].legend(frameon=False, fontsize=7.5, loc="upper left", labelcolor=theme.ink)
    return figure


def _spread(rows: list[Row]) -> dict[str, float]:
    """Years with the models of one year side by side, so that no point hides another."""
    places: dict[str, float] = {}
    for year in {row["year"] for row in rows}:
        group = [row["id"] for row in rows if row["year"] == year]
        for number, name in enumerate(group):
            places[name] = year + 0.5 * ((number + 0.5) / len(group) - 0.5)
    return places


def draw_data(rows: list[Row], classes: Sequence[str], theme: Theme = LIGHT) -> Any:
    """Profiles against year; the area of a point grows with the number of perturbations."""
    figure, (axis,) = _axes(theme, 6.6, 4.0)
    spread = _spread(rows)
    sizes = [18 * max(1.0, math.log10(row["perturbations"])) ** 1.6 for row in rows]
    axis.scatter(
        [spread[row["id"]] for row in rows], [row["profiles"] for row in rows], s=sizes,
        color=theme.series[2], alpha=0.55, linewidths=0,
    )  # fmt: skip
    axis.set_yscale("log")
    axis.set_ylabel("profiles (cells or samples)")
    axis.set_xlabel("year")
    axis.xaxis.get_major_locator().set_params(integer=True)
    axis.margins(x=0.1, y=0.1)
    _label(axis, [(spread[row["id"]], row["profiles"], row["name"], theme.ink) for row in rows])
    return figure


def draw_uses(uses: dict[str, list[str]], theme: Theme = LIGHT) -> Any:
    """A mark where the part of a row uses that of a column; the diagonal divides down from up."""
    names = list(uses)
    figure, (axis,) = _axes(theme, 5.2, 5.0)
    axis.plot([-0.5, len(names) - 0.5], [-0.5, len(names) - 0.5], color=theme.muted, linewidth=0.8)
    marks = [(names.index(used), row) for row, name in enumerate(names) for used in uses[name]]
    axis.scatter(*zip(*marks, strict=True), s=34, color=theme.model_wins, linewidths=0, zorder=2)
    axis.set_xticks(range(len(names)), names, rotation=90)
    axis.set_yticks(range(len(names)), names)
    axis.tick_params(length=0, labelcolor=theme.ink)
    axis.xaxis.tick_top()
    axis.set_xlim(-0.5, len(names) - 0.5)
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.set_aspect("equal")
    axis.spines[["left", "bottom"]].set_visible(False)
    return figure


def save(figure: Any, file: Path) -> None:
    """Write an SVG that is the same, byte for byte, each time, and valid in an EPUB.

    So it names no document type, whose address lies elsewhere, and a blank has an empty path.
    """
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = re.sub(r"<!DOCTYPE[^>]*>\s*", "", out.getvalue())
    files.write(
        file, re.sub(r'<path (id="[^"]+")(?=[^>]*/>)(?![^>]* d=)', r'<path \1 d="M0 0"', svg)
    )


def darkened(light: Path, dark: Path) -> None:
    """Write the SVG of dark pages: the one of light pages in other colors, not drawn again."""
    colors = dict(zip(_colors(LIGHT), _colors(DARK), strict=True))
    either = re.compile("|".join(colors), re.IGNORECASE)
    svg = either.sub(lambda found: colors[found[0].lower()], light.read_text(encoding="utf-8"))
    files.write(dark, svg)


def _colors(theme: Theme) -> list[str]:
    named = (theme.ink, theme.muted, theme.grid, *theme.series)
    return [color.lower() for color in (*named, theme.model_wins, theme.baseline_wins)]
