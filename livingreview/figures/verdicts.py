"""The evidence map as a picture: what holds and what stops, by unit held out and class.

The site has the map as a table with links; this is for outputs on paper and for the summary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from livingreview.figures.rows import Row, Wish
from livingreview.figures.scales import count
from livingreview.figures.sheet import EDGE, Sheet, Size, wide, wrap
from livingreview.register.evidencemap import cells, units_of
from livingreview.register.grade import LEVELS
from livingreview.register.register import Register

SILENT, CANNOT = "no claim", "not applicable"
WORDS = {"holds": "holds", "stops": "stops here", "disputed": "disputed", "untested": "untested"}
INKS = {"holds": "holds", "stops": "stops", "disputed": "second", "untested": "second"}
SIGN, STEP = 24.0, 36.0  # px: the width of a sign, the height of a verdict


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a verdict, and one a cell without; units that no claim names are left out."""
    found, words = cells(books), books.vocabulary
    rows: list[Row] = []
    for unit in units_of(books, found):
        for kind in words.class_ids:
            if wish.only not in (None, kind):
                continue
            said, why = found.get((kind, unit), []), words.not_held_out.get((kind, unit), "")
            rows += [
                {
                    "id": one.claims[0], "held_out": unit, "class": kind, "verdict": one.says,
                    "certainty": one.certainty, "contrast": one.contrast, "why": "",
                    "claims": one.claims,
                }
                for one in said
            ] or [
                {
                    "id": "", "held_out": unit, "class": kind,
                    "verdict": CANNOT if why else SILENT, "certainty": "", "contrast": "",
                    "why": why, "claims": (),
                }
            ]  # fmt: skip
    return rows


def records(rows: Sequence[Row]) -> str:
    """What the figure is drawn from."""
    return count(len({claim for row in rows for claim in row["claims"]}), "claim")


def message(rows: Sequence[Row]) -> str:
    """The verdicts counted."""
    many = Counter(row["verdict"] for row in rows)
    spoken = sum(many[verdict] for verdict in WORDS)
    places = len({(row["held_out"], row["class"]) for row in rows if row["verdict"] != CANNOT})
    return (
        f"Models stop in {many['stops']} of {count(spoken, 'verdict')} and hold in "
        f"{many['holds']}; {many[SILENT]} of {count(places, 'cell')} have no claim."
    )


# -- drawing -----------------------------------------------------------------------------------


def draw(rows: list[Row], size: Size) -> Sheet:
    """A line for each unit and a column for each class; on a phone each class under its name."""
    sheet = Sheet(size)
    classes = list(dict.fromkeys(row["class"] for row in rows))
    y = _key(sheet, rows)
    named = max(wide(row["held_out"], size.text, True) for row in rows)
    left = EDGE + max(named, wide("held out", size.text)) + 14
    parts = [[kind] for kind in classes] if size.phone else [classes]
    for shown in parts:
        column = (size.width - EDGE - left) / len(shown)
        if not size.phone:
            sheet.text(EDGE, y + 22, "held out", ink="muted")
        for place, kind in enumerate(shown):
            at = EDGE if size.phone else left + place * column
            sheet.text(at, y + 22, kind, px=size.head, bold=True)
        y += 32
        part = [row for row in rows if row["class"] in shown]
        silent = [row for row in part if size.phone and row["verdict"] not in WORDS]
        part = [row for row in part if row not in silent]
        for unit, group in groupby(part, lambda row: row["held_out"]):
            sheet.line([(EDGE, y), (size.width - EDGE, y)], "grid")
            sheet.text(EDGE, y + 20, unit, bold=True)
            listed, end = list(group), y + 30
            for place, kind in enumerate(shown):
                cell = [row for row in listed if row["class"] == kind]
                end = max(end, _cell(sheet, left + place * column, y, column, cell))
            y = end
        for verdict in (SILENT, CANNOT):
            units = [row["held_out"] for row in silent if row["verdict"] == verdict]
            y = _without(sheet, y, verdict, units) if units else y
    sheet.height = y
    return sheet


