"""Crossref, DataCite, arXiv, PubMed, bioRxiv, Europe PMC and doi.org here, in one small server.

It stands where ``LIVINGREVIEW_GATEWAY`` points: ``/<host>/<path>`` is answered in the shape of the
real host, from records that a test puts in. Every record here is made up.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from livingreview.references.bibfile import Reference
from livingreview.watch.refs.ids import is_biorxiv
from livingreview.watch.refs.match import latex, our_authors
from livingreview.watch.refs.records import Author
from livingreview.watch.web import Web

Reply = tuple[int, str, bytes]
Fault = Callable[[BaseHTTPRequestHandler], None]
CROSSREF, DATACITE, ARXIV = "api.crossref.org", "api.datacite.org", "export.arxiv.org"
PUBMED, BIORXIV, HANDLE = "eutils.ncbi.nlm.nih.gov", "api.biorxiv.org", "doi.org"
CONVERTER, EUROPE_PMC = "pmc.ncbi.nlm.nih.gov", "www.ebi.ac.uk"


def crossref_work(doi: str, title: str, authors: Sequence[str], year: int, **more: Any) -> Any:
    """A work as Crossref describes it; an author is ``Family, Given`` or the name of a group."""
    people = []
    for number, author in enumerate(authors):
        family, _, given = author.partition(", ")
        name = {"family": family, "given": given} if given else {"name": author}
        people.append({**name, "sequence": "additional" if number else "first", "affiliation": []})
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "subtitle": [],
        "author": people,
        "issued": {"date-parts": [[year, 3, 1]]},
        "container-title": ["Models"],
        "short-container-title": [],
        "publisher": "Tiny Press",
        "relation": {},
        **more,
    }


def update(kind: str, doi: str, source: str = "publisher") -> dict[str, Any]:
    """One item of Crossref's ``updated-by``."""
    parts = {"date-parts": [[2025, 2, 3]], "timestamp": 1738540800000}
    label = kind.replace("_", " ").capitalize()
    return {"DOI": doi, "type": kind, "label": label, "source": source, "updated": parts}


def relation(kind: str, *dois: str) -> dict[str, Any]:
    """Crossref's ``relation``."""
    return {kind: [{"id-type": "doi", "id": doi, "asserted-by": "subject"} for doi in dois]}


