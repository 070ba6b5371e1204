"""What the rooms of the outputs find wrong with a page before an output is made.

A room below this one connects to the event ``page-faults`` (app, docname, doctree) and returns its
problems; ``livingreview check`` prints them. So no fault of a picture, a formula or a table waits
for the PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from livingreview.problems import Problem
from livingreview.text.places import source_of

EVENT = "page-faults"


def problem(node: nodes.Node, words: str, found: str, remedy: str) -> Problem:
    """A fault of a node of a page; ``words`` stand on its line."""
    page = node.document["source"] if node.document else ""
    file, line = source_of(node, words) or (Path(page), 0)
    return Problem(file, line, "", found, remedy)


def of_pages(app: Sphinx) -> Iterator[Problem]:
    """Every problem of every page that was read."""
    for docname in sorted(app.env.found_docs):
        tree = app.env.get_doctree(docname)
        for problems in app.emit(EVENT, docname, tree):
            yield from problems


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the event."""
    app.add_event(EVENT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
