"""A task: every value of the register on it, comparable ones side by side, who leads, how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from livingreview.pages.described.findings import (
    ABSENT,
    Ref,
    Shown,
    Value,
    Whose,
    count_of,
    ref,
    shown,
    value_at,
    whose,
)
from livingreview.pages.described.index import index, trusted
from livingreview.pages.described.models import Resting, resting
from livingreview.pages.described.untested import Untested, of_task
from livingreview.register import makers, votes
from livingreview.register.comparing import apart
from livingreview.register.conditions import conditions
from livingreview.register.finding import Conditions, Finding
from livingreview.register.register import Register
from livingreview.register.sides import Won, outcome
from livingreview.register.vocabulary import Task
from livingreview.register.words import called, called_apart, mark, number_text, value_text

# What values may not be compared across, for a reader.
DIFFER = {
    "metric": "metric",
    "data": "data",
    "split": "split",
    "held_out": "unit held out",
    "rule": "way of scoring",
    "statistic": "statistic",
    "n": "number of cases",
    "contrast": "contrast",
    "filter": "cases kept",
    "unit": "unit of the value",
    "better": "direction that is better",
}


@dataclass(frozen=True)
class Line:
    """What was measured of one model or method: its name, its values in the columns of its set."""

    name: str
    record: Ref | None
    values: tuple[Value | None, ...]
    finding: str
    work: Ref
    whose: Whose


@dataclass(frozen=True)
class Leader:
    """Who is best in how many columns, jointly in some of them."""

    name: str
    columns: int
    joint: bool


@dataclass(frozen=True)
class Set:
    """Values that may be compared: one or several findings with equal conditions.

    Its lines stand by their score in the first column, the best first, if one direction is better.
    ``beside`` are chance and ceiling; ``leaders`` are told of ``judged`` columns, those that hold
    two values or more; ``apart`` says from which other set, by its number from 1, it is told apart
    and in what; ``tells`` whether intervals tell the sides apart: yes, no, or nothing where none is
    known.
    """

    metric: str
    conditions: tuple[tuple[str, str], ...]
    data: tuple[Ref, ...]
    better: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    beside: tuple[tuple[str, Value], ...]
    leaders: tuple[Leader, ...]
    judged: int
    findings: tuple[Ref, ...]
    works: tuple[Ref, ...]
    reviews: tuple[str, ...]
    tells: str
    apart: tuple[int, tuple[str, ...]] | None


@dataclass(frozen=True)
class Outcomes:
    """How the findings ended in which models stand against other methods."""

    model: int = 0
    level: int = 0
    mixed: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return self.model + self.level + self.mixed + self.other


@dataclass(frozen=True)
class TaskPage:
    """All that the register holds on a task."""

    id: str
    name: str
    aliases: tuple[str, ...]
    definition: str
    classes: tuple[str, ...]
    held_out: tuple[str, ...]
    contrast: str
    by_others: Outcomes
    by_makers: Outcomes
    sets: tuple[Set, ...]
    told: tuple[Shown, ...]
    claims: tuple[Resting, ...]
    benchmarks: tuple[Ref, ...]
    tested: tuple[Ref, ...]
    untested: tuple[Untested, ...]


def describe_task(books: Register, name: str) -> TaskPage:
    """All that the register holds on a task, made once.

    Raises ``StopIteration`` for an id that is none.
    """
    known: dict[str, TaskPage] = books.joined.setdefault("tasks", {})
    if name not in known:
        known[name] = _described(books, name)
    return known[name]


def _described(books: Register, name: str) -> TaskPage:
    words = books.vocabulary
    task = next(one for one in words.tasks if one.id == name)
    joined = index(books)
    findings = [books.findings[each] for each in joined.on_task.get(name, ())]
    numbers = [one for one in findings if trusted(one) and _has_values(one)]
    contrasts = {word.id: word.name for word in words.contrasts}
    valued = {one.id for one in numbers}
    independent = {one.id for one in findings if whose(books, one) in ("others", "")}
    return TaskPage(
        id=name,
        name=task.name,
        aliases=task.aliases,
        definition=task.definition,
        classes=task.classes,
        held_out=tuple(words.unit_names[unit] for unit in task.held_out),
        contrast=contrasts.get(task.contrast or "", ""),
        by_others=_outcomes([one for one in findings if one.id in independent]),
        by_makers=_outcomes([one for one in findings if one.id not in independent]),
        sets=tuple(_sets(books, numbers)),
        told=tuple(shown(books, one.id) for one in findings if one.id not in valued),
        claims=resting(books, [one.id for one in findings]),
        benchmarks=tuple(
            ref(books, "benchmarks", each) for each in joined.benchmarks.get(name, {})
        ),
        tested=_tested(books, task),
        untested=tuple(of_task(books, task)),
    )


def _tested(books: Register, task: Task) -> tuple[Ref, ...]:
    known = [ref(books, "models", name) for name in index(books).testers(task.id)]
    return tuple(sorted(known, key=lambda one: one.name.casefold()))


def _has_values(finding: Finding) -> bool:
    return finding.table is not None or finding.value is not None


def _outcomes(findings: Sequence[Finding]) -> Outcomes:
    found = [one for each in findings if trusted(each) and (one := outcome(each))]
    counts: Counter[Won] = Counter(one.won for one in found)
    return Outcomes(counts["model"], counts["level"], counts["mixed"], counts["other"])


# -- sets of values that may be compared -----------------------------------------------------------


def _sets(books: Register, findings: Sequence[Finding]) -> Iterator[Set]:
    """The sets, those of several works first, then those with the most values."""
    given = {one.id: conditions(books, one) for one in findings}
    forms = {one.id: _form(given[one.id], one) for one in findings}
    alike: dict[tuple[object, ...], list[list[Finding]]] = {}
    for finding in findings:
        groups = alike.setdefault(forms[finding.id], [])
        for group in groups:
            if not any(differ(given, finding, other) for other in group):
                group.append(finding)
                break
        else:
            groups.append([finding])
    listed = [group for groups in alike.values() for group in groups]
    made = [(group, _set(books, given, group)) for group in listed]
    made.sort(key=lambda pair: (-len(pair[1].works), -sum(map(_count, pair[1].lines))))
    for number, (group, one) in enumerate(made):
        earlier = [before[0] for before, _ in made[:number]]
        yield _told_apart(one, given, forms, group[0], earlier)


def _form(under: Conditions, finding: Finding) -> tuple[object, ...]:
    """All but the number of cases in which findings must be equal that may be compared."""
    return (
        under.metric, frozenset(under.data or ()), under.split, under.held_out, under.rule,
        under.statistic, under.contrast, under.filter, finding.unit, finding.better,
    )  # fmt: skip


def _count(line: Line) -> int:
    return sum(value is not None for value in line.values)


def differ(given: dict[str, Conditions], one: Finding, other: Finding) -> list[str]:
    """In what two findings differ that may then not be compared."""
    found = list(apart(given[one.id], given[other.id]))
    found += ["filter"] if given[one.id].filter != given[other.id].filter else []
    found += [name for name in ("unit", "better") if getattr(one, name) != getattr(other, name)]
    return found


def _told_apart(
    one: Set,
    given: dict[str, Conditions],
    forms: dict[str, tuple[object, ...]],
    first: Finding,
    earlier: Sequence[Finding],
) -> Set:
    """The same with what tells it apart from the set before it that it is most like."""
    if not earlier:
        return one
    own = forms[first.id]

    def unlike(place: int) -> int:
        return sum(a != b for a, b in zip(own, forms[earlier[place].id], strict=True))

    place = min(range(len(earlier)), key=unlike)
    names = differ(given, first, earlier[place])
    return replace(one, apart=(place + 1, tuple(DIFFER[name] for name in names)))


def _set(books: Register, given: dict[str, Conditions], group: Sequence[Finding]) -> Set:
    under, first = given[group[0].id], group[0]
    measured = [_measured(books, finding) for finding in group]
    single = all(len(columns) == 1 for columns, _ in measured)
    columns: dict[str, None] = {}
    lines: list[tuple[Line, dict[str, Cell]]] = []
    for finding, (own, named) in zip(group, measured, strict=True):
        titles = [under.metric or "value"] if single else own
        columns |= dict.fromkeys(titles)
        for name, model, cells in named:
            placed = dict(zip(titles, cells, strict=True))
            lines.append((_line(books, finding, name, model), placed))
    wide = list(columns)
    leaders, judged = _ranked([cells for _, cells in lines], lines, wide, first.better)
    if first.better != "neither":
        lines.sort(key=lambda line: _scores(line[1], wide, first.better))
    works = dict.fromkeys(books.paper_of[finding.id] for finding in group)
    told = [votes.tells(one, votes.smallest(books, under.metric)) for one in group]
    return Set(
        metric=under.metric or "",
        conditions=tuple(conditions_told(under)),
        data=tuple(ref(books, "datasets", name) for name in under.data or ()
                   if name in books.datasets),
        better=first.better,
        columns=tuple(wide),
        lines=tuple(
            replace(line, values=tuple(
                cell[1] if (cell := cells.get(title)) else None for title in wide
            ))
            for line, cells in lines
        ),
        beside=tuple(each for finding in group for each in _beside(finding)),
        leaders=tuple(leaders),
        judged=judged,
        findings=tuple(ref(books, "findings", one.id) for one in group),
        works=tuple(ref(books, "papers", key) for key in works),
        reviews=tuple(dict.fromkeys(books.review(one.id) for one in group)),
        tells="" if all(one is None for one in told) else "yes" if any(told) else "no",
        apart=None,
    )  # fmt: skip


Cell = tuple[float | None, Value] | None  # a number (none of a range) and how it is printed
Named = tuple[str, str, list[Cell]]  # a name, the id of its model if it is one, cells


def _line(books: Register, finding: Finding, name: str, model: str) -> Line:
    return Line(
        name, ref(books, "models", model) if model else None, (), finding.id,
        ref(books, "papers", books.paper_of[finding.id]), whose(books, finding, model),
    )  # fmt: skip


def _measured(books: Register, finding: Finding) -> tuple[list[str], list[Named]]:
    """The titles of a finding's columns, and who has which values in them.

    Models and methods are rows, also where the record has them as columns. Where it has neither,
    the models that it tests are.
    """
    table = finding.table
    if table is None:
        return ["value"], list(_singles(books, finding))
    paper = books.papers[books.paper_of[finding.id]]
    sides = (*finding.sides.model, *finding.sides.other) if finding.sides else ()

    def takes_part(names: Sequence[str]) -> bool:
        return any(one in sides or one in books.models or one in paper.methods for one in names)

    units = table.units or [finding.unit] * len(table.columns)

    def cell(row: str, place: int) -> Cell:
        number = table.rows[row][place]
        return None if number is None else (number, value_at(finding, row, place, units[place]))

    rows, columns = list(table.rows), table.columns
    if takes_part(columns) and not takes_part(rows):
        named = [
            (said, _model(books, finding, name), [cell(row, at) for row in rows])
            for at, (said, name) in enumerate(
                zip(called_apart(books, columns), columns, strict=True)
            )
        ]
        return called_apart(books, rows), named
    whom = ""
    model = finding.tests[0] if len(finding.tests) == 1 else ""
    if not takes_part(rows):
        whom = "".join(f"{called(books, one)}, " for one in finding.tests[:2])
    named = [
        (
            whom + said,
            model if whom else _model(books, finding, row),
            [cell(row, at) for at in range(len(columns))],
        )
        for said, row in zip(called_apart(books, rows), rows, strict=True)
    ]
    return called_apart(books, columns), named


def _model(books: Register, finding: Finding, name: str) -> str:
    """The model that a row is or stands for; empty for any other."""
    if name in books.models:
        return name
    behind = makers.models_behind(books, books.papers[books.paper_of[finding.id]], name)
    return behind[0] if len(behind) == 1 else ""


def _singles(books: Register, finding: Finding) -> Iterator[Named]:
    """The one value of a finding, and what it is set against, unless that is chance."""
    check, value = finding.checked, finding.value
    assert value is not None
    name = ", ".join(called(books, one) for one in finding.tests) or finding.also_tests or ""
    ends = ""
    if finding.interval:
        ends = f" ({finding.interval_kind} {' to '.join(map(number_text, finding.interval))})"
    shown_value = Value(finding.id, mark(value_text(value, finding.unit), check), ends)
    number = value if isinstance(value, (int, float)) else None
    model = finding.tests[0] if len(finding.tests) == 1 else ""
    yield name or finding.says, model, [(number, shown_value)]
    other = finding.compared_with
    if other and other.kind != "chance":
        text = mark(value_text(other.value, finding.unit), other.checked or check)
        compared = Value(f"{finding.id}/compared", text)
        yield other.what, "", [(other.value if other.kind != "other" else None, compared)]


def _beside(finding: Finding) -> Iterator[tuple[str, Value]]:
    """Chance and ceiling of a finding."""
    check = finding.checked
    if (other := finding.compared_with) and other.kind == "chance":
        text = mark(value_text(other.value, finding.unit), other.checked or check)
        yield f"chance: {other.what}", Value(f"{finding.id}/compared", text)
    if top := finding.ceiling:
        text = mark(value_text(top.value, finding.unit), top.checked or check)
        yield f"ceiling: {top.what}", Value(f"{finding.id}/ceiling", text)


def conditions_told(under: Conditions) -> Iterator[tuple[str, str]]:
    """The conditions that are known, each with its label."""
    for label, value in (
        ("Held out", under.held_out),
        ("Told apart", under.contrast),
        ("Scored", under.rule),
        ("Split", under.split),
        ("Only", under.filter),
        ("Statistic", under.statistic),
        ("Cases", count_of(under.n)),
        ("Copied from", under.copied_from),
    ):
        if value not in ABSENT and value:
            yield label, value


def _scores(
    cells: dict[str, Cell], columns: Sequence[str], better: str
) -> list[tuple[bool, float]]:
    """What a line is sorted by: its score in the first column, then in the next; the best first."""
    sign = -1 if better == "higher" else 1
    known = [cell[0] if (cell := cells.get(title)) else None for title in columns]
    return [(score is None, sign * (score or 0)) for score in known]


def _ranked(
    cells: Sequence[dict[str, Cell]],
    lines: Sequence[tuple[Line, dict[str, Cell]]],
    columns: Sequence[str],
    better: str,
) -> tuple[list[Leader], int]:
    """Who is best in how many columns, and how many columns can say."""
    best: Counter[str] = Counter()
    joint: set[str] = set()
    judged = 0
    for title in columns if better != "neither" else ():
        known = [
            (cell[0], lines[place][0].name)
            for place, each in enumerate(cells)
            if (cell := each.get(title)) and cell[0] is not None
        ]
        if len(known) < 2:
            continue
        judged += 1
        top = (max if better == "higher" else min)(number for number, _ in known)
        first = [name for number, name in known if number == top]
        best.update(first)
        if len(first) > 1:
            joint.update(first)
    return [Leader(name, number, name in joint) for name, number in best.most_common()], judged
