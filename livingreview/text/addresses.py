"""Names every address in text and register that is written wrongly, with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from livingreview.problems import Problem
from livingreview.references import urls
from livingreview.references.identifiers import WELL_FORMED
from livingreview.text import collect
from livingreview.text.settled import found_in
from livingreview.text.tell import tell

_IDENTIFIER = re.compile(r"^\s*-?\s*(?P<field>doi|orcid):\s*[\"']?(?P<value>\S+?)[\"']?\s*$")


def problems(root: Path) -> Iterator[Problem]:
    """Faults of the addresses in ``docs/``, ``evidence/``, README and citation file, in order.

    The addresses of ``refs.bib`` are looked at where its entries are.
    """
    for file in collect.sources(root):
        yield from _of(file)


def _of(file: Path) -> Iterator[Problem]:
    for line, _, url in collect.written(file):
        for found, remedy in urls.faults(url):
            yield Problem(file, line, "", found, remedy)
    if file.name == "CITATION.cff":
        yield from _identifiers(file)


def _identifiers(file: Path) -> Iterator[Problem]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not (match := _IDENTIFIER.match(line)):
            continue
        fits, form = WELL_FORMED[match["field"]]
        value = match["value"].removeprefix("https://orcid.org/")
        if not fits(value):
            yield Problem(file, number, "", f"{value} is not well-formed", f"write {form}")


def _tell(app: Sphinx) -> None:
    tell(found_in(app, "addresses", collect.sources(Path(app.confdir)), _of), "address")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at the sources at the start of every build: it takes a moment and nothing is missed."""
    app.connect("builder-inited", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
