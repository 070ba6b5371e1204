"""From resolved doctrees to Typst markup: one small function a node type.

The functions say *what* a thing is, ``book.typ`` says how it looks.  A function is bound to its
node classes by :func:`rule`; a node of a class without a rule is a warning (``typst.node``).
Numbers of sections, figures, tables and equations are Sphinx's own, so HTML and PDF agree.

Every id becomes a Typst label ``document#id``; a link to an id that does not exist is a warning
(``typst.link``).  An id that a rule did not place itself gets an invisible anchor before the node.

Left out: what is for the screen only (raw HTML, class ``only-dark``).  Read out of raw HTML,
because MyST writes them there: the check boxes of task lists, and strike-through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging

from . import tables
from .assemble import Book
from .markup import arguments, array, call, escape, string
from .math import FormulaError

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

Rule = Callable[["Renderer", Any], str]
RULES: dict[type[nodes.Node], Rule] = {}

_LENGTH = re.compile(r"([\d.]+)\s*(px|pt|mm|cm|in|em|%)?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_LIST_STYLES = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
_LANGUAGES = {"default": "python", "none": "text", "ipython3": "python", "pycon": "python"}


def rule(*classes: type[nodes.Node]) -> Callable[[Rule], Rule]:
    """Bind a function to the node *classes* it renders."""

    def bind(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(classes, function))
        return function

    return bind


class Renderer:
    """Renders the trees of one book.

    *formula* turns TeX into Typst math or raises FormulaError; *images* maps the addresses of
    images to file names; *lost* are the characters that no font has; *base_url* completes relative
    addresses (links to them are plain text without it).
    """

    def __init__(
        self,
        env: BuildEnvironment,
        book: Book,
        *,
        formula: Callable[[str], str],
        images: dict[str, str],
        lost: Iterable[str] = (),
        base_url: str = "",
    ) -> None:
        self.env = env
        self.book = book
        self.formula = formula
        self.images = images
        self.base_url = base_url
        self.docname = ""
        self.level = 0
        self._lost = dict.fromkeys(map(ord, lost), "?")
        self.in_glossary: set[str] = set()
        self._unknown: set[type[nodes.Node]] = set()
        self._labels: dict[str, str] = {}
        self._placed: set[str] = set()
        self._held: list[str] | None = None
        self._entries: dict[tuple[str, str], str] = {}
        self._footnotes: dict[str, nodes.footnote] = {}
        self._footnotes_set: set[str] = set()
        for tree in book.trees():
            self._collect(tree, tree["docname"])

    # -- the book ----------------------------------------------------------------------------

    def preface(self) -> str:
        """Return the text that stands before the contents ("" if there is none)."""
        tree = self.book.preface
        if tree is None:
            return ""
        self.docname = tree["docname"]
        sections = [child for child in tree.children if isinstance(child, nodes.section)]
        out = ""
        for child in tree.children:
            if sections and child is sections[0]:  # its title is the book's, on the title page
                self.level = 1
                texts = [each for each in child.children if not isinstance(each, nodes.title)]
                out += "".join(map(self, texts))
                out = self._anchors(child) + out if out.strip() else out
                self.level = 0
            else:
                self.level = int(isinstance(child, nodes.section))
                out += self(child)
        self.level = 0
        return out.strip()

    def chapters(self) -> str:
        """Return the chapters."""
        return "".join(map(self, self.book.chapters))

    def has_label(self, address: str) -> bool:
        """Tell whether *address* ("document#id") can be linked to."""
        return address in self._labels

    def label(self, address: str) -> str:
        """Return the Typst label of *address*."""
        return self._labels[address]

    # -- labels ------------------------------------------------------------------------------

    def _collect(self, node: nodes.Element, docname: str) -> None:
        """Give every id its label, every citation key its entry and every footnote its text."""
        if isinstance(node, addnodes.start_of_file):
            docname = node["docname"]
            first = next((c for c in node.children if isinstance(c, nodes.section)), None)
            named = f"{docname}#{first['ids'][0]}" if first is not None else f"{docname}#"
            self._labels[f"{docname}#"] = named
        ids = ids_of(node)
        if isinstance(node, nodes.footnote):
            self._footnotes.update({f"{docname}#{id_}": node for id_ in ids})
        elif ids and not isinstance(node, nodes.footnote_reference):
            self._labels.update({f"{docname}#{id_}": f"{docname}#{ids[0]}" for id_ in ids})
        if isinstance(node, addnodes.glossary):
            elements = node.findall(nodes.Element)
            self.in_glossary |= {f"{docname}#{id_}" for each in elements for id_ in ids_of(each)}
        if isinstance(node, nodes.citation):
            for id_ in ids:
                key = self.book.citation_keys.get(f"{docname}#{id_}")
                if key:
                    label = f"{docname}#{ids[0]}"
                    self._entries[docname, key] = label
                    self._entries.setdefault(("", key), label)
        for child in node.children:
            if isinstance(child, nodes.Element):
                self._collect(child, docname)

    def _target(self, address: str) -> str | None:
        """Return the label that stands for *address*, or None if the book does not hold it."""
        key = self.book.citation_keys.get(address)
        if key is not None:
            here = self._entries.get((self.docname, key))
            return here or self._entries.get(("", key))
        return self._labels.get(self.book.moved.get(address, address))

    def _own_label(self, node: nodes.Element) -> str | None:
        """Return the label of *node* for a rule that places it."""
        if not node.get("ids"):
            return None
        label = f"{self.docname}#{node['ids'][0]}"
        self._placed.add(label)
        return label

    def _anchors(self, node: nodes.Element) -> str:
        """Return an invisible anchor for *node*, unless its label is placed already.

        In a heading anchors are held back (the contents and the running heads repeat it).
        """
        if not node.get("ids") or f"{self.docname}#{node['ids'][0]}" in self._placed:
            return ""
        anchor = f"#anchor({string(self._own_label(node) or '')});"
        if self._held is None:
            return anchor
        self._held.append(anchor)
        return ""

    # -- dispatch ----------------------------------------------------------------------------

    def __call__(self, node: nodes.Node) -> str:
        """Return the markup of *node*."""
        if isinstance(node, nodes.Text):
            return escape(self.text(node.astext()))
        assert isinstance(node, nodes.Element)
        if "only-dark" in classes_of(node):
            return ""
        for cls in type(node).__mro__:
            if cls in RULES:
                out = RULES[cls](self, node)
                break
        else:
            if type(node) not in self._unknown:
                self._unknown.add(type(node))
                self.warn(
                    f"the PDF has no rule for <{type(node).__name__}>; add one to "
                    "livingreview/typst/renderer.py",
                    node,
                    "node",
                )
            out = self.kids(node)
        if isinstance(node, (nodes.footnote, nodes.footnote_reference)):
            return out
        anchor = self._anchors(node)
        return out if not anchor else "\n" + anchor + out if out.startswith("\n") else anchor + out

    def text(self, text: str) -> str:
        """Return *text* with a question mark for every character that no font has."""
        return text.translate(self._lost)

    def kids(self, node: nodes.Element, *without: nodes.Node | None) -> str:
        """Return the markup of the children of *node*, but for those in *without*."""
        return "".join(
            self(child) for child in node.children if not any(child is one for one in without)
        )

    def warn(self, message: str, node: nodes.Node, subtype: str) -> None:
        """Warn about *node*, with its place in the source."""
        while getattr(node, "line", None) is None and node.parent is not None:
            node = node.parent
        logger.warning(message, location=node, type="typst", subtype=subtype)

    def number(self, kind: str, node: nodes.Element) -> str | None:
        """Return Sphinx's number of a figure, table, listing or formula."""
        numbers = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        for id_ in ids_of(node):
            if id_ in numbers:
                return ".".join(map(str, numbers[id_]))
        return None

    def math(self, node: nodes.Element) -> str | None:
        """Return the Typst math of *node*, or None after a warning."""
        try:
            return self.formula(node.astext())
        except FormulaError as error:
            tex = " ".join(node.astext().split())
            self.warn(f"the formula {tex} cannot be set in the PDF: {error}", node, "math")
            return None

    def figure(
        self,
        node: nodes.Element,
        body: str,
        kind: str,
        caption: nodes.Element | None,
        legend: str = "",
        short: bool = True,
    ) -> str:
        """Return a float with the name ("Fig. 1.2") that the HTML prints."""
        number = self.number(kind, node)
        form = self.env.config.numfig_format.get(kind, "%s")
        name = (form % number if "%s" in form else form.format(number=number)) if number else None
        label = self._own_label(node)
        args = arguments(
            kind=string(kind),
            name=string(name) if name else None,
            caption=f"[{self.kids(caption).strip()}]" if caption is not None else None,
            legend=f"[{legend}]" if legend else None,
            target=string(label) if label else None,
            short=None if short else "false",
        )
        return f"\n#float({args})[{body}]\n"


