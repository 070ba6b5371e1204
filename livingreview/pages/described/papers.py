"""A paper: title, status and dates, interests, whose models it is about, all records of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pybtex.database.input.bibtex import split_name_list

from livingreview.pages.described.findings import Ref, Shown, ref, shown
from livingreview.pages.described.models import Resting, resting
from livingreview.references.latex import plain
from livingreview.references.style import ADDRESSES, address, listed, preprint_parts
from livingreview.register.files.screening import identifiers_of
from livingreview.register.register import Register
from livingreview.register.words import called

VENUES = ("journal", "booktitle", "howpublished", "publisher", "school")


@dataclass(frozen=True)
class Step:
    """Something that happened to a work: the day, where that is known, and what."""

    day: str
    what: str
    link: str = ""


@dataclass(frozen=True)
class PaperPage:
    """All that the register holds of a work.

    ``authors`` are as the bibliography prints them, ``cited`` as the text cites them.
    """

    id: str
    short: str
    title: str
    authors: str
    cited: str
    venue: str
    year: str
    identifiers: tuple[tuple[str, str], ...]
    review: str
    history: tuple[Step, ...]
    interests: str
    interests_seen: str
    makes: tuple[Ref, ...]
    not_makers: tuple[tuple[Ref, str], ...]
    tests: tuple[Ref, ...]
    methods: tuple[str, ...]
    models: tuple[Ref, ...]
    benchmarks: tuple[Ref, ...]
    datasets: tuple[Ref, ...]
    findings: tuple[Shown, ...]
    claims: tuple[Resting, ...]

    @property
    def summary(self) -> str:
        """Who published what where, and how much of it the register holds."""
        where = f" {self.venue}, {self.year}." if self.venue else f" {self.year}."
        review = self.review[:1].upper() + self.review[1:]
        return f"{self.title}. {self.cited.rstrip('.')}.{where} {review}."


def describe_paper(books: Register, name: str) -> PaperPage:
    """All that the register holds of a work. Raises ``KeyError`` for a citekey that has no file."""
    paper, reference = books.papers[name], books.references[name]
    fields = reference.fields
    names = [each.id for each in paper.findings]
    return PaperPage(
        id=name,
        short=reference.short,
        title=plain(fields.get("title", name)),
        authors=listed(split_name_list(fields.get("author", ""))) or plain(fields["short_author"]),
        cited=plain(fields["short_author"]),
        venue=venue(fields),
        year=fields.get("year", "n.d."),
        identifiers=tuple(_identifiers(fields)),
        review=paper.review,
        history=tuple(_history(books, name)),
        interests=paper.interests.says,
        interests_seen=paper.interests.seen,
        makes=tuple(ref(books, "models", each) for each in paper.makes),
        not_makers=tuple((ref(books, "models", each), why)
                         for each, why in paper.not_makers.items() if each in books.models),
        tests=tuple(ref(books, "models", each) for each in paper.tested()),
        methods=tuple(called_methods(books, name)),
        models=tuple(ref(books, "models", each.id) for each in paper.models),
        benchmarks=tuple(ref(books, "benchmarks", each.id) for each in paper.benchmarks),
        datasets=tuple(ref(books, "datasets", each.id) for each in paper.datasets),
        findings=tuple(shown(books, each) for each in names),
        claims=resting(books, names),
    )  # fmt: skip


def venue(fields: dict[str, str]) -> str:
    """Where a work appeared: its journal, proceedings or publisher, or arXiv; empty if unknown."""
    server = "arXiv" if "eprint" in fields else ""
    return next((plain(fields[each]) for each in VENUES if fields.get(each)), server)


def called_methods(books: Register, citekey: str) -> Iterator[str]:
    """The methods that a work sets against others, each with who made it."""
    for name, made in books.papers[citekey].methods.items():
        if isinstance(made, list):
            behind = ", ".join(_maker(books, citekey, each) for each in made)
            yield f"{called(books, name)} (from {behind})"
        else:
            whose = {"none": "generic", "others": "made by others", "unknown": "makers unknown"}
            yield f"{called(books, name)} ({whose[made]})"


def _maker(books: Register, citekey: str, name: str) -> str:
    if name == citekey:
        return "this work"
    if name in books.references:
        return books.references[name].short
    return called(books, name)


def _identifiers(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    for kind, (before, _) in ADDRESSES.items():
        if fields.get(kind):
            yield before + fields[kind], address(kind, fields[kind])
    if not any(fields.get(kind) for kind in ADDRESSES) and fields.get("url"):
        yield "web page", fields["url"]


def _history(books: Register, name: str) -> Iterator[Step]:
    """Posted, published, and the version of this book that first took it in."""
    paper, reference = books.papers[name], books.references[name]
    fields = reference.fields
    if paper.posted != "not applicable":
        server, number, link = (
            preprint_parts(fields["preprint"]) if fields.get("preprint") else ("", "", "")
        )
        where = f" on {server}, {number}" if server else ""
        yield Step(paper.posted, f"posted as a preprint{where}", link)
    if paper.published != "not applicable":
        where = f" in {venue(fields)}" if venue(fields) else ""
        yield Step(paper.published, f"version of record{where}")
    own = set(identifiers_of(reference))
    for version in books.published:
        if own & set(version.works):
            yield Step(str(version.date), f"taken into version {version.version} of this book")
            break
