"""Which PDFs are made, and of which pages: what ``typst_documents`` and ``typst_chapters`` say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sphinx.errors import ConfigError

from livingreview.problems import did_you_mean

#: What the first page of a document says.
TITLE_PAGE = (
    "title", "subtitle", "authors", "version", "date", "commit", "address", "doi", "cite",
    "license", "note", "summary", "keywords",
)  # fmt: skip
#: What the head of a chapter says.
TITLE_BLOCK = (
    "title", "part_of", "authors", "version", "date", "reviewed", "commit", "address", "cite",
    "license", "note", "summary", "keywords",
)  # fmt: skip
#: What ``book.typ`` can make of pages; a chapter is made of each of ``typst_chapters``.
LOOKS = ("book", "register", "sheet")
_KEYS = ("name", "look", "pages", "preface", "preface_title", "facts")


@dataclass(frozen=True)
class Document:
    """A PDF ``<name>.pdf``: its look, the pages it is made of, what its head says of it.

    *preface* is the page that stands before the contents, under *preface_title*.
    """

    name: str
    look: str
    pages: Sequence[str]
    facts: Mapping[str, str] = field(default_factory=dict)
    preface: str = ""
    preface_title: str = "Preface"
    #: it holds all that the book has, so that a link to what it does not hold is a mistake
    whole: bool = False


def configured(
    said: Iterable[Mapping[str, Any]], known: Iterable[str], facts: Mapping[str, str]
) -> Iterator[Document]:
    """The documents that ``typst_documents`` names; *known* are all pages, *facts* the book's.

    Raises ConfigError that says what is wrong.
    """
    pages = set(known)
    for one in said:
        where = f"typst_documents in conf.py, {one.get('name', 'a document without a name')}"
        check(one, _KEYS, where)
        if not one.get("name") or one.get("look") not in LOOKS:
            raise ConfigError(f"{where}: write a name, and a look: {', '.join(LOOKS)}")
        for page in (*one.get("pages", ()), *filter(None, [one.get("preface")])):
            if page not in pages:
                remedy = did_you_mean(page, pages, "mend the name")
                raise ConfigError(f"{where}: there is no page {page}; {remedy}")
        own = one.get("facts", {})
        check(own, TITLE_PAGE, where)
        yield Document(**{**one, "facts": {**facts, **own}})


def check(said: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Raise ConfigError if *said* holds a name that is not *known*."""
    if unknown := set(said) - set(known):
        raise ConfigError(
            f"{where} has {', '.join(sorted(unknown))}; it may have {', '.join(known)}"
        )
