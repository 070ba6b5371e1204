"""The record that Zenodo makes of a release: ``.zenodo.json``, derived from ``CITATION.cff``.

Zenodo reads the file from the sources at the tag, in preference to ``CITATION.cff``; so it must be
committed, and cannot be made when the release is published. Fields: developers.zenodo.org.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import yaml

FILE = ".zenodo.json"


def _creator(entry: dict[str, str]) -> dict[str, str]:
    """An author as Zenodo names one: family name first, the bare ORCID iD."""
    name = entry.get("name") or f"{entry['family-names']}, {entry['given-names']}"
    creator = {"name": name}
    if "affiliation" in entry:
        creator["affiliation"] = entry["affiliation"]
    if "orcid" in entry:
        creator["orcid"] = entry["orcid"].rstrip("/").rpartition("/")[2]
    return creator


def record(folder: Path) -> dict[str, Any]:
    """The record of the book in ``folder``. Raises ``KeyError`` for a field that is not there.

    Zenodo takes one license, that of the text, which ``CITATION.cff`` names first.
    """
    data = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    licenses = data["license"] if isinstance(data["license"], list) else [data["license"]]
    abstract = " ".join(data["abstract"].split())
    return {
        "upload_type": "publication",
        "publication_type": "book",
        "title": data["title"],
        "creators": [_creator(author) for author in data["authors"]],
        "description": f"<p>{escape(abstract, quote=False)}</p>",
        "access_right": "open",
        "license": licenses[0].lower(),
        "notes": f"Licenses: {', '.join(licenses)}; the README says what each covers.",
        "version": str(data["version"]),
        "publication_date": str(data["date-released"]),
        "language": "eng",
        "keywords": data.get("keywords", []),
    }


def text(folder: Path) -> str:
    """The same as the file's text."""
    return json.dumps(record(folder), ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> None:
    """Write ``.zenodo.json`` anew."""
    part = folder / f"{FILE}.part"
    part.write_text(text(folder), encoding="utf-8")
    part.replace(folder / FILE)
