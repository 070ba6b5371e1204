"""What a reader presses and types: colors, dialogs, the clipboard, the search, lists of records."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.site import PHONE, brightness

DISK = pytest.mark.parametrize("disk", [False, True], ids=["server", "disk"])


def pasted(window: Page) -> str:
    """What the clipboard holds, pasted as a reader pastes it."""
    window.evaluate("document.body.append(document.createElement('textarea'))")
    area = window.locator("body > textarea").last
    area.focus()
    window.keyboard.press("Control+V")
    return area.input_value()


# -- colors ---------------------------------------------------------------------------------------


@DISK
def test_the_switch_turns_every_page_dark_and_back(visit: Visits, disk: bool) -> None:
    window = visit("outlook", color_scheme="light", disk=disk)
    assert brightness(window) > 0.9
    switch = window.locator("button.theme-toggle:visible").first
    seen = []
    for _ in range(3):
        switch.click()
        seen.append(brightness(window) < 0.2)
        if seen[-1]:
            visit.go(window, "glossary", disk)
            assert brightness(window) < 0.2, "the next page forgot it"
            visit.go(window, "outlook", disk)
    assert sorted(seen) == [False, False, True]


# -- taking text along ----------------------------------------------------------------------------


@DISK
def test_the_cite_box_copies_what_it_shows(visit: Visits, disk: bool) -> None:
    window = visit("outlook", disk=disk)
    for form in ("cite-nlm", "cite-apa", "cite-bibtex", "cite-ris"):
        window.evaluate("document.querySelector('.copy-status')?.replaceChildren()")
        button = window.locator(f"button[data-copies={form}]")
        button.evaluate("button => button.closest('details').open = true")
        button.click()
        expect(window.locator(".copy-status")).to_contain_text("Copied")
        shown = str(window.locator(f"#{form}").text_content())
        assert pasted(window).split() == shown.split()
        assert "DAY" not in shown


def test_the_dialog_closes_from_its_head_on_a_phone(visit: Visits) -> None:
    window = visit("outlook", PHONE, has_touch=True)
    open_claim(window)
    for name in ("Close", "Add to basket"):
        expect(window.get_by_role("button", name=name)).to_be_in_viewport()
    window.locator("dialog").evaluate("dialog => dialog.scrollTo(0, dialog.scrollHeight)")
    window.get_by_role("button", name="Close").tap()
    expect(window.locator("dialog")).to_have_count(0)


def open_claim(window: Page) -> str:
    """Open the dialog of a chapter's first claim; return the claim."""
    claim = window.locator(".claims li").first
    claim.get_by_role("button", name="Copy claim").click()
    window.locator("dialog").wait_for()
    return claim.locator(".claim-says").inner_text()


@DISK
def test_the_dialog_of_a_claim_copies_the_claim(visit: Visits, disk: bool) -> None:
    window = visit("outlook", disk=disk)
    claim = open_claim(window)
    window.get_by_role("button", name="Copy text").click()
    expect(window.locator("dialog .copy-status")).to_contain_text("Copied")
    window.get_by_role("button", name="Close").click()
    text = pasted(window)
    assert claim.rstrip(".") in text
    assert "doi:" in text


def test_the_basket_gathers_claims_of_several_chapters(visit: Visits) -> None:
    window = visit("seq2function")
    claims = []
    for chapter in ("seq2function", "transcriptome"):
        visit.go(window, chapter)
        claims.append(open_claim(window))
        window.get_by_role("button", name="Add to basket").click()
        window.get_by_role("button", name="Close").click()
    window.get_by_role("button", name="Basket: 2 claims").click()
    window.get_by_role("button", name="Copy text").click()
    window.get_by_role("button", name="Close").click()
    text = pasted(window)
    assert [claim for claim in claims if claim.rstrip(".") not in text] == []


# -- Escape ---------------------------------------------------------------------------------------

FOCUSABLE = "a, button, input, textarea, [tabindex]"


@pytest.mark.parametrize("width", [PHONE, 1366])
def test_escape_closes_the_dialog_of_a_claim_wherever_the_focus_is(
    visit: Visits, width: int
) -> None:
    window = visit("outlook", width)
    open_claim(window)
    places = window.locator(f"dialog :is({FOCUSABLE})").count()
    assert places > 5
    for place in range(-1, places):
        if place >= 0:
            window.locator(f"dialog :is({FOCUSABLE})").nth(place).focus()
        else:
            window.evaluate("document.activeElement.blur()")
        window.keyboard.press("Escape")
        expect(window.locator("dialog")).to_have_count(0)
        assert window.evaluate("document.activeElement.textContent") == "Copy claim"
        open_claim(window)


