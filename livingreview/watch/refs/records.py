"""A work as a registry describes it, in one shape: ``Record``. Pure: nothing is asked here.

Fields that are null or of a wrong type are read as missing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree import ElementTree

from pybtex.database import InvalidNameString, Person

CROSSREF, DATACITE, ARXIV = "Crossref", "DataCite", "arXiv"
PUBMED, BIORXIV = "PubMed", "bioRxiv"
_ATOM = {"a": "http://www.w3.org/2005/Atom", "x": "http://arxiv.org/schemas/atom"}
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARK = (
    r"((RETRACTED|WITHDRAWN|REMOVED)( ARTICLE| PAPER| CHAPTER)?"
    r"|(ARTICLE|PAPER) (RETRACTED|WITHDRAWN)|TEMPORARY REMOVAL|NOTICE OF (RETRACTION|REMOVAL))"
)
_RETRACTED_TITLE = re.compile(
    rf"\s*(\[{_MARK}\]|\({_MARK}\)|{_MARK}(?=\s*[:.]|\s[-–—]\s))\W*", re.I
)
_WITHDRAWN = re.compile(
    r"(\b(paper|article|submission|manuscript|preprint|work|version) (has been |is |was )?|\A\W*)"
    r"(withdrawn|retracted)\b(?! from\b)",
    re.I,
)

# What a notice is called: Crossref's `type` and PubMed's `RefType`.
NOTICES = {
    "retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "expression_of_concern": "concern",
    "partial_retraction": "concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "addendum": "correction",
    "clarification": "correction",
    "new_version": "version",
    "new_edition": "version",
    "RetractionIn": "retraction",
    "RetractedandRepublishedIn": "retraction",
    "PartialRetractionIn": "concern",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "correction",
}


@dataclass(frozen=True)
class Author:
    """A person, or a group (then the name is in ``family``)."""

    family: str
    given: str = ""
    group: bool = False


@dataclass(frozen=True)
class Notice:
    """That a work was updated: ``kind`` retraction, concern, correction, version or other."""

    kind: str
    said: str
    id: str = ""
    date: str = ""
    source: str = ""


@dataclass(frozen=True)
class Record:
    """A work as one registry describes it; what it does not say is empty."""

    registry: str
    id: str
    title: str = ""
    subtitle: str = ""
    authors: tuple[Author, ...] = ()
    years: tuple[int, ...] = ()
    venues: tuple[str, ...] = ()
    publisher: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    type: str = ""
    preprint: bool = False
    published: tuple[str, ...] = ()  # DOIs of the version of record of this preprint
    preprints: tuple[str, ...] = ()  # DOIs of the preprints of this article
    notices: tuple[Notice, ...] = ()
    version: str = ""
    newer: tuple[str, ...] = ()  # DOIs of newer versions
    ids: Mapping[str, str] = field(default_factory=dict)  # doi, pmid, pmcid, eprint


# -- reading what may be anything -----------------------------------------------------------------


def clean(text: str) -> str:
    """Text without tags, entities, control signs and runs of white space."""
    text = _TAG.sub("", html.unescape(_TAG.sub("", html.unescape(text))))
    kept = (sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join("".join(" " if unicodedata.category(s) == "Cc" else s for s in kept).split())


def as_dict(value: object) -> dict[str, Any]:
    """The value if it is an object of JSON, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_str(value: object) -> str:
    """The value as clean text if it is text or a whole number, else empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return clean(value) if isinstance(value, str) else ""


def as_strs(value: object) -> list[str]:
    """The texts of a list that are not empty."""
    return list(filter(None, map(as_str, as_list(value))))


def _doi(value: object) -> str:
    """The first DOI of a text, in small letters; empty if there is none that BibTeX can hold."""
    match = _DOI.search(as_str(value))
    return match[0].lower() if match and not set(match[0]) & set('{}"\\') else ""


def _year(text: str) -> tuple[int, ...]:
    match = re.search(r"\b(1[89]|20)\d\d\b", text)
    return (int(match[0]),) if match else ()


def _unique(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _with_title_mark(record: Record) -> Record:
    """A title may say what no field says: RETRACTED: ..."""
    match = _RETRACTED_TITLE.match(record.title)
    if not match:
        return record
    marked = replace(record, title=record.title[match.end() :])
    if any(notice.kind == "retraction" for notice in record.notices):
        return marked
    notice = Notice("retraction", f"the title begins with {match[1]}", source="title")
    return replace(marked, notices=(*record.notices, notice))


# -- Crossref: https://api.crossref.org, GET /works/{doi} -> message ------------------------------


def crossref_record(message: Mapping[str, Any]) -> Record:
    """One work of Crossref's REST API."""
    relation = as_dict(message.get("relation"))
    # Print first: volume and pages belong to that year.
    dates = ("published-print", "issued", "published", "published-online", "posted")
    years = [
        part[0]
        for name in dates
        for part in as_list(as_dict(message.get(name)).get("date-parts"))
        if isinstance(part, list) and part and isinstance(part[0], int)
    ]
    venues = [
        *as_strs(message.get("container-title")),
        *as_strs(message.get("short-container-title")),
        *(as_str(as_dict(place).get("name")) for place in as_list(message.get("institution"))),
        as_str(as_dict(message.get("event")).get("name")),
    ]
    return _with_title_mark(
        Record(
            registry=CROSSREF,
            id=_doi(message.get("DOI")),
            title=next(iter(as_strs(message.get("title"))), ""),
            subtitle=next(iter(as_strs(message.get("subtitle"))), ""),
            authors=tuple(_crossref_authors(message.get("author"))),
            years=_unique(years),
            venues=_unique(venues),
            publisher=as_str(message.get("publisher")),
            volume=as_str(message.get("volume")),
            number=as_str(message.get("issue")),
            pages=as_str(message.get("page")) or as_str(message.get("article-number")),
            type=as_str(message.get("type")),
            preprint=as_str(message.get("type")) == "posted-content",
            published=_related(relation, "is-preprint-of"),
            preprints=_related(relation, "has-preprint"),
            notices=tuple(_crossref_notices(message.get("updated-by"))),
            ids={"doi": _doi(message.get("DOI"))},
        )
    )


