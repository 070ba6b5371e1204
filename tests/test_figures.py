"""Figures from the register: two modes, words, data, and the same bytes each time."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import Tag
from conftest import Book, Built, NewBook

FIGURES = [("alpha", "fig-models", 1), ("beta", "fig-contests", 2), ("beta", "fig-data", 1)]


def figure(built: Built, page: str, name: str) -> Tag:
    found = built.page(page).find(id=name)
    assert found is not None
    return found


@pytest.mark.parametrize(("page", "name", "count"), FIGURES)
def test_figure_has_a_picture_for_each_mode(site: Built, page: str, name: str, count: int) -> None:
    images = figure(site, page, name).find_all("img")
    assert [next(c for c in image["class"] if "only" in c) for image in images] == [
        "only-light",
        "only-dark",
    ]
    pictures = [(site.out / image["src"]).read_bytes() for image in images]
    assert pictures[0] != pictures[1]
    assert {ElementTree.fromstring(data).tag.rpartition("}")[2] for data in pictures} == {"svg"}


@pytest.mark.parametrize(("page", "name", "count"), FIGURES)
def test_figure_has_alternative_text(site: Built, page: str, name: str, count: int) -> None:
    alts = {image["alt"] for image in figure(site, page, name).find_all("img")}
    assert len(alts) == 1
    assert all(alts)


@pytest.mark.parametrize(("page", "name", "count"), FIGURES)
def test_data_has_as_many_rows_as_records_are_named(
    site: Built, page: str, name: str, count: int
) -> None:
    shown = figure(site, page, name)
    stated = re.search(r"Drawn from (\d+) records?", shown.get_text())
    assert stated and int(stated[1]) == count
    link = shown.find("a", class_="download")
    assert link is not None
    rows = list(csv.DictReader(site.text(link["href"]).splitlines()))
    assert len(rows) == count
    assert all(row["citekey"] for row in rows)


def test_one_record_is_not_plural(site: Built) -> None:
    assert "Drawn from 1 record." in figure(site, "alpha", "fig-models").get_text()


def test_figure_is_numbered_and_referred_to(site: Built) -> None:
    assert "Fig. 1 shows one model." in site.page("alpha").get_text()


def test_contests_say_who_won_and_how_independent(site: Built) -> None:
    link = figure(site, "beta", "fig-contests").find("a", class_="download")
    assert link is not None
    rows = {row["id"]: row for row in csv.DictReader(site.text(link["href"]).splitlines())}
    assert rows["tiny-own"]["independent"] == "False"
    assert rows["tiny-own"]["model_better"] == "1"
    assert rows["linking-auprc"]["independent"] == "True"
    assert rows["linking-auprc"]["comparisons"] == "1"  # the other has no baseline
    assert float(rows["linking-auprc"]["differences"]) == pytest.approx(100 * 0.02 / 0.59, rel=1e-3)


def test_class_narrows_a_figure_or_is_refused(book: Book) -> None:
    book.edit("docs/alpha.md", ":name: fig-models", ":name: fig-models\n:class: seq2seq")
    assert book.build("dummy").status == 1  # the only model is of another class


def test_two_builds_are_identical(site: Built, new_book: NewBook) -> None:
    again = new_book().build("html")

    def files(built: Built) -> dict[str, bytes]:
        drawn = [*built.out.glob("_images/*.svg"), *built.out.glob("_downloads/*/*.csv")]
        return {path.name: path.read_bytes() for path in drawn}

    assert len(files(site)) == 9
    assert files(site) == files(again)


DOTS = """
:::{evidence-figure} dots
---
name: fig-dots
alt: Two rows, the model left of distance alone.
series: Near, Far
rows: |
  # AUPRC
  Model = linking-auprc/model/near, linking-auprc/model/far
  Distance = linking-auprc/distance/near, -
---
Near and far.
:::
"""


def test_any_values_can_be_shown_side_by_side(book: Book) -> None:
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + DOTS)
    built = book.build("html")
    assert built.status == 0, built.warnings
    shown = figure(built, "alpha", "fig-dots")
    link = shown.find("a", class_="download")
    assert link is not None
    rows = list(csv.DictReader(built.text(link["href"]).splitlines()))
    assert [row["label"].rstrip("†") for row in rows] == ["Model", "Distance"]
    assert {row["panel"] for row in rows} == {"AUPRC"}
    assert "Drawn from 1 record." in shown.get_text()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  # AUPRC\n", "", "axis of a panel first"),
        ("/model/near, linking-auprc/model/far", "/model/near", "label = address, address"),
        ("linking-auprc/model/near", "linking-auprc/modle/near", "did you mean model?"),
    ],
)
def test_a_wrong_row_is_named(book: Book, old: str, new: str, says: str) -> None:
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + DOTS.replace(old, new))
    built = book.build("dummy")
    assert built.status != 0
    assert says in built.warnings and "docs/alpha.md:" in built.warnings


def test_rows_do_not_hang_on_the_order_of_a_set() -> None:
    code = (
        "from pathlib import Path\n"
        "from livingreview.figures import evidence\n"
        "from livingreview.text import check\n"
        "_, books, _ = check.load(Path.cwd())\n"
        "print([kind.rows(books, evidence.Wish()) for kind in evidence.KINDS.values()])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[1],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "6")
    }
    assert len(printed) == 1
