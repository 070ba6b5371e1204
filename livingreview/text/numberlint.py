"""No number without a record: names every bare figure in the prose of a chapter."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging

from livingreview.register import numbers
from livingreview.text.nodes import finding_number, record_link

logger = logging.getLogger(__name__)


SKIP = (
    nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment,
    nodes.footnote_reference, nodes.label, nodes.image, nodes.legend, addnodes.pending_xref,
    finding_number, record_link,
)  # fmt: skip
SKIP_CLASSES = {"claims", "finding"}  # the box of claims; a number whose role is faulty already


def _lint_numbers(app: Sphinx, doctree: nodes.document) -> None:
    docname = app.env.docname
    if docname not in app.config.livingreview_chapters:
        return
    source = Path(doctree["source"]).read_text(encoding="utf-8").splitlines()
    seen: Counter[tuple[int, str]] = Counter()
    for text in doctree.findall(nodes.Text):
        if _skipped(text.parent):
            continue
        start = _paragraph_line(text)
        for found in numbers.bare(text.astext()):
            seen[start, found] += 1
            line = _line(source, start, found, seen[start, found])
            logger.warning(
                "the number %s has no record; write it as {finding}`%s <id>` and add the finding",
                found, found, location=(docname, line),
                type="livingreview", subtype="bare_number",
            )  # fmt: skip


def _skipped(node: nodes.Node | None) -> bool:
    while node is not None:
        if isinstance(node, SKIP):
            return True
        if isinstance(node, nodes.Element) and SKIP_CLASSES & set(node.get("classes", [])):
            return True
        node = node.parent
    return False


def _paragraph_line(node: nodes.Node) -> int:
    current: nodes.Node | None = node.parent
    while current is not None and current.line is None:
        current = current.parent
    return (current.line or 1) if current else 1


def _line(source: list[str], start: int, found: str, which: int) -> int:
    """The line of the n-th occurrence of a bare number at or after the paragraph's first line."""
    bare = re.compile(rf"(?<![\w.,`/-]){re.escape(found)}(?!\w|[.,]\d|%)")
    for number, text in enumerate(source[start - 1 :], start):
        which -= len(bare.findall(text))
        if which <= 0:
            return number
    return start


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at each chapter when it has been read."""
    app.connect("doctree-read", _lint_numbers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
