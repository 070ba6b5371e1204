"""Readings of printed numbers: the file, what is wrong with it, what a reader of the book sees."""

from __future__ import annotations

import csv
import json

import pytest
from conftest import Book, NewBook
from test_health import _page as health_page

from livingreview import cli
from livingreview.pages.rereading import wilson

FILE = "evidence/readings/2025-03-01.yaml"
GOOD = """\
date: 2025-03-01
who: not a named person
version: '1.2.2'
drawn: 5 of 9 printed numbers, drawn with seed 3
numbers:
- address: linking-auprc/model/near
  chapter: alpha
  number: '0.61'
  sentence: Near pairs give 0.61, far ones 0.126.
  verdict: right
- address: tiny-net/input_length
  chapter: alpha
  number: 131 kb
  verdict: misleading
  note: of version one
  mended: 2025-03-02
- address: old-own
  chapter: beta
  number: '0.85'
  verdict: wrong
  note: it is 0.58
- address: gone-long-ago/row
  chapter: beta
  number: '7'
  verdict: not found
  withdrawn: 2025-03-02
- address: again-range
  chapter: beta
  number: 0.1–0.3
  verdict: right
"""


@pytest.fixture
def bare(new_book: NewBook) -> Book:
    """The tiny book with readings; one address was renamed since."""
    book = new_book()
    (book.root / "evidence/readings").mkdir()
    book.write(FILE, GOOD)
    book.write("evidence/retired.yaml", "old-own: tiny-own\n")
    return book


def faults(book: Book, capsys: pytest.CaptureFixture[str], file: str = FILE) -> list[str]:
    cli.main(["--root", str(book.root), "check", str(book.root / file)])
    return capsys.readouterr().out.splitlines()


def test_good_readings_have_no_fault(bare: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert faults(bare, capsys) == []


BAD = [
    ("address: again-range", "address: again-rang", "no value has the address again-rang; did you"),
    ("/model/near", "/model/nearby", "no value has the address linking-auprc/model/nearby; mend"),
    ("  withdrawn: 2025-03-02\n", "", "no value has the address gone-long-ago/row"),
    ("0.61, far ones 0.126.\n", "0.61.\n  withdrawn: 2025-03-02\n", "near is in the register"),
    ("chapter: beta", "chapter: gamma", "gamma is not a chapter that conf.py lists"),
    ("verdict: right", "verdict: unknown", "write one of: right, misleading, wrong, not found"),
    ("  note: it is 0.58\n", "", "say in note what is wrong"),
    ("verdict: right\n", "verdict: right\n  mended: 2025-03-02\n", "right needs no mending"),
    ("number: '0.61'", "number: 0.61", "write it in quotes"),
    ("date: 2025-03-01", "date: 2025-03-03", "the readings of 2025-03-03 are called 2025-03-01"),
    ("date: 2025-03-01", "date: 2999-03-01", "this day lies in the future"),
    ("who: not a named person\n", "", "add it: the reader's name, or not a named person"),
    ("version: '1.2.2'\n", "", "add it: version or commit of the book that was read"),
    ("  chapter: alpha", "  chapters: alpha", "did you mean chapter?"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), BAD)
def test_what_is_wrong_is_one_line(
    bare: Book, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str
) -> None:
    bare.edit(FILE, old, new)
    (fault,) = faults(bare, capsys)
    assert fault.startswith(f"{FILE}:")
    assert says in fault


def test_a_fault_stands_at_the_line_of_its_value(
    bare: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    line = bare.edit(FILE, "address: again-range", "address: again-rang")
    (fault,) = faults(bare, capsys)
    assert fault.startswith(f"{FILE}:{line}: numbers.4.address: ")


def test_readings_do_not_blame_a_value_whose_record_is_broken(
    bare: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.edit("evidence/papers/cole2024test.yaml", "model: [0.61, 0.126]", "model: [0.61]")
    assert faults(bare, capsys) == []


def test_two_readers_of_one_day_have_two_files(
    bare: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "evidence/readings/2025-03-01-b.yaml"
    bare.write(other, GOOD)
    assert faults(bare, capsys, other) == []


def test_readings_are_published_and_their_rate_is_told(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    (book.root / "evidence/readings").mkdir()
    book.write(FILE, GOOD)
    book.write("evidence/readings/2025-04-01.yaml", GOOD.replace("-03-", "-04-"))
    book.write("evidence/retired.yaml", "old-own: tiny-own\n")
    words = health_page(book)
    assert "2025-03-01 alpha 1 of 2, 50% (9% to 91%) 1 0 0" in words
    assert "2025-03-01 beta 1 of 2, 50% (9% to 91%) 0 1 1" in words
    assert "2025-03-01 all 2 of 4, 50% (15% to 85%) 1 1 1" in words
    assert "all all 4 of 8, 50% (22% to 78%) 2 2 2" in words
    assert (
        "Of the misleading and wrong ones 2 are mended and 2 are not: old-own , old-own ." in words
    )
    document = json.loads((book.root / "out/html/evidence/readings.json").read_text("utf-8"))
    first, _ = document["readings"]
    assert first["date"] == "2025-03-01"
    assert first["numbers"][2] == {
        "address": "old-own", "chapter": "beta", "number": "0.85", "verdict": "wrong",
        "note": "it is 0.58",
    }  # fmt: skip
    with (book.root / "out/html/evidence/readings.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["verdict"] for row in rows[:4]] == ["right", "misleading", "wrong", "not found"]
    assert {row["version"] for row in rows} == {"1.2.2"}
    schema = json.loads((book.root / "out/html/evidence/schema/readings.json").read_text("utf-8"))
    assert set(schema["required"]) == {"date", "who", "version", "drawn", "numbers"}


# Wilson's interval as others print it: Newcombe, Stat Med 17:857-872 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("right", "read", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1),
    ],
)
def test_the_interval_of_a_rate(right: int, read: int, low: float, high: float) -> None:
    assert wilson(right, read) == pytest.approx((low, high), abs=1e-4)
