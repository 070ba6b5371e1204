"""Where a word may end a line, so that none leaves its line, its cell or the page.

Typst breaks at blanks, behind hyphens and slashes that no digit follows, and hyphenates plain
words. A longer word of any other kind (an identifier, a sequence of bases) is marked in the
source, and ``book.typ`` lets it break behind its punctuation and, where that leaves a piece that
is still long, anywhere.
"""

from __future__ import annotations

import re

from livingreview.typst.markup import escape, string

#: Signs of a word that a line always has room for.
LONGEST = 24
_LONG_WORD = re.compile(rf"\S{{{LONGEST + 1},}}")
_NATURAL = re.compile(r"(?:\s|[/-](?!\d)|[\u2013\u2014])+")  # none in 10.1101/2025: UAX 14, LB25
_PIECE = re.compile(r"[^/?&=._+,:;|]*[/?&=._+,:;|]*")  # as ``loose`` of book.typ has it


def marked(text: str) -> str:
    """Return *text* as Typst markup in which long words may break."""
    out, end = "", 0
    for found in _LONG_WORD.finditer(text):
        if max(map(len, _NATURAL.split(found[0]))) > LONGEST:
            out += escape(text[end : found.start()]) + f"#loose({string(found[0])});"
            end = found.end()
    return out + escape(text[end:])


def longest(text: str) -> int:
    """Return the signs of the longest piece of *text* that stays on one line."""
    pieces = (
        piece
        for word in text.split()
        for part in _NATURAL.split(word)
        for piece in (_PIECE.findall(part) if len(part) > LONGEST else [part])
    )
    return min(max(map(len, pieces), default=0), LONGEST)
