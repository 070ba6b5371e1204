"""Another book from nothing: what ``livingreview init`` writes, checked, built and released."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from livingreview import starting
from livingreview.cli import main
from livingreview.text.unfilled import EXAMPLE

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new book, as the command writes it."""
    folder = tmp_path_factory.mktemp("books") / "mine"
    assert main(["init", str(folder)]) == 0
    return folder


def test_check_finds_no_fault_and_asks_for_what_is_to_be_written(
    begun: Path, capsys: Capture
) -> None:
    assert main(["--root", str(begun), "check"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    asked = [line for line in shown.err.splitlines() if ": warning: " in line]
    lines = (begun / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        named = any(one.startswith(f"CITATION.cff:{number}: ") for one in asked)
        assert named == bool(re.search(r"\"[^\"]*\[", line)), line
    assert any(f"{EXAMPLE} is an invented work; delete it" in line for line in asked)
    assert "unknown" not in "\n".join(lines)


def test_its_own_tests_build_it_and_pass(begun: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=begun, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_it_is_not_released_with_what_is_still_to_be_written(
    tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "mine"
    main(["init", str(folder)])
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *who, *command], cwd=folder, check=True)
    assert main(["--root", str(folder), "release", "2026.12"]) == 1
    said = capsys.readouterr().err
    assert "title: [Title] is still to be written; write it, without brackets" in said
    assert f"{EXAMPLE} is an invented work" in said
    assert "pyproject.toml" not in said


def test_its_makefile_knows_every_task_that_its_readme_names(begun: Path) -> None:
    tasks = re.findall(r"^([a-z]+):", (begun / "Makefile").read_text(encoding="utf-8"), re.M)
    named = re.findall(r"^make (\w+)", (begun / "README.md").read_text(encoding="utf-8"), re.M)
    assert named
    assert set(named) <= set(tasks)


def test_it_depends_on_the_machinery_that_wrote_it(begun: Path) -> None:
    first = (begun / "requirements.txt").read_text(encoding="utf-8").splitlines()[0]
    assert first == starting.machinery()
    assert re.match(r"livingreview(==| @ (file|git\+https)://)", first)


@pytest.mark.parametrize("is_file", [True, False])
def test_a_folder_that_is_not_empty_is_refused_in_a_line(
    tmp_path: Path, capsys: Capture, is_file: bool
) -> None:
    folder = tmp_path / "mine"
    if is_file:
        folder.write_text("x", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / "x").write_text("x", encoding="utf-8")
    assert main(["init", str(folder)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"{folder} is there and not empty; name a new folder\n"
    assert is_file or [one.name for one in folder.iterdir()] == ["x"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path)]) == 0
    assert (tmp_path / "conf.py").is_file()
