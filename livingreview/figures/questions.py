"""How benchmarks answer the ten questions about a test: a bar a question, a panel a class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from livingreview.figures.rows import Row, Wish
from livingreview.figures.scales import count, linear
from livingreview.figures.sheet import EDGE, Mark, Sheet, Size, wide, wrap
from livingreview.register.files.quality import ANSWERS, QUESTIONS, STARRED, plain
from livingreview.register.register import Register

INKS = dict(zip(ANSWERS, ("sure4", "sure1", "grid", "two"), strict=True))
ON_DARK = ("yes", "no")  # answers whose bars are dark enough for a light number


def gather(books: Register, wish: Wish) -> list[Row]:
    """One row for each question and class: how many benchmarks give which answer."""
    rows: list[Row] = []
    for word in books.vocabulary.classes:
        asked = [
            one
            for name, one in books.quality.items()
            if books.benchmarks[name].class_ == word.id and wish.only in (None, word.id)
        ]
        for question in QUESTIONS:
            many = Counter(one.answer(question) for one in asked)
            if asked:
                rows.append(
                    {"id": question, "class": word.name, "question": plain(question),
                     "starred": question in STARRED, "benchmarks": len(asked),
                     **{answer: many[answer] for answer in ANSWERS}}
                )  # fmt: skip
    return rows


def _total(rows: Sequence[Row]) -> int:
    return sum({row["class"]: row["benchmarks"] for row in rows}.values())


def records(rows: Sequence[Row]) -> str:
    """What the figure is drawn from."""
    return count(_total(rows), "benchmark")


def message(rows: Sequence[Row]) -> str:
    """The starred question that fewest benchmarks answer with yes, and how many do."""
    yes: Counter[str] = Counter()
    for row in rows:
        if row["starred"]:
            yes[row["question"]] += row["yes"]
    question, least = min(yes.items(), key=lambda one: one[1])
    return f"Of {_total(rows)} benchmarks {least or 'none'} can say yes to this: {question}."


def draw(rows: list[Row], size: Size) -> Sheet:
    """The question above its bars, which are shares of the benchmarks of each class."""
    sheet = Sheet(size)
    y = sheet.key([Mark(INKS[answer], "square", words=answer) for answer in ANSWERS])
    classes = list(dict.fromkeys(row["class"] for row in rows))
    left = EDGE + max(wide(name, size.text) for name in classes) + 12
    share = linear(0, 1, left, size.width - EDGE)
    for question in dict.fromkeys(row["question"] for row in rows):
        mine = [row for row in rows if row["question"] == question]
        words = question[:1].upper() + question[1:]
        y += 10
        for line in wrap(words, size.text, size.width - 2 * EDGE, True):
            y += 17
            sheet.text(EDGE, y, line, bold=mine[0]["starred"])
        y += 7
        for row in mine:
            sheet.text(EDGE, y + 12, row["class"], ink="muted")
            done = 0
            for answer in ANSWERS:
                start, many = share(done / row["benchmarks"]), row[answer]
                done += many
                end = share(done / row["benchmarks"])
                if many:
                    says = f"{row['class']}: {answer} {many} of {row['benchmarks']}"
                    sheet.rect(start, y, max(end - start - 1.5, 1), 15, INKS[answer], says=says)
                    if end - start > 20:
                        ink = "paper" if answer in ON_DARK else "ink"
                        sheet.text((start + end) / 2, y + 11.5, f"{many}", ink=ink, align="center")
            y += 18
    sheet.height = y + 8
    return sheet


def alt(rows: list[Row]) -> str:
    """The answers to each question, all classes together."""
    parts = []
    for question in dict.fromkeys(row["question"] for row in rows):
        mine = [row for row in rows if row["question"] == question]
        told = ", ".join(f"{answer} {sum(row[answer] for row in mine)}" for answer in ANSWERS)
        parts.append(f"{question}: {told}.")
    return f"Answers of {_total(rows)} benchmarks to ten questions. " + " ".join(parts)
