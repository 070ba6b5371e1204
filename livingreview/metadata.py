"""Title, contributors, version, date and license, from the one place they are written."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Book:
    """What ``CITATION.cff`` and git say of the book.

    ``title`` and ``subtitle`` are the two parts of the full title around its colon; ``date`` is
    the release date (YYYY-MM-DD); ``commit`` is the short hash, or ``unknown`` outside a
    checkout; ``doi`` is empty until there is one.
    """

    title: str
    subtitle: str
    authors: tuple[str, ...]
    version: str
    date: str
    licenses: tuple[str, ...]
    abstract: str
    doi: str
    commit: str

    @property
    def full_title(self) -> str:
        """Title and subtitle, as written in ``CITATION.cff``."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def byline(self) -> str:
        """The contributors in one line."""
        return ", ".join(self.authors)

    def citation(self, url: str = "") -> str:
        """How to cite the book as a whole, in one sentence; ``url`` is left out if empty."""
        where = f" https://doi.org/{self.doi}" if self.doi else f" {url}" if url else ""
        return f"{self.byline}. {self.full_title}. Version {self.version}, {self.date}.{where}"


def _author(entry: dict[str, str]) -> str:
    if "name" in entry:
        return entry["name"]
    return f"{entry['given-names']} {entry['family-names']}"


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
        authors=tuple(map(_author, data["authors"])),
        version=str(data["version"]),
        date=str(data["date-released"]),
        licenses=tuple(licenses),
        abstract=" ".join(data.get("abstract", "").split()),
        doi=data.get("doi", ""),
        commit=commit(folder),
    )
