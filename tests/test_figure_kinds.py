"""Figures that set values against each other: planes, places by metric, shares of the way."""

from __future__ import annotations

import re

import pytest
from bs4 import Tag
from conftest import Book, Built, NewBook
from test_figures import data, figure

from livingreview.figures.scales import plain

RECORDS = """
  - id: runs-right
    kind: result
    benchmark: pair-bench
    says: pairs told apart in two screens
    task: enhancer-gene linking
    metric: accuracy
    better: higher
    held_out: locus
    contrast: across genes
    rule: trained
    sides: {model: [model], other: [distance]}
    left_out: none
    table:
      columns: [east, west]
      rows:
        model: [0.8, 0.9]
        distance: [0.6, 0.7]
        guess: [0.5, 0.5]
    source: {repo: example/bench, commit: 0123abc, path: runs.csv, at: Fig. 3, how: data}
  - id: runs-error
    kind: result
    benchmark: pair-bench
    says: error of the same runs
    task: enhancer-gene linking
    metric: mean squared error
    better: lower
    held_out: locus
    contrast: across genes
    rule: trained
    sides: {model: [model], other: [distance]}
    left_out: none
    table:
      columns: [east, west]
      rows:
        model: [3.0, 2.5]
        distance: [1.0, 2.5]
        guess: [4.0, 4.5]
        replicate: [2.0, 0.5]
    source: {repo: example/bench, commit: 0123abc, path: runs.csv, at: Fig. 4, how: data}
  - id: way-covered
    kind: result
    benchmark: pair-bench
    says: share of the way to a replicate
    task: enhancer-gene linking
    metric: share
    held_out: locus
    contrast: across genes
    rule: trained
    sides: {model: [], other: [distance]}
    left_out: none
    unit: '%'
    table:
      columns: [share]
      rows:
        east: [50]
        west: [70]
    source: {repo: example/bench, commit: 0123abc, path: runs.csv, at: Fig. 5, how: data}
  - id: runs-sure
    kind: result
    benchmark: pair-bench
    says: pairs told apart with standard errors, of a guess without
    task: enhancer-gene linking
    metric: accuracy
    better: higher
    held_out: locus
    contrast: across genes
    rule: trained
    sides: {model: [model], other: [distance]}
    left_out: none
    table:
      columns: [east, west]
      rows:
        model: [0.8, 0.9]
        distance: [0.6, null]
      se:
        model: [0.05, 0.04]
        distance: [null, null]
    source: {repo: example/bench, commit: 0123abc, path: runs.csv, at: Fig. 6, how: data}
"""
TURNED = """
  - id: runs-turned
    kind: result
    benchmark: pair-bench
    says: error of the same runs, with the model as the rival
    task: enhancer-gene linking
    metric: mean squared error
    better: lower
    held_out: locus
    contrast: across genes
    rule: trained
    sides: {model: [distance], other: [model]}
    left_out: none
    table:
      columns: [east]
      rows:
        model: [3.0]
        distance: [1.0]
    source: {repo: example/bench, commit: 0123abc, path: runs.csv, at: Fig. 7, how: data}
"""
DOTS = """
:::{evidence-figure} dots
---
name: fig-sure
interval: true
rows: |
  # Accuracy, east
  Model = runs-sure/model/east
  Distance = runs-sure/distance/east
---
**Sure and unsure.**
:::
"""
PLANE = """
:::{evidence-figure} plane
---
name: fig-plane
rows: |
  # Two screens
  chance = 0.5, -
  Model = runs-right/model, runs-error/model
  Distance = runs-right/distance, runs-error/distance
  # One screen
  Model | eastern = runs-right/model/east, runs-error/model/east
  guess = -, runs-error/guess/east
---
**Right and wrong.**
:::
"""
RANKS = """
:::{evidence-figure} ranks
---
name: fig-ranks
series: accuracy, error
rows: |
  # East, West
  Model = runs-right/model, runs-error/model
  Distance = runs-right/distance, runs-error/distance
  Guess = runs-right/guess/{east,west}, runs-error/guess/*
---
Three predictors.
:::
"""
ANCHORED = """
:::{evidence-figure} anchored
---
name: fig-anchored
rows: |
  # Error
  Model = runs-error/model/*, runs-error/guess/*, runs-error/replicate/*
  # As recorded
  Distance = way-covered
---
Two screens.
:::
"""


