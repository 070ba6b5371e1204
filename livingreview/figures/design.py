"""What a screen can show, and what it costs: closed forms of the design of an experiment.

**Cells.** Two groups of cells are compared in one gene by a score test whose counts are negative
binomial, as PerturbPlan does it (Niu and colleagues, ``compute_distribution_teststat`` of the
package of that name). With mean ``m`` and size ``s`` the variance of a count is
``v(m) = m + m^2 / s``. Where control cells are many times as many as perturbed ones, the test has
the power ``b`` at a two-sided cut-off ``a`` with

    n = (z(1 - a/2) sqrt(v(m0)) + z(b) sqrt(v(m1)))^2 / (m0 - m1)^2

perturbed cells; ``z`` are quantiles of the normal distribution. **The cut-off** is the one at which
the expected share of false discoveries is ``q`` (FDR), if a share ``p`` of the tested genes
changes and is found with power ``b``: ``a = q p b / (1 - q (1 - p))``, by the same authors.

**Contexts.** Two predictors are compared in each context; their differences have mean ``d`` and
spread ``s``. The normal approximation of the paired t-test, with Guenther's correction (1981, *The
American Statistician* 35, 243), asks for ``(z(1 - a/2) + z(b))^2 s^2 / d^2 + z(1 - a/2)^2 / 2``.

In: plain numbers. Out: plain numbers; what cannot be is a ``ValueError``.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

POWER = 0.8  # of the tests, as both programs have it
FDR = 0.1  # share of false discoveries, PerturbPlan's default
LEVEL = 0.05  # of the test between two predictors
_quantile = statistics.NormalDist().inv_cdf


def variance(mean: float, size: float) -> float:
    """Of a negative binomial count; ``size`` is large where it is nearly Poisson."""
    if mean <= 0 or size <= 0:
        raise ValueError(f"mean {mean:g} and size {size:g} of a count must be above 0")
    return mean + mean**2 / size


def cut_off(changed: float, tested: float, power: float = POWER, fdr: float = FDR) -> float:
    """The p-value up to which a gene is called changed, where so many of those tested are."""
    if not 0 < changed <= tested:
        raise ValueError(f"{changed:g} of {tested:g} genes cannot change")
    share = changed / tested
    return fdr * share * power / (1 - fdr * (1 - share))


def cells_needed(
    mean: float, loss: float, size: float, level: float, power: float = POWER
) -> float:
    """How many perturbed cells show that a gene has lost this share of its expression."""
    if not 0 < loss < 1:
        raise ValueError(f"a loss of {loss:g} is none, or all; it is a share between 0 and 1")
    before, after = variance(mean, size), variance(mean * (1 - loss), size)
    root = _quantile(1 - level / 2) * math.sqrt(before) + _quantile(power) * math.sqrt(after)
    return (root / (mean * loss)) ** 2


def price(cell: float, million_reads: float, reads: float) -> float:
    """Of one cell: its library, and its reads."""
    return cell + million_reads * reads / 1e6


def contexts_needed(
    differences: Sequence[float], power: float = POWER, level: float = LEVEL
) -> float:
    """How many contexts tell two predictors apart, if these differences are typical.

    Infinite where they are the same on average.
    """
    if len(differences) < 2:
        raise ValueError("a spread needs two contexts")
    mean, spread = statistics.fmean(differences), statistics.stdev(differences)
    if math.isclose(mean, 0, abs_tol=1e-12):
        return math.inf
    tail = _quantile(1 - level / 2)
    return ((tail + _quantile(power)) * spread / mean) ** 2 + tail**2 / 2


def range_needed(differences: Sequence[float]) -> tuple[float, float]:
    """The fewest and the most contexts needed when each one in turn is left out.

    Infinite where leaving one out turns the order of the predictors.
    """
    side = statistics.fmean(differences) > 0
    found = []
    for place in range(len(differences)):
        rest = [*differences[:place], *differences[place + 1 :]]
        turned = (statistics.fmean(rest) > 0) != side
        found.append(math.inf if turned else contexts_needed(rest))
    return min(found), max(found)
