"""Formulas on screen: MathML made in the build, by the converter that also sets them on paper.

No script and no other host is needed to read a formula, and both outputs show the same one.
"""

from __future__ import annotations

import functools
import html
import re
from typing import Any

import typst
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from livingreview.typst.math import FormulaError, converter

logger = logging.getLogger(__name__)
_MATH = re.compile(r"<math.*?</math>", re.S)
_LOST = re.compile(r"\\(overline|underline)(?![A-Za-z])")  # Typst draws them on paper alone


@functools.cache
def _fonts() -> typst.Fonts:
    """The fonts that the engine brings along: without them it looks through the system's."""
    return typst.Fonts(include_system_fonts=False)


@functools.cache
def render(tex: str, display: bool) -> str:
    """A formula as a ``<math>`` element that carries its TeX as alternative text.

    Raises ``FormulaError`` for a formula that cannot be set faithfully.
    """
    if lost := _LOST.search(tex):
        raise FormulaError(f"{lost[0]} is lost on screen; write \\hat, or another letter")
    body = converter()(tex)
    source = f"$ {body} $" if display else f"${body}$"
    page = typst.compile(
        source.encode(), format="html", font_paths=_fonts(), ignore_system_fonts=True
    )
    match = _MATH.search(page.decode())
    if match is None:
        raise FormulaError("it yields no formula on screen; write it in plain LaTeX")
    space = 'xmlns="http://www.w3.org/1998/Math/MathML"'
    return match[0].replace("<math", f'<math {space} alttext="{html.escape(tex)}"', 1)


def _set(node: nodes.Element, display: bool) -> str:
    try:
        return render(" ".join(node.astext().split()), display)
    except FormulaError as error:
        if not node.get("told"):
            logger.warning(
                "cannot set the formula %s: %s", node.astext(), error,
                location=node, type="livingreview", subtype="math",
            )  # fmt: skip
        return f"<code>{html.escape(node.astext())}</code>"


def _visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(_set(node, display=False))
    raise nodes.SkipNode


def _visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math-display"))
    self.body.append(_set(node, display=True))
    if node.get("number"):
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer under the name ``mathml``."""
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
