"""``refs.bib``: what an entry must hold, and who wrote what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path

from pybtex.database import Entry, Person
from pybtex.database.input.bibtex import month_names

from livingreview import memo
from livingreview.problems import Problem
from livingreview.references import identifiers, latex, names, reader, urls
from livingreview.references.identifiers import bare_doi, day_has_come
from livingreview.references.style import address

REQUIRED = {
    "article": ("author", "title", "journal", "year"),
    "inproceedings": ("author", "title", "booktitle", "year"),
    "incollection": ("author", "title", "booktitle", "publisher", "year"),
    "book": ("author", "title", "publisher", "year"),
    "phdthesis": ("author", "title", "school", "year"),
    "misc": ("author", "title", "year"),
}
IDENTIFIERS = ("doi", "eprint", "pmid", "pmcid", "isbn", "swhid")
WELL_FORMED: dict[str, tuple[Callable[[str], object], str]] = {
    **{name: form for name, form in identifiers.WELL_FORMED.items() if name != "orcid"},
    "url": (re.compile(r"https?://[^\s{}]+").fullmatch, "a full address, https where it exists"),
    "archived": (re.compile(r"https://[^\s{}]+").fullmatch, "the full address of the copy"),
    "urldate": (day_has_come, "a day that has come, as 2026-11-22"),
    "month": (lambda month: month_number(month) > 0, "a month: nov, November or 11"),
    "day": (re.compile(r"0?[1-9]|[12]\d|3[01]").fullmatch, "a day of the month, 1 to 31"),
    "year": (
        re.compile(r"(19|20)\d{2}|n\.d\.").fullmatch,
        "the four digits of a year that has come, or n.d.",
    ),
}
# What is printed somewhere as text, so that mark-up in it must be known.
PRINTED = (
    "title", "journal", "booktitle", "howpublished", "publisher", "school", "volume", "number",
    "pages", "note",
)  # fmt: skip
# Mark-up of other tongues, which would be printed as it stands.
_HTML = re.compile(r"</?(?P<tag>[a-z]\w*)(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(r"&(?:[a-z]\w+|#\d+|#x[\da-f]+);", re.I)
_MARKDOWN = re.compile(
    r"(?P<strong>\*\*|(?<!\w)__)(?=\S)[^*_]+(?P=strong)(?!\w)"
    r"|(?<![\w*_\\])(?P<em>[*_])(?=[^\s*_])[^*_]+(?P=em)(?![\w*_])"
    r"|(?<![`\\])(?P<code>`)[^`']+`(?!`)|(?P<link>\[[^\]]+\]\([^)\s]+\))"
)
_IN_LATEX = {
    "i": "textit", "em": "textit", "b": "textbf", "strong": "textbf", "sub": "textsubscript",
    "sup": "textsuperscript", "tt": "texttt", "code": "texttt",
}  # fmt: skip
MONTHS = tuple(month_names)  # jan, feb ...
_ARXIV_DOI = "10.48550/arxiv."  # arXiv's own DOI of a preprint
_KEY = re.compile(r"(?P<name>[a-z]+)(?P<year>(19|20)\d{2})[a-z0-9]+\Z")


@dataclass(frozen=True)
class Reference:
    """One entry: key, type, line in the file, fields as text, names of its authors.

    ``author_names`` joins family name and first given name, so that two papers can be told to
    share an author; ``complete`` is False where the list ends in ``and others``. ``letter`` tells
    the work from others that the text would cite alike, by all entries of the file.
    """

    key: str
    type: str
    line: int
    fields: dict[str, str]
    author_names: frozenset[str]
    complete: bool
    letter: str = ""

    @property
    def dated(self) -> str:
        """The year as the text cites it: 2021, 2021a, n.d. or n.d.-a."""
        year = self.fields.get("year", "n.d.")
        return f"{year}-{self.letter}" if self.letter and year == "n.d." else year + self.letter

    @property
    def short(self) -> str:
        """Author and year, as the text cites it."""
        return f"{self.fields['short_author']} ({self.dated})"


def read(file: Path) -> tuple[dict[str, Reference], list[Problem]]:
    """Read and check a BibTeX file.

    Returns the entries by key and the faults, sorted by line. A file that is no BibTeX has no
    entries.
    """
    found = reader.read(file)
    if found.problems:
        return {}, found.problems
    references = {
        key: _reference(key, entry, found.lines[key.lower()])
        for key, entry in found.entries.items()
    }
    people = {key: entry.persons.get("author", []) for key, entry in found.entries.items()}
    references = _lettered(references, people)
    return references, sorted([*_entry_problems(file, references), *_twice(file, references)])


def recall(file: Path, cache: Path) -> tuple[dict[str, Reference], list[Problem]]:
    """The same, read once as long as the file is the same; ``cache`` is a folder to keep it in."""
    place, key = cache / f"{file.name}.pickle", memo.digest([file])
    return memo.recall(place, key, lambda: read(file)) or ({}, [])


def _reference(key: str, entry: Entry, line: int) -> Reference:
    people = list(entry.persons.get("author", []))
    others = bool(people) and str(people[-1]) == names.OTHERS
    fields = {name.lower(): str(value) for name, value in entry.fields.items()}
    if people:
        fields["author"] = " and ".join(map(str, people))
    fields["short_author"] = names.cited(people)
    named = people[:-1] if others else people
    return Reference(
        key=key,
        type=entry.type.lower(),
        line=line,
        fields=fields,
        author_names=frozenset(map(_name_key, named)),
        complete=not others,
    )


def _name_key(person: Person) -> str:
    given = names.words((person.first_names or [""])[0])
    return unicodedata.normalize("NFKC", f"{names.family(person)}|{given}").casefold()


def _lettered(
    references: dict[str, Reference], people: dict[str, list[Person]]
) -> dict[str, Reference]:
    """The same with a letter for each work that is cited like another, in the order of lists."""

    alike: dict[str, list[str]] = {}
    for key, ref in references.items():
        alike.setdefault(ref.short, []).append(key)

    def place(key: str) -> tuple[str, ...]:
        fields = references[key].fields
        return names.sorted_by(people[key], fields.get("year", ""), fields.get("title", ""))

    letters = {
        key: _letter(number)
        for group in alike.values()
        if len(group) > 1
        for number, key in enumerate(sorted(group, key=place))
    }
    return {key: replace(ref, letter=letters.get(key, "")) for key, ref in references.items()}


def _letter(number: int) -> str:
    """a to z, then aa, ab."""
    before = _letter(number // 26 - 1) if number >= 26 else ""
    return before + "abcdefghijklmnopqrstuvwxyz"[number % 26]


def month_number(month: str) -> int:
    """1 to 12 for ``nov``, ``November`` or ``11``; 0 if it is no month."""
    if re.fullmatch(r"0?[1-9]|1[0-2]", month):
        return int(month)
    for number, spellings in enumerate(month_names.items(), 1):
        if month.casefold().strip(".") in map(str.casefold, spellings):
            return number
    return 0


def _well_formed(ref: Reference, field: str) -> bool:
    """Whether a field is absent or of its form; a year must also have come."""
    value = ref.fields.get(field)
    if not value or field not in WELL_FORMED:
        return True
    if field == "year" and value.isdigit() and int(value) > date.today().year:
        return False
    return bool(WELL_FORMED[field][0](value))


def _key_fits(ref: Reference) -> bool:
    """Whether a key is made of an author's name, the year of the entry and a word."""
    match = _KEY.match(ref.key)
    if not match:
        return False
    year = ref.fields.get("year", match["year"])
    families = [ascii_letters(name.partition("|")[0]) for name in ref.author_names]
    named = not any(families) or any(match["name"] in family for family in families)
    return named and year in (match["year"], "n.d.")


