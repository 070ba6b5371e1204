"""The evidence map: for each class and unit held out, what holds, what stops, what is untested.

One function serves the map, the summary and every page: ``cells``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from livingreview.register import votes
from livingreview.register.grade import LEVELS, MODERATE, Certainty
from livingreview.register.register import Register

Place = tuple[str, str]  # the id of a class, the name of a unit held out
Word = Literal["holds", "stops", "disputed", "untested"]
Said = tuple[int, str, Word]  # the grade as a number, the id of the claim, what it says


@dataclass(frozen=True)
class Verdict:
    """What the claims say of one contrast in a cell, by its name; the best graded claim first."""

    says: Word
    certainty: Certainty
    contrast: str
    claims: tuple[str, ...]


def cells(books: Register) -> dict[Place, list[Verdict]]:
    """The verdicts of every cell that a claim speaks of, the surest first, what is untested last.

    A claim that none has been shown says that its cell is untested; of a missing one none speaks.
    Claims without a grade stand on no map.
    """
    words = books.vocabulary
    found: dict[Place, dict[str, list[Said]]] = {}
    for name, claim in books.claims.items():
        grade = votes.grade(books, name).certainty if claim.cell else None
        if claim.cell is None or grade is None:
            continue
        unit = words.unit_names[claim.cell.held_out]
        contrast = words.contrast_names[claim.cell.contrast]
        said = found.setdefault((claim.cell.class_, unit), {}).setdefault(contrast, [])
        word: Word = "untested" if claim.kind == "absence" else claim.cell.says
        said.append((LEVELS.index(grade), name, word))
    return {
        place: sorted(
            (verdict(contrast, said) for contrast, said in contrasts.items()),
            key=lambda one: (one.says == "untested", -LEVELS.index(one.certainty), one.contrast),
        )
        for place, contrasts in found.items()
    }


def units_of(books: Register, found: Iterable[Place]) -> list[str]:
    """The names of the units of which a cell speaks, in the order of the vocabulary.

    ``found`` are the places of the cells, as ``cells`` gives them.
    """
    spoken = {unit for _, unit in found}
    return [word.name for word in books.vocabulary.units if word.name in spoken]


def verdict(contrast: str, said: Iterable[Said]) -> Verdict:
    """The verdict on one contrast, from the grade, the id and the word of each claim.

    The best graded claim decides. Two words at moderate or above, or at one grade, are disputed.
    That none has been shown is said only where no claim says more.
    """
    ranked = sorted(said, key=lambda one: (one[2] == "untested", -one[0], one[1]))
    best = ranked[0]
    others = [at for at, _, word in ranked if word not in (best[2], "untested")]
    disputed = bool(others) and (max(others) == best[0] or max(others) >= MODERATE)
    says: Word = "disputed" if disputed else best[2]
    return Verdict(says, LEVELS[best[0]], contrast, tuple(name for _, name, _ in ranked))
