"""What stands before the text of a chapter: the title block, and the properties of the file."""

from __future__ import annotations

from livingreview.cite.chapter import Chapter, long_date
from livingreview.docx import ast
from livingreview.docx.ast import Form, Forms


def properties(chapter: Chapter, title: Forms, language: str) -> dict[str, Form]:
    """Title, authors and more, as pandoc's metadata: it prints some and writes all to the file.

    ``title`` is what is printed as the title.
    """
    book = chapter.book
    names = [author.full for author in chapter.authors]
    return {
        "title": _said(title),
        "subtitle": _said([ast.text(chapter.part_of)]),
        "author": ast.form("MetaList", [_said([ast.text(name)]) for name in names]),
        "lang": _said([ast.text("en-US" if language == "en" else language)]),
        "description": _said([ast.text(chapter.summary)]),
        "subject": _said([ast.text(book.full_title)]),
        "keywords": ast.form("MetaList", [_said([ast.text(word)]) for word in book.keywords]),
    }


def block(chapter: Chapter, reference: str, licenses: str) -> Forms:
    """Version, dates, how to cite it, and where it is for ever, one paragraph each.

    ``reference`` is the chapter in a citation style, as the citation engine makes it;
    ``licenses`` is printed as it stands.
    """
    book = chapter.book
    commit = f" (commit {book.commit})" if book.commit != "unknown" else ""
    lines = [[ast.text(f"Version {book.version}{commit}, {long_date(book.date)}.")]]
    if chapter.reviewed:
        lines[0].append(ast.text(f" Content last reviewed {long_date(chapter.reviewed)}."))
    lines.append([ast.form("Strong", [ast.text("How to cite: ")]), *_inlines(reference)])
    for name, address in (
        ("DOI of this version: ", book.doi_address),
        ("On the web: ", chapter.url),
    ):
        if address:
            lines.append([ast.text(name), ast.link([ast.text(address)], address)])
    lines += [[ast.text(licenses)]] if licenses else []
    return [ast.para(line, "Front Matter") for line in lines]


def _said(inlines: Forms) -> Form:
    return ast.form("MetaInlines", inlines)


def _inlines(reference: str) -> Forms:
    """A formatted reference, HTML with words and ``em``, as inlines."""
    from bs4 import BeautifulSoup, Tag  # here: a build of another output does without it

    return [
        ast.form("Emph", [ast.text(part.get_text())])
        if isinstance(part, Tag)
        else ast.text(str(part))
        for part in BeautifulSoup(reference, "html.parser").children
    ]
