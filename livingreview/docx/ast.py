"""The forms of pandoc's document tree that a chapter is made of.

A form is what ``pandoc -f json`` reads: its type ``t`` and its content ``c`` (pandoc-types 1.23).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

Form = dict[str, Any]
Forms = list[Form]

VERSION = [1, 23, 1]
INLINE = frozenset(
    {"Str", "Emph", "Strong", "Strikeout", "Superscript", "Subscript", "Code", "LineBreak", "Math",
     "RawInline", "Link", "Image", "Note", "Span"}
)  # fmt: skip


def form(kind: str, *content: Any) -> Form:
    """A form of any type; one argument is the content itself, more are a list."""
    return {"t": kind, "c": content[0] if len(content) == 1 else list(content)}


def text(words: str) -> Form:
    """Words as they stand (white space too)."""
    return form("Str", words)


def attributes(anchor: str = "", style: str = "", **pairs: str) -> list[Any]:
    """What a form may carry: an anchor, the name of a Word style, and names with values."""
    styled = {"custom-style": style} if style else {}
    return [anchor, [], [list(pair) for pair in {**styled, **pairs}.items()]]


def para(inlines: Forms, style: str = "") -> Form:
    """A paragraph."""
    plain = form("Para", inlines)
    return div([plain], style=style) if style else plain


def div(blocks: Forms, anchor: str = "", style: str = "") -> Form:
    """Blocks with an anchor or a style of their own."""
    return form("Div", attributes(anchor, style), blocks)


def span(inlines: Forms, anchor: str = "", style: str = "") -> Form:
    """Inlines with an anchor or a style of their own."""
    return form("Span", attributes(anchor, style), inlines)


def link(inlines: Forms, address: str) -> Form:
    """A link; ``#name`` leads to an anchor of the document."""
    return form("Link", attributes(), inlines, [address, ""])


def word(xml: str) -> Form:
    """Runs of WordprocessingML, as they stand."""
    return form("RawInline", "openxml", xml)


def blocks(forms: Iterable[Form], wrap: Callable[[Forms], Form] = para) -> Forms:
    """Forms as blocks: ``wrap`` makes a block of inlines that follow one another."""
    out: Forms = []
    loose: Forms = []
    for each in forms:
        if each["t"] in INLINE:
            loose.append(each)
            continue
        out += [wrap(loose)] if _printed(loose) else []
        loose = []
        out.append(each)
    return out + ([wrap(loose)] if _printed(loose) else [])


def _printed(inlines: Forms) -> bool:
    return any(each["t"] != "Str" or each["c"].strip() for each in inlines)


def plain(inlines: Forms) -> Form:
    """A line that is no paragraph of its own: in a tight list, in a caption."""
    return form("Plain", inlines)


def document(facts: dict[str, Form], content: Forms) -> bytes:
    """A whole document with its metadata, as ``pandoc -f json`` reads it."""
    whole = {"pandoc-api-version": VERSION, "meta": facts, "blocks": content}
    return json.dumps(whole, ensure_ascii=False).encode()
