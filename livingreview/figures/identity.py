"""What a discrimination score counts: the profiles that lie nearer to a prediction than its own.

The profiles are points of a plane; the score of a prediction for one perturbation is the share of
the other perturbations whose measured profile lies farther away from it than its own does.
"""

from __future__ import annotations

from math import dist

from livingreview.figures.rows import Row
from livingreview.figures.scales import linear
from livingreview.figures.sheet import EDGE, Mark, Sheet, Size, wrap

Point = tuple[float, float]
ASKED = "A"
MEASURED: dict[str, Point] = {
    "A": (0.24, 0.72), "B": (0.78, 0.88), "C": (0.86, 0.3), "D": (0.34, 0.12), "E": (0.6, 0.56),
}  # fmt: skip
_MEAN = (
    sum(x for x, _ in MEASURED.values()) / len(MEASURED),
    sum(y for _, y in MEASURED.values()) / len(MEASURED),
)
PREDICTED: dict[str, Point] = {
    "Near its own": (0.33, 0.64),
    "The mean of all": _MEAN,
    "Near others": (0.78, 0.62),
}


def score(prediction: Point) -> float:
    """The share of the other perturbations that lie farther from a prediction than its own."""
    own = dist(prediction, MEASURED[ASKED])
    others = [point for name, point in MEASURED.items() if name != ASKED]
    return sum(dist(prediction, point) > own for point in others) / len(others)


def gather() -> list[Row]:
    """One row a prediction: where it lies, and its score."""
    return [
        {"id": "", "prediction": name, "of": ASKED, "x": round(at[0], 3), "y": round(at[1], 3),
         "score": score(at)}
        for name, at in PREDICTED.items()
    ]  # fmt: skip


def message(_: list[Row]) -> str:
    """What is counted."""
    return (
        "A discrimination score counts how many other perturbations lie farther from a prediction "
        "than its own."
    )


def draw(rows: list[Row], size: Size) -> Sheet:
    """A panel a prediction, with lines to its own profile and to each that lies nearer."""
    sheet = Sheet(size)
    top = sheet.key(
        [
            Mark("ink", "diamond", words="measured"),
            Mark("one", words=f"predicted for {ASKED}"),
            Mark("holds", "line", words=f"to {ASKED}"),
            Mark("stops", "dashes", words="to a nearer one"),
        ]
    )
    gap = 12.0 if size.phone else 40.0
    across = (size.width - 2 * EDGE - gap * (len(rows) - 1)) / len(rows)
    tall = min(across, 92.0)
    heads = [wrap(row["prediction"], size.text, across, bold=True) for row in rows]
    upper = top + 26 + 17 * max(map(len, heads))
    for place, (row, head) in enumerate(zip(rows, heads, strict=True)):
        at = EDGE + place * (across + gap)
        for line, words in enumerate(head):
            sheet.text(at, top + 18 + 17 * line, words, bold=True)
        sheet.text(at, upper - 8, f"score {row['score']:g}")
        _panel(sheet, row, (at, upper, across, tall))
    sheet.height = upper + tall + 8
    return sheet


def _panel(sheet: Sheet, row: Row, box: tuple[float, float, float, float]) -> None:
    left, top, across, tall = box
    x, y = linear(0, 1, left, left + across), linear(0, 1, top + tall, top)
    sheet.rect(left, top, across, tall)
    here = (row["x"], row["y"])
    own = dist(here, MEASURED[ASKED])
    for name, point in MEASURED.items():
        if name == ASKED or dist(here, point) <= own:
            ends = [(x(here[0]), y(here[1])), (x(point[0]), y(point[1]))]
            sheet.line(ends, "holds" if name == ASKED else "stops", 1.6, "" if name == ASKED
                       else "3 2")  # fmt: skip
    for name, point in MEASURED.items():
        sheet.mark(x(point[0]), y(point[1]), "ink", "diamond", px=8, says=f"measured {name}")
        right = point[0] > 0.5
        at = x(point[0]) + (8 if right else -8)
        sheet.text(at, y(point[1]) + 4, name, align="left" if right else "right", halo=True)
    sheet.mark(x(here[0]), y(here[1]), "one", says=f"{row['prediction']}: {row['score']:g}")


def alt(rows: list[Row]) -> str:
    """The scores in words."""
    said = "; ".join(f"{row['prediction'].lower()}, {row['score']:g}" for row in rows)
    return (
        f"Measured profiles of {len(MEASURED)} perturbations as points, and a prediction for "
        f"{ASKED} in each panel. Score by where it lies: {said}."
    )
