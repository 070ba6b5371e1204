"""Words that lead to a claim are as sure as its grade, on the pages that ``conf.py`` names.

Looked at are the words of the link, and those from the link to a claim before it, or the start of
the paragraph, up to the next mark of the sentence after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from livingreview.register import hedges, votes
from livingreview.text.build import depend, register_of
from livingreview.text.nodes import record_link
from livingreview.text.places import dependencies, location

logger = logging.getLogger(__name__)
_END = re.compile(r"[.;]")


def told(block: nodes.Element) -> Iterator[tuple[record_link, str]]:
    """Each link to a claim in a paragraph, with the words that hedge it."""
    pieces: list[tuple[record_link | None, str]] = []
    for node in block.findall(lambda n: isinstance(n, (nodes.Text, record_link))):
        if isinstance(node, record_link):
            pieces.append((node if "claim" in node["classes"] else None, node.astext()))
        elif not isinstance(node.parent, record_link):
            pieces.append((None, node.astext()))
    before = ""
    for at, (link, words) in enumerate(pieces):
        if link is None:
            before += words
            continue
        after = pieces[at + 1][1] if at + 1 < len(pieces) and pieces[at + 1][0] is None else ""
        yield link, before + words + _END.split(after, maxsplit=1)[0]
        before = ""


def _look(app: Sphinx, doctree: nodes.document) -> None:
    if app.env.docname not in app.config.livingreview_hedged:
        return
    books = register_of(app)
    for block in doctree.findall(nodes.paragraph):
        for link, words in told(block):
            claim = link["record"]
            depend(app.env, dependencies(books, claim))
            certainty = votes.grade(books, claim).certainty
            if certainty and (remedy := hedges.missing(words, certainty)):
                logger.warning(
                    "the words before %s do not fit its grade, which is %s; %s",
                    claim, certainty, remedy, location=location(block, link.astext()),
                    type="livingreview", subtype="claim",
                )  # fmt: skip


def setup(app: Sphinx) -> dict[str, object]:
    """Look at each page when it was read."""
    app.add_config_value("livingreview_hedged", [], "env")
    app.connect("doctree-read", _look)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
