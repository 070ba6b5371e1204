"""From an answer to works: one pure function for each source. Nothing is asked here.

Each raises ``ValueError`` for an answer that is none of its source; a work without identifier or
title is counted and cannot be used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree import ElementTree

from livingreview.watch.refs.records import (
    Author,
    Record,
    arxiv_records,
    as_dict,
    as_list,
    as_str,
    biorxiv_record,
    clean,
    crossref_record,
)

_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_SUMMARY = ".//{http://www.w3.org/2005/Atom}entry"
_ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Hit:
    """A work that a source gave.

    ``key`` is what the source calls it, ``names`` its identifiers with their kind, ``linked`` those
    of what the source says is the same work published elsewhere.
    """

    key: str
    title: str
    authors: tuple[Author, ...] = ()
    years: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    abstract: str = ""
    preprint: bool = False


@dataclass(frozen=True)
class Page:
    """A page of an answer: how many works there are in all, how many on it, which, what follows.

    ``following`` is a cursor for Europe PMC and Crossref, and empty where no page follows.
    """

    total: int
    count: int
    hits: tuple[Hit, ...]
    following: str = ""


def _json(body: bytes) -> dict[str, Any]:
    value = json.loads(body)
    if not isinstance(value, dict):
        raise ValueError("no object of JSON")
    return value


def _number(value: object, what: str) -> int:
    """A count, which some write as text. Raises ``ValueError``."""
    text = as_str(value)
    if not text.isdigit():
        raise ValueError(f"no {what}")
    return int(text)


def _of(record: Record, key: str, abstract: str) -> Hit:
    """A hit of a work as the check of references reads it."""
    kinds = {"doi": "doi:", "eprint": "arXiv:", "pmid": "PMID:", "pmcid": ""}
    return Hit(
        key, record.title, record.authors, record.years,
        tuple(f"{kinds[kind]}{value}" for kind, value in record.ids.items() if value),
        tuple(f"doi:{doi}" for doi in (*record.published, *record.preprints)),
        clean(abstract), record.preprint,
    )  # fmt: skip


# -- Europe PMC: GET /search?resultType=core&format=json ------------------------------------------


def europe_pmc(body: bytes) -> Page:
    """``hitCount``, ``nextCursorMark`` and ``resultList.result`` of Europe PMC."""
    answer = _json(body)
    if fault := as_str(answer.get("errMsg")):
        raise ValueError(fault)
    results = [as_dict(one) for one in as_list(as_dict(answer.get("resultList")).get("result"))]
    hits = tuple(hit for one in results if (hit := _europe_pmc_hit(one)))
    following = as_str(answer.get("nextCursorMark"))
    return Page(_number(answer.get("hitCount"), "hitCount"), len(results), hits, following)


def _europe_pmc_hit(one: Mapping[str, Any]) -> Hit | None:
    source, number = as_str(one.get("source")), as_str(one.get("id"))
    named = {"doi:": "doi", "PMID:": "pmid", "": "pmcid"}
    fields = ((start, as_str(one.get(field))) for start, field in named.items())
    names = [f"{start}{value}" for start, value in fields if value]
    if source and source != "MED":
        names.append(f"{source}:{number}")
    year = as_str(one.get("firstPublicationDate"))[:4] or as_str(one.get("pubYear"))
    comments = as_list(as_dict(one.get("commentCorrectionList")).get("commentCorrection"))
    linked = [
        _europe_pmc_name(as_dict(other))
        for other in comments
        if "preprint" in as_str(as_dict(other).get("type")).lower()
    ]
    title = as_str(one.get("title")).removesuffix(".")
    if not (names and title):
        return None
    return Hit(
        f"{source}:{number}", title, _europe_pmc_authors(one),
        (int(year),) if year.isdigit() else (), tuple(names), tuple(filter(None, linked)),
        clean(as_str(one.get("abstractText"))), source == "PPR",
    )  # fmt: skip


def _europe_pmc_name(other: Mapping[str, Any]) -> str:
    source, number = as_str(other.get("source")), as_str(other.get("id"))
    if not number:
        return ""
    return f"PMID:{number}" if source == "MED" else f"{source}:{number}"


def _europe_pmc_authors(one: Mapping[str, Any]) -> tuple[Author, ...]:
    listed = [as_dict(a) for a in as_list(as_dict(one.get("authorList")).get("author"))]
    found = [
        Author(family, as_str(a.get("firstName")) or as_str(a.get("initials")))
        if (family := as_str(a.get("lastName")))
        else Author(as_str(a.get("collectiveName")) or as_str(a.get("fullName")), group=True)
        for a in listed
    ]
    return tuple(author for author in found if author.family)


# -- arXiv: GET /api/query, Atom ------------------------------------------------------------------


def arxiv(body: bytes) -> Page:
    """``totalResults`` and the entries of arXiv's feed."""
    records = arxiv_records(body)
    root = ElementTree.fromstring(body)
    about = {
        match[1]: clean(entry.findtext(f"{_ATOM}summary", ""))
        for entry in root.iterfind(_SUMMARY)
        if (match := re.search(r"/abs/(.+?)(?:v\d+)?\Z", clean(entry.findtext(f"{_ATOM}id", ""))))
    }
    count = sum(1 for _ in root.iterfind(_SUMMARY))
    hits = tuple(_of(one, f"arXiv:{name}", about.get(name, "")) for name, one in records.items())
    return Page(_number(clean(root.findtext(_TOTAL, "")), "totalResults"), count, hits)


# -- Crossref: GET /works -> message --------------------------------------------------------------


def crossref(body: bytes) -> Page:
    """``total-results``, ``next-cursor`` and ``items`` of Crossref's list of works."""
    message = as_dict(_json(body).get("message"))
    items = [as_dict(item) for item in as_list(message.get("items"))]
    records = [(crossref_record(item), as_str(item.get("abstract"))) for item in items]
    hits = tuple(_of(one, f"doi:{one.id}", about) for one, about in records if one.id and one.title)
    total = _number(message.get("total-results"), "total-results")
    return Page(total, len(items), hits, as_str(message.get("next-cursor")))


# -- bioRxiv: GET /details/biorxiv/FROM/TO/START/json ---------------------------------------------


def biorxiv(body: bytes) -> Page:
    """``total`` and the ``collection`` of bioRxiv, which counts each version of a preprint."""
    answer = _json(body)
    messages = [as_dict(one) for one in as_list(answer.get("messages"))]
    status = as_str(messages[0].get("status")) if messages else ""
    if status.lower().startswith("no posts found"):
        return Page(0, 0, ())
    if status != "ok":
        raise ValueError(f"status {status!r}")
    versions = [as_dict(one) for one in as_list(answer.get("collection"))]
    hits = []
    for one in versions:
        record = biorxiv_record([one], "bioRxiv")
        if record and record.id and record.title:
            key = f"doi:{record.id}v{as_str(one.get('version'))}"
            hits.append(_of(record, key, as_str(one.get("abstract"))))
    return Page(_number(messages[0].get("total"), "total"), len(versions), tuple(hits))


def year_of(hit: Hit) -> int | None:
    """The last year that a source gives a work; None if none is plausible."""
    known = [year for year in hit.years if 1900 < year <= date.today().year + 1]
    return max(known) if known else None
