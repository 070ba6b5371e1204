"""Metrics of predicted responses: what the vocabulary says of them, their table, and the toy."""

from __future__ import annotations

import csv
import gzip
import json
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pypdf
import pytest
from bs4 import Tag
from conftest import REPOSITORY, Book, Built, NewBook

from livingreview.figures import orders, simulated
from livingreview.figures.simulated import PREDICTIONS, Setting
from livingreview.register import vocabulary

WORDS = "evidence/vocabulary.yaml"
PAGE = "docs/alpha.md"
METRIC = """\
  - id: {id}
    name: {name}
    better: {better}
    definition: It.
    responses:
      equation: '\\frac{{u - b}}{{r - b}}'
      rewards: Right size ${id_}$ {{cite:p}}`cole2024test`.
      no_change: 0.5 by half a tie.
      train_mean: '{{finding}}`0.61 <linking-auprc/model/near>` in one screen.'
      scale: None.
      shared: None.
      ceiling: Below 1.
      references: [cole2024test]
      simulated: {simulated}
"""
METRICS = [
    ("lifted", "lifted score", "higher", "change"),
    ("error", "size of errors", "lower", "absolute"),
    ("telling", "telling apart", "higher", "nearest"),
]
TOY = """
:::{metric-toy}
:name: fig-toy

Then the detail.
:::

{numref}`fig-toy` shows it.
"""
TABLE = """
:::{register-table} metrics
:task: linking
:columns: metric equation rewards no_change train_mean reported
:name: tab-scores

Scores of predictions.
:::
"""


def with_metrics(book: Book, page: str) -> Book:
    """The book with three metrics that score predictions, and a page that shows them."""
    said = "".join(
        METRIC.format(id=id_, id_=id_[0], name=name, better=better, simulated=score)
        for id_, name, better, score in METRICS
    )
    book.edit(WORDS, "metrics:\n", f"response_tasks: [linking]\nmetrics:\n{said}")
    book.edit(WORDS, "name: AUPRC,", "name: Area,")
    book.edit(WORDS, "name: lifted score", "name: lifted score\n    aliases: [AUPRC]")
    book.edit("conf.py", '["colon_fence"]', '["colon_fence", "dollarmath"]')
    book.edit("conf.py", '"livingreview.figures.evidence",',
              '"livingreview.figures.evidence", "livingreview.figures.toy",'
              '"livingreview.html.mathml",')  # fmt: skip
    book.edit(
        "conf.py", 'html_theme = "basic"', 'html_theme = "basic"\nhtml_math_renderer = "mathml"'
    )
    text = (book.root / PAGE).read_text(encoding="utf-8")
    book.write(PAGE, text + page)
    return book


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    made = with_metrics(new_book(), TOY + TABLE).build()
    assert made.status == 0, made.stderr + made.warnings
    return made


def figure(built: Built) -> Tag:
    found = built.page("alpha").find("figure", id="fig-toy")
    assert isinstance(found, Tag)
    return found


def rows(built: Built) -> list[dict[str, str]]:
    """The data that the figure offers."""
    link = next(a["href"] for a in figure(built).select("a.download") if "csv" in str(a["href"]))
    return list(csv.DictReader(built.text(str(link)).splitlines()))


def settings(built: Built) -> list[Any]:
    """What the page says of every setting of the knobs."""
    script = figure(built).select_one("script.toy-data")
    assert script is not None and script.string
    found: list[Any] = json.loads(script.string)
    return found


# -- the figure -----------------------------------------------------------------------------------


def test_the_message_is_made_from_the_scores(built: Built) -> None:
    strong = figure(built).select_one("figcaption strong")
    assert strong is not None
    message = strong.get_text()
    assert "The metric decides which prediction leads, the replicate aside" in message
    assert "three of four lead by one of three metrics" in message
    assert "the over-scaled model leads by telling apart and is last by size of errors" in message
    caption = " ".join(figure(built).select_one("figcaption").get_text().split())  # type: ignore[union-attr]
    assert caption.startswith(message) and "Then the detail." in caption
    assert "Drawn from three simulated screens." in caption


