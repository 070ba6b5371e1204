"""Style and script that one page alone needs: it asks for them, and no other page loads them."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview.text.build import on_screen

_KEY = "assets"


def ask(env: BuildEnvironment, name: str) -> None:
    """The page that is being read shows what ``_static/<name>.css`` and ``.js`` serve."""
    env.metadata[env.docname][_KEY] = name


def _add(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    name = app.env.metadata.get(pagename, {}).get(_KEY) if on_screen(app) else None
    if name:
        app.add_css_file(f"{name}.css")
        app.add_js_file(f"{name}.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Add them when the page is written."""
    app.connect("html-page-context", _add)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
