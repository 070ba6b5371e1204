"""What a record must satisfy beyond its form: known words, possible values, days in order.

Each rule is a function from a record to its faults: the path inside the record, what was found,
and what to do.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from math import inf

from livingreview.register import owed, vocabulary
from livingreview.register.claim import Claim
from livingreview.register.faults import At, Fault, inside, shown
from livingreview.register.fields import Source
from livingreview.register.finding import Conditions, Finding
from livingreview.register.schema import Benchmark, Model, Paper
from livingreview.register.vocabulary import Metric, Vocabulary


def of_paper(paper: Paper, words: Vocabulary) -> Iterator[Fault]:
    """Every fault of one paper's file that its form does not show."""
    yield from list(_versions(paper)) or _checks(paper)
    for kind in ("models", "benchmarks"):
        for number, record in enumerate(getattr(paper, kind)):
            yield from inside((kind, number), _class(record, words))
    for number, bench in enumerate(paper.benchmarks):
        yield from inside(("benchmarks", number), _metric(bench.metric, words))
    for number, finding in enumerate(paper.findings):
        wrong = list(of_finding(finding, words))
        yield from inside(("findings", number), wrong or owed.of_finding(finding, words))


def of_finding(finding: Finding, words: Vocabulary) -> Iterator[Fault]:
    """Every fault of one finding that its form does not show."""
    yield from _task(finding.task, words)
    if finding.better != "neither" and not finding.metric:
        remedy = "name the metric of which more or less is better"
        yield ("better",), "this does not hold", remedy
        return
    wrong = list(_metric(finding.metric, words)) if finding.metric else []
    wrong = wrong or list(_scale(finding, words))
    yield from wrong or _interval(finding)


def of_conditions(head: Conditions, words: Vocabulary) -> Iterator[Fault]:
    """Words of a head or a benchmark that are not in the vocabulary."""
    if head.task:
        yield from _task(head.task, words)
    if head.metric and not isinstance(head, Benchmark):  # of a benchmark it is looked at anyway
        yield from _metric(head.metric, words)
    yield from owed.of_word("held_out", head.held_out, words.unit_names)
    yield from owed.of_word("contrast", head.contrast, words.contrast_names)


def of_exposure(bench: Benchmark) -> Iterator[tuple[str, str]]:
    """What of a benchmark's exposure cannot be: what was found, and what to do."""
    told: set[tuple[str, str]] = set()
    for one in bench.exposure:
        for kind, named, known in (
            ("models", one.models, bench.models), ("data sets", one.data, bench.data)
        ):  # fmt: skip
            for name in named:
                if name not in known:
                    yield f"{name} is none of its {kind}", f"add it to its {kind}, or drop it"
        for pair in product(one.models, one.data or [""]):
            if pair in told:
                yield f"{' on '.join(filter(None, pair))} is said twice", "keep one line"
            told.add(pair)


def _task(phrase: str, words: Vocabulary) -> Iterator[Fault]:
    for task in phrase.split("; ") if phrase else ():
        if task not in words.task_names:
            remedy = vocabulary.did_you_mean(task, words.task_names)
            yield ("task",), f"{task!r} is no task of the vocabulary", remedy


def of_claim(claim: Claim, findings: Mapping[str, Finding]) -> Iterator[tuple[str, str, str]]:
    """Supports that cannot carry a claim: the finding to blame, what was found, what to do."""
    known = [findings[name] for name in claim.ids("supports") if name in findings]
    for finding in known:
        if finding.source and not finding.source.trusted:
            found = f"{finding.id} rests on a {finding.source.kind} account, which supports nothing"
            yield finding.id, found, "open what the account tells of, or drop the finding here"
    words = [finding.id for finding in known if finding.kind == "statement"]
    measured = claim.kind in ("proposition", "level")  # an absence rests on its search
    if measured and words and len(words) == len(claim.supports):
        found = "its supports are statements alone; none measured it or describes it"
        yield words[0], found, "name a finding that measured it, or drop the claim"


def _interval(finding: Finding) -> Iterator[Fault]:
    if finding.interval is None:
        return
    if finding.value is None:
        remedy = "add the value that it belongs to, or write both into a table"
        yield ("interval",), "an interval stands here without its value", remedy
        return
    low, high = finding.interval
    ends = finding.value if isinstance(finding.value, tuple) else (finding.value,)
    if not all(low <= end <= high for end in ends):
        found = f"the interval from {low} to {high} leaves out the value, {shown(finding.value)}"
        yield ("interval",), found, "mend one of the two"


def _metric(phrase: str, words: Vocabulary) -> Iterator[Fault]:
    for part in words.metrics_in(phrase)[1]:
        remedy = words.nearest_metric(part)
        yield ("metric",), f"{part!r} is no metric of the vocabulary", remedy


