"""The rooms of the machinery: who may know of whom."""

from __future__ import annotations

import ast
import functools

from conftest import NewBook

from livingreview.figures import house
from livingreview.figures.house import PACKAGE, rooms

ROOMS = list(rooms())
ROOM_MAP = """
```{room-map}
:name: fig-rooms

**No room knows of one that comes after it.**
```
"""


@functools.cache
def uses() -> dict[str, set[str]]:
    """The other rooms that each room imports from."""
    return house.uses()


def test_every_room_stands_in_the_map_and_every_line_of_the_map_is_a_room() -> None:
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert found - {"__init__", "__pycache__"} == set(ROOMS)


def test_a_room_knows_only_rooms_above_it_in_the_map() -> None:
    upward = [
        f"{room} imports {other}"
        for room, others in uses().items()
        for other in others
        if ROOMS.index(other) > ROOMS.index(room)
    ]
    assert upward == []


def test_the_lowest_room_is_used_by_many_and_the_highest_by_none() -> None:
    assert sum("problems" in others for others in uses().values()) > 5
    assert not any(ROOMS[-1] in others for others in uses().values())


def test_every_room_says_what_comes_in_and_what_goes_out() -> None:
    for room in PACKAGE.rglob("__init__.py"):
        doc = ast.get_docstring(ast.parse(room.read_text(encoding="utf-8"))) or ""
        assert len(doc.split()) > 8, f"{room} does not say what it is for"


def test_the_map_of_rooms_names_each_room_and_marks_each_import(new_book: NewBook) -> None:
    book = new_book()
    book.edit("conf.py", "extensions = [", 'extensions = [\n    "livingreview.figures.house",')
    page = (book.root / "docs/methods.md").read_text(encoding="utf-8")
    book.write("docs/methods.md", page + ROOM_MAP)
    built = book.build("html")
    assert built.status == 0, built.warnings
    shown = built.page("methods").find(id="fig-rooms")
    assert shown is not None
    pairs = {f"{room} uses {other}" for room, others in uses().items() for other in others}
    for svg in shown.find_all("svg"):
        assert [text.get_text() for text in svg.find_all("text")] == ROOMS
        assert {mark.title.get_text() for mark in svg.find_all("circle")} == pairs
        assert "all stand below the diagonal" in svg["aria-label"]
    assert f"Drawn from {len(pairs)} imports between rooms." in shown.get_text()