def ids_of(node: nodes.Element) -> list[str]:
    """Return the ids of *node*."""
    return list(node.get("ids", ()))


def classes_of(node: nodes.Element) -> list[str]:
    """Return the classes of *node*."""
    return list(node.get("classes", ()))


def first(node: nodes.Element, *classes: type[nodes.Element]) -> Any:
    """Return the first child of *node* that is one of *classes*, or None."""
    return next((child for child in node.children if isinstance(child, classes)), None)


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
    label = r._own_label(node) if first(node, nodes.title) is not None else None
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

    Wide tables that follow one another share their landscape pages.
    """
    upright: list[tuple[nodes.Node, str]] = []
    pages: list[tuple[bool, str]] = []
    for child in children:
        out = (render or r)(child)
        if not is_wide(child):
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


def heading(r: Renderer, node: nodes.title, label: str | None) -> str:
    """Render the title of a section, with Sphinx's number."""
    assert isinstance(node.parent, nodes.section)
    numbers = r.env.toc_secnumbers.get(r.docname, {})
    top = isinstance(node.parent.parent, addnodes.start_of_file)
    number = numbers.get("#" + node.parent["ids"][0]) or (numbers.get("") if top else None)
    r._held = []
    body = r.kids(node)
    held, r._held = "".join(r._held), None
    args = arguments(number=string(".".join(map(str, number))) if number else None)
    target = f" #label({string(label)})" if label else ""
    return f"\n#hd(level: {r.level}, {args})[{body}]{target}\n{held}\n"


