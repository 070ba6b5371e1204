"""Everything that can be said to be wrong without making an output: ``livingreview check``."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import eval_config_file
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from livingreview.problems import Problem
from livingreview.references import bibfile
from livingreview.register import loading
from livingreview.register.register import Register
from livingreview.text import faults

_WARNING = re.compile(
    r"^(?:(?P<file>.+?):(?:(?P<line>\d+):)? )?(?:WARNING|ERROR|CRITICAL): (?P<text>.*)"
)
_COLOR = re.compile(r"\x1b\[[\d;]*m")


def load(root: Path) -> tuple[dict[str, bibfile.Reference], Register, list[Problem]]:
    """References, register and faults of the book below ``root``, paths as seen from there."""
    chapters = eval_config_file(root / "conf.py", Tags()).get("livingreview_chapters", [])
    works, problems = bibfile.read(root / "refs.bib")
    if problems:  # without the bibliography every citekey would seem wrong
        return works, Register(), [_near(problem, root) for problem in problems]
    books, problems = loading.load(root / "evidence", works, chapters)
    return works, books, [_near(problem, root) for problem in problems]


def _near(problem: Problem, root: Path) -> Problem:
    """The same with its file as seen from the book's folder."""
    inside = problem.file.is_relative_to(root)
    return replace(problem, file=problem.file.relative_to(root)) if inside else problem


def problems_of_text(root: Path) -> list[Problem]:
    """What Sphinx and the book's own checks say of every page; only a cache is written."""
    warnings = io.StringIO()
    cache = root / "build" / "check"
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            root / "docs", root, cache / "out", cache / "doctrees", "dummy",
            status=None, warning=warnings, freshenv=True,
        )  # fmt: skip
        app.build()
    found = set()
    for line in _COLOR.sub("", warnings.getvalue()).splitlines():
        if match := _WARNING.match(line):
            text, _, remedy = match["text"].partition("; ")
            file = Path(match["file"] or "conf.py")
            problem = Problem(file, int(match["line"] or 0), "", text, remedy or "mend it")
            found.add(_near(problem, root))
    found.update(_near(problem, root) for problem in faults.of_pages(app))
    return sorted(found)


def check(root: Path, as_json: bool) -> int:
    """Print every fault of records and text; 0 if there is none, else 1."""
    print("Checking references and records ...", file=sys.stderr)
    _, _, problems = load(root)
    if not problems:
        print("Reading every page ...", file=sys.stderr)
        problems = problems_of_text(root)
    if as_json:
        print(json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem)
    print(f"{len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}", file=sys.stderr)
    return 1 if problems else 0
