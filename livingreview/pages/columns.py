"""What a table of records can show: for each kind its records, its columns, how it is filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from docutils import nodes

from livingreview.figures import scales
from livingreview.pages import benchmarks
from livingreview.pages.byworks import by_work
from livingreview.pages.described.index import index
from livingreview.problems import did_you_mean
from livingreview.register import strings, words
from livingreview.register.fields import Quantity
from livingreview.register.files import screening
from livingreview.register.files.protocol import NAMES
from livingreview.register.files.quality import QUESTIONS, STARRED, plain
from livingreview.register.register import Register
from livingreview.register.schema import Place
from livingreview.register.vocabulary import Task
from livingreview.text.nodes import (
    Part,
    finding_number,
    joined,
    record,
    record_link,
    strong,
    text,
)

Cell = list[nodes.Element]


class Pen(Protocol):
    """Writes parts of cells, for one page."""

    @property
    def books(self) -> Register:
        """The register of this build."""

    def inline(self, words: str) -> nodes.paragraph:
        """Words that may hold roles."""

    def grade(self, claim: str) -> nodes.Node:
        """The certainty of a claim, linked to it."""

    def chapter(self, name: str) -> nodes.paragraph:
        """A chapter by its title, linked; the bare name where there is no such chapter."""


@dataclass(frozen=True)
class Column:
    """A column: its title, its weight in the width, and what stands in it for an id and record.

    ``joins`` says that what stands in it depends on records of other files than the kind's own;
    ``holds`` names columns of the kind that it shows within its cells; ``card`` is its title where
    each row is a card, far from the words above.
    """

    title: str
    width: int
    cell: Callable[[Pen, str, Any], Cell]
    joins: bool = False
    holds: tuple[str, ...] = ()
    card: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of record: where its records are, by which options they are chosen, its columns."""

    records: Callable[[Register], Mapping[str, Any]]
    columns: Mapping[str, Column]
    shown: str
    by: Mapping[str, Callable[[Register, str, Any], Iterable[str]]] = field(default_factory=dict)
    part: str = ""  # the file that holds them; empty for records of papers and claims
    order: Callable[[Register, str, Any], Any] | None = None  # of the rows; else as recorded

    def column(self, name: str) -> Column:
        """A column by its name; ``more/...`` is a further value. Raises ``ValueError``."""
        if name in self.columns:
            return self.columns[name]
        key = name.removeprefix("more/")
        if key != name:
            return Column(key.replace("_", " ").capitalize(), 12, _quantity(key))
        known = ", ".join(self.columns)
        raise ValueError(f"no column {name}; {did_you_mean(name, self.columns, f'it has {known}')}")


# -- parts of cells -------------------------------------------------------------------------------


def _said(*parts: Part, small: bool = False) -> Cell:
    """Words of a record as they stand there; their numbers are the record's own."""
    return [text(*parts, classes=["recorded", *(["record-meta"] if small else [])])]


def _plain(name: str) -> Callable[[Pen, str, Any], Cell]:
    """A field of plain words, or a list of them."""

    def cell(_: Pen, __: str, one: Any) -> Cell:
        value = getattr(one, name)
        if isinstance(value, (list, tuple)):
            value = ", ".join(map(str, value)) or "none"
        return _said("" if value is None else str(value))

    return cell


def _words(name: str) -> Callable[[Pen, str, Any], Cell]:
    """A field whose words may hold roles."""
    return lambda pen, _, one: [pen.inline(getattr(one, name))] if getattr(one, name) else []


def _quantity(name: str, in_words: bool = False) -> Callable[[Pen, str, Any], Cell]:
    """A value of a model, benchmark or data set; a number is linked to its record.

    ``in_words`` says a large one as readers do: 30 million.
    """

    def cell(_: Pen, __: str, entry: Any) -> Cell:
        path = f"{name}" if hasattr(entry, name) else f"more/{name}"
        value: Quantity | None = getattr(entry, name, None) or entry.more.get(name)
        if value is None:
            return []
        if isinstance(value.value, str):
            return _said(words.quantity(value, entry))
        one = value.value if in_words and isinstance(value.value, (int, float)) else None
        shown = words.value_text(value.value, None) if one is None else scales.number(one)
        number = finding_number("", shown, target=f"{entry.id}/{path}", classes=["finding"])
        blank = "" if value.unit in (None, "%") else " "
        return _said(number, blank + (value.unit or ""))

    return cell


def _license(_: Pen, __: str, entry: Any) -> Cell:
    """The license of code and of weights, where they are kept anywhere."""
    places = [(what, getattr(entry, what)) for what in ("code", "weights")]
    named = {
        what: "license unknown" if place.license == "unknown" else place.license
        for what, place in places if isinstance(place, Place)
    }  # fmt: skip
    if len(named) == 2 and len(set(named.values())) == 1:
        return _said(f"code and weights: {named['code']}")
    return _said("; ".join(f"{what}: {name}" for what, name in named.items()) or "unknown")


