"""The ``livingreview`` command."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Book, NewBook

from livingreview.cli import main

AMES = "evidence/papers/ames2023tiny.yaml"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def book(new_book: NewBook) -> Book:
    """The good book without its figures: drawing them is slow."""
    fresh = new_book()
    for page in ("docs/alpha.md", "docs/beta.md"):
        text = (fresh.root / page).read_text(encoding="utf-8")
        fresh.write(
            page, re.sub(r":::\{evidence-figure\}.*?\n:::\n|\{numref\}.*", "", text, flags=re.S)
        )
    return fresh


def run(book: Book, *arguments: str) -> int:
    return main(["--root", str(book.root), *arguments])


def test_good_book_has_no_problem(book: Book, capsys: Capture) -> None:
    assert run(book, "check") == 0
    assert capsys.readouterr().out == ""


def test_problem_of_a_record(book: Book, capsys: Capture) -> None:
    line = book.edit(AMES, "n: 1942", "n: -5")
    assert run(book, "check") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith(f"{AMES}:{line}: findings.0.n: ")


def test_problem_of_a_reference(book: Book, capsys: Capture) -> None:
    book.edit("refs.bib", "10.1000/tiny.1", "10.1000/Tiny.1")
    assert run(book, "check") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith("refs.bib:1: ames2023tiny.doi: ")


def test_problem_of_the_text(book: Book, capsys: Capture) -> None:
    line = book.edit("docs/alpha.md", "82.6%", "82.7%")
    assert run(book, "check") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith(f"docs/alpha.md:{line}: ")


@pytest.mark.parametrize(
    ("file", "old", "new", "last"),
    [
        ("conf.py", "numfig", "(", "1 problem; records and pages were not read yet"),
        ("refs.bib", "tiny.1", "T.1", "1 problem; records and pages were not read yet"),
        (AMES, "n: 1942", "n: -5", "1 problem; pages were not read yet"),
        ("docs/alpha.md", "## Reach", ":::{note}\n## Reach", "1 problem; pages were not read yet"),
        ("docs/alpha.md", "82.6%", "82.7%", "1 problem"),
    ],
)  # fmt: skip
def test_the_last_line_says_what_was_not_looked_at(
    book: Book, capsys: Capture, file: str, old: str, new: str, last: str
) -> None:
    book.edit(file, old, new)
    assert run(book, "check") == 1
    assert capsys.readouterr().err.splitlines()[-1] == last


def test_warning_without_a_place_is_a_problem_too(book: Book, capsys: Capture) -> None:
    warn = 'from sphinx.util import logging\nlogging.getLogger("x").warning("it is wrong")\n'
    book.edit("conf.py", "html_theme", f"{warn}html_theme")
    assert book.build("dummy").status == 1
    capsys.readouterr()
    assert run(book, "check") == 1


@pytest.mark.parametrize(
    ("add", "says"),
    [
        ("x = (\n", "this is not Python ('(' was never closed); mend it"),
        ("x = nothing\n", "this cannot be run (NameError: name 'nothing' is not defined); mend"),
    ],
)
@pytest.mark.parametrize("words", [[], [AMES]])
def test_a_configuration_that_cannot_be_run_is_one_line(
    book: Book, capsys: Capture, add: str, says: str, words: list[str]
) -> None:
    text = (book.root / "conf.py").read_text(encoding="utf-8")
    book.write("conf.py", text + add)
    assert run(book, "check", *words) == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith(f"conf.py:{text.count(chr(10)) + 1}: {says}")


def test_pages_that_are_not_utf8_are_one_line_each(book: Book, capsys: Capture) -> None:
    expected = []
    for page in ("docs/alpha.md", "docs/methods.md"):
        data = (book.root / page).read_bytes() + b"\n caf\xe9\n"
        book.write(page, data)
        line = data.count(b"\n")
        expected.append(f"{page}:{line}: the file is not UTF-8; save it as UTF-8")
    assert run(book, "check") == 1
    assert capsys.readouterr().out.splitlines() == expected
    book.edit("conf.py", '"livingreview.runs"', '"livingreview.runs", "livingreview.text.first"')
    built = book.build("dummy")
    assert built.stderr.splitlines() == ["Nothing was built:", *expected]


def test_claims_of_no_chapter_are_one_line(book: Book, capsys: Capture) -> None:
    book.write("evidence/claims/methods.yaml", "- id: x\n")  # a page, but no chapter
    assert run(book, "check") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert "methods is not a chapter that conf.py lists" in problem
    assert "; add it to livingreview_chapters there, or name the file" in problem
    assert problem.endswith(": alpha, beta")


@pytest.mark.parametrize(
    ("file", "old", "new"), [(AMES, "n: 1942", "n: -5"), ("docs/alpha.md", "82.6%", "82.7%")]
)
def test_json_holds_the_same_problems(
    book: Book, capsys: Capture, file: str, old: str, new: str
) -> None:
    book.edit(file, old, new)
    assert run(book, "check") == 1
    (plain,) = capsys.readouterr().out.splitlines()
    assert run(book, "check", "--json") == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert set(problem) == {"file", "line", "field", "found", "remedy"}
    assert plain.startswith(f"{problem['file']}:{problem['line']}: ")
    assert plain.endswith(f"{problem['found']}; {problem['remedy']}")


def test_json_of_a_good_book_is_an_empty_list(book: Book, capsys: Capture) -> None:
    assert run(book, "check", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_check_writes_nothing_but_its_cache(book: Book) -> None:
    def sources() -> set[Path]:
        return {p for p in book.root.rglob("*") if not {"__pycache__", "build"} & set(p.parts)}

    before = sources()
    assert run(book, "check") == 0
    assert sources() == before


def test_check_needs_no_folder_in_the_book(book: Book, capsys: Capture) -> None:
    """As in a tree that can only be read; here a file stands where the folder would be made."""
    book.write("build", "")
    line = book.edit("docs/alpha.md", "82.6%", "82.7%")
    assert run(book, "check") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith(f"docs/alpha.md:{line}: ")


def test_what_cannot_be_written_is_one_line(
    book: Book, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(file))

    monkeypatch.setattr(Path, "write_text", refuse)
    assert run(book, "freeze") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "Read-only file system; run this where you may write" in line


def test_a_place_is_told_once_and_with_one_remedy(book: Book, capsys: Capture) -> None:
    line = book.edit("docs/methods.md", "# Methods\n", "# Methods\n\nSee {doc}`gone`.\n") + 2
    assert run(book, "check") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem == (
        f"docs/methods.md:{line}: unknown document: 'gone'; mend the name of the page"
    )
    (warning,) = book.build("dummy").warnings.splitlines()
    assert warning.replace(" [ref.doc]", "") == problem.replace(": unk", ": WARNING: unk")


def test_other_files_are_named_as_seen_from_the_book(book: Book, capsys: Capture) -> None:
    book.edit("docs/methods.md", "# Methods\n", "(twice)=\n# Methods\n")
    book.edit("docs/beta.md", "# Beta\n", "(twice)=\n# Beta\n")
    assert run(book, "check") == 1
    out = capsys.readouterr().out
    assert "duplicate label" in out and "docs/beta.md" in out
    assert str(book.root) not in out


def test_new_paper_is_a_record_that_loads(book: Book, capsys: Capture) -> None:
    assert run(book, "new", "paper", "hill2025bare") == 0
    file = book.root / "evidence/papers/hill2025bare.yaml"
    assert capsys.readouterr().out.strip().endswith(str(file.relative_to(book.root)))
    assert "A work that the register does not hold" in file.read_text(encoding="utf-8")
    assert run(book, "check") == 0


def test_new_paper_never_overwrites(book: Book, capsys: Capture) -> None:
    before = (book.root / AMES).read_bytes()
    assert run(book, "new", "paper", "ames2023tiny") == 1
    assert "exists already" in capsys.readouterr().err
    assert (book.root / AMES).read_bytes() == before


def test_new_paper_asks_for_the_reference_first(book: Book, capsys: Capture) -> None:
    assert run(book, "new", "paper", "nobody2020x") == 1
    assert "refs.bib has no entry nobody2020x" in capsys.readouterr().err
    assert not (book.root / "evidence/papers/nobody2020x.yaml").exists()


def test_stale_lists_claims_not_reviewed(book: Book, capsys: Capture) -> None:
    assert run(book, "stale", "--days", "1") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines] == [
        "good-across-genes",
        "depth-matters",
        "falls-with-distance",
    ]
    assert lines[0].split() == ["2024-10-01", "beta", "good-across-genes"]
    assert run(book, "stale", "--days", "36500") == 0
    assert capsys.readouterr().out == ""


PREDICTION = """- id: still-falls
  says: The next model still links worse far away.
  made: 2024-01-20
  judged: 2024-06-20
  how: The table of the next PairBench.
  expected: {words: likely, because: It was so for the last one.}
  claim: falls-with-distance
