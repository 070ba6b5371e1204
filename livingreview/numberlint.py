"""No number without a record: names every bare figure in the prose of a chapter."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging

from livingreview import numbers
from livingreview.parts import exact_line, finding_number, record_link

logger = logging.getLogger(__name__)


def _lint_numbers(app: Sphinx, doctree: nodes.document) -> None:
    """Name every bare figure in chapter prose."""
    docname = app.env.docname
    if docname not in app.config.livingreview_chapters:
        return
    skip = (
        nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw,
        nodes.comment, nodes.footnote_reference, nodes.label, finding_number, record_link,
        addnodes.pending_xref, nodes.image, nodes.legend,
    )  # fmt: skip
    for text in doctree.findall(nodes.Text):
        parent: nodes.Node | None = text.parent
        if _inside(parent, skip) or _in_claims_box(parent):
            continue
        for found in numbers.bare(text.astext()):
            file, line = _where(text)
            logger.warning(
                "the number %s has no record; write it as {finding}`%s <id>` and add the finding",
                found, found, location=(docname, exact_line(file, line, found)),
                type="livingreview", subtype="bare_number",
            )  # fmt: skip


def _inside(node: nodes.Node | None, kinds: tuple[type, ...]) -> bool:
    while node is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False


def _in_claims_box(node: nodes.Node | None) -> bool:
    while node is not None:
        if isinstance(node, nodes.container) and "claims" in node["classes"]:
            return True
        node = node.parent
    return False


def _where(node: nodes.Node) -> tuple[str, int]:
    """Source file and first line of the paragraph around a node."""
    current: nodes.Node | None = node.parent
    while current is not None and current.line is None:
        current = current.parent
    document = node.document or (current.document if current else None)
    file = document["source"] if document else ""
    return file, (current.line or 1) if current else 1


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at each chapter when it has been read."""
    app.connect("doctree-read", _lint_numbers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
