"""Loads ``evidence/``, joins it into one register and checks it as a whole.

Data flows one way: papers hold findings, claims rest on findings, chapters print them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from livingreview import schema, yamlfile
from livingreview.problems import Problem
from livingreview.references import Reference
from livingreview.schema import (
    Benchmark,
    Check,
    Claim,
    Compared,
    DataSet,
    Excluded,
    Finding,
    Model,
    Paper,
    Quantity,
)

KINDS = ("findings", "models", "benchmarks", "datasets")
AnyRecord = Finding | Model | Benchmark | DataSet
Place = tuple[Path, int]


@dataclass(frozen=True)
class Cell:
    """One printable value: what it is, where it is written, how it was checked."""

    value: float | tuple[float, float]
    unit: str | None
    says: str
    kind: str
    record: str
    citekey: str
    at: str
    checked: Check


@dataclass
class Register:
    """Everything in ``evidence/``, joined.

    ``papers`` by citekey; ``claims``, ``findings``, ``models``, ``benchmarks`` and ``datasets`` by
    id; ``paper_of`` says in which paper's file a record stands, ``chapter_of`` to which chapter a
    claim belongs; ``place`` gives file and line of each id; ``retired`` maps an old id to its new;
    ``excluded`` lists the works left out.
    """

    papers: dict[str, Paper] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    benchmarks: dict[str, Benchmark] = field(default_factory=dict)
    datasets: dict[str, DataSet] = field(default_factory=dict)
    paper_of: dict[str, str] = field(default_factory=dict)
    chapter_of: dict[str, str] = field(default_factory=dict)
    place: dict[str, Place] = field(default_factory=dict)
    retired: dict[str, str] = field(default_factory=dict)
    excluded: list[Excluded] = field(default_factory=list)
    references: Mapping[str, Reference] = field(default_factory=dict)

    def independent(self, finding: str) -> bool:
        """Whether the authors of a finding's paper made none of the models it tests."""
        paper = self.papers[self.paper_of[finding]]
        return not set(paper.makes) & set(self.findings[finding].tests)

    def review(self, finding: str) -> schema.Review:
        """The review status of a finding: its own where it differs, else its paper's."""
        return self.findings[finding].review or self.papers[self.paper_of[finding]].review

    def kind_of(self, record: str) -> str | None:
        """``findings``, ``models``, ``benchmarks``, ``datasets`` or ``claims``; None if unknown."""
        for kind in (*KINDS, "claims"):
            if record in getattr(self, kind):
                return kind
        return None

    def nearest(self, name: str, among: Iterable[str]) -> str:
        """The remedy for a name that does not exist: the nearest one that does."""
        if name in self.retired:
            return f"it was renamed: write {self.retired[name]}"
        close = difflib.get_close_matches(name, list(among), 1)
        return f"did you mean {close[0]}?" if close else "add the record or mend the name"

    def cell(self, target: str) -> Cell:
        """The value at an address such as ``enformer-cage-tss`` or ``bend-table3/dnabert/cpg``.

        Raises ``LookupError`` whose text says what is wrong and what to do.
        """
        name, _, path = target.partition("/")
        kind = self.kind_of(name)
        if kind is None or kind == "claims":
            every = [record for k in KINDS for record in getattr(self, k)]
            raise LookupError(f"no record has the id {name!r}; {self.nearest(name, every)}")
        record: AnyRecord = getattr(self, kind)[name]
        if isinstance(record, Finding):
            found = _finding_cell(record, path)
        else:
            found = _entry_cell(record, path)
        value, unit, source = found
        return Cell(
            value=value,
            unit=unit,
            says=record.says if isinstance(record, Finding) else f"{record.name}: {_words(path)}",
            kind=kind,
            record=name,
            citekey=(source.from_ if source else None) or record.from_ or self.paper_of[name],
            at=(source.at if source else None) or record.at,
            checked=(source.checked if source else None) or record.checked,
        )


Found = tuple[float | tuple[float, float], str | None, schema.Source | None]


def _words(path: str) -> str:
    return path.removeprefix("more/").replace("_", " ").replace("/", ", ")


