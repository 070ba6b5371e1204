import livingreview.references.style  # noqa: F401 (registers how references are printed)

project = "Entries"
extensions = ["myst_parser", "sphinxcontrib.bibtex", "livingreview.text.roles"]
html_theme = "basic"
bibtex_bibfiles = ["refs.bib"]
bibtex_default_style = "livingreview"
bibtex_reference_style = "livingreview"
