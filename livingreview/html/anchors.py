"""What stands at each place that a link can lead to: pages, sections, figures, tables, terms.

It is read off a page once, when the page is read, so that a preview always shows the page as it is
and never a copy that a link took of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview.html.notes import Note
from livingreview.register.register import Register
from livingreview.text import density, perpage
from livingreview.text.build import register_of
from livingreview.text.nodes import finding_number, record_link

MOST = 320  # characters of a preview; a longer text ends at a word before
_LABELS: dict[type[nodes.Element], str] = {nodes.figure: "Figure", nodes.table: "Table"}
_SPACE = re.compile(r"\s+(?=[.,;:)])|(?<=\()\s+")
_EMPTY = re.compile(r"\s*\(\s*\)")
_UNKNOWN = "\ufffc"  # stands for words that are not known when a page is read


def anchors(page: nodes.document, books: Register) -> Iterator[tuple[str, Note]]:
    """The ids of a page with a note of what stands there; the page itself has an empty id."""
    for number, section in enumerate(page.findall(nodes.section)):
        title = words(section[0], books)
        note = Note(title, text=_opening(section, section.children, books))
        yield from ((name, note) for name in section["ids"])
        if number == 0:
            first = _opening(section, section.findall(nodes.paragraph), books)
            yield "", Note(title, text=first)
    for node in page.findall(nodes.Element):
        label = _LABELS.get(type(node), "")
        message, rest = _caption(node, books) if label else ("", "")
        if message:
            yield from ((name, Note(message, text=rest, meta=(label,))) for name in _ids(node))
    for block in page.findall(nodes.math_block):
        yield from ((name, Note("Equation")) for name in block["ids"])
        if label := block.get("label"):
            yield nodes.make_id(f"equation-{label}"), Note("Equation")
    for item in page.findall(nodes.definition_list_item):
        yield from _terms(item, books)


def _opening(section: nodes.section, among: Iterable[nodes.Node], books: Register) -> str:
    """The first sentence of a section; of one without paragraphs of its own what it is made of."""
    first = next((one for one in among if isinstance(one, nodes.paragraph)), None)
    if first is not None and isinstance(first.parent, nodes.section):
        return first_sentence(words(first, books))
    parts = [words(one[0], books) for one in section if isinstance(one, nodes.section)]
    return shortened("; ".join(parts))


def _ids(node: nodes.Element) -> list[str]:
    """The ids of a figure or table; a table that stands in a box takes those of the box, too."""
    box = node.parent
    boxed = isinstance(box, nodes.container) and len(box.children) == 1
    return [*node["ids"], *(box["ids"] if boxed else ())]


def _caption(node: nodes.Element, books: Register) -> tuple[str, str]:
    """The message of a figure or table, its first words in bold or its first sentence; the rest."""
    captions = [one for one in node if isinstance(one, (nodes.caption, nodes.title))]
    if not captions:
        return "", ""
    whole = words(captions[0], books)
    bold = next((one for one in captions[0] if one.astext().strip()), None)
    message = words(bold, books) if isinstance(bold, nodes.strong) else first_sentence(whole)
    return message, first_sentence(whole.removeprefix(message).strip())


def _terms(item: nodes.definition_list_item, books: Register) -> Iterator[tuple[str, Note]]:
    meaning = " ".join(words(one, books) for one in item if isinstance(one, nodes.definition))
    for term in item:
        if isinstance(term, nodes.term):
            for name in term["ids"]:
                yield name, Note(words(term, books), text=shortened(meaning))


def words(node: nodes.Node, books: Register) -> str:
    """What a reader reads of a node, on one line and without its citations in parentheses."""
    text = " ".join("".join(_words(node, books)).split())
    return _SPACE.sub("", _EMPTY.sub("", text))


def _words(node: nodes.Node, books: Register) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, nodes.math):
        yield _UNKNOWN if "\\" in node.astext() else node.astext()
    elif isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite":
        yield from _cited(node, books)
    elif isinstance(node, addnodes.pending_xref) and _is_unnamed(node):
        yield _UNKNOWN
    elif not isinstance(node, (nodes.comment, nodes.image, nodes.raw, addnodes.index)):
        for child in node.children:
            yield from _words(child, books)


def _cited(node: addnodes.pending_xref, books: Register) -> Iterator[str]:
    """Authors and year where they are part of the sentence, else nothing."""
    if node["reftype"] == "t":
        keys = [key.strip() for key in node["reftarget"].split(",")]
        yield ", ".join(books.references[key].short for key in keys if key in books.references)


def _is_unnamed(node: addnodes.pending_xref) -> bool:
    """Whether a link has no words of its own and takes those of the place it leads to."""
    return node.get("reftype") in ("doc", "ref", "numref", "eq") and not node.get("refexplicit")


def first_sentence(text: str) -> str:
    """The first sentence of a text; empty if words of it are not known."""
    sentence = next(iter(density.sentences(text)), "")
    return "" if _UNKNOWN in sentence else shortened(sentence)


def known(text: str) -> str:
    """A text without the places of words that are not known when a page is read."""
    return _SPACE.sub("", " ".join(text.replace(_UNKNOWN, " ").split()))


def shortened(text: str, most: int = MOST) -> str:
    """A text of at most so many characters, cut at a word."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rpartition(' ')[0].rstrip('.,;:')}…"


# -- kept from one run to the next, page by page ---------------------------------------------------


def kept(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """Of each page its ``anchors``, the addresses of its ``numbers``, the ``records`` it links."""
    return perpage.seen(env, "anchors")


def _look(app: Sphinx, page: nodes.document) -> dict[str, Any]:
    return {
        "anchors": dict(anchors(page, register_of(app))),
        "numbers": {node["target"] for node in page.findall(finding_number)},
        "records": {
            name
            for link in page.findall(record_link)
            for name in link.get("records", [link["record"]])
        },
    }


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at each page when it has been read."""
    perpage.keep(app, "anchors", _look)
    return {
        "version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True,
    }  # fmt: skip