def _entry(pen: Pen, name: str, entry: Any) -> Cell:
    """The name of a model, benchmark or data set, linked, and the work it comes from."""
    key = entry.from_ or pen.books.paper_of[name]
    cited = pen.inline(f"{{cite:p}}`{key}`")
    return [text(record(name, entry.name), " ", *cited.children, classes=["recorded"])]


def _units(pen: Pen, _: str, one: Any) -> Cell:
    names = {unit.id: unit.name for unit in pen.books.vocabulary.units}
    return _said(", ".join(names[unit] for unit in one.held_out))


def _findings(name: str) -> Callable[[Pen, str, Any], Cell]:
    """A field that lists findings, by the works they come from."""
    return lambda pen, _, one: _said(*(by_work(pen.books, getattr(one, name)) or ["none recorded"]))


def _evidence(pen: Pen, _: str, one: Any) -> Cell:
    """The grade of the claim that a decision draws on, and its references."""
    cited = pen.inline(f"{{cite:t}}`{','.join(one.references)}`")
    return [text(pen.grade(one.claim)), cited]


def _cited(name: str) -> Callable[[Pen, str, Any], Cell]:
    """A field that lists works, as a sentence names them."""
    return lambda pen, _, one: [pen.inline(f"{{cite:t}}`{','.join(getattr(one, name))}`")]


def _address(_: Pen, __: str, link: Any) -> Cell:
    """An address as it was written, faults included: to be read and not to be followed."""
    return [text(nodes.literal("", link.address), classes=["recorded"])]


def _judged(pen: Pen, _: str, one: Any) -> Cell:
    """A verdict on a statement, and why."""
    why = pen.inline(one.because)
    return [text(strong(f"{one.verdict.capitalize()}."), " ", *why.children)]


def _second(pen: Pen, _: str, one: Any) -> Cell:
    """Whether a second reader agrees with a verdict, and why; where none spoke, that."""
    if not one.second:
        return _said("not given")
    why = pen.inline(one.second.because)
    return [text(strong(f"{one.second.sides.capitalize()}."), " ", *why.children)]


def _became(pen: Pen, _: str, one: Any) -> Cell:
    """The claims that a statement became, by id and with grade, and the section on it."""
    said = [text(record(name, name.replace("-", " ")), " ", pen.grade(name)) for name in one.claims]
    return [*said, pen.inline(f"Section: {{ref}}`{one.at}`")]


def _drawn_on(pen: Pen, _: str, one: Any) -> Cell:
    """The claim that a decision draws on."""
    return _said(record(one.claim, pen.books.claims[one.claim].says))


def _grounds(pen: Pen, name: str, one: Any) -> Cell:
    """The claim that a decision draws on, its grade, and the references."""
    return [*_drawn_on(pen, name, one), *_evidence(pen, name, one)]


def _sentence(pen: Pen, _: str, one: Any) -> Cell:
    """The sentence with its references, its grade and what to say with it: none is left behind."""
    said = pen.inline(f"{one.words} {{cite:p}}`{','.join(one.references)}`")
    said["classes"] += ["sentence", f"sentence--{one.id}"]  # a script puts a button there
    if one.claim:
        said += [nodes.Text(" "), pen.grade(one.claim)]
    else:
        said += [nodes.Text(" ("), *pen.inline(one.words_of).children, nodes.Text(")")]
    if not one.note:
        return [said]
    note = pen.inline(f"Say with it: {one.note}")
    note["classes"] += ["record-meta"]
    return [said, note]


def _terms(pen: Pen, _: str, one: Any) -> Cell:
    return [pen.inline(one.terms), pen.inline(f"Hardware: {one.hardware}")]


def _certainty(pen: Pen, name: str, _: Any) -> Cell:
    return [text(pen.grade(name))]


def _claim(pen: Pen, name: str, claim: Any) -> Cell:
    return _said(record(name, claim.says))


def _tests(pen: Pen, _: str, one: Any) -> Cell:
    names = one.models if hasattr(one, "models") else one.tests
    links: list[Part] = [record(name, _short(pen, name, pen.books.models[name])) for name in names]
    also = getattr(one, "also_models", None) or getattr(one, "also_tests", None)
    listed = joined([*links, *([also] if also else [])])
    return _said(*listed) if listed else _said("none named")


def _short(pen: Pen, name: str, one: Any) -> str:
    """What a model or a data set is called where room is short."""
    return pen.books.vocabulary.short_names.get(name) or str(one.name)


def _held_out(pen: Pen, _: str, one: Any) -> Cell:
    return _said("; ".join(benchmarks.held_out(pen.books, one)) or "unknown")


def _data(pen: Pen, _: str, one: Any) -> Cell:
    """The data sets of a benchmark, those of one family together, and how many it has in all."""
    books = pen.books
    known = [name for name in one.data if name in books.datasets]
    groups: list[list[Part]] = []
    for family in benchmarks.families(books, one):
        links: list[Part] = [
            record(name, _short(pen, name, books.datasets[name]))
            for name in known if (books.datasets[name].family or name) == family
        ]  # fmt: skip
        groups.append(joined(links, " and ") + ([" (one family)"] if len(links) > 1 else []))
    for name in ("data_sets", "datasets"):
        if value := one.more.get(name):
            number: list[Part] = list(_quantity(name)(pen, "", one)[0].children)
            words = isinstance(value.value, str)
            groups.append(["data sets: ", *number] if words else [*number, " data sets in all"])
    if not groups:
        return _said("data not recorded")
    first, *rest = groups
    return _said(*first, *(part for group in rest for part in ("; ", *group)))


