"""The whole book on paper: what a reader, a screen reader and a search would notice."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from bs4 import BeautifulSoup, Tag
from pdfs import Built, Pages, indexed, links, outline, overfull, sheets, tags
from PIL import Image

from livingreview import metadata
from livingreview.register.words import called_apart, number_text
from livingreview.text.check import load

ROOT = Path(__file__).parents[1]
CHAPTERS = ("introduction", "seq2function", "seq2seq", "transcriptome", "outlook")


SITE_ONLY = ("caption-number", "fig-do")
DOCUMENTS = ("book", "register", "summary", *CHAPTERS)
# What the book holds beside its chapters, and what belongs to the repository.
HELD = ("about/methods", "about/cite", "glossary", "bibliography")
LEFT_OUT = (
    "about/contributing", "about/architecture", "about/maintaining", "about/health",
    "about/changelog", "about/versions", "register/claims", "register/findings",
)  # fmt: skip


@pytest.fixture(scope="module")
def book(book_pdf: Path) -> Built:
    return Built(0, "", book_pdf.parent)


@pytest.fixture(scope="module")
def reader(book: Built) -> pypdf.PdfReader:
    return book.reader


@pytest.fixture(scope="module")
def text(book: Built) -> Pages:
    return book.text


@pytest.fixture(scope="module")
def register(book: Built) -> Built:
    return book.chapter("register")


def heads(page: str, mark: str) -> list[str]:
    """The headings of a page of the sources that begin with a mark, in order."""
    lines = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]


def test_the_book_is_its_text_and_what_readers_need(reader: pypdf.PdfReader) -> None:
    top = " / ".join(item.title for item in reader.outline if not isinstance(item, list))
    assert top.endswith("Bibliography / Index")
    assert [page for page in (*CHAPTERS, *HELD) if heads(page, "# ")[0] not in top] == []
    assert [page for page in LEFT_OUT if heads(page, "# ")[0] in top] == []
    assert len(reader.pages) <= 200


def test_the_contents_name_the_walls(book: Built) -> None:
    first = next(n for n, label in enumerate(book.reader.page_labels) if label == "1")
    contents = words(" ".join(book.pages[:first]))
    for chapter in CHAPTERS:
        source = (ROOT / "docs" / f"{chapter}.md").read_text(encoding="utf-8")
        walls = source.partition("\n## The walls\n")[2].partition("\n## ")[0]
        named = re.findall(r"^### (.+)", walls, re.M)
        assert named
        assert not [wall for wall in named if words(wall) not in contents]


@pytest.mark.parametrize("name", ["scGPT", "Enformer", "TraitGym", "Tahoe-100M"])
def test_the_index_leads_to_pages_that_name_a_model_or_data(book: Built, name: str) -> None:
    found = indexed(book, name)
    assert len(found) > 2
    assert not [page for page in found if words(name) not in words(page)]


def test_the_index_leads_to_a_term_and_to_where_it_is_used(book: Built) -> None:
    first, *others = indexed(book, "Zero-shot")
    pages = [first, *others]
    assert any(page.startswith("Where Genomic") and "Glossary" in page for page in pages)
    assert sum("zero-shot" in words(page).lower() or "zeroshot" in words(page).lower()
               for page in pages) == len(pages) > 2  # fmt: skip


def test_a_number_leads_to_its_record_in_the_register(book: Built, register: Built) -> None:
    places = register.reader.named_destinations
    found = [str(link) for link in every_link(book) if str(link).startswith("register.pdf#")]
    assert len(found) > 500
    assert not [link for link in found if link.partition("#nameddest=")[2] not in places]


@pytest.mark.parametrize("kind", ["claims", "findings", "models", "benchmarks", "datasets"])
def test_every_record_is_a_place_of_the_register(
    register: Built, whole_site: Path, kind: str
) -> None:
    records = json.loads((whole_site / f"evidence/{kind}.json").read_text("utf-8"))[kind]
    places = register.reader.named_destinations
    assert records
    assert not [one["id"] for one in records if one["id"] not in places]


def where(register: Built, name: str) -> tuple[int, int]:
    """The page where a record begins, and the next one."""
    place = register.reader.named_destinations[name]
    number = register.reader.get_destination_page_number(place)
    assert number is not None
    return number, min(number + 1, len(register.pages) - 1)


def test_the_register_is_upright_and_its_entries_are_counted(
    register: Built, whole_site: Path
) -> None:
    assert all(page.mediabox.width < page.mediabox.height for page in register.reader.pages)
    findings = json.loads((whole_site / "evidence/findings.json").read_text("utf-8"))["findings"]
    for number, one in ((1, findings[0]), (len(findings), findings[-1])):
        told = " ".join(register.pages[place] for place in where(register, one["id"]))
        assert words(f"F{number:03}{one['id']}") in words(told)


KINDS = ("claims", "findings", "models", "benchmarks", "datasets", "papers")


@pytest.fixture(scope="module")
def records(whole_site: Path) -> dict[str, list[dict[str, Any]]]:
    """The records as the site gives them to programs."""
    return {
        kind: json.loads((whole_site / f"evidence/{kind}.json").read_text("utf-8"))[kind]
        for kind in KINDS
    }


@pytest.fixture(scope="module")
def entries(register: Built) -> dict[str, str]:
    """What the register tells under each id, without what may differ at the end of a line."""
    pages = [page.extract_text().splitlines() for page in register.reader.pages]
    told = words("".join("".join(lines[1:-1]) for lines in pages))  # without head and page number
    heads = [title for level, title in outline(register.reader.outline) if level]
    starts, at = [], 0
    for head in heads:
        at = told.index(words(head), at)
        starts.append(at)
    ends = [*starts[1:], len(told)]
    return {
        head.split()[-1]: told[start:end]
        for head, start, end in zip(heads, starts, ends, strict=True)
    }


def test_the_register_counts_every_record_in_its_order(
    register: Built, records: dict[str, list[dict[str, Any]]]
) -> None:
    heads = [title.split() for level, title in outline(register.reader.outline) if level]
    for kind in KINDS:
        numbers = [head[0] for head in heads if head[0][0] == kind[0].upper()]
        assert numbers == [f"{kind[0].upper()}{n:03}" for n in range(1, len(records[kind]) + 1)]
    named = {one.get("id") or one["citekey"] for kind in KINDS for one in records[kind]}
    assert {head[1] for head in heads} == named


def test_an_entry_holds_every_value_of_its_finding(
    entries: dict[str, str], records: dict[str, list[dict[str, Any]]]
) -> None:
    _, books, _ = load(ROOT)
    for one in records["findings"]:
        told = entries[one["id"]]
        parts = [one["says"], one["at"], one["task"], one["checked"]["date"], one["review"]]
        parts += [one["checked"]["against"], one.get("metric") or "", "Used in"]
        grid = one.get("table") or {"columns": [], "rows": {}}
        values = [one.get("value"), *(cell for row in grid["rows"].values() for cell in row)]
        values += [cell for name in ("low", "high", "se", "n") for row in
                   (grid.get(name) or {}).values() for cell in row]  # fmt: skip
        if one["source"].get("trusted", True):
            parts += [shown(value) for value in values if value is not None]
            parts += called_apart(books, grid["rows"])
            parts += called_apart(books, grid["columns"]) if len(grid["columns"]) > 1 else []
        assert not [part for part in parts if words(part) not in told], one["id"]


def shown(value: float | list[float]) -> str:
    """A recorded value, or both ends of a range."""
    return "–".join(map(number_text, value)) if isinstance(value, list) else number_text(value)


def test_an_entry_holds_what_its_record_says(
    entries: dict[str, str], records: dict[str, list[dict[str, Any]]]
) -> None:
    for one in records["claims"]:
        parts = [one["says"], one["counter"], one["reviewed"]]
        told_of = [uri.partition("#")[2] for side in ("supports", "disputes", "qualifies")
                   for uri in one[side]]  # fmt: skip
        assert not [p for p in [*parts, *told_of] if words(p) not in entries[one["id"]]], one["id"]
    for one in [*records["models"], *records["datasets"], *records["benchmarks"]]:
        parts = [one["name"], one["at"], one["checked"]["date"], one["checked"]["against"]]
        parts += [said["value"] for name in ("architecture", "training_data", "modality", "access")
                  if isinstance((said := one.get(name, {})).get("value"), str)]  # fmt: skip
        assert not [part for part in parts if words(part) not in entries[one["id"]]], one["id"]


def test_a_link_of_the_register_is_told_by_the_entry_that_it_leads_to(register: Built) -> None:
    told = [
        str(note.get_object().get("/Contents"))
        for page in register.reader.pages
        for note in page.get("/Annots") or []
    ]
    assert sum(bool(re.fullmatch(r"(Claim|Finding|Model|Paper) [CFMP]\d{3}", each))
               for each in told) > 1000  # fmt: skip
    assert sum("page" in each for each in told) <= len(KINDS)  # those of the contents


def test_the_head_of_a_page_names_the_entries_that_begin_there(register: Built) -> None:
    number = re.compile(r"^([CFMBDP]\d{3}) \S", re.M)
    before, named = "", 0
    for page in register.reader.pages:
        text = page.extract_text()
        begun = number.findall(text)
        head = re.match(r"The register .*? ([CFMBDP]\d{3})(?:–([CFMBDP]\d{3}))?\n", text)
        if head:
            ends = [begun[0], begun[-1]] if begun else [before, before]
            assert [head[1], head[2] or head[1]] == ends
            named += 1
        before = begun[-1] if begun else before
    assert named > 100


def test_no_page_of_the_register_is_half_empty(register: Built) -> None:
    tops = [item for item in register.reader.outline if not isinstance(item, list)]
    opened = [register.reader.get_destination_page_number(item) for item in tops]
    last = {page - 1 for page in opened} | {len(register.reader.pages) - 1}
    pages = pictures(register.out, "register")
    assert len(pages) <= 240
    for number, page in enumerate(pages):
        if number >= opened[1] and number not in last:
            for left, right in ((20, 101), (109, 190)):
                low = page.crop((left, int(0.65 * page.height), right, page.height - 20))
                assert low.getextrema()[0] < 250, number + 1


@cache
def pictures(folder: Path, name: str) -> list[Image.Image]:
    """The pages of a document, a dot a millimeter."""
    return sheets(folder / f"source/{name}/main.typ", 1)


def test_the_summary_is_one_page_with_the_map_the_leading_claims_and_the_counts(
    book: Built, whole_site: Path
) -> None:
    (page,) = book.chapter("summary").pages
    shown = words(page)
    claims = json.loads((whole_site / "evidence/claims.json").read_text("utf-8"))["claims"]
    findings = json.loads((whole_site / "evidence/findings.json").read_text("utf-8"))["findings"]
    known = metadata.read(ROOT)
    for part in (
        known.title, f"Version {known.version}", known.citation(), f"{len(claims)} claims",
        f"{len(findings)} findings", "stops here", "holds",
    ):  # fmt: skip
        assert words(part) in shown, part
    for chapter in CHAPTERS:
        own = [one for one in claims if one["chapter"].endswith(f"{chapter}.html")]
        assert [one for one in own if words(one["says"]) in shown], chapter


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_says_what_it_is(book_pdf: Path, name: str) -> None:
    with pikepdf.open(book_pdf.with_name(f"{name}.pdf")) as pdf:
        assert str(pdf.docinfo["/Title"])
        assert str(pdf.docinfo["/Author"]) == metadata.read(ROOT).byline
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as data:
            assert data["pdfuaid:part"] == "1"


def test_the_book_and_the_register_have_their_titles(book: Built, register: Built) -> None:
    known = metadata.read(ROOT)
    titles = [one.reader.metadata and one.reader.metadata.title for one in (book, register)]
    assert titles == [known.title, "The register"]


def test_the_title_page_says_how_to_cite_it(text: Pages) -> None:
    book = metadata.read(ROOT)
    page = " ".join(text[0].split())
    for part in (book.title, book.byline, book.version, book.date, book.commit, "CC BY 4.0", "MIT"):
        assert part in page, part


@pytest.mark.parametrize("name", DOCUMENTS)
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


def test_no_markup_is_left_in_the_text(text: Pages) -> None:
    whole = "\n".join(text)
    left_over = (
        r"\\(frac|mathrm|operatorname|sum|label)\b", r"</?(div|span|p|a|em)\b", r"\{finding\}",
        r"\{cite", r":::", r"\$[^$\n]+\$",
    )  # fmt: skip
    for left in left_over:
        assert not re.search(left, whole), left


@pytest.mark.parametrize(("name", "margin"), [("book", 26), ("register", 19), ("summary", 17)])
def test_nothing_leaves_the_page(book_pdf: Path, name: str, margin: int) -> None:
    assert overfull(pictures(book_pdf.parent, name), 1, margin) == []


def test_a_work_is_listed_once(text: Pages) -> None:
    whole = "".join("".join(text).split())
    dois = re.findall(r"^\s*doi = \{(.+)\}", (ROOT / "refs.bib").read_text(), re.M)
    for doi in dois[:60]:
        listed = whole.lower().count("doi:" + doi + ".") + whole.lower().count("doi:" + doi + ",")
        assert listed <= 1, doi


def test_second_hand_numbers_keep_their_dagger(
    text: Pages, register: Built, whole_site: Path
) -> None:
    assert "".join(text).count("†") > 15
    places: set[int] = set()
    for kind in ("models", "benchmarks", "datasets"):
        records = json.loads((whole_site / f"evidence/{kind}.json").read_text("utf-8"))[kind]
        second_hand = [one["id"] for one in records if '"how": "secondary"' in json.dumps(one)]
        assert second_hand
        places |= {number for name in second_hand for number in where(register, name)}
    assert sum(register.pages[number].count("†") for number in places) > 30


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
    captions = [  # on the site a figure's number follows its message, and files can be taken along
        words("".join(part for part in each.strings if not part.find_parent(class_=SITE_ONLY)))
        for each in page.select("figcaption p, table:not(.toy-order) caption")
    ]
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
    outside = {link for link in every_link(chapter) if isinstance(link, str)}
    records = {link for link in outside if link.startswith("register.pdf#")}
    assert outside - records - {own} == on_screen


def test_every_link_of_a_chapter_leads_somewhere(chapter: Built) -> None:
    found = every_link(chapter)  # fails where one within the file has no place
    assert any(isinstance(link, int) for link in found)
    good = r"https?://(?!127|localhost)|\d|register\.pdf#nameddest=."
    assert not [link for link in found if not re.match(good, str(link))]


def test_a_chapter_names_the_chapter_it_refers_to(book_pdf: Path) -> None:
    pages = Built(0, "", book_pdf.parent, "seq2seq").pages
    assert words("the subject of From sequence to function (chapter 2).") in words("".join(pages))
