"""The machinery shown by itself: its rooms, and who uses whom, from the imports as they stand.

``{room-list}`` is the map of rooms in the docstring of the package, as a table. ``{room-map}``
draws which room imports from which; its body is the caption, and it takes ``:name:``.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import livingreview
from livingreview.figures.drawing import LIGHT, draw_uses
from livingreview.figures.oldpictures import folder_of, pair
from livingreview.figures.pictures import caption
from livingreview.text.nodes import Row, table, text

PACKAGE = Path(livingreview.__file__).parent
ENTRY = re.compile(r"^``(\w+)`` +(.+)$", re.M)


def rooms() -> dict[str, str]:
    """Every room of the map and what it is for, from the lowest to the highest."""
    return dict(ENTRY.findall(livingreview.__doc__ or ""))


def imports(file: Path) -> Iterator[str]:
    """The rooms that a module imports from, its own among them.

    Raises ``ValueError`` for an import relative to the module.
    """
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            raise ValueError(f"{file}:{node.lineno}: write livingreview.room.module, from the top")
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{name.name}" for name in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("livingreview."))


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
        self.env.note_dependency(str(PACKAGE / "__init__.py"))
        rows: list[Row] = []
        for room, purpose in rooms().items():
            words = self.parse_inline(purpose.replace("``", "`"), lineno=self.lineno)[0]
            rows.append(([], [[text(nodes.literal("", room))], [text(*words)]]))
        return [table({"Room": 30, "What it is for": 70}, rows)]


class RoomMap(SphinxDirective):
    """``{room-map}``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        for file in PACKAGE.rglob("*.py"):
            self.env.note_dependency(str(file))
        order, found = list(rooms()), uses()
        most = Counter(other for others in found.values() for other in others).most_common(3)
        alt = (
            f"A matrix of {len(order)} rooms. Each of its {sum(map(len, found.values()))} marks "
            "says that the room of the row imports from the room of the column; all stand below "
            "the diagonal. Most used: "
            + ", ".join(f"{room} (by {count} rooms)" for room, count in most) + "."
        )  # fmt: skip
        shown = {room: sorted(found[room]) for room in order}
        figure = nodes.figure()
        figure += list(
            pair(self, folder_of(self, shown), "rooms", alt, lambda: draw_uses(shown, LIGHT))
        )
        figure += caption(self)
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.add_directive("room-list", RoomList)
    app.add_directive("room-map", RoomMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
