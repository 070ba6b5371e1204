"""What is written once, the citation file and the address of the book: right, wrong, missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Book

from livingreview import metadata
from livingreview.cli import main

GOOD = """\
title: "A Tiny Review: for the tests"
authors:
  - family-names: Berg
    name-particle: van den
    given-names: Ann
  - name: Tiny Contributors
version: "2026.10"
date-released: 2026-10-31
license: CC-BY-4.0
keywords: [one, two]
"""
# What stands instead of what, and the lines that say so.
WRONG = {
    "number": ('"2026.10"', "2026.10", "CITATION.cff:7: version: 2026.1 is read as a number"),
    "whole number": ('"2026.10"', "2026", "CITATION.cff:7: version: 2026 is read as a number"),
    "no version": ('version: "2026.10"\n', "", "CITATION.cff: version: missing; add it"),
    "empty": ('"A Tiny Review: for the tests"', '""', "CITATION.cff:1: title: missing; add it"),
    "nothing": ('"2026.10"', "", "CITATION.cff:7: version: '' is empty; "),
    "no authors": (
        GOOD[GOOD.index("authors") : GOOD.index("version:")], "", "CITATION.cff: authors: missing"
    ),
    "authors as text": (
        GOOD[GOOD.index("authors") : GOOD.index("version:")],
        "authors: Ann\n",
        "CITATION.cff:2: authors: no list",
    ),
    "author without name": ("- name:", "- email:", "CITATION.cff:6: authors.1: names nobody"),
    "author as text": (
        "- name: Tiny Contributors", "- Tiny Contributors", "CITATION.cff:6: authors.1: names"
    ),
    "a name that is a number": (
        "name: Tiny Contributors", "name: 7", "CITATION.cff:6: authors.1.name: 7 is read"
    ),
    "truth value": ("Ann", "no", "CITATION.cff:5: authors.0.given-names: 'no' is a truth value"),
    "date": ("2026-10-31", "soon", "CITATION.cff:8: date-released: soon is not a date"),
    "no such day": ("2026-10-31", "2026-10-32", "CITATION.cff:8: date-released: 2026-10-32 is not"),
    "day to come": ("2026-10-31", "2062-10-31", "CITATION.cff:8: date-released: 2062-10-31 is"),
    "unknown field": (
        "keywords:", "keyword:", "CITATION.cff:10: keyword: keyword is no field of a cit"
    ),
    "unknown field of an author": (
        "given-names", "given-name", "CITATION.cff:5: authors.0.given-name: given-name is no field"
    ),
    "license in a list": ("CC-BY-4.0", "[CC-BY-4.0, 4]", "CITATION.cff:9: license.1: 4 is read"),
    "keywords": ("[one, two]", "{one: two}", "CITATION.cff:10: keywords: {'one': 'two'} is"),
    "merge": (
        'version: "2026.10"\n',
        '<<<<<<< HEAD\nversion: "2026.10"\n=======\nversion: "2026.11"\n>>>>>>> x\n',
        "CITATION.cff:7: an unfinished merge begins here",
    ),
    "tab": ("    name-particle", "\tname-particle", "CITATION.cff:4: a tab stands in"),
    "no YAML": ("[one, two]", "[one, two", "CITATION.cff:10: this is not YAML"),
    "no fields": (GOOD, "A title\n", "CITATION.cff:1: it holds no fields"),
}  # fmt: skip


def said(folder: Path, text: str) -> list[str]:
    (folder / "CITATION.cff").write_text(text, encoding="utf-8")
    return [str(problem) for problem in metadata.problems(folder)]


def test_a_good_citation_file(tmp_path: Path) -> None:
    assert said(tmp_path, GOOD) == []
    book = metadata.read(tmp_path)
    assert (book.title, book.subtitle, book.version) == (
        "A Tiny Review",
        "for the tests",
        "2026.10",
    )
    assert book.byline == "Ann van den Berg, Tiny Contributors"
    assert (book.date, book.licenses) == ("2026-10-31", ("CC-BY-4.0",))


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_field_is_one_line(tmp_path: Path, name: str) -> None:
    old, new, says = WRONG[name]
    assert old in GOOD
    (line,) = said(tmp_path, GOOD.replace(old, new, 1))
    assert line.startswith(says)
    metadata.read(tmp_path)  # conf.py can be read, so that the line can be shown


def test_a_field_that_is_nearly_known_is_proposed(tmp_path: Path) -> None:
    (line,) = said(tmp_path, GOOD.replace("keywords:", "keyword:"))
    assert line.endswith("; did you mean keywords?")


def test_every_wrong_field_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('"2026.10"', "2026.10").replace("license: CC-BY-4.0\n", "")
    assert len(said(tmp_path, text)) == 2


def test_no_citation_file_is_one_line(tmp_path: Path) -> None:
    assert [str(one) for one in metadata.problems(tmp_path)] == [
        "CITATION.cff: there is no such file; write it"
    ]
    assert metadata.read(tmp_path).title == ""


# address: as the book uses it, or what is said about it
ADDRESSES = {
    "": "",
    "https://example.org/book": "https://example.org/book/",
    "https://example.org/book/": "https://example.org/book/",
    " https://example.org ": "https://example.org/",
    "http://localhost:8000/a": "http://localhost:8000/a/",
    "example.org/book": "is not an address; write https://",
    "//example.org/book": "is not an address; write https://",
    "https:///book": "is not an address; write https://",
    "ftp://example.org/": "is not an address; write https://",
    "https://example.org:port/": "is not an address; write https://",
    "https://[example.org/": "is not an address; write https://",
    "https://example.org/book?v=1": "write https://example.org/book",
    "https://example.org/book#top": "write https://example.org/book",
    "https://example.org/a book": "write https://example.org/a%20book",
}


@pytest.mark.parametrize("value", ADDRESSES)
def test_address(value: str) -> None:
    wanted, environment = ADDRESSES[value], {"BOOK_URL": value}
    lines = [str(problem) for problem in metadata.address_problems(environment)]
    if "write" in wanted:
        (line,) = lines
        assert line.startswith(f"BOOK_URL: {value!r} is ") and wanted in line
        assert metadata.address(environment) == ""
    else:
        assert (lines, metadata.address(environment)) == ([], wanted)


def test_the_first_address_that_is_set_counts() -> None:
    both = {"BOOK_URL": "", "READTHEDOCS_CANONICAL_URL": "https://book.example.org/en"}
    assert metadata.address(both) == "https://book.example.org/en/"
    assert metadata.address({**both, "BOOK_URL": "https://a.example"}) == "https://a.example/"


def test_nothing_is_built_of_a_book_with_a_wrong_address_or_version(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book.edit("conf.py", '"livingreview.runs"', '"livingreview.runs", "livingreview.text.first"')
    book.edit("CITATION.cff", '"1.2.3"', "1.20")
    monkeypatch.setenv("BOOK_URL", "example.org/book")
    built = book.build("html")
    assert built.status == 1
    lines = built.stderr.splitlines()
    assert lines[0] == "Nothing was built:"
    assert [line.partition(":")[0] for line in lines[1:]] == ["CITATION.cff", "BOOK_URL"]
    assert built.pages() == []
    capsys.readouterr()
    assert main(["--root", str(book.root), "check"]) == 1
    assert capsys.readouterr().out.splitlines() == lines[1:]
