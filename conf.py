"""Sphinx configuration: what differs from livingreview/settings.py, which says the rest."""

from pathlib import Path

from livingreview import metadata, settings

HERE = Path(__file__).parent
BOOK = metadata.read(HERE)  # what CITATION.cff says
CHAPTERS = ["introduction", "seq2function", "seq2seq", "transcriptome", "outlook"]
BACK = ["about/methods", "about/who", "about/cite", "glossary", "bibliography"]
SHARED = settings.of(HERE, CHAPTERS, BACK)
globals().update(SHARED)

html_short_title = "Where Genomic Models Hit a Wall"  # in the head of a phone, on one line
livingreview_few_numbers = CHAPTERS[:-1]  # the outlook may still hold more
livingreview_book_files = {"book.pdf": "PDF", "book.epub": "EPUB", "summary.pdf": "One page"}
# Of a page by itself.
livingreview_page_files = {"decide": "decide.pdf", "sentences": "sentences.pdf"}
# Chapters in which a term that stands before its first link is an error.
livingreview_linked_terms = CHAPTERS
# Terms that are ordinary words, too: chapters link them by hand.
livingreview_plain_words = [
    *("certainty", "claim", "contrast", "donor", "finding", "head", "hit", "peak", "power"),
    *("prior", "readout", "repeat", "replicate"),
]

# Beside the book and the register.
typst_documents = [
    *SHARED["typst_documents"],
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
