"""The whole book on paper: what a reader, a screen reader and a search would notice."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pypdf
import pytest

from livingreview import metadata

ROOT = Path(__file__).parents[1]
CHAPTERS = ("Introduction", "Outlook")


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


def test_every_font_is_embedded(book_pdf: Path) -> None:
    with pikepdf.open(book_pdf) as pdf:
        fonts = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary)
                 and obj.get("/Type") == "/FontDescriptor"]  # fmt: skip
        assert fonts
        for font in fonts:
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            assert "LastResort" not in str(font.FontName)


def test_every_doi_of_the_bibliography_is_a_link(reader: pypdf.PdfReader) -> None:
    links = set()
    for page in reader.pages:
        for reference in page.get("/Annots") or []:
            action = reference.get_object().get("/A")
            if action and action.get("/URI"):
                links.add(str(action["/URI"]).lower())
    dois = re.findall(r"^\s*doi = \{(.+)\}", (ROOT / "refs.bib").read_text(), re.M)
    assert len(dois) > 100
    assert not [doi for doi in dois if f"https://doi.org/{doi}" not in links]
    assert not [link for link in links if link.startswith("file:") or "127.0.0.1" in link]


def test_no_markup_is_left_in_the_text(text: list[str]) -> None:
    chapters = next(i for i, page in enumerate(text) if i > 9 and page.startswith("Claims"))
    whole = "\n".join(text[:chapters])  # the guide for contributors shows mark-up on purpose
    left_over = (
        r"\\(frac|mathrm|operatorname|sum|label)\b", r"</?(div|span|p|a|em)\b", r"\{finding\}",
        r"\{cite", r":::", r"\$[^$\n]+\$",
    )  # fmt: skip
    for left in left_over:
        assert not re.search(left, whole), left


def test_a_work_is_listed_once(text: list[str]) -> None:
    whole = "".join("".join(text).split())
    dois = re.findall(r"^\s*doi = \{(.+)\}", (ROOT / "refs.bib").read_text(), re.M)
    for doi in dois[:60]:
        listed = whole.lower().count("doi:" + doi + ".") + whole.lower().count("doi:" + doi + ",")
        assert listed <= 1, doi


def test_second_hand_numbers_keep_their_dagger(text: list[str]) -> None:
    assert "".join(text).count("†") > 50