def _cell(sheet: Sheet, x: float, y: float, width: float, rows: list[Row]) -> float:
    """The verdicts of a cell below one another; returns their lower end."""
    px = sheet.size.text
    for row in rows:
        verdict, ink = row["verdict"], INKS.get(row["verdict"], "muted")
        if verdict not in WORDS:
            sheet.text(x, y + 20, verdict, ink="muted")
            return y + 30
        _sign(sheet, x, y + 16, verdict)
        end = sheet.text(x + SIGN + 8, y + 20, WORDS[verdict], ink=ink, bold=True)
        _dots(sheet, end + 10, y + 16, row["certainty"])
        lines = wrap(row["contrast"], px, width - SIGN - 12)
        for place, words in enumerate(lines):
            sheet.text(x + SIGN + 8, y + 36 + 15 * place, words, ink="second")
        y += STEP + 15 * (len(lines) - 1) + 6
    return y + 4


def _without(sheet: Sheet, y: float, verdict: str, units: list[str]) -> float:
    """The units without a verdict in one line, for a phone; returns its lower end."""
    sheet.line([(EDGE, y), (sheet.size.width - EDGE, y)], "grid")
    for words in wrap(f"{verdict}: {', '.join(units)}", sheet.size.text, sheet.size.width - 8):
        sheet.text(EDGE, y + 20, words, ink="muted")
        y += 16
    return y + 14


def _sign(sheet: Sheet, x: float, y: float, verdict: str) -> None:
    """An arrow through a gap, an arrow at a bar, two arrows against each other, a broken line."""
    ink, end = INKS[verdict], x + SIGN
    if verdict == "untested":
        sheet.line([(x, y), (end, y)], ink, 1.6, "4 3")
    elif verdict == "disputed":
        _arrow(sheet, x, x + 10, y, ink)
        _arrow(sheet, end, end - 10, y, ink)
    elif verdict == "stops":
        _arrow(sheet, x, end - 4, y, ink)
        sheet.line([(end - 1, y - 8), (end - 1, y + 8)], ink, 3)
    else:
        for way in (-1, 1):
            sheet.line([(x + 12, y + 4 * way), (x + 12, y + 8 * way)], ink, 3)
        _arrow(sheet, x, end, y, ink)


def _arrow(sheet: Sheet, start: float, tip: float, y: float, ink: str) -> None:
    back = 5 if start < tip else -5
    sheet.line([(start, y), (tip, y)], ink, 1.6)
    sheet.line([(tip - back, y - 4), (tip, y), (tip - back, y + 4)], ink, 1.6)


def _dots(sheet: Sheet, x: float, y: float, certainty: str) -> float:
    """The certainty as dots of four; returns their end."""
    for place in range(len(LEVELS)):
        sure = place <= LEVELS.index(certainty)
        sheet.mark(x + 4 + 10 * place, y, "ink", px=8, hollow=not sure)
    return x + 10 * len(LEVELS)


def _key(sheet: Sheet, rows: list[Row]) -> float:
    """Which sign is which, and how dots count."""
    x, y, px = EDGE, 14.0, sheet.size.text
    said = [verdict for verdict in WORDS if any(row["verdict"] == verdict for row in rows)]
    for verdict in said:
        words = WORDS[verdict]
        if x > EDGE and x + SIGN + 8 + wide(words, px) > sheet.size.width - EDGE:
            x, y = EDGE, y + 24
        _sign(sheet, x, y, verdict)
        x = sheet.text(x + SIGN + 8, y + 4, words) + 20
    both = (("very low", "certainty very low"), ("high", "high"))
    if x + sum(wide(words, px) + 66 for _, words in both) > sheet.size.width - EDGE:
        x, y = EDGE, y + 24
    for grade, words in both:
        x = sheet.text(_dots(sheet, x, y, grade) + 6, y + 4, words) + 16
    return y + 12


def alt(rows: list[Row]) -> str:
    """Every cell in words."""
    parts = []
    for kind in dict.fromkeys(row["class"] for row in rows):
        listed = []
        of_kind = [row for row in rows if row["class"] == kind]
        for unit, group in groupby(of_kind, lambda row: str(row["held_out"])):
            said = " and ".join(_said(row) for row in group)
            listed.append(f"{unit} {said}")
        parts.append(f"{kind}: {'; '.join(listed)}.")
    return "Map of verdicts by class of model and unit held out. " + " ".join(parts)


def _said(row: Row) -> str:
    if row["verdict"] not in WORDS:
        return f"{row['verdict']} ({row['why']})" if row["why"] else str(row["verdict"])
    return f"{WORDS[row['verdict']]} {row['contrast']} ({row['certainty']} certainty)"