def add(book: Book, figures: str) -> Book:
    file = book.root / "evidence/papers/cole2024test.yaml"
    more = RECORDS + TURNED * ("runs-turned" in figures)
    book.write("evidence/papers/cole2024test.yaml", file.read_text(encoding="utf-8") + more)
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + figures)
    return book


SERIES = """
:::{evidence-figure} dots
---
name: fig-series
ordered: true
series: "east, west"
rows: |
  # Accuracy, both
  Model = runs-right/model/east, runs-right/model/west
  Guess = runs-right/guess/east, runs-right/guess/west
  Distance = runs-right/distance/east
---
**Steps and a rival without.**
:::

:::{evidence-figure} dots
---
name: fig-more
series: "Model, Guess"
against: Guess
rows: |
  # Accuracy, both
  East = runs-right/model/east, runs-right/guess/east
  West = runs-right/model/west, runs-right/guess/west
---
**More than a guess.**
:::

:::{evidence-figure} dots
---
name: fig-roles
varies: metric
rows: |
  # Accuracy, here
  Model = runs-right/model/east
  Distance = runs-right/distance/east
  # Error, there
  Model as rival = runs-turned/model/east
---
**A model here and a rival there.**
:::
"""


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    made = add(new_book(), PLANE + RANKS + ANCHORED + DOTS + SERIES).build("html")
    assert made.status == 0, made.stderr + made.warnings
    return made


def drawings(built: Built, name: str) -> list[Tag]:
    return list(figure(built, "alpha", name).find_all("svg"))


def told(svg: Tag) -> dict[str, Tag]:
    """What a mouse is told of each mark."""
    return {title.get_text(): title.parent for title in svg.find_all("title") if title.parent}


def corner(mark: Tag) -> tuple[float, float]:
    """A place that moves with a mark."""
    if mark.name == "circle":
        return float(mark["cx"]), float(mark["cy"])
    x, y = re.findall(r"-?[\d.]+", str(mark["d"]))[:2]
    return float(x), float(y)


# -- dots with standard errors -----------------------------------------------------------------


def test_one_address_is_drawn_with_its_standard_error(built: Built) -> None:
    words = " ".join(figure(built, "alpha", "fig-sure").stripped_strings)
    assert "0.80 ± 0.05" in words
    assert "0.75 to" not in words  # it is no interval of 95%
    assert "plus or minus one standard error" in words
    svg = figure(built, "alpha", "fig-sure").find("svg")
    assert svg is not None and "Model 0.8 ± 0.05" in svg["aria-label"]
    assert "(± 0.05 SE)" in (built.out / "register/findings.html").read_text(encoding="utf-8")


def test_a_value_without_standard_error_stands_alone(built: Built) -> None:
    words = " ".join(figure(built, "alpha", "fig-sure").stripped_strings)
    assert "0.60" in words
    assert "0.60 (" not in words


# -- dots with series --------------------------------------------------------------------------


def test_a_baseline_beside_steps_has_one_number_and_its_own_sign(built: Built) -> None:
    for svg in drawings(built, "fig-series"):
        words = [text.get_text() for text in svg.find_all("text")]
        numbers = [t.get_text() for t in svg.find_all("text", attrs={"text-anchor": "end"})]
        assert numbers.count("0.6") == 1
        assert "–" not in words and "baseline" in words
        said = told(svg)
        assert said["Distance: 0.6"].name == "path"  # a diamond
        assert {said["Model, east: 0.8"].name, said["Model, west: 0.9"].name} == {"circle"}


