"""What an abbreviation stands for, in words where no mouse shows it.

``{abbr}`CSL (Citation Style Language)``` shows its long form on the site when it is pointed at.
PDF, Word and EPUB print it in brackets where the abbreviation first stands on a page.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview.text.build import on_screen


class SpellOut(SphinxPostTransform):
    """Prints the long form behind the first of each abbreviation."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        if on_screen(self.app):
            return
        told: set[tuple[str, str]] = set()
        for node in self.document.findall(nodes.abbreviation):
            meant = (node.astext(), node.get("explanation", ""))
            if meant[1] and meant not in told:
                node += nodes.Text(f" ({meant[1]})")
            told.add(meant)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_post_transform(SpellOut)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
