"""One small function a node type: what it takes from the node, as forms of pandoc's tree.

A function is bound to its node classes by :func:`rule`; it takes the renderer and the node.

Left out: what is for the screen only (raw HTML, and class ``only-dark``, see the renderer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from livingreview.docx import ast, fields
from livingreview.docx.ast import Form, Forms
from livingreview.docx.renderer import Renderer, Rule
from livingreview.figures import imagecheck
from livingreview.typst import tables
from livingreview.typst.renderer import classes_of, first
from livingreview.typst.rulebook import Rulebook

rule: Rulebook[Rule] = Rulebook()

#: Styles of ``styles.xml`` for paragraphs of a class.
STYLES = {
    "claim-says": "Claim",
    "claim-meta": "Claim Note",
    "claim-against": "Claim Against",
    "claim-with": "Claim Against",
    "reply": "Claim Against",
    "claim-facts": "Claim Facts",
}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_LIST_STYLES = {
    "arabic": "Decimal",
    "loweralpha": "LowerAlpha",
    "upperalpha": "UpperAlpha",
    "lowerroman": "LowerRoman",
    "upperroman": "UpperRoman",
}


# -- structure ---------------------------------------------------------------------------------


@rule(addnodes.start_of_file)
@rule(nodes.compound, nodes.definition, nodes.entry, nodes.container)
@rule(nodes.caption, nodes.legend, nodes.description, addnodes.glossary, nodes.field_body)
def passed_through(r: Renderer, node: nodes.Element) -> Forms:
    if "literal-block-wrapper" in classes_of(node):
        return listing(r, node)
    if "claims" in classes_of(node):
        return cards(r, node)
    out: Forms = []
    for listed, group in groupby(node.children, lambda n: isinstance(n, nodes.citation)):
        children = list(group)
        out += references(r, children) if listed else r.all(children)
    return out


def cards(r: Renderer, node: nodes.Element) -> Forms:
    """Claims, one under the other: their paragraphs have styles of their own and need no bullet."""
    out: Forms = []
    for child in node.children:
        items: list[Any] = child.children if isinstance(child, nodes.bullet_list) else []
        out += [form for item in items for form in r.blocks(item)] if items else r(child)
    return ast.blocks(out)


@rule(nodes.section)
def section(r: Renderer, node: nodes.section) -> Forms:
    title = first(node, nodes.title)
    top = r.level < 0
    anchor = "" if top else r.take_anchor(node)
    r.level += 1
    head: Forms = []
    if title is not None and not top:
        numbers = r.env.toc_secnumbers.get(r.docname, {}).get(f"#{node['ids'][0]}")
        number = ".".join(map(str, numbers)) + r.env.config.html_secnumber_suffix if numbers else ""
        words = [ast.text(number)] if number else []
        words += r.kids(title)
        head = [ast.form("Header", r.level, ast.attributes(anchor), words)]
    out = head + r.blocks(node, title)
    r.level -= 1
    return out


@rule(nodes.title, nodes.subtitle, nodes.rubric, addnodes.centered)
def rubric(r: Renderer, node: nodes.Element) -> Forms:
    return [ast.para(r.kids(node), "Rubric")]


@rule(nodes.paragraph, addnodes.compact_paragraph)
def paragraph(r: Renderer, node: nodes.paragraph) -> Forms:
    style = next((STYLES[name] for name in classes_of(node) if name in STYLES), "")
    return ast.blocks(r.kids(node), lambda inlines: ast.para(inlines, style))


@rule(nodes.transition)
def transition(r: Renderer, node: nodes.transition) -> Forms:
    return [] if "footnotes" in classes_of(node) else [{"t": "HorizontalRule"}]


@rule(nodes.block_quote)
def block_quote(r: Renderer, node: nodes.block_quote) -> Forms:
    by = first(node, nodes.attribution)
    said = r.blocks(node, by)
    return [ast.form("BlockQuote", [*said, *([ast.para(r.kids(by), "Attribution")] if by else [])])]


@rule(nodes.line_block)
def line_block(r: Renderer, node: nodes.line_block) -> Forms:
    out: Forms = []
    for child in node.children:
        inner = child.children if isinstance(child, nodes.line_block) else [child]
        for line in inner:
            out += [*r(line), {"t": "LineBreak"}]
    return [ast.para(out[:-1])]


@rule(nodes.comment, nodes.substitution_definition, nodes.meta, nodes.colspec, nodes.footnote)
@rule(addnodes.toctree, addnodes.index, addnodes.highlightlang, addnodes.tabular_col_spec)
@rule(nodes.system_message, nodes.label, nodes.raw)
def nothing(r: Renderer, node: nodes.Element) -> Forms:
    return []


# -- inline ------------------------------------------------------------------------------------


@rule(nodes.emphasis, nodes.title_reference)
def emphasis(r: Renderer, node: nodes.Element) -> Forms:
    return [ast.form("Emph", r.kids(node))]


@rule(nodes.strong)
def strong(r: Renderer, node: nodes.Element) -> Forms:
    return [ast.form("Strong", r.kids(node))]


@rule(nodes.subscript)
def subscript(r: Renderer, node: nodes.Element) -> Forms:
    return [ast.form("Subscript", r.kids(node))]


@rule(nodes.superscript)
def superscript(r: Renderer, node: nodes.Element) -> Forms:
    return [ast.form("Superscript", r.kids(node))]


@rule(nodes.literal)
def literal(r: Renderer, node: nodes.literal) -> Forms:
    return [ast.form("Code", ast.attributes(), node.astext())]


@rule(nodes.inline, nodes.abbreviation, nodes.acronym, nodes.generated, nodes.target)
@rule(nodes.problematic, addnodes.manpage, nodes.line)
def inline(r: Renderer, node: nodes.Element) -> Forms:
    return cited(r, node) if "bibtex-citation" in classes_of(node) else r.kids(node)


@rule(nodes.math)
def math(r: Renderer, node: nodes.math) -> Forms:
    return [formula(r, node, "InlineMath")]


@rule(nodes.math_block)
def math_block(r: Renderer, node: nodes.math_block) -> Forms:
    """A display formula; ``word`` joins it and its number on one line."""
    config = r.env.config
    counted = config.math_numfig and config.numfig
    number = r.number("displaymath", node) if counted else node.get("number")
    shown = formula(r, node, "DisplayMath")
    if not number:
        return [ast.para([shown])]
    return [
        ast.para([shown], "Equation"),
        ast.para([ast.text(f"({number})")], "Equation Number"),
    ]


def formula(r: Renderer, node: nodes.Element, kind: str) -> Form:
    tex = paired(" ".join(node.astext().split()))
    if r"\\" in tex and r"\begin" not in tex:  # several lines, as Sphinx takes them
        tex = rf"\begin{{aligned}} {tex} \end{{aligned}}"
    r.formulas.setdefault(tex, node)
    return ast.form("Math", {"t": kind}, tex)


def paired(tex: str) -> str:
    r"""Write each pair of parentheses or bars with ``\left`` and ``\right``: it is one thing then.

    Word shows a pair of single signs as well; LibreOffice takes half a pair for a fault.
    """
    if any(sign in tex.lower() for sign in ("&", r"\left", r"\big", r"\text", r"\|")):
        return tex
    if tex.count("(") == tex.count(")"):
        tex = tex.replace("(", r"\left(").replace(")", r"\right)")
    before, *bars = tex.split("|")
    if len(bars) == 2 and bars[0].count("{") == bars[0].count("}"):
        tex = rf"{before}\left|{bars[0]}\right|{bars[1]}"
    return tex


# -- links and citations -----------------------------------------------------------------------


@rule(nodes.reference, addnodes.download_reference)
def reference(r: Renderer, node: nodes.Element) -> Forms:
    """A link: within the chapter, to a page of the published book, or to another site."""
    words = r.kids(node)
    uri = node.get("refuri", "")
    if isinstance(node, addnodes.download_reference):
        uri = f"_downloads/{quote(node['filename'])}" if "filename" in node else ""
    here = r.local(node)
    if here:
        if not r.anchor(here):
            r.warn(f"the chapter has no place {here} to link to; mend the link", node, "link")
            return words
        return [ast.link(words, f"#{r.anchor(here)}")]
    if uri.startswith("%"):
        page, _, place = uri[1:].partition("#")
        uri = f"{page}.html" + (f"#{place}" if place else "")
    if uri and not _SCHEME.match(uri) and not uri.startswith("//"):
        uri = urljoin(f"{r.base_url.rstrip('/')}/", uri) if r.base_url else ""
    return [ast.link(words, uri)] if uri else words


def cited(r: Renderer, node: nodes.Element) -> Forms:
    """A citation: its brackets and what is in them are one field, names before it are text.

    Without brackets, or where a work is not known, it is plain text.
    """
    out: Forms = []
    for at, (part, bracketed) in enumerate(brackets(node)):
        links = [child for child in part if isinstance(child, nodes.reference)]
        works = [r.works(r.key(link)) for link in links]
        known = [work for work in works if work]
        shown = [form for child in part for form in bare(r, child)]
        if not bracketed or not links or len(known) < len(links):
            out += shown
            continue
        place = " ".join([r.docname, *node["ids"], str(at)])
        out += fields.citation(known, shown, place, suppress_author=at > 0)
    return out


def bare(r: Renderer, node: nodes.Node) -> Forms:
    """What stands in a citation, without its link to the list, which Zotero would not keep."""
    return r.kids(node) if isinstance(node, nodes.reference) else r(node)


def brackets(node: nodes.Element) -> Iterator[tuple[list[nodes.Node], bool]]:
    """Cut what an inline node holds at its outer brackets; tell what stood in brackets."""
    held: list[nodes.Node] = []
    inside = False
    for child in node.children:
        if not isinstance(child, nodes.Text):
            held.append(child)
            continue
        for piece in filter(None, re.split(r"(?=\[)|(?<=\])", child.astext())):
            if piece.startswith("[") and held:
                yield held, inside
                held = []
            inside = inside or piece.startswith("[")
            held.append(nodes.Text(piece))
            if piece.endswith("]"):
                yield held, inside
                held, inside = [], False
    if held:
        yield held, False


def references(r: Renderer, entries: list[Any]) -> Forms:
    """The list of references: a field where Zotero can make it anew from the citations."""
    rows = [r.kids(first(entry, nodes.paragraph)) for entry in entries]
    cited_here = {r.key(link) for link in r.tree.findall(nodes.reference)}
    keys = [r.entry_key(entry) for entry in entries]
    if all(key in cited_here and r.works(key) for key in keys):
        rows = list(fields.bibliography(rows))
    return [ast.para(row, "Bibliography") for row in rows]


@rule(nodes.footnote_reference)
def footnote_reference(r: Renderer, node: nodes.footnote_reference) -> Forms:
    note = r.footnotes.get(node.get("refid", ""))
    if note is None:
        return []
    number = r.notes.get(note)
    if number is not None:
        return fields.note_again(f"note_{number}", number)
    number = r.notes[note] = len(r.notes) + 1
    form = ast.form("Note", r.blocks(note))
    again = len(note["backrefs"]) > 1
    return [ast.span([form], f"note_{number}")] if again else [form]


# -- lists -------------------------------------------------------------------------------------


def items(r: Renderer, node: nodes.Element) -> list[Forms]:
    """The items of a list; where each is one paragraph, the list is tight."""
    children: list[Any] = node.children
    tight = all(
        len(item.children) == 1 and isinstance(item.children[0], nodes.paragraph)
        for item in children
    )
    out = []
    for item in children:
        body = r.blocks(item, wrap=ast.plain)
        out.append([ast.plain(b["c"]) if tight and b["t"] == "Para" else b for b in body])
    return out


@rule(nodes.bullet_list)
def bullet_list(r: Renderer, node: nodes.bullet_list) -> Forms:
    return [ast.form("BulletList", items(r, node))]


@rule(nodes.enumerated_list)
def enumerated_list(r: Renderer, node: nodes.enumerated_list) -> Forms:
    style = _LIST_STYLES.get(node.get("enumtype", ""), "Decimal")
    marks = {"()": "TwoParens", ")": "OneParen"}
    delim = marks.get(node.get("prefix", "") + node.get("suffix", "."), "Period")
    form = [[node.get("start", 1), {"t": style}, {"t": delim}], items(r, node)]
    return [ast.form("OrderedList", *form)]


@rule(nodes.definition_list, nodes.field_list)
def definition_list(r: Renderer, node: nodes.Element) -> Forms:
    return [ast.form("DefinitionList", [definition(r, item) for item in node.children])]


def definition(r: Renderer, node: Any) -> list[Any]:
    """An entry of a definition list: its terms, one a line, and what they mean."""
    heads: Forms = []
    bodies: list[Forms] = []
    for child in node.children:
        if isinstance(child, nodes.classifier):
            heads += [ast.text(" : "), ast.form("Emph", r.kids(child))]
        elif isinstance(child, (nodes.term, nodes.field_name)):
            heads += [*([{"t": "LineBreak"}] if heads else []), *r(child)]
        else:
            bodies.append(r.blocks(child))
    return [heads, bodies]


@rule(nodes.term, nodes.field_name)
def term(r: Renderer, node: nodes.Element) -> Forms:
    return r.kids(node)


# -- boxes -------------------------------------------------------------------------------------


@rule(nodes.attention, nodes.caution, nodes.danger, nodes.error, nodes.important, nodes.note)
@rule(nodes.tip, nodes.hint, nodes.warning, nodes.admonition, addnodes.seealso)
@rule(nodes.topic, nodes.sidebar, addnodes.versionmodified)
def admonition(r: Renderer, node: nodes.Element) -> Forms:
    title, subtitle = first(node, nodes.title), first(node, nodes.subtitle)
    if title is not None:
        head = r.kids(title)
        head += [ast.text(": "), *r.kids(subtitle)] if subtitle is not None else []
    else:
        label = str(admonitionlabels.get(type(node).__name__, ""))
        head = [ast.text(label)] if label else []
    body = r.blocks(node, title, subtitle)
    return [ast.div([*([ast.para(head, "Box Title")] if head else []), *body], style="Box")]


# -- floats ------------------------------------------------------------------------------------


@rule(nodes.figure)
def figure(r: Renderer, node: nodes.figure) -> Forms:
    caption, legend = first(node, nodes.caption), first(node, nodes.legend)
    body = r.blocks(node, caption, legend, wrap=ast.plain)
    if not body:  # its image is for the dark page only
        return []
    words = r.caption(node, "figure", caption)
    held = [None, [ast.plain(words)] if words else []]
    out = [ast.form("Figure", ast.attributes(r.take_anchor(node)), held, body)]
    notes = r.blocks(legend) if legend is not None else []
    return [*out, ast.div(notes, style="Figure Note")] if notes else out


@rule(nodes.image)
def image(r: Renderer, node: nodes.image) -> Forms:
    alt = node.get("alt", "").strip()
    broken = imagecheck.fault_of(node, Path(r.env.srcdir))  # told when the page was read
    found = None if broken else r.picture(node)
    if found is None:
        return [ast.text(alt)] if alt else []
    file, width = found
    sized = ast.attributes(width=f"{width:.2f}in")
    return [ast.form("Image", sized, [ast.text(alt)], [file, ""])]


@rule(nodes.literal_block, nodes.doctest_block)
def literal_block(r: Renderer, node: nodes.Element) -> Forms:
    return [ast.form("CodeBlock", ast.attributes(), node.astext())]


def listing(r: Renderer, node: nodes.Element) -> Forms:
    """A code block with a caption."""
    caption = first(node, nodes.caption)
    words = r.caption(node, "code-block", caption)
    return [*([ast.para(words, "Table Caption")] if words else []), *r.blocks(node, caption)]


# -- tables ------------------------------------------------------------------------------------


@rule(nodes.table)
def table(r: Renderer, node: nodes.table) -> Forms:
    caption, group = first(node, nodes.title), first(node, nodes.tgroup)
    words = r.caption(node, "table", caption)
    shape = tables.shape(node, group, wide=False)
    weights = [float(size.removesuffix("fr")) if size != "auto" else 0 for size in shape.columns]
    columns = [
        [{"t": "AlignDefault"}, ast.form("ColWidth", weight / sum(weights))]
        if all(weights)
        else [{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]
        for weight in weights
    ]
    stubs = sum(1 for spec in group.findall(nodes.colspec) if spec.get("stub"))
    none = ast.attributes()
    head = [row(r, each, len(columns)) for each in tables.rows_of(group, nodes.thead)]
    rows = tables.rows_of(group, nodes.tbody)
    kept = len(rows) - 1 if shape.short else min(2, len(rows) - 1)  # stay on the page of the next
    body = [row(r, each, stubs, number < kept) for number, each in enumerate(rows)]
    return [
        ast.form(
            "Table",
            ast.attributes(r.take_anchor(node)),
            [None, [ast.plain(words)] if words else []],
            columns,
            [none, head],
            [[none, stubs, [], body]],
            [none, []],
        )
    ]


def row(r: Renderer, node: nodes.row, heads: int, kept: bool = True) -> list[Any]:
    """A row of a table; its first ``heads`` cells are headings; ``kept``: beside the next row."""
    cells = []
    for column, cell in enumerate(node.children):
        assert isinstance(cell, nodes.entry)
        sides = [name[5:].title() for name in classes_of(cell) if name.startswith("text-")]
        align = f"Align{sides[0]}" if sides else "AlignDefault"
        text = "Table Text Kept" if kept else "Table Text"
        body = [ast.div(r.blocks(cell), style="Table Head" if column < heads else text)]
        spans = [cell.get("morerows", 0) + 1, cell.get("morecols", 0) + 1]
        cells.append([ast.attributes(), {"t": align}, *spans, body])
    return [ast.attributes(), cells]
