"""What stands beside the pages for feed readers, search engines and lost readers."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from conftest import REPOSITORY, Book, Built
from sphinx.config import eval_config_file
from sphinx.util.tags import Tags

BASE = "https://reviews.example.net/tiny/"
NAMES = {"atom": "http://www.w3.org/2005/Atom"}


def test_the_feed_has_an_entry_a_version_at_an_address_that_stays(book: Book) -> None:
    book.edit("conf.py", 'version = "1.2.3"', f'version = "1.2.3"\nhtml_baseurl = "{BASE}"')
    built = book.build("html")
    assert built.status == 0, built.warnings
    feed = ElementTree.fromstring(built.text("feed.xml"))
    entries = feed.findall("atom:entry", NAMES)
    read = [
        tuple(one.findtext(f"atom:{name}", "", NAMES) for name in ("title", "updated", "content"))
        for one in entries
    ]
    assert read == [
        ("Version 1.2.3", "2025-01-31T00:00:00Z", "A claim of Alpha is graded low now."),
        ("Version 1.2.2", "2024-06-30T00:00:00Z", "First version."),
    ]
    addresses = [one.find("atom:link", NAMES).attrib["href"] for one in entries]
    assert addresses == [f"{BASE}changelog.html#v1-2-3", f"{BASE}changelog.html#v1-2-2"]
    page = built.page("changelog")
    assert page.find(id="v1-2-3") and page.find(id="v1-2-2")
    link = built.page("register/claims").find("link", type="application/atom+xml")
    assert link["href"] == "../feed.xml"
    # What is made of an address goes with it.
    (built.out / "sitemap.xml").write_text(f"<loc>{BASE}</loc>", encoding="utf-8")
    book.edit("conf.py", f'html_baseurl = "{BASE}"', "")
    out = book.build("html").out
    assert [name for name in ("feed.xml", "sitemap.xml") if (out / name).exists()] == []


def test_without_an_address_there_is_no_feed(site: Built) -> None:
    assert not (site.out / "feed.xml").exists()
    assert not site.page("index").find("link", type="application/atom+xml")


def test_a_lost_reader_finds_the_book_from_any_depth(whole_site: Path) -> None:
    page = BeautifulSoup((whole_site / "404.html").read_text("utf-8"), "html.parser")
    assert page.h1.get_text() == "Page not found"
    here = [one["href"] for one in page.select('a[href$=".html"]') if "://" not in one["href"]]
    assert here and all(address.startswith("/") for address in here)


@pytest.mark.parametrize(
    ("address", "prefix", "sitemap"),
    [("", "/", False), ("https://h.example/book/v/1/", "/book/v/1/", True)],
)
def test_a_published_book_has_a_sitemap(
    monkeypatch: pytest.MonkeyPatch, address: str, prefix: str, sitemap: bool
) -> None:
    monkeypatch.setenv("BOOK_URL", address)
    settings = eval_config_file(REPOSITORY / "conf.py", Tags())
    assert ("sphinx_sitemap" in settings["extensions"]) is sitemap
    assert settings["notfound_urls_prefix"] == prefix
