"""Checked words: what a check may compare, what is refused, and what a page and a claim say."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from conftest import Book, NewBook

from livingreview.cli import main
from livingreview.references import bibfile
from livingreview.register import comparing, grammar, loading
from livingreview.register.register import Register
from livingreview.text import wordlint

HILL = "evidence/papers/hill2025bare.yaml"
ALPHA = "docs/alpha.md"
PAPER = """\
citekey: hill2025bare
review: note
posted: unknown
published: unknown
makes: []
interests: {says: none declared, seen: statement}
source: {repo: hill/tests, commit: 0123abc, path: scores.csv, how: data, seen: 2025-02-01}
conditions:
  data: [pair-screen]
  task: enhancer-gene linking
  held_out: locus
  contrast: across genes
  rule: zero-shot
methods: {linear: none, mean-fit: none}
findings:
  - id: scores
    kind: result
    says: three predictors
    metric: AUPRC
    sides: {model: [tiny-net], other: [linear, mean-fit]}
    left_out: none
    interval_kind: 95% bootstrap interval
    n: 100
    table:
      columns: [near, far]
      rows: {tiny-net: [0.61, 0.1], linear: [0.59, 0.2], mean-fit: [0.61, null]}
      low: {tiny-net: [0.5, 0.1], linear: [0.58, 0.1], mean-fit: [0.6, null]}
      high: {tiny-net: [0.7, 0.2], linear: [0.6, 0.3], mean-fit: [0.7, null]}
      n: {tiny-net: [100, 50], linear: [100, 50], mean-fit: [100, null]}
  - id: errors
    kind: result
    says: their errors
    metric: mean squared error
    sides: {model: [tiny-net], other: [linear]}
    left_out: [{rows: [mean-fit], because: it failed}]
    table: {columns: [near, far], rows: {tiny-net: [2, 4], linear: [1, 2]}}
  - id: again
    kind: result
    says: the same on two columns
    metric: AUPRC
    n: 101
    sides: {model: [tiny-net], other: [linear]}
    left_out: [{columns: [middle], because: it was not read}]
    table: {columns: [near, far], rows: {tiny-net: [0.5, 0.05], linear: [0.3, 0.02]}}
  - id: probed
    kind: result
    says: the same, probed
    metric: AUPRC
    n: 100
    rule: probed
    sides: {model: [tiny-net], other: [linear]}
    left_out: unknown
    table: {columns: [near], rows: {tiny-net: [0.7], linear: [0.6]}}
  - id: elsewhere
    kind: result
    says: the same on other data
    metric: AUPRC
    data: [gene-panel]
    n: 2000
    sides: {model: [tiny-net], other: [linear]}
    value: 0.4
    compared_with: {what: linear fit, value: 0.3, kind: baseline}
    ceiling: {what: replicates, value: 0.9}
  - id: level
    kind: description
    says: how far two runs lie apart
    metric: AUPRC
    value: 0.02
  - id: none-at-all
    kind: description
    says: pairs that nobody found
    task: cost
    value: 0
    unit: pairs
  - id: spread
    kind: description
    says: lowest and highest
    metric: AUPRC
    value: [0.1, 0.3]
"""
MANY = """\
  - id: crowd
    kind: description
    says: ten thousand values
    table: {{columns: [{columns}], rows: {{{rows}}}}}