def test_every_metric_stands_in_every_screen_by_the_name_of_the_vocabulary(built: Built) -> None:
    data = rows(built)
    assert len(data) == 3 * len(METRICS)
    assert {row["metric"] for row in data} == {name for _, name, _, _ in METRICS}
    assert len({(row["shared"], row["own"], row["cells"]) for row in data}) == 3


@pytest.mark.parametrize("width", [720, 360])
def test_marks_stand_in_the_order_of_the_scores(built: Built, width: int) -> None:
    svg = next(one for one in figure(built).find_all("svg") if one.get("width") == str(width))
    told = [title.get_text() for title in svg.find_all("title")]
    better = {name: way for _, name, way, _ in METRICS}
    assert len(told) == 3 * len(METRICS) * len(PREDICTIONS)
    for start in range(0, len(told), len(PREDICTIONS)):
        line = [one.rpartition(": ") for one in told[start : start + len(PREDICTIONS)]]
        names = {before.partition(", ")[0] for before, _, _ in line}
        scores = [Decimal(score.replace("−", "-")) for _, _, score in line]
        (name,) = names
        assert scores == sorted(scores, reverse=better[name] == "higher")


def test_words_say_the_order_of_every_screen(built: Built) -> None:
    for svg in figure(built).select("svg.sheet"):
        alt = str(svg["aria-label"])
        assert alt.count("lifted score: ") == alt.count("cells. ") == 3
        assert "telling apart: replicate, over-scaled model, shrunken model" in alt


def test_the_knobs_are_hidden_without_a_script_and_each_has_its_label(built: Built) -> None:
    toy = figure(built).select_one("div.toy")
    assert toy is not None and toy.has_attr("hidden")
    knobs = toy.select("input[type=range]")
    assert len(knobs) == 3
    for knob in knobs:
        assert toy.select_one(f'label[for="{knob["id"]}"]') is not None
    assert toy.select_one("[role=status]") is not None


def test_the_knobs_reach_the_scores_that_are_drawn(built: Built) -> None:
    """The order that a knob shows is that of the figure where both show one setting."""
    knobs = figure(built).select("input[type=range]")
    reached = list(product(*(str(knob["data-values"]).split() for knob in knobs)))
    told = settings(built)
    assert len(reached) == len(told) == 64
    names = [row.th.get_text() for row in figure(built).select(".toy tbody tr") if row.th]
    for row in rows(built):
        setting = tuple(row[knob].removesuffix(".0") for knob in ("shared", "own", "cells"))
        line = told[reached.index(setting)][1][names.index(row["metric"])]
        assert {PREDICTIONS[one]: Decimal(score) / 100 for one, score in line} == {
            one: Decimal(row[one]) for one in PREDICTIONS
        }


def test_the_knobs_are_light(built: Built) -> None:
    parts = [str(figure(built).select_one(".toy")).encode()]
    static = REPOSITORY / "livingreview/html/static"
    parts += [(static / f"toy.{end}").read_bytes() for end in ("js", "css")]
    assert sum(len(gzip.compress(part)) for part in parts) < 15_000


def test_on_paper_the_figure_stands_alone(book: Book) -> None:
    with_metrics(book, TOY + TABLE)
    book.edit(
        "conf.py", '"livingreview.html.feed",', '"livingreview.html.feed", "livingreview.typst",'
    )
    made = book.build("typstpdf")
    assert made.status == 0, made.stderr + made.warnings
    files = [pypdf.PdfReader(file) for file in made.out.glob("*.pdf")]
    text = " ".join(page.extract_text() for file in files for page in file.pages)
    words = " ".join(text.split())
    assert "The metric decides which prediction leads" in words
    assert "Scores of predictions." in words and "Turn the knobs" not in words


