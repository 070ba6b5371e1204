"""Terms of the glossary: each is linked, by a chapter where it is used first; their pictures."""

from __future__ import annotations

import re
from csv import DictReader

import pytest
from bs4 import Tag
from conftest import Book, Built, NewBook

from livingreview.cli import main

GLOSSARY = """\
# Glossary

```{glossary}
Baseline
  What has to be beaten, see {term}`Reporter assay`.

K562
  A line.

Reporter
Reporter assay
  An assay.

Transformer
  A network.

Window
  What is read at once.
```
"""
ALPHA, BETA, WORDS = "docs/alpha.md", "docs/beta.md", "docs/glossary.md"
LINKED = (
    "A {term}`baseline`, a {term}`reporter`, {term}`windows <Window>`, a {term}`transformer` in "
    "{term}`K562`.\n"
)


@pytest.fixture
def book(new_book: NewBook) -> Book:
    """The tiny book with a glossary; its last page links every term."""
    made = new_book()
    made.edit("conf.py", 'livingreview_chapters = ["alpha", "beta"]',
              'livingreview_chapters = ["alpha", "beta"]\nlivingreview_linked_terms = ["alpha"]\n'
              'livingreview_plain_words = ["Transformer"]')  # fmt: skip
    made.edit("docs/index.md", "methods\n", "methods\nglossary\n")
    made.write(WORDS, GLOSSARY)
    made.edit("docs/methods.md", "# Methods\n", f"# Methods\n\n{LINKED}")
    return made


def told(book: Book, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of the check that are about terms."""
    main(["--root", str(book.root), "check"])
    said = capsys.readouterr()
    lines = (said.out + said.err).splitlines()
    return [line for line in lines if "{term}" in line]


def test_a_book_that_links_its_terms_has_no_fault(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(book, capsys) == []


@pytest.mark.parametrize(
    ("words", "entry"), [("{term}`K562`", "K562"), ("a {term}`reporter`", "Reporter")]
)
def test_a_term_that_no_page_links_is_told_at_its_entry(
    book: Book, capsys: pytest.CaptureFixture[str], words: str, entry: str
) -> None:
    book.edit("docs/methods.md", words, "nothing")
    (line,) = told(book, capsys)  # the glossary's own links do not count
    place = GLOSSARY.splitlines().index(entry) + 1
    assert line.startswith(f"{WORDS}:{place}: no page links {entry}; write {{term}}`{entry}`")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It beats a baseline.", "baseline"),
        ("Baselines are many.", "Baselines"),
        ("In two\nreporter assays it holds.", "reporter assays"),
        ("- of *K562* cells", "K562"),
        ("It reads k562 and a baseliner.", ""),
        ("The Nucleotide Transformer and the Window Study.", ""),
        ("A transformer, which is an ordinary word here.", ""),
        ("A {term}`baseline`, and one more baseline.", ""),
        ("One baseline, and then a {term}`baseline`.", "baseline"),
        ("The {term}`reporter` of a reporter assay.", ""),
        ("`baseline` in code, and {claim}`a window <depth-matters>` in a link.", ""),
        ("## A window", ""),
        ("| a | b |\n|---|---|\n| window | x |", ""),
    ],
)
def test_a_chapter_links_a_term_where_it_is_used_first(
    book: Book, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    book.edit(ALPHA, "## Reach\n", f"## Reach\n\n{text}\n\n")
    lines = told(book, capsys)
    assert [re.findall(r"'([^']+)' stands in", line) for line in lines] == (
        [[said]] if said else []
    )
    if said:
        assert lines[0].startswith(f"{ALPHA}:{book.line(ALPHA, said)}: ")


def test_a_chapter_that_is_not_held_to_it_is_warned(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    book.edit(BETA, "# Beta\n", "# Beta\n\nIt beats a baseline.\n")
    (line,) = told(book, capsys)
    assert line.startswith(f"{BETA}:{book.line(BETA, 'It beats')}: warning: 'baseline' stands")


# -- pictures -------------------------------------------------------------------------------------

SKETCHES = ("held-out", "rare-positives", "splicing", "discrimination")


@pytest.fixture(scope="module")
def drawn(new_book: NewBook) -> Built:
    made = new_book()
    made.edit("conf.py", '"livingreview.figures.evidence",',
              '"livingreview.figures.evidence", "livingreview.figures.sketches",')  # fmt: skip
    page = "".join(
        f"\n:::{{sketch}} {one}\n:name: fig-{one}\n\nAnd so on.\n:::\n" for one in SKETCHES
    )
    made.edit(BETA, "# Beta\n", f"# Beta\n{page}")
    built = made.build()
    assert built.status == 0, built.warnings + built.stderr  # a sketch nobody could read stops it
    return built


def figure(built: Built, name: str) -> Tag:
    found = built.page("beta").find("figure", id=f"fig-{name}")
    assert isinstance(found, Tag)
    return found


def data(built: Built, name: str) -> list[dict[str, str]]:
    link = next(a for a in figure(built, name).select("a.download") if "CSV" in a.get_text())
    return list(DictReader(built.text(str(link["href"])).splitlines()))


@pytest.mark.parametrize("name", SKETCHES)
def test_a_sketch_says_its_message_and_that_it_is_made_up(drawn: Built, name: str) -> None:
    shown = figure(drawn, name)
    assert shown.figcaption is not None and shown.figcaption.find("strong") is not None
    assert "made up to show a term" in shown.get_text()
    assert len(shown.select("svg[aria-label]")) == 2
    assert data(drawn, name)


def test_rarer_positives_lower_the_one_area_and_not_the_other(drawn: Built) -> None:
    rows = data(drawn, "rare-positives")
    areas = [float(row["auprc"]) for row in rows]
    assert areas == sorted(areas, reverse=True) and areas[0] > 2 * areas[-1]
    assert len({row["auroc"] for row in rows}) == 1
    assert all(float(row["auprc"]) > float(row["chance"]) for row in rows)


def test_a_prediction_near_its_own_profile_scores_one_and_the_mean_a_half(drawn: Built) -> None:
    scores = [float(row["score"]) for row in data(drawn, "discrimination")]
    assert scores[:2] == [1, 0.5] and scores[2] < 0.5


def test_a_test_holds_out_what_it_says(drawn: Built) -> None:
    cells = data(drawn, "held-out")
    for unit, panel in (("gene", "New genes"), ("person", "New people")):
        here = [cell for cell in cells if cell["panel"] == panel]
        tested = {cell[unit] for cell in here if cell["used_for"] == "test"}
        trained = {cell[unit] for cell in here if cell["used_for"] == "training"}
        assert tested and tested.isdisjoint(trained)


def test_an_unknown_sketch_is_named(book: Book) -> None:
    book.edit("conf.py", '"livingreview.figures.evidence",',
              '"livingreview.figures.evidence", "livingreview.figures.sketches",')  # fmt: skip
    book.edit(BETA, "# Beta\n", "# Beta\n\n:::{sketch} splicings\n:::\n")
    assert "did you mean splicing?" in book.build().warnings