def _test(pen: Pen, name: str, one: Any) -> Cell:
    """What a benchmark holds out, on which data, by which metric, below one another."""
    units = "; ".join(benchmarks.held_out(pen.books, one)) or "unit unknown"
    return [*_said(strong(units)), *_data(pen, name, one), *_said(one.metric, small=True)]


_WON = {"model": "models", "other": "others", "level": "level", "mixed": "both in part"}
_WHOSE = {"authors": "its authors' words", "us": "as we judge"}


def _verdict(pen: Pen, name: str, _: Any) -> Cell:
    """Who won, counted over the findings of a benchmark, with a link to each."""
    found = benchmarks.verdict(pen.books, name)
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    said: list[Part] = [strong(found.words[:1].upper() + found.words[1:])]
    for part in found.parts:
        of = f" of {found.total}" if part is found.parts[0] else ""
        words = "" if len(found.parts) == 1 else f"{_WON[part.won]} in {len(part.ids)}{of} "
        mark = " " if not words else ": " if of else "; "
        notes = [", ".join(part.led)] if part.led else []
        for whose, told in _WHOSE.items():
            many = part.words_of.count(whose)
            notes += [told if many == len(part.ids) else f"{many} {told}"] if many else []
        said += [mark, words, "(", *_lettered(part.ids, letters)]
        said += [f"; {'; '.join(notes)})" if notes else ")"]
    for words, ids in (("without a rival", found.alone), ("in words", found.silent)):
        if ids:
            said += [f"; {words} " if len(said) > 1 else " ", "(", *_lettered(ids, letters), ")"]
    return _said(*said)


def _lettered(ids: list[str], letters: Iterator[str]) -> list[Part]:
    """Links to findings by the next letters."""
    return joined([record(each, next(letters, "z")) for each in ids], " ")


def _allegiance(pen: Pen, name: str, _: Any) -> Cell:
    """What the authors of a benchmark made of what it tests; else what is known of interests."""
    found = benchmarks.allegiance(pen.books, name)
    said: list[Part] = []
    if found.models:
        links = [record(each, pen.books.models[each].name) for each in found.models]
        said += ["made ", *joined(links), " (tested)"]
    if found.rivals:
        said += ["; " if said else "", f"made the rival {', '.join(found.rivals)}"]
    if not said:
        known = found.interests not in ("unknown", "none declared")
        said = ["no tested model", *([f"; {found.interests}"] if known else [])]
        said += ["; interests not seen"] if found.interests == "unknown" else []
    return _said(*said)


def _published(pen: Pen, name: str, one: Any) -> Cell:
    """The year of the work that a record comes from."""
    key = getattr(one, "from_", None) or pen.books.paper_of[name]
    return _said(pen.books.references[key].fields.get("year", "unknown"))


def _tested(pen: Pen, name: str, _: Any) -> Cell:
    """How many works test a model whose authors did not make it."""
    books = pen.books
    by = [key for key in books.testers.get(name, []) if name not in books.papers[key].makes]
    others = [key for key in by if key != books.paper_of[name]]
    return _said(str(len(others)))


def _result(_: Pen, name: str, finding: Any) -> Cell:
    """The value of a finding, or how many values its table holds."""
    if finding.source and not finding.source.trusted:
        return _said("not shown")
    if finding.table:
        return _said(record(name, f"a table of {len(finding.table.rows)} rows"))
    if finding.value is None:
        return _said("in words")
    number = finding_number(
        "", words.value_text(finding.value, None), target=name, classes=["finding"]
    )
    return _said(number, f" {finding.unit or ''}".rstrip())


def _predicted(_: Pen, __: str, one: Any) -> Cell:
    """A prediction, and how it will be judged."""
    return [*_said(one.says), *_said(one.how, small=True)]


def _due(_: Pen, __: str, one: Any) -> Cell:
    """The day by which a prediction is judged, and the one it was made on."""
    return [*_said(str(one.judged)), *_said(str(one.made), small=True)]


def _expected(_: Pen, __: str, one: Any) -> Cell:
    """How likely a prediction is held to be, and the reason."""
    how = one.expected
    words = how.words or f"{how.share:.0%}"
    return [*_said(strong(words[:1].upper() + words[1:])), *_said(how.because, small=True)]


def _rests(pen: Pen, _: str, one: Any) -> Cell:
    """The claim and the works of the findings behind a prediction."""
    claim = _said(record(one.claim, "A claim of this review")) if one.claim else []
    return [*claim, *(_findings("findings")(pen, "", one) if one.findings else [])]


