"""Records: what they owe, what they inherit, who won, and what is refused."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import OWN, Book, Built, NewBook

from livingreview import cli
from livingreview.references import bibfile
from livingreview.register import conditions, loading, makers, sides
from livingreview.register.finding import Conditions
from livingreview.register.register import Register

HILL = "evidence/papers/hill2025bare.yaml"
GOOD = """\
citekey: hill2025bare
review: note
posted: unknown
published: unknown
makes: []
interests: {says: none declared, seen: statement}
source: {repo: hill/tests, commit: 0123abc, how: data, seen: 2025-02-01}
conditions: {data: [pair-screen]}
methods:
  linear: none
  tiny-features: [tiny-net]
  hill-net: [hill2025bare]
benchmarks:
  - id: hill-bench
    name: Hill's test
    class: seq2function
    task: enhancer-gene linking
    held_out: locus
    contrast: across genes
    metric: AUPRC
    rule: zero-shot
    baselines: [linear]
    code: unknown
    source: {path: README.md}
findings:
  - id: hill-scores
    kind: result
    benchmark: hill-bench
    says: pairs told apart by four predictors
    sides: {model: [tiny-net, tiny-features], other: [linear]}
    left_out: [{rows: [chance], because: it is the share of pairs}]
    chosen: first of three seeds
    interval_kind: 95% bootstrap interval
    table:
      columns: [near, far]
      rows:
        tiny-net: [0.61, 0.126]
        tiny-features: [0.5, 0.1]
        linear: [0.59, 0.2]
      low:
        tiny-net: [0.6, 0.1]
        tiny-features: [0.4, 0.05]
        linear: [0.5, 0.1]
      high:
        tiny-net: [0.7, 0.2]
        tiny-features: [0.6, 0.15]
        linear: [0.6, 0.3]
      n:
        tiny-net: [100, 50]
        tiny-features: [100, 50]
        linear: [100, 50]
    source: {path: [scores.csv, README.md], at: last column}
  - id: hill-one
    kind: result
    task: expression
    metric: squared error
    rule: probed
    says: error across genes
    sides: {model: [tiny-net], other: [linear]}
    value: 0.3
    compared_with: {what: linear fit, value: 0.4, kind: baseline}
    source: {doi: 10.1000/hill.1, at: Table 2}
  - id: hill-said
    kind: result
    benchmark: hill-bench
    metric: count of pairs
    unit: pairs
    held_out: locus
    n: 80
    says: pairs found
    sides: {model: [tiny-net], other: [hill-net]}
    value: 12
    outcome: {won: other, words_of: authors}
    source: {url: https://example.org/hill, at: second paragraph}
  - id: hill-size
    kind: description
    says: size of the screen
    task: cost
    value: 5920
    unit: pairs
    source: {path: pairs.csv, how: computed, recipe: rows counted}
  - id: hill-word
    kind: statement
    says: they find Tiny slow
    task: cost
    source: {account: https://example.org/blog, kind: person, how: secondary}
"""
SQUARED = "metric: squared error"  # a name the vocabulary of the tiny book has below


@pytest.fixture
def hill(new_book: NewBook) -> Book:
    """The tiny book with one more good file."""
    book = new_book()
    book.write(HILL, GOOD.replace(SQUARED, "metric: mean squared error"))
    return book


def judge(book: Book, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the check of the one file says, a line a fault."""
    cli.main(["--root", str(book.root), "check", str(book.root / HILL)])
    return capsys.readouterr().out.splitlines()


def load(book: Book) -> Register:
    works, _ = bibfile.read(book.root / "refs.bib")
    books, problems = loading.load(book.root / "evidence", works, ["alpha", "beta"])
    assert problems == []
    return books


# What is written for what, what the answer says, and which line it blames: that of the edit, or the
# first line that holds a text.
BAD = [
    # 1. kinds
    (
        "    kind: statement\n",
        "",
        "findings.4.kind: the field is missing; add it: result, ",
        "hill-word",
    ),
    (
        "kind: statement",
        "kind: opinion",
        "write one of: result, reported, description, statement",
        "",
    ),
    (
        "kind: description",
        "kind: statement",
        "a statement finding has no value, but one stands here",
        "",
    ),
    ("kind: statement", "kind: result", "a result has a value or a table", ""),
    (
        "    sides: {model: [tiny-net], other: [linear]}\n",
        "",
        "a result owes its sides; add sides: ...",
        "id: hill-one",
    ),
    (
        "    rule: probed\n",
        "",
        "a result owes its rule; add rule: ... or not applicable",
        "id: hill-one",
    ),
    (
        "    kind: description\n",
        "    kind: description\n    sides: {model: [tiny-net]}\n",
        "a description has no sides; drop it, or write kind: result",
        "sides: {model: [tiny-net]}",
    ),
    ("seen: statement}", "seen: statement", "not YAML", ""),
    ("{says: none declared, seen: statement}", "none declared", "write {says: ..., seen: ...}", ""),
    (
        "{says: none declared, seen: statement}",
        "{says: none declared}",
        "seen: the field is missing",
        "",
    ),
    # 2. conditions
    (
        "data: [pair-screen]}",
        "data: [pair-screen], held_out: locos}",
        "'locos' is no held_out of the vocabulary; did you mean locus?",
        "",
    ),
    (
        "contrast: across genes",
        "contrast: across moons",
        "'across moons' is no contrast of the vocabulary",
        "",
    ),
    ("    metric: AUPRC\n", "    metric: AUPRX\n", "did you mean AUPRC?", ""),
    (
        "    task: enhancer-gene linking\n",
        "    task: enhancer linking\n",
        "did you mean enhancer-gene linking?",
        "",
    ),
    (
        "benchmark: hill-bench\n    says",
        "benchmark: hill-bunch\n    says",
        "did you mean hill-bench?",
        "",
    ),
    (
        "metric: mean squared error",
        "metric: mean squared eror",
        "did you mean mean squared error?",
        "",
    ),
    ("    held_out: locus\n", "", "a result owes its held_out", "id: hill-scores"),
    ("data: [pair-screen]}", "data: [pair-screens]}", "did you mean pair-screen?", ""),
    # 3. whole tables
    (
        "    left_out: [{rows: [chance], because: it is the share of pairs}]\n",
        "",
        "it is not said which rows of its source the table leaves out",
        "id: hill-scores",
    ),
    (
        "rows: [chance], because",
        "rows: [linear], because",
        "linear stands in the table; drop one of the two",
        "",
    ),
    (
        "rows: [chance], because: it is the share of pairs",
        "rows: [chance]",
        "because: the field is missing",
        "",
    ),
    (
        "[{rows: [chance], because: it is the share of pairs}]",
        "some",
        "write none, unknown or [{rows",
        "",
    ),
    ("        linear: [0.5, 0.1]\n", "", "one of the two lacks linear", "low:"),
    ("tiny-net: [0.6, 0.1]", "tiny-net: [0.6]", "tiny-net has 1 value; write 2", ""),
    ("tiny-net: [0.6, 0.1]", "tiny-net: [0.65, 0.1]", "0.65 does not go with 0.61 in near", ""),
    ("linear: [100, 50]", "linear: [0, 50]", "0 does not go with 0.59 in near", ""),
    (
        "    interval_kind: 95% bootstrap interval\n",
        "",
        "give interval and interval_kind together",
        "low:",
    ),
    # 4. sides
    (
        "other: [linear]}\n    left",
        "other: [liner]}\n    left",
        "liner is no model and no method of this file; did you mean linear?",
        "",
    ),
    (
        "other: [linear]}\n    left",
        "other: [linear, tiny-net]}\n    left",
        "tiny-net stands on both sides",
        "",
    ),
    (
        "{model: [tiny-net, tiny-features], other: [linear]}",
        "{model: [], other: []}",
        "both sides are empty",
        "",
    ),
    (
        "    outcome: {won: other, words_of: authors}\n",
        "",
        "the values do not tell who won; add outcome: {won",
        "id: hill-said",
    ),
    ("won: other,", "won: both,", "write one of: model, other, level, mixed", ""),
    (
        "    value: 0.3\n",
        "    value: 0.3\n    outcome: {won: model, words_of: us}\n",
        "who won is computed from the values: model ahead",
        "words_of: us",
    ),
    ("tiny-features: [tiny-net]", "tiny-features: [tiny-nets]", "did you mean tiny-net?", ""),
    (
        "linear: none",
        "linear: nobody",
        "write none, others, unknown, or the models, methods or citekeys",
        "",
    ),
    (
        "linear: [100, 50]",
        "linear: [110, 50]",
        "tiny-net rests on 100 and linear on 110; compare what was measured on the same cases",
        "sides:",
    ),
    ("    chosen: first", "    varies: moons\n    chosen: first", "moons is no condition", ""),
    # 5. makers
    (
        "makes: []",
        "makes: []\nnot_makers: {tiny: other people}",
        "tiny is none of the models",
        "not_makers",
    ),
    (
        "makes: []",
        "makes: [tiny-net]\nnot_makers: {tiny-net: other people}",
        "tiny-net stands under makes, too; drop one of the two",
        "not_makers",
    ),
    # 6. sources
    (", how: data, seen: 2025-02-01}\nconditions", "}\nconditions", "", None),
    (", commit: 0123abc", "", "", None),
    ("repo: hill/tests", "repo: tests", "write owner/name, as on GitHub", ""),
    (
        "commit: 0123abc",
        "commit: 1234567",
        "write the commit: 7 to 40 digits of 0-9a-f, in quotes",
        "",
    ),
    ("doi: 10.1000/hill.1", "doi: doi.org/10.1000/hill.1", "write the DOI alone", ""),
    ("url: https://example.org/hill,", "url: example.org/hill,", "write a full address", ""),
    (
        "doi: 10.1000/hill.1,",
        "doi: 10.1000/hill.1, url: https://example.org,",
        "url and doi are two places",
        "",
    ),
    (
        ", recipe: rows counted",
        "",
        "source.recipe: the field is missing; add it: how we computed it",
        "",
    ),
    ("kind: person, ", "", "source.kind: the field is missing", ""),
    ("source: {path: pairs.csv,", "source: {", "source.path: the field is missing", ""),
]


@pytest.mark.parametrize("case", [pytest.param(case, id=case[2] or case[0]) for case in BAD])
def test_what_is_wrong_is_one_line_at_its_place(
    hill: Book, capsys: pytest.CaptureFixture[str], case: tuple[str, str, str, str | None]
) -> None:
    old, new, says, at = case
    line = hill.edit(HILL, old, new)
    said = judge(hill, capsys)
    if at is None:  # what a head lacks, every record below it lacks
        assert len(said) > 1
        assert all("source." in one and "the field is missing; add it: " in one for one in said)
        return
    line = hill.line(HILL, at) if at else line
    assert len(said) == 1, said
    assert said[0].startswith(f"{HILL}:{line}: ")
    assert says in said[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("left_out: [{rows: [chance], because: it is the share of pairs}]", "left_out: none"),
        ("left_out: [{rows: [chance], because: it is the share of pairs}]", "left_out: unknown"),
        ("rule: probed", "rule: not applicable"),
        ("held_out: locus", "held_out: unknown"),
        ("contrast: across genes", "contrast: across-genes"),  # by its id
        ("other: [linear]}\n    left", "other: []}\n    left"),  # against nothing
        ("seen: 2025-02-01}", "seen: 2025-02-01, at: README}"),
        ("linear: [0.5, 0.1]", "linear: [0.5, null]"),
        ("linear: [100, 50]", "linear: [101, 50]"),
        ("linear: [100, 50]\n", "linear: [110, 50]\n    varies: 'n'\n"),
    ],
)
def test_what_is_right_is_no_fault(
    hill: Book, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    hill.edit(HILL, old, new)
    assert judge(hill, capsys) == []


def test_conditions_are_those_of_the_head_the_benchmark_and_the_finding(hill: Book) -> None:
    books = load(hill)
    scores, one, said = (
        conditions.conditions(books, books.findings[name])
        for name in ("hill-scores", "hill-one", "hill-said")
    )
    assert (scores.task, scores.metric, scores.held_out) == (
        "enhancer-gene linking", "AUPRC", "locus",
    )  # fmt: skip
    assert scores.data == one.data == ["pair-screen"]
    assert (scores.rule, one.rule) == ("zero-shot", "probed")
    assert (one.held_out, one.contrast) == ("locus", "across genes")  # those of its task
    assert (said.metric, said.contrast) == ("count of pairs", "across genes")


def test_a_record_is_complete_once_it_is_read(hill: Book) -> None:
    finding = load(hill).findings["hill-scores"]
    assert finding.at == "last column"
    assert finding.checked.how == "data"
    assert finding.checked.against == (
        "github.com/hill/tests:scores.csv and README.md at commit 0123abc"
    )
    assert finding.better == "higher"  # as its metric has it
    assert finding.tests == ["tiny-net"]
    assert load(hill).findings["hill-one"].checked.against == "doi.org/10.1000/hill.1"


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("hill-scores/tiny-net/near", 0.61),
        ("hill-scores/tiny-net/near/low", 0.6),
        ("hill-scores/linear/far/high", 0.3),
        ("hill-scores/linear/far/n", 50),
        ("hill-scores/linear/far/se", "has no se beside its values; it has low, high, n"),
        ("hill-scores/linear/far/low/n", "has no low/n beside its values"),
        ("hill-scores/linear/low", "has no column 'low'"),
    ],
)
def test_what_stands_beside_a_value_has_an_address(
    hill: Book, address: str, value: float | str
) -> None:
    books = load(hill)
    if isinstance(value, str):
        with pytest.raises(LookupError, match=value):
            books.cell(address)
    else:
        assert books.cell(address).value == value


