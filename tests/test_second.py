"""The second reading of a finding: its checksum, what is refused, what is written, what is owed."""

from __future__ import annotations

import re

import pytest
from conftest import Book, NewBook
from test_records import GOOD, HILL, SQUARED, load

from livingreview import cli
from livingreview.register import second

Capture = pytest.CaptureFixture[str]
CLAIM = """\
- id: hill-holds
  says: Simple methods may link as well as Tiny, but this is very uncertain.
  supports: [{finding: hill-scores, because: both were measured}]
  disputes: []
  qualifies: [hill-word]
  searched: {date: 2025-01-20, where: [titles], strings: [linking], found: []}
  bias: {first: none, because: no flaw was seen, date: 2025-01-20}
  counter: One screen only.
  reviewed: 2025-01-20
"""


@pytest.fixture
def hill(new_book: NewBook) -> Book:
    """The tiny book with a further paper, on which a claim of its first chapter rests."""
    book = new_book()
    book.write(HILL, GOOD.replace(SQUARED, "metric: mean squared error"))
    claims = (book.root / "evidence/claims/alpha.yaml").read_text(encoding="utf-8")
    book.write("evidence/claims/alpha.yaml", claims + CLAIM)
    return book


def run(book: Book, *arguments: str) -> int:
    return cli.main(["--root", str(book.root), *arguments])


def text(book: Book) -> str:
    return (book.root / HILL).read_bytes().decode()


def read(book: Book, *more: str) -> int:
    return run(book, "second", *more, "--date", "2025-03-01")


def owed(book: Book, capsys: Capture, *more: str) -> dict[str, str]:
    """The state of each finding that is listed as owed."""
    capsys.readouterr()
    assert run(book, "second", "--owed", *more) == 0
    lines = capsys.readouterr().out.splitlines()
    return {re.split(r"  +", line)[1]: re.split(r"  +", line)[0] for line in lines}


# -- what a reading is of -------------------------------------------------------------------------

