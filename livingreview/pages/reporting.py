"""``{reporting}``: the checklist of what guidelines ask for, each item with where the book answers.

The build stops at an address that is gone: a page, or a part of one by its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from livingreview.problems import did_you_mean
from livingreview.register.files.reporting import Item
from livingreview.text.build import depend, register_of
from livingreview.text.nodes import Part, Placeholder, Row, left, strong, table, text

logger = logging.getLogger(__name__)
SECTIONS = "sections"  # in the metadata of a page: titles by ids
HEAD = {"What is asked": 26, "Item": 16, "Done": 10, "How, or why not, and where": 48}


class part_link(nodes.inline, Placeholder):
    """A link to a part of a page, until the page is written; ``page`` and ``part`` say which."""


class Reporting(SphinxDirective):
    """``{reporting}``, without arguments."""

    def run(self) -> list[nodes.Node]:
        books = register_of(self.env.app)
        if "reporting" not in books.parts:
            raise self.error("evidence/reporting.yaml is not there; write it, or drop this line")
        depend(self.env, [books.parts["reporting"]])
        rows: list[Row] = [_row(item) for item in books.reporting.values()]
        return [table(HEAD, rows, "of-claims", "wide")]


def _row(item: Item) -> Row:
    how: list[Part] = [item.how]
    for number, address in enumerate(item.at):
        how += [", " if number else " See ", _link(address)]
    how += ["."] if item.at else []
    cells: list[list[nodes.Element]] = [
        [text(item.asks)], [text(item.of)], [text(strong(item.done))], [text(*how)]
    ]  # fmt: skip
    return [item.id], cells


def _link(address: str) -> part_link:
    page, _, part = address.partition("#")
    return part_link("", address, page=page, part=part)


class LinkParts(SphinxPostTransform):
    """Turns the links into references by the title of the part."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for link in left(self.document, part_link):
            page, part = link["page"], link["part"]
            title = title_of(self.env, page, part)
            if not title:  # the build has said so
                link.replace_self(nodes.Text(link.astext()))
                continue
            uri = self.app.builder.get_relative_uri(self.env.docname, page)
            whole = f"{uri}#{part}" if part else uri
            link.replace_self(nodes.reference("", title, internal=True, refuri=whole))


def keep(app: Sphinx, doctree: nodes.document) -> None:
    """Remember the sections of a page by their ids: no page is opened again to look for one."""
    app.env.metadata[app.env.docname][SECTIONS] = {
        name: title.astext()
        for section in doctree.findall(nodes.section)
        if (title := section.next_node(nodes.title))
        for name in section["ids"]
    }


def sections(env: BuildEnvironment, page: str) -> dict[str, str]:
    """The titles of the sections of a page by their ids."""
    found: dict[str, str] = env.metadata[page].get(SECTIONS, {})
    return found


def title_of(env: BuildEnvironment, page: str, part: str) -> str:
    """The title of a section of a page, or of the page; empty if there is none."""
    if page not in env.all_docs:
        return ""
    return sections(env, page).get(part, "") if part else env.titles[page].astext()


def gone(env: BuildEnvironment, item: Item) -> Iterator[str]:
    """What is wrong with the addresses of an item, and what to do."""
    for address in item.at:
        page, _, part = address.partition("#")
        if page not in env.all_docs:
            remedy = did_you_mean(page, env.all_docs, "name a page of docs/")
            yield f"{item.id}.at: there is no page {page}; {remedy}"
        elif part and part not in (known := sections(env, page)):
            remedy = did_you_mean(part, known, f"name a section of docs/{page}.md")
            yield f"{item.id}.at: {page} has no part {part}; {remedy}"


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of every address that is gone; with warnings as errors the build stops."""
    books = register_of(app)
    for item in books.reporting.values():
        for found in gone(env, item):
            file, line = books.place[item.id]
            logger.warning(
                "%s", found, location=f"{file}:{line}", type="livingreview", subtype="reporting"
            )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_node(part_link)
    app.add_directive("reporting", Reporting)
    app.add_post_transform(LinkParts)
    app.connect("doctree-read", keep)
    app.connect("env-check-consistency", check)
    # pages that an older program read do not know their sections
    return {"version": "1", "env_version": 1, "parallel_read_safe": True,
            "parallel_write_safe": True}  # fmt: skip
