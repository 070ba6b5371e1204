"""The records of the register: an entry each, headed by its number in this edition and its id.

On screen a kind of record is a table; paper has no room for one, so each row becomes an entry: what
stands in the first column leads, the rest is told under the titles of its columns. What is short
shares its line with what is told before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docutils import nodes

from livingreview.typst import tables
from livingreview.typst.markup import arguments, array, string
from livingreview.typst.renderer import Renderer, classes_of

#: Signs of an entry that is kept in one column, and of a row of values that shares a line.
SHORT, VALUE = 500, 30
#: Signs on a line of a column, between two values, and of the name of a row before it is parted.
LINE, BETWEEN, NAME = 64, 2, 20


def are_records(r: Renderer, node: nodes.Node) -> bool:
    """Tell whether *node* holds records that this document prints as entries."""
    if r.document.look != "register" or not isinstance(node, nodes.Element):
        return False
    return bool({"register-table", "paper-record"} & set(classes_of(node)))


def among_records(r: Renderer, node: nodes.Node) -> bool:
    """Tell whether *node* shares the columns of records: these, and what stands over them."""
    if not isinstance(node, nodes.rubric):
        return are_records(r, node)
    beside = node.parent.children
    return any(are_records(r, each) for each in beside[beside.index(node) + 1 :][:1])


def rows(r: Renderer, table: nodes.table) -> str:
    """Every row of a table of records as an entry."""
    group = next(table.findall(nodes.tgroup))
    heads = [cell.astext() for cell in tables.rows_of(group, nodes.thead)[0].children]
    out = ""
    for row in tables.rows_of(group, nodes.tbody):
        first, *others = row.children
        named = next(each for each in first.findall(nodes.Element) if each.get("ids"))
        head = _head(r, heads[0], named, row)
        lead = _told(r, first)
        told = "".join(
            f"({string(_title(title, cell))}, {'false' if _parted(body) else 'true'}, [{body}]), "
            for title, cell in zip(heads[1:], others, strict=True)
            if (body := _told(r, cell))
        )
        out += f"\n#record({head}[{lead}], {told})\n"
    return out


def paper(r: Renderer, node: nodes.container) -> str:
    """What is held of a paper, as an entry."""
    head = _head(r, "Paper", node, node)
    return f"\n#record({head}[{_told(r, node)}])\n"


def _told(r: Renderer, cell: nodes.Node) -> str:
    """What stands in a cell; what is small runs on with what is told before it."""
    out, before = "", None
    for part in _parts(cell):
        if text := (values(r, part) or r(part)).strip():
            out += _between(before, part) + text
            before = part
    return out


def _title(title: str, cell: nodes.Node) -> str:
    """The title of a column; "" where the cell says it itself."""
    return "" if title.casefold().split() == cell.astext().casefold().split()[:1] else title


def _parted(body: str) -> bool:
    """Tell whether markup is more than one paragraph."""
    return "\n\n" in body or body.startswith(("#list(", "#values("))


def _parts(cell: nodes.Node) -> Iterator[nodes.Node]:
    """The paragraphs and lists of a cell, also those inside a box."""
    for child in cell.children:
        if isinstance(child, nodes.container):
            yield from _parts(child)
        else:
            yield child


def _between(before: nodes.Node | None, part: nodes.Node) -> str:
    """What parts *part* from what is told before it in a cell.

    Plain words run on, and so do bold labels with what they name; a link begins a line.
    """
    if before is None:
        return ""
    if not isinstance(before, nodes.paragraph) or not isinstance(part, nodes.paragraph):
        return "\n\n"
    if before.astext().endswith(":"):
        return " "
    small = "record-meta" in classes_of(part)
    labels = isinstance(part.children[0], nodes.strong) and isinstance(
        before.children[0], nodes.strong
    )
    starts = part.astext().endswith(":") or "record-says" in classes_of(before)
    runs_on = small or labels or isinstance(part.children[0], nodes.Text)
    return "; " if runs_on and not starts else "\n\n"


def values(r: Renderer, node: nodes.Node) -> str:
    """Rows of values as a table or, if they are short, in one run ("" if *node* is neither)."""
    if not isinstance(node, nodes.bullet_list):
        return ""
    if grid := _grid(r, node):
        return grid
    if any(len(item.astext()) > VALUE for item in node.children):
        return ""
    return "; ".join(r(item).strip() for item in node.children)


def _grid(r: Renderer, lines: nodes.bullet_list) -> str:
    """Rows with several values each as a table, if its columns fit a line; else ""."""
    columns = lines.get("columns", ())
    if len(columns) < 2 or len(lines.children) < 2:
        return ""
    rows = [(r.text(item["row"]), [*map(r.text, item["values"])]) for item in lines.children]
    widths = [max(map(len, each)) for each in zip(columns, *(row[1] for row in rows), strict=True)]
    name = min(max(len(row[0]) for row in rows), NAME)
    if name + sum(width + BETWEEN for width in widths) > LINE:
        return ""
    heads = array([*map(string, columns)])
    told = "".join(array([string(name), *map(string, cells)]) + ", " for name, cells in rows)
    return f"#values({heads}, {told})"


def together(node: nodes.Element, out: str, group: str, alike: Callable[[nodes.Node], bool]) -> str:
    """*out*, what *node* becomes, in one *group* with what is *alike* beside it."""
    beside = node.parent.children
    at = beside.index(node)
    first = "" if any(map(alike, beside[max(at - 1, 0) : at])) else f"\n#{group}["
    last = "" if any(map(alike, beside[at + 1 : at + 2])) else "]\n"
    return first + out + last


def _head(r: Renderer, kind: str, named: nodes.Element, whole: nodes.Element) -> str:
    """The head of an entry as arguments: the *named* node bears its id, *whole* is all of it."""
    r.counted[kind] += 1
    return arguments(
        kind=string(kind),
        number=string(f"{kind[:1]}{r.counted[kind]:03}"),
        name=string(r.own_label(named) or ""),
        level=str(r.level + 1),
        short=None if len(whole.astext()) < SHORT else "false",
    )
