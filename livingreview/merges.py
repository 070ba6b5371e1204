"""The marks that an unfinished merge leaves in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

FOUND = "an unfinished merge begins here"
REMEDY = "keep one version and delete the lines with <<<<<<<, ======= and >>>>>>>"
_MARK = re.compile(r"^(?:(?P<sign>[<>|])(?P=sign){6}(?=\s|$)|={7}$)", re.M)


def begun(text: str, markdown: bool = False) -> Iterator[int]:
    """The line at which each unfinished merge begins, even if its first mark is gone.

    In Markdown a line of = may also stand below a heading, and a line of | in a table.
    """
    is_open = False
    for match in _MARK.finditer(text):
        sign = match[0][0]
        if markdown and sign in "=|" and not is_open:
            continue
        if sign == "<" or not is_open:
            yield text.count("\n", 0, match.start()) + 1
        is_open = sign != ">"
