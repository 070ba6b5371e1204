"""``feed.xml``: what changed in the conclusions, version by version, for feed readers (Atom).

It is made from the sections of the changelog, whose titles are ``version, YYYY-MM-DD``. Atom asks
for absolute addresses, so there is no feed where nobody said under which address the book is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx

from livingreview import files
from livingreview.text.build import base_of, book_of, on_screen

ATOM = "http://www.w3.org/2005/Atom"
_RELEASE = re.compile(r"(?P<version>\S+), (?P<date>\d{4}-\d{2}-\d{2})")


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the feed beside the pages."""
    base, changelog = base_of(app), app.config.livingreview_changelog
    if error or not on_screen(app) or not base or changelog not in app.env.titles:
        return
    book = book_of(app)
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    _add(feed, "title", book.full_title)
    _add(feed, "id", base)
    _add(feed, "updated", f"{book.date}T00:00:00Z")
    _add(_add(feed, "author"), "name", book.byline)
    _add(feed, "link", rel="self", href=f"{base}feed.xml")
    _add(feed, "link", href=base)
    doctree = app.env.get_and_resolve_doctree(changelog, app.builder, tags=app.tags)
    for section in doctree.findall(nodes.section):
        match = _RELEASE.fullmatch(section[0].astext())
        if match:
            address = f"{base}{changelog}.html#{_anchor(match)}"
            entry = _add(feed, "entry")
            _add(entry, "title", f"Version {match['version']}")
            _add(entry, "id", address)
            _add(entry, "updated", f"{match['date']}T00:00:00Z")
            _add(entry, "link", href=address)
            _add(entry, "content", "\n\n".join(_words(section)), type="text")
    ElementTree.indent(feed)
    with files.whole(Path(app.outdir) / "feed.xml") as part:
        ElementTree.ElementTree(feed).write(part, encoding="utf-8", xml_declaration=True)


def without_address(app: Sphinx) -> None:
    """Delete what an earlier run wrote for an address that nobody says now."""
    if on_screen(app) and not base_of(app):
        for name in ("sitemap.xml", "feed.xml"):
            Path(app.outdir, name).unlink(missing_ok=True)


def add_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Give each version of the changelog an anchor that later versions do not move."""
    if app.env.docname == app.config.livingreview_changelog:
        for section in doctree.findall(nodes.section):
            if match := _RELEASE.fullmatch(section[0].astext()):
                section["ids"].append(_anchor(match))


def _anchor(release: re.Match[str]) -> str:
    return "v" + release["version"].replace(".", "-")


def _words(section: nodes.section) -> list[str]:
    return [" ".join(one.astext().split()) for one in section.findall(nodes.paragraph)]


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **more: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", more)
    child.text = text or None
    return child


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    if on_screen(app) and app.config.html_baseurl and app.config.livingreview_changelog:
        address = context["pathto"]("feed.xml", resource=True)
        link = (
            f'<link rel="alternate" type="application/atom+xml" href="{address}" title="Changes">'
        )
        context["metatags"] = context.get("metatags", "") + link + "\n"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration value and the writer with Sphinx."""
    app.add_config_value("livingreview_changelog", "", "html")
    app.connect("builder-inited", without_address)
    app.connect("doctree-read", add_anchors)
    app.connect("html-page-context", _page_context)
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
