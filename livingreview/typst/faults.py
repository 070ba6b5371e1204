"""What the PDF would say of a page, said by ``check``: formulas, tables, signs without a font."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import typst
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from livingreview.fonts import FONTS
from livingreview.problems import Problem
from livingreview.text import faults
from livingreview.typst import tables
from livingreview.typst.glyphs import missing
from livingreview.typst.math import FormulaError, converter

#: The room of a display formula beside its number, in millimeters.
ROOM = 102
_WIDTH = re.compile(r'width="([\d.]+)pt"')


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def problems(app: Sphinx, docname: str, tree: nodes.document) -> list[Problem]:
    """What is wrong with the formulas, the tables and the signs of a page."""
    found = formulas(tree, converter()) + wide_tables(tree)
    return found + without_font(tree) if _is_set(app.config, docname) else found


def _is_set(config: Config, docname: str) -> bool:
    """Whether a PDF holds a page."""
    said = config.typst_documents
    named = {page for one in said for page in (*one.get("pages", ()), one.get("preface"))}
    return not said or docname in {*named, *config.typst_chapters}


def formulas(tree: nodes.document, convert: Callable[[str], str]) -> list[Problem]:
    """The formulas that cannot be set, and those that are longer than a line."""
    found = []
    each: list[nodes.Element] = [*tree.findall(nodes.math), *tree.findall(nodes.math_block)]
    for node in each:
        tex = " ".join(node.astext().split())
        where = node.astext().strip().partition("\n")[0]
        try:
            out = convert(tex)
        except FormulaError as error:
            said, _, remedy = str(error).partition("; ")
            said = f"the formula {tex} cannot be set: {said}"
            found.append(faults.problem(node, where, said, remedy or "write it in plain LaTeX"))
            node["told"] = True  # other outputs need not say it again
            continue
        if isinstance(node, nodes.math_block) and (width := width_of(out)) > ROOM:
            said = f"the formula {tex} is {width:.0f} mm wide, a line of the PDF has {ROOM}"
            remedy = r"break it with \\ inside \begin{aligned}, or write it shorter"
            found.append(faults.problem(node, where, said, remedy))
    return found


@functools.cache
def width_of(formula: str) -> float:
    """The width of a display formula (Typst math) in the type of the book, in millimeters."""
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n#set text(size: 11pt)\n"
        f"#math.equation(block: true, ${formula}$)"
    )
    svg = typst.compile(page.encode(), format="svg", font_paths=_fonts(), ignore_system_fonts=True)
    match = _WIDTH.search(svg.decode())
    return float(match[1]) / 72 * 25.4 if match else 0.0


@functools.cache
def _lost(signs: frozenset[str]) -> set[str]:
    return missing(signs, _fonts())


def without_font(tree: nodes.document) -> list[Problem]:
    """The signs of a page that no font of the PDF has, each at its first place."""
    first: dict[str, nodes.Text] = {}
    for text in tree.findall(nodes.Text):
        if not isinstance(text.parent, (nodes.comment, nodes.raw)):
            for sign in filter(lambda sign: sign > "~", text.astext()):
                first.setdefault(sign, text)
    found = []
    for sign in sorted(_lost(frozenset(first))):
        text = first[sign]
        said = f"no font of the PDF has the character {sign} (U+{ord(sign):04X})"
        found.append(faults.problem(text.parent, sign, said, "write it in another way"))
        text.parent["lost"] = text.parent.get("lost", "") + sign  # the PDF need not say it again
    return found


def wide_tables(tree: nodes.document) -> list[Problem]:
    """The tables that do not fit their page."""
    found = []
    for table in tree.findall(nodes.table):
        group = next(table.findall(nodes.tgroup))
        fault = tables.fault(table, tables.shape(table, group, tables.is_wide(table)).needed)
        found += [faults.problem(table, "", *fault)] if fault else []
    return found
