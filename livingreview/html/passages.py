"""The text of the book, section by section, as the search reads it.

It is taken from a page when the page is read, so that a run that changes one page takes one.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview.html import anchors
from livingreview.register.register import Register
from livingreview.text import perpage
from livingreview.text.build import register_of

Passage = tuple[str, str, str]  # anchor, title, text; the first of a page has no anchor


def passages(page: nodes.document, books: Register) -> list[Passage]:
    """The sections of a page in their order, each with what stands in it and in no part of it."""
    found = []
    for number, section in enumerate(page.findall(nodes.section)):
        own = [part for part in section.children[1:] if not isinstance(part, nodes.section)]
        text = " ".join(filter(None, (anchors.words(part, books) for part in _blocks(own))))
        title = anchors.words(section[0], books)
        found.append((section["ids"][0] if number else "", title, anchors.known(text)))
    return found


def _blocks(parts: list[nodes.Node]) -> list[nodes.Node]:
    """The parts, cut where a reader sees a new line, so that words do not run together.

    Without formulas, which nobody types, and boxes of claims, which are found as records.
    """
    found: list[nodes.Node] = []
    for part in parts:
        if isinstance(part, nodes.math_block) or _is_claims(part):
            continue
        inline = isinstance(part, (nodes.TextElement, nodes.Text))
        inner = [] if inline else list(part.children)
        found += _blocks(inner) if inner else [part]
    return found


def _is_claims(part: nodes.Node) -> bool:
    return isinstance(part, nodes.container) and "claims" in part["classes"]


def kept(env: BuildEnvironment) -> dict[str, list[Passage]]:
    """The passages of every page that was read."""
    return perpage.seen(env, "passages")


def _look(app: Sphinx, page: nodes.document) -> list[Passage]:
    return passages(page, register_of(app))


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at each page when it has been read."""
    perpage.keep(app, "passages", _look)
    return {
        "version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True,
    }  # fmt: skip
