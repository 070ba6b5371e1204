"""Figures drawn by the build from the register.

``{evidence-figure} kind`` takes ``:name:`` and, where the kind allows it, ``:class:`` (a model
class); its body is the caption, which begins with the message of the figure in bold. The kind
``dots`` shows any values of the register: its ``:rows:`` are lines of ``label = address``, under
lines of ``# axis, panel`` (see ``dots``); ``:series:`` names what several addresses of a row are,
and ``:interval:`` makes them value, low and high. Values side by side are comparable, or
``:varies:`` names the condition in which they differ.
Every figure says how many records it was drawn from; what it says in words is made from its data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from livingreview.figures import contests, dots, models, pictures
from livingreview.figures.drawing import LIGHT, draw_data
from livingreview.figures.oldpictures import folder_of, pair
from livingreview.figures.pictures import Picture, caption, relative, save_data
from livingreview.figures.rows import (
    Row,
    Wish,
    perturbation_data,
    records_of,
)
from livingreview.figures.sheet import Sheet, Size
from livingreview.register.register import Register
from livingreview.register.words import DAGGER
from livingreview.text.build import register_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """A kind of figure: which values it shows, how they look, the same in words.

    ``fault`` says what is wrong with the rows that were asked for; empty if nothing is.
    """

    rows: Callable[[Register, Wish], list[Row]]
    draw: Callable[[list[Row], Size], Sheet]
    alt: Callable[[list[Row]], str]
    fault: Callable[[Register, list[Row], Wish], str] = lambda books, rows, wish: ""
    by_class: bool = True


@dataclass(frozen=True)
class OldKind:
    """A kind that matplotlib draws."""

    rows: Callable[[Register, Wish], list[Row]]
    draw: Callable[[list[Row], Sequence[str], Any], Any]
    by_class: bool = True


KINDS: dict[str, Kind | OldKind] = {
    "models": Kind(models.gather, models.draw, models.alt),
    "contests": Kind(contests.gather, contests.draw, contests.alt),
    "perturbation-data": OldKind(perturbation_data, draw_data, by_class=False),
    "dots": Kind(dots.gather, dots.draw, dots.alt, dots.mixed, by_class=False),
}


class EvidenceFigure(SphinxDirective):
    """``{evidence-figure} kind``."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "alt": directives.unchanged,
        "class": directives.unchanged_required,
        "rows": directives.unchanged_required,
        "series": directives.unchanged_required,
        "interval": directives.flag,
        "varies": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in KINDS:
            raise self.error(f"no figure of the kind {kind!r}; write one of: {', '.join(KINDS)}")
        books = register_of(self.env.app)
        series = filter(None, map(str.strip, self.options.get("series", "").split(",")))
        wish = Wish(
            self.options.get("class"), self.options.get("rows", ""), tuple(series),
            "interval" in self.options, self.options.get("varies"),
        )  # fmt: skip
        if wish.only and not KINDS[kind].by_class:
            raise self.error(f"the figure {kind} takes no :class:; drop it")
        classes = books.vocabulary.class_ids
        if wish.only and wish.only not in classes:
            raise self.error(f"no class {wish.only!r}; write one of: {', '.join(classes)}")
        try:
            rows = KINDS[kind].rows(books, wish)
        except (ValueError, LookupError) as error:
            raise self.error(str(error.args[0])) from error
        if not rows:
            raise self.error(f"no record has what the figure {kind} needs; drop it or add records")
        for row in rows:
            row["short"] = books.references[row["citekey"]].short
        for file in {place[0] for place in books.place.values()}:
            self.env.note_dependency(str(file.resolve()))
        name = self.options.get("name") or kind
        shown = KINDS[kind]
        if isinstance(shown, OldKind):
            draw = partial(shown.draw, rows, classes, LIGHT)
            return [self._figure(name, rows, folder_of(self, rows, classes), draw)]
        if found := shown.fault(books, rows, wish):
            logger.warning(
                "%s", found, location=self.get_location(), type="livingreview", subtype="figure"
            )
        hollow = any(row.get("second_hand") for row in rows)
        note = f"{DAGGER} seen only second-hand." if hollow else ""
        draw_at = partial(shown.draw, rows)
        return [pictures.figure(self, Picture(name, rows, draw_at, shown.alt(rows), note=note))]

    def _figure(
        self, name: str, rows: list[Row], folder: Path, draw: Callable[[], Any]
    ) -> nodes.figure:
        figure = nodes.figure(records=records_of(rows))
        figure += list(pair(self, folder, name, self.options.get("alt", ""), draw))
        data = folder / f"{name}.csv"
        if not data.exists():
            save_data(rows, data)
        figure += caption(self)
        figure += self._legend(rows, data)
        self.set_source_info(figure)
        self.add_name(figure)
        return figure

    def _legend(self, rows: list[Row], data: Path) -> nodes.legend:
        """From how many records the figure was drawn, what hollow points are, and its data."""
        number = len(records_of(rows))
        count = f"{number} record" + ("" if number == 1 else "s")
        note = nodes.paragraph("", f"Drawn from {count}. ")
        note += addnodes.download_reference(
            "", "", nodes.Text("Data (CSV)"),
            reftarget=relative(self, data), refdoc=self.env.docname,
        )  # fmt: skip
        return nodes.legend("", note)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.setup_extension("livingreview.figures.pictures")
    app.add_directive("evidence-figure", EvidenceFigure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
