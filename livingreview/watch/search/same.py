"""Whether two descriptions are of one work: by identifiers, by links, by their titles. Pure.

Titles alone link where nobody deposited a link; Crossref found half of all links of preprints and
articles in that way (crossref.org/blog/discovering-relationships-between-preprints-and-journal-
articles, December 2023). What is only likely goes to a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from livingreview.references.bibfile import Reference
from livingreview.references.folding import fold
from livingreview.references.identifiers import one_form
from livingreview.register.files.screening import Screened, identifiers_of
from livingreview.watch.refs.match import latex, our_authors, same_author
from livingreview.watch.refs.records import Author
from livingreview.watch.search.pages import Hit

SURE, LIKELY = 90, 75  # percent of likeness of two titles
BEFORE, AFTER = 1, 3  # years by which an article may come before its preprint, and after


@dataclass(frozen=True)
class Known:
    """A work that is cited or has a row; ``name`` is its key or identifier.

    A row has neither authors nor years.
    """

    name: str
    names: frozenset[str]
    title: str
    authors: tuple[Author, ...] = ()
    years: tuple[int, ...] = ()


@dataclass
class Found:
    """One work as several sources gave it: what they call it, and by which runs it came."""

    hits: list[Hit] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)

    @property
    def best(self) -> Hit:
        """The version of record if there is one, else the first that came."""
        return next((hit for hit in self.hits if not hit.preprint), self.hits[0])

    @property
    def names(self) -> set[str]:
        """All identifiers, in the form in which they are compared."""
        return {one_form(name) for hit in self.hits for name in (*hit.names, *hit.linked)}


@dataclass(frozen=True)
class Judged:
    """What a work was found to be: a known one by a rule, perhaps one, or new (both empty)."""

    known: str = ""
    rule: str = ""
    perhaps: tuple[str, ...] = ()


def known_works(works: Mapping[str, Reference], rows: Iterable[Screened]) -> list[Known]:
    """Everything that the register has decided on."""
    return [_cited(key, work) for key, work in works.items()] + [_screened(row) for row in rows]


def _cited(key: str, work: Reference) -> Known:
    title, year = latex(work.fields.get("title", "")), work.fields.get("year", "")
    years = (int(year),) if year.isdigit() else ()
    return Known(key, frozenset(identifiers_of(work)), fold(title), tuple(our_authors(work)), years)


def _screened(row: Screened) -> Known:
    title = "" if row.title == "unknown" else fold(row.title)
    return Known(row.title if row.work == "unknown" else row.work, frozenset({row.name}), title)


def likeness(one: str, other: str) -> float:
    """How alike two folded titles are, in percent; the shorter may lack what follows a colon."""
    if not (one and other):
        return 0.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 20 and long.startswith(f"{short} "):
        return 99.0
    return fuzz.ratio(one, other)


def joined(hits: Iterable[tuple[str, Hit]]) -> list[Found]:
    """Hits of all runs as works: what shares an identifier, or is linked by its source, is one.

    Then what has one title, one first author and years that fit. ``hits`` are pairs of run and hit.
    """
    works: list[Found] = []
    by_name: dict[str, Found] = {}
    for run, hit in hits:
        names = {one_form(name) for name in (*hit.names, *hit.linked)}
        same = list({id(one): one for name in names if (one := by_name.get(name))}.values())
        work = same[0] if same else Found()
        if not same:
            works.append(work)
        for other in same[1:]:
            _merge(work, other)
            works = [each for each in works if each is not other]
        work.hits.append(hit)
        work.runs += [run] if run not in work.runs else []
        by_name |= dict.fromkeys(work.names, work)
    return _by_title(works)


def _merge(work: Found, other: Found) -> None:
    work.hits += other.hits
    work.runs += [run for run in other.runs if run not in work.runs]


def _by_title(works: Sequence[Found]) -> list[Found]:
    kept: list[Found] = []
    by_author: defaultdict[str, list[Found]] = defaultdict(list)
    for work in works:
        first = {name for hit in work.hits if (name := _first(hit.authors))}
        among = (one for name in sorted(first) for one in by_author[name])
        twin = next((one for one in among if _one_title(one, work)), None)
        if twin:
            _merge(twin, work)
        else:
            kept.append(work)
        for name in first:
            by_author[name].append(twin or work)
    return kept


def _first(authors: Sequence[Author]) -> str:
    return fold(authors[0].family, umlauts=True) if authors else ""


def _one_title(one: Found, other: Found) -> bool:
    """Whether a hit of one and a hit of the other have title, first author and years in common."""
    return any(
        _first(a.authors) == _first(b.authors)
        and likeness(fold(a.title), fold(b.title)) >= SURE
        and _years_fit(a.years, b.years)
        for a in one.hits
        for b in other.hits
    )


def _years_fit(ours: Collection[int], theirs: Collection[int]) -> bool:
    """Whether two years can be those of a preprint and its article; unknown years can."""
    if not (ours and theirs):
        return True
    return any(-AFTER <= a - b <= AFTER for a in ours for b in theirs)


class Register:
    """Tells whether a work is known."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = known
        self._by_name = {name: one for one in known for name in one.names}

    def judge(self, work: Found) -> Judged:
        """By identifiers and links, else by title, first author and years; see the module."""
        for name in sorted(work.names):
            if name in self._by_name:
                own = {one_form(each) for hit in work.hits for each in hit.names}
                rule = "identifier" if name in own else "link"
                return Judged(self._by_name[name].name, f"{rule} {name}")
        hit = work.best
        title = fold(hit.title)
        by_title: list[str] = []
        by_authors: list[str] = []
        for one in self._known:
            alike = likeness(title, one.title)
            if alike >= SURE and self._sure(hit, one):
                return Judged(one.name, f"title {alike:.0f} %")
            if alike >= LIKELY:
                by_title.append(f"{one.name} (title {alike:.0f} %)")
            elif _half(hit.authors, one.authors):
                by_authors.append(f"{one.name} (half of the authors)")
        return Judged(perhaps=(*by_title, *by_authors))

    def _sure(self, hit: Hit, one: Known) -> bool:
        if not one.authors:  # a row knows no authors: only the very title is enough
            return fold(hit.title) == one.title
        first = bool(hit.authors) and same_author(one.authors[0], hit.authors[0])
        return first and _published_between(hit, one)


def _published_between(hit: Hit, one: Known) -> bool:
    """Whether the years fit: an article comes up to a year before its preprint, or three after."""
    if not (hit.years and one.years):
        return True
    low, high = (-AFTER, BEFORE) if hit.preprint else (-BEFORE, AFTER)
    return any(low <= a - b <= high for a in hit.years for b in one.years)


def _half(ours: Sequence[Author], theirs: Sequence[Author]) -> bool:
    """Whether half of the longer list, and three authors at least, are in both."""
    if min(len(ours), len(theirs)) < 3:
        return False
    names = {fold(author.family, umlauts=True) for author in theirs}
    both = sum(fold(author.family, umlauts=True) in names for author in ours)
    return both >= 3 and 2 * both >= max(len(ours), len(theirs))
