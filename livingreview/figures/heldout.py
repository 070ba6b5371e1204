"""Which unit a test holds out: genes and people as a grid, with what is trained on and what tested.

Along a line of the grid a score compares genes of one person, along a column people at one gene:
the contrast is another choice than the unit.
"""

from __future__ import annotations

from livingreview.figures.rows import Row
from livingreview.figures.sheet import EDGE, Mark, Sheet, Size, wide

GENES, PEOPLE = 6, 5
NEW_GENES, NEW_PEOPLE = 2, 2  # the last ones
PANELS = {"New genes": (True, False), "New people": (False, True), "Both new": (True, True)}


def gather() -> list[Row]:
    """One row a cell of a grid: its gene, its person, and what it is used for."""
    return [
        {"id": "", "panel": panel, "gene": gene, "person": person,
         "used_for": _use(gene, person, *PANELS[panel])}
        for panel in PANELS for person in range(PEOPLE) for gene in range(GENES)
    ]  # fmt: skip


def _use(gene: int, person: int, genes: bool, people: bool) -> str:
    """What a cell is used for if genes, people or both are held out."""
    new_gene, new_person = gene >= GENES - NEW_GENES, person >= PEOPLE - NEW_PEOPLE
    if genes and people:
        return (
            "test"
            if new_gene and new_person
            else "neither"
            if new_gene or new_person
            else ("training")
        )
    return "test" if (genes and new_gene) or (people and new_person) else "training"


def message(_: list[Row]) -> str:
    """What the unit decides."""
    return "The unit that is held out decides what a score speaks for."


def draw(rows: list[Row], size: Size) -> Sheet:
    """A grid a panel, side by side."""
    sheet = Sheet(size)
    top = sheet.key(
        [
            Mark("muted", "square", words="training"),
            Mark("two", "diamond", words="test"),
            Mark("muted", "dashes", words="used for neither"),
        ]
    )
    people = "people"
    left = EDGE + wide(people, size.text) + 14
    gap = 16.0 if size.phone else 60.0
    step = (size.width - EDGE - left - gap * (len(PANELS) - 1)) / (len(PANELS) * GENES)
    tall = min(step, 15.0)
    upper = top + 50
    sheet.text(EDGE, upper + tall * PEOPLE / 2, people, ink="muted")
    for place, panel in enumerate(PANELS):
        at = left + place * (GENES * step + gap)
        sheet.text(at, top + 18, panel, bold=True)
        sheet.text(at, top + 36, "genes", ink="muted")
        for row in rows:
            if row["panel"] == panel:
                x, y = at + step * (row["gene"] + 0.5), upper + tall * (row["person"] + 0.5)
                _cell(sheet, x, y, row["used_for"], min(step, tall))
    sheet.height = upper + tall * PEOPLE + 6
    return sheet


def _cell(sheet: Sheet, x: float, y: float, use: str, room: float) -> None:
    if use == "neither":
        sheet.mark(x, y, "muted", "dashes", px=room * 0.4)
    else:
        ink, test = ("two", True) if use == "test" else ("muted", False)
        sheet.mark(x, y, ink, "diamond" if test else "square", px=room * 0.6)


def alt(rows: list[Row]) -> str:
    """How many cells each panel tests, trains on and leaves."""
    said = []
    for panel in PANELS:
        uses = [row["used_for"] for row in rows if row["panel"] == panel]
        counts = (f"{uses.count(use)} {use}" for use in ("training", "test", "neither"))
        said.append(f"{panel}: {', '.join(counts)}")
    return f"Grids of {GENES} genes and {PEOPLE} people, by cells. {'; '.join(said)}."
