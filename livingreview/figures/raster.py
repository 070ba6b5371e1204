"""An SVG as PNG, by the compiler of the PDF and with the fonts of the book."""

from __future__ import annotations

from pathlib import Path

from livingreview.fonts import FONTS

_PAGE = '#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image("/{}")'


def png(svg: Path, density: float) -> bytes:
    """The picture with ``density`` pixels an inch of 72 points."""
    import typst  # the engine is asked for when it is needed

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    page = _PAGE.format(svg.name).encode()
    dots: bytes = typst.compile(  # type: ignore[call-overload]  # its stub wants bytes for root, too
        page, root=svg.parent, format="png", ppi=density, font_paths=fonts
    )
    return dots
