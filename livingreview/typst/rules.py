"""One small function a node type: what it takes from the node, as Typst markup.

A function is bound to its node classes by :func:`rule`; it takes the renderer and the node.

Left out: what is for the screen only (raw HTML, and class ``only-dark``, see the renderer).  Read
out of raw HTML, because MyST writes them there: the boxes of task lists, and strike-through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from livingreview.figures import imagecheck
from livingreview.typst import records, tables
from livingreview.typst.markup import arguments, array, call, escape, string
from livingreview.typst.renderer import Renderer, Rule, classes_of, first
from livingreview.typst.rulebook import Rulebook

rule: Rulebook[Rule] = Rulebook()

_LENGTH = re.compile(r"([\d.]+)\s*(px|pt|mm|cm|in|em|%)?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_LIST_STYLES = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
#: Paragraphs that have a look of their own, by class; those of a class "-meta" are small.
_LOOKS = {
    "record-says": "record-says",
    "claim-against": "against",
    "claim-with": "against",
    "reply": "against",
    "claim-facts": "facts",
}
_LANGUAGES = {"default": "python", "none": "text", "ipython3": "python", "pycon": "python"}


# -- structure ---------------------------------------------------------------------------------


@rule(addnodes.start_of_file)
def start_of_file(r: Renderer, node: addnodes.start_of_file) -> str:
    outer, r.docname = r.docname, node["docname"]
    label = r.label(f"{r.docname}#")
    anchor = f"\n#anchor({string(label)})\n" if label == f"{r.docname}#" else ""
    out = anchor + r.kids(node)
    r.docname = outer
    return out


@rule(nodes.section)
def section(r: Renderer, node: nodes.section) -> str:
    label = r.own_label(node) if first(node, nodes.title) is not None else None
    r.level += 1
    out = flow(
        r,
        node.children,
        lambda child: heading(r, child, label) if isinstance(child, nodes.title) else r(child),
    )
    r.level -= 1
    return out


def flow(
    r: Renderer, children: Iterable[nodes.Node], render: Callable[[Any], str] | None = None
) -> str:
    """Render *children*; a wide table takes the head and the text before it to its own page.

    Wide tables that follow one another share their landscape pages.  The title of a chapter goes
    with them if little stands below it.
    """
    upright: list[tuple[nodes.Node, str]] = []
    pages: list[tuple[bool, str]] = []
    for child in children:
        out = (render or r)(child)
        if records.are_records(r, child) or not tables.is_wide(child):
            upright.append((child, out))
            continue
        start = len(upright)
        while start and isinstance(upright[start - 1][0], (nodes.paragraph, nodes.Invisible)):
            start -= 1
        head = upright[start - 1][0] if start else None
        chapter = isinstance(head, nodes.title) and r.level == 1
        if isinstance(head, (nodes.rubric, nodes.title)) and not chapter:
            start -= 1
        else:
            start = len(upright)
        if r.level == 1 and is_short_opening([node for node, _ in upright[:start]]):
            start = 0
        pages.append((False, "".join(text for _, text in upright[:start])))
        pages.append((True, "".join(text for _, text in upright[start:]) + out))
        upright = []
    pages.append((False, "".join(text for _, text in upright)))
    filled = [(wide, text) for wide, text in pages if text.strip()]
    return "".join(
        f"\n#landscape[{joined}]\n" if wide else joined
        for wide, group in groupby(filled, key=lambda page: page[0])
        for joined in ["".join(text for _, text in group)]
    )


def is_short_opening(texts: list[nodes.Node]) -> bool:
    """Tell whether *texts* are a chapter's title and too little else to fill half a page."""
    plain = (nodes.title, nodes.paragraph, nodes.Invisible)
    return (
        any(isinstance(node, nodes.title) for node in texts)
        and all(isinstance(node, plain) for node in texts)
        and sum(len(node.astext()) for node in texts) < 1000
    )


