"""A model in one finding: against whom it stands, column by column, and who is ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from livingreview.pages.described.findings import Value, Whose, value_at, whose
from livingreview.pages.described.index import trusted
from livingreview.register import makers
from livingreview.register.finding import Finding, Sides
from livingreview.register.register import Register
from livingreview.register.sides import Where, columns_of
from livingreview.register.words import called, mark, number_text, value_text

Word = Literal["won", "level", "divided", "lost"]
WORDS: tuple[Word, ...] = ("won", "level", "divided", "lost")


@dataclass(frozen=True)
class Column:
    """The model's value and the best of its rivals' where both have one.

    ``own`` and ``rival`` are the bare numbers.
    """

    where: str
    value: Value
    best: Value
    rival_name: str
    own: float
    rival: float
    won: Word


@dataclass(frozen=True)
class Contest:
    """A model against others in one finding.

    ``forms`` are the names under which it takes part, ``rivals`` those of the other side; ``won``
    says who is ahead, empty where that is said of its side alone; ``words_of`` says whose words
    that is, empty where it was computed.
    """

    finding: str
    forms: tuple[str, ...]
    rivals: tuple[str, ...]
    columns: tuple[Column, ...]
    better: str
    won: Word | Literal[""]
    words_of: str
    whose: Whose


@dataclass(frozen=True)
class Tally:
    """How many contests ended how."""

    won: int = 0
    level: int = 0
    divided: int = 0
    lost: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return self.won + self.level + self.divided + self.lost


def tally(contests: Iterable[Contest]) -> Tally:
    """How some contests ended; those of which that is not said do not count."""
    counts = Counter(one.won for one in contests if one.won)
    return Tally(*(counts[word] for word in WORDS))


def contest(books: Register, finding: Finding, model: str) -> Contest | None:
    """A model's contest in a finding; None if nothing in it is set against the model.

    A method that is made of the model stands for it where the model itself takes no part. Where
    several rivals have a value in a column the best counts.
    """
    if not trusted(finding):
        return None
    if finding.sides is None:
        return _alone(books, finding, model)
    paper = books.papers[books.paper_of[finding.id]]
    both = (finding.sides.model, finding.sides.other)
    made = {
        name
        for side in both
        for name in side
        if name == model or model in makers.models_behind(books, paper, name)
    }
    exact = any(model in side for side in both)
    for ours, theirs, label in ((*both, "model"), (*both[::-1], "other")):
        own = [name for name in ours if (name == model if exact else name in made)]
        rivals = [name for name in theirs if name not in made]
        if own and rivals:
            columns = tuple(_columns(books, finding, Sides(model=own, other=rivals)))
            if label == "model" and len(ours) == 1:
                columns = columns or tuple(_single(finding))
            if columns:
                won: Word | Literal[""] = _of_all([one.won for one in columns])
                words_of = ""
            else:
                won, words_of = _said(finding, label, len(ours))
            return Contest(
                finding.id,
                tuple(called(books, name) for name in own),
                tuple(called(books, name) for name in rivals),
                columns, finding.better, won, words_of, whose(books, finding, model),
            )  # fmt: skip
    return None


def _said(finding: Finding, side: str, many: int) -> tuple[Word | Literal[""], str]:
    """Who won by somebody's words; of several on a side that is ahead nobody is named."""
    said = finding.outcome
    if said is None:
        return "", ""
    if said.won in ("level", "mixed"):
        return ("level" if said.won == "level" else "divided"), said.words_of
    if said.won != side:
        return "lost", said.words_of
    return ("won" if many == 1 else ""), said.words_of


def _alone(books: Register, finding: Finding, model: str) -> Contest | None:
    """The contest of a model that alone is tested with the one value that it is set against."""
    other = finding.compared_with
    if other is None or finding.tests != [model] or other.kind not in ("baseline", "model"):
        return None
    columns = tuple(_single(finding))
    return Contest(
        finding.id, (called(books, model),), (other.what,), columns, finding.better,
        columns[0].won if columns else "", "", whose(books, finding, model),
    )  # fmt: skip


def _single(finding: Finding) -> Iterator[Column]:
    """The one value of a finding without a table, and what it is set against."""
    other, value, check = finding.compared_with, finding.value, finding.checked
    if (
        finding.table is not None
        or finding.better == "neither"
        or other is None
        or other.kind not in ("baseline", "model")
        or not isinstance(value, (int, float))
    ):
        return
    against = mark(number_text(other.value), other.checked or check)
    yield Column(
        "",
        Value(finding.id, mark(value_text(value, finding.unit), check)),
        Value(f"{finding.id}/compared", against),
        other.what, value, other.value, _ahead(finding, value, other.value),
    )  # fmt: skip


def _columns(books: Register, finding: Finding, sides: Sides) -> Iterator[Column]:
    table = finding.table
    if table is None or finding.better == "neither":
        return
    best = max if finding.better == "higher" else min
    units = table.units or [finding.unit] * len(table.columns)
    rows = {*sides.model, *sides.other} & set(table.rows)

    def known(side: Sequence[Where]) -> list[tuple[float, Where]]:
        return [(x, at) for at in side if (x := table.rows[at[0]][at[1]]) is not None]

    for both in columns_of(table, sides):
        ours, theirs = map(known, both)
        if not ours or not theirs:
            continue
        (own, here), (rival, there) = (
            best(each, key=lambda one: one[0]) for each in (ours, theirs)
        )
        where = table.columns[here[1]] if rows else here[0]
        name = there[0] if rows else table.columns[there[1]]
        yield Column(
            called(books, where) if len(table.columns if rows else table.rows) > 1 else "",
            value_at(finding, *here, units[here[1]]),
            value_at(finding, *there, units[there[1]]),
            called(books, name), own, rival, _ahead(finding, own, rival),
        )  # fmt: skip


def _ahead(finding: Finding, own: float, rival: float) -> Word:
    if own == rival:
        return "level"
    return "won" if (own > rival) == (finding.better == "higher") else "lost"


def _of_all(words: Sequence[Word]) -> Word:
    return words[0] if len(set(words)) == 1 else "divided"
