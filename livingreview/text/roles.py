"""``{finding}``, ``{record}``, ``{claim}``, ``{certainty}``, ``{claims}``: text tied to records.

A number written ``{finding}`0.85 <enformer-cage-tss>``` is compared with its record when the page
is read. On screen it links to the record, whose source its preview shows; elsewhere it is plain
text. A value seen only second-hand carries a dagger everywhere.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from livingreview import memo, yamlfile
from livingreview.problems import Problem
from livingreview.references import bibfile
from livingreview.register import loading, numbers, votes
from livingreview.register.register import KINDS, Register
from livingreview.register.words import DAGGER, SHAPES, show
from livingreview.text import replies, report
from livingreview.text.build import KEPT, depend, on_screen, register_of
from livingreview.text.nodes import Part, finding_number, record, record_link, text
from livingreview.text.places import dependencies, exact_line, page_of
from livingreview.text.walls import wall_link

logger = logging.getLogger(__name__)


class FindingRole(ReferenceRole):
    """``{finding}`printed number <address>```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        file, start = self.get_source_info()
        place = (self.env.docname, exact_line(file, start, self.text))
        if not self.has_explicit_title:
            logger.warning(
                "%r names no record; write it as {finding}`0.85 <id-of-the-finding>`",
                self.text, location=place, type="livingreview", subtype="finding",
            )  # fmt: skip
            return [nodes.inline(self.text, self.title, classes=["finding"])], []
        books = register_of(self.env.app)
        try:
            cell = books.cell(self.target)
        except LookupError as error:
            logger.warning(
                "%s", error.args[0], location=place, type="livingreview", subtype="finding"
            )
            return [nodes.inline(self.text, self.title, classes=["finding"])], []
        depend(self.env, [books.place[cell.record][0]])
        if numbers.parse(self.title) is None:
            logger.warning(
                "%r is no number of an allowed form; write it as 0.85, 1,234, 82.6%%, 10×, "
                "4.2 million, 131 kb, 0.4–0.6 or about 0.9",
                self.title, location=place, type="livingreview", subtype="finding",
            )  # fmt: skip
        elif not numbers.agrees(self.title, cell.value, cell.unit):
            logger.warning(
                "the text says %s, the record %s says %s; mend the one that is wrong",
                self.title, self.target, show(cell), location=place,
                type="livingreview", subtype="finding",
            )  # fmt: skip
        node = finding_number(self.text, self.title, target=self.target, classes=["finding"])
        self.set_source_info(node)
        return [node], []


class RecordRole(ReferenceRole):
    """``{claim}`words of the sentence <claim-id>`` and ``{record}`words <id of any record>``."""

    def __init__(self, kinds: tuple[str, ...], noun: str) -> None:
        super().__init__()
        self.kinds, self.noun = kinds, noun

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        file, start = self.get_source_info()
        books = register_of(self.env.app)
        known = [name for kind in self.kinds for name in getattr(books, kind)]
        if self.target not in known:
            logger.warning(
                "no %s has the id %r; %s",
                self.noun, self.target, books.nearest(self.target, known),
                location=(self.env.docname, exact_line(file, start, self.text)),
                type="livingreview", subtype=self.noun,
            )  # fmt: skip
            return [nodes.inline(self.text, self.title)], []
        files = {books.place[self.target][0]}
        if self.target in books.claims:  # its grade is shown, and rests on its findings
            files = dependencies(books, self.target)
        depend(self.env, files)
        node = record_link(self.text, self.title, record=self.target, classes=[self.noun])
        return [node], []


class CertaintyRole(RecordRole):
    """``{certainty}`claim-id```: the grade of a claim, linked to it."""

    def __init__(self) -> None:
        super().__init__(("claims",), "claim")

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        made, messages = super().run()
        if isinstance(made[0], record_link):
            made = [graded(register_of(self.env.app), self.target)]
        return made, messages


def graded(books: Register, name: str) -> record_link:
    """The certainty of a claim in shapes and words, linked to the claim."""
    grade = votes.grade(books, name)
    kind = (grade.certainty or "principle").replace(" ", "-")
    link = record_link("", record=name, classes=["certainty", f"certainty-{kind}"])
    if shape := SHAPES[grade.certainty]:
        link += [nodes.inline(shape, shape, classes=["dots"]), nodes.Text(" ")]
    link += nodes.Text(grade.words)
    return link