def heading(r: Renderer, node: nodes.title, label: str | None) -> str:
    """Render the title of a section, with Sphinx's number."""
    assert isinstance(node.parent, nodes.section)
    numbers = r.env.toc_secnumbers.get(r.docname, {})
    top = isinstance(node.parent.parent, addnodes.start_of_file)
    number = numbers.get("#" + node.parent["ids"][0]) or (numbers.get("") if top else None)
    r.held = []
    body = r.kids(node)
    held, r.held = "".join(r.held), None
    args = arguments(number=string(".".join(map(str, number))) if number else None)
    target = f" #label({string(label)})" if label else ""
    out = f"\n#hd(level: {r.level}, {args})[{body}]{target}\n{held}\n"
    if node is not r.apart:
        return out
    r.opening = out
    return ""


@rule(nodes.title, nodes.subtitle)
def loose_title(r: Renderer, node: nodes.title) -> str:
    return "\n" + call("rubric", r.kids(node)) + "\n"


@rule(nodes.compound, nodes.definition, nodes.list_item, nodes.entry)
@rule(nodes.caption, nodes.legend, nodes.description, nodes.field_body)
def passed_through(r: Renderer, node: nodes.Element) -> str:
    return flow(r, node.children)


@rule(addnodes.glossary)
def glossary(r: Renderer, node: addnodes.glossary) -> str:
    return "\n" + call("glossary", flow(r, node.children)) + "\n"


@rule(nodes.container)
def container(r: Renderer, node: nodes.container) -> str:
    if "literal-block-wrapper" in classes_of(node):
        return listing(r, node)
    if records.are_records(r, node):
        return of_records(r, node, records.paper(r, node))
    if "claims" in classes_of(node):
        cards = [item for each in node.findall(nodes.bullet_list) for item in each.children]
        return f"\n{r.anchors(node)}\n#claims({''.join(map(partial(claim, r), cards))})\n"
    out = flow(r, node.children)
    return "\n" + call("verdict", out.strip()) if "verdict" in classes_of(node) else out


def claim(r: Renderer, item: nodes.list_item) -> str:
    """Render a claim: its grade, by itself, and what is said with it."""
    grade = next((each for each in item.findall(nodes.reference) if is_grade(each)), None)
    args = arguments(grade=f"[{r(grade).strip()}]" if grade is not None else None)
    r.hung = grade
    body = r(item).strip()
    return f"claim({args}[{body}]), "


def is_grade(node: nodes.Element) -> bool:
    """Tell whether *node* is the grade of a claim."""
    return "certainty" in classes_of(node)


@rule(nodes.paragraph, addnodes.compact_paragraph)
def paragraph(r: Renderer, node: nodes.paragraph) -> str:
    """A paragraph; what leads in a display formula sticks to it."""
    pieces: list[list[nodes.Node]] = [[]]
    for child in node.children:
        if isinstance(child, nodes.math_block):
            pieces += [[child], []]
        else:
            pieces[-1].append(child)
    follower = next_visible(node)
    form = looks_of(node)
    r.named = set()
    out = "\n"
    for at, piece in enumerate(pieces):
        text = "".join(map(r, piece)).strip()
        if at == 0:
            text = r.anchors(node) + (form.format(text) if text else text)
        if at % 2 or not text:
            out += text
        elif at < len(pieces) - 1 or isinstance(follower, nodes.math_block):
            out += f"\n#leadin[{text}]\n"
        else:
            out += f"\n{text}\n"
    return out + "\n"


def looks_of(node: nodes.paragraph) -> str:
    """Return the form around the text of a paragraph that has a look of its own."""
    for name in classes_of(node):
        if name.startswith("map-"):
            return f"#says({string(name[4:])})[{{}}];"
        if name in _LOOKS:
            return f"#{_LOOKS[name]}[{{}}];"
        if name.endswith("-meta"):
            return "#meta[{}];"
    return "{}"


def next_visible(node: nodes.Element) -> nodes.Node | None:
    """Return the sibling after *node* that prints something, or None."""
    after = node.parent.children[node.parent.index(node) + 1 :]
    unseen = (nodes.Invisible, addnodes.index)
    return next((each for each in after if not isinstance(each, unseen)), None)


@rule(nodes.rubric, addnodes.centered)
def rubric(r: Renderer, node: nodes.rubric) -> str:
    out = "\n" + call("rubric", r.kids(node)) + "\n"
    return of_records(r, node, out) if records.among_records(r, node) else out


def of_records(r: Renderer, node: nodes.Element, out: str) -> str:
    """Return *out* in the columns of the records beside it."""
    return records.together(node, out, "records", partial(records.among_records, r))


