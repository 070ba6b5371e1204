"""The search as a reader types it: beside every page, and on a page of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Visits
from browser.site import PHONE

DISK = pytest.mark.parametrize("disk", [False, True], ids=["server", "disk"])


def typed(window: Page, query: str) -> Locator:
    """What is offered below the field of the sidebar."""
    field = window.get_by_role("combobox", name="Search")
    field.fill(query)
    panel = window.get_by_role("listbox", name="Records found")
    expect(panel).to_be_visible()
    expect(panel.get_by_role("option").last).to_contain_text(query)
    return panel


@DISK
@pytest.mark.parametrize(
    ("query", "group", "name", "page"),
    [
        ("Performer", "Models", "Variformer", "variformer"),
        ("linear baseline", "Baselines and methods", "linear model", "linear-model"),
        ("traitgym", "Benchmarks", "TraitGym", "traitgym"),
    ],
)
def test_a_name_leads_to_its_record(
    visit: Visits, query: str, group: str, name: str, page: str, disk: bool
) -> None:
    window = visit("about/methods", disk=disk)
    panel = typed(window, query)
    first = panel.get_by_role("group").first
    expect(first).to_contain_text(group)
    option = first.get_by_role("option").first
    expect(option).to_contain_text(name)
    option.click()
    window.wait_for_url(f"**/*{page}*")
    assert name in window.inner_text("article")


def test_the_keyboard_alone_suffices(visit: Visits) -> None:
    window = visit("about/methods")
    window.keyboard.press("/")
    field = window.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    window.keyboard.type("scGPT")
    panel = window.get_by_role("listbox", name="Records found")
    expect(panel.get_by_role("group").first).to_contain_text("Models")
    expect(panel.get_by_role("group", name="Findings")).to_be_visible()
    chosen = panel.locator("[aria-selected=true]")
    expect(chosen).to_have_count(0)
    window.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("scGPT")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    window.keyboard.press("ArrowUp")
    expect(chosen).to_have_count(0)
    window.keyboard.press("ArrowUp")
    expect(chosen).to_contain_text("Records and text with scGPT")
    window.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(field).to_be_focused()
    window.keyboard.press("ArrowDown")
    expect(panel).to_be_visible()
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Enter")
    window.wait_for_url("**/*scgpt*")


def test_enter_alone_leads_to_everything_that_was_found(visit: Visits) -> None:
    window = visit("index")
    typed(window, "distant enhancers")
    window.keyboard.press("Enter")
    window.wait_for_url("**/search.html?q=distant+enhancers")
    results = window.locator("#search-results")
    expect(results.get_by_role("heading", name="In the text")).to_be_visible()
    expect(results.locator(".of-text mark").first).to_be_visible()


@DISK
def test_the_page_of_the_search_shows_records_and_text(visit: Visits, disk: bool) -> None:
    window = visit("search?q=Enformer", disk=disk)
    results = window.locator("#search-results")
    headings = results.get_by_role("heading")
    expect(headings.last).to_contain_text("In the text")
    assert headings.first.inner_text().startswith("Models")
    window.get_by_role("searchbox", name="Words to search for").fill("AUPRC")
    expect(headings.first).to_contain_text("Terms")
    assert "q=AUPRC" in window.url
    results.locator(".of-text a").first.click()
    window.wait_for_url("**/*.html*")
    assert "AUPRC" in window.inner_text("article")


def test_each_count_leads_to_what_it_counts(visit: Visits) -> None:
    window = visit("search?q=AUPRC")
    counts = window.locator("#search-status a")
    expect(counts.first).to_contain_text("Terms")
    counts.last.click()
    expect(window.get_by_role("heading", name="In the text")).to_be_in_viewport()
    assert "q=AUPRC" in window.url


def test_what_is_long_is_folded_and_a_press_shows_all(visit: Visits) -> None:
    window = visit("search?q=Enformer")
    findings = window.locator(".of-findings")
    before = findings.locator("li").count()
    findings.get_by_role("button").click()
    assert findings.locator("li").count() > before
    expect(findings.locator("li").nth(before).locator("a")).to_be_focused()


def test_a_slip_is_answered_by_a_question(visit: Visits) -> None:
    window = visit("search?q=geneformr")
    expect(window.locator("#search-status")).to_contain_text("Did you mean Geneformer")
    expect(window.locator("#search-results a").first).to_contain_text("Geneformer")


def test_nothing_is_loaded_before_somebody_searches(visit: Visits) -> None:
    window = visit("index")
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.keyboard.press("End")
    assert not [url for url in asked if "search-" in url]
    window.get_by_role("combobox", name="Search").focus()
    window.wait_for_function("() => window.bookRank")
    assert not [url for url in asked if "search-text" in url]


def test_on_a_phone_the_panel_fits_the_screen(visit: Visits) -> None:
    window = visit("index", PHONE)
    window.locator("label.nav-overlay-icon:visible").first.click()
    panel = typed(window, "linear baseline")
    box = panel.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE
    panel.get_by_role("option").first.click()
    window.wait_for_url("**/*linear-model*")


def test_without_scripts_the_page_leads_on(visit: Visits) -> None:
    window = visit("search", java_script_enabled=False)
    link = window.locator("article").get_by_role("link", name="Models", exact=True)
    link.click()
    assert "Enformer" in window.inner_text("article")
