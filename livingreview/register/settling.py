"""Fills in what records inherit, and judges each paper's file as a whole.

In: a register whose papers are as they were written. Out: the same with every source, condition
and tested model in its place, and what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from livingreview import yamlfile
from livingreview.problems import Problem
from livingreview.register import faults, makers, owed, rules, second, slots
from livingreview.register.conditions import conditions
from livingreview.register.faults import Fault
from livingreview.register.fields import Address, Part
from livingreview.register.finding import CONDITIONS, Finding
from livingreview.register.register import KINDS, AnyRecord, Register
from livingreview.register.schema import Paper


def settle(
    books: Register,
    lines: Mapping[str, yamlfile.Lines],
    absent: Collection[str],
    judge: bool = True,
) -> Iterator[Problem]:
    """Complete the papers of a register in place; yield every fault of their files.

    ``lines`` are those of each paper's file by citekey; ``absent`` are ids whose record is broken.
    With ``judge`` false, as where the vocabulary is broken, words and values are not looked at.
    """
    written = dict(books.papers)
    broken: list[str] = []
    for citekey, paper in written.items():
        file = books.file_of[citekey]
        found = list(_complete(books, paper, absent, broken))
        if not found and judge:
            found = list(_of_paper(books, paper, absent))
        for path, what, remedy in found:
            yield faults.problem(file, lines[citekey], path, what, remedy)
    for name in broken:
        books.drop(name)


def _complete(
    books: Register, paper: Paper, absent: Collection[str], broken: list[str]
) -> Iterator[Fault]:
    """Give each record of a paper what it inherits; yield what keeps that from being possible.

    ``broken`` takes up the ids of the records that stay incomplete.
    """
    complete: dict[str, list[AnyRecord]] = {}
    for kind in KINDS:
        complete[kind] = []
        for number, record in enumerate(getattr(paper, kind)):
            address = record.source.below(paper.source) if record.source else paper.source
            wrong = list(owed.of_address(address))
            parts = dict(_parts(record, address)) if address else {}
            for path, part in parts.items():
                wrong += faults.inside(path, owed.of_address(part.source))
            if isinstance(record, Finding) and record.benchmark:
                wrong += _benchmark(books, record.benchmark, absent)
            if wrong:
                yield from faults.inside((kind, number), wrong)
                broken.append(record.id)
                continue
            assert address
            update: dict[str, Any] = {"source": address, **_joined(record, parts)}
            if isinstance(record, Finding):
                update |= _inherited(books, paper, record)
            settled = record.model_copy(update=update)
            yield from faults.inside((kind, number), slots.of_read(settled))
            complete[kind].append(settled)
            if getattr(books, kind).get(record.id) is record:
                getattr(books, kind)[record.id] = settled
    books.papers[paper.citekey] = paper.model_copy(update=complete)


def _parts(record: AnyRecord, address: Address) -> Iterator[tuple[tuple[str, ...], Part]]:
    """The parts of a record that have an address of their own, by their place, made whole."""
    names = type(record).model_fields
    found: dict[tuple[str, ...], Any] = {(name,): getattr(record, name) for name in names}
    found |= {("more", name): part for name, part in getattr(record, "more", {}).items()}
    for path, part in found.items():
        if isinstance(part, Part) and part.source:
            yield path, part.model_copy(update={"source": part.source.below(address)})


def _joined(record: AnyRecord, parts: Mapping[tuple[str, ...], Part]) -> dict[str, Any]:
    """What changes in a record as some of its parts change."""
    update: dict[str, Any] = {name: part for (name, *inner), part in parts.items() if not inner}
    more = {path[1]: part for path, part in parts.items() if len(path) > 1}
    return update | ({"more": getattr(record, "more", {}) | more} if more else {})


def _benchmark(books: Register, name: str, absent: Collection[str]) -> Iterator[Fault]:
    if name not in books.benchmarks and name not in absent:
        remedy = books.nearest(name, books.benchmarks)
        yield ("benchmark",), f"{name} is none of the benchmarks", remedy


def _inherited(books: Register, paper: Paper, finding: Finding) -> dict[str, Any]:
    """The conditions of a finding, the direction of its metric and the models it tests."""
    under = conditions(books, finding)
    update = {name: getattr(under, name) for name in CONDITIONS if name in under.model_fields_set}
    update.setdefault("task", "")
    if "better" not in finding.model_fields_set and finding.kind == "result":
        metrics, _ = books.vocabulary.metrics_in(str(update.get("metric", "")))
        directions = {metric.better for metric in metrics}
        update["better"] = directions.pop() if len(directions) == 1 else "neither"
    sides = finding.sides
    named = [*sides.model, *sides.other] if sides else []
    behind = [model for name in named for model in makers.models_behind(books, paper, name)]
    update["tests"] = list(dict.fromkeys([*behind, *finding.tests]))
    return update


def _of_paper(books: Register, written: Paper, absent: Collection[str]) -> Iterator[Fault]:
    """Every fault of a complete paper; what a record inherits is blamed where it is written."""
    paper, words = books.papers[written.citekey], books.vocabulary
    if written.conditions:
        yield from faults.inside(("conditions",), rules.of_conditions(written.conditions, words))
    for number, bench in enumerate(written.benchmarks):
        yield from faults.inside(("benchmarks", number), rules.of_conditions(bench, words))
    unknown = list(_names(books, written, absent))
    yield from unknown
    yield from _makers(books, paper, absent)
    for number, finding in enumerate(paper.findings):
        yield from faults.inside(("findings", number), second.of_finding(finding))
    for path, found, remedy in rules.of_paper(paper, words):
        if unknown and path[-1] == "outcome":
            continue  # while a side names nobody, nobody can win
        if not _is_inherited(written, paper, path):
            yield path, found, remedy


def _makers(books: Register, paper: Paper, absent: Collection[str]) -> Iterator[Fault]:
    """Authors who made what they test without saying so, or who say so and say the contrary."""
    if any(name not in books.models for name in paper.makes):
        return  # first things first: the name may be the one that is missing
    for model, shared in makers.silent(books, paper.citekey):
        found = f"{' and '.join(shared)} made {model}, too, which is tested here"
        remedy = f"add {model} to makes, or to not_makers with the reason"
        yield ("makes",), found, remedy
    for model in paper.not_makers:
        if model not in books.models and model not in absent:
            remedy = books.nearest(model, books.models)
            yield ("not_makers", model), f"{model} is none of the models", remedy
        elif model in paper.makes:
            yield ("not_makers", model), f"{model} stands under makes, too", "drop one of the two"


def _is_inherited(written: Paper, paper: Paper, path: faults.At) -> bool:
    """Whether a place of a complete file is a condition that its finding does not write itself."""
    match path:
        case ("findings", int() as number, str() as name, *_) if name in CONDITIONS:
            own = written.findings[number].model_fields_set
            return name not in own and bool(getattr(paper.findings[number], name))
    return False


def _names(books: Register, paper: Paper, absent: Collection[str]) -> Iterator[Fault]:
    """What a file names that nobody holds: data sets, models, sides and parts of methods."""

    def missing(path: faults.At, names: Collection[str], kind: str) -> Iterator[Fault]:
        for name in names:
            if name not in getattr(books, kind) and name not in absent:
                remedy = books.nearest(name, getattr(books, kind))
                yield path, f"{name} is none of the {kind}", remedy

    if paper.conditions:
        yield from missing(("conditions", "data"), paper.conditions.data, "datasets")
    for name, made_of in paper.methods.items():
        known = {*books.models, *books.references, *paper.methods, *absent} - {name}
        for part in () if isinstance(made_of, str) else made_of:
            if part not in known:
                found = f"{part} is no model, no method of this file and no work of refs.bib"
                yield ("methods", name), found, books.nearest(part, known)
    for number, finding in enumerate(paper.findings):
        yield from missing(("findings", number, "data"), finding.data, "datasets")
        yield from missing(("findings", number, "tests"), finding.tests, "models")
        for side in ("model", "other") if finding.sides else ():
            for name in getattr(finding.sides, side):
                if name not in {*books.models, *paper.methods, *absent}:
                    found = f"{name} is no model and no method of this file"
                    near = books.nearest(name, [*books.models, *paper.methods])
                    remedy = f"add {name}: none, or its makers, to methods at the head"
                    if near.startswith("did"):
                        remedy = f"{near} If not, {remedy}"
                    yield ("findings", number, "sides", side), found, remedy
