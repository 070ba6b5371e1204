"""How to cite one chapter: its record, and the six forms that a proposal may ask for.

APA and Chicago come from the citation engine. Two forms are written here, because no CSL style
can say them: NLM for a chapter of a living book (with the day of update and of citation; Citing
Medicine, chapters 18 and 22, as NCBI Bookshelf applies it) and the form of the National Institutes
of Health for interim research products (notice NOT-OD-17-050: identifier, kind of object, version
or date, day of citation).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from livingreview.cite.formats import bibtex_entry, ris
from livingreview.cite.items import Item, day
from livingreview.metadata import Author, Book
from livingreview.references.bibfile import MONTHS

FORMS = {
    "nlm": "NLM / Vancouver",
    "apa": "APA (7th edition)",
    "chicago": "Chicago (author-date)",
    "nih": "NIH interim product",
    "bibtex": "BibTeX",
    "ris": "RIS",
}
_SPECIAL = re.compile(r"[\\{}$&%#_^~]")
_ESCAPED = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
# A word that a style must not put into small letters: DNA, mRNA, K562, Seq2function.
_CASED = re.compile(r"\w*(?:\w[A-Z]|[A-Z]\d|\d[A-Z])\w*")


@dataclass(frozen=True)
class Chapter:
    """A chapter as a work of its own.

    ``number`` is empty where chapters have none; ``first`` is the day it was first published and
    ``reviewed`` the day a person last read its content against its sources (YYYY-MM-DD; empty if
    nobody said so); ``began`` is the year in which the book began; ``url`` and ``pdf`` are
    absolute addresses, empty where nobody said under which address the book is published.
    """

    name: str
    title: str
    number: str
    summary: str
    authors: tuple[Author, ...]
    first: str
    reviewed: str
    began: str
    url: str
    pdf: str
    book: Book

    @property
    def key(self) -> str:
        """The citation key: first author, year, chapter."""
        first = self.authors[0]
        stem = re.sub(r"\W+", "", (first.family or first.name.split()[0]).lower())
        return f"{stem}{self.book.date[:4]}{self.name}"

    @property
    def address(self) -> str:
        """Where it is for ever: the DOI of the version, else its address, else nothing.

        The DOI is the book's: as a field of its own, programs would take chapters that share it
        for one work.
        """
        return self.book.doi_address or self.url

    @property
    def part_of(self) -> str:
        """Its place: ``Chapter 2 of`` and the full title of the book."""
        place = f"Chapter {self.number} of" if self.number else "A chapter of"
        return f"{place} {self.book.full_title}"


def item(chapter: Chapter) -> Item:
    """The chapter as a CSL item.

    Its number is left out: chapters may be added, and Zotero has no field for it, so that a
    reference made there would differ from the one printed here.
    """
    book = chapter.book
    known: Item = {
        "id": chapter.key,
        "type": "chapter",
        "title": chapter.title,
        "author": [_csl_name(author) for author in chapter.authors],
        "container-title": book.full_title,
        "edition": f"Version {book.version}",  # "version" is not printed by every style
        "issued": day(book.date),
        "publisher": book.publisher,
        "URL": chapter.address,
        "language": "en",
        "abstract": chapter.summary,
    }
    return {name: value for name, value in known.items() if value}


def nlm(chapter: Chapter, cited: str) -> str:
    """NLM, chapter of a living book; ``cited`` is the day of citation as 2026 Nov 22."""
    book = chapter.book
    first = nlm_date(chapter.first or book.date)
    updated = f"updated {nlm_date(chapter.reviewed)}; " if chapter.reviewed else ""
    imprint = f"[place unknown]: {book.publisher or '[publisher unknown]'}; {chapter.began}- ."
    return _sentence(
        f"{', '.join(map(_nlm_name, chapter.authors))}.",
        f"{_stopped(chapter.title)} {first} [{updated}cited {cited}].",
        f"In: {book.full_title} [Internet]. Version {book.version}.",
        imprint if book.publisher or chapter.address else "",
        f"Available from: {chapter.url or chapter.address}" if chapter.address else _text_of(book),
        f"doi:{book.doi}" if book.doi and chapter.url else "",
    )


def nih(chapter: Chapter, cited: str) -> str:
    """NIH, interim research product; ``cited`` is the day of citation as 2026 Nov 22."""
    book = chapter.book
    number = f"Chapter {chapter.number} of" if chapter.number else "Chapter of"
    return _sentence(
        f"{', '.join(map(_nlm_name, chapter.authors))}.",
        _stopped(chapter.title),
        f"{number} {book.full_title} [Living review]. Version {book.version}.",
        f"{long_date(chapter.reviewed or book.date)} [cited {cited}].",
        f"Available from: {chapter.address}" if chapter.address else _text_of(book),
    )


def _text_of(book: Book) -> str:
    """Which text it was, for a form that has no address to give."""
    return f"Commit {book.commit}." if book.commit != "unknown" else ""


def bibtex(chapter: Chapter, cited: str = "") -> str:
    """BibTeX; ``cited`` is the day of citation as 2026-11-22 (left out if empty)."""
    book = chapter.book
    fields = {
        "author": " and ".join(_bibtex_name(author) for author in chapter.authors),
        "title": _cased(chapter.title),
        "booktitle": _cased(book.full_title),
        "edition": f"Version {book.version}",
        "publisher": tex(book.publisher),
        "year": book.date[:4],
        "month": MONTHS[int(book.date[5:7]) - 1],
        "date": book.date,  # with the day, which BibTeX does not know; its styles pass over it
        "url": chapter.address,
        "urldate": cited if chapter.address else "",
        "language": "en",
        "abstract": tex(chapter.summary),
        "note": f"Commit {book.commit}" if book.commit != "unknown" else "",
    }
    known = {name: value for name, value in fields.items() if value}
    return bibtex_entry("incollection", chapter.key, known)


def ris_record(chapter: Chapter, cited: str = "") -> str:
    """RIS; ``cited`` is the day of citation as 2026/11/22 (left out if empty)."""
    record = ris([item(chapter)])
    return (
        record.replace("LA  - ", f"Y2  - {cited}\nLA  - ") if cited and chapter.address else record
    )


def texts(chapter: Chapter, engine: Mapping[str, str], cited: Mapping[str, str]) -> dict[str, str]:
    """All six forms, by the keys of ``FORMS``: ``apa`` and ``chicago`` as HTML, the others plain.

    ``engine`` holds what the citation engine made (``apa``, ``chicago``); ``cited`` the day of
    citation as each other form writes it.
    """
    return {
        "nlm": nlm(chapter, cited["nlm"]),
        "apa": engine["apa"],
        "chicago": engine["chicago"],
        "nih": nih(chapter, cited["nih"]),
        "bibtex": bibtex(chapter, cited["bibtex"]),
        "ris": ris_record(chapter, cited["ris"]),
    }


def nlm_date(iso: str) -> str:
    """``2026 Nov 22`` of ``2026-11-22``."""
    year, month, number = iso.split("-")
    return f"{year} {MONTHS[int(month) - 1].capitalize()} {int(number)}"


def long_date(iso: str) -> str:
    """``November 22, 2026`` of ``2026-11-22``."""
    moment = date.fromisoformat(iso)
    return f"{moment:%B} {moment.day}, {moment.year}"


def _sentence(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _stopped(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."


def _csl_name(author: Author) -> dict[str, str]:
    if author.name:
        return {"literal": author.name}
    known = {"family": author.family, "given": author.given}
    return {part: value for part, value in known.items() if value}


def _nlm_name(author: Author) -> str:
    if author.name:
        return author.name
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", author.given) if part)
    return f"{author.family} {initials}".strip()


def _bibtex_name(author: Author) -> str:
    return f"{{{tex(author.name)}}}" if author.name else tex(author.inverted)


def tex(text: str) -> str:
    """Words as a field of BibTeX writes them."""
    return _SPECIAL.sub(lambda sign: _ESCAPED.get(sign[0], "\\" + sign[0]), text)


def _cased(title: str) -> str:
    """A title for BibTeX, in which names and acronyms keep their case."""
    return " ".join(
        f"{{{tex(word)}}}" if _CASED.fullmatch(word.strip(".,:;?!()“”\"'")) else tex(word)
        for word in title.split(" ")
    )
