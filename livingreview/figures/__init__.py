"""Figures of the register, of a simulation and of the machinery, drawn by the build; images.

In: the register, the imports or fixed chance, and a directive of a page. Out: the same bytes each
time, for light and dark pages, with the data behind them. In: an image of authors and its file.
Out: what is wrong with it.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """The modules of this room that are Sphinx extensions."""
    for name in ("pictures", "evidence", "toy", "sketches", "house", "imagecheck"):
        app.setup_extension(f"{__name__}.{name}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
