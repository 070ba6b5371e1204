"""Register pages on paper and in e-books: every record of a kind, made from the register.

``{register-table} findings`` in a page stands for the table of all findings; the other kinds are
``claims``, ``models``, ``benchmarks``, ``datasets`` and ``papers``. The site has lists in its place
(``html.lists``), of the same records.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview import files, runs
from livingreview.pages import claims
from livingreview.pages.described.findings import beside, spread, under, whole
from livingreview.register import history, makers, votes
from livingreview.register.claim import Relation
from livingreview.register.fields import Check
from livingreview.register.finding import Finding, Table
from livingreview.register.register import KINDS, Register
from livingreview.register.schema import Benchmark, DataSet, Model, Paper
from livingreview.register.sides import outcome
from livingreview.register.words import (
    HOW,
    called,
    called_apart,
    grade_text,
    kept,
    mark,
    number_text,
    quantity,
    value_text,
)
from livingreview.text import perpage, replies
from livingreview.text.build import register_of
from livingreview.text.nodes import Part, Row, joined, record, strong, table, text
from livingreview.text.places import page_of
from livingreview.text.settled import register_key
from livingreview.text.uses import places_of

PAGES = ("claims", *KINDS, "papers")
BIBLIOGRAPHY = "bibliography"
_NOTE = "register"


class register_block(nodes.General, nodes.Element):
    """Stands for all records of a ``kind`` until every page has been read."""


class Writer:
    """Turns records into nodes, for one page of one build."""

    def __init__(self, books: Register, env: BuildEnvironment, uri: Callable[[str], str]) -> None:
        self.books, self.env, self.uri = books, env, uri
        self.older, _ = history.read(Path(env.srcdir).parent / history.FILE)
        self.citations = {
            citation.key: citation.citation_id
            for citation in env.get_domain("cite").citations  # type: ignore[attr-defined]
            if citation.bibliography_key.docname == BIBLIOGRAPHY
        }

    def cite(self, key: str) -> Part:
        """Author and year, linked to the central bibliography."""
        words = self.books.short(key)
        if key not in self.citations:
            return words
        uri = f"{self.uri(BIBLIOGRAPHY)}#{self.citations[key]}"
        return nodes.reference("", words, internal=True, refuri=uri)

    def used_in(self, name: str) -> list[Part]:
        """Links to every section that uses a record; those of one page follow its name."""
        links: list[Part] = []
        before = ""
        for words, docname, section in places_of(self.env, name):
            anchor = f"#{section}" if section else ""
            links += [", " if docname == before else "; "] if links else []
            links.append(
                nodes.reference("", words, internal=True, refuri=self.uri(docname) + anchor)
            )
            before = docname
        return links or ["not in the text"]

    def uses(self, name: str) -> nodes.Element:
        """The same as a small line under a name."""
        return text("Used in: ", *self.used_in(name), classes=["record-meta"])

    def ids(self, name: str) -> list[str]:
        """Its anchors: the id of a record, and those of which it took the place."""
        return [name, *self.books.old_ids(name)]

    def source(self, key: str, at: str) -> list[Part]:
        return [self.cite(key), f", {at}"]

    # -- one record each ------------------------------------------------------------------------

    def result(self, finding: Finding) -> list[nodes.Element]:
        """What a finding reports: one value with what it is set against, or rows of values."""
        if finding.source and not finding.source.trusted:
            return [text(f"from a {finding.source.kind} account: not shown, and no support")]
        return self._rows(finding, finding.table) if finding.table else [self._single(finding)]

    def _rows(self, finding: Finding, grid: Table) -> list[nodes.Element]:
        columns = called_apart(self.books, grid.columns)
        lines = nodes.bullet_list(bullet="-", classes=["compact"], columns=columns)
        units = grid.units or [None] * len(grid.columns)
        for named_row, (row, cells) in zip(
            called_apart(self.books, grid.rows), grid.rows.items(), strict=True
        ):
            values = [
                mark(value_text(cell, unit), finding.checked) + beside(grid, row, place)
                if cell is not None
                else ""
                for place, (unit, cell) in enumerate(zip(units, cells, strict=True))
            ]
            named = [
                f"{column} " * (len(values) > 1) + value
                for column, value in zip(columns, values, strict=True)
                if value
            ]
            # an output may make a table of them
            item = nodes.list_item(row=named_row, values=values)
            item += text(strong(named_row), " " + ", ".join(named))
            lines += item
        unit = [text(f"in {finding.unit}")] if finding.unit else []
        return [*unit, lines]

    def _single(self, finding: Finding) -> nodes.paragraph:
        parts: list[Part] = []
        if finding.value is None:
            parts.append("no number; the finding is what is said")
        else:
            parts.append(strong(mark(value_text(finding.value, finding.unit), finding.checked)))
        if finding.interval:
            low, high = map(number_text, finding.interval)
            parts.append(f" ({finding.interval_kind} {low} to {high})")
        if finding.compared_with:
            other = finding.compared_with
            parts.append(
                f"; {other.what} ({other.kind}): "
                + mark(number_text(other.value), other.checked or finding.checked)
            )
        if finding.ceiling:
            parts.append(
                f"; ceiling, {finding.ceiling.what}: "
                + mark(
                    number_text(finding.ceiling.value), finding.ceiling.checked or finding.checked
                )
            )
        if finding.n and not isinstance(finding.n.value, str):
            parts.append(f"; n = {value_text(finding.n.value, finding.n.unit)}")
        return text(*parts)

    def about_finding(self, finding: Finding) -> list[nodes.Element]:
        """What was measured, by which metric, on which data, of which models."""
        meta: list[Part] = [finding.task]
        if finding.metric:
            meta.append(f"; {finding.metric}")
        if finding.data:
            names = [record(name, self.books.datasets[name].name) for name in finding.data]
            meta += ["; data: ", *joined(names)]
        if finding.tests or finding.also_tests:
            names = [record(name, self.books.models[name].name) for name in finding.tests]
            also = [finding.also_tests] if finding.also_tests else []
            meta += ["; tests: ", *joined([*names, *also])]
        said: list[nodes.Element] = [text(finding.says, classes=["record-says"])]
        said.append(text(*meta, classes=["record-meta"]))
        told = [*under(finding), *self.contest(finding), *spread(finding), *whole(finding)]
        if more := "; ".join(told):
            said.append(text(more, classes=["record-meta"]))
        return said

    def contest(self, finding: Finding) -> Iterator[str]:
        """Who is set against whom, who won, and what its authors gain by it."""
        if finding.sides and finding.sides.model and finding.sides.other:
            both = (finding.sides.model, finding.sides.other)
            sides = [", ".join(called(self.books, name) for name in side) for side in both]
            yield f"{' against '.join(sides)}: {outcome(finding)}"
            if (own := makers.gain(self.books, finding)) != "no":
                yield f"its authors gain by it: {own}"

    def checked(self, check: Check) -> nodes.paragraph:
        return text(f"{HOW[check.how]}: {check.against}, {check.date}")

    def origin(self, key: str, at: str, check: Check) -> list[nodes.Element]:
        """The work a record comes from, its place there, and how that was seen."""
        return [text(*self.source(key, at)), self.checked(check)]

    # -- pages ----------------------------------------------------------------------------------

    def claims(self) -> Iterator[nodes.Node]:
        order = self.env.config.livingreview_chapters
        for chapter in sorted({*self.books.chapter_of.values()}, key=order.index):
            names = [n for n, where in self.books.chapter_of.items() if where == chapter]
            title = self.env.titles[chapter].astext()
            yield nodes.rubric("", title, **{"heading-level": 2})
            head = {
                "Claim": 26,
                "Certainty": 16,
                "For": 22,
                "Against and limits": 22,
                "Used in": 14,
            }
            yield table(head, map(self._claim, names), "register-table", "wide")

    def _claim(self, name: str) -> Row:
        claim = self.books.claims[name]
        grade = votes.grade(self.books, name)
        against: list[nodes.Element] = [text(claim.counter)]
        sides: tuple[tuple[str, Relation], ...] = (
            ("Disputed by", "disputes"),
            ("Limited by", "qualifies"),
        )
        for label, relation in sides:
            if links := list(claims.links(self.books, claim, relation)):
                against += [text(f"{label}:", classes=["record-meta"]), *links]
        against += replies.shown(self.books, name)
        return self.ids(name), [
            [
                text(claim.says, classes=["record-says"]),
                *self._held(name),
            ],
            [
                text(grade_text(grade)),
                *claims.marks(grade),
            ],
            list(claims.links(self.books, claim, "supports")),
            against,
            [
                text(*self.used_in(name)),
                *claims.days(self.books, claim, self.older),
            ],
        ]

    def _held(self, name: str) -> list[nodes.Element]:
        """The checks without which the claim could not be printed."""
        checks = [nodes.literal(check, check) for check in self.books.claims[name].holds]
        return [text("Checked: ", *joined(checks), classes=["record-meta"])] if checks else []

    def findings(self) -> Iterator[nodes.Node]:
        head = {"Finding": 32, "Result": 24, "Source": 16, "Checked": 15, "Used in": 13}
        yield table(head, map(self._finding, self.books.findings), "register-table", "wide")

    def _finding(self, name: str) -> Row:
        finding = self.books.findings[name]
        paper = self.books.papers[self.books.paper_of[name]]
        key = finding.from_ or paper.citekey
        source = text(*self.source(key, finding.at))
        own = "independent" if self.books.independent(name) else "makers' own"
        says, *about = self.about_finding(finding)
        status = self.books.review(name) + (f"; {own}" if finding.tests else "")
        return self.ids(name), [
            [
                says,
                *about,
                *replies.shown(self.books, name),
            ],
            self.result(finding),
            [source, text(status, classes=["record-meta"])],
            [self.checked(finding.checked)],
            [text(*self.used_in(name))],
        ]

    def models(self) -> Iterator[nodes.Node]:
        head = {"Model": 11, "Class": 11, "Year": 5, "Architecture": 12, "Input": 8, "Output": 11,
                "Parameters": 9, "Trained on": 11, "Code; weights": 12, "Source": 10}  # fmt: skip
        models = sorted(self.books.models.values(), key=self._order)
        yield table(head, map(self._model, models), "register-table", "wide")

    def _order(self, one: Model | Benchmark) -> tuple[int, str, str]:
        """By class as the vocabulary has them; then models by year, all by name."""
        year = str(one.year) if isinstance(one, Model) else ""
        return self.books.vocabulary.class_ids.index(one.class_), year, one.name.casefold()

    def _model(self, model: Model) -> Row:
        paper = self.books.paper_of[model.id]
        output = quantity(model.output, model)
        if not isinstance(model.resolution.value, str):
            output += f", each {quantity(model.resolution, model)}"
        return self.ids(model.id), [
            [
                text(strong(model.name)),
                self.uses(model.id),
                self.tested(model.id),
            ],
            [text(model.class_)],
            [text(str(model.year))],
            [text(quantity(model.architecture, model))],
            [text(quantity(model.input_length, model))],
            [text(output)],
            [text(quantity(model.parameters, model))],
            [text(quantity(model.training_data, model))],
            [text(f"code: {kept(model.code)}"), text(f"weights: {kept(model.weights)}")],
            self.origin(model.from_ or paper, model.at, model.checked),
        ]

    def tested(self, model: str) -> nodes.Element:
        """Which works test a model: those of others first, then those of its makers."""
        works = self.books.testers.get(model, [])
        own = [key for key in works if model in self.books.papers[key].makes]
        others = [key for key in works if key not in own]
        if not works:
            return text("Tested in: no work of the register", classes=["record-meta"])
        parts: list[Part] = []
        for words, keys in (("by others: ", others), ("by its makers: ", own)):
            if keys:
                parts += [*(["; "] if parts else []), words, *joined(map(self.cite, keys))]
        count = f"Tested in {len(works)} works, {len(others)} of others"
        return text(f"{count}: ", *parts, classes=["record-meta"])

    def benchmarks(self) -> Iterator[nodes.Node]:
        head = {"Benchmark": 11, "Class": 9, "Task": 16, "Models compared": 16, "Baselines": 14,
                "Metric": 10, "Made by": 14, "Code": 10}  # fmt: skip
        benchmarks = sorted(self.books.benchmarks.values(), key=self._order)
        yield table(head, map(self._benchmark, benchmarks), "register-table", "wide")

    def _benchmark(self, bench: Benchmark) -> Row:
        paper = self.books.papers[self.books.paper_of[bench.id]]
        models: list[Part] = [record(m, self.books.models[m].name) for m in bench.models]
        models += [bench.also_models] if bench.also_models else []
        own = set(paper.makes) & set(bench.models)
        makers = "makers of a tested model" if own else "no maker of a model named here"
        return self.ids(bench.id), [
            self._named(bench),
            [text(bench.class_)],
            [text(bench.task)],
            [text(*(joined(models) or ["unknown"]))],
            [text(", ".join(bench.baselines) or "none")],
            [text(bench.metric)],
            [*self.origin(paper.citekey, bench.at, bench.checked), text(makers)],
            [text(kept(bench.code))],
        ]

    def _named(self, one: Benchmark | DataSet) -> list[nodes.Element]:
        """The name of a record, and where the text uses it."""
        return [text(strong(one.name)), self.uses(one.id)]

    def datasets(self) -> Iterator[nodes.Node]:
        head = {"Data set": 14, "Year": 6, "Modality": 14, "Perturbations": 15, "Contexts": 12,
                "Profiles": 11, "Access; license": 14, "Source": 14}  # fmt: skip
        listed = sorted(self.books.datasets.values(), key=lambda one: (str(one.year), one.name))
        yield table(head, map(self._dataset, listed), "register-table", "wide")

    def _dataset(self, data: DataSet) -> Row:
        paper = self.books.paper_of[data.id]
        kind = quantity(data.perturbation_type, data)
        count = quantity(data.perturbations, data)
        perturbed = count if kind == count else f"{count}; {kind}"
        return self.ids(data.id), [
            self._named(data),
            [text(str(data.year))],
            [text(quantity(data.modality, data))],
            [text(perturbed)],
            [text(quantity(data.contexts, data))],
            [text(quantity(data.profiles, data))],
            [text(f"{quantity(data.access, data)}; {quantity(data.license, data)}")],
            self.origin(data.from_ or paper, data.at, data.checked),
        ]

    def papers(self) -> Iterator[nodes.Node]:
        for key in sorted(self.books.papers):
            yield from self._paper(self.books.papers[key])

    def _paper(self, paper: Paper) -> Iterator[nodes.Node]:
        entry = nodes.container(ids=[paper.citekey], classes=["paper-record"])
        title = self.books.references[paper.citekey].fields.get("title", paper.citekey)
        plain = title.replace("{", "").replace("}", "")
        entry += text(self.cite(paper.citekey), ". ", nodes.emphasis("", plain))
        makes = [record(name, self.books.models[name].name) for name in paper.makes]
        entry += text(
            f"{paper.review}; preprint {paper.posted}; version of record {paper.published}; ",
            *(["makers of ", *joined(makes)] if makes else ["makers of no model recorded here"]),
            f"; competing interests: {paper.interests}",
            classes=["record-meta"],
        )
        for label, names in (
            ("Models: ", [record(x.id, x.name) for x in paper.models]),
            ("Benchmarks: ", [record(x.id, x.name) for x in paper.benchmarks]),
            ("Data sets: ", [record(x.id, x.name) for x in paper.datasets]),
        ):
            if names:
                entry += text(strong(label), *joined(names))
        if paper.findings:
            links = (record(one.id, str(at)) for at, one in enumerate(paper.findings, 1))
            entry += text(strong("Findings: "), *joined(links, " "))
        yield entry


class ExpandRegister(SphinxPostTransform):
    """Puts the records where ``{register-table}`` stands; runs before links are made."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for block in list(self.document.findall(register_block)):
            home = page_of(block, self.env.docname)

            def uri(docname: str, home: str = home) -> str:
                return self.app.builder.get_relative_uri(home, docname)

            books = register_of(self.app)
            writer = Writer(books, self.env, uri)
            made = list(getattr(writer, block["kind"])())
            block.replace_self(made)


def _stamp(app: Sphinx) -> str:
    """What tells all that register pages show: the register, and where the text uses records."""
    titles = sorted((name, title.astext()) for name, title in app.env.titles.items())
    shown = f"{register_key(app)} {titles} {sorted(perpage.seen(app.env, 'uses').items())}"
    return hashlib.sha256(shown.encode()).hexdigest()


def _due(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Register pages are written again, and not read, when anything that they show changed."""
    if runs.read(runs.note_of(app, _NOTE)) == _stamp(app):
        return []
    return [name for name, meta in env.metadata.items() if "register" in meta]


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None:
        files.write(runs.note_of(app, _NOTE), json.dumps(_stamp(app)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.add_node(register_block)
    app.setup_extension("livingreview.pages.tables")
    app.setup_extension("livingreview.pages.methods")
    app.setup_extension("livingreview.pages.grades")
    app.setup_extension("livingreview.pages.evidencemap")
    app.add_post_transform(ExpandRegister)
    app.connect("env-updated", _due)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
