"""Previews of links and notes in the margin, as the pages hold them for the script.

What a reader then sees of them by mouse, keyboard and finger is tried in a real browser.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import DEPTH, Book, Built, NewBook

from livingreview.text.typography import typographic

CHAPTERS = ["introduction", "seq2function", "seq2seq", "transcriptome", "outlook"]
KINDS = ("works", "claims", "records", "pages")
HOSTILE = "</script><script>alert(1)</script> & <b>\"'"
GLOSSARY = """# Glossary

```{glossary}
Baseline
  A simple predictor. It must be beaten.
```
"""
MORE = """
## More

(sec-more)=
### A section

A baseline {term}`Baseline` and {ref}`sec-more`, {doc}`beta`, {numref}`tab-x`, {eq}`eq-x`.
{holds}`Near is higher <linking-auprc/model/near > linking-auprc/model/far>`.
It is {record}`Tiny <tiny-net>` on a {record}`benchmark <pair-bench>` and a
{record}`screen <pair-screen>`, and {record}`falls <third-look>`: {certainty}`depth-matters`.

:::{table} **What** is in a table.
:name: tab-x

| a | b |
|---|---|
| {cite:t}`evans2024again` | d |
:::

```{math}
:label: eq-x

a = b
```

### Twice

- A work {cite:p}`cole2024test`, and again {cite:p}`cole2024test`.

Once more {cite:p}`cole2024test`.

### Again

As before {cite:p}`cole2024test`.
"""


def notes(built: Path, file: str) -> dict[str, Any]:
    """What a file hands to the script."""
    text = (built / file).read_text(encoding="utf-8")
    match = re.fullmatch(r'window\.bookPreviews\("\w+",(.*)\);\n', text, re.S)
    assert match, file
    found: dict[str, Any] = json.loads(match[1])
    return found


def target(page: str, link: Tag) -> tuple[str, str]:
    """The page and the anchor that a link leads to."""
    path, anchor = urldefrag(urljoin(f"/{page}.html", str(link["href"])))
    return path.strip("/").removesuffix(".html"), unquote(anchor)


def missing(built: Path, page: str, soup: BeautifulSoup) -> list[str]:
    """The links of a page's text without a note; one to its own place needs none."""
    shared = {
        kind: notes(built, f"_static/previews-{kind}.js")
        for kind in ("works", "claims", "records", "pages")
    }
    here = notes(built, f"{page}.previews.js")
    lacking = []
    inside = "a.reference.internal:not(.download, .permalink)"
    for link in soup.select(f".body {inside}, article {inside}"):
        path, anchor = target(page, link)
        if work := link.get("data-work"):
            found = [shared["works"].get(str(work))]
        elif names := link.get("data-record"):
            found = [here.get(name.partition("/")[0]) for name in str(names).split(" ")]
        elif path.startswith("claims/") or (path == "register/claims" and anchor):
            found = [shared["claims"].get(anchor or path.partition("/")[2])]
        elif path.startswith("tasks/") or (path == "register/tasks" and anchor):
            found = [shared["records"].get(f"tasks/{anchor or path.partition('/')[2]}")]
        elif path == "register/papers" and anchor:
            found = [shared["works"].get(anchor)]
        elif path.startswith(("models/", "benchmarks/")):
            name = path.partition("/")[2]
            found = [here.get(name) or shared["records"].get(name)]
        elif path.startswith("papers/"):
            found = [shared["works"].get(path.partition("/")[2])]
        elif path.startswith("register/") and anchor:
            found = [here.get(anchor) or shared["records"].get(anchor)]
        else:
            found = [shared["pages"].get(path, {}).get(anchor)]
        if not all(note and note["title"] for note in found):
            lacking.append(str(link))
    return lacking


