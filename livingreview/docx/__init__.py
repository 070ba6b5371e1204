"""Each chapter as a Word document: a Sphinx builder ``docx`` on pandoc.

``rules`` turn the nodes of a chapter into pandoc's document tree with the forms of ``ast``,
``renderer`` keeps the state, ``fields`` makes citations that Zotero can restyle, ``reference`` and
``styles.xml`` are all of the looks, ``front`` is the title block, ``word`` runs pandoc and finishes
the file, ``builder`` ties them to Sphinx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingreview.docx.builder import DocxBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder and its configuration.

    ``docx_license``: the line of the title block that names the licenses; none if empty.
    """
    app.add_config_value("docx_license", "", "", frozenset({str}))
    app.add_builder(DocxBuilder)
    app.setup_extension("livingreview.figures.imagecheck")
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
