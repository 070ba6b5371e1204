"""What the PDF would say of a page, said by ``livingreview check``: its formulas and its tables."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import typst
from docutils import nodes
from sphinx.application import Sphinx

from livingreview.fonts import FONTS
from livingreview.problems import Problem
from livingreview.text import faults
from livingreview.typst import tables
from livingreview.typst.math import Converter, FormulaError, load_table

#: The room of a display formula beside its number, in millimeters.
ROOM = 102
_WIDTH = re.compile(r'width="([\d.]+)pt"')


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


@functools.cache
def _converter() -> Converter:
    return Converter(load_table(), _fonts())


def problems(app: Sphinx, docname: str, tree: nodes.document) -> list[Problem]:
    """What is wrong with the formulas and the tables of a page."""
    return formulas(tree, _converter()) + wide_tables(tree)


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


def wide_tables(tree: nodes.document) -> list[Problem]:
    """The tables that do not fit their page."""
    found = []
    for table in tree.findall(nodes.table):
        group = next(table.findall(nodes.tgroup))
        fault = tables.fault(table, tables.shape(table, group, tables.is_wide(table)).needed)
        found += [faults.problem(table, "", *fault)] if fault else []
    return found