class FakeRegistry:
    """What each registry knows, which of them are ill, and what was asked."""

    def __init__(self) -> None:
        self.crossref: dict[str, Any] = {}
        self.datacite: dict[str, Any] = {}
        self.arxiv: dict[str, dict[str, Any]] = {}
        self.pubmed: dict[str, dict[str, Any]] = {}
        self.biorxiv: dict[str, list[dict[str, Any]]] = {}
        self.europe_pmc: list[dict[str, Any]] = []  # results, as it lists them
        self.submitted: dict[str, str] = {}  # day by identifier at arXiv; others cannot be searched
        self.page = 2  # works on a page of a search
        self.lost: set[str] = set()  # hosts that lose what follows the first page of a search
        self.handles: set[str] = set()  # besides those that a registry above describes
        self.faults: dict[str, Fault] = {}
        self.asked: list[tuple[str, str]] = []
        self.url = ""

    def client(self) -> Web:
        """Who asks here alone: without patience where no answer comes, else with all it takes."""
        patience = 0.3 if hangs in self.faults.values() else 30
        return Web("test", timeout=patience, host_interval=0, retries=0, gateway=self.url)

    def count(self) -> Counter[str]:
        """Requests by host."""
        return Counter(host for host, _ in self.asked)

    # answers

    def answer(self, host: str, path: str, query: dict[str, str]) -> Reply:
        """The answer of a host that is well."""
        if host == HANDLE:
            return self._handle(unquote(path.removeprefix("/api/handles/")))
        if host == CROSSREF and path.startswith("/works/"):
            work = self.crossref.get(unquote(path.removeprefix("/works/")).lower())
            if work is None:
                return 404, "text/plain", b"Resource not found."
            return _json({"status": "ok", "message-type": "work", "message": work})
        if host == CROSSREF and "relation.type" not in query["filter"]:
            return self._registered(query)
        if host == CROSSREF:
            return self._search(query)
        if host == EUROPE_PMC:
            return self._europe_pmc(query)
        if host == BIORXIV and not path.endswith("/na/json"):
            return self._posted(*path.removesuffix("/json").split("/")[-3:], query["category"])
        if host == ARXIV and "search_query" in query:
            return 200, "application/atom+xml", self._arxiv_search(query).encode()
        if host == DATACITE:
            doi = unquote(path.removeprefix("/dois/")).lower()
            if doi not in self.datacite:
                return _json({"errors": [{"status": "404", "title": "not found"}]}, 404)
            return _json({"data": {"id": doi, "type": "dois", "attributes": self.datacite[doi]}})
        if host == BIORXIV:
            _, _, server, *doi = path.removesuffix("/na/json").split("/")
            versions = self.biorxiv.get(unquote("/".join(doi)), [])
            versions = [v for v in versions if v.get("server", "bioRxiv").lower() == server]
            status = "ok" if versions else "no posts found"
            return _json({"messages": [{"status": status}], "collection": versions})
        if host == ARXIV:
            return 200, "application/atom+xml", self._atom(query).encode()
        if host == PUBMED and path.endswith("esearch.fcgi"):
            return self._esearch(query)
        if host == PUBMED:
            wanted = query["id"].split(",")
            articles = "".join(pubmed_xml(i, self.pubmed[i]) for i in wanted if i in self.pubmed)
            text = f"<?xml version='1.0'?><PubmedArticleSet>{articles}</PubmedArticleSet>"
            return 200, "text/xml", text.encode()
        if host == CONVERTER:
            return self._convert(query["ids"].split(","))
        return 404, "text/plain", b"no such host"

    def _handle(self, doi: str) -> Reply:
        if doi in self.crossref or doi in self.datacite or doi in self.handles:
            value = {"index": 1, "type": "URL", "data": {"format": "string", "value": "https://x"}}
            return _json({"responseCode": 1, "handle": doi, "values": [value]})
        return _json({"responseCode": 100, "handle": doi}, 404)

    def _search(self, query: dict[str, str]) -> Reply:
        parts = dict(part.split(":", 1) for part in query["filter"].split(","))
        items = [
            {"DOI": work["DOI"], "relation": work["relation"]}
            for work in self.crossref.values()
            for item in (work.get("relation") or {}).get(parts["relation.type"], [])
            if item["id"].lower() == parts["relation.object"]
        ]
        return _json({"status": "ok", "message": {"total-results": len(items), "items": items}})

    def _part(self, host: str, works: Sequence[Any], start: int) -> Sequence[Any]:
        """What stands on the page that begins with a work; a host that loses works has no next."""
        lost = host in self.lost and start > 0
        return [] if lost else works[start : start + self.page]

    def _registered(self, query: dict[str, str]) -> Reply:
        """Crossref's works of a prefix, by the day they were created, page by page."""
        parts = dict(part.split(":", 1) for part in query["filter"].split(","))
        days = parts["from-created-date"], parts["until-created-date"]
        works = [
            work
            for work in self.crossref.values()
            if work["DOI"].startswith(f"{parts['prefix']}/") and days[0] <= work["day"] <= days[1]
        ]
        start = 0 if query["cursor"] == "*" else int(query["cursor"].removeprefix("at"))
        items = self._part(CROSSREF, works, start)
        message = {"total-results": len(works), "items": items}
        return _json(
            {"status": "ok", "message": {**message, "next-cursor": f"at{start + len(items)}"}}
        )

    def _europe_pmc(self, query: dict[str, str]) -> Reply:
        """Europe PMC's results that fit a query as we write it, page by page."""
        asked = query["query"]
        since, until = re.findall(r"FIRST_PDATE:\[(\S+) TO (\S+)\]", asked)[0]
        cited = set(re.findall(r"CITES:(\d+)_MED", asked))
        groups = re.findall(r"TITLE:\(([^)]*)\) OR ABSTRACT:\(\1\)", asked)
        works = [
            {name: value for name, value in work.items() if name != "cites"}
            for work in self.europe_pmc
            if since <= work["firstPublicationDate"] <= until
            and (not cited or cited & set(work.get("cites", ())))
            and _holds(f"{work['title']} {work.get('abstractText', '')}", groups)
        ]
        start = 0 if query["cursorMark"] == "*" else int(query["cursorMark"].removeprefix("at"))
        results = self._part(EUROPE_PMC, works, start)
        following = f"at{start + len(results)}" if results else query["cursorMark"]
        whole = {"hitCount": len(works), "nextCursorMark": following}
        return _json({"version": "6.9", **whole, "resultList": {"result": results}})

    def _posted(self, since: str, until: str, start: str, category: str) -> Reply:
        """BioRxiv's versions of a category, by the day of posting, page by page."""
        works = [
            version
            for versions in self.biorxiv.values()
            for version in versions
            if since <= version["date"] <= until and version.get("category") == category
        ]
        if not works:
            return _json({"messages": [{"status": "no posts found"}], "collection": []})
        page = self._part(BIORXIV, works, int(start))
        message = {"status": "ok", "cursor": start, "count": len(page), "total": str(len(works))}
        return _json({"messages": [message], "collection": page})

    def _arxiv_search(self, query: dict[str, str]) -> str:
        """arXiv's entries that fit a query as we write it, page by page."""
        asked = query["search_query"]
        since, until = re.findall(r"submittedDate:\[(\d{8})\d{4} TO (\d{8})\d{4}\]", asked)[0]
        groups = [part for part in asked.split(" AND ") if part.startswith(("(ti:", "(abs:"))]
        names = [
            name
            for name, day in self.submitted.items()
            if since <= day.replace("-", "") <= until
            and _holds(
                f"{self.arxiv[name]['title']} {self.arxiv[name].get('abstract', '')}", groups
            )
        ]
        page = self._part(ARXIV, names, int(query["start"]))
        return (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
            'xmlns:arxiv="http://arxiv.org/schemas/atom"><title>arXiv Query</title>'
            f"<opensearch:totalResults>{len(names)}</opensearch:totalResults>"
            + "".join(atom_entry(name, self.arxiv[name]) for name in page)
            + "</feed>"
        )

    def _atom(self, query: dict[str, str]) -> str:
        wanted = query["id_list"].split(",")[: int(query.get("max_results", "10"))]
        return (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:arxiv="http://arxiv.org/schemas/atom"><title>arXiv Query</title>'
            + "".join(atom_entry(name, self.arxiv[name]) for name in wanted if name in self.arxiv)
            + "</feed>"
        )

    def _esearch(self, query: dict[str, str]) -> Reply:
        wanted = {term.removesuffix("[aid]").strip('"') for term in query["term"].split(" OR ")}
        found = [pmid for pmid, work in self.pubmed.items() if work.get("doi") in wanted]
        return _json({"header": {}, "esearchresult": {"count": str(len(found)), "idlist": found}})

    def _convert(self, wanted: Iterable[str]) -> Reply:
        by_pmcid = {work.get("pmcid"): pmid for pmid, work in self.pubmed.items()}
        records = []
        for pmcid in wanted:
            if pmcid in by_pmcid:
                pmid = by_pmcid[pmcid]
                doi = self.pubmed[pmid].get("doi", "")
                found = {"pmcid": pmcid, "pmid": int(pmid), "doi": doi}
            else:
                found = {"pmcid": pmcid, "status": "error", "errmsg": "not found in PMC"}
            records.append({**found, "requested-id": pmcid})
        return _json({"status": "ok", "records": records})


