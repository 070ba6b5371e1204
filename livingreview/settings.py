"""What ``conf.py`` of every living review says to Sphinx, and how the site looks.

A book says ``globals().update(settings.of(HERE, chapters=[...]))`` and below it only what differs.
Every option that differs from its default says why.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import livingreview.references.style  # noqa: F401 (registers how references are printed)
from livingreview import memo, metadata
from livingreview.figures import colors
from livingreview.metadata import Book

EXTENSIONS = (
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
)

# -- The look -------------------------------------------------------------------------------------

STATIC = Path(__file__).parent / "html" / "static"
TEMPLATES = Path(__file__).parent / "html" / "templates"
# One file a part of the page, in the order in which they override.
STYLE, SCRIPT = "every.css", "every.js"  # of every page; html/packed makes them
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

# -- Pages ----------------------------------------------------------------------------------------

KINDS = ("claims", "findings", "models", "benchmarks", "datasets", "papers")  # of the register
BACK = ("about/methods", "about/cite", "glossary", "bibliography")  # of the book, behind its text
# The book is text: of the register an EPUB holds the claims with what each finding contributes.
# Numbers and names lead to the records on the site; tables of hundreds of rows are no pages for a
# small screen, and what is for those who work on the book is in the repository.
_EPUB_STYLES = ["book-epub.css"]
_APART = (
    *(f"register/{kind}" for kind in (*KINDS[1:], "tasks", "methods")),
    "about/programs",
    *("about/health", "about/contributing", "about/architecture", "about/maintaining"),
    *("about/changelog", "about/versions", "about/searching", "about/reporting", "about/starting"),
    *("map", "compare"),
)


def _pages(root: Path, names: Sequence[str]) -> list[str]:
    """Those of some pages that the book has."""
    return [name for name in names if (root / "docs" / f"{name}.md").is_file()]


def of(root: Path, chapters: Sequence[str], back: Sequence[str] = BACK) -> dict[str, Any]:
    """The settings of the book in ``root``, by the name of each option.

    ``chapters`` are its numbered pages, ``back`` those that its PDF holds behind them; a page of
    ``back`` that the book lacks is left out. Title, contributors, version, date and license come
    from ``CITATION.cff``, the address from ``BOOK_URL``.
    """
    memo.collect_seldom()  # before all that a build loads
    book, address = metadata.read(root), metadata.address(os.environ)
    return {
        **_text(root, book, address, chapters),
        **_site(root, address),
        **_epub(book),
        **_documents(root, book, address, chapters, back),
    }


def _text(root: Path, book: Book, address: str, chapters: Sequence[str]) -> dict[str, Any]:
    """What the book is, and how its pages are read."""
    # Where a form is opened to report an error; no address, no links. The forms are GitHub's.
    github = book.repository.rstrip("/") if "//github.com/" in book.repository else ""
    return {
        "project": book.full_title,
        "author": book.byline,
        "version": book.version,
        "release": book.version,
        "copyright": f"{book.date[:4]}, {book.byline}",
        "language": "en",
        "html_title": book.title,  # furo's default adds "documentation"
        "extensions": [*EXTENSIONS, *(["sphinx_sitemap"] if address else [])],
        "myst_enable_extensions": ["colon_fence", "deflist", "dollarmath", "substitution"],
        "myst_substitutions": {
            "title": book.full_title,
            "version": book.version,
            "date": book.date,
            "commit": book.commit,
            "citation": book.citation(address),
        },
        "nitpicky": True,  # a reference to nothing is an error, not a gap in the page
        "numfig": True,  # figures and tables are referred to by number
        "numfig_secnum_depth": 1,  # Table 3.2: chapter, then a count
        "math_numfig": True,  # equations in the same way
        "show_warning_types": True,  # a warning names its kind, so that a remedy can be found
        "bibtex_bibfiles": ["refs.bib"],
        "bibtex_default_style": "livingreview",  # each identifier once, as a link
        "bibtex_reference_style": "livingreview",  # author and year, et al. for "and others"
        # Each work stands in its chapter's list and in the central one; that is meant.
        "suppress_warnings": ["bibtex.duplicate_citation"],
        "livingreview_chapters": [*chapters],
        # Chapters for which `make check` makes too many numbers an error.
        "livingreview_few_numbers": [*chapters],
        # Pages on which all, none, every, best and first owe a check.
        "livingreview_checked_words": ["index", *chapters],
        # Pages on which words are as sure as the claims they lead to.
        "livingreview_hedged": ["index"],
        # Of each chapter, beside its page.
        "livingreview_documents": {"pdf": "PDF", "docx": "Word", "a4.docx": "Word (A4)"},
        # Beside the first page.
        "livingreview_book_files": {"book.pdf": "PDF", "book.epub": "EPUB"},
        "livingreview_cite_help": "".join(_pages(root, ["about/cite"])),
        # The search finds these pages as records, or they hold every word of the book: a pattern.
        "livingreview_search_apart": (
            "register/.*|bibliography|glossary|about/(changelog|searching|health)"
        ),
        # Who wrote it, for machines that ask for an author.
        "livingreview_who": "".join(_pages(root, ["about/who"])),
        "livingreview_changelog": "".join(_pages(root, ["about/changelog"])),
        "livingreview_issues": f"{github}/issues/new" if github else "",
        # A copy to keep below v/<version>/.
        "livingreview_release": bool(os.environ.get("BOOK_RELEASE")),
    }


def _site(root: Path, address: str) -> dict[str, Any]:
    """How the pages look on screen, and what lies beside them."""
    # 404.html is shown at any depth, so its links are absolute paths.
    prefix = f"{urlparse(address).path.rstrip('/')}/"
    # From the book's folder, so that two copies of it give the same pages. A file in docs/_static
    # stands for one of the same name.
    static, templates = (
        Path(os.path.relpath(each, root)).as_posix() for each in (STATIC, TEMPLATES)
    )
    own = ["docs/_static"] if (root / "docs" / "_static").is_dir() else []
    site: dict[str, Any] = {
        "html_theme": "furo",
        "html_baseurl": address,
        "notfound_urls_prefix": prefix,
        "notfound_context": {
            "title": "Page not found",
            "body": "<h1>Page not found</h1>\n<p>No page has this address. Pages of this book "
            "keep their names for ever, so the link may be mistyped. "
            f'<a href="{prefix}index.html">The first page</a> and '
            f'<a href="{prefix}search.html">the search</a> lead on.</p>',
        },
        "html_static_path": [static, *own],
        "templates_path": [templates],
        "html_sidebars": {  # furo's, without what is for one host, and with what to take along
            "**": [
                "sidebar/brand.html",
                "sidebar/search.html",
                "sidebar/scroll-start.html",
                "sidebar/navigation.html",
                "sidebar/take.html",
                "sidebar/scroll-end.html",
            ]
        },
        "html_css_files": [STYLE],
        "html_js_files": [(SCRIPT, {"defer": "defer"})],
        "html_math_renderer": "mathml",  # MathJax would load from another host
        "html_copy_source": False,  # the sources are in the repository
        "html_show_sphinx": False,  # the footer names version and commit instead
        "html_last_updated_fmt": None,  # the day of the build says nothing about the text
        "html_theme_options": {
            # colors.page are those of figures alone
            "light_css_variables": {**LOOK, **LIGHT, **colors.page("light")},
            "dark_css_variables": {**DARK, **colors.page("dark")},
        },
    }
    if address:  # sitemap.xml needs absolute addresses
        site["sitemap_url_scheme"] = "{link}"  # its default writes the version into every address
        site["sitemap_show_lastmod"] = False  # the day of the build says nothing about the text
        site["sitemap_excludes"] = ["search.html", "genindex.html", "404.html"]
    return site


def _epub(book: Book) -> dict[str, Any]:
    """The EPUB: which pages and files it holds, and what it says of itself."""
    apart = [f"{page}.xhtml" for page in _APART]
    apart += [f"_static/{name}.css" for name in ("basic", "epub", "pygments")]
    apart += [f"_static/{name}.png" for name in ("file", "minus", "plus")]
    apart += [  # what a screen asks for; a reading system brings its own fonts
        f"_static/{file.relative_to(STATIC).as_posix()}"
        for pattern in ("*.js", "*.css", "fonts/**/*.*", "*icon.*")
        for file in sorted(STATIC.glob(pattern))
        if file.name not in _EPUB_STYLES
    ]
    return {
        "epub_basename": "book",
        "epub_uid": "book",  # the name of the identifier inside the file
        "epub_identifier": book.identifier,
        "epub_description": book.abstract,
        "epub_contributor": book.byline,  # its default is the word unknown
        "epub_show_urls": "no",  # links are links; footnotes with addresses are noise
        # CSS 2.1 alone, without color: reading systems differ.
        "epub_css_files": _EPUB_STYLES,
        "epub_cover": ("_static/cover.png", "epub-cover.html"),  # drawn by the build
        "epub_copyright": f"{book.license_name}, {book.license_address}",
        # The contents name what the first page need not show.
        "epub_tocscope": "includehidden",
        # The site's index lists the glossary, which is in the alphabet already.
        "epub_use_index": False,
        "epub_exclude_files": apart,
    }


def _documents(
    root: Path, book: Book, address: str, chapters: Sequence[str], back: Sequence[str]
) -> dict[str, Any]:
    """The PDFs and the Word files. What belongs to the repository is on the site alone."""
    register = _pages(root, [f"register/{kind}" for kind in KINDS])
    documents: list[dict[str, Any]] = [
        {
            "name": "book",
            "look": "book",
            "preface": "index",
            "preface_title": "What this review finds",
            "pages": [*chapters, *_pages(root, back)],
        }
    ]
    if register:
        facts = {
            "title": "The register",
            "subtitle": f"Of the living review: {book.title}",
            "note": "An id is permanent; the number before it counts the entries of this edition.",
        }
        documents.append(
            {"name": "register", "look": "register", "pages": register, "facts": facts}
        )
    return {
        "typst_date": book.date,  # the day the PDF carries when SOURCE_DATE_EPOCH does not say
        "typst_base_url": address,  # where links to files beside the site lead
        "typst_title_page": {
            "title": book.title,
            "subtitle": book.subtitle[:1].upper() + book.subtitle[1:],
            "authors": book.byline,
            "version": book.version,
            "date": book.date,
            "commit": book.commit,
            "address": address,
            "doi": book.doi_address,
            "cite": book.citation(address),
            "license": book.license_line,
            "summary": book.abstract,
            "keywords": ", ".join(book.keywords),
        },
        "typst_documents": documents,
        "typst_chapters": [*chapters],  # each also by itself, beside its page
        "docx_license": book.license_line,
    }
