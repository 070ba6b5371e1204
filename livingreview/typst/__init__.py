"""The book as PDF: a Sphinx builder ``typstpdf`` on the Typst compiler.

``documents`` says which PDFs there are, ``assemble`` joins the pages of one, ``renderer`` and
``rules`` (bound to node classes by ``rulebook``) turn them into Typst source, ``records`` sets the
records of the register, ``backindex`` makes the index, ``math`` does the formulas, ``breaks`` and
``tables`` keep words and cells on the page, ``builder`` runs the compiler, ``book.typ`` is all of
the looks. ``faults`` says what is wrong with a page before all that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingreview.text.faults import EVENT
from livingreview.typst.builder import TypstPdfBuilder

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from livingreview.problems import Problem


def _faults(app: Sphinx, docname: str, tree: nodes.document) -> list[Problem]:
    """What is wrong with a page; the engine is asked for when it is needed."""
    from livingreview.typst.faults import problems

    return problems(app, docname, tree)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder and its configuration.

    ``typst_documents``: the PDFs, each a dict of name, look (book, register or sheet), pages, and
    if wanted preface (a page), preface_title, facts; without any, ``book.pdf`` of the whole book.
    ``typst_title_page``: the facts of the book, a dict of strings, any of title, subtitle, authors,
    version, date, commit, address, doi, cite, license, note, summary, keywords; the facts of a
    document override them.  ``typst_chapters``: pages that are set by themselves, too.
    ``typst_date``: ISO date of the PDFs when SOURCE_DATE_EPOCH is not set.  ``typst_bibliography``:
    page with the central list of references.  ``typst_base_url``: where relative links lead, and
    those to what a PDF does not hold; without it a record is looked up in the PDF of look register
    that lies beside.

    The event ``typst-title-block`` (app, docname) asks what the head of such a chapter says; a
    handler returns a dict of strings, any of title, part_of, authors, version, date, reviewed,
    commit, address, cite, license, note, summary, keywords.  What it leaves out comes from the
    book.
    """
    app.add_config_value("typst_documents", [], "", frozenset({list, tuple}))
    app.add_config_value("typst_title_page", {}, "", frozenset({dict}))
    app.add_config_value("typst_date", "", "", frozenset({str}))
    app.add_config_value("typst_bibliography", "bibliography", "", frozenset({str}))
    app.add_config_value("typst_base_url", "", "", frozenset({str}))
    app.add_config_value("typst_chapters", [], "", frozenset({list, tuple}))
    app.add_event("typst-title-block")
    app.add_builder(TypstPdfBuilder)
    app.setup_extension("livingreview.figures.imagecheck")
    app.connect(EVENT, _faults)
    app.setup_extension("livingreview.typst.entries")
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
