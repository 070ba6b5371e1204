"""The findings behind the figures of a page, as its source names them: no page has to be built."""

from __future__ import annotations

import re
from pathlib import Path

from livingreview.figures import contests
from livingreview.figures.rows import Wish
from livingreview.register import second
from livingreview.register.register import Register

_FIGURE = re.compile(
    r"^(?P<fence>:{3,}|`{3,})\{evidence-figure\}[ ]*(?P<kind>[\w-]+)(?P<body>.*?)^(?P=fence)",
    re.M | re.S,
)  # fmt: skip
_CLASS = re.compile(r"^:class:[ ]*(\S+)", re.M)


def findings(books: Register, page: Path) -> list[str]:
    """Ids of the findings that the figures of a page show or name, each once, in order."""
    named: list[str] = []
    for figure in _FIGURE.finditer(page.read_text(encoding="utf-8")):
        named += re.findall(r"[\w-]+", figure["body"])
        if figure["kind"] == "contests":
            only = _CLASS.search(figure["body"])
            named += (row["id"] for row in contests.gather(books, Wish(only[1] if only else None)))
    return list(dict.fromkeys(name for name in named if name in books.findings))


def owing(books: Register, pages: Path, chapter: str | None = None) -> list[str]:
    """The findings that a claim or a figure rests on: these owe a second reading.

    ``pages`` is the folder of the pages; ``chapter`` is a name below it, None for all.
    """
    files = [pages / f"{chapter}.md"] if chapter else sorted(pages.rglob("*.md"))
    drawn = [name for file in files for name in findings(books, file)]
    return list(dict.fromkeys([*second.behind_claims(books, chapter), *drawn]))