@rule(nodes.title, nodes.subtitle)
def loose_title(r: Renderer, node: nodes.title) -> str:
    return "\n" + call("rubric", r.kids(node)) + "\n"


@rule(nodes.compound, nodes.definition, nodes.list_item, nodes.entry)
@rule(nodes.caption, nodes.legend, nodes.description, addnodes.glossary, nodes.field_body)
def passed_through(r: Renderer, node: nodes.Element) -> str:
    return flow(r, node.children)


@rule(nodes.container)
def container(r: Renderer, node: nodes.container) -> str:
    if "literal-block-wrapper" in classes_of(node):
        return listing(r, node)
    out = flow(r, node.children)
    if "claims" in classes_of(node):
        return "\n" + call("admonition", r._anchors(node) + out.strip(), kind=string("claims"))
    return out


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
    quiet = any(name.endswith("-meta") for name in classes_of(node))
    out = "\n"
    for at, piece in enumerate(pieces):
        text = "".join(map(r, piece)).strip()
        if at == 0:
            text = r._anchors(node) + (call("meta", text) if quiet and text else text)
        if at % 2 or not text:
            out += text
        elif at < len(pieces) - 1 or isinstance(follower, nodes.math_block):
            out += f"\n#leadin[{text}]\n"
        else:
            out += f"\n{text}\n"
    return out + "\n"


def next_visible(node: nodes.Element) -> nodes.Node | None:
    """Return the sibling after *node* that prints something, or None."""
    after = node.parent.children[node.parent.index(node) + 1 :]
    unseen = (nodes.Invisible, addnodes.index)
    return next((each for each in after if not isinstance(each, unseen)), None)


@rule(nodes.rubric, addnodes.centered)
def rubric(r: Renderer, node: nodes.rubric) -> str:
    return "\n" + call("rubric", r.kids(node)) + "\n"


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
    label = r._own_label(node)
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
        label = r._target(address)
        if label is None:
            r.warn(f"the book has no place {address} to link to; mend the link", node, "link")
            return body
        return f"#link(label({string(label)}))[{body}];"
    if uri and not _SCHEME.match(uri) and not uri.startswith("//"):
        base = r.base_url and r.base_url.rstrip("/") + "/"
        uri = urljoin(urljoin(base, r.docname), uri) if base else ""
    text = node.astext()
    if not uri:
        return body
    plain = all(isinstance(child, nodes.Text) for child in node.children)
    if plain and text.count("/") and not re.search(r"\s", text):
        return f"#url({string(uri)}, {string(text)});"
    return f"#link({string(uri)})[{body}];"


