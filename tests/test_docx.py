"""What somebody meets who opens a chapter in Word, or takes a part of it into a proposal."""

from __future__ import annotations

import html
import json
import re
import shutil
import struct
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from bs4 import BeautifulSoup
from conftest import FALLS, Book, Built, NewBook
from PIL import Image

CHAPTERS = ("introduction", "seq2function", "seq2seq", "transcriptome", "outlook")

PAGE = """
## Everything

See {numref}`tab-sizes`, {numref}`fig-models`, {eq}`eq-loss`, {ref}`sec-formulas`, {doc}`beta`.
A note[^one]. {cite:p}`ames2023tiny,cole2024test` *slanted* **strong** `code_here` a{sub}`2`.

[^one]: A footnote with {finding}`82.6% <window-share>`.

:::{list-table} Sizes of one model.
:header-rows: 1
:name: tab-sizes
:widths: 70 30

* - Quantity
  - Value
* - Tracks {cite:p}`evans2024again`
  - many
:::

Behind the table.

(sec-formulas)=
### Formulas

Inline $y_i$ and

```{math}
:label: eq-loss
L(\\theta) = \\frac{1}{n} \\sum_{i} (y_i - \\hat{y}_i)^2
```

A word below a letter, $r_{\\mathrm{between}}$.

Term
: Its definition.

:::{warning}
Mind the gap.
:::

3. third
4. fourth

```python
code = "block"
```

```{bibliography}
:filter: docname in docnames
```
"""


