"""The first screen: how much the book holds, where to read and take it, a card for each chapter.

``{tally}`` counts the claims by grade, the findings and the works, and says when they were last
checked; ``{read-links}`` leads to the first chapter, the whole book as files and how to cite it;
``{chapter-cards}`` holds a line ``chapter: what it finds, in a sentence`` for each chapter.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from livingreview.figures.scales import count
from livingreview.pages import health
from livingreview.pages.grades import DOWNWARD, OfTheRegister
from livingreview.register import votes
from livingreview.register.register import KINDS, Register
from livingreview.text.build import book_of, on_screen
from livingreview.text.nodes import Part, Placeholder, joined, left, text
from livingreview.text.templates import render

TEMPLATE = Path(__file__).with_name("tally.html")
WIDTH, GAP = 272.0, 5.0  # of the drawing of all claims, and between two grades
HEIGHTS = {"high": 44, "moderate": 33, "low": 22, "very low": 11}


class site_part(nodes.General, nodes.Element, Placeholder):
    """What the site alone shows: its children or, where it has any, its ``html``.

    With ``html``, the children are what other outputs show instead.
    """


class ShowOnSite(SphinxPostTransform):
    """Gives each output its part; runs before links are made."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        site = on_screen(self.app)
        for part in left(self.document, site_part):
            html = part.get("html", "")
            drawn = [nodes.raw("", html, format="html")] if html else part.children
            part.replace_self(drawn if site else part.children if html else [])


def counted(books: Register, chapter: str = "") -> Counter[str]:
    """How many claims have which grade, of the book or one chapter."""
    chosen = [n for n, where in books.chapter_of.items() if chapter in ("", where)]
    return Counter(votes.grade(books, name).certainty or "principle" for name in chosen)


