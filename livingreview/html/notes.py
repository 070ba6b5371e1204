"""What a note says of a work, a record, a number or a claim: the words of previews and margin.

Pure: the register comes in, plain text goes out. Nothing here is mark-up; who shows a note escapes
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from livingreview.pages.described.papers import venue
from livingreview.references.latex import plain
from livingreview.references.style import ADDRESSES, address, preprint_parts
from livingreview.register import makers, votes, words
from livingreview.register.conditions import conditions
from livingreview.register.fields import Quantity
from livingreview.register.finding import Finding
from livingreview.register.register import AnyRecord, Cell, Register
from livingreview.register.schema import Benchmark, DataSet, Entry, Model, Paper
from livingreview.register.vocabulary import Task

REVIEWED = {
    "peer-reviewed": "peer-reviewed",
    "preprint": "preprint",
    "company": "company report",
    "note": "note, not reviewed",
}
_ABSENT = ("unknown", "not applicable")
_NAMED = 2  # models that are named before the rest is counted


@dataclass(frozen=True)
class Note:
    """A title, what it says, where it is from and how sure that is, links to follow.

    ``sentence`` tells a title that is one; ``grade`` is the certainty of a claim in shapes and
    words, ``value`` a recorded value, ``links`` are labels and addresses.
    """

    title: str
    sentence: bool = False
    text: str = ""
    grade: str = ""
    value: str = ""
    meta: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    def data(self) -> dict[str, object]:
        """What is not empty, for a script."""
        return {name: value for name, value in vars(self).items() if value}


def work(books: Register, key: str) -> Note:
    """A work: title; authors, year, journal or server; review status and whose it is."""
    reference = books.references[key]
    fields = reference.fields
    cited = " ".join(filter(None, (fields["short_author"], reference.dated)))
    paper = books.papers.get(key)
    status = _listed(REVIEWED[paper.review], whose(books, paper)) if paper else ""
    return Note(
        title=plain(fields["title"]),
        text=_listed(cited, venue(fields)),
        meta=(status,) if status else (),
        links=tuple(_identifiers(fields)),
    )


def whose(books: Register, paper: Paper) -> str:
    """Whether a paper's authors made a model or method that it is about; empty if it tests none."""
    if paper.models:
        return f"by the makers of {_some([one.name for one in paper.models])}"
    records: list[Finding | Benchmark] = [*paper.findings, *paper.benchmarks]
    return _allegiance(books, paper, {name for one in records for name in _tested(one)})


def _tested(one: Finding | Benchmark) -> list[str]:
    """The models and methods that are measured."""
    if isinstance(one, Benchmark):
        return one.models
    sides = (*one.sides.model, *one.sides.other) if one.sides else ()
    return [*one.tests, *sides]


def _allegiance(books: Register, paper: Paper, tested: Iterable[str]) -> str:
    """Whether the authors of a paper made any of these models and methods."""
    listed = sorted(set(tested))
    own = [name for name in listed if makers.is_own(books, paper, name)]
    models = [books.models[name].name for name in own if name in books.models]
    if models:
        return f"some of its authors made {_some(models)}"
    if own:
        return "with a method of its authors"
    return "by others" if any(name in books.models for name in listed) else ""


def _some(named: list[str]) -> str:
    if len(named) > _NAMED + 1:
        return f"{', '.join(named[:_NAMED])} and {len(named) - _NAMED} more models"
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


