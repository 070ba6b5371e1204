"""What nobody tested, as an answer: the nearest model or task that was, and the day of that test.

A model and a task that it could be asked to do are *tested* where a finding with a measurement is
about both, and *listed* where a benchmark compares the model there and the register has no value of
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from livingreview.pages.described.findings import Ref, ref
from livingreview.pages.described.index import index
from livingreview.register.register import Register
from livingreview.register.schema import Model
from livingreview.register.vocabulary import Task


@dataclass(frozen=True)
class Neighbor:
    """The nearest that was tested: another model on the same task, or the model on another task.

    ``work`` is the test, ``day`` the day on which it was published, or posted as a preprint.
    """

    record: Ref
    work: Ref
    finding: str
    day: str


@dataclass(frozen=True)
class Untested:
    """A model and a task without a measurement; ``listed`` are benchmarks that name both."""

    model: Ref
    task: Ref
    listed: tuple[Ref, ...]
    nearest: Neighbor | None


def asked(books: Register, model: Model) -> Iterator[Task]:
    """The tasks that models of its class are asked to do."""
    return (task for task in books.vocabulary.tasks if model.class_ in task.classes)


def of_model(books: Register, model: Model) -> Iterator[Untested]:
    """The tasks of its class that a model was not tested on, in the order of the vocabulary."""
    tested = index(books).tested
    for task in asked(books, model):
        if (model.id, task.id) not in tested:
            yield _untested(books, model, task)


def of_task(books: Register, task: Task) -> Iterator[Untested]:
    """The models of its classes that were not tested on a task, by class, year and name."""
    tested, order = index(books).tested, books.vocabulary.class_ids
    models = [one for one in books.models.values() if one.class_ in task.classes]
    for model in sorted(
        models, key=lambda one: (order.index(one.class_), one.year, one.name.casefold())
    ):
        if (model.id, task.id) not in tested:
            yield _untested(books, model, task)


def _untested(books: Register, model: Model, task: Task) -> Untested:
    listed = index(books).listed.get((model.id, task.id), [])
    return Untested(
        Ref("models", model.id, model.name),
        Ref("tasks", task.id, task.name),
        tuple(ref(books, "benchmarks", name) for name in listed),
        _nearest(books, model, task),
    )


def _nearest(books: Register, model: Model, task: Task) -> Neighbor | None:
    """The nearest tested model on the task, else the nearest task on which the model was tested.

    A model is nearer the more of these it shares: class, the work that it comes from, the year.
    A task is nearer that holds out the same unit, then one that tells the same apart.
    """
    joined = index(books)
    if name := _near_model(books, model, task):
        return _neighbor(books, ref(books, "models", name), joined.tested[name, task.id])

    def alike(other: Task) -> tuple[bool, bool]:
        return not set(other.held_out) & set(task.held_out), other.contrast != task.contrast

    known = [other for other in books.vocabulary.tasks if (model.id, other.id) in joined.tested]
    if not known:
        return None
    other = min(known, key=alike)
    return _neighbor(books, Ref("tasks", other.id, other.name), joined.tested[model.id, other.id])


def _near_model(books: Register, model: Model, task: Task) -> str:
    """The nearest model that was tested on a task; empty if none was.

    Models of one class and year from works of their own have the same, so it is sought once.
    """
    tested = index(books).testers(task.id)
    home = books.paper_of[model.id]
    kin = {one.id for one in books.papers[home].models} & set(tested)
    known: dict[tuple[str, str, int], str] = books.joined.setdefault("nearest", {})
    key = task.id, model.class_, model.year

    def near(name: str) -> tuple[bool, bool, int, str]:
        other = books.models[name]
        apart = other.class_ != model.class_, name not in kin
        return (*apart, abs(other.year - model.year), other.name.casefold())

    if kin:
        return min(tested, key=near)
    if key not in known:
        known[key] = min(tested, key=near, default="")
    return known[key]


def _neighbor(books: Register, record: Ref, findings: list[str]) -> Neighbor:
    """By its latest test."""
    finding = max(findings, key=lambda name: day_of(books, books.paper_of[name]))
    work = books.paper_of[finding]
    return Neighbor(record, ref(books, "papers", work), finding, day_of(books, work))


def day_of(books: Register, citekey: str) -> str:
    """The day on which a work was published, else posted; empty where neither is known."""
    paper = books.papers[citekey]
    days = (paper.published, paper.posted)
    return next((day for day in days if day not in ("unknown", "not applicable")), "")
