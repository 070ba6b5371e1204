"""Figures from the register: two widths, words, data, and the same bytes each time."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import ON_THE_MAP, Book, Built, NewBook
from PIL import Image

FIGURES = [("alpha", "fig-models", 1), ("beta", "fig-data", 1)]


def figure(built: Built, page: str, name: str) -> Tag:
    found = built.page(page).find(id=name)
    assert found is not None
    return found


def data(built: Built, page: str, name: str) -> list[dict[str, str]]:
    """The data that a figure offers."""
    links = figure(built, page, name).find_all("a", class_="download")
    file = next(link["href"] for link in links if link["href"].endswith(".csv"))
    return list(csv.DictReader(built.text(file).splitlines()))


@pytest.mark.parametrize(("page", "name", "count"), FIGURES)
def test_data_has_as_many_rows_as_records_are_named(
    site: Built, page: str, name: str, count: int
) -> None:
    stated = re.search(r"Drawn from (\d+) records?", figure(site, page, name).get_text())
    assert stated and int(stated[1]) == count
    rows = data(site, page, name)
    assert len(rows) == count
    assert all(row["citekey"] for row in rows)


def test_one_record_is_not_plural(site: Built) -> None:
    assert "Drawn from 1 record." in figure(site, "alpha", "fig-models").get_text()


def test_figure_is_numbered_and_referred_to(site: Built) -> None:
    assert "Fig. 1 shows one model." in site.page("alpha").get_text()


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
        assert {"model v. distance", "Tiny v. linear", "ahead", "1/1"} <= set(words)
        assert "tested by others: model ahead in 1 of 1" in svg["aria-label"]


def test_contests_of_one_class_say_whose_they_are_and_what_was_held_out(site: Built) -> None:
    for svg in figure(site, "beta", "fig-contests").find_all("svg"):
        words = [text.get_text() for text in svg.find_all("text")]
        assert {"Cole and Dahl (2024)", "Ames and Bond (2023)", "held out: locus"} <= set(words)


def test_contests_by_task_take_the_papers_on_a_task_together(book: Book) -> None:
    file = "evidence/papers/cole2024test.yaml"
    record = (book.root / file).read_text(encoding="utf-8")
    start = record.index("  - id: linking-auprc")
    twin = record[start : record.index("  - id: screen-cost")].replace("linking-auprc", "twin")
    twin = twin.replace("how: data}", "how: data, seen: 2024-08-01}")
    other = "evidence/papers/evans2024again.yaml"
    text = (book.root / other).read_text(encoding="utf-8")
    methods = "methods: {model: [tiny-net], distance: none}\n"
    book.write(other, text.replace("findings:\n", f"{methods}findings:\n{twin}", 1))
    for by, counts in (("paper", 2), ("task", 1)):
        page = (book.root / "docs/beta.md").read_text(encoding="utf-8")
        page = re.sub(
            r":name: fig-contests\n(:by: \w+\n)?", f":name: fig-contests\n:by: {by}\n", page
        )
        book.write("docs/beta.md", page)
        made = book.build("html")
        assert made.status == 0 or "nobody" in made.warnings, made.stderr + made.warnings
        for svg in figure(made, "beta", "fig-contests").find_all("svg"):
            words = [text.get_text() for text in svg.find_all("text")]
            assert sum(word.startswith("model v. distance") for word in words) == counts
            assert ("2 papers" in words) == (by == "task")


def test_contests_can_be_narrowed_to_tasks(book: Book) -> None:
    book.edit("docs/beta.md", ":name: fig-contests", ":name: fig-contests\n:tasks: reach")
    made = book.build("html")
    assert made.status == 0, made.stderr + made.warnings
    assert {row["id"] for row in data(made, "beta", "fig-contests")} == {"linking-auprc"}
    book.edit("docs/beta.md", ":tasks: reach", ":tasks: raech")
    told = book.build("dummy").warnings
    assert "no task raech; did you mean reach?" in told and "docs/beta.md:" in told


def test_a_test_by_makers_is_hollow(site: Built) -> None:
    for svg in figure(site, "beta", "fig-contests").find_all("svg"):
        fills = {c.title.get_text(): c["fill"] for c in svg.find_all("circle") if c.title}
        hollow = [said for said, fill in fills.items() if "background" in fill]
        assert len(fills) == 2
        assert [said.partition(":")[0] for said in hollow] == ["Ames and Bond (2023)"]


def test_models_stand_at_their_year_and_size_in_every_width(site: Built) -> None:
    svgs = figure(site, "alpha", "fig-models").find_all("svg")
    assert {float(svg["width"]) for svg in svgs} == {720, 360}
    for svg in svgs:
        marks = [circle.title.get_text() for circle in svg.find_all("circle") if circle.title]
        assert "Tiny, 2023: 131,072 bp" in marks
        words = [text.get_text() for text in svg.find_all("text")]
        assert {"Input length", "seq2function", "Tiny", "2023"} <= {word.strip() for word in words}
        assert (
            "input length of 1 of 1 models, the largest so far 131,072 bp (Tiny, 2023)"
            in (svg["aria-label"])
        )


SCREENS = """
:::{evidence-figure} perturbation-data
---
name: fig-screens
rows: |
  # Genes
  Broad = broad-screen
  Deep = deep-screen
  Silent = silent-screen
  Placeless = placeless-screen
  # Drugs
  Wells = well-screen
  Half = deep-screen/drugs
---
Each counted by its makers.
:::
"""
SCREEN = """\
  - id: {id}-screen
    name: {id} screen
    year: 2021
    modality: CRISPR interference
    perturbation_type: knock-down
    perturbations: {perturbations}
    contexts: {{value: {contexts}, unit: cell lines}}
    profiles: {profiles}
    access: open
    license: unknown
    more: {{drugs: 40}}
    source: {{repo: example/tiny, commit: 0123abc, path: results.csv, at: Methods, how: data}}
