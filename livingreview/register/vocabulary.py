"""The words of the field: classes, units held out, contrasts, tasks, metrics with their ranges.

They stand in ``evidence/vocabulary.yaml`` and nowhere in the code. A record names a word by its
name or an alias; a metric may carry qualifiers before it (mean, macro) and words behind it that
say of what (over 48 tissues), and several metrics may share one phrase.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from livingreview import yamlfile
from livingreview.problems import Problem
from livingreview.register import faults
from livingreview.register.fields import Id, Number, Record, Text
from livingreview.register.files.names import Names
from livingreview.register.finding import Better

# Words that open what a metric is of; they are English, not of the field.
_LINKS = {
    "of", "in", "on", "over", "across", "within", "between", "among", "against", "with", "to",
    "for", "at", "by", "along", "relative",
}  # fmt: skip
_ASIDE = re.compile(r"\s*\([^)]*\)")
_NEXT = re.compile(r"\s*[;,]\s+|\s+(?:and|or)\s+")


class Word(Record):
    """A word that records share."""

    id: Annotated[Id, Field(description="a permanent id")]
    name: Annotated[Text, Field(description="the word as a record writes it")]
    aliases: tuple[Text, ...] = ()
    definition: Annotated[Text, Field(description="what it means, in one sentence")]

    @property
    def spellings(self) -> list[str]:
        """Its name and its aliases."""
        return [self.name, *self.aliases]


class Class(Word):
    """A class of models; ``not_held_out``: units that none of it can be tested on, and why."""

    not_held_out: dict[Id, Text] = Field(default={})


class Task(Word):
    """What a model is asked to do; ``classes`` are empty where any class may be asked."""

    classes: tuple[Id, ...] = ()
    held_out: tuple[Id, ...] = ()
    contrast: Id | None = None


Limits = tuple[Number | None, Number | None]


def _two(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("write a range as [low, high], null where there is no limit")
    return tuple(value)


def _ordered(value: Limits) -> Limits:
    low, high = value
    if low is not None and high is not None and low >= high:
        raise ValueError("write the range as [low, high]")
    return value


#: What ``figures.simulated`` can compute.
Simulated = Literal["change", "own", "absolute", "nearest", "top"]


class Responses(Record):
    """What a metric does where responses are predicted.

    Texts may hold formulas, citations and values with their records; ``references`` are the works
    that define it so, ``simulated`` is the score of ``figures.simulated`` that it is.
    """

    equation: Annotated[Text, Field(description="the metric as a formula, in plain LaTeX")]
    rewards: Annotated[Text, Field(description="what a prediction must do to score well")]
    no_change: Annotated[Text, Field(description="what the prediction of no change scores")]
    train_mean: Annotated[Text, Field(description="what the mean of training responses scores")]
    scale: Annotated[Text, Field(description="what the size of a prediction does to the score")]
    shared: Annotated[Text, Field(description="what a response that all share does to the score")]
    ceiling: Annotated[Text, Field(description="what a repeat of the experiment scores")]
    references: tuple[Text, ...] = ()
    simulated: Simulated | None = None


class Metric(Word):
    """How a result is measured.

    ``range`` is what its definition allows, ``better`` the direction it has by itself; ``unit``
    is ``owed`` where a number alone says nothing; ``matters`` is the smallest difference that
    counts as one, fixed before anything is graded; ``responses`` is there where predicted
    responses are scored by it.
    """

    range: Annotated[Limits, BeforeValidator(_two), AfterValidator(_ordered)] | None = None
    better: Better = "neither"
    unit: Literal["owed"] | None = None
    matters: Annotated[float, Field(gt=0, description="a number above 0")] | None = None
    responses: Responses | None = None


class Vocabulary(Record):
    """``evidence/vocabulary.yaml``: every word of a kind, in order."""

    classes: tuple[Class, ...] = ()
    units: tuple[Word, ...] = ()
    contrasts: tuple[Word, ...] = ()
    tasks: tuple[Task, ...] = ()
    qualifiers: tuple[Text, ...] = ()
    metrics: tuple[Metric, ...] = ()
    response_tasks: tuple[Id, ...] = ()  # in which the metrics with ``responses`` are used
    methods: tuple[Word, ...] = ()  # baselines by the ids that works give them, defined
    short_names: dict[Id, Text] = Field(default={})  # of models and methods, where room is short
    written: dict[str, Text] = Field(default={})  # the words of ids, as people write them

    @cached_property
    def class_ids(self) -> list[str]:
        """The ids of the classes, in order."""
        return [word.id for word in self.classes]

    @cached_property
    def not_held_out(self) -> dict[tuple[str, str], str]:
        """Why a class cannot be tested on a unit, by the id of the class and the unit's name."""
        return {
            (word.id, self.unit_names.get(unit, unit)): why
            for word in self.classes
            for unit, why in word.not_held_out.items()
        }

    @cached_property
    def task_names(self) -> dict[str, Task]:
        """Every spelling of a task."""
        return {name: task for task in self.tasks for name in task.spellings}

    @cached_property
    def simulated(self) -> dict[Simulated, Metric]:
        """The metrics that the build can compute on simulated responses, in their order."""
        scored = [(metric, metric.responses) for metric in self.metrics if metric.responses]
        return {one.simulated: metric for metric, one in scored if one.simulated}

    def tasks_in(self, phrase: str | None) -> list[Task]:
        """The tasks that a record names, several by ``;``."""
        named = (self.task_names.get(each) for each in (phrase or "").split("; "))
        return [task for task in named if task]

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """The name of every unit held out, by each of its spellings."""
        return {each: word.name for word in self.units for each in (word.id, *word.spellings)}

    @cached_property
    def contrast_names(self) -> dict[str, str]:
        """The name of every contrast, by each of its spellings."""
        return {each: word.name for word in self.contrasts for each in (word.id, *word.spellings)}

    @cached_property
    def metric_names(self) -> dict[str, Metric]:
        """Every spelling of a metric, the longest first."""
        names = {name: metric for metric in self.metrics for name in metric.spellings}
        return dict(sorted(names.items(), key=lambda item: -len(item[0])))

    def metrics_in(self, phrase: str) -> tuple[list[Metric], list[str]]:
        """The metrics that a phrase names, and the parts of it that name none."""
        if whole := self._metric(phrase, tail=False):
            return [whole], []
        known: list[Metric] = []
        unknown: list[str] = []
        for part in filter(None, _NEXT.split(_ASIDE.sub("", phrase))):
            metric = self._metric(part, tail=True)
            if metric:
                known.append(metric)
            elif not (known and f"and {part}" in phrase):  # more of what the last metric is of
                unknown.append(part)
        return known, unknown

    def _metric(self, phrase: str, tail: bool) -> Metric | None:
        """The metric a phrase is, or, with a ``tail``, the one it begins with."""
        for name, metric in self.metric_names.items():
            if phrase == name:
                return metric
            if tail and phrase.startswith(f"{name} "):
                around = {name.split()[-1], phrase[len(name) :].split()[0]}
                if around & _LINKS:
                    return metric
        for word in self.qualifiers:
            if phrase.startswith((f"{word} ", f"{word}-")):
                found = self._metric(phrase[len(word) + 1 :], tail)
                if found:
                    return found
        return None

    def nearest_metric(self, part: str) -> str:
        """The remedy for a metric that is not known."""
        words = part.split()
        while words and words[0] in self.qualifiers:
            del words[0]
        end = next((n for n, word in enumerate(words) if n and word in _LINKS), len(words))
        return did_you_mean(" ".join(words[:end]), self.metric_names)


