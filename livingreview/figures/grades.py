"""How certain the claims are: one square a claim, a line a chapter, a column a grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from livingreview.figures.rows import Row, Wish
from livingreview.figures.scales import count
from livingreview.figures.sheet import EDGE, Sheet, Size, wide, wrap
from livingreview.register import votes
from livingreview.register.grade import LEVELS
from livingreview.register.register import Register

NONE = "no grade"  # of a principle or a definition
GRADES = (*reversed(LEVELS), NONE)
INKS = dict(zip(GRADES, ("sure4", "sure3", "sure2", "sure1", "grid"), strict=True))
GAP = 3.0  # px: between squares


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a claim, in the order of the chapters."""
    rows = [
        {
            "id": name, "chapter": books.chapter_of[name],
            "certainty": votes.grade(books, name).certainty or NONE, "says": claim.says,
        }
        for name, claim in books.claims.items()
    ]  # fmt: skip
    order = [*wish.chapters, *sorted({row["chapter"] for row in rows} - {*wish.chapters})]
    return sorted(rows, key=lambda row: (order.index(row["chapter"]), row["id"]))


def records(rows: Sequence[Row]) -> str:
    """What the figure is drawn from."""
    return count(len(rows), "claim")


def message(rows: Sequence[Row]) -> str:
    """The spread in a sentence."""
    many = Counter(row["certainty"] for row in rows)
    graded = count(len(rows) - many[NONE], "graded claim")
    rest = f"of moderate and {many['low'] + many['very low']} of low or very low certainty"
    if many["high"]:
        return f"Of {graded} {many['high']} are of high, {many['moderate']} {rest}."
    return f"No claim is of high certainty: of {graded} {many['moderate']} are {rest}."


def draw(rows: list[Row], size: Size) -> Sheet:
    """The grades and their totals, then each chapter: beside its squares, or on a phone above."""
    sheet, phone = Sheet(size), size.phone
    side = 10.0 if phone else 13.0
    many = Counter((row["chapter"], row["certainty"]) for row in rows)
    total = Counter(row["certainty"] for row in rows)
    shown = [grade for grade in GRADES if grade != NONE or total[NONE]]
    chapters = list(dict.fromkeys(row["chapter"] for row in rows))
    names = max(wide(_named(chapter), size.text, True) for chapter in chapters)
    left = EDGE if phone else EDGE + names + 24
    column = (size.width - EDGE - left) / len(shown)
    across = int((column - 24) // (side + GAP))
    y = 18.0
    for place, grade in enumerate(shown):
        sheet.text(left + column * place, y, grade, bold=True)
        for line, words in enumerate(wrap(f"{total[grade]} of {len(rows)}", size.text, column - 4)):
            sheet.text(left + column * place, y + 17 + 15 * line, words, ink="muted")
    y += 28
    for chapter in chapters:
        sheet.line([(EDGE, y), (size.width - EDGE, y)], "grid")
        sheet.text(EDGE, y + 19, _named(chapter), bold=True)
        top = y + (28 if phone else 8)
        deepest = max(-(-many[chapter, grade] // across) for grade in shown)
        for place, grade in enumerate(shown):
            found = [r for r in rows if (r["chapter"], r["certainty"]) == (chapter, grade)]
            x = left + column * place
            for at, row in enumerate(found):
                down, right = divmod(at, across)
                box = (x + right * (side + GAP), top + down * (side + GAP), side, side)
                edge = "muted" if grade == NONE else ""
                sheet.rect(*box, INKS[grade], edge, says=row["says"])
            beside = x + min(len(found), across) * (side + GAP) + 4 if found else x
            sheet.text(beside, top + 10.5, f"{len(found)}", ink="ink" if found else "muted")
        y = top + deepest * (side + GAP) + 9
    sheet.height = y
    return sheet


def _named(chapter: str) -> str:
    return chapter[:1].upper() + chapter[1:]


def alt(rows: list[Row]) -> str:
    """How many claims of each chapter have which grade."""
    parts = []
    for chapter in dict.fromkeys(row["chapter"] for row in rows):
        many = Counter(row["certainty"] for row in rows if row["chapter"] == chapter)
        listed = ", ".join(f"{many[grade]} {grade}" for grade in GRADES if many[grade])
        parts.append(f"{chapter}: {listed}.")
    return "Number of claims by chapter and certainty. " + " ".join(parts)
