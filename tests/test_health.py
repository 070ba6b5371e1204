"""The page on the health of links and references: what a reader learns from the last reports."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Book, Built

LINKS: dict[str, Any] = {
    "finished": "2025-02-03T04:05:06+00:00",
    "counts": {"working": 7, "dead": 1},
    "links": [
        {
            "url": "https://gone.example.net/page", "class": "dead", "verdict": "fail",
            "why": "404", "last_good": "2024-12-01T00:00:00+00:00",
            "uses": [{"file": "refs.bib", "line": 3, "citekey": "hill2025bare", "kind": "url"}],
        },
        {
            "url": "https://good.example.net/", "class": "working", "verdict": "pass",
            "why": "", "last_good": "2025-02-03T00:00:00+00:00",
            "uses": [{"file": "docs/alpha.md", "line": 9, "citekey": None, "kind": "url"}],
        },
    ],
}  # fmt: skip
REFS: dict[str, Any] = {
    "run": {"started": "2025-02-03T04:00:00+00:00", "finished": "2025-02-03T05:00:00+00:00"},
    "summary": {"error": 1, "ok": 4},
    "works": {
        "ames2023tiny": {
            "findings": [
                {"level": "error", "says": "it was retracted", "first_seen": "2025-01-09"},
                {
                    "level": "notice",
                    "says": "a second identifier exists",
                    "first_seen": "2025-01-09",
                },
            ]
        },
        "cole2024test": {"findings": []},
    },
}
VALUES: dict[str, Any] = {
    "finished": "2025-02-03T06:00:00+00:00",
    "counts": {"verified": 6, "differs": 1, "not addressable": 3},
    "printed": {"verified": 4, "not addressable": 5},
    "records": {
        "tiny-own": {
            "values": {
                "tiny-own": {
                    "state": "differs", "why": "recorded 0.85, and 0.84 stands there",
                    "since": "2025-02-03",
                },
            },
        },
        "pair-size": {
            "values": {"pair-size": {"state": "verified", "why": "", "since": "2025-01-03"}}
        },
    },
}  # fmt: skip


def _page(book: Book, **reports: str) -> str:
    """The words of the page, built with these reports for the first time."""
    book.edit(
        "conf.py",
        '    "livingreview.cite",',
        '    "livingreview.cite",\n    "livingreview.pages.health",',
    )
    book.write("docs/methods.md", "# Methods\n\n```{health}\n```\n")
    (book.root / "health").mkdir()
    for name, text in reports.items():
        book.write(f"health/{name}.json", text)
    return _again(book)


def _again(book: Book) -> str:
    """The words of the page, built once more."""
    built: Built = book.build("html")
    assert built.status == 0, built.warnings + built.stderr
    body = built.page("methods").select_one(".body")
    assert body
    return " ".join(body.get_text(" ").split())


def test_open_links_and_findings_are_told(book: Book) -> None:
    words = _page(book, linkreport=json.dumps(LINKS), refreport=json.dumps(REFS))
    assert "Last checked on 2025-02-03: 2 distinct addresses." in words
    assert "https://gone.example.net/page dead (404) 2024-12-01 hill2025bare" in words
    assert "good.example.net" not in words
    assert "Last checked on 2025-02-03: 2 works." in words
    assert "ames2023tiny it was retracted 2025-01-09" in words
    assert "a second identifier exists" not in words


def test_values_that_differ_are_told_with_the_share_that_stands(book: Book) -> None:
    words = _page(book, valuereport=json.dumps(VALUES))
    assert "Last read on 2025-02-03: of 9 values that the chapters print, 4 stand at their" in words
    assert "verified 6 4 differs 1 0 not addressable 3 5" in words
    assert "tiny-own differs recorded 0.85, and 0.84 stands there" in words
    assert "pair-size" not in words
    assert "0 of 22 values have a place that a program reads" in words


def test_without_reports_the_page_says_so(book: Book) -> None:
    words = _page(book)
    said = "No run of these checks is known to this build: links, references, values, search."
    assert words.count("No run") == 1 and said in words
    assert "1 have an author list that nobody saw whole: Frost et al. (2024)" in words
    assert "1 of 1 plain web pages have no archived copy: Hill (2025)" in words


def test_the_page_follows_reports_and_records(book: Book) -> None:
    before = _page(book)
    book.write("health/linkreport.json", json.dumps(LINKS))
    assert "Last checked on 2025-02-03: 2 distinct addresses." in _again(book)
    (book.root / "health/linkreport.json").unlink()
    assert _again(book) == before
    book.edit("evidence/claims/beta.yaml", "measured them}", "measured them, again: full}")
    assert _again(book) != before


@pytest.mark.parametrize("text", ["{", "[]", '{"links": 3}', '{"finished": null, "links": [{}]}'])
def test_a_damaged_report_does_not_stop_the_book(book: Book, text: str) -> None:
    words = _page(book, linkreport=text, refreport=json.dumps(REFS))
    assert "https://" not in words.split("References")[0]
    assert "ames2023tiny it was retracted" in words


def test_what_nobody_judged_a_second_time_is_told_with_its_claims(book: Book) -> None:
    claims = "evidence/claims/beta.yaml"
    book.edit(claims, "measured them}", "measured them, again: full}")
    book.edit("evidence/claims/alpha.yaml", "{first: none,", "{first: none, second: none,")
    text = (book.root / claims).read_text(encoding="utf-8")
    principle = """\
- id: near-is-a-word
  says: Near is a distance.
  kind: principle
  supports: [{finding: third-look, because: it uses the word}]
  bias: {first: none, because: it is a word, date: 2024-10-01}
  counter: Others use another word.
  reviewed: 2024-10-01
"""
    book.write(claims, text + principle)  # it owes no second judgment
    words = _page(book)
    assert (
        "6 of 7 links for or against a claim nobody judged a second time: "
        "“depth matters”, “falls with distance”." in words
    )
    assert (
        "2 of 3 biases nobody judged a second time: “falls with distance”, “good across genes”."
        in words
    )
