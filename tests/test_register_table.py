"""``{register-table}``: records as tables in the text, on screen and on paper."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pypdf
import pytest
from bs4 import Tag
from conftest import ACROSS, ROOTS, Book, Built, NewBook

PAGE = "docs/beta.md"
END = "```{bibliography}"
TABLES = """
:::{register-table} decisions
:class: seq2function
:name: tab-use
:wide:

Which model for which question.
:::

{numref}`tab-use` helps.

:::{register-table} sentences
:chapter: alpha
:::

:::{register-table} sentences
:only: makers-say-so
:::

:::{register-table} walls
:wall: distal
:columns: cause for against note
:::

:::{register-table} models
:class: seq2function
:columns: name input_length more/tracks license
:::

:::{register-table} benchmarks
:task: reach
:::

:::{register-table} datasets
:only: gene-panel, pair-screen
:columns: name year
:::

:::{register-table} claims
:chapter: beta
:::

:::{register-table} quality
:::

:::{register-table} searches
:::

:::{register-table} screening
:verdict: waiting
:::

:::{register-table} units
:::

:::{register-table} flow
:::

:::{register-table} post-links
:name: tab-post
:::

:::{register-table} post-statements
:verdict: narrowed
:::

"""
OTHERS = ("causes", "predictions", "questions", "eligibility", "sources", "steps", "protocol",
          "classes", "contrasts", "tasks", "metrics")  # fmt: skip


def add(book: Book, tables: str = TABLES) -> Book:
    """The book with every file of data, and a page with tables of them."""
    for file in (ROOTS / "files").iterdir():
        shutil.copy(file, book.root / "evidence" / file.name)
    book.edit(PAGE, END, tables + END)
    return book


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    made = add(new_book()).build()
    assert made.status == 0, made.stderr + made.warnings
    return made


def tables(built: Built) -> list[Tag]:
    return built.page("beta").select("table.record-table")


def rows(table: Tag) -> list[list[str]]:
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
        for row in table.select("tbody tr")
    ]


def heads(table: Tag) -> list[str]:
    return [head.get_text() for head in table.find_all("th")]


def test_decisions_say_what_to_beat_and_what_to_hold_out(built: Built) -> None:
    table = tables(built)[0]
    (row,) = rows(table)
    for title, words in {
        "Question": "Which gene does this enhancer regulate?",
        "Baseline to beat": "distance, with 0.59",
        "Hold out": "locus",
        "Terms; hardware": "MIT Hardware: unknown",
    }.items():
        assert row[heads(table).index(title)] == words
    assert "moderate certainty" in row[-1] and "Cole and Dahl" in row[-1]
    number = table.select_one("a.finding")
    assert number is not None and number["href"] == "register/findings.html#linking-auprc"
    assert table.caption is not None and "Which model for which question." in table.caption.text
    link = built.page("beta").select_one('a[href="#tab-use"] .std-numref')
    assert link is not None and built.page("beta").find(id="tab-use") is not None


def test_links_of_the_post_keep_their_words_and_addresses(built: Built) -> None:
    table = built.page("beta").find(id="tab-post")
    assert isinstance(table, Tag)
    first, second = rows(table)
    assert first[:2] == ["Tiny", "https://a.example/tiny/."]
    assert table.select("a[href*='a.example']") == []  # to be read, faults included
    assert "Evans" in second[2] and "Frost" in second[2]
    chapter = table.select_one("tbody tr a[href='alpha.html']")
    assert chapter is not None and chapter.get_text() == "Alpha"


def test_a_statement_of_the_post_leads_to_the_claims_that_it_became(built: Built) -> None:
    table = tables(built)[-1]
    ((says, verdict, second, became),) = rows(table)  # the other one stands
    assert says == "Tiny reads far." and verdict.startswith("Narrowed. It holds 82.6%")
    assert second == "Agrees in part. Depth was not asked."
    assert became.count("moderate certainty") == 2 and "One model." in became
    assert table.select_one("a[href='register/claims.html#depth-matters']") is not None


def test_a_sentence_carries_references_and_grade_with_its_words(built: Built) -> None:
    first, second = tables(built)[1].select("tbody tr")
    said = first.td
    assert said is not None
    words = " ".join(said.get_text().split())
    assert words.startswith(
        "Tiny probably links enhancers to genes worse far away, 0.126 in AUPRC. ["
    )
    assert "Cole and Dahl" in words and "Evans" in words
    grade = said.select_one("a.certainty")
    assert grade is not None and grade["href"] == "register/claims.html#falls-with-distance"
    assert words.endswith("moderate certainty")
    assert "as the exception." in second.get_text()


def test_a_sentence_without_a_claim_names_who_says_so(built: Built) -> None:
    table = tables(built)[2]
    assert rows(table)[0][0].endswith("(the words of its makers)")
    assert len(heads(table)) == 1  # nobody has a note


def test_causes_link_the_findings_for_and_against(built: Built) -> None:
    table = tables(built)[3]
    small, noise = rows(table)
    assert small == ["A small contrast", "Cole and Dahl (2024) a , b", "Grant (2025)", ""]
    assert noise[1] == "none recorded" and noise[3] == "One look alone."
    links = [a["href"].partition("#")[2] for a in table.select("a")]
    assert links == ["linking-auprc", "screen-cost", "draft-doubt", "third-look"]


@pytest.mark.parametrize(
    ("number", "head", "row"),
    [
        (4, ["Model", "Input", "Tracks", "License"],
         ["Tiny [ Ames and Bond, 2023 ]", "131,072 bp", "5313", "code: MIT"]),
        (5, ["Benchmark", "Held out; data; metric", "Models", "Baselines", "Who is ahead",
             "Authors made"],
         ["PairBench [ Cole and Dahl, 2024 ]", "unit unknown Pair screen AUPRC", "Tiny",
          "distance", "Models ahead ( a ; model)", "no tested model"]),
        (7, ["Claim", "Certainty", "Against"],
         [ACROSS, "●○○○ very low certainty",
          "Only its makers measured it."]),
        (8, ["Benchmark", "Concern", "Read by"],
         ["PairBench", "some", "Ada and Grace: 9 of 10 alike"]),
        (11, ["Word", "Meaning"], ["locus", "A stretch that training did not see."]),
    ],
)  # fmt: skip
def test_records_as_a_table(built: Built, number: int, head: list[str], row: list[str]) -> None:
    table = tables(built)[number]
    assert (heads(table), rows(table)[0]) == (head, row)


def test_records_stand_in_the_order_that_was_asked_for(built: Built) -> None:
    assert [row[0].split(" [")[0] for row in rows(tables(built)[6])] == [
        "Gene panel",
        "Pair screen",
    ]


def test_a_search_shows_its_string_as_sent_and_its_failure(built: Built) -> None:
    table = tables(built)[9]
    assert '(TITLE:"DNA language model")' in table.select("code")[0].get_text()
    assert [row[-1] for row in rows(table)] == [
        "2 of 2", "1 of 30; failed: the second page was empty", "0 of 0"
    ]  # fmt: skip


def test_works_are_chosen_by_verdict(built: Built) -> None:
    assert [row[0] for row in rows(tables(built)[10])] == ["Waits"]


def test_the_flow_counts_every_work_that_was_found(built: Built) -> None:
    included, *others = rows(tables(built)[12])
    assert included[0] == "included" and int(included[2]) > 4
    assert others == [["excluded", "no-address", "1"], ["waiting", "", "1"]]


def test_a_table_is_a_use_of_its_records(built: Built) -> None:
    """A register page names the chapter whose table shows the record."""
    anchor = built.page("register/models").find(id="tiny-net")
    assert anchor is not None
    row = anchor if anchor.name == "tr" else anchor.find_parent("tr")
    assert row is not None and row.select_one('a[href="../beta.html#beta"]') is not None


def test_every_other_kind_is_a_table_too(book: Book) -> None:
    text = "".join(f":::{{register-table}} {kind}\n:::\n\n" for kind in OTHERS)
    made = add(book, text).build()
    assert made.status == 0, made.stderr + made.warnings
    assert len(tables(made)) == len(OTHERS)
    assert all(rows(table) for table in tables(made))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{register-table} units", "{register-table} unit",
         "no register of unit; did you mean units?"),
        ("{register-table} searches\n", "{register-table} searches\n:class: seq2seq\n",
         "searches cannot be chosen by :class:; they take none"),
        (":class: seq2function\n:name:", ":class: seq2functoin\n:name:",
         "decisions have no class seq2functoin; did you mean seq2function?"),
        (":chapter: beta", ":chapter: gamma", "claims have no chapter gamma; there is"),
        (":only: makers-say-so", ":only: makers-say",
         "makers-say is none of the sentences; did you mean makers-say-so?"),
        ("for against note", "for agianst note", "no column agianst; did you mean against?"),
    ],
)  # fmt: skip
def test_a_bad_table_is_one_line(book: Book, old: str, new: str, says: str) -> None:
    add(book)
    line = book.edit(PAGE, old, new)
    made = book.build("dummy")
    assert made.status != 0
    told = [each for each in made.warnings.splitlines() if says in each]
    assert len(told) == 1, made.warnings
    assert (
        abs(int(told[0].split("beta.md:")[1].split(":")[0]) - line) <= 2
    )  # where the table begins


BENCHMARKS = """
:::{register-table} benchmarks
:held_out: locus
:columns: name year held_out data verdict allegiance
:::

