"""Foundation models against simple or task-specific methods: one row a paper and task.

The data have one row a finding. The drawing takes the findings of a paper on a task together,
since they are not independent, or by ``:by: task`` those of all papers on a task, where there are
too many for a page; tests by others and by makers stay apart. The figure of one class has room to
say whose test a line is, and what was held out.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from livingreview.figures.rows import Row, Wish
from livingreview.figures.scales import Scale, count, logarithmic
from livingreview.figures.sheet import EDGE, Sheet, Size, wide, wrap
from livingreview.register import conditions, makers, sides
from livingreview.register.finding import Finding
from livingreview.register.register import Register
from livingreview.register.words import called

LOW, HIGH = 1 / 6, 6.0  # ratios beyond are drawn at the edge, with an arrow
AHEAD = "ahead"  # over the counts: in how many columns the model is
TICKS = ((0.25, "¼"), (0.5, "½"), (1.0, "level"), (2.0, "2×"), (4.0, "4×"))


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row a finding that sets a foundation model against another kind of method.

    ``ratios`` are the value of the model over that of the baseline, turned over where lower is
    better: above 1 the model is better. Where several stand on a side, the best of each column
    counts, and ``model`` and ``baseline`` name the one that is best most often first.
    """
    rows = []
    for finding in books.findings.values():
        kind = _class_of(books, finding)
        trusted = finding.source is None or finding.source.trusted
        pairs = _pairs(finding)
        if not trusted or not pairs or kind is None or (wish.only and kind != wish.only):
            continue
        if wish.tasks and _task_of(books, finding) not in wish.tasks:
            continue
        if kind in _classes(books, finding):
            continue  # one foundation model against another of its kind
        turned = finding.better == "lower"
        ratios = [b / a if turned else a / b for a, b in pairs if a > 0 and b > 0]
        if not ratios:
            continue
        model, baseline = leaders(books, finding)
        rows.append(
            {
                "id": finding.id, "class": kind, "task": _task_of(books, finding),
                "held_out": str(conditions.conditions(books, finding).held_out or ""),
                "benchmark": finding.benchmark or "", "metric": finding.metric,
                "model": "; ".join(model), "baseline": "; ".join(baseline),
                "model_values": [a for a, _ in pairs], "baseline_values": [b for _, b in pairs],
                "ratios": ratios, "comparisons": len(ratios),
                "model_better": sum(ratio > 1 for ratio in ratios),
                "level": sum(ratio == 1 for ratio in ratios),
                "independent": books.independent(finding.id),
                "checked": finding.checked.how, "citekey": books.paper_of[finding.id],
                "_about": _definition(books, kind), "_by": wish.by,
            }
        )  # fmt: skip
    order = books.vocabulary.class_ids
    return sorted(rows, key=lambda row: (order.index(row["class"]), row["task"], row["id"]))


def _task_of(books: Register, finding: Finding) -> str:
    """What is asked, by the names of the vocabulary."""
    known = books.vocabulary.task_names
    names = [known[task].name if task in known else task for task in finding.task.split("; ")]
    return "; ".join(dict.fromkeys(names))


def _definition(books: Register, kind: str) -> str:
    return next(word.definition for word in books.vocabulary.classes if word.id == kind)


def _pairs(finding: Finding) -> list[tuple[float, float]]:
    """The best values of both sides, wherever both have one."""
    if finding.sides:
        return sides.pairs(finding) if finding.sides.model and finding.sides.other else []
    if finding.better == "neither":
        return []
    other = finding.compared_with
    if other and other.kind == "baseline" and isinstance(finding.value, (int, float)):
        return [(finding.value, other.value)]
    return []


def leaders(books: Register, finding: Finding) -> tuple[list[str], list[str]]:
    """Who stands on each side of a finding by name, who is best in most columns first."""
    if finding.sides is None:
        what = finding.compared_with.what if finding.compared_with else ""
        return _called(books, finding.tests), [what]
    best = max if finding.better == "higher" else min
    led: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    table = finding.table
    for both in sides.columns_of(table, finding.sides) if table else ():
        for side, counts in zip(both, led, strict=True):
            known = [
                (value, row if row in (*finding.sides.model, *finding.sides.other)
                 else table.columns[at])
                for row, at in side
                if table and (value := table.rows[row][at]) is not None
            ]  # fmt: skip
            if known:
                counts[best(known, key=lambda each: each[0])[1]] += 1
    listed = zip(led, (finding.sides.model, finding.sides.other), strict=True)
    ours, theirs = (
        list(dict.fromkeys([n for n, _ in c.most_common()] + all_)) for c, all_ in listed
    )
    return _called(books, ours), _called(books, theirs)


