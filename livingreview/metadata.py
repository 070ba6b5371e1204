"""Title, contributors, version, date, license and address, from the one place each is written.

``problems`` and ``address_problems`` say what is wrong there; ``read`` and ``address`` raise
nothing and leave empty what is wrong, so that everything wrong can be said at once.
"""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from livingreview import yamlfile
from livingreview.problems import Problem, did_you_mean

FILE = Path("CITATION.cff")
LICENSE = "https://creativecommons.org/licenses/by/4.0/"  # of text, figures and register
ADDRESSES = ("BOOK_URL", "READTHEDOCS_CANONICAL_URL")  # the first that is set counts
_NEEDED = ("title", "authors", "version", "date-released", "license")
_TEXTS = ("title", "version", "abstract", "doi", "repository-code")
_LISTS = ("license", "keywords")
# What the Citation File Format 1.2.0 knows, of the book and of an author.
_KNOWN = (
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi",
    "identifiers", "keywords", "license", "license-url", "message", "preferred-citation",
    "references", "repository", "repository-artifact", "repository-code", "title", "type", "url",
    "version",
)  # fmt: skip
_OF_AUTHOR = (
    "address", "affiliation", "alias", "city", "country", "date-end", "date-start", "email",
    "family-names", "fax", "given-names", "location", "name", "name-particle", "name-suffix",
    "orcid", "post-code", "region", "tel", "website",
)  # fmt: skip
_AHEAD = timedelta(days=366)  # a release is made ready before its day, but not by so much
_NAMES = ("name", "family-names", "given-names", "name-particle", "orcid")


@dataclass(frozen=True)
class Author:
    """A person (``family``, ``given``) or a group (``name``); ``orcid`` is an address or empty."""

    family: str = ""
    given: str = ""
    name: str = ""
    orcid: str = ""

    @property
    def full(self) -> str:
        """The name as a byline has it."""
        return self.name or f"{self.given} {self.family}".strip()

    @property
    def inverted(self) -> str:
        """The name as an index has it: family name first."""
        return self.name or ", ".join(filter(None, (self.family, self.given)))


@dataclass(frozen=True)
class Book:
    """What ``CITATION.cff`` and git say of the book.

    ``title`` and ``subtitle`` are the two parts of the full title around its colon; ``date`` is
    the release date (YYYY-MM-DD); ``commit`` is the short hash, or ``unknown`` outside a
    checkout; ``doi`` (of this version), ``publisher`` and ``repository`` are empty until there
    is one.
    """

    title: str
    subtitle: str
    authors: tuple[Author, ...]
    version: str
    date: str
    licenses: tuple[str, ...]
    abstract: str
    doi: str
    publisher: str
    repository: str
    keywords: tuple[str, ...]
    commit: str

    @property
    def full_title(self) -> str:
        """Title and subtitle, as written in ``CITATION.cff``."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def doi_address(self) -> str:
        """The address that the DOI of this version leads from; empty without one."""
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def commit_address(self) -> str:
        """Where the sources of this commit are; empty if nobody said it."""
        known = self.repository and self.commit != "unknown"
        return f"{self.repository.rstrip('/')}/commit/{self.commit}" if known else ""

    @property
    def identifier(self) -> str:
        """One name for the book in all its versions: its DOI, else one made from its title."""
        return self.doi_address or f"urn:uuid:{uuid5(NAMESPACE_URL, self.full_title)}"

    @property
    def byline(self) -> str:
        """The contributors in one line."""
        return ", ".join(author.full for author in self.authors)

    def citation(self, url: str = "") -> str:
        """How to cite the book as a whole, in one sentence; ``url`` is left out if empty."""
        address = self.doi_address or url
        where = f" {address}" if address else ""
        return f"{self.byline}. {self.full_title}. Version {self.version}, {self.date}.{where}"


def author(entry: dict[str, str]) -> Author:
    """An author as ``CITATION.cff`` writes one: a person, or an entity with a ``name``."""
    return Author(
        family=" ".join(filter(None, (entry.get("name-particle"), entry.get("family-names")))),
        given=entry.get("given-names", ""),
        name=entry.get("name", ""),
        orcid=entry.get("orcid", ""),
    )


def commit(folder: Path) -> str:
    """Short hash of the checkout that holds ``folder``; ``unknown`` where there is none."""
    try:
        run = subprocess.run(
            ["git", "rev-parse", "--short=10", "HEAD"],
            cwd=folder, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return run.stdout.strip()


def edited(folder: Path, file: Path) -> str:
    """The day of the last commit that changed a file, as 2026-11-30; empty if git cannot tell.

    A checkout without history would say the day of its only commit, so it says nothing.
    """

    def git(*arguments: str) -> str:
        run = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
        )
        return run.stdout.strip()

    try:
        if git("rev-parse", "--is-shallow-repository") != "false":
            return ""
        return git("log", "-1", "--format=%cs", "--", str(file))
    except (OSError, subprocess.CalledProcessError):
        return ""


def _wrong(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Path, what is found and what to do, for each field that is missing or no use."""
    for name in data.keys() - {*_KNOWN}:
        yield (name,), *_unknown(name, _KNOWN)
    for name in _NEEDED:
        if not data.get(name):
            yield (name,), "missing", "add it"
    for name in _TEXTS:
        if name in data and not isinstance(data[name], str):
            yield (name,), *_no_text(data[name])
    for name in _LISTS:
        value = data.get(name, [])
        for place, one in enumerate(value) if isinstance(value, list) else [(-1, value)]:
            if not isinstance(one, str):
                yield (name,) if place < 0 else (name, place), *_no_text(one)
    day = data.get("date-released", date.min)
    if not _is_date(day):
        yield ("date-released",), f"{day} is not a date", "write it as 2026-12-01"
    elif date.fromisoformat(str(day)) > date.today() + _AHEAD:
        yield ("date-released",), f"{day} is more than a year ahead", "write the day of release"
    authors = data.get("authors", [])
    if not isinstance(authors, list):
        yield ("authors",), "no list", "write - name: ..., one author a line"
        return
    for place, one in enumerate(authors):
        if not isinstance(one, dict) or not (one.get("name") or one.get("family-names")):
            yield ("authors", place), "names nobody", "write name, or family-names and given-names"
            continue
        for name in one.keys() - {*_OF_AUTHOR}:
            yield ("authors", place, name), *_unknown(name, _OF_AUTHOR)
        for name in _NAMES:
            if name in one and not isinstance(one[name], str):
                yield ("authors", place, name), *_no_text(one[name])


