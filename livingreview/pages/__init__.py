"""Pages made from the register: records, methods, health, and the register for download.

In: the register and the reports of the last checks. Out: nodes of pages, JSON and CSV files.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """The modules of this room that are Sphinx extensions."""
    for name in (
        "records",
        "downloads",
        "health",
        "front",
        "summary",
        "searching",
        "status",
        "reporting",
        "proposals",
        "rivals",
        "bubblemap",
        "comparison",
    ):
        app.setup_extension(f"{__name__}.{name}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
