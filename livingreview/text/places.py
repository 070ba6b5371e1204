"""Places in sources: the line of a text, the page of a node, the files behind a claim."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from livingreview.register.register import Register


def above(node: nodes.Node) -> Iterator[nodes.Element]:
    """What a node stands in, from the nearest to the whole page."""
    while (around := node.parent) is not None:
        yield around
        node = around


def around(
    node: nodes.Node, kinds: type[nodes.Element] | tuple[type[nodes.Element], ...]
) -> nodes.Element | None:
    """The nearest of these kinds that a node stands in."""
    return next((one for one in above(node) if isinstance(one, kinds)), None)


def line_near(node: nodes.Node) -> int:
    """The first line of the paragraph or other block that a node stands in; 1 if none is known."""
    current: nodes.Node | None = node
    while current is not None and current.line is None:
        current = current.parent
    return (current.line or 1) if current else 1


def exact_line(file: str, start: int, text: str) -> int:
    """The line at or after ``start`` that holds ``text``; ``start`` if none does.

    Parsers give the first line of a paragraph; an author wants the line itself.
    """
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[max(start - 1, 0) :], max(start, 1)):
        if text in line:
            return number
    return start


def source_of(node: nodes.Node, words: str = "") -> tuple[Path, int] | None:
    """The file and line of a node: its first line or else that of the nearest around it.

    None if nothing around it knows. With ``words`` it is the line at or after that one that holds
    them, if any does.
    """
    line = min((each.line for each in node.findall() if each.line), default=0)
    known: nodes.Node | None = node
    while known is not None and not (known.source and (line or known.line)):
        known = known.parent
    if known is None:
        return None
    file, line = str(known.source), line or known.line or 0
    return Path(file), exact_line(file, line, words) if words and Path(file).is_file() else line


def location(node: nodes.Node, words: str = "") -> str | None:
    """The same as Sphinx takes it for a warning."""
    found = source_of(node, words)
    return f"{found[0]}:{found[1]}" if found else None


def page_of(node: nodes.Node, default: str) -> str:
    """The page a node came from, also in a tree merged from many pages."""
    while node.parent:
        node = node.parent
        if isinstance(node, addnodes.start_of_file):
            return str(node["docname"])
    return default


def dependencies(books: Register, claim: str) -> set[Path]:
    """The files from which a claim, its certainty and what is replied to it are made."""
    record = books.claims[claim]
    files = {books.place[claim][0]}
    files |= {books.parts[name] for name in ("quality", "replies") if name in books.parts}
    for finding in record.ids():
        files.add(books.place[finding][0])
    return files


def runs(doctree: nodes.Element) -> Iterator[tuple[nodes.Text, str]]:
    """The first node and the words of each run of text, which a parser cuts at the line's end."""
    for text in doctree.findall(nodes.Text):
        siblings = text.parent.children
        place = next(number for number, node in enumerate(siblings) if node is text)
        if place and isinstance(siblings[place - 1], nodes.Text):
            continue  # a later part of a run
        run = itertools.takewhile(lambda node: isinstance(node, nodes.Text), siblings[place:])
        yield text, "".join(node.astext() for node in run)
