"""Where a claim stands in its chapter: the section, so that a reader lands at its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from docutils import nodes
from sphinx.environment import BuildEnvironment

from livingreview.register.register import Register
from livingreview.text.uses import uses_of

NAMED = 3  # a section that names the claim counts as much as one that prints three findings of it


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
    of the second level, as In brief, only names claims that stand elsewhere.
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
    return max(found, key=found.__getitem__, default="")