def _crossref_authors(value: object) -> Iterator[Author]:
    for author in map(as_dict, as_list(value)):
        family = " ".join(
            filter(None, (as_str(author.get("family")), as_str(author.get("suffix"))))
        )
        if family:
            yield Author(family, as_str(author.get("given")))
        elif name := as_str(author.get("name")) or as_str(author.get("given")):
            yield Author(name, group=True)


def _related(relation: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    items = map(as_dict, as_list(relation.get(kind)))
    return _unique(_doi(item.get("id")) for item in items if as_str(item.get("id-type")) == "doi")


def _crossref_notices(value: object) -> Iterator[Notice]:
    for item in map(as_dict, as_list(value)):
        said = as_str(item.get("type")) or as_str(item.get("label"))
        parts = as_list(as_dict(item.get("updated")).get("date-parts"))
        day = as_list(parts[0]) if parts else []
        date = "-".join(f"{part:02}" for part in day if isinstance(part, int))
        kind = NOTICES.get(re.sub(r"[\s-]+", "_", said.lower()), "other")
        if said:
            yield Notice(kind, said, _doi(item.get("DOI")), date, as_str(item.get("source")))


# -- DataCite: https://api.datacite.org, GET /dois/{doi} -> data.attributes -----------------------


def datacite_record(attributes: Mapping[str, Any]) -> Record:
    """One DOI of DataCite's REST API."""
    doi = _doi(attributes.get("doi"))
    titles = [as_dict(title) for title in as_list(attributes.get("titles"))]
    publisher = attributes.get("publisher")
    publisher = as_str(publisher) or as_str(as_dict(publisher).get("name"))
    container = as_dict(attributes.get("container"))
    ends = (as_str(container.get("firstPage")), as_str(container.get("lastPage")))
    general = as_str(as_dict(attributes.get("types")).get("resourceTypeGeneral"))
    preprint = general == "Preprint" or doi.startswith("10.48550/")
    related = [as_dict(item) for item in as_list(attributes.get("relatedIdentifiers"))]

    def dois(*kinds: str) -> tuple[str, ...]:
        return _unique(
            _doi(item.get("relatedIdentifier"))
            for item in related
            if as_str(item.get("relationType")) in kinds
            and as_str(item.get("relatedIdentifierType")) == "DOI"
        )

    return _with_title_mark(
        Record(
            registry=DATACITE,
            id=doi,
            title=next(
                (as_str(t.get("title")) for t in titles if not as_str(t.get("titleType"))), ""
            ),
            subtitle=next(
                (as_str(t["title"]) for t in titles if as_str(t.get("titleType")) == "Subtitle"), ""
            ),
            authors=tuple(_datacite_authors(attributes.get("creators"))),
            years=_year(as_str(attributes.get("publicationYear"))),
            venues=_unique((as_str(container.get("title")), publisher)),
            publisher=publisher,
            volume=as_str(container.get("volume")),
            number=as_str(container.get("issue")),
            pages="-".join(filter(None, ends)),
            type=general,
            preprint=preprint,
            published=dois("IsVersionOf", "IsPublishedIn") if preprint else (),
            version=as_str(attributes.get("version")),
            newer=dois("IsPreviousVersionOf", "IsObsoletedBy"),
            ids={"doi": doi},
        )
    )


def _datacite_authors(value: object) -> Iterator[Author]:
    for creator in map(as_dict, as_list(value)):
        name = as_str(creator.get("name"))
        family, given = as_str(creator.get("familyName")), as_str(creator.get("givenName"))
        if not family and ", " in name and as_str(creator.get("nameType")) != "Organizational":
            family, _, given = name.partition(", ")
        if family:
            yield Author(family, given)
        elif name:
            yield Author(name, group=True)


# -- arXiv: https://export.arxiv.org/api/query, Atom ----------------------------------------------


def arxiv_records(body: bytes) -> dict[str, Record]:
    """The entries of an Atom feed by arXiv identifier without version.

    Raises ``ValueError`` for what is no feed or an error told as an entry.
    """
    root = _xml(body)
    if root.tag != f"{{{_ATOM['a']}}}feed":
        raise ValueError("no Atom feed")
    records = {}
    for entry in root.iterfind("a:entry", _ATOM):

        def text(name: str, entry: ElementTree.Element = entry) -> str:
            return clean(entry.findtext(name, "", _ATOM))

        place = text("a:id")
        match = re.search(r"/abs/(.+?)(?:v(\d+))?\Z", place)
        if "/api/errors" in place:
            raise ValueError(text("a:summary") or "an error entry")
        if not match:
            continue
        names = [clean(a.findtext("a:name", "", _ATOM)) for a in entry.iterfind("a:author", _ATOM)]
        about = text("a:summary").removeprefix("This ")  # it may have taken the abstract's place
        withdrawn = _WITHDRAWN.search(text("x:comment")) or _WITHDRAWN.match(about)
        record = Record(
            registry=ARXIV,
            id=match[1],
            title=text("a:title"),
            authors=tuple(map(_split_name, filter(None, names))),
            years=_unique((*_year(text("a:published")), *_year(text("a:updated")))),
            venues=(ARXIV,),
            type="preprint",
            preprint=True,
            published=_unique([_doi(text("x:doi"))]),
            notices=(Notice("retraction", withdrawn[0], source="arXiv"),) if withdrawn else (),
            version=match[2] or "",
            ids={"eprint": match[1]},
        )
        records[match[1]] = _with_title_mark(record)
    return records


def _split_name(name: str) -> Author:
    """First name and family name of a name in one piece."""
    try:
        person = Person(name)
    except InvalidNameString:
        return Author(name)
    family = " ".join([*person.prelast_names, *person.last_names, *person.lineage_names])
    return Author(family or name, " ".join([*person.first_names, *person.middle_names]))


def _xml(body: bytes) -> ElementTree.Element:
    if b"<!ENTITY" in body[:4096]:
        raise ValueError("XML with entities of its own")
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise ValueError(f"no XML ({error})") from error


# -- PubMed: E-utilities, efetch XML --------------------------------------------------------------


def pubmed_records(body: bytes) -> dict[str, Record]:
    """The articles of an ``efetch`` answer by PubMed identifier.

    Raises ``ValueError`` for what is no PubMed XML.
    """
    root = _xml(body)
    if root.tag != "PubmedArticleSet":
        raise ValueError("no PubmedArticleSet")
    records = (_pubmed_record(article) for article in root.iterfind("PubmedArticle"))
    return {record.id: record for record in records if record.id}


def _pubmed_record(article: ElementTree.Element) -> Record:
    def text(path: str) -> str:
        found = article.find(path)
        return clean("".join(found.itertext())) if found is not None else ""

    base = "MedlineCitation/Article"
    ids = {"pmid": text("MedlineCitation/PMID"), **_pubmed_ids(article)}
    types = [clean(item.text or "") for item in article.iterfind(f"{base}/PublicationTypeList/*")]
    updates = list(article.iterfind("MedlineCitation/CommentsCorrectionsList/CommentsCorrections"))
    preprint = "Preprint" in types
    became = [
        f"PMID {clean(item.findtext('PMID', ''))}"
        for item in updates
        if preprint and item.get("RefType") == "UpdateIn" and item.findtext("PMID")
    ]
    issue = f"{base}/Journal/JournalIssue"
    title = text(f"{base}/ArticleTitle").rstrip(".")
    if title.startswith("[") and title.endswith("]"):  # a title that PubMed translated
        title = title[1:-1].rstrip(".")
    return _with_title_mark(
        Record(
            registry=PUBMED,
            id=ids["pmid"],
            title=title,
            authors=tuple(_pubmed_authors(article.iterfind(f"{base}/AuthorList/Author"))),
            years=_unique(
                (
                    *_year(text(f"{issue}/PubDate/Year")),
                    *_year(text(f"{issue}/PubDate/MedlineDate")),
                    *_year(text(f"{base}/ArticleDate/Year")),
                )
            ),
            venues=_unique(
                (text(f"{base}/Journal/Title"), text(f"{base}/Journal/ISOAbbreviation"))
            ),
            volume=text(f"{issue}/Volume"),
            number=text(f"{issue}/Issue"),
            pages=text(f"{base}/Pagination/MedlinePgn"),
            type="preprint" if preprint else "journal-article",
            preprint=preprint,
            published=tuple(became),
            notices=tuple(_pubmed_notices(updates, types)),
            ids={name: value for name, value in ids.items() if value},
        )
    )


def _pubmed_ids(article: ElementTree.Element) -> dict[str, str]:
    """DOI and PMC number, as PubMed's own list of identifiers has them, or else the article."""
    ids: dict[str, str] = {}
    for item in article.iterfind("PubmedData/ArticleIdList/ArticleId"):
        value = clean(item.text or "")
        if item.get("IdType") == "doi":
            ids["doi"] = _doi(value)
        elif item.get("IdType") == "pmc" and re.fullmatch(r"PMC[1-9]\d+", value):
            ids["pmcid"] = value
    for item in article.iterfind("MedlineCitation/Article/ELocationID[@EIdType='doi']"):
        ids.setdefault("doi", _doi(item.text))
    return ids


def _pubmed_notices(updates: list[ElementTree.Element], types: list[str]) -> list[Notice]:
    """Corrections, concerns and retractions; a retracted type counts where no notice is linked."""
    notices = [
        Notice(
            NOTICES[item.get("RefType", "")],
            item.get("RefType", ""),
            f"PMID {pmid}" if (pmid := clean(item.findtext("PMID", ""))) else "",
            source=PUBMED,
        )
        for item in updates
        if item.get("RefType") in NOTICES
    ]
    retracted = any(notice.kind == "retraction" for notice in notices)
    if "Retracted Publication" in types and not retracted:
        notices.insert(0, Notice("retraction", "Retracted Publication", source=PUBMED))
    return notices


def _pubmed_authors(authors: Iterable[ElementTree.Element]) -> Iterator[Author]:
    for author in authors:
        family = clean(author.findtext("LastName", ""))
        if family:
            suffix = clean(author.findtext("Suffix", ""))
            given = author.findtext("ForeName") or author.findtext("Initials") or ""
            yield Author(f"{family} {suffix}".strip(), clean(given))
        elif name := clean(author.findtext("CollectiveName", "")):
            yield Author(name, group=True)


# -- bioRxiv and medRxiv: https://api.biorxiv.org, GET /details/{server}/{doi}/na/json ------------


def biorxiv_record(collection: Sequence[object], server: str) -> Record | None:
    """A preprint from its versions, newest described; None if there are none."""
    versions = [item for item in map(as_dict, collection) if item]
    if not versions:
        return None

    def number(item: Mapping[str, Any]) -> int:
        version = as_str(item.get("version"))
        return int(version) if version.isdigit() else 0

    newest = max(versions, key=number)
    names = [name.strip() for name in as_str(newest.get("authors")).split(";")]
    split = [name.partition(",") for name in names if name]
    authors = [Author(family.strip(), given.strip()) for family, _, given in split]
    published = (_doi(item.get("published")) for item in versions)
    doi = _doi(newest.get("doi"))
    return _with_title_mark(
        Record(
            registry=BIORXIV,
            id=doi,
            title=as_str(newest.get("title")),
            authors=tuple(authors),
            years=_unique(year for item in versions for year in _year(as_str(item.get("date")))),
            venues=(server,),
            type="preprint",
            preprint=True,
            published=_unique(published),
            notices=(Notice("retraction", "withdrawn", source=BIORXIV),)
            if as_str(newest.get("type")).lower() == "withdrawn"
            else (),
            version=as_str(newest.get("version")),
            ids={"doi": doi},
        )
    )
