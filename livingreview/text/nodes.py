"""Building blocks of pages: the nodes of text, tables, numbers and record links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from docutils import nodes

Part = nodes.Node | str

Row = tuple[list[str], list[list[nodes.Element]]]  # ids, cells


class Placeholder:
    """A node that a directive or a role leaves on a page, to be replaced when it is written."""


Left = TypeVar("Left", bound=Placeholder)


def left(page: nodes.document, kind: type[Left]) -> list[Left]:
    """The placeholders of one kind on a page that is being written.

    The page is walked once for all kinds: most pages hold none, and each walk goes through all of
    their nodes. So what takes the place of one may hold no other.
    """
    if "placeholders" not in vars(page):
        every = [node for node in page.findall(nodes.Element) if isinstance(node, Placeholder)]
        vars(page)["placeholders"] = every
    return [one for one in vars(page)["placeholders"] if isinstance(one, kind)]


class finding_number(nodes.inline):
    """A printed number with its record; ``target`` is the address of the value."""


class record_link(nodes.inline):
    """A link to a record's permalink; ``record`` is its id."""


def text(*parts: Part, classes: Iterable[str] = ()) -> nodes.paragraph:
    """A paragraph of text and inline nodes."""
    node = nodes.paragraph(classes=list(classes))
    node += [nodes.Text(part) if isinstance(part, str) else part for part in parts]
    return node


def strong(words: str) -> nodes.strong:
    """Words set strong."""
    return nodes.strong(words, words)


def joined(parts: Iterable[Part], separator: str = ", ") -> list[Part]:
    """The parts with a separator between them."""
    out: list[Part] = []
    for part in parts:
        out += [separator, part] if out else [part]
    return out


#: The class of a table whose rows the book leaves to the PDF of its chapter.
IN_CHAPTER = "in-chapter"


def table(
    head: dict[str, int],
    rows: Iterable[Row],
    *classes: str,
) -> nodes.table:
    """A table; ``head`` gives titles and widths in percent, each row is its ids and its cells."""
    node = nodes.table(classes=["colwidths-given", *classes])
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=width) for width in head.values()]
    thead, tbody = nodes.thead(), nodes.tbody()
    thead += _row([[text(title)] for title in head])
    for ids, cells in rows:
        for first in cells[0][:1]:  # the anchor stands in the first cell: every output keeps it
            first["ids"] += ids
        tbody += _row(cells)
    group += [thead, tbody]
    node += group
    return node


def _row(cells: Iterable[Iterable[nodes.Element]]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        entry = nodes.entry()
        entry += cell
        row += entry
    return row


def record(name: str, words: str | None = None) -> record_link:
    """A link to a record's permalink."""
    return record_link("", words or name, record=name)
