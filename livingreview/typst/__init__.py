"""The book as a PDF: a Sphinx builder ``typstpdf`` on the Typst compiler.

``assemble`` joins the documents, ``renderer`` and ``rules`` turn them into Typst source, ``math``
does the formulas, ``builder`` runs the compiler, ``book.typ`` is all of the looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .builder import TypstPdfBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder and its configuration.

    ``typst_filename``: name of the PDF.  ``typst_title_page``: dict of strings, any of title,
    subtitle, authors, version, date, commit, cite, license.  ``typst_date``: ISO date of the PDF
    when SOURCE_DATE_EPOCH is not set.  ``typst_bibliography``: document with the central list of
    references.  ``typst_base_url``: where relative links lead.
    """
    app.add_config_value("typst_filename", "book.pdf", "", frozenset({str}))
    app.add_config_value("typst_title_page", {}, "", frozenset({dict}))
    app.add_config_value("typst_date", "", "", frozenset({str}))
    app.add_config_value("typst_bibliography", "bibliography", "", frozenset({str}))
    app.add_config_value("typst_base_url", "", "", frozenset({str}))
    app.add_builder(TypstPdfBuilder)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
