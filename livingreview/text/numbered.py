"""Numbers of figures and tables without loading every parsed page over and over.

To print "Fig. 3.2" Sphinx loads the whole parsed page of that figure, for each mention anew; in a
book whose chapters refer to their figures all the time that is most of the writing. Here the pages
asked for last are kept. To give the numbers it loads all pages on every build; here only if a page
was read or left the book since they were given.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

_KEPT = 8  # parsed pages: a chapter names its own figures and a few of others


class _Once:
    """The environment, but that a parsed page is kept; who asks may only look at it."""

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self._trees: dict[str, nodes.document] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)

    def get_doctree(self, docname: str) -> nodes.document:
        """The parsed page of that name."""
        tree = self._trees.pop(docname, None) or self._env.get_doctree(docname)
        self._trees[docname] = tree  # the one asked for last stands last
        if len(self._trees) > _KEPT:
            del self._trees[next(iter(self._trees))]
        return tree


class Numbered(StandardDomain):
    """The domain ``std``."""

    _once: Any = None

    def _resolve_numref_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: pending_xref, contnode: Element,
    ) -> nodes.reference | Element | None:  # fmt: skip
        self._once = self._once or _Once(env)
        return super()._resolve_numref_xref(
            self._once, fromdocname, builder, typ, target, node, contnode
        )


def any_read(env: BuildEnvironment) -> bool:
    """Whether a page was read in this run, or left the book."""
    return bool(env.domains.standard_domain.__dict__.get("_read"))


def _note(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    domain = env.domains.standard_domain.__dict__
    domain["_read"] = True
    domain.pop("_once", None)


class _Numbers(TocTreeCollector):
    """Gives numbers only if a page was read; the rest of Sphinx's own collector stays at work."""

    def get_updated_docs(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """The pages whose numbers changed."""
        return super().get_updated_docs(app, env) if any_read(env) else []


def _number(app: Sphinx) -> None:
    event = "env-get-updated"
    for listener in list(app.events.listeners[event]):
        if isinstance(getattr(listener.handler, "__self__", None), TocTreeCollector):
            app.disconnect(listener.id)
            app.connect(event, _Numbers().get_updated_docs)


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of Sphinx's own domain."""
    app.add_domain(Numbered, override=True)
    app.connect("env-purge-doc", _note)
    app.connect("builder-inited", _number)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