def test_escape_closes_what_shows_text_to_copy_by_hand(visit: Visits) -> None:
    window = visit("outlook")
    window.evaluate("showText('words', null)")
    for press in ("", "button"):
        if press:
            window.evaluate("showText('words', null)")
            window.locator(f"dialog {press}").focus()
        window.keyboard.press("Escape")
        expect(window.locator("dialog")).to_have_count(0)


# -- sentences and decisions ----------------------------------------------------------------------


@DISK
def test_a_sentence_is_copied_with_its_grade(visit: Visits, disk: bool) -> None:
    window = visit("sentences", disk=disk)
    card = window.locator(".sentences li").first
    words = card.locator(".sentence").inner_text().partition("[")[0].strip()
    grade = card.locator("a.certainty").inner_text().splitlines()[-1]
    card.get_by_role("button", name="Copy sentence").click()
    window.get_by_role("button", name="Copy text").click()
    expect(window.locator("dialog .copy-status")).to_contain_text("Copied")
    window.get_by_role("button", name="Close").click()
    text = pasted(window)
    assert text.startswith(words.rstrip("."))
    assert grade in text.partition("What speaks against it")[0]
    assert "doi:" in text


def test_five_sentences_are_gathered_by_a_press_each(visit: Visits) -> None:
    window = visit("sentences")
    cards = window.locator(".sentences li:visible")
    for place in range(5):
        cards.nth(place).get_by_role("button", name="To basket").click()
    cards.nth(1).get_by_role("button", name="Out of basket").click()
    window.get_by_role("button", name="Basket: 4 sentences").click()
    window.get_by_role("button", name="Copy text").click()
    window.get_by_role("button", name="Close").click()
    text = pasted(window)
    for place in (0, 2, 3, 4):
        words = cards.nth(place).locator(".sentence").inner_text().partition("[")[0].strip()
        assert words.rstrip(".") in text


def test_a_chapter_offers_its_sentences(visit: Visits) -> None:
    window = visit("transcriptome")
    row = window.locator("td:has(.sentence)").first
    row.get_by_role("button", name="Copy sentence").click()
    window.get_by_role("button", name="Add to basket").click()
    window.get_by_role("button", name="Close").click()
    expect(window.get_by_role("button", name="Basket: 1 sentence")).to_be_visible()


def test_sentences_are_chosen_by_chapter_and_grade(visit: Visits) -> None:
    window = visit("sentences")
    cards = window.locator(".sentences li:visible")
    before = cards.count()
    window.get_by_label("Chapter").select_option("From sequence to function")
    assert 0 < cards.count() < before
    expect(window.get_by_role("heading", name="Transcriptome-only models")).to_be_hidden()
    grade = cards.first.locator("a.certainty").inner_text().splitlines()[-1]
    window.get_by_label("Certainty").select_option(
        window.get_by_label("Certainty").locator("option", has_text=grade).first.inner_text()
    )
    for text in cards.all_inner_texts():
        assert grade in text


def test_decisions_are_chosen_by_chapter_and_grade(visit: Visits) -> None:
    window = visit("decide")
    rows = window.locator("table.register-table tbody tr:visible")
    before = rows.count()
    window.get_by_label("Chapter").select_option("Transcriptome-only models")
    assert 0 < rows.count() < before
    expect(window.locator("article table:visible")).to_have_count(1)
    expect(window.get_by_role("heading", name="From sequence to function")).to_be_hidden()
    before = rows.count()
    menu = window.get_by_label("Certainty")
    left = menu.locator("option:enabled").nth(1)
    menu.select_option(left.get_attribute("value"))
    assert 0 < rows.count() < before


def test_every_decision_is_there_without_scripts(visit: Visits) -> None:
    window = visit("decide", java_script_enabled=False)
    rows = window.locator("table.register-table tbody tr")
    assert rows.count() > 10
    expect(rows.last).to_be_visible()


def test_on_a_phone_each_part_of_a_decision_has_its_label(visit: Visits) -> None:
    window = visit("decide", PHONE)
    cell = window.locator("td[data-col='Baseline to beat']").first
    style = "getComputedStyle(element, '::before')"
    label = cell.evaluate(
        f"element => ({{ words: {style}.content, from: parseFloat({style}.left)"
        f" + parseFloat({style}.marginLeft) }})"
    )
    assert label == {"words": '"Baseline to beat"', "from": 0}
