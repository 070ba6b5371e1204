"""Kinds that matplotlib still draws: a picture for light and one for dark pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from livingreview.figures import drawing
from livingreview.figures.drawing import DARK, LIGHT, darkened, save
from livingreview.figures.pictures import relative


def folder_of(directive: SphinxDirective, *shown: object) -> Path:
    """Where the files of a figure lie: one folder for what it shows and the code that draws it."""
    stamp = hashlib.sha256(repr(shown).encode() + Path(drawing.__file__).read_bytes())
    return Path(directive.env.app.doctreedir) / "figures" / stamp.hexdigest()[:12]


def pair(
    directive: SphinxDirective, folder: Path, name: str, alt: str, draw: Callable[[], Any]
) -> Iterator[nodes.image]:
    """The picture of light pages and that of dark pages."""
    light, dark = (folder / f"{name}-{theme.name}.svg" for theme in (LIGHT, DARK))
    if not light.exists():
        save(draw(), light)
    if not dark.exists():
        darkened(light, dark)
    for theme, file in ((LIGHT, light), (DARK, dark)):
        image = nodes.image(uri=relative(directive, file), alt=alt, classes=[f"only-{theme.name}"])
        directive.set_source_info(image)
        yield image