:::{register-table} models
:only: tiny-net
:columns: name parameters tested
:::

"""
MORE = """
  - id: own-bench
    name: OwnBench
    class: seq2function
    task: expression
    data: [pair-screen, gene-panel]
    models: [tiny-net]
    baselines: [distance]
    metric: AUROC
    code: unknown
    more: {datasets: 12}
    source: {at: Methods}
"""
RESULT = """
  - id: own-{name}
    kind: result
    benchmark: own-bench
    says: what was told apart
    metric: AUROC
    better: higher
    data: [pair-screen]
    rule: trained
    sides: {{model: [tiny-net], other: [distance]}}
    {outcome}
    left_out: none
    table:
      columns: [near, far]
      rows:
        {row}
    source: {{repo: example/bench, commit: 0123abc, path: pairs.csv, at: Fig. 1, how: data}}
"""


def test_who_is_ahead_is_counted_over_the_findings_of_a_benchmark(book: Book) -> None:
    add(book, BENCHMARKS)
    results = [
        RESULT.format(name=name, row=f"tiny-net: {tiny}\n        distance: {far}", outcome="")
        for name, tiny, far in (
            ("won", [0.9, 0.8], [0.6, 0.5]),
            ("lost", [0.5, 0.4], [0.6, 0.5]),
            ("lost-too", [0.5, 0.4], [0.6, 0.5]),
            ("both", [0.5, 0.6], [0.6, 0.5]),
        )
    ]
    said = "outcome: {won: other, words_of: authors}"
    results.append(RESULT.format(name="told", row="tiny-net: [0.5, 0.4]", outcome=said))
    file = "evidence/papers/cole2024test.yaml"
    book.edit(file, "    source: {at: Methods}\n", "    source: {at: Methods}\n" + MORE)
    book.write(file, (book.root / file).read_text(encoding="utf-8") + "".join(results))
    book.edit(file, "  distance: none", "  distance: [cole2024test]")
    made = book.build("html")
    assert made.status == 0, made.stderr + made.warnings
    found = tables(made)
    assert rows(found[0]) == [[
        "OwnBench [ Cole and Dahl, 2024 ]", "2024", "locus",
        "Pair screen ; Gene panel ; 12 data sets in all",
        "Mostly others ahead : others in 3 of 5 ( a b c ; distance; 1 its authors’ words); "
        "models in 1 ( d ; Tiny); both in part in 1 ( e )",
        "made the rival distance",
    ]]  # fmt: skip
    links = [a["href"].partition("#")[2] for a in found[0].select("td a")]
    lettered = ["own-lost", "own-lost-too", "own-told", "own-won", "own-both"]
    assert [name for name in links if name in lettered] == lettered
    assert rows(found[1])[0][2] == "4"  # of five works one is of its makers


VALUES = """
:::{register-table} values
---
name: tab-values
heads: Bin, Who, near, far
varies: rule
rows: |
  Pairs | model = linking-auprc/model
  Pairs | distance = linking-auprc/distance/near, -
  Pairs | chance = linking-auprc/chance
