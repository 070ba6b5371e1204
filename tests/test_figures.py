"""Figures from the register: two modes, words, data, and the same bytes each time."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Book, Built, NewBook
from PIL import Image

FIGURES = [("alpha", "fig-models", 1), ("beta", "fig-data", 1)]


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


def data(built: Built, page: str, name: str) -> list[dict[str, str]]:
    """The data that a figure offers."""
    links = figure(built, page, name).find_all("a", class_="download")
    file = next(link["href"] for link in links if link["href"].endswith(".csv"))
    return list(csv.DictReader(built.text(file).splitlines()))


def test_contests_say_who_won_and_how_independent(site: Built) -> None:
    rows = {row["id"]: row for row in data(site, "beta", "fig-contests")}
    assert rows["tiny-own"]["independent"] == "False"
    assert rows["tiny-own"]["model_better"] == "1"
    assert rows["linking-auprc"]["independent"] == "True"
    assert rows["linking-auprc"]["comparisons"] == "1"  # the other has no baseline
    assert float(rows["linking-auprc"]["ratios"]) == pytest.approx(0.61 / 0.59, rel=1e-3)
    assert not any(name.startswith("_") for name in rows["tiny-own"])


def test_contests_name_both_sides_and_write_the_totals(site: Built) -> None:
    for svg in figure(site, "beta", "fig-contests").find_all("svg"):
        words = [text.get_text() for text in svg.find_all("text")]
        assert "tested by others: model ahead in 1 of 1" in words
        assert "tested by makers of a model: model ahead in 1 of 1" in words
        assert {"model v. distance", "Tiny v. linear", "1/1"} <= set(words)
        assert "tested by others: model ahead in 1 of 1" in svg["aria-label"]


def test_a_test_by_makers_is_hollow(site: Built) -> None:
    for svg in figure(site, "beta", "fig-contests").find_all("svg"):
        fills = {c.title.get_text(): c["fill"] for c in svg.find_all("circle") if c.title}
        hollow = [said for said, fill in fills.items() if "background" in fill]
        assert len(fills) == 2
        assert [said.partition(":")[0] for said in hollow] == ["Ames and Bond (2023)"]


def test_class_narrows_a_figure_or_is_refused(book: Book) -> None:
    book.edit("docs/alpha.md", ":name: fig-models", ":name: fig-models\n:class: seq2seq")
    assert book.build("dummy").status == 1  # the only model is of another class


def test_two_builds_are_identical(site: Built, new_book: NewBook) -> None:
    again = new_book().build("html")

    def files(built: Built) -> dict[str, bytes]:
        made = [*built.out.glob("_images/*"), *built.out.glob("_downloads/*/*")]
        made += [built.out / "alpha.html", built.out / "beta.html"]
        return {path.name: path.read_bytes() for path in made}

    assert {"fig-contests.svg", "fig-contests.png", "fig-contests.csv"} <= set(files(site))
    assert files(site) == files(again)


DOTS = """
:::{evidence-figure} dots
---
name: fig-dots
series: Near, Far
rows: |
  # AUPRC, one screen
  chance = 0.2
  Model = linking-auprc/model/near, linking-auprc/model/far
  # AUPRC, another
  Distance = linking-auprc/distance/near, -