@rule(nodes.transition)
def transition(r: Renderer, node: nodes.transition) -> str:
    return "" if "footnotes" in classes_of(node) else "\n#transition\n"


@rule(nodes.block_quote)
def block_quote(r: Renderer, node: nodes.block_quote) -> str:
    attribution = first(node, nodes.attribution)
    by = f"[{r.kids(attribution)}]" if attribution is not None else None
    return "\n" + call("quotation", r.kids(node, attribution).strip(), by=by) + "\n"


@rule(nodes.line_block)
def line_block(r: Renderer, node: nodes.line_block) -> str:
    return "\n" + call("lines", r.kids(node)) + "\n"


@rule(nodes.line)
def line(r: Renderer, node: nodes.line) -> str:
    return r.kids(node) + " \\\n"


@rule(nodes.comment, nodes.substitution_definition, nodes.meta, nodes.colspec, nodes.footnote)
@rule(addnodes.toctree, addnodes.index, addnodes.highlightlang, addnodes.tabular_col_spec)
@rule(nodes.system_message)
def nothing(r: Renderer, node: nodes.Element) -> str:
    return ""


@rule(nodes.raw)
def raw(r: Renderer, node: nodes.raw) -> str:
    formats, text = node.get("format", "").split(), node.astext()
    if "typst" in formats:
        return text
    if "html" in formats:
        if text in ("<s>", "</s>"):
            return "#strike[" if text == "<s>" else "];"
        if is_checkbox(node):
            return f"#checkbox({'true' if 'checked=' in text else 'false'});"
    return ""


def is_checkbox(node: nodes.Node) -> bool:
    """Tell whether *node* is the check box that MyST puts before a task."""
    return isinstance(node, nodes.raw) and "task-list-item-checkbox" in node.astext()


# -- inline ------------------------------------------------------------------------------------


@rule(nodes.emphasis, nodes.title_reference)
def emphasis(r: Renderer, node: nodes.Element) -> str:
    return call("emph", r.kids(node))


@rule(nodes.strong)
def strong(r: Renderer, node: nodes.Element) -> str:
    return call("strong", r.kids(node))


@rule(nodes.subscript)
def subscript(r: Renderer, node: nodes.subscript) -> str:
    return call("sub", r.kids(node))


@rule(nodes.superscript)
def superscript(r: Renderer, node: nodes.superscript) -> str:
    return call("super", r.kids(node))


@rule(nodes.literal)
def literal(r: Renderer, node: nodes.literal) -> str:
    return f"#code({string(r.text(node.astext()))});"


@rule(nodes.inline, nodes.abbreviation, nodes.acronym, nodes.generated, nodes.target)
@rule(nodes.problematic, addnodes.manpage)
def inline(r: Renderer, node: nodes.Element) -> str:
    return r.kids(node)


@rule(nodes.math)
def math(r: Renderer, node: nodes.math) -> str:
    out = r.math(node)
    tex = r.text(node.astext())
    return f"#code({string(tex)});" if out is None else f"#formula({string(tex)}, ${out}$);"


@rule(nodes.math_block)
def math_block(r: Renderer, node: nodes.math_block) -> str:
    out = r.math(node)
    tex = r.text(node.astext())
    if out is None:
        return f"\n#codeblock({string(tex)})\n"
    config = r.env.config
    number = r.number("displaymath", node) if config.math_numfig and config.numfig else None
    if number is None and node.get("number") and not (config.math_numfig and config.numfig):
        number = str(node["number"])
    label = r.own_label(node)
    args = arguments(
        number=string(f"({number})") if number else None, target=string(label) if label else None
    )
    return f"\n#display({args}{string(tex)}, $ {out} $)\n"


# -- links -------------------------------------------------------------------------------------


