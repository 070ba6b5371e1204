"""The EPUB: each figure once, no dead link, and what reading systems are told of its pages."""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import Book

from livingreview import metadata
from livingreview.html.epub import declared

ROOT = Path(__file__).parents[1]
CHAPTERS = ["introduction", "seq2function", "seq2seq", "transcriptome", "outlook"]


def content(file: Path) -> dict[str, str]:
    """The text of every file inside, by name; pictures made of dots are empty."""
    with zipfile.ZipFile(file) as archive:
        return {
            name: "" if name.endswith(".png") else archive.read(name).decode()
            for name in archive.namelist()
        }


@pytest.fixture(scope="session")
def inside(epub: Path) -> dict[str, str]:
    """The book's own EPUB."""
    return content(epub)


def dead_ends(inside: Mapping[str, str]) -> list[str]:
    """Every link and picture of the pages that leads to nothing inside."""
    trees = {name: BeautifulSoup(inside[name], "xml") for name in inside if ".xhtml" in name}
    ids = {name: {tag["id"] for tag in tree.find_all(id=True)} for name, tree in trees.items()}
    found = []
    for name, tree in trees.items():
        for tag in tree.find_all(["a", "img", "link"]):
            parts = urlsplit(str(tag.get("href") or tag.get("src")))
            if parts.scheme or parts.netloc:
                continue
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            there = there if parts.path else name
            if there not in inside or (parts.fragment and parts.fragment not in ids[there]):
                found.append(f"{name}: {parts.geturl()}")
    return found


def test_it_holds_every_chapter(inside: dict[str, str]) -> None:
    chapters = [inside[f"{chapter}.xhtml"] for chapter in CHAPTERS]
    assert "data-source" not in "".join(chapters)  # plain numbers; those of the site are links
    assert "†" in "".join(chapters)
    assert inside["mimetype"] == "application/epub+zip"


def test_every_link_leads_somewhere(inside: dict[str, str]) -> None:
    assert dead_ends(inside) == []


def test_every_figure_stands_once(inside: dict[str, str]) -> None:
    trees = [BeautifulSoup(inside[f"{chapter}.xhtml"], "xml") for chapter in CHAPTERS]
    shown = Counter(str(image["alt"]) for tree in trees for image in tree.find_all("img"))
    assert len(shown) > 5
    assert set(shown.values()) == {1}
    assert not [name for name in inside if "dark" in name]


def test_a_page_with_formulas_says_so(inside: dict[str, str]) -> None:
    package = BeautifulSoup(inside["content.opf"], "xml")
    items = {str(item["href"]): item.get("properties", "") for item in package.find_all("item")}
    pages = {name: "<math" in text for name, text in inside.items() if name.endswith(".xhtml")}
    assert sum(pages.values()) >= 4
    for name, formulas in pages.items():
        assert ("mathml" in items[name]) is formulas, name


def test_it_says_what_it_is(inside: dict[str, str]) -> None:
    book, package = metadata.read(ROOT), inside["content.opf"]
    assert "unknown" not in package
    assert book.abstract[:60] in package
    assert f">{book.identifier}</dc:identifier>" in package
    assert f'content="{book.identifier}"' in inside["toc.ncx"]  # older readers: the same name


def test_pictures_and_styles_are_of_the_kind_that_epub_allows(inside: dict[str, str]) -> None:
    for name, text in inside.items():
        if name.endswith(".svg"):
            assert "<!DOCTYPE" not in text, name
            assert not re.search(r"<path(?![^>]* d=)[^>]*>", text), name
    assert "_static/base.css" not in inside  # newer CSS than EPUB's, for the site
    assert "{" in inside["_static/book-epub.css"]
    assert ":has(" not in "".join(text for name, text in inside.items() if name.endswith(".css"))


def test_epubcheck_finds_no_fault(epub: Path) -> None:
    check = [sys.executable, ROOT / "tests" / "check_epub.py", epub]
    run = subprocess.run(check, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("page", "properties"),
    [
        ("<p>x</p>", ""),
        ('<math alttext="x">', ' properties="mathml"'),
        ("<svg><path/></svg>", ' properties="svg"'),
        ("<math/><svg/>", ' properties="mathml svg"'),
        ("<p>mathematics, &lt;math&gt;</p>", ""),
    ],
)
def test_properties_of_a_page(page: str, properties: str) -> None:
    item = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"'
    nav = '<item id="nav" href="nav.xhtml" properties="nav"/>'
    assert (
        declared(f"{item} />{nav}", {"a.xhtml": page}.__getitem__) == f"{item}{properties} />{nav}"
    )


def test_nothing_stays_of_a_page_or_picture_that_is_gone(book: Book) -> None:
    book.edit("conf.py", '"livingreview.cite"', '"livingreview.cite", "livingreview.html"')
    book.edit("conf.py", "numfig", 'epub_basename = "book"\nepub_show_urls = "no"\nnumfig')
    book.write("docs/more.md", "# More\n\nWords.\n")
    book.edit("docs/index.md", "methods\n", "methods\nmore\n")
    first = book.build("epub")
    assert first.status == 0, first.warnings
    before = set(content(first.out / "book.epub"))
    (book.root / "docs/more.md").unlink()
    book.edit("docs/index.md", "more\n", "")
    beta = (book.root / "docs/beta.md").read_text(encoding="utf-8")
    book.write(
        "docs/beta.md", re.sub(r":::\{evidence-figure\} contests.*?\n:::\n", "", beta, flags=re.S)
    )
    after = set(content(book.build("epub").out / "book.epub"))
    assert before - after == {"more.xhtml", "_images/fig-contests-light.svg"}