def test_the_figure_follows_the_vocabulary(book: Book) -> None:
    with_metrics(book, TOY).build()
    book.edit(WORDS, "name: size of errors", "name: errors in size")
    made = book.build()
    assert made.status == 0, made.stderr + made.warnings
    assert "is last by errors in size" in figure(made).get_text()
    heads = [head.get_text() for head in figure(made).select(".toy tbody th")]
    assert "errors in size" in heads and "size of errors" not in heads


def test_without_metrics_to_simulate_the_page_says_what_to_write(book: Book) -> None:
    book.edit("conf.py", '"livingreview.figures.evidence",', '"livingreview.figures.toy",')
    text = (book.root / PAGE).read_text(encoding="utf-8")
    book.write(PAGE, text + TOY)
    made = book.build("dummy")
    told = [line for line in made.warnings.splitlines() if "metric-toy" in line]
    assert any("write simulated: and one of change" in line for line in made.warnings.splitlines())
    assert made.status != 0, told


# -- words about scores ---------------------------------------------------------------------------


def row(metric: str, better: str = "higher", **scores: float) -> dict[str, Any]:
    """A row in which predictions are named by their first word."""
    named = {one: scores[one.split("-")[0].split()[0]] for one in PREDICTIONS}
    order = sorted(PREDICTIONS, key=lambda one: named[one] * (-1 if better == "higher" else 1))
    return {"metric": metric, "shared": 1, "own": 1, "cells": 16, **named, "_order": order}


def test_a_tie_names_all_who_lead() -> None:
    said = orders.said([row("this", no=0, training=0.5, shrunken=0.5, over=0.4, replicate=0.9)])
    assert said == "Ahead, the replicate aside: training mean and shrunken model by this."


def test_a_beaten_replicate_is_told() -> None:
    said = orders.said([row("this", no=0, training=0.7, shrunken=0.5, over=0.4, replicate=0.6)])
    assert said.endswith("training mean by this. Even the replicate is behind by this.")


def test_where_one_prediction_always_leads_no_turn_is_claimed() -> None:
    same = {"no": 0.1, "training": 0.7, "shrunken": 0.5, "over": 0.4, "replicate": 0.9}
    assert orders.message([row("this", **same), row("that", **same)]) == (
        "By each of two metrics the same prediction leads, the replicate aside."
    )


# -- the simulation -------------------------------------------------------------------------------

UP, DOWN = [4.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 4.0]
NOTHING = [0.0] * 4


def test_telling_apart_is_half_for_one_answer_to_all() -> None:
    assert simulated.nearest([UP, UP], [UP, DOWN], NOTHING) == 0.5
    assert simulated.nearest([UP, DOWN], [UP, DOWN], NOTHING) == 1
    assert simulated.nearest([DOWN, UP], [UP, DOWN], NOTHING) == 0


def test_a_pattern_of_any_size_varies_with_itself() -> None:
    double = [2 * value for value in UP]
    assert simulated.change([double], [UP], NOTHING) == pytest.approx(1)
    assert simulated.change([NOTHING], [UP], NOTHING) == 0
    assert simulated.absolute([double], [UP], NOTHING) == pytest.approx(1.25)


def test_of_the_mean_nothing_is_left_once_it_is_taken_off() -> None:
    assert simulated.own([UP], [DOWN], UP) == 0


@pytest.mark.parametrize("setting", simulated.SETTINGS[::7], ids=str)
def test_scores_are_what_the_vocabulary_says_of_them(setting: Setting) -> None:
    found = simulated.scores(setting)
    assert found["nearest"]["no change"] == found["nearest"]["training mean"] == 0.5
    assert found["change"]["no change"] == found["own"]["training mean"] == 0
    assert found["top"]["no change"] == simulated.CHANGED / simulated.GENES
    assert found["absolute"]["replicate"] > 0
    assert found["own"]["replicate"] <= found["change"]["replicate"] + 0.05