@rule(nodes.reference, addnodes.download_reference)
def reference(r: Renderer, node: nodes.Element) -> str:
    body, uri, refid = r.kids(node), node.get("refuri", ""), node.get("refid")
    if refid or uri.startswith("%"):
        address = f"{r.docname}#{refid}" if refid else uri[1:] if "#" in uri else f"{uri[1:]}#"
        label = r.target(address)
        if label is not None:
            used = r.place(address) if address in r.in_glossary and r.indexed_here() else ""
            return used + link(node, f"label({string(label)})", body)
        if r.document.whole or address.partition("#")[0] in r.docnames:
            r.warn(f"the book has no place {address} to link to; mend the link", node, "link")
            return body
        return elsewhere(r, node, address, body)
    if uri and not _SCHEME.match(uri) and not uri.startswith("//"):
        uri = on_site(r, uri, r.docname)
    text = node.astext()
    if not uri:
        return body
    plain = all(isinstance(child, nodes.Text) for child in node.children)
    if plain and text.count("/") and not re.search(r"\s", text):
        return f"#url({string(uri)}, {string(text)});"
    return link(node, string(uri), body)


def link(node: nodes.Element, target: str, body: str) -> str:
    """Return a link to *target* (Typst source); one of finding or holds leads to a source."""
    name = "source-link" if {"finding", "holds"} & set(classes_of(node)) else "link"
    return f"#{name}({target})[{body}];"


def on_site(r: Renderer, uri: str, docname: str = "") -> str:
    """Return *uri*, relative to *docname*, as absolute; "" when nobody said where the site is."""
    base = r.base_url and r.base_url.rstrip("/") + "/"
    return urljoin(urljoin(base, docname), uri) if base else ""


def _place(r: Renderer, docname: str, id_: str) -> str:
    """The name of a place in a PDF of records: a record's own id, a section's with its page."""
    listed = r.env.tocs[docname].findall(nodes.reference)
    title = nodes.make_id(r.env.titles[docname].astext())  # which the contents do not anchor
    sections = {f"#{title}", *(one.get("anchorname") for one in listed)}
    return f"{docname}#{id_}" if f"#{id_}" in sections else id_


def elsewhere(r: Renderer, node: nodes.Element, address: str, body: str) -> str:
    """Render a link to what this PDF does not hold: to its page on the site, if there is one.

    Without a site a record is looked up in the PDF of the register that lies beside this one.  A
    chapter is named unless the words do so ("Fig. 2.3"): paper has no links.
    """
    docname, _, id_ = address.partition("#")
    page = on_site(r, f"{quote(docname)}.html" + (f"#{id_}" if id_ else ""))
    if not page and docname in r.records:
        depth = "../" * r.document.name.count("/")
        page = f"{depth}{r.records[docname]}.pdf"
        page += f"#nameddest={quote(_place(r, docname, id_), safe='')}" if id_ else ""
    out = link(node, string(page), body) if page else body
    number = next(iter(r.env.toc_secnumbers.get(docname, {}).get("", ())), None)
    named = rf"(?i)(?<![\d.]){number}\.\d|\bchapter {number}\b"
    known = r.document.look == "sheet" or re.search(named, node.astext())
    if number is None or known:
        return out
    if r.document.look == "register" and not r.first_of(node, number):
        return out  # (a list of uses names the page only once)
    return out + escape(f" (chapter {number})")


@rule(nodes.footnote_reference)
def footnote_reference(r: Renderer, node: nodes.footnote_reference) -> str:
    note = r.footnotes.get(f"{r.docname}#{node.get('refid')}")
    if note is None:
        return ""  # docutils has said so
    name = f"footnote:{r.docname}#{note['ids'][0]}"
    if name in r.footnotes_set:
        return f"#footnote(label({string(name)}));"
    r.footnotes_set.add(name)
    body = r.kids(note, first(note, nodes.label)).strip()
    return f"#[#footnote[{body}]#label({string(name)})];"


@rule(nodes.citation)
def citation(r: Renderer, node: nodes.citation) -> str:
    """A reference; those that follow one another share columns."""
    anchor = r.anchors(node)
    out = f"\n#bibentry[{anchor}{r.kids(node, first(node, nodes.label)).strip()}]\n"
    return records.together(node, out, "bibliography-list", is_citation)


def is_citation(node: nodes.Node) -> bool:
    """Tell whether *node* is a reference of a list of references."""
    return isinstance(node, nodes.citation)


# -- lists -------------------------------------------------------------------------------------