def number(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def claims_in_words(counts: Counter[str]) -> str:
    """The claims and their grades, as in ``67 claims: 0 high, 14 moderate certainty``."""
    grades = ", ".join(f"{counts[word]} {word}" for word in DOWNWARD)
    bare = f"; {number(counts['principle'], 'principle')}" if counts["principle"] else ""
    return f"{number(counts.total(), 'claim')}: {grades} certainty{bare}."


def last_check(books: Register, folder: Path) -> tuple[str, str]:
    """What was last checked and on which day: by the watch, else by those who wrote the records."""
    reports = [one for name in health.REPORTS if (one := health.read(folder / name))]
    days = [str(one.get("run", one).get("finished") or "")[:10] for one in reports]
    if any(days):
        return "last checked", max(days)
    records = [record for kind in KINDS for record in getattr(books, kind).values()]
    return "records last checked", str(max(record.checked.date for record in records))


class Tally(OfTheRegister):
    """``{tally}``, without arguments."""

    def run(self) -> list[nodes.Node]:
        books, folder = self.books(), Path(self.env.app.confdir) / "health"
        self.env.note_dependency(str(TEMPLATE))
        health.show(self.env)
        counts = counted(books)
        what, day = last_check(books, folder)
        book = book_of(self.env.app)
        # the day of the version stands above it
        later = f", after version {book.version}" if day > str(book.date) else ""
        findings = count(len(books.findings), "finding")
        works = count(len(books.papers), "work")
        facts = {noun: number for number, noun in (findings.split(), works.split())}
        words = claims_in_words(counts)
        strokes, width = _strokes(counts)
        html = render(
            TEMPLATE, alt=f"Each claim a stroke as tall as its certainty. {words}", counts=counts,
            strokes=strokes, width=width, words=words, facts={**facts, what + later: day},
        )  # fmt: skip
        rest = f"{findings} of {works}; {what} {day}{later}."
        plain = text(f"{words} {rest}", classes=["tally"])
        return [site_part("", plain, html=html)]


def _strokes(counts: Counter[str]) -> tuple[list[tuple[float, int]], float]:
    """Place and height of a stroke for each graded claim, and the width of all."""
    graded = [word for word in DOWNWARD for _ in range(counts[word])]
    gaps = GAP * (len(set(graded)) - 1)
    step = (WIDTH - gaps) / max(len(graded), 1)
    places = [
        round(at * step + GAP * (len(set(graded[: at + 1])) - 1), 1) for at in range(len(graded))
    ]
    strokes = [(x, HEIGHTS[word]) for x, word in zip(places, graded, strict=True)]
    return strokes, round(step * 0.6, 1)


class ReadLinks(SphinxDirective):
    """``{read-links}``: what to do next; on paper there is nothing to press.

    On a page that ``livingreview_page_files`` names it leads to the file for paper alone.
    """

    def run(self) -> list[nodes.Node]:
        config = self.env.config
        if file := config.livingreview_page_files.get(self.env.docname):
            link = nodes.reference("", "This page as a PDF", refuri=file, internal=True)
            return [site_part("", text(link, classes=["read-links"]))]
        links: list[Part] = [self._page(config.livingreview_chapters[0], "Read the review")]
        for file, words in config.livingreview_book_files.items():
            links.append(nodes.reference("", words, refuri=file, internal=True))
        if config.livingreview_cite_help:
            links.append(self._page(config.livingreview_cite_help, "Cite"))
        return [site_part("", text(*joined(links, " "), classes=["read-links"]))]

    def _page(self, name: str, words: str) -> addnodes.pending_xref:
        return page_link(self.env.docname, name, words)


def page_link(here: str, name: str, words: str = "") -> addnodes.pending_xref:
    """A link to a page, by its title if no words are given."""
    link = addnodes.pending_xref(
        "", refdoc=here, refdomain="std", reftype="doc", reftarget=f"/{name}",
        refexplicit=bool(words), refwarn=True,
    )  # fmt: skip
    link += nodes.inline("", words)
    return link


class ChapterCards(OfTheRegister):
    """A card for each chapter; a chapter without one, or a name that is none, is an error."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        books, chapters = self.books(), self.env.config.livingreview_chapters
        says: dict[str, list[nodes.Node]] = {}
        messages: list[nodes.system_message] = []
        for at, line in enumerate(self.content):
            name, _, sentence = (part.strip() for part in line.partition(":"))
            if name not in chapters or not sentence:
                raise self.error(f"{line!r}: write a chapter, a colon and a sentence")
            says[name], told = self.parse_inline(sentence, lineno=self.content_offset + at + 1)
            messages += told
        if missing := [name for name in chapters if name not in says]:
            raise self.error(f"no card for {', '.join(missing)}; write a line for each chapter")
        cards = nodes.bullet_list(bullet="-", classes=["chapter-cards"])
        for name in chapters:
            card = nodes.list_item()
            card += text(
                nodes.inline("", "", page_link(self.env.docname, name), classes=["card-title"]),
                nodes.inline("", " – ", classes=["card-mark"]),
                nodes.inline("", "", *says[name], classes=["card-says"]),
                nodes.inline("", " (", classes=["card-mark"]),
                nodes.inline("", _claims_of(counted(books, name)), classes=["card-count"]),
                nodes.inline("", ")", classes=["card-mark"]),
            )  # fmt: skip
            cards += card
        return [cards, *messages]


def _claims_of(counts: Counter[str]) -> str:
    """The claims of a chapter with the grades that they have."""
    found = [f"{counts[word]} {word}" for word in DOWNWARD if counts[word]]
    found += [number(counts["principle"], "principle")] if counts["principle"] else []
    return f"{number(counts.total(), 'claim')}: {', '.join(found)}" if found else "no claims"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.setup_extension("livingreview.pages.health")  # which follows the reports
    app.add_config_value("livingreview_book_files", {}, "env")
    app.add_config_value("livingreview_page_files", {}, "env")
    app.add_node(site_part)
    app.add_post_transform(ShowOnSite)
    app.add_directive("tally", Tally)
    app.add_directive("read-links", ReadLinks)
    app.add_directive("chapter-cards", ChapterCards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
