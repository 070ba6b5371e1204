"""A page for each model, benchmark, task, claim and paper of the register.

``models/<id>.html``, ``benchmarks/<id>.html``, ``tasks/<id>.html``, ``claims/<id>.html`` and
``papers/<citekey>.html``; an old id leads on to what replaced it. Some thousand pages are written
without one being read: the theme draws a frame for each kind (``frame``), templates fill it
(``render``), and a page is made again only when something that it shows may have changed: a record,
its uses in the text, the frame, or the code. Sphinx's text search does not know them; the search of
records does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview import files, runs
from livingreview.html.records import frame
from livingreview.html.records.frame import Filled
from livingreview.html.records.render import KINDS, Around, Link, ids, page
from livingreview.register import history
from livingreview.register.register import Register
from livingreview.text import report
from livingreview.text.build import base_of, book_of, register_of
from livingreview.text.settled import register_key
from livingreview.text.uses import links_of

_NOTE = "records"
Kept = dict[str, str]  # page to the stamp of what it was made of


def pages(books: Register) -> Iterator[tuple[str, str]]:
    """Kind and id of every record that has a page."""
    return ((kind, name) for kind in KINDS for name in ids(books, kind))


def _stamp(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:20]


def _due(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """The first page, so that a run ends as it should, where code or data changed and no page."""
    if app.builder.name != "html":
        return []
    known = _before(app).get("")
    return [] if known == register_key(app) else [str(app.config.root_doc)]


def _before(app: Sphinx) -> Kept:
    """What the pages of this output were made of, as the last run left word."""
    found: Kept = runs.read(runs.note_of(app, _NOTE)) or {}
    return found


class Writer:
    """Writes the pages of one run."""

    def __init__(self, app: Sphinx) -> None:
        self.app, self.books = app, register_of(app)
        self.out = Path(app.outdir)
        self.older, _ = history.read(Path(app.confdir) / history.FILE)
        self.inputs = register_key(app)

    def write(self) -> None:
        """Write each page that something changed of, and remove those of records that are gone."""
        before, now = _before(self.app), {"": self.inputs}
        for kind in KINDS:
            drawn = frame.draw(self.app, kind)
            whole = _stamp(self.inputs, drawn)
            for name in ids(self.books, kind):
                used = tuple(links_of(self.app.env, name, "../"))
                file = f"{kind}/{name}.html"
                now[file] = _stamp(whole, used)
                if before.get(file) != now[file] or not (self.out / file).exists():
                    files.write_changed(
                        self.out / file, frame.fill(drawn, self._page(kind, name, used))
                    )
            for old, new in self._moved(kind):
                file = f"{kind}/{old}.html"
                now[file] = _stamp(whole, new)
                if before.get(file) != now[file] or not (self.out / file).exists():
                    files.write_changed(self.out / file, frame.fill(drawn, _redirect(old, new)))
        for file in before.keys() - now.keys():
            (self.out / file).unlink(missing_ok=True)
        files.write(runs.note_of(self.app, _NOTE), json.dumps(now))

    def _moved(self, kind: str) -> Iterator[Link]:
        """The ids of a kind that were given up, each with its successor."""
        if kind == "tasks":
            return
        known = getattr(self.books, kind)
        for old, new in self.books.retired.items():
            if "/" not in old + new and new in known and old not in known:
                yield old, new

    def _page(self, kind: str, name: str, used: tuple[Link, ...]) -> Filled:
        app, base = self.app, base_of(self.app)
        forms: tuple[report.Form, ...] = ("error", "dispute") if kind == "claims" else ("error",)
        around = Around(
            book_of(app),
            f"{base}{kind}/{name}.html" if base else "",
            used,
            tuple(report.addresses(app, name, *forms)),
            self._list(kind, name),
            self._chapter(name) if kind == "claims" else ("", ""),
            "../about/methods.html" if self._has("about/methods") else "",
            "../compare.html" if self._has("compare") else "",
        )
        return page(self.books, kind, name, around, self.older)

    def _has(self, docname: str) -> bool:
        return docname in self.app.env.found_docs

    def _list(self, kind: str, name: str) -> str:
        return f"../register/{kind}.html#{name}" if self._has(f"register/{kind}") else ""

    def _chapter(self, claim: str) -> Link:
        docname = self.books.chapter_of[claim]
        if not self._has(docname):
            return docname, ""
        return self.app.env.titles[docname].astext(), f"../{docname}.html"


def _redirect(old: str, new: str) -> Filled:
    """What stands at the address of a record that was given up."""
    body = (
        '<h1>This record was replaced</h1>\n<h2 id="successor">Its successor</h2>\n'
        f'<p><a class="reference internal" href="{new}.html">{new}</a>.</p>'
    )
    about = f"The record {old} was replaced by {new}."
    return Filled(old, "A record that was replaced", about, body, f"{new}.html")


def _write(app: Sphinx) -> list[Any]:
    """Write the pages when Sphinx asks for pages without a source; it has none to write itself."""
    if app.builder.name == "html":
        Writer(app).write()
    return []


def _frame_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    if frame.is_frame(pagename):
        frame.complete(app, context, pagename)


def _announce(app: Sphinx, config: Any) -> None:
    config.livingreview_record_pages = list(KINDS)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the pages once all others are."""
    app.connect("config-inited", _announce)
    app.connect("env-updated", _due)
    app.connect("html-collect-pages", _write)
    app.connect("html-page-context", _frame_context, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