def _finding_cell(finding: Finding, path: str) -> Found:
    if finding.table and path not in ("compared", "ceiling", "n"):
        return _table_cell(finding, path)
    source: schema.Source | None = None
    value: float | tuple[float, float] | str | None = None
    unit = finding.unit
    if path == "":
        value = finding.value
    elif path in ("compared", "ceiling"):
        part = finding.compared_with if path == "compared" else finding.ceiling
        value, source = (part.value, part) if part else (None, None)
    elif path in ("low", "high") and finding.interval:
        value = finding.interval[path == "high"]
    elif path == "n" and finding.n:
        value, unit, source = finding.n.value, finding.n.unit, finding.n
    if value is None or isinstance(value, str):
        has = [
            name
            for name, there in (
                ("its value (no path)", finding.value is not None),
                ("compared", finding.compared_with),
                ("ceiling", finding.ceiling),
                ("low, high", finding.interval),
                ("n", finding.n),
            )
            if there
        ]
        what = f"no value at /{path}" if path else "no value"
        raise LookupError(f"{finding.id} has {what}; it has: {', '.join(has) or 'no number'}")
    return value, unit, source


def _table_cell(finding: Finding, path: str) -> Found:
    assert finding.table
    row, _, column = path.partition("/")
    columns = finding.table.columns
    if row not in finding.table.rows:
        close = difflib.get_close_matches(row, finding.table.rows, 1)
        hint = f"did you mean {close[0]}?" if close else "rows: " + ", ".join(finding.table.rows)
        raise LookupError(f"{finding.id} has no row {row!r}; {hint}")
    if not column and len(columns) == 1:
        column = columns[0]
    if column not in columns:
        raise LookupError(f"{finding.id} has no column {column!r}; columns: {', '.join(columns)}")
    value = finding.table.rows[row][columns.index(column)]
    if value is None:
        raise LookupError(f"{finding.id} has no value at {row}/{column}; take another cell")
    unit = finding.table.units[columns.index(column)] if finding.table.units else finding.unit
    return value, unit, None


def _entry_cell(entry: Model | Benchmark | DataSet, path: str) -> Found:
    values = {
        name: value
        for name in type(entry).model_fields
        if isinstance(value := getattr(entry, name), Quantity)
    }
    values |= entry.more
    if isinstance(entry, Model):
        values["year"] = Quantity(value=entry.year)
    quantity = values.get(path.removeprefix("more/"))
    if quantity is None or isinstance(quantity.value, str):
        numbers = [name for name, q in values.items() if not isinstance(q.value, str)]
        raise LookupError(
            f"{entry.id} has no number at /{path}; numbers: {', '.join(numbers) or 'none'}"
        )
    return quantity.value, quantity.unit, quantity


# -- loading --------------------------------------------------------------------------------------


def _line(lines: yamlfile.Lines, path: tuple[str | int, ...]) -> int:
    """The line of the deepest part of the path that is written in the file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _validation_problems(
    file: Path, error: ValidationError, lines: yamlfile.Lines, model: type[BaseModel]
) -> Iterator[Problem]:
    seen: set[tuple[str | int, ...]] = set()
    for fault in error.errors():
        path: list[str | int] = []
        for part in fault["loc"]:
            if (*path, part) in lines or fault["type"] == "missing":
                path.append(part)
        spot = tuple(path)
        if spot in seen:  # one line a place: alternatives of a union repeat themselves
            continue
        seen.add(spot)
        name = ".".join(map(str, path))
        if fault["type"] == "extra_forbidden":
            known = _keys_at(model, spot[:-1])
            close = difflib.get_close_matches(str(spot[-1]), known, 1)
            found = "this key is not known"
            remedy = f"did you mean {close[0]}?" if close else "known keys: " + ", ".join(known)
        elif fault["type"] == "missing":
            found, remedy = "the field is missing", "add it (unknown, if it was not seen)"
        elif fault["type"] == "value_error":
            found = f"{_short(fault['input'])} is wrong"
            remedy = str(fault["ctx"]["error"])
            head, sep, rest = remedy.partition(": ")
            if sep and head.isidentifier() and (*spot, head) in lines:
                spot, name, remedy = (*spot, head), f"{name}.{head}".lstrip("."), rest
                found = "this does not hold"
        else:
            found = f"{_short(fault['input'])} stands here"
            remedy = "expected: " + fault["msg"][:1].lower() + fault["msg"][1:]
        yield Problem(file, _line(lines, spot), name, found, remedy)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else "a record" if isinstance(value, dict) else text[:57] + "..."


def _keys_at(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The keys that a record at this path may have."""
    current: Any = model
    for part in path:
        if isinstance(part, str):
            for name, info in current.model_fields.items():
                if part in (name, info.alias):
                    found = _model_inside(info.annotation)
                    current = found or current
    return [info.alias or name for name, info in current.model_fields.items()]