_STATEMENT = re.compile(r"(.{60,}?[^.;])(?:;|(?<!\bal)\.) (?=\S)", re.S)
MOST = 6  # claims that a reader takes in at once
# What a mark does to the grade, in words; a cap says so itself.
STEPS = {"0": "", "": "", "+1": " (raises the grade)", "-1": " (lowers the grade)"}


def first_statement(words: str) -> str:
    """The first statement of a text of 60 letters or more, ended by a period."""
    found = _STATEMENT.match(words)
    return f"{found[1]}." if found else words


class ClaimsDirective(SphinxDirective):
    """The box that opens a chapter: its claims, each with its certainty and what speaks against it.

    Argument and body hold the ids of the claims, apart by spaces or lines.
    """

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"class": directives.class_option}

    def run(self) -> list[nodes.Node]:
        books = register_of(self.env.app)
        ids = " ".join([*self.arguments, *self.content]).split()
        if not ids:
            raise self.error("the claims directive names no claim; write the ids of claims in it")
        if len(ids) > MOST:
            logger.warning(
                "%s claims stand in this box; keep the %s that lead, the others stand in the "
                "summary of findings", len(ids), MOST,
                location=(self.env.docname, self.lineno), type="livingreview", subtype="claim",
            )  # fmt: skip
        items = nodes.bullet_list(bullet="-")
        for name in ids:
            if name not in books.claims:
                logger.warning(
                    "no claim has the id %r; %s", name, books.nearest(name, books.claims),
                    location=(self.env.docname, exact_line(self.state_machine.document["source"],
                                                           self.lineno, name)),
                    type="livingreview", subtype="claim",
                )  # fmt: skip
                continue
            depend(self.env, dependencies(books, name))
            items += self._item(books, name)
        box = nodes.container(classes=["claims", *self.options.get("class", [])])
        if items.children:
            box += items
        return [box]

    def _item(self, books: Register, name: str) -> nodes.list_item:
        """A card: what is claimed, how sure it is, what speaks against it, what decides."""
        claim, grade = books.claims[name], votes.grade(books, name)
        item = nodes.list_item()
        item += text(claim.says, classes=["claim-says"])
        item += text(graded(books, name), classes=["claim-meta"])
        against = nodes.inline("", "Against:", classes=["against"])
        first = first_statement(claim.counter)
        more: list[Part] = [" ", record(name, "More against it")] if first != claim.counter else []
        item += text(against, f" {first}", *more, classes=["claim-against"])
        item += replies.shown(books, name)
        facts: list[Part] = []
        for mark in grade.facts():
            named = nodes.inline("", f"{mark.name.capitalize()}:", classes=["mark"])
            facts += [named, f" {mark.why}{STEPS.get(mark.step, f' ({mark.step})')}. "]
        if books.chapter_of[name] == self.env.docname:
            facts.append(wall_link("", record=name))
        if facts:
            item += text(*facts, classes=["claim-facts"])
        item += report.links(name, "error", "dispute")
        return item


