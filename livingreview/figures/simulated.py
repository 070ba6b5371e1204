"""A screen of responses by simulation, five predictions of it, and five scores of each.

Pure: no register, no drawing. In: how large the shared and the own responses are, and how many
cells were measured. Out: the scores. The draw is fixed, so that equal input gives equal scores.

The measured mean of perturbation ``p`` in gene ``g``, as change from control, is::

    shared * a[g] + own * b[p][g] + noise * e[p][g],    noise = SPREAD / sqrt(cells)

``a`` changes every third gene and ``b`` every tenth, both of mean square 1; responses differ in
strength, ``e`` is standard normal, and controls are measured without error. Of a mean of cells with
normal noise nothing else has to be drawn. Two of the predictions know equally much of ``b``: their
guess of it correlates with it by ``KNOWN``. One adds half of the guess to the training mean, the
other doubles both, so that only the size differs.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import mul, sub

from livingreview.register.vocabulary import Simulated

Profile = list[float]

GENES, TESTED, TRAINED = 100, 20, 40
CHANGED = GENES // 10  # genes that one perturbation changes by itself
SPREAD = 4.0  # of single cells around their mean
KNOWN, SHRUNK, DOUBLED = 0.4, 0.5, 2.0
SEED = 20261130

SHARED, OWN, CELLS = (0.0, 0.5, 1.0, 2.0), (0.25, 0.5, 1.0, 2.0), (16, 64, 256, 1024)
REPLICATE = "replicate"
PREDICTIONS = ("no change", "training mean", "shrunken model", "over-scaled model", REPLICATE)


@dataclass(frozen=True)
class Setting:
    """How large the two responses are, in any unit, and how many cells each mean is of."""

    shared: float
    own: float
    cells: int


#: Every setting that a reader can choose, in the order of the knobs.
SETTINGS = tuple(Setting(*each) for each in product(SHARED, OWN, CELLS))


@dataclass(frozen=True)
class _Draw:
    """What chance decides, once for all settings."""

    shared: Profile
    own: list[Profile]
    guess: list[Profile]
    noise: list[Profile]
    again: list[Profile]  # the noise of the replicate
    mean_own: Profile  # of training
    mean_noise: Profile


def _mix(*parts: tuple[float, Profile]) -> Profile:
    """A weighted sum of profiles."""
    weights = [weight for weight, _ in parts]
    genes = zip(*(profile for _, profile in parts), strict=True)
    return [sum(map(mul, weights, values)) for values in genes]


@cache
def _draw() -> _Draw:
    chance = random.Random(SEED)

    def normal(many: int) -> Profile:
        return [chance.gauss(0, 1) for _ in range(many)]

    def sparse(many: int) -> Profile:
        values = dict(zip(chance.sample(range(GENES), many), normal(many), strict=True))
        size = math.sqrt(sum(value * value for value in values.values()) / GENES)
        return [values.get(gene, 0.0) / size for gene in range(GENES)]

    strengths = [math.exp(value / 2) for value in normal(TESTED + TRAINED)]
    usual = math.sqrt(sum(map(mul, strengths, strengths)) / len(strengths))
    own = [_mix((strength / usual, sparse(CHANGED))) for strength in strengths]
    tested, trained = own[:TESTED], own[TESTED:]
    missed = math.sqrt(1 - KNOWN**2)
    guess = [
        _mix((KNOWN, one), (missed * strength / usual, sparse(CHANGED)))
        for one, strength in zip(tested, strengths, strict=False)
    ]
    noise, again, of_training = (
        [normal(GENES) for _ in range(many)] for many in (TESTED, TESTED, TRAINED)
    )
    return _Draw(
        sparse(GENES // 3), tested, guess, noise, again,
        _mix(*((1 / TRAINED, one) for one in trained)),
        _mix(*((1 / TRAINED, one) for one in of_training)),
    )  # fmt: skip


# -- scores: of predicted and measured responses and the training mean, over all perturbations -----

Profiles = Sequence[Profile]


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _together(one: Profile, other: Profile) -> float:
    """How two profiles vary together, from -1 to 1; a constant does with nothing, and has 0."""
    middle, center = _mean(one), _mean(other)
    left, right = [value - middle for value in one], [value - center for value in other]
    size = math.sqrt(sum(map(mul, left, left)) * sum(map(mul, right, right)))
    return sum(map(mul, left, right)) / size if size > 1e-9 else 0.0


def change(predicted: Profiles, measured: Profiles, mean: Profile) -> float:
    """How predicted and measured changes from control vary together over genes."""
    return _mean([_together(*pair) for pair in zip(predicted, measured, strict=True)])


def own(predicted: Profiles, measured: Profiles, mean: Profile) -> float:
    """The same of differences from the training mean."""
    less = [[list(map(sub, one, mean)) for one in side] for side in (predicted, measured)]
    return change(less[0], less[1], mean)


def absolute(predicted: Profiles, measured: Profiles, mean: Profile) -> float:
    """The mean size of an error."""
    errors = [
        _mean(list(map(abs, map(sub, *pair)))) for pair in zip(predicted, measured, strict=True)
    ]
    return _mean(errors)


def nearest(predicted: Profiles, measured: Profiles, mean: Profile) -> float:
    """Which part of other responses lies farther than the right one; a tie counts half."""
    scores = []
    for place, one in enumerate(predicted):
        far = [math.dist(one, other) for other in measured]
        nearer = sum(each < far[place] for each in far)
        ties = sum(each == far[place] for each in far) - 1
        scores.append(1 - (nearer + ties / 2) / (len(far) - 1))
    return _mean(scores)


def top(predicted: Profiles, measured: Profiles, mean: Profile) -> float:
    """Which part of the most changed genes is most changed by prediction, too; of none, chance."""
    found = [
        len(_largest(one) & _largest(other)) / CHANGED if any(one) else CHANGED / GENES
        for one, other in zip(predicted, measured, strict=True)
    ]
    return _mean(found)


def _largest(profile: Profile) -> set[int]:
    sizes = list(map(abs, profile))
    return set(sorted(range(len(sizes)), key=sizes.__getitem__, reverse=True)[:CHANGED])


#: In the order in which they are shown: from those that the shared response lifts to those that it
#: does not.
SCORES: dict[Simulated, Callable[[Profiles, Profiles, Profile], float]] = {
    "change": change, "absolute": absolute, "top": top, "nearest": nearest, "own": own,
}  # fmt: skip


@cache
def scores(setting: Setting) -> dict[Simulated, dict[str, float]]:
    """What each prediction scores, by score and prediction, to two decimals as it is shown."""
    drawn, noise = _draw(), SPREAD / math.sqrt(setting.cells)

    def screen(errors: Profiles) -> list[Profile]:
        return [
            _mix((setting.shared, drawn.shared), (setting.own, one), (noise, error))
            for one, error in zip(drawn.own, errors, strict=True)
        ]

    measured = screen(drawn.noise)
    mean = _mix(
        (setting.shared, drawn.shared), (setting.own, drawn.mean_own), (noise, drawn.mean_noise)
    )
    part, double = SHRUNK * setting.own, DOUBLED * setting.own
    guesses: dict[str, Profiles] = dict(
        zip(
            PREDICTIONS,
            (
                [[0.0] * GENES] * TESTED,
                [mean] * TESTED,
                [_mix((1, mean), (part, one)) for one in drawn.guess],
                [_mix((DOUBLED, mean), (double, one)) for one in drawn.guess],
                screen(drawn.again),
            ),
            strict=True,
        )
    )
    return {
        name: {
            which: round(score(predicted, measured, mean), 2) + 0.0
            for which, predicted in guesses.items()
        }
        for name, score in SCORES.items()
    }
