"""Signs of ``refs.bib`` that no font of the PDF has, named at their entries in every output.

The PDF would say it too, but of the list of references as a whole, where nothing can be mended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from livingreview.fonts import FONTS
from livingreview.references.bibfile import PRINTED, Reference
from livingreview.references.names import words
from livingreview.text.build import register_of
from livingreview.text.settled import found_once

logger = logging.getLogger(__name__)


Lost = tuple[str, int, str]  # key and field, line of the entry, signs


def _warn(app: Sphinx) -> None:
    """Warn of each field with such signs; a book without a register has no lines to name."""
    if not hasattr(app, "livingreview"):
        return
    file = Path(app.confdir) / app.config.livingreview_bibliography
    works = register_of(app).references.values()
    for field, line, signs in found_once(app, "signs", lambda: _lost(works)):
        logger.warning(
            "%s: no font of the PDF has %s; write it in another way", field, signs,
            location=f"{file}:{line}", type="typst", subtype="glyph",
        )  # fmt: skip


def _lost(works: Collection[Reference]) -> Iterator[Lost]:
    import typst  # not before: the builder says in one line that it is not installed

    from livingreview.typst.glyphs import missing

    texts = [(ref, f, words(ref.fields[f])) for ref in works for f in ("author", *PRINTED)
             if f in ref.fields]  # fmt: skip
    signs = {sign for _, _, text in texts for sign in text}
    lost = missing(signs, typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]))
    for ref, field, text in texts if lost else ():
        if found := sorted(lost & set(text)):
            named = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in found)
            yield f"{ref.key}.{field}", ref.line, named


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at the entries at the start of every build, so that nothing said is forgotten."""
    app.connect("builder-inited", _warn)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