def test_steps_of_a_quantity_grow_and_coinciding_marks_stand_apart(built: Built) -> None:
    for svg in drawings(built, "fig-series"):
        said = told(svg)
        assert float(said["Model, east: 0.8"]["r"]) < float(said["Model, west: 0.9"]["r"])
        one, other = (corner(said[f"Guess, {where}: 0.5"]) for where in ("east", "west"))
        assert one[0] == other[0] and abs(one[1] - other[1]) > 5


def test_what_a_series_has_more_than_another_is_drawn(built: Built) -> None:
    for svg in drawings(built, "fig-more"):
        said = told(svg)
        assert corner(said["West, Model: 0.9"])[0] > corner(said["East, Model: 0.8"])[0]
        assert not any("Guess" in words for words in said)  # it is the zero line
        words = [text.get_text() for text in svg.find_all("text")]
        assert "Accuracy, minus that of guess" in words and words.count("0.5") >= 2


def test_a_thing_of_two_roles_has_none(built: Built) -> None:
    for svg in drawings(built, "fig-roles"):
        words = [text.get_text() for text in svg.find_all("text")]
        assert not {"model", "baseline"} & set(words)
        assert {mark.name for mark in told(svg).values()} == {"circle"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("= runs-right/distance/east", "= runs-right/model/east", "is no baseline; write label"),
        ("against: Guess", "against: Guest", "no series Guest; write one of: Model, Guess"),
        ('series: "east, west"', 'series: "east"', "1 ordered series; write 2 to 4"),
    ],
)
def test_a_wrong_series_is_named(book: Book, old: str, new: str, says: str) -> None:
    made = add(book, SERIES.replace(old, new, 1)).build("dummy")
    assert made.status != 0
    assert says in made.warnings and "docs/alpha.md:" in made.warnings


def test_no_zero_has_a_sign() -> None:
    assert plain(-0.001, 2) == "0.00"
    assert plain(-0.01, 2) == "−0.01"


# -- planes ------------------------------------------------------------------------------------


def test_a_row_of_a_table_is_a_point_for_each_column(built: Built) -> None:
    rows = data(built, "alpha", "fig-plane")
    points = {(r["panel"], r["label"], r["point"]): (r["x"], r["y"]) for r in rows}
    assert points["Two screens", "Model", "east"] == ("0.8", "3.0")
    assert points["Two screens", "Model", "west"] == ("0.9", "2.5")
    assert points["One screen", "Model", "eastern"] == ("0.8", "3.0")
    assert points["One screen", "guess", ""] == ("", "4.0")
    assert len(points) == 7


def test_panels_of_a_plane_share_both_axes(built: Built) -> None:
    for svg in drawings(built, "fig-plane"):
        marks = [m for m in svg.find_all("circle") if m.title and "0.8" in m.title.get_text()]
        first, second = ((float(m["cx"]), float(m["cy"])) for m in marks)
        ticks = [(float(t["x"]), float(t["y"])) for t in svg.find_all("text") if t.text == "0.6"]
        (left, low), (right, below) = ticks
        assert second[0] - first[0] == pytest.approx(right - left, abs=0.2)
        assert second[1] - first[1] == pytest.approx(below - low, abs=0.2)


def test_a_plane_says_what_its_axes_measure_and_which_way_is_better(built: Built) -> None:
    for svg in drawings(built, "fig-plane"):
        words = [text.get_text() for text in svg.find_all("text")]
        assert words.count("Accuracy, more is better") == 2
        assert words.count("Mean squared error, less is better") == 2
        assert {"eastern", "guess", "chance", "Model", "Distance"} <= set(words)
        assert "Model, west 0.9 and 2.5" in svg["aria-label"]
        assert "chance 0.5 (accuracy)" in svg["aria-label"]


