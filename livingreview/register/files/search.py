"""``evidence/search.yaml``: every run of a search, as it was sent; runs are added, never changed.

A run that received other than it was told there is has failed; it is not an empty one. After
PRISMA-S (exact strings, dates, platforms, adapted strings).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Id, NewId, Record, Text
from livingreview.register.files.names import Names

SENT = ("string", "cites")  # kinds of run of which the string as sent is kept


def _whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("write a whole number, 0 if nothing was found")
    return value


class Search(Record):
    """One run: where, what was sent, on which day, what came back."""

    id: NewId
    source: Annotated[Text, Field(description="the id of a source of evidence/protocol.yaml")]
    platform: Annotated[Text, Field(description="through what: an API, a site, a person")]
    kind: Annotated[
        Literal["string", "cites", "hand", "browse", "mail"],
        Field(description="string, cites, hand, browse or mail"),
    ]
    string: Text | None = Field(default=None, description="the string as it was sent")
    from_: Id | None = Field(
        default=None, alias="from", description="the id of the run whose string this one adapts"
    )
    day: Annotated[Day, Field(description="the day it was sent, as 2026-11-22")]
    coverage: Annotated[Text, Field(description="of which days, kinds or pages it can tell")]
    total: Annotated[
        int, BeforeValidator(_whole), Field(description="how many works the source said it has")
    ]
    ids: Annotated[list[Text], Field(description="identifiers of all works received, or []")]
    failed: Text | None = Field(default=None, description="why it failed")

    @model_validator(mode="after")
    def _sound(self) -> Search:
        if self.kind in SENT and not self.string:
            raise ValueError(f"kind: a run of kind {self.kind} keeps its string; add string: ...")
        if twice := sorted({name for name in self.ids if self.ids.count(name) > 1}):
            raise ValueError(f"ids: {twice[0]} stands twice; keep one")
        if len(self.ids) != self.total and not self.failed:
            raise ValueError(
                f"total: {len(self.ids)} of {self.total} ids were received, so the run has failed; "
                "fetch the rest, or add failed: and why"
            )
        return self


def faults(search: Search, names: Names) -> Iterator[Fault]:
    """A source that the protocol does not have."""
    yield from names.missing(("source",), search.source, "sources")


def in_order(searches: Sequence[Search]) -> Iterator[tuple[int, Fault]]:
    """Runs out of order, each by its place in the file: one before its time, one adapting none."""
    for number, search in enumerate(searches):
        before = searches[:number]
        if before and search.day < before[-1].day:
            found = f"{search.day} is earlier than the run above, {before[-1].day}"
            yield number, (("day",), found, "add runs at the end of the file")
        if search.from_ and search.from_ not in {each.id for each in before}:
            found = f"{search.from_} is no run above"
            yield number, (("from",), found, "name the run whose string was adapted")
