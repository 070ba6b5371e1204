"""The site around the text: where a page comes from, and mark-up that assistive software reads."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.index_entries import split_index_msg

from livingreview.text.build import book_of, on_screen, register_of

# What assistive software asks for, and theme or Sphinx do not write.
_MENDED = (
    ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
    ('role="doc-biblioentry"', 'role="listitem"'),  # an entry of a list; the old role is deprecated
)


_REGISTER = re.compile(r'(<a class="[^"]*" href="(?P<uri>[^"]*)">)(?P<title>[^<]+)</a>')


def _counted(app: Sphinx, pagename: str, navigation: str) -> str:
    """The list of pages with the number of records beside each page of the register."""
    books = register_of(app)

    def entry(link: re.Match[str]) -> str:
        uri = posixpath.join(posixpath.dirname(pagename), link["uri"].removesuffix(".html"))
        page = pagename if link["uri"] == "#" else posixpath.normpath(uri)
        room, _, kind = page.rpartition("/")
        records = getattr(books, kind, None) if room == "register" else None
        if not records:
            return link[0]
        return f'{link[1]}{link["title"]} <span class="count">{len(records)}</span></a>'

    return _REGISTER.sub(entry, navigation)


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    context["book"] = book_of(app)
    if on_screen(app) and "furo_navigation_tree" in context:
        tree = context["furo_navigation_tree"]
        context["furo_navigation_tree"] = _counted(app, pagename, tree)
    for part in {"furo_navigation_tree", "body"} & set(context):
        for old, new in _MENDED:
            context[part] = context[part].replace(old, new)


class OneId(SphinxPostTransform):
    """furo wraps tables and formulas in a container that repeats their id; the anchor stays one."""

    formats = ("html",)
    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        """Take the ids from the wrappers."""
        for box in self.document.findall(nodes.container):
            if {"table-wrapper", "math-wrapper"} & set(box["classes"]):
                box["ids"] = []


def _keep_entries(app: Sphinx) -> Iterator[Any]:
    """Hand all defined terms to Sphinx's search, which knows those of pages just written alone."""
    if app.builder.name == "html":
        known = app.env._search_index_index_entries
        known.clear()
        for page, entries in sorted(app.env.domains.index_domain.entries.items()):
            terms = {
                (term, target, main)
                for kind, value, target, main, _ in entries
                for term in split_index_msg(kind, value)
            }
            known[page] = sorted(terms)
    return iter(())


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after the theme has filled its own context."""
    app.add_post_transform(OneId)
    app.connect("html-collect-pages", _keep_entries)
    app.connect("html-page-context", _page_context, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
