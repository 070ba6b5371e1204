"""How the width of a table is shared among its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docutils import nodes

#: Signs of the smallest size set (6.5 pt) that fit a line upright and on a landscape page.
ROOM = {False: 130, True: 205}
#: Signs of the usual size that fit a line upright and on a landscape page.
EASY = {False: 92, True: 164}
_LONGEST = 24
_BREAKS = re.compile(r"[\s/\-\u2013\u2014]+")


@dataclass(frozen=True)
class Shape:
    """The measures of a table, in signs."""

    #: Typst column widths
    columns: list[str]
    #: signs a line must hold so that no word is cut
    needed: int
    #: the whole table is small enough to be kept on one page
    short: bool


def rows_of(group: nodes.tgroup, part: type[nodes.Element]) -> list[nodes.row]:
    """Return the rows of the head or the body of a table."""
    return [row for child in group.findall(part) for row in child.children]  # type: ignore[misc]


def shape(table: nodes.table, group: nodes.tgroup, wide: bool) -> Shape:
    """Measure *table*: every column gets room for its longest word, the rest goes by weight.

    The weight is the width the author gave, or else grows with the text of a column.
    """
    specs = list(group.findall(nodes.colspec))
    given = "colwidths-given" in table.get("classes", [])
    weight = [float(spec["colwidth"]) if given else 1.0 for spec in specs]
    need = [2.0] * len(specs)
    fits = [0.0] * len(specs)
    signs = 0
    head = rows_of(group, nodes.thead)
    rows = head + rows_of(group, nodes.tbody)
    for row in rows:
        for column, cell in enumerate(row.children[: len(specs)]):
            text = cell.astext()
            signs += len(text)
            if isinstance(cell, nodes.entry) and cell.get("morecols"):
                continue
            word = max(map(len, _BREAKS.split(text)), default=0)
            room = word * 1.15 if row in head else min(word, _LONGEST)
            need[column] = max(need[column], room + 1.5)
            fits[column] = max(fits[column], min(len(text), 200) + 1.5)
            if not given:
                weight[column] = max(weight[column], min(len(text), 160) ** 0.75)
    least = sum(need)
    line = max(least, EASY[wide])
    if not given and sum(fits) < 0.5 * line:
        columns = ["auto"] * len(specs)
    else:
        share = (line - least) / sum(weight)
        columns = [f"{n + share * w:.4g}fr" for n, w in zip(need, weight, strict=True)]
    return Shape(columns, round(least), len(rows) <= 9 and signs <= 1500)
