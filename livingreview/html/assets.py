"""Style and script that some pages need: a page that shows what they serve loads them, no other.

``PARTS`` says by which mark of a page's HTML each is needed. Of what Sphinx loads on every page its
own scripts go, which serve a search and keys that the site does not have.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from livingreview.text.build import on_screen

#: For names of ``_static``: a pattern of the mark-up that their style and their script serve.
PARTS = {
    ("front.css",): r'class="(?:[^"]* )?(?:tally|verdict|read-links|evidence-map|map-key)[ "]',
    ("register.css", "register.js"): r'class="(?:[^"]* )?(?:register-table|sentences)[ "]',
    ("toy.css", "toy.js"): r'class="toy"',
    ("map.css", "map.js"): r'class="bubble-map"',
    ("compare.css", "compare.js"): r'class="compare"',
}
_HIGHLIGHTED = 'class="highlight'
_UNUSED = {"documentation_options.js", "doctools.js", "sphinx_highlight.js"}
_LAST = 900  # behind what every page loads


def _add(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    if not on_screen(app):
        return
    body = context.get("body", "")
    idle = _UNUSED | (set() if _HIGHLIGHTED in body else {"pygments.css"})
    for loaded in (context.get("script_files", []), context.get("css_files", [])):
        loaded[:] = [one for one in loaded if Path(str(one.filename)).name not in idle]
    for names, mark in PARTS.items():
        for file in names if re.search(mark, body) else ():
            if file.endswith(".css"):
                app.add_css_file(file, priority=_LAST)
            else:
                app.add_js_file(file, priority=_LAST, loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Add them when the page is written."""
    app.connect("html-page-context", _add)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