---
Values of three records.
:::

"""


def test_values_of_several_records_stand_side_by_side(book: Book) -> None:
    made = add(book, VALUES).build()
    assert made.status == 0, made.stderr + made.warnings
    (table,) = tables(made)
    assert heads(table) == ["Bin", "Who", "near", "far"]
    assert rows(table) == [
        ["Pairs", "model", "0.61", "0.126"],
        ["Pairs", "distance", "0.59", "–"],
        ["Pairs", "chance", "0.05", "0.01"],
    ]
    links = [a["href"] for a in table.select("a.finding")]
    assert links[-1] == "register/findings.html#linking-auprc" and len(links) == 5


def test_values_of_a_table_keep_dagger_and_range(book: Book) -> None:
    wanted = (
        "heads: Who, window, tissues\nrows: |\n  all = window-share, again-range\n---\n"
        "Two values.\n"
    )
    made = add(book, f":::{{register-table}} values\n---\n{wanted}:::\n\n").build()
    assert made.status == 0, made.stderr + made.warnings
    assert rows(tables(made)[0]) == [["all", "82.6%†", "0.1–0.3"]]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("linking-auprc/model\n", "linking-auprc/modell\n", "has 1 values for 2 columns"),
        ("distance/near, -", "distance/near", "has 1 values for 2 columns"),
        ("distance/near, -", "distance/far, -", "linking-auprc has no value at distance/far"),
        ("Pairs | chance =", "chance =", "has 2 values for 3 columns"),
        ("Pairs | chance = linking-auprc/chance", "chance = -, -, -", "some rows have more labels"),
        ("linking-auprc/chance", "again-range, -", "differ in metric; take the rows apart"),
    ],
)  # fmt: skip
def test_bad_values_are_one_line(book: Book, old: str, new: str, says: str) -> None:
    add(book, VALUES)
    book.edit(PAGE, old, new)
    made = book.build("dummy")
    assert made.status != 0
    assert len([each for each in made.warnings.splitlines() if says in each]) == 1, made.warnings


def test_a_table_of_nothing_says_so(book: Book) -> None:
    book.edit(PAGE, END, ":::{register-table} decisions\n:::\n\n" + END)
    made = book.build("dummy")
    assert "there are no decisions; add the records, or drop the table" in made.warnings


def test_the_table_follows_its_file(book: Book) -> None:
    add(book).build()
    book.edit("evidence/decisions.yaml", "question: Which gene", "question: Which of the genes")
    book.edit("evidence/papers/ames2023tiny.yaml", "tracks: 5313", "tracks: 5314")
    made = book.build()
    assert made.status == 0, made.stderr + made.warnings
    assert rows(tables(made)[0])[0][0].startswith("Which of the genes")
    assert rows(tables(made)[4])[0][2] == "5314"


def test_a_prediction_says_how_likely_it_was_and_what_became_of_it(book: Book) -> None:
    add(book, ":::{register-table} predictions\n:::\n\n")
    book.edit(
        "evidence/predictions.yaml", "  claim: falls-with-distance\n",
        "  claim: falls-with-distance\n"
        "  outcome: {came: 'no', on: 2025-06-01, because: It links as well as near.}\n",
    )  # fmt: skip
    made = book.build()
    assert made.status == 0, made.stderr + made.warnings
    ((says, due, expected, rests, outcome),) = rows(tables(made)[0])
    assert says.startswith("The next model still links worse far away. ")
    assert due == "2026-01-20 2025-01-20"
    assert expected == "Likely It was so for the last one."
    assert rests == "A claim of this review"
    assert outcome == "Did not come true, 2025-06-01 It links as well as near."


def test_the_same_on_paper(book: Book) -> None:
    add(book)
    book.edit(
        "conf.py", '"livingreview.html.feed",', '"livingreview.html.feed", "livingreview.typst",'
    )
    made = book.build("typstpdf")
    assert made.status == 0, made.stderr + made.warnings
    (file,) = (Path(one) for one in made.out.glob("book.pdf"))
    pages = [page.extract_text() for page in pypdf.PdfReader(file).pages]
    words = " ".join(" ".join(pages).split())
    for part in ("Which model for which question.", "Baseline to beat", "0.126 in AUPRC",
                 "moderate certainty", "PairBench", "as the exception"):  # fmt: skip
        assert part in words, part
    wide = [
        page for page in pypdf.PdfReader(file).pages if page.mediabox.width > page.mediabox.height
    ]
    assert any("Baseline to beat" in page.extract_text() for page in wide)


def test_the_same_in_the_epub(book: Book) -> None:
    made = add(book).build("epub")
    assert made.status == 0, made.stderr + made.warnings
    text = made.text("beta.xhtml")
    assert "Baseline to beat" in text and "moderate certainty" in text


def test_the_same_in_word(book: Book) -> None:
    add(book)
    book.edit(
        "conf.py", '"livingreview.html.feed",', '"livingreview.html.feed", "livingreview.docx",'
    )
    made = book.build("docx")
    assert made.status == 0, made.stderr + made.warnings
    with ZipFile(made.out / "beta.docx") as parts:
        text = parts.read("word/document.xml").decode()
    assert "Baseline to beat" in text and "moderate certainty" in text


# -- the same as files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key", "count"),
    [
        ("decisions", "decisions", 1), ("sentences", "sentences", 4), ("causes", "rows", 2),
        ("predictions", "predictions", 1), ("protocol", "eligibility", 3),
        ("search", "search", 3), ("quality", "quality", 1), ("post", "statements", 2),
    ],
)  # fmt: skip
def test_a_file_is_offered_as_json_and_csv(built: Built, name: str, key: str, count: int) -> None:
    document = json.loads(built.text(f"evidence/{name}.json"))
    assert document["about"]["version"] == "1.2.3"
    assert len(document[key]) == count
    listed = list(csv.DictReader(built.text(f"evidence/{name}.csv").splitlines()))
    assert len(listed) == count and {row["book_version"] for row in listed} == {"1.2.3"}


def test_what_is_computed_goes_along(built: Built) -> None:
    sentences = json.loads(built.text("evidence/sentences.json"))["sentences"]
    grades = [one.get("certainty") for one in sentences]
    assert grades == ["moderate", "moderate", "very low", None]
    quality = json.loads(built.text("evidence/quality.json"))["quality"][0]
    assert (quality["benchmark"], quality["concern"], quality["agreement"]) == (
        "pair-bench", "some", 9
    )  # fmt: skip
    verdicts = [
        one["verdict"] for one in json.loads(built.text("evidence/screening.json"))["screening"]
    ]
    assert verdicts.count("included") == len(verdicts) - 2 > 4


@pytest.mark.parametrize(
    "name",
    [
        "decision",
        "sentence",
        "causes",
        "prediction",
        "protocol",
        "search",
        "screening",
        "quality",
        "post",
    ],
)
def test_each_form_has_its_schema(site: Built, name: str) -> None:
    schema = json.loads(site.text(f"evidence/schema/{name}.json"))
    assert schema["additionalProperties"] is False and schema["required"]


def test_without_the_files_nothing_is_offered(site: Built) -> None:
    assert not (site.out / "evidence/decisions.json").exists()


# -- tables from which a reader chooses -----------------------------------------------------------

CHOSEN = """
:::{register-table} decisions
:columns: question class held_out claim certainty references
:filter: class certainty
:::