def widen(book: Book) -> Book:
    """Make the tiny book one that has Word files, numbers and a page with everything."""
    book.edit("conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.docx",')
    book.edit("conf.py", '["colon_fence"]', '["colon_fence", "dollarmath", "deflist"]')
    book.edit("conf.py", "numfig = True", "numfig = True\nmath_numfig = True")
    book.edit("docs/index.md", "```{toctree}", "```{toctree}\n:numbered:")
    text = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", text + PAGE)
    return book


@pytest.fixture
def word_book(book: Book) -> Book:
    """A fresh copy of it."""
    return widen(book)


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    """It, with its Word files, built once."""
    book = widen(new_book())
    done = book.build("docx")
    assert (done.status, done.warnings) == (0, ""), done.stderr
    return done


def pandoc(file: Path, form: str = "docx+citations") -> dict[str, Any]:
    """What another program reads from a Word file."""
    command = [pypandoc.get_pandoc_path(), "-f", form, "-t", "json", str(file)]
    run = subprocess.run(command, capture_output=True, check=True)
    tree: dict[str, Any] = json.loads(run.stdout)
    return tree


def find(tree: Any, kind: str) -> Iterator[Any]:
    """The content of every form of a kind."""
    if isinstance(tree, dict):
        if tree.get("t") == kind:
            yield tree.get("c")
        tree = list(tree.values())
    if isinstance(tree, list):
        for each in tree:
            yield from find(each, kind)


def words(tree: Any) -> str:
    """The text of a form."""
    if isinstance(tree, dict):
        if tree.get("t") in ("Space", "SoftBreak", "LineBreak"):
            return " "
        if tree.get("t") in ("Math", "Code", "CodeBlock"):
            return str(tree["c"][1])
        return str(tree["c"]) if tree.get("t") == "Str" else words(list(tree.values()))
    return "".join(map(words, tree)) if isinstance(tree, list) else ""


def part(file: Path, name: str = "word/document.xml") -> str:
    """A part of a Word file."""
    with zipfile.ZipFile(file) as parts:
        return parts.read(name).decode()


def text(xml: str) -> str:
    """The text that a reader sees, a line a paragraph."""
    runs = re.compile(r"<w:t(?: [^>]*)?>([^<]*)<")
    return html.unescape("\n".join("".join(runs.findall(one)) for one in xml.split("</w:p>")))


@pytest.fixture(scope="module")
def published(new_book: NewBook, built: Built) -> Built:
    """The same book with an address, and with a list of more works than a chapter cites."""
    book = widen(new_book())
    book.edit("docs/beta.md", ":filter: docname in docnames", ":all:")
    done = book.build("docx", "-D", "html_baseurl=https://book.example/v1")
    assert (done.status, done.warnings) == (0, ""), done.stderr
    return done


@pytest.fixture(scope="module")
def alpha(built: Built) -> Path:
    return built.out / "alpha.docx"


@pytest.fixture(scope="module")
def tree(alpha: Path) -> dict[str, Any]:
    return pandoc(alpha)


@pytest.fixture(scope="module")
def xml(alpha: Path) -> str:
    return part(alpha)


# -- structure ------------------------------------------------------------------------------------


def test_headings_keep_their_level_and_number(tree: dict[str, Any]) -> None:
    found = [(level, words(inlines)) for level, _, inlines in find(tree["blocks"], "Header")]
    assert found == [
        (1, "1.1. Reach"), (1, "1.2. Linking"), (1, "1.3. Everything"), (2, "1.3.1. Formulas"),
    ]  # fmt: skip


def test_the_title_block_says_what_it_is_and_how_to_cite_it(xml: str) -> None:
    lines = text(xml).split("\n")[:7]
    assert lines[0].strip() == "Alpha"
    assert lines[1].strip() == "Chapter 1 of A Tiny Review: one book for the tests"
    assert lines[2].strip() == "Tiny Contributors"
    assert "Version 1.2.3" in lines[3] and "January 31, 2025" in lines[3]
    assert "Content last reviewed January 31, 2025." in lines[3]
    assert lines[4].strip().startswith("How to cite: Tiny Contributors. (2025). Alpha. In A Tiny")


def test_a_table_has_a_caption_and_a_head_that_is_repeated(xml: str, tree: dict[str, Any]) -> None:
    ((_, caption, _, head, bodies, _),) = find(tree["blocks"], "Table")
    assert words(caption) == "Table 1.1. Sizes of one model."
    assert [words(cell) for _, row in head[1] for cell in row] == ["Quantity", "Value"]
    assert len(bodies[0][3]) == 1
    assert xml.count("<w:tblHeader") == 1
    assert xml.count("<w:cantSplit/>") == xml.count("<w:tr>") == 2
    widths = list(map(int, re.findall(r'<w:gridCol w:w="(\d+)"', xml)))
    assert sum(widths) <= 12240 - 2 * 1440
    assert '<w:pStyle w:val="AfterTable"' in xml


def test_a_figure_has_a_caption_an_alternative_text_and_dots_enough(alpha: Path, xml: str) -> None:
    assert "Fig. 1.1. One model. It reads 131,072 letters." in text(xml)
    assert re.search(r'descr="[^"]*131,072[^"]*Tiny', xml)
    (inches,) = (int(size) / 914400 for size in re.findall(r'<wp:extent cx="(\d+)"', xml))
    with zipfile.ZipFile(alpha) as parts:
        (name,) = (name for name in parts.namelist() if name.endswith(".png"))
        across = struct.unpack(">I", parts.read(name)[16:20])[0]
    assert inches <= 6.27  # the narrower line, that of A4
    assert across / inches >= 200


def test_formulas_can_be_edited_and_carry_their_number(xml: str, tree: dict[str, Any]) -> None:
    assert xml.count("<m:oMath>") == 3
    numbered = re.search(r'<w:pStyle w:val="Equation" />.*?</w:p>', xml, re.S)
    assert numbered and text(numbered[0]).strip() == "(1.1)"
    assert re.findall(r"<w:tab/>|<m:f>|<m:nary>", numbered[0]) == [
        "<w:tab/>", "<m:f>", "<m:nary>", "<w:tab/>",
    ]  # fmt: skip
    assert any(r"\frac{1}{n}" in tex for _, tex in find(tree, "Math"))


def test_a_word_in_a_formula_is_one_upright_word(xml: str) -> None:
    (below,) = (found for found in re.findall(r"<m:sub>.*?</m:sub>", xml) if "en<" in found)
    assert re.findall(r"<m:t>([^<]*)</m:t>", below) == ["between"]
    assert "<m:nor />" in below


def test_claims_are_cards_without_bullets(built: Built) -> None:
    """A sentence under a rule, in regular weight; what speaks against it stays beside it."""
    xml = part(built.out / "alpha.docx")
    lines = [line for line in xml.split("</w:p>") if re.search(r'w:val="Claim\w*" />', line)]
    assert len(lines) > 1 and not [line for line in lines if "<w:numPr>" in line]
    styles = part(built.out / "alpha.docx", "word/styles.xml")
    (claim,) = re.findall(r'w:styleId="Claim".*?</w:style>', styles, re.S)
    assert re.search(r"<w:keepNext", claim) and re.search(r"<w:pBdr>\s*<w:top", claim)
    assert not re.search(r"<w:b[ /]|<w:shd", claim)


def test_lists_notes_boxes_and_code_are_what_they_are(xml: str, tree: dict[str, Any]) -> None:
    assert [words(note) for note in find(tree, "Note")] == ["A footnote with 82.6%†."]
    assert [words(term) for (term, _), *_ in find(tree, "DefinitionList")] == ["Term"]
    (numbered,) = find(tree, "OrderedList")
    assert numbered[0][0] == 3
    assert [words(item) for item in numbered[1]] == ["third", "fourth"]
    assert [code for _, code in find(tree, "CodeBlock")] == ['code = "block"']
    for style, line in {
        "Claim": FALLS,
        "BoxTitle": "Warning", "Box": "Mind the gap.",
    }.items():  # fmt: skip
        assert re.search(rf'w:val="{style}" />(?:(?!</w:p>).)*{re.escape(line)}', xml, re.S), style


def test_a_footnote_that_is_referred_to_twice_has_one_number(word_book: Book) -> None:
    notes = "A sentence.[^a] Again.[^a] And another.[^b]\n\n[^a]: The note.\n\n[^b]: Another.\n"
    word_book.edit("docs/beta.md", "# Beta\n", f"# Beta\n\n{notes}\n")
    file = word_book.build("docx").out / "beta.docx"
    xml = part(file)
    assert [words(note) for note in find(pandoc(file), "Note")] == ["The note.", "Another."]
    mark = re.search(r'<w:bookmarkStart [^>]*w:name="(\w+)" ?/>.*?<w:footnoteReference', xml)
    again = re.search(r"NOTEREF (\w+) \\f \\h.*?<w:t>(\d)</w:t>", xml, re.S)
    assert mark and again
    assert (again[1], again[2]) == (mark[1], "1")


def test_a_tall_picture_stays_on_its_page(word_book: Book) -> None:
    Image.new("RGB", (300, 3000), "gray").save(word_book.root / "docs/tall.png")
    word_book.edit("docs/beta.md", "# Beta\n", "# Beta\n\n![A tall picture](tall.png)\n")
    xml = part(word_book.build("docx").out / "beta.docx")
    heights = [int(found) / 914400 for found in re.findall(r'<wp:extent cx="\d+" cy="(\d+)"', xml)]
    assert 7 < max(heights) <= 7.6  # inches; the page has 9


def test_second_hand_numbers_keep_their_dagger(xml: str) -> None:
    assert "holds 82.6%† of the pairs" in text(xml)
    assert "reads 131 kb and" in text(xml)


# -- links ----------------------------------------------------------------------------------------


def test_links_within_the_chapter_lead_somewhere(xml: str) -> None:
    links = re.findall(r'<w:hyperlink w:anchor="([^"]+)">(.*?)</w:hyperlink>', xml)
    anchors = {text(inside): name for name, inside in links}
    assert set(anchors) == {"Table 1.1", "Fig. 1.1", "(1.1)", "Formulas", "Linking"}
    places = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml)
    assert set(anchors.values()) == set(places)
    assert len(places) == len(set(places))


