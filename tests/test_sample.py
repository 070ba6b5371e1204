"""The blind sheet: which numbers are drawn, what a reader is told, and what not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ACROSS, FALLS, Book, NewBook
from test_records import GOOD, HILL, SQUARED

from livingreview import cli

Capture = pytest.CaptureFixture[str]
TABLE = """
| model | far |
|---|---|
| Tiny | {finding}`0.13 <linking-auprc/model/far>` |
"""


@pytest.fixture
def paged(new_book: NewBook) -> Book:
    """The tiny book with few figures, a table, and a number of each kind of source."""
    book = new_book()
    book.write(HILL, GOOD.replace(SQUARED, "metric: mean squared error"))
    text = (book.root / "docs/beta.md").read_text(encoding="utf-8")
    text = re.sub(r":::\{evidence-figure\}.*?\n:::\n", "", text, flags=re.S)
    lines = (
        "Others say {finding}`0.61 <hill-scores/tiny-net/near>` here. "
        "They found {finding}`12 <hill-said>` pairs in {cite:t}`cole2024test`, no more.\n"
    )
    book.write("docs/beta.md", text.replace("# Beta\n", f"# Beta\n\n{lines}{TABLE}"))
    book.edit("evidence/claims/beta.yaml", "predict differences", "at 0.85 predict differences")
    return book


def run(book: Book, *more: str) -> int:
    return cli.main(["--root", str(book.root), "sample", *more])


def sheet(book: Book, capsys: Capture, *more: str, seed: int = 1, count: int = 1000) -> str:
    capsys.readouterr()
    assert run(book, "--seed", str(seed), "--count", str(count), *more) == 0
    return capsys.readouterr().out


def items(text: str) -> dict[str, list[str]]:
    """The quoted sentence and the lines below it of each number, by its sentence."""
    parts = re.split(r"^### \d+\n\n> ", text, flags=re.M)[1:]
    return {part.splitlines()[0]: part.strip().splitlines()[2:] for part in parts}


def test_every_printed_number_can_be_drawn_with_its_sentence(paged: Book, capsys: Capture) -> None:
    found = items(sheet(paged, capsys))
    assert {
        "Tiny was made by Ames and Bond (2023) and holds **82.6%** of the pairs.",
        "Near pairs give **0.61**, far ones 0.126.",
        "Near pairs give 0.61, far ones **0.126**.",
        "The screen took **36.5** hours [Cole and Dahl (2024)].",
        "It reads **131,072** letters.",  # in a caption
        "model: Tiny; far: **0.13**",
        ACROSS.replace("predict", "at **0.85** predict"),  # in a claim
        "They found **12** pairs in Cole and Dahl (2024), no more.",
    } <= set(found)


def test_a_reader_is_told_the_work_and_where_to_look(paged: Book, capsys: Capture) -> None:
    found = items(sheet(paged, capsys))
    near = found["Near pairs give **0.61**, far ones 0.126."]
    assert near[0] == "- Number: 0.61"
    assert near[1].startswith("- Work: cole2024test, ")
    assert near[2].startswith("- Look at: https://github.com/example/bench/blob/0123abc/pairs.csv")
    assert near[2].endswith("; Fig. 2")
    assert near[3] == "- Verdict:"
    assert found["Others say **0.61** here."][2] == (
        "- Look at: https://github.com/hill/tests/blob/0123abc/scores.csv; "
        "https://github.com/hill/tests/blob/0123abc/README.md; last column"
    )
    (said,) = [lines for text, lines in found.items() if "They found **12**" in text]
    assert said[2] == "- Look at: https://example.org/hill; second paragraph"


def test_a_number_in_the_words_of_a_record_leads_to_its_work(paged: Book, capsys: Capture) -> None:
    third = (paged.root / "evidence/papers/frost2024third.yaml").read_text(encoding="utf-8")
    paged.write(
        "evidence/papers/frost2024third.yaml",
        re.sub(r"(id: third-look\n.*\n +says: .*)", r"\1, from 40 kb on", third),
    )
    paged.edit("evidence/claims/alpha.yaml", "farther they lie", "farther beyond 40 kb they lie")
    found = items(sheet(paged, capsys))
    lines = found[FALLS.replace("they lie", "beyond **40 kb** they lie")]
    assert lines[1].startswith("- Work: frost2024third, ")


def test_a_reader_is_told_nothing_of_the_record(paged: Book, capsys: Capture) -> None:
    text = sheet(paged, capsys)
    assert "†" not in text
    for word in (
        "second-hand", "secondary", "primary", "computed", "example.org/note",  # how
        "2024-07-01", "2025-02-01", "linking-auprc", "hill-scores", "tiny-own",  # days, ids
        "told apart", "AUPRC", "zero-shot", "pair-screen", "first of three", "locus",  # conditions
    ):  # fmt: skip
        assert word not in text, word
    screen = items(text)["The screen took **36.5** hours [Cole and Dahl (2024)]."]
    assert "Table S1" not in screen[2]  # where somebody else saw it


def test_the_same_seed_draws_the_same(paged: Book, capsys: Capture) -> None:
    first = sheet(paged, capsys, seed=5, count=4)
    assert len(items(first)) == 4
    assert sheet(paged, capsys, seed=5, count=4) == first
    assert any(items(sheet(paged, capsys, seed=n, count=4)) != items(first) for n in (6, 7))
    assert re.search(r"Version \S+; 4 of \d+ printed numbers, drawn with seed 5\.", first)


def test_one_chapter_alone_is_drawn(paged: Book, capsys: Capture) -> None:
    text = sheet(paged, capsys, "--chapter", "beta")
    assert re.findall(r"^## .*", text, re.M) == ["## beta"]
    assert "drawn with seed 1 from beta" in text


def test_the_rows_are_a_file_of_readings_once_the_verdicts_stand(
    paged: Book, capsys: Capture, tmp_path: Path
) -> None:
    folder = paged.root / "evidence/readings"
    folder.mkdir()
    rows, out = folder / "2025-03-01.yaml", tmp_path / "sheet.md"
    printed = sheet(paged, capsys, "--readings", str(rows), "--out", str(out))
    assert printed == ""
    count = len(items(out.read_text(encoding="utf-8")))
    text = rows.read_text(encoding="utf-8")
    assert text.count("verdict: unknown") == count
    cli.main(["--root", str(paged.root), "check", str(rows)])
    assert len(capsys.readouterr().out.splitlines()) == count
    rows.write_text(text.replace("verdict: unknown", "verdict: right"), encoding="utf-8")
    cli.main(["--root", str(paged.root), "check", str(rows)])
    assert capsys.readouterr().out == ""
    before = rows.read_bytes()
    assert run(paged, "--seed", "1", "--count", "2", "--readings", str(rows)) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "exists already" in line
    assert rows.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--count", "0"], "--count 0 draws nothing"),
        (["--count", "1", "--chapter", "gamma"], "gamma is no chapter; write one of: alpha, beta"),
        (["--count", "1", "--readings", "today.yaml"], "today.yaml does not begin with a day"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(
    paged: Book, capsys: Capture, words: list[str], says: str
) -> None:
    assert run(paged, "--seed", "1", *words) == 1
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert says in line