def _outcome(_: Pen, __: str, one: Any) -> Cell:
    """What became of a prediction, and why; until then, that it is open."""
    if one.outcome is None:
        return _said("open")
    came = {"yes": "came true", "no": "did not come true"}.get(one.outcome.came, one.outcome.came)
    said = strong(f"{came[:1].upper()}{came[1:]}, {one.outcome.on}")
    return [*_said(said), *_said(one.outcome.because, small=True)]


def _claims(pen: Pen, _: str, row: Any) -> Cell:
    """The claims that a work may change."""
    links = (record(name, words.begun(pen.books, name)) for name in row.claims)
    return _said(*joined(links, "; ")) if row.claims else []


def _work(pen: Pen, name: str, one: Any) -> Cell:
    """The work of a finding or of a paper's file."""
    return [pen.inline(f"{{cite:t}}`{getattr(one, 'from_', None) or pen.books.paper_of[name]}`")]


def _read(pen: Pen, _: str, one: Any) -> Cell:
    """Who read a benchmark, and in how many answers two readers agree."""
    if one.second is None:
        return _said(f"{one.first.by}; the second reading is owed")
    return _said(f"{one.first.by} and {one.second.by}: {one.agreement} of {len(QUESTIONS)} alike")


def _answer(question: str) -> Callable[[Pen, str, Any], Cell]:
    """The worse of two answers; the mark says that the readers differ."""
    return lambda _, __, one: _said(
        one.answer(question).replace("not reported", "–")
        + ("\N{NO-BREAK SPACE}≠" if one.differ(question) else "")
    )


@dataclass(frozen=True)
class _Exposed:
    """What a benchmark says of models and test data: ids of models, of data sets, and its own."""

    models: list[str]
    data: list[str]
    seen: str
    benchmark: list[str]
    at: str


def _exposed(books: Register) -> Mapping[str, Any]:
    told = [(bench, one) for bench in books.benchmarks.values() for one in bench.exposure]
    return {
        str(number): _Exposed(one.models, one.data or bench.data, one.seen, [bench.id], one.at)
        for number, (bench, one) in enumerate(told)
    }


def _named(field_: str) -> Callable[[Pen, str, Any], Cell]:
    """The names of records, linked."""

    def cell(pen: Pen, _: str, one: Any) -> Cell:
        every = {**pen.books.models, **pen.books.datasets, **pen.books.benchmarks}
        return _said(*joined([record(name, every[name].name) for name in getattr(one, field_)]))

    return cell


def _asked(question: str) -> str:
    """The number of a question, with the star of those that decide."""
    return f"{list(QUESTIONS).index(question) + 1}{'*' if question in STARRED else ''}"


def _received(_: Pen, __: str, run: Any) -> Cell:
    """How many works came, and why a run is not whole or what was not kept of it."""
    many = f"{run.received} of {run.total}" if run.total != "unknown" else f"{len(run.ids)} kept"
    many += f", {len(run.ids)} of them listed" if run.dropped else ""
    told = f"failed: {run.failed}" if run.failed else f"not kept: {run.not_kept}"
    return _said(f"{many}; {told}" if run.failed or run.not_kept else many)


def _form(_: Pen, __: str, one: Any) -> Cell:
    """What a string asks for: its lists of words, or how a source without strings is sorted."""
    if one.cites:
        return _said("what cites a benchmark of the register that PubMed lists")
    if one.all:
        return _said(" and ".join(one.all))
    of = f", of {', '.join(one.categories)}" if one.categories else ""
    return _said(f"all works day by day{of}, kept if they fit one of {', '.join(one.like)}")


def _opinion(name: str) -> Callable[[Pen, str, Any], Cell]:
    """What one of two readers answered."""
    return lambda _, __, row: _said(getattr(row, name).word if getattr(row, name) else "not read")


def _sent(_: Pen, __: str, run: Any) -> Cell:
    return [text(nodes.literal("", run.string))] if run.string else _said("none")


# -- metrics of predicted responses ---------------------------------------------------------------


def _of_responses(name: str) -> Callable[[Pen, str, Any], Cell]:
    """What a metric does, in words that follow from its equation or cite a work."""

    def cell(pen: Pen, _: str, metric: Any) -> Cell:
        if not metric.responses:
            return []
        said = pen.inline(getattr(metric.responses, name))
        said["classes"].append("recorded")
        return [said]

    return cell


def _equation(pen: Pen, _: str, metric: Any) -> Cell:
    """The formula, and the works that define the metric so."""
    said = metric.responses
    if not said:
        return []
    tex = said.equation
    made: Cell = [nodes.math_block(tex, tex, nowrap=False, number=None, label=None)]
    if said.references:
        sources = pen.inline(f"{{cite:p}}`{','.join(said.references)}`")
        sources["classes"].append("record-meta")
        made.append(sources)
    return made