"""


def crowd(rows: int, columns: int) -> str:
    """A finding with many values."""
    cells = ", ".join("1" for _ in range(columns))
    return MANY.format(
        columns=", ".join(f"c{number}" for number in range(columns)),
        rows=", ".join(f"r{number}: [{cells}]" for number in range(rows)),
    )


@pytest.fixture(scope="module")
def books(new_book: NewBook) -> Register:
    """The register of the tiny book with one more paper."""
    root = new_book().root
    (root / HILL).write_text(PAPER + crowd(100, 100), encoding="utf-8")
    (root / "evidence/retired.yaml").write_text(
        "old-scores: scores\nscores/old-net/near: scores/tiny-net/near\n", encoding="utf-8"
    )
    works, problems = bibfile.read(root / "refs.bib")
    found, faults = loading.load(root / "evidence", works, ["alpha", "beta"])
    assert [*problems, *faults] == []
    return found


HOLDS = [
    "scores/tiny-net/near > scores/linear/near",
    "scores/linear/far > 0.19",
    "scores/tiny-net/near >= 0.61",
    "scores/tiny-net/near <= 0.61",
    "scores/tiny-net/near = scores/mean-fit/near",
    "0.2 = scores/linear/far",
    "-1 < scores/linear/far",
    # several values
    "all scores/*/near > 0.5",
    "all scores/{tiny-net,linear}/* < 0.7",
    "all scores/!{linear}/near = 0.61",
    "any scores/*/near < 0.6",
    "none scores/*/near > 0.7",
    "1 of scores/*/near < 0.6",
    "0 of scores/{linear}/* > 1",
    "all scores/{tiny-net,linear}/* > again/{tiny-net,linear}/{near,far}",
    "all errors/tiny-net/* > errors/linear/*",
    "all again/{tiny-net,linear}/near > again/linear/far",
    "all scores/{tiny-net,linear}/far < min(scores/linear/{near})",
    "any errors/*/near > 1",  # any asks for no whole table
    "all errors/*/near > 0 ; apart",
    "all again/linear/* < elsewhere ; apart ; varies data",
    "scores/mean-fit/near > max(scores/*/far)",  # a null is no value
    # functions
    "max(scores/*/near) = 0.61",
    "min(scores/*/near, 0.1) = 0.1",
    "mean(scores/linear/*) > median(scores/{tiny-net,linear}/far)",
    "ratio(errors/tiny-net/far, errors/linear/far) >= 2",
    "all ratio(errors/tiny-net/*, errors/linear/*) = 2",
    "diff(scores/tiny-net/near, scores/linear/near) < 0.03",
    "max(ratio(errors/tiny-net/*, errors/linear/*), 1) = 2",
    "diff(scores/tiny-net/near, scores/linear/near) > diff(scores/tiny-net/far, scores/linear/far)",
    # level
    "scores/tiny-net/near ~ scores/linear/near within level",
    "all scores/*/near ~ 0.6 within 0.02",
    # best
    "scores/linear/far best in scores/*/far",
    "errors/linear/near best in errors/{tiny-net,linear}/near",  # lower is better
    "scores/tiny-net/near best in scores/*/near joint",
    "all errors/linear/* best in errors/{tiny-net,linear}/*",
    # what stands beside a value
    "scores/linear/near/low > scores/tiny-net/near/low",
    "all scores/{tiny-net,linear}/near/high > 0.59",
    "scores/linear/far/n < scores/n",
    "elsewhere > elsewhere/compared",
    "elsewhere/ceiling > 0.8",
    "none-at-all < 1",
    "probed/tiny-net > probed/linear",
    "probed/tiny-net/near > 0.6",
    # one difference, by name
    "probed/tiny-net/near > scores/tiny-net/near ; varies rule",
    "elsewhere < scores/tiny-net/near; varies data",
    # models, data sets, other records
    "tiny-net/input_length > 100000",
    "pair-screen/profiles > 200000",
    "linking-auprc/model/near > linking-auprc/model/far ; varies distance",
    "all linking-auprc/{model,distance}/near > linking-auprc/chance/near",
    "tiny-own > tiny-own/compared",
    "linking-auprc/model/near = scores/tiny-net/near ; varies rule",
]


@pytest.mark.parametrize("check", HOLDS)
def test_a_check_that_holds_says_nothing(books: Register, check: str) -> None:
    assert comparing.problem(books, check) is None


FALSE = [
    ("scores/tiny-net/far > scores/linear/far", "tiny-net/far is 0.1, scores/linear/far is 0.2"),
    ("scores/linear/far < 0.2", "scores/linear/far is 0.2, 0.2"),
    ("all scores/*/near > 0.6", "all does not hold (2 of 3 comparisons hold): scores/linear/near"),
    ("none scores/*/near > 0.6", "none does not hold (2 of 3 comparisons hold): scores/tiny-net"),
    ("any scores/*/near > 1", "any does not hold: scores/tiny-net/near is 0.61"),
    ("2 of scores/*/near < 0.6", "1 of 3 comparisons hold, not 2"),
    ("scores/tiny-net/far best in scores/*/far", "scores/tiny-net/far is 0.1, scores/linear/far"),
    ("scores/tiny-net/near best in scores/*/near", "scores/mean-fit/near is 0.61 (a tie: write jo"),
    ("scores/linear/near best in scores/*/near joint", "scores/linear/near is 0.59"),
    ("errors/tiny-net/near best in errors/{tiny-net,linear}/near", "errors/tiny-net/near is 2"),
    ("scores/tiny-net/near ~ scores/linear/near within 0.01", "this does not hold"),
    (
        "ratio(errors/tiny-net/far, errors/linear/far) > 2",
        "ratio(errors/tiny-net/far, errors/linear/far) is 2",
    ),
]


@pytest.mark.parametrize(("check", "says"), FALSE)
def test_a_check_that_does_not_hold_gives_the_values(
    books: Register, check: str, says: str
) -> None:
    fault = comparing.problem(books, check)
    assert fault and says in fault[0]
    assert fault[1] == "mend the sentence or the check"


REFUSED = [
    # conditions
    ("probed/tiny-net/near > scores/tiny-net/near", "probed and scores differ in rule; compare li"),
    ("elsewhere < scores/tiny-net/near", "elsewhere and scores differ in data; compare"),
    ("elsewhere < probed/tiny-net ; varies data", "elsewhere and probed differ in rule; compare w"),
    ("errors/linear/near > scores/linear/near", "errors and scores differ in metric"),
    ("linking-auprc/model/near > tiny-own", "linking-auprc and tiny-own differ in metric"),
    ("ratio(scores/linear/far, elsewhere) > 1", "differ in data"),
    (
        "none-at-all < level ; varies metric",
        "have other units (pairs and no unit); compare values of one unit",
    ),
    ("tiny-net/input_length > pair-screen/profiles", "have other units (bp and no unit)"),
    # addresses
    ("nobody > 1", "no record has the id 'nobody'; add the record or mend the name"),
    ("score/linear/far > 1", "no record has the id 'score'; did you mean scores?"),
    ("old-scores/linear/far > 1", "it was renamed: write scores"),
    ("all old-scores/*/far > 1", "it was renamed: write scores"),
    ("scores/old-net/near > 1", "is retired; it was renamed: write scores/tiny-net/near"),
    ("max(scores/{old-net,linear}/near) > 1", "it was renamed: write scores/tiny-net/near"),
    ("scores/lineal/far > 1", "did you mean linear?"),
    ("all scores/*/fur > 1", "has no column 'fur'; columns: near, far"),
    ("all scores/!{lineal}/far > 1", "did you mean linear?"),
    ("all scores/!{tiny-net,linear,mean-fit}/near > 9", "stands for no value; leave out fewer"),
    ("max(scores/!{tiny-net,linear,mean-fit}/near) > 9", "stands for no value"),
    ("all scores/* > 1", "scores/* is no row and column of scores; columns: near, far"),
    ("scores/mean-fit/far > 1", "has no value at mean-fit/far; take another cell"),
    ("max(scores/{mean-fit,linear}/far) > 1", "has no value at mean-fit/far"),
    ("scores/linear/far/se > 1", "no se beside its values"),
    ("all elsewhere/* > 1", "elsewhere is no table, but a wildcard stands in elsewhere/*"),
    ("spread > 0.2", "spread is a range, 0.1 to 0.3; compare single values"),
    ("depth-matters > 1", "no record has the id 'depth-matters'"),
    # pairs
    ("scores/*/near > 0.5", "3 comparisons stand here without a quantifier; write all, any, none"),
    ("all scores/*/near > scores/*/far", "only one of the two sides has a value for mean-fit"),
    ("all scores/{tiny-net}/near > scores/{linear}/near", "has a value for linear, tiny-net; name"),
    (
        "all scores/{tiny-net,linear}/near < again/linear/{near,far}",
        "has a value for far, linear, n",
    ),
    ("all scores/linear/{near,far} ~ 1 within scores/linear/{near,far}", "several values stand"),
    # zero, ties, directions
    ("ratio(none-at-all, none-at-all) > 1", "divides by zero; compare with diff()"),
    ("level best in scores/*/near", "level is none of scores/*/near"),
    ("scores/linear/near best in scores/{linear}/near", "has no rival"),
    ("crowd/r1/c1 best in crowd/{r1,r2}/c1", "crowd does not say whether more or less is better"),
    # tables that leave something out
    (
        "all errors/*/near > 0",
        "errors leaves out rows of its source (mean-fit); name the rows in b",
    ),
    ("none errors/*/near > 9", "leaves out rows"),
    ("errors/linear/near best in errors/*/near", "leaves out rows"),
    ("max(errors/!{linear}/near) < 9", "leaves out rows"),
    ("2 of errors/*/near > 0", "leaves out rows"),
    ("all again/linear/* > 0", "again leaves out columns of its source (middle)"),
    ("all probed/* > 0", "it is not known which rows of its source probed leaves out"),
    # too much
    ("all crowd/*/* > 0", "the check reads more than 2000 values; name fewer"),
    ("max(crowd/*/*) > 0", "the check reads more than 2000 values"),
    ("level > " + "0" * 3000, "a check of 3008 signs"),
    ("min(" * 40 + "level" + ")" * 40 + " > 1", "more than 5 brackets in brackets"),
    # no check at all
    ("", "a side is missing at the end"),
    ("level", "the end stands where >= or <= or > or"),
    ("level >", "a side is missing at the end"),
    ("1 > 0", "the check names no record"),
    ("level > 1 > 2", "'>' stands behind the check"),
    ("level > 1 and level > 2", "'and' stands behind the check"),
    ("level > 1 ; varies weather", "'weather' stands where"),
    ("level > 1 ; varies data ; varies rule", "varies stands twice; a check is about one diff"),
    ("level > 1 ; together", "'together' stands where varies or apart is due"),
    ("level == 1", "'=' stands where a value is due"),
    ("level ~ 1", "the end stands where within is due"),
    ("level best of scores/*/near", "'of' stands where in is due"),
    ("max(level) best in scores/*/near", "best stands without addresses"),
    ("ratio(level) > 1", "ratio has 1 sides; write two"),
    ("sum(level, level) > 1", "sum is no function of checks; write one of: min, max"),
    ("all (level) > 1", "stands where"),
    ("max(scores/{}/near) > 1", "{} names nothing"),
    ("max(scores/{a,a}/near) > 1", "names nothing, or one twice"),
    ("level | 1", "no check holds '|'"),
    ("level / 2 > 1", "no check holds '/'"),
    ("__import__('os').system('id') > 1", "no check holds"),
    ("(lambda x: x)(1) > level", "no check holds ':'"),
    ("(level) > 1", "'(' stands where a value is due"),
    ("level > 1 if True else 2", "stands behind the check"),
    ("all level.__class__ > 1", "no record has the id 'level.__class__'"),
]


@pytest.mark.parametrize(("check", "says"), REFUSED)
def test_a_check_that_cannot_be_told_says_what_to_do(
    books: Register, check: str, says: str
) -> None:
    fault = comparing.problem(books, check)
    assert fault
    assert says in "; ".join(fault)
    assert all(fault) and "\n" not in "".join(fault)
    assert "does not hold" not in fault[0]


def test_the_records_of_a_check_are_named_in_order() -> None:
    check = grammar.parse("all min(b/*, a) ~ max(c/x, ratio(b/y, d)) within e ; varies data")
    assert grammar.records(check) == ["b", "a", "c", "d", "e"]


# -- pages ----------------------------------------------------------------------------------------

GOOD = "{holds}`falls to a fifth <linking-auprc/model/near > linking-auprc/model/far>`"
HELD = (
    "The score {holds}`falls from 0.61 with distance <ratio(linking-auprc/model/near,\n"
    "linking-auprc/model/far) > 4 ; varies distance>`, here {finding}`0.126 "
    "<linking-auprc/model/far>`.\n"
)
PAGE = f"""
{HELD}
:::{{list-table}} The table, {GOOD}.
* - near
  - {GOOD}
