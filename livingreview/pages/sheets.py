"""The register as plain tables with keys: what a row is, and what each column holds.

A sheet has one row a record or one a value, and names by its id what stands in another sheet. The
Data Package (``package``) describes them; a spreadsheet, R or a database can join them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from livingreview.references.latex import plain
from livingreview.register import makers, votes
from livingreview.register.claim import RELATIONS
from livingreview.register.conditions import conditions
from livingreview.register.fields import Quantity
from livingreview.register.finding import Finding
from livingreview.register.register import Register, UnprintableError
from livingreview.register.schema import Kept, Place
from livingreview.register.sides import outcome
from livingreview.register.spdx import expression

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column: its type in Table Schema, what it holds, and whether every row must have it."""

    type: str
    says: str
    required: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table: its key, its columns, what each refers to (sheet and column), and its rows."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    rows: Callable[[Register], Iterator[Row]]
    refers: dict[str, tuple[str, str]] = field(default_factory=dict)


def _text(says: str, required: bool = False) -> Column:
    return Column("string", says, required)


def _license(kept: Kept, name: str) -> Row:
    """Where code or weights are, the license as it was seen, and its SPDX expression."""
    if not isinstance(kept, Place):
        return {name: kept, f"{name}_license": "", f"{name}_spdx": expression(kept)}
    words = kept.license
    return {name: kept.where, f"{name}_license": words, f"{name}_spdx": expression(words)}


def _number(quantity: Quantity | None) -> Any:
    value = quantity.value if quantity else None
    return value if isinstance(value, (int, float)) else None


def _papers(books: Register) -> Iterator[Row]:
    for key, paper in books.papers.items():
        fields = books.references[key].fields
        yield {
            "citekey": key, "title": plain(fields["title"]), "year": fields.get("year"),
            "doi": fields.get("doi"), "review": paper.review, "posted": paper.posted,
            "published": paper.published, "interests": paper.interests.says,
        }  # fmt: skip


def _models(books: Register) -> Iterator[Row]:
    for name, one in books.models.items():
        yield {
            "id": name, "name": one.name, "aliases": "; ".join(one.aliases), "class": one.class_,
            "year": one.year, "parameters": _number(one.parameters),
            "input_length": _number(one.input_length), "input_unit": one.input_length.unit,
            **_license(one.code, "code"), **_license(one.weights, "weights"),
            "citekey": books.paper_of[name],
        }  # fmt: skip


def _datasets(books: Register) -> Iterator[Row]:
    for name, one in books.datasets.items():
        words = str(one.license.value)
        yield {
            "id": name, "name": one.name, "family": one.family or name,
            "modality": str(one.modality.value), "license": words, "spdx": expression(words),
            "citekey": books.paper_of[name],
        }  # fmt: skip


def _benchmarks(books: Register) -> Iterator[Row]:
    for name, one in books.benchmarks.items():
        yield {
            "id": name, "name": one.name, "class": one.class_, "task": one.task,
            "metric": one.metric, **_license(one.code, "code"), "citekey": books.paper_of[name],
        }  # fmt: skip


def _tasks(books: Register) -> Iterator[Row]:
    for task in books.vocabulary.tasks:
        yield {
            "id": task.id, "name": task.name, "aliases": "; ".join(task.aliases),
            "classes": "; ".join(task.classes), "definition": task.definition,
        }  # fmt: skip


def _claims(books: Register) -> Iterator[Row]:
    for name, claim in books.claims.items():
        cell = claim.cell
        yield {
            "id": name, "chapter": books.chapter_of[name], "says": claim.says, "kind": claim.kind,
            "certainty": votes.grade(books, name).certainty or "not graded",
            "class": cell and cell.class_, "held_out": cell and cell.held_out,
            "contrast": cell and cell.contrast, "verdict": cell and cell.says,
            "counter": claim.counter, "reviewed": claim.reviewed.isoformat(),
        }  # fmt: skip


def _links(books: Register) -> Iterator[Row]:
    for name, claim in books.claims.items():
        for relation in RELATIONS:
            for place, link in enumerate(getattr(claim, relation), 1):
                yield {
                    "claim": name, "relation": relation, "place": place, "finding": link.finding,
                    "part": link.part, "bears": link.bears, "because": link.because,
                }  # fmt: skip


def _findings(books: Register) -> Iterator[Row]:
    for name, one in books.findings.items():
        won = outcome(one)
        yield {
            "id": name, "kind": one.kind, "says": one.says, "review": books.review(name),
            "independent": books.independent(name), "benchmark": one.benchmark,
            "won": won.won if won else None,
            "gain": makers.gain(books, one) if one.sides else None,
            "citekey": books.paper_of[name],
        }  # fmt: skip