CHANGES = [
    ("a value", "linear: [0.59, 0.2]", "linear: [0.59, 0.21]"),
    ("the sentence", "pairs told apart by four", "pairs told apart by three"),
    ("a side", "other: [linear]}\n    left", "other: [linear, chance]}\n    left"),
    ("a row left out", "rows: [chance]", "rows: [chance, best]"),
    ("a choice", "first of three seeds", "best of three seeds"),
    ("an end of an interval", "tiny-net: [0.7, 0.2]", "tiny-net: [0.7, 0.21]"),
    ("a number of cases", "tiny-net: [100, 50]", "tiny-net: [101, 50]"),
    ("a condition of its own", "kind: result\n", "kind: result\n    filter: coding\n"),
    ("one of its benchmark", "    rule: zero-shot\n    baselines", "    rule: p\n    baselines"),
    ("one of the head", "conditions: {data: [pair-screen]}", "conditions: {data: [gene-panel]}"),
    ("the locator", "at: last column", "at: first column"),
    ("the commit of the head", "commit: 0123abc", "commit: 0123abd"),
]
SAME = [
    ("a comment", "  - id: hill-scores\n", "  # read twice\n  - id: hill-scores # here\n"),
    ("the order of keys", "    kind: result\n    benchmark: hill-bench\n    says: pairs told",
     "    benchmark: hill-bench\n    kind: result\n    says: pairs told"),
    ("the order of rows", "        tiny-net: [0.61, 0.126]\n        tiny-features: [0.5, 0.1]\n",
     "        tiny-features: [0.5, 0.1]\n        tiny-net: [0.61, 0.126]\n"),
    ("how a number is written", "linear: [0.59, 0.2]", "linear: [0.590, 0.20]"),
    ("the order of names", "[tiny-net, tiny-features], other", "[tiny-features, tiny-net], other"),
    ("the day it was first seen", "seen: 2025-02-01", "seen: 2025-02-02"),
    ("another finding", "value: 5920", "value: 5921"),
    ("a condition that was inherited", "kind: result\n", "kind: result\n    rule: zero-shot\n"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new"), CHANGES, ids=[case[0] for case in CHANGES])
def test_a_reading_lapses_with_what_was_compared(
    hill: Book, capsys: Capture, what: str, old: str, new: str
) -> None:
    assert read(hill, "hill-scores", "hill-word", "--verdict", "right") == 0
    assert owed(hill, capsys, "--chapter", "alpha").get("hill-scores") is None
    hill.edit(HILL, old, new)
    books, _ = cli.check.load(hill.root)[1:]
    assert second.state(books, "hill-scores") == "lapsed"


@pytest.mark.parametrize(("what", "old", "new"), SAME, ids=[case[0] for case in SAME])
def test_a_reading_holds_while_nothing_that_was_compared_changes(
    hill: Book, what: str, old: str, new: str
) -> None:
    assert read(hill, "hill-scores", "--verdict", "right") == 0
    hill.edit(HILL, old, new)
    assert second.state(load(hill), "hill-scores") == "right"


# -- the check ------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", ["misleading", "wrong"])
def test_a_verdict_against_a_record_is_a_fault_until_it_is_mended_or_read_again(
    hill: Book, capsys: Capture, verdict: str
) -> None:
    assert read(hill, "hill-scores", "--verdict", verdict, "--note", "it's #3: best") == 0
    assert run(hill, "check", str(hill.root / HILL)) == 1
    (fault,) = capsys.readouterr().out.splitlines()
    line = hill.line(HILL, f"verdict: {verdict}")
    assert fault.startswith(f"{HILL}:{line}: findings.0.second.verdict: a second reader found")
    assert f"hill-scores {verdict}: it's #3: best; mend the record, or read it again" in fault
    before = text(hill)
    hill.edit(HILL, "linear: [0.59, 0.2]", "linear: [0.59, 0.21]")
    assert run(hill, "check", str(hill.root / HILL)) == 0
    hill.write(HILL, before)
    assert read(hill, "hill-scores", "--verdict", "right") == 0
    assert run(hill, "check", str(hill.root / HILL)) == 0


BAD = [
    ("of: '0123456789ab'", "of: '0123'", "write the checksum that livingreview second writes"),
    ("verdict: right", "verdict: good", "write one of: right, misleading, wrong, not found"),
    ("date: 2025-03-01", "date: 2999-03-01", "this day lies in the future"),
    (", of: '0123456789ab'", "", "the field is missing; add it: the checksum"),
]


@pytest.mark.parametrize(("old", "new", "says"), BAD)
def test_what_is_wrong_with_a_reading_is_one_line(
    hill: Book, capsys: Capture, old: str, new: str, says: str
) -> None:
    good = "second: {date: 2025-03-01, verdict: right, of: '0123456789ab'}\n    "
    assert old in good
    line = hill.edit(HILL, "says: pairs told", good.replace(old, new) + "says: pairs told")
    assert run(hill, "check", str(hill.root / HILL)) == 1
    (fault,) = capsys.readouterr().out.splitlines()
    assert fault.startswith(f"{HILL}:{line}: findings.0.second")
    assert says in fault


# -- writing --------------------------------------------------------------------------------------

SHAPES = [
    ("a line", "says: pairs told apart by four predictors\n"),
    ("a line with a comment", "says: pairs told apart by four predictors  # by us\n"),
    ("several lines", "says: pairs told apart\n      by four predictors\n\n    # next\n"),
    ("quotes", "says: 'pairs told apart\n      by four # predictors'\n"),
    ("a block", "says: >-\n      pairs told apart\n\n      # by four\n\n    # next\n\n"),
    ("a block to the letter", "says: |\n      pairs told apart\n      by four\n"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("shape", [pytest.param(two, id=one) for one, two in SHAPES])
def test_only_the_line_of_a_reading_is_written(hill: Book, shape: str, ends: str) -> None:
    hill.edit(HILL, "says: pairs told apart by four predictors\n", shape)
    hill.write(HILL, text(hill).replace("\n", ends))
    before = text(hill)
    assert read(hill, "hill-word", "hill-scores", "--verdict", "not found") == 0
    wanted = r"    second: \{date: 2025-03-01, verdict: not found, of: '[0-9a-f]{12}'\}"
    pattern = rf"{wanted}{ends}|{ends}{wanted}"
    assert len(re.findall(wanted, text(hill))) == 2
    assert re.sub(pattern, "", text(hill)) == before
    books = load(hill)
    assert [name for name in books.findings if books.findings[name].second] == [
        "hill-scores", "hill-word"
    ]  # fmt: skip
    assert read(hill, "hill-scores", "--verdict", "right") == 0
    assert text(hill).count("second: {") == 2
    assert text(hill).count("verdict: right") == 1
    assert re.sub(pattern.replace("not found", "[a-z ]+"), "", text(hill)) == before


def test_an_older_reading_is_replaced_where_and_however_it_stands(hill: Book) -> None:
    old = "    second:\n      date: 2025-02-02\n      verdict: wrong\n      of: '0123456789ab'\n"
    hill.edit(HILL, "    chosen: first", f"{old}    # why\n    chosen: first")
    before = text(hill)
    assert read(hill, "hill-scores", "--verdict", "right") == 0
    after = text(hill)
    head, _, rest = before.partition(old)
    assert after.startswith(head) and after.endswith(rest)
    assert re.fullmatch(
        r"    second: \{date: 2025-03-01, verdict: right, of: '\w+'\}\n",
        after[len(head) : len(after) - len(rest)],
    )


REFUSED = [
    (["hill-one", "hill-scoers"], "no finding has the id 'hill-scoers'; did you mean hill-scores?"),
    (["hill-one", "tiny-net"], "tiny-net is one of the models; name a finding"),
    (["hill-one", "--date", "2999-01-01"], "2999-01-01 lies in the future"),
    (["hill-one", "--note", "two\nlines"], "write one line"),
]


@pytest.mark.parametrize(("words", "says"), REFUSED)
def test_several_are_written_or_none(
    hill: Book, capsys: Capture, words: list[str], says: str
) -> None:
    before = text(hill)
    assert run(hill, "second", "--verdict", "right", *words) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert text(hill) == before


def test_a_finding_in_braces_is_refused(hill: Book, capsys: Capture) -> None:
    start = text(hill).index("  - id: hill-word")
    braces = (
        "  - {id: hill-word, kind: statement, says: they find Tiny slow, task: cost,\n"
        "     source: {account: https://example.org/blog, kind: person, how: secondary}}\n"
    )
    hill.write(HILL, text(hill)[:start] + braces)
    before = text(hill)
    assert read(hill, "hill-word", "--verdict", "right") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "hill-word is written in braces; write one key a line" in line
    assert text(hill) == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["hill-one"],
        ["--verdict", "right"],
        ["hill-one", "--owed"],
        ["--owed", "--verdict", "right"],
        ["hill-one", "--verdict", "right", "--chapter", "alpha"],
    ],
)
def test_a_wrong_call_is_one_line(hill: Book, capsys: Capture, words: list[str]) -> None:
    before = text(hill)
    assert run(hill, "second", *words) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert text(hill) == before


# -- what is owed ---------------------------------------------------------------------------------


def test_what_claims_and_figures_rest_on_is_owed_until_it_is_read(
    hill: Book, capsys: Capture
) -> None:
    hill.edit(
        "docs/beta.md",
        "# Beta\n",
        "# Beta\n\n:::{evidence-figure} dots\n:name: fig-more\n"
        ":rows: # Error\n  Tiny = hill-one\n\n**One point.**\n:::\n",
    )
    first = owed(hill, capsys)
    assert {first[name] for name in ("hill-scores", "hill-word", "hill-one")} == {"owed"}
    assert first["linking-auprc"] == "owed"
    assert "hill-size" not in first
    assert "hill-one" in owed(hill, capsys, "--chapter", "beta")
    assert "hill-one" not in owed(hill, capsys, "--chapter", "alpha")
    assert read(hill, "hill-one", "hill-scores", "--verdict", "right") == 0
    assert read(hill, "hill-word", "--verdict", "not found") == 0
    hill.edit(HILL, "value: 0.3", "value: 0.31")
    then = owed(hill, capsys)
    assert (then["hill-one"], then["hill-word"]) == ("lapsed", "owed")
    assert "hill-scores" not in then


def test_what_is_owed_is_named_with_file_and_line(hill: Book, capsys: Capture) -> None:
    assert run(hill, "second", "--owed", "--chapter", "alpha") == 0
    out, err = capsys.readouterr()
    place = f"{HILL}:{hill.line(HILL, 'id: hill-scores')}"
    assert f"owed       hill-scores  {place}" in out.splitlines()
    assert err.strip().endswith("findings owe a second reading")


def test_a_contest_that_a_figure_draws_is_owed(hill: Book, capsys: Capture) -> None:
    hill.edit(
        "evidence/claims/alpha.yaml", "finding: hill-scores", "finding: hill-size, gain: none"
    )
    hill.edit(
        "evidence/claims/alpha.yaml", "as well as Tiny, but this is very uncertain", "as Tiny"
    )
    assert owed(hill, capsys, "--chapter", "beta")["hill-scores"] == "owed"
    hill.edit("docs/beta.md", "{evidence-figure} contests", "{evidence-figure} models")
    assert "hill-scores" not in owed(hill, capsys, "--chapter", "beta")


def test_no_such_chapter_is_one_line(hill: Book, capsys: Capture) -> None:
    assert run(hill, "second", "--owed", "--chapter", "gamma") == 1
    assert capsys.readouterr().err == "docs/ has no page gamma.md; name a chapter\n"