"""


@pytest.fixture(scope="module")
def screens(new_book: NewBook) -> Built:
    """A page with data sets of perturbed cells in two panels."""
    book = new_book()
    made = [
        SCREEN.format(id=name, perturbations=many, contexts=contexts, profiles=profiles)
        for name, many, contexts, profiles in (
            ("broad", 9000, 2, "{value: 4000000, unit: cells}"),
            ("deep", 300, 40, "{value: 1000000, unit: cells}"),
            ("silent", 1500, 4, "unknown"),
            ("placeless", "unknown", 12, "{value: 3000000, unit: cells}"),
            ("well", 20000, 80, "{value: 50000, unit: wells}"),
        )
    ]
    book.edit("evidence/papers/ames2023tiny.yaml", "datasets:\n", "datasets:\n" + "".join(made))
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + SCREENS)
    built = book.build("html")
    assert built.status == 0, built.warnings
    return built


def test_the_area_of_a_disk_is_in_proportion_to_its_cells(screens: Built) -> None:
    for svg in drawings(screens, "fig-screens").values():
        said = {c.title.get_text(): float(c["r"]) for c in svg.find_all("circle") if c.title}
        broad, deep = (
            said[f"{name}: {counts} cells"]
            for name, counts in (
                ("Broad (2021)", "9,000 perturbations, 2 contexts, 4 million"),
                ("Deep (2021)", "300 perturbations, 40 contexts, 1 million"),
            )
        )
        assert (broad / deep) ** 2 == pytest.approx(4, rel=0.01)
        silent = next(c for c in svg.find_all("circle") if c.title and "not known" in c.title.text)
        assert "background" in silent["fill"]
        assert float(silent["r"]) < deep
        keyed = [float(c["r"]) for c in svg.find_all("circle") if c.get("fill-opacity")]
        assert deep == keyed[0]  # the key shows one million, a tenth and a hundredth of it


def test_panels_of_screens_share_scales_and_say_each_count(screens: Built) -> None:
    for svg in drawings(screens, "fig-screens").values():
        words = [text.get_text() for text in svg.find_all("text")]
        assert words.count("Perturbations") == words.count("1,000") == 2
        assert {"Genes", "Drugs", "Broad 2021", "Wells 2021", "Silent 2021"} <= set(words)
        assert "Without a place: Placeless (2021): number of perturbations not known" in " ".join(
            words
        )
        assert "Placeless 2021" not in words
        assert "Wells (2021): 20,000 perturbations, 80 contexts, bulk profiles" in svg["aria-label"]
        assert "Half (2021): 40 perturbations, 40 contexts, 1 million cells" in svg["aria-label"]


def test_the_message_is_made_from_the_data(screens: Built) -> None:
    caption = figure(screens, "alpha", "fig-screens").find("figcaption")
    assert caption is not None and caption.strong is not None
    assert caption.strong.get_text() == (
        "Single-cell screens are broad in perturbations or in contexts: of those drawn, none with "
        "more than 1,000 perturbations has more than 4 contexts."
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  # Genes\n", "", "write # and the name of a panel first"),
        ("= pair-screen", "= pari-screen", "no record has the id 'pari-screen'"),
        ("= pair-screen", "= gene-panel", "gene-panel"),
        ("= pair-screen", "= tiny-net/input_length", "tiny-net/input_length is no data set"),
    ],
)
def test_a_wrong_screen_is_named(book: Book, old: str, new: str, says: str) -> None:
    book.edit("docs/beta.md", old, new)
    built = book.build("dummy")
    assert built.status != 0
    assert says in built.warnings and "docs/beta.md:" in built.warnings


def test_a_name_without_room_stops_the_build(book: Book) -> None:
    book.edit(
        "docs/beta.md", "Pairs = pair-screen", "Pairs of elements and genes " * 3 + "= pair-screen"
    )
    built = book.build("dummy")
    assert built.status != 0
    assert "finds no place beside its point" in built.warnings


VERDICTS = """
:::{evidence-figure} evidence-map
:name: fig-verdicts

What was held out is new to the model.
:::
"""


def test_the_map_of_verdicts_says_every_cell(book: Book) -> None:
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + VERDICTS)
    book.write("evidence/claims/beta.yaml", ON_THE_MAP)
    built = book.build("html")
    assert built.status == 0, built.warnings
    for width, svg in drawings(built, "fig-verdicts").items():
        words = [text.get_text() for text in svg.find_all("text")]
        assert {"locus", "across genes", "seq2function"} <= set(words)
        assert words.count("holds") == 2  # in its cell and in the key
        silent = "no claim: locus" if width == 360 else "no claim"
        assert words.count(silent) == 2  # the other classes
        assert "seq2function: locus holds across genes (moderate certainty)" in svg["aria-label"]
    assert "hold in 1" in figure(built, "alpha", "fig-verdicts").figcaption.get_text()


def test_class_narrows_a_figure_or_is_refused(book: Book) -> None:
    book.edit("docs/alpha.md", ":name: fig-models", ":name: fig-models\n:class: seq2seq")
    assert book.build("dummy").status == 1  # the only model is of another class


def test_two_builds_are_identical(site: Built, cold_book: NewBook) -> None:
    again = cold_book().build("html")

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
    for width, room in ((720, 600), (360, 328)):  # where the wide one gives way, and what is left
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
        assert {"0.65", "0.13"} <= {text.get_text() for text in svg.find_all("text")}


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
