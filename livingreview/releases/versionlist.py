"""The released versions on the site: their page, ``versions.json``, and the link in every footer.

A copy that is released (``livingreview_release``) must not depend on what is released later, so it
names no other version: it leads to the page of the newest site, two folders above its own.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from livingreview import metadata
from livingreview.problems import Refused
from livingreview.releases import repository, versions
from livingreview.text.nodes import Part, Row, table, text

PAGE = "about/versions"
_TO_NEWEST = "../../"  # from v/<version>/ to the newest site

logger = logging.getLogger(__name__)


def _link(words: str, to: str, page: str) -> list[Part]:
    """A link to a file of the published site; plain words in the EPUB, which stands alone."""
    address = posixpath.relpath(to, posixpath.dirname(page) or ".")
    site, epub = addnodes.only(expr="not epub"), addnodes.only(expr="epub")
    site += nodes.reference("", words, refuri=address)
    epub += nodes.Text(words)
    return [site, epub]


class ReleasedVersions(SphinxDirective):
    """``{released-versions}``: every released version with its date and DOI, the newest first."""

    def run(self) -> list[nodes.Node]:
        page = self.env.docname
        if self.config.livingreview_release:
            book = metadata.read(Path(self.env.app.confdir))
            says = f"This is version {book.version} of {book.date}; it stays as it is. "
            link = _link("all versions and the newest text", f"{_TO_NEWEST}{PAGE}.html", page)
            return [text(says, "Here are ", *link, ".")]
        listed = versions.parse(self.config.livingreview_versions)
        if not listed:
            return [text("No version has been released yet.")]
        rows: list[Row] = []
        for one in listed:
            site = _link(f"Version {one.version}", f"v/{one.version}/index.html", page)
            address = f"https://doi.org/{one.doi}"
            doi = nodes.reference("", one.doi, refuri=address) if one.doi else "none yet"
            rows.append(([], [[text(*site)], [text(f"{one.date}")], [text(doi)]]))
        return [table({"Version": 30, "Date": 35, "DOI": 35}, rows)]


def _read(app: Sphinx, config: Config) -> None:
    """Put the list into the configuration, so that a release renews the pages that show it."""
    root, listed = Path(app.confdir), []
    if not config.livingreview_release:
        try:
            listed = versions.released(root, repository.tip(root))
        except Refused as error:
            logger.warning("%s", error, type="livingreview", subtype="versions")
    config.livingreview_versions = versions.dump(listed)


def _footer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    if app.config.livingreview_release and app.builder.name != "epub":
        context["versions_page"] = f"{context['content_root']}{_TO_NEWEST}{PAGE}.html"
    else:
        context["versions_page"] = context["pathto"](PAGE)


def _write(app: Sphinx, error: Exception | None) -> None:
    """The list that the pages of older versions ask for; a released copy asks its parent's."""
    if not error and app.builder.name == "html" and not app.config.livingreview_release:
        file = Path(app.outdir) / versions.FILE
        file.write_text(app.config.livingreview_versions, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register directive, configuration and what is written beside the pages."""
    app.add_config_value("livingreview_release", False, "env", frozenset({bool}))
    app.add_config_value("livingreview_versions", "", "env", frozenset({str}))
    app.add_directive("released-versions", ReleasedVersions)
    app.connect("config-inited", _read)
    app.connect("html-page-context", _footer)
    app.connect("build-finished", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
