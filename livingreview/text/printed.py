"""Which values of the register the chapters print: in a sentence, a table or a figure."""

from __future__ import annotations

import re
from pathlib import Path

from livingreview.register.register import KINDS, Register
from livingreview.register.slots import slots

_NAMED = re.compile(r"[\w-]+(?:/[\w-]+)+")
_ROLE = re.compile(r"\{finding\}`[^`<]*<\s*([^<>`\s]+)\s*>`")


def values_of(books: Register) -> dict[str, list[str]]:
    """The addresses of the numbers of each record, by its id."""
    return {
        name: [slot.address for slot in slots(record)]
        for kind in KINDS
        for name, record in getattr(books, kind).items()
    }


def printed(books: Register, docs: Path, pages: tuple[str, ...] = ()) -> set[str]:
    """The addresses of the values that these pages print; all pages if none is named."""
    known = {address for addresses in values_of(books).values() for address in addresses}
    files = [docs / f"{page}.md" for page in pages] if pages else sorted(docs.rglob("*.md"))
    named: set[str] = set()
    for file in files:
        text = file.read_text(encoding="utf-8")
        named |= {*_NAMED.findall(text), *_ROLE.findall(text)}
    return {address for name in named for address in _whole(books, name) if address in known}


def _whole(books: Register, name: str) -> set[str]:
    """An address as it is counted; the one column of a table need not be written."""
    record, _, rest = name.partition("/")
    finding = books.findings.get(record)
    if finding and finding.table and len(finding.table.columns) == 1:
        row, *more = rest.split("/")
        column = finding.table.columns[0]
        return {name, "/".join([record, row, column, *(part for part in more if part != column)])}
    return {name, name.replace("/more/", "/")}