---
**Near and far.**
What follows is the detail.
:::
"""


@pytest.fixture(scope="module")
def dots(new_book: NewBook) -> Built:
    """A page with values side by side in two panels."""
    book = new_book()
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + DOTS)
    built = book.build("html")
    assert built.status == 0, built.warnings
    return built


def drawings(built: Built, name: str = "fig-dots") -> dict[float, Tag]:
    """The drawings that stand in the page, by their width."""
    found = figure(built, "alpha", name).find_all("svg")
    return {float(svg["width"]): svg for svg in found}


def test_a_drawing_for_each_width_stands_in_the_page(dots: Built) -> None:
    assert set(drawings(dots)) == {720, 360}
    assert not figure(dots, "alpha", "fig-dots").find_all("img")


def test_no_word_is_smaller_than_eleven_pixels_on_a_small_phone(dots: Built) -> None:
    for width, room in ((720, 629), (360, 328)):  # where the wide one gives way, and what is left
        svg = drawings(dots)[width]
        sizes = [float(t.get("font-size", svg["font-size"])) for t in svg.find_all("text")]
        assert sizes and min(sizes) * room / width >= 11


def test_a_drawing_says_its_values(dots: Built) -> None:
    for svg in drawings(dots).values():
        assert svg["role"] == "img"
        said = svg["aria-label"]
        assert "AUPRC, one screen: Model: Near 0.61, Far 0.126; chance 0.2." in said
        assert "AUPRC, another: Distance: Near 0.59." in said


def test_a_drawing_holds_no_id_and_nothing_from_elsewhere(dots: Built) -> None:
    for svg in drawings(dots).values():
        assert not svg.find_all(id=True)
        assert not re.search(r"(href|url\(|<image|<style)", str(svg))


def test_panels_that_measure_the_same_share_a_scale(dots: Built) -> None:
    """0.61 in one panel lies right of 0.59 in the other, and there is one axis."""
    for svg in drawings(dots).values():
        at = {
            mark.title.get_text(): float(mark["cx"])
            for mark in svg.find_all("circle")
            if mark.title is not None
        }
        assert 0 < at["Model, Near: 0.61"] - at["Distance, Near: 0.59"] < 20
        words = [text.get_text() for text in svg.find_all("text")]
        assert words.count("AUPRC") == 1
        assert {"One screen", "Another"} <= set(words)


def test_message_number_and_detail_follow_one_another(dots: Built) -> None:
    caption = figure(dots, "alpha", "fig-dots").find("figcaption")
    assert caption is not None
    words = re.sub(r"\s+", " ", caption.get_text()).strip()
    assert re.match(r"Near and far\. Fig\. \d\. What follows is the detail\.", words)


def test_a_figure_can_be_taken_along(dots: Built) -> None:
    shown = figure(dots, "alpha", "fig-dots")
    links = {link.get_text(): dots.out / link["href"] for link in shown.select("a.download")}
    assert list(links) == ["SVG", "PNG", "Data (CSV)"]
    svg = ElementTree.parse(links["SVG"]).getroot()
    words = " ".join("".join(e.itertext()) for e in svg.iter() if e.tag.endswith("}text"))
    assert "Near and far." in words and "CC BY 4.0" in words and "A Tiny Review" in words
    assert "var(" not in links["SVG"].read_text(encoding="utf-8")
    with Image.open(links["PNG"]) as picture:
        assert picture.size[0] > 1400
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 10
    rows = list(csv.DictReader(links["Data (CSV)"].read_text(encoding="utf-8").splitlines()))
    assert [(row["label"].rstrip("†"), row["panel"]) for row in rows] == [
        ("Model", "AUPRC, one screen"),
        ("Distance", "AUPRC, another"),
    ]
    credit = shown.select(".fig-credit")[0].get_text()
    assert "CC BY 4.0" in credit and re.search(r"Fig\. \d", credit)
    assert credit.endswith("Values: Cole and Dahl (2024).")
    assert "Drawn from 1 record." in shown.get_text()


def test_words_follow_the_record(book: Book) -> None:
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + DOTS)
    book.edit("evidence/papers/cole2024test.yaml", "model: [0.61,", "model: [0.65,")
    book.edit("docs/alpha.md", "{finding}`0.61 <", "{finding}`0.65 <")
    built = book.build("html")
    for svg in drawings(built).values():
        assert "Near 0.65" in svg["aria-label"]
        assert "0.65 · 0.13" in [text.get_text() for text in svg.find_all("text")]


def test_other_outputs_hold_a_figure_once(new_book: NewBook) -> None:
    book = new_book()
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + DOTS)
    book.edit("conf.py", "extensions = [", 'extensions = [\n    "livingreview.html.epub",')
    built = book.build("epub")
    assert built.status == 0, built.warnings
    page = BeautifulSoup(built.text("alpha.xhtml"), "html.parser")
    shown = page.find(id="fig-dots")
    assert shown is not None
    (image,) = shown.find_all("img")
    assert "Near 0.61" in image["alt"]
    assert not shown.find_all(["svg", "details", "button"])
    assert "var(" not in (built.out / image["src"]).read_text(encoding="utf-8")


def test_a_word_that_would_be_cut_off_stops_the_build(book: Book) -> None:
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    long = "A model with a name that no telephone can show in a line of its own, let alone two"
    book.write("docs/alpha.md", text + DOTS.replace("Model = ", f"{long} = "))
    built = book.build("dummy")
    assert built.status != 0
    (told,) = built.warnings.splitlines()
    assert re.match(r".*docs/alpha\.md:\d+:", told)
    assert "at 360 px" in told and long[:20] in told and "shorten it" in told


def test_a_letter_without_a_picture_stops_the_build(book: Book) -> None:
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + DOTS.replace("Model = ", "模型 = "))
    built = book.build("dummy")
    assert built.status != 0
    assert "which the font lacks" in built.warnings


def test_a_caption_begins_with_its_message(book: Book) -> None:
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + DOTS.replace("**Near and far.**", "Near and far."))
    built = book.build("dummy")
    assert built.status != 0
    (told,) = built.warnings.splitlines()
    assert "does not begin with its message" in told


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  # AUPRC, one screen\n  chance = 0.2\n", "", "axis of a panel first"),
        ("chance = 0.2", "chance = some", "no record has the id 'some'"),
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
