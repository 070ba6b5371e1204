"""Previews: the notes of all that a link can lead to, as scripts beside the pages.

``static/previews.js`` shows them. It loads a file when the first link of its kind is pointed
at, by a script element, so that it works from ``file://`` and weighs nothing on first view:

- ``_static/previews-works.js``: each work by its citekey; a citation says it in ``data-work``
- ``_static/previews-claims.js``: each claim by its id
- ``_static/previews-pages.js``: by page and anchor what stands there
- beside each page ``<page>.previews.js``: the records that its text leads to by their ids, and each
  value that it prints by its address, as far as it differs from its record; numbers and checked
  words say theirs in ``data-record``
- ``_static/previews-records.js``: each record by its id, for the pages of the register, and each
  task as ``tasks/<id>``
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from livingreview.files import write
from livingreview.html import anchors, notes
from livingreview.register.register import KINDS, Register
from livingreview.text import templates
from livingreview.text.build import on_screen, register_of
from livingreview.text.settled import once
from livingreview.text.typography import printed_within

Data = dict[str, Any]


class link(nodes.reference):
    """A link that says what it leads to; ``data`` are its attributes in HTML."""


class NameTargets(SphinxPostTransform):
    """Says at each citation which work it names, and at checked words which records."""

    formats = ("html",)
    default_priority = 700  # when all links are resolved

    def run(self, **kwargs: Any) -> None:
        """Replace the links; the title of a citation goes, since its preview says the same."""
        if not on_screen(self.app):
            return
        for old in list(self.document.findall(nodes.reference)):
            if "records" in old:
                data = {"data-record": " ".join(old["records"])}
            elif key := self._work(old.get("refuri") or f"#{old.get('refid')}"):
                data = {"data-work": key}
            else:
                continue
            new = link("", "", *old.children, **old.attributes, data=data)
            new.attributes.pop("reftitle", None)
            old.replace_self(new)

    def _work(self, address: str) -> str:
        """The key of the work in whose entry a link ends; empty if it ends in none."""
        here, (page, _, anchor) = self.env.docname, address.partition("#")
        for docname, key in _entries(self.app).get(anchor, ()):
            if page == (
                "" if docname == here else self.app.builder.get_relative_uri(here, docname)
            ):
                return key
        return ""


Entries = dict[str, list[tuple[str, str]]]  # the page and the work of each entry, by its anchor


def _entries(app: Sphinx) -> Entries:
    """Every entry of every list of works; asked once a build, when all pages have been read."""
    if not hasattr(app, "livingreview_entries"):
        found: Entries = {}
        for one in app.env.get_domain("cite").citations:  # type: ignore[attr-defined]
            found.setdefault(one.citation_id, []).append((one.bibliography_key.docname, one.key))
        app.livingreview_entries = found  # type: ignore[attr-defined]
    return app.livingreview_entries  # type: ignore[attr-defined,no-any-return]


def _visit_link(self: HTML5Translator, node: link) -> None:
    at = len(self.body)
    self.visit_reference(node)
    said = " ".join(f'{name}="{html.escape(value)}"' for name, value in node["data"].items())
    self.body[at] = self.body[at].replace("<a ", f"<a {said} ", 1)


def _depart_link(self: HTML5Translator, node: link) -> None:
    self.depart_reference(node)


# -- the files ------------------------------------------------------------------------------------


def works(books: Register) -> Data:
    """Every work."""
    return {key: notes.work(books, key).data() for key in sorted(books.references)}


def claims(books: Register) -> Data:
    """Every claim."""
    return {name: notes.claim(books, name).data() for name in books.claims}


def records(books: Register, linked: Iterable[str], numbers: Iterable[str] = ()) -> Data:
    """Records by their ids, and of values by their addresses what their record does not say."""
    targets = sorted(numbers)
    names = {*linked, *(target.partition("/")[0] for target in targets)} - set(books.claims)
    found = {name: notes.record(books, name).data() for name in sorted(names)}
    for target in targets:
        whole = found[target.partition("/")[0]]
        said = {**dict.fromkeys(whole, ""), **notes.number(books, target).data()}
        own = {key: value for key, value in said.items() if whole.get(key) != value}
        found[target] = whole | own if target in found else own
    return found


def tasks(books: Register) -> Data:
    """Every task, apart from records that may have its id."""
    return {f"tasks/{task.id}": notes.task(task).data() for task in books.vocabulary.tasks}


def pages(kept: Mapping[str, Mapping[str, Any]]) -> Data:
    """Every place of every page that a link can lead to."""
    return {
        page: {name: note.data() for name, note in sorted(kept[page]["anchors"].items())}
        for page in sorted(kept)
    }


def script(kind: str, data: Data) -> str:
    """A file that hands its notes to previews.js."""
    return templates.script("bookPreviews", kind, printed_within(data))


def _write(app: Sphinx, kind: str, make: Callable[[], Data]) -> None:
    write(Path(app.outdir, "_static", f"previews-{kind}.js"), script(kind, make()))


def _write_page(app: Sphinx, name: str, page: Mapping[str, Any]) -> None:
    data = records(register_of(app), page["records"], page["numbers"])
    write(Path(app.outdir, f"{name}.previews.js"), script("here", data))


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Write each file whose notes may be others: those of a page if its text leads elsewhere."""
    if error is not None or app.builder.name != "html":
        return
    books, kept = register_of(app), anchors.kept(app.env)
    every = [name for kind in KINDS for name in getattr(books, kind)]
    shared: dict[str, Callable[[], Data]] = {
        "works": lambda: works(books),
        "claims": lambda: claims(books),
        "records": lambda: records(books, every) | tasks(books),
    }
    for kind, make in shared.items():
        once(app, f"previews-{kind}", partial(_write, app, kind, make), text="")
    told = pages(kept)
    once(app, "previews-pages", partial(_write, app, "pages", lambda: told), text=told)
    for name, page in kept.items():
        led = [sorted(page["records"]), sorted(page["numbers"])]
        note = f"previews-of-{name.replace('/', '-')}"
        once(app, note, partial(_write_page, app, name, page), text=led)


def setup(app: Sphinx) -> dict[str, Any]:
    """Say at links what they lead to, and write the notes when the site is built."""
    app.setup_extension("livingreview.html.anchors")
    app.add_node(link, html=(_visit_link, _depart_link))
    app.add_post_transform(NameTargets)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
