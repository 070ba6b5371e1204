"""How good the tests are: ten questions, what the answers do, and what models had seen."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOTS, Book, Built, NewBook
from test_data_files import load
from test_register_table import END, PAGE

from livingreview.cli import main
from livingreview.references import bibfile
from livingreview.register import loading, votes

Capture = pytest.CaptureFixture[str]
BENCH = "evidence/papers/cole2024test.yaml"
CODE = "    code: {where: example/bench, license: unknown}\n"
QUALITY = "evidence/quality.yaml"
TABLES = """
:::{register-table} questions-asked
:::

:::{evidence-figure} questions
:name: fig-questions

A bar is a class.
:::

:::{register-table} quality
:columns: benchmark concern unit independent
:::

:::{register-table} exposure
:::

"""


@pytest.fixture
def book(new_book: NewBook) -> Book:
    made = new_book()
    shutil.copy(ROOTS / "files/quality.yaml", made.root / QUALITY)
    return made


def answer(book: Book, reader: str, question: str, says: str) -> None:
    """Let a reader answer a question in other words."""
    file = book.root / QUALITY
    before, found, after = file.read_text().partition(f"  {reader}:\n")
    start = after.index(f" {question}: {{says: ") + len(f" {question}: {{says: ")
    end = after.index(", at", start)
    file.write_text(before + found + after[:start] + says + after[end:])


@pytest.mark.parametrize(
    ("changes", "concern", "agreement"),
    [
        ({}, "some", 9),  # the second reader is less sure of a starred question
        ({"second: independent": "'yes'"}, "low", 10),
        ({"second: independent": "not reported"}, "some", 9),
        ({"second: independent": "'no'"}, "high", 9),
        ({"first: unit": "'no'", "second: independent": "'yes'"}, "high", 9),
        ({"first: tuning": "'no'", "second: independent": "'yes'"}, "low", 9),  # no star
    ],
)
def test_the_worse_answer_counts(
    book: Book, changes: dict[str, str], concern: str, agreement: int
) -> None:
    for place, says in changes.items():
        answer(book, *place.split(": "), says)
    quality = load(book).quality["pair-bench"]
    assert (quality.concern, quality.agreement) == (concern, agreement)


@pytest.mark.parametrize(
    ("says", "weight", "because"),
    [
        ("'yes'", 1, "a sound benchmark"),
        ("partly", 0.5, "preprint"),
        ("'no'", 0.25, "a benchmark with a serious flaw"),
    ],
)
def test_answers_weigh_what_was_measured(
    book: Book, says: str, weight: float, because: str
) -> None:
    """A preprint on a sound benchmark weighs as much as a reviewed study."""
    book.edit(BENCH, "review: peer-reviewed", "review: preprint")
    book.edit(
        BENCH, "  - id: linking-auprc\n", "  - id: linking-auprc\n    benchmark: pair-bench\n"
    )
    answer(book, "second", "independent", says)
    works = bibfile.read(book.root / "refs.bib")[0]
    books, _ = loading.load(book.root / "evidence", works, ["alpha", "beta"])
    link = books.claims["falls-with-distance"].supports[0]
    found = votes.vote(books, link, against=False)
    assert votes.weighed(found).startswith(f"weight {weight:g}, ")
    assert because in votes.weighed(found)


def test_one_reading_moves_no_grade(book: Book) -> None:
    file = book.root / QUALITY
    answer(book, "first", "unit", "'no'")
    file.write_text(file.read_text().partition("  second:")[0])
    books = load(book)
    assert books.quality["pair-bench"].agreement is None
    assert {books.concern(finding) for finding in books.findings.values()} == {""}


@pytest.mark.parametrize(
    ("exposure", "found"),
    [
        ("{models: [tiny-net], seen: unseen, at: Methods}", ""),
        ("{models: [tiny-net], data: [pair-screen], seen: task, at: Methods}", ""),
        ("{models: [tiny-nets], seen: unseen, at: Methods}", "tiny-nets is none of its models"),
        ("{models: [tiny-net], data: [gene-panel], seen: task, at: Methods}",
         "gene-panel is none of its data sets"),
        ("{models: [tiny-net], seen: perhaps, at: Methods}", "seen: "),
        ("{models: [tiny-net], seen: unseen}", "exposure.0.at: the field is missing"),
        ("{models: [tiny-net], seen: unseen, at: A}, {models: [tiny-net], seen: task, at: B}",
         "tiny-net is said twice"),
    ],
)  # fmt: skip
def test_exposure_is_of_models_and_data_that_are_tested(
    book: Book, capsys: Capture, exposure: str, found: str
) -> None:
    book.edit(BENCH, CODE, f"{CODE}    exposure: [{exposure}]\n")
    status = main(["--root", str(book.root), "check", BENCH])
    said = capsys.readouterr().out
    assert (status, said == "") == ((1, False) if found else (0, True)), said
    assert found in said
    assert len(said.splitlines()) <= 1


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    made = new_book()
    shutil.copy(ROOTS / "files/quality.yaml", made.root / QUALITY)
    made.edit(
        BENCH, CODE, f"{CODE}    exposure: [{{models: [tiny-net], seen: task, at: Table 9}}]\n"
    )
    made.edit(PAGE, END, TABLES + END)
    found = made.build()
    assert found.status == 0, found.stderr + found.warnings
    return found


def test_a_page_shows_questions_answers_and_exposure(built: Built) -> None:
    asked, answers, exposure = built.page("beta").select("table.record-table")[-3:]
    numbers = [row.td.get_text() for row in asked.select("tbody tr") if row.td]
    assert numbers == [
        "1* unit", "2* independent", "3* exposure", "4 selection", "5* baselines", "6 tuning",
        "7 metric", "8* intervals", "9 neutral", "10 rerun",
    ]  # fmt: skip
    cells = [cell.get_text(" ", strip=True) for cell in answers.select("tbody td")]
    assert cells == ["PairBench", "some", "yes", "partly\N{NO-BREAK SPACE}≠"]  # they differ
    cells = [cell.get_text(" ", strip=True) for cell in exposure.select("tbody td")]
    assert cells == ["Tiny", "Pair screen", "task", "PairBench", "Table 9"]
    assert exposure.find("a", href=True)["href"].endswith("#tiny-net")


def test_on_a_card_far_from_the_key_a_question_has_a_word(whole_site: Path) -> None:
    page = BeautifulSoup((whole_site / "about/quality.html").read_text("utf-8"), "html.parser")
    assert len(page.select('td[data-col="2* independent"]')) > 50


def test_the_figure_says_which_star_is_rarest(built: Built) -> None:
    figure = built.page("beta").find(id="fig-questions")
    assert figure is not None
    text = " ".join(figure.get_text(" ").split())
    assert "Of 1 benchmarks none can say yes to this: training and test are independent" in text
    assert "Drawn from 1 benchmark." in text
    link = next(a["href"] for a in figure.select("a.download") if a["href"].endswith(".csv"))
    rows = list(csv.DictReader(built.text(link).splitlines()))
    assert [(row["id"], row["yes"], row["no"]) for row in rows][:2] == [
        ("unit", "1", "0"), ("independent", "0", "0"),
    ]  # fmt: skip
