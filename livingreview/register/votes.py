"""From the register to votes: what each finding that a claim names brings to its grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import starmap

from livingreview.register import grade as rule
from livingreview.register import makers
from livingreview.register.claim import Claim, Link
from livingreview.register.conditions import conditions
from livingreview.register.finding import Finding, Table
from livingreview.register.grade import Grade, Vote
from livingreview.register.register import Register
from livingreview.register.sides import columns_of
from livingreview.register.vocabulary import Metric

BEARS = {"part": "in part", "indirect": "indirect", "none": "does not say so"}
NORMAL = 1.96  # standard errors on each side of a 95 % interval of a normal distribution


def votes(books: Register, claim: Claim) -> Iterator[tuple[str, Vote]]:
    """Each finding for or against a claim: the part it bears on (or nothing), and its vote."""
    for relation, link in claim.bearing():
        yield link.part or "", vote(books, link, against=relation == "disputes")


def vote(books: Register, link: Link, *, against: bool) -> Vote:
    """What one link brings. Raises ``KeyError`` for a finding that does not exist."""
    finding, paper = seen_by(books, link), books.paper_of[link.finding]
    under, work = conditions(books, finding), books.references.get(paper)
    table = finding.table
    return Vote(
        paper=paper,
        authors=frozenset(map(books.one_name, work.author_names if work else ())),
        against=against,
        review=books.review(link.finding),
        how=finding.checked.how,
        kind=finding.kind or "result",
        gain=gain(books, link),
        bears=link.bears,
        families=frozenset(_family(books, name) for name in under.data or ()),
        tells=tells(finding, smallest(books, under.metric)),
        sized=bool(finding.interval or under.n or (table and (table.low or table.se or table.n))),
        steps=link.steps or 0,
        concern=books.concern(finding),
    )


def weighed(vote: Vote) -> str:
    """The weight of a vote, and what halved it, for a reader."""
    reasons = [vote.review] if vote.review != "peer-reviewed" else []
    reasons += ["our own computation"] if vote.how == "computed" else []
    reasons += {"statement": ["a statement"], "reported": ["reported in words"]}.get(vote.kind, [])
    reasons += {"yes": ["its authors gain"], "against": ["against its authors' interest"]}.get(
        vote.gain, []
    )
    reasons += {"low": ["a sound benchmark"], "high": ["a benchmark with a serious flaw"]}.get(
        vote.concern, []
    )
    reasons += [] if vote.bears == "full" else [BEARS[vote.bears]]
    return ", ".join([f"weight {rule.weight(vote):g}", *reasons])


def seen_by(books: Register, link: Link) -> Finding:
    """A finding as a claim uses it: with the sides that the claim is about, where it names them."""
    finding = books.findings[link.finding]
    return finding.model_copy(update={"sides": link.sides}) if link.sides else finding


def _family(books: Register, name: str) -> str:
    known = books.datasets.get(name)
    return known.family or name if known else name


def gain(books: Register, link: Link) -> str:
    """Whether the authors of a finding gain by it: as written, else computed, else ``yes``.

    Of a description nobody gains who made none of the models it is about. What cannot be computed
    and is not written counts against the authors; ``unsaid`` tells editors.
    """
    if link.gain:
        return {"some": "yes", "none": "no", "against": "against"}[link.gain]
    return computed_gain(books, seen_by(books, link)) or "yes"


def computed_gain(books: Register, finding: Finding) -> str:
    """``yes``, ``no`` or ``against`` where it can be computed, else nothing."""
    found = makers.gain(books, finding)
    if found != "unknown":
        return found
    paper = books.papers[books.paper_of[finding.id]]
    sides = finding.sides
    named = {*finding.tests, *((*sides.model, *sides.other) if sides else ())}
    if not named:
        return ""
    strange = any(paper.methods.get(name) == "unknown" for name in named)
    own = any(makers.is_own(books, paper, name) for name in named)
    return "" if strange or own else "no"


def smallest(books: Register, phrase: str | None) -> float | None:
    """The smallest difference that matters in a metric; None if nobody has said."""
    found: list[Metric] = books.vocabulary.metrics_in(phrase)[0] if phrase else []
    return found[0].matters if len(found) == 1 else None


def tells(finding: Finding, matters: float | None) -> bool | None:
    """Whether the intervals of a finding exclude that its two sides are level.

    An interval that leaves out what the value is compared with does; so do intervals of the best
    model and the best of the others that lie apart in more than half of the columns. Where there
    is no interval, a difference smaller than what matters does not, and a larger one is not known.
    """
    if finding.interval and (other := finding.compared_with):
        low, high = finding.interval
        return not low <= other.value <= high
    if not finding.table or not finding.sides or finding.better == "neither":
        return None
    ends = list(starmap(_apart, _bests(finding, finding.table)))
    known = [x for x in ends if x is not None]
    if known:
        return sum(known) * 2 > len(known)
    gaps = [abs(ours[0] - theirs[0]) for ours, theirs in _bests(finding, finding.table)]
    if matters is not None and gaps and max(gaps) < matters * _scale(finding):
        return False
    return None


def _scale(finding: Finding) -> float:
    return 100 if finding.unit == "%" else 1


Ends = tuple[float, float | None, float | None]  # a value and the ends of its interval


def _bests(finding: Finding, table: Table) -> Iterator[tuple[Ends, Ends]]:
    """The best value of each side with its interval, in each column where both have one."""
    best: Callable[..., Ends] = max if finding.better == "higher" else min
    assert finding.sides
    for ours, theirs in columns_of(table, finding.sides):
        sides = []
        for places in (ours, theirs):
            ends = [_ends(table, *place) for place in places]
            sides.append([one for one in ends if one])
        if all(sides):
            yield tuple(best(side, key=lambda one: one[0]) for side in sides)  # type: ignore[misc]


def _ends(table: Table, row: str, column: int) -> Ends | None:
    value = table.rows[row][column]
    if value is None:
        return None
    if table.low and table.high:
        return value, table.low[row][column], table.high[row][column]
    if table.se and (error := table.se[row][column]) is not None:
        return value, value - NORMAL * error, value + NORMAL * error
    return value, None, None


def _apart(ours: Ends, theirs: Ends) -> bool | None:
    (_, low, high), (_, other_low, other_high) = ours, theirs
    if low is None or high is None or other_low is None or other_high is None:
        return None
    return low > other_high or high < other_low


def last_judged(books: Register) -> date:
    """The last day on which a claim was judged: the day by which searches have aged."""
    days = [claim.reviewed for claim in books.claims.values()]
    days += [claim.searched.date for claim in books.claims.values() if claim.searched]
    return max(days)


def grade(books: Register, name: str) -> Grade:
    """Grade one claim of a register, once. Raises ``KeyError`` for an id that is no claim."""
    if name not in books.grades:
        claim = books.claims[name]
        books.grades[name] = graded(claim, list(votes(books, claim)), last_judged(books))
    return books.grades[name]


def graded(claim: Claim, listed: Sequence[tuple[str, Vote]], today: date) -> Grade:
    """Grade a claim by its votes, each with the part it bears on; searches have aged by ``today``.

    The votes may be others than those of the register, to see how a grade depends on them.
    """
    if claim.kind == "principle":
        return Grade(None)
    if claim.kind == "absence":
        seen = claim.searched
        age = (today - seen.date).days if seen else None
        against = sum(v.against and rule.weight(v) > 0 for _, v in listed)
        near = bool(seen and seen.found)
        return rule.absence(len(seen.where) if seen else 0, age, against, near=near)
    bias = claim.bias
    word, why = (bias.word, bias.because) if bias else ("", "")
    level = claim.kind == "level"
    if not claim.parts:
        return rule.grade([v for _, v in listed], level=level, bias=word, why=why)
    return rule.weakest(
        {
            part: rule.grade(
                [v for where, v in listed if where in ("", part)], level=level, bias=word, why=why
            )
            for part in claim.parts
        }
    )