@pytest.mark.parametrize(
    ("finding", "won"),
    [
        ("hill-scores", "divided (model ahead in 1, other ahead in 1)"),
        ("hill-one", "model ahead"),  # less is better
        ("hill-said", "other ahead, as its authors say"),
        ("hill-size", "None"),
    ],
)
def test_who_won_is_computed_or_else_said(hill: Book, finding: str, won: str) -> None:
    assert str(sides.outcome(load(hill).findings[finding])) == won


COLUMNS = """\
    table:
      columns: [tiny-net, linear]
      rows: {near: [0.61, 0.59], far: [0.3, 0.2]}
"""


def test_columns_can_be_set_against_each_other(hill: Book) -> None:
    text = (hill.root / HILL).read_text(encoding="utf-8")
    start, end = text.index("    table:"), text.index("    source: {path: [scores")
    text = text[:start] + COLUMNS + text[end:]
    text = text.replace("    interval_kind: 95% bootstrap interval\n", "")
    hill.write(HILL, text.replace("[tiny-net, tiny-features]", "[tiny-net]"))
    won = sides.outcome(load(hill).findings["hill-scores"])
    assert str(won) == "model ahead in all 2"


@pytest.mark.parametrize(
    ("edits", "gain"),
    [
        ((), {"hill-scores": "no", "hill-one": "no", "hill-said": "yes", "hill-size": "unknown"}),
        ((("won: other", "won: model"),), {"hill-said": "against"}),
        ((("won: other", "won: level"),), {"hill-said": "unknown"}),
        ((("makes: []", "makes: [tiny-net]"),), {"hill-one": "yes", "hill-scores": "unknown"}),
        ((("hill-net: [hill2025bare]", "hill-net: none"),), {"hill-said": "no"}),
        ((("hill-net: [hill2025bare]", "hill-net: others"),), {"hill-said": "no"}),
        ((("hill-net: [hill2025bare]", "hill-net: unknown"),), {"hill-said": "unknown"}),
        ((("tiny-features: [tiny-net]", "tiny-features: unknown"),), {"hill-scores": "unknown"}),
    ],
)
def test_whether_the_authors_gain(
    hill: Book, edits: tuple[tuple[str, str], ...], gain: dict[str, str]
) -> None:
    for old, new in edits:
        hill.edit(HILL, old, new)
    books = load(hill)
    assert {name: makers.gain(books, books.findings[name]) for name in gain} == gain


