"""Figures of what a screen can show: cells against size of effect, contexts against noise."""

from __future__ import annotations

import math

import pytest
from conftest import Book, Built, NewBook
from test_figure_kinds import told
from test_figures import data, figure

from livingreview.figures import apart, design
from livingreview.figures.rows import Row
from livingreview.figures.sheet import WIDE

RECORDS = """
  - id: plan
    kind: description
    says: what a screen is planned with
    task: enhancer-gene linking
    metric: count
    left_out: none
    table:
      columns: [value]
      rows:
        molecules: [20000]
        reads: [25000]
        cell: [0.08]
        million-reads: [0.8]
        changed: [50]
        tested: [10000]
        gone: [0]
    source: {repo: example/bench, commit: 0123abc, path: plan.csv, at: Fig. 7, how: data}
  - id: genes
    kind: description
    says: expression of genes
    task: enhancer-gene linking
    metric: count
    left_out: none
    table:
      columns: [level, size]
      rows:
        weak: [5, 4]
        median: [50, 4]
    source: {repo: example/bench, commit: 0123abc, path: genes.csv, at: Fig. 8, how: data}
  - id: lines
    kind: result
    benchmark: pair-bench
    says: pairs told apart in four screens
    task: enhancer-gene linking
    metric: accuracy
    better: higher
    held_out: locus
    contrast: across genes
    rule: trained
    sides: {model: [model], other: [distance]}
    left_out: none
    table:
      columns: [north, east, south, west]
      rows:
        model: [0.80, 0.82, 0.78, 0.81]
        distance: [0.70, 0.71, 0.68, 0.71]
        wild: [0.60, 0.95, 0.70, 0.90]
        few: [0.60, 0.95, null, null]
    source: {repo: example/bench, commit: 0123abc, path: runs.csv, at: Fig. 9, how: data}
"""
POWER = """
:::{evidence-figure} power
---
name: fig-power
rows: |
  # Screen
  molecules in a cell = plan/molecules
  reads of a cell = plan/reads
  price of a cell = plan/cell
  price of a million reads = plan/million-reads
  genes changed = plan/changed
  genes tested = plan/tested
  # Genes
  weak = genes/weak/level, genes/weak/size
  median = genes/median/level, genes/median/size
  # Made
  An old screen = pair-screen/contexts
---
What it takes.
:::
"""
APART = """
:::{evidence-figure} apart
---
name: fig-apart
rows: |
  # Accuracy
  Model, steady = lines/model/*, lines/distance/*
  Model, wild = lines/model/*, lines/wild/*
---
Which can be told.
:::
"""


def add(book: Book, figures: str) -> Book:
    file = "evidence/papers/cole2024test.yaml"
    book.write(file, (book.root / file).read_text(encoding="utf-8") + RECORDS)
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + figures)
    return book


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    made = add(new_book(), POWER + APART).build("html")
    assert made.status == 0, made.stderr + made.warnings
    return made


# -- formulas, against values computed by hand and by other programs -----------------------------


@pytest.mark.parametrize(
    ("mean", "loss", "size", "level", "cells"),
    [
        # nearly Poisson: (1.95996 + 0.84162 * sqrt(0.5))^2 / 0.25
        (1, 0.5, 1e12, 0.05, 26.114),
        # v(2) = 3, v(1.5) = 2.0625: (1.95996 * sqrt(3) + 0.84162 * sqrt(2.0625))^2 / 0.25
        (2, 0.25, 4, 0.05, 84.767),
        # a stricter level, z = 3.29053
        (2, 0.25, 4, 0.001, 190.884),
    ],
)
def test_cells_for_a_loss(
    mean: float, loss: float, size: float, level: float, cells: float
) -> None:
    assert design.cells_needed(mean, loss, size, level) == pytest.approx(cells, rel=1e-4)


@pytest.mark.parametrize(("effect", "contexts"), [(0.2, 199), (0.5, 34), (0.8, 15)])
def test_contexts_are_those_of_a_paired_t_test(effect: float, contexts: int) -> None:
    """For the three usual sizes of effect G*Power and R's pwr name these numbers of pairs."""
    spread = math.sqrt(0.5)  # two values so far from their mean have a spread of 1
    needed = design.contexts_needed([effect - spread, effect + spread])
    assert math.ceil(needed) == contexts


def test_the_cut_off_is_the_one_that_keeps_false_discoveries() -> None:
    level = design.cut_off(100, 10_000, power=0.8, fdr=0.1)
    true, false = 100 * 0.8, 9_900 * level
    assert false / (false + true) == pytest.approx(0.1, rel=0.02)  # the authors count all 10,000
    assert 10_000 * level / (9_900 * level + 80) == pytest.approx(0.1)


def test_a_price_is_of_the_library_and_the_reads() -> None:
    assert design.price(0.08, 0.8, 25_000) == pytest.approx(0.10)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: design.cells_needed(1, 0, 4, 0.05), "a loss of 0 is none"),
        (lambda: design.cells_needed(1, 1, 4, 0.05), "or all"),
        (lambda: design.cells_needed(0, 0.5, 4, 0.05), "must be above 0"),
        (lambda: design.cut_off(11, 10), "11 of 10 genes cannot change"),
        (lambda: design.contexts_needed([0.1]), "a spread needs two contexts"),
    ],
)
def test_what_cannot_be_is_refused(call: object, says: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=says):
        call()


