"""Each page as a reader meets it: from a server and from disk, with scripts and without, on a phone
and on paper."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from browser.conftest import Visits
from browser.site import LAPTOP, PHONE, SMALL, brightness, every_page

HEAD = "article h1, article h2"
# How much does not fit into the window, or into the box around the text that would scroll.
WIDER = """() => {
  let most = 0;
  for (let box = document.querySelector("article"); box; box = box.parentElement) {
    const window = box === document.documentElement;
    if (window || getComputedStyle(box).overflowX !== "visible")
      most = Math.max(most, box.scrollWidth - box.clientWidth);
  }
  return most;
}"""
# What of a figure lies beyond the edge of the window or of a box that cuts or scrolls it.
CROPPED = """() => [...document.querySelectorAll("figure")].flatMap((figure) => {
  const shown = [...figure.querySelectorAll("img, svg")].filter((one) => one.checkVisibility());
  return shown.filter((picture) => {
    let edge = document.documentElement.clientWidth;
    for (let box = picture.parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible")
        edge = Math.min(edge, box.getBoundingClientRect().right);
    }
    return picture.getBoundingClientRect().right > edge + 1;
  }).map((picture) => `${figure.id}: ${picture.getBoundingClientRect().width} px wide`);
})"""


def test_pages_from_disk_open_with_whole_figures(visit: Visits, whole_site: Path) -> None:
    window = visit.window(LAPTOP)
    figures = 0
    for name in every_page(whole_site):
        if name == "404":
            continue  # servers show it, at any depth, so its own addresses begin at their root
        visit.go(window, name, disk=True)
        assert window.inner_text(HEAD), name  # the fixture sees every error
        assert window.evaluate(CROPPED) == [], name
        figures += window.locator("figure").count()
    assert figures > 5


def test_pages_from_a_server_open_and_fit_a_phone(visit: Visits, whole_site: Path) -> None:
    window = visit.window(PHONE)
    wide = []
    for name in every_page(whole_site):
        visit.go(window, name)
        assert window.inner_text(HEAD), name
        for width in (PHONE, SMALL):
            window.set_viewport_size({"width": width, "height": 800})
            wide += [f"{name}: {said}" for said in window.evaluate(CROPPED)]
            if more := window.evaluate(WIDER):
                wide.append(f"{name}: {more} px wider than {width}")
    assert not wide


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_who_follows_a_link_to_a_heading_lands_there(visit: Visits, width: int) -> None:
    window = visit("index", width)
    window.goto(window.url.replace("index.html", "transcriptome.html#how-to-choose"))
    top = window.locator("#how-to-choose").evaluate("one => one.getBoundingClientRect().top")
    assert 0 <= top <= 80


NUMBERS_OUT_OF_SIGHT = """() => [...document.querySelectorAll(".eqno")].filter((one) => {
  const box = one.closest(".math-display").getBoundingClientRect();
  const own = one.getBoundingClientRect();
  return own.right > box.right + 1 || own.left < box.left;
}).length"""


def test_on_a_phone_a_long_formula_keeps_its_number_and_shows_that_it_goes_on(
    visit: Visits,
) -> None:
    window = visit("transcriptome", PHONE)
    assert window.evaluate(NUMBERS_OUT_OF_SIGHT) == 0
    long = window.locator(".math-display.more-right").first
    expect(long).to_have_attribute("tabindex", "0")
    handle = long.element_handle()
    handle.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    window.wait_for_function("box => !box.matches('.more-right')", arg=handle)


def test_on_a_phone_the_names_of_rows_stay_beside_their_values(visit: Visits) -> None:
    window = visit("tasks/causal-variants", PHONE)
    wide = window.locator(".table-wrapper.more-right:has(table.values)").first
    name = wide.locator("tbody th").first
    before = name.bounding_box()
    wide.evaluate("box => box.scrollBy(120, 0)")
    after = name.bounding_box()
    assert before and after and abs(before["x"] - after["x"]) < 1


def test_a_table_of_three_columns_is_cards_on_a_phone(visit: Visits) -> None:
    window = visit("summary", PHONE)
    table = window.locator("table.lead-claims")
    assert table.evaluate("one => one.scrollWidth - one.parentElement.clientWidth") <= 0
    box = table.locator("a.certainty").first.bounding_box()
    assert box and box["x"] + box["width"] <= PHONE


def test_the_head_of_a_phone_is_one_line(visit: Visits) -> None:
    window = visit("outlook", PHONE)
    brand = window.locator(".mobile-header .brand")
    assert brand.evaluate("one => one.scrollWidth <= one.clientWidth && one.clientHeight < 30")


# -- without scripts ------------------------------------------------------------------------------


def test_a_chapter_is_whole_without_scripts(visit: Visits) -> None:
    plain = visit("seq2function", java_script_enabled=False)
    scripted = visit("seq2function")
    for part in ("article p", "article table", "article figure", "article math"):
        count = plain.locator(f"{part}:visible").count()
        assert count >= scripted.locator(f"{part}:visible").count() - 1 > 2, part
    assert plain.locator("a.finding").first.get_attribute("href")


def test_the_menu_opens_on_a_phone_without_scripts(visit: Visits) -> None:
    window = visit("seq2function", PHONE, java_script_enabled=False)
    window.locator("label.nav-overlay-icon").click()
    window.locator(".sidebar-tree a[href='outlook.html']").first.click()
    assert window.url.endswith("/outlook.html")


def test_a_page_is_dark_without_scripts_where_the_system_is(visit: Visits) -> None:
    window = visit("seq2function", color_scheme="dark", java_script_enabled=False)
    assert brightness(window) < 0.2


def test_the_search_page_leads_on_without_scripts(visit: Visits) -> None:
    window = visit("search", java_script_enabled=False)
    window.get_by_role("link", name="Index of terms").click()
    assert window.inner_text("h1, h2") == "Index"


# -- on paper -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index", "outlook", "register/models"])
def test_a_page_prints_its_text_from_the_first_sheet_on(visit: Visits, name: str) -> None:
    window = visit(name)
    sheets = PdfReader(io.BytesIO(window.pdf(format="A4"))).pages
    first, second = (sheet.extract_text() for sheet in sheets[:2])
    assert window.inner_text("h1").replace("¶", "").strip()[:20] in first
    assert len(first) > 500, "the first sheet is blank"
    assert "Skip to content" not in first + second
