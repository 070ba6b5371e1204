"""Turns the pages of a source until all works have come, or says why they did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

from livingreview.problems import say
from livingreview.watch.refs.registries import Client
from livingreview.watch.search import pages, sending
from livingreview.watch.search.pages import Hit, Page

At = TypeVar("At")  # where a page begins: a cursor, or the number of a work
MOST_FAILURES = 3  # in a row; then a source is left alone for the rest of the search
TRIES = 3  # for a page that is empty though works are missing
_LIMIT = 64 << 20  # bytes of an answer


class Failed(Exception):
    """A run did not get what it was told there is; the message says why."""


@dataclass
class Received:
    """What came: how many works the source said there are, and those that could be read.

    ``failed`` says why a run is not whole; what came until then is kept.
    """

    total: int = 0
    count: int = 0
    hits: list[Hit] = field(default_factory=list)
    failed: str = ""

    def add(self, page: Page) -> None:
        """Take up a page, each work once: pages can overlap."""
        known = {hit.key for hit in self.hits}
        new = [hit for hit in page.hits if hit.key not in known]
        self.hits += new
        self.count += page.count - (len(page.hits) - len(new))


class Sources:
    """Asks the four sources; each has a client of its own, which keeps its pace."""

    def __init__(self, clients: Callable[[str], Client], mailto: str = "") -> None:
        self._clients = clients
        self._mailto = mailto
        self._failures: Counter[str] = Counter()

    def europe_pmc(self, query: str) -> Received:
        """All works that fit a query at Europe PMC."""
        place = partial(sending.europe_pmc_page, query)
        return _by_cursor(lambda cursor: self._page("Europe PMC", place(cursor), pages.europe_pmc))

    def crossref(self, since: date, until: date) -> Received:
        """All preprints of bioRxiv and medRxiv that were registered in these days."""
        place = partial(sending.crossref_page, since, until, self._mailto)
        return _by_cursor(lambda cursor: self._page("Crossref", place(cursor), pages.crossref))

    def biorxiv(self, category: str, since: date, until: date) -> Received:
        """All versions of preprints of a category that were posted in these days."""
        place = partial(sending.biorxiv_page, category, since, until)
        return _by_count(lambda start: self._page("bioRxiv", place(start), pages.biorxiv))

    def arxiv(self, query: Callable[[date, date], str], since: date, until: date) -> Received:
        """All works that fit a query at arXiv, month by month: its long lists break off."""
        whole = Received()
        for start, end in sending.months(since, until):
            part = self._arxiv(query(start, end))
            whole.total += part.total
            whole.count += part.count
            whole.hits += part.hits
            if part.failed:
                whole.failed = f"{start} to {end}: {part.failed}"
                break
        return whole

    def _arxiv(self, query: str) -> Received:
        place = partial(sending.arxiv_page, query)
        return _by_count(lambda start: self._page("arXiv", place(start), pages.arxiv))

    def _page(self, platform: str, place: str, read: Callable[[bytes], Page]) -> Page:
        if self._failures[platform] >= MOST_FAILURES:
            raise Failed(
                f"{platform} failed {MOST_FAILURES} times in a row and was not asked again"
            )
        self._failures[platform] += 1
        page = self._answered(platform, place, read)
        self._failures[platform] = 0
        return page

    def _answered(self, platform: str, place: str, read: Callable[[bytes], Page]) -> Page:
        accept = "application/atom+xml" if platform == "arXiv" else "application/json"
        answer = self._clients(platform).get(place, accept, _LIMIT)
        if answer.error or answer.status != 200:
            detail = f" {answer.detail}" if answer.detail else ""
            raise Failed(f"{platform} answered {answer.error or answer.status}{detail}".strip())
        if answer.truncated:
            raise Failed(f"{platform} sent a page of more than {_LIMIT >> 20} MB")
        try:
            return read(answer.body)
        except (ValueError, RecursionError) as error:
            said = str(error).partition("\n")[0][:200]
            raise Failed(f"{platform} sent no page of works ({said})") from error


def _by_cursor(ask: Callable[[str], Page]) -> Received:
    """Pages in a row, each of which names the next."""

    def following(page: Page, cursor: str, got: Received) -> str | None:
        last = got.count >= got.total or page.following in ("", cursor)
        return None if last else page.following

    return _turned(ask, "*", following)


def _by_count(ask: Callable[[int], Page]) -> Received:
    """Pages by the number of the first work: the next begins where the last one ended."""

    def following(page: Page, start: int, got: Received) -> int | None:
        return start + page.count if start + page.count < got.total else None

    return _turned(ask, 0, following)


def _turned(
    ask: Callable[[At], Page], first: At, following: Callable[[Page, At, Received], At | None]
) -> Received:
    """Page after page from ``first`` on, until one is empty or ``following`` knows no next."""
    got, at = Received(), first
    try:
        while True:
            page = _whole(partial(ask, at), got)
            got.total = page.total
            got.add(page)
            after = following(page, at, got) if page.count else None
            if after is None:
                break
            at = after
            _progress(got)
    except Failed as error:
        got.failed = str(error)
    return _judged(got)


def _whole(ask: Callable[[], Page], got: Received) -> Page:
    """A page, asked again if it is empty though works are missing."""
    for _ in range(TRIES):
        page = ask()
        if page.count or page.total <= got.count:
            break
    return page


def _progress(got: Received) -> None:
    say(f"  {got.count} of {got.total} works")


def _judged(got: Received) -> Received:
    """The same, failed if fewer came than there are: such a run is not an empty one."""
    if not got.failed and got.count != got.total:
        got.failed = f"{got.count} of {got.total} works came"
    return got
