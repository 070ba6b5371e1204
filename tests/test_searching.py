"""What a reader sees of the search: strings tested, flow, status of a chapter, checklist."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOTS, Book, Built, NewBook

from livingreview.cli import main
from livingreview.references import bibfile
from livingreview.register import flow, loading, published, strings
from livingreview.register.register import Register

PAGE = """

```{string-recall}
```

:::{evidence-figure} flow
:name: fig-flow

Of all works.
:::

```{screening-agreement}
```

```{claim-searches}
```

```{reporting}
```

:::{register-table} strings
:::

:::{register-table} words
:::
"""
SECOND = "  second: {verdict: include, date: 2025-02-01}\n"


@pytest.fixture(scope="module")
def searched(new_book: NewBook) -> Book:
    """The tiny book with a good one of every file, on a page that shows them."""
    made = new_book()
    for file in (ROOTS / "files").iterdir():
        shutil.copy(file, made.root / "evidence" / file.name)
    made.edit("docs/methods.md", "# Methods\n", f"# Methods\n{PAGE}")
    published.freeze(
        {"ames2023tiny": works(made)["ames2023tiny"]}, made.root, "2024.12", date(2024, 12, 1)
    )
    return made


@pytest.fixture(scope="module")
def shown(searched: Book) -> Built:
    """The same, built."""
    made = searched.build("html")
    assert made.status == 0, made.warnings
    return made


def works(book: Book) -> dict[str, bibfile.Reference]:
    return bibfile.read(book.root / "refs.bib")[0]


def load(book: Book) -> Register:
    books, problems = loading.load(book.root / "evidence", works(book), ["alpha", "beta"])
    assert problems == []
    return books


# -- strings --------------------------------------------------------------------------------------


def test_names_are_those_of_the_models(searched: Book) -> None:
    book = load(searched)
    assert strings.model_names(book) == ("Tiny",)


def test_recall_is_of_titles_by_kind_and_class(searched: Book) -> None:
    found = {(one.kind, one.class_, one.string): one for one in strings.recalls(load(searched))}
    looked_at = found[strings.LOOKED_AT, "seq2function", "names and tests"]
    assert (looked_at.found, looked_at.missed) == (("cole2024test",), ())  # A test of Tiny
    models = found[strings.MODELS, "seq2function", "kinds and tests"]
    assert (models.found, models.missed) == ((), ("ames2023tiny",))  # Tiny, a DNA model: no test
    waits = found[strings.WAITING, "", "together"]
    assert (waits.total, waits.missed) == (1, ("arXiv:2501.00001",))
    assert (strings.BENCHMARKS, "seq2function", "together") not in found  # all were looked at


def test_recall_is_printed_with_what_is_missed(shown: Built) -> None:
    text = shown.page("methods").get_text(" ", strip=True)
    assert "find 1 of 1 of all benchmark papers (100%)" in text
    page = shown.page("methods")
    assert "benchmark papers looked at, seq2function" in page.get_text()
    assert "kinds and tests" in page.get_text()


# -- the flow of works ----------------------------------------------------------------------------


def test_every_work_is_counted_once_below_its_sources(searched: Book) -> None:
    steps = {(one.group, one.name): one for one in flow.steps(load(searched), "2025.01")}
    assert steps["found", "Europe PMC"].works == 3  # of three runs
    kept = steps["found", "Source not kept"]
    assert kept.works == 6 + 2
    assert steps["considered", "Works considered, each once"].works == 6 + 2 + 3
    assert (steps["included", "Taken in"].works, steps["included", "Taken in"].since) == (6, 5)
    assert (steps["waiting", "Waiting"].works, steps["excluded", "no-address"].works) == (1, 1)
    assert steps["excluded", "off-topic"].works == 0
    assert steps["waiting", "Found, and without a row yet"].works == 3


def test_the_flow_is_drawn_with_its_numbers(shown: Built) -> None:
    figure = shown.page("methods").find(id="fig-flow")
    assert figure is not None
    text = figure.get_text(" ", strip=True)
    assert (
        "Of 11 works that were considered 6 are taken in, 4 wait to be read and 1 are left" in text
    )
    for svg in figure.find_all("svg"):
        words = " ".join(one.get_text() for one in svg.find_all("text"))
        assert "Taken in: 6 (5)" in words and "since 2024.12" in words
        assert "Taken in 6 (5 since version 2024.12)" in svg["aria-label"]


def test_what_is_frozen_is_not_new(searched: Book, new_book: NewBook) -> None:
    book = new_book()
    published.freeze(works(book), book.root, "2025.01", date(2025, 1, 1))
    for version in ("2025.02", "2025.01"):  # a later one is begun, or none is
        steps = {one.group: one for one in flow.steps(load(book), version)}
        assert (steps["included"].works, steps["included"].since) == (6, 0)
    # a preprint that was published has another key, and is the same work
    book.edit("refs.bib", "@misc{grant2025draft,", "@article{grant2026paper,")
    now = "  journal = {Journal},\n  doi = {10.1000/paper.1},\n"
    now += "  preprint = {bioRxiv:10.1101/2025.01.01.500002},"
    book.edit("refs.bib", "  doi = {10.1101/2025.01.01.500002},", now)
    books = Register(references=works(book))
    books.published, _ = published.read(book.root / published.FILE)
    assert [one.since for one in flow.steps(books, "2025.02") if one.group == "included"] == [0]


# -- two readers ----------------------------------------------------------------------------------


def test_agreement_waits_for_a_second_reader(shown: Built) -> None:
    text = shown.page("methods").get_text(" ", strip=True)
    assert "one reader has screened 1" in text
    assert "No second reader has screened them yet" in text


def test_agreement_of_two_readers_is_printed(searched: Book, new_book: NewBook) -> None:
    book = new_book()
    for file in (ROOTS / "files").iterdir():
        shutil.copy(file, book.root / "evidence" / file.name)
    rows = (book.root / "evidence/screening.yaml").read_text(encoding="utf-8")
    left = "  first: {verdict: exclude, criterion: no-address, date: 2025-01-10}\n"
    left += "  second: {verdict: exclude, criterion: off-topic, date: 2025-01-11}\n"
    first, _, rest = rows.partition("- work: arXiv")
    book.write("evidence/screening.yaml", f"{first}{left}- work: arXiv{rest}{SECOND}")
    book.edit("docs/methods.md", "# Methods\n", "# Methods\n\n```{screening-agreement}\n```\n")
    text = book.build().page("methods").get_text(" ", strip=True)
    assert "to 1 of them (50%; Cohen" in text and "kappa 0.33)" in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("first: {verdict: include", "first: {verdict: exclude", "exclude goes with criterion:"),
        ("first: {verdict: include", "first: {verdict: include, criterion: no-address",
         "include without"),
        ("first: {verdict: include", "first: {verdict: exclude, criterion: no-address",
         "every reader leaves it out; write excluded and a criterion"),
        ("first: {", "second: {", "nobody read it first; call it first"),
        ("criterion: no-address\n", "criterion: no-address\n  first: {verdict: include, "
         "date: 2025-01-10}\n", "every reader would take it in; write waiting"),
    ],
)  # fmt: skip
def test_an_opinion_that_cannot_stand(
    new_book: NewBook, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str
) -> None:
    book = new_book()
    for file in (ROOTS / "files").iterdir():
        shutil.copy(file, book.root / "evidence" / file.name)
    book.edit("evidence/screening.yaml", old, new)
    assert main(["--root", str(book.root), "check", "evidence/screening.yaml"]) == 1
    assert says in capsys.readouterr().out


# -- status of a chapter --------------------------------------------------------------------------


def test_each_chapter_says_how_up_to_date_it_is(shown: Built) -> None:
    said = {name: shown.page(name).select_one(".chapter-status") for name in ("alpha", "beta")}
    alpha, beta = (one.get_text(" ", strip=True) if one else "" for one in said.values())
    assert "Literature last searched 2025-01-" in alpha
    assert "1 work waits to be read, of which one may change a claim" in alpha
    assert "none of them known to bear on a claim of this chapter" in beta
    assert "Next search by 2025-02-03." in alpha  # 31 days after the last run
    assert "Not searched so far: Preprint servers." in alpha
    assert "last read against its sources" in alpha
    link = said["alpha"] and said["alpha"].find("a")
    assert link and link["href"].endswith("#depth-matters")
    assert link.get_text() == "“Depth probably explains part of the fall”"
    assert shown.page("methods").select_one(".chapter-status") is None


def test_the_status_is_in_every_output(searched: Book) -> None:
    assert "Literature last searched" in searched.build("epub").text("alpha.xhtml")


def test_a_book_without_a_search_says_nothing_of_one(site: Built) -> None:
    assert site.page("alpha").select_one(".chapter-status") is None


def test_the_day_of_the_last_edit_is_that_of_the_commit(tmp_path: Path) -> None:
    from livingreview import metadata

    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    file = tmp_path / "page.md"
    assert metadata.edited(tmp_path, file) == ""
    file.write_text("text")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x", "--date",
                    "2025-03-04T00:00:00Z"]):  # fmt: skip
        subprocess.run([*git, *command], cwd=tmp_path, check=True,
                       env={"GIT_COMMITTER_DATE": "2025-03-04T00:00:00Z", "PATH": "/usr/bin:/bin",
                            "HOME": str(tmp_path)})  # fmt: skip
    assert metadata.edited(tmp_path, file) == "2025-03-04"
    subprocess.run(
        [*git, "clone", "-q", "--depth", "1", f"file://{tmp_path}", tmp_path / "shallow"],
        check=True,
    )
    assert metadata.edited(tmp_path / "shallow", tmp_path / "shallow" / "page.md") == ""


# -- the checklist --------------------------------------------------------------------------------


def test_the_checklist_leads_to_where_the_book_answers(shown: Built) -> None:
    page = shown.page("methods")
    row = page.find(id="item-title")
    cells = row.find_parent("tr").get_text(" ", strip=True) if row else ""
    assert "done" in cells and "It stands on the first page." in cells
    links = {a["href"] for a in page.find_all("a") if a.find_parent("tr")}
    assert "index.html" in links and "#methods" in {
        link.partition(".html")[2] or link for link in links
    }
    assert "Nobody registered it." in page.get_text()


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("[index, methods#method]", "methods has no part method; did you mean methods?"),
        ("[inde]", "there is no page inde; did you mean index?"),
    ],
)
def test_an_address_that_is_gone_stops_the_build(new_book: NewBook, new: str, says: str) -> None:
    book = new_book()
    shutil.copy(ROOTS / "files" / "reporting.yaml", book.root / "evidence" / "reporting.yaml")
    book.edit("docs/methods.md", "# Methods\n", "# Methods\n\n```{reporting}\n```\n")
    book.edit("evidence/reporting.yaml", "[index, methods#methods]", new)
    built = book.build()
    assert built.status == 1
    assert says in built.warnings
    assert "reporting.yaml:1" in built.warnings
