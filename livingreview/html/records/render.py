"""The text of a record's page, from what ``pages.described`` says of the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from livingreview.figures import contests
from livingreview.figures.rows import Row
from livingreview.figures.sheet import PHONE, WIDE
from livingreview.html.anchors import shortened
from livingreview.html.notes import capital
from livingreview.html.records.frame import Filled
from livingreview.metadata import Book
from livingreview.pages import described
from livingreview.pages.described.findings import WHOSE, Ref
from livingreview.pages.described.models import ModelPage
from livingreview.register.history import Claims
from livingreview.register.register import Register
from livingreview.register.words import SHAPES
from livingreview.text.typography import printed, typographic

FOLDER = Path(__file__).parent / "templates"
#: The kinds that have pages, and the folder of each.
KINDS = ("models", "benchmarks", "tasks", "claims", "papers")
LONGEST = 160  # signs of a title or description that search engines show

Link = tuple[str, str]  # words, address


@dataclass(frozen=True)
class Around:
    """What a page says that is not of the register: who cites it, where it is used and reported.

    ``listed`` is the address of the list of its kind, ``methods`` that of the rule of grades,
    ``compare`` that of the page that compares models; empty where the book has no such page.
    """

    book: Book
    address: str
    used: tuple[Link, ...]
    reports: tuple[Link, ...]
    listed: str
    chapter: Link
    methods: str
    compare: str


def ids(books: Register, kind: str) -> Iterable[str]:
    """The ids of all records of a kind."""
    if kind == "tasks":
        return [task.id for task in books.vocabulary.tasks]
    found: dict[str, Any] = getattr(books, kind)
    return [name for name in found if kind != "papers" or name in books.references]


def page(books: Register, kind: str, name: str, around: Around, older: dict[str, Claims]) -> Filled:
    """What the page of a record says."""
    it: Any = (
        _describe(kind)(books, name, older) if kind == "claims" else _describe(kind)(books, name)
    )
    title, about = _named(kind, it)
    more: dict[str, Any] = {"cite": cited(around, title), "used": around.used}
    more |= {
        "reports": around.reports,
        "listed": around.listed,
        "chapter": around.chapter,
        "methods": around.methods,
        "compare": around.compare,
    }
    if kind == "models":
        more["picture"], more["message"] = _picture(books, it)
    body = _environment().get_template(f"{kind}.html").render(it=it, **more)
    title, about = (shortened(typographic(words), LONGEST) for words in (title, about))
    return Filled(name, title, about, body)


def cited(around: Around, title: str) -> str:
    """How to cite a page of a record."""
    book = around.book
    where = f" {around.address}" if around.address else ""
    dated = f"version {book.version}, {book.date}."
    return f"{book.byline}. {title.rstrip('.')}. In: {book.full_title}, {dated}{where}"


def _describe(kind: str) -> Callable[..., Any]:
    return {
        "models": described.describe_model,
        "benchmarks": described.describe_benchmark,
        "tasks": described.describe_task,
        "claims": described.describe_claim,
        "papers": described.describe_paper,
    }[kind]


def _named(kind: str, it: Any) -> Link:
    """Title and description of a page."""
    match kind:
        case "models":
            return f"{it.name}: results and terms of the model", f"{it.name}. {it.summary}"
        case "benchmarks":
            return f"{it.name}: design and results of the benchmark", f"{it.name}. {it.summary}"
        case "tasks":
            return f"{capital(it.name)}: who leads, and how sure that is", it.definition
        case "claims":
            return it.says, f"{capital(it.words)}: {it.says} Against it: {it.counter}"
    return it.title, it.summary


# -- the picture of a model's contests -------------------------------------------------------------


def _picture(books: Register, it: ModelPage) -> tuple[Markup, str]:
    """All contests of a model that have values, as a drawing at two widths; its message."""
    rows = list(_rows(books, it))
    if len(rows) < 2:
        return Markup(), ""
    drawn = contests.lines(rows)
    alt = f"{it.name} {_message(rows)} " + "; ".join(
        f"{line.task}, {', '.join(line.papers)}: ahead in {line.ahead} of {len(line.ratios)}"
        for line in drawn
    )
    words = "rival", it.name
    sheets = (
        contests.draw(rows, size, words).svg(alt, f"sheet {size.name}") for size in (WIDE, PHONE)
    )
    return Markup("".join(sheets)), _message(rows)


def _message(rows: list[Row]) -> str:
    """In how many of its lines the model is ahead."""
    return f"is ahead in most columns in {contests.tally(contests.lines(rows))} contests."


def _rows(books: Register, it: ModelPage) -> Iterable[Row]:
    """The contests as the figure of contests has them: one row a finding."""
    for group in it.groups:
        for one in group.results:
            contest = one.contest
            pairs = [
                (column.own, column.rival)
                for column in (contest.columns if contest else ())
                if column.own > 0 and column.rival > 0
            ]
            if not contest or not pairs:
                continue
            lower = contest.better == "lower"
            ratios = [rival / own if lower else own / rival for own, rival in pairs]
            best = max(contest.columns, key=lambda c: sum(x.rival_name == c.rival_name
                                                          for x in contest.columns))  # fmt: skip
            key = books.paper_of[contest.finding]
            yield {
                "id": contest.finding, "class": it.name, "task": group.task.name,
                "held_out": group.held_out, "model": "", "baseline": best.rival_name,
                "ratios": ratios, "comparisons": len(ratios),
                "model_better": sum(ratio > 1 for ratio in ratios),
                "independent": contest.whose == "others",
                "citekey": key, "short": books.short(key),
                "_about": "", "_by": None,
            }  # fmt: skip


# -- templates ------------------------------------------------------------------------------------


def _uri(one: Ref) -> str:
    """The address of a record, as seen from a page of a record."""
    if one.kind in KINDS:
        return f"../{one.kind}/{one.id}.html"
    return f"../register/{one.kind}.html#{one.id}"


_NUMBER = re.compile(r"([−-]?[\d,]*)(?:\.(\d+))?")


def _aligned(lines: Sequence[Any]) -> list[list[Markup]]:
    """How far each value of a table is moved, as a style, so that points stand below one another.

    Widths are those of digits: no sign is added that somebody who copies a value would take along.
    """
    columns = [[_NUMBER.match(one.text) if one else None for one in column]
               for column in zip(*(line.values for line in lines), strict=True)]  # fmt: skip
    placed = []
    for column in columns:
        known = [(_room(found[1]), len(found[2] or "")) for found in column if found]
        left = max((room for room, _ in known), default=0)
        right = max((digits for _, digits in known), default=0)
        placed.append([
            Markup("margin:0 {:g}ch 0 {:g}ch").format(
                right - len(found[2] or ""), left - _room(found[1])
            ) if found else Markup()
            for found in column
        ])  # fmt: skip
    return [list(row) for row in zip(*placed, strict=True)]


def _room(whole: str) -> float:
    """How wide the digits before the point are, in digits; a comma is half as wide."""
    return len(whole) - whole.count(",") / 2


def _finding(address: str) -> str:
    return f"../register/findings.html#{address.partition('/')[0]}"


def environment(*folders: Path) -> Environment:
    """The templates in some folders, with the filters that all pages of records share."""
    made = Environment(
        loader=FileSystemLoader(folders), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        finalize=printed,
    )  # fmt: skip
    made.filters |= {
        "aligned": _aligned,
        "capital": capital,
        "whose": WHOSE.__getitem__,
    }
    made.filters["dots"] = lambda word: SHAPES[word]
    return made


@cache
def _environment() -> Environment:
    made = environment(FOLDER)
    made.filters |= {"uri": _uri, "finding_uri": _finding}
    return made
