"""``evidence/search.yaml``: every run of a search, as it was sent; runs are added, never changed.

A run that received other than it was told there is has failed; it is not an empty one. After
PRISMA-S (exact strings, dates, platforms, adapted strings).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from livingreview.register.claim import Claim
from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Id, NewId, Record, Text
from livingreview.register.files.names import Names

SENT = ("string", "cites")  # kinds of run of which the string as sent is kept


def _whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("write a whole number, 0 if nothing was found")
    return value


def _total(value: Any) -> Any:
    return value if value == "unknown" else _whole(value)


class Search(Record):
    """One run: where, what was sent, on which day, what came back.

    ``of`` is the string of the protocol that was sent, ``since`` and ``until`` the days of the
    works that it can tell of. ``dropped`` counts works that were received and are not in ``ids``:
    they do not fit the words by which a source without strings is sorted, or came twice.
    ``not_kept`` says what nobody kept of a run by hand; its ``ids`` are then those that were.
    """

    id: NewId
    source: Annotated[Text, Field(description="the id of a source of evidence/protocol.yaml")]
    platform: Annotated[Text, Field(description="through what: an API, a site, a person")]
    kind: Annotated[
        Literal["string", "days", "cites", "hand", "browse", "mail"],
        Field(description="string, days, cites, hand, browse or mail"),
    ]
    of: Id | None = Field(default=None, description="the id of a string of evidence/protocol.yaml")
    string: Text | None = Field(default=None, description="the string as it was sent")
    from_: Id | None = Field(
        default=None, alias="from", description="the id of the run whose string this one adapts"
    )
    day: Annotated[Day, Field(description="the day it was sent, as 2026-11-22")]
    since: Day | None = Field(default=None, description="works of this day and later")
    until: Day | None = Field(default=None, description="works of this day and earlier")
    coverage: Annotated[Text, Field(description="of which days, kinds or pages it can tell")]
    total: Annotated[
        int | Literal["unknown"],
        BeforeValidator(_total),
        Field(description="how many works the source said it has; or unknown"),
    ]
    ids: Annotated[list[Text], Field(description="identifiers of all works received, or []")]
    dropped: Annotated[int, BeforeValidator(_whole)] = Field(
        default=0, description="how many were received and are not listed"
    )
    not_kept: Text | None = Field(default=None, description="what of this run nobody kept")
    failed: Text | None = Field(default=None, description="why it failed")

    @model_validator(mode="after")
    def _sound(self) -> Search:
        if self.kind in SENT and not self.string:
            raise ValueError(f"kind: a run of kind {self.kind} keeps its string; add string: ...")
        if twice := sorted({name for name in self.ids if self.ids.count(name) > 1}):
            raise ValueError(f"ids: {twice[0]} stands twice; keep one")
        if (self.total == "unknown") != (self.not_kept is not None):
            raise ValueError("total: unknown goes with not_kept: and what nobody kept of the run")
        got = len(self.ids) + self.dropped
        if not self.not_kept and got != self.total and not self.failed:
            raise ValueError(
                f"total: {got} of {self.total} ids were received, so the run has failed; "
                "fetch the rest, or add failed: and why"
            )
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"until: {self.until} is before {self.since}; mend one of the days")
        return self

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Search:
        """A run that was kept as JSON, which has no days. Raises ``ValueError``."""
        days = {
            name: date.fromisoformat(data[name])
            for name in ("day", "since", "until")
            if name in data
        }
        return cls.model_validate({**data, **days})

    @property
    def received(self) -> int:
        """How many works were received, those that are not listed included."""
        return len(self.ids) + self.dropped


def faults(search: Search, names: Names) -> Iterator[Fault]:
    """A source or a string that the protocol does not have."""
    yield from names.missing(("source",), search.source, "sources")
    if search.of:
        yield from names.missing(("of",), search.of, "strings of the protocol")


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


@dataclass(frozen=True)
class ForClaims:
    """The searches for evidence against single claims, which stand beside the claims.

    ``claims`` counts the claims, ``strings`` the strings of all of them; ``first`` and ``last``
    are the days on which they were searched, None if none was; ``found`` counts the findings.
    """

    claims: int
    strings: int
    found: int
    first: date | None
    last: date | None


def for_claims(claims: Iterable[Claim]) -> ForClaims:
    """What was searched for single claims: they keep strings, places and days, and no counts."""
    made = [claim.searched for claim in claims if claim.searched]
    days = sorted(one.date for one in made)
    return ForClaims(
        len(made),
        sum(len(one.strings) for one in made),
        len({name for one in made for name in one.found}),
        days[0] if days else None,
        days[-1] if days else None,
    )