def _called(books: Register, ids: Sequence[str]) -> list[str]:
    """The names that readers know."""
    short = books.vocabulary.short_names
    names = [
        short.get(each) or (books.models[each].name if each in books.models else "") for each in ids
    ]
    return [name or called(books, each) for name, each in zip(names, ids, strict=True)]


def _classes(books: Register, finding: Finding) -> set[str]:
    """The classes of the models on the other side of a finding."""
    paper = books.papers[books.paper_of[finding.id]]
    others = finding.sides.other if finding.sides else []
    behind = (makers.models_behind(books, paper, name) for name in others)
    return {books.models[model].class_ for models in behind for model in models}


def _class_of(books: Register, finding: Finding) -> str | None:
    """The class of the model that is set against the baseline, or of most models tested."""
    kinds = [books.models[name].class_ for name in finding.tests]
    return Counter(kinds).most_common(1)[0][0] if kinds else None


# -- drawing -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """The findings of one paper, or of several, on one task, tested by others or by makers."""

    kind: str
    about: str
    task: str
    papers: tuple[str, ...]
    independent: bool
    models: tuple[str, ...]
    baselines: tuple[str, ...]
    ratios: tuple[float, ...]
    ahead: int
    held_out: str

    @property
    def paper(self) -> str:
        """Whose they are: the paper, or how many."""
        return self.papers[0] if len(self.papers) == 1 else count(len(self.papers), "paper")

    def names(self, most: int = 2) -> str:
        """Who is set against whom: on each side at most so many, those best most often."""
        return f"{', '.join(self.models[:most])} v. {', '.join(self.baselines[:most])}".lstrip()

    @property
    def outcome(self) -> int:
        """1 where the model is better in most columns, -1 where in few, 0 where in half."""
        twice = 2 * self.ahead - len(self.ratios)
        return (twice > 0) - (twice < 0)


def lines(rows: Sequence[Row]) -> list[Line]:
    """What the figure draws: classes and tasks in order, within a task from worst to best."""
    groups: dict[tuple[str, str, str, bool], list[Row]] = {}
    for row in rows:
        whose = "" if row["_by"] == "task" else row["short"]
        key = (row["class"], row["task"], whose, row["independent"])
        groups.setdefault(key, []).append(row)
    drawn = [
        Line(
            kind, part[0]["_about"], task, tuple(dict.fromkeys(row["short"] for row in part)),
            independent,
            _best(part, "model"), _best(part, "baseline"),
            tuple(ratio for row in part for ratio in row["ratios"]),
            sum(row["model_better"] for row in part),
            _units(row["held_out"] for row in part),
        )
        for (kind, task, _, independent), part in groups.items()
    ]  # fmt: skip
    order = list(dict.fromkeys(row["class"] for row in rows))
    many = Counter((line.kind, line.task) for line in drawn)

    def place(line: Line) -> tuple[object, ...]:
        size = many[line.kind, line.task]
        return order.index(line.kind), -size, line.task, statistics.median(line.ratios), line.paper

    return sorted(drawn, key=place)


def _units(said: Iterable[str]) -> str:
    """Units held out, each once; none of a test of which they are unknown."""
    named = dict.fromkeys(unit for one in said for unit in one.split("; "))
    return "; ".join(unit for unit in named if unit not in ("", "unknown", "not applicable"))


def _best(rows: Sequence[Row], side: str) -> tuple[str, ...]:
    """The names of a side over several findings, the one that is best most often first."""
    led: Counter[str] = Counter()
    for row in rows:
        led[row[side].split("; ")[0]] += row["comparisons"]
    return tuple(name for name, _ in led.most_common())


def tally(drawn: Sequence[Line]) -> str:
    """In how many lines the model is ahead: 4 of 34."""
    return f"{sum(line.outcome > 0 for line in drawn)} of {len(drawn)}"


def _totals(drawn: Sequence[Line], several: bool = True) -> Iterator[tuple[bool, str]]:
    """The totals of tests by others and by makers, each with whether its marks are hollow.

    Of a class among ``several`` they are told more shortly than of all.
    """
    whose = {True: "by others", False: "by makers" if several else "by makers of a model"}
    said = False
    for independent, who in whose.items():
        part = [line for line in drawn if line.independent == independent]
        if part and several:
            yield not independent, f"{who}: {'' if said else 'model ahead in '}{tally(part)}"
            said = True
        elif part:
            yield not independent, f"tested {who}: model ahead in {tally(part)}"


