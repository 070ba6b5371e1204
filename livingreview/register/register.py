"""The register: everything in ``evidence/``, joined, each value at an address.

Data flows one way: papers hold findings, claims rest on findings, chapters print them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from livingreview.problems import did_you_mean
from livingreview.references import names
from livingreview.references.bibfile import Reference
from livingreview.register.claim import Claim
from livingreview.register.fields import Address, Check, Part, Quantity
from livingreview.register.files.causes import Causes
from livingreview.register.files.decisions import Decision
from livingreview.register.files.post import Post
from livingreview.register.files.predictions import Prediction
from livingreview.register.files.protocol import Protocol
from livingreview.register.files.quality import Quality
from livingreview.register.files.replies import Reply
from livingreview.register.files.reporting import Item
from livingreview.register.files.screening import Screened
from livingreview.register.files.search import Search
from livingreview.register.files.sentences import Sentence
from livingreview.register.finding import GRIDS, Finding, Review
from livingreview.register.grade import Grade
from livingreview.register.published import Published
from livingreview.register.readings import Readings
from livingreview.register.schema import Benchmark, DataSet, Model, Paper
from livingreview.register.vocabulary import Vocabulary

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
    source: Address

    @property
    def checked(self) -> Check:
        """How it was checked, against what and when."""
        return self.source.check()


class UnprintableError(LookupError):
    """A value that is recorded and may not be printed."""


@dataclass
class Register:
    """Everything in ``evidence/``, joined.

    ``papers`` by citekey; ``claims``, ``findings``, ``models``, ``benchmarks`` and ``datasets`` by
    id; ``paper_of`` says in which paper's file a record stands, ``chapter_of`` to which chapter a
    claim belongs; ``place`` gives file and line of each id, ``file_of`` the file of
    each paper; ``retired`` maps an old id to its new;
    ``readings`` by the name of their file are what outside readers found of printed numbers;
    ``vocabulary`` holds the words that records share. ``decisions``, ``sentences``,
    ``predictions``, ``replies``, ``reporting`` and ``searches`` by id, ``quality`` by benchmark,
    ``screening`` in order, and ``causes``, ``protocol`` and ``post``, are from files of their own:
    ``parts`` gives those that are there.
    ``published`` are the works of the versions that were frozen, oldest first; ``grades`` those of
    the claims that ``votes`` was asked for, ``joined`` what pages of records joined, by its name.
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
    file_of: dict[str, Path] = field(default_factory=dict)
    retired: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Readings] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    sentences: dict[str, Sentence] = field(default_factory=dict)
    predictions: dict[str, Prediction] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    searches: dict[str, Search] = field(default_factory=dict)
    reporting: dict[str, Item] = field(default_factory=dict)
    screening: list[Screened] = field(default_factory=list)
    quality: dict[str, Quality] = field(default_factory=dict)
    causes: Causes | None = None
    protocol: Protocol | None = None
    post: Post | None = None
    published: list[Published] = field(default_factory=list)
    grades: dict[str, Grade] = field(default_factory=dict, repr=False)
    joined: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    parts: dict[str, Path] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @cached_property
    def _spelled_out(self) -> dict[str, str]:
        return names.spelled_out(
            name for work in self.references.values() for name in work.author_names
        )

    def short(self, citekey: str) -> str:
        """Author and year of a work, as the text cites it; its key where there is no entry."""
        work = self.references.get(citekey)
        return work.short if work else citekey

    def one_name(self, author: str) -> str:
        """The same author by one name in all works: an initial as the given name that it fits."""
        return self._spelled_out.get(author, author)

    def replies_to(self, name: str) -> list[Reply]:
        """What authors answer to a claim or a finding, oldest first."""
        found = (reply for reply in self.replies.values() if reply.to == name)
        return sorted(found, key=lambda reply: reply.date)

    @cached_property
    def testers(self) -> dict[str, list[str]]:
        """For each model the citekeys of the works that test it, in the order of their files."""
        found: dict[str, list[str]] = {}
        for citekey, paper in self.papers.items():
            for name in paper.tested():
                found.setdefault(name, []).append(citekey)
        return found

    @cached_property
    def makers_of(self) -> dict[str, list[str]]:
        """For each model the citekeys of the works whose authors made it."""
        found: dict[str, list[str]] = {}
        for citekey, paper in self.papers.items():
            for name in paper.makes:
                found.setdefault(name, []).append(citekey)
        return found

    @cached_property
    def scored_by(self) -> dict[str, list[str]]:
        """For each metric the benchmarks and findings that score predicted responses by it."""
        words = self.vocabulary
        found: dict[str, list[str]] = {}
        scored: list[tuple[str, Benchmark | Finding]] = [*self.benchmarks.items()]
        scored += self.findings.items()
        for name, one in scored:
            if any(task.id in words.response_tasks for task in words.tasks_in(one.task)):
                for metric in words.metrics_in(one.metric or "")[0]:
                    found.setdefault(metric.id, []).append(name)
        return found

    @cached_property
    def findings_on(self) -> dict[str, list[Finding]]:
        """For each benchmark the findings that name it, in their order."""
        found: dict[str, list[Finding]] = {}
        for one in self.findings.values():
            found.setdefault(one.benchmark or "", []).append(one)
        return found

    @cached_property
    def findings_in(self) -> dict[str, list[Finding]]:
        """For each work its findings, in their order."""
        found: dict[str, list[Finding]] = {}
        for name, one in self.findings.items():
            found.setdefault(self.paper_of[name], []).append(one)
        return found

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of each finding in the order of all."""
        return {name: place for place, name in enumerate(self.findings)}

    def independent(self, finding: str) -> bool:
        """Whether the authors of a finding's paper made none of the models it tests."""
        paper = self.papers[self.paper_of[finding]]
        return not set(paper.makes) & set(self.findings[finding].tests)

    def review(self, finding: str) -> Review:
        """The review status of a finding: its own where it differs, else its paper's."""
        return self.findings[finding].review or self.papers[self.paper_of[finding]].review

    def concern(self, finding: Finding) -> str:
        """How far the benchmark of a finding can be trusted; empty until two readers judged it."""
        quality = self.quality.get(finding.benchmark or "")
        return quality.concern if quality and quality.second else ""

    def kind_of(self, record: str) -> str | None:
        """``findings``, ``models``, ``benchmarks``, ``datasets`` or ``claims``; None if unknown."""
        for kind in (*KINDS, "claims"):
            if record in getattr(self, kind):
                return kind
        return None

    def has(self, address: str) -> bool:
        """Whether an id or the address of a value leads to something."""
        if "/" not in address:
            return address in self.place
        try:
            self.cell(address)
        except UnprintableError:
            return True
        except LookupError:
            return False
        return True

    def old_ids(self, record: str) -> list[str]:
        """The ids of which a record is the successor, as a whole or in some value."""
        names = dict.fromkeys(name.partition("/")[0] for name in self._retired_for.get(record, ()))
        return [name for name in names if name not in self.place]

    @cached_property
    def _retired_for(self) -> dict[str, list[str]]:
        """The addresses that each record took the place of."""
        found: dict[str, list[str]] = {}
        for old, new in self.retired.items():
            found.setdefault(new.partition("/")[0], []).append(old)
        return found

    def drop(self, record: str) -> None:
        """Forget a record that cannot be used."""
        for known in (*(getattr(self, kind) for kind in KINDS), self.place, self.paper_of):
            known.pop(record, None)

    def nearest(self, name: str, among: Iterable[str]) -> str:
        """The remedy for a name that does not exist: the nearest one that does."""
        if name in self.retired:
            return f"it was renamed: write {self.retired[name]}"
        return did_you_mean(name, among, "add the record or mend the name")

    def cell(self, target: str) -> Cell:
        """The value at an address such as ``some-finding`` or ``some-table/row/column``.

        Raises ``LookupError`` whose text says what is wrong and what to do.
        """
        name, _, path = target.partition("/")
        if target in self.retired:
            raise LookupError(f"{target} is retired; {self.nearest(target, ())}")
        kind = self.kind_of(name)
        if kind is None or kind == "claims":
            every = [record for k in KINDS for record in getattr(self, k)]
            raise LookupError(f"no record has the id {name!r}; {self.nearest(name, every)}")
        record: AnyRecord = getattr(self, kind)[name]
        if record.source and not record.source.trusted:
            raise UnprintableError(
                f"{name} rests on a {record.source.kind} account, whose values are not printed; "
                "open what the account tells of, or drop the number"
            )
        if isinstance(record, Finding):
            found = _finding_cell(record, path)
        else:
            found = _entry_cell(record, path)
        value, unit, part = found
        address = (part.source if part else None) or record.source
        assert address
        return Cell(
            value=value,
            unit=unit,
            says=record.says if isinstance(record, Finding) else f"{record.name}: {_words(path)}",
            kind=kind,
            record=name,
            citekey=(part.from_ if part else None) or record.from_ or self.paper_of[name],
            at=(part.at if part else None) or address.locator,
            source=address,
        )


