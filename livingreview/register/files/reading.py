"""Reads the files of this room into a register, and says what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livingreview import yamlfile
from livingreview.problems import Problem
from livingreview.register import faults, votes
from livingreview.register.fields import Record
from livingreview.register.files import (
    causes,
    decisions,
    post,
    predictions,
    protocol,
    quality,
    replies,
    reporting,
    screening,
    search,
    sentences,
)
from livingreview.register.files.names import Names
from livingreview.register.listed import read_list, read_map, read_one
from livingreview.register.register import KINDS, Register

BY_ID: dict[str, tuple[str, type[Record], Callable[[Any, Names], Iterator[faults.Fault]]]] = {
    "decisions": ("decisions", decisions.Decision, decisions.faults),
    "sentences": ("sentences", sentences.Sentence, sentences.faults),
    "predictions": ("predictions", predictions.Prediction, predictions.faults),
    "replies": ("replies", replies.Reply, replies.faults),
    "search": ("searches", search.Search, search.faults),
    "reporting": ("reporting", reporting.Item, reporting.faults),
}  # name of the file: where in the register, form, rules; lists of records with an id
WHOLE: dict[str, tuple[type[Record], Callable[[Any, Names], Iterator[faults.Fault]]]] = {
    "causes": (causes.Causes, causes.faults),
    "protocol": (protocol.Protocol, protocol.faults),
    "post": (post.Post, post.faults),
}  # files that are one record
NAMES = (*BY_ID, *WHOLE, "screening", "quality")

Judged = tuple[Path, yamlfile.Lines, Callable[[Names], Iterator[faults.Fault]]]


@dataclass
class Files:
    """The files as far as they could be read: their faults, and what is to be judged later."""

    paths: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def keep(
        self, file: Path, lines: yamlfile.Lines, record: Any, rule: Callable[..., Any]
    ) -> None:
        """Remember a record that is judged once everything it may name is known."""
        self.judged.append((file, lines, lambda names: rule(record, names)))

    def fault(self, file: Path, lines: yamlfile.Lines, fault: faults.Fault) -> None:
        """Note what a form alone does not show."""
        self.problems.append(faults.problem(file, lines, *fault))


def read(register: Register, folder: Path) -> Files:
    """Take up every file of the room that is there."""
    files = Files()
    for name in NAMES:
        if (file := folder / f"{name}.yaml").exists():
            files.paths.append(file)
            register.parts[name] = file
            if name in BY_ID:
                _by_id(register, files, file)
            elif name in WHOLE:
                _whole(register, files, file)
            else:
                {"screening": _screening, "quality": _quality}[name](register, files, file)
    return files


def _by_id(register: Register, files: Files, file: Path) -> None:
    where, form, rule = BY_ID[file.stem]
    entries, problems = read_list(file, form)
    files.problems += problems
    for record, lines in entries:
        name = record.id  # type: ignore[attr-defined]
        if name in register.place:
            other, at = register.place[name]
            found = f"the id {name} stands already at {other.name}:{at}"
            files.fault(file, lines, (("id",), found, "choose another id"))
            continue
        register.place[name] = (file, lines[()])
        getattr(register, where)[name] = record
        files.keep(file, lines, record, rule)
    if file.stem == "search" and not problems:  # else those that adapt a broken run seem wrong
        runs = [record for record, _ in entries]
        for number, fault in search.in_order(runs):  # type: ignore[arg-type]
            files.fault(file, entries[number][1], fault)


def _whole(register: Register, files: Files, file: Path) -> None:
    form, rule = WHOLE[file.stem]
    read, problems = read_one(file, form)
    files.problems += problems
    if read:
        setattr(register, file.stem, read[0])
        files.keep(file, read[1], read[0], rule)


def _screening(register: Register, files: Files, file: Path) -> None:
    entries, problems = read_list(file, screening.Screened)
    files.problems += problems
    register.screening = [row for row, _ in entries]
    for row, lines in entries:
        files.keep(file, lines, row, screening.faults)
    for number, fault in screening.twice(register.screening):
        files.fault(file, entries[number][1], fault)


def _quality(register: Register, files: Files, file: Path) -> None:
    entries, problems = read_map(file, quality.Quality)
    files.problems += problems
    for name, record, lines in entries:
        register.quality[name] = record
        files.keep(file, lines, name, quality.faults)


def judge(
    register: Register, files: Files, chapters: Collection[str], absent: Collection[str]
) -> Iterator[Problem]:
    """What the records name and nobody knows, and what they say and no record does.

    ``absent`` are the ids of records with faults of their own.
    """
    names = names_of(register, chapters, absent)
    for file, lines, rule in files.judged:
        for path, found, remedy in rule(names):
            yield faults.problem(file, lines, path, found, remedy)


def names_of(register: Register, chapters: Collection[str], absent: Collection[str]) -> Names:
    """What records of this room may name."""
    plan, words = register.protocol, register.vocabulary
    return Names(
        known={kind: getattr(register, kind) for kind in (*KINDS, "claims")}
        | {
            "records": {name for kind in KINDS for name in getattr(register, kind)},
            "works": register.references,
            "identifiers": screening.identifiers(register.references),
            "units": [unit.id for unit in words.units],
            "classes": words.class_ids,
            "chapters": chapters,
            "sources": [source.id for source in plan.sources] if plan else [],
            "strings of the protocol": [one.id for one in plan.strings] if plan else [],
            "criteria for leaving out": plan.criteria if plan else [],
        },
        absent=absent,
        nearest=register.nearest,
        value=lambda address: _value(register, address),
        certainty=lambda claim: _certainty(register, claim),
        authors=lambda work: _authors(register, work),
    )


def _value(register: Register, address: str) -> tuple[float | tuple[float, float], str | None]:
    cell = register.cell(address)
    return cell.value, cell.unit


def _authors(register: Register, work: str) -> Collection[str]:
    """The authors of a work; none where its list does not name all of them."""
    known = register.references.get(work)
    return known.author_names if known and known.complete else ()


def _certainty(register: Register, claim: str) -> str | None:
    """The grade of a claim; None where a finding that it rests on is not known."""
    try:
        return votes.grade(register, claim).certainty
    except KeyError:
        return None
