"""Names mark-up that is not read here, and what one output would show and another lose.

What people bring along from reStructuredText, pandoc and LaTeX is no fault to Markdown: it is
printed as it stands. Raw HTML is the reverse: the page shows it, PDF and Word lose it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from livingreview.problems import Problem
from livingreview.register.register import Register
from livingreview.text.build import register_of
from livingreview.text.collect import prose
from livingreview.text.places import around, exact_line, line_near, runs
from livingreview.text.tell import tell

_ROLES = (
    "finding|record|holds|claim|certainty|cite|cite:[a-z]+|term|ref|doc|numref|eq|math|abbr|download"
    "|sub|sup"
)


class Rule(NamedTuple):
    """Signs that reach the reader, what they are, what to do.

    ``{}`` stands for what was found, ``NAME`` for the name in it.
    """

    pattern: re.Pattern[str]
    found: str
    remedy: str


#: A citation as pandoc has it.
PANDOC = re.compile(r"\[[^\[\]]*?@([A-Za-z][\w:-]*)[^\[\]]*\]")
# In text, wherever it stands.
RULES = (
    Rule(PANDOC, "{} is printed as it stands", "cite with {cite:p}`NAME`"),
    Rule(re.compile(r"\\(?:[a-z]*cite[a-z]*)\*?\{([^{}]*)\}"), "{} is LaTeX, printed as it stands",
         "cite with {cite:p}`NAME`"),
    Rule(re.compile(r"\\(?:eq|auto|c)?ref\{[^{}]*\}"), "{} is LaTeX, printed as it stands",
         "refer with {ref}`label` or {numref}`label`"),
    Rule(re.compile(r"\\[A-Za-z]+\{[^{}]*\}"), "{} is LaTeX, printed as it stands",
         "write it in Markdown, a formula between dollar signs"),
    Rule(re.compile(r"^\.\. [\w:-]+::.*", re.M), "{} is reStructuredText, printed as it stands",
         "open a box with :::{name} and close it with :::"),
    Rule(re.compile(r"\{[#.][A-Za-z][\w-]*\}"), "{} is printed as it stands",
         "give a heading its label in the line above, (label)="),
    Rule(re.compile(r"~~[^~\s][^~]*~~"), "{} is printed as it stands",
         "delete it; text is not struck"),
    Rule(re.compile(r"\[\[[^\[\]]+\]\]"), "{} is printed as it stands",
         "link with [words](address) or {ref}`label`"),
    Rule(re.compile(r"\]\([^()\s]*(?: [^()]*)?\)"), "{} closes a link that is none",
         "write [words](address) without blanks in the address"),
    Rule(re.compile(r"\[[^\[\]]+\] \(https?://[^()\s]*\)"), "a blank parts the link {}",
         "write [words](address) without it"),
    Rule(re.compile(rf"\{{({_ROLES})\}}(?=\w)"), "{} stands before words without backticks",
         "write {NAME}`...`"),
    Rule(re.compile(r"(?<!\w)\|[A-Za-z][\w-]*\|(?!\w)"), "{} is printed as it stands",
         "write the words themselves"),
    Rule(re.compile(r"==[^=\s](?:[^=\n]*[^=\s])?=="), "{} is printed as it stands",
         "stress with *words*; text is not marked"),
    Rule(re.compile(r"(?<=\w)~([^~\s]+)~"), "{} is printed as it stands", "write {sub}`NAME`"),
    Rule(re.compile(r"(?<=\w)\^([^^\s]+)\^"), "{} is printed as it stands", "write {sup}`NAME`"),
    Rule(re.compile(r"\$\$"), "{} opens no formula", "write both $$ in lines of their own"),
    Rule(re.compile(r"(?:\{[\w:]+\})?`"), "{} opens code or a role that is not closed",
         "add the backtick that is missing"),
    Rule(re.compile(r"(?<!\w)\*\*(?=\w)|(?<=\w)\*\*(?!\w)"), "{} is printed as it stands",
         "close what it opens, without blanks inside"),
)  # fmt: skip
# At the end of a text that code follows.
BEFORE_CODE = (
    Rule(re.compile(r":([a-z]+(?::[a-z]+)*):\Z"), "the role {} is written as in reStructuredText",
         "write {NAME}`...`"),
    Rule(re.compile(r"\{([\w:]+)\}\s+\Z"), "a blank parts the role {} from what it takes",
         "write {NAME}`...`"),
    Rule(re.compile(rf"(?<![\w:{{-])({_ROLES})\Z"), "{} stands before code without braces",
         "write {NAME}`...`"),
)  # fmt: skip
#: What the rules look for holds one of these; most words of a page hold none.
_SIGN = re.compile(r"[][\\{}~|=^$`*@]|^\.\. |\d{4}[a-z\d]", re.M)
_ADDRESSED = re.compile(r"[^<>{}`]+ <([a-z0-9][a-z0-9-]*)(?:/[\w.-]+)*>")
_KEY = re.compile(r"@?\b[a-z]+\d{4}[a-z0-9]+\b")
_ROLE_BEHIND = re.compile(rf"\{{({_ROLES})\}}")
_TEX_IN_LINE = re.compile(r"(?<!\\)\\\((.+?)\\\)")
# What Sphinx makes, and no reader of a book needs.
_UNSET: dict[type[nodes.Node], str] = {
    addnodes.hlist: "{hlist}", addnodes.acks: "{acks}", addnodes.productionlist: "{productionlist}",
    addnodes.desc: "the description of an object of a program", nodes.option_list: "options",
}  # fmt: skip
_NO_TEXT = (
    nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment,
    addnodes.pending_xref, addnodes.download_reference,
)  # fmt: skip


def problems(doctree: nodes.document, books: Register) -> Iterator[Problem]:
    """Faults of one page that has been read; the register knows citation keys and ids."""
    sentences = {words for one in books.claims.values() for words in (one.says, one.counter)}
    shortest = min(map(len, sentences), default=0)
    for node, text in runs(doctree):
        # What the register says of a claim is judged where it is written.
        of_a_claim = len(text) >= shortest and any(words in text for words in sentences)
        if not of_a_claim and not around(node, _NO_TEXT):
            yield from _of_text(doctree, node, text, books.references)
    yield from _of_source(Path(doctree["source"]))
    for code in doctree.findall(nodes.literal):
        yield from _of_code(doctree, code, books.place)
    for raw in doctree.findall(nodes.raw):
        words = re.sub(r"<!--.*?-->", "", raw.astext(), flags=re.S).strip()
        if words and not _closes(raw, words):
            yield _problem(
                doctree, raw, words.splitlines()[0],
                f"{_short(words)} is raw {raw.get('format', '')}; PDF, Word or EPUB lose it",
                "write it in Markdown: a list, a table, a box, a new paragraph",
            )  # fmt: skip
    for only in doctree.findall(addnodes.only):
        if only.line is not None:  # written by a person
            yield _problem(
                doctree, only, "{only}",
                f"what stands in {{only}} {only['expr']} is lost elsewhere",
                "write it for every output",
            )  # fmt: skip
    for element in doctree.findall(nodes.Element):
        if name := _UNSET.get(type(element)):
            yield _problem(
                doctree, element, "", f"neither PDF nor Word can set {name}",
                "write a list, a table or a paragraph",
            )  # fmt: skip
        if isinstance(element, nodes.reference) and (words := element.get("reftitle", "")):
            yield _problem(
                doctree, element, words, f"only a mouse shows {_short(words)!r}",
                "write it into the text, and the link without a title",
            )  # fmt: skip
    for link in doctree.findall(addnodes.pending_xref):
        heading = isinstance(link.parent, nodes.title) and link.parent.parent
        if link.get("refdomain") == "cite" and isinstance(heading, nodes.section):
            yield _problem(
                doctree, link, link["reftarget"],
                f"{link['reftarget']} is cited in a heading, and contents print the key",
                "cite it in the first sentence below",
            )  # fmt: skip


def _closes(raw: nodes.raw, words: str) -> bool:
    """Whether a raw node only closes what one before it opens, which is told there."""
    if not (tag := re.fullmatch(r"</(\w+)\s*>", words)):
        return False
    before = raw.parent.children[: raw.parent.index(raw)]
    return any(
        isinstance(node, nodes.raw) and re.match(rf"<{tag[1]}\b", node.astext()) for node in before
    )


def _of_source(file: Path) -> Iterator[Problem]:
    """What Markdown takes for a bracket with a stroke, and the reader sees as plain brackets."""
    for number, line in prose(file.read_text(encoding="utf-8")):
        for match in _TEX_IN_LINE.finditer(line):
            found = f"{_short(match[0])} is no formula and loses its strokes"
            yield Problem(file, number, "", found, f"write ${match[1]}$")


def _of_text(
    doctree: nodes.document, node: nodes.Text, text: str, keys: Container[str]
) -> Iterator[Problem]:
    after = _next(node)
    if isinstance(after, nodes.literal):
        for rule in BEFORE_CODE:
            if match := rule.pattern.search(text):
                named = match[0].strip()
                yield _said(doctree, node, f"{match[0]}`{after.astext()}", rule, named, match[1])
                text = text[: match.start()]
                break
    if isinstance(node.parent.parent, nodes.list_item) and re.match(r"\[[ xX]\] ", text):
        rule = Rule(_KEY, "{} is printed as it stands", "write a plain list; tasks have no boxes")
        yield _said(doctree, node, text[:3], rule, text[:3])
    if isinstance(_before(node), nodes.literal):
        if re.match(r"__?(?!\w)", text):
            rule = Rule(_KEY, "{} behind code is reStructuredText", "link with [words](address)")
            yield _said(doctree, node, "`_", rule, "_")
        if match := _ROLE_BEHIND.match(text):
            rule = Rule(_KEY, "the role {} stands behind what it takes", "write {NAME}`...`")
            yield _said(doctree, node, match[0], rule, match[0], match[1])
    if not _SIGN.search(text):
        return
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            name = match[1] if rule.pattern.groups else ""
            line = match[0].splitlines()[0]
            if _is_written(doctree, line):
                yield _said(doctree, node, line, rule, match[0], name)
        text = rule.pattern.sub(lambda match: " " * len(match[0]), text)
    for match in _KEY.finditer(text):
        if match[0].lstrip("@") in keys and _is_written(doctree, match[0]):
            rule = Rule(_KEY, "the key {} is printed as it stands", "cite with {cite:p}`NAME`")
            yield _said(doctree, node, match[0], rule, match[0], match[0].lstrip("@"))


def _is_written(doctree: nodes.document, words: str) -> bool:
    """Whether the author wrote the words, and no directive made them."""
    return words in Path(doctree["source"]).read_text(encoding="utf-8")


def _of_code(
    doctree: nodes.document, node: nodes.literal, ids: Container[str]
) -> Iterator[Problem]:
    text, before = node.astext(), _before(node)
    match = _ADDRESSED.fullmatch(text)
    if not match or match[1] not in ids or around(node, addnodes.pending_xref):
        return
    if isinstance(before, nodes.Text) and any(r.pattern.search(before) for r in BEFORE_CODE):
        return  # said already
    yield _problem(
        doctree, node, text, f"the code {_short(text)} looks like what a role takes",
        "write {finding}, {claim} or {record} before it, without a blank",
    )  # fmt: skip


def _said(
    doctree: nodes.document, node: nodes.Node, at: str, rule: Rule, found: str, name: str = ""
) -> Problem:
    return _problem(
        doctree,
        node,
        at,
        rule.found.replace("{}", _short(found)),
        rule.remedy.replace("NAME", name),
    )


def _problem(
    doctree: nodes.document, node: nodes.Node, at: str, found: str, remedy: str
) -> Problem:
    file = doctree["source"]
    return Problem(Path(file), exact_line(file, line_near(node), at), "", found, remedy)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."


def _next(node: nodes.Node) -> nodes.Node | None:
    after = node.next_node(descend=False, siblings=True, ascend=False)
    return _next(after) if isinstance(after, nodes.Text) else after


def _before(node: nodes.Node) -> nodes.Node | None:
    earlier: nodes.Node | None = None
    for child in node.parent.children:
        if child is node:
            return earlier
        earlier = child
    return None


def _tell(app: Sphinx, doctree: nodes.document) -> None:
    tell(problems(doctree, register_of(app)), "markup")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at every page when it has been read."""
    app.connect("doctree-read", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
