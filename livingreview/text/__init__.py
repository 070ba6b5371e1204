"""The text of the chapters, tied to the register and linted.

In: the pages of ``docs/`` and the register. Out: nodes that know their record, and one line for
each number, link or mark-up that is wrong.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """The modules of this room that are Sphinx extensions."""
    for name in (
        "first",
        "options",
        "remedies",
        "roles",
        "addresses",
        "hosts",
        "rows",
        "chapters",
        "headings",
        "cited",
        "kept",
        "faults",
        "numbered",
        "typography",
    ):
        app.setup_extension(f"{__name__}.{name}")
    app.setup_extension("livingreview.references.citations")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
