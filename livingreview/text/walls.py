"""Where a claim stands in its chapter: the section at which a reader sees its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview.register.register import Register
from livingreview.text.build import register_of
from livingreview.text.nodes import Placeholder, left
from livingreview.text.places import page_of
from livingreview.text.uses import uses_of

NAMED = 3  # a section that names the claim counts as much as one that prints three findings of it


class wall_link(nodes.inline, Placeholder):
    """A link to where the claim ``record`` stands.

    Without words of its own it names the section, and goes if the claim stands in none.
    """


def sections(listed: nodes.Node, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path to each section of a page, from its title down, each by its id."""
    for item in listed.children:
        path = above
        for part in item.children:
            if isinstance(part, nodes.bullet_list):
                yield from sections(part, path)
            elif link := part.next_node(nodes.reference):
                path = (*above, link["anchorname"].removeprefix("#"))
                yield path


def wall(env: BuildEnvironment, books: Register, claim: str) -> str:
    """The id of the section of its chapter where a claim stands; empty if it stands in none.

    Sections of the third level are walls, and what lies below belongs to them. The one that uses
    most of the findings in support is where the claim stands; to be named there counts as well. One
    of the second level, as In brief, only names claims that stand elsewhere, and a table or figure
    there counts for a claim alone that stands in no wall.
    """
    chapter = books.chapter_of[claim]
    paths = {path[-1]: path for path in sections(env.tocs[chapter])}
    found: Counter[str] = Counter()

    def count(record: str, weight: int, least: int) -> None:
        for page, section, _ in uses_of(env, record):
            path = paths.get(section, ())
            if page == chapter and len(path) >= least:
                found[path[min(len(path), 3) - 1]] += weight

    count(claim, NAMED, 3)
    for finding in books.claims[claim].ids("supports"):
        count(finding, 1, 2)
    third = [section for section in found if len(paths[section]) > 2]
    return max(third or found, key=found.__getitem__, default="")


def place_of(env: BuildEnvironment, books: Register, claim: str) -> tuple[str, str]:
    """Page and anchor of the wall of a claim, else of its record."""
    anchor = wall(env, books, claim)
    return (books.chapter_of[claim], anchor) if anchor else ("register/claims", claim)


class ResolveWalls(SphinxPostTransform):
    """Turns links to walls into links, once every page has been read."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        books = register_of(self.app)
        for link in left(self.document, wall_link):
            docname, anchor = place_of(self.env, books, link["record"])
            here = page_of(link, self.env.docname)
            uri = f"{self.app.builder.get_relative_uri(here, docname)}#{anchor}"
            made = nodes.reference("", "", *link.children, internal=True, refuri=uri)
            if link.children:
                link.replace_self(made)
            elif title := self._title(docname, anchor):
                made += nodes.Text(title)
                link.replace_self([nodes.Text("Evidence: "), made, nodes.Text(".")])
            else:
                block = link.parent
                block.remove(link)
                if not block.children:
                    block.parent.remove(block)

    def _title(self, docname: str, anchor: str) -> str:
        """The title of a section; empty if the anchor is none, or the page missing."""
        contents = self.env.tocs.get(docname)
        for link in contents.findall(nodes.reference) if contents else ():
            if link["anchorname"] == f"#{anchor}":
                return link.astext()
        return ""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the links with Sphinx."""
    app.add_node(wall_link)
    app.add_post_transform(ResolveWalls)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
