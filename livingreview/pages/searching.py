"""What ``about/methods`` shows of the search: its words tested, two readers' agreement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview.pages.grades import OfTheRegister
from livingreview.register import strings
from livingreview.register.files import screening
from livingreview.register.files.search import for_claims
from livingreview.register.register import Register
from livingreview.register.strings import Recall
from livingreview.text.build import depend, register_of
from livingreview.text.nodes import Part, Row, joined, strong, table, text


def _of(directive: SphinxDirective, *parts: str) -> Register:
    """The register; the page depends on files of the room, and on the list of references."""
    env, books = directive.env, register_of(directive.env.app)
    depend(env, (books.parts[name] for name in parts if name in books.parts))
    env.note_dependency(str(Path(env.app.confdir) / env.config.livingreview_bibliography))
    return books


class StringRecall(OfTheRegister):
    """``{string-recall}``: which of the works that the register holds each set of words finds."""

    def run(self) -> list[nodes.Node]:
        self.books()
        books = _of(self, "protocol", "screening")
        found = list(strings.recalls(books))
        if not found:
            raise self.error("the protocol has no strings to test; write some, or drop this line")
        columns = list(dict.fromkeys(one.string for one in found))
        rows: list[Row] = []
        for kind, class_ in dict.fromkeys((one.kind, one.class_) for one in found):
            some = {one.string: one for one in found if (one.kind, one.class_) == (kind, class_)}
            name = f"{kind}, {class_}" if class_ else kind
            cells: list[list[nodes.Element]] = [[text(_share(some[each]))] for each in columns]
            rows.append(([], [[text(name)], *cells]))
        head = {"Works": 30, **{column: round(70 / len(columns)) for column in columns}}
        return [table(head, rows, "of-claims"), *verdict(found), *missed(found)]


def _share(one: Recall) -> str:
    return f"{len(one.found)} of {one.total}"


def _together(found: list[Recall], *kinds: str) -> list[Recall]:
    several = len({one.string for one in found}) > 1
    return [
        one
        for one in found
        if one.kind in kinds and (one.string == strings.TOGETHER or not several)
    ]


def verdict(found: list[Recall]) -> Iterator[nodes.Element]:
    """How many benchmark papers all strings together find, and whether that is enough."""
    every = _together(found, strings.BENCHMARKS, strings.LOOKED_AT)
    other = _together(found, strings.BENCHMARKS)
    said = []
    for some, name in ((every, "of all benchmark papers"), (other, "of those not looked at")):
        hit, total = sum(len(one.found) for one in some), sum(one.total for one in some)
        if total:
            said.append(f"{hit} of {total} {name} ({hit / total:.0%})")
    if said:
        yield text(
            f"By their titles alone the strings together find {' and '.join(said)}; "
            f"a string is to be revised below {strings.ENOUGH:.0%}.",
            classes=["recorded"],
        )


def missed(found: list[Recall]) -> Iterator[nodes.Element]:
    """The benchmark papers that no string finds by their title."""
    for one in _together(found, strings.BENCHMARKS, strings.LOOKED_AT):
        if one.missed:
            named = joined(nodes.literal(key, key) for key in one.missed)
            seen = ", looked at" if one.kind == strings.LOOKED_AT else ""
            yield text(f"Missed, {one.class_}{seen}: ", *named, ".", classes=["recorded"])


class ScreeningAgreement(SphinxDirective):
    """``{screening-agreement}``: how far two readers agree on which works to take in."""

    def run(self) -> list[nodes.Node]:
        rows = _of(self, "screening").screening
        first = [row.first for row in rows if row.first]
        found = screening.agreement(rows)
        said: list[Part] = [
            f"Of {len(rows)} works that are not cited, one reader has screened {len(first)}, from "
            "what could be seen of them, and would take in "
            f"{sum(one.verdict == 'include' for one in first)}. "
        ]
        if found.both:
            kappa = "not defined" if found.kappa is None else f"{found.kappa:.2f}"
            said.append(
                f"A second reader, who did not see the answers, has screened {found.both}: both "
                f"gave one answer, include or the same criterion, to {found.same} of them "
                f"({found.same / found.both:.0%}; Cohen's kappa {kappa})."
            )
        else:
            said += [
                strong("No second reader has screened them yet"),
                ", so no agreement is known.",
            ]
        return [text(*said, classes=["recorded"])]


class ClaimSearches(OfTheRegister):
    """``{claim-searches}``: the searches for evidence against single claims, counted."""

    def run(self) -> list[nodes.Node]:
        books = self.books()
        made = for_claims(books.claims.values())
        if not made.claims:
            return [text("No claim keeps a search for evidence against it yet.")]
        days = (
            f"on {made.first}" if made.first == made.last else f"from {made.first} to {made.last}"
        )
        return [
            text(
                f"Beside {made.claims} of {len(books.claims)} claims stand the strings, the places "
                f"and the day of a search for evidence against it: {made.strings} strings, sent "
                f"{days}, which led to {made.found} findings. What each gave was not counted.",
                classes=["recorded"],
            )
        ]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.add_directive("string-recall", StringRecall)
    app.add_directive("screening-agreement", ScreeningAgreement)
    app.add_directive("claim-searches", ClaimSearches)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
