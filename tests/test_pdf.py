"""What a reader of the PDF meets: text, links, outline, tags, and what authors are told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typst
from pdfs import (
    ROOTS,
    STRICT,
    Built,
    build,
    indexed,
    links,
    outline,
    overfull,
    page_of,
    sheets,
    tags,
)
from PIL import Image

from livingreview.fonts import FONTS
from livingreview.typst.math import (
    Converter,
    FormulaError,
    compare,
    load_table,
    tex_ink,
    typst_ink,
    unreviewed,
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pdf")


@pytest.fixture(scope="session")
def book(folder: Path) -> Built:
    return build(ROOTS / "pdf-book", folder / "book", *STRICT)


@pytest.fixture(scope="session")
def text(book: Built) -> str:
    return " ".join(book.pages)


@pytest.fixture(scope="session")
def bad(folder: Path) -> Built:
    return build(ROOTS / "pdf-bad", folder / "bad", *STRICT)


@pytest.fixture(scope="session")
def laid_out(folder: Path) -> Built:
    """The same passage at every height of a page, and tables of all kinds."""
    source = folder / "pages-source"
    shutil.copytree(ROOTS / "pdf-pages", source)
    filler = "One short line.\n\n"
    passages = [
        f"# Try {at}\n\n{filler * at}## HEAD{at}\n\nLEAD{at} and what it says:\n"
        f"```{{math}}\nx = {70000 + at}\n```\n\n"
        f"{filler * 2}:::{{list-table}} CAPTION{at}\n* - ROW{at}\n  - b\n"
        + "* - c\n  - d\n" * 10
        + ":::\n"
        for at in range(14, 32)
    ]
    for number, passage in enumerate(passages):
        (source / f"try{number}.md").write_text(passage, encoding="utf-8")
    names = "\n".join(f"try{number}" for number in range(len(passages)))
    index = (source / "index.md").read_text(encoding="utf-8").replace("breaks\n", names + "\n")
    (source / "index.md").write_text(index, encoding="utf-8")
    (source / "breaks.md").unlink()
    return build(source, folder / "pages", *STRICT)


# -- the whole book --------------------------------------------------------------------------------


def test_a_clean_book_has_no_warnings(book: Built) -> None:
    assert (book.status, book.warnings) == (0, "")
    assert (book.out / "source" / "book" / "main.typ").is_file()
    assert sorted(path.name for path in book.out.iterdir()) == ["book.pdf", "source"]


def test_title_page_holds_every_fact(book: Built) -> None:
    page = book.pages[0]
    for fact in (
        "A Small Book", "Everything a page can hold", "Its Contributors", "Version 1.2.3",
        "Date 2026-01-02", "Commit abc1234", "How to cite Its Contributors (2026). A Small Book.",
        "License CC BY 4.0",
    ):  # fmt: skip
        assert fact in page


def test_preface_stands_between_title_page_and_contents(book: Built) -> None:
    pages = book.pages
    assert pages[1].startswith("Preface PREFACETEXT")
    assert "AFTERTOC" in pages[1]
    assert pages[2].startswith("Contents")
    assert "A Small Book" not in pages[1]


def test_outline_has_chapters_and_unnumbered_matter(book: Built) -> None:
    top = [title for level, title in outline(book.reader.outline) if level == 0]
    assert top == [
        "Preface", "Contents", "1 The first chapter", "2 The second chapter with index",
        "The register", "Glossary", "Bibliography", "Index",
    ]  # fmt: skip
    assert (1, "Claims") in outline(book.reader.outline)
    assert (1, "1.5 Tables and figures") in outline(book.reader.outline)


def test_chapter_openings(book: Built) -> None:
    pages = book.pages
    assert pages[page_of(pages, "A first paragraph cites")].startswith("Chapter 1 The first")
    assert pages[page_of(pages, "REGISTERTEXT")].startswith("The register")


def test_numbers_are_those_of_sphinx(text: str) -> None:
    assert "See Tables and figures, Fig. 1.1, Table 1.1, (1.1), The second chapter" in text
    for shown in ("Fig. 1.1 The curve of", "Table 1.1 A small", "Table 1.2 A csv", "Listing 1.1"):
        assert shown in text


def test_file_says_what_it_is(book: Built) -> None:
    reader = book.reader
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("A Small Book", "Its Contributors")
    assert "pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()


def test_tags_and_alternative_texts(book: Built) -> None:
    root: Any = book.reader.trailer["/Root"]
    found = tags(root["/StructTreeRoot"], {})
    expected = {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/Formula"}
    assert expected | {"/Caption", "/Link", "/Note", "/TOC", "/BlockQuote"} <= set(found)
    assert "ALTCURVE a rising line" in found["/Figure"]
    assert "ALTDOT" in found["/Figure"]
    assert r"p(x \mid y)" in found["/Formula"]


def test_fonts_are_embedded_and_none_is_a_fallback(book: Built) -> None:
    names = set()
    for page in book.reader.pages:
        resources: Any = page["/Resources"]
        fonts = resources.get("/Font", {})
        for font in fonts.values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])
            names.add(str(inner["/BaseFont"]).split("+")[-1])
    assert any(name.startswith("Lato") for name in names)
    assert any(name.startswith("LibertinusSerif") for name in names)
    assert not any("LastResort" in name for name in names)


def test_each_work_is_printed_once_and_cited_works_link_to_it(book: Built, text: str) -> None:
    for title in ("Effective gene expression", "clear & simple result", "no chapter cites"):
        assert text.count(title) == 1
    titles = [title for _, title in outline(book.reader.outline)]
    assert not any("References" in title for title in titles)
    pages = book.pages
    central = page_of(pages, "A work that no chapter cites")
    assert pages[central].startswith("Bibliography")
    second = page_of(pages, "It cites")
    # one citation, and a link to the section that was left out
    assert links(book.reader, second).count(central) == 2


def test_links_lead_to_their_place(book: Built) -> None:
    reader, pages = book.reader, book.pages
    preface = links(reader, 1)
    assert preface == [page_of(pages, "A first paragraph cites")]
    first = links(reader, page_of(pages, "A first paragraph cites"))
    for words in ("It cites", "What a model sees", "A small table"):
        assert page_of(pages, words) in first
    assert "https://doi.org/10.1038/s41592-021-01252-x" in links(
        reader, page_of(pages, "Kelley. Effective")
    )


def test_relative_links_lead_to_the_site(book: Built) -> None:
    page = page_of(book.pages, "Data of the site")
    assert "https://book.example/v1/data/file.json" in links(book.reader, page)


def test_chapters_keep_their_lists_without_a_central_one(folder: Path) -> None:
    built = build(ROOTS / "pdf-chapters", folder / "chapters", *STRICT)
    assert built.status == 0
    pages, reader = built.pages, built.reader
    assert " ".join(pages).count("A shared work") == 2
    for chapter in ("Chapter 1", "Chapter 2"):
        number = page_of(pages, chapter)
        assert "References" in pages[number]
        assert links(reader, number) == [number]


def test_index_lists_entries_and_terms_with_their_pages(book: Built) -> None:
    pages = book.pages
    index = pages[-1]
    assert index.startswith("Index")
    assert "ordering see sorting" in index
    first, second = indexed(book, "sorting")
    assert "Text with an indexed word" in first
    assert "Again sorting" in second
    assert "frame Another term." in indexed(book, "frame")[0]


def test_front_matter_is_numbered_apart(book: Built) -> None:
    labels = list(book.reader.page_labels)
    assert labels[1:3] == ["ii", "iii"]
    assert labels[page_of(book.pages, "A first paragraph cites")] == "1"
    assert book.pages[-1].endswith(labels[-1])


def test_no_index_without_entries(bad: Built) -> None:
    assert "Index" not in " ".join(bad.pages)


# -- what is on the page ---------------------------------------------------------------------------


def test_hostile_signs_come_out_literally(text: str) -> None:
    assert (
        r"TeX $x_1$ and \frac{a}{b}: # $ @ < > \ _ * ~ [ ] “ ‘ = / // /* - – + . … 1. x_y & % ^ { }"
        " ` #let x = 1; #emph[no] @ref https://a.b/c 1. not a list - not an item + no = no heading"
        " / no: term"
    ) in text


@pytest.mark.parametrize("word", ["ONLYHTML", "RAWHTML", "DARKTEXT", "a comment", "<div", "<span"])
def test_what_is_for_the_screen_stays_there(text: str, word: str) -> None:
    assert word not in text


@pytest.mark.parametrize(
    "words",
    [
        "Emphasis slanted, strong, code_here, H2O, x2, AUC, and the dose 5 mg.",
        "Struck out text. INSPAN",
        "3. third",
        "4. fourth",
        "Term Its definition. Field Its body.",
        "Line block one Line block two classified : kind With a classifier.",
        "✓ done task open task",
        "A quotation of somebody. — A. Speaker",
        "An epigraph. — E. Author",
        "Note NOTEBODY with [Smith, 2020].",
        "Warning WARNBODY",
        "Tip TIPBODY",
        "Important IMPORTANTBODY",
        "See also SEEALSOBODY",
        "Own title GENERICBODY",
        "Topic title TOPICBODY",
        "Sidebar title SIDEBODY",
        "Added in version 1.2: New here. CONTAINERBODY",
        "LEGENDTEXT below.",
        "10 def answer(): 11 return 42",
        "window What a model sees. frame Another term.",
    ],
)
def test_every_kind_of_content_is_there(text: str, words: str) -> None:
    assert words in text


def test_footnote_used_twice_is_printed_once(text: str) -> None:
    assert text.count("FOOTNOTEONE") == 1
    assert "A note1 and the same note again1, another2." in text


def test_attribution_is_upright(book: Built) -> None:
    fonts: dict[str, str] = {}

    def note(piece: str, _cm: Any, _tm: Any, font: Any, _size: Any) -> None:
        for word in ("Speaker", "quotation"):
            if word in piece and font:
                fonts[word] = str(font["/BaseFont"])

    for page in book.reader.pages:
        page.extract_text(visitor_text=note)
    assert "Italic" in fonts["quotation"]
    assert "Italic" not in fonts["Speaker"]


# -- page breaks and tables ------------------------------------------------------------------------


def test_heads_formulas_and_captions_are_not_parted(laid_out: Built) -> None:
    assert laid_out.status == 0
    pages = laid_out.pages
    spread = set()
    for at in range(14, 32):
        first = next(n for n, page in enumerate(pages) if page.startswith(f"Try {at} "))
        lead = page_of(pages, f"LEAD{at}")
        assert page_of(pages, f"HEAD{at}") == lead
        assert page_of(pages, str(70000 + at)) == lead
        caption = page_of(pages, f"CAPTION{at}")
        assert page_of(pages, f"ROW{at}") == caption
        spread |= {lead - first, caption - lead}
    assert spread == {0, 1}  # the sweep did cross the foot of a page


def test_long_table_repeats_its_head(laid_out: Built) -> None:
    with_rows = [page for page in laid_out.pages if "LONGROW" in page]
    assert len(with_rows) > 1
    assert all("LONGHEAD Number" in page for page in with_rows)


def test_nine_columns_fit_the_page_and_heads_are_not_hyphenated(laid_out: Built) -> None:
    number = page_of(laid_out.pages, "HEADCELL3")
    assert "HEADCELL3 extraordinarily considerable measurements" in laid_out.pages[number]
    page = laid_out.reader.pages[number]
    columns: dict[str, float] = {}

    def note(piece: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        found = re.search(r"cell1x\d", piece)
        if found:
            columns[found[0]] = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]

    page.extract_text(visitor_text=note)
    places = [columns[f"cell1x{column}"] for column in range(9)]
    assert places == sorted(places)
    assert page.mediabox.width < page.mediabox.height
    assert places[-1] < page.mediabox.width - 28 * 72 / 25.4 - 30


def is_landscape(built: Built, number: int) -> bool:
    box = built.reader.pages[number].mediabox
    return bool(box.width > box.height)


def test_wide_tables_lie_on_landscape_pages_with_their_heads(laid_out: Built) -> None:
    pages = laid_out.pages
    wide = page_of(pages, "Wide11")
    assert is_landscape(laid_out, wide)
    for words in ("WIDEHEAD A lead of the wide table", "SECONDHEAD", "SECONDWIDE"):
        assert page_of(pages, words) == wide
    assert page_of(pages, "After the wide table") == wide + 1
    assert not is_landscape(laid_out, wide - 1)
    assert not is_landscape(laid_out, wide + 1)


def test_a_short_opening_shares_the_landscape_page_of_its_table(laid_out: Built) -> None:
    pages = laid_out.pages
    wide = page_of(pages, "SHORTWIDE")
    assert is_landscape(laid_out, wide)
    assert pages[wide].startswith("SHORTOPENING A short lead. SHORTGROUP")
    after = page_of(pages, "NEXTWIDE")
    assert after == wide + 1  # no empty page between two of them
    assert pages[after].startswith("NEXTOPENING")
    assert page_of(pages, "LONGOPENING A") == page_of(pages, "LONGWIDE") - 1 == after + 1
    assert not is_landscape(laid_out, after + 1)


def test_address_breaks_and_copies_clean(laid_out: Built) -> None:
    address = (
        "https://example.org/a/very/long/path/which-should_break/somewhere/in/the-line"
        "?query=1&other=two_three"
    )
    pages = laid_out.reader.pages
    raw = next(page.extract_text() for page in pages if "An address" in page.extract_text())
    assert "".join(raw.split()).count("Anaddress" + address + "ends.") == 1
    assert address not in raw  # it was broken
    assert not re.search("[\u00ad\u200b\ufeff]", raw)


# -- what is long or tall --------------------------------------------------------------------------

BASES = "ACGT" * 60


@pytest.fixture(scope="session")
def long(folder: Path) -> Built:
    return build(ROOTS / "pdf-long", folder / "long", *STRICT)


@pytest.fixture(scope="session")
def long_sheets(long: Built) -> list[Image.Image]:
    return sheets(long.out / "source/book/main.typ", 2)


def test_nothing_leaves_the_page(long: Built, long_sheets: list[Image.Image]) -> None:
    assert (long.status, long.warnings) == (0, "")
    assert overfull(long_sheets, 2) == []


@pytest.mark.parametrize("name", ["CODE", "PYTHON", "BOXED", "NUMBERED", "INLINE", "PLAIN", "LINK"])
def test_long_words_are_broken_and_copy_whole(long: Built, name: str) -> None:
    raw = "".join(page.extract_text() for page in long.reader.pages)
    assert name + BASES in "".join(raw.split())
    assert name + BASES not in raw
    assert not re.search("[\u00ad\u200b\ufeff]", raw)


def test_long_words_in_cells_stay_in_their_columns(long: Built) -> None:
    page = long.reader.pages[page_of(long.pages, "col2")]
    pieces: list[str] = []
    page.extract_text(visitor_text=lambda piece, *_: pieces.extend(piece.split()))
    assert max(map(len, pieces)) <= 32, pieces
    whole = "".join(pieces)
    for name in ("verylongidentifierwithoutanybreak_one", "HEADONE_ENSG_ENST_verylong"):
        assert name.replace("verylong", "very") in whole.replace("verylong", "very")


@pytest.mark.parametrize("head", ["TALLHEAD", "FIGUREHEAD"])
def test_a_heading_stays_with_its_tall_picture(
    long: Built, long_sheets: list[Image.Image], head: str
) -> None:
    sheet = long_sheets[page_of(long.pages, head)]
    assert sheet.histogram()[221] > 10_000  # the gray of the picture
    assert page_of(long.pages, "FIGURECAPTION") == page_of(long.pages, "FIGUREHEAD")


def test_text_fills_the_room_before_a_figure_that_does_not_fit(long: Built) -> None:
    before = page_of(long.pages, "BEFOREFLOAT")
    assert page_of(long.pages, "AFTERFLOAT") == before
    assert page_of(long.pages, "FLOATCAPTION") == before + 1


# -- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (5, r"the formula \ce{H2O} cannot be set: \ce is not a command this book"),
        (8, r"f cannot be set: \operatorname*{arg\,min}: only letters and digits"),
        (11, "the picture dot.png has no alternative text; say what it shows"),
        (14, "image file not readable: nowhere.png"),
        (18, "no font of the PDF has the character 中 (U+4E2D)"),
        (21, "the PDF has no rule for <acks>"),
        (24, "the book has no place orphan# to link to; mend the link [typst.link]"),
        (26, "give it the class wide (a landscape page) [livingreview.page]"),
        (30, "the picture pointer.png cannot be read (a pointer of Git LFS); put the picture"),
    ],
)
def test_bad_input_is_named_with_its_place(bad: Built, line: int, words: str) -> None:
    said = [one for one in bad.warnings.splitlines() if words in one]
    assert len(said) == 1, bad.warnings
    assert f"bad.md:{line}: WARNING" in said[0]


def test_bad_input_fails_a_strict_build(bad: Built) -> None:
    assert bad.status == 1


def test_a_picture_that_cannot_be_read_leaves_its_words(bad: Built) -> None:
    assert "ALTPOINTER of a picture" in " ".join(bad.pages)


def test_missing_glyph_is_a_question_mark(bad: Built) -> None:
    assert "A character ? without a glyph." in " ".join(bad.pages)


def test_no_pdf_remains_when_typst_fails(folder: Path) -> None:
    out = folder / "broken"
    out.mkdir()
    (out / "book.pdf").write_text("of a former run")
    built = build(ROOTS / "pdf-broken", out)
    assert built.status != 0
    assert not list(out.glob("book.pdf*"))


def test_missing_engine_is_one_sentence(folder: Path) -> None:
    code = (
        "import sys; sys.modules['typst'] = None; from sphinx.cmd.build import main; "
        "sys.exit(main(sys.argv[1:]))"
    )
    args = ["-q", "-b", "typstpdf", str(ROOTS / "pdf-broken"), str(folder / "no-engine")]
    ran = subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert ran.returncode != 0
    assert ran.stderr == "The PDF needs the package typst, which is not installed: run `make`.\n"


def test_unknown_fact_of_the_title_page_is_named(folder: Path) -> None:
    built = build(ROOTS / "pdf-broken", folder / "fact", "-D", "typst_title_page.titel=x")
    assert built.status != 0
    assert "typst_title_page in conf.py has titel; it may have title," in built.warnings


# -- the same bytes --------------------------------------------------------------------------------


def created(built: Built) -> str:
    metadata = built.reader.metadata
    assert metadata is not None
    return str(metadata["/CreationDate"])


def test_two_builds_are_the_same_bytes(book: Built, folder: Path) -> None:
    again = build(ROOTS / "pdf-book", folder / "again", *STRICT)
    assert again.pdf.read_bytes() == book.pdf.read_bytes()
    assert created(book).startswith("D:20260102")  # typst_date


def test_source_date_epoch_dates_the_pdf(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    built = build(ROOTS / "pdf-chapters", folder / "dated", *STRICT)
    assert created(built).startswith("D:19700102")


# -- formulas --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


GOOD = r"""
\frac{a}{b} + \sqrt[3]{x} - \sqrt{y}
\hat{y}_i^2 + \bar x \tilde{z} \vec{v} \overline{ab}
\begin{pmatrix}a&b\\c&d\end{pmatrix} \begin{Vmatrix}a\\c\end{Vmatrix}
\begin{array}{cc}a&b\\c&d\end{array}
\begin{cases} a & b \\ c & d\end{cases}
\begin{aligned} a &= b \\ c &= d\end{aligned}
\left( x \right) + \left\lfloor x \right. + \left[x\right) + \left\|x\right\|
\bigl( x \bigr) + \Big[ y \Big] + \big| z \big|
\mathbf{x}^\top \mathrm{KL}(p\,\|\,q)
p\left(x\,\middle|\,y\right)
\operatorname{softmax}(z) + \operatorname*{argmin}_x f + \arg\min_\theta f
f'(x) + f^{\prime}
\text{if } x > 0, \text{n\_cells} = 5\%
\sum_{i=1}^n x_i \prod_{j} \int_0^1 f(x)\,\mathrm{d}x
\underbrace{a+b}_{n} \overbrace{a}^{b} \overset{a}{=} \underset{x}{\max}
\binom{n}{k} \mathbb{R}\mathcal{L} \mathbb{E}_{x\sim p}[f(x)] \mathbb{1}[x>0]
\lVert x \rVert_2 + \lvert y\rvert + \langle x, y\rangle + |a|
1{,}000.5 \times 10^{-5} \; \{a\} \% \$
\alpha\beta\epsilon\varepsilon\phi\varphi\odot\otimes\oplus\circ\cdot\ast a/b*c!
""".strip().splitlines()

BAD = [
    (r"\operatorname*{arg\,min}_x f", "only letters and digits"),
    (r"\ce{H2O}", r"\ce is not a command"),
    (r"\SI{3}{m}", r"\SI is not a command"),
    (r"\stackrel{a}{=}", r"\stackrel is not a command"),
    (r"\color{red}x", r"\color is not a command"),
    (r"\label{x} a", r"\label is not a command"),
    (r"\textbf{b}", r"\textbf is not a command"),
    (r"\text{if $x$}", "inside \\text"),
    (r"\text{a \alpha}", "inside \\text"),
    (r"\begin{smallmatrix}a\end{smallmatrix}", "environment smallmatrix"),
    (r"\frac{a}{", "Unmatched"),
    (r"\text{a", "brace is not closed"),
    (r"#x", "converter says"),
    (r"a''_i", "the conversion adds mark ^"),
]

#: What a converter might make of a formula without a word.
SILENTLY_WRONG = [
    (r"\bigl( x \bigr)", "x"),
    (r"p(x \mid y)", "p(x y)"),
    (r"x_i^2", "x i^2"),
    (r"\frac{a}{b}", "a b"),
    (r"\mathbf{x}", "x"),
    (r"\mathbb{R}", "R"),
    (r"\hat{y}", "y"),
    (r"\begin{bmatrix}a\end{bmatrix}", "mat(a)"),
    (r"\le", "<"),
    (r"a - b", "a + b"),
    (r"\operatorname{max}", 'op("ma\\\\x")'),
]


@pytest.mark.parametrize("tex", GOOD)
def test_good_formulas_are_set(tex: str, fonts: typst.Fonts) -> None:
    out = Converter({}, fonts)(tex)
    page = f'#set document(title: "x")\n#math.equation(block: true, alt: "x", $ {out} $)'
    typst.compile(page.encode(), font_paths=fonts, ignore_system_fonts=True, pdf_standards=["ua-1"])


@pytest.mark.parametrize(("tex", "words"), BAD)
def test_bad_formulas_are_refused(tex: str, words: str, fonts: typst.Fonts) -> None:
    with pytest.raises(FormulaError, match=re.escape(words)):
        Converter({}, fonts)(tex)


@pytest.mark.parametrize(("tex", "wrong"), SILENTLY_WRONG)
def test_a_wrong_conversion_is_caught(tex: str, wrong: str, fonts: typst.Fonts) -> None:
    with pytest.raises(FormulaError, match="the conversion"):
        compare(tex_ink(tex), typst_ink(wrong, fonts))


def test_a_reviewed_formula_is_used_as_it_is(fonts: typst.Fonts) -> None:
    convert = Converter({r"\ce{H2O}": "upright(H)_2 upright(O)"}, fonts)
    assert convert(r"\ce{H2O} ") == "upright(H)_2 upright(O)"
    assert unreviewed([r"\ce{H2O}", "x", " x "], convert.table) == ["x"]


def test_the_reviewed_table_can_be_set(fonts: typst.Fonts) -> None:
    for tex, out in load_table().items():
        compare(tex_ink(tex), typst_ink(out, fonts))
