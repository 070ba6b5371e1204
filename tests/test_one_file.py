"""``livingreview check FILE``: one record is judged alone, and everything of it is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import OWN, Book, NewBook

from livingreview.cli import main

AMES = "evidence/papers/ames2023tiny.yaml"
BETA = "evidence/claims/beta.yaml"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def book(new_book: NewBook) -> Book:
    """The good book; no page of it is read here."""
    return new_book()


def check(book: Book, *files: str) -> int:
    return main(["--root", str(book.root), "check", *files])


@pytest.mark.parametrize(
    "file", [AMES, BETA, "evidence/vocabulary.yaml", "refs.bib", "evidence/claims/alpha.yaml"]
)
def test_a_good_file_has_no_problem(book: Book, capsys: Capture, file: str) -> None:
    assert check(book, file) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "no problems\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (AMES, "n: 1942", "n: -5", "above zero"),
        (AMES, "[gene-panel]", "[gene-panels]", "did you mean gene-panel?"),
        (AMES, "citekey: ames2023tiny", "citekey: ames2023tidy", "called ames2023tiny.yaml"),
        (AMES, "value: 0.94}", "value: 0.94, from: cole2024tset}", "did you mean cole2024test?"),
        (BETA, "finding: tiny-own", "finding: third-lock", "did you mean third-look?"),
        ("evidence/vocabulary.yaml", "id: auprc", "id: auroc", "stands twice"),
        ("refs.bib", "10.1000/tiny.1", "10.1000/Tiny.1", "ames2023tiny.doi: "),
    ],
)
def test_a_fault_is_named_at_its_line(
    book: Book, capsys: Capture, file: str, old: str, new: str, says: str
) -> None:
    line = book.edit(file, old, new)
    assert check(book, file) == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert says in problem
    assert problem.startswith(f"{file}:{line}: ") or file == "refs.bib"


def test_faults_of_other_files_do_not_hide_or_blur_those_of_this_one(
    book: Book, capsys: Capture
) -> None:
    """Ids of a broken file are known, a broken bibliography calls no citekey unknown."""
    book.edit(AMES, "n: 1942", "n: -5")
    book.edit("refs.bib", "},", "")  # a brace left open
    line = book.edit("evidence/claims/alpha.yaml", "draft-doubt,", "draft-doubts,")
    assert check(book, BETA) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Other files have some, too: livingreview check lists them." in printed.err
    assert check(book, "evidence/claims/alpha.yaml") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith(f"evidence/claims/alpha.yaml:{line}: ")
    assert "did you mean draft-doubt?" in problem


def test_a_record_is_not_good_while_the_bibliography_is_empty(book: Book, capsys: Capture) -> None:
    book.write("refs.bib", "")
    assert check(book, AMES) == 1
    assert capsys.readouterr().out.startswith("refs.bib: there is no entry")


def test_several_files_and_json(book: Book, capsys: Capture) -> None:
    first = book.edit(AMES, "n: 1942", "n: -5")
    book.edit(BETA, OWN, "[]")
    assert check(book, "--json", AMES, BETA) == 1
    listed = json.loads(capsys.readouterr().out)
    assert [(one["file"], one["line"]) for one in listed if one["file"] == AMES] == [(AMES, first)]
    assert {one["file"] for one in listed} == {AMES, BETA}


def test_a_path_is_taken_as_typed(
    book: Book, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book.root / "evidence" / "papers")
    assert main(["--root", "../..", "check", "ames2023tiny.yaml"]) == 0
    assert check(book, str(book.root / AMES)) == 0


@pytest.mark.parametrize("file", ["docs/alpha.md", "evidence/papers/nobody2020.yaml", "conf.py"])
def test_what_is_no_record_is_refused_in_one_line(book: Book, capsys: Capture, file: str) -> None:
    assert check(book, file) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert f"{Path(file)}" in printed.err and "evidence/ or refs.bib" in printed.err
