"""The cover of the EPUB, drawn from what the book says of itself."""

from __future__ import annotations

from pathlib import Path

import typst

from livingreview import files
from livingreview.fonts import FONTS
from livingreview.metadata import Book

NAME = "_static/cover.png"
DENSITY = 144  # dots an inch of a page of 800 by 1200 points: 1600 by 2400, what stores ask for
_LAYOUT = Path(__file__).parent / "cover.typ"


def alt(book: Book) -> str:
    """What the picture shows, in words."""
    return f"Cover: {_said(book)['title']}. An arrow meets a wall."


def draw(book: Book, file: Path) -> None:
    """Write the cover as a PNG, the same dots for the same book."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    png: bytes = typst.compile(
        _LAYOUT, format="png", ppi=DENSITY, font_paths=fonts, sys_inputs=_said(book)
    )
    with files.whole(file) as part:
        part.write_bytes(png)


def _said(book: Book) -> dict[str, str]:
    subtitle = book.subtitle[:1].upper() + book.subtitle[1:]
    return {
        "title": book.title,
        "subtitle": subtitle,
        "byline": book.byline,
        "version": book.version,
        "date": book.date,
    }
