"""The state of rendering one chapter: anchors, numbers, footnotes, and the dispatch to the rules.

A node of a class without a rule is a warning (``docx.node``), and so is a link to a place that the
chapter does not have (``docx.link``). Numbers of sections, figures, tables and equations are
Sphinx's own, so HTML and Word agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from livingreview.cite.items import Item
from livingreview.docx import ast
from livingreview.docx.ast import INLINE, Form, Forms
from livingreview.text.places import location
from livingreview.typst.assemble import Book
from livingreview.typst.renderer import classes_of, ids_of
from livingreview.typst.rulebook import Rulebook, Unknown

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

#: What renders a node: it takes the renderer and the node.
Rule = Callable[["Renderer", Any], Forms]


class Renderer:
    """Renders the tree of one chapter by *rules*, each bound to a node class.

    *works* gives the CSL item of a citation key, or None; *picture* the file (a name that pandoc
    finds) and the width in inches of an image, or None for no file;
    *base_url* is where the book is published ("" if unknown).
    """

    def __init__(
        self,
        env: BuildEnvironment,
        book: Book,
        *,
        rules: Rulebook[Rule],
        works: Callable[[str], Item | None],
        picture: Callable[[nodes.image], tuple[str, float] | None],
        base_url: str = "",
    ) -> None:
        (self.tree,) = book.chapters
        self.env = env
        self.rules = rules
        self.works = works
        self.picture = picture
        self.base_url = base_url
        self.docname: str = self.tree["docname"]
        self.level = -1  # the title of the chapter is the title of the document
        self.footnotes: dict[str, nodes.footnote] = {}
        #: the footnotes that have a number, and which
        self.notes: dict[nodes.footnote, int] = {}
        self.formulas: dict[str, nodes.Element] = {}
        self._keys = book.citation_keys
        self._anchors: dict[str, str] = {}
        self._placed: set[str] = set()
        self._unknown = Unknown("Word has no rule for <{}>; add one to livingreview/docx/rules.py")
        links = (link for link in self.tree.findall(nodes.reference) if not self.key(link))
        self._wanted = set(map(self.local, links))
        for node in self.tree.findall(nodes.Element):
            ids = ids_of(node)
            self._anchors.update(dict.fromkeys(ids, ids[0] if ids else ""))
            if isinstance(node, nodes.footnote):
                self.footnotes.update(dict.fromkeys(ids, node))

    # -- links and keys ------------------------------------------------------------------------

    def local(self, reference: nodes.Element) -> str:
        """The id within this chapter that a reference leads to ("" if it leads elsewhere)."""
        page, _, id_ = reference.get("refuri", "").removeprefix("%").partition("#")
        return str(reference.get("refid") or (id_ if page == self.docname else ""))

    def anchor(self, id_: str) -> str:
        """The anchor that stands for an id of this chapter ("" if there is none)."""
        return self._anchors.get(id_, "")

    def take_anchor(self, node: nodes.Element) -> str:
        """The anchor of a node for a rule that places it itself."""
        ids = ids_of(node)
        if not ids or ids[0] in self._placed or not self._wanted.intersection(ids):
            return ""
        self._placed.add(ids[0])
        return ids[0]

    def key(self, reference: nodes.Element) -> str:
        """The key of the work that a reference of a citation leads to ("" if it is none)."""
        return self._keys.get(f"{self.docname}#{self.local(reference)}", "")

    def entry_key(self, entry: nodes.citation) -> str:
        """The key of an entry of the list of references."""
        return next((self._keys.get(f"{self.docname}#{id_}", "") for id_ in ids_of(entry)), "")

    # -- dispatch ------------------------------------------------------------------------------

    def __call__(self, node: nodes.Node) -> Forms:
        """Return the forms of *node*: all inlines or all blocks."""
        if isinstance(node, nodes.Text):
            return [ast.text(" ".join(node.astext().split("\n")))]
        assert isinstance(node, nodes.Element)
        if "only-dark" in classes_of(node):
            return []
        found = self.rules.find(node)
        if found is None and (news := self._unknown.news(node)):
            self.warn(news, node, "node")
        out = found(self, node) if found else self.kids(node)
        anchor = self.take_anchor(node)
        if not anchor:
            return out
        inline = all(each["t"] in INLINE for each in out)
        return [ast.span(out, anchor) if inline else ast.div(ast.blocks(out), anchor)]

    def kids(self, node: nodes.Element, *without: nodes.Node | None) -> Forms:
        """Return the forms of the children of *node*, but for those in *without*."""
        return self.all(
            child for child in node.children if not any(child is one for one in without)
        )

    def all(self, children: Iterable[nodes.Node]) -> Forms:
        """Return the forms of nodes, one after the other."""
        return [form for child in children for form in self(child)]

    def blocks(
        self,
        node: nodes.Element,
        *without: nodes.Node | None,
        wrap: Callable[[Forms], Form] = ast.para,
    ) -> Forms:
        """Return the children of *node* as blocks."""
        return ast.blocks(self.kids(node, *without), wrap)

    def warn(self, message: str, node: nodes.Node, subtype: str, words: str = "") -> None:
        """Warn about ``node``, with its place in the source; ``words`` stand on its line."""
        place = location(node, words) or self.docname
        logger.warning(message, location=place, type="docx", subtype=subtype)

    def number(self, kind: str, node: nodes.Element) -> str | None:
        """Return Sphinx's number of a figure, table, listing or formula."""
        numbers = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        found = next((numbers[id_] for id_ in ids_of(node) if id_ in numbers), None)
        return ".".join(map(str, found)) if found else None

    def caption(self, node: nodes.Element, kind: str, caption: nodes.Element | None) -> Forms:
        """Return a caption with the name ("Fig. 1.2") that the HTML prints."""
        number = self.number(kind, node)
        words = self.kids(caption) if caption is not None else []
        if number is None:
            return words
        pattern = self.env.config.numfig_format.get(kind, "%s")
        name = pattern % number if "%s" in pattern else pattern.format(number=number)
        named = [ast.form("Strong", [ast.text(f"{name}.")])]
        return [*named, ast.text(" "), *words] if words else named