def _reported(pen: Pen, name: str, metric: Any) -> Cell:
    """The benchmarks that score by a metric, then the other works with a value of it."""
    if not metric.responses:
        return []
    books = pen.books
    found = books.scored_by.get(name, [])
    benchmarks = [one for one in found if one in books.benchmarks]
    named: list[Part] = [record(one, books.benchmarks[one].name) for one in benchmarks]
    told = {books.paper_of[one] for one in benchmarks}
    others: dict[str, list[str]] = {}
    for one in found:
        if books.paper_of[one] not in told:
            others.setdefault(books.paper_of[one], []).append(one)
    for key, values in others.items():
        named.append(record(values[0], books.references[key].short))
    return _said(*joined(named, "; ")) if named else _said("none recorded")


# -- by what records are chosen -------------------------------------------------------------------


def _class(_: Register, __: str, one: Any) -> list[str]:
    return [one.class_]


def _tasks(books: Register, _: str, one: Any) -> list[str]:
    """The ids and spellings of the tasks that a record names."""
    found = books.vocabulary.tasks_in(one.task)
    return [word for task in found for word in (task.id, *task.spellings)]


def _first_unit(books: Register, _: str, one: Any) -> list[str]:
    """The first unit that a benchmark holds out, by each of its spellings."""
    first = (benchmarks.held_out(books, one) or ["unknown"])[0]
    return [first, *(each for each, name in books.vocabulary.unit_names.items() if name == first)]


def _by_unit(books: Register, name: str, one: Any) -> tuple[int, str, str]:
    """Benchmarks in the order of the units that they hold out first, then by year."""
    order = [unit.name for unit in books.vocabulary.units]
    first = _first_unit(books, name, one)[0]
    year = books.references[books.paper_of[name]].fields.get("year", "")
    return order.index(first) if first in order else len(order), year, str(one.name).lower()


def _response_tasks(books: Register, _: str, metric: Any) -> list[str]:
    """The ids and spellings of the tasks in which a metric scores predicted responses."""
    if not metric.responses:
        return []
    known, words = {task.id: task for task in books.vocabulary.tasks}, books.vocabulary
    return [word for name in words.response_tasks for word in (name, *known[name].spellings)]


def _family(_: Register, name: str, data: Any) -> list[str]:
    return [data.family or name]


def _chapter(books: Register, name: str, one: Any) -> list[str]:
    return [getattr(one, "chapter", None) or books.chapter_of[name]]


def _list(name: str) -> Callable[[Register], Mapping[str, Any]]:
    """Records that have no ids among all records: by their place."""

    def rows(books: Register) -> Mapping[str, Any]:
        part, _, inner = name.partition(".")
        whole = getattr(books, part)
        listed = (getattr(whole, inner) if whole else ()) if inner else whole
        return {getattr(one, "id", str(place)): one for place, one in enumerate(listed)}

    return rows


@dataclass(frozen=True)
class _Rule:
    """A line of the protocol that is a sentence of its own."""

    what: str
    says: str


def _rules(books: Register) -> Mapping[str, Any]:
    plan = books.protocol
    if plan is None:
        return {}
    rules = [_Rule("Why it is kept up to date", plan.why_living)]
    rules += [_Rule("Ends", plan.retire_when)]
    rules += [_Rule("Not done", one) for one in plan.not_done]
    return {str(number): rule for number, rule in enumerate(rules)}


@dataclass(frozen=True)
class _Words:
    """A list of words by which works are searched."""

    name: str
    words: tuple[str, ...]


def _word_lists(books: Register) -> Mapping[str, Any]:
    """The lists of the protocol, and the names of models, which are made."""
    if books.protocol is None:
        return {}
    lists = {**books.protocol.words, NAMES: strings.model_names(books)}
    return {name: _Words(name, words) for name, words in lists.items()}


@dataclass(frozen=True)
class _Count:
    """How many works have a verdict, and by which criterion."""

    verdict: str
    criterion: str
    works: int


def _flow(books: Register) -> Mapping[str, Any]:
    """Every work that was found, counted by what became of it."""
    every = screening.every(books.references, books.screening)
    counted = Counter((row.verdict, row.criterion) for row in every)
    return {f"{one[0]} {one[1]}": _Count(*one, number) for one, number in counted.items()}


def _by_id(name: str) -> Callable[[Register], Mapping[str, Any]]:
    return lambda books: getattr(books, name)


def _standing(field_: str, kind: str) -> Callable[[Pen, str, Any], Cell]:
    """The name of a row's wall or cause."""

    def cell(pen: Pen, _: str, one: Any) -> Cell:
        listed = getattr(pen.books.causes, kind)
        return _said(next(each.name for each in listed if each.id == getattr(one, field_)))

    return cell


def _explained(pen: Pen, _: str, cause: Any) -> Cell:
    """The walls at which findings speak for a cause."""
    file = pen.books.causes
    assert file is not None  # the table is refused without it
    found = {row.wall for row in file.rows if row.cause == cause.id and row.for_}
    return _said(", ".join(wall.name for wall in file.walls if wall.id in found) or "none")


_ENTRY = {
    "class": Column("Class", 10, lambda _, __, one: _said(one.class_)),
    "year": Column("Year", 6, _plain("year")),
}
_WORD = {
    "name": Column("Word", 20, lambda _, __, word: _said(strong(word.name))),
    "aliases": Column("Also", 25, _plain("aliases")),
    "definition": Column("Meaning", 55, _plain("definition")),
}


