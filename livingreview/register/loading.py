"""Loads ``evidence/`` into a register and checks it as a whole.

Every fault is one line: file, line, field, what was found, what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from livingreview import yamlfile
from livingreview.problems import Problem, line_of
from livingreview.references.bibfile import Reference
from livingreview.register import schema
from livingreview.register.register import KINDS, AnyRecord, Register
from livingreview.register.schema import Claim, Compared, Excluded, Paper


def _line(lines: yamlfile.Lines, path: tuple[str | int, ...]) -> int:
    """The line of the deepest part of the path that is written in the file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _validation_problems(
    file: Path, error: ValidationError, lines: yamlfile.Lines, model: type[BaseModel]
) -> Iterator[Problem]:
    faults = error.errors()
    unknown = [fault["loc"] for fault in faults if fault["type"] == "extra_forbidden"]
    seen: set[tuple[str | int, ...]] = set()
    for fault in faults:
        path = tuple(_written(fault["loc"], lines))
        if fault["type"] == "missing":
            field = str(fault["loc"][-1])
            misspelled = [str(loc[-1]) for loc in unknown if loc[:-1] == fault["loc"][:-1]]
            if difflib.get_close_matches(field, misspelled, 1):
                continue  # the misspelled key is named already
            path = (*path, field)
        if path in seen:
            continue
        seen.add(path)
        found, remedy = _words_for(dict(fault), path, model)
        head, colon, rest = remedy.partition(": ")
        inner = (*path, *head.split("."))
        if colon and inner in lines:  # a rule over several fields names the one that is wrong
            path, remedy, found = inner, rest, "this does not hold"
        yield Problem(file, _line(lines, path), ".".join(map(str, path)), found, remedy)


def _written(loc: tuple[str | int, ...], lines: yamlfile.Lines) -> Iterator[str | int]:
    """The parts of a fault's place that are keys or positions in the file."""
    path: tuple[str | int, ...] = ()
    for part in loc:
        if (*path, part) in lines:
            path = (*path, part)
            yield part


def _words_for(
    fault: dict[str, Any], path: tuple[str | int, ...], model: type[BaseModel]
) -> tuple[str, str]:
    """What was found, and what to do about it."""
    if fault["type"] == "extra_forbidden":
        known = _keys_at(model, path[:-1])
        close = difflib.get_close_matches(str(path[-1]), known, 1)
        hint = f"did you mean {close[0]}?" if close else "known keys: " + ", ".join(known)
        return "this key is not known", hint
    if fault["type"] == "missing":
        return "the field is missing", "add it (unknown, if it was not seen)"
    if fault["type"] == "value_error":
        return f"{_short(fault['input'])} is wrong", str(fault["ctx"]["error"])
    expected = fault["msg"][:1].lower() + fault["msg"][1:]
    return f"{_short(fault['input'])} stands here", f"expected: {expected}"


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
        entries, faults = read_list(file, Excluded)
        register.excluded = [entry for entry, _ in entries]
        problems += faults
    for file in sorted({*folder.glob("*/*.yml"), *folder.glob("*/*.json")}):
        problems.append(Problem(file, 0, "", "this file is not read", "name it .yaml"))
    if not problems:  # a record left out would make others dangle: say first things first
        problems += _load_retired(register, folder / "retired.yaml")
        problems += _load_published(register, folder / "published-ids.txt")
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
    register.file_of[paper.citekey] = file
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


def read_list(file: Path, model: type[Listed]) -> tuple[list[tuple[Listed, int]], list[Problem]]:
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
    entries, problems = read_list(file, Claim)
    yield from problems
    for claim, line in entries:
        yield from _add(register, "claims", claim, file, line)
        register.chapter_of[claim.id] = file.stem


def _load_retired(register: Register, file: Path) -> Iterator[Problem]:
    if not file.exists():
        return
    data, lines, problems = yamlfile.read(file)
    yield from problems
    if data is None or problems:
        return
    if not isinstance(data, dict):
        yield Problem(file, 1, "", "this is not a list of old and new ids", "write old-id: new-id")
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
            line = line_of(file, name, line)
            remedy = register.nearest(name, getattr(register, kind))
            yield Problem(file, line, owner, f"{name} is none of the {kind}", remedy)

    for paper in register.papers.values():
        file = register.file_of[paper.citekey]
        for name in paper.makes:
            if name not in register.models:
                remedy = register.nearest(name, register.models)
                found = f"{name} is none of the models"
                yield Problem(file, line_of(file, name, 1), "makes", found, remedy)
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
            yield Problem(file, line_of(file, work, line), f"{owner}.from", found, remedy)


def _works_named(register: Register) -> Iterator[tuple[str, str]]:
    """Every ``from: <citekey>`` of the register, with the id of the record it stands in."""
    for kind in KINDS:
        for record in getattr(register, kind).values():
            parts = [record, *(getattr(record, name) for name in type(record).model_fields)]
            parts += getattr(record, "more", {}).values()
            for part in parts:
                if isinstance(part, (schema.Source, Compared)) and part.from_:
                    yield record.id, part.from_
