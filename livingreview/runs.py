"""What one run of the build leaves to the next, so that nothing wrong is passed over in silence.

Sphinx warns of a page when it reads or writes it, and the next run, which finds the page unchanged,
says nothing. It writes the pages whose source is newer than its output, and so leaves an output
as it is that was broken off half-way, or whose pages were read again for another output meanwhile.
Beside the parsed pages, which all outputs share, this room keeps

- ``runs/warned.json``: the pages to be read again, because they warned;
- ``runs/<output>.json``: which parsed pages an output was made of, once it is complete;
- ``runs/<output>+<name>.json``: which files beside the pages were made, and of which book.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import re
from collections.abc import Iterable, Set
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.build_phase import BuildPhase
from sphinx.util.logging import WarningStreamHandler

from livingreview import files, memo

EVERY = "*"  # instead of a page: nobody knows which one, so all of them
MANY = 50  # pages whose trees are held at once
WHOLE = ""  # instead of a page: the book as a whole is looked at again
_PLACE = re.compile(r"(?P<file>.+?)(?::(?:\d+|None))?(?::.*)?")


def pages_at(env: BuildEnvironment, location: str) -> set[str]:
    """The pages that are made from the file of a warning's place; empty if none is known to be."""
    match = _PLACE.fullmatch(location)
    file = Path(match["file"] if match else location).resolve()

    def is_it(path: str | os.PathLike[str]) -> bool:
        there = os.fspath(path)  # few files bear the name, and only of these it is worth to ask
        return there.endswith(file.name) and file == Path(env.srcdir, there).resolve()

    return {
        name
        for name in env.found_docs
        if is_it(env.doc2path(name)) or any(map(is_it, env.dependencies.get(name, ())))
    }


class Run(logging.Filter):
    """This run: what the last ones left, and what it leaves itself."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app
        self.warned_file = Path(app.doctreedir, "runs") / "warned.json"
        self.made_file = note_of(app)
        self.before: set[str] = set(read(self.warned_file) or [])
        self.warned: set[str] = set()
        self.parsed: dict[str, int] = {}
        self.pages = 0  # read, later written
        self.writing = False  # Sphinx numbers the checks before and what comes then alike

    def filter(self, record: logging.LogRecord) -> bool:
        """Note the page of a warning; always let it pass."""
        phase = self.app.phase
        if phase is BuildPhase.INITIALIZATION:
            return True  # told in every run
        place = str(getattr(record, "location", None) or "")
        pages = pages_at(self.app.env, place) if place else set()
        if place and phase is BuildPhase.CONSISTENCY_CHECK and not self.writing:
            pages.add(WHOLE)
        self.warned |= pages or {EVERY}
        self._keep(self.before | self.warned)
        return True

    def again(self, app: Sphinx, env: BuildEnvironment, *_: Set[str]) -> Iterable[str]:
        """The pages to be read again: those that warned, and each if this package is another."""
        code, before = memo.code(), env.__dict__.get("livingreview_code", "")
        env.__dict__["livingreview_code"] = code
        every = EVERY in self.before or code != before
        return env.found_docs if every else self.before & env.found_docs

    def outdated(self, app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """The pages to be written again; from here on the output counts as incomplete."""
        made: dict[str, int] = read(self.made_file) or {}
        self.made_file.unlink(missing_ok=True)
        self.parsed = {name: _time(app, name) for name in env.found_docs}
        pages = {name for name, time in self.parsed.items() if made.get(name) != time}
        return pages | {str(app.config.root_doc)} if WHOLE in self.before else pages

    def write(self, app: Sphinx, builder: Builder) -> None:
        """The checks of the book as a whole are done."""
        self.writing, self.pages = True, 0

    def sweep(self, app: Sphinx, *_: Any) -> None:
        """Give back the memory of parsed pages after each ``MANY``.

        Sphinx keeps those that it read until it writes them, beside the copy on the disk; and the
        nodes of a page point at one another, so that Python has to look for them.
        """
        self.pages += 1
        if self.pages % MANY == 0:
            getattr(app.env, "_write_doc_doctree_cache", {}).clear()
            gc.collect()

    def finish(self, app: Sphinx, error: Exception | None) -> None:
        """Leave word for the next run, unless this one broke off."""
        if error is None:
            self._keep(self.warned)
            files.write(self.made_file, json.dumps(self.parsed))

    def _keep(self, pages: set[str]) -> None:
        files.write(self.warned_file, json.dumps(sorted(pages)))


def note_of(app: Sphinx, name: str = "") -> Path:
    """The file that this run leaves to the next of the same output, on ``name`` or on the whole."""
    place = Path(os.path.relpath(app.outdir, app.doctreedir)).parts
    parts = (app.builder.name, *place, *([name] if name else []))
    return Path(app.doctreedir, "runs", f"{'+'.join(parts)}.json")


def read(file: Path) -> Any:
    """What such a file holds; None if it is missing or damaged."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _time(app: Sphinx, name: str) -> int:
    """When a page was parsed."""
    return (Path(app.doctreedir) / f"{name}.doctree").stat().st_mtime_ns


def start(app: Sphinx) -> None:
    """Follow a run, once its output is known."""
    memo.collect_seldom()
    run = Run(app)
    for handler in logging.getLogger("sphinx").handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.addFilter(run)  # behind those that suppress warnings and find their place
    app.connect("env-get-outdated", run.again)
    app.connect("env-updated", run.outdated)
    app.connect("write-started", run.write)
    app.connect("doctree-read", run.sweep, priority=950)
    app.connect("doctree-resolved", run.sweep, priority=950)
    app.connect("build-finished", run.finish, priority=900)


def setup(app: Sphinx) -> dict[str, Any]:
    """Start before anything is read."""
    app.connect("builder-inited", start, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