"""


def test_stale_lists_predictions_past_their_day(book: Book, capsys: Capture) -> None:
    book.write("evidence/predictions.yaml", PREDICTION)
    assert run(book, "stale", "--days", "36500") == 0
    told = capsys.readouterr()
    assert told.out.split() == ["2024-06-20", "prediction", "still-falls"]
    assert "write outcome:" in told.err
    outcome = "  outcome: {came: 'no', on: 2024-07-01, because: It links as well as near.}\n"
    book.write("evidence/predictions.yaml", PREDICTION + outcome)
    assert run(book, "stale", "--days", "36500") == 0
    assert capsys.readouterr().out == ""


def test_freeze_keeps_ids_from_vanishing(book: Book, capsys: Capture) -> None:
    assert run(book, "freeze") == 0
    file = book.root / "evidence/published-ids.txt"
    ids = file.read_text(encoding="utf-8").split()
    assert ids == sorted(ids)
    assert {"tiny-own", "tiny-net", "pair-bench", "pair-screen", "depth-matters"} <= set(ids)
    before = file.read_bytes()
    assert run(book, "freeze") == 0
    assert file.read_bytes() == before
    book.edit("evidence/claims/beta.yaml", "id: good-across-genes", "id: well-across-genes")
    capsys.readouterr()
    assert run(book, "check") == 1
    assert "good-across-genes was published" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["stale", "freeze"])
def test_broken_references_are_named_as_such(book: Book, capsys: Capture, command: str) -> None:
    book.edit("refs.bib", "{cole2024test,", "{ames2023tiny,")
    assert run(book, command) == 1
    assert "refs.bib:11" in capsys.readouterr().err
    assert not (book.root / "evidence/published-ids.txt").exists()


@pytest.mark.parametrize("bibliography", [False, True])
def test_outside_a_book_it_says_so_in_one_line(tmp_path: Path, bibliography: bool) -> None:
    if bibliography:
        (tmp_path / "refs.bib").touch()
    paths = {"PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-m", "livingreview.cli", "check"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | paths,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [[], ["chek"], ["new", "claim", "x"], ["stale", "--days", "x"]]
)
def test_wrong_call_exits_2(book: Book, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(book, *arguments)
    assert stop.value.code == 2


def test_findings_of_a_chapter_are_listed_by_check(book: Book, capsys: Capture) -> None:
    assert run(book, "findings", "--chapter", "alpha", "--how", "secondary") == 0
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert any("screen-cost" in line for line in lines)
    assert all(line.startswith("secondary") for line in lines)
    assert re.search(rf"\d+ findings: .*secondary {len(lines)}\b", shown.err)


def test_findings_of_no_chapter_is_one_line(book: Book, capsys: Capture) -> None:
    assert run(book, "findings", "--chapter", "gamma") == 1
    assert capsys.readouterr().err == "docs/ has no page gamma.md; name a chapter\n"
