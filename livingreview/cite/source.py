"""Chapters as citable works, from their pages and from ``CITATION.cff``.

A chapter's page begins with what only a person can say::

    ---
    first-published: 2026-11-22
    reviewed: 2026-11-22
    written-by: Ada Lovelace; Analytical Engine Group
    ---

``written-by`` may be left out: then all authors of the book wrote the chapter. The first paragraph
of the page, its sentence in brief, is the abstract that citation software shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from livingreview.cite.chapter import Chapter
from livingreview.text.build import base_of, book_of

logger = logging.getLogger(__name__)

DATES = ("first-published", "reviewed")


def chapter_of(app: Sphinx, docname: str) -> Chapter:
    """A chapter's record. The page must have been read; see the module for what it may lack."""
    env, book = app.env, book_of(app)
    facts = env.metadata[docname]
    wanted = _written_by(facts)
    known = {author.full: author for author in book.authors}
    first = [env.metadata[name].get("first-published", "") for name in chapters(app)]
    years = [day[:4] for day in first if day]
    base = base_of(app)
    number = env.toc_secnumbers.get(docname, {}).get("", ())
    return Chapter(
        name=docname.rpartition("/")[2],
        title=env.titles[docname].astext(),
        number=".".join(map(str, number)),
        summary=facts.get("summary", ""),
        authors=tuple(known[name] for name in wanted if name in known) or book.authors,
        first=facts.get("first-published", ""),
        reviewed=facts.get("reviewed", ""),
        began=min([*years, book.date[:4]]),
        url=f"{base}{docname}.html" if base else "",
        pdf=f"{base}{docname}.pdf" if base else "",
        book=book,
    )


def chapters(app: Sphinx) -> list[str]:
    """The chapters of the book, in reading order: those that ``conf.py`` names and that exist."""
    return [name for name in app.config.livingreview_chapters if name in app.env.titles]


def keep_summary(app: Sphinx, doctree: nodes.document) -> None:
    """Remember the first paragraph of a chapter when its page is read."""
    if app.env.docname in app.config.livingreview_chapters:
        texts = (one for one in doctree.findall(nodes.paragraph) if _in_section(one))
        first = next(texts, None)
        words = "" if first is None else " ".join(first.astext().split())
        app.env.metadata[app.env.docname]["summary"] = words


def _in_section(paragraph: nodes.paragraph) -> bool:
    return isinstance(paragraph.parent, nodes.section)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of what a chapter's front matter lacks or says wrongly."""
    authors = {author.full for author in book_of(app).authors}
    for name in chapters(app):
        for found in _faults(env.metadata[name], authors):
            logger.warning(found, location=(name, 1), type="livingreview", subtype="chapter")


def _written_by(facts: dict[str, str]) -> list[str]:
    return [name.strip() for name in facts.get("written-by", "").split(";") if name.strip()]


def _faults(facts: dict[str, str], authors: set[str]) -> Iterator[str]:
    days: dict[str, date] = {}
    for field in DATES:
        value = facts.get(field, "")
        try:
            days[field] = date.fromisoformat(value)
        except ValueError:
            what = f"{field} is {value!r}, which is no day" if value else f"there is no {field}"
            yield f"{what}; write {field}: 2026-11-22 into the chapter's front matter"
    if days.get("reviewed", date.min) > date.today():
        yield f"reviewed is {days['reviewed']}, a day to come; write the day somebody reviewed it"
    if len(days) == 2 and days["first-published"] > days["reviewed"]:
        yield "the chapter was reviewed last before it was first published; mend one of the days"
    for name in _written_by(facts):
        if name not in authors:
            yield f"written-by names {name}, whom CITATION.cff does not; add the author there"
