"""``refs.bib``: what an entry must hold, and who wrote what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pybtex.database import BibliographyData, Person
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError

from livingreview.problems import Problem
from livingreview.references import identifiers, urls
from livingreview.references.style import ADDRESSES, rich

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
    "urldate": (re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch, "a date as 2026-11-22"),
    "year": (
        re.compile(r"(19|20)\d{2}|n\.d\.").fullmatch,
        "the four digits of a year that has come, or n.d.",
    ),
}
_NOT_ENTRIES = ("comment", "string", "preamble")
_ENTRY = re.compile(r"^\s*@(\w+)\s*\{\s*([^\s,}]+)", re.M)
_KEY = re.compile(r"(?P<name>[a-z]+)(?P<year>(19|20)\d{2})[a-z0-9]+\Z")


@dataclass(frozen=True)
class Reference:
    """One entry: key, type, line in the file, fields as text, names of its authors.

    ``author_names`` joins family name and first given name, so that two papers can be told to
    share an author; ``complete`` is False where the list ends in ``and others``.
    """

    key: str
    type: str
    line: int
    fields: dict[str, str]
    author_names: frozenset[str]
    complete: bool

    @property
    def short(self) -> str:
        """Author and year, as the text cites it."""
        return f"{self.fields['short_author']} ({self.fields.get('year', 'n.d.')})"


def _plain(text: str) -> str:
    return str(rich(text))


def _name_key(person: Person) -> str:
    family = " ".join([*person.prelast_names, *person.last_names])
    given = (person.first_names or [""])[0]
    return unicodedata.normalize("NFKC", _plain(f"{family}|{given}")).casefold()


def _short_author(people: list[Person]) -> str:
    names = [_plain(" ".join([*p.prelast_names, *p.last_names])) for p in people]
    others = names[-1:] == ["others"]
    names = names[:-1] if others else names
    if len(names) > 2 or (others and names):
        return f"{names[0]} et al."
    return " and ".join(names) or "unknown"


def read(file: Path) -> tuple[dict[str, Reference], list[Problem]]:
    """Read and check a BibTeX file.

    Returns the entries by key and the faults, sorted by line. A file that cannot be parsed has
    no entries and one fault.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        return {}, [Problem(file, line, "", "the file is not UTF-8", "save it as UTF-8")]
    lines: dict[str, int] = {}
    problems = []
    starts = [match for match in _ENTRY.finditer(text) if match[1].lower() not in _NOT_ENTRIES]
    for match, after in zip(starts, [*starts[1:], None], strict=True):
        key, line = match[2], text.count("\n", 0, match.start(1)) + 1
        body = text[match.start(1) - 1 : after.start() if after else len(text)]
        first = lines.get(key.lower())
        if first:
            found = f"the key {key} stands already at line {first}"
            problems.append(Problem(file, line, key, found, "keep one of the two entries"))
        lines.setdefault(key.lower(), line)
        if (end := _end_of_entry(body)) is None:
            problems.append(Problem(file, line, key, "a brace is not closed", "mend the braces"))
        elif re.sub(r"%.*", "", body[end:]).strip():
            line += body.count("\n", 0, end)
            found = "the entry ends here, but text follows"
            problems.append(Problem(file, line, key, found, "mend the braces"))
    if problems:
        return {}, problems
    try:
        data: BibliographyData = Parser(encoding="utf-8").parse_file(str(file))
    except PybtexError as error:
        said = str(error.args[0]) if error.args else str(error)
        name = re.search(r"[\"']([^\"']+)[\"']", said)
        place = text.find(name[1]) if name else -1
        line = getattr(error, "lineno", None) or (
            text.count("\n", 0, place) + 1 if place >= 0 else 1
        )
        remedy = "mend the quotes and commas of this entry, and write and between two names"
        return {}, [Problem(file, line, "", f"this is not BibTeX ({said})", remedy)]
    references = {}
    for key, entry in data.entries.items():
        people = list(entry.persons.get("author", []))
        others = bool(people) and str(people[-1]) == "others"
        fields = {name.lower(): str(value) for name, value in entry.fields.items()}
        if people:
            fields["author"] = " and ".join(map(str, people))
        fields["short_author"] = _short_author(people)
        named = people[:-1] if others else people
        references[key] = Reference(
            key=key,
            type=entry.type.lower(),
            line=lines.get(key.lower(), 1),
            fields=fields,
            author_names=frozenset(map(_name_key, named)),
            complete=not others,
        )
    problems = [*_entry_problems(file, references), *_twice(file, references)]
    return references, sorted(problems)


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
    families = ["".join(ascii_letters(name.partition("|")[0])) for name in ref.author_names]
    named = not families or any(match["name"] in family for family in families)
    return named and year in (match["year"], "n.d.")


def ascii_letters(name: str) -> Iterator[str]:
    """The letters a to z of a name, without accents and strokes."""
    plain = name.translate(str.maketrans("øđłıæß", "odlias"))
    for sign in unicodedata.normalize("NFKD", plain):
        if sign.isascii() and sign.isalpha():
            yield sign


def _end_of_entry(text: str) -> int | None:
    """The place behind the brace that closes an entry; None if none does."""
    depth = 0
    for brace in re.finditer(r"(?<!\\)[{}]", text):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return None


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
            if not ref.fields.get(field):
                remedy = f"add {field} = {{...}}"
                yield problem(field, f"an @{ref.type} needs {field}", remedy)
        web_page = ref.fields.get("url") and ref.fields.get("urldate")
        if not web_page and not any(ref.fields.get(name) for name in IDENTIFIERS):
            remedy = "add doi, eprint, pmid, pmcid, isbn or swhid; for a web page url and urldate"
            yield problem("doi", "no persistent identifier", remedy)
        for field, (_, form) in WELL_FORMED.items():
            if not _well_formed(ref, field):
                found = f"{ref.fields[field]!r} is not well-formed"
                yield problem(field, found, f"write {form}")
        yield from _address_problems(ref, problem)
        if ref.fields.get("eprint") and not ref.fields.get("archiveprefix"):
            remedy = "add archiveprefix = {arXiv}"
            yield problem("archiveprefix", "an eprint needs its archive", remedy)


def _address_problems(
    ref: Reference, problem: Callable[[str, str, str], Problem]
) -> Iterator[Problem]:
    whole = [(f, [ref.fields[f]]) for f in ("url", "archived") if ref.fields.get(f)]
    words = [(f, urls.in_text(ref.fields.get(f, ""))) for f in ("howpublished", "note")]
    for field, addresses in (*whole, *words):
        for url in addresses:
            for found, remedy in urls.faults(url) if _well_formed(ref, field) else ():
                yield problem(field, found, remedy)
    url = ref.fields.get("url", "")
    for field in ("doi", "eprint"):
        base = ADDRESSES[field][1]
        name = url.removeprefix(base)
        if name != url and name != ref.fields.get(field):
            remedy = f"write {field} = {{{name}}} and drop the url"
            yield problem("url", f"{url} is the address of an identifier", remedy)


def _twice(file: Path, references: dict[str, Reference]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for key, ref in references.items():
        title = re.sub(r"\W+", "", _plain(ref.fields.get("title", ""))).casefold()
        for field, value in (
            ("doi", ref.fields.get("doi")), ("eprint", ref.fields.get("eprint")), ("title", title),
        ):  # fmt: skip
            if not value:
                continue
            first = seen.setdefault((field, value), key)
            if first != key:
                found = f"the same {field} as {first}"
                remedy = "keep one entry and cite it under one key"
                yield Problem(file, ref.line, f"{key}.{field}", found, remedy)
