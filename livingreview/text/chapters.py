"""Names a chapter that only one of two places knows: the numbered contents, and ``conf.py``.

A page of the contents that ``conf.py`` does not list would have no claims, no lint of its numbers,
no PDF and no Word file; so would one that a chapter names in a toctree of its own. A listed page
outside the contents has no number and is hard to find. Also names a page of the register that
records lead to and nobody wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview.problems import Problem, line_of
from livingreview.register.register import KINDS, Register
from livingreview.text.build import register_of
from livingreview.text.tell import tell


def problems(
    numbered: Sequence[str], listed: Sequence[str], contents: Path, configuration: Path
) -> Iterator[Problem]:
    """Faults of both places.

    ``numbered`` are the pages that a toctree of the page ``contents`` numbers, ``listed`` those of
    ``livingreview_chapters`` in ``configuration``. A book without numbers has no such faults.
    """
    if not numbered:
        return
    for name in numbered:
        if name not in listed:
            found = f"{name} is a numbered page, but {configuration.name} does not list it"
            remedy = "add it to livingreview_chapters, or name it in a toctree without numbers"
            yield Problem(contents, _line(contents, ":numbered:", name), "", found, remedy)
    for name in listed:
        if name not in numbered:
            found = f"livingreview_chapters lists {name}, which {contents.name} does not number"
            remedy = "name it in the numbered toctree, or take it out here"
            place = _line(configuration, "livingreview_chapters", name)
            yield Problem(configuration, place, "", found, remedy)


def below(chapter: Path, pages: Sequence[str]) -> Iterator[Problem]:
    """One fault for each of the pages that a numbered chapter names in a toctree."""
    for name in pages:
        found = f"{name} is numbered below {chapter.stem}, and no check of chapters reads it"
        remedy = "put its text into the chapter, or name it in a toctree of the first page"
        yield Problem(chapter, _line(chapter, "{toctree}", Path(name).name), "", found, remedy)


def unwritten(docs: Path, books: Register, pages: Collection[str]) -> Iterator[Problem]:
    """One fault for each kind of record that the book below ``docs`` has no page of."""
    for kind in ("claims", *KINDS, "papers"):
        if getattr(books, kind) and f"register/{kind}" not in pages:
            found = f"there is no such page, and the book has {kind}"
            remedy = f"write it, with :::{{register-table}} {kind}"
            yield Problem(docs / "register" / f"{kind}.md", 0, "", found, remedy)


def _line(file: Path, after: str, name: str) -> int:
    """The line that names a page, at or after the first that holds some words."""
    lines = file.read_text(encoding="utf-8").splitlines()
    start = next((number for number, line in enumerate(lines, 1) if after in line), 1)
    return line_of(file, name, start)


def _tell(app: Sphinx, env: BuildEnvironment) -> None:
    root = str(app.config.root_doc)
    numbered = [
        page
        for tree in env.get_doctree(root).findall(addnodes.toctree)
        if tree.get("numbered")
        for page in tree["includefiles"]
    ]
    configuration = Path(app.confdir, "conf.py")
    chapters = app.config.livingreview_chapters
    tell(problems(numbered, chapters, Path(env.doc2path(root)), configuration), "chapter")
    tell(unwritten(Path(app.srcdir), register_of(app), env.found_docs), "chapter")
    for name in numbered:
        tell(below(Path(env.doc2path(name)), env.toctree_includes.get(name, [])), "chapter")


def setup(app: Sphinx) -> dict[str, Any]:
    """Compare them once every page has been read."""
    app.connect("env-check-consistency", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