STEP = 18.0  # from line to line: 46 of them still fit a printed page


@dataclass(frozen=True)
class _Plan:
    """Where columns begin, in pixels.

    A task stands above its lines where that is ``headed``; ``paper`` is where it says whose a line
    is, 0 for nowhere and the names' own place for below them.
    """

    names: float
    left: float
    right: float
    headed: bool
    paper: float = 0

    @classmethod
    def of(cls, size: Size, whose: bool) -> _Plan:
        """The columns of a width; a figure of one class says whose its lines are."""
        if size.phone:
            return cls(EDGE, EDGE + 186, size.width - 44, True, EDGE if whose else 0)
        if whose:
            return cls(EDGE + 10, 448, size.width - 52, True, 262)
        return cls(196, 434, size.width - 52, False)

    @property
    def room(self) -> float:
        """For the names of a line."""
        return (self.paper if self.paper > self.names else self.left) - self.names - 10


def draw(rows: Sequence[Row], size: Size, sides: tuple[str, str] = ("baseline", "model")) -> Sheet:
    """Totals, then each class under its name: model against baseline on a scale of ratios.

    ``sides`` is what the two are called, the baseline first.
    """
    sheet, drawn = Sheet(size), lines(rows)
    plan = _Plan.of(size, whose=len({line.kind for line in drawn}) == 1)
    x = logarithmic(LOW, HIGH, plan.left, plan.right)
    y = _said(sheet, 4, _totals(drawn, several=False), bold=True)
    for kind, listed in groupby(drawn, lambda line: line.kind):
        part = list(listed)
        y = _head(sheet, y + 6, kind, part, x, sides, several=len(part) < len(drawn))
        tasks = [(task, list(group)) for task, group in groupby(part, lambda line: line.task)]
        end = y
        for task, group in tasks:  # on a sheet to throw away: how tall the class will be
            end = _task(Sheet(size), end, task, group, plan, x)
        for value, _ in TICKS:  # first, so that marks lie on them
            sheet.line([(x(value), y - 2), (x(value), end)], "ink" if value == 1 else "grid")
        for task, group in tasks:
            y = _task(sheet, y, task, group, plan, x)
    for value, words in TICKS:
        sheet.text(x(value), y + 14, words, ink="muted", align="center")
    sheet.height = y + 22
    return sheet


def _said(sheet: Sheet, y: float, totals: Iterable[tuple[bool, str]], bold: bool = False) -> float:
    """The totals beside the mark that they are of; returns their lower end."""
    at = EDGE
    for hollow, words in totals:
        width = 20 + wide(words, sheet.size.text, bold)
        if at > EDGE and at + width > sheet.size.width - EDGE:
            at, y = EDGE, y + 20
        sheet.mark(at + 6, y + 8, "muted", hollow=hollow)
        sheet.text(at + 16, y + 12.5, words, bold=bold)
        at += width + 14
    return y + 22


def _head(
    sheet: Sheet, y: float, kind: str, part: Sequence[Line], x: Scale, sides: tuple[str, str],
    several: bool,
) -> float:  # fmt: skip
    """The name of a class, what it is, its totals, and which side is whose."""
    sheet.line([(EDGE, y), (sheet.size.width - EDGE, y)], "muted")
    y += 20
    size, about = sheet.size, part[0].about
    end = sheet.text(EDGE, y, kind, px=size.head, bold=True) + 10
    if end + wide(about, size.text) <= size.width - EDGE:
        sheet.text(end, y, about, ink="muted")
    else:
        for line in wrap(about, size.text, size.width - 2 * EDGE):
            y += 17
            sheet.text(EDGE, y, line, ink="muted")
    y += 4
    below = _said(sheet, y, _totals(part)) if several else y + 22
    y = below if size.phone else y
    better = "" if size.phone else " better"
    sheet.text(x(1) - 7, y + 12.5, f"{sides[0]}{better}", ink="stops", bold=True, align="right")
    end = sheet.text(x(1) + 7, y + 12.5, f"{sides[1]}{better}", ink="holds", bold=True)
    if end + 6 + wide(AHEAD, size.text) <= size.width - EDGE:
        sheet.text(size.width - EDGE, y + 12.5, AHEAD, ink="muted", align="right")
    return max(below, y + 20)


