"""Faults in a chapter: each is one warning at its own line, and stops the build under ``-W``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Book, Built

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
    Case("in a caption", ALPHA, "One model reads", "All 48 models read", "48 has no record"),
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
    Case("unknown example", "docs/methods.md", "depth-matters", "depth-maters", "did you mean"),
]

OTHER = [
    Case(
        "unknown register",
        "docs/register/models.md",
        "{register} models",
        "{register} modells",
        "no register of modells; write one of: claims",
    ),
    Case(
        "register of nothing",
        "docs/register/models.md",
        "{register} models",
        "{register}",
        "1 argument(s) required",
    ),
    Case(
        "figure without alt",
        BETA,
        ":alt: Tiny against simple baselines, two findings.\n",
        "",
        "add :alt:",
        at="contests",
    ),
    Case(
        "figure with empty alt",
        BETA,
        ":alt: Tiny against simple baselines, two findings.",
        ":alt:",
        "alt",
        at="} contests",
    ),
    Case("figure of unknown kind", BETA, "} contests", "} battles", "write one of: models"),
    Case("figure of unknown class", BETA, ":name: fig-contests", ":class: vision", "seq2seq"),
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
