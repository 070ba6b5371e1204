"""The state of rendering a book: labels, numbers, footnotes, and the dispatch to the rules.

The rules (``rules.py``) say *what* a thing is, ``book.typ`` says how it looks.  A node of a class
without a rule is a warning (``typst.node``).  Numbers of sections, figures, tables and equations
are Sphinx's own, so HTML and PDF agree.

Every id becomes a Typst label ``document#id``; a link to an id that does not exist is a warning
(``typst.link``).  An id that a rule did not place itself gets an invisible anchor before the node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from livingreview.text.places import location
from livingreview.typst.assemble import Book
from livingreview.typst.backindex import Names
from livingreview.typst.breaks import marked
from livingreview.typst.documents import Document
from livingreview.typst.markup import arguments, string
from livingreview.typst.math import FormulaError
from livingreview.typst.rulebook import Rulebook, Unknown

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

#: What renders a node: it takes the renderer and the node, and returns Typst markup.
Rule = Callable[["Renderer", Any], str]


def ids_of(node: nodes.Element) -> list[str]:
    """Return the ids of *node*."""
    return list(node.get("ids", ()))


def classes_of(node: nodes.Element) -> list[str]:
    """Return the classes of *node*."""
    return list(node.get("classes", ()))


def first(node: nodes.Element, *classes: type[nodes.Element]) -> Any:
    """Return the first child of *node* that is one of *classes*, or None."""
    return next((child for child in node.children if isinstance(child, classes)), None)


class Renderer:
    """Renders the trees of one book by *rules*, each bound to a node class.

    *formula* turns TeX into Typst math or raises FormulaError; *images* maps the addresses of
    images to file names; *lost* are the characters that no font has; *base_url* completes relative
    addresses (links to them are plain text without it).  *document* says what is made of the trees;
    links to what it does not hold lead to the pages below *base_url*.  Without that, *records*
    names the file that holds the records of a page.
    """

    def __init__(
        self,
        env: BuildEnvironment,
        book: Book,
        *,
        rules: Rulebook[Rule],
        formula: Callable[[str], str],
        images: dict[str, str],
        lost: Iterable[str] = (),
        base_url: str = "",
        document: Document,
        records: Mapping[str, str] | None = None,
    ) -> None:
        self.env = env
        self.rules = rules
        self.book = book
        self.formula = formula
        self.images = images
        self.base_url = base_url
        self.document = document
        self.records = records or {}
        #: the names that go into the index, and where they stand
        self.indexed = Names({})
        #: how many records of a kind were set
        self.counted: Counter[str] = Counter()
        self._chapters = set(env.config.typst_chapters)
        #: those of the paragraph that is being rendered: one place in each is enough
        self.named: set[str] = set()
        #: the title that stands in a title block, and its markup
        self.apart: nodes.title | None = None
        self.opening = ""
        #: what was set beside its place
        self.hung: nodes.Element | None = None
        self.docname = ""
        self.level = 0
        #: text -> the chapters that it has named
        self._chapters_of: dict[nodes.Node | None, set[int]] = {}
        self._lost = dict.fromkeys(map(ord, lost), "?")
        self.in_glossary: set[str] = set()
        self._unknown = Unknown(
            "the PDF has no rule for <{}>; add one to livingreview/typst/rules.py"
        )
        self._labels: dict[str, str] = {}
        #: the pages that are set
        self.docnames: set[str] = set()
        self._placed: set[str] = set()
        self.held: list[str] | None = None
        self._entries: dict[tuple[str, str], str] = {}
        self._records: dict[str, str] = {}
        self.footnotes: dict[str, nodes.footnote] = {}
        self.footnotes_set: set[str] = set()
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
                out = self.anchors(child) + out if out.strip() else out
                self.level = 0
            else:
                self.level = int(isinstance(child, nodes.section))
                out += self(child)
        self.level = 0
        return out.strip()

    def chapters(self) -> str:
        """Return the chapters."""
        return "".join(map(self, self.book.chapters))

    def chapter(self) -> tuple[str, str]:
        """Return the heading of the first chapter ("" if it has none), and all text below it."""
        section = first(self.book.chapters[0], nodes.section)
        self.apart = first(section, nodes.title) if section is not None else None
        text = self.chapters()
        return self.opening, text

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
            self.docnames.add(docname)
            self._labels[f"{docname}#"] = named
        ids = ids_of(node)
        if isinstance(node, nodes.footnote):
            self.footnotes.update({f"{docname}#{id_}": node for id_ in ids})
        elif ids and not isinstance(node, nodes.footnote_reference):
            own = f"{docname}#{ids[0]}"
            plain = isinstance(node, (nodes.section, nodes.citation))
            if self.document.look == "register" and not plain:
                own = ids[0]  # the permanent id of a record is its address
                self._records.update(dict.fromkeys(ids, own))
            self._labels.update({f"{docname}#{id_}": own for id_ in ids})
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

    def target(self, address: str) -> str | None:
        """Return the label that stands for *address*, or None if the book does not hold it."""
        key = self.book.citation_keys.get(address)
        if key is not None:
            here = self._entries.get((self.docname, key))
            # where no references are listed, what the register holds of a work stands for it
            return here or self._entries.get(("", key)) or self._records.get(key)
        return self._labels.get(self.book.moved.get(address, address))

    def own_label(self, node: nodes.Element) -> str | None:
        """Return the label of *node* for a rule that places it."""
        if not node.get("ids"):
            return None
        label = self._labels[f"{self.docname}#{node['ids'][0]}"]
        self._placed.add(label)
        return label

    def anchors(self, node: nodes.Element) -> str:
        """Return an invisible anchor for *node*, unless its label is placed already.

        In a heading anchors are held back (the contents and the running heads repeat it).
        """
        if not node.get("ids"):
            return ""
        if self._labels.get(f"{self.docname}#{node['ids'][0]}") in self._placed:
            return ""
        anchor = f"#anchor({string(self.own_label(node) or '')});"
        if self.held is None:
            return anchor
        self.held.append(anchor)
        return ""

    # -- dispatch ----------------------------------------------------------------------------

    def __call__(self, node: nodes.Node) -> str:
        """Return the markup of *node*."""
        if isinstance(node, nodes.Text):
            return self._words(self.text(node.astext()))
        assert isinstance(node, nodes.Element)
        if "only-dark" in classes_of(node) or node is self.hung:
            return ""
        found = self.rules.find(node)
        if found is None and (news := self._unknown.news(node)):
            self.warn(news, node, "node")
        out = found(self, node) if found else self.kids(node)
        if isinstance(node, (nodes.footnote, nodes.footnote_reference)):
            return out
        anchor = self.anchors(node)
        return out if not anchor else "\n" + anchor + out if out.startswith("\n") else anchor + out

    def _words(self, text: str) -> str:
        """Return *text* as markup, with a place for each name in it that the index holds."""
        out, end = "", 0
        if self.indexed_here():
            for start, name in self.indexed.found(text):
                out += marked(text[end:start]) + self.place(name)
                end = start
        return out + marked(text[end:])

    def indexed_here(self) -> bool:
        """Tell whether the index leads to what is being rendered."""
        return self.held is None and self.docname in self._chapters

    def place(self, name: str) -> str:
        """Return an anchor to which the index leads from *name*; one a paragraph is enough."""
        if name in self.named:
            return ""
        self.named.add(name)
        return f"#anchor({string(self.indexed.place(name))});"

    def first_of(self, node: nodes.Node, chapter: int) -> bool:
        """Tell whether nothing before *node* in its paragraph was said to be in *chapter*."""
        text: nodes.Element | None = node.parent
        while text is not None and isinstance(text, nodes.Inline):
            text = text.parent
        told = self._chapters_of.setdefault(text, set())
        new = chapter not in told
        told.add(chapter)
        return new

    def text(self, text: str) -> str:
        """Return *text* with a question mark for every character that no font has."""
        return text.translate(self._lost)

    def kids(self, node: nodes.Element, *without: nodes.Node | None) -> str:
        """Return the markup of the children of *node*, but for those in *without*."""
        return "".join(
            self(child) for child in node.children if not any(child is one for one in without)
        )

    def warn(self, message: str, node: nodes.Node, subtype: str, words: str = "") -> None:
        """Warn about *node*, with its place in the source; *words* stand on its line."""
        place = location(node, words) or self.docname
        logger.warning(message, location=place, type="typst", subtype=subtype)

    def number(self, kind: str, node: nodes.Element) -> str | None:
        """Return Sphinx's number of a figure, table, listing or formula."""
        numbers = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        for id_ in ids_of(node):
            if id_ in numbers:
                return ".".join(map(str, numbers[id_]))
        return None

    def math(self, node: nodes.Element) -> str | None:
        """Return the Typst math of *node*, or None: why was told when the page was read."""
        try:
            return self.formula(node.astext())
        except FormulaError:
            return None

    def figure(
        self,
        node: nodes.Element,
        body: str,
        kind: str,
        caption: nodes.Element | None,
        legend: str = "",
        short: bool = True,
        floats: bool = False,
        spans: bool = False,
    ) -> str:
        """Return a figure with the name ("Fig. 1.2") that the HTML prints.

        One that *floats* goes to the foot of its page or the next, so that text fills the room; one
        that *spans* lies across both columns of a page.
        """
        number = self.number(kind, node)
        form = self.env.config.numfig_format.get(kind, "%s")
        name = (form % number if "%s" in form else form.format(number=number)) if number else None
        label = self.own_label(node)
        args = arguments(
            kind=string(kind),
            name=string(name) if name else None,
            caption=f"[{self.kids(caption).strip()}]" if caption is not None else None,
            legend=f"[{legend}]" if legend else None,
            target=string(label) if label else None,
            short=None if short else "false",
            floats="true" if floats else None,
            spans="true" if spans else None,
        )
        return f"\n#float({args})[{body}]\n"
