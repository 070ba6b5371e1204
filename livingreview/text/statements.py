"""The sentences of a page, with the records, checks and claims that each leans on.

Sentences are those of paragraphs and of captions of figures and tables; headings, code, formulas,
lists of references and the boxes of claims have none. Cells of tables are fragments, and count as
``cell``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes

from livingreview.text import density
from livingreview.text.nodes import finding_number, record_link
from livingreview.text.places import above, line_near

_BETWEEN = re.compile(f"[{density.MARK}{density.UNSPOKEN};]")
_OUTSIDE = (nodes.citation, nodes.topic, nodes.comment)
_CARDS = {"claims", "card"}


@dataclass(frozen=True)
class Statement:
    """A sentence up to a semicolon, or a whole one.

    ``checked`` holds the records of each of its checks, ``findings`` the addresses of its numbers,
    ``linked`` the records and claims that its words lead to.
    """

    words: str
    checked: tuple[tuple[str, ...], ...]
    findings: tuple[str, ...]
    linked: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence, the line where it begins, its statements; ``cell`` if it stands in a table."""

    line: int
    statements: tuple[Statement, ...]
    cell: bool

    @property
    def words(self) -> str:
        """The sentence as it is printed."""
        return ";".join(part.words for part in self.statements)


def sentences(page: nodes.document) -> Iterator[Sentence]:
    """Every sentence of a page, in order."""
    source = Path(page["source"]).read_text(encoding="utf-8").splitlines()
    for block in page.findall(nodes.Element):
        if _is_said(block) and not _is_outside(block):
            yield from _of_block(block, source)


def _is_said(block: nodes.Element) -> bool:
    if isinstance(block, nodes.title):
        return isinstance(block.parent, nodes.table)
    return isinstance(block, (nodes.paragraph, nodes.caption))


def _is_outside(block: nodes.Element) -> bool:
    return any(
        isinstance(one, _OUTSIDE) or _CARDS & set(one.get("classes", []))
        for one in (block, *above(block))
    )


def _of_block(block: nodes.Element, source: list[str]) -> Iterator[Sentence]:
    marked: list[nodes.Element] = []
    text = " ".join("".join(_words(block, marked)).split())
    cell = any(isinstance(one, nodes.entry) for one in above(block))
    start, at = line_near(block), 0
    for sentence in density.sentences(text):
        parts = []
        for words in sentence.split(";"):
            count = words.count(density.MARK)
            shown = words.replace(density.MARK, "").replace(density.UNSPOKEN, "...")
            parts.append(_statement(shown, marked[at : at + count]))
            at += count
        run = max(_BETWEEN.split(sentence), key=len)
        opening = " ".join(run.split()[:6])
        below = range(start, len(source) + 1)
        start = next((number for number in below if opening in source[number - 1]), start)
        yield Sentence(start, tuple(parts), cell)


def _statement(words: str, marked: list[nodes.Element]) -> Statement:
    links = [node for node in marked if isinstance(node, record_link)]
    return Statement(
        words,
        tuple(tuple(node["records"]) for node in links if "records" in node),
        tuple(node["target"] for node in marked if isinstance(node, finding_number)),
        tuple(node["record"] for node in links if "records" not in node),
    )


def _words(node: nodes.Node, marked: list[nodes.Element]) -> Iterator[str]:
    """The text of a node with a mark before each number and link, which ``marked`` takes up."""
    if isinstance(node, (finding_number, record_link)):
        marked.append(node)
        words = node.astext().replace(";", ",")
        is_grade = "certainty" in node["classes"]  # it stands behind the sentence that it grades
        yield words + density.MARK if is_grade else density.MARK + words
    elif isinstance(node, nodes.Text):
        yield node.astext()
    elif density.is_silent(node):
        yield density.UNSPOKEN
    else:
        for child in node.children:
            yield from _words(child, marked)
