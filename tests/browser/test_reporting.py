"""Where the repository has an address, each number and claim leads to a form that is filled."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import REPOSITORY, Book, NewBook
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.site import LAPTOP, PHONE

# The look of the book around a tiny page, and an address for its issues.
LOOK = f"""
import runpy
book = runpy.run_path({str(REPOSITORY / "conf.py")!r})
html_theme, html_static_path = "furo", [{str(REPOSITORY / "livingreview/html/static")!r}]
html_theme_options = book["html_theme_options"]
html_css_files, html_js_files = book["html_css_files"], book["html_js_files"]
templates_path = [{str(REPOSITORY / "livingreview/html/templates")!r}]
html_sidebars = {{"**": []}}
livingreview_issues = "https://github.com/owner/name/issues/new"
extensions += ["livingreview.html.site", "livingreview.html.builder"]
"""


@pytest.fixture(scope="module")
def tiny(new_book: NewBook) -> Book:
    book = new_book()
    conf = (book.root / "conf.py").read_text(encoding="utf-8")
    book.write("conf.py", conf + LOOK)
    built = book.build()
    assert built.status == 0, built.stderr + built.warnings
    return book


def asked(window: Page) -> dict[str, list[str]]:
    """What the link of the open note fills in."""
    link = window.locator("#preview").get_by_role("link", name="Report an error")
    expect(link).to_be_visible()
    return parse_qs(urlsplit(str(link.get_attribute("href"))).query)


@pytest.mark.parametrize(
    ("link", "where"),
    [
        ("p a.finding >> text=82.6%", "window-share"),
        ("p a.finding >> text=0.126", "linking-auprc/model/far"),
        ("p a.claim", "depth-matters"),
    ],
)
@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "finger"])
def test_a_number_and_a_claim_can_be_reported(
    visit: Visits, tiny: Book, link: str, where: str, touch: bool
) -> None:
    window = visit.window(PHONE if touch else LAPTOP, has_touch=touch)
    window.goto((tiny.root / "out/html/alpha.html").as_uri())
    shown = window.locator(f"article {link}").first
    shown.tap() if touch else shown.hover()
    filled = asked(window)
    assert filled["where"] == [where] and filled["title"] == [f"Error: {where}"]
    assert filled["template"] == ["error.yml"] and filled["version"][0].startswith("1.2.3")


def test_a_work_is_not_reported(visit: Visits, tiny: Book) -> None:
    window = visit.window()
    window.goto((tiny.root / "out/html/alpha.html").as_uri())
    window.locator("p .bibtex-citation a").first.hover()
    expect(window.locator("#preview")).to_be_visible()
    expect(window.locator("#preview").get_by_text("Report an error")).to_have_count(0)
