"""``{evidence-bubbles}``: the evidence map with its studies, and the gaps between them.

The site shows a table of bubbles, as large as there are studies and filled as far as others than
the makers tested; each opens its claims and findings, also without a script, and ``map.js`` adds
the choice of studies. Other outputs show the counts in words. ``evidence/map.json`` is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview.figures import verdicts
from livingreview.pages import evidencemap
from livingreview.pages.grades import OfTheRegister
from livingreview.pages.landing import Landing, landing
from livingreview.register import votes
from livingreview.register.evidencemap import Bubble, Study, bubbles
from livingreview.register.register import Register
from livingreview.register.words import SHAPES
from livingreview.text.build import on_screen, register_of
from livingreview.text.nodes import Placeholder, Row, left, strong, table, text
from livingreview.text.places import page_of
from livingreview.text.templates import render
from livingreview.text.typography import typographic

TEMPLATE = Path(__file__).with_suffix(".html")
UNJUDGED = "no claim yet"
RADIUS = 6.0  # px of a bubble of one study; its area grows with their number
KEY = (1, 4, 12)


class evidence_bubbles(nodes.General, nodes.Element, Placeholder):
    """Stands for the map until every page has been read; its child is a plain table."""


class EvidenceBubbles(OfTheRegister):
    """``{evidence-bubbles}``, without arguments."""

    def run(self) -> list[nodes.Node]:
        books = self.books()
        self.env.metadata[self.env.docname]["register"] = "map"  # made anew when a page changes
        for file in (TEMPLATE, evidencemap.SIGNS):
            self.env.note_dependency(str(file))
        return [evidence_bubbles("", _plain(books))]


def word(bubble: Bubble) -> str:
    """The verdict in words."""
    return verdicts.WORDS[bubble.says] if bubble.says else UNJUDGED


def counted(bubble: Bubble) -> str:
    """How many studies there are, and by whom."""
    total, others = len(bubble.studies), bubble.by_others
    if not total:
        return "no study"
    noun = "study" if total == 1 else "studies"
    own = total - others
    whose = "by others" if not own else "by makers" if not others else f"{own} by makers"
    return f"{total} {noun}, {whose}"


def data(books: Register) -> list[dict[str, Any]]:
    """Every place of the map with its bubbles, as JSON-ready values."""
    words = books.vocabulary
    return [
        {
            "class": kind, "held_out": unit, "not_applicable": words.not_held_out.get((kind, unit)),
            "bubbles": [asdict(one) for one in found],
        }
        for (kind, unit), found in bubbles(books).items()
    ]  # fmt: skip


def _said(books: Register) -> Iterator[tuple[str, list[list[str]]]]:
    """The map in words: each unit, and for each class what its bubbles say, or why it has none."""
    words, found = books.vocabulary, bubbles(books)
    for unit in words.units:
        cells = []
        for kind in words.class_ids:
            said = [f"{word(one)}: {counted(one)}" for one in found[kind, unit.name]]
            why = words.not_held_out.get((kind, unit.name))
            cells.append(said or [f"not applicable: {why}" if why else "nothing measured"])
        yield unit.name, cells


def _plain(books: Register) -> nodes.table:
    """A table in any output: a row for each unit."""
    words = books.vocabulary
    rows: list[Row] = []
    for unit, cells in _said(books):
        told: list[list[nodes.Element]] = [[text(one) for one in said] for said in cells]
        rows.append(([], [[text(strong(unit))], *told]))
    share = 82 // max(len(words.class_ids), 1)
    head = {"Held out": 100 - share * len(words.class_ids)}
    return table({**head, **dict.fromkeys((one.name for one in words.classes), share)}, rows)


class DrawBubbles(SphinxPostTransform):
    """Gives each output its map."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for node in left(self.document, evidence_bubbles):
            if not on_screen(self.app):
                node.replace_self(node.children)
                continue
            books = register_of(self.app)
            up = "../" * page_of(node, self.env.docname).count("/")
            html = _html(books, landing(self.app), up)
            node.replace_self(nodes.raw("", html, format="html", markdown=as_markdown(books)))


def as_markdown(books: Register) -> str:
    """The plain table in Markdown."""
    rows = [["Held out", *(one.name for one in books.vocabulary.classes)]]
    rows += [[unit, *map("<br>".join, cells)] for unit, cells in _said(books)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(rows[0])}")
    return "\n".join(lines)


def _html(books: Register, places: Landing, up: str) -> str:
    words, found = books.vocabulary, bubbles(books)
    names = {one.id: one.name for one in words.classes}
    rows = [
        {
            "unit": unit.name,
            "cells": [
                {
                    "kind": names[kind],
                    "cannot": words.not_held_out.get((kind, unit.name)),
                    "bubbles": [_shown(books, places, up, one) for one in found[kind, unit.name]],
                }
                for kind in words.class_ids
            ],
        }
        for unit in words.units
    ]
    studies = [study for many in found.values() for one in many for study in one.studies]
    return render(
        TEMPLATE, rows=rows, classes=list(names.values()),
        years=sorted({one.year for one in studies if one.year}, reverse=True),
        reviews=sorted({one.review for one in studies}),
        key=[(n, _drawn(n, 1.0)) for n in KEY],
        filled=_drawn(4, 1.0), hollow=_drawn(4, 0.0), part=_drawn(4, 0.5),
        signs=evidencemap.signs(),
        verdicts={says: word for says, word in verdicts.WORDS.items()
                  if any(one.says == says for many in found.values() for one in many)},
        unjudged=UNJUDGED,
    )  # fmt: skip


def _drawn(studies: int, share: float) -> dict[str, Any]:
    """Width of a bubble in px, and how much of it is filled, in percent.

    In the drawing the ring that fills it is 100 long, and its frame leaves room for a line.
    """
    return {"size": round(2 * RADIUS * studies**0.5 * 66 / 63.6, 1), "share": round(100 * share, 1)}


def _shown(books: Register, places: Landing, up: str, bubble: Bubble) -> dict[str, Any]:
    total = len(bubble.studies)
    return {
        "says": bubble.says, "word": word(bubble), "count": counted(bubble),
        **_drawn(total, bubble.by_others / total if total else 0),
        "claims": list(_claims(books, places, up, bubble)),
        "studies": [_study(books, places, up, one) for one in bubble.studies],
    }  # fmt: skip


def _claims(books: Register, places: Landing, up: str, bubble: Bubble) -> Iterator[dict[str, str]]:
    for verdict in bubble.verdicts:
        for name in verdict.claims:
            claim, grade = books.claims[name], votes.grade(books, name).certainty
            says = verdicts.WORDS[claim.cell.says] if claim.cell and claim.kind != "absence" else ""
            yield {
                "href": f"{up}{places.of('claims', name)}", "words": typographic(claim.says),
                "shape": SHAPES[grade], "certainty": grade or "no",
                "about": ", ".join(filter(None, (says, verdict.contrast))),
            }  # fmt: skip


def _study(books: Register, places: Landing, up: str, study: Study) -> dict[str, Any]:
    return {
        "href": f"{up}{places.of('papers', study.citekey)}",
        "name": books.short(study.citekey),
        "year": study.year, "review": study.review, "whose": "makers" if study.own else "others",
        "findings": [
            {"href": f"{up}{places.of('findings', name)}",
             "says": typographic(books.findings[name].says)}
            for name in study.findings
        ],
    }  # fmt: skip


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_node(evidence_bubbles)
    app.add_directive("evidence-bubbles", EvidenceBubbles)
    app.add_post_transform(DrawBubbles)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
