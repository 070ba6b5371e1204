"""What the register knows of a benchmark as a whole: what it holds out, who won, who gains by it.

In: a benchmark and the findings that name it. Out: plain values, and the words for a table. None of
it is typed: who won is counted over the findings whose sides have values or whose outcome is
recorded, and whose words that is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from livingreview.figures.contests import leaders
from livingreview.register import makers, sides
from livingreview.register.finding import Finding
from livingreview.register.register import Register
from livingreview.register.schema import Benchmark
from livingreview.register.words import called

NAMED = 3  # of those who won
SHORT = 120  # signs: interests that are longer are told up to the first semicolon
SAID = {"model": "models ahead", "other": "others ahead", "level": "level", "mixed": "divided"}


def findings_of(books: Register, name: str) -> list[Finding]:
    """The findings of a benchmark, in the order of their files.

    They name it; or they name none, stand in a work with it alone, and are about one of its tasks:
    of a benchmark of several, any task of its class of models.
    """
    one, key = books.benchmarks[name], books.paper_of[name]
    alone = len(books.papers[key].benchmarks) == 1
    known = books.vocabulary.task_names
    asked = {known[task].id for task in one.task.split("; ") if task in known}

    def belongs(finding: Finding) -> bool:
        if finding.benchmark or not alone or books.paper_of[finding.id] != key:
            return finding.benchmark == name
        tasks = [known[task] for task in finding.task.split("; ") if task in known]
        if not asked:
            return any(one.class_ in task.classes for task in tasks)
        return any(task.id in asked for task in tasks)

    near = [*books.findings_on.get(name, ()), *(books.findings_in.get(key, ()) if alone else ())]
    return sorted(
        {one.id: one for one in near if belongs(one)}.values(),
        key=lambda one: books.place_of[one.id],
    )


def held_out(books: Register, one: Benchmark) -> list[str]:
    """The units that a benchmark holds out; where it is silent, those of its tasks."""
    words = books.vocabulary
    if one.held_out:
        named = one.held_out.split("; ")
    else:
        tasks = [
            words.task_names[name] for name in one.task.split("; ") if name in words.task_names
        ]
        named = [unit for task in tasks for unit in task.held_out]
    return list(dict.fromkeys(words.unit_names[unit] for unit in named if unit in words.unit_names))


def families(books: Register, one: Benchmark) -> list[str]:
    """The families of a benchmark's data sets; a set without one is a family of its own."""
    found = [books.datasets[name] for name in one.data if name in books.datasets]
    return list(dict.fromkeys(data.family or data.id for data in found))


@dataclass(frozen=True)
class Part:
    """The findings with one outcome: their ids, who led in them, and whose words some of them are.

    ``words_of`` has a place for each finding: authors, us, or nothing where it was computed.
    """

    won: str
    ids: list[str]
    led: list[str]
    words_of: list[str]


@dataclass(frozen=True)
class Verdict:
    """Who won, by outcome.

    Results without one: ``alone`` have values and no rival is recorded, ``silent`` are told in
    words.
    """

    parts: list[Part]
    alone: list[str]
    silent: list[str]

    @property
    def total(self) -> int:
        """How many findings have an outcome."""
        return sum(len(part.ids) for part in self.parts)

    @property
    def words(self) -> str:
        """The verdict in a word or two: who is ahead in all, in most, or in neither."""
        if not self.parts and self.alone:
            return "values without a rival recorded"
        if not self.parts:
            return "only in its authors' words" if self.silent else "no result recorded"
        first = self.parts[0]
        if len(self.parts) == 1:
            return SAID[first.won]
        share = len(first.ids) / self.total
        return f"mostly {SAID[first.won]}" if share > 0.5 and first.won != "mixed" else "divided"


def verdict(books: Register, name: str) -> Verdict:
    """Who won in the findings of a benchmark, the most frequent outcome first."""
    found: dict[str, list[tuple[Finding, str]]] = {}
    alone: list[str] = []
    silent: list[str] = []
    for one in findings_of(books, name):
        if one.kind == "description" or (one.source is not None and not one.source.trusted):
            continue
        if (result := sides.outcome(one)) is None:
            (silent if one.table is None and one.value is None else alone).append(one.id)
        else:
            found.setdefault(result.won, []).append((one, result.words_of))
    order = list(SAID)
    ranked = sorted(found, key=lambda won: (-len(found[won]), order.index(won)))
    parts = [
        Part(
            won,
            [one.id for one, _ in found[won]],
            _led(books, [one for one, _ in found[won]], won),
            [whose for _, whose in found[won]],
        )
        for won in ranked
    ]
    return Verdict(parts, alone, silent)


def _led(books: Register, found: list[Finding], won: str) -> list[str]:
    """Who led on the side that won, the most frequent first; nobody where neither side did.

    Of a side without values nobody leads, unless it has one name.
    """
    if won not in ("model", "other"):
        return []
    led: Counter[str] = Counter()
    for one in found:
        names = leaders(books, one)[won == "other"]
        if sides.pairs(one) or len(names) == 1:
            led.update(names[:1])
    return [name for name, _ in led.most_common(NAMED)]


@dataclass(frozen=True)
class Allegiance:
    """What the authors made of what they test: models, and rivals by name; else what they say."""

    models: list[str]
    rivals: list[str]
    interests: str


def allegiance(books: Register, name: str) -> Allegiance:
    """Whether the authors of a benchmark made a model or a rival that it tests."""
    one, paper = books.benchmarks[name], books.papers[books.paper_of[name]]
    found = findings_of(books, name)
    tested = dict.fromkeys([*one.models, *(model for each in found for model in each.tests)])
    models = [model for model in tested if model in paper.makes]
    others = dict.fromkeys(
        other for each in found if each.sides for other in each.sides.other
        if makers.is_own(books, paper, other)
        and not set(makers.models_behind(books, paper, other)) & set(models)
    )  # fmt: skip
    rivals = [called(books, other) for other in others]
    said = paper.interests.says
    return Allegiance(models, rivals, said if len(said) <= SHORT else said.partition(";")[0])
