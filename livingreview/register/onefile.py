"""``livingreview check FILE``: all that can be said of one file of the register, in a second.

The whole register is read, so that ids of other files are known, but no page is; a fault of
another file is counted and not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from livingreview import files, yamlfile
from livingreview.problems import Problem, Refused
from livingreview.references import bibfile
from livingreview.references.bibfile import Reference
from livingreview.register import loading

_ENTRY = re.compile(r"^\s*@\w+\s*\{\s*([^\s,}]+)", re.M)


def judge(root: Path, named: Iterable[Path], chapters: Iterable[str]) -> tuple[list[Problem], int]:
    """The faults of some files of ``evidence/``, or of ``refs.bib``, and how many others have.

    Paths are as typed in the current folder, or as seen from ``root``; in the answer they are as
    seen from ``root``. Raises ``Refused`` for a file that is none of the register's.
    """
    wanted = {_known(root, file) for file in named}
    bibliography, cache = root / "refs.bib", files.scratch(root / "build" / "check")
    found: list[Problem] = []
    works, faults = bibfile.recall(bibliography, cache)
    if Path("refs.bib") in wanted:
        found += faults
    if wanted != {Path("refs.bib")}:
        with yamlfile.remembering(cache / "records.pickle"):
            found += loading.load(root / "evidence", works or _keys(bibliography), chapters)[1]
    near = [replace(problem, file=problem.file.relative_to(root)) for problem in found]
    # A bibliography without entries is told in place of every key that it lacks.
    shown = [problem for problem in near if problem.file in {*wanted, Path("refs.bib")}]
    return shown, len(near) - len(shown)


def _keys(bibliography: Path) -> dict[str, Reference]:
    """Every entry of a file that is no BibTeX by its key alone: records can still be judged."""
    text = bibliography.read_text(encoding="utf-8", errors="replace")
    keys = _ENTRY.findall(text)
    return {key: Reference(key, "", 0, {}, frozenset(), complete=False) for key in keys}


def _known(root: Path, file: Path) -> Path:
    """A file as seen from the book's folder."""
    for path in (Path.cwd() / file, root / file):
        path = path.resolve()
        if path.is_file() and path.is_relative_to(root):
            inside = path.relative_to(root)
            if inside == Path("refs.bib") or inside.parts[0] == "evidence":
                return inside
            raise Refused(f"{file} is no record; write a file of evidence/ or refs.bib, or none")
    raise Refused(f"there is no {file}; write a file of evidence/ or refs.bib")