_RESPONSES = {
    "metric": Column("Metric", 16, lambda _, __, metric: _said(strong(metric.name))),
    "equation": Column("Equation", 30, _equation),
    "rewards": Column("Rewards", 30, _of_responses("rewards")),
    "no_change": Column("No change scores", 18, _of_responses("no_change")),
    "train_mean": Column("The training mean scores", 20, _of_responses("train_mean")),
    "scale": Column("Size of the prediction", 18, _of_responses("scale")),
    "shared": Column("Shared response", 18, _of_responses("shared")),
    "ceiling": Column("A replicate scores", 18, _of_responses("ceiling")),
    "reported": Column("Reported by", 20, _reported, joins=True),
}


def _task_page(_: Pen, name: str, task: Task) -> Cell:
    """A task by its name, which leads to its page where the output has one; what it means."""
    link = record_link("", task.name, record=name, kind="tasks", records=[])
    return [*_said(link), *_said(task.definition, small=True)]


def _task_units(pen: Pen, _: str, task: Task) -> Cell:
    return _said(
        ", ".join(pen.books.vocabulary.unit_names[unit] for unit in task.held_out) or "any"
    )


def _models_tested(pen: Pen, name: str, _: Task) -> Cell:
    return _said(str(len(index(pen.books).testers(name))))


def _findings_on(pen: Pen, name: str, _: Task) -> Cell:
    return _said(str(len(index(pen.books).on_task.get(name, {}))))


_TASK = {
    "task": Column("Task", 46, _task_page),
    "class": Column("Class", 16, lambda _, __, task: _said(", ".join(task.classes) or "any")),
    "held_out": Column("Held out", 16, _task_units),
    "tested": Column("Models tested", 11, _models_tested, joins=True),
    "findings": Column("Findings", 11, _findings_on, joins=True),
}


def _of_words(kind: str) -> Kind:
    metrics = kind == "metrics"
    return Kind(
        lambda books: {word.id: word for word in getattr(books.vocabulary, kind)},
        _WORD | (_RESPONSES if metrics else {}) | (_TASK if kind == "tasks" else {}),
        "name definition",
        {"task": _response_tasks} if metrics else {}, part="vocabulary",
    )  # fmt: skip


