"""The EPUB: what it holds and leaves out, no dead link, and what reading systems are told."""

from __future__ import annotations

import functools
import io
import posixpath
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from conftest import Book
from PIL import Image

from livingreview import metadata
from livingreview.html.epubpackage import declared

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


@functools.cache
def parsed(text: str) -> BeautifulSoup:
    """A file of the book, parsed; once, for many tests look at it."""
    return BeautifulSoup(text, "xml")


def package(inside: Mapping[str, str]) -> BeautifulSoup:
    """The package document."""
    return parsed(inside["content.opf"])


def reading_order(inside: Mapping[str, str]) -> list[str]:
    """The pages as a reader turns them."""
    names = {str(item["id"]): str(item["href"]) for item in package(inside).find_all("item")}
    return [names[str(one["idref"])] for one in package(inside).find_all("itemref")]


def said(inside: Mapping[str, str], name: str) -> list[str]:
    """What the package says under a name of Dublin Core, or a property."""
    whole = package(inside)
    found = [*whole.find_all(name), *whole.find_all("meta", property=name)]
    return [tag.get_text() for tag in found]


def dead_ends(inside: Mapping[str, str]) -> list[str]:
    """Every link and picture of the pages that leads to nothing inside."""
    trees = {name: parsed(inside[name]) for name in inside if ".xhtml" in name}
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
    assert "data-record" not in "".join(chapters)  # plain numbers; those of the site are links
    assert "†" in "".join(chapters)
    assert inside["mimetype"] == "application/epub+zip"


def test_every_link_leads_somewhere(inside: dict[str, str]) -> None:
    assert dead_ends(inside) == []


def test_every_figure_stands_once(inside: dict[str, str]) -> None:
    trees = [parsed(inside[f"{chapter}.xhtml"]) for chapter in CHAPTERS]
    shown = Counter(str(image["alt"]) for tree in trees for image in tree.find_all("img"))
    assert len(shown) > 5
    assert set(shown.values()) == {1}
    assert not [name for name in inside if "dark" in name]


def test_it_is_read_from_the_cover_to_the_references(inside: dict[str, str]) -> None:
    pages = reading_order(inside)
    chapters = [f"{chapter}.xhtml" for chapter in CHAPTERS]
    first = ["epub-cover.xhtml", "index.xhtml", "nav.xhtml", "summary.xhtml"]
    first += ["decide.xhtml", "sentences.xhtml"]
    assert pages[: len(first) + len(chapters)] == first + chapters
    assert pages[-1] == "bibliography.xhtml"
    assert {"register/claims.xhtml", "about/methods.xhtml", "glossary.xhtml"} < set(pages)


def test_what_is_for_the_workshop_stays_out(inside: dict[str, str]) -> None:
    pages = {name for name in inside if name.endswith(".xhtml")}
    assert pages == set(reading_order(inside))
    for name in ("contributing", "maintaining", "architecture", "health", "versions"):
        assert f"about/{name}.xhtml" not in pages
    assert "register/findings.xhtml" not in pages
    assert max(len(inside[name]) for name in pages) < 600_000  # more is slow on small devices


def test_the_contents_name_the_walls(inside: dict[str, str]) -> None:
    contents = parsed(inside["nav.xhtml"])
    chapter = contents.find("a", href="seq2function.xhtml")
    assert chapter and chapter.get_text() == "2. From sequence to function"
    walls = contents.find("a", string=re.compile(r"^2\.4\. The walls"))
    assert walls and walls.parent and walls.parent.ol
    below = [link.get_text() for link in walls.parent.ol.find_all("a")]
    assert len(below) > 2 and all(re.match(r"2\.4\.\d+\. ", name) for name in below)
    kinds = {str(link.get("epub:type")) for link in contents.find_all("a")} - {"None"}
    assert kinds == {"cover", "toc", "bodymatter", "glossary", "bibliography"}


def test_the_cover_is_a_picture_of_its_own(inside: dict[str, str], epub: Path) -> None:
    (item,) = package(inside).find_all("item", properties="cover-image")
    with zipfile.ZipFile(epub) as archive:
        picture = Image.open(io.BytesIO(archive.read(str(item["href"]))))
    assert picture.size == (1600, 2400)
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 20  # something is drawn on it
    shown = parsed(inside["epub-cover.xhtml"]).find("img")
    assert shown and shown["src"] == item["href"]
    assert metadata.read(ROOT).title in str(shown["alt"])


def test_every_page_tells_its_language_and_its_part(inside: dict[str, str]) -> None:
    pages = {name: parsed(text) for name, text in inside.items() if name.endswith(".xhtml")}
    assert {page.html["lang"] for page in pages.values() if page.html} == {"en"}
    parts = {
        name: [str(tag["epub:type"]) for tag in page.find_all("section", {"epub:type": True})]
        for name, page in pages.items()
    }
    assert parts["outlook.xhtml"] == ["chapter", "bibliography"]
    assert parts["glossary.xhtml"] == ["glossary"]
    assert parts["bibliography.xhtml"] == ["bibliography"]


def test_no_row_is_wider_than_a_small_screen(inside: dict[str, str]) -> None:
    for chapter in CHAPTERS:
        for table in parsed(inside[f"{chapter}.xhtml"]).find_all("table"):
            assert len(table.find_all("col")) <= 4
    page = parsed(inside["introduction.xhtml"])
    classes = page.find(id="tab-three-classes")
    assert classes and classes.name == "div"
    words = " ".join(classes.get_text(" ").split())
    assert words.startswith("Table 1.1 The three model classes")
    assert "Input: DNA sequence Output: Chromatin and expression tracks" in words