def _named(kind: str, name: str, names: Callable[[Finding], list[str]]) -> Callable[..., Any]:
    """Rows of a finding and a record of a kind that it names."""

    def rows(books: Register) -> Iterator[Row]:
        for finding in books.findings.values():
            for one in dict.fromkeys(names(finding)):
                if one in getattr(books, kind):
                    yield {"finding": finding.id, name: one}

    return rows


def _tasks_of(books: Register) -> Iterator[Row]:
    for finding in books.findings.values():
        for name in dict.fromkeys(task.id for task in books.vocabulary.tasks_in(finding.task)):
            yield {"finding": finding.id, "task": name}


def _values(books: Register) -> Iterator[Row]:
    """Every value that may be printed, with all the conditions that it holds under."""
    for finding in books.findings.values():
        for address, row, column, beside in _addresses(finding):
            try:
                cell = books.cell(address)
            except UnprintableError:
                break
            except LookupError:
                continue  # a cell without value
            ends = cell.value if isinstance(cell.value, tuple) else (cell.value, None)
            yield {
                "address": address, "finding": finding.id, "row": row, "column": column,
                "value": ends[0], "until": ends[1], "unit": cell.unit, **beside,
                **_conditions(books, finding), "better": finding.better, "chosen": finding.chosen,
                "how": cell.checked.how, "seen": cell.checked.date.isoformat(), "at": cell.at,
                "citekey": cell.citekey,
            }  # fmt: skip


def _addresses(finding: Finding) -> Iterator[tuple[str, str, str, Row]]:
    """Address, row, column and what stands beside it, of each value of a finding."""
    table = finding.table
    if table:
        for row in table.rows:
            for place, column in enumerate(table.columns):
                grids = {name: getattr(table, name) for name in ("low", "high", "se", "n")}
                beside = {name: grid[row][place] for name, grid in grids.items() if grid}
                yield f"{finding.id}/{row}/{column}", row, column, beside
    else:
        low, high = finding.interval or (None, None)
        yield finding.id, "", "", {"low": low, "high": high, "n": _number(finding.n)}
    for part in ("compared", "ceiling"):
        yield f"{finding.id}/{part}", part, "", {}


CONDITIONS = (
    "task", "metric", "data", "split", "held_out", "contrast", "rule", "filter", "statistic",
    "copied_from",
)  # fmt: skip


def _conditions(books: Register, finding: Finding) -> Row:
    under = conditions(books, finding)
    row = {name: getattr(under, name, None) for name in CONDITIONS}
    return row | {"data": " ".join(under.data or ())}


