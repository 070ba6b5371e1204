"""``{evidence-map}``: classes of models against units held out; each cell leads to its wall.

The site shows a table with signs, one row a class; the PDF shows a picture of the same, or with
``:table:``, where a page is short of room, what other outputs show: a table with a row for each
unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview.figures import pictures, verdicts
from livingreview.figures.pictures import Picture
from livingreview.figures.rows import Wish
from livingreview.pages.front import page_link, site_part
from livingreview.pages.grades import OfTheRegister
from livingreview.register.evidencemap import Verdict, cells, units_of
from livingreview.register.register import Register
from livingreview.register.words import SHAPES
from livingreview.text.build import on_screen, register_of
from livingreview.text.nodes import Part, Placeholder, Row, left, strong, table, text
from livingreview.text.places import page_of
from livingreview.text.templates import render
from livingreview.text.walls import place_of, wall_link

ON_PAPER = ("typst", "docx")  # formats whose reader sees the picture; a table reflows in others
TEMPLATE = Path(__file__).with_suffix(".html")
SIGNS = Path(__file__).with_name("signs.html")
STUDIES = "map"  # the page that opens each cell


class evidence_map(nodes.General, nodes.Element, Placeholder):
    """Stands for the map until every page has been read: a picture and a plain table."""


class EvidenceMap(OfTheRegister):
    """The map; a unit of which no claim speaks stands in the last line, not in the table."""

    option_spec: ClassVar[dict[str, Any]] = {"table": directives.flag}

    def run(self) -> list[nodes.Node]:
        books = self.books()
        self.env.metadata[self.env.docname]["register"] = "map"  # made anew when a page changes
        for file in (TEMPLATE, SIGNS):
            self.env.note_dependency(str(file))
        rows = verdicts.gather(books, Wish())
        picture = Picture("evidence-map", rows, partial(verdicts.draw, rows), verdicts.alt(rows))
        drawn = [pictures.image(self, picture)] if rows and "table" not in self.options else []
        made: list[nodes.Node] = [evidence_map("", *drawn, _plain(books))]
        spoken = units_of(books, cells(books))
        empty = [word.name for word in books.vocabulary.units if word.name not in spoken]
        if empty:
            made.append(text(f"No claim of this book speaks of: {', '.join(empty)}."))
        if STUDIES in self.env.found_docs:
            more = page_link(self.env.docname, STUDIES, "Studies behind each cell, and the gaps")
            made.append(site_part("", text(more, classes=["map-more"])))
        return made


def signs() -> Markup:
    """The signs of verdicts, drawn once on a page that shows them."""
    return Markup(SIGNS.read_text(encoding="utf-8").strip())


def _plain(books: Register) -> nodes.table:
    """A table in any output: a row for each unit."""
    found, words = cells(books), books.vocabulary
    rows: list[Row] = []
    for unit in units_of(books, found):
        row: list[Sequence[nodes.Element]] = [[text(strong(unit))]]
        for kind in words.class_ids:
            said = [_line(verdict) for verdict in found.get((kind, unit), [])]
            why = words.not_held_out.get((kind, unit))
            silent = f"not applicable: {why}" if why else "no claim"
            row.append(said or [text(silent, classes=["map-silent"])])
        rows.append(([], [list(cell) for cell in row]))
    share = 82 // len(words.class_ids)
    head = {"Held out": 100 - share * len(words.class_ids)}
    head |= {word.name: share for word in words.classes}
    return table(head, rows, "evidence-map", "of-claims")


def as_markdown(books: Register) -> str:
    """The same as a table in Markdown."""
    found, words = cells(books), books.vocabulary
    units = units_of(books, found)
    lines = [f"| Held out | {' | '.join(word.name for word in words.classes)} |"]
    lines.append(f"|{' --- |' * (len(words.classes) + 1)}")
    for unit in units:
        row = [unit]
        for kind in words.class_ids:
            said = [
                f"{verdicts.WORDS[one.says]} {one.contrast} ({one.certainty} certainty)"
                for one in found.get((kind, unit), [])
            ]
            why = words.not_held_out.get((kind, unit))
            row.append("<br>".join(said) or (f"not applicable: {why}" if why else "no claim"))
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def _line(verdict: Verdict) -> nodes.paragraph:
    """One verdict: the word, linked to where its best graded claim stands, grade, contrast."""
    shape, word = SHAPES[verdict.certainty], verdicts.WORDS[verdict.says]
    link = wall_link("", "", nodes.Text(word), record=verdict.claims[0])
    parts: list[Part] = [link, f" {shape} {verdict.contrast}"]
    return text(*parts, classes=[f"map-{verdict.says}"])


class DrawMap(SphinxPostTransform):
    """Gives each output its map; runs before links to records are made."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for node in left(self.document, evidence_map):
            if on_screen(self.app):
                html = self._html(page_of(node, self.env.docname))
                said = as_markdown(register_of(self.app))
                node.replace_self(nodes.raw("", html, format="html", markdown=said))
            else:
                on_paper = self.app.builder.format in ON_PAPER
                node.replace_self(node.children[:1] if on_paper else node.children[-1:])

    def _html(self, page: str) -> str:
        books, words = register_of(self.app), register_of(self.app).vocabulary
        found = cells(books)
        units = units_of(books, found)

        def address(docname: str, anchor: str = "") -> str:
            uri = self.app.builder.get_relative_uri(page, docname)
            return f"{uri}#{anchor}" if anchor else uri

        def shown(verdict: Verdict) -> dict[str, str]:
            where = place_of(self.env, books, verdict.claims[0])
            return {
                "says": verdict.says, "contrast": verdict.contrast, "href": address(*where),
                "certainty": verdict.certainty, "shape": SHAPES[verdict.certainty],
            }  # fmt: skip

        rows = [
            {
                "name": kind.name[:1].upper() + kind.name[1:],
                "about": kind.definition.partition(",")[0].rstrip("."),
                "href": address(kind.id) if kind.id in self.env.found_docs else "",
                "cells": [
                    {
                        "unit": unit,
                        "verdicts": [shown(one) for one in found.get((kind.id, unit), [])],
                        "cannot": words.not_held_out.get((kind.id, unit)),
                    }
                    for unit in units
                ],
            }
            for kind in words.classes
        ]
        said = {one.says for cell in found.values() for one in cell}
        return render(
            TEMPLATE, signs=signs(), words=verdicts.WORDS, said=said, units=units, rows=rows
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_node(evidence_map)
    app.add_directive("evidence-map", EvidenceMap)
    app.add_post_transform(DrawMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
