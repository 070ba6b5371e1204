"""How many numbers a reader meets in a chapter's prose: the meter of ``livingreview check``.

**Prose** is every paragraph of a chapter, also in lists, boxes and footnotes, outside tables,
figures with their captions, and cards (the boxes of claims). Headings, formulas, code and
lists of references are no prose.

**Numbers** are what a reader takes for a quantity:

- each ``{finding}`` is one, a range and a number in words included;
- digits elsewhere: decimals, percentages, multiples, whole numbers of any size, a range is two;
- words from *eleven* on: *forty billion* is one number, *hundredfold* another; *ten* and *half*
  are none, and neither are the vague *hundreds*, *dozens* and *percentage*.

No numbers are citations with their years, dates and years, numbers of sections, figures and
versions, formulas, code, and digits in names: Evo 2, Evo 2 40B, GPT-4, K562.

**Words** are what stands between blanks and holds a letter or a digit, numbers included;
citations, formulas and code count as none. A **sentence** ends at a full stop, question or
exclamation mark before a blank and a capital, a digit, a citation or a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from livingreview.problems import Problem
from livingreview.register import numbers
from livingreview.text.nodes import finding_number
from livingreview.text.places import above, line_near

LIMIT = 1.8  # numbers per 100 words of a chapter
PARAGRAPH, SENTENCE = 4, 2  # numbers that one of them may hold
WORST = 3  # paragraphs that are named

_CARDS = {"claims", "card"}
_OUTSIDE = (nodes.table, nodes.figure, nodes.topic, nodes.citation, nodes.comment)
_SILENT = (
    nodes.math, nodes.literal, nodes.raw, nodes.image, nodes.footnote_reference, nodes.comment,
)  # fmt: skip
FINDING = "\ue000"  # stands for a number of the register
UNSPOKEN = "\ue001"  # stands for a citation, a formula or code
MARK = "\ue003"  # may stand before words of interest
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = (
    "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)  # fmt: skip
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten"
_LARGE = "hundred|thousand|million|billion|trillion"
_IN_WORDS = re.compile(
    rf"\b(?:(?:a|{_ONES}|{_TEENS}|{_TENS})[\s-]+)*(?:{_TENS}|{_TEENS}|{_LARGE})(?:fold)?"
    rf"(?:[\s-]+(?:{_ONES}|{_TEENS}|{_TENS}|{_LARGE}))*\b",
    re.I,
)
_END = re.compile(rf"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z\d{FINDING}{UNSPOKEN}{MARK}])")
_NO_END = re.compile(r"\b(?:al|vs|cf|figs?|eqs?|e\.g|i\.e|dr|ca)\.\Z", re.I)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its line, its first words, its words and numbers, the latter by sentence."""

    line: int
    opening: str
    words: int
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        """All its numbers."""
        return sum(self.numbers)


@dataclass(frozen=True)
class Density:
    """What was counted in one chapter."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def per_hundred(self) -> float:
        """Numbers per 100 words; 0 for a chapter without prose."""
        words = sum(paragraph.words for paragraph in self.paragraphs)
        return 100 * sum(paragraph.total for paragraph in self.paragraphs) / words if words else 0.0

    @property
    def worst(self) -> list[Paragraph]:
        """The paragraphs with most numbers, at most ``WORST``."""
        some = [one for one in self.paragraphs if one.total]
        return sorted(some, key=lambda one: (-one.total, one.line))[:WORST]

    @property
    def full_paragraphs(self) -> int:
        """How many paragraphs hold more numbers than one may."""
        return sum(one.total > PARAGRAPH for one in self.paragraphs)

    @property
    def full_sentences(self) -> int:
        """How many sentences hold more numbers than one may."""
        return sum(count > SENTENCE for one in self.paragraphs for count in one.numbers)


def measure(chapter: nodes.document) -> Density:
    """Count a chapter as it was read, before references are resolved."""
    return Density(tuple(_paragraphs(chapter)))


def problems(chapter: nodes.document, file: Path) -> Iterator[Problem]:
    """A line for a chapter above the limit, and one for each of its worst paragraphs.

    No more numbers than a paragraph may hold are never too many: of a chapter that has just been
    begun a rate says nothing.
    """
    measured = measure(chapter)
    numbers_in_all = sum(one.total for one in measured.paragraphs)
    if measured.per_hundred <= LIMIT or numbers_in_all <= PARAGRAPH:
        return
    yield Problem(
        file, 0, "",
        f"{measured.per_hundred:.1f} numbers per 100 words of prose, "
        f"paragraphs with more than {PARAGRAPH}: {measured.full_paragraphs}, "
        f"sentences with more than {SENTENCE}: {measured.full_sentences}",
        f"at most {LIMIT}: move numbers into a figure, a table or a claim",
    )  # fmt: skip
    for one in measured.worst:
        yield Problem(
            file, one.line, "", f"{one.total} numbers in the paragraph {one.opening} ...",
            "say what to believe, and leave two",
        )  # fmt: skip


def count(text: str) -> int:
    """The numbers in a piece of plain prose."""
    in_words = sum(1 for _ in _IN_WORDS.finditer(text))
    # A number in digits with a scale in words, 4.2 million, is one.
    digits = [seen.words for seen in numbers.quantities(text)]
    return in_words + sum(1 for words in digits if not _IN_WORDS.search(words))


def prose(chapter: nodes.document) -> Iterator[nodes.paragraph]:
    """The paragraphs of a chapter's prose, in order."""
    return (node for node in chapter.findall(nodes.paragraph) if not _is_outside(node))


def _paragraphs(chapter: nodes.document) -> Iterator[Paragraph]:
    for node in prose(chapter):
        shown = "".join(_words(node))
        counts = tuple(
            count(part) + part.count(FINDING) for part in sentences(" ".join(shown.split()))
        )
        words = [word for word in shown.split() if any(s.isalnum() or s == FINDING for s in word)]
        if words:
            opening = " ".join(node.astext().split()[:7])
            yield Paragraph(line_near(node), opening, len(words), counts)


def _is_outside(node: nodes.Element) -> bool:
    return any(
        isinstance(one, _OUTSIDE) or _CARDS & set(one.get("classes", []))
        for one in (node, *above(node))
    )


def _words(node: nodes.Node) -> Iterator[str]:
    """The text of a node; a number of the register is one sign, with its further words."""
    if isinstance(node, finding_number):
        # One number however many digits it has; its other words stay words.
        yield " ".join([FINDING, *("word" for _ in node.astext().split()[1:])])
    elif isinstance(node, nodes.Text):
        yield node.astext()
    elif is_silent(node):
        yield UNSPOKEN
    elif isinstance(node, addnodes.pending_xref):
        yield node.astext()
    else:
        for child in node.children:
            yield from _words(child)


def is_silent(node: nodes.Node) -> bool:
    """Whether a node is a citation, a formula, code or the number of a place."""
    return isinstance(node, _SILENT) or (
        isinstance(node, addnodes.pending_xref)
        and (node.get("refdomain") == "cite" or node.get("reftype") in ("numref", "eq"))
    )


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph in which these signs stand for numbers and citations."""
    start = 0
    for end in _END.finditer(text):
        if not _NO_END.search(text[start : end.start()]):
            yield text[start : end.start()]
            start = end.end()
    yield text[start:]
