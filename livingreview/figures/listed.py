"""Lines that name the values of a figure: heads of panels, labels, and addresses with wildcards.

A line is ``label | point = address, address``; ``# head`` begins a panel. ``*``, ``scgpt-*`` and
``{a,b}`` in an address stand for rows or columns of a record's table, ``id/row`` alone for all
columns of a row, and ``id`` alone for all rows of a table with one column: the line then has a
point for each, and its addresses are paired by these names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import product

from livingreview.figures.rows import Row
from livingreview.problems import did_you_mean
from livingreview.register import conditions
from livingreview.register.finding import Table
from livingreview.register.register import Register

_COMMA = re.compile(r",(?![^{]*\})")  # not between braces
_WILD = re.compile(r"[*{]")


@dataclass(frozen=True)
class Line:
    """A line of ``:rows:``: panel, label, the name of its point if it has one, addresses."""

    panel: str
    label: str
    point: str
    addresses: tuple[str, ...]

    @property
    def words(self) -> str:
        """The line as it was written, for a reader who has to mend it."""
        named = f"{self.label} | {self.point}" if self.point else self.label
        return f"{named} = {', '.join(self.addresses)}"


def lines(rows: str, many: Sequence[int], needs_panel: bool = False) -> Iterator[Line]:
    """The lines of ``:rows:``, each with one of ``many`` numbers of addresses.

    Raises ``ValueError`` for a line without addresses, or one before the head of a panel.
    """
    panel = ""
    for text in filter(None, map(str.strip, rows.splitlines())):
        if text.startswith("#"):
            panel = text.lstrip("# ")
            continue
        named, _, listed = (part.strip() for part in text.partition("="))
        label, _, point = (part.strip() for part in named.partition("|"))
        addresses = tuple(part.strip() for part in _COMMA.split(listed))
        if not label or not all(addresses) or len(addresses) not in many:
            shape = ", ".join(["address"] * many[0])
            raise ValueError(f"the row {text!r} is wrong; write label = {shape}")
        if needs_panel and not panel:
            raise ValueError(f"the row {text!r} has no panel; write # and its head first")
        yield Line(panel, label, point, addresses)


def together(books: Register, addresses: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The points of a line: the name of each, empty for a single one, and its addresses.

    ``-`` and numbers stand for themselves, and so does one address beside several.

    Raises ``ValueError`` where two addresses stand for other names, or a name is not there.
    """
    found = [_expand(books, address) for address in addresses]
    several = [set(names) for names in found if set(names) != {""}]
    if any(names != several[0] for names in several[1:]):
        alone = ", ".join(sorted(several[0] ^ several[1])[:4])
        raise ValueError(
            f"{', '.join(addresses)} stand for other names ({alone}); name the same in braces"
        )
    names = next((list(each) for each in found if set(each) != {""}), [""])
    return [(name, tuple(each.get(name, each.get("", "-")) for each in found)) for name in names]


def _expand(books: Register, address: str) -> dict[str, str]:
    """The addresses that one stands for, by the names that its wildcards matched."""
    record, *path = address.split("/")
    finding = books.findings.get(record)
    table = finding.table if finding else None
    if table is None:
        if _WILD.search(address):
            raise ValueError(f"{record} has no table, but {address} names parts of one")
        return {"": address}
    single = len(table.columns) == 1
    if not path or (len(path) == 1 and not single):
        path.append("*")  # all rows of a table with one column, or all columns of a row
    if not _WILD.search("/".join(path)):
        return {"": address}
    if len(path) == 1:
        path.append(table.columns[0])
    steps = [_matching(part, names) for part, names in zip(path, (table.rows, table.columns))]  # noqa: B905
    open_ = [bool(_WILD.search(part)) for part in path]
    places = [place for place in product(*steps) if _has(table, place)]
    if not places:
        raise ValueError(f"{address} stands for no value; leave out fewer names")
    return {
        "/".join(name for name, wild in zip(place, open_, strict=True) if wild):
        "/".join((record, *place)) for place in places
    }  # fmt: skip


def _has(table: Table, place: tuple[str, ...]) -> bool:
    return table.rows[place[0]][table.columns.index(place[1])] is not None


def _matching(pattern: str, names: Collection[str]) -> list[str]:
    """The names that a part of an address stands for. Raises ``ValueError`` if one is not there."""
    wanted = pattern.strip("{}").split(",") if pattern.startswith("{") else [pattern]
    found: list[str] = []
    for one in map(str.strip, wanted):
        known = [name for name in names if fnmatchcase(name, one)]
        if not known:
            raise ValueError(f"no row or column {one}; {did_you_mean(one, names, 'mend the name')}")
        found += known
    return found


def mixed_in_a_row(books: Register, rows: Sequence[Row], varies: str | None, because: str) -> str:
    """What differs, beside ``varies``, between the values of one row; empty if nothing does."""
    for row in rows:
        if found := conditions.mixed(books, row["addresses"].split(), varies):
            return f"{found}; {because}"
    return ""
