"""What ``about/methods`` shows: the rule of certainty, worked examples."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview.register import certainty
from livingreview.register.words import HOW, SHAPES
from livingreview.text.build import register_of
from livingreview.text.nodes import Row, record, strong, table, text
from livingreview.text.places import dependencies


class CertaintyRule(SphinxDirective):
    """``{certainty-rule}``: the rule as a table, from the code that applies it."""

    def run(self) -> list[nodes.Node]:
        rows: list[Row] = [
            ([], [[text(f"{SHAPES[step.certainty]} {step.certainty}")], [text(step.asks)]])
            for step in certainty.RULE
        ]
        return [table({"Certainty": 25, "Asks for": 75}, rows)]


class WorkedExample(SphinxDirective):
    """``{certainty-example} claim-id``: how one claim came by its certainty."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        books = register_of(self.env.app)
        name = self.arguments[0]
        if name not in books.claims:
            raise self.error(f"no claim has the id {name!r}; {books.nearest(name, books.claims)}")
        for file in dependencies(books, name):
            self.env.note_dependency(str(file.resolve()))
        grade = certainty.grade(books, name)
        rows: list[Row] = []
        for finding in books.claims[name].supports:
            found = books.findings[finding]
            rows.append(
                ([], [
                    [text(record(finding))],
                    [text(books.review(finding))],
                    [text("independent" if books.independent(finding) else "makers' own")],
                    [text(", ".join(books.datasets[d].name for d in found.data) or "none named")],
                    [text(HOW[found.checked.how])],
                ])
            )  # fmt: skip
        head = {"Supporting finding": 30, "Review": 15, "Authors": 15, "Data sets": 22, "Check": 18}
        says = text(nodes.emphasis("", books.claims[name].says))
        counted = text(
            "Counted: " + grade.evidence.sentence() + ". Result: ",
            strong(f"{grade.certainty} certainty"), ".",
        )  # fmt: skip
        return [says, table(head, rows), counted]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.add_directive("certainty-rule", CertaintyRule)
    app.add_directive("certainty-example", WorkedExample)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
