"""The lists of the register on the site: ``{register-table} models`` and the other kinds.

Some thousand rows are written without one being read: a template fills them from ``pages.listed``,
and only where the text uses a record is put in when the page is written. A list is written again
when a record, its uses or the code changed, and never read again for that.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview import memo
from livingreview.html.lists import render
from livingreview.html.lists.render import Around
from livingreview.pages.landing import landing
from livingreview.pages.listed import listing
from livingreview.pages.records import register_block
from livingreview.register import history
from livingreview.text import report
from livingreview.text.build import on_screen, register_of
from livingreview.text.places import page_of
from livingreview.text.settled import register_key
from livingreview.text.uses import links_of


class WriteLists(SphinxPostTransform):
    """Puts the list where its directive stands; other outputs have tables (``pages.records``)."""

    default_priority = 3  # before those tables are made

    def run(self, **kwargs: Any) -> None:
        """Write the list of each directive of a page."""
        if not on_screen(self.app):
            return
        for block in list(self.document.findall(register_block)):
            home = page_of(block, self.env.docname)
            up = "../" * home.count("/")
            body = _kept(self.app, block["kind"], home)
            used = partial(links_of, self.env, up=up)
            twin = render.twin(body, block["kind"])
            block.replace_self(
                nodes.raw("", render.with_uses(body, used), format="html", markdown=twin)
            )


def _kept(app: Sphinx, kind: str, home: str) -> str:
    """The list without the uses of its records: made again only if one of these changed."""
    file = Path(app.doctreedir, "runs", f"list-{home.replace('/', '-')}-{kind}.pickle")
    titles = {name: app.env.titles[name].astext() for name in app.config.livingreview_chapters
              if name in app.env.titles} if kind == "claims" else {}  # fmt: skip
    key = f"{register_key(app)} {sorted(app.env.found_docs)} {sorted(titles.items())}"
    return memo.recall(file, key, partial(_body, app, kind, home, titles)) or ""


def _body(app: Sphinx, kind: str, home: str, titles: dict[str, str]) -> str:
    books = register_of(app)
    older = history.read(Path(app.confdir) / history.FILE)[0] if kind == "claims" else None
    compare = "compare.html" if "compare" in app.env.found_docs else ""
    around = Around(
        "../" * home.count("/"), f"{home}.html", landing(app), app.env.found_docs, titles, compare,
        partial(report.addresses, app),
    )  # fmt: skip
    return render.body(books, listing(books, kind, older), around)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the lists when their pages are written."""
    app.add_post_transform(WriteLists)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
