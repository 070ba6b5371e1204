"""What machines read of chapters, book and pages as linked data: schema.org, written as JSON-LD.

A work is named by the address of its page wherever it is told of, so that whole and parts meet: a
chapter is part of the book's address, and the book has the chapter's as its part. ``root`` is what
each address begins with: that of the book or, where nobody said it, the way from the page to the
first page. A DOI is of the book and stands with the book alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from livingreview.cite.chapter import Chapter
from livingreview.metadata import LICENSE, Author, Book

Node = dict[str, Any]
CONTEXT = "https://schema.org"  # its words lie in http://schema.org/
# Media types of what stands beside a page, by suffix; Word's is that of its register at IANA.
MEDIA = {
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "csv": "text/csv",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}


def media_type(file: str) -> str:
    """The media type of a file by its name; CSL-JSON has one of its own."""
    if file.endswith((".cite.json", ".refs.json")):
        return "application/vnd.citationstyles.csl+json"
    return MEDIA[file.rpartition(".")[2]]


def chapter(one: Chapter, root: str, documents: Iterable[str], cited: Iterable[str]) -> Node:
    """A chapter, part of the book.

    ``documents`` are the names of the files beside it, ``cited`` the addresses of what it cites.
    """
    return _known(
        {
            "@context": CONTEXT,
            "@type": ["Chapter", "ScholarlyArticle"],
            "@id": f"{root}{one.name}.html",
            "name": one.title,
            "headline": one.title,
            "position": one.number,
            "abstract": one.summary,
            "author": list(map(_agent, one.authors)),
            "datePublished": one.first or one.book.date,
            "dateModified": one.reviewed,
            "version": one.book.version,
            "keywords": ", ".join(one.book.keywords),
            "url": one.url,
            **_OPEN,
            "isPartOf": _book(one.book, root),
            "encoding": _files("MediaObject", root, documents),
            "citation": [{"@id": address} for address in cited],
        }
    )


def book(whole: Book, root: str, url: str, parts: Iterable[Node], documents: Iterable[str]) -> Node:
    """The book with its parts (``part``); ``documents`` are the names of the files it comes as."""
    return _known(
        {
            "@context": CONTEXT,
            **_book(whole, root),
            "abstract": whole.abstract,
            "url": url,
            **_OPEN,
            "isBasedOn": whole.commit_address,
            "encoding": _files("MediaObject", root, documents),
            "hasPart": list(parts),
        }
    )


def part(kind: str, docname: str, title: str, root: str, position: str = "") -> Node:
    """A chapter or a page of the register as the book names it."""
    address = f"{root}{docname}.html"
    return _known({"@type": kind, "@id": address, "name": title, "position": position})


def page(
    whole: Book, docname: str, facts: Mapping[str, str], root: str, data: Iterable[str]
) -> Node:
    """A page that is no chapter; one with files of ``data`` is a data set.

    ``facts`` are its ``name``, ``description`` and ``url``.
    """
    files = _files("DataDownload", root, data)
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Dataset" if files else "WebPage",
            "@id": f"{root}{docname}.html",
            **facts,
            "author": list(map(_agent, whole.authors)),
            "datePublished": whole.date,
            "version": whole.version,
            "keywords": ", ".join(whole.keywords),
            **_OPEN,
            "isPartOf": _book(whole, root),
            "distribution": files,
        }
    )


_OPEN = {"inLanguage": "en", "license": LICENSE, "isAccessibleForFree": True}


def _book(whole: Book, root: str) -> Node:
    publisher = {"@type": "Organization", "name": whole.publisher} if whole.publisher else None
    return _known(
        {
            "@type": "Book",
            "@id": f"{root}index.html",
            "name": whole.full_title,
            "author": list(map(_agent, whole.authors)),
            "datePublished": whole.date,
            "version": whole.version,
            "publisher": publisher,
            "identifier": whole.doi_address,
            "license": LICENSE,
            "keywords": ", ".join(whole.keywords),
        }
    )


def _files(kind: str, root: str, names: Iterable[str]) -> list[Node]:
    return [
        {"@type": kind, "encodingFormat": media_type(name), "contentUrl": f"{root}{name}"}
        for name in names
    ]


def _agent(author: Author) -> Node:
    if author.name:
        return {"@type": "Organization", "name": author.name}
    parts = {"familyName": author.family, "givenName": author.given, "identifier": author.orcid}
    return _known({"@type": "Person", "@id": author.orcid, "name": author.full, **parts})


def _known(data: Node) -> Node:
    return {name: value for name, value in data.items() if value}
