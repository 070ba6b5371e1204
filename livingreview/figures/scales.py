"""From values to pixels, and numbers as a reader says them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

Scale = Callable[[float], float]


def linear(low: float, high: float, left: float, right: float) -> Scale:
    """A scale on which equal differences lie equally far apart."""
    return lambda value: left + (value - low) / (high - low) * (right - left)


def logarithmic(low: float, high: float, left: float, right: float) -> Scale:
    """A scale on which equal ratios lie equally far apart."""
    inner = linear(math.log(low), math.log(high), left, right)
    return lambda value: inner(math.log(value))


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most ``most`` round values that hold ``low`` and ``high`` between them."""
    for power in range(-6, 13):
        for step in (1, 2, 2.5, 5):
            size = step * 10.0**power
            first, last = math.floor(low / size + 1e-9), math.ceil(high / size - 1e-9)
            if last - first < most:
                return [round(place * size, 9) for place in range(first, last + 1)]
    return [low, high]


def number(value: float) -> str:
    """A number as the reader says it: 100 million, 18,924, 0.78."""
    if abs(value) >= 1e9:
        return f"{value / 1e9:.3g} billion"
    if abs(value) >= 1e6:
        return f"{value / 1e6:.3g} million"
    shown = f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"
    return shown.replace("-", "−")


def count(many: int, noun: str, plural: str = "") -> str:
    """1 study, 2 studies."""
    return f"{many:,} {noun if many == 1 else plural or noun + 's'}"


def joined(words: Iterable[str]) -> str:
    """One; one and two; one, two and three."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def decimals(value: float) -> int:
    """How many decimals a value is recorded with, up to six."""
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def digits(values: Iterable[float]) -> int:
    """Decimals for values written beside one another: those recorded, but no more than tell."""
    known = list(values)
    high = max(map(abs, known))
    return min(max(map(decimals, known)), 1 if high >= 10 else 2 if high >= 0.1 else 3)


def plain(value: float, places: int = -1) -> str:
    """A value with so many decimals, by default as recorded; a half is rounded up.

    A zero has no sign.
    """
    places = places if places >= 0 else decimals(value)
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded or abs(rounded):,}".replace("-", "−")
