"""``{holds}`words <check>```: words that compare, printed only while a check of them holds.

The check, in the grammar of ``register.grammar``, is judged when the page is read. The words lead
to the first record that it names. The number lint holds their numbers to the values of all of its
records; a result printed by ``{finding}`` in the same statement must be of one of them, so that
word and digit cannot drift apart. A statement ends with its sentence or at a semicolon; sizes of
models and data sets and other descriptions may stand in it.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole

from livingreview.register import comparing, grammar
from livingreview.text.build import depend, register_of
from livingreview.text.nodes import record_link
from livingreview.text.places import exact_line
from livingreview.text.statements import sentences

logger = logging.getLogger(__name__)
_FORM = "write it as {holds}`words <check>`"


class HoldsRole(ReferenceRole):
    """``{holds}`words <check>```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        books = register_of(self.env.app)
        try:
            named = grammar.records(self._check())
            fault = comparing.problem(books, self.target)
        except grammar.CheckError as error:
            named, fault = [], (error.found, error.remedy)
        if fault:
            file, start = self.get_source_info()
            logger.warning(
                "%s; %s", *fault,
                location=(self.env.docname, exact_line(file, start, self.text)),
                type="livingreview", subtype="holds",
            )  # fmt: skip
        known = [name for name in named if books.kind_of(name)]
        depend(self.env, (books.place[name][0] for name in known))
        if not known:
            return [nodes.inline(self.text, self.title)], []
        node = record_link(self.text, self.title, record=known[0], records=known, classes=["holds"])
        return [node], []

    def _check(self) -> grammar.Check:
        """The check of the role; raises ``CheckError`` if the role holds none."""
        if self.disabled:
            raise grammar.CheckError("! stands before the words", f"delete it, or {_FORM}")
        if not self.has_explicit_title:
            raise grammar.CheckError(f"{self.text[:40]!r} names no check", _FORM)
        try:
            return grammar.parse(self.target)
        except grammar.CheckError as error:
            remedy = error.remedy
            if self.text.count("<") > 1:
                remedy = f"if < stands in the words, write less than; else {remedy}"
            raise grammar.CheckError(error.found, remedy) from error


def _tell(app: Sphinx, tree: nodes.document) -> None:
    """Name a result in a checked statement whose record no check of it names."""
    if not any("records" in node for node in tree.findall(record_link)):
        return
    findings = register_of(app).findings
    for sentence in sentences(tree):
        for part in sentence.statements:
            named = {name for each in part.checked for name in each}
            for address in part.findings if named else ():
                record = address.partition("/")[0]
                is_result = record in findings and findings[record].kind != "description"
                if is_result and record not in named:
                    logger.warning(
                        "%s stands in a statement whose check does not name its record; name it "
                        "in the check, or end the statement between them",
                        address,
                        location=(app.env.docname, exact_line(
                            str(tree["source"]), sentence.line, address)),
                        type="livingreview", subtype="holds",
                    )  # fmt: skip


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role, and look at each page when it has been read."""
    app.add_role("holds", HoldsRole())
    app.connect("doctree-read", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