@rule(nodes.footnote_reference)
def footnote_reference(r: Renderer, node: nodes.footnote_reference) -> str:
    note = r._footnotes.get(f"{r.docname}#{node.get('refid')}")
    if note is None:
        return ""  # docutils has said so
    name = f"footnote:{r.docname}#{note['ids'][0]}"
    if name in r._footnotes_set:
        return f"#footnote(label({string(name)}));"
    r._footnotes_set.add(name)
    body = r.kids(note, first(note, nodes.label)).strip()
    return f"#[#footnote[{body}]#label({string(name)})];"


@rule(nodes.citation)
def citation(r: Renderer, node: nodes.citation) -> str:
    anchor = r._anchors(node)
    return f"\n#bibentry[{anchor}{r.kids(node, first(node, nodes.label)).strip()}]\n"


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
    return "\n" + call("admonition", r._anchors(node) + body, **args) + "\n"


@rule(addnodes.versionmodified)
def versionmodified(r: Renderer, node: addnodes.versionmodified) -> str:
    body = r._anchors(node) + r.kids(node).strip()
    return "\n" + call("admonition", body, kind=string("version")) + "\n"


# -- floats ------------------------------------------------------------------------------------


@rule(nodes.figure)
def figure(r: Renderer, node: nodes.figure) -> str:
    caption, legend = first(node, nodes.caption), first(node, nodes.legend)
    body = r.kids(node, caption, legend).strip()
    if not body:  # its image is for the dark page only
        return ""
    notes = r(legend).strip() if legend is not None else ""
    return r.figure(node, body, "figure", caption, notes)


@rule(nodes.image)
def image(r: Renderer, node: nodes.image) -> str:
    uri = node["uri"]
    alt = node.get("alt", "").strip()
    if not alt or alt == uri:
        r.warn(f"the image {uri} has no alternative text; give it :alt:", node, "alt")
        alt = PurePosixPath(uri).stem
    if "://" in uri:
        r.warn(f"the image {uri} is not in the repository; put a copy there", node, "image")
    if uri not in r.images:
        return escape(alt)  # a file that is missing was reported when the page was read
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
    return r.figure(node, body, "code-block", caption, short=len(node.astext()) < 1200)


# -- tables ------------------------------------------------------------------------------------


@rule(nodes.table)
def table(r: Renderer, node: nodes.table) -> str:
    caption, group = first(node, nodes.title), first(node, nodes.tgroup)
    wide = is_wide(node)
    shape = tables.shape(node, group, wide)
    if shape.needed > tables.ROOM[wide]:
        r.warn(
            f"the longest words of this table need {shape.needed} signs on a line, a page has "
            f"{tables.ROOM[wide]}; "
            + ("use fewer columns" if wide else "give it the class wide (a landscape page)"),
            node,
            "table",
        )
    stubs = sum(1 for spec in group.findall(nodes.colspec) if spec.get("stub"))
    head = "".join(cells(r, row, stubs, True) for row in tables.rows_of(group, nodes.thead))
    body = "".join(cells(r, row, stubs, False) for row in tables.rows_of(group, nodes.tbody))
    args = arguments(needed=str(shape.needed), wide="true" if wide else None)
    header = f"table.header({head}table.hline()), " if head else ""
    out = f"#tbl({args}{array(shape.columns)}, {header}\n{body})"
    return r.figure(node, out, "table", caption, short=shape.short)


def cells(r: Renderer, row: nodes.row, stubs: int, head: bool) -> str:
    """Render a row of a table as arguments."""
    out = ""
    for column, cell in enumerate(row.children):
        assert isinstance(cell, nodes.entry)
        sides = [name[5:] for name in classes_of(cell) if name.startswith("text-")]
        args = arguments(
            colspan=str(cell["morecols"] + 1) if cell.get("morecols") else None,
            rowspan=str(cell["morerows"] + 1) if cell.get("morerows") else None,
            align=sides[0] if sides and sides[0] in ("left", "right", "center") else None,
        )
        text = r(cell).strip()
        if head or column < stubs:
            text = call("th", text)
        out += f"table.cell({args})[{text}], " if args else f"[{text}], "
    return out + "\n"


def is_wide(node: nodes.Node) -> bool:
    """Tell whether *node* is a table of class wide in the running text (not inside a box)."""
    if not isinstance(node, nodes.table) or "wide" not in classes_of(node):
        return False
    outer = node.parent
    flat = (nodes.section, nodes.compound, nodes.container, addnodes.start_of_file)
    while isinstance(outer, flat):
        outer = outer.parent
    return outer is None or isinstance(outer, nodes.document)
