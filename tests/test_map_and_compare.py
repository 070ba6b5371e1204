"""The map with its studies, and models side by side: what the pages hold before any script."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag
from conftest import ON_THE_MAP, Book, Built

from livingreview.pages import comparison
from livingreview.pages.landing import Landing
from livingreview.pages.rivals import rivals
from livingreview.register.conditions import conditions
from livingreview.register.evidencemap import bubbles, cells
from livingreview.register.register import Register
from livingreview.text.check import load

ROOT = Path(__file__).parents[1]
PEOPLE = "units:\n  - {id: person, name: person, definition: Somebody.}\n"


@pytest.fixture(scope="module")
def register() -> Register:
    """The register of the book itself."""
    _, books, problems = load(ROOT)
    assert not problems
    return books


@pytest.fixture(scope="module")
def root(new_book: Callable[[], Book]) -> Book:
    book = new_book()
    book.edit(
        "conf.py",
        '"livingreview.cite",',
        '"livingreview.cite", "livingreview.pages", "livingreview.html.assets",',
    )
    book.write("evidence/claims/beta.yaml", ON_THE_MAP)
    book.edit("evidence/vocabulary.yaml", "units:\n", PEOPLE)
    book.edit(
        "evidence/vocabulary.yaml", "name: transcriptome,",
        "name: transcriptome, not_held_out: {locus: reads none},",
    )  # fmt: skip
    path = book.root / "docs/methods.md"
    more = "\n```{evidence-bubbles}\n```\n\n```{compare-models}\n```\n"
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    return book


@pytest.fixture(scope="module")
def site(root: Book) -> Built:
    built = root.build("html")
    assert not built.stderr, built.stderr[-1500:]
    return built


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def cell(site: Built, unit: str, kind: str) -> Tag:
    for row in site.page("methods").select("table.bubbles tbody tr"):
        if words(row.select("th")[0]) == unit:
            found = row.select_one(f"td[data-kind={kind}]")
            assert found is not None
            return found
    raise AssertionError(f"no row for {unit}")


# -- the map --------------------------------------------------------------------------------------


def test_a_cell_shows_its_studies_with_whose_test_it_was(site: Built) -> None:
    found = cell(site, "locus", "seq2function")
    assert words(found.select("summary")[0]) == "holds 2 studies, 1 by makers"
    assert found.select_one("summary use")["href"] == "#sign-holds"  # as on the first page
    assert site.page("methods").find(id="sign-holds")
    assert [words(one) for one in site.page("methods").select(".bubble-key > [class]")] == ["holds"]
    assert [words(link) for link in found.select(".bubble-claims a")] == [
        "Tiny probably predicts differences between genes."
    ]
    assert words(found.select(".bubble-claims .sure")[0]).endswith("certainty; holds, across genes")
    studies = found.select(".bubble-studies > li")
    assert [study["data-whose"] for study in studies] == ["others", "makers"]
    for link in found.select("a"):
        page, _, anchor = str(link["href"]).partition("#")
        assert site.page(page.removesuffix(".html")).find(id=anchor), link["href"]


@pytest.mark.parametrize(
    ("unit", "kind", "expected"),
    [
        ("person", "seq2function", "gap: nothing measured"),
        ("locus", "seq2seq", "gap: nothing measured"),
        ("locus", "transcriptome", "not applicable: reads none"),
    ],
)
def test_a_gap_is_said(site: Built, unit: str, kind: str, expected: str) -> None:
    assert words(cell(site, unit, kind)) == expected


def test_measurements_without_a_claim_are_no_gap(book: Book) -> None:
    book.edit("conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.pages",')
    path = book.root / "docs/methods.md"
    path.write_text(path.read_text("utf-8") + "\n```{evidence-bubbles}\n```\n", "utf-8")
    built = book.build("html")
    found = cell(built, "locus", "seq2function")
    assert words(found.select("summary")[0]).startswith("no claim yet")
    assert found.select(".bubble-studies a")


def test_the_file_says_what_the_page_shows(site: Built) -> None:
    told = json.loads(site.text("evidence/map.json"))["map"]
    for place in told:
        found = cell(site, place["held_out"], place["class"])
        shown = [len(one.select(".bubble-studies > li")) for one in found.select(".bubble")]
        assert [len(one["studies"]) for one in place["bubbles"]] == shown


def test_other_outputs_get_the_counts_in_words(root: Book) -> None:
    text = " ".join(root.build("text").text("methods.txt").replace("|", " ").split())
    assert "holds: 2" in text and "makers" in text
    assert "<svg" not in text


def test_the_map_of_the_book_is_that_of_its_first_page(register: Register) -> None:
    judged = cells(register)
    found = bubbles(register)
    units = [word.name for word in register.vocabulary.units]
    assert set(found) == {(kind, unit) for kind in register.vocabulary.class_ids for unit in units}
    for place, verdicts in judged.items():
        shown = [verdict for one in found[place] for verdict in one.verdicts]
        assert sorted(shown, key=str) == sorted(verdicts, key=str)
    for place, many in found.items():
        assert place in judged or all(not one.says for one in many)
        for one in many:
            assert len({study.citekey for study in one.studies}) == len(one.studies)


# -- models side by side --------------------------------------------------------------------------


def test_what_stands_side_by_side_shares_its_conditions(register: Register) -> None:
    compared = 0
    for _, sets in comparison.compared(register):
        for one in sets:
            ids = {line.finding for line in one.lines}
            under = [conditions(register, register.findings[name]) for name in ids]
            for a, b in combinations(under, 2):
                compared += 1
                for name in ("metric", "split", "held_out", "rule", "statistic", "contrast"):
                    assert getattr(a, name) == getattr(b, name), (ids, name)
                    assert getattr(a, name) != "unknown", (ids, name)
    assert compared


def test_sets_that_are_told_apart_say_in_what(register: Register) -> None:
    found = comparison.data(register, Landing(("models", "tasks")))
    assert len(found["models"]) > 50 and len(found["tasks"]) > 10
    for task in found["tasks"]:
        numbers = range(len(task["sets"]))
        for a, b in combinations(numbers, 2):
            assert task["apart"].get(f"{a} {b}"), (task["name"], a, b)
        for one in task["sets"]:
            for line in one["lines"]:
                assert line[0] in found["models"]
                assert len(line[2]) == len(one["columns"])


def handed(built: Built) -> dict[str, Any]:
    text = built.text("_static/compare-data.js")
    found: dict[str, Any] = json.loads(
        text.removeprefix("window.bookCompared(").removesuffix(");\n")
    )
    return found


def test_only_the_pages_that_need_them_load_style_and_script(site: Built) -> None:
    loaded = {script["src"] for script in site.page("methods").select("script[src]")}
    assert any("compare.js" in str(name) or "map.js" in str(name) for name in loaded)
    other = {str(script["src"]) for script in site.page("alpha").select("script[src]")}
    assert not [name for name in other if "compare.js" in name or "map.js" in name]


def test_a_book_in_which_no_models_share_a_task_compares_none(site: Built) -> None:
    assert handed(site) == {"models": {}, "tasks": []}


# -- baselines ------------------------------------------------------------------------------------


def test_a_baseline_is_listed_once_with_who_was_ahead(register: Register) -> None:
    found = rivals(register)
    names = [one.name for one in found]
    assert len(set(names)) == len(names)
    by_name = {one.name: one for one in found}
    linear = by_name["linear model"]
    assert linear.generic and "linear baseline" in linear.aliases and linear.definition
    assert not by_name["CADD"].generic
    assert not set(linear.ids) & set(register.models)
    for one in found:
        for name in one.findings:
            sides = register.findings[name].sides
            assert sides and set(one.ids) & set(sides.other)


def test_the_list_of_baselines_leads_to_their_findings(book: Book) -> None:
    book.edit("conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.pages",')
    path = book.root / "docs/methods.md"
    path.write_text(path.read_text("utf-8") + "\n```{rivals}\n```\n", "utf-8")
    built = book.build("html")
    assert not built.stderr, built.stderr[-1500:]
    rows = built.page("methods").select("table.register-table tbody tr")
    assert len(rows) > 1
    for row in rows:
        assert row.select("a") and row.find(id=True)
        for link in row.select("td:last-child a"):
            page, _, anchor = str(link["href"]).partition("#")
            assert built.page(page.removesuffix(".html")).find(id=anchor)