def test_a_joined_plane_draws_a_line_a_label_on_a_scale_of_ratios(book: Book) -> None:
    joined = PLANE.replace("name: fig-plane", "name: fig-plane\nlog: y\njoined: true")
    made = add(book, joined + ANCHORED).build("html")
    assert made.status == 0, made.warnings
    for svg in drawings(made, "fig-plane"):
        words = {text.get_text(): float(text["y"]) for text in svg.find_all("text")}
        assert {"1", "10"} <= set(words)
        paths = [
            p for p in svg.find_all("path") if p["fill"] == "none" and "--fig-one" in p["stroke"]
        ]
        assert len(paths) == 1


NUMBERED = """
:::{evidence-figure} plane
---
name: fig-numbered
series: Parts, Share of the way
rows: |
  model = number, by-size/model-*k between by-size/guess and by-size/replicate
---
**Larger is better.**
:::
"""
SIZES = """
  - id: by-size
    kind: result
    benchmark: pair-bench
    says: error by size
    task: enhancer-gene linking
    metric: mean squared error
    better: lower
    held_out: locus
    contrast: across genes
    rule: trained
    sides: {model: [model], other: [distance]}
    outcome: {won: mixed, words_of: us}
    left_out: none
    table:
      columns: [error]
      rows:
        model-5k: [8.0]
        model-20k: [6.0]
        guess: [9.0]
        replicate: [5.0]
    source: {repo: example/bench, commit: 0123abc, path: runs.csv, at: Fig. 6, how: data}
"""


def test_x_is_the_number_of_a_row_and_y_a_share_of_the_way(book: Book) -> None:
    add(book, NUMBERED + ANCHORED + PLANE)
    file = "evidence/papers/cole2024test.yaml"
    book.write(file, (book.root / file).read_text(encoding="utf-8") + SIZES)
    made = book.build("html")
    assert made.status == 0, made.stderr + made.warnings
    rows = data(made, "alpha", "fig-numbered")
    assert [(row["point"], row["x"], row["y"]) for row in rows] == [
        ("model-5k", "5.0", "0.25"),
        ("model-20k", "20.0", "0.75"),
    ]
    for svg in drawings(made, "fig-numbered"):
        words = [text.get_text() for text in svg.find_all("text")]
        assert {"Parts", "Share of the way"} <= set(words)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("runs-right/model, ", "number, ", "no number ends east"),
        ("runs-error/model\n", "runs-error/model between runs-error/guess\n", "is wrong; write"),
        ("runs-right/model, runs-error/model\n", "runs-right/model\n", "label = address, address"),
        ("runs-right/model, ", "runs-right/{north}, ", "no row or column north"),
        ("runs-right/model, ", "linking-auprc/model, ", "stand for other names"),
        ("runs-right/model, ", "runs-error/model, ", "x measures"),
        ("runs-error/guess/east", "-", "has no value"),
        ("runs-right/model, ", "some-thing, ", "no record has the id 'some-thing'"),
    ],
)
def test_a_wrong_point_is_named(book: Book, old: str, new: str, says: str) -> None:
    made = add(book, PLANE.replace(old, new, 1)).build("dummy")
    assert made.status != 0
    assert says in made.warnings and "docs/alpha.md:" in made.warnings


def test_values_of_other_runs_are_no_point(book: Book) -> None:
    add(book, PLANE)
    book.edit(
        "evidence/papers/cole2024test.yaml",
        "    says: error of the same runs\n",
        "    says: error of the same runs\n    split: by chromosome\n",
    )
    made = book.build("dummy")
    assert "runs-right and runs-error differ in split" in made.warnings


# -- places by metric --------------------------------------------------------------------------


def test_places_follow_the_direction_of_each_metric(built: Built) -> None:
    places = {(r["panel"], r["label"]): r["places"] for r in data(built, "alpha", "fig-ranks")}
    assert places["East", "Model"] == "1 2"
    assert places["East", "Distance"] == "2 1"
    assert places["West", "Model"] == "1 1.5"  # level with distance in error
    assert places["West", "Guess"] == "3 3"


