"""Everything that can be said to be wrong without making an output: ``livingreview check``."""

from __future__ import annotations

import io
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from livingreview import files
from livingreview.problems import Problem, report, say
from livingreview.references import bibfile
from livingreview.register import loading
from livingreview.register.register import Register
from livingreview.text import density, first, sources

_WARNING = re.compile(
    r"^(?:(?P<file>.+?):(?:(?P<line>\d+):)? )?(?:WARNING|ERROR|CRITICAL): "
    r"(?P<text>.*?)(?: \[[\w.]+\])?$"
)
_COLOR = re.compile(r"\x1b\[[\d;]*m")


def load(root: Path) -> tuple[dict[str, bibfile.Reference], Register, list[Problem]]:
    """References, register and faults of the book below ``root``, paths as seen from there."""
    if problems := first.problems(root):
        return {}, Register(), problems
    chapters, problems = first.chapters(root)
    if problems:
        return {}, Register(), [near(problem, root) for problem in problems]
    works, problems = bibfile.read(root / "refs.bib")
    if problems:  # without the bibliography every citekey would seem wrong
        return works, Register(), [near(problem, root) for problem in problems]
    books, problems = loading.load(root / "evidence", works, chapters)
    return works, books, [near(problem, root) for problem in problems]


def near(problem: Problem, root: Path) -> Problem:
    """The same with its file as seen from the book's folder."""
    inside = problem.file.is_relative_to(root)
    return replace(problem, file=problem.file.relative_to(root)) if inside else problem


def read_pages(root: Path) -> tuple[Sphinx, str]:
    """Every page as it is read, before references are resolved, and what was said of them."""
    warnings = io.StringIO()
    cache = files.scratch(root / "build" / "check")
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            root / "docs", root, cache / "out", cache / "doctrees", "dummy",
            status=None, warning=warnings, freshenv=True,
        )  # fmt: skip
        app.build()
    return app, _COLOR.sub("", warnings.getvalue()).replace(f"{root}{os.sep}", "")


def problems_of_text(root: Path) -> tuple[list[Problem], list[Problem]]:
    """Faults and mere warnings of every page; only a cache is written.

    Faults are what Sphinx and the book's own checks say; a warning is a chapter with more numbers
    than a reader can take in, unless ``livingreview_few_numbers`` in conf.py names the chapter.
    """
    app, said = read_pages(root)
    found = set()
    for line in said.splitlines():
        if match := _WARNING.match(line):
            text, _, remedy = match["text"].partition("; ")
            file = Path(match["file"] or "conf.py")
            problem = Problem(file, int(match["line"] or 0), "", text, remedy or "mend it")
            found.add(near(problem, root))
    warned: list[Problem] = []
    for chapter in app.config.livingreview_chapters:
        if chapter in app.env.all_docs:
            dense = list(density.problems(app.env.get_doctree(chapter), _page(app, chapter, root)))
            if chapter in app.config.livingreview_few_numbers:
                found |= set(dense)
            else:
                warned += [replace(problem, field="warning") for problem in dense]
    return sorted(found), warned


def _page(app: Sphinx, name: str, root: Path) -> Path:
    return Path(app.env.doc2path(name)).relative_to(root)


def check(root: Path, as_json: bool) -> int:
    """Print every fault of records and text; 0 if there is none, else 1. Warnings change nothing.

    A fault that would make others appear is said alone: an open fence moves headings, a broken
    record makes every number that leans on it wrong. The last line says what was not looked at.
    """
    print("Checking references and records ...", file=sys.stderr)
    problems = sorted(near(problem, root) for problem in sources.problems(root))
    _, books, faults = load(root)
    problems += faults
    left = ""
    if problems:
        left = f"; {'' if books.references else 'records and '}pages were not read yet"
    else:
        print("Reading every page ...", file=sys.stderr)
        problems, warned = problems_of_text(root)
        for warning in warned:
            say(str(warning))
    report(problems, as_json)
    print(
        f"{len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}{left}", file=sys.stderr
    )
    return 1 if problems else 0
