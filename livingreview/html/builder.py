"""The builder ``html``, which lets a site alone that would come out as it is.

Sphinx copies what lies beside the pages and makes the index, the search and every other page
without a source at the end of each run, also of one that wrote no page. Pages of records are among
them, and each kind needs a frame that the theme draws.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from livingreview import memo
from livingreview.html import packed
from livingreview.text import settled

_NOTE = "site"


class Site(StandaloneHTMLBuilder):
    """Writes the site, unless the last run wrote it of the same book and every file is there."""

    stands = False  # whether there is nothing to write

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Begin; from here on the site counts as incomplete, unless it stands."""
        super().prepare_writing(docnames)
        self.stands = not docnames and settled.stands(self._app, _NOTE, _key(self._app))

    def copy_assets(self) -> None:
        """Copy what pages load, and what can be downloaded from them."""
        if not self.stands:
            super().copy_assets()
            packed.pack(Path(self.outdir, "_static"))

    def finish(self) -> None:
        """Make the pages without a source."""
        if not self.stands:
            super().finish()


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Leave word of what was written; behind all others, who write files beside the pages."""
    if error is None and isinstance(app.builder, Site) and not app.builder.stands:
        settled.leave(app, _NOTE, _files(Path(app.outdir)), _key(app))


def _key(app: Sphinx) -> str:
    """What tells the book, and what is copied for its pages, from every other."""
    config = app.config
    copied = [*config.html_static_path, *config.html_extra_path, *config.templates_path]
    copied += filter(None, (config.html_logo, config.html_favicon))
    return memo.digest([Path(app.confdir, one) for one in copied], settled.key_of(app))


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of Sphinx's builder."""
    app.add_builder(Site, override=True)
    app.connect("build-finished", _finish, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
