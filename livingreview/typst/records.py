"""The records of the register: an entry each, headed by its number in this edition and its id.

On screen a kind of record is a table; paper has no room for one, so each row becomes an entry: what
stands in the first column leads, the rest is told under the titles of its columns.
"""

from __future__ import annotations

from docutils import nodes

from livingreview.typst import tables
from livingreview.typst.markup import arguments, string
from livingreview.typst.renderer import Renderer, classes_of

#: Signs of an entry that is kept in one column, and of what needs no line of its own.
SHORT, VALUE = 900, 30


def are_records(r: Renderer, node: nodes.Node) -> bool:
    """Tell whether *node* holds records that this document prints as entries."""
    if r.document.look != "register" or not isinstance(node, nodes.Element):
        return False
    return bool({"register-table", "paper-record"} & set(classes_of(node)))


def rows(r: Renderer, table: nodes.table) -> str:
    """Every row of a table of records as an entry."""
    group = next(table.findall(nodes.tgroup))
    heads = [cell.astext() for cell in tables.rows_of(group, nodes.thead)[0].children]
    out = ""
    for row in tables.rows_of(group, nodes.tbody):
        first, *others = row.children
        named = next(each for each in first.findall(nodes.Element) if each.get("ids"))
        told = "".join(
            f"({string(head)}, {'true' if len(cell.astext()) < VALUE else 'false'}, [{body}]), "
            for head, cell in zip(heads[1:], others, strict=True)
            if (body := _told(r, cell))
        )
        head = _head(r, heads[0], named, row)
        out += f"\n#record({head}[{r(first).strip()}], {told})\n"
    return f"\n#records[{out}]\n"


def _told(r: Renderer, cell: nodes.Node) -> str:
    """What stands in a cell; small lines that follow one another run on."""
    out, before = "", False
    for child in cell.children:
        small = "record-meta" in classes_of(child) if isinstance(child, nodes.paragraph) else False
        text = (values(r, child) or r(child)).strip()
        out += f"#meta[; ];{text}" if small and before else f"\n\n{text}"
        before = small
    return out.strip()


def values(r: Renderer, node: nodes.Node) -> str:
    """A list of short rows of values in one run ("" if *node* is none)."""
    if not isinstance(node, nodes.bullet_list):
        return ""
    if any(len(item.astext()) > VALUE for item in node.children):
        return ""
    return "; ".join(r(item).strip() for item in node.children)


def paper(r: Renderer, node: nodes.container) -> str:
    """What is held of a paper, as an entry."""
    head = _head(r, "Paper", node, node)
    return together(node, f"\n#record({head}[{r.kids(node).strip()}])\n", "records")


def together(node: nodes.Element, out: str, group: str) -> str:
    """*out*, what *node* becomes, in one *group* with the nodes of its kind that are beside it."""
    others = node.parent.children
    at = others.index(node)
    before, after = others[max(at - 1, 0) : at], others[at + 1 : at + 2]
    first = "" if any(isinstance(each, type(node)) for each in before) else f"\n#{group}["
    last = "" if any(isinstance(each, type(node)) for each in after) else "]\n"
    return first + out + last


def _head(r: Renderer, kind: str, named: nodes.Element, whole: nodes.Element) -> str:
    """The head of an entry as arguments: the *named* node bears its id, *whole* is all of it."""
    r.counted[kind] += 1
    return arguments(
        number=string(f"{kind[:1]}{r.counted[kind]:03}"),
        name=string(r.own_label(named) or ""),
        level=str(r.level + 1),
        short=None if len(whole.astext()) < SHORT else "false",
    )
