"""Sphinx configuration. Every option that differs from its default says why."""

import os
from pathlib import Path
from urllib.parse import urlparse

import livingreview.references.style  # noqa: F401 (registers how references are printed)
from livingreview import metadata
from livingreview.figures import colors

HERE = Path(__file__).parent
BOOK = metadata.read(HERE)
ADDRESS = metadata.address(os.environ)  # from BOOK_URL; empty if nobody said it

# -- The book: written once, in CITATION.cff ------------------------------------------------------

project = BOOK.full_title
author = BOOK.byline
version = release = BOOK.version
copyright = f"{BOOK.date[:4]}, {BOOK.byline}"
language = "en"
html_title = BOOK.title  # furo's default adds "documentation"

# -- Reading --------------------------------------------------------------------------------------

extensions = [
    "myst_parser",  # chapters are MyST Markdown
    "sphinxcontrib.bibtex",  # citations from refs.bib
    "livingreview.runs",  # what was wrong is told until it is mended, what broke off is made again
    "livingreview.text",  # {finding}, {claim}, {claims}; what is wrong with a page, and what to do
    "livingreview.pages",  # register pages, methods, health; the register as JSON and CSV
    "livingreview.figures",  # figures drawn from the register
    "livingreview.cite",  # cite this chapter; claims as sentences to take along
    "livingreview.html",  # the frame of the site, formulas without a script, feed.xml
    "livingreview.releases",  # released versions: their page, versions.json
    "livingreview.typst",  # the PDF, and one of each chapter
    "livingreview.typst.titleblock",  # what stands at the head of a chapter's PDF
    "livingreview.docx",  # each chapter for Word
    "notfound.extension",  # 404.html
]
exclude_patterns = ["_templates"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "substitution"]
myst_substitutions = {
    "title": BOOK.full_title,
    "version": BOOK.version,
    "date": BOOK.date,
    "commit": BOOK.commit,
    "citation": BOOK.citation(ADDRESS),
}
nitpicky = True  # a reference to nothing is an error, not a gap in the page
numfig = True  # figures and tables are referred to by number
numfig_secnum_depth = 1  # Table 3.2: chapter, then a count
math_numfig = True  # equations in the same way
show_warning_types = True  # a warning names its kind, so that a remedy can be found

bibtex_bibfiles = ["refs.bib"]
bibtex_default_style = "livingreview"  # each identifier once, as a link
bibtex_reference_style = "livingreview"  # author and year, with et al. for "and others"
# Each work stands in its chapter's list and in the central one; that is meant.
suppress_warnings = ["bibtex.duplicate_citation"]

livingreview_chapters = ["introduction", "seq2function", "seq2seq", "transcriptome", "outlook"]
# Chapters for which `make check` makes too many numbers an error.
livingreview_few_numbers = ["introduction", "seq2function", "seq2seq", "transcriptome"]
# Pages on which all, none, every, best and first owe a check.
livingreview_checked_words = ["index", *livingreview_chapters]
livingreview_hedged = ["index"]  # pages on which words are as sure as the claims they lead to
# Of each chapter, beside its page.
livingreview_documents = {"pdf": "PDF", "docx": "Word", "a4.docx": "Word (A4)"}
# Beside the first page.
livingreview_book_files = {"book.pdf": "PDF", "book.epub": "EPUB", "summary.pdf": "One page"}
livingreview_kept_links = {"about/post": "docs/about/post-links.txt"}  # each stays cited
livingreview_cite_help = "about/cite"
livingreview_who = "about/who"  # who wrote it, for machines that ask for an author
livingreview_changelog = "about/changelog"

# Where a form is opened to report an error; no address, no links. The forms are GitHub's.
_GITHUB = BOOK.repository.rstrip("/") if "//github.com/" in BOOK.repository else ""
livingreview_issues = f"{_GITHUB}/issues/new" if _GITHUB else ""

# The search finds these pages as records, or they hold every word of the book: a pattern.
livingreview_search_apart = "register/.*|bibliography|glossary|about/(changelog|searching|health)"

livingreview_release = bool(os.environ.get("BOOK_RELEASE"))  # a copy to keep below v/<version>/

# -- Screen ---------------------------------------------------------------------------------------

html_theme = "furo"
html_baseurl = ADDRESS
if html_baseurl:
    extensions.append("sphinx_sitemap")  # sitemap.xml needs absolute addresses
    sitemap_url_scheme = "{link}"  # its default writes the version into every address
    sitemap_show_lastmod = False  # the day of the build says nothing about the text
    sitemap_excludes = ["search.html", "genindex.html", "404.html"]
