"""The lists of the register: all records of a kind in order, and by what a reader chooses them.

One function each kind, pure, from the register to rows of what ``described`` says of a record. The
pages of the register, their files in Markdown and the tests read the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from livingreview.figures.scales import count
from livingreview.pages.described import (
    describe_benchmark,
    describe_claim,
    describe_dataset,
    describe_model,
    describe_paper,
)
from livingreview.pages.described.findings import ABSENT, WHOSE, Shown, shown
from livingreview.register import history
from livingreview.register.finding import Finding
from livingreview.register.grade import LEVELS
from livingreview.register.register import Register
from livingreview.register.sides import outcome
from livingreview.register.spdx import NONE, NOT_KNOWN, expression
from livingreview.register.words import called, number_text

#: Who is ahead in a finding, for a menu.
AHEAD = {
    "model": "the model",
    "other": "what it is set against",
    "level": "level",
    "mixed": "divided",
    "": "no contest",
}
_TESTED = ("by others", "by its makers alone", "by nobody")
_MADE = ("makers of a tested model", "makers of a rival", "makers of neither")
_TESTS = ("models of others", "models of its own", "no model")
_NAMED = 2  # names of a side that are told before they are counted
_FEW = 4  # values that are told one by one

Choices = dict[str, list[str]]  # for each menu, the values by which a record is chosen


@dataclass(frozen=True)
class Listed:
    """A record in a list: its id, those of which it took the place, what ``described`` says of it.

    ``brief`` is its result in few words, empty where a template says that by itself; ``choices``
    has for each menu of the list the places of its values in that menu.
    """

    id: str
    old: tuple[str, ...]
    it: Any
    choices: tuple[tuple[int, ...], ...]
    brief: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Records that stand together, under a title; a list without parts has one, without a title."""

    title: str
    rows: tuple[Listed, ...]