def _scale(finding: Finding, words: Vocabulary) -> Iterator[Fault]:
    """What the definition of the metrics excludes: a direction, a unit, values."""
    if finding.metric is None:
        if finding.value is not None and finding.unit is None:
            found = "a number without metric and unit says nothing"
            yield ("value",), found, "add unit: and what is counted, or the metric"
        return
    metrics, _ = words.metrics_in(finding.metric)
    yield from _direction(finding, metrics)
    yield from list(_unit(finding, metrics)) or _values(finding, metrics)


def _named(metrics: list[Metric]) -> str:
    return ", ".join(dict.fromkeys(metric.name for metric in metrics))


def _direction(finding: Finding, metrics: list[Metric]) -> Iterator[Fault]:
    directions = {metric.better for metric in metrics}
    if len(directions) == 1 and finding.better != "neither":
        (direction,) = directions
        if direction not in ("neither", finding.better):
            found = f"{finding.better} is no better {_named(metrics)}"
            yield ("better",), found, f"write {direction}, or neither"


def _unit(finding: Finding, metrics: list[Metric]) -> Iterator[Fault]:
    is_owed = any(metric.unit == "owed" for metric in metrics)
    if is_owed and finding.value is not None and not finding.unit:
        yield ("value",), "the unit is missing", "add unit: and what is counted"
    elif finding.unit not in (None, "%") and vocabulary.bounds(metrics, None)[1] < inf:
        found = f"{_named(metrics)} has no unit, but {finding.unit} stands here"
        yield ("unit",), found, "drop the unit, or name the metric that has it"


def _values(finding: Finding, metrics: list[Metric]) -> Iterator[Fault]:
    wrong: set[At] = set()
    for path, number, unit in finding.numbers():
        if unit not in (None, "%", finding.unit):
            continue  # a column of something else
        low, high = vocabulary.bounds(metrics, unit)
        if not low <= number <= high and path not in wrong:
            wrong.add(path)
            found = f"{number} lies outside {low:g} to {high:g} of {_named(metrics)}"
            whole = vocabulary.bounds(metrics, "%")
            percent = unit is None and high > 0 and whole[0] <= number <= whole[1]
            remedy = "mend the number, or write unit: '%'" if percent else "mend the number"
            yield path, found, remedy


def _class(record: Model | Benchmark, words: Vocabulary) -> Iterator[Fault]:
    if record.class_ not in words.class_ids:
        remedy = vocabulary.did_you_mean(record.class_, words.class_ids)
        yield ("class",), f"{record.class_!r} is no class of the vocabulary", remedy


# -- days -----------------------------------------------------------------------------------------


def _versions(paper: Paper) -> Iterator[Fault]:
    """Review status and the days of preprint and version of record, each against the others."""
    if paper.review == "peer-reviewed" and paper.published == "not applicable":
        found = "a peer-reviewed work has a version of record"
        yield ("published",), found, "write its date or unknown"
    if paper.review == "preprint" and paper.published != "not applicable":
        found = f"a preprint has no version of record, but {paper.published} stands here"
        yield ("published",), found, "write not applicable, or review: peer-reviewed"
    posted, published = _span(paper.posted), _span(paper.published)
    if posted and published and published[1] < posted[0]:
        found = f"published {paper.published}, before it was posted {paper.posted}"
        yield ("published",), found, "mend one of the two days"


def _span(when: str) -> tuple[date, date] | None:
    """First and last day that a day, a month or a year may mean; None for a word."""
    numbers = [int(part) for part in when.split("-") if part.isdigit()]
    match numbers:
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case [year, month]:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        case [year, month, day]:
            return date(year, month, day), date(year, month, day)
        case _:
            return None


def _checks(paper: Paper) -> Iterator[Fault]:
    """Checks of the work itself on a day when it was not out yet."""
    out = _span(paper.posted) or _span(paper.published)
    if not out:
        return
    for path, source in _sources(paper):
        day = source.checked.date if source.checked else out[0]
        if day < out[0]:
            first = paper.posted if _span(paper.posted) else paper.published
            found = f"checked on {day}, before the work was out ({first})"
            remedy = "mend this day, or posted and published above"
            yield (*path, "source", "seen"), found, remedy


def _sources(paper: Paper) -> Iterator[tuple[At, Source]]:
    """Every part of a paper's file that tells how the work itself was checked."""
    for kind in ("models", "datasets", "benchmarks", "findings"):
        for number, record in enumerate(getattr(paper, kind)):
            inner = {name: getattr(record, name) for name in type(record).model_fields}
            parts: list[tuple[At, object]] = [((), record)]
            parts += [((name,), part) for name, part in inner.items()]
            parts += [(("more", name), part) for name, part in inner.get("more", {}).items()]
            for path, part in parts:
                if isinstance(part, Source) and part.from_ is None and record.from_ is None:
                    yield (kind, number, *path), part