def _unknown(name: str, known: Collection[str]) -> tuple[str, str]:
    remedy = did_you_mean(name, known, "mend the name, or delete it")
    return f"{name} is no field of a citation file", remedy


def _no_text(value: object) -> tuple[str, str]:
    if isinstance(value, (int, float)):
        return f"{value} is read as a number, which may lose a 0", "write it in quotes"
    return f"{value} is no text", "write text, in quotes"


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, date) or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _load(folder: Path) -> tuple[dict[str, Any], yamlfile.Lines, list[Problem]]:
    if not (folder / FILE).is_file():
        return {}, {}, [Problem(FILE, 0, "", "there is no such file", "write it")]
    data, lines, faults = yamlfile.read(folder / FILE)
    problems = [Problem(FILE, one.line, one.field, one.found, one.remedy) for one in faults]
    if not isinstance(data, dict):
        unread = Problem(FILE, 1, "", "it holds no fields", "write title: ... and the others")
        return {}, {}, problems or [unread]
    return data, lines, problems


def problems(folder: Path) -> list[Problem]:
    """What is wrong with ``CITATION.cff`` in ``folder``, by line."""
    data, lines, found = _load(folder)
    if data:
        found += [
            Problem(FILE, lines.get(path, 0), ".".join(map(str, path)), wrong, remedy)
            for path, wrong, remedy in _wrong(data)
            if lines.get(path) not in {one.line for one in found}
        ]
    return sorted(found)


def read(folder: Path) -> Book:
    """Read ``CITATION.cff`` in ``folder``; a field that is missing or wrong stays empty."""
    data, _, _ = _load(folder)
    for path, _, _ in _wrong(data):
        data.pop(str(path[0]), None)
    title, _, subtitle = data.get("title", "").partition(": ")
    licenses = data.get("license", [])
    publisher = data.get("preferred-citation", {})
    for name in ("publisher", "name"):
        publisher = publisher.get(name, "") if isinstance(publisher, dict) else ""
    return Book(
        title=title,
        subtitle=subtitle,
        authors=tuple(map(author, data.get("authors", []))),
        version=data.get("version", ""),
        date=str(data.get("date-released", "")),
        licenses=tuple(licenses if isinstance(licenses, list) else [licenses]),
        abstract=" ".join(data.get("abstract", "").split()),
        doi=data.get("doi", ""),
        publisher=str(publisher),
        repository=data.get("repository-code", ""),
        keywords=tuple(data.get("keywords", [])),
        commit=commit(folder),
    )


def _said(environment: Mapping[str, str]) -> tuple[str, str]:
    """The variable that says where the book is published, and what it says; both may be empty."""
    return next(
        ((name, value) for name in ADDRESSES if (value := environment.get(name, "").strip())),
        ("", ""),
    )


def address_problems(environment: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the address under which the book is published."""
    name, value = _said(environment)
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if value and not good:
        remedy = "write https://, the host and the folder, or leave it out"
        return [Problem(Path(name), 0, "", f"{value!r} is not an address", remedy)]
    plain = value.partition("?")[0].partition("#")[0].replace(" ", "%20")
    if value != plain:
        found = f"{value!r} is not the address of a folder"
        return [Problem(Path(name), 0, "", found, f"write {plain}")]
    return []


def address(environment: Mapping[str, str]) -> str:
    """Where the book is published, with a slash at its end; empty if nobody said it rightly."""
    _, value = _said(environment)
    return f"{value.rstrip('/')}/" if value and not address_problems(environment) else ""
