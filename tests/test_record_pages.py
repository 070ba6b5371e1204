"""A page for each record: what stands on it, when it is written again, what leads to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ACROSS, DEPTH, FALLS, Book, Built, NewBook

RIVAL = """
models:
  - id: rival-net
    name: Rival
    class: seq2function
    year: 2024
    architecture: convolution
    input_length: unknown
    output: tracks
    resolution: unknown
    training_data: unknown
    parameters: unknown
    code: unknown
    weights: unknown
    source: {url: https://example.org/rival, at: Methods, how: primary, seen: 2024-08-01}
"""
AGAIN = """
  - id: linking-again
    kind: result
    says: the same pairs, scored by others
    task: enhancer-gene linking
    metric: AUPRC
    better: higher
    data: [pair-screen]
    held_out: locus
    contrast: across genes
    rule: trained
    sides: {model: [tiny-net], other: [linear]}
    left_out: none
    table:
      columns: [near, far]
      rows:
        tiny-net: [0.7, 0.2]
        linear: [0.7, 0.1]
    source: {url: https://example.org/third, at: Table 2, how: primary, seen: 2024-08-01}
  - id: linking-probed
    kind: result
    says: the pairs, scored by a probe
    task: enhancer-gene linking
    metric: AUPRC
    better: higher
    data: [pair-screen]
    held_out: locus
    contrast: across genes
    rule: probed
    sides: {model: [tiny-net]}
    tests: [tiny-net]
    value: 0.4
    compared_with: {what: as many at random, value: 0.25, kind: chance}
    source: {url: https://example.org/third, at: Table 3, how: primary, seen: 2024-08-01}
"""
KINDS = ("models", "benchmarks", "tasks", "claims", "papers")
EXTENSION = '    "livingreview.html.margin",\n'


LINKS = """{finding: linking-again, because: it counts them}
    - {finding: linking-probed, because: a probe says}
    - {finding: third-look,"""


def with_pages(book: Book) -> Book:
    """The tiny book with pages of records, a model that nobody tested and two more findings."""
    book.edit("conf.py", EXTENSION, f'{EXTENSION}    "livingreview.html.records",\n')
    evans, frost = (f"evidence/papers/{key}.yaml" for key in ("evans2024again", "frost2024third"))
    book.edit(evans, "\nfindings:", f"{RIVAL}\nfindings:")
    book.edit(frost, "\nfindings:", "methods:\n  linear: none\n\nfindings:")
    book.edit(frost, "  - id: third-look", f"{AGAIN.lstrip(chr(10))}  - id: third-look")
    book.edit("evidence/claims/alpha.yaml", "{finding: third-look,", LINKS)
    asked = "linking, classes: [seq2function], held_out: [locus],"
    book.edit("evidence/vocabulary.yaml", "linking, aliases", f"{asked} aliases")
    return book


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    """The tiny book with pages of records."""
    return with_pages(new_book()).build()


def words(page: BeautifulSoup, place: str = "article, .body, body") -> str:
    """What a reader reads at a place."""
    found = page.select_one(place)
    assert found is not None
    return " ".join(found.get_text(" ").split())


def section(page: BeautifulSoup, name: str) -> str:
    """What stands below a heading, to the next of its rank."""
    head = page.find("h2", id=name)
    assert head is not None, f"no section {name}"
    told = []
    for each in head.find_next_siblings():
        if each.name == "h2":
            break
        told.append(each.get_text(" "))
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(" ".join(told).split()))


def test_the_book_builds_without_a_warning(built: Built) -> None:
    assert (built.status, built.warnings) == (0, "")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("models/tiny-net", "Tiny: results and terms of the model"),
        ("benchmarks/pair-bench", "PairBench: design and results of the benchmark"),
        ("tasks/linking", "Enhancer-gene linking: who leads, and how sure that is"),
        ("claims/falls-with-distance", FALLS),
        ("papers/ames2023tiny", "Tiny, a DNA model"),
    ],
)
def test_every_page_has_its_own_title_description_and_way_to_cite_it(
    built: Built, name: str, title: str
) -> None:
    page = built.page(name)
    assert len(page.find_all("h1")) == 1
    assert page.title is not None and title in page.title.get_text()
    assert "A Tiny Review" in words(page, ".record-cite p")
    assert "recordplace" not in str(page)


def test_a_model_says_what_it_is_and_on_which_terms(built: Built) -> None:
    card = section(built.page("models/tiny-net"), "card")
    for said in ("convolution", "131,072 bp", "4,200,000", "example/tiny; MIT", "Weights unknown"):
        assert said in card


def test_a_model_says_who_tested_it_against_whom_and_how_that_ended(built: Built) -> None:
    page = built.page("models/tiny-net")
    rows = page.select("#results ~ div table.score")[0].select("tbody tr")
    tests = {row.th.get_text(): [cell.get_text() for cell in row.select("td")] for row in rows}
    # won, level, divided, lost: in near alone both sides have a value; level in one column and
    # ahead in the other; the makers' own
    assert tests == {"by others": ["1", "0", "1", "0"], "by its makers": ["1", "0", "0", "0"]}
    told = section(page, "results")
    assert "0.85 against 0.81 (linear model)" in told
    assert "near: 0.61 against 0.59 (distance)" in told
    assert "told in words" in told  # a finding without a value is not left out
    assert "held out: locus" in told


def test_a_value_of_a_model_leads_to_its_record(built: Built) -> None:
    value = built.page("models/tiny-net").find("a", {"data-record": "linking-auprc/model/near"})
    assert value is not None
    assert value["href"] == "../register/findings.html#linking-auprc"


def test_untested_is_an_answer(built: Built) -> None:
    said = section(built.page("models/rival-net"), "untested")
    assert "no measurement of Rival on 2 of the tasks" in said
    assert "expression Tiny 2024 Evans" in said  # the nearest model, the day and the latest test
    assert "No finding of the register is about it" in section(
        built.page("models/rival-net"), "results"
    )
    task = section(built.page("tasks/linking"), "untested")
    assert "Rival Tiny" in task
    assert "Tiny was tested on every task" in section(built.page("models/tiny-net"), "untested")


def test_a_task_shows_comparable_values_in_one_table_and_says_who_leads(built: Built) -> None:
    page = built.page("tasks/linking")
    tables = page.select("#values ~ div table.values")
    rows = {row.th.get_text(): [cell.get_text() for cell in row.select("td")][:2]
            for row in tables[0].select("tbody tr")}  # fmt: skip
    assert rows == {
        "Tiny": ["0.7", "0.2"], "linear": ["0.7", "0.1"], "model": ["0.61", "0.126"],
        "distance": ["0.59", ""], "chance": ["0.05", "0.01"],
    }  # fmt: skip
    heads = [cell.get_text() for cell in tables[0].select("thead th")]
    assert heads[0] == "Model or method"
    assert "sorted by" in section(page, "values")
    values = section(page, "values")
    assert "Tiny leads in 2 of 2 columns, jointly; then linear (1)" in values
    assert "2 works say so (peer-reviewed)" in values


def test_a_task_tells_apart_what_may_not_be_compared_and_says_why(built: Built) -> None:
    values = section(built.page("tasks/linking"), "values")
    assert "Told apart from 1 by way of scoring" in values
    assert "Chance: as many at random: 0.25" in values


def test_a_benchmark_says_what_it_asks_who_made_it_and_what_is_unknown(built: Built) -> None:
    page = built.page("benchmarks/pair-bench")
    assert "its authors made no model that it tests" in section(page, "card")
    assert "Nobody has answered the ten questions" in section(page, "design")
    assert "unknown" in section(page, "exposure")
    assert "Enhancer-gene pairs told apart" in section(page, "results")


def test_a_claim_shows_its_grade_and_every_finding_with_its_values(built: Built) -> None:
    page = built.page("claims/depth-matters")
    assert words(page, "h1") == DEPTH
    assert "It counts because the far bins hold few reads" in section(page, "for")
    assert "0.126" in section(page, "for")
    assert "12 people" in section(page, "against")
    assert "Allegiance" in section(page, "grade")
    assert page.select_one(".togo a[href='../register/claims/depth-matters.bib']")


def test_a_claim_says_what_it_said_in_older_versions(new_book: NewBook) -> None:
    book = with_pages(new_book())
    old = '- version: "1.0"\n  claims:\n    depth-matters: {says: Depth is all., certainty: low}\n'
    book.write("evidence/published-claims.yaml", old)
    told = section(book.build().page("claims/depth-matters"), "versions")
    assert "1.0: ●●○○ low: Depth is all." in told


def test_a_paper_shows_its_status_interests_and_records(built: Built) -> None:
    page = built.page("papers/ames2023tiny")
    assert "2023-05-04: version of record" in section(page, "history")
    assert "none declared (seen: statement)" in section(page, "work")
    assert "Tiny" in section(page, "records")
    assert ACROSS in section(page, "claims")


def test_chapters_lead_to_the_pages_of_records(built: Built) -> None:
    leads = [link["href"] for link in built.page("alpha").select("a.reference[href]")]
    assert "claims/falls-with-distance.html" in leads


def test_a_list_of_tasks_leads_to_the_page_of_each(new_book: NewBook) -> None:
    book = with_pages(new_book())
    columns = "task class held_out tested findings"
    table = f":::{{register-table}} tasks\n:columns: {columns}\n:filter: class\n:::\n"
    book.write("docs/register/tasks.md", f"# Tasks\n\n{table}")
    book.edit("docs/index.md", "register/papers", "register/papers\nregister/tasks")
    made = book.build()
    assert (made.status, made.warnings) == (0, "")
    row = made.page("register/tasks").find(id="linking").find_parent("tr")
    assert row.a["href"] == "../tasks/linking.html"
    assert [cell.get_text() for cell in row.select("td")][1:] == [
        "seq2function", "locus", "1", "6"
    ]  # fmt: skip
    assert made.page("tasks/linking").select_one(".crumb a[href='../register/tasks.html#linking']")
    plain = book.build("epub").text("register/tasks.xhtml")
    assert "tasks/linking" not in plain and "enhancer-gene linking" in plain


@pytest.mark.parametrize("name", ["register/claims", "register/models", "register/findings"])
def test_old_anchors_stay(built: Built, name: str) -> None:
    page = built.page(name)
    anchor = {"claims": "falls-with-distance", "models": "tiny-net", "findings": "tiny-own"}
    assert page.find(id=anchor[name.split("/")[1]])


def test_no_link_between_pages_of_records_is_dead(built: Built) -> None:
    dead = set()
    for file in (file for kind in KINDS for file in (built.out / kind).glob("*.html")):
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for link in page.select("a[href]"):
            address, _, anchor = str(link["href"]).partition("#")
            target = (file.parent / address).resolve() if address else file
            if "://" in address or address.startswith("mailto:"):
                continue
            if not target.exists() or (
                anchor and f'id="{anchor}"' not in target.read_text("utf-8")
            ):
                dead.add(f"{file.name}: {link['href']}")
    assert not dead


# -- when a page is written -----------------------------------------------------------------------


def written(built: Built) -> dict[str, int]:
    """Every page of a record, and when it was written."""
    return {
        f"{kind}/{file.stem}": file.stat().st_mtime_ns
        for kind in KINDS
        for file in sorted(Path(built.out, kind).glob("*.html"))
    }


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """The pages that were written in between."""
    return {name for name in after if after[name] != before.get(name)}


@pytest.fixture
def pages(new_book: NewBook) -> Book:
    """A book of its own with pages of records, built once."""
    book = with_pages(new_book())
    assert book.build().status == 0
    return book


def test_nothing_is_written_again_when_nothing_changed(pages: Book) -> None:
    first = written(pages.build())
    assert changed(first, written(pages.build())) == set()


def test_a_changed_record_changes_the_pages_that_show_it(pages: Book) -> None:
    before = written(pages.build())
    pages.edit("evidence/papers/ames2023tiny.yaml", "value: 0.81, kind", "value: 0.82, kind")
    after = pages.build()
    assert changed(before, written(after)) == {
        "models/tiny-net", "tasks/expression", "claims/good-across-genes", "papers/ames2023tiny",
    }  # fmt: skip
    assert "0.82 (linear model)" in section(after.page("models/tiny-net"), "results")


def test_a_new_use_in_the_text_is_shown(pages: Book) -> None:
    before = written(pages.build())
    pages.write("docs/beta.md", "# Beta\n\nOf {record}`a benchmark <pair-bench>`.\n\n"
                                "```{claims}\ndepth-matters\n```\n")  # fmt: skip
    after = pages.build()
    assert "benchmarks/pair-bench" in changed(before, written(after))
    assert "Beta" in section(after.page("benchmarks/pair-bench"), "used")


def test_a_record_that_is_gone_has_no_page_and_its_old_name_leads_on(pages: Book) -> None:
    file = "evidence/papers/evans2024again.yaml"
    pages.edit(file, "id: rival-net", "id: rival-two")
    pages.write("evidence/retired.yaml", "rival-net: rival-two\n")
    after = pages.build()
    assert after.page("models/rival-two").find("h1")
    old = after.page("models/rival-net")
    assert old.find("a", href="rival-two.html")
    assert old.select_one("head > meta[http-equiv=refresh]")
    (pages.root / "evidence/retired.yaml").unlink()
    assert not (pages.build().out / "models/rival-net.html").exists()


def test_a_page_that_was_lost_is_written_again(pages: Book) -> None:
    (pages.root / "out/html/models/tiny-net.html").unlink()
    pages.edit("docs/beta.md", "# ", "# New ")
    assert pages.build().page("models/tiny-net").find("h1")


def test_two_processes_write_the_same(new_book: NewBook, built: Built) -> None:
    other = with_pages(new_book()).build("html", "-j", "2")
    for name in written(built):
        assert other.text(f"{name}.html") == built.text(f"{name}.html")


def test_the_sitemap_names_them_also_when_little_was_written(new_book: NewBook) -> None:
    book = with_pages(new_book())
    book.edit("conf.py", '    "livingreview.html.records",\n', '    "livingreview.html.records",\n'
              '    "livingreview.html.sitemap",\n    "sphinx_sitemap",\n')  # fmt: skip
    book.edit("conf.py", "nitpicky", 'html_baseurl = "https://example.org/"\n'
              'sitemap_url_scheme = "{link}"\nnitpicky')  # fmt: skip
    first = book.build().text("sitemap.xml")
    for name in ("alpha", "models/tiny-net", "claims/depth-matters", "papers/ames2023tiny"):
        assert f"https://example.org/{name}.html<" in first
    book.edit("docs/beta.md", "# ", "# New ")
    assert book.build().text("sitemap.xml") == first


def test_an_epub_leads_to_the_lists_it_holds(new_book: NewBook) -> None:
    built = with_pages(new_book()).build("epub")
    assert "claims/falls-with-distance.html" not in built.text("alpha.xhtml").replace(
        "register/claims", ""
    )
