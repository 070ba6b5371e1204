"""What the search of the site searches: every record by its names, and the text by its sections.

``_static/search-records.js``, ``search-findings.js``, which holds as much again, and
``search-text.js`` hand it to ``search.js``; ``rank.js`` ranks it. They come as scripts, since a
page opened from disk may fetch nothing, and are asked for when a reader turns to the search: the
names, then the findings, and the text on the page of the search. They take the place of Sphinx's
own index, which knows pages and no records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from livingreview.files import write
from livingreview.html import anchors, passages
from livingreview.html.notes import Note
from livingreview.pages.landing import Landing, landing
from livingreview.pages.rivals import Rival, rivals
from livingreview.references.latex import plain
from livingreview.register import votes
from livingreview.register.finding import Finding
from livingreview.register.register import Register
from livingreview.register.words import SHAPES
from livingreview.text import templates
from livingreview.text.build import on_screen, register_of
from livingreview.text.settled import once

DEFINITION = 140  # letters of a definition, as a line below a name
PAGE = "search"

Item = list[Any]  # id, name, detail, further names, old ids; what is empty at the end is left out


def records(books: Register, terms: Mapping[str, Note], places: Landing) -> list[dict[str, Any]]:
    """Every record of every kind, in the order in which groups of equal rank are shown.

    ``terms`` are the notes of the glossary by their anchors.
    """
    kinds: tuple[tuple[str, str, Iterable[Item]], ...] = (
        ("models", "Models", _models(books)),
        ("claims", "Claims", _claims(books)),
        ("benchmarks", "Benchmarks", _benchmarks(books)),
        ("tasks", "Tasks", _tasks(books)),
        ("methods", "Baselines and methods", _methods(books)),
        ("datasets", "Data sets", _datasets(books)),
        ("findings", "Findings", _findings(books)),
        ("papers", "Papers", _papers(books)),
    )
    made = [
        {
            "kind": kind, "label": label, "order": order,
            "before": places.parts(kind)[0], "after": places.parts(kind)[1],
            "items": [_trimmed(item) for item in items],
        }
        for order, (kind, label, items) in enumerate(kinds)
    ]  # fmt: skip
    glossary = [_trimmed(item) for item in _terms(terms)]
    last = {"kind": "terms", "label": "Terms", "order": len(made), "before": "", "after": ""}
    return [*made, {**last, "items": glossary}]


def text(pages: Mapping[str, Sequence[passages.Passage]], apart: str) -> list[dict[str, Any]]:
    """The sections of every page of text but those that the pattern ``apart`` names."""
    return [
        {"page": page, "title": sections[0][1], "sections": list(map(list, sections))}
        for page, sections in sorted(pages.items())
        if sections and not re.fullmatch(apart, page)
    ]


def _trimmed(item: Item) -> Item:
    while item and not item[-1]:
        item = item[:-1]
    return item


def _line(*parts: str | None) -> str:
    return "; ".join(part for part in parts if part)


def _models(books: Register) -> Iterator[Item]:
    classes = {word.id: word.name for word in books.vocabulary.classes}
    for name, model in books.models.items():
        by = books.short(books.paper_of[name])
        about = _line(f"{classes.get(model.class_, model.class_)}, {model.year}", by)
        yield [name, model.name, about, model.aliases, books.old_ids(name)]


def _claims(books: Register) -> Iterator[Item]:
    for name, claim in books.claims.items():
        grade = votes.grade(books, name)
        shown = f"{SHAPES[grade.certainty]} {grade.words}" if grade.certainty else grade.words
        yield [name, claim.says, shown, [], books.old_ids(name)]


def _benchmarks(books: Register) -> Iterator[Item]:
    for name, one in books.benchmarks.items():
        by = books.short(books.paper_of[name])
        yield [name, one.name, _line(one.task, by), [], books.old_ids(name)]


def _tasks(books: Register) -> Iterator[Item]:
    for task in books.vocabulary.tasks:
        yield [task.id, task.name, task.definition, list(task.aliases)]


def _methods(books: Register) -> Iterator[Item]:
    for one in rivals(books):
        yield [one.ids[0], one.name, _against(one), list(one.aliases), list(one.ids[1:])]


def _against(one: Rival) -> str:
    count = f"{len(one.findings)} finding{'' if len(one.findings) == 1 else 's'}"
    return _line(one.definition or f"set against models in {count}")


def _datasets(books: Register) -> Iterator[Item]:
    for name, data in books.datasets.items():
        by = books.short(books.paper_of[name])
        kind = data.modality.value if isinstance(data.modality.value, str) else ""
        yield [name, data.name, _line(kind if kind != "unknown" else "", by), [],
               books.old_ids(name)]  # fmt: skip


def _findings(books: Register) -> Iterator[Item]:
    for name, finding in books.findings.items():
        tested = ", ".join(_tested(books, finding))
        by = books.short(finding.from_ or books.paper_of[name])
        yield [name, finding.says, _line(by, tested, finding.task), [], books.old_ids(name)]


def _tested(books: Register, finding: Finding) -> list[str]:
    return [books.models[name].name for name in finding.tests if name in books.models]


def _papers(books: Register) -> Iterator[Item]:
    for name in books.papers:
        reference = books.references[name]
        first = str(reference.fields["short_author"]).split(" et al")[0]
        detail = _line(reference.short, plain(reference.fields.get("journal", "")))
        yield [name, plain(reference.fields["title"]), detail, [first]]


def _terms(terms: Mapping[str, Note]) -> Iterator[Item]:
    """Each term once; names with one definition are one term."""
    together: dict[str, list[tuple[str, Note]]] = {}
    for anchor, note in terms.items():
        if anchor.startswith("term-"):
            together.setdefault(note.text, []).append((anchor, note))
    for meaning, named in together.items():
        anchor, first = named[0]
        others = [note.title for _, note in named[1:]]
        shown = anchors.shortened(meaning, DEFINITION)
        yield [f"glossary.html#{anchor}", first.title, shown, others]


def script(kind: str, data: Any) -> str:
    """A file that hands its data to ``search.js``."""
    return templates.script("bookSearchData", kind, data)


def _write(app: Sphinx) -> None:
    site = Path(app.outdir)
    terms = anchors.kept(app.env).get("glossary", {}).get("anchors", {})
    sections = text(passages.kept(app.env), app.config.livingreview_search_apart)
    found = records(register_of(app), terms, landing(app))
    for name, chosen in (("records", False), ("findings", True)):
        part = [one for one in found if (one["kind"] == "findings") == chosen]
        write(site / "_static" / f"search-{name}.js", script(name, part))
    write(site / "_static" / "search-text.js", script("text", sections))


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None and on_screen(app):
        once(app, "search", partial(_write, app))


def _without_index(app: Sphinx) -> None:
    """Sphinx makes no index of its own, and so no page for it: ours is made below."""
    if on_screen(app):
        app.builder.search = False  # type: ignore[attr-defined]


def _page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    if on_screen(app):
        yield PAGE, {"title": "Search"}, "search.html"


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the data when the pages are there, also those of records."""
    app.setup_extension("livingreview.html.passages")
    app.add_config_value("livingreview_search_apart", "", "", str)
    app.connect("builder-inited", _without_index)
    app.connect("html-collect-pages", _page)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
