"""The letters of a glossary above it: each leads to the first term that begins with it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview.text.build import on_screen
from livingreview.text.nodes import joined, text

_ENTRY = nodes.definition_list_item
FEWEST = 40  # terms that fill more than a screen


class Letters(SphinxPostTransform):
    """Puts the line above every long glossary; on paper there is nothing to press."""

    formats = ("html",)
    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        """Look at each glossary of the page."""
        if not on_screen(self.app):
            return
        for glossary in list(self.document.findall(addnodes.glossary)):
            heads = [next(one.findall(nodes.term)) for one in glossary.findall(_ENTRY)]
            if len(heads) < FEWEST:
                continue
            first: dict[str, str] = {}
            for term in heads:
                first.setdefault(term.astext()[:1].upper(), term["ids"][0])
            links = (
                nodes.reference("", letter, refid=place, internal=True)
                for letter, place in first.items()
                if letter.isalpha()
            )
            where = glossary.parent.index(glossary)
            glossary.parent.insert(where, text(*joined(links, " "), classes=["letters"]))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_post_transform(Letters)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
