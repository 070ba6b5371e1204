"""Loads ``evidence/`` into a register and checks it as a whole.

Every fault is one line: file, line, field, what was found, what to do. A record with a fault is
left out of the register; what others say of it is then no fault of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from livingreview import yamlfile
from livingreview.problems import Problem, line_of
from livingreview.references.bibfile import Reference
from livingreview.register import (
    aliases,
    faults,
    held,
    history,
    judging,
    published,
    readings,
    rules,
    settling,
    vocabulary,
)
from livingreview.register.claim import Claim
from livingreview.register.fields import Source
from livingreview.register.files import reading
from livingreview.register.listed import read_list
from livingreview.register.register import KINDS, AnyRecord, Register
from livingreview.register.schema import Paper

_ID = re.compile(r"^[ \t]*(?:-[ \t]*)?\{?[ \t]*id:[ \t]*[\"']?([\w-]+)", re.M)


def load(
    folder: Path, references: Mapping[str, Reference], chapters: Iterable[str]
) -> tuple[Register, list[Problem]]:
    """Load a register and check it as a whole.

    ``folder`` holds ``vocabulary.yaml`` and the folders of papers, claims and readings;
    ``references`` are the entries of ``refs.bib`` by citekey; ``chapters`` are the names a claims
    file may have.
    Returns the register (of the sound records) and every fault found, sorted by place.
    """
    papers = sorted((folder / "papers").glob("*.yaml"))
    claims = sorted((folder / "claims").glob("*.yaml"))
    register = Register(references=references)
    if papers and not references:  # every citekey would seem wrong
        file, is_empty = folder.parent / "refs.bib", "there is no entry, but there are records"
        return register, [Problem(file, 0, "", is_empty, "write the entries they name")]
    problems: list[Problem] = []
    if papers or claims:
        register.vocabulary, problems = vocabulary.read(folder / "vocabulary.yaml")
    judge = not problems  # without the vocabulary every word would seem wrong
    lines: dict[str, yamlfile.Lines] = {}
    for file in papers:
        problems += _load_paper(register, file, lines)
    unread = {problem.file for problem in problems} & set(papers)
    lost = {name for file in unread for name in _ids_in(file)} - set(register.place)
    # While an id is wrong, those who name it seem wrong, too: say first things first.
    problems += settling.settle(register, lines, lost, judge and not _of_an_id(problems))
    known_chapters = list(chapters)
    for file in claims:
        problems += _load_claims(register, file, known_chapters)
    problems += history.read(folder.parent / history.FILE)[1]
    register.published, found = published.read(folder.parent / published.FILE)
    problems += found
    parts = reading.read(register, folder)
    problems += parts.problems
    for file in sorted({*folder.glob("*/*.yml"), *folder.glob("*/*.json")}):
        problems.append(Problem(file, 0, "", "this file is not read", "name it .yaml"))
    broken = {problem.file for problem in problems} & {*papers, *claims, *parts.paths}
    absent = {name for file in broken for name in _ids_in(file)} - set(register.place)
    if not _of_an_id(problems):
        problems += _load_retired(register, folder / "retired.yaml", absent)
        problems += _load_published(register, folder / "published-ids.txt", absent)
        problems += _dangling(register, absent)
        problems += held.problems(register, absent) if judge else ()
        for file in sorted((folder / "readings").glob("*.yaml")):
            read, found = readings.read(file, register, known_chapters, absent)
            problems += found
            if read:
                register.readings[file.stem] = read
        problems += reading.judge(register, parts, known_chapters, absent)
        names = reading.names_of(register, known_chapters, absent)
        problems += vocabulary.judge(folder / "vocabulary.yaml", register.vocabulary, names)
    return register, sorted(set(problems))


def _of_an_id(problems: Iterable[Problem]) -> bool:
    return any(problem.field.rpartition(".")[2] == "id" for problem in problems)


def _ids_in(file: Path) -> Iterator[str]:
    """The ids that a file with faults would bring, as far as they can be read."""
    yield from _ID.findall(file.read_text(encoding="utf-8", errors="replace"))


def _load_paper(
    register: Register, file: Path, every: dict[str, yamlfile.Lines]
) -> Iterator[Problem]:
    """Take up a file's records as they are written; ``every`` takes up its lines."""
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
        yield from faults.problems(file, error, lines, Paper)
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
    every[paper.citekey] = lines
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