# 404.html is shown at any depth, so its links are absolute paths.
notfound_urls_prefix = f"{urlparse(html_baseurl).path.rstrip('/')}/"
notfound_context = {
    "title": "Page not found",
    "body": "<h1>Page not found</h1>\n<p>No page has this address. Pages of this book keep their "
    f'names for ever, so the link may be mistyped. <a href="{notfound_urls_prefix}index.html">The '
    f'first page</a> and <a href="{notfound_urls_prefix}search.html">the search</a> lead on.</p>',
}
html_static_path = ["docs/_static"]
templates_path = ["docs/_templates"]
html_sidebars = {  # furo's, without what is for one host, and with what to take along
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/take.html",
        "sidebar/scroll-end.html",
    ]
}
# One file a part of the page, in the order in which they override.
STYLES = [
    "base", "front", "claims", "figures", "toy", "previews",
    "register", "search", "cite", "togo",
]  # fmt: skip
# copy comes before those that copy
SCRIPTS = ["copy", "book", "figures", "toy", "previews", "register", "search", "togo"]
html_css_files = [f"{name}.css" for name in STYLES]
html_js_files = [(f"{name}.js", {"defer": "defer"}) for name in SCRIPTS]
html_math_renderer = "mathml"  # MathJax would load from another host
html_copy_source = False  # the sources are in the repository
html_show_sphinx = False  # the footer names version and commit instead
html_last_updated_fmt = None  # the day of the build says nothing about the text
# A color has one meaning: accent, links and what holds; stop, where a model stops.
# tests/test_type.py holds the contrast of each pair that meets.
LIGHT = {
    "color-foreground-primary": "#1c2430",  # ink
    "color-foreground-secondary": "#47525f",  # second voice
    "color-foreground-muted": "#5d6875",
    "color-foreground-border": "#767f89",  # of controls
    "color-background-primary": "#fffefb",  # paper
    "color-background-secondary": "#f8f6f0",  # panel
    "color-background-hover": "#efece3",
    "color-background-hover--transparent": "#efece300",
    "color-background-border": "#e2ded3",  # hairline
    "color-brand-primary": "#0b5a7a",
    "color-brand-content": "#0b5a7a",  # accent
    "color-brand-visited": "#0b5a7a",
    "color-link-underline": "#9dbecb",
    "color-link-underline--visited": "#9dbecb",
    "color-highlight-on-target": "#fbf3d5",
    "accent-tint": "#e6f0f3",
    "stop": "#a63d12",
    "stop-tint": "#fbeee6",
    "focus": "#0b5a7a",
}
DARK = {
    "color-foreground-primary": "#dfe3e6",
    "color-foreground-secondary": "#a9b2ba",
    "color-foreground-muted": "#929ca6",
    "color-foreground-border": "#7a848d",
    "color-background-primary": "#12171c",
    "color-background-secondary": "#181e24",
    "color-background-hover": "#222a31",
    "color-background-hover--transparent": "#222a3100",
    "color-background-border": "#2d363e",
    "color-brand-primary": "#7cc4e0",
    "color-brand-content": "#7cc4e0",
    "color-brand-visited": "#7cc4e0",
    "color-link-underline": "#3d6a7d",
    "color-link-underline--visited": "#3d6a7d",
    "color-highlight-on-target": "#332c10",
    "accent-tint": "#14303b",
    "stop": "#f0a27c",
    "stop-tint": "#36221a",
    "focus": "#7cc4e0",
}
# Fonts, widths, and which of the colors furo's bars take. One text font serves the other: each
# holds some signs that the other lacks.
LOOK = {
    "font-serif": '"Book Serif", "Book Sans", Georgia, "Times New Roman", serif',
    "font-sans": '"Book Sans", "Book Serif", "Segoe UI", Helvetica, Arial, sans-serif',
    "font-math": '"Book Math", "STIX Two Math", "Cambria Math", "Latin Modern Math", math',
    "font-stack": "var(--font-serif)",
    "font-stack--headings": "var(--font-serif)",
    "font-stack--monospace": 'ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
    "measure": "37.5rem",  # a line of text: 64 to 72 letters
    "note": "12rem",  # the margin for notes
    "color-sidebar-background": "var(--color-background-secondary)",
    "color-sidebar-background-border": "var(--color-background-border)",
    "color-sidebar-caption-text": "var(--color-foreground-muted)",
    "color-sidebar-link-text": "var(--color-foreground-secondary)",
    "color-sidebar-link-text--top-level": "var(--color-foreground-primary)",
    "color-sidebar-brand-text": "var(--color-foreground-primary)",
    "color-toc-title-text": "var(--color-foreground-muted)",
    "color-toc-item-text": "var(--color-foreground-muted)",
    "sidebar-caption-font-size": "0.75rem",
    "sidebar-item-font-size": "0.875rem",
    "sidebar-item-spacing-vertical": "0.36rem",
    "sidebar-search-input-font-size": "0.875rem",
    "toc-font-size": "0.8125rem",
    "toc-title-font-size": "0.75rem",
}
html_theme_options = {
    "light_css_variables": {**LOOK, **LIGHT},
    "dark_css_variables": DARK,
}
html_theme_options["light_css_variables"] |= colors.page("light")  # those of figures alone
html_theme_options["dark_css_variables"] |= colors.page("dark")

