"""``evidence/protocol.yaml``: what the review asks, what it takes in, where and when it looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Id, NewId, Record, Text
from livingreview.register.files.names import Names

NAMES = "names"  # the list of words that nobody types: the names of the register's models
Every = Annotated[Text, Field(description="how often, as in: every month; or: not fixed")]


class Question(Record):
    """What the review wants to know."""

    id: NewId
    asks: Annotated[Text, Field(description="the question, with a question mark")]


class Criterion(Record):
    """Why a work is taken in or left out."""

    id: NewId
    kind: Annotated[Literal["include", "exclude"], Field(description="include or exclude")]
    says: Annotated[Text, Field(description="what holds of such a work, in a sentence")]


class Place(Record):
    """Where works are looked for, and how often.

    ``days`` says for a program what ``every`` says in words: after so many days a run is due.
    """

    id: NewId
    name: Annotated[Text, Field(description="its name")]
    how: Annotated[Text, Field(description="by which strings, pages or links")]
    every: Every
    days: Annotated[int, Field(ge=1, description="days between two runs")] | None = None


class Step(Record):
    """What is done with a work that was found, by whom, and how often."""

    id: NewId
    does: Annotated[Text, Field(description="what is done, in a sentence")]
    by: Annotated[Text, Field(description="who: one reader, two readers, the build")]
    every: Every


class String(Record):
    """One string as data; what is sent is made from it at each run.

    A work fits if it holds a word of each list that ``all`` names. A source that takes no string is
    asked by days, and the works that fit one of the strings named in ``like`` are kept; one of
    ``cites`` asks what cites the benchmarks of the register. ``first`` is the day from which on it
    is asked in its first run.
    """

    id: NewId
    source: Annotated[Text, Field(description="the id of a source above")]
    platform: Annotated[
        Literal["Europe PMC", "arXiv", "Crossref", "bioRxiv"],
        Field(description="Europe PMC, arXiv, Crossref or bioRxiv"),
    ]
    all: tuple[Id, ...] = Field(default=(), description="lists of words, one word of each")
    like: tuple[Id, ...] = Field(default=(), description="strings above, of which one must fit")
    cites: Literal["benchmarks"] | None = None
    categories: tuple[Text, ...] = Field(default=(), description="categories of bioRxiv, or []")
    first: Annotated[Day, Field(description="the first day that is asked for, as 2023-01-01")]

    @model_validator(mode="after")
    def _one_way(self) -> String:
        if sum(map(bool, (self.all, self.like, self.cites))) != 1:
            raise ValueError("all: write one of all, like and cites")
        if bool(self.like) != (self.platform in ("Crossref", "bioRxiv")):
            raise ValueError(
                "platform: Crossref and bioRxiv are asked by days and go with like, others with "
                "all or cites"
            )
        if self.cites and self.platform != "Europe PMC":
            raise ValueError("platform: citing works are asked of Europe PMC")
        if bool(self.categories) != (self.platform == "bioRxiv"):
            raise ValueError("categories: bioRxiv is asked by its categories, others by none")
        return self


class Protocol(Record):
    """The whole file.

    ``words`` are lists of phrases by name; the list ``names`` is not written, it holds the names
    and aliases of the models of the register, but for ``not_names``, which are words of everyday
    use. ``looked_at`` are the keys of the works whose titles were read when the words were chosen:
    a string is tested on the others. ``overlap`` days before the last day asked for are asked for
    again, because works are listed late.
    """

    why_living: Annotated[Text, Field(description="why the review is kept up to date")]
    questions: Annotated[tuple[Question, ...], Field(min_length=1, description="at least one")]
    eligibility: Annotated[tuple[Criterion, ...], Field(min_length=1, description="at least one")]
    sources: Annotated[tuple[Place, ...], Field(description="where works are looked for, or []")]
    words: dict[Id, Annotated[tuple[Text, ...], Field(min_length=1, description="phrases")]] = (
        Field(default={})
    )
    not_names: tuple[Text, ...] = ()
    looked_at: tuple[Text, ...] = ()
    overlap: Annotated[int, Field(ge=0, description="days asked for again")] = 30
    strings: tuple[String, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(description="what is done with a work, or []")]
    retire_when: Annotated[Text, Field(description="when the review is no longer called living")]
    not_done: tuple[Text, ...] = ()

    @property
    def criteria(self) -> list[str]:
        """The ids of the criteria by which a work is left out."""
        return [one.id for one in self.eligibility if one.kind == "exclude"]


def faults(protocol: Protocol, names: Names) -> Iterator[Fault]:
    """Ids that stand twice in the file, words and strings that do not exist."""
    seen: set[str] = set()
    for kind in ("questions", "eligibility", "sources", "strings", "steps"):
        for number, part in enumerate(getattr(protocol, kind)):
            if part.id in seen:
                yield (kind, number, "id"), f"the id {part.id} stands twice", "choose another"
            seen.add(part.id)
    if NAMES in protocol.words:
        found = f"the list {NAMES} is made from the register's models"
        yield ("words", NAMES), found, "give this list another name"
    yield from names.all_missing(("looked_at",), protocol.looked_at, "works")
    above: set[str] = set()
    for number, one in enumerate(protocol.strings):
        at = ("strings", number)
        yield from names.missing((*at, "source"), one.source, "sources")
        for place, word in enumerate(one.all):
            if word not in {*protocol.words, NAMES}:
                known = ", ".join([*protocol.words, NAMES])
                yield (*at, "all", place), f"{word} is no list of words", f"write one of: {known}"
        for place, other in enumerate(one.like):
            if other not in above:
                yield (*at, "like", place), f"{other} is no string above", "name one by its words"
        above |= {one.id} if one.all else set()
