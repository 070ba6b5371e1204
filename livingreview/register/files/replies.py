"""``evidence/replies.yaml``: what the authors of a work answer to a claim or a finding."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from livingreview.references.names import latin
from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Id, NewId, Record, Text, Web
from livingreview.register.files.names import Names

JUDGED_WITHIN = datetime.timedelta(days=30)  # as docs/about/disputes.md promises


class Judgment(Record):
    """What became of what was replied to, and why."""

    date: Annotated[Day, Field(description="the day it was judged, as 2026-12-20")]
    verdict: Annotated[
        Literal["stands", "changed", "withdrawn"], Field(description="stands, changed or withdrawn")
    ]
    because: Annotated[Text, Field(description="the reason, in a sentence")]


class Reply(Record):
    """A reply: to what, by whom of which work, on which day, in which words, where it is public.

    ``judged`` is missing while the reply is open.
    """

    id: NewId
    to: Annotated[Id, Field(description="the id of the claim or finding it answers")]
    work: Annotated[Text, Field(description="the citekey of the work whose authors answer")]
    by: Annotated[
        list[Text], Field(min_length=1, description="the authors who sign, as Given Family")
    ]
    date: Annotated[Day, Field(description="the day it came, as 2026-12-01")]
    says: Annotated[Text, Field(description="their words, as they sent them")]
    url: Annotated[Web, Field(description="where the reply is public")]
    judged: Judgment | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Reply:
        if self.judged and self.judged.date < self.date:
            raise ValueError(f"judged: write a day from {self.date} on, when it came")
        return self

    @property
    def due(self) -> datetime.date:
        """The day by which it is to be judged."""
        return self.date + JUDGED_WITHIN

    @property
    def signed(self) -> str:
        """Those who sign, as a list in words."""
        *others, last = self.by
        return f"{', '.join(others)} and {last}" if others else last


def faults(reply: Reply, names: Names) -> Iterator[Fault]:
    """Claims, findings and works that do not exist; somebody who is no author of the work."""
    if reply.to not in names.known["findings"]:
        yield from names.missing(("to",), reply.to, "claims")
    yield from names.missing(("work",), reply.work, "works")
    families = {latin(author.partition("|")[0]) for author in names.authors(reply.work)}
    for number, name in enumerate(reply.by):
        if families and not any(f" {latin(name)}".endswith(f" {one}") for one in families):
            found = f"{name} is no author of {reply.work}"
            yield (
                ("by", number),
                found,
                "write the name as the work has it, or name the work of theirs",
            )