_CITEKEY = _text("the work whose file holds it", True)
_SPDX = "as an SPDX expression; NOASSERTION: not seen"
SHEETS = (
    Sheet("papers", "Works", ("citekey",), {
        "citekey": _text("the key of the work in the bibliography", True),
        "title": _text("its title", True), "year": Column("string", "year, as the entry has it"),
        "doi": _text("its DOI"), "review": _text("peer-reviewed, preprint, company or note", True),
        "posted": _text("day, month or year of the first preprint"),
        "published": _text("day, month or year of the version of record"),
        "interests": _text("competing interests, as seen"),
    }, _papers),
    Sheet("models", "Models", ("id",), {
        "id": _text("permanent id", True), "name": _text("its name", True),
        "aliases": _text("further names"), "class": _text("class of models", True),
        "year": Column("integer", "the year it came out", True),
        "parameters": Column("number", "parameters, where one number is known"),
        "input_length": Column("number", "length of its input, where one number is known"),
        "input_unit": _text("unit of that length"),
        "code": _text("where its code is"), "code_license": _text("license of the code, as seen"),
        "code_spdx": _text(f"license of the code {_SPDX}", True),
        "weights": _text("where its weights are"),
        "weights_license": _text("license of the weights, as seen"),
        "weights_spdx": _text(f"license of the weights {_SPDX}", True), "citekey": _CITEKEY,
    }, _models, {"citekey": ("papers", "citekey")}),
    Sheet("datasets", "Data sets", ("id",), {
        "id": _text("permanent id", True), "name": _text("its name", True),
        "family": _text("sets of one family share samples", True),
        "modality": _text("what was measured"), "license": _text("its license, as seen"),
        "spdx": _text(f"its license {_SPDX}", True), "citekey": _CITEKEY,
    }, _datasets, {"citekey": ("papers", "citekey")}),
    Sheet("benchmarks", "Benchmarks", ("id",), {
        "id": _text("permanent id", True), "name": _text("its name", True),
        "class": _text("class of models", True), "task": _text("tasks, joined by ;", True),
        "metric": _text("its metrics", True), "code": _text("where its code is"),
        "code_license": _text("license of the code, as seen"),
        "code_spdx": _text(f"license of the code {_SPDX}", True), "citekey": _CITEKEY,
    }, _benchmarks, {"citekey": ("papers", "citekey")}),
    Sheet("tasks", "Tasks", ("id",), {
        "id": _text("permanent id", True), "name": _text("its name", True),
        "aliases": _text("further names"), "classes": _text("classes of models; empty: any"),
        "definition": _text("what it means", True),
    }, _tasks),
    Sheet("claims", "Claims", ("id",), {
        "id": _text("permanent id", True), "chapter": _text("chapter", True),
        "says": _text("the claim", True), "kind": _text("what kind of proposition it is", True),
        "certainty": _text("computed grade: very low, low, moderate, high or not graded", True),
        "class": _text("place on the map: class"), "held_out": _text("unit held out"),
        "contrast": _text("what is told apart"), "verdict": _text("holds or stops"),
        "counter": _text("what speaks against it", True),
        "reviewed": Column("date", "the day it was last reviewed", True),
    }, _claims),
    Sheet("findings", "Findings", ("id",), {
        "id": _text("permanent id", True),
        "kind": _text("result, reported, description or statement", True),
        "says": _text("what was measured", True),
        "review": _text("peer-reviewed, preprint, company or note", True),
        "independent": Column("boolean", "none of its authors made a model it tests", True),
        "benchmark": _text("its benchmark"),
        "won": _text("who is ahead: model, other, level or mixed"),
        "gain": _text("whether its authors gain by it"), "citekey": _CITEKEY,
    }, _findings, {"citekey": ("papers", "citekey"), "benchmark": ("benchmarks", "id")}),
    Sheet("links", "What each claim rests on", ("claim", "relation", "place"), {
        "claim": _text("a claim", True), "relation": _text("supports, disputes or qualifies", True),
        "place": Column("integer", "its place in the list of the claim", True),
        "finding": _text("a finding", True), "part": _text("part of a compound claim"),
        "bears": _text("full, part, indirect or none", True), "because": _text("why"),
    }, _links, {"claim": ("claims", "id"), "finding": ("findings", "id")}),
    Sheet("finding-models", "Which models a finding tests", ("finding", "model"), {
        "finding": _text("a finding", True), "model": _text("a model", True),
    }, _named("models", "model", lambda one: one.tests),
        {"finding": ("findings", "id"), "model": ("models", "id")}),
    Sheet("finding-data", "On which data a finding rests", ("finding", "dataset"), {
        "finding": _text("a finding", True), "dataset": _text("a data set", True),
    }, _named("datasets", "dataset", lambda one: one.data),
        {"finding": ("findings", "id"), "dataset": ("datasets", "id")}),
    Sheet("finding-tasks", "Of which tasks a finding is", ("finding", "task"), {
        "finding": _text("a finding", True), "task": _text("a task", True),
    }, _tasks_of, {"finding": ("findings", "id"), "task": ("tasks", "id")}),
    Sheet("values", "All values with their conditions", ("address",), {
        "address": _text("the address of the value, finding/row/column", True),
        "finding": _text("its finding", True), "row": _text("row, or compared, or ceiling"),
        "column": _text("column"), "value": Column("number", "the value", True),
        "until": Column("number", "the upper end, where the value is a range"),
        "unit": _text("its unit"),
        "low": Column("number", "lower end of its interval"),
        "high": Column("number", "upper end of its interval"),
        "se": Column("number", "its standard error"),
        "n": Column("number", "the number of cases"),
        "task": _text("tasks, joined by ;"), "metric": _text("metric"),
        "data": _text("ids of data sets, joined by blanks"), "split": _text("split"),
        "held_out": _text("what was held out of training"),
        "contrast": _text("what the score tells apart"),
        "rule": _text("how a model was made to answer"), "filter": _text("which cases alone"),
        "statistic": _text("kind of statistic"),
        "copied_from": _text("the work that its authors took it from"),
        "better": _text("higher, lower or neither", True),
        "chosen": _text("of how many it is the best, or the first"),
        "how": _text("how it was seen: primary, data, computed or secondary", True),
        "seen": Column("date", "the day it was seen", True), "at": _text("its place in the source"),
        "citekey": _text("the work it stands in", True),
    }, _values, {"finding": ("findings", "id"), "citekey": ("papers", "citekey")}),
)  # fmt: skip
