"""Names a term of the glossary that no page links, and one that a chapter uses before it links it.

A term is used where one of its names, alone or in the plural, stands in running text: paragraphs
outside tables, figures, boxes of claims and links. Two capitals side by side are a name of its own,
as in the title of a work, and no use. Names that are ordinary words, too, stand in
``livingreview_plain_words``: nobody can tell in which sense a chapter uses them, so that they are
linked by hand. ``livingreview_linked_terms`` names the chapters in which a term before its first
link is an error and no warning. A link to a term that has no entry is told by Sphinx.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from livingreview.problems import Problem
from livingreview.text import density
from livingreview.text.nodes import finding_number, record_link
from livingreview.text.places import exact_line, line_near

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_BEFORE, _BEHIND = re.compile(r"\b[A-Z][\w-]* \Z"), re.compile(r" [A-Z]")
_NO_PROSE = (finding_number, record_link, nodes.reference)


@dataclass(frozen=True)
class Entry:
    """A definition of the glossary: its names, and its place."""

    names: tuple[str, ...]
    file: Path
    line: int

    @property
    def name(self) -> str:
        """The first of its names."""
        return self.names[0]


def unlinked(pages: Collection[nodes.document]) -> Iterator[Problem]:
    """The entries that no page links; ``pages`` are all pages as they were read."""
    linked = {name for page in pages for name in _linked(page)}
    for entry in entries_of(pages):
        if linked.isdisjoint(map(str.lower, entry.names)):
            found = f"no page links {entry.name}"
            remedy = f"write {{term}}`{entry.name}` at its first use, or delete the entry"
            yield Problem(entry.file, entry.line, "", found, remedy)


def early(
    page: nodes.document, entries: Collection[Entry], plain: Collection[str]
) -> Iterator[Problem]:
    """The terms that a chapter uses before it links them; ``plain`` are ordinary words."""
    known = _by_first_word(entries, {name.lower() for name in plain})
    seen: set[str] = set()
    for start, run in _runs(page):
        if isinstance(run, addnodes.pending_xref):
            seen.add(run["reftarget"].lower())
            continue
        for said, entry in _used(run, known):
            if seen.isdisjoint(map(str.lower, entry.names)):
                line = exact_line(page["source"], start, said)
                found = f"{said!r} stands in the glossary and is no link where it is used first"
                remedy = f"write {{term}}`{said}`, or {{term}}`{said} <{entry.name}>`"
                yield Problem(Path(page["source"]), line, "", found, remedy)
            seen |= {name.lower() for name in entry.names}


def entries_of(pages: Collection[nodes.document]) -> list[Entry]:
    """Every definition of the glossaries of these pages."""
    return [entry for page in pages for entry in _entries(page)]


def _entries(page: nodes.document) -> Iterator[Entry]:
    lines = Path(page["source"]).read_text(encoding="utf-8").splitlines()
    for glossary in page.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            names = tuple(term.astext() for term in item.findall(nodes.term))
            line = next((at for at, text in enumerate(lines, 1) if text.strip() == names[0]), 1)
            yield Entry(names, Path(page["source"]), line)


def _linked(page: nodes.document) -> Iterator[str]:
    """The names that a page links, in small letters; the glossary's own links do not count."""
    if next(page.findall(addnodes.glossary), None) is None:
        links = (node for node in page.findall(addnodes.pending_xref) if _is_term(node))
        yield from (link["reftarget"].lower() for link in links)


def _is_term(link: addnodes.pending_xref) -> bool:
    return bool(link["reftype"] == "term")


_Known = Mapping[str, list[tuple[tuple[str, ...], Entry]]]


def _by_first_word(entries: Collection[Entry], plain: Collection[str]) -> _Known:
    """Words of each name that can be told, with its entry, the longest first, by the first word."""
    found: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for entry in entries:
        for name in entry.names:
            words = tuple(_WORD.findall(name))
            if words and name.lower() not in plain:
                found.setdefault(words[0].lower(), []).append((words, entry))
    for names in found.values():
        names.sort(key=lambda one: -len(one[0]))
    return found


def _runs(page: nodes.document) -> Iterator[tuple[int, str | addnodes.pending_xref]]:
    """The running text of a page in order, and its links to terms, each with its block's line."""
    for block in density.prose(page):
        for run in _parts(block):
            yield line_near(block), run


def _parts(node: nodes.Node) -> Iterator[str | addnodes.pending_xref]:
    if isinstance(node, addnodes.pending_xref):
        if _is_term(node):
            yield node
    elif isinstance(node, nodes.Text):
        yield node.astext()
    elif not isinstance(node, _NO_PROSE) and not density.is_silent(node):
        for child in node.children:
            yield from _parts(child)


def _used(run: str, known: _Known) -> Iterator[tuple[str, Entry]]:
    """The words of a text that name a term, with its entry; the longest name counts."""
    words = list(_WORD.finditer(run))
    at = 0
    while at < len(words):
        first = words[at].group()
        candidates = [one for form in _singular(first.lower()) for one in known.get(form, ())]
        for name, entry in candidates:
            said = words[at : at + len(name)]
            if _is_name(run, said, name):
                yield run[said[0].start() : said[-1].end()], entry
                at += len(name) - 1
                break
        at += 1


def _is_name(run: str, said: list[re.Match[str]], name: tuple[str, ...]) -> bool:
    """Whether words of a text are those of a name, and not part of a longer one in capitals."""
    if len(said) != len(name):
        return False
    same = all(_same(word.group(), part) for word, part in zip(said, name, strict=True))
    if not same or said[0].group()[0].islower() or _is_exact("".join(name)):
        return same
    return not _BEFORE.search(run[: said[0].start()]) and not _BEHIND.match(run[said[-1].end() :])


def _is_exact(name: str) -> bool:
    """Whether capitals or digits stand behind the first letter, which every name has large."""
    return not name[1:].islower() and len(name) > 1


def _same(said: str, name: str) -> bool:
    """Whether a word is that of a name, or its plural; capitals within a name count."""
    exact = _is_exact(name)
    forms = _singular(said if exact else said.lower())
    return (name if exact else name.lower()) in forms


def _singular(word: str) -> list[str]:
    """A word as it stands, and without the ending of a plural."""
    return [word, *(word[: -len(end)] for end in ("s", "es") if word.endswith(end))]