"""


def with_decisions(book: Book, table: str) -> Built:
    shutil.copy(ROOTS / "files" / "decisions.yaml", book.root / "evidence" / "decisions.yaml")
    book.edit(PAGE, END, table + END)
    return book.build("html")


def test_a_reader_chooses_rows_by_columns_and_each_has_its_address(book: Book) -> None:
    built = with_decisions(book, CHOSEN)
    assert built.status == 0, built.warnings + built.stderr
    table = built.page("beta").select_one("table.register-table")
    assert table
    assert [head.get_text() for head in table.select("th.choose")] == ["Class", "Certainty"]
    row = table.select_one("tr:has(#which-gene)")
    assert row
    assert "moderate certainty" in row.get_text()
    assert "Cole and Dahl" in row.get_text()


GROUNDS = """
:::{register-table} decisions
:columns: question grounds held_out
:filter: certainty
:::

"""


def test_the_claim_of_a_decision_stands_with_its_grade_and_works_in_one_cell(book: Book) -> None:
    built = with_decisions(book, GROUNDS)
    assert built.status == 0, built.warnings + built.stderr
    table = built.page("beta").select_one("table.register-table")
    assert table and [head.get_text() for head in table.select("th.choose-certainty")] == ["Claim"]
    cell = table.select("tbody td")[1].get_text(" ")
    places = [cell.index(words) for words in ("moderate certainty", "Cole and Dahl")]
    assert 0 < places[0] < places[1]


def test_a_reader_cannot_choose_by_a_column_that_is_not_shown(book: Book) -> None:
    built = with_decisions(book, CHOSEN.replace("held_out claim", "claim").replace(
        "class certainty\n:::", "held_out\n:::"))  # fmt: skip
    assert "held_out is no column of this table; name it in :columns:, too" in built.warnings
