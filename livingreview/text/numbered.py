"""Numbers of figures and tables without loading every parsed page over and over.

To print "Fig. 3.2" Sphinx loads the whole parsed page of that figure, for each mention anew; in a
book whose chapters refer to their figures all the time that is most of the writing. Here the pages
asked for last are kept. To give the numbers it loads all pages on every build; here it does so only
if a page was read or left the book since they were given, and goes by what was kept of each page
when it was read: its sections, its tables of contents and what has a number. And it writes a page
again whose own numbers changed; here also those that name such a number, or a title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref, toctree
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.util import docname_join

from livingreview.text import perpage

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


class _Bare:
    """The environment, but that of a parsed page it gives no more than its numbers need."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.__dict__["_env"] = env

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._env, name, value)

    def get_doctree(self, docname: str) -> Element:
        """The bare page of that name; whole if nothing was kept of it."""
        kept: Element | None = perpage.seen(self._env, "numbered").get(docname)
        return self._env.get_doctree(docname) if kept is None else kept


class _Numbers(TocTreeCollector):
    """Gives numbers only if a page was read; the rest of Sphinx's own collector stays at work."""

    def get_updated_docs(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """The pages that show a number or a title which changed."""
        if not any_read(env):
            return []
        own = super().get_updated_docs(app, _Bare(env))  # type: ignore[arg-type]
        before: dict[str, object] = getattr(env, "livingreview_told", {})
        now = dict(_told(env))
        changed = {name for name, told in now.items() if before.get(name, told) != told}
        env.livingreview_told = now  # type: ignore[attr-defined]
        refers = perpage.seen(env, "refers")
        return [*own, *(page for page, named in refers.items() if named & changed)]


def _told(env: BuildEnvironment) -> Iterator[tuple[str, object]]:
    """What a reference can print of each target: its title and its numbers."""
    standard, figures = env.domains.standard_domain, env.toc_fignumbers
    for page, title in env.titles.items():
        yield f"/{page}", title.astext()
    for name, (page, anchor) in standard.anonlabels.items():
        numbers = [kind.get(anchor) for kind in figures.get(page, {}).values()]
        section = env.toc_secnumbers.get(page, {}).get(f"#{anchor}")
        yield name, (standard.labels.get(name, ("",))[-1], section, numbers)
    for name, (page, number) in env.domains.math_domain.equations.items():
        yield name, (number, figures.get(page, {}).get("displaymath", {}).get(f"equation-{name}"))


def _refers(app: Sphinx, page: nodes.document) -> set[str]:
    """The targets that a page names, a page with a stroke before it."""
    found = set()
    for node in page.findall(pending_xref):
        target = str(node.get("reftarget", ""))
        if node.get("reftype") == "doc":
            target = f"/{docname_join(app.env.docname, target)}"
        found.add(target)
    return found


def _bare(app: Sphinx, page: nodes.document) -> Element:
    """What gives or takes a number on a page, in order, and nothing else."""
    return Element("", *_counted(page, list(app.env.domains.sorted())))


def _counted(node: Element, domains: Sequence[Domain]) -> Iterator[Element]:
    counts = _has_number(node, domains)
    for child in node.children:
        if not isinstance(child, Element):
            continue
        if isinstance(child, toctree):
            yield toctree(entries=child["entries"], numbered=child.get("numbered", 0))
        elif counts and isinstance(child, (nodes.caption, nodes.title)):
            yield type(child)("", child.astext())  # without one a figure has no number
        elif counts and isinstance(child, nodes.literal_block):
            yield nodes.literal_block()
        elif _has_number(child, domains):
            code = {"literal_block": True} if "literal_block" in child else {}
            yield type(child)("", *_counted(child, domains), ids=child["ids"], **code)
        else:
            yield from _counted(child, domains)


def _has_number(node: Element, domains: Sequence[Domain]) -> bool:
    """Whether a node is a section or of a kind that can have a number."""
    return any(domain.get_enumerable_node_type(node) for domain in domains)


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
    perpage.keep(app, "numbered", _bare, 990)
    perpage.keep(app, "refers", _refers, 990)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
