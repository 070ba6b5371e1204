"""What a reader of a chapter's page takes along: the box "Cite this chapter", and files.

The files stand beside the page: ``<chapter>.cite.{bib,ris,json}`` say how to cite the chapter,
``<chapter>.refs.{bib,ris,json}`` hold the works it cites, and ``book.refs.{bib,ris,json}`` beside
the first page all works of the book; ``json`` is CSL-JSON.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx

from livingreview import files
from livingreview.cite import chapter, engine, formats, items, source
from livingreview.cite.chapter import FORMS, Chapter
from livingreview.references.bibfile import Reference
from livingreview.text.build import on_screen, register_of
from livingreview.text.cited import keys_by_page
from livingreview.text.settled import once
from livingreview.text.templates import render

SUFFIXES = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}
# The day of citation is the reader's: a script writes it; without one the reader fills it in.
_DAY = "\ue000{}\ue001"
_BLANK = {"nlm": "YEAR Mon DAY", "bibtex": "YEAR-MM-DD", "ris": "YEAR/MM/DD"}
_CITED = {form: _DAY.format("nlm" if form == "nih" else form) for form in ("nih", *_BLANK)}


def add_box(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put the box at the end of a chapter's page, and a link to it under its title."""
    if not isinstance(doctree, nodes.document) or pagename not in source.chapters(app):
        return
    if not on_screen(app):
        return
    record = source.chapter_of(app, pagename)
    documents = app.config.livingreview_documents
    place = {"chapter": record, "documents": documents, "pathto": context["pathto"]}
    head = _render("head.html", **place)
    help_page = app.config.livingreview_cite_help
    box = _render(
        "box.html", **place, forms=FORMS, suffixes=SUFFIXES, texts=_texts(app, record),
        commit_url=record.book.commit_address,
        help=context["pathto"](help_page) if help_page else "",
        released=getattr(app.config, "livingreview_release", False),
        versions=context.get("versions_page", ""),
    )  # fmt: skip
    context["cite_place"] = "#cite-this-chapter"
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{head}", 1) + box


def _render(template: str, **values: Any) -> str:
    return render(Path(__file__).parent / template, **values)


def _texts(app: Sphinx, record: Chapter) -> dict[str, Markup]:
    """The six forms as HTML, the day of citation in an element of its own."""
    every = [chapter.item(source.chapter_of(app, name)) for name in source.chapters(app)]
    cache = Path(app.doctreedir) / "references"
    styles = {"apa": "apa", "chicago": "chicago-author-date"}
    made = {
        form: engine.formatted(every, style, cache)[record.key] for form, style in styles.items()
    }
    texts = chapter.texts(record, made, _CITED)
    return {
        form: _with_day(text if form in made else str(escape(text))) for form, text in texts.items()
    }


def _with_day(text: str) -> Markup:
    def element(match: re.Match[str]) -> str:
        form = match[1]
        return f'<data class="cited-on" data-form="{form}" value="">{_BLANK[form]}</data>'

    return Markup(re.sub("\ue000(\\w+)\ue001", element, text))


def finish(app: Sphinx, error: Exception | None) -> None:
    """Write the files of every chapter beside its page, and those of the book, once it is built."""
    if error is None and on_screen(app):
        taken = [source.chapter_of(app, name) for name in source.chapters(app)]
        cited = {name: sorted(keys) for name, keys in sorted(keys_by_page(app.env).items())}
        once(app, "citations", partial(_write, app), (taken, cited))


def _write(app: Sphinx) -> None:
    folder = Path(app.outdir)
    made = {key: _Made.of(work) for key, work in sorted(register_of(app).references.items())}
    cited = keys_by_page(app.env)
    for name in source.chapters(app):
        record = source.chapter_of(app, name)
        as_item = chapter.item(record)
        files.write(folder / f"{name}.cite.bib", chapter.bibtex(record))
        files.write(folder / f"{name}.cite.ris", chapter.ris_record(record))
        files.write(folder / f"{name}.cite.json", formats.csl_json([as_item]))
        named = cited.get(name, ())
        _write_works(folder / f"{name}.refs", [one for key, one in made.items() if key in named])
    _write_works(folder / "book.refs", made.values())


@dataclass(frozen=True)
class _Made:
    """A work in every form, for the files of the book and of each chapter that cites it."""

    bib: str
    ris: str
    item: items.Item

    @classmethod
    def of(cls, work: Reference) -> _Made:
        item = items.item(work)
        return cls(formats.bibtex([work]), formats.ris([item]), item)


def _write_works(stem: Path, works: Collection[_Made]) -> None:
    for suffix, text in (
        ("bib", "\n".join(work.bib for work in works)),
        ("ris", "\n".join(work.ris for work in works)),
        ("json", formats.csl_json([work.item for work in works])),
    ):
        files.write(stem.with_name(f"{stem.name}.{suffix}"), text)
