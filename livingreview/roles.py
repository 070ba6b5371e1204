"""``{finding}``, ``{claim}`` and ``{claims}``: what ties the text to the register.

A number written ``{finding}`0.85 <enformer-cage-tss>``` is compared with its record when the page
is read. On screen it links to the record and shows its source on hover and keyboard focus;
elsewhere it is plain text. A value seen only second-hand carries a dagger everywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from livingreview import certainty, numbers, references, register
from livingreview.register import Cell, Register

logger = logging.getLogger(__name__)
DAGGER = "†"
HOW = {
    "primary": "checked in the source",
    "data": "checked in the authors' data",
    "computed": "computed from the authors' data",
    "secondary": "seen only second-hand",
}
SHAPES = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○"}


class finding_number(nodes.inline):  # noqa: N801 (docutils names nodes so)
    """A printed number with its record; ``target`` is the address of the value."""


class record_link(nodes.inline):  # noqa: N801
    """A link to a record's permalink; ``record`` is its id."""


def exact_line(file: str, start: int, text: str) -> int:
    """The line at or after ``start`` that holds ``text``; ``start`` if none does.

    Parsers give the first line of a paragraph; an author wants the line itself.
    """
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[max(start - 1, 0) :], max(start, 1)):
        if text in line:
            return number
    return start


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
            return [nodes.inline(self.text, self.title)], []
        books: Register = self.env.app.livingreview  # type: ignore[attr-defined]
        try:
            cell = books.cell(self.target)
        except LookupError as error:
            logger.warning(
                "%s", error.args[0], location=place, type="livingreview", subtype="finding"
            )
            return [nodes.inline(self.text, self.title)], []
        self.env.note_dependency(str(books.place[cell.record][0].resolve()))
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


class ClaimRole(ReferenceRole):
    """``{claim}`words of the sentence <claim-id>```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        file, start = self.get_source_info()
        books: Register = self.env.app.livingreview  # type: ignore[attr-defined]
        if self.target not in books.claims:
            logger.warning(
                "no claim has the id %r; %s",
                self.target, books.nearest(self.target, books.claims),
                location=(self.env.docname, exact_line(file, start, self.text)),
                type="livingreview", subtype="claim",
            )  # fmt: skip
            return [nodes.inline(self.text, self.title)], []
        self.env.note_dependency(str(books.place[self.target][0].resolve()))
        node = record_link(self.text, self.title, record=self.target, classes=["claim"])
        return [node], []


class ClaimsDirective(SphinxDirective):
    """The box that opens a chapter: its claims, each with its certainty and what speaks against it.

    Argument and body hold the ids of the claims, apart by spaces or lines.
    """

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {"class": directives.class_option}

    def run(self) -> list[nodes.Node]:
        books: Register = self.env.app.livingreview  # type: ignore[attr-defined]
        ids = " ".join([*self.arguments, *self.content]).split()
        if not ids:
            raise self.error("the claims directive names no claim; write the ids of claims in it")
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
            for dependency in dependencies(books, name):
                self.env.note_dependency(str(dependency.resolve()))
            items += self._item(books, name)
        box = nodes.container(classes=["claims", *self.options.get("class", [])])
        if items.children:
            box += items
        return [box]

    def _item(self, books: Register, name: str) -> nodes.list_item:
        claim = books.claims[name]
        grade = certainty.grade(books, name)
        item = nodes.list_item()
        sentence = nodes.paragraph("", "", nodes.Text(claim.says), classes=["claim-says"])
        meta = nodes.paragraph(classes=["claim-meta"])
        meta += record_link(
            "", f"{SHAPES[grade.certainty]} {grade.certainty} certainty", record=name,
            classes=["certainty", "certainty-" + grade.certainty.replace(" ", "-")],
        )  # fmt: skip
        meta += nodes.Text(f" ({grade.evidence.sentence()}). Against: {claim.counter}")
        item += [sentence, meta]
        return item


def dependencies(books: Register, claim: str) -> set[Path]:
    """The files from which a claim and its certainty are made."""
    record = books.claims[claim]
    files = {books.place[claim][0]}
    for finding in (*record.supports, *record.disputes, *record.qualifies):
        files.add(books.place[finding][0])
    return files


def number_text(value: float) -> str:
    """A recorded number as people write it, with thousands separators."""
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else f"{value}".replace("-", "−")
    text = f"{value:,}" if abs(value) >= 10_000 else f"{value}"
    return text.replace("-", "−")


def value_text(value: float | tuple[float, float], unit: str | None) -> str:
    """A recorded value, or both ends of a range, with its unit."""
    shown = "–".join(map(number_text, value)) if isinstance(value, tuple) else number_text(value)
    return shown + (unit if unit == "%" else f" {unit}" if unit else "")


def show(cell: Cell) -> str:
    """The value of a cell with its unit."""
    return value_text(cell.value, cell.unit)


def source_text(books: Register, cell: Cell) -> str:
    """Who measured it, where it is written, how it was checked: one line for the preview."""
    reference = books.references.get(cell.citekey)
    who = reference.short if reference else cell.citekey
    check = cell.checked
    return f"{cell.says}. {who}, {cell.at}; {HOW[check.how]} on {check.date}."


class ResolveRecords(SphinxPostTransform):
    """Turns numbers and record links into what the output can show."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        books: Register = self.app.livingreview  # type: ignore[attr-defined]
        on_screen = self.app.builder.format == "html" and self.app.builder.name != "epub"
        for node in list(self.document.findall(finding_number)):
            cell = books.cell(node["target"])
            dagger = cell.checked.how == "secondary"
            if on_screen:
                node["docname"] = f"register/{cell.kind}"
                node["record"] = cell.record
                node["source_text"] = source_text(books, cell)
                if dagger:
                    node += nodes.Text(DAGGER)
            else:
                text = node.astext() + (DAGGER if dagger else "")
                node.replace_self(nodes.inline("", text, classes=["finding"]))
        for link in list(self.document.findall(record_link)):
            kind = books.kind_of(link["record"])
            uri = self.app.builder.get_relative_uri(self._docname(link), f"register/{kind}")
            link.replace_self(
                nodes.reference(
                    "", "", *link.children, internal=True, classes=link["classes"],
                    refuri=f"{uri}#{link['record']}",
                )
            )  # fmt: skip

    def _docname(self, node: nodes.Node) -> str:
        """The page a node came from, also in a tree merged from many pages."""
        while node.parent:
            node = node.parent
            if isinstance(node, addnodes.start_of_file):
                return str(node["docname"])
        return self.env.docname


