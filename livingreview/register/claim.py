"""A claim: one proposition that can be wrong, and what links it to findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from livingreview.register.fields import Day, Id, NewId, Record, Text
from livingreview.register.finding import Sides

Relation = Literal["supports", "disputes", "qualifies"]
RELATIONS: tuple[Relation, ...] = ("supports", "disputes", "qualifies")
Bearing = Literal["full", "part", "indirect"]
BEARINGS = ("full", "part", "indirect", "none")  # from the strongest down
Worry = Literal["none", "some", "serious"]


class Link(Record):
    """What one finding contributes to a claim.

    ``link`` says how it bears on the sentence: ``full``; ``part``, on some of its cases only; or
    ``indirect``, on something that stands for it. ``again`` is the same, judged by a second reader
    who did not see the first; ``none`` means that the finding does not say so.
    ``part`` names the part of a compound claim that it bears on. ``gain`` is written where it
    cannot be computed: what the finding's authors gain by it. ``sides`` are those that the sentence
    is about, where the finding's table sets others against each other. ``steps`` counts the ordered
    steps over which the finding rises or falls without a break.
    """

    finding: Annotated[Id, Field(description="the id of a finding")]
    because: Text | None = None
    link: Bearing = "full"
    again: Literal["full", "part", "indirect", "none"] | None = None
    part: Id | None = None
    gain: Literal["some", "none", "against"] | None = None
    sides: Sides | None = None
    steps: Annotated[int, Field(ge=3, description="three or more")] | None = None

    @property
    def bears(self) -> str:
        """How it bears on the claim: the weaker of the two readings."""
        return max(self.link, self.again or self.link, key=BEARINGS.index)


def _link(value: Any) -> Any:
    if isinstance(value, str):
        return {"finding": value}
    if not isinstance(value, (dict, Link)):
        raise ValueError("write {finding: ..., because: ...}")
    return value


Links = list[Annotated[Link, BeforeValidator(_link)]]


class Cell(Record):
    """The place of a claim on the evidence map."""

    class_: Annotated[Text, Field(alias="class", description="a class of evidence/vocabulary.yaml")]
    held_out: Annotated[Text, Field(description="a unit of evidence/vocabulary.yaml")]
    contrast: Annotated[Text, Field(description="a contrast of evidence/vocabulary.yaml")]
    says: Annotated[Literal["holds", "stops"], Field(description="holds or stops")]


class Searched(Record):
    """Where evidence against a claim was sought, with which words, and which findings it gave."""

    date: Annotated[Day, Field(description="the day of the search, as 2026-11-29")]
    where: Annotated[list[Text], Field(min_length=1, description="the places, in []")]
    strings: Annotated[list[Text], Field(min_length=1, description="the words, in []")]
    found: Annotated[list[Id], Field(description="ids of findings of this claim, or []")]
    note: Text | None = None


class Bias(Record):
    """The judgment whether the studies in support share a flaw, given twice and apart."""

    first: Annotated[Worry, Field(description="none, some or serious")]
    second: Worry | None = None
    because: Annotated[Text, Field(description="the flaw, or why there is none, in a sentence")]
    date: Annotated[Day, Field(description="the day it was judged, as 2026-11-29")]

    @property
    def word(self) -> Worry:
        """The worse of the two judgments."""
        order: tuple[Worry, ...] = ("none", "some", "serious")
        return max(self.first, self.second or self.first, key=order.index)


class Claim(Record):
    """A judgment. Its certainty is computed, so no field holds it.

    ``kind`` says what is claimed: a ``proposition``; that two things are ``level``; an ``absence``
    (none has been shown), which its search grades; or a ``principle``, which has no grade.
    A compound sentence names its ``parts``, and the weakest of them gives the grade.
    ``holds`` are checks, in the grammar of ``register.grammar``, that must hold while it stands.
    """

    id: NewId
    says: Annotated[Text, Field(description="one sentence that can be wrong")]
    kind: Literal["proposition", "level", "absence", "principle"] = "proposition"
    parts: dict[Id, Text] = Field(default={})
    cell: Cell | None = None
    supports: Annotated[
        Links, Field(description="the findings that say so: {finding: ..., because: ...}, one each")
    ]
    disputes: Links = Field(default=[])
    qualifies: Links = Field(default=[])
    searched: Searched | None = None
    bias: Bias | None = None
    holds: list[Text] = Field(default=[])
    counter: Annotated[Text, Field(description="what speaks against it or would overturn it")]
    reviewed: Annotated[Day, Field(description="the day it was last judged, as 2026-11-22")]

    def links(self) -> Iterator[tuple[Relation, Link]]:
        """Every link with its relation, supports first."""
        for relation in RELATIONS:
            for link in getattr(self, relation):
                yield relation, link

    def bearing(self) -> Iterator[tuple[Relation, Link]]:
        """The links that weigh, for or against, with their relation."""
        return (named for named in self.links() if named[0] != "qualifies")

    def ids(self, *relations: Relation) -> list[str]:
        """The findings named under some relations, under all of them if none is given."""
        wanted = relations or RELATIONS
        named = (link.finding for relation, link in self.links() if relation in wanted)
        return list(dict.fromkeys(named))

    @model_validator(mode="after")
    def _consistent(self) -> Claim:
        named = [(link.finding, link.part) for _, link in self.links()]
        if not self.supports and self.kind in ("proposition", "level"):
            raise ValueError("supports: name the findings that say so, at least one")
        if twice := {name for name in named if named.count(name) > 1}:
            shown = ", ".join(sorted(name for name, _ in twice))
            raise ValueError(f"supports: {shown} is named twice in this claim")
        for relation, link in self.links():
            if link.part and link.part not in self.parts:
                raise ValueError(
                    f"{relation}: {link.finding} is of part {link.part}, which parts does not name"
                )
        bare = [part for part in self.parts if not any(x.part == part for x in self.supports)]
        if bare:
            raise ValueError(
                f"parts: nothing supports {', '.join(bare)}; link a finding or drop it"
            )
        if len(self.parts) == 1:
            raise ValueError("parts: a claim has two parts or more, or none")
        if self.searched and (lost := [x for x in self.searched.found if x not in self.ids()]):
            raise ValueError(f"searched.found: {', '.join(lost)} is linked nowhere in this claim")
        return self