def _holds(text: str, groups: Iterable[str]) -> bool:
    """Whether a text holds one of the quoted phrases of each group, as the search hosts look."""
    return all(
        any(phrase.lower() in text.lower() for phrase in re.findall(r'"([^"]+)"', group))
        for group in groups
    )


def _json(value: object, status: int = 200) -> Reply:
    return status, "application/json", json.dumps(value).encode()


def atom_entry(name: str, work: dict[str, Any]) -> str:
    """An entry of arXiv's feed."""
    authors = "".join(f"<author><name>{escape(a)}</name></author>" for a in work["authors"])
    extra = "".join(
        f"<arxiv:{tag}>{escape(work[tag])}</arxiv:{tag}>"
        for tag in ("doi", "journal_ref", "comment")
        if tag in work
    )
    return (
        f"<entry><id>http://arxiv.org/abs/{name}v{work.get('version', 1)}</id>"
        f"<published>{work['year']}-01-02T00:00:00Z</published>"
        f"<title>{escape(work['title'])}</title>"
        f"<summary>{escape(work.get('abstract', ''))}</summary>{authors}{extra}</entry>"
    )


def pubmed_xml(pmid: str, work: dict[str, Any]) -> str:
    """An article of PubMed's ``efetch``."""
    people = ""
    for author in work["authors"]:
        family, _, given = author.partition(", ")
        names = f"<LastName>{escape(family)}</LastName><ForeName>{escape(given)}</ForeName>"
        group = f"<CollectiveName>{escape(author)}</CollectiveName>"
        people += f"<Author>{names if given else group}</Author>"
    types = "".join(f"<PublicationType>{kind}</PublicationType>" for kind in work.get("types", []))
    comments = "".join(
        f'<CommentsCorrections RefType="{kind}"><PMID>{other}</PMID></CommentsCorrections>'
        for kind, other in work.get("comments", [])
    )
    ids = f'<ArticleId IdType="pubmed">{pmid}</ArticleId>'
    for name, kind in (("doi", "doi"), ("pmcid", "pmc")):
        ids += f'<ArticleId IdType="{kind}">{work[name]}</ArticleId>' if name in work else ""
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><Journal>"
        f"<JournalIssue><Volume>{work.get('volume', '')}</Volume>"
        f"<PubDate><Year>{work['year']}</Year></PubDate></JournalIssue>"
        f"<Title>{escape(work.get('journal', 'Models'))}</Title></Journal>"
        f"<ArticleTitle>{escape(work['title'])}.</ArticleTitle><AuthorList>{people}</AuthorList>"
        f"<PublicationTypeList>{types}</PublicationTypeList></Article>"
        f"<CommentsCorrectionsList>{comments}</CommentsCorrectionsList></MedlineCitation>"
        f"<PubmedData><ArticleIdList>{ids}</ArticleIdList><ReferenceList><Reference>"
        '<ArticleIdList><ArticleId IdType="doi">10.1000/cited.by</ArticleId></ArticleIdList>'
        "</Reference></ReferenceList></PubmedData></PubmedArticle>"
    )