def test_links_to_other_pages_need_an_address(built: Built, published: Built) -> None:
    plain = part(built.out / "alpha.docx", "word/_rels/document.xml.rels")
    assert "Beta" in text(part(built.out / "alpha.docx"))
    assert "beta.html" not in plain
    links = part(published.out / "alpha.docx", "word/_rels/document.xml.rels")
    assert 'Target="https://book.example/v1/beta.html"' in links
    assert 'Target="https://book.example/v1/register/claims.html#depth-matters"' in links
    assert re.search(r'Target="https://book.example/v1/_downloads/\w+/fig-models.csv"', links)
    lines = text(part(published.out / "alpha.docx"))
    assert "On the web: https://book.example/v1/alpha.html" in lines


# -- citations ------------------------------------------------------------------------------------


def test_citations_carry_their_works(tree: dict[str, Any], xml: str) -> None:
    cites = [[one["citationId"] for one in cited] for cited, _ in find(tree["blocks"], "Cite")]
    assert ["ames2023tiny", "cole2024test"] in cites
    assert ["evans2024again"] in cites  # in a table
    works = {work["c"]["id"]["c"]: work["c"] for work in tree["meta"]["references"]["c"]}
    assert set(works) == {"ames2023tiny", "cole2024test", "evans2024again"}
    tiny = works["ames2023tiny"]
    assert re.sub("<[^>]+>", "", words(tiny["title"])) == "Tiny, a DNA model"
    assert tiny["DOI"]["c"] == "10.1000/tiny.1"
    assert [name["c"]["family"]["c"] for name in tiny["author"]["c"]] == ["Ames", "Bond"]


