"""What is sent: the strings of the protocol in the language of each source, and addresses. Pure.

The forms are those of Europe PMC (search syntax: ``TITLE``, ``ABSTRACT``, ``FIRST_PDATE``,
``CITES``), arXiv (API user manual: ``ti``, ``abs``, ``submittedDate``), Crossref (REST API: filters
and cursors) and bioRxiv (``/details`` by days).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from urllib.parse import quote, urlencode

from livingreview.register.strings import Lists

LONGEST = 4000  # signs of a string as it is sent, escapes counted: longer addresses are refused
EUROPE_PMC = "https://www.ebi.ac.uk/europepmc/webservices/rest/search"
ARXIV = "https://export.arxiv.org/api/query"
CROSSREF = "https://api.crossref.org/works"
BIORXIV = "https://api.biorxiv.org/details/biorxiv"
PREPRINTS = "10.64898"  # the prefix of all that bioRxiv and medRxiv post since December 2025

Query = Callable[[Lists, date, date], str]


def europe_pmc(lists: Lists, since: date, until: date) -> str:
    """Works with a phrase of each list in title or abstract, first published in these days."""
    parts = []
    for phrases in lists:
        any_of = " OR ".join(f'"{phrase}"' for phrase in phrases)
        parts.append(f"(TITLE:({any_of}) OR ABSTRACT:({any_of}))")
    return " AND ".join([*parts, _first_published(since, until)])


def citing(pmids: Sequence[str], since: date, until: date) -> str:
    """Works of these days that cite one of some articles of PubMed, at Europe PMC."""
    any_of = " OR ".join(f"CITES:{pmid}_MED" for pmid in pmids)
    return f"({any_of}) AND {_first_published(since, until)}"


def _first_published(since: date, until: date) -> str:
    return f"FIRST_PDATE:[{since} TO {until}]"


def arxiv(lists: Lists, since: date, until: date) -> str:
    """Works with a phrase of each list, first submitted in these days.

    The first list is looked for in title or abstract, the others in the abstract, which keeps the
    string short: what a work compares stands there.
    """
    parts = []
    for place, phrases in enumerate(lists):
        fields = ("abs",) if place else ("ti", "abs")
        any_of = (f'{field}:"{phrase}"' for phrase in phrases for field in fields)
        parts.append(f"({' OR '.join(any_of)})")
    days = f"submittedDate:[{since:%Y%m%d}0000 TO {until:%Y%m%d}2359]"
    return " AND ".join([*parts, days])


def pieces(lists: Lists, query: Query) -> list[Lists]:
    """A string in pieces that are short enough: its first list is cut, the others stay whole."""
    first, *rest = lists
    day = date(2000, 1, 1)
    made: list[tuple[str, ...]] = [()]
    for phrase in first:
        longer = (*made[-1], phrase)
        if made[-1] and len(quote(query((longer, *rest), day, day))) > LONGEST:
            made.append((phrase,))
        else:
            made[-1] = longer
    return [(phrases, *rest) for phrases in made]


def months(since: date, until: date) -> Iterator[tuple[date, date]]:
    """The days in windows that end with each month."""
    start = since
    while start <= until:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        yield start, min(until, following - timedelta(days=1))
        start = following


def checksum(ways: Sequence[Lists]) -> str:
    """Twelve digits over all words by which a source without strings is sorted."""
    return sha256(repr(ways).encode()).hexdigest()[:12]


def europe_pmc_page(query: str, cursor: str) -> str:
    """The address of a page; the first cursor is ``*``."""
    asked = {"query": query, "resultType": "core", "format": "json", "pageSize": 200}
    return f"{EUROPE_PMC}?{urlencode({**asked, 'cursorMark': cursor})}"


def arxiv_page(query: str, start: int) -> str:
    """The address of a page."""
    return f"{ARXIV}?{urlencode({'search_query': query, 'start': start, 'max_results': 200})}"


def crossref_page(since: date, until: date, mailto: str, cursor: str) -> str:
    """The address of a page of preprints, by the day they were registered; see ``europe_pmc``."""
    kept = f"from-created-date:{since},until-created-date:{until}"
    asked = {"filter": f"prefix:{PREPRINTS},type:posted-content,{kept}", "rows": 500}
    select = "DOI,title,author,abstract,posted,issued,relation,type"
    named = {"mailto": mailto} if mailto else {}
    return f"{CROSSREF}?{urlencode({**asked, 'select': select, 'cursor': cursor, **named})}"


def biorxiv_page(category: str, since: date, until: date, start: int) -> str:
    """The address of a page of one category, by the day of posting."""
    return f"{BIORXIV}/{since}/{until}/{start}/json?category={quote(category)}"
