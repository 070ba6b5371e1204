"""Everything that can be said to be wrong without making an output: ``livingreview check``."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from livingreview import files
from livingreview.problems import Problem, Refused, report, say
from livingreview.references import bibfile
from livingreview.register import loading
from livingreview.register.register import Register
from livingreview.text import density, first, sources, terms, unfilled, wordlint
from livingreview.text.build import register_of

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


def sound(root: Path, forgiven: Callable[[Problem], bool] = lambda one: False) -> Register:
    """The register, for who cannot work with a broken one.

    ``forgiven`` tells problems that stand in nobody's way. Raises ``Refused`` at any other.
    """
    _, books, problems = load(root)
    if faults := [one for one in problems if not forgiven(one)]:
        raise Refused(f"{faults[0]}\nRun livingreview check for all of them.")
    return books


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


@dataclass(frozen=True)
class OfText:
    """What is wrong with the pages.

    ``faults`` are what Sphinx and the book's own checks say; ``warnings`` name a chapter with more
    numbers than a reader can take in, unless ``livingreview_few_numbers`` in conf.py names it, and
    its terms that are no link at first, unless ``livingreview_linked_terms`` does;
    ``words`` are sentences that compare without a check, of a page that
    ``livingreview_checked_words`` names those without its stricter words, the others being faults.
    """

    faults: list[Problem]
    warnings: list[Problem]
    words: list[Problem]


def problems_of_text(root: Path) -> OfText:
    """Faults and mere warnings of every page; only a cache is written."""
    app, said = read_pages(root)
    found = set()
    for line in said.splitlines():
        if match := _WARNING.match(line):
            text, _, remedy = match["text"].partition("; ")
            file = Path(match["file"] or "conf.py")
            problem = Problem(file, int(match["line"] or 0), "", text, remedy or "mend it")
            found.add(near(problem, root))
    pages = {name: app.env.get_doctree(name) for name in sorted(app.env.all_docs)}
    warned: list[Problem] = []
    words = [near(problem, root) for problem, _ in wordlint.of_claims(register_of(app))]
    chapters, checked = app.config.livingreview_chapters, app.config.livingreview_checked_words
    for name in dict.fromkeys([*chapters, *checked]):
        if name not in pages:
            continue
        tree, page = pages[name], _page(app, name, root)
        dense = list(density.problems(tree, page)) if name in chapters else []
        if name in app.config.livingreview_few_numbers:
            found |= set(dense)
        else:
            warned += [replace(problem, field="warning") for problem in dense]
        for problem, strict in wordlint.of_page(tree, register_of(app), page):
            if strict and name in checked:
                found.add(problem)
            else:
                words.append(problem)
    faults, more = _of_terms(app, pages, root)
    found |= set(faults)
    warned += more
    return OfText(sorted(found), warned, words)


def _of_terms(
    app: Sphinx, pages: dict[str, nodes.document], root: Path
) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with terms and their links: faults, and warnings on other chapters."""
    config = app.config
    entries = terms.entries_of(pages.values())
    faults, warned = list(terms.unlinked(pages.values())), []
    for name in config.livingreview_chapters:
        if name in pages:
            early = list(terms.early(pages[name], entries, config.livingreview_plain_words))
            if name in config.livingreview_linked_terms:
                faults += early
            else:
                warned += [replace(problem, field="warning") for problem in early]
    return [near(one, root) for one in faults], [near(one, root) for one in warned]


def _page(app: Sphinx, name: str, root: Path) -> Path:
    return Path(app.env.doc2path(name)).relative_to(root)


def check(root: Path, as_json: bool, list_words: bool = False) -> int:
    """Print every fault of records and text; 0 if there is none, else 1. Warnings change nothing.

    Sentences that compare without a check are counted, and listed with ``list_words``.

    A fault that would make others appear is said alone: an open fence moves headings, a broken
    record makes every number that leans on it wrong. The last line says what was not looked at.
    """
    print("Checking references and records ...", file=sys.stderr)
    problems = sorted(near(problem, root) for problem in sources.problems(root))
    _, books, faults = load(root)
    problems += faults
    for left_over in unfilled.problems(root):
        say(str(replace(left_over, field="warning")))
    left = ""
    if problems:
        left = f"; {'' if books.references else 'records and '}pages were not read yet"
    else:
        print("Reading every page ...", file=sys.stderr)
        text = problems_of_text(root)
        problems = text.faults
        for warning in text.warnings:
            say(str(warning))
        for problem in text.words if list_words else ():
            say(str(replace(problem, field="warning")))
        if text.words and not list_words:
            say(f"{len(text.words)} sentences compare without a check; check --words lists them")
    report(problems, as_json)
    print(
        f"{len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}{left}", file=sys.stderr
    )
    return 1 if problems else 0
