extensions = ["myst_parser", "sphinxcontrib.bibtex", "livingreview.typst"]
project = "No central list"
bibtex_bibfiles = ["refs.bib"]
suppress_warnings = ["bibtex.duplicate_citation"]