@pytest.mark.parametrize(
    ("author", "said", "silent"),
    [
        ("Hill, Hal", "", False),
        ("Hill, Hal and Ames, A.", "", True),
        ("Hill, Hal and Bond, Ben", "", True),
        ("Hill, Hal and Bond, Carl", "", False),  # another Bond
        ("Hill, Hal and Bond, Bill", "not_makers: {tiny-net: Bill is not Ben}", False),
        ("Hill, Hal and Bond, Ben", "makes", False),
    ],
)
def test_an_author_shared_with_a_tested_model_is_spoken_of(
    hill: Book, capsys: pytest.CaptureFixture[str], author: str, said: str, silent: bool
) -> None:
    hill.edit("refs.bib", "{Hill, Hal}", f"{{{author}}}")
    new = "makes: [tiny-net]" if said == "makes" else f"makes: []\n{said}"
    line = hill.edit(HILL, "makes: []", new)
    found = judge(hill, capsys)
    assert len(found) == silent, found
    if silent:
        assert found[0].startswith(f"{HILL}:{line}: makes: ")
        assert "made tiny-net, too" in found[0]
        assert "; add tiny-net to makes, or to not_makers with the reason" in found[0]


@pytest.fixture(scope="module")
def built(new_book: NewBook) -> Built:
    """The tiny book with one more file, as a site; a page prints from it."""
    book = new_book()
    book.write(HILL, GOOD.replace(SQUARED, "metric: mean squared error"))
    with (book.root / "docs/beta.md").open("a", encoding="utf-8") as page:
        page.write(PRINTS)
    return book.build()


