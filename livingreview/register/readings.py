"""``evidence/readings/*.yaml``: printed numbers that outside readers followed to their sources.

A file holds what one reader found on one day, of numbers drawn at random from the pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from livingreview.problems import Problem
from livingreview.register import faults
from livingreview.register.fields import Day, Record, Text
from livingreview.register.finding import Verdict
from livingreview.register.listed import read_one

if TYPE_CHECKING:
    from livingreview.register.register import Register

AGAINST = ("misleading", "wrong")


class ReadNumber(Record):
    """One printed number and what a reader found at its source.

    ``mended`` is the day on which record or text were put right, ``withdrawn`` that on which the
    value left the register.
    """

    address: Annotated[Text, Field(description="the address of the value, as id/row/column")]
    chapter: Annotated[Text, Field(description="the chapter that prints it")]
    number: Annotated[Text, Field(description="the number as printed, in quotes")]
    sentence: Text | None = Field(default=None, description="the sentence as printed")
    verdict: Verdict
    note: Text | None = None
    mended: Day | None = None
    withdrawn: Day | None = None

    @model_validator(mode="after")
    def _explained(self) -> ReadNumber:
        if self.verdict in AGAINST and self.note is None:
            raise ValueError("verdict: say in note what is wrong")
        if self.mended and self.verdict == "right":
            raise ValueError("mended: what is right needs no mending; drop the line")
        return self


class Readings(Record):
    """What one reader found on one day."""

    date: Annotated[Day, Field(description="the day they were read, as 2026-11-22")]
    who: Annotated[Text, Field(description="the reader's name, or not a named person")]
    version: Annotated[Text, Field(description="version or commit of the book that was read")]
    drawn: Annotated[Text, Field(description="how the numbers were drawn, with the seed")]
    numbers: Annotated[list[ReadNumber], Field(min_length=1, description="one number or more")]


def read(
    file: Path, books: Register, chapters: Collection[str], absent: Collection[str]
) -> tuple[Readings | None, list[Problem]]:
    """One file of readings, and its faults; ``absent`` are ids whose record has a fault."""
    one, problems = read_one(file, Readings)
    if one is None:
        return None, problems
    readings, lines = one
    found = [
        faults.problem(file, lines, path, what, remedy)
        for path, what, remedy in _of_file(file, readings, books, chapters, absent)
    ]
    return readings, found


def _of_file(
    file: Path,
    readings: Readings,
    books: Register,
    chapters: Collection[str],
    absent: Collection[str],
) -> Iterator[faults.Fault]:
    if not file.stem.startswith(str(readings.date)):
        found = f"the readings of {readings.date} are called {file.name}"
        yield ("date",), found, f"name the file {readings.date}.yaml or mend the date"
    for number, one in enumerate(readings.numbers):
        at = ("numbers", number)
        if chapters and one.chapter not in chapters:
            remedy = f"write one of: {', '.join(chapters)}"
            yield (*at, "chapter"), f"{one.chapter} is not a chapter that conf.py lists", remedy
        record = one.address.partition("/")[0]
        known = books.has(one.address)
        if known and one.withdrawn:
            yield (*at, "withdrawn"), f"{one.address} is in the register", "drop the line"
        known |= bool({one.address, record} & set(books.retired)) or record in absent
        if not known and not one.withdrawn:
            near = books.nearest(record, books.place) if record not in books.place else "mend it"
            remedy = f"{near.rstrip('?')}, or add withdrawn: and the day the value left the book"
            yield (*at, "address"), f"no value has the address {one.address}", remedy
