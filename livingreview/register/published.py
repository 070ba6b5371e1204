"""``evidence/published-works.yaml``: which works each version took in, by their identifiers.

Written by ``livingreview freeze``; keys change when a preprint is published, identifiers stay.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import Field

from livingreview import files
from livingreview.problems import Problem
from livingreview.references.bibfile import Reference
from livingreview.register.fields import Record, Text
from livingreview.register.files.screening import identifiers_of
from livingreview.register.listed import read_list

FILE = Path("evidence/published-works.yaml")


class Published(Record):
    """The works of one version, each by all its identifiers, and the day of the version."""

    version: Text
    date: datetime.date  # a version is dated ahead of its release
    works: list[Text] = Field(default=[])


def read(file: Path) -> tuple[list[Published], list[Problem]]:
    """The works of every frozen version, oldest first, and the faults of the file."""
    frozen, problems = read_list(file, Published) if file.exists() else ([], [])
    return [one for one, _ in frozen], problems


def freeze(works: Mapping[str, Reference], root: Path, version: str, day: datetime.date) -> None:
    """Write the works of this version beside those of older ones; one frozen before is anew."""
    older = [one for one in read(root / FILE)[0] if one.version != version]
    names = sorted({name for work in works.values() for name in identifiers_of(work)})
    every = [*older, Published(version=version, date=day, works=names)]
    head = "# The works of every version, written by `livingreview freeze`; not edited by hand.\n"
    text = yaml.safe_dump(
        [one.model_dump() for one in every], sort_keys=False, allow_unicode=True, width=100,
        default_flow_style=None,
    )  # fmt: skip
    files.write(root / FILE, head + text)