def _visit_number(self: HTML5Translator, node: finding_number) -> None:
    uri = self.builder.get_relative_uri(self.builder.current_docname, node["docname"])
    self.body.append(
        self.starttag(
            node, "a", "", CLASS="reference internal", href=f"{uri}#{node['record']}",
            **{"data-source": node["source_text"]},
        )
    )  # fmt: skip


def _depart_number(self: HTML5Translator, node: finding_number) -> None:
    self.body.append("</a>")


def _lint_numbers(app: Sphinx, doctree: nodes.document) -> None:
    """Name every bare figure in chapter prose."""
    docname = app.env.docname
    if docname not in app.config.livingreview_chapters:
        return
    skip = (
        nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw,
        nodes.comment, nodes.footnote_reference, nodes.label, finding_number, record_link,
        addnodes.pending_xref, nodes.image,
    )  # fmt: skip
    for text in doctree.findall(nodes.Text):
        parent: nodes.Node | None = text.parent
        if _inside(parent, skip) or _in_claims_box(parent):
            continue
        for found in numbers.bare(text.astext()):
            file, line = _where(text)
            logger.warning(
                "the number %s has no record; write it as {finding}`%s <id>` and add the finding",
                found, found, location=(docname, exact_line(file, line, found)),
                type="livingreview", subtype="bare_number",
            )  # fmt: skip


def _inside(node: nodes.Node | None, kinds: tuple[type, ...]) -> bool:
    while node is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False


def _in_claims_box(node: nodes.Node | None) -> bool:
    while node is not None:
        if isinstance(node, nodes.container) and "claims" in node["classes"]:
            return True
        node = node.parent
    return False


def _where(node: nodes.Node) -> tuple[str, int]:
    """Source file and first line of the paragraph around a node."""
    current: nodes.Node | None = node.parent
    while current is not None and current.line is None:
        current = current.parent
    document = node.document or (current.document if current else None)
    file = document["source"] if document else ""
    return file, (current.line or 1) if current else 1


class Uses(dict[str, list[tuple[str, str, str]]]):
    """Where the text uses a record: record id to (page, section id, section title)."""


def _collect_uses(app: Sphinx, doctree: nodes.document) -> None:
    uses: dict[str, Uses] = app.env.__dict__.setdefault("livingreview_uses", {})
    here = Uses()
    books: Register = app.livingreview  # type: ignore[attr-defined]
    for node in doctree.findall(lambda n: isinstance(n, (finding_number, record_link))):
        record = books.cell(node["target"]).record if "target" in node else node["record"]
        section: nodes.Node | None = node.parent
        while section is not None and not isinstance(section, nodes.section):
            section = section.parent
        name = section["ids"][0] if section is not None else ""
        title = section.next_node(nodes.title).astext() if section is not None else ""
        place = (app.env.docname, name, title)
        if place not in here.setdefault(record, []):
            here[record].append(place)
    uses[app.env.docname] = here


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    env.__dict__.get("livingreview_uses", {}).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    mine = env.__dict__.setdefault("livingreview_uses", {})
    theirs = other.__dict__.get("livingreview_uses", {})
    mine.update({name: theirs[name] for name in docnames if name in theirs})


def uses_of(env: BuildEnvironment, record: str) -> list[tuple[str, str, str]]:
    """Every place that uses a record: (page, section id, section title), in reading order."""
    every = env.__dict__.get("livingreview_uses", {})
    order = [doc for doc in env.config.livingreview_chapters if doc in every]
    order += sorted(set(every) - set(order))
    return [place for doc in order for place in every[doc].get(record, [])]


def load(app: Sphinx) -> None:
    """Load references and register before anything is read; stop on any fault."""
    folder = Path(app.confdir)
    bib_file = _short(folder / app.config.livingreview_bibliography)
    works, problems = references.read(bib_file)
    books, faults = register.load(
        _short(folder / app.config.livingreview_evidence), works, app.config.livingreview_chapters
    )
    # Without the bibliography every citekey would seem wrong: say first things first.
    if problems or faults:
        lines = [str(p) for p in problems or faults]
        raise ExtensionError("\n".join(["nothing was built:", *lines]))
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
    app.add_config_value("livingreview_evidence", "evidence", "env")
    app.add_config_value("livingreview_bibliography", "refs.bib", "env")
    app.add_node(finding_number, html=(_visit_number, _depart_number))
    app.add_node(record_link)
    app.add_role("finding", FindingRole())
    app.add_role("claim", ClaimRole())
    app.add_directive("claims", ClaimsDirective)
    app.add_post_transform(ResolveRecords)
    app.connect("builder-inited", load, priority=100)
    app.connect("doctree-read", _lint_numbers)
    app.connect("doctree-read", _collect_uses)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