def test_a_citation_reads_as_on_the_page(built: Built, xml: str) -> None:
    page = Book(built.root).build("html").page("alpha")
    marks = page.select(".bibtex-citation, span[id^=id] a.reference.internal[title]")
    assert len(marks) > 3
    for mark in marks:
        assert " ".join(mark.get_text().split()) in text(xml)


def test_names_in_the_sentence_stay_outside_of_the_field(xml: str) -> None:
    codes = [
        json.loads(html.unescape(code).split("CSL_CITATION", 1)[1])
        for code in re.findall(r"<w:instrText[^>]*>([^<]*ZOTERO_ITEM[^<]*)<", xml)
    ]
    assert len({code["citationID"] for code in codes}) == len(codes)
    named, bracketed = (code["citationItems"] for code in codes[:2])
    assert named[0]["id"] == "ames2023tiny" and named[0]["suppress-author"] is True
    assert named[0]["uris"] == ["https://doi.org/10.1000/tiny.1"]
    assert bracketed[0]["id"] == "cole2024test" and "suppress-author" not in bracketed[0]
    assert re.search(r"made by Ames and Bond</w:t>|made by Ames and Bond </w:t>", xml)
    assert "made by Ames and Bond [2023] and holds" in text(xml)


def test_the_list_of_references_is_one_field(xml: str) -> None:
    assert xml.count("ADDIN ZOTERO_BIBL") == 1
    assert xml.count('fldCharType="begin"') == xml.count('fldCharType="end"')
    before, field = xml.split("ADDIN ZOTERO_BIBL")
    assert "ZOTERO_ITEM" not in field
    entries = re.findall(r'w:val="Bibliography" />.*?</w:p>', before[-300:] + field, re.S)
    assert len(entries) == 3
    assert field.index('fldCharType="end"') > field.rindex("doi:")


def test_a_list_that_holds_more_than_is_cited_stays_text(published: Built) -> None:
    """Zotero makes the list from the citations: it would drop what only the list holds."""
    beta = part(published.out / "beta.docx")
    assert "ZOTERO_ITEM" in beta and "ZOTERO_BIBL" not in beta
    assert "A work that the register does not hold" in text(beta)


# -- the file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size"), [("alpha.docx", ("12240", "15840")), ("alpha.a4.docx", ("11906", "16838"))]
)
def test_paper_and_margins(built: Built, name: str, size: tuple[str, str]) -> None:
    (page,) = re.findall(r"<w:pgSz [^>]*>", part(built.out / name))
    assert (re.findall(r'w:w="(\d+)"', page)[0], re.findall(r'w:h="(\d+)"', page)[0]) == size
    (margins,) = re.findall(r"<w:pgMar [^>]*>", part(built.out / name))
    for side in ("top", "right", "bottom", "left"):
        assert f'w:{side}="1440"' in margins
    assert " PAGE " in part(built.out / name, "word/footer1.xml")


def test_text_is_arial_at_eleven_points_in_english(alpha: Path) -> None:
    styles = part(alpha, "word/styles.xml")
    defaults = styles.split("</w:docDefaults>")[0]
    assert re.search(r'w:ascii="Arial"', defaults)
    assert re.search(r'<w:sz w:val="22" ?/>', defaults)
    assert re.search(r'<w:lang [^>]*w:val="en-US"', defaults)
    body = re.search(r'w:styleId="BodyText".*?</w:style>', styles, re.S)
    assert body and "w:sz " not in body[0] and "rFonts" not in body[0]


