"""The rule that grades a claim: every step at its boundary, and what the register brings to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from livingreview.references.bibfile import Reference
from livingreview.register import votes
from livingreview.register.claim import Claim
from livingreview.register.finding import Finding
from livingreview.register.grade import Grade, Vote, absence, apart, grade, weakest, weight
from livingreview.register.register import Register
from livingreview.register.schema import DataSet, Paper


def v(paper: str, authors: str = "", data: str = "", **more: Any) -> Vote:
    """A vote of full weight with a number of cases, on a family of its own, unless said otherwise.

    ``authors`` (default: one of its own) and ``data`` are words apart by spaces.
    """
    names, families = frozenset((authors or paper).split()), frozenset((data or paper).split())
    return Vote(paper, names, families=families, **({"sized": True} | more))


def no(paper: str, **more: Any) -> Vote:
    return v(paper, against=True, **more)


THREE = [v("a"), v("b"), v("c")]
PREPRINT = {"review": "preprint"}
OWN = {"gain": "yes"}


@pytest.mark.parametrize(
    ("vote", "expected"),
    [
        (v("a"), 1),
        (v("a", review="preprint"), 0.5),
        (v("a", review="note"), 0.25),
        (v("a", review="company"), 0.25),
        (v("a", kind="statement"), 0.25),
        (v("a", kind="statement", review="note"), 0.25),
        (v("a", kind="description"), 1),
        (v("a", kind="reported"), 0.5),  # measured, and told in words
        (v("a", kind="reported", review="preprint"), 0.25),
        (v("a", kind="reported", gain="yes"), 0.25),
        (v("a", how="computed"), 0.5),  # our own recipe on anybody's data
        (v("a", how="computed", review="note"), 0.5),
        (v("a", how="secondary"), 1),  # its cap is not its weight
        (v("a", gain="yes"), 0.5),
        (v("a", gain="against"), 1),  # testimony against interest
        (v("a", bears="part"), 0.5),
        (v("a", bears="indirect"), 0.5),
        (v("a", bears="none"), 0),
        (v("a", gain="yes", bears="part"), 0.25),
        (v("a", gain="yes", bears="part", review="preprint"), 0.125),
        (v("a", review="preprint", concern="low"), 1),  # ten questions instead of peer review
        (v("a", how="computed", concern="low"), 0.5),  # our own sum is not the benchmark
        (v("a", concern="some"), 1),  # to be asked costs nothing
        (v("a", review="preprint", concern="some"), 0.5),
        (v("a", concern="high"), 0.5),
        (v("a", review="preprint", concern="high"), 0.25),
        (v("a", how="computed", concern="high"), 0.25),
        (v("a", concern="low", kind="statement"), 0.25),
    ],
)
def test_weight(vote: Vote, expected: float) -> None:
    assert weight(vote) == expected


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        # high: three groups of full weight, two families, hardly anything against
        (THREE, "high"),
        ([*THREE, no("d", review="preprint", gain="yes")], "high"),  # 8 % against
        ([*THREE, no("d")], "moderate"),  # 25 % against
        ([*THREE, no("d", bears="part")], "high"),  # 14 % against
        ([*THREE, no("d", bears="none")], "high"),  # does not say so
        ([*THREE, no("d"), no("e"), no("f")], "low"),  # 50 %
        ([v("a", data="x"), v("b", data="x"), v("c", data="x")], "moderate"),  # one family
        ([v("a"), v("b"), v("c", **PREPRINT)], "moderate"),  # two full groups
        ([v("a"), v("b"), v("c", "b")], "moderate"),  # c shares an author with b
        ([v("a", sized=False), v("b", sized=False), v("c", sized=False)], "moderate"),
        # moderate
        ([v("a"), v("b")], "moderate"),
        ([v("a", gain="against"), v("b", gain="against")], "moderate"),
        ([v("a"), v("b", **PREPRINT)], "moderate"),
        # at most low: one group on one family
        ([v("a")], "low"),
        ([v("a", data="x y")], "moderate"),  # one group on two families
        ([v("a", data="x"), v("b", data="x")], "moderate"),
        # low: makers' reviewed study, others' preprint, our own recipe
        ([v("a", gain="yes"), v("b", gain="yes")], "low"),
        ([v("a", **PREPRINT), v("b", **PREPRINT)], "low"),
        ([v("a", how="computed"), v("b", how="computed")], "low"),
        # very low: the rest
        ([v("a", gain="yes", **PREPRINT), v("b", gain="yes", **PREPRINT)], "very low"),
        ([v("a", review="note"), v("b", review="note")], "very low"),
        ([v("a", kind="statement"), v("b", kind="statement")], "very low"),
        ([], "very low"),
        ([no("a")], "very low"),
        # down: 40 % against
        ([v("a"), v("b"), no("d")], "moderate"),  # 33 %
        ([v("a"), v("b"), no("d"), no("e", bears="part")], "low"),  # 43 %
        # a paper on both sides counts half on each: 0.5 against 1.5
        ([v("a"), v("b"), no("b")], "moderate"),
        ([v("a"), v("b"), no("b"), no("c", bears="part")], "moderate"),  # 1 against 1.5: 40 %
        ([v("a"), v("b"), no("b"), no("c")], "low"),  # 1.5 against 1.5
        # down: half of the weight indirect
        ([v("a"), v("b", bears="indirect")], "moderate"),  # 1 and 0.5
        ([v("a"), v("b", bears="indirect"), v("c", bears="indirect")], "low"),
        ([v("a"), v("b"), v("b", bears="indirect")], "moderate"),  # b says it directly, too
        # down: intervals leave level possible
        ([v("a", tells=False), v("b", tells=False)], "low"),
        ([v("a", tells=False), v("b", tells=True)], "moderate"),
        ([v("a", tells=False), v("b")], "moderate"),  # of most nothing is known
        ([v("a", tells=False, kind="description"), v("b")], "moderate"),
        # up: a gradient in two groups
        ([v("a", gain="yes", steps=3), v("b", gain="yes", steps=4)], "low"),  # held by allegiance
        ([v("a", **PREPRINT, steps=3), v("b", **PREPRINT, steps=4)], "moderate"),
        ([v("a", **PREPRINT, steps=3), v("b", **PREPRINT)], "low"),
        ([v("a", **PREPRINT, steps=3), v("b", "a", **PREPRINT, steps=3)], "low"),  # one group
        # at most low: all second-hand
        ([v("a", how="secondary"), v("b", how="secondary")], "low"),
        ([v("a", how="secondary"), v("b")], "moderate"),
    ],
)
def test_rule(listed: list[Vote], expected: str) -> None:
    assert grade(listed).certainty == expected


@pytest.mark.parametrize(
    ("bias", "listed", "expected"),
    [
        ("none", THREE, "high"),
        ("some", THREE, "high"),
        ("serious", THREE, "moderate"),
        ("serious", [v("a"), v("b")], "low"),
        ("serious", [v("a", **PREPRINT), v("b", **PREPRINT)], "low"),  # never below low
        ("serious", [v("a", review="note")], "very low"),
    ],
)
def test_judged_bias(bias: str, listed: list[Vote], expected: str) -> None:
    found = grade(listed, bias=bias, why="one lab tuned all")
    assert found.certainty == expected
    assert any(mark.name == "bias" and "one lab tuned all" in mark.why for mark in found.marks)


def test_being_level_is_no_lack_of_precision_where_it_is_claimed() -> None:
    listed = [v("a", tells=False), v("b", tells=False)]
    assert grade(listed).certainty == "low"
    assert grade(listed, level=True).certainty == "moderate"


@pytest.mark.parametrize(
    ("authors", "size"),
    [
        ({}, 0),
        ({"a": "x"}, 1),
        ({"a": "x", "b": "y"}, 2),
        ({"a": "x y", "b": "y z"}, 1),
        ({"a": "x y", "b": "y z", "c": "z w"}, 2),  # a chain: its ends share nobody
        ({"a": "x", "b": "y", "c": "x y"}, 2),  # one more paper never lowers the count
        ({"a": "x", "b": "y", "c": "x y", "d": "q"}, 3),
        ({"a": "", "b": ""}, 2),
    ],
)
def test_groups_share_no_author(authors: dict[str, str], size: int) -> None:
    names = {paper: frozenset(people.split()) for paper, people in authors.items()}
    found = apart(names, dict.fromkeys(names, 1.0))
    assert len(found) == size
    assert all(not names[a] & names[b] for a in found for b in found if a != b)


def test_of_equally_many_groups_the_heavier_count() -> None:
    names = {paper: frozenset("x") for paper in "abc"}
    assert apart(names, {"a": 0.5, "b": 1, "c": 0.25}) == {"b"}


def test_many_papers_of_one_field_are_grouped_at_once() -> None:
    names = {f"p{n}": frozenset({f"x{n}", f"x{n + 1}"}) for n in range(26)}
    assert len(apart(names, dict.fromkeys(names, 1.0))) == 13


def test_reasons_say_what_moved_the_grade() -> None:
    found = grade([v("a"), v("b", **OWN), no("c"), no("d", bears="part")])
    reasons = {mark.name: (mark.step, mark.why) for mark in found.marks}
    assert reasons["start"] == (
        "moderate",
        "the strongest support is a reviewed study in full",
    )
    assert reasons["allegiance"] == ("0", "the authors of 1 of 2 papers gain by it")
    assert reasons["consistency"] == ("-1", "50% of the weight speaks against")
    assert reasons["data"][0] == "at most moderate"
    assert "50% of the weight" in found.sentence() and "gain by it" not in found.sentence()
    assert (found.weight, found.against, found.groups, found.full) == (1.5, 1.5, 2, 1)


@pytest.mark.parametrize(
    ("places", "age", "against", "expected"),
    [
        (2, 0, 0, "moderate"),
        (9, 180, 0, "moderate"),
        (2, 181, 0, "low"),
        (1, 0, 0, "low"),
        (1, 181, 0, "very low"),
        (2, 0, 1, "low"),
        (2, 181, 2, "very low"),
        (0, None, 0, "very low"),
    ],
)
def test_what_is_absent_is_graded_by_its_search(
    places: int, age: int | None, against: int, expected: str
) -> None:
    assert absence(places, age, against).certainty == expected


def test_a_search_that_finds_nothing_near_may_have_found_nothing_at_all() -> None:
    assert absence(3, 0, 0, near=False).certainty == "low"
    assert absence(3, 0, 0, near=True).certainty == "moderate"


def test_the_weakest_part_gives_the_grade() -> None:
    found = weakest({"strong": grade(THREE), "weak": grade([v("a")])})
    assert (found.certainty, found.part) == ("low", "weak")


# -- from the register ----------------------------------------------------------------------------


def register(
    claim: dict[str, Any],
    *findings: dict[str, Any],
    makes: dict[str, list[str]] = {},  # noqa: B006
) -> Register:
    """A register of one claim ``c``; a finding ``f-<paper>-<more>`` belongs to that paper."""
    books = Register()
    works = {}
    for given in findings:
        record = {"says": "it is so", "task": "a task", "kind": "result"} | given
        record.setdefault(
            "source", {"url": "https://example.org", "how": "primary", "seen": date(2024, 1, 1)}
        )
        finding = Finding.model_validate(record)
        key = finding.id.split("-")[1]
        books.findings[finding.id] = finding
        books.paper_of[finding.id] = key
        books.papers[key] = Paper.model_validate(
            {
                "citekey": key, "review": "peer-reviewed", "posted": "unknown",
                "published": "unknown", "makes": makes.get(key, []),
                "interests": {"says": "unknown", "seen": "not seen"}, "methods": {"base": "none"},
            }
        )  # fmt: skip
        works[key] = Reference(key, "article", 1, {}, frozenset({key}), True)
    books.references = works
    books.claims["c"] = Claim.model_validate(
        {"id": "c", "says": "So it is.", "counter": "No.", "reviewed": date(2024, 7, 1)} | claim
    )
    books.place["c"] = (Path("c.yaml"), 1)
    return books


def data(books: Register, **families: str | None) -> Register:
    """The register with data sets, each of a family or of none."""
    for name, family in families.items():
        books.datasets[name] = DataSet.model_construct(id=name, name=name, family=family)
    return books


def the_vote(books: Register) -> Vote:
    return next(vote for _, vote in votes.votes(books, books.claims["c"]))


@pytest.mark.parametrize(
    ("finding", "written", "makes", "expected"),
    [
        # sides and a winner: computed
        ({"tests": ["m"], "sides": {"model": ["m"], "other": ["base"]},
          "outcome": {"won": "model", "words_of": "us"}}, None, ["m"], "yes"),
        ({"tests": ["m"], "sides": {"model": ["m"], "other": ["base"]},
          "outcome": {"won": "other", "words_of": "us"}}, None, ["m"], "against"),
        ({"tests": ["m"], "sides": {"model": ["m"], "other": ["base"]},
          "outcome": {"won": "model", "words_of": "us"}}, None, [], "no"),
        # no sides: nobody's own model is tested, or somebody's is
        ({"tests": ["m"]}, None, [], "no"),
        ({"tests": ["m"]}, None, ["m"], "yes"),
        ({"tests": ["m"]}, "against", ["m"], "against"),
        # a finding that names no model counts against its authors until somebody says more
        ({}, None, [], "yes"),
        ({}, "none", [], "no"),
        ({}, "some", [], "yes"),
    ],
)  # fmt: skip
def test_who_gains(
    finding: dict[str, Any], written: str | None, makes: list[str], expected: str
) -> None:
    link = {"finding": "f-p"} | ({"gain": written} if written else {})
    books = register({"supports": [link]}, {"id": "f-p"} | finding, makes={"p": makes})
    assert the_vote(books).gain == expected


@pytest.mark.parametrize(
    ("finding", "level", "expected"),
    [
        ({"value": 0.5, "interval": [0.4, 0.6], "interval_kind": "95 %", "compared_with":
          {"what": "mean", "value": 0.3, "kind": "baseline"}}, False, True),
        ({"value": 0.5, "interval": [0.4, 0.6], "interval_kind": "95 %", "compared_with":
          {"what": "mean", "value": 0.4, "kind": "baseline"}}, False, False),
        ({"value": 0.5, "compared_with": {"what": "mean", "value": 0.4, "kind": "baseline"}},
         False, None),
        # rows of a table: intervals of the best of each side, in more than half of the columns
        ({"table": {"columns": ["x"], "rows": {"m": [0.5], "base": [0.3]},
                    "se": {"m": [0.05], "base": [0.05]}}}, False, True),
        ({"table": {"columns": ["x"], "rows": {"m": [0.5], "base": [0.3]},
                    "se": {"m": [0.06], "base": [0.05]}}}, False, False),
        ({"table": {"columns": ["x", "y"], "rows": {"m": [0.5, 0.5], "base": [0.3, 0.5]},
                    "se": {"m": [0.05, 0.05], "base": [0.05, 0.05]}}}, False, False),
        ({"table": {"columns": ["x"], "rows": {"m": [0.5], "base": [0.3]},
                    "low": {"m": [0.4], "base": [0.2]}, "high": {"m": [0.6], "base": [0.39]}},
          "interval_kind": "95 %"}, False, True),
        ({"table": {"columns": ["x"], "rows": {"m": [0.5], "base": [0.3]}}}, False, None),
    ],
)  # fmt: skip
def test_what_intervals_tell(finding: dict[str, Any], level: bool, expected: bool | None) -> None:
    record = {"id": "f-p", "metric": "AUROC", "better": "higher"} | finding
    if "table" in finding:
        record["sides"] = {"model": ["m"], "other": ["base"]}
    assert the_vote(register({"supports": ["f-p"]}, record)).tells is expected


def test_a_claim_may_be_about_other_sides_of_a_table() -> None:
    record = {
        "id": "f-p", "metric": "AUROC", "better": "higher", "tests": ["m"],
        "sides": {"model": ["m"], "other": ["base"]},
        "table": {"columns": ["x"], "rows": {"m": [0.5], "base": [0.5], "worse": [0.1]},
                  "se": {"m": [0.05], "base": [0.05], "worse": [0.05]}},
    }  # fmt: skip
    assert the_vote(register({"supports": ["f-p"]}, record)).tells is False
    link = {"finding": "f-p", "sides": {"model": ["m"], "other": ["worse"]}}
    assert the_vote(register({"supports": [link]}, record)).tells is True


@pytest.mark.parametrize(
    ("first", "second", "groups"),
    [
        ("stark|alexander", "stark|alexander", 1),
        ("stark|alexander", "stark|a.", 1),
        ("stark|alexander", "stark|a", 1),
        ("stark|alexander", "stark|b.", 2),
        ("stark|alexander", "starr|a.", 2),
        ("stark|a.", "stark|a.", 1),
    ],
)
def test_an_initial_is_the_author_that_it_fits(first: str, second: str, groups: int) -> None:
    books = register({"supports": ["f-a", "f-b"]}, {"id": "f-a"}, {"id": "f-b"})
    named = {"a": first, "b": second}
    books.references = {
        key: Reference(key, "article", 1, {}, frozenset({name}), True)
        for key, name in named.items()
    }
    assert votes.grade(books, "c").groups == groups


def test_an_initial_that_fits_two_people_is_neither() -> None:
    names = {"a": "wang|yu", "b": "wang|yi", "c": "wang|y."}
    books = register({"supports": ["f-a", "f-b", "f-c"]}, *({"id": f"f-{x}"} for x in "abc"))
    books.references = {
        key: Reference(key, "article", 1, {}, frozenset({name}), True)
        for key, name in names.items()
    }
    assert votes.grade(books, "c").groups == 3


def test_data_sets_of_one_family_count_once() -> None:
    record = {"id": "f-p", "data": ["x", "y", "z"]}
    books = data(register({"supports": ["f-p"]}, record), x="screens", y="screens", z=None)
    assert the_vote(books).families == {"screens", "z"}


@pytest.mark.parametrize(
    ("first", "again", "expected"),
    [
        ("full", None, "full"),
        ("full", "full", "full"),
        ("full", "part", "part"),
        ("part", "full", "part"),
        ("part", "indirect", "indirect"),
        ("full", "none", "none"),
    ],
)
def test_of_two_judgments_the_weaker_counts(first: str, again: str | None, expected: str) -> None:
    link = {"finding": "f-p", "link": first} | ({"again": again} if again else {})
    assert the_vote(register({"supports": [link]}, {"id": "f-p"})).bears == expected


def test_parts_are_graded_apart() -> None:
    claim = {
        "parts": {"one": "So it is.", "two": "And so is that."},
        "supports": [
            {"finding": "f-a", "gain": "none", "part": "one"},
            {"finding": "f-b", "gain": "none", "part": "two"},
            {"finding": "f-c", "gain": "none", "part": "one"},
        ],
    }
    records = [{"id": f"f-{x}", "data": ["x", "y"], "n": {"value": 9}} for x in "abc"]
    records[1]["review"] = "preprint"
    books = data(register(claim, *records), x=None, y=None)
    found = votes.grade(books, "c")
    assert (found.part, found.certainty) == ("two", "low")


def test_a_principle_has_no_grade() -> None:
    found = votes.grade(register({"supports": [], "kind": "principle"}), "c")
    assert found == Grade(None) and found.words == "a principle, without a grade"


@pytest.mark.parametrize(
    ("when", "expected"), [(date(2024, 1, 3), "moderate"), (date(2024, 1, 2), "low")]
)
def test_a_search_ages_by_the_days_of_the_register(when: date, expected: str) -> None:
    searched = {"date": when, "where": ["titles", "files"], "strings": ["x"], "found": ["f-a"]}
    claim = {"supports": ["f-a"], "kind": "absence", "searched": searched}
    books = register(claim, {"id": "f-a"})
    assert votes.grade(books, "c").certainty == expected
