"""What stands at the head of a chapter's own PDF: its place in the book, its state, how to cite it.

A file cannot know the day on which it is cited, so the citation holds a blank for it.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from livingreview.cite.chapter import nlm
from livingreview.cite.source import chapter_of
from livingreview.register.words import DAGGER

DAY = "<the day you read it>"
# The preface of the book says this; a chapter by itself has no preface.
NOTE = f"{DAGGER} marks a number that was seen only second-hand. All numbering is the book's."


def title_block(app: Sphinx, docname: str) -> dict[str, str]:
    """The facts that ``livingreview.typst`` prints; what a chapter lacks is left out."""
    chapter = chapter_of(app, docname)
    facts = {
        "title": chapter.title,
        "part_of": chapter.part_of,
        "authors": ", ".join(author.full for author in chapter.authors),
        "reviewed": chapter.reviewed,
        "address": chapter.address,
        "cite": nlm(chapter, DAY),
        "note": NOTE,
        "summary": chapter.summary,
    }
    return {name: words for name, words in facts.items() if words}


def setup(app: Sphinx) -> dict[str, Any]:
    """Answer the event of the PDF builder."""
    app.setup_extension("livingreview.typst")
    app.connect("typst-title-block", title_block)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
