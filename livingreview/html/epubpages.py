"""What becomes of a page in the EPUB: one picture a figure, no way to a page that is left out,
records as paragraphs where the site has tables too wide for a small screen.
"""

from __future__ import annotations

import posixpath
from collections.abc import Set
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview.text.build import base_of

SUFFIX = ".xhtml"
WIDEST = 4  # columns that a small screen shows side by side
RECORDS = "register/"  # pages of records
SPANS = {"morecols", "morerows"}  # a cell with one belongs to more than one head or row


def left_out(app: Sphinx) -> Set[str]:
    """The pages that ``epub_exclude_files`` names."""
    files = set(app.config.epub_exclude_files)
    return {name for name in app.env.found_docs if f"{name}{SUFFIX}" in files}


def on_site(app: Sphinx, page: str, place: str = "") -> str:
    """The address of a page on the site; empty where the book has no address."""
    base = base_of(app)
    return f"{base}{quote(page)}.html{f'#{place}' if place else ''}" if base else ""


class OnePicture(SphinxPostTransform):
    """Of a figure for light and for dark pages the light one stays, as on paper."""

    builders = ("epub",)
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Take out what is for dark pages."""
        for node in list(self.document.findall(nodes.Element)):
            if "only-dark" in node.get("classes", ()):
                node.parent.remove(node)


class NoDeadEnds(SphinxPostTransform):
    """A link to what the EPUB leaves out leads to the site, or is plain words without one."""

    builders = ("epub",)
    default_priority = 900  # after every reference has found its page

    def run(self, **kwargs: Any) -> None:
        """Mend the links of a page."""
        missing = left_out(self.app)
        here = posixpath.dirname(self.env.docname)
        for link in list(self.document.findall(nodes.reference)):
            file, _, place = link.get("refuri", "").partition("#")
            page = posixpath.normpath(posixpath.join(here, file)).removesuffix(SUFFIX)
            if file and link.get("internal") and page in missing:
                _lead(link, on_site(self.app, page, place))
        for load in list(self.document.findall(addnodes.download_reference)):
            base, name = base_of(self.app), load.get("filename", "")
            if base and name:
                _lead(load, f"{base}_downloads/{quote(name)}")
            elif any(isinstance(box, nodes.legend) for box in (load.parent, load.parent.parent)):
                load.parent.remove(load)  # the name of a file is no sentence, and there is no file


def _lead(link: nodes.Element, address: str) -> None:
    """Let a link lead to an address, or be the words that it has."""
    classes = [name for name in link["classes"] if name not in ("reference", "internal")]
    new: nodes.Element = nodes.inline("", "", *link.children, classes=classes)
    if address:
        new = nodes.reference("", "", *link.children, classes=classes, refuri=address)
    link.replace_self(new)


def fit(doctree: nodes.document, docname: str, env: BuildEnvironment) -> None:
    """Change a page that is about to be written: no lists of pages, no table that is too wide.

    The contents of the book are a page of their own in an EPUB.
    """
    if docname == env.config.root_doc:
        for box in list(doctree.findall(nodes.compound)):
            if "toctree-wrapper" in box["classes"]:
                box.parent.remove(box)
    numbers = env.toc_fignumbers.get(docname, {}).get("table", {})
    for table in list(doctree.findall(nodes.table)):
        group = next(iter(table.findall(nodes.tgroup)))
        wide = group["cols"] > WIDEST or "wide" in table["classes"] or docname.startswith(RECORDS)
        spans = any(set(cell.attributes) & SPANS for cell in table.findall(nodes.entry))
        if wide and not spans and "evidence-map" not in table["classes"]:
            number = next((numbers[one] for one in table["ids"] if one in numbers), ())
            name = env.config.numfig_format["table"] % ".".join(map(str, number)) if number else ""
            table.replace_self(stacked(table, name))


def stacked(table: nodes.table, name: str = "") -> nodes.container:
    """The rows of a table one under the other: each cell after the head of its column.

    The first cell of a row opens it and needs no head; ``name`` opens the caption.
    """
    box = nodes.container(classes=["records", *table["classes"]], ids=table["ids"])
    for title in table.findall(nodes.title):
        number: list[nodes.Node] = [nodes.strong("", f"{name} ")] if name else []
        box += nodes.paragraph("", "", *number, *title.children, classes=["caption"])
    heads = [cell.astext() for row in _rows(table, nodes.thead)[-1:] for cell in row.children]
    for row in _rows(table, nodes.tbody):
        record = nodes.container(classes=["record"], ids=row["ids"])
        for head, cell in zip_longest(heads, row.children, fillvalue=""):
            if isinstance(cell, nodes.entry) and cell.astext().strip():
                record += _headed(f"{head}: " if record.children and head else "", cell)
        box += record
    return box


def _rows(table: nodes.table, part: type[nodes.Element]) -> list[nodes.row]:
    return [row for body in table.findall(part) for row in body.findall(nodes.row)]


def _headed(head: str, cell: nodes.entry) -> list[nodes.Node]:
    """What a cell holds, after its head."""
    if not head:
        return list(cell.children)
    opening = nodes.strong("", head)
    first = cell[0]
    if isinstance(first, nodes.paragraph):
        first.insert(0, opening)
        return list(cell.children)
    return [nodes.paragraph("", "", opening), *cell.children]
