"""The released versions: their form, their order, and ``versions.json``, which lists them."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from livingreview.problems import Refused
from livingreview.references.identifiers import DOI
from livingreview.releases import repository

FILE = "versions.json"
FORM = re.compile(r"20\d\d\.(0[1-9]|1[0-2])(\.(0|[1-9]\d{0,3}))?")


class Version(BaseModel):
    """One release: ``commit`` is the full hash of its tag's commit, ``doi`` empty without one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[str, StringConstraints(pattern=f"^{FORM.pattern}$")]
    date: date
    commit: Annotated[str, StringConstraints(pattern="^[0-9a-f]{40,64}$")]
    doi: Annotated[str, StringConstraints(pattern=f"^{DOI.pattern}$")] | Literal[""] = ""


class Listing(BaseModel):
    """``versions.json``: the newest version comes first."""

    model_config = ConfigDict(extra="forbid")

    versions: list[Version]


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 2026.12 < 2026.12.1 < 2027.01."""
    return tuple(map(int, version.split(".")))


def parse(text: str) -> list[Version]:
    """The versions of a ``versions.json``. Raises ``ValueError`` with the first fault."""
    try:
        found = Listing.model_validate_json(text).versions
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{place}: {first['msg']}" if place else first["msg"]) from None
    for newer, older in pairwise(found):
        if number(newer.version) <= number(older.version):
            raise ValueError(f"{newer.version} stands before {older.version}")
    return found


def dump(versions: list[Version]) -> str:
    """The same as text."""
    data = Listing(versions=versions).model_dump(mode="json")
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def released(root: Path, tip: str) -> list[Version]:
    """The versions that the branch ``releases`` lists at its newest commit; none without one.

    Raises ``Refused`` if the list is missing or damaged.
    """
    if not tip:
        return []
    try:
        return parse(repository.read(root, tip, FILE))
    except (repository.GitError, ValueError) as error:
        raise Refused(
            f"{FILE} on the branch {repository.BRANCH} is damaged ({error}); "
            f"put its last good state back"
        ) from None
