"""What ``livingreview init`` wrote into a new book, and nobody has replaced yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from livingreview import metadata, yamlfile
from livingreview.problems import Problem

EXAMPLE = "example2020delete"  # the key of the invented work
_BRACKETS = re.compile(r"\[[^\]]*\]")
_BIBLIOGRAPHY = Path("refs.bib")
Place = tuple[str | int, ...]


def problems(root: Path) -> Iterator[Problem]:
    """Texts in brackets of ``CITATION.cff``, and the invented work, in the book in ``root``."""
    file = root / metadata.FILE
    data, lines, _ = yamlfile.read(file) if file.is_file() else (None, {}, [])
    for path, text in _texts(data, ()):
        if match := _BRACKETS.search(text):
            found = f"{match[0]} is still to be written"
            field = ".".join(map(str, path))
            yield Problem(metadata.FILE, lines[path], field, found, "write it, without brackets")
    file = root / _BIBLIOGRAPHY
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    for number, line in enumerate(text.splitlines(), 1):
        if f"{{{EXAMPLE}," in line:
            found = f"{EXAMPLE} is an invented work"
            yield Problem(_BIBLIOGRAPHY, number, "", found, "delete it and what names it")


def _texts(value: Any, path: Place) -> Iterator[tuple[Place, str]]:
    """Every text in a file of YAML, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _texts(part, (*path, place))
