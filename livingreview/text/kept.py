"""Names a work behind a link of the post that the chapter of the link no longer cites.

The book grew from a post and promised to keep each of its links: ``evidence/post.yaml`` says which
works stand behind a link and which chapter cites them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview.problems import Problem
from livingreview.register.files.post import Post
from livingreview.text.build import register_of
from livingreview.text.cited import keys_by_page
from livingreview.text.places import exact_line
from livingreview.text.tell import tell


def problems(file: Path, post: Post, cited: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """One fault for each work whose chapter dropped it; ``cited`` are the keys of each page."""
    for link in post.links:
        for key in link.works:
            if key not in cited.get(link.chapter, ()):
                line = exact_line(str(file), 1, link.address)
                found = f"{link.chapter} does not cite {key}, the work behind {link.address}"
                yield Problem(file, line, "", found, "cite it there, or name the chapter that does")


def _tell(app: Sphinx, env: BuildEnvironment) -> None:
    books = register_of(app)
    if books.post:
        tell(problems(books.parts["post"], books.post, keys_by_page(env)), "kept")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look once every page has been read."""
    app.connect("env-check-consistency", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