class ResolveRecords(SphinxPostTransform):
    """Turns numbers and record links into what the output can show."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        books, screen = register_of(self.app), on_screen(self.app)
        linked = self.app.builder.format == "typst" or self.app.builder.name == "epub"
        for node in list(self.document.findall(finding_number)):
            cell = books.cell(node["target"])
            dagger = cell.checked.how == "secondary"
            if screen:
                node["docname"] = f"register/{cell.kind}"
                node["record"] = cell.record
                if dagger:
                    node += nodes.Text(DAGGER)
                continue
            text = node.astext() + (DAGGER if dagger else "")
            if linked:
                page = self.app.builder.get_relative_uri(
                    page_of(node, self.env.docname), f"register/{cell.kind}"
                )
                uri = f"{page}#{cell.record}"
                node.replace_self(
                    nodes.reference("", text, internal=True, classes=["finding"], refuri=uri)
                )
            else:
                node.replace_self(nodes.inline("", text, classes=["finding"]))
        for link in list(self.document.findall(record_link)):
            kind = link.get("kind") or books.kind_of(link["record"]) or ""
            if kind == "tasks" and kind not in self.pages:  # a list holds them, and not each output
                link.replace_self(nodes.inline("", "", *link.children))
                continue
            uri = self._address(link, link["record"], kind)
            if screen and "claim" in link["classes"]:
                link["classes"] += _mark(books, link["record"])
            names = {"records": link["records"]} if screen and link.get("records") else {}
            link.replace_self(
                nodes.reference(
                    "", "", *link.children, internal=True, classes=link["classes"],
                    refuri=uri, **names,
                )
            )  # fmt: skip

    @property
    def pages(self) -> list[str]:
        """The kinds of which each record has a page in this output."""
        return self.config.livingreview_record_pages if on_screen(self.app) else []

    def _address(self, link: record_link, name: str, kind: str) -> str:
        """The page of a record where it has one, else its place in the list of its kind."""
        home = page_of(link, self.env.docname)
        if kind in self.pages:
            return self.app.builder.get_relative_uri(home, f"{kind}/{name}")
        return f"{self.app.builder.get_relative_uri(home, f'register/{kind}')}#{name}"


def _mark(books: Register, claim: str) -> list[str]:
    """The class by which the style sheet draws the grade of a claim before its words."""
    certainty = votes.grade(books, claim).certainty
    return [f"grade-{certainty.replace(' ', '-')}"] if certainty else []


def _visit_number(self: HTML5Translator, node: finding_number) -> None:
    if "docname" not in node:  # a title repeated in a table of contents: plain words
        self.body.append("<span>")
        return
    uri = self.builder.get_relative_uri(self.builder.current_docname, node["docname"])
    self.body.append(
        self.starttag(
            node, "a", "", CLASS="reference internal", href=f"{uri}#{node['record']}",
            **{"data-record": node["target"]},
        )
    )  # fmt: skip


def _depart_number(self: HTML5Translator, node: finding_number) -> None:
    self.body.append("</a>" if "docname" in node else "</span>")


def _pass(self: HTML5Translator, node: nodes.Node) -> None:
    """A record link in a title that is repeated in a table of contents is plain words."""


def load(app: Sphinx) -> None:
    """Load references and register before anything is read, or recall them if nothing changed.

    Any fault ends the process with the faults, one a line: Sphinx would wrap an exception of its
    own kind in a report for its developers.
    """
    folder = Path(app.confdir)
    bib_file = _short(folder / app.config.livingreview_bibliography)
    evidence = _short(folder / app.config.livingreview_evidence)
    chapters = app.config.livingreview_chapters

    def read() -> Register | None:
        works, problems = bibfile.recall(bib_file, cache)
        with yamlfile.remembering(cache / "records.pickle"):
            books, faults = loading.load(evidence, works, chapters)
        # Without the bibliography every citekey would seem wrong: say first things first.
        told.extend(problems or faults)
        return None if told else books

    told: list[Problem] = []
    cache = Path(app.doctreedir)
    key = memo.digest([bib_file, evidence], chapters)
    books = memo.recall(cache / KEPT, key, read)
    if books is None:
        print("\n".join(["Nothing was built:", *map(str, told)]), file=sys.stderr)
        raise SystemExit(1)
    app.livingreview = books  # type: ignore[attr-defined]


def _short(path: Path) -> Path:
    """The path as a person in the current folder would type it."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve())
    except ValueError:
        return path


def setup(app: Sphinx) -> dict[str, Any]:
    """Register roles, directives and checks with Sphinx."""
    app.add_config_value("livingreview_chapters", [], "env")
    app.add_config_value("livingreview_few_numbers", [], "")
    app.add_config_value("livingreview_checked_words", [], "")
    app.add_config_value("livingreview_linked_terms", [], "")
    app.add_config_value("livingreview_plain_words", [], "")
    app.add_config_value("livingreview_evidence", "evidence", "env")
    app.add_config_value("livingreview_bibliography", "refs.bib", "env")
    app.add_config_value("livingreview_record_pages", [], "")  # kinds of which each record has one
    app.add_node(finding_number, html=(_visit_number, _depart_number))
    app.add_node(record_link, html=(_pass, _pass))
    app.add_role("finding", FindingRole())
    app.add_role("claim", RecordRole(("claims",), "claim"))
    app.add_role("certainty", CertaintyRole())
    app.add_role("record", RecordRole(KINDS, "record"))
    app.add_directive("claims", ClaimsDirective)
    app.add_post_transform(ResolveRecords)
    app.connect("builder-inited", load, priority=100)
    for name in ("holds", "sources", "sentences", "foreign", "hedged", "walls", "abbreviations"):
        app.setup_extension(f"livingreview.text.{name}")
    app.setup_extension("livingreview.text.numberlint")
    app.setup_extension("livingreview.text.report")
    app.setup_extension("livingreview.text.uses")
    app.setup_extension("livingreview.text.years")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