def test_no_difference_can_never_be_told() -> None:
    assert design.contexts_needed([0.1, -0.1]) == math.inf
    assert design.range_needed([0.3, 0.1, -0.3])[1] == math.inf


# -- the figures ---------------------------------------------------------------------------------


def test_both_axes_say_the_same(built: Built) -> None:
    """Ten cents a cell: a million dollars buys ten million cells."""
    rows = data(built, "alpha", "fig-power")
    assert rows
    for row in rows:
        assert float(row["cells"]) * float(row["measurements"]) == pytest.approx(1e7, rel=0.05)


def test_weaker_genes_and_smaller_losses_take_more_cells(built: Built) -> None:
    rows = [row for row in data(built, "alpha", "fig-power") if row["panel"] == "Genes"]
    cells = {(row["label"], int(row["loss"])): float(row["cells"]) for row in rows}
    assert all(cells["weak", loss] > cells["median", loss] for loss in (10, 25, 50))
    assert cells["median", 10] > cells["median", 25] > cells["median", 50]


def test_the_message_is_of_the_kind_in_the_middle_and_is_computed(built: Built) -> None:
    rows = data(built, "alpha", "fig-power")
    quarter = next(r for r in rows if (r["label"], r["loss"]) == ("median", "25"))
    words = " ".join(figure(built, "alpha", "fig-power").stripped_strings)
    assert "At median expression" in words
    shown = f"{round(float(quarter['cells']), 2 - len(str(int(float(quarter['cells']))))):,.0f}"
    assert f"about {shown} cells a perturbation" in words
    svg = figure(built, "alpha", "fig-power").find("svg")
    assert svg is not None
    assert "An old screen 2." in svg["aria-label"]
    assert any(said.startswith("weak, loss of 50%") for said in told(svg))


def test_a_steady_difference_is_told_by_few_contexts_and_a_wild_one_by_none(built: Built) -> None:
    steady, wild = data(built, "alpha", "fig-apart")
    assert float(steady["high"]) <= int(steady["measured"]) == 4
    assert float(wild["high"]) == math.inf
    words = " ".join(figure(built, "alpha", "fig-apart").stripped_strings)
    assert "In 1 of 2 comparisons the contexts that were measured suffice" in words
    assert "4 measured" in words
    svg = figure(built, "alpha", "fig-apart").find("svg")
    assert svg is not None and "without end" in svg["aria-label"]


def test_contexts_are_drawn_at_the_number_that_is_written() -> None:
    row: Row = {
        "label": "one and the other", "panel": "", "measured": 5, "needed": 2.2, "low": 2.1,
        "high": 6.3,
    }  # fmt: skip
    sheet = apart.draw([row], WIDE)
    whole = apart.draw([row | {"needed": 3, "low": 3, "high": 7}], WIDE)
    assert sheet.svg("") == whole.svg("")
    assert "3 needed, 5 measured" in sheet.svg("")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("genes tested", "genes tried", "asks for no genes tried; did you mean genes tested?"),
        ("  genes tested = plan/tested\n", "", "the calculation lacks genes tested"),
        ("# Made", "# Maid", "no list Maid; did you mean Made?"),
        ("genes/weak/level, genes/weak/size", "genes/weak/level", "genes have two"),
        ("plan/tested", "plan/gone", "has no number above 0"),
        ("plan/cell", "plan/sell", "no row 'sell'"),
    ],
)
def test_a_wrong_plan_is_named(book: Book, old: str, new: str, says: str) -> None:
    made = add(book, POWER.replace(old, new, 1)).build("dummy")
    assert made.status != 0
    assert says in made.warnings and "docs/alpha.md:" in made.warnings


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lines/model/*, lines/distance/*", "lines/model/*", "label = address, address"),
        ("lines/model/*, lines/distance/*", "lines/model/{north,east}, lines/few/*",
         "is of 2 contexts; name rows that have 3"),
        ("lines/distance/*", "lines/few/*", "stand for other names"),
    ],
)  # fmt: skip
def test_predictors_without_common_contexts_are_refused(
    book: Book, old: str, new: str, says: str
) -> None:
    made = add(book, APART.replace(old, new, 1)).build("dummy")
    assert made.status != 0
    assert says in made.warnings and "docs/alpha.md:" in made.warnings


@pytest.mark.parametrize("name", ["fig-power", "fig-apart"])
def test_no_word_is_smaller_than_eleven_pixels(built: Built, name: str) -> None:
    drawn = figure(built, "alpha", name).find_all("svg")
    for svg, room in zip(drawn, (600, 328), strict=True):
        sizes = [float(t.get("font-size", svg["font-size"])) for t in svg.find_all("text")]
        assert min(sizes) * room / float(svg["width"]) >= 11
