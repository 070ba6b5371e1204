"""Hostile input for the fuzz tests: what people paste, and what breaks parsers.

``make test`` tries a few hundred cases, the same ones each time; ``make fuzz`` tries many more and
others each time. A case that showed a fault stands in its test as ``@example``.
"""

from __future__ import annotations

from hypothesis import strategies as st

#: Signs and words that mean something to BibTeX, LaTeX, HTML, Markdown, Typst or XML.
PIECES = (
    "\\textit{", "{", "}", "$", "\\", "%", "&", "#", "_", "^", "~", "--", "---", "``", "''", "`",
    "'", '"', "<b>", "</b>", "<", ">", "&amp;", "&#35;", "**", "*", "[a](b)", "![", "[", "]", "(",
    ")", "https://example.org/x_y%20?a=b&c#d", "\\'e", '\\"o', "\\alpha", "$x^2$", "\\$", "\\%",
    "\\&", "\\_", "\\{", "\\}", "\\url{https://example.org}", "\\textsuperscript{2}", "{\\'{\\i}}",
    "\\c{c}", "\\mathbb{R}", "\\nosuchcommand", "~{}", "@", "@misc{", "=", ",", ";", ":", "/*",
    "//", "#let", "#[", "<!-- x -->", "{{", "}}", "\n", "\t", " ", "é", "e\u0301", "ß", "ﬁ", "α",
    "→", "½", "²", "\N{NO-BREAK SPACE}", "\u200b", "\xad", "\ufeff", "\u202e", "\x00", "\x0b",
    "\x85", "\u2028", "word", "Word", "p53", "E. coli", " and ", "others", "et al.", "10",
)  # fmt: skip

#: Text that can stand in a file.
text = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8"), max_size=3), max_size=8
).map("".join)
