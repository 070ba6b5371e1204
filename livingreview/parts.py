"""Building blocks of pages: nodes, words for values, places in sources."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from livingreview import metadata
from livingreview.metadata import Book
from livingreview.register import Cell, Register
from livingreview.schema import Check, Entry, Kept, Place, Quantity

DAGGER = "†"
HOW = {
    "primary": "checked in the source",
    "data": "checked in the authors' data",
    "computed": "computed from the authors' data",
    "secondary": "seen only second-hand",
}
SHAPES = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○"}

Part = nodes.Node | str
Row = tuple[list[str], list[list[nodes.Element]]]  # ids, cells


class finding_number(nodes.inline):
    """A printed number with its record; ``target`` is the address of the value."""


class record_link(nodes.inline):
    """A link to a record's permalink; ``record`` is its id."""


# -- words for values -----------------------------------------------------------------------------


def number_text(value: float) -> str:
    """A recorded number as people write it, with thousands separators."""
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else f"{value}".replace("-", "−")
    text = f"{value:,}" if abs(value) >= 10_000 else f"{value}"
    return text.replace("-", "−")


def value_text(value: float | tuple[float, float], unit: str | None) -> str:
    """A recorded value, or both ends of a range, with its unit."""
    shown = "–".join(map(number_text, value)) if isinstance(value, tuple) else number_text(value)
    return shown + (unit if unit == "%" else f" {unit}" if unit else "")


def show(cell: Cell) -> str:
    """The value of a cell with its unit."""
    return value_text(cell.value, cell.unit)


def source_text(books: Register, cell: Cell) -> str:
    """Who measured it, where it is written, how it was checked: one line for the preview."""
    reference = books.references.get(cell.citekey)
    who = reference.short if reference else cell.citekey
    check = cell.checked
    return f"{cell.says}. {who}, {cell.at}; {HOW[check.how]} on {check.date}."


# -- nodes -------------------------------------------------------------------------------


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


def table(
    head: dict[str, int],
    rows: Iterable[Row],
    *classes: str,
) -> nodes.table:
    """A table; ``head`` gives titles and widths in per cent, each row is its ids and its cells."""
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


def mark(value: str, check: Check) -> str:
    """A value with its dagger if it was seen only second-hand."""
    return value + (DAGGER if check.how == "secondary" else "")


def quantity(value: Quantity, entry: Entry) -> str:
    """A value of a model, benchmark or data set; words are given as they stand."""
    if value.value in ("unknown", "not applicable"):
        return str(value.value)
    number = value.value
    shown = number if isinstance(number, str) else value_text(number, value.unit)
    return mark(shown, value.checked or entry.checked)


def kept(place: Kept) -> str:
    """Where code or weights are, and under which license."""
    if not isinstance(place, Place):
        return place
    if place.where == "unknown":
        return "unknown"
    return f"{place.where} ({'license unknown' if place.license == 'unknown' else place.license})"


def register_of(app: Sphinx) -> Register:
    """The register that was loaded for this build."""
    return app.livingreview  # type: ignore[attr-defined,no-any-return]


def book_of(app: Sphinx) -> Book:
    """What ``CITATION.cff`` and git say of the book; asked once a build."""
    if not hasattr(app, "livingreview_book"):
        app.livingreview_book = metadata.read(Path(app.confdir))  # type: ignore[attr-defined]
    return app.livingreview_book  # type: ignore[attr-defined,no-any-return]


def on_screen(app: Sphinx) -> bool:
    """Whether this build makes the site; EPUB is HTML, but no place for buttons and notes."""
    return app.builder.format == "html" and app.builder.name != "epub"


def base_of(app: Sphinx) -> str:
    """Where the book is published, with a slash at its end; empty if nobody said."""
    base: str = app.config.html_baseurl
    return f"{base.rstrip('/')}/" if base else ""


# -- places ---------------------------------------------------------------------------------------


def exact_line(file: str, start: int, text: str) -> int:
    """The line at or after ``start`` that holds ``text``; ``start`` if none does.

    Parsers give the first line of a paragraph; an author wants the line itself.
    """
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[max(start - 1, 0) :], max(start, 1)):
        if text in line:
            return number
    return start


def page_of(node: nodes.Node, default: str) -> str:
    """The page a node came from, also in a tree merged from many pages."""
    while node.parent:
        node = node.parent
        if isinstance(node, addnodes.start_of_file):
            return str(node["docname"])
    return default


def dependencies(books: Register, claim: str) -> set[Path]:
    """The files from which a claim and its certainty are made."""
    record = books.claims[claim]
    files = {books.place[claim][0]}
    for finding in (*record.supports, *record.disputes, *record.qualifies):
        files.add(books.place[finding][0])
    return files
