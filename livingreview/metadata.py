"""Title, contributors, version, date and license, from the one place they are written."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml


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


def read(folder: Path) -> Book:
    """Read ``CITATION.cff`` in ``folder``. Raises ``KeyError`` for a field that is not there."""
    data = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    title, _, subtitle = data["title"].partition(": ")
    licenses = data["license"] if isinstance(data["license"], list) else [data["license"]]
    return Book(
        title=title,
        subtitle=subtitle,
        authors=tuple(map(author, data["authors"])),
        version=str(data["version"]),
        date=str(data["date-released"]),
        licenses=tuple(licenses),
        abstract=" ".join(data.get("abstract", "").split()),
        doi=data.get("doi", ""),
        publisher=data.get("preferred-citation", {}).get("publisher", {}).get("name", ""),
        repository=data.get("repository-code", ""),
        keywords=tuple(data.get("keywords", [])),
        commit=commit(folder),
    )
