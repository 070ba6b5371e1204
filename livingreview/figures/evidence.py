"""Figures drawn by the build from the register.

``{evidence-figure} kind`` takes ``:name:`` and, where the kind allows it, ``:class:`` (a model
class) or, for ``contests``, ``:tasks:`` and ``:by:``; its body is the caption, which begins with
the message of the figure in bold. The kind ``dots`` shows any values of the register: its
``:rows:`` are lines of ``label = address``, under lines of ``# axis, panel`` (see ``dots``);
``:series:`` names what several addresses of a row are, and ``:interval:`` makes them value, low and
high. Steps of one quantity are an ``:ordered:`` series, and ``:against:`` one of the series draws
what the others have more. Values side by side are comparable, or ``:varies:`` names the condition
in which they differ. ``perturbation-data`` names its data sets by ``:rows:``, too. ``plane`` sets
two values of the same thing against each other, ``ranks`` shows the same predictions under several
metrics, and ``anchored`` scores between a baseline and a replicate, ``shares`` cuts a whole into
its parts; each says in its module what its ``:rows:`` are. ``causes`` sets walls against causes.
``power`` computes how many cells show an effect, and ``apart`` how many contexts tell two
predictors apart. Every figure says how many records it was drawn from; what it says in words is
made from its data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from livingreview.figures import (
    anchored,
    apart,
    causes,
    contests,
    dots,
    flow,
    grades,
    models,
    perturbations,
    pictures,
    planes,
    power,
    questions,
    ranks,
    shares,
    verdicts,
)
from livingreview.figures.pictures import Picture
from livingreview.figures.rows import Row, Wish
from livingreview.figures.sheet import Sheet, Size
from livingreview.problems import did_you_mean
from livingreview.register.register import Register
from livingreview.register.words import DAGGER
from livingreview.text.build import book_of, on_register

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """A kind of figure: which values it shows, how they look, the same in words.

    ``fault`` says what is wrong with the rows that were asked for; empty if nothing is. ``message``
    begins a caption that has no message of its own; ``records`` says what rows are drawn from that
    are not findings, models or data sets.
    """

    rows: Callable[[Register, Wish], list[Row]]
    draw: Callable[[list[Row], Size], Sheet]
    alt: Callable[[list[Row]], str]
    fault: Callable[[Register, list[Row], Wish], str] = lambda books, rows, wish: ""
    message: Callable[[list[Row]], str] = lambda rows: ""
    records: Callable[[list[Row]], str] = lambda rows: ""
    by_class: bool = True


def _kind(room: ModuleType, *, by_class: bool = False) -> Kind:
    """What a module of this room draws; ``mixed``, ``message`` and ``records`` are its own choice.

    See the head of ``sheet``.
    """
    own = {"fault": "mixed", "message": "message", "records": "records"}
    said = {ours: getattr(room, name) for ours, name in own.items() if hasattr(room, name)}
    return Kind(room.gather, room.draw, room.alt, **said, by_class=by_class)


KINDS: dict[str, Kind] = {
    "models": _kind(models, by_class=True),
    "contests": _kind(contests, by_class=True),
    "perturbation-data": _kind(perturbations),
    "grades": _kind(grades),
    "evidence-map": _kind(verdicts, by_class=True),
    "questions": _kind(questions, by_class=True),
    "flow": _kind(flow),
    "dots": _kind(dots),
    "plane": _kind(planes),
    "ranks": _kind(ranks),
    "anchored": _kind(anchored),
    "shares": _kind(shares),
    "causes": _kind(causes),
    "power": _kind(power),
    "apart": _kind(apart),
}


class EvidenceFigure(SphinxDirective):
    """``{evidence-figure} kind``."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "class": directives.unchanged_required,
        "rows": directives.unchanged_required,
        "series": directives.unchanged_required,
        "interval": directives.flag,
        "varies": directives.unchanged_required,
        "log": directives.unchanged_required,
        "tasks": directives.unchanged_required,
        "by": lambda words: directives.choice(words, ("paper", "task")),
        "joined": directives.flag,
        "ordered": directives.flag,
        "against": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in KINDS:
            raise self.error(f"no figure of the kind {kind!r}; write one of: {', '.join(KINDS)}")
        books = on_register(self.env)
        series = filter(None, map(str.strip, self.options.get("series", "").split(",")))
        wish = Wish(
            self.options.get("class"), self.options.get("rows", ""), tuple(series),
            "interval" in self.options, self.options.get("varies"),
            tuple(self.env.config.livingreview_chapters),
            tuple(self.options.get("log", "").replace(",", " ").split()),
            "joined" in self.options, self._tasks(books), self.options.get("by", ""),
            book_of(self.env.app).version, "ordered" in self.options,
            self.options.get("against", ""),
        )  # fmt: skip
        if (wish.tasks or wish.by) and kind != "contests":
            raise self.error(f"the figure {kind} takes neither :tasks: nor :by:; drop it")
        if wish.only and not KINDS[kind].by_class:
            raise self.error(f"the figure {kind} takes no :class:; drop it")
        classes = books.vocabulary.class_ids
        if wish.only and wish.only not in classes:
            raise self.error(f"no class {wish.only!r}; write one of: {', '.join(classes)}")
        try:
            rows = KINDS[kind].rows(books, wish)
        except (ValueError, LookupError) as error:
            raise self.error(str(error.args[0])) from error
        if not rows:
            raise self.error(f"no record has what the figure {kind} needs; drop it or add records")
        for row in rows:
            if "citekey" in row:
                row["short"] = books.references[row["citekey"]].short
        shown = KINDS[kind]
        if found := shown.fault(books, rows, wish):
            logger.warning(
                "%s", found, location=self.get_location(), type="livingreview", subtype="figure"
            )
        second_hand = any(row.get("second_hand") for row in rows)
        picture = Picture(
            self.options.get("name") or kind, rows, partial(shown.draw, rows), shown.alt(rows),
            shown.message(rows), shown.records(rows),
            f"{DAGGER} seen only second-hand." if second_hand else "",
        )  # fmt: skip
        return [pictures.figure(self, picture)]

    def _tasks(self, books: Register) -> tuple[str, ...]:
        """The names of the tasks that ``:tasks:`` gives, whichever spelling was written."""
        known = books.vocabulary.task_names
        named = [name.strip() for name in self.options.get("tasks", "").split(",") if name.strip()]
        for name in named:
            if name not in known:
                remedy = did_you_mean(name, known, "write a task of evidence/vocabulary.yaml")
                raise self.error(f"no task {name}; {remedy}")
        return tuple(known[name].name for name in named)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.setup_extension("livingreview.figures.pictures")
    app.add_directive("evidence-figure", EvidenceFigure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
