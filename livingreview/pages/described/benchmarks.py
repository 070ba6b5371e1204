"""A benchmark: how it is made, ten questions on it, what models had seen, results, its users."""

from __future__ import annotations

from dataclasses import dataclass

from livingreview.pages import benchmarks
from livingreview.pages.described.findings import Ref, Shown, Source, ref, shown, source, tasks_of
from livingreview.pages.described.index import index
from livingreview.pages.described.models import Fact, Resting, Terms, facts, resting, terms
from livingreview.pages.described.tasks import conditions_told
from livingreview.register.files.quality import QUESTIONS, STARRED, Quality, plain
from livingreview.register.finding import CONDITIONS, Conditions
from livingreview.register.register import Register


@dataclass(frozen=True)
class Asked:
    """One of the ten questions: whether it decides, the answer that counts, both as given."""

    question: str
    decides: bool
    says: str
    first: str
    first_at: str
    second: str
    second_at: str


@dataclass(frozen=True)
class Marks:
    """The answers to the ten questions, and the concern that follows from them.

    ``second`` is empty while one reader alone has answered; then they count in no grade.
    """

    concern: str
    agreement: int | None
    first: str
    second: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Seen:
    """What models had seen of the test data."""

    models: tuple[Ref, ...]
    data: tuple[Ref, ...]
    seen: str
    at: str


@dataclass(frozen=True)
class BenchmarkPage:
    """All that the register holds of a benchmark."""

    id: str
    name: str
    class_: str
    tasks: tuple[Ref, ...]
    metric: str
    held_out: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    data: tuple[Ref, ...]
    models: tuple[Ref, ...]
    also_models: str
    baselines: tuple[str, ...]
    facts: tuple[Fact, ...]
    terms: tuple[Terms, ...]
    source: Source
    paper: Ref
    made_models: tuple[Ref, ...]
    made_rivals: tuple[str, ...]
    interests: str
    marks: Marks | None
    exposure: tuple[Seen, ...]
    verdict: str
    outcomes: tuple[tuple[str, int, tuple[str, ...]], ...]
    findings: tuple[Shown, ...]
    claims: tuple[Resting, ...]
    used_by: tuple[Ref, ...]

    @property
    def summary(self) -> str:
        """What it asks of which models, and how its results turn out."""
        names = (one.name for one in self.tasks)
        asked = ", ".join("several tasks" if name == "several" else name for name in names)
        return f"A benchmark of {self.class_} models on {asked}. Results: {self.verdict}."


def describe_benchmark(books: Register, name: str) -> BenchmarkPage:
    """All that the register holds of a benchmark. Raises ``KeyError`` for an id that is none."""
    one = books.benchmarks[name]
    found = benchmarks.findings_of(books, name)
    verdict = benchmarks.verdict(books, name)
    whose = benchmarks.allegiance(books, name)
    quality = books.quality.get(name)
    under = Conditions.model_construct(**{key: getattr(one, key) for key in CONDITIONS})
    used = dict.fromkeys([*index(books).used_by.get(name, ())])
    return BenchmarkPage(
        id=name,
        name=one.name,
        class_=one.class_,
        tasks=tasks_of(books, one.task),
        metric=one.metric,
        held_out=tuple(benchmarks.held_out(books, one)),
        conditions=tuple(conditions_told(under)),
        data=tuple(ref(books, "datasets", each) for each in one.data if each in books.datasets),
        models=tuple(ref(books, "models", each) for each in one.models),
        also_models=one.also_models or "",
        baselines=tuple(one.baselines),
        facts=tuple(facts(one, {})),
        terms=(terms("Code", one.code),),
        source=source(books, name),
        paper=ref(books, "papers", books.paper_of[name]),
        made_models=tuple(ref(books, "models", each) for each in whose.models),
        made_rivals=tuple(whose.rivals),
        interests=whose.interests,
        marks=_marks(quality) if quality else None,
        exposure=tuple(
            Seen(
                tuple(ref(books, "models", each) for each in seen.models),
                tuple(ref(books, "datasets", each) for each in seen.data if each in books.datasets),
                seen.seen, seen.at,
            )
            for seen in one.exposure
        ),
        verdict=verdict.words,
        outcomes=tuple((benchmarks.SAID[part.won], len(part.ids), tuple(part.led))
                       for part in verdict.parts),
        findings=tuple(shown(books, each.id) for each in found),
        claims=resting(books, [each.id for each in found]),
        used_by=tuple(ref(books, "papers", key) for key in used),
    )  # fmt: skip


def _marks(one: Quality) -> Marks:
    asked = []
    for question in QUESTIONS:
        read = getattr(one.first, question)
        again = getattr(one.second, question) if one.second else None
        asked.append(
            Asked(
                plain(question), question in STARRED, one.answer(question), read.says, read.at,
                again.says if again else "", again.at if again else "",
            )
        )  # fmt: skip
    first = f"{one.first.by}, {one.first.date}"
    second = f"{one.second.by}, {one.second.date}" if one.second else ""
    return Marks(one.concern, one.agreement, first, second, tuple(asked))
