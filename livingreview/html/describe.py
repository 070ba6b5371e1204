"""What a search engine or a link elsewhere says of a page: its first words, on every page.

A page may say it better in its front matter (``description: ...``). Chapters and the first page
bring theirs, with more that machines read (``cite.head``).
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

from livingreview.cite import card, head, tags
from livingreview.text.build import book_of, on_screen

LONGEST = 200
# Pages without a text of their own.
_MADE = {
    "genindex": "Index of the terms that the glossary defines.",
    "search": "Search of the text and the register.",
    "404": "No page of the book has this address.",
}


def first_words(doctree: nodes.document | None) -> str:
    """The first sentences of a page, as many as go into 200 letters; the first in any case."""
    sections = () if doctree is None else doctree.findall(nodes.section)
    for section in sections:
        for one in section.children:
            words = " ".join(one.astext().split()) if isinstance(one, nodes.paragraph) else ""
            if words:
                return _cut(words)
    return ""


def _cut(words: str) -> str:
    taken = ""
    for sentence in re.split(r"(?<=[.!?]) ", words):
        longer = f"{taken} {sentence}".strip()
        if taken and len(longer) > LONGEST:
            break
        taken = longer
    return taken


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    before = context.get("metatags", "")
    if not on_screen(app) or 'name="description"' in before:
        return
    book = book_of(app)
    root = app.config.root_doc
    said = (context.get("meta") or {}).get("description")  # in the front matter of the page
    words = said or (pagename != root and (_MADE.get(pagename) or first_words(doctree)))
    words = words or book.abstract
    written = [("name", "description", words)]
    more = ""
    if "og:title" not in before:
        title = Markup(context.get("title", book.title)).striptags()
        url = context.get("pageurl") or ""
        written += tags.open_graph(title, words, "article", url, card.of(app, root))
        if pagename not in _MADE:
            more = head.page_tags(app, pagename, title, words, url)
    context["metatags"] = before + tags.head(written, [], {}) + more


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after the tags of chapters have been written."""
    app.connect("html-page-context", _page_context, priority=850)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
