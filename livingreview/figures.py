"""Figures drawn by the build from the register, in one house style, for light and dark pages.

``{evidence-figure} kind`` takes ``:name:``, ``:alt:`` and, where the kind allows it, ``:class:``
(a model class); its body is the caption. Every figure says how many records it was drawn from and
offers its data as CSV.
"""

from __future__ import annotations

import csv
import hashlib
import math
import os
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview.parts import register_of
from livingreview.register import Register
from livingreview.schema import Finding

FONTS = Path(__file__).parent / "typst" / "fonts"
CLASSES = ("seq2function", "seq2seq", "transcriptome")
MARKERS = {"seq2function": "o", "seq2seq": "s", "transcriptome": "^"}
CLIP = 100.0  # per cent; a larger difference is drawn at the edge with an arrow


@dataclass(frozen=True)
class Theme:
    """Colors of one mode; the three class colors are told apart by color-blind readers."""

    name: str
    ink: str
    muted: str
    grid: str
    classes: dict[str, str]
    model_wins: str
    baseline_wins: str


LIGHT = Theme(
    "light", "#1f2a37", "#5b6470", "#d9dde2",
    {"seq2function": "#0072B2", "seq2seq": "#C04F00", "transcriptome": "#007A58"},
    "#0072B2", "#C04F00",
)  # fmt: skip
DARK = Theme(
    "dark", "#e6e6e6", "#a8adb4", "#3a3f45",
    {"seq2function": "#6CC1F0", "seq2seq": "#F0A35E", "transcriptome": "#4FD1A5"},
    "#6CC1F0", "#F0A35E",
)  # fmt: skip

Row = dict[str, Any]


# -- data -----------------------------------------------------------------------------------------


def models_over_time(books: Register, only: str | None) -> list[Row]:
    """One row a model with a known input length or parameter count."""
    rows = []
    for model in books.models.values():
        length, size = model.input_length.value, model.parameters.value
        row = {
            "id": model.id, "name": model.name, "class": model.class_, "year": model.year,
            "input_length": _number(length), "input_unit": model.input_length.unit or "",
            "parameters": _number(size), "citekey": books.paper_of[model.id],
        }  # fmt: skip
        known = row["input_length"] is not None or row["parameters"] is not None
        if known and only in (None, row["class"]):
            rows.append(row)
    return sorted(rows, key=lambda row: (row["year"], row["id"]))


def _number(value: object) -> float | None:
    if isinstance(value, tuple):
        return float(value[1])
    return float(value) if isinstance(value, (int, float)) else None


def contests(books: Register, only: str | None) -> list[Row]:
    """One row a finding that sets a foundation model against a simple or task-specific method.

    ``differences`` are in per cent of the baseline's value, above zero where the model is better.
    """
    rows = []
    for finding in books.findings.values():
        pairs = _pairs(finding)
        kind = _class_of(books, finding)
        if not pairs or kind is None or (only and kind != only):
            continue
        sign = 1 if finding.better == "higher" else -1
        differences = [100 * sign * (a - b) / abs(b) for a, b in pairs if b]
        if not differences:
            continue
        rows.append(
            {
                "id": finding.id, "class": kind, "task": finding.task, "metric": finding.metric,
                "model": " ".join(repr(a) for a, _ in pairs),
                "baseline": " ".join(repr(b) for _, b in pairs),
                "differences": differences,
                "comparisons": len(differences),
                "model_better": sum(d > 0 for d in differences),
                "independent": books.independent(finding.id),
                "checked": finding.checked.how, "citekey": books.paper_of[finding.id],
            }
        )  # fmt: skip
    order = {name: number for number, name in enumerate(CLASSES)}
    return sorted(
        rows, key=lambda r: (order[r["class"]], r["task"], statistics.median(r["differences"]))
    )


def _pairs(finding: Finding) -> list[tuple[float, float]]:
    if finding.better == "neither":
        return []
    if finding.table and finding.contest:
        rows = finding.table.rows
        both = zip(rows[finding.contest.model], rows[finding.contest.baseline], strict=True)
        return [(a, b) for a, b in both if a is not None and b is not None]
    other = finding.compared_with
    if other and other.kind == "baseline" and isinstance(finding.value, (int, float)):
        return [(finding.value, other.value)]
    return []


def _class_of(books: Register, finding: Finding) -> str | None:
    kinds = [books.models[name].class_ for name in finding.tests]
    return max(set(kinds), key=kinds.count) if kinds else None