# -- EPUB -----------------------------------------------------------------------------------------

epub_basename = "book"
epub_uid = "book"  # the name of the identifier inside the file
epub_identifier = BOOK.identifier
epub_description = BOOK.abstract
epub_contributor = BOOK.byline  # its default is the word unknown
epub_show_urls = "no"  # links are links; footnotes with addresses are noise
epub_css_files = ["book-epub.css"]  # CSS 2.1 alone, without color: reading systems differ
epub_cover = ("_static/cover.png", "epub-cover.html")  # drawn by the build
epub_copyright = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
epub_tocscope = "includehidden"  # the contents name what the first page need not show
epub_use_index = False  # the site's index lists the glossary, which is in the alphabet already
# The book is text: of the register it holds the claims with what each finding contributes. Numbers
# and names lead to the records on the site; tables of hundreds of rows are no pages for a small
# screen, and what is for those who work on the book is in the repository.
_APART = [f"register/{name}" for name in ("findings", "models", "benchmarks", "tasks")]
_APART += ["register/datasets", "register/papers", "register/methods", "about/programs"]
_APART += ["map", "compare"]
_APART += [f"about/{name}" for name in ("health", "contributing", "architecture", "maintaining")]
_APART += ["about/changelog", "about/versions", "about/searching", "about/reporting"]
epub_exclude_files = [f"{page}.xhtml" for page in _APART]
epub_exclude_files += [
    f"_static/{name}.js" for name in (*SCRIPTS, "rank", "map", "compare", "togo-text")
]
epub_exclude_files += [
    f"_static/{name}.css"
    for name in (*STYLES, "records", "map", "compare", "basic", "epub", "pygments")
]
epub_exclude_files += [f"_static/{name}.png" for name in ("file", "minus", "plus")]
epub_exclude_files += [  # a reading system brings its own fonts
    f"_static/{file.relative_to(HERE / 'docs/_static').as_posix()}"
    for pattern in ("fonts/**/*.*", "*icon.*")
    for file in sorted((HERE / "docs/_static").glob(pattern))
]

# -- PDF ------------------------------------------------------------------------------------------

typst_date = BOOK.date  # the day the PDF carries when SOURCE_DATE_EPOCH does not say
typst_base_url = html_baseurl  # where links to files beside the site lead
typst_title_page = {
    "title": BOOK.title,
    "subtitle": BOOK.subtitle[:1].upper() + BOOK.subtitle[1:],
    "authors": BOOK.byline,
    "version": BOOK.version,
    "date": BOOK.date,
    "commit": BOOK.commit,
    "address": ADDRESS,
    "doi": BOOK.doi_address,
    "cite": BOOK.citation(ADDRESS),
    "license": "Text: CC BY 4.0. Code: MIT.",
    "summary": BOOK.abstract,
    "keywords": ", ".join(BOOK.keywords),
}
# What belongs to the repository (how to contribute, the health of links) is on the site alone.
typst_documents = [
    {
        "name": "book",
        "look": "book",
        "preface": "index",
        "preface_title": "What this review finds",
        "pages": [
            *livingreview_chapters,
            *("about/methods", "about/who", "about/cite", "about/post"),
            *("glossary", "bibliography"),
        ],
    },
    {
        "name": "register",
        "look": "register",
        "pages": [
            f"register/{kind}"
            for kind in ("claims", "findings", "models", "benchmarks", "datasets", "papers")
        ],
        "facts": {
            "title": "The register",
            "subtitle": f"Of the living review: {BOOK.title}",
            "note": "An id is permanent; the number before it counts the entries of this edition.",
        },
    },
    {"name": "summary", "look": "sheet", "pages": ["summary"]},
    {
        "name": "sentences",
        "look": "register",
        "pages": ["sentences"],
        "facts": {
            "title": "Sentences for proposals",
            "subtitle": f"Of the living review: {BOOK.title}",
            "note": "How sure a sentence sounds follows the grade of its claim in this version.",
        },
    },
    {
        "name": "decide",
        "look": "register",
        "pages": ["decide"],
        "facts": {
            "title": "Which model for which question",
            "subtitle": f"Of the living review: {BOOK.title}",
            "note": "A row of low certainty is a place to start, and no recommendation.",
        },
    },
]
typst_chapters = livingreview_chapters  # each also by itself, beside its page

# -- Word -----------------------------------------------------------------------------------------

docx_license = typst_title_page["license"]