PRINTS = """
Hill found {finding}`0.61 <hill-scores/tiny-net/near>`, from
{finding}`0.6 <hill-scores/tiny-net/near/low>` to {finding}`0.7 <hill-scores/tiny-net/near/high>`
({record}`error <hill-one>`, {record}`pairs <hill-said>`, {record}`size <hill-size>`).
"""


def test_the_register_page_tells_conditions_sides_and_what_is_left_out(built: Built) -> None:
    assert (built.status, built.warnings, built.stderr) == (0, "", "")
    words = " ".join(built.row("findings", "hill-scores").get_text(" ").split())
    for part in (
        "held out: locus; told apart: across genes; scored: zero-shot",
        "Tiny, Tiny features against linear: divided (model ahead in 1, other ahead in 1)",
        "chosen: first of three seeds; left out: chance (it is the share of pairs)",
        "0.61 (0.6 to 0.7, n = 100)",
    ):
        assert part in words


def test_the_downloads_hold_what_is_computed_and_inherited(built: Built) -> None:
    listed = json.loads(built.text("evidence/findings.json"))["findings"]
    findings = {finding["id"]: finding for finding in listed}
    assert findings["hill-said"]["gain"] == "yes"
    assert findings["hill-scores"]["won"]["won"] == "mixed"
    assert findings["hill-scores"]["held_out"] == "locus"
    assert findings["hill-scores"]["source"]["path"] == ["scores.csv", "README.md"]
    rows = {
        r["address"]: r for r in csv.DictReader(built.text("evidence/findings.csv").splitlines())
    }
    near = rows["hill-scores/tiny-net/near"]
    assert (near["value"], near["low"], near["high"], near["n"]) == ("0.61", "0.6", "0.7", "100")
    schema = json.loads(built.text("evidence/schema/paper.json"))
    fields = schema["$defs"]["Finding"]["properties"]
    assert {"sides", "left_out", "source"} <= set(fields)
    assert {"repo", "commit", "path", "url", "doi"} <= set(schema["$defs"]["Address"]["properties"])


