"""What the pages of records ask of the register as a whole, joined once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from livingreview.register import makers
from livingreview.register.finding import Finding
from livingreview.register.register import Register

MEASURED = ("result", "reported")
Pairs = dict[str, dict[str, None]]  # ids by id, each once and in order


@dataclass
class Index:
    """Which findings are about a model or a task, which claims rest on a finding.

    ``tested`` gives the findings that measured a model (first id) on a task (second id), ``listed``
    the benchmarks that compare it there; ``used_by`` the works other than its own with findings on
    a benchmark; ``on_data`` the findings on a data set.
    """

    about: Pairs
    on_task: Pairs
    on_data: Pairs
    claims: Pairs
    used_by: Pairs
    benchmarks: Pairs
    tested: dict[tuple[str, str], list[str]]
    listed: dict[tuple[str, str], list[str]]

    @cached_property
    def _by_task(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for model, task in self.tested:
            found.setdefault(task, []).append(model)
        return found

    def testers(self, task: str) -> list[str]:
        """The models that were tested on a task."""
        return self._by_task.get(task, [])


def index(books: Register) -> Index:
    """The joins of a register, made when they are first asked for."""
    made: Index | None = books.joined.get("index")
    if made is None:
        made = books.joined["index"] = _joined(books)
    return made


def trusted(finding: Finding) -> bool:
    """Whether a finding's values may be printed."""
    return finding.source is None or finding.source.trusted


def _joined(books: Register) -> Index:
    found = Index({}, {}, {}, {}, {}, {}, {}, {})
    for name, finding in books.findings.items():
        tasks = [task.id for task in books.vocabulary.tasks_in(finding.task)]
        for model in _models(books, finding):
            found.about.setdefault(model, {})[name] = None
            for task in tasks if finding.kind in MEASURED and trusted(finding) else ():
                found.tested.setdefault((model, task), []).append(name)
        for task in tasks:
            found.on_task.setdefault(task, {})[name] = None
        for data in finding.data:
            found.on_data.setdefault(data, {})[name] = None
        bench, paper = finding.benchmark, books.paper_of[name]
        if bench in books.benchmarks and paper != books.paper_of[bench]:
            found.used_by.setdefault(bench, {})[paper] = None
    for name, one in books.benchmarks.items():
        for asked in books.vocabulary.tasks_in(one.task):
            found.benchmarks.setdefault(asked.id, {})[name] = None
            for model in one.models:
                found.listed.setdefault((model, asked.id), []).append(name)
    for name, claim in books.claims.items():
        for said in claim.ids():
            found.claims.setdefault(said, {})[name] = None
    return found


def _models(books: Register, finding: Finding) -> dict[str, None]:
    """The models that a finding tests, sets against others or has a row or column of."""
    paper = books.papers[books.paper_of[finding.id]]
    named = dict.fromkeys(_names(finding))
    return {model: None for name in named for model in makers.models_behind(books, paper, name)}


def _names(finding: Finding) -> Iterator[str]:
    yield from finding.tests
    if finding.sides:
        yield from (*finding.sides.model, *finding.sides.other)
    if finding.table:
        yield from (*finding.table.rows, *finding.table.columns)