def items_of(r: Renderer, node: nodes.Element) -> str:
    """Render the items of a list as arguments, and say whether they are long."""
    loose = any(len(i.children) > 1 or len(i.astext()) > 110 for i in node.findall(nodes.list_item))
    items = "".join(f"[{r(item).strip()}], " for item in node.children)
    return f"tight: {'false' if loose else 'true'}, {items}"


@rule(nodes.bullet_list)
def bullet_list(r: Renderer, node: nodes.bullet_list) -> str:
    leads = (item.next_node(nodes.paragraph) for item in node.children)
    tasks = any(lead is not None and any(map(is_checkbox, lead.children[:1])) for lead in leads)
    return f"\n#list({'marker: none, ' if tasks else ''}{items_of(r, node)})\n"


@rule(nodes.enumerated_list)
def enumerated_list(r: Renderer, node: nodes.enumerated_list) -> str:
    style = _LIST_STYLES.get(node.get("enumtype", ""), "1")
    numbering = f"{node.get('prefix', '')}{style}{node.get('suffix') or '.'}"
    start = str(node["start"]) if "start" in node else None
    args = arguments(numbering=string(numbering), start=start)
    return f"\n#enum({args}{items_of(r, node)})\n"


@rule(nodes.definition_list, nodes.field_list)
def definition_list(r: Renderer, node: nodes.Element) -> str:
    return f"\n#terms({''.join(map(r, node.children))})\n"


@rule(nodes.definition_list_item)
def definition_list_item(r: Renderer, node: nodes.definition_list_item) -> str:
    heads: list[str] = []
    for child in node.children:
        if isinstance(child, nodes.term):
            heads.append(r(child))
        elif isinstance(child, nodes.classifier):
            heads[-1] += " : " + call("emph", r.kids(child))
    body = "".join(r(child) for child in node.children if isinstance(child, nodes.definition))
    return f"terms.item([{', '.join(heads)}], [{body.strip()}]), "


@rule(nodes.term, nodes.field_name)
def term(r: Renderer, node: nodes.term) -> str:
    return r.kids(node)


@rule(nodes.field)
def field(r: Renderer, node: nodes.field) -> str:
    name, body = node.children
    return f"terms.item([{r(name)}], [{r(body).strip()}]), "


# -- boxes -------------------------------------------------------------------------------------


@rule(nodes.attention, nodes.caution, nodes.danger, nodes.error, nodes.important, nodes.note)
@rule(nodes.tip, nodes.hint, nodes.warning, nodes.admonition, addnodes.seealso)
@rule(nodes.topic, nodes.sidebar)
def admonition(r: Renderer, node: nodes.Element) -> str:
    kind = type(node).__name__
    if kind == "admonition":
        known = [name for name in classes_of(node) if name in admonitionlabels]
        kind = known[0] if known else "note"
    title = first(node, nodes.title)
    subtitle = first(node, nodes.subtitle)
    head = r.kids(title) if title is not None else escape(str(admonitionlabels.get(kind, "")))
    if subtitle is not None:
        head += escape(": ") + r.kids(subtitle)
    body = r.kids(node, title, subtitle).strip()
    args = {"kind": string(kind), "title": f"[{head}]" if head else None}
    return "\n" + call("admonition", r.anchors(node) + body, **args) + "\n"


@rule(addnodes.versionmodified)
def versionmodified(r: Renderer, node: addnodes.versionmodified) -> str:
    body = r.anchors(node) + r.kids(node).strip()
    return "\n" + call("admonition", body, kind=string("version")) + "\n"


# -- floats ------------------------------------------------------------------------------------


@rule(nodes.figure)
def figure(r: Renderer, node: nodes.figure) -> str:
    caption, legend = first(node, nodes.caption), first(node, nodes.legend)
    body = r.kids(node, caption, legend).strip()
    if not body:  # its image is for the dark page only
        return ""
    notes = r(legend).strip() if legend is not None else ""
    # A heading stays with what follows it, so a figure right below one does not leave.
    below = node.parent.children[: node.parent.index(node)]
    seen = [each for each in below if not isinstance(each, (nodes.Invisible, addnodes.index))]
    headed = not seen or isinstance(seen[-1], (nodes.title, nodes.rubric))
    floats = tables.in_running_text(node) and not headed
    spans = tables.in_running_text(node)
    return r.figure(node, body, "figure", caption, notes, floats=floats, spans=spans)


