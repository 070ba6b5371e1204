"""The whole book on paper: what a reader, a screen reader and a search would notice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from bs4 import BeautifulSoup, Tag
from pdfs import Built, links, outline, overfull, sheets, tags

from livingreview import metadata

ROOT = Path(__file__).parents[1]
CHAPTERS = ("introduction", "seq2function", "seq2seq", "transcriptome", "outlook")


@pytest.fixture(scope="module")
def reader(book_pdf: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(book_pdf)


@pytest.fixture(scope="module")
def text(reader: pypdf.PdfReader) -> list[str]:
    return [page.extract_text() for page in reader.pages]


def test_the_outline_names_every_page_of_the_book(reader: pypdf.PdfReader) -> None:
    top = [item.title for item in reader.outline if not isinstance(item, list)]
    headings = [
        next(line[2:] for line in file.read_text().splitlines() if line.startswith("# "))
        for file in (ROOT / "docs").rglob("*.md")
        if file.name != "index.md"
    ]
    missing = [title for title in headings if not any(title in entry for entry in top)]
    assert not missing


def test_it_says_what_it_is(book_pdf: Path) -> None:
    book = metadata.read(ROOT)
    with pikepdf.open(book_pdf) as pdf:
        assert str(pdf.docinfo["/Title"]) == book.title
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as data:
            assert data["pdfuaid:part"] == "1"


def test_the_title_page_says_how_to_cite_it(text: list[str]) -> None:
    book = metadata.read(ROOT)
    page = " ".join(text[0].split())
    for part in (book.title, book.byline, book.version, book.date, book.commit, "CC BY 4.0", "MIT"):
        assert part in page, part


@pytest.mark.parametrize("name", ["book", *CHAPTERS])
def test_every_font_is_embedded(book_pdf: Path, name: str) -> None:
    with pikepdf.open(book_pdf.with_name(f"{name}.pdf")) as pdf:
        fonts = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary)
                 and obj.get("/Type") == "/FontDescriptor"]  # fmt: skip
        assert fonts
        for font in fonts:
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            assert "LastResort" not in str(font.FontName)


def test_every_doi_of_the_bibliography_is_a_link(reader: pypdf.PdfReader) -> None:
    found = set()
    for page in reader.pages:
        for reference in page.get("/Annots") or []:
            action = reference.get_object().get("/A")
            if action and action.get("/URI"):
                found.add(str(action["/URI"]).lower())
    dois = re.findall(r"^\s*doi = \{(.+)\}", (ROOT / "refs.bib").read_text(), re.M)
    assert len(dois) > 100
    assert not [doi for doi in dois if f"https://doi.org/{doi}" not in found]
    assert not [link for link in found if link.startswith("file:") or "127.0.0.1" in link]


def test_no_markup_is_left_in_the_text(text: list[str]) -> None:
    chapters = next(i for i, page in enumerate(text) if i > 9 and page.startswith("Claims"))
    whole = "\n".join(text[:chapters])  # the guide for contributors shows mark-up on purpose
    left_over = (
        r"\\(frac|mathrm|operatorname|sum|label)\b", r"</?(div|span|p|a|em)\b", r"\{finding\}",
        r"\{cite", r":::", r"\$[^$\n]+\$",
    )  # fmt: skip
    for left in left_over:
        assert not re.search(left, whole), left


def test_nothing_leaves_the_page(book_pdf: Path) -> None:
    pages = sheets(book_pdf.parent / "source/book/main.typ", 1)
    assert len(pages) > 100
    assert overfull(pages, 1) == []


def test_a_work_is_listed_once(text: list[str]) -> None:
    whole = "".join("".join(text).split())
    dois = re.findall(r"^\s*doi = \{(.+)\}", (ROOT / "refs.bib").read_text(), re.M)
    for doi in dois[:60]:
        listed = whole.lower().count("doi:" + doi + ".") + whole.lower().count("doi:" + doi + ",")
        assert listed <= 1, doi


def test_second_hand_numbers_keep_their_dagger(text: list[str]) -> None:
    assert "".join(text).count("†") > 50


# -- a chapter by itself ---------------------------------------------------------------------------


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request: pytest.FixtureRequest, book_pdf: Path) -> Built:
    return Built(0, "", book_pdf.parent, request.param)


@pytest.fixture
def page(chapter: Built, whole_site: Path) -> Tag:
    """The same chapter on screen, without what is for the screen only."""
    html = (whole_site / f"{chapter.name}.html").read_text(encoding="utf-8")
    article = BeautifulSoup(html, "html.parser").find(id="furo-main-content")
    assert isinstance(article, Tag)
    for extra in article.select("#cite-this-chapter, .cite-head, .headerlink"):
        extra.decompose()
    return article


def words(text: str) -> str:
    """Text without what may differ at the end of a line."""
    return re.sub(r"[\s\u00ad\u2060-]+", "", text)


def every_link(built: Built) -> list[int | str]:
    return [link for page in range(len(built.pages)) for link in links(built.reader, page)]


def test_a_chapter_says_what_it_is(chapter: Built, page: Tag) -> None:
    book = metadata.read(ROOT)
    title = page.select("h1")[0].get_text()
    number = title.split(".")[0]
    with pikepdf.open(chapter.pdf) as pdf:
        assert f"{number}. {pdf.docinfo['/Title']}" == title
        assert str(pdf.docinfo["/Keywords"]) == ", ".join(book.keywords)
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as data:
            assert data["pdfuaid:part"] == "1"
    head = words(chapter.pages[0])
    for part in (
        f"Chapter {number} of {book.full_title}", book.byline, book.version, book.date,
        book.commit, "CC BY 4.0", "cited <the day you read it>", f"1 of {len(chapter.pages)}",
    ):  # fmt: skip
        assert words(part) in head, part


def test_a_chapter_has_its_sections_figures_and_tables_and_no_others(
    chapter: Built, page: Tag
) -> None:
    sections = [words(each.get_text()) for each in page.select("h1, h2, h3, h4")]
    shown = [words(title) for _, title in outline(chapter.reader.outline)]
    assert shown == [re.sub(r"^([\d.]+)\.", r"\1", title) for title in sections]
    captions = [words(each.get_text()) for each in page.select("figcaption p, table caption")]
    text = words("".join(chapter.pages))
    assert not [caption for caption in captions if caption not in text]
    root: Any = chapter.reader.trailer["/Root"]
    numbered = page.select(".caption-number")
    assert len(tags(root["/StructTreeRoot"], {}).get("/Caption", [])) == len(numbered)


def test_a_chapter_lists_its_references_and_no_others(chapter: Built, page: Tag) -> None:
    text = words("".join(chapter.pages))
    listed = page.select(".citation > p")
    assert listed
    assert not [each.get_text() for each in listed if words(each.get_text()) not in text]
    on_screen = {str(link["href"]) for link in page.select("a.external")}
    own = f"https://doi.org/{metadata.read(ROOT).doi}"
    assert {str(link) for link in every_link(chapter) if isinstance(link, str)} - {own} == on_screen


def test_every_link_of_a_chapter_leads_somewhere(chapter: Built) -> None:
    found = every_link(chapter)  # fails where one within the file has no place
    assert any(isinstance(link, int) for link in found)
    assert not [link for link in found if not re.match(r"https?://(?!127|localhost)|\d", str(link))]


def test_a_chapter_names_the_chapter_it_refers_to(book_pdf: Path) -> None:
    pages = Built(0, "", book_pdf.parent, "seq2seq").pages
    assert words("the subject of From sequence to function (chapter 2).") in words("".join(pages))
