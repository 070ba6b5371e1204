"""What was seen on each page when it was read, kept with the parsed pages until the next time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def seen(env: BuildEnvironment, name: str) -> dict[str, Any]:
    """By page, what is kept under ``name``."""
    found: dict[str, Any] = env.__dict__.setdefault(f"livingreview_{name}", {})
    return found


def keep(
    app: Sphinx, name: str, look: Callable[[Sphinx, nodes.document], Any], priority: int = 500
) -> None:
    """Let ``look`` see each page as it is read, and keep what it returns under ``name``.

    It is forgotten with its page, and comes over from the processes that read pages side by side.
    ``priority`` is that of the event: who looks at what others add to a page comes after them.
    """

    def read(app: Sphinx, page: nodes.document) -> None:
        seen(app.env, name)[app.env.docname] = look(app, page)

    def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        seen(env, name).pop(docname, None)

    def merge(
        app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        theirs = seen(other, name)
        seen(env, name).update({page: theirs[page] for page in docnames if page in theirs})

    app.connect("doctree-read", read, priority)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
