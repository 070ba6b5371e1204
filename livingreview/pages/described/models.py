"""A model: what it is, its terms, what it scored against whom and by whose test, its claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from livingreview.figures.scales import count
from livingreview.pages.described.contests import Contest, Tally, contest, tally
from livingreview.pages.described.findings import (
    ABSENT,
    WHOSE,
    Ref,
    Shown,
    Source,
    Value,
    Whose,
    ref,
    shown,
    source,
    value_at,
)
from livingreview.pages.described.index import index
from livingreview.pages.described.untested import Untested, of_model
from livingreview.register import makers, votes
from livingreview.register.claim import RELATIONS
from livingreview.register.fields import Quantity
from livingreview.register.grade import LEVELS
from livingreview.register.register import Register
from livingreview.register.schema import Entry, Kept, Place
from livingreview.register.words import called, quantity


@dataclass(frozen=True)
class Fact:
    """A property of a record: what it is, the value as it is printed, its address."""

    label: str
    text: str
    address: str = ""


@dataclass(frozen=True)
class Terms:
    """Where code, weights or data are, and their license as its owners name it."""

    label: str
    where: str
    license: str
    link: str


@dataclass(frozen=True)
class Result:
    """One finding about a model, its contest in it, and its own values where nothing is set against
    it."""

    finding: Shown
    contest: Contest | None
    values: tuple[tuple[str, Value], ...]
    whose: Whose


@dataclass(frozen=True)
class Group:
    """The results of a model on a task, all with the same unit held out."""

    task: Ref
    held_out: str
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Rival:
    """What a model is set against, and how the contests against it ended, value by value."""

    name: str
    tally: Tally


@dataclass(frozen=True)
class Resting:
    """A claim that names findings about a record: how sure it is, and which of them say what."""

    claim: Ref
    certainty: str
    supports: tuple[str, ...]
    disputes: tuple[str, ...]
    qualifies: tuple[str, ...]

    @property
    def weighs(self) -> bool:
        """Whether one of the findings speaks for or against the claim."""
        return bool(self.supports or self.disputes)


@dataclass(frozen=True)
class ModelPage:
    """All that the register holds of a model."""

    id: str
    name: str
    aliases: tuple[str, ...]
    class_: str
    class_means: str
    year: int
    facts: tuple[Fact, ...]
    terms: tuple[Terms, ...]
    source: Source
    paper: Ref
    tallies: tuple[tuple[Whose, Tally], ...]
    rivals: tuple[Rival, ...]
    groups: tuple[Group, ...]
    untested: tuple[Untested, ...]
    claims: tuple[Resting, ...]
    tested_by_others: tuple[Ref, ...]
    tested_by_makers: tuple[Ref, ...]
    benchmarks: tuple[Ref, ...]

    @property
    def summary(self) -> str:
        """What it is and how its contests ended, in two sentences."""
        return f"A {self.class_} model of {self.year}. {_ended(self)}"


FACTS = {
    "architecture": "Architecture",
    "input_length": "Reads",
    "output": "Predicts",
    "resolution": "Resolution",
    "parameters": "Parameters",
    "training_data": "Trained on",
}


def describe_model(books: Register, name: str) -> ModelPage:
    """All that the register holds of a model. Raises ``KeyError`` for an id that is none."""
    model = books.models[name]
    results = [_result(books, each, name) for each in index(books).about.get(name, ())]
    contests = [one.contest for one in results if one.contest]
    tallies = ((who, tally(one for one in contests if one.whose == who)) for who in WHOSE if who)
    works = books.testers.get(name, [])
    own = [key for key in works if name in books.papers[key].makes]
    return ModelPage(
        id=name,
        name=model.name,
        aliases=tuple(model.aliases),
        class_=model.class_,
        class_means=next(word.definition for word in books.vocabulary.classes
                         if word.id == model.class_),
        year=model.year,
        facts=tuple(facts(model, FACTS)),
        terms=(terms("Code", model.code), terms("Weights", model.weights)),
        source=source(books, name),
        paper=ref(books, "papers", books.paper_of[name]),
        tallies=tuple((who, one) for who, one in tallies if one.total),
        rivals=_rivals(contests),
        groups=tuple(_groups(books, results)),
        untested=tuple(of_model(books, model)),
        claims=resting(books, [one.finding.id for one in results]),
        tested_by_others=tuple(ref(books, "papers", key) for key in works if key not in own),
        tested_by_makers=tuple(ref(books, "papers", key) for key in own),
        benchmarks=tuple(ref(books, "benchmarks", one.id) for one in books.benchmarks.values()
                         if name in one.models),
    )  # fmt: skip


def facts(one: Entry, labels: dict[str, str]) -> Iterator[Fact]:
    """The properties of an entry, those that nobody foresaw last; each unknown says so."""
    for field, label in labels.items():
        value: Quantity = getattr(one, field)
        printable = not isinstance(value.value, str)
        yield Fact(label, quantity(value, one), f"{one.id}/{field}" if printable else "")
    more: dict[str, Quantity] = getattr(one, "more", {})
    for field, value in more.items():
        words = field.replace("-", " ").replace("_", " ")
        yield Fact(words[:1].upper() + words[1:], quantity(value, one), f"{one.id}/more/{field}")


def terms(label: str, kept: Kept) -> Terms:
    """Where something is kept and under which license; a repository by its address."""
    if not isinstance(kept, Place):
        return Terms(label, kept, "", "")
    where = kept.where
    link = where if where.startswith(("https://", "http://")) else ""
    if where.count("/") == 1 and " " not in where and not link:
        link = f"https://github.com/{where}"
    return Terms(label, where, "license unknown" if kept.license in ABSENT else kept.license, link)


def _result(books: Register, name: str, model: str) -> Result:
    finding = shown(books, name)
    found = contest(books, books.findings[name], model)
    own = () if found and found.columns else tuple(_own(books, name, model))
    whose = found.whose if found else finding.whose
    return Result(finding, found, own, whose)


def _own(books: Register, name: str, model: str) -> Iterator[tuple[str, Value]]:
    """The values of a model in a finding, each with where it stands; of several tested none."""
    finding = books.findings[name]
    table = finding.table
    if table is None:
        return
    paper = books.papers[books.paper_of[name]]

    def made(each: str) -> bool:
        return each == model or model in makers.models_behind(books, paper, each)

    units = table.units or [finding.unit] * len(table.columns)
    rows = [row for row in table.rows if row == model] or [row for row in table.rows if made(row)]
    for row in rows:
        for place, column in enumerate(table.columns):
            if table.rows[row][place] is not None:
                alone = len(table.columns) == 1
                yield (
                    "" if alone else called(books, column),
                    value_at(finding, row, place, units[place]),
                )
    for place, column in enumerate(table.columns) if not rows else ():
        if made(column):
            for row, cells in table.rows.items():
                if cells[place] is not None:
                    yield called(books, row), value_at(finding, row, place, units[place])


def _rivals(contests: Sequence[Contest]) -> tuple[Rival, ...]:
    """Every name that a model is set against, the most frequent first."""
    against: dict[str, list[Contest]] = {}
    for one in contests:
        for name in dict.fromkeys(column.rival_name for column in one.columns):
            ahead = [column.won for column in one.columns if column.rival_name == name]
            won = ahead[0] if len(set(ahead)) == 1 else "divided"
            against.setdefault(name, []).append(replace(one, won=won))
        for name in one.rivals if not one.columns and len(one.rivals) == 1 else ():
            against.setdefault(name, []).append(one)
    made = [Rival(name, tally(listed)) for name, listed in against.items()]
    return tuple(sorted((one for one in made if one.tally.total),
                        key=lambda one: (-one.tally.total, one.name.casefold())))  # fmt: skip


def _groups(books: Register, results: Sequence[Result]) -> Iterator[Group]:
    """Results by unit held out, then by task; contests by others first, what is only told last."""
    units = [word.name for word in books.vocabulary.units]
    tasks = [word.id for word in books.vocabulary.tasks]
    found: dict[tuple[str, str], list[Result]] = {}
    for one in results:
        named = [unit for unit in one.finding.held_out.split("; ") if unit in units]
        first = one.finding.tasks[0].id if one.finding.tasks else ""
        key = "; ".join(named), first
        found.setdefault(key, []).append(one)

    def place(key: tuple[str, str]) -> tuple[int, int]:
        unit, task = key[0].split("; ")[0], key[1]
        return (
            units.index(unit) if unit in units else len(units),
            tasks.index(task) if task in tasks else len(tasks),
        )

    order = list(WHOSE)
    for unit, task in sorted(found, key=place):
        listed = sorted(
            found[unit, task],
            key=lambda one: (one.contest is None, not one.values, order.index(one.whose)),
        )
        name = ref(books, "tasks", task) if task else Ref("tasks", "", "")
        yield Group(name, unit, tuple(listed))


def resting(books: Register, findings: Sequence[str]) -> tuple[Resting, ...]:
    """The claims that name one of these findings, the surest first."""
    joined = index(books).claims
    names = dict.fromkeys(name for finding in findings for name in joined.get(finding, ()))
    known = set(findings)
    made = []
    for name in names:
        claim = books.claims[name]
        sides = (
            tuple(one for one in claim.ids(relation) if one in known) for relation in RELATIONS
        )
        certainty = votes.grade(books, name).certainty or ""
        made.append(Resting(ref(books, "claims", name), certainty, *sides))
    rank: dict[str, int] = {word: number for number, word in enumerate(reversed(LEVELS))}
    return tuple(sorted(made, key=lambda one: (rank.get(one.certainty, len(rank)), one.claim.id)))


def _ended(page: ModelPage) -> str:
    """How its contests ended, those by others first."""
    if not page.tallies:
        return "The register holds no contest of it with another model or a simpler method."
    return f"{'; '.join(f'{WHOSE[who]} {ended(one)}' for who, one in page.tallies)}.".replace(
        "by", "Tested by", 1
    )


def ended(one: Tally) -> str:
    """How some contests ended, in words: 42 contests, of which it won 1, lost 29, ..."""
    shown = {"won": "it won", "lost": "lost", "level": "was level in", "divided": "was divided in"}
    parts = [f"{words} {getattr(one, name)}" for name, words in shown.items() if getattr(one, name)]
    return f"in {count(one.total, 'contest')}, {', '.join(parts)}"