def test_every_style_that_is_used_is_defined(built: Built) -> None:
    for file in built.out.glob("*.docx"):
        used = set(re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', part(file)))
        styles = part(file, "word/styles.xml")
        assert used <= set(re.findall(r'w:styleId="([^"]+)"', styles))
        own = (Path(__file__).parents[1] / "livingreview/docx/styles.xml").read_text()
        assert used <= set(re.findall(r'w:styleId="([^"]+)"', own)), "a style of pandoc's own"


def test_properties_name_the_work(alpha: Path) -> None:
    core = part(alpha, "docProps/core.xml")
    for name, value in {
        "dc:title": "Alpha", "dc:creator": "Tiny Contributors", "dc:language": "en-US",
        "dc:subject": "A Tiny Review: one book for the tests",
    }.items():  # fmt: skip
        assert f"<{name}>{value}</{name}>" in core
    assert "2025-01-31T00:00:00Z" in core  # the day of the version, not of the build


def test_builds_are_byte_identical_and_write_what_changed(built: Built, word_book: Book) -> None:
    again = word_book.build("docx")
    files = sorted(again.out.glob("*.docx"))
    assert len(files) == 4
    for file in files:
        assert file.read_bytes() == (built.out / file.name).read_bytes(), file.name
    before = {file.name: file.stat().st_mtime_ns for file in files}
    word_book.edit("docs/alpha.md", "is not all", "is far from all")
    word_book.build("docx")
    changed = {file.name for file in files if before[file.name] != file.stat().st_mtime_ns}
    assert changed == {"alpha.docx", "alpha.a4.docx"}
    assert "is far from all" in text(part(again.out / "alpha.docx"))


# -- what authors are told ------------------------------------------------------------------------


def test_what_word_cannot_show_is_said_with_its_place(word_book: Book) -> None:
    picture = Path(__file__).parent / "roots/pdf-book/img/dot.png"
    shutil.copyfile(picture, word_book.root / "docs/plain.png")
    wrong = {
        "Good $x$ and $\\bm{x}$,\nthen $\\E[\\bm{x}]$.": r"cannot show the formula \E[\bm{x}];",
        "![](plain.png)": "the picture plain.png has no alternative text; say what it shows",
        "![A picture](cut.png)": "the picture cut.png cannot be read (image file is truncated)",
        "```{eval-rst}\n.. option:: -y\n```": "Word has no rule for <desc>; add one to livingrev",
    }
    word_book.write("docs/cut.png", picture.read_bytes()[:60])
    added = "\n\n".join(wrong)
    word_book.edit("docs/alpha.md", "## Everything\n", f"## Everything\n\n{added}\n")
    done = word_book.build("docx")
    assert done.status == 1
    for line, said in wrong.items():
        (warning,) = [each for each in done.warnings.splitlines() if said in each]
        found = re.search(r"alpha\.md:(\d+): WARNING", warning)
        place = word_book.line("docs/alpha.md", line.split("\n")[1 if "\n" in line else 0])
        near = 3 if "eval-rst" in line else 0
        assert found and place - near <= int(found[1]) <= place, warning


# -- the whole book -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_word_and_number_of_the_page_is_in_the_file(
    word_files: Path, whole_site: Path, name: str
) -> None:
    page = BeautifulSoup((whole_site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    article = page.select_one("article")
    assert article
    screen = (
        ".headerlink, .cite-chapter, .cite-head, .eqno, .label, .backrefs, script, math, "
        "svg, .fig-do, .margin-note, .toy"
    )
    for mark in article.select(screen):
        mark.decompose()
    for wall in article.find_all(["p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd"]):
        wall.append("\n")
    file = word_files / f"{name}.docx"
    shown = text(part(file)) + text(part(file, "word/footnotes.xml"))
    pattern = r"\d[\d,.]*\d|\w+"
    lost = Counter(re.findall(pattern, article.get_text())) - Counter(re.findall(pattern, shown))
    assert not lost


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_markup_is_left_in_the_text(word_files: Path, name: str) -> None:
    shown = text(part(word_files / f"{name}.docx"))
    assert not re.findall(r"\{[a-z]+(?::[a-z]+)?\}|\\[a-z]+|:::|</?[a-z]+>|\$[^$\n]+\$", shown)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_work_that_a_chapter_cites_is_in_its_list(word_files: Path, name: str) -> None:
    xml = part(word_files / f"{name}.docx")
    listed = " ".join(text(xml.split("ADDIN ZOTERO_BIBL")[1]).split())
    dois = set(re.findall(r'"DOI": "([^"]+)"', html.unescape(xml)))
    assert len(dois) > 10
    assert not [doi for doi in dois if f"doi:{doi}" not in listed]