BETA = "evidence/claims/beta.yaml"


@pytest.mark.parametrize(
    ("kind", "supports", "says"),
    [
        ("person", "", "its supports are statements alone"),
        ("person", OWN, ""),
        ("machine", OWN, "hill-word rests on a machine account"),
        ("nameless", OWN, "hill-word rests on a nameless account"),
    ],
)
def test_what_cannot_carry_a_claim(
    hill: Book, capsys: pytest.CaptureFixture[str], kind: str, supports: str, says: str
) -> None:
    hill.edit(HILL, "kind: person", f"kind: {kind}")
    links = f"[{{finding: hill-word, because: it says so, gain: none}}, {supports.strip('[]')}]"
    line = hill.edit(BETA, OWN, links)
    cli.main(["--root", str(hill.root), "check", str(hill.root / BETA)])
    said = capsys.readouterr().out
    assert (
        said.startswith(f"{BETA}:{line}: good-across-genes.supports: {says}") if says else not said
    )


def test_a_value_told_by_a_machine_is_printed_nowhere(hill: Book) -> None:
    account = "{account: https://example.org/bot, kind: machine, how: secondary}"
    hill.edit(HILL, "{url: https://example.org/hill, at: second paragraph}", account)
    with (hill.root / "docs/beta.md").open("a", encoding="utf-8") as page:
        page.write(PRINTS.replace("0.61 <hill-scores/tiny-net/near>", "12 <hill-said>"))
    built = hill.build()
    assert built.status != 0
    assert "hill-said rests on a machine account, whose values are not printed;" in built.warnings
    assert "docs/beta.md:" in built.warnings
    row = built.row("findings", "hill-said")
    assert "from an account that supports nothing: no value is shown" in row.get_text()
    assert "12" not in row.get_text()


