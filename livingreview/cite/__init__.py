"""How the book and what it rests on are cited.

``items`` (a reference as CSL-JSON), ``formats`` (BibTeX, RIS, CSL-JSON files), ``engine``
(formatted references), ``chapter`` (a chapter as a work of its own and its six forms), ``source``
(that chapter's record, from the page), and what a page shows: ``box``, ``tags``,
``card``, and ``togo`` (claims as sentences to take along).
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from livingreview.cite import box, source, tags


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts with Sphinx."""
    app.add_config_value("livingreview_documents", {}, "html")  # suffix: label, beside the page
    app.add_config_value("livingreview_cite_help", "", "html")  # the page on how to cite
    app.connect("doctree-read", source.keep_summary)
    app.connect("env-check-consistency", source.check)
    app.connect("html-page-context", box.add_box, priority=800)
    app.connect("html-page-context", tags.add_tags, priority=800)
    app.connect("build-finished", box.finish)
    app.setup_extension("livingreview.cite.togo")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
