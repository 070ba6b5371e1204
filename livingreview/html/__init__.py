"""The site: frame, tables and formulas on screen, previews of links, the feed; and the EPUB.

In: pages as they were read. Out: what only the HTML of the book has.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """The modules of this room that are Sphinx extensions."""
    for name in (
        "builder",
        "site",
        "assets",
        "describe",
        "tables",
        "letters",
        "mathml",
        "previews",
        "margin",
        "search",
        "twins",
        "feed",
        "lists",
        "epub",
        "records",
    ):
        app.setup_extension(f"{__name__}.{name}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