def did_you_mean(word: str, among: Iterable[str]) -> str:
    """The remedy for a word that is not in the vocabulary: the nearest one that is."""
    small = {name.lower(): name for name in among}
    close = difflib.get_close_matches(word.lower(), list(small), 1)
    add = "add it to evidence/vocabulary.yaml with its definition"
    return f"did you mean {small[close[0]]}? If not, {add}" if close else add


def bounds(metrics: Sequence[Metric], unit: str | None) -> tuple[float, float]:
    """The range that holds for every one of some metrics, in a unit; infinite where none does.

    With the unit ``%`` a range is a hundred times as wide.
    """
    if not metrics or any(metric.range is None for metric in metrics):
        return -inf, inf
    scale = 100 if unit == "%" else 1
    ranges = [metric.range for metric in metrics if metric.range]
    low = min(-inf if low is None else low for low, _ in ranges)
    high = max(inf if high is None else high for _, high in ranges)
    return low * scale, high * scale


def read(file: Path) -> tuple[Vocabulary, list[Problem]]:
    """Read ``vocabulary.yaml``; an empty vocabulary and the faults if it is missing or wrong."""
    if not file.exists():
        found = "there is no vocabulary, and records use its words"
        return Vocabulary(), [Problem(file, 0, "", found, "restore the file")]
    data, lines, problems = yamlfile.read(file)
    if data is None or problems:
        return Vocabulary(), problems
    try:
        words = Vocabulary.model_validate(data)
    except ValidationError as error:
        return Vocabulary(), list(faults.problems(file, error, lines, Vocabulary))
    for path, found, remedy in _inconsistent(words):
        problems.append(faults.problem(file, lines, path, found, remedy))
    return words, problems