def test_more_cells_bring_a_replicate_nearer() -> None:
    found = [simulated.scores(Setting(1, 0.5, cells)) for cells in simulated.CELLS]
    errors = [scores["absolute"]["replicate"] for scores in found]
    assert errors == sorted(errors, reverse=True)


# -- the table, and faults of the vocabulary ------------------------------------------------------


def test_the_table_shows_equations_sources_and_who_reports_a_metric(built: Built) -> None:
    table = built.page("alpha").find("table", id="tab-scores")
    assert isinstance(table, Tag)
    heads = [head.get_text() for head in table.find_all("th")]
    assert heads[:3] == ["Metric", "Equation", "Rewards"]
    lines = table.select("tbody tr")
    assert [line.td.get_text(strip=True) for line in lines if line.td] == [
        name for _, name, _, _ in METRICS
    ]
    first = lines[0]
    assert first.select_one("math") is not None and "Cole and Dahl" in first.get_text()
    assert first.select_one('a[href="register/benchmarks.html#pair-bench"]') is not None
    number = first.select_one("a.finding")
    assert number is not None and number.get_text() == "0.61"
    assert "none recorded" in lines[1].get_text()


def test_the_table_follows_the_benchmarks(book: Book) -> None:
    with_metrics(book, TABLE).build()
    book.edit("evidence/papers/cole2024test.yaml", "name: PairBench", "name: Pairs in a Bench")
    made = book.build()
    assert made.status == 0, made.stderr + made.warnings
    table = made.page("alpha").find("table", id="tab-scores")
    assert isinstance(table, Tag) and "Pairs in a Bench" in table.get_text()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("simulated: change", "simulated: chance", "write one of: change"),
        ("simulated: absolute", "simulated: change", "two metrics are simulated as change"),
        ("references: [cole2024test]", "references: [cole2024tset]",
         "cole2024tset is not in refs.bib; did you mean cole2024test?"),
        ("{cite:p}`cole2024test`", "{cite:p}`cole2024tset`", "cole2024tset is not in refs.bib"),
        ("`0.61 <linking-auprc/model/near>`", "`0.67 <linking-auprc/model/near>`",
         "the text says 0.67, the record linking-auprc/model/near says 0.61"),
        ("      scale: None.\n", "", "what the size of a prediction does to the score"),
        ("      scale: None.\n", "      sclae: None.\n", "did you mean scale?"),
        ("response_tasks: [linking]", "response_tasks: [linkin]", "did you mean linking?"),
    ],
)  # fmt: skip
def test_a_fault_of_a_metric_is_one_line(book: Book, old: str, new: str, says: str) -> None:
    with_metrics(book, "")
    line = book.edit(WORDS, old, new)
    made = book.build("dummy")
    told = [text for text in made.stderr.splitlines() if text.startswith(f"{WORDS}:")]
    assert len(told) == 1 and says in told[0], made.stderr
    at = int(told[0].split(":")[1])
    assert at <= line and (at == line or "scale" in old), told


@pytest.mark.parametrize("line", ["overline", "underline"])
def test_an_equation_that_the_screen_would_lose_is_told(book: Book, line: str) -> None:
    with_metrics(book, TABLE)
    book.edit(WORDS, "{u - b}", f"{{\\{line}{{u}} - b}}")
    made = book.build()
    told = [text for text in made.warnings.splitlines() if "is lost on screen" in text]
    assert len(told) == 1 and f"\\{line}" in told[0], made.warnings


def test_what_the_book_says_of_its_metrics_is_whole() -> None:
    words, problems = vocabulary.read(Path(REPOSITORY, WORDS))
    assert problems == []
    assert set(words.simulated) == set(simulated.SCORES)
    assert {metric.better for metric in words.metrics if metric.responses} == {"higher", "lower"}