def perturbation_data(books: Register, only: str | None) -> list[Row]:
    """One row a perturbation data set with a known year and number of profiles."""
    rows = []
    for data in books.datasets.values():
        profiles, count = _number(data.profiles.value), _number(data.perturbations.value)
        if isinstance(data.year, str) or profiles is None or count is None:
            continue
        if data.perturbation_type.value == "not applicable":
            continue
        rows.append(
            {
                "id": data.id, "name": data.name, "year": data.year, "profiles": profiles,
                "perturbations": count, "type": data.perturbation_type.value,
                "citekey": books.paper_of[data.id],
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["year"], row["profiles"]))


# -- drawing --------------------------------------------------------------------------------------


def _axes(theme: Theme, width: float, height: float, columns: int = 1) -> tuple[Any, Sequence[Any]]:
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
    axes = figure.subplots(1, columns, squeeze=False)[0]
    for axis in axes:
        axis.set_facecolor("none")
        axis.grid(color=theme.grid, linewidth=0.5)
        axis.set_axisbelow(True)
    return figure, axes


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
    for right in (False, True):
        last = float("-inf")
        side = [label for label in labels if (label[0] > middle) == right]
        for x, y, words, color in sorted(side, key=lambda label: (label[1], -label[0])):
            height = axis.transData.transform((x, y))[1] * points
            place = max(height, last + 8.5)
            last = place
            axis.annotate(
                words, (x, y), xytext=(-3 if right else 3, place - height + 2.5),
                textcoords="offset points", fontsize=6.8, color=color,
                ha="right" if right else "left",
            )  # fmt: skip


