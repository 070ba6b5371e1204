"""``{metric-toy}``: predictions of simulated responses in the order that each metric puts them in.

The drawing shows three screens. On the site knobs beneath it lead through all settings, by numbers
and words that stand in the page: ``html/static/toy.js`` shows them and computes nothing. The body
of the directive is the rest of the caption, and it takes ``:name:``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview import files
from livingreview.figures import orders, pictures, simulated
from livingreview.figures.orders import DRAWN, LOOKS, Metrics
from livingreview.figures.pictures import Picture
from livingreview.figures.sheet import Sheet, Size
from livingreview.figures.simulated import CELLS, OWN, PREDICTIONS, SHARED
from livingreview.text.build import register_of
from livingreview.text.templates import in_script

KNOBS: tuple[tuple[str, Sequence[float], str], ...] = (
    ("Shared response", SHARED, "shared"),
    ("Own response", OWN, "own"),
    ("Cells per perturbation", CELLS, "cells"),
)
SIMULATED = (
    f"Simulated: {simulated.TESTED} perturbations of {simulated.GENES} genes, each changing "
    f"{simulated.CHANGED} of them by itself, beside a response that all share. The two models know "
    "equally much of what is special to a perturbation; one adds half of it to the training mean, "
    "the other doubles both. The replicate is the same experiment once more. Lines join equal "
    "scores; a score that is undefined is set to 0."
)


def knobs(metrics: Metrics, name: str) -> str:
    """The controls as HTML, hidden until a script shows them; ``name`` begins their ids."""
    safe = in_script(_data(metrics))
    first = DRAWN[0]
    inputs = "".join(
        _knob(f"{name}-{field}", words, values, values.index(getattr(first, field)))
        for words, values, field in KNOBS
    )
    key = "".join(f"<li>{_mark(one)} {escape(one)}</li>" for one in PREDICTIONS)
    heads = "".join(f'<th scope="col">{place + 1}</th>' for place in range(len(PREDICTIONS)))
    empty = "<td></td>" * len(PREDICTIONS)
    lines = "".join(
        f'<tr><th scope="row">{escape(row["metric"])}</th>{empty}</tr>'
        for row in orders.gather(metrics, first)
    )
    return (
        f'<div class="toy" role="group" aria-labelledby="{name}-knobs" hidden>'
        f'<p class="toy-title" id="{name}-knobs">Turn the knobs: who is ahead?</p>'
        f'<div class="toy-knobs">{inputs}</div><ul class="toy-key">{key}</ul>'
        '<table class="toy-order"><caption>Place by each metric, with the score</caption>'
        f'<thead><tr><th scope="col">Metric</th>{heads}</tr></thead><tbody>{lines}</tbody></table>'
        '<p class="toy-says" role="status"></p>'
        f'<script type="application/json" class="toy-data">{safe}</script></div>'
    )


def _data(metrics: Metrics) -> list[Any]:
    """For each setting the sentence, and for each metric the order: prediction, hundredths."""
    made = []
    for setting in simulated.SETTINGS:
        rows = orders.gather(metrics, setting)
        lines = [
            [[PREDICTIONS.index(one), round(100 * row[one])] for one in row["_order"]]
            for row in rows
        ]
        made.append([orders.said(rows), lines])
    return made


def _knob(name: str, words: str, values: Sequence[float], at: int) -> str:
    """One knob with its label; ``data-values`` are what its places mean."""
    meant = " ".join(f"{value:g}" for value in values)
    return (
        f'<div class="toy-knob"><label for="{name}">{escape(words)}</label> '
        f'<output for="{name}">{values[at]:g}</output>'
        f'<input type="range" id="{name}" min="0" max="{len(values) - 1}" step="1" value="{at}" '
        f'data-values="{meant}" aria-valuetext="{values[at]:g}"></div>'
    )


def _mark(one: str) -> str:
    """The mark of a prediction as a small picture beside its name."""
    sheet = Sheet(Size("mark", 16, 16))
    sheet.mark(8, 8, *LOOKS[one], px=11)
    sheet.height = 16
    return sheet.svg("").replace('role="img" aria-label=""', 'aria-hidden="true"')


# -- the directive --------------------------------------------------------------------------------


class MetricToy(SphinxDirective):
    """``{metric-toy}``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        app = self.env.app
        words = Path(app.confdir, app.config.livingreview_evidence, "vocabulary.yaml")
        self.env.note_dependency(str(words))
        metrics = register_of(app).vocabulary.simulated
        if len(metrics) < 2:
            raise self.error(
                "fewer than two metrics of the vocabulary say what of them is simulated; write "
                f"simulated: and one of {', '.join(simulated.SCORES)} under their responses"
            )
        name = self.options.get("name", "metric-toy")
        rows = [row for setting in DRAWN for row in orders.gather(metrics, setting)]
        drawn = f"{orders.NUMBERS[len(DRAWN)]} simulated screens"
        picture = Picture(
            name, rows, partial(orders.draw, rows), orders.alt(rows), orders.message(rows),
            drawn, SIMULATED, self._knobs(metrics, name),
        )  # fmt: skip
        return [pictures.figure(self, picture)]

    def _knobs(self, metrics: Metrics, name: str) -> str:
        """The controls, kept beside the pictures: all settings take a while to compute."""
        called = [(one.name, one.better) for one in metrics.values()]
        file = pictures.folder(self, name, list(metrics), called) / "knobs.html"
        if not file.exists():
            files.write(file, knobs(metrics, name))
        return file.read_text(encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_directive("metric-toy", MetricToy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
