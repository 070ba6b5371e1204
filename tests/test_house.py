"""The rooms of the machinery: who may know of whom."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import livingreview

PACKAGE = Path(livingreview.__file__).parent
ROOMS = re.findall(r"^``(\w+)``", livingreview.__doc__ or "", re.M)  # from the lowest to the highest


def imports(file: Path) -> Iterator[str]:
    """The rooms that a module imports from."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            first, *rest = node.module.split(".")
            assert node.level == 0, f"{file}: write livingreview.room.module, from the top"
            if first == "livingreview":
                yield from rest[:1] or [name.name for name in node.names]


def test_every_room_stands_in_the_map_and_every_line_of_the_map_is_a_room() -> None:
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert found - {"__init__", "__pycache__"} == set(ROOMS)


def test_a_room_knows_only_rooms_below_it() -> None:
    upward = [
        f"{file.relative_to(PACKAGE)} imports {name}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if (room := file.relative_to(PACKAGE).with_suffix("").parts[0]) != "__init__"
        for name in imports(file)
        if ROOMS.index(name) > ROOMS.index(room)
    ]
    assert upward == []


def test_every_room_says_what_comes_in_and_what_goes_out() -> None:
    for room in PACKAGE.rglob("__init__.py"):
        doc = ast.get_docstring(ast.parse(room.read_text(encoding="utf-8"))) or ""
        assert len(doc.split()) > 8, f"{room} does not say what it is for"