KINDS: dict[str, Kind] = {
    "models": Kind(
        _by_id("models"),
        _ENTRY
        | {
            "name": Column("Model", 20, _entry),
            "aliases": Column("Also", 12, _plain("aliases")),
            "architecture": Column("Architecture", 24, _quantity("architecture")),
            "input_length": Column("Input", 11, _quantity("input_length")),
            "output": Column("Output", 20, _quantity("output")),
            "resolution": Column("Bin", 9, _quantity("resolution")),
            "parameters": Column("Parameters", 11, _quantity("parameters", in_words=True)),
            "training_data": Column("Trained on", 16, _quantity("training_data")),
            "license": Column("License", 18, _license),
            "cells": Column("Cells", 10, _quantity("cells", in_words=True)),
            "tested": Column("Tested by others", 8, _tested),
        },
        "name year input_length output parameters license",
        {"class": _class},
    ),
    "datasets": Kind(
        _by_id("datasets"),
        _ENTRY
        | {
            "name": Column("Data set", 20, _entry),
            "modality": Column("Modality", 14, _quantity("modality")),
            "perturbation_type": Column("Perturbed by", 14, _quantity("perturbation_type")),
            "perturbations": Column("Perturbations", 16, _quantity("perturbations")),
            "contexts": Column("Contexts", 14, _quantity("contexts")),
            "profiles": Column("Profiles", 14, _quantity("profiles")),
            "access": Column("Access", 14, _quantity("access")),
            "license": Column("License", 12, _quantity("license")),
        },
        "name year perturbation_type perturbations contexts profiles",
        {"family": _family},
    ),
    "benchmarks": Kind(
        _by_id("benchmarks"),
        _ENTRY
        | {
            "name": Column("Benchmark", 20, _entry),
            "year": Column("Year", 5, _published),
            "task": Column("Task", 20, _plain("task")),
            "held_out": Column("Held out", 9, _held_out),
            "data": Column("Data", 14, _data),
            "models": Column("Models", 16, _tests),
            "baselines": Column("Baselines", 16, _plain("baselines")),
            "metric": Column("Metric", 10, _plain("metric")),
            "verdict": Column("Who is ahead", 22, _verdict),
            "allegiance": Column("Authors made", 16, _allegiance),
            "test": Column("Held out; data; metric", 20, _test),
        },
        "name test models baselines verdict allegiance",
        {"class": _class, "task": _tasks, "held_out": _first_unit},
        order=_by_unit,
    ),
    "findings": Kind(
        _by_id("findings"),
        {
            "says": Column("Finding", 40, lambda _, name, one: _said(record(name, one.says))),
            "result": Column("Result", 15, _result),
            "metric": Column("Metric", 15, _plain("metric")),
            "models": Column("Models", 15, _tests),
            "work": Column("Work", 15, _work),
        },
        "says result metric work",
        {"task": _tasks},
    ),
    "claims": Kind(
        _by_id("claims"),
        {
            "says": Column("Claim", 45, _claim),
            "certainty": Column("Certainty", 15, _certainty),
            "counter": Column("Against", 40, _plain("counter")),
            "reviewed": Column("Judged", 10, _plain("reviewed")),
        },
        "says certainty counter",
        {"chapter": _chapter},
    ),
    "papers": Kind(
        _by_id("papers"),
        {
            "work": Column("Work", 30, lambda pen, key, _: [pen.inline(f"{{cite:t}}`{key}`")]),
            "review": Column("Review", 15, _plain("review")),
            "posted": Column("Preprint", 15, _plain("posted")),
            "published": Column("Version of record", 15, _plain("published")),
            "interests": Column("Interests", 30, _plain("interests")),
        },
        "work review posted published interests",
    ),
    "decisions": Kind(
        _by_id("decisions"),
        {
            "question": Column("Question", 16, _words("question")),
            "class": Column("Class", 10, lambda pen, _, one: [pen.chapter(one.class_)]),
            "start": Column("Start with", 16, _words("start")),
            "baseline": Column("Baseline to beat", 14, _words("baseline")),
            "held_out": Column("Hold out", 9, _units),
            "check": Column("Check first", 14, _words("check")),
            "terms": Column("Terms; hardware", 15, _terms),
            "evidence": Column("Evidence", 16, _evidence),
            "claim": Column("Claim", 16, _drawn_on, joins=True),
            "grounds": Column("Claim", 24, _grounds, joins=True, holds=("certainty",)),
            "certainty": Column(
                "Certainty", 10, lambda pen, _, one: [text(pen.grade(one.claim))], joins=True
            ),
            "references": Column("References", 12, _cited("references")),
        },
        "question start baseline held_out check terms evidence",
        {"class": _class},
        "decisions",
    ),
    "sentences": Kind(
        _by_id("sentences"),
        {
            "words": Column("Sentence, references and grade", 100, _sentence),
        },
        "words",
        {"chapter": _chapter},
        "sentences",
    ),
    "causes": Kind(
        _list("causes.causes"),
        {
            "name": Column("Cause", 22, lambda _, __, one: _said(strong(one.name))),
            "says": Column("What it holds", 40, _words("says")),
            "remedy": Column("What would help", 38, _words("remedy")),
            "test": Column("What would tell it apart", 30, _words("test")),
            "walls": Column("Walls with findings for it", 24, _explained),
        },
        "name says remedy",
        part="causes",
    ),
    "walls": Kind(
        _list("causes.rows"),
        {
            "wall": Column("Wall", 16, _standing("wall", "walls")),
            "cause": Column("Cause", 20, _standing("cause", "causes")),
            "for": Column("For", 32, _findings("for_")),
            "against": Column("Against", 32, _findings("against")),
            "note": Column("Note", 20, _words("note")),
        },
        "wall cause for against",
        {"wall": lambda _, __, row: [row.wall], "cause": lambda _, __, row: [row.cause]},
        "causes",
    ),
    "post-links": Kind(
        _list("post.links"),
        {
            "words": Column("Link in the post", 18, _plain("words")),
            "address": Column("Address", 40, _address),
            "works": Column("Work as cited", 22, _cited("works")),
            "chapter": Column("Chapter", 20, lambda pen, _, one: [pen.chapter(one.chapter)]),
        },
        "words address works chapter",
        part="post",
    ),
    "post-statements": Kind(
        _list("post.statements"),
        {
            "says": Column("Statement", 22, _plain("says")),
            "verdict": Column("Verdict, and why", 36, _judged),
            "second": Column("Second opinion", 24, _second),
            "claims": Column("Claims it became", 18, _became, joins=True),
        },
        "says verdict second claims",
        {"verdict": lambda _, __, one: [one.verdict]},
        "post",
    ),
    "predictions": Kind(
        _by_id("predictions"),
        {
            "says": Column("Prediction", 40, _plain("says")),
            "whole": Column("Prediction, and how it is judged", 60, _predicted),
            "made": Column("Made", 12, _plain("made")),
            "judged": Column("Judged on", 12, _plain("judged")),
            "how": Column("How", 34, _plain("how")),
            "due": Column("Judged by, made on", 18, _due),
            "expected": Column("How likely, and why", 32, _expected),
            "rests": Column("Rests on", 18, _rests, joins=True),
            "outcome": Column("Outcome", 12, _outcome),
        },
        "whole due expected rests outcome",
        part="predictions",
    ),
    "questions": Kind(
        _list("protocol.questions"),
        {"asks": Column("Question", 100, _plain("asks"))},
        "asks",
        part="protocol",
    ),
    "eligibility": Kind(
        _list("protocol.eligibility"),
        {
            "id": Column("Criterion", 25, _plain("id")),
            "kind": Column("Is taken in or left out", 20, _plain("kind")),
            "says": Column("A work that", 55, _plain("says")),
        },
        "id kind says",
        part="protocol",
    ),
    "sources": Kind(
        _list("protocol.sources"),
        {
            "name": Column("Source", 25, _plain("name")),
            "how": Column("How", 50, _plain("how")),
            "every": Column("How often", 25, _plain("every")),
        },
        "name how every",
        part="protocol",
    ),
    "strings": Kind(
        _list("protocol.strings"),
        {
            "id": Column("String", 18, _plain("id")),
            "platform": Column("Sent to", 14, _plain("platform")),
            "form": Column("A work holds a word of each list", 48, _form),
            "first": Column("From", 12, _plain("first")),
        },
        "id platform form first",
        part="protocol",
    ),
    "words": Kind(
        _word_lists,
        {
            "name": Column("List", 16, lambda _, __, one: _said(strong(one.name))),
            "words": Column("Words", 84, _plain("words")),
        },
        "name words",
        part="protocol",
    ),
    "steps": Kind(
        _list("protocol.steps"),
        {
            "does": Column("Step", 50, _plain("does")),
            "by": Column("By", 25, _plain("by")),
            "every": Column("How often", 25, _plain("every")),
        },
        "does by every",
        part="protocol",
    ),
    "protocol": Kind(
        _rules,
        {
            "what": Column("Rule", 25, lambda _, __, one: _said(strong(one.what))),
            "says": Column("What holds", 75, _plain("says")),
        },
        "what says",
        part="protocol",
    ),
    "searches": Kind(
        _by_id("searches"),
        {
            "day": Column("Day", 10, _plain("day")),
            "source": Column("Source", 14, _plain("source")),
            "platform": Column("Through", 14, _plain("platform")),
            "kind": Column("Kind", 8, _plain("kind")),
            "string": Column("As sent", 30, _sent),
            "coverage": Column("Covers", 12, _plain("coverage")),
            "received": Column("Received", 12, _received),
        },
        "day source platform kind string coverage received",
        part="search",
    ),
    "screening": Kind(
        _list("screening"),
        {
            "title": Column("Work", 34, _plain("title")),
            "work": Column("Identifier", 18, _plain("work")),
            "verdict": Column("Verdict", 10, _plain("verdict")),
            "criterion": Column("Criterion", 12, _plain("criterion")),
            "because": Column("Reason", 30, _plain("because")),
            "by": Column("Read by", 14, _plain("by")),
            "claims": Column("May change", 24, _claims),
            "first": Column("First reader", 12, _opinion("first")),
            "second": Column("Second reader", 12, _opinion("second")),
            "date": Column("Day", 10, _plain("date")),
        },
        "title work verdict criterion because date",
        {"verdict": lambda _, __, row: [row.verdict]},
        "screening",
    ),
    "reporting": Kind(
        _by_id("reporting"),
        {
            "asks": Column("What is asked", 40, _plain("asks")),
            "of": Column("Item", 20, _plain("of")),
            "done": Column("Done", 10, _plain("done")),
            "how": Column("How, or why not", 30, _plain("how")),
        },
        "asks of done how",
        part="reporting",
    ),
    "flow": Kind(
        _flow,
        {
            "verdict": Column("Verdict", 30, _plain("verdict")),
            "criterion": Column("Criterion", 40, _plain("criterion")),
            "works": Column("Works", 30, _plain("works")),
        },
        "verdict criterion works",
        part="screening",
    ),
    "quality": Kind(
        _by_id("quality"),
        {
            "benchmark": Column(
                "Benchmark", 18,
                lambda pen, name, _: _said(record(name, pen.books.benchmarks[name].name)),
            ),
            "concern": Column("Concern", 9, lambda _, __, one: _said(one.concern)),
            "readings": Column("Read by", 30, _read),
        }
        | {
            name: Column(_asked(name), 8, _answer(name), card=f"{_asked(name)} {name}")
            for name in QUESTIONS
        },
        "benchmark concern readings",
        {"class": lambda books, name, _: [books.benchmarks[name].class_]},
        "quality",
    ),
    "exposure": Kind(
        _exposed,
        {
            "models": Column("Models", 24, _named("models")),
            "data": Column("Test data", 24, _named("data")),
            "seen": Column("Seen", 12, _plain("seen")),
            "benchmark": Column("Says the benchmark", 18, _named("benchmark")),
            "at": Column("Where", 22, _plain("at")),
        },
        "models data seen benchmark at",
        {"class": lambda books, _, one: [books.benchmarks[one.benchmark[0]].class_]},
    ),
    "questions-asked": Kind(
        lambda _: {name: _Rule(f"{_asked(name)} {name}", plain(name)) for name in QUESTIONS},
        {
            "number": Column("Question", 20, _plain("what")),
            "asks": Column("What holds of a sound test", 80, _plain("says")),
        },
        "number asks",
        part="quality",
    ),
    **{kind: _of_words(kind) for kind in ("classes", "units", "contrasts", "tasks", "metrics")},
}  # fmt: skip
