"""What the rooms of the outputs find wrong with a page before an output is made.

A room below this one connects to the event ``page-faults`` (app, docname, doctree) and returns its
problems; ``livingreview check`` and every build tell them when the page is read. So no fault of a
picture, a formula or a table waits for the PDF, and no output tells it again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from livingreview.problems import Problem
from livingreview.text.places import source_of
from livingreview.text.tell import tell

EVENT = "page-faults"


def problem(node: nodes.Node, words: str, found: str, remedy: str) -> Problem:
    """A fault of a node of a page; ``words`` stand on its line."""
    page = node.document["source"] if node.document else ""
    file, line = source_of(node, words) or (Path(page), 0)
    return Problem(file, line, "", found, remedy)


def _tell(app: Sphinx, tree: nodes.document) -> None:
    for problems in app.emit(EVENT, app.env.docname, tree):
        tell(problems, "page")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the event; ask once the page is as the outputs will see it."""
    app.add_event(EVENT)
    app.connect("doctree-read", _tell, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
