"""How far two readers agree who judged apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """How often two readers judged alike: ``same`` of ``both``; ``kappa`` is Cohen's."""

    same: int
    both: int
    kappa: float | None


def cohen(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """How far two readers agree beyond chance.

    Kappa is Cohen's (Educational and Psychological Measurement 1960;20:37,
    doi:10.1177/001316446002000104); None where one word alone was used.
    """
    listed = list(pairs)
    same, both = sum(a == b for a, b in listed), len(listed)
    first, second = Counter(a for a, _ in listed), Counter(b for _, b in listed)
    chance = sum(first[word] * second[word] for word in first) / both**2 if both else 1.0
    return Agreement(same, both, None if chance == 1 else (same / both - chance) / (1 - chance))
