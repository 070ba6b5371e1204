"""Pages of records as a reader meets them: by keyboard, on a phone, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Visits
from browser.site import PHONE

MODEL, TASK = "models/scgpt", "tasks/unseen-perturbation"
CLAIM = "claims/unseen-perturbation-no-gain"


def test_a_folded_table_opens_by_keyboard(visit: Visits) -> None:
    window = visit(TASK)
    fold = window.locator("#untested ~ details.fold").first
    expect(fold.locator("table")).to_be_hidden()
    fold.locator("summary").focus()
    window.keyboard.press("Enter")
    expect(fold.locator("table")).to_be_visible()


def test_a_value_says_where_it_comes_from(visit: Visits) -> None:
    window = visit(MODEL)
    window.keyboard.press("Tab")
    window.locator("table.results a.finding").first.focus()
    expect(window.locator("#preview")).to_contain_text("held out", ignore_case=True)


def test_a_link_to_a_claim_shows_it_before_it_is_followed(visit: Visits) -> None:
    window = visit(MODEL)
    window.keyboard.press("Tab")
    window.locator(".record-claims a").first.focus()
    expect(window.locator("#preview")).to_contain_text("Against:")


def test_a_chapter_previews_the_model_that_it_leads_to(visit: Visits) -> None:
    window = visit("register/benchmarks")
    window.locator("table.list summary").first.click()
    window.keyboard.press("Tab")
    window.locator("details[open] a[href^='../models/']").first.focus()
    expect(window.locator("#preview")).to_contain_text("seq2", ignore_case=True)


@pytest.mark.parametrize("disk", [False, True], ids=["server", "disk"])
def test_a_claim_is_taken_along_from_its_page(visit: Visits, disk: bool) -> None:
    window = visit(CLAIM, disk=disk)
    window.get_by_role("button", name="Copy claim").first.click()
    dialog = window.get_by_role("dialog")
    expect(dialog).to_contain_text("simple baselines")
    window.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("name", [MODEL, TASK, CLAIM])
def test_a_record_is_whole_without_scripts(visit: Visits, name: str) -> None:
    plain = visit(name, PHONE, java_script_enabled=False)
    for part in ("article h1", "article h2", "article p", "article table"):
        assert plain.locator(f"{part}:visible").count() > 0, part
    fold = plain.locator("details.fold").first
    fold.locator("summary").click()
    assert fold.evaluate("fold => fold.open")


def test_on_a_phone_a_result_is_a_card_that_names_its_columns(visit: Visits) -> None:
    window = visit(MODEL, PHONE)
    cell = window.locator("table.results td[data-col=Values]").first
    assert "Values" in cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert cell.evaluate("cell => getComputedStyle(cell).display") != "table-cell"
