"""Splice sites, a variant that makes a new one, and a minigene, drawn as boxes and lines.

A part is an exon, an intron between two of them or what a variant adds; a minigene borrows its
outer exons from another gene.
"""

from __future__ import annotations

from typing import NamedTuple

from livingreview.figures.rows import Row
from livingreview.figures.scales import Scale, linear
from livingreview.figures.sheet import EDGE, Mark, Sheet, Size

TALL, LINE = 13.0, 44.0  # px: of a box, from line to line
INKS = {"exon": "one", "exon of another gene": "second", "taken in by mistake": "stops"}
LONG = 20.0  # the gene, in units of the drawing


class Part(NamedTuple):
    """A part of a line: what it is, from where to where, its name if it has one."""

    kind: str
    start: float
    end: float
    name: str = ""


_GENE = [
    Part("exon", 0, 3, "exon 1"), Part("intron", 3, 8), Part("exon", 8, 11, "exon 2"),
    Part("intron", 11, 17), Part("exon", 17, 20, "exon 3"), Part("variant", 13.5, 13.5),
]  # fmt: skip
_RNA = [
    Part("exon", 0, 3, "exon 1"), Part("exon", 3.1, 6.1, "exon 2"), Part("exon", 6.2, 9.2, "exon 3")
]  # fmt: skip
_CRYPTIC = [
    *_RNA[:2], Part("taken in by mistake", 6.2, 8.7), Part("exon", 8.8, 11.8, "exon 3"),
]  # fmt: skip
_MINIGENE = [
    Part("exon of another gene", 1, 4), Part("intron", 4, 8), Part("exon", 8, 11, "exon 2"),
    Part("intron", 11, 15), Part("exon of another gene", 15, 18),
]  # fmt: skip
LINES = {
    "The gene": _GENE,
    "RNA, spliced": _RNA,
    "RNA with the variant": _CRYPTIC,
    "A minigene of exon 2": _MINIGENE,
}


def gather() -> list[Row]:
    """One row a part of a line."""
    return [
        {"id": "", "line": line, "kind": one.kind, "name": one.name,
         "start": one.start, "end": one.end}
        for line, parts in LINES.items() for one in parts
    ]  # fmt: skip


def message(_: list[Row]) -> str:
    """What splicing does, and what a variant can do to it."""
    return (
        "Splicing joins exons at donors and acceptors, and a variant within an intron can make a "
        "new site."
    )


def draw(rows: list[Row], size: Size) -> Sheet:
    """A line for the gene, for what becomes of it with and without the variant, and a minigene."""
    sheet = Sheet(size)
    sites = [Mark("ink", "up", words="donor"), Mark("ink", "down", words="acceptor")]
    kinds = [Mark(ink, "square", words=kind) for kind, ink in INKS.items()]
    y = sheet.key([*sites, Mark("stops", "diamond", words="variant"), *kinds]) + 8
    left = EDGE if size.phone else EDGE + 160
    x = linear(0, LONG, left, size.width - EDGE)
    for line in dict.fromkeys(row["line"] for row in rows):
        parts = [row for row in rows if row["line"] == line]
        if size.phone:
            sheet.text(EDGE, y + 14, line, bold=True)
            y += 20
        else:
            sheet.text(EDGE, y + 34, line, bold=True)
        for part in parts:
            _part(sheet, x, y + 22, part)
        y += LINE + (4 if size.phone else 0)  # a name follows the signs of the sites
    sheet.height = y + 4
    return sheet


def _part(sheet: Sheet, x: Scale, y: float, part: Row) -> None:
    """A box, a line with its two sites, or the mark of the variant; ``y`` is the upper edge."""
    start, end, middle = x(part["start"]), x(part["end"]), y + TALL / 2
    if part["kind"] == "intron":
        sheet.line([(start, middle), (end, middle)], "muted", 1.6)
        sheet.mark(start + 4, y + TALL + 8, "ink", "up", px=8, says="donor")
        sheet.mark(end - 4, y + TALL + 8, "ink", "down", px=8, says="acceptor")
    elif part["kind"] == "variant":
        sheet.mark(start, middle, "stops", "diamond", says="variant")
    else:
        sheet.rect(start, y, end - start, TALL, INKS[part["kind"]], says=part["kind"])
        sheet.text((start + end) / 2, y - 5, part["name"], ink="muted", align="center")


def alt(rows: list[Row]) -> str:
    """The lines in words."""
    lines = dict.fromkeys(row["line"] for row in rows)
    said = []
    for line in lines:
        parts = [row for row in rows if row["line"] == line and row["kind"] != "variant"]
        said.append(f"{line}: {', '.join(row['name'] or row['kind'] for row in parts)}.")
    return f"Schemes of splicing. {' '.join(said)} The variant lies in the second intron."
