"""The evidence map: for each class and unit held out, what holds, what stops, what is untested.

One function serves the map, the summary and every page: ``cells``; ``bubbles`` gathers its verdicts
with the studies behind them and, where no claim speaks, with the studies that nobody judged yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from livingreview.register import votes
from livingreview.register.conditions import conditions
from livingreview.register.finding import Finding
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


# -- the studies behind the verdicts --------------------------------------------------------------

SAYS: tuple[Word | Literal[""], ...] = ("holds", "stops", "disputed", "untested", "")
MEASURED = ("result", "reported")


@dataclass(frozen=True)
class Study:
    """A work in a cell: its findings there, its year (0 if unknown), review, and whose test it is.

    ``own`` says that its authors made a model that one of these findings tests.
    """

    citekey: str
    findings: tuple[str, ...]
    year: int
    review: str
    own: bool


@dataclass(frozen=True)
class Bubble:
    """All that a cell holds of one verdict; ``says`` is empty where no claim judges its studies."""

    says: Word | Literal[""]
    verdicts: tuple[Verdict, ...]
    studies: tuple[Study, ...]

    @property
    def by_others(self) -> int:
        """How many studies are by people who made nothing that they test."""
        return sum(not study.own for study in self.studies)


def bubbles(books: Register) -> dict[Place, list[Bubble]]:
    """The bubbles of every place, of each class and each unit of the vocabulary; a gap has none.

    A verdict rests on the findings for and against its claims. Where no claim speaks, the bubble
    without a verdict holds what the register has measured there, by the class of the models tested
    and the unit held out.
    """
    judged = cells(books)
    measured = _measured(books)
    found: dict[Place, list[Bubble]] = {}
    for kind in books.vocabulary.class_ids:
        for unit in (word.name for word in books.vocabulary.units):
            place = (kind, unit)
            verdicts = judged.get(place, [])
            made = [
                _bubble(books, says, [one for one in verdicts if one.says == says])
                for says in SAYS
                if any(one.says == says for one in verdicts)
            ]
            if not verdicts and place in measured:
                made = [Bubble("", (), _studies(books, measured[place]))]
            found[place] = made
    return found


def _bubble(books: Register, says: Word | Literal[""], verdicts: list[Verdict]) -> Bubble:
    names = [
        finding
        for verdict in verdicts
        for claim in verdict.claims
        for relation in ("supports", "disputes")
        for finding in books.claims[claim].ids(relation)
    ]
    return Bubble(says, tuple(verdicts), _studies(books, names))


def _studies(books: Register, findings: Iterable[str]) -> tuple[Study, ...]:
    """The works of some findings, the newest first."""
    by_work: dict[str, list[str]] = {}
    for name in dict.fromkeys(findings):
        by_work.setdefault(books.paper_of[name], []).append(name)
    made = [
        Study(
            key, tuple(names), _year(books, key), books.papers[key].review,
            any(not books.independent(name) for name in names),
        )
        for key, names in by_work.items()
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: (-one.year, one.citekey)))


def _year(books: Register, citekey: str) -> int:
    reference = books.references.get(citekey)
    year = str(reference.fields.get("year", "")) if reference else ""
    return int(year) if year.isdigit() else 0


def _measured(books: Register) -> dict[Place, list[str]]:
    """What the register has measured, by the classes of the models tested and what was held out."""
    found: dict[Place, list[str]] = {}
    for finding in books.findings.values():
        if finding.kind not in MEASURED or (finding.source and not finding.source.trusted):
            continue
        units = str(conditions(books, finding).held_out or "").split("; ")
        for kind in _classes(books, finding):
            for unit in units:
                found.setdefault((kind, unit), []).append(finding.id)
    return found


def _classes(books: Register, finding: Finding) -> set[str]:
    return {books.models[name].class_ for name in finding.tests if name in books.models}
