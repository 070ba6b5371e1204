"""The rule that grades a claim, in the spirit of GRADE; ``about/methods`` prints it from here.

What comes in are votes, one for each finding that a claim names for or against itself; what goes
out is a grade with its reasons. The functions are pure and know nothing of the register
(``register/votes`` makes the votes). Sources of the rule: Guyatt et al., BMJ 2008;336:924 (start,
reasons down and up), doi:10.1136/bmj.39489.470347.AD; what differs is argued in ``about/methods``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Certainty = Literal["very low", "low", "moderate", "high"]
LEVELS: tuple[Certainty, ...] = ("very low", "low", "moderate", "high")
VERY_LOW, LOW, MODERATE, HIGH = range(4)

REVIEWED = {"peer-reviewed": 1.0, "preprint": 0.5, "company": 0.25, "note": 0.25}
OWN_RECIPE = 0.5
HIGH_CONCERN = 0.5  # of the weight that a finding would have if its benchmark were sound
STATEMENT = 0.25
REPORTED = 0.5  # of the weight that it would have with its value
AGREED, DISPUTED, TURNED = 0.20, 0.40, 0.50  # shares of the weight that speak against
KEEPS = 180  # days for which a search for what is absent holds


@dataclass(frozen=True)
class Vote:
    """One finding for or against a claim.

    ``authors`` are those of its ``paper``; ``gain`` says whether they gain by the finding;
    ``bears`` how it bears on the claim; ``families`` the data it rests on; ``tells`` whether its
    intervals exclude that both sides are level (None: not known); ``sized`` whether an interval or
    a number of cases is known; ``steps`` over how many ordered steps it rises or falls; ``concern``
    how far its benchmark can be trusted, where two readers have answered the ten questions.
    """

    paper: str
    authors: frozenset[str]
    against: bool = False
    review: str = "peer-reviewed"
    how: str = "primary"
    kind: str = "result"
    gain: str = "no"
    bears: str = "full"
    families: frozenset[str] = frozenset()
    tells: bool | None = None
    sized: bool = False
    steps: int = 0
    concern: str = ""


@dataclass(frozen=True)
class Mark:
    """One reason of a grade: what it is about, what it does (+1, 0, -1, or a cap), and why."""

    name: str
    step: str
    why: str

    @property
    def moves(self) -> bool:
        """Whether it moves the grade or holds it."""
        return self.step not in ("0", "")


@dataclass(frozen=True)
class Grade:
    """A certainty (None for a principle), and what it was computed from.

    ``weight`` and ``against`` are the weights of both sides; ``groups`` counts papers in support
    without a common author, ``full`` those of them of full weight; ``part`` is the weakest part.
    """

    certainty: Certainty | None
    weight: float = 0.0
    against: float = 0.0
    groups: int = 0
    full: int = 0
    families: int = 0
    marks: tuple[Mark, ...] = field(default=())
    part: str = ""

    @property
    def share(self) -> float:
        """The share of the weight that speaks against."""
        return self.against / total if (total := self.weight + self.against) else 0.0

    @property
    def words(self) -> str:
        """The certainty for a reader, as in ``low certainty``."""
        return f"{self.certainty} certainty" if self.certainty else "a principle, without a grade"

    def sentence(self) -> str:
        """What decides, for the reader: the groups, then whatever else moves or holds the grade."""
        return "; ".join(mark.why for mark in self.facts() if mark.name == "data" or mark.moves)

    def facts(self) -> list[Mark]:
        """What a card shows: the groups, what speaks against it, then whatever else moves it."""
        first = [m for name in ("data", "consistency") for m in self.marks if m.name == name]
        return first + [m for m in self.marks if m.moves and m not in first and m.name != "start"]


# What `about/methods` prints, in the order in which it is applied.
RULE: tuple[tuple[str, str], ...] = (
    (
        "Weight",
        "A reviewed study weighs 1; a preprint, or what this book computed itself, 1/2; a"
        " note and a company's report 1/4. A measurement that its authors report in "
        "words, so that no value was seen, weighs half of that, and a mere statement 1/4 "
        "at most. Where two readers have answered the ten questions about its benchmark, "
        "low concern stands in for peer review, and high concern halves the weight. The weight is "
        "halved if the authors gain by the finding, and halved if the finding bears on "
        "part of the sentence only, or on something that stands for it. A measured result"
        " against its authors' interest counts in full. Of two readers' judgments the "
        "weaker counts.",
    ),
    (
        "Groups",
        "The largest set of papers without a common author. Their further papers count "
        "half; a paper on both sides counts half on each.",
    ),
    (
        "Start",
        "Moderate with a support of weight 1, low with one of 1/2, else very low.",
    ),
    (
        "Data",
        "Up by one with three groups of full weight on two families of data, if less than"
        f" {AGREED:.0%} of all weight speaks against. At most moderate with fewer than two"
        " groups of full weight, or on one family. At most low with one group on one "
        "family.",
    ),
    (
        "Gradient",
        "Up by one if in two groups the score rises or falls over three or more ordered steps.",
    ),
    (
        "Consistency",
        f"Down by one if more than {DISPUTED:.0%} of all weight speaks against. Above "
        f"{TURNED:.0%} the sentence must be turned: the build stops.",
    ),
    (
        "Directness",
        "Down by one if half of the weight in support is indirect.",
    ),
    (
        "Precision",
        "Down by one if every interval in support leaves both sides level, unless the "
        "claim is that they are. At most moderate if no interval and no number of cases "
        "is known.",
    ),
    (
        "Bias",
        "Down by one, never below low, if one of two readers judged a shared flaw serious.",
    ),
    (
        "Allegiance",
        "At most low if all support comes from authors who gain by it.",
    ),
    (
        "Sources",
        "At most low if all support was seen only second-hand.",
    ),
    (
        "Absence",
        "That none has been shown is graded by its search: moderate if it was sought in "
        "two places or more and a case was found that comes near, else low; very low if nobody "
        f"searched; one less after {KEEPS} days, and one less if a finding disputes it.",
    ),
    (
        "Parts",
        "A sentence of several parts has the grade of its weakest part.",
    ),
    (
        "Principle",
        "A definition or principle has no grade.",
    ),
)


def weight(vote: Vote) -> float:
    """The weight of one finding, from 0 (it does not say so) to 1."""
    if vote.bears == "none":
        return 0.0
    sound = vote.concern == "low"  # and so needs no peer review to say so
    found = 1.0 if sound else REVIEWED[vote.review]
    if vote.how == "computed":
        found = OWN_RECIPE
    if vote.concern == "high":
        found *= HIGH_CONCERN
    if vote.kind == "statement":
        found = min(found, STATEMENT)
    if vote.kind == "reported":
        found *= REPORTED
    if vote.gain == "yes":
        found /= 2
    return found if vote.bears == "full" else found / 2


def apart(authors: Mapping[str, frozenset[str]], weights: Mapping[str, float]) -> frozenset[str]:
    """The largest set of papers no two of which share an author; of equal ones the heaviest.

    A paper whose authors were not seen shares none. Exact, by trying each paper in and out.
    """

    def best(left: tuple[str, ...]) -> tuple[int, float, tuple[str, ...]]:
        if not left:
            return 0, 0.0, ()
        first, rest = left[0], left[1:]
        free = tuple(p for p in rest if not authors[p] & authors[first])
        size, heavy, chosen = best(free)
        taken = (size + 1, heavy + weights[first], (first, *chosen))
        if len(free) == len(rest):  # it stands in nobody's way
            return taken
        return max(taken, best(rest), key=lambda found: found[:2])

    return frozenset(best(tuple(sorted(authors, key=lambda p: (-weights[p], p))))[2])


def side(votes: Sequence[Vote], both: frozenset[str]) -> tuple[dict[str, float], frozenset[str]]:
    """The weight of each paper of one side, and the papers that count as groups.

    A paper counts once, by its heaviest finding; half if it stands on both sides, and half if it
    shares an author with a paper that is counted in full.
    """
    weights: dict[str, float] = {}
    for vote in votes:
        found = weight(vote) / (2 if vote.paper in both else 1)
        weights[vote.paper] = max(found, weights.get(vote.paper, 0.0))
    weights = {paper: found for paper, found in weights.items() if found}
    authors = {v.paper: v.authors for v in votes if v.paper in weights}
    groups = apart(authors, weights)
    return {p: w if p in groups else w / 2 for p, w in weights.items()}, groups


def grade(votes: Iterable[Vote], *, level: bool = False, bias: str = "", why: str = "") -> Grade:
    """Grade one proposition by what is for and against it.

    ``level`` says that the claim is of two things being level; ``bias`` is the judged word
    (``none``, ``some``, ``serious`` or nothing) and ``why`` its reason.
    """
    listed = [vote for vote in votes if vote.bears != "none"]
    yes, no = ([v for v in listed if v.against == against] for against in (False, True))
    both = frozenset({v.paper for v in yes} & {v.paper for v in no})
    weights, groups = side(yes, both)
    whole, opposed = sum(weights.values()), sum(side(no, both)[0].values())
    full = [paper for paper in groups if weights[paper] >= 1]
    families = {name for vote in yes for name in vote.families}
    share = opposed / (whole + opposed) if whole + opposed else 0.0
    strongest = max(weights.values(), default=0.0)
    at = MODERATE if strongest >= 1 else LOW if strongest >= 0.5 else VERY_LOW
    marks, cap = [_start(at, strongest)], HIGH

    def mark(name: str, reason: str, by: int = 0, limit: int = HIGH) -> None:
        nonlocal at, cap
        at, cap = at + by, min(cap, limit)
        step = f"{by:+d}" if by else "0" if limit == HIGH else f"at most {LEVELS[limit]}"
        marks.append(Mark(name, step, reason))

    gainers = {v.paper for v in yes if v.gain == "yes"}
    stake = [p for p in weights if p in gainers]
    if len(stake) == len(weights) and stake:
        mark("allegiance", "all support comes from authors who gain by it", limit=LOW)
    elif stake:
        mark("allegiance", f"the authors of {len(stake)} of {_n(len(weights), 'paper')} gain by it")
    else:
        mark("allegiance", "no authors in support gain by it")

    words = f"{share:.0%} of the weight speaks against" if opposed else "nothing speaks against it"
    mark("consistency", words, by=-1 if share > DISPUTED else 0)

    words = f"{_n(len(groups), 'group')}, {len(full)} of full weight, on "
    words += f"{len(families) or 'no named'} data {'family' if len(families) == 1 else 'families'}"
    rises = len(full) >= 3 and len(families) >= 2 and share < AGREED
    one_of_each = len(groups) <= 1 and len(families) <= 1
    narrow = len(full) < 2 or len(families) <= 1
    mark("data", words, int(rises), LOW if one_of_each else MODERATE if narrow else HIGH)
    if len({v.paper for v in yes if v.paper in groups and v.steps >= 3}) >= 2:
        mark("gradient", "in two groups the score follows three or more ordered steps", by=1)

    measured = [v.tells for v in yes if v.kind == "result"]
    known = [tells for tells in measured if tells is not None]
    if not any(v.sized for v in yes):
        mark("precision", "no interval and no number of cases is known", limit=MODERATE)
    elif len(known) * 2 > len(measured) and not any(known) and not level:
        mark("precision", "the intervals in support leave both sides level", by=-1)
    elif known:
        mark("precision", f"{sum(known)} of {len(known)} intervals in support tell the sides apart")
    else:
        mark("precision", "numbers of cases are known, intervals are not")

    indirect = [v for v in yes if v.bears == "indirect"]
    distant = sum(weights.get(p, 0) for p in {v.paper for v in indirect} - _direct(yes))
    if whole and distant >= whole / 2:
        mark("directness", f"{distant / whole:.0%} of the weight is indirect", by=-1)
    else:
        mark("directness", f"{distant / whole if whole else 0:.0%} of the weight is indirect")
    if yes and all(v.how == "secondary" for v in yes):
        mark("sources", "all support was seen only second-hand", limit=LOW)

    if bias == "serious":  # never below low
        mark("bias", f"serious: {why}", by=-1 if at > LOW else 0)
    else:
        mark("bias", f"{bias}: {why}" if bias else "not judged")
    certainty = LEVELS[max(VERY_LOW, min(at, cap))]
    counted = len(groups), len(full), len(families)
    return Grade(certainty, whole, opposed, *counted, tuple(marks))


def absence(places: int, age: int | None, against: int, *, near: bool = True) -> Grade:
    """Grade *none has been shown* by its search: in how many places, how many days ago.

    ``age`` is None if nobody searched; ``against`` counts the findings that dispute it; ``near``
    says that the search found a case that comes near, so that it could have found another.
    """
    if age is None:
        mark = Mark("search", "very low", "nobody searched for it")
        return Grade("very low", marks=(mark,))
    at = MODERATE if places >= 2 and near else LOW
    words = (
        f"sought in {_n(places, 'place')}, {'with' if near else 'without'} a case that comes near"
    )
    marks = [Mark("search", LEVELS[at], words)]
    if age > KEEPS:
        marks.append(Mark("age", "-1", f"the search is more than {KEEPS} days old"))
    if against:
        marks.append(Mark("consistency", "-1", f"{_n(against, 'finding')} disputed it"))
    return Grade(LEVELS[max(VERY_LOW, at - len(marks) + 1)], marks=tuple(marks))


def weakest(grades: Mapping[str, Grade]) -> Grade:
    """The grade of a compound claim: that of its weakest part, which it names."""
    order = {name: LEVELS.index(found.certainty or "very low") for name, found in grades.items()}
    name = min(order, key=order.__getitem__)
    return replace(grades[name], part=name)


def _start(at: int, strongest: float) -> Mark:
    kind = {1.0: "a reviewed study in full", 0.5: "a study of half weight"}
    words = kind.get(strongest, f"a study of weight {strongest:g}")
    return Mark("start", LEVELS[at], f"the strongest support is {words}")


def _direct(votes: Iterable[Vote]) -> set[str]:
    return {vote.paper for vote in votes if vote.bears != "indirect"}


def _n(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
