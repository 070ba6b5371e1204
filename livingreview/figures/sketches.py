"""``{sketch} name``: a small picture of a term, drawn from made-up values that stand in its module.

The body is the rest of the caption after a message that the picture makes, and it takes ``:name:``.
"""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview.figures import heldout, identity, pictures, rarity, splices
from livingreview.figures.pictures import Picture
from livingreview.problems import did_you_mean

SKETCHES: dict[str, ModuleType] = {
    "held-out": heldout,
    "rare-positives": rarity,
    "splicing": splices,
    "discrimination": identity,
}


class Sketch(SphinxDirective):
    """``{sketch} name``."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in SKETCHES:
            remedy = did_you_mean(kind, SKETCHES, f"write one of: {', '.join(SKETCHES)}")
            raise self.error(f"no sketch of the name {kind!r}; {remedy}")
        room = SKETCHES[kind]
        rows = room.gather()
        picture = Picture(
            self.options.get("name", f"sketch-{kind}"), rows, partial(room.draw, rows),
            room.alt(rows), room.message(rows), "values made up to show a term",
        )  # fmt: skip
        return [pictures.figure(self, picture)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.setup_extension("livingreview.figures.pictures")
    app.add_directive("sketch", Sketch)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
