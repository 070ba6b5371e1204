extensions = ["myst_parser", "livingreview.typst"]
project = "Long words"
myst_enable_extensions = ["colon_fence", "dollarmath"]
typst_title_page = {"title": "Long words"}
numfig = True