@dataclass(frozen=True)
class Listing:
    """All records of a kind, in order; ``menus`` gives the values of each menu, in order."""

    kind: str
    groups: tuple[Group, ...]
    menus: dict[str, tuple[str, ...]]

    @property
    def rows(self) -> Iterator[Listed]:
        """Every record, without its group."""
        return (row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class _Kind:
    """How a kind is listed: described, ordered, grouped, chosen; ``order`` is that of menus."""

    names: Callable[[Register], Iterable[str]]
    describe: Callable[[Register, str], Any]
    place: Callable[[Register, Any], Any]
    choices: Callable[[Register, Any], Choices]
    orders: Callable[[Register], dict[str, Sequence[str]]]
    group: Callable[[Register, Any], str] = lambda _, __: ""
    brief: Callable[[Register, Any], tuple[str, ...]] = lambda _, __: ()


def listing(books: Register, kind: str, older: dict[str, history.Claims] | None = None) -> Listing:
    """All records of a kind of ``KINDS``; ``older`` are the claims of frozen versions."""
    how = KINDS[kind]
    made = [
        describe_claim(books, name, older) if kind == "claims" else how.describe(books, name)
        for name in how.names(books)
    ]
    made.sort(key=lambda it: how.place(books, it))
    chosen = [how.choices(books, it) for it in made]
    menus = _menus(chosen, how.orders(books))
    groups: dict[str, list[Listed]] = {}
    for it, choices in zip(made, chosen, strict=True):
        places = tuple(
            tuple(menus[title].index(value) for value in choices[title]) for title in menus
        )
        row = Listed(it.id, tuple(books.old_ids(it.id)), it, places, how.brief(books, it))
        groups.setdefault(how.group(books, it), []).append(row)
    told = tuple(Group(title, tuple(rows)) for title, rows in groups.items())
    return Listing(kind, told, menus)


def _menus(chosen: list[Choices], orders: dict[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The values of each menu that some record has; a menu with one value chooses nothing."""
    titles = dict.fromkeys(title for choices in chosen for title in choices)
    made = {}
    for title in titles:
        known = {value for choices in chosen for value in choices[title]}
        order = {value: place for place, value in enumerate(orders.get(title, ()))}
        ranked = sorted(known, key=lambda v: (order.get(v, len(order)), v in ABSENT, v.casefold()))
        if len(ranked) > 1:
            made[title] = tuple(ranked)
    return made


def _classes(books: Register) -> dict[str, str]:
    return {word.id: word.name for word in books.vocabulary.classes}


def _class(books: Register, it: Any) -> str:
    return str(_classes(books).get(it.class_, it.class_))


def _at(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def _years(names: Iterable[str]) -> list[str]:
    """The newest first, and what is no year last."""
    return sorted(names, key=lambda name: (name.isdigit(), name), reverse=True)


# -- models ---------------------------------------------------------------------------------------


def _model_place(books: Register, it: Any) -> tuple[int, int, str]:
    return _at(books.vocabulary.class_ids, it.class_), it.year, it.name.casefold()


def _model_choices(books: Register, it: Any) -> Choices:
    weights = it.terms[1]
    by = _TESTED[0] if it.tested_by_others else _TESTED[1] if it.tested_by_makers else _TESTED[2]
    return {
        "Class": [_class(books, it)],
        "Year": [str(it.year)],
        "Tested": [by],
        "Weights": _licenses(weights.license or weights.where),
    }


def _licenses(words: str) -> list[str]:
    """Licenses by their SPDX identifiers; terms of an owner's own are together."""
    other = {NOT_KNOWN: "unknown", NONE: "none to be had"}
    parts = (other.get(one, one) for one in expression(words).split(" AND "))
    return list(dict.fromkeys("its own terms" if one.startswith("LicenseRef") else one
                              for one in parts))  # fmt: skip


def _model_orders(books: Register) -> dict[str, Sequence[str]]:
    years = _years({str(one.year) for one in books.models.values()})
    return {"Class": list(_classes(books).values()), "Year": years, "Tested": _TESTED}


# -- findings -------------------------------------------------------------------------------------


def _classes_of(books: Register, it: Shown) -> list[str]:
    """The classes of the models that a finding is about; else those that are asked its task."""
    found = {books.models[one.id].class_ for one in it.models}
    if not found:
        asked = {one.id for one in it.tasks}
        found = {name for task in books.vocabulary.tasks if task.id in asked
                 for name in task.classes}  # fmt: skip
    return [name for each, name in _classes(books).items() if each in found]


def _finding_place(books: Register, it: Shown) -> tuple[int, int, int, str, str]:
    words = books.vocabulary
    classes, tasks, units = (
        [one.name for one in listed] for listed in (words.classes, words.tasks, words.units)
    )
    return (
        min((classes.index(one) for one in _classes_of(books, it)), default=len(classes)),
        min((_at(tasks, one.name) for one in it.tasks), default=len(tasks)),
        _at(units, it.held_out.split("; ")[0]),
        it.source.work.name.casefold(),
        it.id,
    )


def _ahead(books: Register, it: Shown) -> str:
    found = outcome(books.findings[it.id]) if it.trusted else None
    return found.won if found else ""


def _finding_choices(books: Register, it: Shown) -> Choices:
    return {
        "Class": _classes_of(books, it) or ["none"],
        "Task": [one.name for one in it.tasks] or ["other"],
        "Held out": [each for each in it.held_out.split("; ") if each and each not in ABSENT]
        or ["not told"],
        "Ahead": [AHEAD[_ahead(books, it)]],
        "Tested": [WHOSE[it.whose] or "no model tested"],
        "Review": [it.review],
    }


def _finding_orders(books: Register) -> dict[str, Sequence[str]]:
    words = books.vocabulary
    return {
        "Class": list(_classes(books).values()),
        "Held out": [one.name for one in words.units],
        "Ahead": list(AHEAD.values()),
        "Tested": list(WHOSE.values()),
    }


def _finding_group(books: Register, it: Shown) -> str:
    found = _classes_of(books, it)
    return found[0] if found else "Of no class of models"


def _finding_brief(books: Register, it: Shown) -> tuple[str, ...]:
    """Its values, or how many and in which range, and who is ahead."""
    if not it.trusted:
        return ("from an account that supports nothing: no value is shown",)
    said = _values(books, books.findings[it.id], it)
    won = _ahead(books, it)
    if won in ("model", "other"):
        said.append(f"ahead: {_side(books, books.findings[it.id], won)}")
    elif won:
        said.append("level" if won == "level" else "divided: each side is ahead somewhere")
    return tuple(said)


def _values(books: Register, finding: Finding, it: Shown) -> list[str]:
    table = finding.table
    if table is None:
        told = [f"{what} {value.text}{value.beside}".strip()
                for what, value in it.values if what != "n"]  # fmt: skip
        return told or ["told in words"]
    cells = [
        " ".join(filter(None, (row.name, column if len(it.columns) > 1 else "", value.text)))
        + value.beside
        for row in it.rows
        for column, value in zip(it.columns, row.values, strict=True)
        if value
    ]
    unit = f" {it.unit}" if it.unit and it.unit != "%" else ""
    if len(cells) <= _FEW:
        return [cell + unit for cell in cells]
    numbers = [x for cells in table.rows.values() for cell in cells if cell is not None
               for x in (cell if isinstance(cell, tuple) else (cell,))]  # fmt: skip
    sign = "%" if it.unit == "%" else unit
    span = f": {number_text(min(numbers))} to {number_text(max(numbers))}{sign}"
    return [f"{count(len(cells), 'value')}{'' if table.units else span}"]


def _side(books: Register, finding: Finding, won: str) -> str:
    """The side that is ahead: its names, or how many they are, of which the best counts."""
    sides = finding.sides
    named = (sides.model if won == "model" else sides.other) if sides else []
    if not named:
        return AHEAD[won]
    if len(named) <= _NAMED:
        return " and ".join(called(books, name) for name in named)
    return f"the best of {len(named)} {'models' if won == 'model' else 'others'}"


# -- claims ---------------------------------------------------------------------------------------


def _claim_place(books: Register, it: Any) -> int:
    return list(books.claims).index(it.id)


def _claim_choices(books: Register, it: Any) -> Choices:
    return {
        "Certainty": [it.certainty or "principle"],
        "Says": [it.verdict or "has no place on the map"],
        "Held out": [it.held_out or "not told"],
        "Disputed": ["by a finding" if it.disputes else "by none"],
    }


def _claim_orders(books: Register) -> dict[str, Sequence[str]]:
    return {
        "Certainty": list(reversed(LEVELS)),
        "Says": ("holds", "stops"),
        "Held out": [one.name for one in books.vocabulary.units],
    }


# -- benchmarks -----------------------------------------------------------------------------------


def _benchmark_place(books: Register, it: Any) -> tuple[int, str]:
    return _at(books.vocabulary.class_ids, it.class_), it.name.casefold()


def _benchmark_choices(books: Register, it: Any) -> Choices:
    return {
        "Class": [_class(books, it)],
        "Task": [one.name for one in it.tasks] or ["other"],
        "Held out": list(it.held_out) or ["not told"],
        "Made by": [_MADE[0 if it.made_models else 1 if it.made_rivals else 2]],
        "Results": [it.verdict],
    }


def _benchmark_orders(books: Register) -> dict[str, Sequence[str]]:
    return {
        "Class": list(_classes(books).values()),
        "Held out": [one.name for one in books.vocabulary.units],
        "Made by": _MADE,
    }


# -- data sets ------------------------------------------------------------------------------------


def _dataset_place(_: Register, it: Any) -> tuple[bool, str, str]:
    return it.year in ABSENT, it.year, it.name.casefold()


def _dataset_choices(books: Register, it: Any) -> Choices:
    kind = it.facts["perturbation_type"].text
    license_ = it.facts["license"].text
    return {
        "Year": [it.year],
        "Shares samples": [called(books, it.family) if it.family else "with no other set"],
        "Perturbed": ["no"] if kind == "not applicable" else ["unknown" if kind in ABSENT
                                                              else "yes"],
        "License": ["unknown" if license_ == "unknown" else "known"],
        "Findings": ["on it" if it.findings else "none on it"],
    }  # fmt: skip


def _dataset_orders(books: Register) -> dict[str, Sequence[str]]:
    return {"Year": _years({str(one.year) for one in books.datasets.values()} - set(ABSENT))}


# -- papers ---------------------------------------------------------------------------------------


def _papers(books: Register) -> list[str]:
    return [name for name in books.papers if name in books.references]


def _paper_choices(books: Register, it: Any) -> Choices:
    own = {one.id for one in it.makes}
    tests = [
        words
        for words, is_so in zip(
            _TESTS,
            (
                any(one.id not in own for one in it.tests),
                any(one.id in own for one in it.tests),
                not it.tests,
            ),
            strict=True,
        )
        if is_so
    ]
    return {
        "Review": [it.review],
        "Year": [it.year],
        "Tests": tests,
        "Makes": ["a model" if it.makes else "no model"],
        "Interests": ["unknown" if it.interests.startswith("unknown")
                      else "none declared" if it.interests.startswith("none declared")
                      else "told or to be seen from its authors"],
    }  # fmt: skip


def _paper_orders(books: Register) -> dict[str, Sequence[str]]:
    years = {one.fields.get("year", "n.d.") for one in books.references.values()}
    return {"Review": ("peer-reviewed", "preprint"), "Year": _years(years), "Tests": _TESTS}


KINDS: dict[str, _Kind] = {
    "models": _Kind(
        lambda books: books.models, describe_model, _model_place, _model_choices, _model_orders,
        _class,
    ),
    "findings": _Kind(
        lambda books: books.findings, shown, _finding_place, _finding_choices, _finding_orders,
        _finding_group, _finding_brief,
    ),
    "claims": _Kind(
        lambda books: books.claims, describe_claim, _claim_place, _claim_choices, _claim_orders,
        lambda _, it: str(it.chapter),
    ),
    "benchmarks": _Kind(
        lambda books: books.benchmarks, describe_benchmark, _benchmark_place, _benchmark_choices,
        _benchmark_orders, _class,
    ),
    "datasets": _Kind(
        lambda books: books.datasets, describe_dataset, _dataset_place, _dataset_choices,
        _dataset_orders,
    ),
    "papers": _Kind(
        _papers, describe_paper, lambda _, it: it.id, _paper_choices, _paper_orders,
    ),
}  # fmt: skip
