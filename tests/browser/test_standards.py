"""The pages against the standards: axe-core for access, the Nu Html Checker for HTML."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import java
import pytest
from playwright.sync_api import Page

from browser.conftest import Visits
from browser.site import KINDS, LAPTOP, PHONE, every_page

BOTH = pytest.mark.parametrize("width", [LAPTOP, PHONE])

RUN = """async (options) => {
  const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
# Leaves two of those beside one another that differ in nothing but their words, as rows of a long
# list do: same elements, classes, styles and attributes, and words or none at the same places.
# axe-core takes seconds for each thousand of elements, and can judge no word.
SHORTEN = """() => {
  const look = (node) => [
    node.tagName, node.className.baseVal ?? node.className, node.style?.cssText,
    ...[...node.attributes].map((one) => one.name + (one.value ? "" : "!")).sort(),
    node.textContent.trim() ? "words" : "",
  ].join();
  const looks = (one) => [...new Set([one, ...one.querySelectorAll("*")].map(look))].sort().join();
  for (const list of document.querySelectorAll("tbody, ul, ol, dl, [role=list], section")) {
    const seen = new Map();
    for (const one of [...list.children]) {
      const key = looks(one);
      seen.set(key, (seen.get(key) ?? 0) + 1);
      if (seen.get(key) > 2) one.remove();
    }
  }
}"""
CONTRAST = {"runOnly": ["color-contrast"]}
ALL_BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}


@pytest.fixture
def judge(installed: Path) -> Any:
    """A function that asks axe-core about an open page, which it shortens."""
    axe = (installed / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

    def violations(window: Page, options: dict[str, Any] | None = None) -> list[str]:
        if not window.evaluate("'axe' in window"):
            window.evaluate(SHORTEN)
            window.evaluate(axe)
        found: list[str] = window.evaluate(RUN, options or {})
        return found

    return violations


@pytest.mark.parametrize("name", KINDS)
def test_everybody_can_use_a_page(visit: Visits, judge: Any, name: str) -> None:
    window = visit(name, color_scheme="light")
    assert judge(window) == []
    window.emulate_media(color_scheme="dark")
    assert judge(window, CONTRAST) == []
    window.set_viewport_size({"width": PHONE, "height": 800})
    assert judge(window, ALL_BUT_CONTRAST) == []


PLANTED = {
    "image-alt": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "link-name": '<a href="index.html"></a>',
    "button-name": "<button></button>",
    "color-contrast": '<b style="color: #eee">word</b>',
}
PLANT = """([row, fault]) => {
  document.querySelectorAll("table.register-table tbody tr")[row].cells[1].innerHTML += fault;
}"""


def test_a_fault_in_one_row_of_a_long_list_is_found(visit: Visits, judge: Any) -> None:
    window = visit("register/models", color_scheme="light")
    for row, fault in enumerate(PLANTED.values(), 100):
        window.evaluate(PLANT, [row, fault])
    assert {said.partition(":")[0] for said in judge(window)} == set(PLANTED)


@BOTH
def test_everybody_can_use_a_note(visit: Visits, judge: Any, width: int) -> None:
    window = visit("outlook", width, color_scheme="light")
    window.keyboard.press("Tab")
    window.locator("p a.finding").first.focus()
    window.locator("#preview").wait_for()
    assert judge(window) == []
    window.emulate_media(color_scheme="dark")
    assert judge(window, CONTRAST) == []


def test_everybody_can_use_a_sheet(visit: Visits, judge: Any) -> None:
    window = visit("outlook", PHONE, color_scheme="light", has_touch=True)
    window.locator("p a.finding").first.tap()
    window.locator("#preview").wait_for()
    assert judge(window) == []
    window.emulate_media(color_scheme="dark")
    assert judge(window, CONTRAST) == []


FINGERS = [
    "index", "decide", "sentences", "outlook", "register/claims", "register/models",
    "models/scgpt", "claims/unseen-perturbation-no-gain",
]  # fmt: skip


@pytest.mark.parametrize("name", FINGERS)
def test_what_a_finger_must_hit_is_large_enough(visit: Visits, judge: Any, name: str) -> None:
    window = visit(name, PHONE, has_touch=True)
    assert judge(window, {"runOnly": ["target-size"]}) == []


@BOTH
def test_everybody_can_use_the_dialog_of_a_claim(visit: Visits, judge: Any, width: int) -> None:
    window = visit("outlook", width, color_scheme="light")
    window.get_by_role("button", name="Copy claim").first.click()
    window.locator("dialog").wait_for()
    assert judge(window) == []
    window.emulate_media(color_scheme="dark")
    assert judge(window, CONTRAST) == []


@BOTH
def test_everybody_can_use_what_the_search_found(visit: Visits, judge: Any, width: int) -> None:
    window = visit("search?q=Enformer", width)
    window.locator("#search-results li").first.wait_for()
    assert judge(window) == []


def test_every_page_is_valid_html(whole_site: Path, installed: Path) -> None:
    jar = installed / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    pages = [whole_site / f"{name}.html" for name in every_page(whole_site)]
    run = subprocess.run(
        [*java.command(jar), "--errors-only", "--format", "json", *pages],
        capture_output=True, text=True,
    )  # fmt: skip
    found = json.loads(run.stderr)["messages"]
    said = {f"{Path(one['url']).name}:{one['lastLine']}: {one['message']}" for one in found}
    assert not said, "\n".join(sorted(said))
