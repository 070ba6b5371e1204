extensions = ["myst_parser", "sphinxcontrib.bibtex", "livingreview.typst"]
project = "A Small Book"
author = "Its Contributors"
language = "en"
root_doc = "index"
exclude_patterns = ["README.md"]
numfig = True
math_numfig = True
myst_enable_extensions = [
    "dollarmath",
    "colon_fence",
    "deflist",
    "fieldlist",
    "tasklist",
    "strikethrough",
    "attrs_block",
    "substitution",
    "amsmath",
]
myst_substitutions = {"dose": "5 mg"}
bibtex_bibfiles = ["refs.bib"]
bibtex_reference_style = "author_year"
suppress_warnings = ["bibtex.duplicate_citation", "myst.strikethrough"]
typst_date = "2026-01-02"
typst_base_url = "https://book.example/v1"
typst_title_page = {
    "title": "A Small Book",
    "subtitle": "Everything a page can hold",
    "authors": "Its Contributors",
    "version": "1.2.3",
    "date": "2026-01-02",
    "commit": "abc1234",
    "cite": "Its Contributors (2026). A Small Book.",
    "license": "CC BY 4.0",
}