def _task(sheet: Sheet, y: float, task: str, part: Sequence[Line], plan: _Plan, x: Scale) -> float:
    """The lines of a task, under or beside its name; where lines say whose, what was held out."""
    px, phone, bold = sheet.size.text, sheet.size.phone, bool(plan.paper)
    room = sheet.size.width - 2 * EDGE if plan.headed else plan.names - EDGE - 10
    end = EDGE
    words = wrap(task, px, room, bold)
    below = y + 15 * len(words) + 3
    held_out = _units(line.held_out for line in part)
    beside, under = f"held out: {held_out}" if bold and held_out else "", []
    if beside and (phone or EDGE + wide(words[-1], px, bold) + 10 + wide(beside, px) > room):
        beside, under = "", wrap(beside, px, room)
    if plan.headed:  # the scale leaves the words free
        sheet.rect(EDGE, y, sheet.size.width - 2 * EDGE, below - y + 15 * len(under), "paper")
    for place, said in enumerate(words):
        ink = "second" if phone else "ink"
        at = y + 13.5 + 15 * place
        end = sheet.text(EDGE, at, said, ink=ink, bold=bold)
    if beside:
        sheet.text(end + 10, below - 4.5, beside, ink="muted")
    for said in under:
        sheet.text(EDGE, below + 10.5, said, ink="muted")
        below += 15
    y = below if plan.headed else y
    for line in part:
        y = _line(sheet, y, line, plan, x)
    return max(y, below) + (6 if bold else 3)


def _line(sheet: Sheet, y: float, line: Line, plan: _Plan, x: Scale) -> float:
    """One line: names, marks, in how many columns the model is better, and whose test it is."""
    size = sheet.size
    named = next((n for n in (line.names(2), line.names(1)) if wide(n, size.text) <= plan.room), "")
    names = [named] if named else wrap(line.names(1), size.text, plan.room)
    middle = y + STEP / 2
    ink = {1: "holds", 0: "muted", -1: "stops"}[line.outcome]
    for place, words in enumerate(names):
        sheet.text(plan.names, y + 13.5 + 15 * place, words)
    shown = [min(max(ratio, LOW), HIGH) for ratio in line.ratios]
    if len(shown) > 1:
        sheet.line([(x(min(shown)), middle), (x(max(shown)), middle)], ink, 1.6)
    for edge, beyond in ((LOW, min(line.ratios) < LOW), (HIGH, max(line.ratios) > HIGH)):
        if beyond:  # an arrow
            tip, back = x(edge), x(edge) + (5 if edge == LOW else -5)
            sheet.line([(back, middle - 4), (tip, middle), (back, middle + 4)], ink, 1.6)
    said = f"{line.paper}: {line.names()}, median {statistics.median(line.ratios):.2f}×"
    at = x(statistics.median(shown))
    sheet.mark(at, middle, ink, hollow=not line.independent, says=said)
    counts = f"{line.ahead}/{len(line.ratios)}"
    sheet.text(size.width - EDGE, y + 13.5, counts, align="right", ink="second")
    if plan.paper > plan.names:
        room = plan.left - plan.paper - 10
        for place, words in enumerate(wrap(line.paper, size.text, room)):
            sheet.text(plan.paper, y + 13.5 + 15 * place, words, ink="muted")
            names += [""] * (place >= len(names))  # a line of its own
    y += 15 * (len(names) - 1) + STEP
    if plan.paper != plan.names:
        return y
    for words in wrap(line.paper, size.text, plan.room):
        sheet.text(plan.names, y + 10.5, words, ink="muted")
        y += 15
    return y + 5


def alt(rows: Sequence[Row]) -> str:
    """The totals, and in each class where the model is ahead."""
    drawn = lines(rows)
    papers = count(len({paper for line in drawn for paper in line.papers}), "paper")
    parts = [
        f"Dot plot of {count(len(drawn), 'comparison')} of models with baselines from {papers}; "
        + "; ".join(words for _, words in _totals(drawn, several=False)) + "."
    ]  # fmt: skip
    for kind, listed in groupby(drawn, lambda line: line.kind):
        part = list(listed)
        ahead = [f"{a.names(1)} ({a.task})" for a in part if a.outcome > 0]
        where = f": {', '.join(ahead)}" if ahead else ""
        parts.append(f"{kind}: model ahead in {tally(part)}{where}.")
    return " ".join(parts)