def _load_claims(register: Register, file: Path, chapters: list[str]) -> Iterator[Problem]:
    if chapters and file.stem not in chapters:
        found = f"{file.stem} is not a chapter that conf.py lists"
        remedy = "add it to livingreview_chapters there, or name the file for one that stands there"
        yield Problem(file, 0, "", found, f"{remedy}: {', '.join(chapters)}")
        return
    entries, problems = read_list(file, Claim)
    yield from problems
    for claim, lines in entries:
        yield from _add(register, "claims", claim, file, lines[()])
        register.chapter_of[claim.id] = file.stem


def _load_retired(register: Register, file: Path, absent: set[str]) -> Iterator[Problem]:
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
        if not isinstance(new, str):
            found = f"{faults.shown(new)} is no id"
            yield Problem(file, lines[old,], old, found, "write old-id: new-id")
        elif register.has(old):
            found = f"{old} is retired, but a record has this {'value' if '/' in old else 'id'}"
            yield Problem(file, lines[old,], old, found, "drop one of the two")
        elif not register.has(new) and new.partition("/")[0] not in absent:
            found = f"{old} is said to be renamed to {new}, which is no {_noun(register, new)}"
            yield Problem(file, lines[old,], old, found, _near(register, new))
        else:
            register.retired[old] = new


def _noun(register: Register, address: str) -> str:
    return "value" if register.has(address.partition("/")[0]) else "record"


def _near(register: Register, address: str) -> str:
    """The remedy for an address that leads nowhere."""
    record = address.partition("/")[0]
    if not register.has(record):
        return register.nearest(record, register.place)
    try:
        register.cell(address)
    except LookupError as error:
        return str(error.args[0]).rpartition("; ")[2]
    return "write the id of a record, or the address of a value"


def _load_published(register: Register, file: Path, absent: set[str]) -> Iterator[Problem]:
    if not file.exists():
        return
    text = file.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        name = line.strip()
        known = register.has(name) or name in register.retired
        if name and not known and name.partition("/")[0] not in {*absent, *register.retired}:
            noun = "address" if "/" in name else "id"
            found = f"the {noun} {name} was published and no record has it"
            remedy = "restore it, or name its successor in evidence/retired.yaml"
            yield Problem(file, number, "", found, remedy)


def _whole(register: Register, name: str, absent: set[str]) -> bool:
    """Whether a finding is there with every model it names, so that who gains can be judged."""
    if name not in register.findings:
        return False
    finding, paper = register.findings[name], register.papers[register.paper_of[name]]
    return set(paper.makes) <= set(register.models) and absent.isdisjoint(finding.tests)


def _dangling(register: Register, absent: set[str]) -> Iterator[Problem]:
    """Ids and citekeys that are named but exist nowhere; ``absent`` ones have a faulty record."""

    def missing(owner: str, name: str, kind: str) -> Iterator[Problem]:
        if name not in getattr(register, kind) and name not in absent:
            file, line = register.place[owner]
            line = line_of(file, name, line)
            remedy = register.nearest(name, getattr(register, kind))
            yield Problem(file, line, owner, f"{name} is none of the {kind}", remedy)

    for paper in register.papers.values():
        file = register.file_of[paper.citekey]
        for name in paper.makes:
            if name not in register.models and name not in absent:
                remedy = register.nearest(name, register.models)
                found = f"{name} is none of the models"
                yield Problem(file, line_of(file, name, 1), "makes", found, remedy)
    for benchmark in register.benchmarks.values():
        for name in benchmark.data:
            yield from missing(benchmark.id, name, "datasets")
        for name in benchmark.models:
            yield from missing(benchmark.id, name, "models")
        for found, remedy in rules.of_exposure(benchmark):
            file, line = register.place[benchmark.id]
            yield Problem(file, line, f"{benchmark.id}.exposure", found, remedy)
    for claim in register.claims.values():
        for name in claim.ids():
            yield from missing(claim.id, name, "findings")
        for name, found, remedy in rules.of_claim(claim, register.findings):
            file, line = register.place[claim.id]
            yield Problem(file, line_of(file, name, line), f"{claim.id}.supports", found, remedy)
        whole = all(_whole(register, name, absent) for name in claim.ids())
        for field, name, found, remedy in judging.of_claim(register, claim) if whole else ():
            file, line = register.place[claim.id]
            yield Problem(file, line_of(file, name, line), f"{claim.id}.{field}", found, remedy)
    for name, alias, other in aliases.twice(register.models):
        file, line = register.place[name]
        found = f"the alias {alias} is a name of {other} already"
        yield Problem(file, line_of(file, alias, line), f"{name}.aliases", found, "drop it")
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
                if isinstance(part, Source) and part.from_:
                    yield record.id, part.from_