@rule(nodes.image)
def image(r: Renderer, node: nodes.image) -> str:
    uri = node["uri"]
    alt = node.get("alt", "").strip() or PurePosixPath(uri).stem
    broken = imagecheck.fault_of(node, Path(r.env.srcdir))
    if broken or uri not in r.images:
        return escape(alt)  # what is wrong with it was said
    size: dict[str, str] = {}
    for key in ("width", "height"):
        found = _LENGTH.fullmatch(str(node.get(key, "")))
        if found:
            unit = found[2] or "px"
            size[key] = f"{float(found[1]) * 0.75:g}pt" if unit == "px" else found[1] + unit
    inline = isinstance(node.parent, nodes.TextElement) and not isinstance(
        node.parent, nodes.reference
    )
    name = "picture" if not inline or len(node.parent.children) == 1 else "sign"
    path = string("images/" + r.images[uri])
    return f"#{name}({arguments(alt=string(alt), **size)}{path});"


@rule(nodes.literal_block, nodes.doctest_block)
def literal_block(r: Renderer, node: nodes.literal_block) -> str:
    language = node.get("language", "text")
    settings: dict[str, Any] = node.get("highlight_args", {})
    start = settings.get("linenostart", 1)
    args = arguments(
        lang=string(_LANGUAGES.get(language, language)),
        first=str(start) if node.get("linenos") else None,
    )
    return f"\n#codeblock({args}{string(r.text(node.astext()))})\n"


def listing(r: Renderer, node: nodes.Element) -> str:
    """Render a code block with a caption."""
    caption = first(node, nodes.caption)
    body = r.kids(node, caption).strip()
    return r.figure(node, body, "code-block", caption, short=_is_short(node.astext()))


def _is_short(code: str) -> bool:
    """Tell whether *code* surely fits a page, so that it need not be parted."""
    return len(code) < 1200 and code.count("\n") < 40


# -- tables ------------------------------------------------------------------------------------


@rule(nodes.table)
def table(r: Renderer, node: nodes.table) -> str:
    if records.are_records(r, node):
        return of_records(r, node, records.rows(r, node))
    caption, group = first(node, nodes.title), first(node, nodes.tgroup)
    wide, spans = tables.is_wide(node), tables.in_running_text(node)
    shape = tables.shape(node, group, wide)
    stubs = sum(1 for spec in group.findall(nodes.colspec) if spec.get("stub"))
    heads, rows = tables.rows_of(group, nodes.thead), tables.rows_of(group, nodes.tbody)
    tall = {row for row in heads + rows if tables.lines(row, shape.room) > tables.TALL[wide]}
    head = "".join(cells(r, row, stubs, True, row in tall) for row in heads)
    body = "".join(cells(r, row, stubs, False, row in tall) for row in rows)
    room = "landscape" if wide else "upright" if spans else "text"
    plain = "true" if "of-claims" in classes_of(node) else None
    args = arguments(needed=str(shape.needed), room=string(room), plain=plain)
    header = f"{head}table.hline(), " if head else ""
    if head and not tall.intersection(heads):  # (a head that is repeated cannot be parted)
        header = f"table.header({head}table.hline()), "
    out = f"#tbl({args}{array(shape.columns)}, {header}\n{body})"
    return r.figure(node, out, "table", caption, short=shape.short, spans=spans)


def cells(r: Renderer, row: nodes.row, stubs: int, head: bool, parted: bool = False) -> str:
    """Render a row of a table as arguments; one that is *parted* may go on on the next page."""
    out = ""
    for column, cell in enumerate(row.children):
        assert isinstance(cell, nodes.entry)
        sides = [name[5:] for name in classes_of(cell) if name.startswith("text-")]
        args = arguments(
            colspan=str(cell["morecols"] + 1) if cell.get("morecols") else None,
            rowspan=str(cell["morerows"] + 1) if cell.get("morerows") else None,
            align=sides[0] if sides and sides[0] in ("left", "right", "center") else None,
            breakable="true" if parted else None,
        )
        text = r(cell).strip()
        if head or column < stubs:
            text = call("th", text)
        out += f"table.cell({args})[{text}], " if args else f"[{text}], "
    return out + "\n"
