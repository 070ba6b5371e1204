"""What machines read of a page: Highwire tags, schema.org JSON-LD, Open Graph.

Highwire tags are those that Google Scholar and Zotero's embedded-metadata reader know; a page with
``citation_inbook_title`` is a book section to both. No COinS: Zotero would prefer it, and it holds
less. Addresses are absolute, so they are left out where the book has no address.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import escape
from sphinx.application import Sphinx

from livingreview.cite import card, source
from livingreview.cite.chapter import Chapter
from livingreview.metadata import Author, Book
from livingreview.text.build import on_screen

Tag = tuple[str, str, str]  # attribute, name, content


def add_tags(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Write the tags of a chapter, or of the book on its first page."""
    if not on_screen(app):
        return
    if pagename in source.chapters(app):
        chapter = source.chapter_of(app, pagename)
        tags, data = highwire(chapter), chapter_data(chapter)
        title, summary, kind = chapter.title, chapter.summary, "article"
    elif pagename == app.config.root_doc:
        chapters = [source.chapter_of(app, name) for name in source.chapters(app)]
        if not chapters:
            return
        book = chapters[0].book
        tags, data = [], book_data(book, chapters, context.get("pageurl") or "")
        title, summary, kind = book.full_title, book.abstract, "book"
    else:
        return
    picture = card.make(app, pagename)
    tags = [*tags, *open_graph(title, summary, kind, context.get("pageurl") or "", picture)]
    written = "".join(
        f'<meta {attribute}="{name}" content="{escape(content)}">\n'
        for attribute, name, content in tags
        if content
    )
    safe = json.dumps(data, ensure_ascii=False, indent=1).replace("</", "<\\/")
    written += f'<script type="application/ld+json">\n{safe}\n</script>\n'
    context["metatags"] = context.get("metatags", "") + written


def highwire(chapter: Chapter) -> list[Tag]:
    """The ``citation_*`` tags of a chapter; those without content are not written."""
    book = chapter.book
    tags = [
        ("citation_title", chapter.title),
        ("citation_inbook_title", book.full_title),
        *(("citation_author", author.inverted) for author in chapter.authors),
        *(("citation_author_orcid", author.orcid) for author in chapter.authors),
        ("citation_publication_date", book.date.replace("-", "/")),
        ("citation_publisher", book.publisher),
        ("citation_doi", book.doi),
        ("citation_abstract", chapter.summary),
        ("citation_keywords", "; ".join(book.keywords)),
        ("citation_language", "en"),
        ("citation_public_url", chapter.url),
        ("citation_fulltext_html_url", chapter.url),
        ("citation_pdf_url", chapter.pdf),
        ("description", chapter.summary),
    ]
    return [("name", name, content) for name, content in tags]


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


def chapter_data(chapter: Chapter) -> dict[str, Any]:
    """The chapter as schema.org has it: a chapter that is part of a book."""
    book = chapter.book
    return _known(
        {
            "@context": "https://schema.org",
            "@type": ["Chapter", "ScholarlyArticle"],
            "name": chapter.title,
            "headline": chapter.title,
            "position": chapter.number,
            "abstract": chapter.summary,
            "author": [_agent(author) for author in chapter.authors],
            "datePublished": chapter.first or book.date,
            "dateModified": chapter.reviewed,
            "version": book.version,
            "inLanguage": "en",
            "license": book.license_address,
            "url": chapter.url,
            "identifier": book.doi_address,
            "isPartOf": _book(book),
        }
    )


def book_data(book: Book, chapters: list[Chapter], url: str) -> dict[str, Any]:
    """The book as schema.org has it, with its chapters."""
    parts = [
        _known({"@type": "Chapter", "name": one.title, "position": one.number, "url": one.url})
        for one in chapters
    ]
    about = {"abstract": book.abstract, "url": url, "hasPart": parts}
    return {"@context": "https://schema.org", **_book(book), **_known(about)}


def _book(book: Book) -> dict[str, Any]:
    return _known(
        {
            "@type": "Book",
            "name": book.full_title,
            "author": [_agent(author) for author in book.authors],
            "datePublished": book.date,
            "version": book.version,
            "publisher": {"@type": "Organization", "name": book.publisher}
            if book.publisher
            else None,
            "identifier": book.doi_address,
            "keywords": ", ".join(book.keywords),
        }
    )


def _agent(author: Author) -> dict[str, Any]:
    if author.name:
        return {"@type": "Organization", "name": author.name}
    return _known({"@type": "Person", "name": author.full, "identifier": author.orcid})


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
