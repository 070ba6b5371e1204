"""The machinery shown by itself: its rooms, and who uses whom, from the imports as they stand.

``{room-list}`` is the map of rooms in the docstring of the package, as a table. ``{room-map}``
draws which room imports from which: names stand on the diagonal, so that the marks left of a name
are the rooms that it uses, and those below are the rooms that use it. Its body is the caption, and
it takes ``:name:``.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import livingreview
from livingreview.figures import pictures
from livingreview.figures.pictures import Picture
from livingreview.figures.rows import Row
from livingreview.figures.scales import count
from livingreview.figures.sheet import EDGE, Sheet, Size, wide
from livingreview.text import nodes as blocks

PACKAGE = Path(livingreview.__file__).parent
ENTRY = re.compile(r"^``(\w+)`` +(.+)$", re.M)


def rooms() -> dict[str, str]:
    """Every room of the map and what it is for, from the lowest to the highest."""
    return dict(ENTRY.findall(livingreview.__doc__ or ""))


def imports(file: Path) -> Iterator[str]:
    """The rooms that a module imports from, its own among them.

    Raises ``ValueError`` for an import relative to the module.
    """
    for node in _statements(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            raise ValueError(f"{file}:{node.lineno}: write livingreview.room.module, from the top")
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{name.name}" for name in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("livingreview."))


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement of a module, those within others too, without the expressions in them."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        inner = getattr(node, part, None)
        for one in inner if isinstance(inner, list) else ():
            yield one
            yield from _statements(one)


def uses() -> dict[str, set[str]]:
    """The other rooms that each room imports from."""
    found: dict[str, set[str]] = {room: set() for room in rooms()}
    for file in sorted(PACKAGE.rglob("*.py")):
        room = file.relative_to(PACKAGE).with_suffix("").parts[0]
        if room != "__init__":
            found.setdefault(room, set()).update(set(imports(file)) - {room})
    return found


class RoomList(SphinxDirective):
    """``{room-list}``."""

    def run(self) -> list[nodes.Node]:
        rows: list[blocks.Row] = []
        for room, purpose in rooms().items():
            words = self.parse_inline(purpose.replace("``", "`"), lineno=self.lineno)[0]
            rows.append(([], [[blocks.text(nodes.literal("", room))], [blocks.text(*words)]]))
        return [blocks.table({"Room": 30, "What it is for": 70}, rows)]


class RoomMap(SphinxDirective):
    """``{room-map}``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        rows, name = gather(), self.options.get("name", "rooms")
        drawn = count(sum(len(row["uses"]) for row in rows), "import") + " between rooms"
        return [
            pictures.figure(self, Picture(name, rows, partial(draw, rows), alt(rows), "", drawn))
        ]


def gather() -> list[Row]:
    """One row a room, from the lowest to the highest: the rooms that it uses."""
    order, found = list(rooms()), uses()
    return [{"id": room, "uses": sorted(found[room], key=order.index)} for room in order]


def draw(rows: list[Row], size: Size) -> Sheet:
    """Names on the diagonal, a mark where the room of the line uses that of the column."""
    sheet, px = Sheet(size), size.text
    order = [row["id"] for row in rows]
    step, tall = (15.0, 16.0) if size.phone else (32.0, 22.0)
    left, top = EDGE + 6, 14.0
    for line in range(len(rows)):
        y, at = top + tall * line, left + step * line
        if line:
            sheet.line([(left - 6, y), (at - 8, y)], "grid")
        if line < len(rows) - 1:
            below = top + tall * (len(rows) - 1)
            sheet.line([(at, y + 9), (at, below + 6)], "grid")
    for line, row in enumerate(rows):
        y, at = top + tall * line, left + step * line
        for used in row["uses"]:
            sheet.mark(
                left + step * order.index(used), y, "one", px=9 if size.phone else 11,
                says=f"{row['id']} uses {used}",
            )  # fmt: skip
        room = size.width - EDGE - wide(row["id"], px, True)
        sheet.text(min(at - 5, room), y + 0.34 * px, row["id"], bold=True, halo=True)
    sheet.height = top + tall * (len(rows) - 1) + 14
    return sheet


def alt(rows: list[Row]) -> str:
    """How many marks there are, where they stand, and which rooms are used most."""
    order = [row["id"] for row in rows]
    pairs = [(row["id"], used) for row in rows for used in row["uses"]]
    upward = [
        f"{room} uses {used}" for room, used in pairs if order.index(used) > order.index(room)
    ]
    most = Counter(used for _, used in pairs).most_common(3)
    where = f"above the diagonal: {', '.join(upward)}" if upward else "all stand below the diagonal"
    return (
        f"A matrix of {count(len(rows), 'room')}, with their names on the diagonal. Each of its "
        f"{count(len(pairs), 'mark')} says that the room of the line imports from the room of the "
        f"column; {where}. Most used: "
        + ", ".join(f"{room} (by {count(many, 'room')})" for room, many in most) + "."
    )  # fmt: skip


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.add_directive("room-list", RoomList)
    app.add_directive("room-map", RoomMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
