"""What stands in the head of each kind of page for machines: a chapter, the book, any other page.

``tags`` says how it is written and ``graph`` how works are linked. The links are those of FAIR
Signposting (https://signposting.org/FAIR/), which a site without a server of its own can give in no
other place; they are relative where they lead to the site itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from sphinx.application import Sphinx

from livingreview.cite import card, graph, source, tags
from livingreview.cite.chapter import Chapter
from livingreview.cite.source import chapter_of
from livingreview.metadata import Author, Book
from livingreview.references.style import address
from livingreview.text.build import base_of, book_of, on_screen, register_of
from livingreview.text.cited import keys_by_page

REGISTER = "register"  # the room of the pages that are data sets


def add_tags(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Write the tags of a chapter, or of the book on its first page."""
    if not on_screen(app):
        return
    if pagename in source.chapters(app):
        chapter = chapter_of(app, pagename)
        title, summary, kind = chapter.title, chapter.summary, "article"
        written = [
            *tags.highwire(chapter),
            *tags.section(chapter.title, chapter.book, chapter.authors),
        ]
        links, data = _of_chapter(app, pagename, chapter)
    elif pagename == app.config.root_doc and source.chapters(app):
        book = book_of(app)
        title, summary, kind = book.full_title, book.abstract, "book"
        written = [*tags.dublin_core(title, "Book", book, book.authors), *tags.edition(book)]
        links, data = _of_book(app, book, context.get("pageurl") or "")
        written += _pdf_of_book(app)
    else:
        return
    picture = card.make(app, pagename)
    written += tags.open_graph(title, summary, kind, context.get("pageurl") or "", picture)
    context["metatags"] = context.get("metatags", "") + tags.head(written, links, data)


def _of_chapter(app: Sphinx, docname: str, chapter: Chapter) -> tuple[list[tags.Link], graph.Node]:
    documents = [f"{docname}.{suffix}" for suffix in app.config.livingreview_documents]
    data = graph.chapter(chapter, root_of(app, docname), documents, _cited(app, docname))
    described = [f"{docname}.cite.{suffix}" for suffix in ("json", "bib", "ris")]
    up = "../" * docname.count("/")
    links = [
        ("cite-as", chapter.address, ""),
        *signposts(app, docname, "Chapter", chapter.authors),
        *(("describedby", f"{up}{file}", graph.media_type(file)) for file in described),
        *(("item", f"{up}{file}", graph.media_type(file)) for file in documents),
    ]
    return links, data


def _of_book(app: Sphinx, book: Book, url: str) -> tuple[list[tags.Link], graph.Node]:
    root = root_of(app, app.config.root_doc)
    chapters = [(name, chapter_of(app, name)) for name in source.chapters(app)]
    parts = [graph.part("Chapter", name, one.title, root, one.number) for name, one in chapters]
    for name in sorted(app.env.titles):
        if data_files(app, name):
            title = _of_register(app.env.titles[name].astext(), book)
            parts.append(graph.part("Dataset", name, title, root))
    files = _book_files(app)
    links = [
        ("cite-as", book.doi_address or url, ""),
        *signposts(app, app.config.root_doc, "Book", book.authors),
        *(("item", file, graph.media_type(file)) for file in files),
    ]
    return links, graph.book(book, root, url, parts, files)


def page_tags(app: Sphinx, docname: str, title: str, words: str, url: str) -> str:
    """What stands in the head of a page that is neither a chapter nor the first page.

    A page of the register is a data set, any other one a section of the book.
    """
    book = book_of(app)
    files = data_files(app, docname)
    if PurePosixPath(docname).parts[0] == REGISTER:
        named = _of_register(title, book)
        written = [*tags.dublin_core(named, "Dataset", book, book.authors), *tags.version(book)]
    else:
        named = title
        written = tags.section(title, book, book.authors)
    facts = {"name": named, "description": words, "url": url}
    data = graph.page(
        book, docname, {k: v for k, v in facts.items() if v}, root_of(app, docname), files
    )
    up = "../" * docname.count("/")
    links = [
        ("cite-as", url, ""),
        *signposts(app, docname, data["@type"], book.authors),
        *(("item", f"{up}{file}", graph.media_type(file)) for file in files),
    ]
    return tags.head(written, links, data)


def _of_register(title: str, book: Book) -> str:
    """A title that says of what it is where no whole is named beside it."""
    return f"{title}: register of {book.title}"


def root_of(app: Sphinx, docname: str) -> str:
    """What an address within the book begins with, as seen from a page."""
    return base_of(app) or "../" * docname.count("/")


def data_files(app: Sphinx, docname: str) -> list[str]:
    """The files of data that hold what a page of the register shows."""
    room, _, kind = docname.rpartition("/")
    if room != REGISTER or not getattr(register_of(app), kind, None):
        return []
    return [f"evidence/{kind}.{suffix}" for suffix in ("json", "csv")]


def _book_files(app: Sphinx) -> list[str]:
    return list(getattr(app.config, "livingreview_book_files", {}))


def _pdf_of_book(app: Sphinx) -> list[tags.Tag]:
    files = [name for name in _book_files(app) if name.endswith(".pdf")]
    base = base_of(app)
    return [("name", "citation_pdf_url", f"{base}{files[0]}")] if base and files else []


def _cited(app: Sphinx, docname: str) -> list[str]:
    """The addresses of the works that a page cites, each once, by their keys."""
    references = register_of(app).references
    keys = keys_by_page(app.env).get(docname, ())
    works = [references[key].fields for key in sorted(keys) if key in references]
    return [found for fields in works if (found := _address(fields))]


def _address(fields: dict[str, str]) -> str:
    known = (address(kind, fields[kind]) for kind in ("doi", "eprint") if kind in fields)
    return next(known, fields.get("url", ""))


def signposts(app: Sphinx, docname: str, kind: str, authors: Sequence[Author]) -> list[tags.Link]:
    """Who made a page, what it is (a word of schema.org), under which license, and of what whole.

    An author without an ORCID is known by the page that says who wrote the book.
    """
    up = "../" * docname.count("/")
    who, root = app.config.livingreview_who, app.config.root_doc
    people = [author.orcid for author in authors if author.orcid]
    if not people and who in app.env.titles and who != docname:
        people = [f"{up}{who}.html"]
    links = [("author", one, "") for one in people]
    licensed = book_of(app).license_address
    links += [("license", licensed, "")] if licensed else []
    links += [("type", f"https://schema.org/{kind}", "")]
    return links if docname == root else [*links, ("collection", f"{up}{root}.html", "text/html")]
