"""``{evidence-map}``: classes of models against units held out, as a table of linked verdicts."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from livingreview.pages.grades import OfTheRegister
from livingreview.register.evidencemap import Verdict, cells
from livingreview.register.words import SHAPES
from livingreview.text.nodes import Part, Row, record, strong, table, text

WORDS = {"holds": "holds", "stops": "stops here", "disputed": "disputed", "untested": "untested"}


class EvidenceMap(OfTheRegister):
    """The map; a unit of which no claim speaks stands in the last line, not in a row."""

    def run(self) -> list[nodes.Node]:
        books = self.books()
        found, words = cells(books), books.vocabulary
        rows: list[Row] = []
        empty: list[str] = []
        for unit in words.units:
            every = [found.get((kind, unit.name), []) for kind in words.class_ids]
            if not any(every):
                empty.append(unit.name)
                continue
            lines = [[_line(one) for one in cell] or [_silent()] for cell in every]
            shown: list[list[nodes.Element]] = [list(cell) for cell in lines]
            rows.append(([], [[text(strong(unit.name))], *shown]))
        share = 82 // len(words.class_ids)
        head = {"Held out": 100 - share * len(words.class_ids)}
        head |= {word.name: share for word in words.classes}
        made: list[nodes.Node] = [table(head, rows, "evidence-map", "of-claims")]
        if empty:
            made.append(text(f"No claim of this book speaks of: {', '.join(empty)}."))
        return made


def _line(verdict: Verdict) -> nodes.paragraph:
    """One verdict: the word, linked to its best graded claim, the grade, and the contrast."""
    shape = SHAPES[verdict.certainty]
    parts: list[Part] = [record(verdict.claims[0], WORDS[verdict.says])]
    parts += [f" {shape} {verdict.contrast}"]
    return text(*parts, classes=[f"map-{verdict.says}"])


def _silent() -> nodes.paragraph:
    return text("no claim", classes=["map-silent"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_directive("evidence-map", EvidenceMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
