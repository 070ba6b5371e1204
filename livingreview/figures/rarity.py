"""Precision against recall where positives get rarer: the ranking stays, the area under it falls.

One ranking is drawn: scores of positives and of negatives are normal with equal spread, their means
``APART`` spreads from each other. Only the share of positives differs from panel to panel.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import NormalDist

from livingreview.figures.rows import Row
from livingreview.figures.scales import linear
from livingreview.figures.sheet import EDGE, Mark, Sheet, Size

APART = 1.5
SHARES = (2, 10, 100)  # one positive in so many
STEPS = 200
_NORMAL = NormalDist()


def gather() -> list[Row]:
    """One row a share of positives: chance, area under either curve, and the curve itself."""
    return [_row(many) for many in SHARES]


def _row(many: int) -> Row:
    curve = _curve(1 / many)
    area = sum((far[0] - near[0]) * (far[1] + near[1]) / 2 for near, far in pairwise(curve))
    auroc = _NORMAL.cdf(APART / 2**0.5)
    return {
        "id": "", "one_positive_in": many, "chance": round(1 / many, 4), "auprc": round(area, 2),
        "auroc": round(auroc, 2), "_curve": curve,
    }  # fmt: skip


def _curve(share: float) -> list[tuple[float, float]]:
    """Recall and precision at thresholds from strict to lax."""
    points = []
    for step in range(1, STEPS):
        recall = step / STEPS
        threshold = APART - _NORMAL.inv_cdf(recall)  # of which this share of positives lies above
        called = share * recall + (1 - share) * (1 - _NORMAL.cdf(threshold))
        points.append((recall, share * recall / called))
    return points


def message(rows: list[Row]) -> str:
    """What stays and what falls."""
    first, last = rows[0], rows[-1]
    return (
        f"One ranking keeps its AUROC of {first['auroc']}, and its AUPRC falls from "
        f"{first['auprc']} to {last['auprc']} as positives get rarer."
    )


def draw(rows: list[Row], size: Size) -> Sheet:
    """A panel a share, side by side, all with the same axes."""
    sheet = Sheet(size)
    top = sheet.key([Mark("one", "line", words="ranking"), Mark("muted", "dashes", words="chance")])
    gap, left = (20.0, EDGE + 26) if size.phone else (60.0, EDGE + 92)
    across = (size.width - EDGE - left - gap * (len(rows) - 1)) / len(rows)
    tall = min(across, 84.0)
    upper = top + 46
    y = linear(0, 1, upper + tall, upper)
    for place, row in enumerate(rows):
        at = left + place * (across + gap)
        x = linear(0, 1, at, at + across)
        sheet.text(at, top + 18, f"1 in {row['one_positive_in']}", bold=True)
        sheet.text(at, top + 36, f"AUPRC {row['auprc']}")
        sheet.line([(at, upper), (at, y(0)), (at + across, y(0))], "muted")
        sheet.line([(x(0), y(row["chance"])), (x(1), y(row["chance"]))], "muted", 1.4, "3 3")
        sheet.line([(x(recall), y(precision)) for recall, precision in row["_curve"]], "one", 2)
        for value in (0, 1):
            words, under = str(value), y(0) + 17
            sheet.text(x(value), under, words, ink="muted", align="right" if value else "left")
            if not place:
                sheet.text(at - 6, y(value) + 4, words, ink="muted", align="right")
        sheet.text(at + across / 2, y(0) + 17, "recall", ink="muted", align="center")
    if not size.phone:
        sheet.text(left - 20, y(0.5) + 4, "precision", ink="muted", align="right")
    else:
        sheet.text(EDGE, y(0) + 36, "Upward: precision", ink="muted")
    sheet.height = y(0) + (44 if size.phone else 26)
    return sheet


def alt(rows: list[Row]) -> str:
    """The areas in words."""
    said = "; ".join(
        f"with one positive in {row['one_positive_in']}, AUPRC {row['auprc']} where chance is "
        f"{row['chance']:g}"
        for row in rows
    )
    return f"Curves of precision against recall for one ranking, AUROC {rows[0]['auroc']}: {said}."
