"""Signs of ``refs.bib`` that no font of the PDF has, named at their entries in every output.

The PDF would say it too, but of the list of references as a whole, where nothing can be mended.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from livingreview.fonts import FONTS
from livingreview.references.bibfile import PRINTED
from livingreview.references.names import words
from livingreview.text.build import register_of

logger = logging.getLogger(__name__)


def _warn(app: Sphinx) -> None:
    """Warn of each field with such signs; a book without a register has no lines to name."""
    if not hasattr(app, "livingreview"):
        return
    import typst  # not before: the builder says in one line that it is not installed

    from livingreview.typst.glyphs import missing

    file = Path(app.confdir) / app.config.livingreview_bibliography
    works = register_of(app).references.values()
    texts = [(ref, f, words(ref.fields[f])) for ref in works for f in ("author", *PRINTED)
             if f in ref.fields]  # fmt: skip
    signs = {sign for _, _, text in texts for sign in text}
    lost = missing(signs, typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]))
    for ref, field, text in texts if lost else ():
        if found := sorted(lost & set(text)):
            logger.warning(
                "%s.%s: no font of the PDF has %s; write it in another way",
                ref.key, field, ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in found),
                location=f"{file}:{ref.line}", type="typst", subtype="glyph",
            )  # fmt: skip


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at the entries at the start of every build, so that nothing said is forgotten."""
    app.connect("builder-inited", _warn)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
