"""Notes in the margin: beside each paragraph of a chapter the works that it cites.

A note repeats what the list of references and the preview of a citation say. So it holds no link
but one to that list, where a paragraph cites more works than it shows; it is hidden from assistive
software, and where the margin has no room for it (``static/previews.css``). A work has one note in
a section, and a paragraph as many as stand beside it: none reaches far below its paragraph, or down
to a figure or table, which may be as wide as text and margin.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from livingreview.html import notes, previews
from livingreview.html.anchors import shortened
from livingreview.html.notes import Note
from livingreview.text.build import on_screen, register_of

MOST = 3  # notes beside one paragraph
TITLE = 110  # characters of a title
OVER = 70.0  # px by which notes may begin or end below their paragraph
# Measured on the page, in characters a line and in px: text, its titles, formulas; notes.
_TEXT, _LINE, _BETWEEN, _IN_LIST = 72, 28.8, 22.0, 8.0
_TITLES, _ABOVE, _FORMULA = (100.0, 119.0, 72.0, 55.0), 54.0, 78.0
_BOLD, _SMALL, _SMALL_LINE, _AROUND = 27, 29, 18.9, 19.0
_UNSEEN = (nodes.comment, nodes.target, nodes.Invisible, nodes.substitution_definition)


class margin_notes(nodes.General, nodes.Element):
    """What stands beside a paragraph: ``shown``, and how many works ``more`` it cites.

    ``works`` is the anchor of the list that has them all.
    """


@dataclass(frozen=True)
class Block:
    """A piece of a chapter: its height, whether it may be as wide as text and margin, its works.

    ``section`` tells in which section the ``paragraph`` stands that cites the works ``cited``.
    """

    height: float
    wide: bool = False
    cited: tuple[str, ...] = ()
    section: int = 0
    paragraph: nodes.paragraph | None = None


def blocks(section: nodes.Element, depth: int = 0) -> Iterator[Block]:
    """The pieces of a section, in order and with those of the sections in it."""
    for node in section:
        if isinstance(node, nodes.title):
            above = _ABOVE if depth <= 2 else 0  # up to the line that stands over the title
            yield Block(above)
            yield Block(_TITLES[min(depth, 4) - 1] - above, wide=bool(above))
        elif isinstance(node, (nodes.section, nodes.bullet_list, nodes.enumerated_list)):
            yield from blocks(node, depth + isinstance(node, nodes.section))
        elif isinstance(node, nodes.list_item):
            yield from blocks(node, depth)
        elif isinstance(node, nodes.paragraph):
            around = node.parent
            while not isinstance(around, nodes.section) and around.parent is not None:
                around = around.parent
            between = _BETWEEN if isinstance(node.parent, nodes.section) else _IN_LIST
            height = -(-len(node.astext()) // _TEXT) * _LINE + between
            yield Block(height, False, tuple(_cited(node)), id(around), node)
        elif isinstance(node, nodes.math_block) or _is_formula(node):
            yield Block(_FORMULA)
        elif not isinstance(node, _UNSEEN):
            yield Block(0, wide=True)


def _is_formula(node: nodes.Node) -> bool:
    """Whether a node is the box that the theme puts around a formula."""
    return isinstance(node, nodes.container) and "math-wrapper" in node["classes"]


def _cited(paragraph: nodes.paragraph) -> Iterator[str]:
    """The keys of the works that a paragraph cites, each once."""
    data = (link["data"] for link in paragraph.findall(previews.link))
    yield from dict.fromkeys(one["data-work"] for one in data if "data-work" in one)


@dataclass(frozen=True)
class Placed:
    """The works noted beside a paragraph, and how many ``more`` it cites that the section lacks."""

    paragraph: nodes.paragraph
    shown: list[str]
    more: int


def place(chapter: Sequence[Block], heights: dict[str, float]) -> Iterator[Placed]:
    """Which works are noted beside which paragraphs; ``heights`` are those of their notes."""
    tops = list(accumulate((block.height for block in chapter), initial=0.0))
    noted: set[tuple[int, str]] = set()
    free = 0.0  # the place below the last note
    for number, block in enumerate(chapter):
        new = [key for key in block.cited if (block.section, key) not in noted]
        if block.paragraph is None or not new:
            continue
        below = (top for top, one in zip(tops[number:], chapter[number:], strict=False) if one.wide)
        limit = next(below, tops[-1] + OVER)
        at = max(free, tops[number])
        shown: list[str] = []
        for key in new[:MOST] if at <= tops[number] + OVER else ():
            end = at + heights[key]
            if end > limit or (shown and end > tops[number + 1] + OVER):
                break
            shown.append(key)
            at = end
        if shown:
            noted.update((block.section, key) for key in shown)
            free = at + (_SMALL_LINE if len(new) > len(shown) else 0)
            yield Placed(block.paragraph, shown, len(new) - len(shown))


def _height(note: Note) -> float:
    lines = -(-len(shortened(note.title, TITLE)) // _BOLD)
    lines += sum(-(-len(text) // _SMALL) for text in (note.text, *note.meta))
    return lines * _SMALL_LINE + _AROUND


class MarginNotes(SphinxPostTransform):
    """Puts them before the paragraphs of a chapter."""

    formats = ("html",)
    default_priority = 710  # when citations say which work they name

    def run(self, **kwargs: Any) -> None:
        """Place the notes of the page."""
        chapters = self.app.config.livingreview_chapters
        if not on_screen(self.app) or self.env.docname not in chapters:
            return
        books, pieces = register_of(self.app), list(blocks(self.document))
        works = {key: notes.work(books, key) for block in pieces for key in block.cited}
        heights = {key: _height(note) for key, note in works.items()}
        listed = _list_of_works(self.document)
        for one in place(pieces, heights):
            shown = [works[key] for key in one.shown]
            made = margin_notes(shown=shown, more=one.more, works=listed)
            around = one.paragraph.parent
            around.insert(around.index(one.paragraph), made)


def _list_of_works(page: nodes.document) -> str:
    """The anchor of the section with the list of works; empty where a page has none."""
    every = page.findall(nodes.section)
    return "references" if any("references" in one["ids"] for one in every) else ""


def _visit(self: HTML5Translator, node: margin_notes) -> None:
    self.body.append('<div class="margin-note" aria-hidden="true" hidden="hidden">')
    for note in node["shown"]:
        title = html.escape(shortened(note.title, TITLE))
        lines = "<br>".join(html.escape(line) for line in (note.text, *note.meta))
        self.body.append(f"<p><b>{title}</b> {lines}</p>")
    if node["more"]:
        words = f"and {node['more']} more"
        if node["works"]:  # a note is hidden from assistive software: no key reaches its link
            words = f'<a href="#{node["works"]}" tabindex="-1">{words}</a>'
        self.body.append(f'<p class="more">{words}</p>')
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the notes on every page of a chapter."""
    app.add_node(margin_notes, html=(_visit, None))
    app.add_post_transform(MarginNotes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