def test_the_register_page_tells_of_each_claim_what_speaks_against_it(
    inside: dict[str, str],
) -> None:
    page = parsed(inside["register/claims.xhtml"])
    records = page.select("div.record")
    assert len(records) > 40 and not page.find("table")
    assert all("Against and limits: " in record.get_text() for record in records)
    assert all("Certainty: " in record.get_text() for record in records)


def test_a_page_with_formulas_says_so(inside: dict[str, str]) -> None:
    package = parsed(inside["content.opf"])
    items = {str(item["href"]): item.get("properties", "") for item in package.find_all("item")}
    pages = {name: "<math" in text for name, text in inside.items() if name.endswith(".xhtml")}
    assert sum(pages.values()) >= 4
    for name, formulas in pages.items():
        assert ("mathml" in items[name]) is formulas, name


def test_it_says_what_it_is(inside: dict[str, str]) -> None:
    book = metadata.read(ROOT)
    assert "unknown" not in inside["content.opf"]
    assert said(inside, "dc:identifier") == [book.identifier]
    assert said(inside, "dc:description") == [book.abstract]
    assert said(inside, "dc:creator") == [author.full for author in book.authors]
    assert said(inside, "dc:date") == [book.date]
    assert said(inside, "dc:language") == ["en"]
    assert said(inside, "dc:subject") == list(book.keywords)
    (rights,) = said(inside, "dc:rights")
    assert "CC BY 4.0" in rights and "https://creativecommons.org/licenses/by/4.0/" in rights
    assert f'content="{book.identifier}"' in inside["toc.ncx"]  # older readers: the same name


def test_it_says_who_can_read_it(inside: dict[str, str]) -> None:
    assert said(inside, "schema:accessMode") == ["textual", "visual"]
    assert said(inside, "schema:accessModeSufficient") == ["textual"]
    assert said(inside, "schema:accessibilityHazard") == ["none"]
    features = said(inside, "schema:accessibilityFeature")
    assert {"alternativeText", "MathML", "tableOfContents"} <= set(features)
    assert said(inside, "schema:accessibilitySummary")
    for name, text in inside.items():  # "alternativeText" is true
        if name.endswith(".xhtml"):
            assert all(image.get("alt") for image in parsed(text).find_all("img"))


def test_pictures_and_styles_are_of_the_kind_that_epub_allows(inside: dict[str, str]) -> None:
    for name, text in inside.items():
        if name.endswith(".svg"):
            assert "<!DOCTYPE" not in text, name
            assert not re.search(r"<path(?![^>]* d=)[^>]*>", text), name
    assert not {"_static/base.css", "_static/every.css"} & set(
        inside
    )  # newer CSS than EPUB's, for the site
    assert "{" in inside["_static/book-epub.css"]
    assert "_static/epub.css" not in inside and "_static/basic.css" not in inside
    styles = inside["_static/book-epub.css"]
    inks = re.findall(r"(?<![-\w])color: *(\w+)", styles)
    assert set(inks) <= {"inherit"}  # the reader chooses ink and paper
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


@pytest.fixture
def electronic(book: Book) -> Book:
    """The tiny book with the EPUB of this book, which leaves the findings out."""
    book.edit("conf.py", '"livingreview.cite"', '"livingreview.cite", "livingreview.html"')
    book.edit(
        "conf.py",
        "numfig",
        'epub_basename = "book"\nepub_show_urls = "no"\n'
        'epub_exclude_files = ["register/findings.xhtml"]\nnumfig',
    )
    return book


def test_a_number_leads_to_its_record_on_the_site(electronic: Book) -> None:
    made = electronic.build("epub", "-D", "html_baseurl=https://book.example/v1")
    assert (made.status, made.warnings) == (0, "")
    inside = content(made.out / "book.epub")
    for name in inside:
        if name.endswith(".xhtml"):
            ElementTree.fromstring(inside[name])  # what is for the site alone may be no XML
    page = parsed(inside["alpha.xhtml"])
    (number,) = (tag for tag in page.select("a.finding") if tag.get_text() == "82.6%†")
    address = "https://book.example/v1/register/findings.html#window-share"
    assert number["href"] == address
    (data,) = (tag for tag in page.find_all("a") if tag.get_text() == "Data (CSV)")
    assert str(data["href"]).startswith("https://book.example/v1/_downloads/")


def test_without_an_address_what_is_left_out_is_plain_words(electronic: Book) -> None:
    made = electronic.build("epub")
    assert (made.status, made.warnings) == (0, "")
    inside = content(made.out / "book.epub")
    assert dead_ends(inside) == []
    page = parsed(inside["alpha.xhtml"])
    assert [tag.name for tag in page.select(".finding") if tag.get_text() == "82.6%†"] == ["span"]
    assert "Data (CSV)" not in page.get_text()
    assert "register/findings.xhtml" not in inside


def test_two_builds_are_the_same_to_the_byte(electronic: Book) -> None:
    first = electronic.build("epub")
    before = (first.out / "book.epub").read_bytes()
    for folder in (first.out, electronic.root / "trees"):
        folder.rename(folder.with_name(f"{folder.name}-before"))
    again = electronic.build("epub")
    assert (again.out / "book.epub").read_bytes() == before


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
    assert before - after == {"more.xhtml", "_images/fig-contests.svg"}
