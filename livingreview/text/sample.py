"""The numbers that chapters print, each with its sentence, and a sample of them by a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docutils import nodes
from sphinx import addnodes

from livingreview.references.bibfile import Reference
from livingreview.register import numbers
from livingreview.register.fields import Quantity
from livingreview.register.finding import GRIDS, Finding
from livingreview.register.register import KINDS, Register
from livingreview.text.density import FINDING, UNSPOKEN, sentences
from livingreview.text.nodes import finding_number
from livingreview.text.places import around
from livingreview.text.recorded import about, unrecorded

_END = "\ue002"  # ends the number that is asked for; FINDING begins it


@dataclass(frozen=True, order=True)
class Printed:
    """A number as a page prints it: the address of its value, and its sentence with it in bold."""

    chapter: str
    address: str
    number: str
    sentence: str


def of_page(chapter: str, page: nodes.document, works: Mapping[str, Reference]) -> list[Printed]:
    """Every number of the register that a chapter prints, in tables and captions, too."""
    return [
        Printed(chapter, node["target"], node.astext(), _around(node, works))
        for node in page.findall(finding_number)
    ]


def of_claims(chapter: str, books: Register) -> list[Printed]:
    """Every number in the sentences of a chapter's claims, with a value that it can be."""
    found = []
    for claim in books.claims.values():
        if books.chapter_of[claim.id] != chapter:
            continue
        for text in (claim.says, claim.counter):
            for seen in numbers.quantities(text):
                if not seen.small:
                    end = seen.start + len(seen.words)
                    marked = f"{text[: seen.start]}{FINDING}{seen.words}{_END}{text[end:]}"
                    address = _address(books, about(books, claim.id), seen.words)
                    found.append(Printed(chapter, address, seen.words, _sentence(marked)))
    return found


def draw(every: Iterable[Printed], seed: int, count: int) -> list[Printed]:
    """So many of the numbers, the same for the same seed whatever their order; all if too few."""
    listed = sorted(every)
    return random.Random(seed).sample(listed, min(count, len(listed)))


def by_chapter(drawn: Iterable[Printed], chapters: Sequence[str]) -> list[Printed]:
    """The numbers in the order of the chapters, within each as they were drawn."""
    return sorted(drawn, key=lambda one: chapters.index(one.chapter))


def _address(books: Register, records: Sequence[str], number: str) -> str:
    """The first value of some records that a printed number is, else a record that says it."""
    for record in records:
        for address in _addresses(books, record):
            try:
                cell = books.cell(address)
            except LookupError:
                continue
            if numbers.agrees(number, cell.value, cell.unit):
                return address
    in_words = (name for name in records if not list(unrecorded(number, books, [name])))
    return next(in_words, records[0])


def _addresses(books: Register, record: str) -> Iterator[str]:
    entry = next(kind[record] for name in KINDS if record in (kind := getattr(books, name)))
    if not isinstance(entry, Finding):
        named = [n for n in type(entry).model_fields if isinstance(getattr(entry, n), Quantity)]
        yield from (f"{record}/{name}" for name in (*named, *entry.more))
        return
    yield record
    yield from (f"{record}/{part}" for part in ("compared", "ceiling", "low", "high", "n"))
    if entry.table:
        cells = [f"{record}/{r}/{c}" for r in entry.table.rows for c in entry.table.columns]
        yield from cells
        yield from (f"{cell}/{beside}" for cell in cells for beside in GRIDS)


# -- the words around a number --------------------------------------------------------------------


def _around(node: finding_number, works: Mapping[str, Reference]) -> str:
    """The sentence of a number; in a table its row, each cell behind the head of its column."""
    if row := around(node, nodes.row):
        return _sentence(" ".join(_row(row, node, works)), whole=True)
    block = around(node, (nodes.paragraph, nodes.caption, nodes.title, nodes.term))
    assert block
    return _sentence("".join(_words(block, node, works)))


def _row(row: nodes.Element, node: finding_number, works: Mapping[str, Reference]) -> Iterator[str]:
    table = around(row, nodes.table)
    title = table.next_node(nodes.title) if table else None
    if title:
        yield "".join(_words(title, node, works))
    head = table.next_node(nodes.thead) if table else None
    heads = [entry.astext() for entry in head.findall(nodes.entry)] if head else []
    for place, entry in enumerate(row.findall(nodes.entry)):
        words = "".join(_words(entry, node, works))
        yield f"{heads[place]}: {words};" if place < len(heads) else f"{words};"


def _sentence(marked: str, whole: bool = False) -> str:
    """The sentence that holds the number asked for, which is put into asterisks."""
    text = " ".join(marked.split())
    parts = [text] if whole else [part for part in sentences(text) if FINDING in part]
    return (
        parts[0]
        .rstrip(";")
        .replace(FINDING, "**")
        .replace(_END, "**")
        .replace(UNSPOKEN, "")
        .strip()
    )


def _words(
    node: nodes.Node, asked: finding_number, works: Mapping[str, Reference]
) -> Iterator[str]:
    """The text of a node as a reader sees it, without daggers; citations as authors and year."""
    if node is asked:
        yield f"{FINDING}{node.astext()}{_END}"
    elif isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite":
        keys = str(node["reftarget"]).split(",")
        cited = "; ".join(works[key].short if key in works else key for key in keys)
        yield UNSPOKEN + (cited if node["reftype"] == "t" else f"[{cited}]")
    elif isinstance(node, nodes.Text):
        yield node.astext()
    elif not isinstance(node, (nodes.footnote_reference, nodes.comment, nodes.raw)):
        for child in node.children:
            yield from _words(child, asked, works)
