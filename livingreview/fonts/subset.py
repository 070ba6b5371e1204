"""Makes the fonts of the site anew: `python -m livingreview.fonts.subset SOURCES`.

In: a folder with the fonts that ``html/static/fonts/README.txt`` names. Out: the few letters that
the book needs of each, in ``html/static/fonts``. Needs fonttools and brotli; no build runs it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

SITE = Path(__file__).parents[1] / "html/static/fonts"

# Latin with the names of Europe, Greek, punctuation, arrows, signs of arithmetic, marks.
TEXT = """20-7E A0-107 10C-113 116-11B 11E-11F 122-123 12A-12B 12E-131 136-137 139-13C 141-148
14C-14D 150-155 158-15B 15E-165 16A-16B 16E-173 178-17E 218-21B 393-394 398 39B 3A0 3A3 3A6 3A9
3B1-3C9 2002-2003 2009-200A 2010-2015 2018-201A 201C-201E 2020-2022 2026 202F-2030 2032-2033
2039-203A 2044 2070 2074-2079 207B 2080-2089 20AC 2113 2122 2190-2193 2202 2206 2211-2212 2215
221A 221E 2248 2260 2264-2265 25B2 25BC 25CB 25CF 2713"""
# Upright, italic, bold and script letters, Greek, operators, brackets, accents.
MATH = """20-7E AC AF B1 B7 D7 F7 2C6 2DC 302-304 391-3A9 3B1-3C9 2016 2026 2032-2033 210B 210E
2110-2113 2119 211B-211D 212C 2130-2131 2133 2190-2194 21A6 21D0-21D4 2200 2202-2209 220B-220C
220F 2211-2212 2215 2217-221A 221D-221E 2223 2225 2227-222B 223C-223D 2248 2260-2261 2264-2265
226A-226B 2282-2283 2286-2287 2295 2297 2299 22A4 22C5 22EE-22EF 2308-230B 27E8-27E9 29F5
1D400-1D467 1D49C-1D4B5 1D53C 1D6A4-1D6A5 1D6A8-1D71B"""
FEATURES = ["kern", "liga", "lnum", "pnum", "tnum"]

# Name of the file: source, family, style, letters, features of the font that are kept.
FACES = {
    "book-serif-400": ("SourceSerif4-Regular.ttf", "Book Serif", "Regular", TEXT, FEATURES),
    "book-serif-400i": ("SourceSerif4-It.ttf", "Book Serif", "Italic", TEXT, FEATURES),
    "book-serif-600": ("SourceSerif4-Semibold.ttf", "Book Serif", "Semibold", TEXT, FEATURES),
    "book-sans-400": ("lato-normal.woff2", "Book Sans", "Regular", TEXT, FEATURES),
    "book-sans-400i": ("lato-normal-italic.woff2", "Book Sans", "Italic", TEXT, FEATURES),
    "book-sans-700": ("lato-bold.woff2", "Book Sans", "Bold", TEXT, FEATURES),
    "book-math-400": ("STIXTwoMath-Regular.ttf", "Book Math", "Regular", MATH, ["dtls", "flac"]),
}


def letters(ranges: str) -> set[int]:
    """The letters of ranges as ``20-7E A0``."""
    ends = [each.split("-") for each in ranges.split()]
    return {point for each in ends for point in range(int(each[0], 16), int(each[-1], 16) + 1)}


def rename(font: TTFont, family: str, style: str) -> None:
    """Give a font the book's own name: two of the licenses reserve the name of the original."""
    names, whole = font["name"], f"{family} {style}"
    kept = {0, 5, 13, 14}  # copyright, version, license
    names.names = [name for name in names.names if name.nameID in kept]
    new = {1: family, 2: style, 3: whole, 4: whole, 6: whole.replace(" ", "")}
    for number, text in new.items():
        names.setName(text, number, 3, 1, 0x409)


def make(sources: Path) -> None:
    """Write every face. Raises ``OSError`` if a source is missing."""
    for file, (source, family, style, ranges, features) in FACES.items():
        options = Options(
            flavor="woff2", hinting=False, layout_features=features, name_IDs=["*"],
            notdef_outline=True, recalc_timestamp=False, drop_tables=["FFTM", "DSIG", "meta"],
        )  # fmt: skip
        font = load_font(sources / source, options)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=letters(ranges))
        subsetter.subset(font)
        rename(font, family, style)
        save_font(font, SITE / f"{file}.woff2", options)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