def test_the_best_stands_at_the_left_with_its_value(built: Built) -> None:
    for svg in drawings(built, "fig-ranks"):
        at = {words: corner(mark)[0] for words, mark in told(svg).items()}
        assert (
            at["Model, accuracy: 0.8, place 1 of 3"] < at["Distance, accuracy: 0.6, place 2 of 3"]
        )
        assert at["Distance, error: 1, place 1 of 3"] < at["Guess, error: 4, place 3 of 3"]
        assert "level" in [text.get_text() for text in svg.find_all("text")]  # one number for two
        assert at["Model, error: 2.5, place 1.5 of 3"] != at["Distance, error: 2.5, place 1.5 of 3"]
        assert [text.get_text() for text in svg.find_all("text")].count("2.5") == 1
        assert "East: accuracy: Model 0.8, Distance 0.6, Guess 0.5" in svg["aria-label"]


def test_the_message_says_who_is_best_by_what(built: Built) -> None:
    caption = figure(built, "alpha", "fig-ranks").figcaption
    assert caption is not None and caption.strong is not None
    assert caption.strong.get_text() == (
        "The metric decides who leads. East: Model by accuracy; Distance by error. "
        "West: Model by accuracy; Model and Distance by error."
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("series: accuracy, error\n", "", "series: names no two metrics"),
        ("runs-right/model, ", "way-covered/*/share, ", "neither more nor less is better"),
        ("# East, West", "# East", "write # and a name for each of east, west"),
        ("runs-error/model\n", "linking-auprc/model/near\n", "are of several benchmarks"),
    ],
)
def test_what_is_not_the_same_predictions_is_refused(
    book: Book, old: str, new: str, says: str
) -> None:
    made = add(book, RANKS.replace(old, new)).build("dummy")
    assert made.status != 0
    assert says in made.warnings and "docs/alpha.md:" in made.warnings


# -- between baseline and replicate ------------------------------------------------------------


def test_a_share_is_0_at_the_baseline_and_1_at_the_replicate(built: Built) -> None:
    shares = {
        (r["label"], r["point"]): float(r["share"]) for r in data(built, "alpha", "fig-anchored")
    }
    assert shares["Model", "east"] == pytest.approx((4 - 3) / (4 - 2))
    assert shares["Model", "west"] == pytest.approx((4.5 - 2.5) / (4.5 - 0.5))
    assert shares["Distance", "west"] == pytest.approx(0.7)
    for svg in drawings(built, "fig-anchored"):
        at = {t.get_text(): float(t["x"]) for t in svg.find_all("text")}
        marks = {words: corner(mark)[0] for words, mark in told(svg).items()}
        middle = (at["0"] + at["1"]) / 2
        assert marks["Model, east: 0.50"] == pytest.approx(middle, abs=0.2)
        assert {"baseline", "replicate", "other method"} <= set(at)
        assert "Distance 0.60 (0.50 to 0.70, 2 values)" in svg["aria-label"]


def test_the_message_says_how_many_come_half_the_way(built: Built) -> None:
    caption = figure(built, "alpha", "fig-anchored").figcaption
    assert caption is not None and caption.strong is not None
    assert caption.strong.get_text() == (
        "2 of 2 predictors come half the way from baseline to replicate."
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("runs-error/replicate/*", "runs-error/guess/*", "nothing lies between"),
        (", runs-error/replicate/*", "", "label = address, address, address"),
        ("runs-error/replicate/*", "linking-auprc/model/*", "stand for other names"),
    ],
)
def test_a_share_without_anchors_is_refused(book: Book, old: str, new: str, says: str) -> None:
    made = add(book, ANCHORED.replace(old, new)).build("dummy")
    assert made.status != 0
    assert says in made.warnings and "docs/alpha.md:" in made.warnings


@pytest.mark.parametrize("name", ["fig-plane", "fig-ranks", "fig-anchored"])
def test_no_word_is_smaller_than_eleven_pixels(built: Built, name: str) -> None:
    for svg, room in zip(drawings(built, name), (600, 328), strict=True):
        sizes = [float(t.get("font-size", svg["font-size"])) for t in svg.find_all("text")]
        assert min(sizes) * room / float(svg["width"]) >= 11
