"""Names beside their points: as near as there is room, on no mark and on no other name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from livingreview.figures.sheet import Align, Sheet, wide

ANGLES = (0, 180, 315, 225, 45, 135, 270, 90, 337, 203, 23, 157)  # in degrees, y down; right first
STEPS = (4, 9, 15, 22, 30, 40, 52, 66)  # px between the rim of a mark and the words
Line = tuple[tuple[float, float], tuple[float, float]]
NEAR = 10  # px: words farther off are led to their point by a line


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share more than their rims."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0 and min(self.bottom, other.bottom) - max(self.top, other.top) > 0

    def within(self, other: Box) -> bool:
        """Whether this one lies in the other."""
        beside = self.left >= other.left and self.right <= other.right
        return beside and self.top >= other.top and self.bottom <= other.bottom


@dataclass(frozen=True)
class Point:
    """A mark with its radius; ``words`` are to stand beside it, if there are any."""

    x: float
    y: float
    radius: float
    words: str = ""


@dataclass(frozen=True)
class _Place:
    """Where words may stand: ``x`` and ``y`` as ``Sheet.text`` takes them."""

    x: float
    y: float
    align: Align
    box: Box
    far: bool


def label(
    sheet: Sheet, points: Sequence[Point], room: Box, line: Sequence[tuple[float, float]] = ()
) -> None:
    """Write the names of points into a room that holds them all, none of them on the line.

    A name that finds no place is refused.
    """
    named = [point for point in points if point.words]
    order = sorted(named, key=lambda one: (-one.radius, one.x, one.y))
    lines = list(pairwise(line))
    tries = 4 * len(order)
    placed, stuck = _placed(sheet, order, points, room, lines)
    while stuck and tries:
        tries -= 1
        order.remove(stuck)
        order.insert(0, stuck)  # who found no place chooses first
        placed, stuck = _placed(sheet, order, points, room, lines)
    if stuck:
        sheet.refuse(
            f"{stuck.words!r} finds no place beside its point; shorten it, or give the panel more "
            "room"
        )
    for point, place in placed.items():
        if place.far:
            sheet.line(_leader(point, place.box), "muted", 0.8)
    for point, place in placed.items():
        sheet.text(place.x, place.y, point.words, align=place.align, halo=True)


def _placed(
    sheet: Sheet, order: Sequence[Point], points: Sequence[Point], room: Box, drawn: list[Line]
) -> tuple[dict[Point, _Place], Point | None]:
    """A place for each point in turn, and the first that finds none."""
    placed: dict[Point, _Place] = {}
    for point in order:
        for place in _places(point, sheet.size.text):
            clear = place.box.within(room) and not any(_crosses(each, place.box) for each in drawn)
            if clear and _free(point, place, points, placed):
                placed[point] = place
                break
        else:
            return placed, point
    return placed, None


def _places(point: Point, px: float) -> Iterator[_Place]:
    """Where the name of a point may stand, the nearest first."""
    width = wide(point.words, px)
    for step in STEPS:
        for angle in ANGLES:
            across = math.cos(math.radians(angle))
            down = math.sin(math.radians(angle))
            x = point.x + across * (point.radius + step)
            y = point.y + down * (point.radius + step)
            aligns: tuple[Align, ...] = ("left",) if across > 0 else ("right",)
            upright = abs(across) < 0.2
            for align in ("center", "left", "right") if upright else aligns:
                at = x + upright * {"left": -4, "center": 0, "right": 4}[align]
                left = at - {"left": 0.0, "center": width / 2, "right": width}[align]
                base = y + 0.32 * px + down * 0.3 * px
                box = Box(left, base - 0.8 * px, left + width, base + 0.26 * px)
                yield _Place(at, base, align, box, step > NEAR)


def _free(
    point: Point, place: _Place, points: Sequence[Point], placed: dict[Point, _Place]
) -> bool:
    """Whether words lie on no mark, no words and no line, and their line on none of them."""
    lines = [_leader(point, place.box)] if place.far else []
    boxes = [each.box for each in placed.values()]
    if any(place.box.meets(box) for box in boxes):
        return False
    if any(_near(one, place.box) < one.radius + 1.5 for one in points):
        return False
    if any(_crosses(_leader(one, each.box), place.box) for one, each in placed.items() if each.far):
        return False
    others = [one for one in points if one != point]
    return not any(
        _crosses(line, box) for line in lines
        for box in [*boxes, *(_around(one) for one in others if _apart(one, point))]
    )  # fmt: skip


def _around(point: Point) -> Box:
    half = min(point.radius, 4)
    return Box(point.x - half, point.y - half, point.x + half, point.y + half)


def _apart(one: Point, other: Point) -> bool:
    return math.hypot(one.x - other.x, one.y - other.y) > 6


def _near(point: Point, box: Box) -> float:
    """How far the middle of a mark lies from a rectangle."""
    across = max(box.left - point.x, 0, point.x - box.right)
    return math.hypot(across, max(box.top - point.y, 0, point.y - box.bottom))


def _leader(point: Point, box: Box) -> Line:
    """The line from the rim of a mark to the nearest place at its words."""
    x = min(max(point.x, box.left), box.right)
    y = min(max(point.y, box.top), box.bottom)
    far = math.hypot(x - point.x, y - point.y) or 1
    share = min(point.radius, far) / far
    return (point.x + share * (x - point.x), point.y + share * (y - point.y)), (x, y)


def _crosses(line: Line, box: Box) -> bool:
    (x0, y0), (x1, y1) = line
    return any(
        box.left < x0 + part / 24 * (x1 - x0) < box.right
        and box.top < y0 + part / 24 * (y1 - y0) < box.bottom
        for part in range(25)
    )
