"""The rule that grades a claim, in the spirit of GRADE; ``about/methods`` prints it from here.

Certainty is computed from the findings a claim names and never typed.
A finding is *independent* if its paper's authors made none of the models it tests.
Two papers belong to one *group* if they share an author.
A peer-reviewed paper by the makers of a tested model counts as a peer-reviewed study, never as an
independent group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from livingreview.register.register import Register

Certainty = Literal["high", "moderate", "low", "very low"]


@dataclass(frozen=True)
class Evidence:
    """What a claim rests on: counts that a reader can check.

    ``groups`` are independent, peer-reviewed groups; ``groups_checked`` are those with a finding
    that was checked in the source or the data, not only seen second-hand; ``data_sets`` are the
    named data sets behind the independent, peer-reviewed findings; ``peer_reviewed`` counts
    peer-reviewed papers in support, makers' own included; ``outside_preprints`` counts preprints
    by others than the makers; ``disputes`` counts findings recorded as disputing the claim.
    """

    groups: int = 0
    groups_checked: int = 0
    data_sets: int = 0
    peer_reviewed: int = 0
    outside_preprints: int = 0
    disputes: int = 0

    def sentence(self) -> str:
        """The counts that decide, for the reader."""
        parts = [
            _count(self.groups, "independent peer-reviewed group"),
            _count(self.data_sets, "named data set"),
            _count(self.disputes, "disputing finding"),
        ]
        if self.groups > self.groups_checked:
            seen = self.groups - self.groups_checked
            parts[0] += f" ({seen} of them seen only second-hand)"
        return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Step:
    """One line of the rule: the certainty, what it asks for in words, and the same as a test."""

    certainty: Certainty
    asks: str
    holds: Callable[[Evidence], bool]


RULE: tuple[Step, ...] = (
    Step(
        "high",
        "three or more independent, peer-reviewed groups whose findings were checked in the "
        "source or the data, on two or more data sets, and no finding recorded as disputing it",
        lambda e: e.groups_checked >= 3 and e.data_sets >= 2 and not e.disputes,
    ),
    Step(
        "moderate",
        "two independent, peer-reviewed groups; so also what would be high but for a disputing "
        "finding, a single data set, or groups seen only second-hand",
        lambda e: e.groups >= 2,
    ),
    Step(
        "low",
        "one peer-reviewed study, or preprints by others than the makers of the tested models",
        lambda e: e.peer_reviewed >= 1 or e.outside_preprints >= 1,
    ),
    Step(
        "very low",
        "makers' own unreviewed reports, company statements or unreviewed notes only",
        lambda e: True,
    ),
)


def apply(evidence: Evidence) -> Certainty:
    """The first line of the rule that holds."""
    return next(step.certainty for step in RULE if step.holds(evidence))


@dataclass(frozen=True)
class Grade:
    """A certainty and the evidence it was computed from."""

    certainty: Certainty
    evidence: Evidence


def groups(papers: Iterable[str], authors: Mapping[str, frozenset[str]]) -> int:
    """How many groups wrote these papers: papers that share an author count as one group.

    ``authors`` maps a citekey to the names seen of its authors; a paper without any is a group of
    its own.
    """
    found: list[frozenset[str]] = []
    for paper in sorted(set(papers)):
        names = authors.get(paper, frozenset()) or frozenset({paper})
        apart = [group for group in found if not group & names]
        found = [*apart, names.union(*(group for group in found if group & names))]
    return len(found)


def evidence_for(register: Register, claim: str) -> Evidence:
    """Count what a claim of the register rests on. Raises ``KeyError`` for an unknown id."""
    record = register.claims[claim]
    authors = {key: work.author_names for key, work in register.references.items()}
    independent: set[str] = set()
    checked: set[str] = set()
    reviewed: set[str] = set()
    preprints: set[str] = set()
    data: set[str] = set()
    for name in record.supports:
        finding, paper = register.findings[name], register.paper_of[name]
        outside = register.independent(name)
        if register.review(name) == "preprint" and outside:
            preprints.add(paper)
        if register.review(name) != "peer-reviewed":
            continue
        reviewed.add(paper)
        if outside:
            independent.add(paper)
            data |= set(finding.data)
            if finding.checked.how != "secondary":
                checked.add(paper)
    return Evidence(
        groups=groups(independent, authors),
        groups_checked=groups(checked, authors),
        data_sets=len(data),
        peer_reviewed=len(reviewed),
        outside_preprints=len(preprints),
        disputes=len(record.disputes),
    )


def grade(register: Register, claim: str) -> Grade:
    """Grade one claim of a register. Raises ``KeyError`` for an id that is no claim."""
    evidence = evidence_for(register, claim)
    return Grade(apply(evidence), evidence)