# -- faults ---------------------------------------------------------------------------------------


def says(status: int, body: bytes, kind: str = "application/json") -> Fault:
    """Always this answer."""

    def fault(handler: BaseHTTPRequestHandler) -> None:
        send(handler, (status, kind, body))

    return fault


def hangs(handler: BaseHTTPRequestHandler) -> None:
    """No answer until the client has long gone."""
    time.sleep(2)


def drops(handler: BaseHTTPRequestHandler) -> None:
    """The connection closes without an answer."""
    handler.close_connection = True


FAULTS: dict[str, Fault] = {
    "HTML": says(200, b"<!doctype html><title>Just a moment</title>", "text/html"),
    "broken JSON": says(200, b'{"message": {"title": ["A'),
    "JSON of another shape": says(200, b'["message"]'),
    "wrong types": says(200, b'{"message": 3, "data": "x", "collection": 7, "responseCode": []}'),
    "nothing": says(200, b""),
    "too many requests, for ever": says(429, b""),
    "server error": says(500, b"oops"),
    "forbidden": says(403, b""),
    "hangs": hangs,
    "drops": drops,
}


# -- the server -----------------------------------------------------------------------------------


def send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    """Send an answer."""
    status, kind, body = reply
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serve(registry: FakeRegistry) -> Iterator[FakeRegistry]:
    """The registry on a free port of this machine; its address is in ``url``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # a small answer is not held back

        def do_GET(self) -> None:
            _, host, *path = self.path.split("/", 2)
            parts = urlsplit("/" + "".join(path))
            registry.asked.append((host, "/" + "".join(path)))
            if host in registry.faults:
                registry.faults[host](self)
                return
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            send(self, registry.answer(host, parts.path, query))

        def log_message(self, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *arguments: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    registry.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()


# -- a whole bibliography -------------------------------------------------------------------------


def fill(registry: FakeRegistry, works: Iterable[Reference]) -> None:
    """Let every registry know each entry as ``refs.bib`` has it; ``and others`` is one more."""
    for ref in works:
        field = {name: latex(value) for name, value in ref.fields.items()}
        title, year = field["title"], int(field["year"]) if field["year"].isdigit() else 2020
        people = our_authors(ref) + ([] if ref.complete else [Author("Example", "Extra")])
        names = [a.family if a.group else f"{a.family}, {a.given or 'X'}" for a in people]
        doi, preprint = field.get("doi", ""), field.get("preprint", "").partition(":")
        numbers = {"volume": field.get("volume"), "issue": field.get("number")}
        venue = field.get("journal") or field.get("booktitle") or field.get("howpublished", "")
        versions = {"title": title, "authors": "; ".join(names), "version": "1", "published": "NA"}
        if doi:
            work = crossref_work(doi, title, names, year, **numbers)
            pages = field.get("pages", "").replace("--", "-")
            registry.crossref[doi] = {**work, "page": pages, "container-title": [venue]}
        if is_biorxiv(doi):
            registry.crossref[doi]["type"] = "posted-content"
            registry.biorxiv[doi] = [{**versions, "doi": doi, "date": f"{year}-02-03"}]
        elif is_biorxiv(preprint[2]):
            published = {"published": doi or "NA", "server": preprint[0]}
            registry.biorxiv[preprint[2]] = [{**versions, "doi": preprint[2], **published}]
        elif preprint[0] not in ("", "arXiv"):
            registry.crossref[preprint[2]] = crossref_work(preprint[2], title, names, year)
        on_arxiv = field.get("eprint") or (preprint[2] if preprint[0] == "arXiv" else "")
        if on_arxiv:
            order = [" ".join(reversed(name.split(", "))) for name in names]
            registry.arxiv[on_arxiv] = {"title": title, "authors": order, "year": year}
        if "pmid" in field:
            ids = {name: field[name] for name in ("doi", "pmcid") if name in field}
            also = {"volume": field.get("volume", ""), "journal": venue}
            types = ["Preprint"] if is_biorxiv(doi) or "eprint" in field else []
            work = {"title": title, "authors": names, "year": year, "types": types}
            registry.pubmed[field["pmid"]] = {**work, **ids, **also}