def _identifiers(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    known = next((kind for kind in ADDRESSES if fields.get(kind)), "")
    if known:
        yield ADDRESSES[known][0] + fields[known], address(known, fields[known])
    elif fields.get("url"):
        yield "web page", fields["url"]
    if fields.get("preprint"):
        server, _, link = preprint_parts(fields["preprint"])
        yield f"preprint on {server}", link


def claim(books: Register, name: str) -> Note:
    """A claim: its sentence, its grade, what speaks against it."""
    record = books.claims[name]
    grade = votes.grade(books, name)
    shown = f"{words.SHAPES[grade.certainty]} {grade.words}".lstrip()
    return Note(record.says, True, text=f"Against: {record.counter}", grade=shown)


def record(books: Register, name: str) -> Note:
    """A finding with its conditions, a model, benchmark or data set in one line, and its source."""
    kind = books.kind_of(name)
    assert kind and kind != "claims"
    one: AnyRecord = getattr(books, kind)[name]
    if isinstance(one, Finding):
        title, text = (
            capital(one.says),
            ". ".join(part.rstrip(".") for part in _conditions(books, one)),
        )
    else:
        title, text = one.name, "; ".join(_facts(books, one))
    return Note(title, isinstance(one, Finding), text, meta=tuple(_source(books, name)))


def task(task: Task) -> Note:
    """A task: its name, what models are asked."""
    return Note(capital(task.name), text=task.definition)


def number(books: Register, target: str) -> Note:
    """The value at an address: what it is, as it is recorded, its conditions and its source."""
    cell = books.cell(target)
    whole = record(books, cell.record)
    path = target.partition("/")[2]
    value = words.show(cell)
    if cell.kind != "findings":
        return Note(cell.says, value=value, meta=tuple(_source(books, cell.record, cell)))
    finding = books.findings[cell.record]
    place = ", ".join(words.called(books, part) for part in path.split("/") if part)
    if not path and finding.interval:
        ends = words.value_text(finding.interval, finding.unit)
        value = f"{value} ({finding.interval_kind} {ends})"
    meta = tuple(_source(books, cell.record, cell))
    shown = f"{place}: {value}" if place else value
    return Note(whole.title, True, whole.text, value=shown, meta=meta)


def capital(text: str) -> str:
    """A phrase as the head of a note; names such as scGPT keep their small letter."""
    first = re.match(r"[a-z]{2,}(?![A-Za-z\d_])|a ", text)
    return text[:1].upper() + text[1:] if first else text


def _conditions(books: Register, finding: Finding) -> Iterator[str]:
    """What its values hold under, most telling first."""
    under = conditions(books, finding)
    data = [books.datasets[name].name if name in books.datasets else name for name in under.data]
    given = (
        ("", _listed(under.metric or "", under.statistic or "")),
        ("Data: ", ", ".join(data)),
        ("Held out: ", under.held_out or ""),
        ("How: ", under.rule or ""),
        ("Cases: ", _count(under.n)),
    )
    for label, value in given:
        if value and value not in _ABSENT:
            yield f"{label}{value}"


def _count(cases: Quantity | None) -> str:
    if cases is None or isinstance(cases.value, str):
        return ""
    return words.value_text(cases.value, cases.unit)


def _facts(books: Register, one: Model | Benchmark | DataSet) -> Iterator[str]:
    """What an entry is, in a few words."""
    if isinstance(one, Model):
        classes = {word.id: word.name for word in books.vocabulary.classes}
        yield _listed(classes.get(one.class_, one.class_), str(one.year))
        yield from _known(one, {"architecture": "", "input_length": "reads ", "parameters": ""})
    elif isinstance(one, Benchmark):
        yield _listed(one.task, one.metric)
        yield from [f"compared with {', '.join(one.baselines)}"] if one.baselines else []
    else:
        yield from _known(one, {"modality": "", "perturbation_type": "", "perturbations": "",
                                "contexts": "", "profiles": ""})  # fmt: skip


def _known(one: Entry, labels: dict[str, str]) -> Iterator[str]:
    for name, before in labels.items():
        quantity: Quantity = getattr(one, name)
        shown = words.quantity(quantity, one)
        if shown not in _ABSENT:
            bare = not isinstance(quantity.value, str) and not quantity.unit
            yield f"{before}{shown}{f' {name}' if bare else ''}"


def _source(books: Register, name: str, cell: Cell | None = None) -> Iterator[str]:
    """Whose words or values, where they are written, how and when that was seen."""
    one: AnyRecord = getattr(books, books.kind_of(name) or "")[name]
    home = books.paper_of[name]
    key = cell.citekey if cell else one.from_ or home
    where, check = (cell.at, cell.checked) if cell else (one.at, one.checked)
    yield _listed(books.short(key), where)
    status = ""
    if check.how == "computed":
        status = "by this book, not reviewed"
    elif key == home:  # of another work's words this paper's status says nothing
        status = _status(books, one)
    seen = f"{words.HOW[check.how]} on {check.date}"
    yield f"{seen}; {status}" if status else seen


def _status(books: Register, one: AnyRecord) -> str:
    """Review status of a record, and whether its authors made what it is about."""
    paper = books.papers[books.paper_of[one.id]]
    if not isinstance(one, Finding):
        return REVIEWED[paper.review]
    return _listed(REVIEWED[books.review(one.id)], _allegiance(books, paper, _tested(one)))


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
