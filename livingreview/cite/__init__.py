"""How the book and what it rests on are cited.

``items`` (a reference as CSL-JSON), ``formats`` (BibTeX, RIS, CSL-JSON files), ``engine``
(formatted references), ``chapter`` (a chapter as a work of its own and its six forms), ``source``
(that chapter's record, from the page), and what a page shows: ``box``, ``tags``, ``card``.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from livingreview.cite import source


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts with Sphinx."""
    app.connect("doctree-read", source.keep_summary)
    app.connect("env-check-consistency", source.check)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
