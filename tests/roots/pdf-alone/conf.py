extensions = ["myst_parser", "sphinxcontrib.bibtex", "livingreview.typst"]
project = "A Small Book"
author = "Its Contributors"
language = "en"
numfig = True
numfig_secnum_depth = 1
math_numfig = True
myst_enable_extensions = ["dollarmath", "colon_fence"]
bibtex_bibfiles = ["refs.bib"]
bibtex_reference_style = "author_year"
suppress_warnings = ["bibtex.duplicate_citation"]
typst_date = "2026-01-02"
typst_chapters = ["one", "part/two"]
typst_title_page = {
    "title": "A Small Book",
    "authors": "Its Contributors",
    "version": "1.2.3",
    "date": "2026-01-02",
    "commit": "abc1234",
    "cite": "Its Contributors (2026). A Small Book.",
    "license": "CC BY 4.0",
    "keywords": "books, tests",
}


def title_block(app, docname):
    """What the first chapter says of itself; the second says nothing."""
    if docname != "one":
        return None
    return {
        "part_of": "Chapter 1 of A Small Book",
        "authors": "Ada Author",
        "reviewed": "2026-01-01",
        "address": "https://doi.org/10.5555/one",
        "cite": "Author A. One. Available from: https://doi.org/10.5555/one.",
        "note": "NOTETEXT",
        "summary": "SUMMARYTEXT",
    }


def setup(app):
    app.connect("typst-title-block", title_block)