def enriched(new_book: NewBook) -> Book:
    """The tiny book with a link of each kind."""
    book = new_book()
    book.edit("conf.py", '["colon_fence"]', '["colon_fence", "dollarmath"]')
    book.edit("docs/index.md", "methods\n", "methods\nglossary\n")
    book.write("docs/glossary.md", GLOSSARY)
    alpha = (book.root / "docs" / "alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", alpha + MORE)
    return book


@pytest.fixture(scope="module")
def rich(new_book: NewBook) -> Built:
    """That book, built."""
    return enriched(new_book).build()


# -- previews -------------------------------------------------------------------------------------


def test_every_link_of_each_kind_has_its_note(rich: Built) -> None:
    assert (rich.status, rich.warnings) == (0, "")
    for page in ("alpha", "beta", "register/claims", "register/findings", "register/papers"):
        assert missing(rich.out, page, rich.page(page)) == []
    kinds = {"finding", "holds", "claim", "record", "certainty"}
    links = rich.page("alpha").select(".body a")
    assert kinds <= {name for link in links for name in link.get("class") or []}


@pytest.mark.parametrize("page", [*CHAPTERS, "about/methods", "register/models"])
def test_every_link_of_the_book_has_its_note(whole_site: Path, page: str) -> None:
    soup = BeautifulSoup((whole_site / f"{page}.html").read_text("utf-8"), "html.parser")
    assert missing(whole_site, page, soup) == []


def test_a_number_says_its_value_its_conditions_and_its_source(rich: Built) -> None:
    here = notes(rich.out, "alpha.previews.js")
    note = here["linking-auprc"] | here["linking-auprc/model/far"]
    assert note["title"] == "Enhancer-gene pairs told apart, by distance bin"
    assert note["value"] == "model, far: 0.126"
    assert note["text"] == "AUPRC. Data: Pair screen. Held out: locus. How: trained"
    assert note["meta"] == [
        "Cole and Dahl (2024), Fig. 2",
        "checked in the authors’ data on 2024-07-01; peer-reviewed, by others",
    ]


def test_a_number_seen_second_hand_says_so(rich: Built) -> None:
    assert (
        "seen only second-hand" in notes(rich.out, "alpha.previews.js")["window-share"]["meta"][1]
    )


def test_an_interval_stands_with_its_value(rich: Built) -> None:
    note = notes(rich.out, "beta.previews.js")["tiny-own"]
    assert note["value"] == "0.85 (95% confidence interval 0.81–0.89)"
    assert note["meta"][1].endswith("peer-reviewed, some of its authors made Tiny")


def test_a_number_of_a_model_has_no_words_of_the_whole_model(rich: Built) -> None:
    here = notes(rich.out, "alpha.previews.js")
    assert here["tiny-net"]["text"].startswith("seq2function, 2023; convolution; reads 131,072 bp")
    note = here["tiny-net"] | here["tiny-net/input_length"]
    assert (note["title"], note["value"], note["text"]) == ("Tiny: input length", "131,072 bp", "")


def test_checked_words_name_their_records(rich: Built) -> None:
    link = rich.page("alpha").select_one("a.holds")
    assert link and link["data-record"] == "linking-auprc"


def test_a_citation_says_title_place_status_and_whose_it_is(rich: Built) -> None:
    works = notes(rich.out, "_static/previews-works.js")
    own, other = works["ames2023tiny"], works["grant2025draft"]
    assert own["title"] == "Tiny, a DNA model"
    assert own["text"] == "Ames and Bond 2023, Journal of Models"
    assert own["meta"] == ["peer-reviewed, by the makers of Tiny"]
    assert own["links"] == [
        ["doi:10.1000/tiny.1", "https://doi.org/10.1000/tiny.1"],
        ["preprint on bioRxiv", "https://doi.org/10.1101/2022.11.01.500001"],
    ]
    assert (other["text"], other["meta"]) == ("Grant 2025, bioRxiv", ["preprint, by others"])


