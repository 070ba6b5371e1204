"""What ``about/methods`` shows: the rule of certainty, worked examples."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview.pages.byworks import called
from livingreview.register import votes
from livingreview.register.grade import RULE, weight
from livingreview.text.build import depend, register_of
from livingreview.text.nodes import Row, record, strong, table, text
from livingreview.text.places import dependencies

GAIN = {"yes": "yes", "no": "no", "against": "no, they lose"}


class CertaintyRule(SphinxDirective):
    """``{certainty-rule}``: the rule as a table, from the code that applies it."""

    def run(self) -> list[nodes.Node]:
        rows: list[Row] = [([], [[text(name)], [text(says)]]) for name, says in RULE]
        return [table({"Rule": 15, "What it does": 85}, rows)]


class WorkedExample(SphinxDirective):
    """``{certainty-example} claim-id``: how one claim came by its certainty."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        books = register_of(self.env.app)
        name = self.arguments[0]
        if name not in books.claims:
            raise self.error(f"no claim has the id {name!r}; {books.nearest(name, books.claims)}")
        depend(self.env, dependencies(books, name))
        claim, grade = books.claims[name], votes.grade(books, name)
        rows: list[Row] = []
        named = called(books, [link.finding for _, link in claim.bearing()])
        for relation, link in claim.bearing():
            vote = votes.vote(books, link, against=relation == "disputes")
            rows.append(
                ([], [
                    [text(record(link.finding, named[link.finding]))],
                    [text("against" if vote.against else "for")],
                    [text(vote.review)],
                    [text(GAIN[vote.gain])],
                    [text(vote.bears)],
                    [text(f"{weight(vote):g}")],
                ])
            )  # fmt: skip
        head = {"Finding": 34, "Side": 10, "Review": 16, "Authors gain": 16, "Bears on": 12,
                "Weight": 12}  # fmt: skip
        says = text(nodes.emphasis("", claim.says))
        marks: list[Row] = [
            ([], [[text(m.name)], [text(m.step)], [text(m.why)]]) for m in grade.marks
        ]
        result = text("Result: ", strong(grade.words), ".")
        return [
            says, table(head, rows), table({"Mark": 18, "Step": 22, "Why": 60}, marks), result
        ]  # fmt: skip


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.add_directive("certainty-rule", CertaintyRule)
    app.add_directive("certainty-example", WorkedExample)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
