"""The kinds of values that records are made of: numbers, words, ids, days, sources.

``unknown`` means that the source was searched and the value not seen; ``not applicable`` means
that no such value exists. They are never the same.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    computed_field,
)

FIRST_YEAR = 1990
FURTHEST_AHEAD = timezone(timedelta(hours=14))  # where a day begins first


def latest_day() -> date:
    """The last day that has begun anywhere: a record may come from a zone ahead of ours."""
    return datetime.now(FURTHEST_AHEAD).date()


Missing = Literal["unknown", "not applicable"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise ValueError("write a number, without quotes or unit")
    return value


def _range(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("write a range as [low, high], two numbers")
    low, high = map(_number, value)
    if low > high:
        raise ValueError("write the range as [low, high]")
    return low, high


def _measure(value: Any) -> Any:
    return _range(value) if isinstance(value, list) else _number(value)


def _fact(value: Any) -> Any:
    return value.strip() if isinstance(value, str) and value.strip() else _measure(value)


Number = Annotated[int | float, BeforeValidator(_number)]
Range = Annotated[tuple[int | float, int | float], BeforeValidator(_range)]
Measure = Annotated[int | float | tuple[int | float, int | float], BeforeValidator(_measure)]
Fact = Annotated[
    int | float | tuple[int | float, int | float] | str, BeforeValidator(_fact)
]  # a number, a range, or words


def _kebab(value: str) -> str:
    if not value or not all(part.isalnum() and part.isascii() for part in value.split("-")):
        raise ValueError("write the id in kebab-case: small letters, digits and single hyphens")
    if value != value.lower():
        raise ValueError("write the id in small letters")
    return value


Id = Annotated[str, AfterValidator(_kebab)]


def _year(value: Any) -> Any:
    last = latest_day().year
    if not isinstance(value, int) or not FIRST_YEAR <= value <= last:
        raise ValueError(f"write a year from {FIRST_YEAR} to {last}")
    return value


Year = Annotated[int, BeforeValidator(_year)]


def _past(value: Any) -> date:
    if not isinstance(value, date):
        raise ValueError("write a day as 2026-11-22, without quotes")
    if value > latest_day():
        raise ValueError("this day lies in the future, so write the day that was seen")
    return value


Day = Annotated[date, BeforeValidator(_past)]


def _when(value: Any) -> Any:
    """A date of publication: a day, or text ``2025-03`` or a year where no more was seen."""
    if isinstance(value, date):
        return _past(value).isoformat()
    if isinstance(value, int):
        return str(_year(value))
    if value in ("unknown", "not applicable"):
        return value
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(value)):
        _year(int(str(value)[:4]))
        if str(value) > latest_day().isoformat():
            raise ValueError("this month lies in the future, so write the month that was seen")
        return value
    raise ValueError("write a date as 2025-03-31, 2025-03 or 2025, or unknown or not applicable")


Published = Annotated[str, BeforeValidator(_when)]


class Record(BaseModel):
    """Base of everything in the register: a misspelled key is a fault."""

    # The validator is built when the first record is read; most builds recall what was read.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


How = Annotated[
    Literal["primary", "data", "computed", "secondary"],
    Field(description="primary, data, computed or secondary"),
]


class Check(Record):
    """How a value was checked, against what, and when."""

    how: How
    against: Annotated[Text, Field(description="what was opened: page, file and commit, or note")]
    date: Annotated[Day, Field(description="the day it was seen, as 2026-11-22")]


NewId = Annotated[Id, Field(description="a permanent id in kebab-case")]


def like(pattern: str, wanted: str) -> BeforeValidator:
    """A text of this form, or ``wanted`` said to who wrote another."""

    def look(value: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"write {wanted}")
        return value

    return BeforeValidator(look)


Repository = Annotated[str, like(r"[\w.-]+/[\w.-]+", "owner/name, as on GitHub")]
Commit = Annotated[str, like(r"[0-9a-f]{7,40}", "the commit: 7 to 40 digits of 0-9a-f, in quotes")]
Web = Annotated[str, like(r"https?://\S+", "a full address, https://...")]
Doi = Annotated[str, like(r"10\.\d{4,9}/\S+", "the DOI alone, as in 10.1000/xyz")]


def _paths(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _inside(path: str) -> str:
    """A path below a repository's root.

    Raises ``ValueError`` for one that begins elsewhere, leads out, or holds a control character.
    """
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or not path.isprintable():
        raise ValueError("write the path as seen from the repository's root, without ..")
    return path


InRepository = Annotated[Text, AfterValidator(_inside)]


def _some(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value,)


Pick = str | int | float | dict[str, str | int | float]


class Read(Record):
    """Where values stand in one file, for a program: what ``at`` says in words.

    ``file`` is needed where the source has several or names a folder; ``{row}`` and ``{column}`` in
    it stand for the words that ``rows`` and ``columns`` give; ``commit`` where it is not that of
    the source. ``cell`` counts cells from 0;
    ``after`` skips all up to the first line that holds it. Then one of four:

    - a table (CSV, TSV, the output of a cell, a printed or Markdown table; the ``number``-th, from
      1): ``rows`` and ``columns`` say where each row and column of the record stands. A word in
      ``columns`` is the source's column, a word in ``rows`` stands in its first column, or in that
      named ``key``; with ``rows_in: columns`` it is the other way round. ``{column: value, ...}``
      picks the
      rows in which these hold, as ``where`` does for all; ``value`` is then the column read, and
      ``beside`` names those of ``se`` and the like.
    - ``json``: keys down to a value, as ``a/{row}/{column}``.
    - ``each``: a regular expression, a group for each value. ``{row}`` and ``{column}`` stand for
      the words given; without them its matches fill the record in order.
    - ``script``: a program of ``evidence/recipes/`` that prints the values.

    ``grid`` is what is read of a record's table. A record without table has the rows ``value``,
    ``compared``, ``ceiling``, ``low``, ``high`` and ``n``. What is found is taken together
    (``aggregate``), multiplied by ``scale``, and compared with the record to as many ``digits`` as
    that has.
    """

    file: InRepository | None = None
    commit: Commit | None = None
    cell: Annotated[tuple[int, ...], BeforeValidator(_some)] = ()
    part: Literal["output", "code"] = "output"
    after: Text | None = None
    number: int | None = Field(default=None, ge=1)
    where: dict[str, str | int | float] = Field(default={})
    key: Text | None = None
    rows: dict[Text, Pick] = Field(default={})
    columns: dict[Text, Pick] = Field(default={})
    rows_in: Literal["rows", "columns"] = "rows"
    value: Text | None = None
    grid: Literal["rows", "low", "high", "se", "n"] = "rows"
    beside: dict[Literal["low", "high", "se", "n"], Text] = Field(default={})
    json_: Text | None = Field(default=None, alias="json")
    each: Text | None = None
    script: Id | None = None
    aggregate: Literal["mean", "median", "max", "min", "sum", "count"] | None = None
    scale: Number = 1
    digits: int | None = None


def _reads(value: Any) -> Any:
    return (value,) if isinstance(value, (dict, Read)) else value


class Address(Record):
    """Where a value is written, so that anybody can open it, and how it was seen.

    It names a file of a repository, a page, a work by its DOI, or somebody's account. What a file's
    head says of ``source`` holds for each of its records; a record that names another place takes
    over only ``how`` and ``seen``.
    """

    repo: Repository | None = None
    commit: Commit | None = None
    path: Annotated[tuple[InRepository, ...], BeforeValidator(_paths)] = ()
    url: Web | None = None
    doi: Doi | None = None
    account: Web | None = None
    kind: Literal["person", "machine", "nameless"] | None = None
    at: Text | None = Field(default=None, description="where in it, as in Table 1 or cell 8")
    how: How | None = Field(default=None, description="primary, data, computed or secondary")
    seen: Day | None = Field(default=None, description="the day it was seen, as 2026-11-22")
    recipe: Text | None = Field(default=None, description="how we computed it")
    read: Annotated[tuple[Read, ...], BeforeValidator(_reads)] = Field(
        default=(), description="{rows: ..., columns: ...}, or each: a pattern"
    )

    @property
    def place(self) -> str:
        """Which kind of place it names; empty if none."""
        return next((name for name in PLACES if getattr(self, name)), "")

    @property
    def trusted(self) -> bool:
        """Whether its values may be printed: not if a machine or nobody by name stands for them."""
        return self.kind not in ("machine", "nameless")

    def below(self, head: Address | None) -> Address:
        """The whole address of a record below a head."""
        if head is None:
            return self
        taken = set(head.model_fields_set)
        if self.place not in ("", head.place):
            taken &= {"how", "seen"}
        inherited = {name: getattr(head, name) for name in taken}
        return self.model_copy(update=inherited | self.written())

    def written(self) -> dict[str, Any]:
        """The fields that were written down."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    @property
    def words(self) -> str:
        """What was opened, in a line."""
        where = {
            "repo": f"github.com/{self.repo}:{' and '.join(self.path)} at commit "
            f"{(self.commit or '')[:7]}",
            "url": self.url,
            "doi": f"doi.org/{self.doi}",
            "account": f"the account of a {self.kind} source, {self.account}",
        }[self.place]
        return f"{where}; {self.recipe}" if self.recipe else f"{where}"

    @property
    def locator(self) -> str:
        """Where in it; of a source that says no more, what was opened."""
        return self.at or " and ".join(self.path) or self.words

    def check(self) -> Check:
        """The same in the form in which pages print it. The address must be whole."""
        assert self.how and self.seen
        return Check(how=self.how, against=self.words, date=self.seen)