RETIRED, PUBLISHED = "evidence/retired.yaml", "evidence/published-ids.txt"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("old-scores/model/near: linking-auprc/model/near", ""),
        ("old-scores: linking-auprc", ""),
        ("linking-auprc/model/close: linking-auprc/model/near", ""),
        (
            "linking-auprc/model/close: linking-auprc/modle/near",
            "which is no value; did you mean model?",
        ),
        ("linking-auprc/model/close: linking-aupcr/model/near", "did you mean linking-auprc?"),
        ("linking-auprc/model/near: linking-auprc/model/far", "a record has this value; drop one"),
    ],
)
def test_addresses_are_retired_like_ids(
    book: Book, capsys: pytest.CaptureFixture[str], line: str, says: str
) -> None:
    book.write(RETIRED, f"{line}\n")
    cli.main(["--root", str(book.root), "check", str(book.root / RETIRED)])
    said = capsys.readouterr().out
    assert says in said
    assert said.startswith(f"{RETIRED}:1: ") if says else not said


def test_a_published_address_is_kept_or_has_a_successor(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--root", str(book.root), "freeze"]) == 0
    assert "linking-auprc/model/near" in (book.root / PUBLISHED).read_text().split()
    book.edit("evidence/papers/cole2024test.yaml", "columns: [near, far]", "columns: [close, far]")
    capsys.readouterr()
    cli.main(["--root", str(book.root), "check", str(book.root / PUBLISHED)])
    gone = capsys.readouterr().out.splitlines()
    assert len(gone) == 3  # of three rows
    assert "the address linking-auprc/chance/near was published and no record has it" in gone[0]
    kept = [
        f"linking-auprc/{row}/near: linking-auprc/{row}/close" for row in ("chance", "distance")
    ]
    book.write(RETIRED, "\n".join([*kept, "linking-auprc/model/near: linking-auprc/model/close"]))
    cli.main(["--root", str(book.root), "check", str(book.root / PUBLISHED)])
    assert capsys.readouterr().out == ""


def test_old_anchors_lead_to_the_successor(book: Book) -> None:
    book.write(
        RETIRED,
        "old-scores/model/near: linking-auprc/model/near\nolder-scores: linking-auprc\n"
        "old-net: tiny-net\nold-bench: pair-bench\nold-screen: pair-screen\n"
        "old-claim: good-across-genes\n",
    )
    built = book.build()
    assert (built.status, built.stderr) == (0, "")
    for page, old, new in (
        ("findings", "old-scores", "linking-auprc"),
        ("findings", "older-scores", "linking-auprc"),
        ("models", "old-net", "tiny-net"),
        ("benchmarks", "old-bench", "pair-bench"),
        ("datasets", "old-screen", "pair-screen"),
        ("claims", "old-claim", "good-across-genes"),
    ):
        row = built.row(page, new)
        assert row["id"] == new and row.find(id=old)


def test_a_retired_address_in_the_text_is_answered_with_the_new_one(book: Book) -> None:
    book.write(RETIRED, "linking-auprc/model/close: linking-auprc/model/near\n")
    book.edit("docs/alpha.md", "<linking-auprc/model/near>", "<linking-auprc/model/close>")
    assert "it was renamed: write linking-auprc/model/near" in book.build("dummy").warnings


ONE = {"metric": "AUPRC", "data": ["a", "b"], "held_out": "locus", "rule": "probed"}


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        ({}, []),
        ({"data": ["b", "a"]}, []),
        ({"task": "another", "contrast": "across genes", "filter": "far"}, []),
        ({"metric": "AUROC"}, ["metric"]),
        ({"data": ["a"]}, ["data"]),
        ({"split": "random"}, ["split"]),
        ({"held_out": "gene"}, ["held_out"]),
        ({"rule": "zero-shot"}, ["rule"]),
        ({"rule": "unknown"}, ["rule"]),
        ({"statistic": "median"}, ["statistic"]),
        ({"n": {"value": 1019}}, []),
        ({"n": {"value": 1021}}, ["n"]),
        ({"n": {"value": "unknown"}}, ["n"]),
        ({"metric": "AUROC", "rule": "zero-shot"}, ["metric", "rule"]),
    ],
)
def test_what_may_be_compared(other: dict[str, Any], differ: list[str]) -> None:
    a = Conditions.model_validate({"n": {"value": 1000}} | ONE)
    b = Conditions.model_validate({"n": {"value": 1000}} | ONE | other)
    assert list(conditions.differences(a, b)) == list(conditions.differences(b, a)) == differ
    assert conditions.comparable(a, b) == (not differ)
    assert conditions.comparable(a, b, varies="rule") == (set(differ) <= {"rule"})