:::

| a | b |
|---|---|
| c | {GOOD} |

:::{{evidence-figure}} models
:name: fig-held

**One model.**
Its score {GOOD}.
:::
"""


@pytest.fixture(scope="module")
def held(new_book: NewBook) -> Book:
    """The tiny book with a page full of checked words, and a claim."""
    book = new_book()
    book.edit(ALPHA, "## Linking", PAGE + "\n## Linking")
    book.edit(
        "evidence/claims/alpha.yaml",
        "  counter: All screens",
        "  holds: [linking-auprc/model/near > linking-auprc/model/far]\n  counter: All screens",
    )
    return book


def test_checked_words_lead_to_their_record_on_the_site(held: Book) -> None:
    built = held.build("html")
    assert built.warnings == ""
    page = built.page("alpha")
    links = page.select("a.holds")
    assert [link.get_text() for link in links[:1]] == ["falls from 0.61 with distance"]
    assert len(links) == 5
    assert {link["href"] for link in links} == {"register/findings.html#linking-auprc"}
    assert "linking-auprc" not in page.get_text()
    assert "Reach" in built.row("findings", "linking-auprc").get_text()
    checks = [code.get_text() for code in built.row("claims", "falls-with-distance").select("code")]
    assert "linking-auprc/model/near > linking-auprc/model/far" in checks
    assert "linking-auprc/model/far" in built.text("evidence/claims.json")


def test_checked_words_are_plain_words_in_the_book_to_carry(held: Book) -> None:
    built = held.build("epub")
    assert built.warnings == ""
    with zipfile.ZipFile(next(built.out.glob("*.epub"))) as book:
        page = next(book.read(name).decode() for name in book.namelist() if "alpha" in name)
    text = re.sub(r"<[^>]+>", "", page)
    assert text.count("falls to a fifth") == 4
    assert "&gt; linking" not in page


def test_checked_words_are_plain_words_in_word(held: Book) -> None:
    held.edit("conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.docx",')
    built = held.build("docx")
    assert built.warnings == ""
    with zipfile.ZipFile(built.out / "alpha.docx") as file:
        text = re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode())
    assert text.count("falls to a fifth") == 4
    assert "&gt; linking" not in text


CASES = [
    ("false", "{holds}`so <linking-auprc/model/near < 0.3>`", "this does not hold: linking"),
    ("no check", "{holds}`so it is`", "'so it is' names no check; write it as {holds}`words"),
    ("not closed", "{holds}`so <window-share > 1`", "names no check"),
    ("< in the words", "{holds}`p < 1 <window-share > 1>`", "if < stands in the words, write less"),
    ("! before", "{holds}`!so <window-share > 1>`", "! stands before the words; delete it, or wr"),
    ("no grammar", "{holds}`so <window-share is large>`", "'is' stands where"),
    ("python", "{holds}`so <open('x') > 1>`", "no check holds"),
    ("unknown", "{holds}`so <window-shore > 1>`", "did you mean window-share?"),
    ("number of no record", "{holds}`so 84% <window-share > 1>`", "84% is no value of window"),
    (
        "number of another record",
        "{holds}`it leads <window-share > 1>` at {finding}`0.85 <tiny-own>`",
        "tiny-own stands in a statement whose check does not name its record; name it",
    ),
    ("in a pipe table", "\n\n| a | b |\n|---|---|\n| c | {holds}`so | so <window-share > 1>` |\n\n",
     ""),
]  # fmt: skip


@pytest.mark.parametrize(("words", "says"), [pytest.param(*row[1:], id=row[0]) for row in CASES])
def test_faulty_checked_words_are_named_at_their_line(book: Book, words: str, says: str) -> None:
    book.edit(ALPHA, "Depth, as", f"First line.\nThere {words} here.\nDepth, as")
    built = book.build("dummy")
    assert built.status
    line = book.line(ALPHA, "{holds}")
    told = [text for text in built.warnings.splitlines() if f"alpha.md:{line}: " in text]
    assert len(told) >= 1
    assert any(says in text for text in told)


def test_a_number_behind_a_semicolon_is_of_another_statement(book: Book) -> None:
    words = "It {holds}`leads <window-share > 1>`; its makers say {finding}`0.85 <tiny-own>`.\n"
    book.edit(ALPHA, "Depth, as", f"{words}Depth, as")
    assert book.build("dummy").warnings == ""


# -- claims ---------------------------------------------------------------------------------------

CLAIMS = [
    ("tiny-own > 0.9", "this does not hold: tiny-own is 0.85, 0.9; mend the sentence or the check"),
    ("tiny-owned > 0.9", "did you mean tiny-own?"),
    ("tiny-own is good", "'is' stands where"),
]


@pytest.mark.parametrize(("check", "says"), CLAIMS)
@pytest.mark.parametrize("alone", [True, False])
def test_a_claim_whose_check_fails_is_an_error_at_the_line_of_the_check(
    new_book: NewBook, capsys: pytest.CaptureFixture[str], check: str, says: str, alone: bool
) -> None:
    book, file = new_book(), "evidence/claims/beta.yaml"
    book.edit(
        file, "  counter: Only", f"  holds:\n    - tiny-own > 0\n    - {check}\n  counter: Only"
    )
    line = book.line(file, check)
    arguments = ["--root", str(book.root), "check", *([str(book.root / file)] if alone else [])]
    assert main(arguments) == 1
    (told,) = capsys.readouterr().out.splitlines()
    assert told.startswith(f"{file}:{line}: good-across-genes.holds: ")
    assert says in told


def test_a_check_over_a_broken_record_is_no_second_fault(
    new_book: NewBook, capsys: pytest.CaptureFixture[str]
) -> None:
    book = new_book()
    book.edit(
        "evidence/claims/beta.yaml", "  counter: Only", "  holds: [tiny-own > 0]\n  counter: Only"
    )
    book.edit("evidence/papers/ames2023tiny.yaml", "value: 0.85", "value: high")
    assert main(["--root", str(book.root), "check"]) == 1
    (told,) = capsys.readouterr().out.splitlines()
    assert "high" in told and Path(told.partition(":")[0]).stem == "ames2023tiny"


# -- sentences that compare with nothing behind them -----------------------------------------------

COMPARING = [
    ("All four models fall below the mean.", ["all"]),
    ("The mean passes both on all four sets.", ["all"]),
    ("All four predicted too small an effect.", ["all"]),
    ("None of them beats the mean.", ["none"]),
    ("Both are above distance in every bin.", ["every"]),
    ("The network on names is best.", ["best"]),
    ("The best probed model has little.", ["best"]),
    ("It ranks first over the smaller set.", ["first"]),
    ("Sources mattered more than the architecture.", ["more"]),
    ("It names cells more accurately than others.", ["more"]),
    ("Its error is twice that of the mean.", ["twice"]),
    ("It stands level with linear models.", ["level"]),
    ("Their errors are level.", ["level"]),
    ("No architecture wins throughout.", ["no"]),
    ("No model is above a plain network.", ["no"]),
    ("None beats the mean, and the best is level with it.", ["none", "best", "level"]),
]
SILENT = [
    "It sees no cell at all.",
    "At best it is a start, and at first it fell.",
    "Places all over the genome fall out.",
    "It fell over all genes of the panel.",
    "One network, all else equal, was better.",
    "Of all scores it is the lowest.",
    "The first author led a group.",
    "It was first used in yeast and led on.",
    "More than 500 genes fell below the line.",
    "It has more than half of them and no more than twenty.",
    "No change is a baseline that is hard to beat.",
    "It is no longer the lowest.",
    "Does every model beat the mean?",
    "“All models beat the mean” was the title.",
    "No test above the line was found.",
    "At the level of genes it is lower.",
    "It read the genome twice.",
    "The best-known model has a paper.",
    "All of these are makers’ own numbers.",
    "Weights, code and data are all open.",
]


@pytest.mark.parametrize(("sentence", "words"), COMPARING)
def test_a_sentence_that_compares_is_known_by_its_words(sentence: str, words: list[str]) -> None:
    assert wordlint.words_of(sentence) == words


@pytest.mark.parametrize("sentence", SILENT)
def test_a_word_that_only_says_how_far_a_sentence_reaches_is_no_comparison(sentence: str) -> None:
    assert wordlint.words_of(sentence) == []


BACKED = [
    ("It {holds}`falls in all bins <window-share > 1>`, the lowest.", True),
    ("All of it falls, {record}`by its authors <window-share>`.", True),
    ("All of it falls {claim}`as is claimed <falls-with-distance>`.", True),
    ("All of it falls. {certainty}`falls-with-distance`", True),
    ("All of it falls. It is {record}`so <window-share>`.", False),
    ("All of it falls {claim}`as some say <depth-matters>`.", False),
    ("All of it falls, {finding}`82.6% <window-share>`.", False),
    ("All of it falls {cite:p}`ames2023tiny`.", False),
]


@pytest.mark.parametrize(("sentence", "backed"), BACKED)
def test_what_stands_behind_a_sentence_takes_it_off_the_list(
    new_book: NewBook, capsys: pytest.CaptureFixture[str], sentence: str, backed: bool
) -> None:
    book = new_book()
    book.edit(
        "evidence/claims/alpha.yaml", "  counter: All",
        "  holds: [linking-auprc/model/near > 0.6]\n  counter: All",
    )  # fmt: skip
    line = book.edit(ALPHA, "Depth, as", f"{sentence}\nDepth, as")
    assert main(["--root", str(book.root), "check", "--words"]) == 0
    told = [text for text in capsys.readouterr().err.splitlines() if "without a check" in text]
    wanted = [] if backed else [f"{ALPHA}:{line}: warning: all without a check in: All of it falls"]
    assert [text.partition(wanted[0] if wanted else "-")[1] for text in told] == wanted


def test_the_list_is_counted_and_a_chapter_may_owe_every_check(
    new_book: NewBook, capsys: pytest.CaptureFixture[str]
) -> None:
    book = new_book()
    line = book.edit(ALPHA, "Depth, as", "All of it falls.\nIt is level with it.\nDepth, as")
    book.edit(
        ALPHA, "It reads {finding}`131,072", "No model is below it. It reads {finding}`131,072"
    )
    book.edit("evidence/claims/beta.yaml", "Tiny may predict", "Tiny may be best and predict")
    assert main(["--root", str(book.root), "check"]) == 0
    shown = capsys.readouterr()
    assert "4 sentences compare without a check; check --words lists them" in shown.err
    assert shown.out == ""
    config = (book.root / "conf.py").read_text(encoding="utf-8")
    book.write("conf.py", config + 'livingreview_checked_words = ["alpha"]\n')
    assert main(["--root", str(book.root), "check", "--words"]) == 1
    shown = capsys.readouterr()
    (told,) = shown.out.splitlines()
    assert told.startswith(
        f"{ALPHA}:{line}: all without a check in: All of it falls. ...; write {{"
    )
    listed = [text for text in shown.err.splitlines() if "without a check" in text]
    assert [text.split()[2] for text in listed] == ["best", "level", "no"]
    assert listed[0].startswith(
        f"evidence/claims/beta.yaml:{book.line('evidence/claims/beta.yaml', 'best') - 1}: "
    )
