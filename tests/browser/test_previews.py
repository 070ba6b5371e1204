"""What a link leads to, seen before it is followed: by mouse, keyboard and finger."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Visits
from browser.site import LAPTOP, PHONE

# A link of each kind, and what its note says in any case.
LINKS = {
    "number": ("p a.finding", r"\(\d{4}\w?\)"),
    "work": ("p .bibtex-citation a", r"\d{4}"),
    "claim": ("p a.claim", r"certainty"),
    "term": ("p a:has(> .std-term)", r"\w+ \w+ \w+"),
    "table": ("p a:has(> .std-numref)", r"Table|Figure|Fig\."),
}
CHAPTER = "outlook"  # the one with fewest elements has a link of each kind
DISK = pytest.mark.parametrize("disk", [False, True], ids=["server", "disk"])


def link_of(window: Page, kind: str) -> Locator:
    """A link of a kind, not the first of the page: that may stand at its very head."""
    return window.locator(f"article :is({LINKS[kind][0]}):visible").nth(1)


def note_of(window: Page, kind: str) -> Locator:
    """The note or sheet that is open, with what it owes a reader."""
    note = window.locator("#preview")
    expect(note).to_contain_text(re.compile(LINKS[kind][1]))
    expect(note).to_be_in_viewport()
    return note


@DISK
def test_the_mouse_opens_a_note_and_closes_it(visit: Visits, disk: bool) -> None:
    window = visit(CHAPTER, disk=disk)
    for kind in LINKS:
        link_of(window, kind).hover()
        note = note_of(window, kind)
        window.mouse.move(1, 1)
        expect(note).to_have_count(0)


def test_the_mouse_may_rest_on_a_note(visit: Visits) -> None:
    window = visit.window()
    window.clock.install()
    visit.go(window, CHAPTER)
    link_of(window, "work").hover()
    note = note_of(window, "work")
    note.hover()
    window.clock.run_for(5000)
    expect(note).to_be_visible()


@pytest.mark.parametrize("width", [LAPTOP, 1000])
def test_a_note_does_not_cover_its_line(visit: Visits, width: int) -> None:
    window = visit("seq2function", width)
    link = link_of(window, "number")
    link.hover()
    note = note_of(window, "number").bounding_box()
    line, text = link.bounding_box(), link.locator("xpath=ancestor::p[1]").bounding_box()
    assert note and line and text
    below = note["y"] >= line["y"] + line["height"]
    above = note["y"] + note["height"] <= line["y"]
    beside = note["x"] >= text["x"] + text["width"]
    assert beside if width == LAPTOP else below or above


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_the_keyboard_opens_a_note_and_escape_closes_it(visit: Visits, width: int) -> None:
    window = visit(CHAPTER, width)
    window.keyboard.press("Tab")
    for kind in LINKS:
        link = link_of(window, kind)
        link.focus()
        note = note_of(window, kind)
        assert link.get_attribute("aria-describedby") == note.get_attribute("id")
        window.keyboard.press("Escape")
        expect(note).to_have_count(0)
        expect(link).to_be_focused()


@DISK
def test_a_finger_opens_a_sheet_instead_of_leaving(visit: Visits, disk: bool) -> None:
    window = visit(CHAPTER, PHONE, disk=disk, has_touch=True)
    here = window.url
    for kind in LINKS:
        link_of(window, kind).tap()
        sheet = note_of(window, kind)
        sheet.get_by_role("button", name="Close").tap()
        expect(sheet).to_have_count(0)
        assert window.url == here


def test_a_sheet_leads_to_the_record(visit: Visits) -> None:
    window = visit(CHAPTER, PHONE, has_touch=True)
    link = link_of(window, "number")
    leads = str(link.evaluate("link => link.href"))
    link.tap()
    window.locator("#preview .preview-open").tap()
    window.wait_for_url(leads)


@pytest.mark.parametrize("focus", ["on a control", "nowhere"])
def test_escape_closes_a_sheet_wherever_the_focus_is(visit: Visits, focus: str) -> None:
    window = visit(CHAPTER, PHONE, has_touch=True)
    link_of(window, "claim").tap()
    sheet = note_of(window, "claim")
    if focus == "nowhere":
        window.evaluate("document.activeElement.blur()")
    window.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
