"""The knobs beneath the figure of the metrics: pressed, seen and heard, as a file on disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from conftest import REPOSITORY, Book, NewBook
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.site import LAPTOP, PHONE
from browser.test_standards import CONTRAST, judge  # noqa: F401 (a fixture)
from livingreview.figures import orders, simulated
from livingreview.figures.simulated import Setting
from livingreview.register import vocabulary

# The look of the book around a tiny page.
LOOK = f"""
import runpy
book = runpy.run_path({str(REPOSITORY / "conf.py")!r})
html_theme, html_static_path = "furo", [{str(REPOSITORY / "livingreview/html/static")!r}]
html_theme_options = book["html_theme_options"]
html_css_files = book["html_css_files"]
html_math_renderer = "mathml"
myst_enable_extensions = ["colon_fence", "dollarmath"]
extensions += ["livingreview.figures.toy", "livingreview.html.mathml", "livingreview.html.assets"]
extensions += ["livingreview.html.builder"]
"""
#: The settings with every knob turned to one of its ends.
CORNERS = [Setting(*each) for each in product((0.0, 2.0), (0.25, 2.0), (16, 1024))]
DISK = {"preload": False}  # axe-core may not read style sheets of a page on disk
#: The figure as all of the page: the tiny page around it is no page of the book.
ALONE = """() => {
  const main = document.createElement("main");
  const article = document.createElement("article");
  const head = Object.assign(document.createElement("h1"), { textContent: "Figure" });
  article.append(head, document.querySelector("#fig-toy"));
  main.append(article);
  document.body.replaceChildren(main);
}"""
METRICS = vocabulary.read(REPOSITORY / "evidence/vocabulary.yaml")[0].simulated


@pytest.fixture(scope="session")
def tiny(new_book: NewBook) -> Book:
    """A tiny site with the figure, in the look of the book."""
    book = new_book()
    words = (REPOSITORY / "evidence/vocabulary.yaml").read_text(encoding="utf-8")
    blocks = re.findall(r"^  - id: .*\n(?:    .*\n)+", words, re.M)
    taken = "".join(block for block in blocks if "      simulated: " in block)
    # The works and values that the texts name are not in the tiny book.
    taken = re.sub(r" \{cite:p\}`[^`]*`|\{finding\}`[^`]*`", "", taken)
    taken = re.sub(r"^      references: .*\n", "", taken, flags=re.M)
    book.edit("evidence/vocabulary.yaml", "metrics:\n", f"metrics:\n{taken}")
    conf = (book.root / "conf.py").read_text(encoding="utf-8")
    book.write("conf.py", conf + LOOK)
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", f"{text}\n:::{{metric-toy}}\n:name: fig-toy\n:::\n")
    built = book.build()
    assert built.status == 0, built.stderr + built.warnings
    return book


@pytest.fixture
def opened(visit: Visits, tiny: Book) -> Iterator[Any]:
    """A function that opens the page from disk."""

    def go(width: int = LAPTOP, **how: Any) -> Page:
        window = visit.window(width, **how)
        window.goto((tiny.root / "out/html/alpha.html").as_uri())
        return window

    yield go


def shown(window: Page) -> list[tuple[str, list[tuple[str, str]]]]:
    """The table beneath the knobs: each metric with predictions and scores in order."""
    found = []
    for row in window.locator(".toy tbody tr").all():
        cells = [cell.inner_text().split() for cell in row.locator("td").all()]
        names = [str(cell.get_attribute("title")) for cell in row.locator("td").all()]
        scores = [words[-1].replace("−", "-") for words in cells]
        found.append((row.locator("th").inner_text(), list(zip(names, scores, strict=True))))
    return found


def computed(setting: Setting) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same from the simulation."""
    return [
        (row["metric"], [(one, f"{row[one]:.2f}") for one in row["_order"]])
        for row in orders.gather(METRICS, setting)
    ]


def turned(window: Page, setting: Setting) -> None:
    """Turn every knob by the keyboard to a setting."""
    knobs = zip(window.locator(".toy input").all(),
                ((simulated.SHARED, setting.shared), (simulated.OWN, setting.own),
                 (simulated.CELLS, setting.cells)), strict=True)  # fmt: skip
    for knob, (values, value) in knobs:
        knob.focus()
        window.keyboard.press("Home")
        for _ in range(list(values).index(value)):
            window.keyboard.press("ArrowRight")


def test_it_begins_with_the_first_screen_of_the_figure(opened: Any) -> None:
    window = opened()
    expect(window.locator(".toy")).to_be_visible()
    assert shown(window) == computed(orders.DRAWN[0])


@pytest.mark.parametrize("setting", [*orders.DRAWN[1:], *CORNERS], ids=str)
def test_the_keyboard_turns_the_order_over(opened: Any, setting: Setting) -> None:
    window = opened()
    turned(window, setting)
    assert shown(window) == computed(setting)
    status = window.locator(".toy [role=status]")
    expect(status).to_have_text(orders.said(orders.gather(METRICS, setting)))
    values = [f"{value:g}" for value in (setting.shared, setting.own, setting.cells)]
    assert window.locator(".toy output").all_inner_texts() == values
    heard = [one.get_attribute("aria-valuetext") for one in window.locator(".toy input").all()]
    assert heard == values


def test_without_a_script_the_figure_stands_alone(opened: Any) -> None:
    window = opened(java_script_enabled=False)
    expect(window.locator(".toy")).to_be_hidden()
    expect(window.locator("#fig-toy svg.wide")).to_be_visible()


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_everybody_can_use_the_knobs(opened: Any, judge: Any, width: int) -> None:  # noqa: F811
    window = opened(width, color_scheme="light")
    window.evaluate(ALONE)
    assert judge(window, DISK) == []
    window.emulate_media(color_scheme="dark")
    assert judge(window, DISK | CONTRAST) == []
    assert judge(window, DISK | {"runOnly": ["target-size"]}) == []


def test_a_phone_shows_all_of_it(opened: Any) -> None:
    window = opened(PHONE)
    wider = "one => one.scrollWidth - one.clientWidth"
    assert window.locator("html").evaluate(wider) <= 0
    assert window.locator(".toy").evaluate(wider) <= 0
