"""sitemap.xml names every page, not only those that this run has written.

sphinx-sitemap lists the pages that it sees pass by; of a book that was built before these are few,
and pages of records do not pass at all. So its list is made anew before it is printed.
"""

from __future__ import annotations

import queue

from sphinx.application import Sphinx
from sphinx_sitemap import is_excluded

from livingreview.html import records
from livingreview.text.build import register_of


def _complete(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html" or not hasattr(app, "sitemap_links"):
        return
    listed = app.sitemap_links
    while True:
        try:
            listed.get_nowait()
        except queue.Empty:
            break
    pages = [*sorted(app.env.found_docs)]
    if app.config.livingreview_record_pages:
        pages += [f"{kind}/{name}" for kind, name in records.pages(register_of(app))]
    for name in pages:
        if not is_excluded(f"{name}.html", app.config.sitemap_excludes):
            listed.put((f"{name}.html", None))


def setup(app: Sphinx) -> dict[str, object]:
    """Complete the list before the sitemap is written."""
    app.connect("build-finished", _complete, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
