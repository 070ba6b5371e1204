"""The rooms of the machinery: who may know of whom."""

from __future__ import annotations

import ast

from livingreview.figures.house import PACKAGE, rooms, uses

ROOMS = list(rooms())


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
