"""Names a row of a Markdown table with more cells than its head: the parser drops them in silence.

A table whose line of hyphens does not match its head is no table; its rows are printed as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_it.rules_block.table import escapedSplit
from sphinx.application import Sphinx

from livingreview.problems import Problem
from livingreview.text.collect import AROUND, prose
from livingreview.text.settled import found_in
from livingreview.text.tell import tell

_HYPHENS = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_AROUND = re.compile(f"^{AROUND}")


def problems(root: Path) -> Iterator[Problem]:
    """Faults of the tables of every page in ``docs/``, each at its row."""
    for file in _pages(root):
        yield from _of(file)


def _pages(root: Path) -> list[Path]:
    return sorted((root / "docs").rglob("*.md"))


def _of(file: Path) -> Iterator[Problem]:
    for line, found, remedy in of_page(file.read_text(encoding="utf-8")):
        yield Problem(file, line, "", found, remedy)


def of_page(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was found and what to do, for the tables of one page."""
    source = text.splitlines()
    columns, before, last = 0, 0, 0  # of the table, of the line before, its number
    for number, _ in prose(text):
        line = _AROUND.sub("", source[number - 1]).strip()
        cells = _cells(line)
        if number != last + 1 or not line:
            columns = before = 0
        if columns:
            if len(cells) > columns:
                found = f"the row has {len(cells)} cells, the head {columns}: {cells[columns]!r}"
                yield number, f"{found} is lost", "give the head a cell more, or write | as \\|"
        elif before and "|" in line and _HYPHENS.fullmatch(line):
            if len(cells) == before:
                columns = before
            else:
                found = f"the head has {before} cells, the hyphens below {len(cells)}: no table"
                yield number, found, "write as many of one as of the other"
        before, last = len(cells) if "|" in line else 0, number


def _cells(line: str) -> list[str]:
    """The cells of a row, as the parser counts them."""
    cells = [cell.strip() for cell in escapedSplit(line)]
    cells = cells[1:] if cells and not cells[0] else cells
    return cells[:-1] if cells and not cells[-1] else cells


def _tell(app: Sphinx) -> None:
    tell(found_in(app, "rows", _pages(Path(app.confdir)), _of), "row")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at the sources at the start of every build: it takes a moment and nothing is missed."""
    app.connect("builder-inited", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