def test_of_a_work_without_a_record_nothing_is_said_that_nobody_looked_up(rich: Built) -> None:
    bare = notes(rich.out, "_static/previews-works.js")["hill2025bare"]
    assert bare == {
        "title": "A work that the register does not hold",
        "text": "Hill 2025, Hill’s pages",
        "links": [["web page", "https://example.org/hill"]],
    }


def test_a_citation_names_its_work_once(rich: Built) -> None:
    links = rich.page("alpha").select("a[data-work]")
    assert {link["data-work"] for link in links} == {
        "ames2023tiny", "cole2024test", "evans2024again",
    }  # fmt: skip
    assert not any(link.get("title") for link in links), "a title would be read out, too"


def test_a_claim_says_its_grade_and_what_speaks_against_it(rich: Built) -> None:
    assert notes(rich.out, "_static/previews-claims.js")["depth-matters"] == {
        "title": DEPTH,
        "sentence": True,
        "grade": "●●●○ moderate certainty",
        "text": "Against: Nobody has sequenced deeper.",
    }


def test_places_say_what_stands_there(rich: Built) -> None:
    pages = notes(rich.out, "_static/previews-pages.js")
    here = pages["alpha"]
    assert pages["glossary"]["term-Baseline"] == {
        "title": "Baseline", "text": "A simple predictor. It must be beaten.",
    }  # fmt: skip
    assert pages["beta"][""] == {
        "title": "Beta", "text": "The makers report 0.85 against 0.81 for a linear model.",
    }  # fmt: skip
    assert here["fig-models"] == {
        "title": "One model.", "text": "It reads 131,072 letters.", "meta": ["Figure"],
    }  # fmt: skip
    assert here["tab-x"] == {"title": "What", "text": "is in a table.", "meta": ["Table"]}
    assert here["equation-eq-x"] == {"title": "Equation"}
    # the first sentence has words that are those of other places, and is left out
    assert here["sec-more"] == here["a-section"] == {"title": "A section"}
    assert here["more"] == {"title": "More", "text": "A section; Twice; Again"}
    assert "Ames and Bond (2023)" in here["reach"]["text"]


def test_a_note_changes_with_its_place_though_the_page_with_the_link_does_not(
    new_book: NewBook,
) -> None:
    book = enriched(new_book)
    first = book.build()
    written = (first.out / "alpha.html").stat().st_mtime_ns
    book.edit("docs/glossary.md", "It must be beaten", "A model must beat it")
    again = book.build()
    assert (again.out / "alpha.html").stat().st_mtime_ns == written
    places = notes(again.out, "_static/previews-pages.js")["glossary"]
    assert places["term-Baseline"]["text"] == "A simple predictor. A model must beat it."
    assert notes(again.out, "alpha.previews.js") == notes(first.out, "alpha.previews.js")


def test_hostile_words_stay_words(new_book: NewBook) -> None:
    book = enriched(new_book)
    latex = "\\textless/script\\textgreater\\textless b\\textgreater"
    book.edit("refs.bib", "{A test of {Tiny}}", f"{{{latex}}}")
    says = json.dumps(HOSTILE)
    book.edit(
        "evidence/papers/cole2024test.yaml", "enhancer-gene pairs told apart, by distance bin", says
    )
    book.edit("evidence/claims/alpha.yaml", "Nobody has sequenced deeper.", says)
    book.edit("docs/glossary.md", "A simple predictor.", "`</script><b>`")
    built = book.build()  # it names the mark-up as a fault; what is built must be safe all the same
    assert notes(built.out, "alpha.previews.js")["linking-auprc"]["title"] == typographic(HOSTILE)
    against = notes(built.out, "_static/previews-claims.js")["depth-matters"]["text"]
    assert against == f"Against: {typographic(HOSTILE)}"
    assert notes(built.out, "_static/previews-works.js")["cole2024test"]["title"] == "</script><b>"
    files = [*built.out.glob("_static/previews-*.js"), *built.out.rglob("*.previews.js")]
    assert not any("<" in file.read_text(encoding="utf-8") for file in files)
    title = built.page("alpha").select_one(".margin-note b:-soup-contains(script)")
    assert title and title.string == "</script><b>"


