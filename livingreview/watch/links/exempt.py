"""``health/exceptions.yaml``: links that may fail, each with a reason and a last day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from livingreview.problems import Problem
from livingreview.references.urls import host_of
from livingreview.register.fields import Day, Record, Text
from livingreview.register.listed import read_list

LONGEST = datetime.timedelta(days=366)


class Exempt(Record):
    """One exception: an address or a host (with all below it), the class that is expected there."""

    url: Text | None = None
    host: Text | None = None
    class_: Annotated[
        Literal[
            "blocked", "unavailable", "tls", "dead", "dead-host", "dead-anchor", "loop",
            "soft-404", "wrong-content", "unknown",
        ],
        Field(alias="class"),
    ]  # fmt: skip
    reason: Text
    date: Day
    expires: datetime.date

    @model_validator(mode="after")
    def _whole(self) -> Exempt:
        if (self.url is None) == (self.host is None):
            raise ValueError("write url or host, one of the two")
        if not self.date < self.expires <= self.date + LONGEST:
            raise ValueError("expires: write a day after date, within a year")
        return self

    @property
    def name(self) -> str:
        """The address or host that it is for."""
        return self.url or self.host or ""

    def covers(self, url: str) -> bool:
        """Whether an address falls under this exception, whatever its class."""
        host = host_of(url)
        if self.host:
            return host == self.host or host.endswith("." + self.host)
        return url == self.url


@dataclass(frozen=True)
class Exemption:
    """An exception and the line it stands on."""

    rule: Exempt
    line: int


def read(file: Path, today: datetime.date) -> tuple[list[Exemption], list[Problem]]:
    """The exceptions in force, and the faults: those written wrongly and those that have expired.

    A damaged file or entry excuses nothing, and the others still hold.
    """
    if not file.exists():
        return [], []
    entries, problems = read_list(file, Exempt)
    problems = [
        replace(problem, remedy="add it") if problem.found == "the field is missing" else problem
        for problem in problems
    ]
    good = [Exemption(rule, lines[()]) for rule, lines in entries if rule.expires >= today]
    for rule, lines in entries:
        if rule.expires < today:
            found = f"the exception for {rule.name} ended on {rule.expires}"
            problems.append(
                Problem(
                    file,
                    lines[()],
                    "expires",
                    found,
                    "look at the link again, then renew or drop it",
                )
            )
    return good, sorted(problems)