def ascii_letters(name: str) -> str:
    """The letters a to z of a name, without accents and strokes."""
    return "".join(sign for sign in names.latin(name) if sign.isascii() and sign.isalpha())


def _entry_problems(file: Path, references: dict[str, Reference]) -> Iterator[Problem]:
    for key, ref in references.items():

        def problem(field: str, found: str, remedy: str, ref: Reference = ref) -> Problem:
            return Problem(file, ref.line, f"{ref.key}.{field}", found, remedy)

        if _well_formed(ref, "year") and not _key_fits(ref):
            remedy = "write first author, year and one word, as in avsec2021enformer"
            yield problem("key", f"the key {key} does not fit authors and year", remedy)
        if ref.type not in REQUIRED:
            remedy = "use one of: " + ", ".join(REQUIRED)
            yield problem("type", f"the entry type @{ref.type} is not used here", remedy)
            continue
        for field in REQUIRED[ref.type]:
            if not names.words(ref.fields.get(field, "")).strip():
                remedy = f"add {field} = {{...}}"
                yield problem(field, f"an @{ref.type} needs {field}", remedy)
        web_page = ref.fields.get("url") and ref.fields.get("urldate")
        if not web_page and not any(ref.fields.get(name) for name in IDENTIFIERS):
            remedy = "add doi, eprint, pmid, pmcid, isbn or swhid; for a web page url and urldate"
            yield problem("doi", "no persistent identifier", remedy)
        for field, (_, form) in WELL_FORMED.items():
            if not _well_formed(ref, field):
                value = ref.fields[field]
                bare = bare_doi(value) if field == "doi" else ""
                here = f"; here {bare}" if bare != value and identifiers.is_doi(bare) else ""
                yield problem(field, f"{value!r} is not well-formed", f"write {form}{here}")
        yield from _unprintable(ref, problem)
        yield from _address_problems(ref, problem)
        if ref.fields.get("eprint") and not ref.fields.get("archiveprefix"):
            remedy = "add archiveprefix = {arXiv}"
            yield problem("archiveprefix", "an eprint needs its archive", remedy)


