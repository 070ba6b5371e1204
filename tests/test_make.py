"""The Makefile where something stands in its way: one line, and the next run goes well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIP = "#!/bin/sh\nexit 0\n"  # does whatever it is asked
CUT = '#!/bin/sh\necho "No module named pip" >&2\nexit 1\n'
# Makes what `python -m venv --clear FOLDER` makes.
MAKER = r"""#!/bin/sh
[ "$1" = -m ] || exit 0
[ "$2 $3" = "venv --clear" ] || exit 9
mkdir -p "$4/bin"
printf '#!/bin/sh\nexit 0\n' > "$4/bin/python"
chmod +x "$4/bin/python"
"""


def script(file: Path, text: str) -> Path:
    """A small program."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The Makefile with nothing to install, and a Python that only makes environments."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    script(tmp_path / "python", MAKER)
    return tmp_path


def make(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", f"PYTHON={tree}/python", *arguments],
        cwd=tree, env=own, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("before", ["nothing", "no program", "no pip", "whole"])
def test_an_environment_that_was_cut_short_is_made_anew(tree: Path, before: str) -> None:
    python = tree / ".venv/bin/python"
    if before == "no program":
        python.parent.mkdir(parents=True)
    elif before != "nothing":
        script(python, CUT if before == "no pip" else PIP + "# the one of before\n")
    run = make(tree, ".venv/ready")
    assert run.returncode == 0, run.stderr
    assert ("of before" in python.read_text("utf-8")) is (before == "whole")


@pytest.mark.parametrize("task", ["html", "pdf", "docx", "epub"])
def test_a_folder_that_cannot_be_written_is_one_line(tree: Path, task: str) -> None:
    assert make(tree, ".venv/ready").returncode == 0
    (tree / "build").touch()  # no folder can be made there
    run = make(tree, task)
    assert run.returncode == 2
    first, _ = run.stderr.splitlines()  # the second is that of make itself
    assert first == f"build cannot be written to; choose another folder: make {task} OUT=/tmp/book"
    assert make(tree, task, f"OUT={tree}/other").stderr.count("cannot be written") == 0


def test_a_browser_that_cannot_be_fetched_is_one_line(tmp_path: Path) -> None:
    nowhere = {"registry": "http://127.0.0.1:9", "cache": str(tmp_path), "fetch_retries": "0"}
    run = subprocess.run(
        [sys.executable, ROOT / "tests/browser/install.py", tmp_path / "browser"],
        env={**os.environ, **{f"npm_config_{name}": value for name, value in nowhere.items()}},
        capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 1
    (line,) = run.stderr.splitlines()
    assert line.startswith("The browser for the tests was not installed: ")
    assert "127.0.0.1:9" in line
