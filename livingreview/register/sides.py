"""Who is set against whom in a finding, and who won."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from livingreview.register.finding import Finding, Sides, Table

CLOSE = 0.02  # share by which numbers of cases may differ that are taken as equal
Won = Literal["model", "other", "level", "mixed"]


AHEAD: dict[Won, str] = {
    "model": "model ahead", "other": "other ahead", "level": "level", "mixed": "divided",
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """Who won, in how many columns; ``words_of`` is empty where it was computed."""

    won: Won
    model: int = 0
    other: int = 0
    level: int = 0
    words_of: str = ""

    def __str__(self) -> str:
        """The same for a reader."""
        won = AHEAD[self.won]
        if self.words_of:
            whose = "its authors say" if self.words_of == "authors" else "we judge"
            return f"{won}, as {whose}"
        total = self.model + self.other + self.level
        if self.won != "mixed":
            return won if total == 1 else f"{won} in all {total}"
        counts = (("model ahead in", self.model), ("other ahead in", self.other),
                  ("level in", self.level))  # fmt: skip
        return f"{won} ({', '.join(f'{words} {number}' for words, number in counts if number)})"


def pairs(finding: Finding) -> list[tuple[float, float]]:
    """The best value of the models and the best of the others, wherever both sides have one.

    Wherever means in each column where rows are set against each other, and the other way round.
    Empty where the metric has no direction: then nothing is better.
    """
    if finding.better == "neither":
        return []
    best = max if finding.better == "higher" else min
    if finding.table is None:
        other = finding.compared_with
        if (
            other
            and other.kind in ("baseline", "model")
            and isinstance(finding.value, (int, float))
        ):
            return [(finding.value, other.value)]
        return []
    if finding.sides is None:
        return []
    rows, found = finding.table.rows, []
    for both in columns_of(finding.table, finding.sides):
        known = [[x for row, at in side if (x := rows[row][at]) is not None] for side in both]
        if all(known):
            found.append((best(known[0]), best(known[1])))
    return found


Where = tuple[str, int]  # a row and the position of a column


def columns_of(table: Table, sides: Sides) -> Iterator[tuple[list[Where], list[Where]]]:
    """The places set against each other: those of the models and those of the others.

    Once for each column where rows are set against each other, and the other way round.
    """
    models, others = (
        [found for name in side if (found := _places(table, name))]
        for side in (sides.model, sides.other)
    )
    for ours, theirs in zip(zip(*models), zip(*others)):  # noqa: B905
        yield list(ours), list(theirs)


def _places(table: Table, name: str) -> list[Where]:
    """The places of a row or a column; none if the table has no such row or column."""
    if name in table.rows:
        return [(name, at) for at in range(len(table.columns))]
    if name in table.columns:
        return [(row, table.columns.index(name)) for row in table.rows]
    return []


def uneven(finding: Finding) -> str:
    """The first two values set against each other that rest on other numbers of cases, in words.

    Empty where the table has no numbers of cases, or they lie within ``CLOSE`` of each other.
    """
    table, sides = finding.table, finding.sides
    if table is None or table.n is None or sides is None:
        return ""
    counts = Table(columns=table.columns, rows=table.n)
    every = [(name, values(counts, name)) for name in (*sides.model, *sides.other)]
    known = [(name, cells) for name, cells in every if cells]
    for name, cells in known[1:]:
        for first, other in zip(known[0][1], cells, strict=True):
            if first and other and not close(first, other):
                return f"{known[0][0]} rests on {first} and {name} on {other}"
    return ""


def close(one: float, other: float) -> bool:
    """Whether two numbers of cases are near enough to compare what was measured on them."""
    return abs(one - other) <= CLOSE * max(one, other)


def values(table: Table, name: str) -> list[int | float | None]:
    """The cells of a row or a column; none if the table has no such row or column."""
    return [table.rows[row][at] for row, at in _places(table, name)]


def outcome(finding: Finding) -> Outcome | None:
    """Who won: computed where both sides have values, else as it is written; None if neither."""
    if (found := pairs(finding)) and finding.sides:
        sign = 1 if finding.better == "higher" else -1
        ahead = [sign * (ours - theirs) for ours, theirs in found]
        model, other = sum(x > 0 for x in ahead), sum(x < 0 for x in ahead)
        level = len(ahead) - model - other
        won: Won = "mixed"
        if model == len(ahead):
            won = "model"
        elif other == len(ahead):
            won = "other"
        elif level == len(ahead):
            won = "level"
        return Outcome(won, model, other, level)
    if written := finding.outcome:
        return Outcome(written.won, words_of=written.words_of)
    return None
