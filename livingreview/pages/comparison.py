"""``{compare-models}``: models side by side on the tasks they share, where values may be compared.

The page of a task says which values may be compared (``described.tasks``); here the same sets are
handed to ``compare.js``, with what tells two sets apart, and a reader chooses models. Without a
script, and in other outputs, a table says on which tasks models can be compared at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview.files import write_changed
from livingreview.pages.described.findings import WHOSE
from livingreview.pages.described.tasks import DIFFER, Line, Set, TaskPage, describe_task, differ
from livingreview.pages.front import site_part
from livingreview.pages.grades import OfTheRegister
from livingreview.pages.landing import Landing, landing
from livingreview.register.conditions import conditions
from livingreview.register.register import Register
from livingreview.text.build import on_screen, register_of
from livingreview.text.nodes import Placeholder, Row, left, table, text
from livingreview.text.places import page_of
from livingreview.text.settled import once
from livingreview.text.templates import script
from livingreview.text.typography import printed_within

TEMPLATE = Path(__file__).with_suffix(".html")


class task_link(nodes.inline, Placeholder):
    """A link to the page of a ``task``."""


def compared(books: Register) -> Iterator[tuple[TaskPage, list[Set]]]:
    """The tasks on which two models or more are measured, each with its sets that hold a model."""
    for task in books.vocabulary.tasks:
        page = describe_task(books, task.id)
        sets = [one for one in page.sets if _models(one)]
        if len({name for one in sets for name in _models(one)}) > 1:
            yield page, sets


def _models(one: Set) -> set[str]:
    return {line.record.id for line in one.lines if line.record}


def data(books: Register, places: Landing) -> dict[str, Any]:
    """All that the page compares: models, and for each task its sets and what tells them apart."""
    tasks = [_task(books, places, page, sets) for page, sets in compared(books)]
    named = {line[0] for task in tasks for one in task["sets"] for line in one["lines"]}
    classes = {word.id: word.name for word in books.vocabulary.classes}
    models = {
        name: [one.name, classes.get(one.class_, one.class_), places.of("models", name)]
        for name, one in sorted(books.models.items(), key=lambda pair: pair[1].name.casefold())
        if name in named
    }
    return {"models": models, "tasks": tasks}


def _task(books: Register, places: Landing, page: TaskPage, sets: list[Set]) -> dict[str, Any]:
    return {
        "name": page.name, "address": places.of("tasks", page.id),
        "sets": [_set(places, one) for one in sets],
        "apart": {
            f"{a} {b}": why
            for (a, one), (b, other) in combinations(enumerate(sets), 2)
            if _models(one) | _models(other) and (why := _why(books, one, other))
        },
    }  # fmt: skip


def _set(places: Landing, one: Set) -> dict[str, Any]:
    return {
        "metric": one.metric, "better": one.better, "columns": list(one.columns),
        "under": [f"{label}: {value}" for label, value in one.conditions],
        "data": [each.name for each in one.data],
        "beside": [[label, value.text] for label, value in one.beside],
        "lines": [_line(places, line) for line in one.lines if line.record],
    }  # fmt: skip


def _line(places: Landing, line: Line) -> list[Any]:
    """Model, name, values, work, whose test it is, and where the finding is."""
    assert line.record
    values = [value.text + value.beside if value else "" for value in line.values]
    return [
        line.record.id, line.name, values, line.work.name, WHOSE[line.whose],
        places.of("findings", line.finding),
    ]  # fmt: skip


def _why(books: Register, one: Set, other: Set) -> list[str]:
    """In what two sets differ, so that their values may not be compared."""
    first, second = (books.findings[each.findings[0].id] for each in (one, other))
    given = {each.id: conditions(books, each) for each in (first, second)}
    return [DIFFER[name] for name in differ(given, first, second)]


class CompareModels(OfTheRegister):
    """``{compare-models}``, without arguments."""

    def run(self) -> list[nodes.Node]:
        books = self.books()
        self.env.metadata[self.env.docname]["register"] = "compare"  # made anew with every record
        self.env.note_dependency(str(TEMPLATE))
        html = TEMPLATE.read_text(encoding="utf-8")
        head = {"Task": 40, "Models measured": 20, "Most that may be compared": 40}
        return [site_part("", nodes.comment(), html=html), table(head, _rows(books))]


def _rows(books: Register) -> Iterator[Row]:
    for page, sets in compared(books):
        every = {name for one in sets for name in _models(one)}
        most = max(sets, key=lambda one: len(_models(one)))
        count = len(_models(most))
        side = f"{count} models, by {most.metric}" if count > 1 else "none"
        yield [], [[text(task_link("", page.name, task=page.id))], [text(str(len(every)))],
                   [text(side)]]  # fmt: skip


class LinkTasks(SphinxPostTransform):
    """Links each task to where it is read; outside of the site there is no such page."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for link in left(self.document, task_link):
            if not on_screen(self.app):
                link.replace_self(link.children)
                continue
            up = "../" * page_of(link, self.env.docname).count("/")
            uri = f"{up}{landing(self.app).of('tasks', link['task'])}"
            link.replace_self(nodes.reference("", "", *link.children, internal=True, refuri=uri))


def _write(app: Sphinx) -> None:
    found = data(register_of(app), landing(app))
    write_changed(
        Path(app.outdir, "_static", "compare-data.js"),
        script("bookCompared", printed_within(found)),
    )


def _finish(app: Sphinx, error: Exception | None) -> None:
    shown = any(one.get("register") == "compare" for one in app.env.metadata.values())
    if error is None and shown and on_screen(app):
        once(app, "compare", partial(_write, app), "")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_node(task_link)
    app.add_directive("compare-models", CompareModels)
    app.add_post_transform(LinkTasks)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
