"""How the grades depend on the rule's choices: the same claims, graded with one choice changed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from livingreview.register import votes
from livingreview.register.agreement import Agreement, cohen
from livingreview.register.claim import BEARINGS, Claim
from livingreview.register.files.quality import QUESTIONS, Quality
from livingreview.register.grade import LEVELS, Certainty, Vote
from livingreview.register.register import Register

Change = Callable[[Vote], Vote | None]

CHOICES: tuple[tuple[str, Change], ...] = (
    ("as graded", lambda vote: vote),
    ("without preprints", lambda vote: None if vote.review == "preprint" else vote),
    ("without second-hand values", lambda vote: None if vote.how == "secondary" else vote),
    ("authors who gain count in full", lambda vote: replace(vote, gain="no")),
    (
        "results against interest do not count",
        lambda vote: None if vote.gain == "against" else vote,
    ),
    ("the ten questions about benchmarks do not count", lambda vote: replace(vote, concern="")),
)
TIMES, SHARE, SEED = 200, 0.1, 20261129


@dataclass(frozen=True)
class Choice:
    """The grades of all claims with one choice changed; ``up`` and ``down`` are ids that moved."""

    name: str
    counts: Counter[Certainty]
    up: tuple[str, ...]
    down: tuple[str, ...]


def graded(books: Register) -> list[str]:
    """The ids of all claims but principles, in order."""
    return [name for name, claim in books.claims.items() if claim.kind != "principle"]


class Cast:
    """The votes of all claims that have a grade, read once and graded as often as one likes."""

    def __init__(self, books: Register) -> None:
        self.claims = [books.claims[name] for name in graded(books)]
        self.votes = {claim.id: list(votes.votes(books, claim)) for claim in self.claims}
        self.today = votes.last_judged(books)
        self.known: dict[tuple[str, tuple[tuple[str, Vote], ...]], int] = {}  # by claim and votes

    def levels(self, change: Change = lambda vote: vote) -> dict[str, int]:
        """The grade of each claim, from 0 (very low) to 3 (high), once its votes are changed."""
        return {claim.id: self._level(claim, change) for claim in self.claims}

    def _level(self, claim: Claim, change: Change) -> int:
        old = self.votes[claim.id]
        changed = tuple((part, new) for part, vote in old if (new := change(vote)))
        asked = claim.id, changed
        if asked not in self.known:
            certainty = votes.graded(claim, changed, self.today).certainty
            self.known[asked] = LEVELS.index(certainty or "very low")
        return self.known[asked]


def choices(books: Register) -> Iterator[Choice]:
    """Every choice, that of the rule itself first."""
    cast = Cast(books)
    base = cast.levels()
    for title, change in CHOICES:
        new = cast.levels(change)
        counts = Counter(LEVELS[at] for at in new.values())
        up = tuple(name for name in base if new[name] > base[name])
        down = tuple(name for name in base if new[name] < base[name])
        yield Choice(title, counts, up, down)


def turned(books: Register) -> tuple[float, int]:
    """How many claims change if one judgment in ten is another: the mean, and the most.

    Of each link one in ten bears on its claim in another way, drawn ``TIMES`` times; the same seed
    gives the same answer.
    """
    cast, chance = Cast(books), random.Random(SEED)
    base = cast.levels()

    def change(vote: Vote) -> Vote:
        if chance.random() >= SHARE:
            return vote
        others = [word for word in BEARINGS if word != vote.bears]
        return replace(vote, bears=chance.choice(others))

    drawn = (cast.levels(change) for _ in range(TIMES))
    moved = [sum(new[name] != base[name] for name in base) for new in drawn]
    return sum(moved) / TIMES, max(moved)


def of_links(claims: Iterable[Claim]) -> Agreement:
    """The agreement on how findings bear on claims."""
    links = (link for claim in claims for _, link in claim.links())
    return cohen((link.link, link.again) for link in links if link.again)


def of_questions(benchmarks: Iterable[Quality]) -> Agreement:
    """The agreement on the ten questions about benchmarks."""
    return cohen(
        (getattr(one.first, question).says, getattr(one.second, question).says)
        for one in benchmarks
        for question in (QUESTIONS if one.second else ())
    )


def of_bias(claims: Iterable[Claim]) -> Agreement:
    """The agreement on shared flaws."""
    judged = (claim.bias for claim in claims if claim.bias)
    return cohen((bias.first, bias.second) for bias in judged if bias.second)
