"""What is made of the whole book is made again only if anything in the book is another.

Bibliographies, claims to take along, previews and the register as data go by a digest of the book:
its sources, its settings, what git and ``CITATION.cff`` say of it, and this package. A check of the
register goes by all of this but the text, a check of the sources by each file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from sphinx.application import Sphinx

from livingreview import files, memo, runs
from livingreview.problems import Problem
from livingreview.text.build import book_of

Fault = TypeVar("Fault")

_SOURCES = ("refs.bib", "CITATION.cff", "README.md", "conf.py")


def key_of(app: Sphinx) -> str:
    """What tells the book as it is built now from every other; asked once a build."""
    if not hasattr(app, "livingreview_key"):
        app.livingreview_key = _key(app)  # type: ignore[attr-defined]
    return app.livingreview_key  # type: ignore[attr-defined,no-any-return]


def register_key(app: Sphinx) -> str:
    """What tells all of the book but the text of its pages; asked once a build."""
    if not hasattr(app, "livingreview_register_key"):
        app.livingreview_register_key = _key(app, text=False)  # type: ignore[attr-defined]
    return app.livingreview_register_key  # type: ignore[attr-defined,no-any-return]


def _key(app: Sphinx, text: bool = True) -> str:
    root = Path(app.confdir)
    evidence, works = app.config.livingreview_evidence, app.config.livingreview_bibliography
    parts = [root / evidence, root / works, *(root / name for name in _SOURCES)]
    parts += [Path(app.srcdir)] if text else []
    settings = [(one.name, one.value) for one in app.config if one.name.startswith("livingreview_")]
    return memo.digest(parts, settings, app.config.html_baseurl, book_of(app))


def found_once(app: Sphinx, name: str, find: Callable[[], Iterable[Fault]]) -> list[Fault]:
    """The faults of the register that ``find`` finds, looked for once as long as it is the same."""
    return memo.recall(_file(app, name), register_key(app), lambda: list(find())) or []


def found_in(
    app: Sphinx, name: str, sources: Iterable[Path], find: Callable[[Path], Iterable[Problem]]
) -> list[Problem]:
    """The faults that ``find`` finds in each of the sources, looked for in those that changed."""
    found = memo.recall_each(
        _file(app, name), key_of(app), sources, lambda source: list(find(source))
    )
    return [one for each in found.values() for one in each]


def _file(app: Sphinx, name: str) -> Path:
    return Path(app.doctreedir, "runs", f"{name}.pickle")


def once(app: Sphinx, name: str, write: Callable[[], None], text: object = None) -> None:
    """Let ``write`` make files, unless it made them of the same book and all are still there.

    ``name`` tells ``write`` from others that make files; what it makes goes through
    :mod:`livingreview.files`. ``text`` is all that they take from the text of the pages, which has
    to print alike whenever it is alike; None if they take any of it.
    """
    key = key_of(app) if text is None else _with(register_key(app), text)
    if stands(app, name, key):
        return
    with files.noted() as written:
        write()
    leave(app, name, written, key)


def _with(key: str, text: object) -> str:
    return hashlib.sha256(f"{key} {text!r}".encode()).hexdigest()


def stands(app: Sphinx, name: str, key: str = "") -> bool:
    """Whether the files of this name were made of the same book and are all still there.

    If not, they count as incomplete until ``leave`` says what they are. ``key`` tells what they are
    made of from every other; by default that is the whole book.
    """
    note = runs.note_of(app, name)
    before = runs.read(note) or {}
    if before.get("of") == (key or key_of(app)) and all(map(os.path.exists, before["files"])):
        return True
    note.unlink(missing_ok=True)
    return False


def leave(app: Sphinx, name: str, made: Iterable[Path], key: str = "") -> None:
    """Leave word to the next run of the files of this name, and of what they were made."""
    noted = {"of": key or key_of(app), "files": sorted(map(str, made))}
    files.write(runs.note_of(app, name), json.dumps(noted))