def _inconsistent(words: Vocabulary) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Words that stand twice, and words that a task names and nothing defines."""
    for kind in ("classes", "units", "contrasts", "tasks", "metrics", "methods"):
        ids: set[str] = set()
        names: set[str] = set()
        for number, word in enumerate(getattr(words, kind)):
            if word.id in ids:
                yield (kind, number, "id"), f"the id {word.id} stands twice", "choose another"
            ids.add(word.id)
            for name in word.spellings:
                if name in names:
                    yield (kind, number, "name"), f"{name} stands twice", "keep one of them"
                names.add(name)
    known = {kind: [word.id for word in getattr(words, kind)] for kind in ("classes", "units")}
    contrasts = [word.id for word in words.contrasts]
    for number, class_ in enumerate(words.classes):
        for name in class_.not_held_out:
            if name not in known["units"]:
                remedy = did_you_mean(name, known["units"])
                yield ("classes", number, "not_held_out", name), f"{name} is no id above", remedy
    for number, task in enumerate(words.tasks):
        named = [("classes", name, known["classes"]) for name in task.classes]
        named += [("held_out", name, known["units"]) for name in task.held_out]
        named += [("contrast", task.contrast, contrasts)] if task.contrast else []
        for field, name, among in named:
            if name not in among:
                remedy = did_you_mean(name, among)
                yield ("tasks", number, field), f"{name} is no id above", remedy
    for number, name in enumerate(words.response_tasks):
        if name not in (task.id for task in words.tasks):
            remedy = did_you_mean(name, [task.id for task in words.tasks])
            yield ("response_tasks", number), f"{name} is no id above", remedy
    simulated: set[str] = set()
    for number, metric in enumerate(words.metrics):
        score = metric.responses.simulated if metric.responses else None
        if score in simulated:
            path = ("metrics", number, "responses", "simulated")
            yield path, f"two metrics are simulated as {score}", "keep one of them"
        simulated |= {score} if score else set()


def judge(file: Path, words: Vocabulary, names: Names) -> Iterator[Problem]:
    """What the metrics name and nobody knows; ``file`` is where they stand."""
    found = [
        fault
        for number, metric in enumerate(words.metrics)
        if metric.responses
        for fault in faults.inside(
            ("metrics", number, "responses"), _unknown(metric.responses, names)
        )
    ]
    lines = yamlfile.read(file)[1] if found else {}
    for path, says, remedy in found:
        yield faults.problem(file, lines, path, says, remedy)


def _unknown(said: Responses, names: Names) -> Iterator[faults.Fault]:
    """The works and records that a metric names and nobody knows."""
    yield from names.all_missing(("references",), said.references, "works")
    for field, text in said:
        if isinstance(text, str):
            yield from names.named_in((field,), text)