def test_what_is_unknown_of_both_is_not_equal() -> None:
    a = Conditions.model_validate(ONE | {"split": "unknown"})
    assert not conditions.comparable(a, a)


def figure(rows: str, *options: str) -> str:
    lines = "".join(f"  {row}\n" for row in rows.split("; "))
    head = "".join(f"{option}\n" for option in options)
    return (
        f"\n:::{{evidence-figure}} dots\n---\nname: fig-hill\n{head}rows: |\n{lines}"
        "---\n**Dots of Hill.**\n:::\n"
    )


@pytest.mark.parametrize(
    ("rows", "options", "says"),
    [
        ("# AUPRC; Tiny = hill-scores/tiny-net/near; linear = hill-scores/linear/near", (), ""),
        ("# score; Tiny = hill-scores/tiny-net/near; error = hill-one", (), "differ in metric"),
        ("# a; Tiny = hill-scores/tiny-net/near; # b; error = hill-one; said = hill-said", (),
         "hill-one and hill-said differ in metric"),
        ("# a; Tiny = hill-scores/tiny-net/near; # b; error = hill-one", (), ""),  # two panels
        ("# a; x = hill-scores/tiny-net/near, hill-one", ("series: a, b",), "differ in metric"),
        ("# a; x = hill-scores/tiny-net/near, hill-rule", ("series: a, b",), "differ in rule"),
        ("# a; x = hill-scores/tiny-net/near, hill-rule", ("series: a, b", "varies: rule"), ""),
        ],
)  # fmt: skip
def test_a_figure_shows_side_by_side_what_can_be_compared(
    hill: Book, rows: str, options: tuple[str, ...], says: str
) -> None:
    with (hill.root / HILL).open("a", encoding="utf-8") as file:
        file.write(RULE)
    with (hill.root / "docs/beta.md").open("a", encoding="utf-8") as page:
        page.write(figure(rows, *options))
    built = hill.build("dummy")
    told = [line for line in built.warnings.splitlines() if "is used by nobody" not in line]
    assert len(told) == bool(says), told
    if says:
        assert says in told[0]
        assert "draw them apart, or add :varies:" in told[0]


