"""Faults in a chapter: each is one warning at its own line, and stops the build under ``-W``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Book, Built, NewBook

from livingreview.cli import main
from livingreview.text import sources

ALPHA, BETA = "docs/alpha.md", "docs/beta.md"
_WARNING = re.compile(r"(?P<file>\S+\.md):(?P<line>\d+): (?:WARNING|ERROR): (?P<text>.*)")


@dataclass
class Case:
    """One edit of a page, and what the warning says; due at the edit or where ``at`` stands."""

    name: str
    file: str
    old: str
    new: str
    says: str
    at: str = ""


NUMBERS = [
    Case("other than the record", ALPHA, "82.6% <", "82.7% <", "window-share says 82.6%"),
    Case("on the second line", ALPHA, "131 kb <", "132 kb <", "says 131,072 bp"),
    Case("in a caption", ALPHA, "131,072 <", "131,073 <", "says 131,072 bp"),
    Case("one end of a range", BETA, "0.1–0.3", "0.1–0.4", "says 0.1–0.3"),
    Case("half a range", BETA, "0.1–0.3", "0.1", "says 0.1–0.3"),
    Case("no target", ALPHA, "0.61 <linking-auprc/model/near>", "0.61", "names no record"),
    Case("unknown id", ALPHA, "<window-share>", "<window-shares>", "did you mean window-share?"),
    Case("id like no other", ALPHA, "<window-share>", "<zzz>", "'zzz'; add the record"),
    Case("id of a claim", ALPHA, "<window-share>", "<depth-matters>", "no record has the id"),
    Case("unknown row", ALPHA, "/model/far>", "/modle/far>", "did you mean model?"),
    Case("unknown column", ALPHA, "/model/far>", "/model/fra>", "columns: near, far"),
    Case("row of two columns", ALPHA, "/model/far>", "/model>", "columns: near, far"),
    Case("cell without value", ALPHA, "/model/far>", "/distance/far>", "take another cell"),
    Case("table without address", ALPHA, "auprc/model/far>", "auprc>", "rows: model, distance"),
    Case("unknown part", BETA, "tiny-own/compared>", "tiny-own/rival>", "it has: its value"),
    Case("unknown value of a model", ALPHA, "/input_length>", "/length>", "numbers: input_length"),
    Case("value in words", ALPHA, "/input_length>", "/architecture>", "numbers: input_length"),
    Case("no number", ALPHA, "0.61 <", "much <", "no number of an allowed form"),
    Case("a finding without number", ALPHA, "<window-share>", "<third-look>", "no number"),
    Case(
        "unknown record",
        ALPHA,
        "{claim}`some say <depth-matters>`",
        "{record}`so <window-shar>`",
        "did you mean window-share?",
    ),
]

BARE = [
    Case("on the second line", ALPHA, "in 2024", "in 48 tissues", "48 has no record"),
    Case("decimal", ALPHA, "in 2024", "at 0.48", "0.48 has no record"),
    Case("percentage", ALPHA, "in 2024", "at 5%", "5% has no record"),
    Case("also in another number above", ALPHA, "in 2024", "in 82 people", "82 has no record"),
    Case(
        "also in a year above",
        ALPHA,
        "in 2024.",
        "in 2020.\nAnd on 20 days.",
        "20 has no record",
        at="20 days",
    ),
    Case("also in a finding above", ALPHA, "took", "took 0.61, or", "0.61 has no record"),
    Case("in a heading", ALPHA, "## Linking", "## Linking 48 genes", "48 has no record"),
    Case(
        "in a list",
        ALPHA,
        "## Linking",
        "- one\n- of 48\n\n## Linking",
        "48 has no record",
        at="of 48",
    ),
    Case(
        "in a table",
        ALPHA,
        "## Linking",
        "| a | b |\n|---|---|\n| c | 48 |\n\n## Linking",
        "48 has no record",
        at="| c |",
    ),
    Case("in a caption", ALPHA, "It reads {finding}", "All 48 read {finding}", "48 has no record"),
    Case("in emphasis", ALPHA, "is not all", "is *not 48*", "48 has no record"),
]

CLAIMS = [
    Case(
        "unknown in a role", ALPHA, "<depth-matters>", "<depth-maters>", "did you mean depth-matt"
    ),
    Case(
        "role without target", ALPHA, "some say <depth-matters>", "some say", "no claim has the id"
    ),
    Case("finding in a role", ALPHA, "<depth-matters>", "<window-share>", "no claim has the id"),
    Case(
        "unknown in the box",
        ALPHA,
        "distance depth-matters",
        "distance depth-maters",
        "did you mean depth-matters?",
    ),
    Case(
        "unknown on a line of the box",
        ALPHA,
        "{claims} falls-with-distance depth-matters\n",
        "{claims}\nfalls-with-distance\ndepth-maters\n",
        "did you mean",
        at="depth-maters",
    ),
    Case(
        "empty box",
        ALPHA,
        "{claims} falls-with-distance depth-matters",
        "{claims}",
        "write the ids of claims",
    ),
    Case(
        "more claims than a reader takes in",
        ALPHA,
        "{claims} falls-with-distance depth-matters",
        "{claims} falls-with-distance depth-matters good-across-genes falls-with-distance"
        " depth-matters good-across-genes falls-with-distance",
        "7 claims stand in this box; keep the 6 that lead",
    ),
    Case("unknown example", "docs/methods.md", "depth-matters", "depth-maters", "did you mean"),
]

OTHER = [
    Case(
        "unknown register",
        "docs/register/models.md",
        "{register-table} models",
        "{register-table} modells",
        "no register of modells; did you mean models?",
    ),
    Case(
        "register of nothing",
        "docs/register/models.md",
        "{register-table} models",
        "{register-table}",
        "1 argument(s) required",
    ),
    Case(
        "figure without a message",
        BETA,
        "**Tiny against simple baselines.**",
        "Tiny against simple baselines.",
        "write **message.**",
        at="} contests",
    ),
    Case("figure of unknown kind", BETA, "} contests", "} battles", "write one of: models"),
    Case(
        "figure of unknown class",
        BETA,
        ":name: fig-contests",
        ":class: vision",
        "seq2seq",
        at="{evidence-figure} contests",
    ),
    Case(
        "figure of no record",
        BETA,
        ":name: fig-contests",
        ":class: seq2seq",
        "no record has what",
        at="contests",
    ),
    Case("unknown citekey", ALPHA, "ames2023tiny", "ames2023tine", "add the entry to refs.bib"),
    Case(
        "unknown citekey on the second line",
        ALPHA,
        "cole2024test",
        "cole2024tset",
        "add the entry to refs.bib",
    ),
    Case("unknown key among others", BETA, "frost2024third", "frost2024fourth", "frost2024fourth"),
    Case("unknown label", ALPHA, "{numref}`fig-models`", "{numref}`fig-modells`", "mend the label"),
    Case("unknown page", ALPHA, "is not all", "is {doc}`gone`", "mend the name of the page"),
    Case("unknown role", ALPHA, "{finding}`0.61 <", "{findings}`0.61 <", "findings"),
    Case(
        "picture that is not there",
        ALPHA,
        "## Linking",
        "![Alt](no.png)\n\n## Linking",
        "put the file there or mend the path",
        at="no.png",
    ),
]


def warnings(built: Built) -> list[tuple[str, int, str]]:
    """File, line and words of each warning."""
    found = (_WARNING.match(line) for line in built.warnings.splitlines())
    docs = built.root / "docs"
    return [
        (
            str((docs / m["file"]).resolve().relative_to(built.root.resolve()))
            if Path(m["file"]).is_absolute()
            else m["file"],
            int(m["line"]),
            m["text"],
        )
        for m in found
        if m
    ]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{group}: {case.name}")
        for group, cases in (
            ("number", NUMBERS),
            ("bare", BARE),
            ("claim", CLAIMS),
            ("other", OTHER),
        )
        for case in cases
    ],
)
def test_fault_is_one_warning_at_its_line(book: Book, case: Case) -> None:
    line = book.edit(case.file, case.old, case.new)
    if case.at:
        line = book.line(case.file, case.at)

    built = book.build("dummy")

    assert built.status == 1, built.stderr
    found = warnings(built)
    assert len(found) == 1, built.warnings
    assert case.says in found[0][2]
    assert found[0][:2] == (case.file, line)


def test_the_same_bare_number_on_two_lines_is_named_at_both(book: Book) -> None:
    first = book.edit(ALPHA, "It reads", "In 48 tissues it reads")
    second = book.edit(ALPHA, "is not all", "is not 48 times all")
    found = warnings(book.build("dummy"))
    assert [(line, "48" in text) for _, line, text in found] == [(first, True), (second, True)]


def test_retired_id_is_answered_with_its_new_name(book: Book) -> None:
    book.write("evidence/retired.yaml", "old-share: window-share\n")
    line = book.edit(ALPHA, "<window-share>", "<old-share>")
    ((file, at, text),) = warnings(book.build("dummy"))
    assert (file, at) == (ALPHA, line)
    assert "it was renamed: write window-share" in text


def test_text_is_read_again_when_its_record_changes(book: Book) -> None:
    assert book.build("dummy").status == 0
    book.edit("evidence/papers/cole2024test.yaml", "value: 82.6", "value: 83.6")
    ((file, line, text),) = warnings(book.build("dummy"))
    assert (file, line) == (ALPHA, book.line(ALPHA, "82.6%"))
    assert "says 83.6%" in text


@pytest.mark.parametrize(
    "text",
    [
        "Code such as `x = 48` is exempt.",
        "```python\nx = 48\n```",
        "So is {math}`x = 48`.",
        "% a comment with 48",
        "<!-- a comment with 48 -->",
        "A [link](https://example.org/48/4.8) to a page.",
        "In 1998, on 22 November 2026, in Section 4.2, with K562 and DNABERT-2 on chr22.",
        "It is nine, or 9.",
        "## Reach of {finding}`82.6% <window-share>`",
        "{numref}`Figure %s <fig-models>` and {doc}`beta`.",
    ],
)
def test_good_text_has_no_warning(book: Book, text: str) -> None:
    book.edit(ALPHA, "## Linking", f"{text}\n\n## Linking")
    built = book.build("dummy")
    assert (built.status, built.warnings) == (0, "")


def test_pages_that_are_no_chapters_may_hold_bare_numbers(book: Book) -> None:
    book.edit("docs/methods.md", "# Methods\n", "# Methods\n\nAll 48 of them.\n")
    assert book.build("dummy").status == 0


# -- many faults in one book: each is one line of its own ------------------------------------------

FOREIGN = [
    (
        "As [@cole2024test] says.",
        "[@cole2024test] is printed as it stands; cite with {cite:p}`cole2024test`",
    ),
    ("As [see @cole2024test, p. 3] says.", "cite with {cite:p}`cole2024test`"),
    ("As [see @cole2024test, p. 33] says.", "cite with {cite:p}`cole2024test`"),
    ("As @cole2024test says.", "the key @cole2024test is printed"),
    ("As (cole2024test) says.", "the key cole2024test is printed"),
    (
        "As \\cite{cole2024test} says.",
        "is LaTeX, printed as it stands; cite with {cite:p}`cole2024test`",
    ),
    ("As \\citep{cole2024test} says.", "cite with {cite:p}`cole2024test`"),
    ("See \\ref{fig-models}.", "refer with {ref}`label`"),
    ("The \\textit{E. coli} strain.", "is LaTeX, printed as it stands; write it in Markdown"),
    ("As :cite:p:`ames2023tiny` says.", "reStructuredText; write {cite:p}`...`"),
    ("See :ref:`fig-models`.", "reStructuredText; write {ref}`...`"),
    ("See `the page <https://example.org>`_ there.", "_ behind code is reStructuredText"),
    (".. note:: A note.", "open a box with :::{name}"),
    (
        "It is {finding} `0.61 <linking-auprc/model/near>` there.",
        "a blank parts the role {finding}",
    ),
    (
        "It is finding`0.61 <linking-auprc/model/near>` there.",
        "finding stands before code without braces",
    ),
    ("It is so `0.61 <linking-auprc/model/near>` there.", "looks like what a role takes"),
    ("It is {term}`so there.", "{term}` opens code or a role that is not closed"),
    ("A `word is open.", "` opens code or a role that is not closed"),
    ("It is ~~struck~~ out.", "~~struck~~ is printed as it stands"),
    ("- [ ] a task", "[ ] is printed as it stands"),
    ('See [words](https://example.org "More words").', "only a mouse shows 'More words'; write it"),
    (":::{hlist}\n- one\n- two\n:::", "neither PDF nor Word can set {hlist}; write a list"),
    ("See [[Alpha]].", "[[Alpha]] is printed as it stands"),
    ("See [words](no address).", "closes a link that is none"),
    ("Words {#label} here.", "{#label} is printed as it stands; give a heading its label"),
    ("See {ref}fig-models there.", "{ref} stands before words without backticks"),
    ("As `ames2023tiny`{cite:p} says.", "{cite:p} stands behind what it takes; write"),
    ("It is |release| now.", "|release| is printed as it stands"),
    ("It is ==marked text== here.", "==marked text== is printed as it stands"),
    ("Of H~2~O it is.", "~2~ is printed as it stands; write {sub}`2`"),
    ("Of x^y^ it is.", "^y^ is printed as it stands; write {sup}`y`"),
    ("See [words] (https://example.org) there.", "a blank parts the link [words] (https://example.org)"),
    ("With \\(y_2\\) it is.", "\\(y_2\\) is no formula and loses its strokes; write $y_2$"),
    ("As {cite:p}`ames2023tiny;cole2024test` says.", "part the keys with a comma"),
    ("It is **not closed.", "** is printed as it stands"),
    ("A line<br>broken.", "<br> is raw html; PDF, Word or EPUB lose it"),
    ("Words <b>in bold</b> there.", "<b> is raw html"),
    ("Words </i> there.", "</i> is raw html"),
    ("<details><summary>More</summary>Inside.</details>", "is raw html"),
    ("<table><tr><td>cell</td></tr></table>", "is raw html"),
    ("| a<br>b | c |\n|---|---|\n| d | e |", "<br> is raw html"),
    ("```{raw} html\n<b>bold</b>\n```", "<b>bold</b> is raw html"),
    ("```{only} html\nHere alone.\n```", "what stands in {only} html is lost elsewhere"),
    ("## Cited {cite:p}`frost2024third`", "frost2024third is cited in a heading"),
    (
        "See <https://doi.org/10.1000/x.> there.",
        "https://doi.org/10.1000/x. holds no well-formed DOI; write https://doi.org/10.1000/x",
    ),
    ("See [it](https://example.org/a,) there.", "holds signs of the text around it; write https://example.org/a"),
]  # fmt: skip

SPELLED = [
    ("It rose from .91 there.", "the number .91 has no record; write it as {finding}`0.91 <id>`"),
    ("It fell to 0,93 there.", "write it as {finding}`0.93 <id>`"),
    ("At 1e-5 it stops.", "write it as {finding}`0.00001 <id>`"),
    ("It is 7‰ there.", "write it as {finding}`0.7% <id>`"),
    ("It is 13x faster.", "write it as {finding}`13× <id>`"),
    ("Of 0.92/0.86 it is.", "0.92/0.86 has no record; write each number as"),
    ("In release 98% it is.", "98% has no record"),
    ("It takes 4.2\nmillion there.", "the number 4.2 million has no record"),
    ("It is `0.94` as code.", "0.94 has no record"),
    ("It is {math}`r = 0.95` there.", "0.95 has no record"),
    ("It is {doc}`96% there <beta>`.", "96% has no record"),
    ("It is [97% there](https://example.org).", "97% has no record"),
    ("It is {claim}`51% there <depth-matters>`.", "51% is no value of depth-matters"),
    ("It is {record}`52% there <window-share>`.", "52% is no value of window-share"),
    ("![All 53 of them](_static/p.png)", "the alternative text says 53, without a record"),
]  # fmt: skip

GOOD = [
    "Code: `[@cole2024test]`, `\\cite{cole2024test}`, `` :cite:p:`cole2024test` ``, `<br>`.",
    "A {record}`share of 82.6% <window-share>` and {claim}`one of 0.61 <depth-matters>`.",
    "An address like ada@cole2024.example.org, an a@b, a [note] and an [A] (b).",
    "A tilde ~, a brace {, and two stars, 2 * 3 * 4, are plain.",
    "<!-- A comment\nof two lines -->",
    "From ~a to ~b, a^b, a == b == c, one | two | three, `\\(y\\)` and `a|b|c`.",
    "Words <!-- and a comment --> go on.",
    "![What it shows](_static/p.png)",
    "It is {math}`x_2 = 2^{10}`, and `x = 0.85` and `v1.2` are code.",
    "See <https://doi.org/10.1000/x>, or <https://example.org/a>.",
    "````markdown\n:::{note}\n```\n````",
    "::::{note}\n:::{tip}\nBoth are closed.\n:::\n::::",
]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63606060f80f0001040100a3d5e3d40000000049454e44ae426082"
)


@dataclass
class Crowd:
    """A book with many faults: the lines of each snippet, and what was said at them."""

    lines: dict[str, range]
    said: list[tuple[str, int, str]]

    def of(self, snippet: str) -> list[str]:
        return [text for file, line, text in self.said
                if file == ALPHA and line in self.lines[snippet]]  # fmt: skip


@pytest.fixture(scope="module")
def crowd(new_book: NewBook) -> Crowd:
    book = new_book()
    page = (book.root / ALPHA).read_text(encoding="utf-8")
    page = re.sub(r":::\{evidence-figure\}.*?\n:::\n|\{numref\}.*", "", page, flags=re.S)
    (book.root / "docs/_static").mkdir()
    book.write("docs/_static/p.png", PIXEL)
    lines = {}
    for snippet in [*(text for text, _ in [*FOREIGN, *SPELLED]), *GOOD]:
        page += "\n\n"
        first = page.count("\n") + 1
        page += snippet
        lines[snippet] = range(first, page.count("\n") + 2)
    book.write(ALPHA, page + "\n")
    return Crowd(lines, warnings(book.build("dummy")))


@pytest.mark.parametrize(("snippet", "says"), [*FOREIGN, *SPELLED])
def test_what_would_be_printed_by_mistake_is_one_warning(
    crowd: Crowd, snippet: str, says: str
) -> None:
    (text,) = crowd.of(snippet)
    assert says in text


@pytest.mark.parametrize("snippet", GOOD)
def test_what_is_meant_to_be_printed_has_no_warning(crowd: Crowd, snippet: str) -> None:
    assert crowd.of(snippet) == []


def test_no_warning_is_at_a_line_where_nothing_is_wrong(crowd: Crowd) -> None:
    told = {line for snippet in crowd.lines for line in crowd.lines[snippet]}
    assert [said for said in crowd.said if said[:2] not in {(ALPHA, line) for line in told}] == []


# -- sources that cannot be read as they are -------------------------------------------------------

SOURCES = [
    ("open box", ":::{note}\nwords\n\n## More\n", 0, ":::{note} is not closed"),
    (
        "box before a box",
        ":::{note}\nwords\n\n:::{tip}\nmore\n:::\n",
        0,
        ":::{note} is not closed before :::{tip} in line",
    ),
    ("code in an open box", "::::{note}\n```\nx\n```\n", 0, "::::{note} is not closed"),
    (
        "box in a box",
        "::::{note}\n:::{tip}\nx\n::::\n", 1, ":::{tip} is not closed before the ::::",
    ),
    ("stray colons", "words\n\n:::\n", 2, "::: closes nothing; delete it"),
    ("open code", "```python\nx = 1\n\n## More\n", 0, "```python is not closed; add a line ```"),
    (
        "code before code",
        "```python\nx = 1\n\n```text\nmore\n```\n",
        0,
        "```python is not closed before ```text in line",
    ),
    (
        "code open in a box",
        ":::{note}\n```python\nx\n:::\n", 1, "```python is not closed before the :::",
    ),
    (
        "open comment",
        "<!-- words\n\n## More\n", 0, "the comment that <!-- opens here is not closed",
    ),
    (
        "open comment behind words",
        "words <!-- more\n\nand more\n",
        0,
        "the comment that <!-- opens here is not closed",
    ),
    (
        "unfinished merge",
        "<<<<<<< HEAD\n# One\n=======\n### Two\n>>>>>>> other\n",
        0,
        "an unfinished merge begins here; keep one version",
    ),
    ("end of a merge", "One.\n=======\n\nTwo.\n\n>>>>>>> x\n", 5, "merge begins here"),
    ("stray fence behind an item", "- ```text\n  x\n  ```\n\n:::\n", 4, "::: closes nothing"),
    ("zero-width space", "wo\u200brds\n", 0, "a sign that nobody sees (U+200B, zero width space)"),
    ("soft hyphen", "wo\u00adrds\n", 0, "(U+00AD, soft hyphen)"),
    ("direction", "words \u202e more\n", 0, "(U+202E, right-to-left override); delete it, behind"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "offset", "says"), [pytest.param(*row[1:], id=row[0]) for row in SOURCES]
)
def test_a_source_that_cannot_be_read_is_named_alone(
    new_book: NewBook, capsys: pytest.CaptureFixture[str], text: str, offset: int, says: str
) -> None:
    book = new_book()
    line = book.edit(ALPHA, "## Linking", f"{text}\n## Linking") + offset
    assert main(["--root", str(book.root), "check"]) == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith(f"{ALPHA}:{line}: ")
    assert says in problem


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("evidence/claims/alpha.yaml", "explains part", "ex\u200bplains part"),
        ("evidence/claims/alpha.yaml", "explains part", "ex\u001bplains part"),
        ("evidence/claims/alpha.yaml", "explains part", "ex\ue000plains part"),
        ("evidence/claims/alpha.yaml", "- id: depth", "<<<<<<< HEAD\n- id: depth"),
    ],
)
def test_a_record_that_cannot_be_read_is_named_once(
    new_book: NewBook, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str
) -> None:
    book = new_book()
    line = book.edit(file, old, new)
    assert main(["--root", str(book.root), "check"]) == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith(f"{file}:{line}: ")


def test_builds_name_an_open_box_too(book: Book) -> None:
    line = book.edit(ALPHA, "## Reach", ":::{note}\n\n## Reach")
    built = book.build("dummy")
    assert built.status == 1
    assert warnings(built)[0][:2] == (ALPHA, line)
    assert ":::{note} is not closed" in warnings(built)[0][2]


# -- sentences of claims ---------------------------------------------------------------------------

CLAIMS_FILE = "evidence/claims/alpha.yaml"
SENTENCES = [
    (
        "explains part",
        "explains 3.7 % of", "says holds 3.7 %, which is no value of its",
    ),
    ("explains part", "explains .91 of", "says holds .91"),
    ("Nobody has", "Some 41.2 percent have", "counter holds 41.2 percent"),
    ("Nobody has", "Some 12x more have", "counter holds 12x"),
    ("Depth probably", "Depth of *E. coli* probably", "the mark-up *E. coli*, which is printed as"),
    ("Depth probably", "Depth as $r^2$ probably", "the mark-up $r^2$"),
    ("Depth probably", "Depth, {cite:p}`x`, probably", "the mark-up {cite:p}"),
    ("Depth probably", "Depth\\, [as](https://example.org), probably", "the mark-up [as]("),
    ("Depth probably", "Depth in H<sub>2</sub>O probably", "the mark-up <sub>"),
    ("Depth probably", "Depth **also** probably", "the mark-up **also**"),
    ("Depth probably", "Depth ~~also~~ probably", "the mark-up ~~"),
    ("Depth probably", "Depth of \\textit{E. coli} probably", "the mark-up \\textit"),
    ("Depth probably", "Depth of `E. coli probably", "the mark-up `E. coli"),
    ("Nobody has", "Nobody **ever** has", "the mark-up **ever**"),
    ("the far bins hold", "the *far* bins hold", "because holds the mark-up *far*"),
    ("the groups share", "the *groups* share", "bias holds the mark-up *groups*"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), SENTENCES)
def test_fault_in_a_claim_is_told_at_its_line_on_every_run(
    plain: Book, old: str, new: str, says: str
) -> None:
    before = (plain.root / CLAIMS_FILE).read_text(encoding="utf-8")
    line = plain.edit(CLAIMS_FILE, old, new)
    try:
        for _ in range(2):
            log = plain.build("dummy")
            assert warnings(log) == []  # no page that shows the claim is blamed
            ((file, at, text),) = _claims_said(log)
            assert (file, at) == (CLAIMS_FILE, line)
            assert f"depth-matters: {says}" in text or says in text
    finally:
        plain.write(CLAIMS_FILE, before)


def test_mark_up_in_what_is_said_of_a_model_is_told(plain: Book) -> None:
    file = "evidence/papers/ames2023tiny.yaml"
    before = (plain.root / file).read_text(encoding="utf-8")
    line = plain.edit(file, "output: CAGE tracks", "output: CAGE $x$ tracks")
    try:
        ((_, at, text),) = _claims_said(plain.build("dummy"))
    finally:
        plain.write(file, before)
    assert at == line
    assert "tiny-net: output holds the mark-up $x$, which is printed as it stands" in text


def _claims_said(built: Built) -> list[tuple[str, int, str]]:
    found = re.findall(r"(\S+\.yaml):(\d+): WARNING: (.*)", built.warnings)
    return [(file.partition("/book/")[2] or file, int(line), text) for file, line, text in found]


@pytest.fixture(scope="module")
def plain(new_book: NewBook) -> Book:
    """The tiny book without figures, read once: what is tried there is put back."""
    book = new_book()
    for page in (ALPHA, BETA):
        text = (book.root / page).read_text(encoding="utf-8")
        book.write(
            page, re.sub(r":::\{evidence-figure\}.*?\n:::\n|\{numref\}.*", "", text, flags=re.S)
        )
    assert book.build("dummy").status == 0
    return book


@pytest.mark.parametrize(
    ("chapter", "old", "new"),
    [
        ("alpha", "explains part", "explains 0.61"),  # a value of a support
        ("alpha", "explains part", "explains nearly 0.7"),
        ("alpha", "Depth probably", "In 12 people depth probably"),  # of what disputes it
        ("alpha", "Depth probably", "Over 131 kb depth probably"),  # of the model that was tested
        ("beta", "may predict", "may predict, by its 95% interval,"),  # in the record's own words
        ("alpha", "Depth probably", "In 2024 Tiny-100M probably"),
        ("alpha", "Depth probably", "Depth, H_2, 2 * 3 * 4 and a_b_c probably"),
    ],
)
def test_number_of_a_finding_may_stand_in_a_claim(
    plain: Book, chapter: str, old: str, new: str
) -> None:
    file = f"evidence/claims/{chapter}.yaml"
    before = (plain.root / file).read_text(encoding="utf-8")
    plain.edit(file, old, new)
    try:
        assert _claims_said(plain.build("dummy")) == []
    finally:
        plain.write(file, before)


# -- what a warning looks like ---------------------------------------------------------------------


def test_a_warning_says_its_place_once_and_from_the_books_folder(new_book: NewBook) -> None:
    book = new_book()
    book.edit(ALPHA, "ames2023tiny", "ames2023tine")
    book.edit(ALPHA, "## Linking", "(here)=\n## Linking")
    book.edit(BETA, "# Beta", "(here)=\n# Beta\n\nSee {ref}`gone`, {doc}`gone`, [x](gone.md).\n")
    lines = [line for line in book.build("dummy").warnings.splitlines() if line]
    assert len(lines) >= 5
    for line in lines:
        assert re.match(r"docs/\w+\.md:\d+: WARNING: ", line), line
        assert line.count("docs/") <= 1 + line.count("other instance in"), line
        assert str(book.root) not in line


FENCES = [
    "- ```text\n  x\n  ```",
    "1. :::{note}\n   words\n   :::",
    "word\n: :::{note}\n  words\n  :::",
    "See.[^n]\n\n[^n]: 1. :::{note}\n         words\n         :::",
    "```text\n- ```\n```",
]


@pytest.mark.parametrize("text", FENCES)
def test_a_fence_that_opens_behind_a_mark_closes_as_markdown_has_it(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/page.md").write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    assert list(sources.problems(tmp_path)) == []