PLACES = ("repo", "url", "doi", "account")


class Source(Record):
    """Where something is written: its address, and the work if it is not the file's own.

    What a record or a part of it does not say of its address, it takes over from what it stands in.
    """

    source: Address | None = None
    from_: Annotated[str | None, Field(alias="from")] = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def checked(self) -> Check | None:
        """How it was checked, against what and when, once the address is whole."""
        whole = self.source and self.source.how and self.source.seen
        return self.source.check() if self.source and whole else None


class Placed(Source):
    """A whole record; its source says where in it, too."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def checked(self) -> Check:
        """How it was checked; its address must be whole."""
        assert self.source
        return self.source.check()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def at(self) -> str:
        """Where in its source it is written: a locator, else what was opened."""
        return self.source.locator if self.source and self.source.place else ""


class Part(Source):
    """A part of a record with its own place, ``at``, in the record's source or in its own."""

    at: Text | None = None


class Quantity(Part):
    """A number or fact with its own source; ``[low, high]`` is a range."""

    value: Annotated[Fact, Field(description="a number, a range or words; or unknown")]
    unit: Text | None = None


def _quantity(value: Any) -> Any:
    """Let a bare value stand for a quantity that has the source of its record."""
    if isinstance(value, (list, str, int, float)):
        return {"value": value}
    if not isinstance(value, (dict, Quantity)):
        raise ValueError(
            "write a number or words, unknown, not applicable, or {value: ..., unit: ...}"
        )
    return value


Value = Annotated[Quantity, BeforeValidator(_quantity)]


def _positive(value: Quantity) -> Quantity:
    numbers = value.value if isinstance(value.value, tuple) else (value.value,)
    for number in numbers:
        if isinstance(number, str):
            if number not in ("unknown", "not applicable"):
                raise ValueError("write a number, unknown or not applicable")
        elif number <= 0:
            raise ValueError("write a number above zero, unknown or not applicable")
    return value


def _with_unit(value: Quantity) -> Quantity:
    if value.unit is None and not isinstance(value.value, str):
        raise ValueError(f"write its unit, as in {{value: {value.value}, unit: ...}}")
    return value


Count = Annotated[Value, AfterValidator(_positive)]
Measured = Annotated[Count, AfterValidator(_with_unit)]  # a number that says nothing alone
