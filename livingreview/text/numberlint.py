"""No number without a record: names every bare figure in the prose of a chapter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging

from livingreview.register import numbers
from livingreview.text.build import register_of
from livingreview.text.foreign import PANDOC
from livingreview.text.nodes import finding_number, record_link
from livingreview.text.places import above, around, line_near, runs
from livingreview.text.recorded import about, unrecorded

logger = logging.getLogger(__name__)


SKIP = (
    nodes.literal_block, nodes.math_block, nodes.raw, nodes.comment, nodes.footnote_reference,
    nodes.label, nodes.image, nodes.legend, finding_number,
)  # fmt: skip
# Claims are judged apart; a number whose role is faulty already; words of a record in a table.
SKIP_CLASSES = {"claims", "of-claims", "finding", "recorded"}
_MEASURED = re.compile(r"\d*\.\d+|\d+(?=\s*\\%)")


def _lint_numbers(app: Sphinx, doctree: nodes.document) -> None:
    docname = app.env.docname
    if docname not in app.config.livingreview_chapters:
        return
    books = register_of(app)
    source = Path(doctree["source"]).read_text(encoding="utf-8").splitlines()
    seen: Counter[tuple[int, str]] = Counter()

    def say(start: int, found: str, message: str) -> None:
        number = found.split()[0]  # the rest may stand in the next line
        seen[start, number] += 1
        line = _line(source, start, number, seen[start, number])
        logger.warning(
            "%s", message, location=(docname, line), type="livingreview", subtype="bare_number"
        )

    for text, words in runs(doctree):
        start = line_near(text)
        link = around(text, record_link)
        if link and "recorded" not in link.parent.get("classes", []):  # else a record's own name
            named = link.get("records", [link["record"]])
            name = " or ".join(named)
            for found in unrecorded(words, books, [one for n in named for one in about(books, n)]):
                remedy = "mend it, or write it outside the link as {finding}`0.85 <id>`"
                say(start, found, f"{found} is no value of {name}, which it links to; {remedy}")
        elif not link and not _skipped(text):
            for found in _bare(text, words):
                say(start, found, _message(found))
    for image in doctree.findall(nodes.image):
        # What a drawn figure says is made from the data that it shows.
        typed = "" if "inline" in image else image.get("alt", "")
        if found_here := list(unrecorded(typed, books, [])):
            said = f"the alternative text says {', '.join(found_here)}, without a record"
            remedy = "say it in the caption as {finding}`0.85 <id>`"
            say(line_near(image), found_here[0], f"{said}; {remedy}")


def _message(found: str) -> str:
    """What to do about a number without a record."""
    found = " ".join(found.split())
    each = [numbers.readable(part) for part in found.split("/")]
    if len(each) == 1 and each[0]:
        return (
            f"the number {found} has no record; write it as {{finding}}`{each[0]} <id>` "
            "and add the finding"
        )
    return (
        f"the number {found} has no record; write each number as "
        "{finding}`0.85 <id>`, in the form 0.85, 1,234, 82.6%, 10× or 0.4–0.6, and add the finding"
    )


def _bare(text: nodes.Text, words: str) -> Iterator[str]:
    """The numbers of a text without a record.

    Code is exempt unless it is nothing but a number, a formula in a line unless it holds a
    decimal or a percentage; so are the words Sphinx puts in for a reference.
    """
    if link := around(text, addnodes.pending_xref):
        if not link.get("refexplicit"):
            return
    elif around(text, nodes.literal):
        if "<" in words or not numbers.readable(words):
            return
    elif around(text, nodes.math):
        yield from _MEASURED.findall(words)
        return
    yield from numbers.bare(PANDOC.sub(" ", words))  # told as a whole


def _skipped(text: nodes.Text) -> bool:
    return any(
        isinstance(node, SKIP) or SKIP_CLASSES & set(node.get("classes", []))
        for node in above(text)
    )


def _line(source: list[str], start: int, found: str, which: int) -> int:
    """The line of the n-th occurrence of a bare number at or after the paragraph's first line."""
    bare = re.compile(rf"(?<![\w.,-]){re.escape(found)}(?!\w|[.,]\d|%)")
    for number, text in enumerate(source[start - 1 :], start):
        text = re.sub(r"\{finding\}`[^`]*`|<[^<>]*>", "", text)
        which -= len(bare.findall(text))
        if which <= 0:
            return number
    return start


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at each chapter when it has been read."""
    app.connect("doctree-read", _lint_numbers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
