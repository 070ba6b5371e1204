"""Notes in the margin: beside each paragraph of a chapter the works that it cites.

A note repeats what the list of references and the preview of a citation say, so it holds no link,
is hidden from assistive software, and stays hidden where the margin has no room for it
(``docs/_static/previews.css``). A work has one note in a section, and a paragraph as many as stand
beside it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from livingreview.html import notes, previews
from livingreview.html.anchors import shortened
from livingreview.html.notes import Note
from livingreview.text.build import on_screen, register_of
from livingreview.text.places import around

MOST = 3  # notes beside one paragraph
TITLE = 110  # characters of a title
# Measured on the page: characters a line, and how much higher a line of text is than one of a note.
_TEXT, _BOLD, _SMALL, _HIGHER = 68, 27, 30, 1.5
_BETWEEN = 1.0  # lines between two notes
_OVER = 3.0  # lines by which the notes may reach below their paragraph
_AROUND = (nodes.section, nodes.bullet_list, nodes.enumerated_list, nodes.list_item)


class margin_notes(nodes.General, nodes.Element):
    """What stands beside a paragraph: ``shown``, and how many works ``more`` it cites."""


def beside(cited: Iterable[Note], length: int) -> list[Note]:
    """Of the works that a paragraph of so many characters cites, those that have room beside it.

    The first always has.
    """
    room = -(-length // _TEXT) * _HIGHER + _OVER
    shown: list[Note] = []
    for note in cited:
        room -= _lines(note)
        if shown and (room < 0 or len(shown) == MOST):
            break
        shown.append(note)
    return shown


def _lines(note: Note) -> float:
    small = (note.text, *note.meta)
    lines = -(-len(shortened(note.title, TITLE)) // _BOLD)
    return lines + sum(-(-len(text) // _SMALL) for text in small) + _BETWEEN


class MarginNotes(SphinxPostTransform):
    """Puts them before the paragraphs of a chapter."""

    formats = ("html",)
    default_priority = 710  # when citations say which work they name

    def run(self, **kwargs: Any) -> None:
        """Go through the paragraphs in order: of a section each work is noted once."""
        chapters = self.app.config.livingreview_chapters
        if not on_screen(self.app) or self.env.docname not in chapters:
            return
        books = register_of(self.app)
        noted: dict[nodes.Element | None, set[str]] = {}
        for paragraph in list(self.document.findall(nodes.paragraph)):
            before = noted.setdefault(around(paragraph, nodes.section), set())
            keys = [key for key in _cited(paragraph) if key not in before]
            if not keys or not _in_text(paragraph):
                continue
            every = [notes.work(books, key) for key in keys]
            shown = beside(every, len(paragraph.astext()))
            before.update(keys[: len(shown)])
            made = margin_notes(shown=shown, more=len(every) - len(shown))
            paragraph.parent.insert(paragraph.parent.index(paragraph), made)


def _cited(paragraph: nodes.paragraph) -> Iterator[str]:
    """The keys of the works that a paragraph cites, each once."""
    links = paragraph.findall(previews.link)
    yield from dict.fromkeys(
        one["data"]["data-work"] for one in links if "data-work" in one["data"]
    )


def _in_text(paragraph: nodes.paragraph) -> bool:
    """Whether it is a paragraph of the text or of a list in it, with the margin beside it."""
    node: nodes.Node = paragraph
    while isinstance(node.parent, _AROUND):
        node = node.parent
    return isinstance(node.parent, nodes.document)


def _visit(self: HTML5Translator, node: margin_notes) -> None:
    self.body.append('<div class="margin-note" aria-hidden="true" hidden="hidden">')
    for note in node["shown"]:
        title = html.escape(shortened(note.title, TITLE))
        lines = "<br>".join(html.escape(line) for line in (note.text, *note.meta))
        self.body.append(f"<p><b>{title}</b> {lines}</p>")
    if node["more"]:
        self.body.append(f'<p class="more">and {node["more"]} more</p>')
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the notes on every page of a chapter."""
    app.add_node(margin_notes, html=(_visit, None))
    app.add_post_transform(MarginNotes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
