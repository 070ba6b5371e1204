"""``{register-table} values``: any values of the register as a table, row by row.

``:heads:`` are the titles of all columns; ``:rows:`` are lines of ``label | label = address, ...``,
where ``-`` leaves a cell empty and ``id/row`` alone stands for a whole row of a record's table.
Values in one column are comparable, or ``:varies:`` names the condition in which they differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from livingreview.pages.columns import Cell
from livingreview.register import conditions, words
from livingreview.register.register import Register
from livingreview.text.nodes import finding_number, text


@dataclass(frozen=True)
class Line:
    """A row: its labels, and the addresses of its values, empty where there is none."""

    labels: list[str]
    addresses: list[str]


def lines(books: Register, rows: str, heads: list[str]) -> list[Line]:
    """The rows that were written down. Raises ``ValueError`` for one that does not fit the heads,
    ``LookupError`` for an address of no value."""
    found = [_line(books, line, heads) for line in map(str.strip, rows.splitlines()) if line]
    if not found:
        raise ValueError("no row is written; add rows: and lines of label = address, ...")
    if len({len(line.labels) for line in found}) > 1:
        raise ValueError("some rows have more labels than others; write | between those of each")
    for line in found:
        for address in filter(None, line.addresses):
            books.cell(address)
    return found


def _line(books: Register, line: str, heads: list[str]) -> Line:
    label, _, listed = line.partition("=")
    labels = [part.strip() for part in label.split("|")]
    addresses = [part.strip() for part in listed.split(",")]
    wanted = len(heads) - len(labels)
    if len(addresses) == 1 and wanted > 1:
        addresses = list(_whole_row(books, addresses[0]))
    if not listed or len(addresses) != wanted:
        raise ValueError(
            f"the row {line!r} has {len(addresses)} values for {wanted} columns; "
            "write label = address, ... with - where there is none, or heads: for each column"
        )
    return Line(labels, ["" if address == "-" else address for address in addresses])


def _whole_row(books: Register, address: str) -> Iterator[str]:
    """The addresses of a row of a record's table; the address itself if it is none."""
    name, _, row = address.partition("/")
    finding = books.findings.get(name)
    if finding and finding.table and row in finding.table.rows:
        yield from (f"{name}/{row}/{column}" for column in finding.table.columns)
    else:
        yield address


def mixed(books: Register, rows: list[Line], varies: str | None) -> str:
    """What is wrong with reading a column from top to bottom; empty if nothing is."""
    for column in zip(*(row.addresses for row in rows), strict=True):
        if found := conditions.mixed(books, list(filter(None, column)), varies):
            return f"{found}; take the rows apart, or add varies: and what they differ in"
    return ""


def cells(books: Register, row: Line) -> list[Cell]:
    """The cells of a row; a number is linked to its record."""
    made: list[Cell] = [[text(label, classes=["recorded"])] for label in row.labels]
    for address in row.addresses:
        if not address:
            made.append([text("–")])
            continue
        cell = books.cell(address)
        shown = words.value_text(cell.value, cell.unit)
        number = finding_number("", shown, target=address, classes=["finding"])
        made.append([text(number, classes=["recorded"])])
    return made
