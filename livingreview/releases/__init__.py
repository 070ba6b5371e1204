"""Versions that stay.

``repository`` (what a release asks of git), ``versions`` (the list of them, ``versions.json``),
``versionlist`` (that list on the site), ``make`` (what must agree before a release; makes it),
``publishing`` (the site with every version, the files for download), ``doi`` and ``zenodo`` (the
identifiers of a version, and what Zenodo reads).
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """The list of versions on the site."""
    app.setup_extension("livingreview.releases.versionlist")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
