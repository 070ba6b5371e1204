"""Tables on a phone: each cell knows its column, so that a row can be shown as a card.

Those with many columns, and those whose maker gave them the class ``stack`` because few columns
hold much text.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from livingreview.text.build import on_screen

FEWEST = 4  # columns from which a table is shown as cards


class Columns(SphinxPostTransform):
    """Tells the cells of a table that becomes cards the title of their column."""

    formats = ("html",)
    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        """Look at every table with a row of heads and no cell across columns."""
        if not on_screen(self.app):
            return
        for table in self.document.findall(nodes.table):
            head, *rows = table.findall(nodes.row)
            titles = [cell.get("card") or cell.astext() for cell in head.findall(nodes.entry)]
            cells = [list(row.findall(nodes.entry)) for row in rows]
            few = len(titles) < FEWEST and "stack" not in table["classes"]
            if few or any(len(row) != len(titles) for row in cells):
                continue
            if "evidence-map" in table["classes"] or not isinstance(head.parent, nodes.thead):
                continue
            for row in cells:
                for title, cell in zip(titles, row, strict=True):
                    cell["column"] = title
            table["classes"] = [*dict.fromkeys([*table["classes"], "stack"])]


def _visit_entry(self: HTML5Translator, node: nodes.entry) -> None:
    place = len(self.body)
    HTML5Translator.visit_entry(self, node)
    if "column" in node:
        for tag in ("<td", "<th"):
            named = f'{tag} data-col="{escape(node["column"])}"'
            self.body[place] = self.body[place].replace(tag, named, 1)


def _depart_entry(self: HTML5Translator, node: nodes.entry) -> None:
    HTML5Translator.depart_entry(self, node)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform, and the cells as HTML has them."""
    app.add_post_transform(Columns)
    app.add_node(nodes.entry, override=True, html=(_visit_entry, _depart_entry))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
