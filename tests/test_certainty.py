"""The rule that grades a claim: every boundary, and what counts as independent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from livingreview.references.bibfile import Reference
from livingreview.register.certainty import RULE, Evidence, apply, evidence_for, grade, groups
from livingreview.register.finding import Finding
from livingreview.register.register import Register
from livingreview.register.schema import Claim, Paper


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        # high: three checked groups, two data sets, no dispute
        (Evidence(groups=3, groups_checked=3, data_sets=2, peer_reviewed=3), "high"),
        (Evidence(groups=9, groups_checked=9, data_sets=9, peer_reviewed=9), "high"),
        (Evidence(groups=4, groups_checked=3, data_sets=2, peer_reviewed=4), "high"),
        # one thing short of high
        (
            Evidence(groups=3, groups_checked=3, data_sets=2, peer_reviewed=3, disputes=1),
            "moderate",
        ),
        (Evidence(groups=3, groups_checked=3, data_sets=1, peer_reviewed=3), "moderate"),
        (Evidence(groups=3, groups_checked=3, data_sets=0, peer_reviewed=3), "moderate"),
        (Evidence(groups=3, groups_checked=2, data_sets=2, peer_reviewed=3), "moderate"),
        (Evidence(groups=3, groups_checked=0, data_sets=2, peer_reviewed=3), "moderate"),
        (Evidence(groups=2, groups_checked=2, data_sets=2, peer_reviewed=2), "moderate"),
        # moderate: two groups
        (Evidence(groups=2, groups_checked=0, data_sets=0, peer_reviewed=2), "moderate"),
        (
            Evidence(groups=2, groups_checked=2, data_sets=2, peer_reviewed=2, disputes=5),
            "moderate",
        ),
        # low: one peer-reviewed study, or preprints by others
        (Evidence(groups=1, groups_checked=1, data_sets=5, peer_reviewed=1), "low"),
        (Evidence(groups=1, groups_checked=1, data_sets=5, peer_reviewed=8), "low"),
        (Evidence(peer_reviewed=1), "low"),  # the makers' own, peer-reviewed
        (Evidence(peer_reviewed=5), "low"),
        (Evidence(outside_preprints=1), "low"),
        (Evidence(outside_preprints=9, data_sets=9), "low"),
        # very low: nothing of this
        (Evidence(), "very low"),
        (Evidence(disputes=3), "very low"),
    ],
)
def test_rule(evidence: Evidence, expected: str) -> None:
    assert apply(evidence) == expected


def test_rule_is_printed_from_the_strongest_down() -> None:
    assert [step.certainty for step in RULE] == ["high", "moderate", "low", "very low"]


def test_sentence_counts_what_decides() -> None:
    words = Evidence(groups=1, groups_checked=0, data_sets=2).sentence()
    assert "1 independent peer-reviewed group (1 of them seen only second-hand)" in words
    assert "2 named data sets" in words and "no disputing findings" in words


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ({}, 0),
        ({"a": "x"}, 1),
        ({"a": "x", "b": "y"}, 2),
        ({"a": "x y", "b": "y z"}, 1),  # one author shared
        ({"a": "x y", "b": "y z", "c": "z w"}, 1),  # a chain
        ({"a": "x", "b": "y", "c": "x y"}, 1),  # the last joins the first two
        ({"a": "x", "b": "y", "c": "x y", "d": "q"}, 2),
        ({"a": "", "b": ""}, 2),  # no author seen: each for itself
        ({"a": "", "b": "x"}, 2),
    ],
)
def test_groups(authors: dict[str, str], expected: int) -> None:
    names = {paper: frozenset(people.split()) for paper, people in authors.items()}
    assert groups(authors, names) == expected


def test_a_paper_named_twice_is_one_group() -> None:
    assert groups(["a", "a"], {"a": frozenset({"x"})}) == 1
    assert groups(["a", "a", "b"], {}) == 2


# -- on a register --------------------------------------------------------------------------------


def tiny(disputes: list[str] = [], **papers: dict[str, Any]) -> Register:  # noqa: B006
    """A register of one claim, supported by one finding ``f-<paper>`` of each paper.

    A paper takes ``review``, ``makes``, ``authors`` (default: its own), and of its finding
    ``data``, ``tests`` (default: model ``m``) and ``how`` it was checked.
    """
    books = Register()
    works = {}
    for key, given in papers.items():
        finding = {
            "id": f"f-{key}",
            "says": "it is so",
            "task": "a task",
            "at": "Table 1",
            "data": given.get("data", [f"d-{key}"]),
            "tests": given.get("tests", ["m"]),
            "checked": {
                "how": given.get("how", "primary"),
                "against": "page",
                "date": date(2024, 1, 1),
            },
        }
        books.findings[finding["id"]] = Finding.model_validate(finding)
        books.paper_of[finding["id"]] = key
        books.papers[key] = Paper.model_validate(
            {
                "citekey": key,
                "review": given.get("review", "peer-reviewed"),
                "makes": given.get("makes", []),
                "posted": "unknown",
                "published": "unknown",
                "interests": "unknown",
            }
        )
        names = frozenset(given.get("authors", key).split())
        works[key] = Reference(key, "article", 1, {}, names, True)
    books.references = works
    supports = [name for name in books.findings if name not in disputes]
    books.claims["c"] = Claim.model_validate(
        {
            "id": "c",
            "says": "So it is.",
            "supports": supports,
            "disputes": disputes,
            "counter": "Perhaps not.",
            "reviewed": date(2024, 1, 1),
        }
    )
    books.place["c"] = (Path("c.yaml"), 1)
    return books


OWN = {"makes": ["m"]}
PREPRINT = {"review": "preprint"}
SECONDARY = {"how": "secondary"}


def test_three_groups_on_two_data_sets() -> None:
    assert grade(tiny(a={}, b={}, c={}), "c").certainty == "high"


def test_makers_own_is_a_study_but_never_independent() -> None:
    found = evidence_for(tiny(a=OWN, b=OWN, c=OWN), "c")
    assert (found.groups, found.groups_checked, found.data_sets) == (0, 0, 0)
    assert found.peer_reviewed == 3
    assert apply(found) == "low"


def test_makers_of_another_model_are_independent() -> None:
    assert evidence_for(tiny(a={"makes": ["another"]}), "c").groups == 1


def test_makers_preprint_counts_for_nothing() -> None:
    found = evidence_for(tiny(a=OWN | PREPRINT), "c")
    assert found == Evidence()
    assert apply(found) == "very low"


@pytest.mark.parametrize("review", ["company", "note"])
def test_statement_without_review_counts_for_nothing(review: str) -> None:
    assert apply(evidence_for(tiny(a={"review": review}, b={"review": review}), "c")) == "very low"


def test_preprints_by_others_give_low_however_many() -> None:
    found = evidence_for(tiny(a=PREPRINT, b=PREPRINT, c=PREPRINT, d=PREPRINT), "c")
    assert (found.outside_preprints, found.groups, found.data_sets) == (4, 0, 0)
    assert apply(found) == "low"


def test_papers_that_share_an_author_are_one_group() -> None:
    found = evidence_for(tiny(a={"authors": "x y"}, b={"authors": "y z"}), "c")
    assert (found.groups, found.peer_reviewed) == (1, 2)
    assert apply(found) == "low"


def test_second_hand_groups_count_only_up_to_moderate() -> None:
    found = evidence_for(tiny(a=SECONDARY, b=SECONDARY, c=SECONDARY), "c")
    assert (found.groups, found.groups_checked) == (3, 0)
    assert apply(found) == "moderate"


@pytest.mark.parametrize("how", ["primary", "data", "computed"])
def test_every_check_but_the_second_hand_one_counts(how: str) -> None:
    assert evidence_for(tiny(a={"how": how}), "c").groups_checked == 1


def test_one_dispute_costs_high() -> None:
    assert grade(tiny(a={}, b={}, c={}, d={}), "c").certainty == "high"
    found = grade(tiny(disputes=["f-d"], a={}, b={}, c={}, d={}), "c")
    assert (found.evidence.disputes, found.certainty) == (1, "moderate")


def test_a_dispute_counts_whoever_wrote_it() -> None:
    books = tiny(disputes=["f-d"], a={}, b={}, c={}, d=OWN | PREPRINT)
    assert grade(books, "c").certainty == "moderate"


def test_one_data_set_under_three_groups_is_not_enough() -> None:
    same = {"data": ["one"]}
    found = evidence_for(tiny(a=same, b=same, c=same), "c")
    assert (found.groups, found.data_sets) == (3, 1)
    assert apply(found) == "moderate"


def test_data_sets_of_makers_and_preprints_do_not_count() -> None:
    books = tiny(a={"data": ["one"]}, b=OWN | {"data": ["two"]}, c=PREPRINT | {"data": ["three"]})
    assert evidence_for(books, "c").data_sets == 1


def test_finding_that_tests_no_model_is_independent() -> None:
    assert evidence_for(tiny(a=OWN | {"tests": []}), "c").groups == 1


def test_unknown_claim() -> None:
    with pytest.raises(KeyError):
        grade(tiny(a={}), "another")