def draw_models(rows: list[Row], theme: Theme) -> Any:
    """Input length and parameters against year, both on a logarithmic scale."""
    figure, axes = _axes(theme, 6.6, 3.4, 2)
    for axis, key, label in (
        (axes[0], "input_length", "input length (bp; genes for transcriptome)"),
        (axes[1], "parameters", "parameters"),
    ):
        shown = [row for row in rows if row[key] is not None]
        spread = _spread(shown)
        for kind in CLASSES:
            group = [row for row in shown if row["class"] == kind]
            axis.scatter(
                [spread[row["id"]] for row in group], [row[key] for row in group],
                marker=MARKERS[kind], s=24, color=theme.classes[kind], label=kind,
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
            [(spread[r["id"]], r[key], r["name"], theme.classes[r["class"]]) for r in named],
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


def draw_contests(rows: list[Row], theme: Theme) -> Any:
    """One line a finding: median and range of the difference, and how many comparisons were won."""
    figure, (axis,) = _axes(theme, 6.6, 0.9 + min(0.21, 7.3 / len(rows)) * len(rows))
    ticks, labels = [], []
    for number, row in enumerate(reversed(rows)):
        clipped = [max(-CLIP, min(CLIP, d)) for d in row["differences"]]
        middle = statistics.median(clipped)
        color = theme.model_wins if middle > 0 else theme.baseline_wins
        axis.plot([min(clipped), max(clipped)], [number, number], color=color, linewidth=1.4)
        face = color if row["independent"] else "none"
        axis.plot(
            [middle], [number], marker="o", markersize=5, markerfacecolor=face,
            markeredgecolor=color, markeredgewidth=1.2,
        )  # fmt: skip
        beyond = [d for d in row["differences"] if abs(d) > CLIP]
        if beyond:
            edge = math.copysign(CLIP, beyond[0])
            axis.plot([edge], [number], marker=">" if edge > 0 else "<", markersize=4, color=color)
        axis.annotate(
            f"{row['model_better']}/{row['comparisons']}", (1.01, number),
            xycoords=("axes fraction", "data"), fontsize=7, va="center", color=theme.muted,
        )  # fmt: skip
        ticks.append(number)
        labels.append(f"{row['task']} · {row['short']}")
    axis.axvline(0, color=theme.ink, linewidth=0.8)
    axis.set_yticks(ticks, labels, fontsize=7)
    axis.tick_params(axis="y", length=0)
    kinds = [row["class"] for row in reversed(rows)]
    for number in range(1, len(kinds)):
        if kinds[number] != kinds[number - 1]:
            axis.axhline(number - 0.5, color=theme.muted, linewidth=0.8)
    for label, row in zip(axis.get_yticklabels(), reversed(rows), strict=True):
        label.set_color(theme.classes[row["class"]])
    axis.set_xlim(-CLIP * 1.05, CLIP * 1.05)
    axis.set_ylim(-0.7, len(rows) - 0.3)
    axis.set_xlabel(
        "foundation model against baseline, % of the baseline's value (right: model better)"
    )
    return figure


def draw_data(rows: list[Row], theme: Theme) -> Any:
    """Profiles against year; the area of a point grows with the number of perturbations."""
    figure, (axis,) = _axes(theme, 6.6, 4.0)
    spread = _spread(rows)
    color = theme.classes["transcriptome"]
    sizes = [18 * max(1.0, math.log10(row["perturbations"])) ** 1.6 for row in rows]
    axis.scatter(
        [spread[row["id"]] for row in rows], [row["profiles"] for row in rows], s=sizes,
        color=color, alpha=0.55, linewidths=0,
    )  # fmt: skip
    axis.set_yscale("log")
    axis.set_ylabel("profiles (cells or samples)")
    axis.set_xlabel("year")
    axis.xaxis.get_major_locator().set_params(integer=True)
    axis.margins(x=0.1, y=0.1)
    _label(axis, [(spread[row["id"]], row["profiles"], row["name"], theme.ink) for row in rows])
    return figure


@dataclass(frozen=True)
class Kind:
    """A kind of figure: where its rows come from and how they are drawn."""

    rows: Callable[[Register, str | None], list[Row]]
    draw: Callable[[list[Row], Theme], Any]
    by_class: bool = True


KINDS = {
    "models": Kind(models_over_time, draw_models),
    "contests": Kind(contests, draw_contests),
    "perturbation-data": Kind(perturbation_data, draw_data, by_class=False),
}


def save(figure: Any, file: Path) -> None:
    """Write an SVG that is the same, byte for byte, each time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    figure.savefig(part, format="svg", transparent=True, metadata={"Date": None})
    part.replace(file)


def save_data(rows: Iterable[Row], file: Path) -> None:
    """Write the rows behind a figure as CSV."""
    listed = [
        {k: " ".join(f"{x:.4g}" for x in v) if isinstance(v, list) else v for k, v in row.items()}
        for row in rows
    ]
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
    part.replace(file)


class EvidenceFigure(SphinxDirective):
    """``{evidence-figure} kind``."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "alt": directives.unchanged,
        "class": lambda text: directives.choice(text, CLASSES),
    }

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in KINDS:
            raise self.error(f"no figure of the kind {kind!r}; write one of: {', '.join(KINDS)}")
        if not self.options.get("alt"):
            raise self.error(
                f"the figure {kind} has no alternative text; add :alt: and what it shows"
            )
        books = register_of(self.env.app)
        only = self.options.get("class")
        if only and not KINDS[kind].by_class:
            raise self.error(f"the figure {kind} takes no :class:; drop it")
        rows = KINDS[kind].rows(books, only)
        if not rows:
            raise self.error(f"no record has what the figure {kind} needs; drop it or add records")
        for row in rows:
            row["short"] = books.references[row["citekey"]].short
        for file in {place[0] for place in books.place.values()}:
            self.env.note_dependency(str(file.resolve()))
        name = f"{kind}-{only}" if only else kind
        return [self._figure(name, kind, rows)]

    def _figure(self, name: str, kind: str, rows: list[Row]) -> nodes.figure:
        folder = Path(self.env.app.doctreedir) / "figures"
        stamp = hashlib.sha256(repr(rows).encode() + Path(__file__).read_bytes()).hexdigest()[:12]
        figure = nodes.figure(records=[row["id"] for row in rows])
        for theme in (LIGHT, DARK):
            file = folder / stamp / f"{name}-{theme.name}.svg"
            if not file.exists():
                save(KINDS[kind].draw(rows, theme), file)
            image = nodes.image(
                uri=self._relative(file), alt=self.options["alt"], classes=[f"only-{theme.name}"]
            )
            self.set_source_info(image)
            figure += image
        data = folder / stamp / f"{name}.csv"
        if not data.exists():
            save_data(rows, data)
        caption = nodes.caption()
        caption += self.parse_inline(" ".join(self.content), lineno=self.content_offset)[0]
        figure += caption
        legend = nodes.legend()
        count = f"{len(rows)} record" + ("" if len(rows) == 1 else "s")
        note = nodes.paragraph("", f"Drawn from {count}. ")
        note += addnodes.download_reference(
            "",
            "",
            nodes.Text("Data (CSV)"),
            reftarget=self._relative(data),
            refdoc=self.env.docname,
        )
        legend += note
        figure += legend
        self.set_source_info(figure)
        self.add_name(figure)
        return figure

    def _relative(self, file: Path) -> str:
        here = Path(self.env.doc2path(self.env.docname)).parent
        return os.path.relpath(file, here)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_directive("evidence-figure", EvidenceFigure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
