extensions = ["myst_parser", "livingreview.typst"]
project = "Pages"
numfig = True
math_numfig = True
myst_enable_extensions = ["colon_fence"]
