"""Adds to a warning of Sphinx or an extension what a contributor can do about it."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.logging import SphinxLogRecordTranslator

from livingreview.problems import line_of

REMEDIES = {
    "bibtex.key_not_found": "add the entry to refs.bib or mend the key",
    "image.not_readable": "put the file there or mend the path",
    "download.not_readable": "put the file there or mend the path",
    "toc.not_readable": "mend the name in the toctree",
    "toc.not_included": "name the page in the toctree of docs/index.md",
    "ref.term": "add the term to docs/glossary.md or mend its spelling",
    "ref.doc": "mend the name of the page",
    "ref.ref": "mend the label, or give the target one, (label)=",
    "ref.numref": "mend the label, or give the figure or table a :name:",
    "ref.eq": "mend the label, or give the formula a :label:",
    "myst.xref_missing": "mend the target of the link",
    "myst.header": "step down one heading level at a time",
}
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
_LAST = re.compile(r": ([^\s:]+)$")


class AddRemedy(logging.Filter):
    """Appends the remedy, and moves the line from a paragraph's start to the fault itself.

    Files are named as seen from the folder the build runs in, as a person there would type them.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; always let it pass."""
        if record.levelno < logging.WARNING or getattr(record, "remedied", False):
            return True
        record.remedied = True
        here = f"{Path.cwd()}{os.sep}"
        # Sphinx's own getMessage() would put the place before the words, a second time.
        message = logging.LogRecord.getMessage(record).replace(here, "")
        kind = f"{getattr(record, 'type', '')}.{getattr(record, 'subtype', '')}"
        if remedy := REMEDIES.get(kind):
            label = f" [{kind}]" if message.endswith(f" [{kind}]") else ""
            words = message.removesuffix(label)
            if kind == "bibtex.key_not_found" and ";" in words:
                remedy = "part the keys with a comma"
            message = f"{words}; {remedy}{label}"
            self._sharpen(record, words)
        record.msg, record.args = message, ()
        if isinstance(location := getattr(record, "location", None), str):
            record.location = location.removeprefix(here).rstrip(":")
        return True

    def _sharpen(self, record: logging.LogRecord, message: str) -> None:
        location: Any = getattr(record, "location", None)
        match = re.fullmatch(r"(.+?):(\d*):?", location) if isinstance(location, str) else None
        names = _QUOTED.findall(message) or _LAST.findall(message)
        if not match or not names:
            return
        file = Path(match[1])
        if not file.is_file():
            return
        record.location = f"{match[1]}:{line_of(file, names[-1], int(match[2] or 1))}"


def setup(app: Sphinx) -> dict[str, Any]:
    """Put the filter behind the one that makes file and line of a place, before all others."""
    for handler in logging.getLogger("sphinx").handlers:
        for place, known in enumerate(handler.filters):
            if isinstance(known, SphinxLogRecordTranslator):
                handler.filters.insert(place + 1, AddRemedy())
                break
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