RULE = """\
  - id: hill-rule
    kind: result
    benchmark: hill-bench
    rule: probed
    says: the same, probed
    sides: {model: [tiny-net]}
    value: 0.7
    source: {path: scores.csv}
"""


def test_the_skeleton_of_a_new_paper_is_a_record_once_its_signs_are_off(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--root", str(book.root), "new", "paper", "hill2025bare"]) == 0
    capsys.readouterr()
    text = (book.root / HILL).read_text(encoding="utf-8")
    head, _, rest = text.partition("examples.\n")
    lines = [line for line in rest.splitlines() if not re.match(r"# ( +(Or|how:)|Here)", line)]
    filled = "\n".join([head, *(line.removeprefix("# ") for line in lines)])
    for old, new in (
        ("a task ", "expression "), ("a metric", "Pearson r"), ("data: []", "data: [gene-panel]"),
        ("a-model", "tiny-net"),
    ):  # fmt: skip
        filled = filled.replace(old, new)
    book.write(HILL, filled.replace("says: what", "better: higher\n    says: what") + "\n")
    assert judge(book, capsys) == []


REPOSITORY = Path(__file__).parents[1]


def test_the_record_that_contributors_are_shown_is_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (REPOSITORY / "docs/about/contributing.md").read_text(encoding="utf-8")
    match = re.search(r"```yaml\n(citekey: .*?)```", page, re.S)
    assert match
    for name in ("conf.py", "refs.bib", "docs", "evidence"):
        source, copy = REPOSITORY / name, tmp_path / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, copy)
    works, _ = bibfile.read(REPOSITORY / "refs.bib")
    books, _ = loading.load(REPOSITORY / "evidence", works, [])
    shown = yaml.safe_load(match[1])
    file = tmp_path / "evidence/papers" / f"{shown['citekey']}.yaml"
    dates = "review: peer-reviewed\nposted: unknown\npublished: 2025-04-23\n"
    file.write_text(match[1] + dates, encoding="utf-8")
    cli.main(["--root", str(tmp_path), "check", str(file)])
    assert capsys.readouterr().out == ""
    (finding,) = shown["findings"]
    for row, cells in finding["table"]["rows"].items():
        for column, cell in zip(finding["table"]["columns"], cells, strict=True):
            assert books.cell(f"{finding['id']}/{row}/{column}").value == cell


def test_nothing_of_a_record_is_written_by_the_check(hill: Book) -> None:
    before = Path(hill.root / HILL).read_bytes()
    load(hill)
    assert Path(hill.root / HILL).read_bytes() == before
