extensions = ["myst_parser", "livingreview.typst"]
project = "Bad input"
myst_enable_extensions = ["dollarmath"]
