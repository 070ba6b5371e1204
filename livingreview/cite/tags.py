"""What machines read in the head of a page: tags of Highwire and Dublin Core, links, Open Graph.

Highwire's tags, of chapters alone, are those that Google Scholar and Zotero's embedded-metadata
reader know; a page with ``citation_inbook_title`` is a book section to both. Of other pages Zotero
reads Dublin Core (DCMI Metadata Terms) and PRISM. No COinS: Zotero would prefer it, and it holds
less. Addresses in tags are absolute, so they are left out where the book has no address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from markupsafe import escape

from livingreview.cite import card, graph
from livingreview.cite.chapter import Chapter
from livingreview.metadata import LICENSE, Author, Book

Tag = tuple[str, str, str]  # attribute, name, content
Link = tuple[str, str, str]  # relation, address, media type or nothing
# What the names of tags before their dot mean (DC-HTML, section 4.2).
_SCHEMES = {
    "DCTERMS": "http://purl.org/dc/terms/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "so": "http://schema.org/",
}


def head(tags: Iterable[Tag], links: Iterable[Link], data: graph.Node) -> str:
    """Tags with a content, links with an address and linked data, as HTML."""
    tags = [one for one in tags if one[2]]
    schemes = {name.partition(".")[0] for _, name, _ in tags}
    lines = [
        f'<link rel="schema.{name}" href="{uri}">'
        for name, uri in _SCHEMES.items()
        if name in schemes
    ]
    lines += [f'<meta {attr}="{name}" content="{escape(said)}">' for attr, name, said in tags]
    for relation, where, media in links:
        kind = f' type="{media}"' if media else ""
        lines += [f'<link rel="{relation}"{kind} href="{escape(where)}">'] if where else []
    if data:
        safe = json.dumps(data, ensure_ascii=False, indent=1).replace("</", "<\\/")
        lines.append(f'<script type="application/ld+json">\n{safe}\n</script>')
    return "".join(f"{line}\n" for line in lines)


def indexed(author: Author) -> str:
    """A name as an index has it; a comma ends that of a group, which Zotero would part else."""
    return f"{author.name}," if author.name else author.inverted


def highwire(chapter: Chapter) -> list[Tag]:
    """The ``citation_*`` tags of a chapter; those without content are not written."""
    book = chapter.book
    authors = [
        tag
        for author in chapter.authors
        for tag in (("citation_author", indexed(author)), ("citation_author_orcid", author.orcid))
    ]
    tags = [
        ("citation_title", chapter.title),
        ("citation_inbook_title", book.full_title),
        *authors,
        ("citation_publication_date", book.date.replace("-", "/")),
        ("citation_publisher", book.publisher),
        ("citation_abstract", chapter.summary),
        ("citation_keywords", "; ".join(book.keywords)),
        ("citation_language", "en"),
        ("citation_public_url", chapter.address),
        ("citation_fulltext_html_url", chapter.url),
        ("citation_pdf_url", chapter.pdf),
        ("description", chapter.summary),
    ]
    return [("name", name, content) for name, content in tags]


def dublin_core(title: str, kind: str, book: Book, authors: Sequence[Author]) -> list[Tag]:
    """A work in the terms of the Dublin Core; ``kind`` is ``Book``, ``BookItem``, ``Dataset``."""
    tags = [
        ("DCTERMS.title", title),
        ("DCTERMS.type", kind),
        *(("DCTERMS.creator", indexed(author)) for author in authors),
        ("DCTERMS.issued", book.date),
        ("DCTERMS.publisher", book.publisher),
        ("DCTERMS.rights", LICENSE),
        ("DCTERMS.language", "en"),
        ("DCTERMS.identifier", f"DOI {book.doi}" if kind == "Book" and book.doi else ""),
    ]
    return [("name", name, content) for name, content in tags]


def section(title: str, book: Book, authors: Sequence[Author]) -> list[Tag]:
    """A section of the book in the terms of the Dublin Core and of PRISM."""
    inside = ("name", "prism.publicationName", book.full_title)
    return [*dublin_core(title, "BookItem", book, authors), inside, *edition(book)]


def edition(book: Book) -> list[Tag]:
    """The version of the book as the edition of what is in it."""
    return [("name", "prism.edition", f"Version {book.version}")]


def version(book: Book) -> list[Tag]:
    """The version of the book as that of a data set."""
    return [("name", "so.version", book.version)]


def open_graph(title: str, summary: str, kind: str, url: str, picture: card.Card) -> list[Tag]:
    """What a link to the page shows elsewhere."""
    tags = [
        ("property", "og:type", kind),
        ("property", "og:title", title),
        ("property", "og:description", summary),
        ("property", "og:url", url),
        ("name", "twitter:card", "summary_large_image" if picture.url else "summary"),
    ]
    if picture.url:
        tags += [
            ("property", "og:image", picture.url),
            ("property", "og:image:alt", picture.alt),
            ("property", "og:image:width", str(card.WIDTH)),
            ("property", "og:image:height", str(card.HEIGHT)),
        ]
    return tags
