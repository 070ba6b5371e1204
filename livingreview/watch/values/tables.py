"""Tables as authors leave them: CSV and TSV files, outputs of notebooks, printed and Markdown ones.

In: the bytes of a file, or text. Out: a header and rows of text.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from bs4 import BeautifulSoup, Tag

from livingreview.problems import did_you_mean

MOST_TEXT = 200_000_000  # bytes of an unpacked file
INDEX = "index"  # the name of a column that has none
MOST_SPAN = 10_000  # rows or columns that one cell of an HTML table may cover


class LackingError(LookupError):
    """A file that is there does not hold what is looked for; the text says what it lacks."""


@dataclass(frozen=True)
class Table:
    """A header and rows of the same length; a column without a name is called ``index``."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> int:
        """The position of a column. Raises ``LackingError``."""
        if name not in self.header:
            hint = did_you_mean(name, self.header, "columns: " + ", ".join(self.header[:12]))
            raise LackingError(f"the table has no column {name}; {hint}")
        return self.header.index(name)


def text_of(data: bytes, path: str) -> str:
    """The text of a file, unpacked if its name ends in ``.gz``. Raises ``LackingError``."""
    if path.endswith(".gz"):
        try:
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(MOST_TEXT + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise LackingError(f"{path} cannot be unpacked ({error})") from None
        if len(data) > MOST_TEXT:
            raise LackingError(f"{path} holds more than {MOST_TEXT // 1_000_000} MB once unpacked")
    return data.decode("utf-8-sig", errors="replace")


@dataclass(frozen=True)
class Cell:
    """What a notebook's cells hold: their own text, what they printed, the HTML of their tables."""

    code: str
    printed: str
    html: tuple[str, ...]


def cells_of(data: bytes, numbers: tuple[int, ...], path: str) -> Cell:
    """Some cells of a notebook, counted from 0. Raises ``LackingError``."""
    try:
        notebook = json.loads(data)
        every = notebook["cells"]
        chosen = [every[number] for number in numbers if 0 <= number < len(every)]
        if len(chosen) < len(numbers):
            raise LackingError(f"{path} has {len(every)} cells, counted from 0")
        outputs = [output for cell in chosen for output in cell.get("outputs", [])]
        return Cell(
            "\n".join(_joined(cell["source"]) for cell in chosen),
            "\n".join(_joined(_plain(output)) for output in outputs),
            tuple(
                _joined(html)
                for output in outputs
                if (html := output.get("data", {}).get("text/html"))
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LackingError(f"{path} is no notebook that can be read") from None


def _plain(output: dict[str, Any]) -> Any:
    return output.get("text") or output.get("data", {}).get("text/plain", "")


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)


def behind(text: str, after: str | None) -> str:
    """The lines that follow the first one that holds ``after``. Raises ``LackingError``."""
    if after is None:
        return text
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if after in line:
            return "\n".join(lines[number:])
    raise LackingError(f"no line holds {after!r}")


def separated(text: str, path: str) -> Table:
    """A CSV or TSV file."""
    name = path.removesuffix(".gz")
    first = text.partition("\n")[0]
    tabs = name.endswith((".tsv", ".tab")) or (not name.endswith(".csv") and "\t" in first)
    csv.field_size_limit(1 << 24)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter="\t" if tabs else ","))
    except csv.Error as error:
        raise LackingError(f"{path} cannot be read as a table ({error})") from None
    return _whole([line for line in lines if line], path)


def _whole(lines: list[list[str]], what: str) -> Table:
    if not lines:
        raise LackingError(f"{what} holds no table")
    header, width = lines[0], max(map(len, lines))
    if len(header) == width - 1:  # as R and pandas write a table with names of rows
        header = ["", *header]
    names = [name.strip() or INDEX for name in header] + [""] * (width - len(header))
    rows = (tuple(cell.strip() for cell in line) for line in lines[1:])
    return Table(tuple(names), tuple(row + ("",) * (width - len(row)) for row in rows))


def printed(text: str, number: int = 1) -> Table:
    """The ``number``-th table of a text: lines of tabs, of pipes or of words, up to an empty line.

    Raises ``LackingError``.
    """
    blocks = [block.splitlines() for block in re.split(r"\n\s*\n", text)]
    tables = [block for block in map(_split, blocks) if len(block) > 1]
    if len(tables) < number:
        raise LackingError(f"the text holds {len(tables)} tables")
    return _whole(tables[number - 1], "the text")


def _split(lines: list[str]) -> list[list[str]]:
    """The cells of each line of a block; empty if it is no table."""
    pipes = [line.strip().strip("|") for line in lines if line.strip().startswith("|")]
    if pipes:
        cells = [re.split(r"(?<!\\)\|", line) for line in pipes]
        rules = [all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in line) for line in cells]
        return [line for line, rule in zip(cells, rules, strict=True) if not rule]
    lines = [line for line in lines if line.strip()]
    if lines and "\t" in lines[0]:
        cells = [line.split("\t") for line in lines]
        width = len(cells[1]) if len(cells) > 1 else 0  # another table may follow, or words
        return [cells[0], *takewhile(lambda line: len(line) == width, cells[1:])]
    return [line.split() for line in lines]


def drawn(pages: tuple[str, ...], number: int = 1) -> Table:
    """The ``number``-th table of some HTML, as pandas writes it. Raises ``LackingError``."""
    found: list[Tag] = []
    for page in pages:
        found += BeautifulSoup(page, "html.parser").find_all("table")
    if len(found) < number:
        raise LackingError(f"the output holds {len(found)} tables")
    table = found[number - 1]
    body = table.find("tbody") or table
    first = body.find("tr")
    lines = _grid([line for line in table.find_all("tr") if line.find_parent("thead")])
    rows = _grid([line for line in table.find_all("tr") if not line.find_parent("thead")])
    if not lines:
        return _whole(rows, "the output")
    named = len(first.find_all("th")) if first else 0
    header = [_name(names, at < named) for at, names in enumerate(zip(*lines, strict=False))]
    return _whole([header, *rows], "the output")


def _name(names: tuple[str, ...], of_rows: bool) -> str:
    """The name of a column under several lines of head; pandas writes that of rows last."""
    return names[-1] if of_rows else " ".join(name for name in names if name)


def _grid(lines: list[Tag]) -> list[list[str]]:
    """The cells of some lines; what spans several rows or columns stands in each of them."""
    grid: list[list[str]] = []
    open_: dict[int, tuple[int, str]] = {}  # column: how many lines more, and the text
    for line in lines:
        row: list[str] = []
        for cell in line.find_all(["th", "td"]):
            _continue(row, open_)
            text = " ".join(cell.get_text().split())
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    open_[len(row)] = (down - 1, text)
                row.append(text)
        _continue(row, open_)
        grid.append(row)
    return grid


def _continue(row: list[str], open_: dict[int, tuple[int, str]]) -> None:
    while len(row) in open_:
        left, text = open_.pop(len(row))
        if left > 1:
            open_[len(row)] = (left - 1, text)
        row.append(text)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(int(value), MOST_SPAN) if value.isdigit() and int(value) else 1
