"""What the last checks of each reference found: kept in ``health/refs-state.json``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from livingreview import files
from livingreview.references.bibfile import Reference


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Kept(_Model):
    """A finding (see ``compare.Finding``) with the day it was first seen.

    ``kept`` is True where it comes from an earlier check because its registry was not reached.
    """

    check: str
    level: Literal["error", "warning", "notice"]
    says: str
    ours: str = ""
    theirs: str = ""
    registry: str = ""
    do: str = ""
    fix: dict[str, str] = Field(default_factory=dict)
    first_seen: str
    kept: bool = False


class Checked(_Model):
    """What is known of one entry.

    ``checked`` is when it was last looked up, ``verified`` when every registry that was asked
    answered for the last time (empty: never), ``fingerprint`` tells whether the entry changed
    since; ``asked`` names registries, ``unreachable`` those that gave no answer and why,
    ``versions`` the newest version of a preprint by registry.
    """

    fingerprint: str
    checked: str
    verified: str = ""
    asked: list[str] = Field(default_factory=list)
    unreachable: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)
    findings: list[Kept] = Field(default_factory=list)


class State(_Model):
    """Every entry by key, and the last run over all of them (``finished`` empty: it was cut)."""

    schema_version: Literal[1] = 1
    started: str = ""
    finished: str = ""
    works: dict[str, Checked] = Field(default_factory=dict)


def fingerprint(ref: Reference) -> str:
    """A short digest of everything an entry says."""
    fields = sorted((name, value) for name, value in ref.fields.items() if name != "short_author")
    text = json.dumps([ref.type, fields], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load(file: Path) -> tuple[State, str]:
    """Read the state; returns it and, if the file was damaged, a line that says so.

    A damaged file is set aside under a name of its own; single damaged entries are dropped.
    """
    if not file.exists():
        return State(), ""
    try:
        value: Any = json.loads(file.read_bytes())
        works = value.pop("works", {}) if isinstance(value, dict) else {}
        state = State.model_validate(value)
        pairs = works.items()
    except (ValueError, AttributeError, RecursionError) as error:
        aside = files.set_aside(file)
        reason = str(error).splitlines()[0]
        return State(), (
            f"{file.name} is damaged ({reason}); set aside as {aside.name}; "
            "every entry is checked anew"
        )
    dropped = []
    for key, work in pairs:
        try:
            state.works[key] = Checked.model_validate(work)
        except ValidationError:
            dropped.append(key)
    if not dropped:
        return state, ""
    aside = files.set_aside(file)
    return state, (
        f"{file.name} is damaged for {', '.join(dropped)}; set aside as {aside.name}; "
        "these entries are checked anew"
    )


def save(state: State, file: Path) -> None:
    """Write the state whole or not at all."""
    files.write(file, state.model_dump_json(indent=1, exclude_defaults=True) + "\n")
