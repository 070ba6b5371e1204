"""What became of the works that were found: by source, left out, waiting, taken in. Pure.

After the flow diagram of PRISMA 2020 (doi:10.1136/bmj.n71, item 16), for all works together and for
those since the last version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from livingreview.references.identifiers import one_form
from livingreview.register.files import screening
from livingreview.register.files.search import Search
from livingreview.register.published import Published
from livingreview.register.register import Register


@dataclass(frozen=True)
class Step:
    """A number of works: ``group`` is found, considered, excluded, waiting or included.

    ``since`` counts those of ``works`` that came after the last version.
    """

    group: str
    name: str
    works: int
    since: int


def steps(books: Register, version: str = "") -> list[Step]:
    """Every step of the flow, from the sources to what became of a work.

    ``version`` is that of the book: works are new if ``last_version`` lacks them. A work that
    several sources found is counted at each of them, and once among the works considered.
    """
    every = _Works(books, version)
    made: list[Step] = []
    found: set[str] = set()
    for source in books.protocol.sources if books.protocol else ():
        runs = [run for run in books.searches.values() if run.source == source.id]
        if runs:
            works = {every.of(name) for run in runs for name in run.ids}
            found |= works
            made.append(every.step("found", source.name, works))
    if rest := every.decided - found:
        made.append(every.step("found", "Source not kept", rest))
    made.append(every.step("considered", "Works considered, each once", found | every.decided))
    for criterion in books.protocol.criteria if books.protocol else ():
        made.append(every.step("excluded", criterion, every.by_criterion.get(criterion, set())))
    made.append(every.step("waiting", "Waiting", every.waiting))
    made.append(every.step("included", "Taken in", every.included))
    if lost := found - every.decided:
        made.append(every.step("waiting", "Found, and without a row yet", lost))
    return made


def last_version(books: Register, version: str) -> Published | None:
    """The version before that of the book; while no later one is begun, the last that was frozen.

    None if none was frozen.
    """
    older = [one for one in books.published if one.version != version] or books.published
    return older[-1] if older else None


class _Works:
    """Every work by one name, what became of it, and whether it is new."""

    def __init__(self, books: Register, version: str) -> None:
        self._key = screening.keys_by_identifier(books.references)
        older = last_version(books, version)
        before = set(older.works) if older else set()
        last = older.date if older else date.min
        self.included = set(books.references)
        self.waiting: set[str] = set()
        self.by_criterion: dict[str, set[str]] = {}
        self._new = {
            key
            for key, work in books.references.items()
            if before.isdisjoint(screening.identifiers_of(work))
        }
        for row in books.screening:
            of = (
                self.by_criterion.setdefault(row.criterion, set())
                if row.criterion
                else self.waiting
            )
            of.add(row.name)
            self._new |= {row.name} if row.date > last else set()

    @property
    def decided(self) -> set[str]:
        """Works that are cited or have a row."""
        return self.included.union(self.waiting, *self.by_criterion.values())

    def of(self, name: str) -> str:
        """The work that an identifier is of: a key, else the identifier in its one form."""
        form = one_form(name)
        return self._key.get(form, form)

    def step(self, group: str, name: str, works: Iterable[str]) -> Step:
        """A step with these works."""
        counted = set(works)
        return Step(group, name, len(counted), len(counted & self._new))


@dataclass(frozen=True)
class Status:
    """How up to date the review is, for all or for the claims of one chapter.

    ``searched`` is the last day of a search, ``until`` the last day of the works that it can tell
    of, ``due`` the day by which the next is owed (None if unknown), ``never`` the sources with a
    rhythm that were not searched yet; ``waiting`` counts works that wait, ``may_change`` names the
    claims that such a work may change, ``by`` counts those works.
    """

    searched: date | None
    until: date | None
    due: date | None
    never: tuple[str, ...]
    waiting: int
    by: int
    may_change: tuple[str, ...]


def status(books: Register, of_chapter: Callable[[str], bool] = lambda claim: True) -> Status:
    """The status of the review; ``of_chapter`` tells which claims are meant."""
    runs = [run for run in books.searches.values() if not run.failed]
    days = [run.day for run in runs]
    days += [one.searched.date for one in books.claims.values() if one.searched]
    due, never = _due(books, runs)
    waiting = [row for row in books.screening if row.verdict == "waiting"]
    bearing = [row for row in waiting if any(map(of_chapter, row.claims))]
    named = {claim for row in bearing for claim in row.claims if of_chapter(claim)}
    return Status(
        max(days, default=None),
        max((run.until for run in runs if run.until), default=None),
        due,
        never,
        len(waiting),
        len(bearing),
        tuple(name for name in books.claims if name in named),
    )


def _due(books: Register, runs: Iterable[Search]) -> tuple[date | None, tuple[str, ...]]:
    """The first day on which a source is to be searched again, and the sources never searched.

    Of the sources that have a rhythm.
    """
    last: dict[str, date] = {}
    for run in runs:
        last[run.source] = max(run.day, last.get(run.source, run.day))
    sources = [one for one in (books.protocol.sources if books.protocol else ()) if one.days]
    due = [last[one.id] + timedelta(days=one.days or 0) for one in sources if one.id in last]
    return min(due, default=None), tuple(one.name for one in sources if one.id not in last)