def _unprintable(ref: Reference, problem: Callable[[str, str, str], Problem]) -> Iterator[Problem]:
    for field in ("author", *PRINTED):
        try:
            latex.rich(ref.fields.get(field, ""))
        except latex.LatexError as error:
            yield problem(field, error.found, error.remedy)
        else:
            if fault := _foreign(ref.fields.get(field, "")):
                yield problem(field, *fault)


def _foreign(value: str) -> tuple[str, str] | None:
    """HTML or Markdown in a field: what was found and what to do; addresses and formulas apart."""
    words = re.sub(r"(?<!\\)\$[^$]*\$", " ", urls.URL.sub(" ", value))
    if tag := _HTML.search(words):
        name = _IN_LATEX.get(tag["tag"].lower())
        remedy = f"write \\{name}{{...}}" if name else "delete it"
        return f"{tag[0]} is HTML and would be printed as it stands", remedy
    if entity := _ENTITY.search(words):
        return (
            f"{entity[0]} is HTML and would be printed as it stands",
            f"write {unescape(entity[0])}",
        )
    if mark := _MARKDOWN.search(words):
        name = {"strong": "textbf", "em": "textit", "code": "texttt"}.get(str(mark.lastgroup))
        remedy = f"write \\{name}{{...}}" if name else "write \\href{address}{words}"
        return f"{mark[0]} is Markdown and would be printed as it stands", remedy
    return None


def _address_problems(
    ref: Reference, problem: Callable[[str, str, str], Problem]
) -> Iterator[Problem]:
    url = ref.fields.get("url", "")
    whole = [(f, [ref.fields[f]]) for f in ("url", "archived") if ref.fields.get(f)]
    words = [(f, urls.in_text(ref.fields.get(f, ""))) for f in ("howpublished", "note")]
    if remedy := _identifier_in(url, ref):
        yield problem("url", f"{url} is the address of an identifier", remedy)
        whole = whole[1:]
    for field, addresses in (*whole, *words):
        for one in addresses:
            for found, remedy in urls.faults(one) if _well_formed(ref, field) else ():
                yield problem(field, found, remedy)


def _identifier_in(url: str, ref: Reference) -> str:
    """What to write for an address that is no more than an identifier; empty if it is more."""
    doi = bare_doi(url) if urls.host_of(url) in urls.DOI_HOSTS else ""
    arxiv = re.fullmatch(
        r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/(.+?)(v\d+)?(\.pdf)?", url
    )
    for field, value in (("doi", doi), ("eprint", arxiv[1] if arxiv else "")):
        if (
            value
            and WELL_FORMED[field][0](value)
            and url != address(field, ref.fields.get(field, ""))
        ):
            return f"write {field} = {{{value}}} and drop the url"
    return ""


def _twice(file: Path, references: dict[str, Reference]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for key, ref in references.items():
        for field, what, value in _marks(ref):
            first = seen.setdefault((what, value), key)
            if first != key:
                found = f"the same {what} as {first}"
                remedy = "keep one entry and cite it under one key"
                yield Problem(file, ref.line, f"{key}.{field}", found, remedy)


def _marks(ref: Reference) -> Iterator[tuple[str, str, str]]:
    """What no other work has: its field, what it is, its value."""
    for field in ("doi", "eprint", "pmid", "pmcid", "swhid"):
        if value := ref.fields.get(field):
            number = value.removeprefix(_ARXIV_DOI)
            yield field, field if number == value else "eprint", number
    if preprint := ref.fields.get("preprint"):
        server, _, number = preprint.partition(":")
        yield "preprint", "eprint" if server == "arXiv" else "doi", number
    title = re.sub(r"\W+", "", names.words(ref.fields.get("title", ""))).casefold()
    if title:
        yield "title", "title", title
