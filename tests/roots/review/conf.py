import livingreview.references.style  # noqa: F401 (registers how references are printed)

project = "A Tiny Review"
version = "1.2.3"
copyright = "2025, Tiny Contributors"
extensions = [
    "myst_parser",
    "sphinxcontrib.bibtex",
    "livingreview.runs",
    "livingreview.text.remedies",
    "livingreview.text.roles",
    "livingreview.pages.records",
    "livingreview.pages.downloads",
    "livingreview.pages.searching",
    "livingreview.pages.status",
    "livingreview.pages.reporting",
    "livingreview.pages.proposals",
    "livingreview.cite.togo",
    "livingreview.text.addresses",
    "livingreview.figures.evidence",
    "livingreview.cite",
    "livingreview.html.feed",
    "livingreview.html.lists",
    "livingreview.html.previews",
    "livingreview.html.margin",
]
myst_enable_extensions = ["colon_fence"]
nitpicky = True
numfig = True
show_warning_types = True
html_theme = "basic"
bibtex_bibfiles = ["refs.bib"]
bibtex_default_style = "livingreview"
bibtex_reference_style = "livingreview"
suppress_warnings = ["bibtex.duplicate_citation"]
livingreview_chapters = ["alpha", "beta"]
livingreview_changelog = "changelog"
