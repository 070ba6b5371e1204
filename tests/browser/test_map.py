"""The evidence map with its studies, and models side by side, as a reader uses them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.site import PHONE

DISK = pytest.mark.parametrize("disk", [False, True], ids=["server", "disk"])


def status(window: Page) -> tuple[int, int]:
    """How many studies are chosen, of how many."""
    words = window.locator(".bubble-status").inner_text()
    chosen, every = re.findall(r"\d+", words)
    return int(chosen), int(every)


# -- the map --------------------------------------------------------------------------------------


@DISK
def test_a_bubble_opens_its_claims_and_findings(visit: Visits, disk: bool) -> None:
    window = visit("map", disk=disk)
    bubble = window.locator(".bubble.says-stops").first
    summary = bubble.locator("summary")
    said = summary.inner_text()
    summary.click()
    studies = bubble.locator(".bubble-studies > li")
    expect(studies.first).to_be_visible()
    found = re.search(r"(\d+) stud", said)
    assert found and studies.count() == int(found[1])
    link = studies.first.locator("li a").first
    finding = str(link.get_attribute("href")).partition("#")[2]
    link.click()
    window.wait_for_url(f"**/*{finding}")


def test_the_map_by_keyboard_alone(visit: Visits) -> None:
    window = visit("map")
    summary = window.locator(".bubble summary").first
    summary.focus()
    window.keyboard.press("Enter")
    opened = window.locator(".bubble-open").first
    expect(opened).to_be_visible()
    window.keyboard.press("Tab")
    assert opened.evaluate("panel => panel.contains(document.activeElement)")
    window.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    expect(summary).to_be_focused()


def test_one_bubble_is_open_at_a_time(visit: Visits) -> None:
    window = visit("map")
    for place in (0, 1):
        window.locator(".bubble summary").nth(place).focus()
        window.keyboard.press("Enter")
    expect(window.locator(".bubble[open]")).to_have_count(1)


@pytest.mark.parametrize("name", ["kind", "year", "review", "whose"])
def test_a_choice_counts_fewer_studies_and_draws_them_smaller(visit: Visits, name: str) -> None:
    window = visit("map")
    before, every = status(window)
    assert before == every
    widths = window.locator(".bubble svg").evaluate_all("all => all.map(one => one.clientWidth)")
    menu = window.locator(f"select[data-filter={name}]")
    menu.select_option(index=1)
    after, _ = status(window)
    assert 0 < after < before
    shown = window.locator(".bubble:not([hidden]) .bubble-studies > li:not([hidden])")
    assert shown.count() == after
    now = window.locator(".bubble svg").evaluate_all("all => all.map(one => one.clientWidth)")
    assert sum(now) < sum(widths)
    menu.select_option(index=0)
    assert status(window) == (before, every)


def test_gaps_are_as_visible_as_results(visit: Visits) -> None:
    window = visit("map")
    gaps = window.locator(".bubble-gap:has(svg)")
    assert gaps.count() > 3
    expect(gaps.first).to_be_visible()
    expect(gaps.first).to_contain_text("gap: nothing measured")


def test_the_map_without_scripts_is_a_table_whose_bubbles_open(visit: Visits) -> None:
    window = visit("map", java_script_enabled=False)
    expect(window.locator(".bubble-filters")).to_be_hidden()
    assert window.locator("table.bubbles tbody tr").count() == 10
    window.locator(".bubble summary").first.click()
    expect(window.locator(".bubble-studies a").first).to_be_visible()


def test_the_map_on_a_phone_names_the_class_in_each_cell(visit: Visits) -> None:
    window = visit("map", PHONE)
    assert window.evaluate("document.documentElement.scrollWidth") <= PHONE
    cell = window.locator(".bubbles td").first
    said = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "seq2function" in said
    window.locator(".bubble summary").first.click()
    expect(window.locator(".bubble-studies a").first).to_be_visible()
    assert window.evaluate("document.documentElement.scrollWidth") <= PHONE


# -- models side by side --------------------------------------------------------------------------


@DISK
def test_the_address_holds_the_choice(visit: Visits, disk: bool) -> None:
    window = visit("compare", disk=disk)
    window.get_by_label("First model").select_option("scgpt")
    second = window.get_by_label("Second")
    second.select_option(label=str(second.locator("option[value=geneformer]").inner_text()))
    expect(window.get_by_role("heading", name="Side by side")).to_be_visible()
    address = window.url
    assert address.endswith("#scgpt+geneformer")
    shown = window.locator(".compare-result").inner_text()
    other = visit.window()
    other.goto(address)
    expect(other.get_by_role("heading", name="Side by side")).to_be_visible()
    assert other.locator(".compare-result").inner_text() == shown
    assert other.get_by_label("First model").input_value() == "scgpt"


def test_every_table_sets_chosen_models_side_by_side(visit: Visits) -> None:
    window = visit("compare")
    window.goto(f"{window.url}#scgpt+geneformer+scfoundation")
    tables = window.locator(".compare-table")
    expect(tables.first).to_be_visible()
    for table in tables.all():
        names = {link.inner_text() for link in table.locator("thead th > a").all()}
        assert len(names) > 1
        assert names <= {"scGPT", "Geneformer (V1)", "scFoundation"}


def test_what_may_not_be_compared_says_why(visit: Visits) -> None:
    window = visit("compare")
    window.goto(f"{window.url}#enformer+scgpt")
    expect(window.locator(".compare-status")).to_contain_text("0 tasks with values that may be")
    window.goto(window.url.replace("enformer+scgpt", "scgpt+geneformer"))
    reasons = window.locator(".compare-why li")
    for reason in reasons.all():
        assert re.search(r"measured with (another|other)", reason.inner_text())


def test_the_second_menu_begins_with_models_measured_on_the_same(visit: Visits) -> None:
    window = visit("compare")
    window.get_by_label("First model").select_option("scgpt")
    groups = window.get_by_label("Second").locator("optgroup")
    labels = [str(group.get_attribute("label")) for group in groups.all()]
    assert labels == ["Measured on the same", "No comparable values"]


def test_the_comparison_without_scripts_names_the_tasks(visit: Visits) -> None:
    window = visit("compare", java_script_enabled=False)
    expect(window.locator(".compare")).to_be_hidden()
    rows = window.locator("article table tbody tr")
    assert rows.count() > 10
    rows.first.locator("a").click()
    expect(window.locator("h1")).to_be_visible()


def test_the_comparison_fits_a_phone(visit: Visits) -> None:
    window = visit("compare", PHONE)
    window.goto(f"{window.url}#scgpt+geneformer+scfoundation")
    expect(window.locator(".compare-table").first).to_be_visible()
    assert window.evaluate("document.documentElement.scrollWidth") <= PHONE
