"""A twin of each page in Markdown, for programs that read text: ``<page>.md`` beside the page.

It is written from the page as it was resolved for the site, in CommonMark with pipe tables: values
stand as they are printed and lead to the JSON of their record, figures say their values in words,
and what only a screen needs (buttons, margin notes, drawings) is left out. ``llms.txt`` lists them.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from livingreview.files import write_changed
from livingreview.html.margin import margin_notes
from livingreview.register.register import Register
from livingreview.text.build import base_of, book_of, on_screen, register_of
from livingreview.text.nodes import finding_number
from livingreview.text.settled import once

_SIGNS = re.compile(r"([\\`*\[\]<])")
_SPOKEN = re.compile(r'\b(?:alt|aria-label)="([^"]+)"')
_SCREEN = {"fig-do", "togo", "headerlink"}  # classes of what is pressed and not read
_SKIPPED = (
    nodes.comment, nodes.label, nodes.substitution_definition, nodes.colspec, margin_notes,
    addnodes.index, addnodes.download_reference, nodes.target, nodes.system_message,
)  # fmt: skip
_MARKS: dict[type[nodes.Node], tuple[str, str]] = {
    nodes.emphasis: ("*", "*"),
    nodes.strong: ("**", "**"),
    nodes.superscript: ("<sup>", "</sup>"),
    nodes.subscript: ("<sub>", "</sub>"),
}


class Twin:
    """Writes one page; ``page`` is its name, and addresses are as seen from it."""

    def __init__(self, books: Register, page: str) -> None:
        self.books, self.up = books, "../" * page.count("/")

    def text(self, document: nodes.document) -> str:
        """The whole page."""
        return "\n\n".join(self.blocks(document.children, 0)) + "\n"

    # -- blocks -----------------------------------------------------------------------------------

    def blocks(self, parts: Iterable[nodes.Node], depth: int) -> list[str]:
        """Blocks of Markdown, each without a blank line around it."""
        found: list[str] = []
        for part in parts:
            found += [block for block in self._block(part, depth) if block.strip()]
        return found

    def _block(self, part: nodes.Node, depth: int) -> list[str]:
        if isinstance(part, _SKIPPED) or not isinstance(part, nodes.Element):
            return []
        if _SCREEN & set(part.get("classes", ())):
            return []
        writer = _BLOCKS.get(type(part))
        if writer:
            return writer(self, part, depth)
        if isinstance(part, (nodes.TextElement, nodes.Inline)):
            return [self.inline(part.children)]
        return self.blocks(part.children, depth)

    def _section(self, part: nodes.Element, depth: int) -> list[str]:
        return self.blocks(part.children, depth + 1)

    def _title(self, part: nodes.Element, depth: int) -> list[str]:
        return [f"{'#' * min(max(depth, 1), 6)} {self.inline(part.children)}"]

    def _caption(self, part: nodes.Element, depth: int) -> list[str]:
        return [self.inline(part.children)]

    def _list(self, part: nodes.Element, depth: int) -> list[str]:
        numbered = isinstance(part, nodes.enumerated_list)
        lines = []
        for place, item in enumerate(part.children, 1):
            mark = f"{place}. " if numbered else "- "
            inner = "\n\n".join(self.blocks(item.children, depth))
            lines.append(mark + inner.replace("\n", "\n" + " " * len(mark)))
        return ["\n".join(lines).replace("\n" + " " * 2 + "\n", "\n\n")]

    def _defined(self, part: nodes.Element, depth: int) -> list[str]:
        terms = [self.inline(one.children) for one in part if isinstance(one, nodes.term)]
        rest = [one for one in part if isinstance(one, nodes.definition)]
        return [f"**{', '.join(terms)}**", *self.blocks(rest, depth)]

    def _code(self, part: nodes.Element, depth: int) -> list[str]:
        return [f"```{part.get('language', '')}\n{part.astext()}\n```"]

    def _formula(self, part: nodes.Element, depth: int) -> list[str]:
        return [f"$$\n{part.astext().strip()}\n$$"]

    def _quote(self, part: nodes.Element, depth: int) -> list[str]:
        return ["\n".join(f"> {line}".rstrip() for line in
                          "\n\n".join(self.blocks(part.children, depth)).split("\n"))]  # fmt: skip

    def _raw(self, part: nodes.Element, depth: int) -> list[str]:
        """What is drawn: as its maker says it in Markdown, else by the words for who cannot see."""
        if said := part.get("markdown"):
            return [str(said)]
        spoken = _SPOKEN.search(part.astext()) if isinstance(part.parent, nodes.figure) else None
        return [f"In words: {_escaped(html.unescape(spoken[1]))}"] if spoken else []

    def _image(self, part: nodes.Element, depth: int) -> list[str]:
        return [f"In words: {_escaped(part['alt'])}"] if part.get("alt") else []

    def _table(self, part: nodes.Element, depth: int) -> list[str]:
        titles = [one for one in part if isinstance(one, nodes.title)]
        rows = [
            [self._cell(entry, depth) for entry in row.children] for row in part.findall(nodes.row)
        ]
        heads = sum(len(head.children) for head in part.findall(nodes.thead))
        if not rows:
            return []
        if not heads:
            rows.insert(0, ["" for _ in rows[0]])
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, f"|{' --- |' * len(rows[0])}")
        return [*(self.inline(title.children) for title in titles), "\n".join(lines)]

    def _cell(self, entry: nodes.Node, depth: int) -> str:
        words = "<br>".join(self.blocks(entry.children, depth))
        return words.replace("|", "\\|").replace("\n\n", "<br>").replace("\n", " ")

    # -- words ------------------------------------------------------------------------------------

    def inline(self, parts: Iterable[nodes.Node]) -> str:
        """Words of one paragraph, on one line."""
        return " ".join("".join(self._words(part) for part in parts).split())

    def _words(self, part: nodes.Node) -> str:
        if isinstance(part, nodes.Text):
            return _escaped(part.astext())
        if isinstance(part, _SKIPPED) or not isinstance(part, nodes.Element):
            return ""
        if _SCREEN & set(part.get("classes", ())) or isinstance(part, nodes.raw):
            return ""
        if isinstance(part, nodes.math):
            return f"${part.astext()}$"
        if isinstance(part, nodes.literal):
            return f"`{part.astext()}`"
        inner = "".join(self._words(child) for child in part.children)
        if isinstance(part, finding_number):
            return self._number(part, inner)
        if isinstance(part, nodes.reference):
            return self._link(part, inner)
        before, after = _MARKS.get(type(part), ("", ""))
        return f"{before}{inner}{after}" if inner.strip() else inner

    def _number(self, part: nodes.Element, words: str) -> str:
        """A value, leading to the JSON of its record."""
        name = part["target"].partition("/")[0]
        kind = self.books.kind_of(name)
        return f"[{words}]({self.up}evidence/{kind}/{name}.json)" if kind else words

    def _link(self, part: nodes.Element, words: str) -> str:
        """A link that leads to another page; Markdown has no places within this one."""
        address = part.get("refuri", "")
        leads = address and not address.startswith("#") and words.strip()
        return f"[{words}]({address})" if leads else words


_BLOCKS: dict[type[nodes.Node], Callable[[Twin, Any, int], list[str]]] = {
    nodes.section: Twin._section,
    nodes.title: Twin._title,
    nodes.rubric: Twin._caption,
    nodes.caption: Twin._caption,
    nodes.bullet_list: Twin._list,
    nodes.enumerated_list: Twin._list,
    nodes.definition_list_item: Twin._defined,
    nodes.literal_block: Twin._code,
    nodes.math_block: Twin._formula,
    nodes.block_quote: Twin._quote,
    nodes.raw: Twin._raw,
    nodes.image: Twin._image,
    nodes.table: Twin._table,
}


def _escaped(words: str) -> str:
    return _SIGNS.sub(r"\\\1", words)


# -- files ----------------------------------------------------------------------------------------


def _has_twin(page: str) -> bool:
    """Pages of text have one; what the register holds is there as JSON."""
    return not page.startswith("register/")


def _write(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is None or not on_screen(app) or not _has_twin(page):
        return
    book = book_of(app)
    head = f"<!-- {book.full_title}, version {book.version}, {book.date}. CC BY 4.0. -->\n\n"
    twin = Twin(register_of(app), page).text(doctree)
    write_changed(Path(app.outdir, f"{page}.md"), head + twin)
    name = posixpath.basename(page)
    context["metatags"] = (
        f"{context.get('metatags', '')}"
        f'<link rel="alternate" type="text/markdown" href="{name}.md" title="The text">\n'
    )


def listing(app: Sphinx) -> str:
    """``llms.txt``: what the book is, and where its text and its data are (llmstxt.org)."""
    book, base, env = book_of(app), base_of(app), app.env
    lines = [f"# {book.full_title}", "", f"> {' '.join(book.abstract.split())}", ""]
    lines += [
        f"Version {book.version}, {book.date}; {book.byline}. Text and data: CC BY 4.0.",
        "Each claim has a computed grade; a sentence of low certainty says may, and is to be "
        "repeated with its grade. Each value leads to a record that says who measured it and how "
        "it was seen.",
    ]
    order = list(env.toctree_includes.get(app.config.root_doc, ()))
    pages = [page for page in (app.config.root_doc, *order) if _has_twin(page)]
    chapters = set(app.config.livingreview_chapters)
    groups = {
        "Chapters": [page for page in pages if page in chapters],
        "Short ways in": [page for page in pages if page not in chapters and "/" not in page],
        "About the book": [page for page in pages if "/" in page],
    }
    for title, names in groups.items():
        lines += ["", f"## {title}", ""]
        lines += [f"- [{env.titles[name].astext()}]({base}{name}.md)" for name in names]
    lines += ["", "## Data", ""]
    for words, file in _DATA:
        lines.append(f"- [{words}]({base}evidence/{file})")
    return "\n".join(lines) + "\n"


_DATA = (
    ("Data Package: every table with its columns, keys and references", "datapackage.json"),
    ("All values with the conditions they hold under, CSV", "tables/values.csv"),
    ("Claims with grades and links to findings, JSON-LD", "claims.json"),
    ("Findings, JSON", "findings.json"),
    ("Models, JSON", "models.json"),
    ("Benchmarks, JSON", "benchmarks.json"),
    ("Data sets, JSON", "datasets.json"),
    ("Works, JSON", "papers.json"),
    ("Words of the field with definitions, JSON", "vocabulary.json"),
    ("JSON Schema of one finding; its folder has that of every kind", "schema/one-findings.json"),
)


def _list(app: Sphinx) -> None:
    site = Path(app.outdir)
    write_changed(site / "llms.txt", listing(app))
    kept = {posixpath.normpath(f"{page}.md") for page in app.env.found_docs if _has_twin(page)}
    for file in site.rglob("*.md"):
        name = file.relative_to(site).as_posix()
        if name not in kept and not name.startswith("_"):
            file.unlink()  # of a page that is no more


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None and on_screen(app):
        once(app, "twins", partial(_list, app))


def setup(app: Sphinx) -> dict[str, Any]:
    """Write each twin when its page is written, and the list at the end."""
    app.connect("html-page-context", _write)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
