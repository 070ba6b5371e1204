"""Asks Crossref, DataCite, arXiv, PubMed, bioRxiv and the handle system about identifiers.

A registry that does not answer, or answers nonsense, raises ``Unreachable``; one that does not
know the identifier gives None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from livingreview.watch.refs.records import (
    ARXIV,
    BIORXIV,
    CROSSREF,
    DATACITE,
    PUBMED,
    Record,
    arxiv_records,
    as_dict,
    as_list,
    as_str,
    as_strs,
    biorxiv_record,
    crossref_record,
    datacite_record,
    pubmed_records,
)
from livingreview.watch.web import Answer

HANDLE = "doi.org"
HANDLES = "https://doi.org/api/handles/"  # answers responseCode 1 (exists) or 100 (does not)
BATCH = 50  # identifiers asked of arXiv and PubMed at once
MOST_FAILURES = 3  # in a row; then a registry is left alone for the rest of the run
DATACITE_PREFIXES = ("10.48550/", "10.5281/", "10.6084/", "10.5061/", "10.57967/")
_XML_LIMIT, _JSON_LIMIT = 32 << 20, 4 << 20
_EUTILS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"


class Unreachable(Exception):
    """A registry gave no usable answer; the message says what came instead."""

    def __init__(self, registry: str, detail: str) -> None:
        super().__init__(f"{registry} gave no usable answer ({detail})")
        self.registry, self.detail = registry, detail


class Client(Protocol):
    """What is needed of an HTTP client."""

    def get(self, url: str, accept: str = ..., limit: int = ...) -> Answer:
        """Ask for an address; never raises."""


class Registries:
    """Asks the registries; each identifier once, a registry that is down no more than thrice.

    Args:
        client: the HTTP client.
        mailto: an address where the registries can reach the person who asks; none is sent if
            it is empty.
    """

    def __init__(self, client: Client, mailto: str = "") -> None:
        self._client = client
        self._mailto = mailto
        self._failures: Counter[str] = Counter()
        self._last: dict[str, str] = {}  # what came last of a registry that failed
        self._known: dict[tuple[str, str], Record | bool | Unreachable | None] = {}

    # one identifier

    def handle(self, doi: str) -> bool:
        """Whether the handle system knows a DOI (responseCode 1 or 200; 100 means unknown)."""

        def ask() -> bool:
            answer = self._json(HANDLE, HANDLES + quote(doi, safe="/"))
            code = answer.get("responseCode")
            if code not in (1, 100, 200):
                raise Unreachable(HANDLE, f"responseCode {code!r}")
            return bool(code != 100)

        return bool(self._once(HANDLE, doi, ask))

    def crossref(self, doi: str) -> Record | None:
        """The record of a DOI at Crossref."""

        def ask() -> Record | None:
            place = f"https://api.crossref.org/works/{quote(doi, safe='/')}"
            answer = self._json(CROSSREF, self._signed(place), missing=True)
            return self._usable(crossref_record(as_dict(answer.get("message"))), answer)

        return self._record(CROSSREF, doi, ask)

    def datacite(self, doi: str) -> Record | None:
        """The record of a DOI at DataCite."""

        def ask() -> Record | None:
            place = f"https://api.datacite.org/dois/{quote(doi, safe='/')}"
            answer = self._json(DATACITE, place, missing=True)
            attributes = as_dict(as_dict(answer.get("data")).get("attributes"))
            return self._usable(datacite_record(attributes), answer)

        return self._record(DATACITE, doi, ask)

    def biorxiv(self, doi: str, server: str = "bioRxiv") -> Record | None:
        """The record of a DOI at bioRxiv or medRxiv."""

        def ask() -> Record | None:
            place = f"https://api.biorxiv.org/details/{server.lower()}/{quote(doi, safe='/')}"
            answer = self._json(BIORXIV, f"{place}/na/json", missing=True)
            if answer and not isinstance(answer.get("collection"), list):
                raise Unreachable(BIORXIV, "no collection in its answer")
            record = biorxiv_record(as_list(answer.get("collection")), server)
            return record and self._usable(record, answer)

        return self._record(BIORXIV, doi, ask)

    def article_of_preprint(self, doi: str) -> str:
        """The DOI of an article that names this preprint as its own; empty if none does.

        The relation is not always told from both sides, so Crossref is asked from the other.
        """

        def ask() -> Record | None:
            wanted = f"relation.type:has-preprint,relation.object:{doi}"
            query = urlencode({"filter": wanted, "rows": 5, "select": "DOI,relation"})
            answer = self._json(CROSSREF, self._signed(f"https://api.crossref.org/works?{query}"))
            for item in map(as_dict, as_list(as_dict(answer.get("message")).get("items"))):
                record = crossref_record(item)
                if doi in record.preprints:
                    return record
            return None

        record = self._record(CROSSREF, f"article of {doi}", ask)
        return record.id if record else ""

    # many at once

    def fetch_arxiv(self, eprints: Iterable[str]) -> None:
        """Ask arXiv for many identifiers at once; ``arxiv`` then answers from what came."""

        def ask(batch: Sequence[str]) -> dict[str, Record]:
            query = urlencode({"id_list": ",".join(batch), "max_results": len(batch)})
            answer = self._ask(
                ARXIV, f"https://export.arxiv.org/api/query?{query}", "application/atom+xml",
                _XML_LIMIT,
            )  # fmt: skip
            found = arxiv_records(answer.body)
            if len(batch) > 1 and not found:  # its search fails like this; all cannot be wrong
                raise ValueError("an empty feed")
            return found

        self._many(ARXIV, eprints, ask)

    def arxiv(self, eprint: str) -> Record | None:
        """The record of an identifier at arXiv."""
        if (ARXIV, eprint) not in self._known:
            self.fetch_arxiv([eprint])
        return self._remembered(ARXIV, eprint)

    def fetch_pubmed(self, pmids: Iterable[str]) -> None:
        """Ask PubMed for many identifiers at once; ``pubmed`` then answers from what came."""

        def ask(batch: Sequence[str]) -> dict[str, Record]:
            query = self._tool(db="pubmed", id=",".join(batch), retmode="xml")
            place = f"{_EUTILS}/efetch.fcgi?{query}"
            return pubmed_records(self._ask(PUBMED, place, "text/xml", _XML_LIMIT).body)

        self._many(PUBMED, pmids, ask)

    def pubmed(self, pmid: str) -> Record | None:
        """The record of an identifier at PubMed."""
        if (PUBMED, pmid) not in self._known:
            self.fetch_pubmed([pmid])
        return self._remembered(PUBMED, pmid)

    def fetch_pubmed_of(self, dois: Iterable[str]) -> None:
        """Look many DOIs up in PubMed at once; ``pubmed_of`` then answers from what came.

        PubMed searches words, so only a record that names the DOI itself counts.
        """

        def ask(batch: Sequence[str]) -> dict[str, Record]:
            terms = (f'"{doi}"[aid]' if "(" in doi else f"{doi}[aid]" for doi in batch)
            query = self._tool(
                db="pubmed", term=" OR ".join(terms), retmode="json", retmax=4 * len(batch)
            )
            answer = self._json(PUBMED, f"{_EUTILS}/esearch.fcgi?{query}")
            result = as_dict(answer.get("esearchresult"))
            if not isinstance(result.get("idlist"), list):
                raise Unreachable(PUBMED, as_str(result.get("ERROR")) or "no list of identifiers")
            pmids = [pmid for pmid in as_strs(result["idlist"]) if pmid.isdigit()]
            self.fetch_pubmed(pmids)
            records = filter(None, (self._remembered(PUBMED, pmid) for pmid in pmids))
            return {record.ids["doi"]: record for record in records if "doi" in record.ids}

        self._many(PUBMED, (doi for doi in dois if not set(doi) & set('"[]')), ask)

    def pubmed_of(self, doi: str) -> Record | None:
        """The record of a DOI at PubMed."""
        if (PUBMED, doi) not in self._known:
            self.fetch_pubmed_of([doi])
        return self._remembered(PUBMED, doi)

    def fetch_pmcids(self, pmcids: Iterable[str]) -> None:
        """Ask PubMed Central's converter for the PubMed identifiers of many of its own."""

        def ask(batch: Sequence[str]) -> dict[str, Record]:
            query = self._tool(ids=",".join(batch), idtype="pmcid", format="json")
            place = f"https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/?{query}"
            answer = self._json(PUBMED, place)
            if not isinstance(answer.get("records"), list):
                raise Unreachable(PUBMED, "the converter gave no records")
            found = {}
            for item in map(as_dict, answer["records"]):
                pmcid = as_str(item.get("pmcid")) or as_str(item.get("requested-id"))
                pmid, doi = as_str(item.get("pmid")), as_str(item.get("doi")).lower()
                if pmid or doi:
                    pairs = (("pmcid", pmcid), ("pmid", pmid), ("doi", doi))
                    known = {name: value for name, value in pairs if value}
                    found[pmcid] = Record(PUBMED, pmcid, ids=known)
            return found

        self._many(PUBMED, pmcids, ask)

    def pmc(self, pmcid: str) -> Record | None:
        """The identifiers of an article in PubMed Central, in ``ids``; the rest is empty."""
        if (PUBMED, pmcid) not in self._known:
            self.fetch_pmcids([pmcid])
        return self._remembered(PUBMED, pmcid)

    # how it is asked

    def _signed(self, place: str) -> str:
        if not self._mailto:
            return place
        return f"{place}{'&' if '?' in place else '?'}{urlencode({'mailto': self._mailto})}"

    def _tool(self, **query: object) -> str:
        email = {"email": self._mailto} if self._mailto else {}
        return urlencode({**query, "tool": "livingreview", **email})

    def _once(
        self, registry: str, name: str, ask: Callable[[], Record | bool | None]
    ) -> Record | bool | None:
        if (registry, name) not in self._known:
            try:
                self._known[registry, name] = ask()
            except Unreachable as error:
                self._known[registry, name] = error
        return self._answer(registry, name)

    def _record(self, registry: str, name: str, ask: Callable[[], Record | None]) -> Record | None:
        self._once(registry, name, ask)
        return self._remembered(registry, name)

    def _answer(self, registry: str, name: str) -> Record | bool | None:
        known = self._known.get((registry, name))
        if isinstance(known, Unreachable):
            raise known
        return known

    def _remembered(self, registry: str, name: str) -> Record | None:
        known = self._answer(registry, name)
        return known if isinstance(known, Record) else None

    def _many(
        self,
        registry: str,
        names: Iterable[str],
        ask: Callable[[Sequence[str]], Mapping[str, Record]],
    ) -> None:
        names = [name for name in dict.fromkeys(names) if (registry, name) not in self._known]
        for start in range(0, len(names), BATCH):
            batch = names[start : start + BATCH]
            found: Mapping[str, Record] = {}
            fault: Unreachable | None = None
            try:
                found = ask(batch)
                self._failures[registry] = 0
            except Unreachable as error:
                fault = error
            except ValueError as error:
                fault = self._failed(registry, str(error))
            for name in batch:
                self._known[registry, name] = fault or found.get(name)
            for name, record in found.items():
                self._known.setdefault((registry, name), record)

    @staticmethod
    def _usable(record: Record, answer: Mapping[str, Any]) -> Record | None:
        """The record, None for an empty answer; one without a title can be compared to nothing."""
        if not answer:
            return None
        if not record.title:
            raise Unreachable(record.registry, "its record holds no title")
        return record

    def _json(self, registry: str, place: str, missing: bool = False) -> dict[str, Any]:
        """A JSON object; an empty one for 404 where that says that the registry knows nothing."""
        answer = self._ask(registry, place, "application/json", _JSON_LIMIT)
        if answer.status == 404 and missing:
            self._failures[registry] = 0
            return {}
        value = answer.json()
        if not value:
            raise self._failed(registry, f"no JSON object in its answer (HTTP {answer.status})")
        self._failures[registry] = 0
        return value

    def _ask(self, registry: str, place: str, accept: str, limit: int) -> Answer:
        if self._failures[registry] >= MOST_FAILURES:
            told = f"left alone after {MOST_FAILURES} failures in a row, the last: "
            raise Unreachable(registry, told + self._last[registry])
        answer = self._client.get(place, accept, limit)
        fault = answer.error and f"{answer.error}: {answer.detail}".rstrip(": ")
        if not fault and answer.status not in (200, 404):
            fault = f"HTTP {answer.status}"
        if not fault and answer.truncated:
            fault = "an answer too large"
        if fault:
            raise self._failed(registry, fault)
        return answer

    def _failed(self, registry: str, detail: str) -> Unreachable:
        self._failures[registry] += 1
        self._last[registry] = detail
        return Unreachable(registry, detail)
