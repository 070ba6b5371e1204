"""Names a link that a page promised to keep and lost, as those of the post that the book grew from.

``livingreview_kept_links`` names for such a page a file with one address a line. On the page each
stands as code in a row of a table, with the work as it is cited and the chapter that cites it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview.problems import Problem
from livingreview.text.cited import keys_by_page
from livingreview.text.tell import tell

_ROW = re.compile(r"^\s*\* - ")
_CITED = re.compile(r"\{cite:?\w*\}`(?P<keys>[^`]+)`")
_CHAPTER = re.compile(r"\{doc\}`(?:[^`<]*<)?/?(?P<name>[^`>]+)>?`")


def problems(
    page: Path, addresses: Sequence[str], cited: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    """Faults of the page: an address that is gone, without a work, or whose chapter dropped it.

    ``cited`` holds the keys that each chapter cites, by its name.
    """
    lines = page.read_text(encoding="utf-8").splitlines()
    for address in addresses:
        code = f"`{address}`"
        number = next((n for n, line in enumerate(lines, 1) if code in line), 0)
        if not number:
            found = f"the link {address} is not on this page"
            yield Problem(page, 0, "", found, "put its row back; every link was to be kept")
            continue
        row = _row(lines, number)
        keys = [key.strip() for match in _CITED.finditer(row) for key in match["keys"].split(",")]
        chapters = [match["name"] for match in _CHAPTER.finditer(row)]
        if not keys or not chapters:
            found = f"the row of {address} names no {'chapter' if keys else 'work'}"
            yield Problem(page, number, "", found, "name the work as cited, and its chapter")
        for key in keys:
            if chapters and not any(key in cited.get(chapter, ()) for chapter in chapters):
                found = f"{chapters[0]} does not cite {key}, the work behind {address}"
                remedy = "cite it there again, or name the chapter that does"
                yield Problem(page, number, "", found, remedy)


def _row(lines: Sequence[str], number: int) -> str:
    """The row of a list table that holds a line."""
    first, last = number - 1, number
    while first > 0 and not _ROW.match(lines[first]):
        first -= 1
    while last < len(lines) and lines[last].strip() and not _ROW.match(lines[last]):
        last += 1
    return "\n".join(lines[first:last])


def _tell(app: Sphinx, env: BuildEnvironment) -> None:
    cited = keys_by_page(env)
    for name, file in app.config.livingreview_kept_links.items():
        listed = Path(app.confdir, file)
        if not listed.is_file():
            found = f"{file}, the links that {name} keeps, is not there"
            tell([Problem(Path(app.confdir, "conf.py"), 0, "", found, "restore the file")], "kept")
            continue
        addresses = listed.read_text(encoding="utf-8").split()
        tell(problems(Path(env.doc2path(name)), addresses, cited), "kept")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look once every page has been read."""
    app.add_config_value("livingreview_kept_links", {}, "env", dict)
    app.connect("env-check-consistency", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
