"""Baselines and methods that models are set against: ``{rivals}`` lists them, with who was ahead.

A model of the register has its own page; what is made of one stands with that model. The rest has
no record, only a name on a side of a finding, and is gathered here by that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from livingreview.pages.grades import OfTheRegister
from livingreview.register import makers
from livingreview.register.finding import Finding
from livingreview.register.register import Register
from livingreview.register.sides import outcome
from livingreview.register.vocabulary import Word
from livingreview.register.words import called
from livingreview.text.nodes import Part, Row, joined, record, strong, table, text

AHEAD = {"model": "model ahead", "other": "baseline ahead", "level": "level", "mixed": "divided"}


@dataclass(frozen=True)
class Rival:
    """A baseline or method: ``findings`` set models against it, ``generic`` ones nobody made.

    Works may write it by several ``ids``.
    """

    ids: tuple[str, ...]
    name: str
    aliases: tuple[str, ...]
    definition: str
    generic: bool
    findings: tuple[str, ...]


def rivals(books: Register) -> list[Rival]:
    """Every method on the other side of a finding that is made of no model of the register.

    Those that most works use come first.
    """
    found: dict[str, dict[str, list[Finding]]] = {}
    for finding in books.findings.values():
        paper = books.papers[books.paper_of[finding.id]]
        for name in finding.sides.other if finding.sides else ():
            if not makers.models_behind(books, paper, name):
                found.setdefault(_name(books, name), {}).setdefault(name, []).append(finding)
    made = [_rival(books, name, by_id) for name, by_id in found.items()]
    return sorted(made, key=lambda one: (-_works(books, one), -len(one.findings), one.name.lower()))


def _works(books: Register, one: Rival) -> int:
    return len({books.paper_of[name] for name in one.findings})


def _defined(books: Register, name: str) -> Word | None:
    return next((word for word in books.vocabulary.methods if word.id == name), None)


def _name(books: Register, name: str) -> str:
    word = _defined(books, name)
    return word.name if word else called(books, name)


def _rival(books: Register, name: str, by_id: dict[str, list[Finding]]) -> Rival:
    word = next(filter(None, (_defined(books, one) for one in by_id)), None)
    findings = {one.id: one for many in by_id.values() for one in many}
    generic = all(
        books.papers[books.paper_of[one.id]].methods.get(own) == "none"
        for own, many in by_id.items()
        for one in many
    )
    aliases, definition = (word.aliases, word.definition) if word else ((), "")
    return Rival(tuple(by_id), name, aliases, definition, generic, tuple(findings))


class Rivals(OfTheRegister):
    """``{rivals}``, without arguments."""

    def run(self) -> list[nodes.Node]:
        books = self.books()
        head = {"Baseline or method": 38, "Made by": 12, "Works": 8, "Models set against it": 42}
        rows = (_row(books, one) for one in rivals(books))
        return [table(head, rows, "register-table")]


def _row(books: Register, one: Rival) -> Row:
    about: list[nodes.Element] = [text(strong(one.name), classes=["record-says"])]
    about += [text(one.definition, classes=["record-meta"])] if one.definition else []
    if one.aliases:
        about.append(text(f"also: {', '.join(one.aliases)}", classes=["record-meta"]))
    whose = "nobody: generic" if one.generic else "others"
    works = [text(*line, classes=["record-meta"]) for line in _contests(books, one)]
    return [*one.ids], [about, [text(whose)], [text(str(_works(books, one)))], [*works]]


def _contests(books: Register, one: Rival) -> Iterator[list[Part]]:
    """A line for each work: who was ahead in which of its findings; numbers lead to them.

    Of several baselines of a finding the best counts.
    """
    by_work: dict[str, dict[str, list[str]]] = {}
    for name in one.findings:
        won = outcome(books.findings[name])
        said = AHEAD[won.won] if won else "not told who was ahead"
        by_work.setdefault(books.paper_of[name], {}).setdefault(said, []).append(name)
    for key, outcomes in by_work.items():
        parts: list[Part] = [f"{books.short(key)}: "]
        number = 0
        for place, (said, names) in enumerate(outcomes.items()):
            links: list[Part] = []
            for name in names:
                number += 1
                links.append(record(name, str(number)))
            parts += [f"{', ' if place else ''}{said} (", *joined(links, " "), ")"]
        yield parts


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_directive("rivals", Rivals)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
