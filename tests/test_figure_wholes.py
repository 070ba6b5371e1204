"""Figures of a whole and its parts, and of walls against causes."""

from __future__ import annotations

import shutil

import pytest
from bs4 import Tag
from conftest import ROOTS, Book, Built, NewBook
from test_figure_kinds import told
from test_figures import data, figure

RECORDS = """
  - id: twins
    kind: description
    says: what the variance of expression is made of, among twins
    task: enhancer-gene linking
    metric: share
    table:
      columns: [mean]
      rows:
        near: [0.06]
        far: [0.2]
    source: {repo: example/bench, commit: 0123abc, path: twins.csv, at: Fig. 7, how: data}
  - id: repeats
    kind: description
    says: what share of measured effects repeats, by screen
    task: enhancer-gene linking
    metric: share
    unit: '%'
    table:
      columns: [never, shared, own]
      rows:
        east: [69.1, 1.2, 29.7]
        west: [10, 20, 30]
    source: {repo: example/bench, commit: 0123abc, path: repeats.csv, at: Fig. 8, how: data}
"""
SHARES = """
:::{evidence-figure} shares
---
name: fig-shares
rows: |
  # Variance among twins: near the gene, elsewhere, not inherited
  blood = twins/near, twins/far, rest
  # Measured effects: do not repeat, are shared, are specific
  eastern screen = repeats/east/never, repeats/east/shared, repeats/east/own
---
**Little lies near the gene.**
:::
"""
CAUSES = """
:::{evidence-figure} causes
:name: fig-causes

What speaks for which cause.
:::

:::{register-table} causes
:columns: name remedy test walls
:name: tab-causes

Causes.
:::
"""


def add(book: Book, figures: str) -> Book:
    file = "evidence/papers/cole2024test.yaml"
    book.write(file, (book.root / file).read_text(encoding="utf-8") + RECORDS)
    shutil.copy(ROOTS / "files/causes.yaml", book.root / "evidence/causes.yaml")
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + figures)
    return book


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    made = add(new_book(), SHARES + CAUSES).build("html")
    assert made.status == 0, made.stderr + made.warnings
    return made


def drawings(built: Built, name: str) -> list[Tag]:
    return list(figure(built, "alpha", name).find_all("svg"))


# -- a whole and its parts ---------------------------------------------------------------------


def test_the_rest_is_what_the_parts_leave_of_the_whole(built: Built) -> None:
    rows = {row["label"]: row["shares"] for row in data(built, "alpha", "fig-shares")}
    assert rows == {"blood": "6 20 74", "eastern screen": "69.1 1.2 29.7"}


def test_every_bar_is_as_long_and_each_part_as_wide_as_it_says(built: Built) -> None:
    for svg in drawings(built, "fig-shares"):
        width = {says: float(rect["width"]) + 1 for says, rect in told(svg).items()}
        assert width["blood, not inherited: 74%"] == pytest.approx(
            74 / 6 * width["blood, near the gene: 6%"], rel=0.02
        )
        bars = [sum(w for says, w in width.items() if says.startswith(label))
                for label in ("blood", "eastern")]  # fmt: skip
        assert bars[0] == pytest.approx(bars[1], rel=0.01)


def test_bars_are_told_in_words_with_the_names_of_their_parts(built: Built) -> None:
    for svg in drawings(built, "fig-shares"):
        words = [text.get_text() for text in svg.find_all("text")]
        assert {"near the gene", "are shared", "74%", "69%", "eastern screen"} <= set(words)
        assert "blood: near the gene 6%, elsewhere 20%, not inherited 74%" in svg["aria-label"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (", elsewhere, not", ", not", "names 2 parts and the row"),
        ("twins/far, rest", "twins/far, twins/near", "miss the whole by 68%; add rest"),
        ("twins/near, twins/far, rest", "twins/near", "label = address, address"),
        ("twins/near", "twins/nere", "twins has no row 'nere'"),
        ("  # Variance among twins: near the gene, elsewhere, not inherited\n", "", "has no panel"),
    ],
)
def test_parts_that_are_no_whole_are_refused(book: Book, old: str, new: str, says: str) -> None:
    made = add(book, SHARES.replace(old, new)).build("dummy")
    assert made.status != 0
    assert says in made.warnings and "docs/alpha.md:" in made.warnings


def test_parts_may_miss_the_whole_by_their_rounding(book: Book) -> None:
    made = add(book, SHARES.replace("repeats/east/own", "repeats/west/own")).build("dummy")
    assert made.status == 0, made.warnings


def test_parts_beyond_the_whole_are_refused(book: Book) -> None:
    more = SHARES.replace("repeats/east/shared, repeats/east/own", "repeats/east/never, rest")
    made = add(book, more).build("dummy")
    assert "are more than the whole" in made.warnings


# -- walls against causes ----------------------------------------------------------------------


def test_each_finding_at_a_crossing_is_a_mark(built: Built) -> None:
    rows = {(row["wall"], row["cause"], row["side"], row["id"])
            for row in data(built, "alpha", "fig-causes")}  # fmt: skip
    assert rows == {
        ("Distant enhancers", "A small contrast", "for", "linking-auprc"),
        ("Distant enhancers", "A small contrast", "for", "screen-cost"),
        ("Distant enhancers", "A small contrast", "against", "draft-doubt"),
        ("Distant enhancers", "Noise", "against", "third-look"),
    }
    for svg in drawings(built, "fig-causes"):
        assert sum(says.startswith("for: ") for says in told(svg)) == 2
        assert sum(says.startswith("against: ") for says in told(svg)) == 2


def test_walls_and_crossings_without_findings_are_named(built: Built) -> None:
    wide, phone = drawings(built, "fig-causes")
    words = " ".join(text.get_text() for text in wide.find_all("text"))
    assert words.count("no finding") == 2 and "Persons" in words
    assert "no finding: A small contrast, Noise" in " ".join(
        text.get_text() for text in phone.find_all("text")
    )
    assert "A small contrast 2 for, 1 against; Noise 0 for, 1 against" in wide["aria-label"]
    assert "Persons: no finding." in wide["aria-label"]


def test_the_message_says_which_cause_reaches_farthest(built: Built) -> None:
    caption = figure(built, "alpha", "fig-causes").figcaption
    assert caption is not None and caption.strong is not None
    assert caption.strong.get_text() == (
        "“A small contrast” has findings in favor at 1 of 2 walls; "
        "every cause meets findings against."
    )


def test_a_table_of_causes_says_at_which_walls_they_are_supported(built: Built) -> None:
    table = figure(built, "alpha", "tab-causes")
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all("td")]
            for row in table.find_all("tr")]  # fmt: skip
    assert ["A small contrast", "Weigh it.", "An edit.", "Distant enhancers"] in rows
    assert ["Noise", "Measure deeper.", "", "none"] in rows


def test_without_causes_there_is_no_figure_of_them(book: Book) -> None:
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + CAUSES.partition(":::{register-table}")[0])
    made = book.build("dummy")
    assert "no record has what the figure causes needs" in made.warnings
