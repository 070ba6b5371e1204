"""The status of each chapter, below its title: three dates and what waits.

When was searched, and for works up to which day; how many works wait to be read, and which claims
of the chapter they may change; when the next search is due; when the text was edited last, and when
it was read against its sources. Computed, in every output.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview import metadata
from livingreview.register import flow
from livingreview.register.flow import Status
from livingreview.register.register import Register
from livingreview.register.words import begun
from livingreview.text.build import depend, register_of
from livingreview.text.nodes import Part, Placeholder, joined, left, record, strong, text

FILES = ("protocol", "search", "screening")  # of evidence/: what the status is made from


class chapter_status(nodes.General, nodes.Element, Placeholder):
    """Stands for the status of a chapter until its page is written: its dates are no text of it."""


def place(app: Sphinx, doctree: nodes.document) -> None:
    """Put the place of the status below the title of a chapter."""
    env = app.env
    if env.docname not in app.config.livingreview_chapters:
        return
    books = register_of(app)
    section = next(iter(doctree.findall(nodes.section)), None)
    if section is None or not {"search", "screening"} & set(books.parts):
        return
    depend(env, (books.parts[name] for name in FILES if name in books.parts))
    title = section.first_child_matching_class(nodes.title)
    section.insert((title or 0) + 1, chapter_status(chapter=env.docname))


class WriteStatus(SphinxPostTransform):
    """Writes the status; runs before links to records are made."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for node in left(self.document, chapter_status):
            box = nodes.container(classes=["chapter-status"])
            box += text(*self._parts(node["chapter"]), classes=["recorded"])
            node.replace_self(box)

    def _parts(self, chapter: str) -> Iterator[Part]:
        books, root = register_of(self.app), Path(self.app.confdir)
        status = flow.status(books, lambda claim: books.chapter_of.get(claim) == chapter)
        yield from parts(books, status)
        file = Path(self.env.doc2path(chapter))
        yield from dates(
            metadata.edited(root, file), self.env.metadata[chapter].get("reviewed", "")
        )


def parts(books: Register, status: Status) -> Iterator[Part]:
    """The status in words: searched, waiting, next search; claims by their first words."""
    yield strong("Status.")
    if status.searched:
        until = f", for works up to {status.until}" if status.until else ""
        yield f" Literature last searched {status.searched}{until}."
    else:
        yield " No search of the literature is recorded."
    wait = "work waits" if status.waiting == 1 else "works wait"
    yield f" {status.waiting} {wait} to be read"
    if status.by:
        count = "one" if status.by == 1 else str(status.by)
        yield f", of which {count} may change a claim of this chapter: "
        named = (record(name, f"“{begun(books, name)}”") for name in status.may_change)
        yield from joined(named, "; ")
        yield "."
    else:
        yield ", none of them known to bear on a claim of this chapter." if status.waiting else "."
    if status.due:
        yield f" Next search by {status.due}."
    if status.never:
        yield f" Not searched so far: {', '.join(status.never)}."


def dates(edited: str, reviewed: str) -> Iterator[Part]:
    """When the text was edited last, and when a person read it against its sources."""
    said = [f"last edited {edited}"] if edited else []
    said += [f"last read against its sources {reviewed}"] if reviewed else []
    if said:
        yield f" Text {', '.join(said)}."


def setup(app: Sphinx) -> dict[str, Any]:
    """Put the status on every chapter once the page has been judged."""
    app.add_node(chapter_status)
    app.connect("doctree-read", place, priority=950)
    app.add_post_transform(WriteStatus)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
