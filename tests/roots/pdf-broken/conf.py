extensions = ["myst_parser", "livingreview.typst"]
project = "Broken"
