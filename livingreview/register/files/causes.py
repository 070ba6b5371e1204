"""``evidence/causes.yaml``: why the walls stand: walls, competing causes, findings for and against.

A cause predicts a remedy; a row says for one wall and one cause which findings speak for it and
which against.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from livingreview.register.faults import Fault
from livingreview.register.fields import Id, NewId, Record, Text
from livingreview.register.files.names import Names


class Cause(Record):
    """One explanation of a wall."""

    id: NewId
    name: Annotated[Text, Field(description="a few words")]
    says: Annotated[Text, Field(description="what it holds, in a sentence")]
    remedy: Annotated[Text, Field(description="what would help if it is right")]
    test: Annotated[Text | None, Field(description="what would tell it from the others")] = None


class Wall(Record):
    """Where models stop."""

    id: NewId
    name: Annotated[Text, Field(description="a few words")]


class Standing(Record):
    """What is known of one cause at one wall."""

    wall: Annotated[Id, Field(description="the id of a wall above")]
    cause: Annotated[Id, Field(description="the id of a cause above")]
    for_: Annotated[list[Id], Field(alias="for", description="ids of findings for it, or []")]
    against: Annotated[list[Id], Field(description="ids of findings against it, or []")]
    note: Text | None = None

    @model_validator(mode="after")
    def _has_evidence(self) -> Standing:
        if not self.for_ and not self.against:
            raise ValueError("for: name a finding for it or against it, or drop the row")
        if twice := sorted(set(self.for_) & set(self.against)):
            raise ValueError(f"against: {', '.join(twice)} stands on both sides; keep one")
        return self


class Causes(Record):
    """The whole file."""

    walls: Annotated[tuple[Wall, ...], Field(min_length=1, description="at least one wall")]
    causes: Annotated[tuple[Cause, ...], Field(min_length=1, description="at least one cause")]
    rows: tuple[Standing, ...] = ()


def faults(causes: Causes, names: Names) -> Iterator[Fault]:
    """Ids and rows that stand twice, walls, causes and findings that do not exist."""
    for kind in ("walls", "causes"):
        ids = [record.id for record in getattr(causes, kind)]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                yield (kind, number, "id"), f"the id {name} stands twice", "choose another"
    for number, cause in enumerate(causes.causes):
        for field in ("says", "remedy", "test"):
            yield from names.in_words(("causes", number, field), getattr(cause, field))
    seen: set[tuple[str, str]] = set()
    known = {kind: [each.id for each in getattr(causes, kind)] for kind in ("walls", "causes")}
    for number, row in enumerate(causes.rows):
        for field, kind in (("wall", "walls"), ("cause", "causes")):
            name = getattr(row, field)
            if name not in known[kind]:
                remedy = names.nearest(name, known[kind])
                yield ("rows", number, field), f"{name} is not one of the {kind} above", remedy
        if (row.wall, row.cause) in seen:
            found = f"{row.wall} and {row.cause} stand together already"
            yield ("rows", number, "cause"), found, "join the two rows"
        seen.add((row.wall, row.cause))
        yield from names.all_missing(("rows", number, "for"), row.for_, "findings")
        yield from names.all_missing(("rows", number, "against"), row.against, "findings")
        yield from names.in_words(("rows", number, "note"), row.note)
