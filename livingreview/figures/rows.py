"""The rows of a figure: the values that it shows, as plain dictionaries, and what was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """What the author of a figure asked for, the chapters in order and the version of the book."""

    only: str | None = None
    rows: str = ""
    series: tuple[str, ...] = ()
    interval: bool = False
    varies: str | None = None
    chapters: tuple[str, ...] = ()
    log: tuple[str, ...] = ()
    joined: bool = False
    tasks: tuple[str, ...] = ()
    by: str = ""
    version: str = ""
    ordered: bool = False
    against: str = ""


def number_of(value: object) -> float | None:
    """A value as one number: of a range the upper end; None for words."""
    if isinstance(value, tuple):
        return float(value[1])
    return float(value) if isinstance(value, (int, float)) else None


def records_of(rows: Sequence[Row]) -> list[str]:
    """The id of every record behind the rows, each once, in order."""
    named: list[str] = []
    for row in rows:
        addresses = f"{row.get('addresses', '')} {row.get('chance_at', '')}".split()
        named += [row["id"], *(name.partition("/")[0] for name in addresses if name != "-")]
    return list(dict.fromkeys(named))