Found = tuple[float | tuple[float, float], str | None, Part | None]


def _words(path: str) -> str:
    return path.removeprefix("more/").replace("_", " ").replace("/", ", ")


def _finding_cell(finding: Finding, path: str) -> Found:
    if finding.table and path not in ("compared", "ceiling", "n"):
        return _table_cell(finding, path)
    source: Part | None = None
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
    """The value at row/column, or what stands beside it at row/column/low, high, se or n."""
    assert finding.table
    table, columns = finding.table, finding.table.columns
    row, *rest = path.split("/")
    if row not in table.rows:
        hint = did_you_mean(row, table.rows, "rows: " + ", ".join(table.rows))
        raise LookupError(f"{finding.id} has no row {row!r}; {hint}")
    if len(columns) == 1 and (not rest or rest[0] not in columns):
        rest = [columns[0], *rest]
    column, beside = (*rest, "", "")[:2]
    if column not in columns:
        raise LookupError(f"{finding.id} has no column {column!r}; columns: {', '.join(columns)}")
    grids = {name: grid for name in GRIDS if (grid := getattr(table, name))}
    if len(rest) > 2 or (beside and beside not in grids):
        has = ", ".join(grids) or "nothing"
        raise LookupError(
            f"{finding.id} has no {'/'.join(rest[1:])} beside its values; it has {has}"
        )
    value = (grids[beside] if beside else table.rows)[row][columns.index(column)]
    if value is None:
        place = "/".join([row, *rest])
        raise LookupError(f"{finding.id} has no value at {place}; take another cell")
    if beside == "n":
        return value, finding.n.unit if finding.n else None, None
    unit = table.units[columns.index(column)] if table.units else finding.unit
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