def _model_inside(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if found := _model_inside(part):
            return found
    return None


def load(
    folder: Path, references: Mapping[str, Reference], chapters: Iterable[str]
) -> tuple[Register, list[Problem]]:
    """Load a register and check it as a whole.

    ``folder`` holds ``papers/*.yaml`` and ``claims/*.yaml``; ``references`` are the entries of
    ``refs.bib`` by citekey; ``chapters`` are the names a claims file may have. Returns the
    register (of the sound records) and every fault found, sorted by place.
    """
    register = Register(references=references)
    problems: list[Problem] = []
    for file in sorted((folder / "papers").glob("*.yaml")):
        problems += _load_paper(register, file)
    known_chapters = list(chapters)
    for file in sorted((folder / "claims").glob("*.yaml")):
        problems += _load_claims(register, file, known_chapters)
    if (file := folder / "excluded.yaml").exists():
        entries, faults = _read_list(file, Excluded)
        register.excluded = [entry for entry, _ in entries]
        problems += faults
    problems += _load_retired(register, folder / "retired.yaml")
    problems += _load_published(register, folder / "published-ids.txt")
    if not problems:  # a record left out would make others dangle: say first things first
        problems += _dangling(register)
    return register, sorted(problems)


def _load_paper(register: Register, file: Path) -> Iterator[Problem]:
    data, lines, problems = yamlfile.read(file)
    yield from problems
    if data is None or problems:
        return
    if not isinstance(data, dict):
        yield Problem(file, 1, "", "this is not one paper's record", "start with citekey: ...")
        return
    try:
        paper = Paper.model_validate(data)
    except ValidationError as error:
        yield from _validation_problems(file, error, lines, Paper)
        return
    if paper.citekey != file.stem:
        remedy = f"name the file {paper.citekey}.yaml or mend the citekey"
        found = f"the file of {paper.citekey} is called {file.name}"
        yield Problem(file, lines["citekey",], "citekey", found, remedy)
        return
    if paper.citekey not in register.references:
        remedy = register.nearest(paper.citekey, register.references) + " (keys are in refs.bib)"
        found = f"{paper.citekey} is not in refs.bib"
        yield Problem(file, lines["citekey",], "citekey", found, remedy)
    if paper.review == "peer-reviewed" and paper.published == "not applicable":
        found = "a peer-reviewed work has a version of record"
        yield Problem(file, lines["published",], "published", found, "write its date or unknown")
    if paper.review == "preprint" and paper.published != "not applicable":
        found = f"a preprint has no version of record, but {paper.published} stands here"
        remedy = "write not applicable, or review: peer-reviewed"
        yield Problem(file, lines["published",], "published", found, remedy)
    register.papers[paper.citekey] = paper
    for kind in KINDS:
        for number, record in enumerate(getattr(paper, kind)):
            line = lines[kind, number, "id"]
            yield from _add(register, kind, record, file, line)
            register.paper_of.setdefault(record.id, paper.citekey)


def _add(
    register: Register, kind: str, record: AnyRecord | Claim, file: Path, line: int
) -> Iterator[Problem]:
    if record.id in register.place:
        other, at = register.place[record.id]
        found = f"the id {record.id} stands already at {other.name}:{at}"
        yield Problem(file, line, "id", found, "choose another id")
        return
    register.place[record.id] = (file, line)
    getattr(register, kind)[record.id] = record


Listed = TypeVar("Listed", bound=BaseModel)


def _read_list(file: Path, model: type[Listed]) -> tuple[list[tuple[Listed, int]], list[Problem]]:
    """A file that is a list of records of one kind: each with its first line, and the faults."""
    data, lines, problems = yamlfile.read(file)
    if data is None or problems:
        return [], problems
    if not isinstance(data, list):
        found = f"this is not a list of {model.__name__.lower()} records"
        return [], [Problem(file, 1, "", found, "start each record with a hyphen")]
    entries = []
    for number, entry in enumerate(data):
        inside = {path[1:]: line for path, line in lines.items() if path[:1] == (number,)}
        try:
            entries.append((model.model_validate(entry), inside[()]))
        except ValidationError as error:
            problems += _validation_problems(file, error, inside, model)
    return entries, problems


def _load_claims(register: Register, file: Path, chapters: list[str]) -> Iterator[Problem]:
    if chapters and file.stem not in chapters:
        found = f"{file.stem} is not a chapter"
        yield Problem(file, 0, "", found, "name the file for one of: " + ", ".join(chapters))
        return
    entries, problems = _read_list(file, Claim)
    yield from problems
    for claim, line in entries:
        yield from _add(register, "claims", claim, file, line)
        register.chapter_of[claim.id] = file.stem


def _load_retired(register: Register, file: Path) -> Iterator[Problem]:
    if not file.exists():
        return
    data, lines, problems = yamlfile.read(file)
    yield from problems
    if problems or not isinstance(data, dict):
        return
    for old, new in data.items():
        if old in register.place:
            found = f"{old} is retired, but a record has this id"
            yield Problem(file, lines[old,], old, found, "drop one of the two")
        elif new not in register.place:
            found = f"{old} is said to be renamed to {new}, which is no record"
            remedy = register.nearest(str(new), register.place)
            yield Problem(file, lines[old,], old, found, remedy)
        else:
            register.retired[old] = new


def _load_published(register: Register, file: Path) -> Iterator[Problem]:
    if not file.exists():
        return
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        name = line.strip()
        if name and name not in register.place and name not in register.retired:
            found = f"the id {name} was published and no record has it"
            remedy = "restore it, or name its successor in evidence/retired.yaml"
            yield Problem(file, number, "", found, remedy)


def _dangling(register: Register) -> Iterator[Problem]:
    """Ids and citekeys that are named but exist nowhere."""

    def missing(owner: str, name: str, kind: str) -> Iterator[Problem]:
        if name not in getattr(register, kind):
            file, line = register.place[owner]
            line = _line_of(file, name, line)
            remedy = register.nearest(name, getattr(register, kind))
            yield Problem(file, line, owner, f"{name} is none of the {kind}", remedy)

    for paper in register.papers.values():
        file = register.place[next(iter(_ids(paper)), "")][0] if _ids(paper) else None
        for name in paper.makes:
            if name not in register.models and file:
                remedy = register.nearest(name, register.models)
                found = f"{name} is none of the models"
                yield Problem(file, _line_of(file, name, 1), "makes", found, remedy)
    for finding in register.findings.values():
        for name in finding.data:
            yield from missing(finding.id, name, "datasets")
        for name in finding.tests:
            yield from missing(finding.id, name, "models")
    for benchmark in register.benchmarks.values():
        for name in benchmark.data:
            yield from missing(benchmark.id, name, "datasets")
        for name in benchmark.models:
            yield from missing(benchmark.id, name, "models")
    for claim in register.claims.values():
        for name in (*claim.supports, *claim.disputes, *claim.qualifies):
            yield from missing(claim.id, name, "findings")
    for owner, work in _works_named(register):
        if work not in register.references:
            file, line = register.place[owner]
            remedy = register.nearest(work, register.references)
            found = f"{work} is not in refs.bib"
            yield Problem(file, _line_of(file, work, line), f"{owner}.from", found, remedy)


def _ids(paper: Paper) -> list[str]:
    return [record.id for kind in KINDS for record in getattr(paper, kind)]


def _works_named(register: Register) -> Iterator[tuple[str, str]]:
    """Every ``from: <citekey>`` of the register, with the id of the record it stands in."""
    for kind in KINDS:
        for record in getattr(register, kind).values():
            parts = [record, *(getattr(record, name) for name in type(record).model_fields)]
            parts += getattr(record, "more", {}).values()
            for part in parts:
                if isinstance(part, (schema.Source, Compared)) and part.from_:
                    yield record.id, part.from_


def _line_of(file: Path, name: str, start: int) -> int:
    """The first line at or after ``start`` that holds the name; ``start`` if none does."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, text in enumerate(lines[start - 1 :], start):
        if name in text:
            return number
    return start
