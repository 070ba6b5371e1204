"""Which characters of a text no font of the book has."""

from __future__ import annotations

from collections.abc import Iterable

import typst

from livingreview.typst.markup import string

_PAGE = '#set document(title: "glyphs")\n#set text(font: "Libertinus Serif")\n#'


def missing(characters: Iterable[str], fonts: typst.Fonts) -> set[str]:
    """Return those of *characters* that Typst, falling back from font to font, cannot print.

    A PDF/UA document must not hold a sign without a glyph, so the compiler refuses it; this asks
    once for all characters and, only when refused, again for each.
    """
    wanted = {one for one in characters if one > "~" and not one.isspace()}
    if not wanted or _prints("".join(sorted(wanted)), fonts):
        return set()
    return {one for one in wanted if not _prints(one, fonts)}


def _prints(text: str, fonts: typst.Fonts) -> bool:
    page = (_PAGE + string(text)).encode()
    try:
        typst.compile(page, font_paths=fonts, ignore_system_fonts=True, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            return False
        raise
    return True
