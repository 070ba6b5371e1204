"""What pages show of the grades: what they depend on, and how they changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview.figures.scales import count
from livingreview.pages.byworks import by_work
from livingreview.register import history, sensitivity, votes
from livingreview.register.grade import LEVELS, Certainty
from livingreview.register.register import Register
from livingreview.register.words import begun, grade_text
from livingreview.text.build import book_of, on_register
from livingreview.text.nodes import IN_CHAPTER, Part, Row, joined, record, strong, table, text

DOWNWARD: tuple[Certainty, ...] = LEVELS[::-1]
KINDS = {
    "added": "New",
    "retired": "Retired",
    "regraded": "Regraded",
    "turned": "Said in other words",
}


def studies(books: Register, claim: str) -> str:
    """How many works support a claim, and of which kind."""
    named = books.claims[claim].ids("supports")
    kinds = Counter({books.paper_of[name]: books.review(name) for name in named}.values())
    parts = [_counted(count, kind) for kind, count in kinds.most_common()]
    total = sum(kinds.values())
    return f"{total} work{'' if total == 1 else 's'}: {', '.join(parts)}" if parts else "none"


def _counted(count: int, kind: str) -> str:
    """So many works of a kind of review: ``2 preprints``, but ``2 peer-reviewed``."""
    noun = {"company": "company report"}.get(kind, kind)
    return f"{count} {noun}" if count == 1 or kind == "peer-reviewed" else f"{count} {noun}s"


class OfTheRegister(SphinxDirective):
    """A directive whose page is made anew whenever the register changes."""

    def books(self) -> Register:
        """The register."""
        return on_register(self.env)


def _in_words(claims: Iterable[str]) -> list[Part]:
    """Links to claims by their ids in words, where there is no room for their sentences."""
    return joined((record(name, name.replace("-", " ")) for name in claims), "; ")


def _cell(*parts: Part) -> list[nodes.Element]:
    return [text(*parts)]


class Sensitivity(OfTheRegister):
    """``{grade-sensitivity}``: the grades with one choice of the rule changed."""

    def run(self) -> list[nodes.Node]:
        books = self.books()
        rows: list[Row] = []
        for choice in sensitivity.choices(books):
            cells = [_cell(str(choice.counts[word])) for word in DOWNWARD]
            moved = [_cell(*_in_words(names)) for names in (choice.up, choice.down)]
            rows.append(([], [_cell(choice.name), *cells, *moved]))
        mean, most = sensitivity.turned(books)
        counts = zip(map(str.capitalize, DOWNWARD), (6, 9, 5, 6), strict=True)
        head = {"Choice": 16, **dict(counts), "Higher": 29, "Lower": 29}
        words = (
            f"If one judgment in ten of how a finding bears on its claim were another, "
            f"{mean:.1f} of {len(sensitivity.graded(books))} claims would change on average, and "
            f"{most} at most (of {sensitivity.TIMES} draws)."
        )
        return [table(head, rows, "of-claims"), text(words)]


class Agreement(OfTheRegister):
    """``{grade-agreement}``: how far two readers agree in what they judge."""

    def run(self) -> list[nodes.Node]:
        books = self.books()
        claims = books.claims.values()
        named = {
            "How a finding bears on its claim": sensitivity.of_links(claims),
            "Whether the studies share a flaw": sensitivity.of_bias(claims),
            "The ten questions about a benchmark": sensitivity.of_questions(books.quality.values()),
        }
        rows: list[Row] = []
        for name, found in named.items():
            kappa = "–" if found.kappa is None else f"{found.kappa:z.2f}".replace("-", "−")
            counts = f"{found.same} of {found.both}"
            rows.append(([], [[text(name)], [text(counts)], [text(kappa)]]))
        return [table({"Judgment": 50, "Alike": 25, "Cohen's kappa": 25}, rows)]


class ClaimChanges(OfTheRegister):
    """``{claim-changes}``: what happened to the claims since the last version that was frozen."""

    def run(self) -> list[nodes.Node]:
        books, version = self.books(), book_of(self.env.app).version
        frozen, _ = history.read(Path(self.env.srcdir).parent / history.FILE)
        older = {name: claims for name, claims in frozen.items() if name != version} or frozen
        if not older:
            return [text("No version has been frozen yet.")]
        name, before = list(older.items())[-1]
        rows: list[Row] = []
        found = list(history.changes(before, history.now(books)))
        for change in found:
            grades = [one.certainty for one in (change.before, change.now) if one]
            says = [text(one.says) for one in (change.before, change.now) if one]
            if len(says) == 2 and says[0].astext() == says[1].astext():
                says = says[:1]
            rows.append(
                ([], [
                    [text(record(change.claim, KINDS[change.kind]) if change.now
                          else strong(KINDS[change.kind]))],
                    [text(" → ".join(dict.fromkeys(grades)))],
                    list(says),
                    [text(*_findings(books, change))],
                ])
            )  # fmt: skip
        if not rows:
            return [text(f"No claim changed since version {name}.")]
        head = {"Claim": 13, "Grade": 12, f"Sentence, in {name} and now": 50, "By": 25}
        return [table(head, rows, "wide", "of-claims")]


def _findings(books: Register, change: history.Change) -> list[Part]:
    """The findings that came and went, for a reader; of a retired claim its successor."""
    if change.kind == "retired":
        new = books.retired.get(change.claim)
        return ["now ", record(new, f"“{begun(books, new)}”")] if new else []
    if change.now and change.kind == "added":
        return by_work(books, change.now.supports)
    parts: list[Part] = []
    for word, names in (("now", change.added), ("no longer", change.dropped)):
        if names:
            known = [name for name in names if name in books.findings]
            shown = by_work(books, known) + ["; "] * bool(known) * (len(known) < len(names))
            if gone := len(names) - len(known):
                shown += [count(gone, "finding since withdrawn", "findings since withdrawn")]
            parts += ["; " if parts else "", f"{word} ", *shown]
    return parts or (["the rule"] if change.kind == "regraded" else [])


class SummaryOfFindings(OfTheRegister):
    """``{summary-of-findings} chapter``: each claim, its grade, its studies, what is against it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        books, chapter = self.books(), self.arguments[0]
        names = [name for name, where in books.chapter_of.items() if where == chapter]
        if not names:
            known = sorted({*books.chapter_of.values()})
            raise self.error(f"{chapter!r} has no claims; {books.nearest(chapter, known)}")
        rows: list[Row] = []
        for name in names:
            grade = votes.grade(books, name)
            rows.append(
                ([], [
                    [text(record(name, books.claims[name].says))],
                    [text(strong(grade_text(grade))), text(grade.sentence())],
                    [text(studies(books, name))],
                    [text(books.claims[name].counter)],
                ])
            )  # fmt: skip
        head = {"Claim": 30, "Grade and why": 22, "Support": 13, "What speaks against it": 35}
        return [table(head, rows, "wide", "of-claims", IN_CHAPTER)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.add_directive("grade-sensitivity", Sensitivity)
    app.add_directive("grade-agreement", Agreement)
    app.add_directive("claim-changes", ClaimChanges)
    app.add_directive("summary-of-findings", SummaryOfFindings)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
