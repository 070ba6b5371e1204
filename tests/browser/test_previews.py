"""What a link leads to, seen before it is followed: by mouse, keyboard and finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Visits

DISK = pytest.mark.parametrize("disk", [False, True], ids=["server", "disk"])


@DISK
def test_the_source_of_a_number_shows_under_the_pointer(visit: Visits, disk: bool) -> None:
    window = visit("seq2function", disk=disk)
    number = window.locator("a.finding[data-source]").nth(3)
    number.hover()
    note = window.locator(".source-note")
    assert note.inner_text() == number.get_attribute("data-source")
    window.mouse.move(1, 1)
    expect(note).to_have_count(0)


def test_the_source_of_a_number_shows_on_keyboard_focus(visit: Visits) -> None:
    window = visit("seq2function")
    number = window.locator("a.finding[data-source]").nth(3)
    number.focus()
    note = window.locator(".source-note")
    assert number.get_attribute("aria-describedby") == note.get_attribute("id")
    window.keyboard.press("Escape")
    expect(note).to_have_count(0)
