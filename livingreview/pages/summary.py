"""``{lead-claims}``: the first claims of each chapter with their grades, for the summary."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from livingreview.text.build import register_of
from livingreview.text.nodes import Placeholder, Row, left, record, record_link, table, text
from livingreview.text.places import page_of
from livingreview.text.roles import graded


class lead_claims(nodes.General, nodes.Element, Placeholder):
    """Stands for the claims until every page has been read; ``most`` is how many of a chapter."""


class LeadClaims(SphinxDirective):
    """``{lead-claims} 2``: how many of the claims that open a chapter are shown."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        most = directives.positive_int(self.arguments[0])
        self.env.metadata[self.env.docname]["register"] = "summary"  # made anew with every page
        return [lead_claims(most=most)]


class ShowLeadClaims(SphinxPostTransform):
    """Puts the claims in their place; runs before links to records are made."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for node in left(self.document, lead_claims):
            here = page_of(node, self.env.docname)
            rows = [row for chapter in self._chapters() for row in self._rows(here, chapter, node)]
            head = {"Chapter": 19, "Claim": 62, "Certainty": 19}
            node.replace_self(table(head, rows, "of-claims", "lead-claims", "stack"))

    def _chapters(self) -> list[str]:
        chapters = self.app.config.livingreview_chapters
        return [name for name in chapters if name in self.env.found_docs]

    def _rows(self, here: str, chapter: str, node: lead_claims) -> list[Row]:
        books = register_of(self.app)
        title = self.env.titles[chapter].astext()
        uri = self.app.builder.get_relative_uri(here, chapter)
        rows: list[Row] = []
        for name in self._opening(chapter)[: node["most"]]:
            link = nodes.reference("", title, internal=True, refuri=uri)
            rows.append(
                ([], [
                    [text(link)] if not rows else [text()],
                    [text(record(name, books.claims[name].says))],
                    [text(graded(books, name))],
                ])
            )  # fmt: skip
        return rows

    def _opening(self, chapter: str) -> list[str]:
        """The claims in the box that opens a chapter."""
        for box in self.env.get_doctree(chapter).findall(nodes.container):
            if "claims" in box["classes"]:
                named = [link["record"] for link in box.findall(record_link)]
                return list(dict.fromkeys(named))
        return []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_node(lead_claims)
    app.add_directive("lead-claims", LeadClaims)
    app.add_post_transform(ShowLeadClaims)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
