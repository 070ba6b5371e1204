"""What second readers found: the rate of right numbers, and what is still to be read or judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from statistics import NormalDist

from docutils import nodes

from livingreview.register.judging import for_and_against, judged_once
from livingreview.register.readings import AGAINST, ReadNumber
from livingreview.register.register import Register
from livingreview.register.second import OWED, state
from livingreview.text.nodes import Row, joined, table, text

Verdicts = Counter[str]


def wilson(right: int, read: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of a share, between 0 and 1, for ``right`` of ``read``, at least one.

    Score interval of Wilson, J Am Stat Assoc 22:209-212 (1927), doi:10.1080/01621459.1927.10502953,
    without correction for continuity.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, weight = right / read, z * z / read
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / read + weight / (4 * read)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def rate(counts: Verdicts) -> str:
    """The share of right among the read, with its 95 % interval; not found is not read."""
    read = counts.total() - counts["not found"]
    if not read:
        return "none read"
    right = counts["right"]
    low, high = wilson(right, read)
    return f"{right} of {read}, {right / read:.0%} ({low:.0%} to {high:.0%})"


def numbers(books: Register, chapters: Sequence[str]) -> Iterator[nodes.Element]:
    """What readers found of numbers drawn at random, by day and chapter and in all."""
    if not books.readings:
        yield text("No printed number has been read by anybody else.")
        return
    every = [one for part in books.readings.values() for one in part.numbers]
    yield text(
        f"Outside readers drew {len(every)} printed numbers at random and opened their sources. "
        "Right is the share of those that were read, with its 95% interval; a number is "
        "misleading if it is there and means something else."
    )
    head = {"day": 14, "chapter": 22, "right": 22, "misleading": 12, "wrong": 10, "not found": 12}
    yield table(head, _rows(books, chapters))
    open_ = [one for one in every if one.verdict in AGAINST and not one.mended]
    mended = sum(one.verdict in AGAINST for one in every) - len(open_)
    left = joined(nodes.literal(one.address, one.address) for one in open_)
    said = f"Of the misleading and wrong ones {mended} are mended and {len(open_)} are not"
    yield text(said, *([": ", *left] if left else []), ".")


def _rows(books: Register, chapters: Sequence[str]) -> Iterator[Row]:
    total: Verdicts = Counter()
    by_day: dict[str, list[ReadNumber]] = {}
    for part in books.readings.values():
        by_day.setdefault(str(part.date), []).extend(part.numbers)
    for day, found in sorted(by_day.items()):
        for chapter in chapters:
            counts = Counter(one.verdict for one in found if one.chapter == chapter)
            if counts:
                yield _row(day, chapter, Counter(counts))
        counts = Counter(one.verdict for one in found)
        yield _row(day, "all", Counter(counts))
        total.update(counts)
    if len(by_day) > 1:
        yield _row("all", "all", total)


def _row(day: str, chapter: str, counts: Verdicts) -> Row:
    others = [str(counts[verdict]) for verdict in ("misleading", "wrong", "not found")]
    return [], [[text(words)] for words in (day, chapter, rate(counts), *others)]


def findings(books: Register, owing: Iterable[str]) -> Iterator[nodes.Element]:
    """How many of the findings that claims and figures rest on somebody else has read."""
    states = {name: state(books, name) for name in owing}
    counts = Counter(states.values())
    read = sum(count for found, count in counts.items() if found not in OWED)
    yield text(
        f"Claims and figures rest on {len(states)} findings. Somebody who did not write the record "
        f"has read {read} of them at their source as they stand; {counts['lapsed']} have changed "
        f"since they were read, and {counts['owed']} were not read."
    )
    items = nodes.bullet_list(bullet="-")
    for found in OWED:
        if named := sorted(name for name in states if states[name] == found):
            item = nodes.list_item()
            works = Counter(books.short(books.paper_of[name]) for name in named)
            told = (f"{work} ({many})" if many > 1 else work for work, many in works.items())
            item += text(f"{found}, by work: {'; '.join(told)}.")
            items += item
    if items.children:
        yield items


def judgments(books: Register) -> Iterator[nodes.Element]:
    """How many links and biases of claims nobody judged a second time, and of which claims."""
    claims = books.claims.values()
    once = {claim.id: judged_once(claim) for claim in claims}
    links = sum(len(for_and_against(claim)) for claim in claims)
    biases = sum(claim.bias is not None for claim in claims if claim.kind != "principle")
    linked = sum(count for count, _ in once.values())
    few = sorted(name for name, (count, _) in once.items() if count)
    one = sorted(name for name, (_, bias) in once.items() if bias)
    yield text("A second reader judges links and biases of claims without seeing the first.")
    items = nodes.bullet_list(bullet="-")
    for said, names in (
        (f"{linked} of {links} links for or against a claim", few),
        (f"{len(one)} of {biases} biases", one),
    ):
        named = ", ".join(f"“{name.replace('-', ' ')}”" for name in names)
        item = nodes.list_item()
        item += text(f"{said} nobody judged a second time{': ' * bool(named)}{named}.")
        items += item
    yield items
