"""How the width of a table is shared among its columns, and whether it is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docutils import nodes
from sphinx import addnodes

from livingreview.text.nodes import IN_CHAPTER
from livingreview.typst.breaks import longest

#: Signs of the smallest size set (8.5 pt) that fit a line upright and on a landscape page.
ROOM = {False: 106, True: 162}
#: Signs of the usual size that fit a line upright and on a landscape page.
EASY = {False: 97, True: 149}
#: Columns that fit a page upright.
MOST = 6
#: Lines of a row that may go on on the next page: more than half of one, upright and landscape.
TALL = {False: 32, True: 20}


@dataclass(frozen=True)
class Shape:
    """The measures of a table, in signs."""

    #: Typst column widths
    columns: list[str]
    #: signs a line must hold so that no word is cut
    needed: int
    #: the whole table is small enough to be kept on one page
    short: bool
    #: signs on a line of each column
    room: list[float]


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
            piece = longest(text) * (1.15 if row in head else 1)
            need[column] = max(need[column], piece + 1.5)
            fits[column] = max(fits[column], min(len(text), 200) + 1.5)
            if not given:
                weight[column] = max(weight[column], min(len(text), 160) ** 0.75)
    least = sum(need)
    line = max(least, EASY[wide])
    if not given and sum(fits) < 0.5 * line:
        columns, room = ["auto"] * len(specs), fits
    else:
        share = (line - least) / sum(weight)
        room = [n + share * w for n, w in zip(need, weight, strict=True)]
        columns = [f"{each:.4g}fr" for each in room]
    low = all(lines(row, room) <= TALL[True] for row in rows)
    return Shape(columns, round(least), len(rows) <= 9 and signs <= 1500 and low, room)


def lines(row: nodes.row, room: Sequence[float]) -> int:
    """Return about how many lines *row* takes where its columns have *room* for signs."""
    heights = [0]
    at = 0
    for cell in row.children:
        assert isinstance(cell, nodes.entry)
        across = cell.get("morecols", 0) + 1
        width = sum(room[at : at + across]) or 1
        at += across
        heights.append(
            sum(1 + int(len(part) / width) for part in cell.astext().split("\n") if part)
        )
    return max(heights)


def left_to_chapters(tree: nodes.Element) -> None:
    """Take the rows out of tables that only chapters print whole, with a line that says where.

    Head, label and caption stay, so that whatever refers to the table finds it.
    """
    for table in tree.findall(nodes.table):
        if IN_CHAPTER not in table["classes"]:
            continue
        (group,) = table.findall(nodes.tgroup)
        group["cols"] = 1
        for part in [*group.findall(nodes.colspec), *group.findall(nodes.thead)]:
            group.remove(part)
        group.insert(0, nodes.colspec(colwidth=100))
        (body,) = group.findall(nodes.tbody)
        where = nodes.paragraph("", "These rows stand in the PDF of this chapter and on the site.")
        body.clear()
        body += nodes.row("", nodes.entry("", where))
        table["classes"] = [name for name in table["classes"] if name != "wide"]


def is_wide(node: nodes.Node) -> bool:
    """Tell whether *node* lies across a landscape page.

    It does if it is of class wide, stands in the running text and has more columns or longer words
    than a page upright has room for.
    """
    if not isinstance(node, nodes.table) or "wide" not in node.get("classes", []):
        return False
    group = next(node.findall(nodes.tgroup))
    crowded = group["cols"] > MOST or shape(node, group, False).needed > EASY[False]
    return crowded and in_running_text(node)


def in_running_text(node: nodes.Node) -> bool:
    """Tell whether *node* stands on the page itself, not inside a box, a list or a cell."""
    outer = node.parent
    flat = (nodes.section, nodes.compound, nodes.container, addnodes.start_of_file)
    while isinstance(outer, flat):
        outer = outer.parent
    return outer is None or isinstance(outer, nodes.document)


def fault(table: nodes.table, needed: int) -> tuple[str, str] | None:
    """What is wrong with a table that needs *needed* signs on a line, and what to do."""
    wide = is_wide(table)
    if needed <= ROOM[wide]:
        return None
    if needed > ROOM[True]:
        remedy = f"use fewer columns (even a landscape page has only {ROOM[True]} signs)"
    elif "wide" in table.get("classes", []):  # and not in the running text, or it would lie across
        remedy = "take it out of its box or list (a landscape page is for the running text)"
    else:
        remedy = "give it the class wide (a landscape page)"
    return f"this table needs {needed} signs on a line of the PDF, which has {ROOM[wide]}", remedy