def test_other_outputs_have_neither_previews_nor_margin(book: Book) -> None:
    built = book.build("epub")
    assert built.status == 0, built.warnings
    page = (built.out / "alpha.xhtml").read_text(encoding="utf-8")
    assert not re.search("margin-note|data-work|data-record", page)
    assert not list(built.out.rglob("*previews*"))


def test_a_chapter_is_light_and_so_are_the_notes_that_come_later(whole_site: Path) -> None:
    def weight(*files: str) -> int:
        return sum(len(gzip.compress((whole_site / file).read_bytes(), 6)) for file in files)

    shared = [f"_static/previews-{kind}.js" for kind in ("works", "claims", "pages")]
    for chapter in CHAPTERS:
        page = BeautifulSoup((whole_site / f"{chapter}.html").read_text("utf-8"), "html.parser")
        loaded = [one["href"] for one in page.select("link[rel=stylesheet]")]
        loaded += [one["src"] for one in page.select("script[src]")]
        files = [str(name).partition("?")[0] for name in loaded]
        assert not any("previews-" in name for name in files)
        assert weight(f"{chapter}.html", *files) <= 203_000  # at first view, but for the fonts
        assert weight(f"{chapter}.previews.js", *shared) <= 135_000


# -- the margin -----------------------------------------------------------------------------------


def beside(built: Built, page: str) -> list[str]:
    """The notes in the margin of a page, in order."""
    return [one.get_text(" ", strip=True) for one in built.page(page).select(".margin-note p")]


def test_the_margin_names_the_works_of_each_paragraph(rich: Built) -> None:
    note = rich.page("alpha").select_one("#reach > .margin-note")
    assert note and note.get_text(" ", strip=True) == (
        "Tiny, a DNA model Ames and Bond 2023, Journal of Models "
        "peer-reviewed, by the makers of Tiny"
    )
    paragraph = note.find_next_sibling()
    assert paragraph and "Tiny was made by" in paragraph.get_text()


def test_a_work_has_one_note_in_a_section_and_another_in_the_next(rich: Built) -> None:
    assert [note.count("A test of Tiny") for note in beside(rich, "alpha")] == [0, 1, 1]


def test_a_note_does_not_reach_down_to_a_figure(rich: Built) -> None:
    """The paragraph before the figure cites a work and is shorter than a note."""
    assert rich.page("alpha").select("#linking > figure")
    assert not rich.page("alpha").select("#linking > .margin-note")


def test_tables_have_no_notes_beside_them(rich: Built) -> None:
    assert not any("Tiny tested again" in note for note in beside(rich, "alpha"))


def test_a_short_paragraph_has_as_many_notes_as_stand_beside_it(rich: Built) -> None:
    assert [note.partition(" Evans")[0] for note in beside(rich, "beta")] == [
        "Tiny tested again", "and 2 more",
    ]  # fmt: skip


def test_works_that_the_margin_leaves_out_are_a_press_away(whole_site: Path) -> None:
    page = BeautifulSoup((whole_site / "transcriptome.html").read_text("utf-8"), "html.parser")
    links = page.select(".margin-note .more a")
    assert links
    assert all(page.find(id=str(link["href"])[1:]) for link in links)


def test_notes_in_the_margin_are_for_the_eye_alone(whole_site: Path) -> None:
    for chapter in CHAPTERS:
        page = BeautifulSoup((whole_site / f"{chapter}.html").read_text("utf-8"), "html.parser")
        found = page.select(".margin-note")
        assert len(found) > 10
        for note in found:
            assert note["aria-hidden"] == "true" and note.has_attr("hidden")
            assert not note.select("[id]")
            for link in note.select("a"):  # no key reaches it
                assert (link["href"], link["tabindex"]) == ("#references", "-1")
            assert 1 <= len(note.select("p:not(.more)")) <= 3
