"""Citations and lists of references as Word fields that Zotero can restyle.

A field holds the works it cites as CSL-JSON. Zotero finds a work in a library by its ``uris``; a
work that it does not find it takes from the field (Zotero's source, ``integration.js``,
``Citation.loadItemData``: "not in library. Using embedded data"), so nobody needs the works of this
book in a library of their own.

The list of references is one field over many paragraphs. It holds the works that its document
cites, and Zotero makes it anew from these.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Sequence

from livingreview.cite.items import Item
from livingreview.docx import ast
from livingreview.docx.ast import Form, Forms
from livingreview.references.urls import doi_url

SCHEMA = "https://github.com/citation-style-language/schema/raw/master/csl-citation.json"
_CHAR = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_CODE = '<w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r>'
_END = _CHAR.format("end")


def citation(works: Sequence[Item], shown: Forms, place: str, suppress_author: bool) -> Forms:
    """A citation of works that shows ``shown``; ``place`` is its name, one in the document.

    ``suppress_author`` is for a citation whose author stands in the sentence before it.
    """
    cited = [
        {"id": work["id"], "uris": [_address(work)], "itemData": work}
        | ({"suppress-author": True} if suppress_author else {})
        for work in works
    ]
    code = {
        "citationID": hashlib.sha256(place.encode()).hexdigest()[:10],
        "properties": {"noteIndex": 0},
        "citationItems": cited,
        "schema": SCHEMA,
    }
    said = json.dumps(code, ensure_ascii=False)
    return [_begin(f"ADDIN ZOTERO_ITEM CSL_CITATION {said}"), *shown, ast.word(_END)]


def note_again(bookmark: str, number: int) -> Forms:
    """The number of a footnote that stands before: its mark is at a bookmark."""
    shown = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:t>{number}</w:t></w:r>'
    code = _CODE.format(f"NOTEREF {bookmark} \\f \\h")
    begin, separate = _CHAR.format("begin"), _CHAR.format("separate")
    return [ast.word(f"{begin}{code}{separate}{shown}{_END}")]


def bibliography(entries: Sequence[Forms]) -> Sequence[Forms]:
    """The entries of a list of references, within one field."""
    code = json.dumps({"uncited": [], "omitted": [], "custom": []})
    first, *rest = entries
    opened = [[_begin(f"ADDIN ZOTERO_BIBL {code} CSL_BIBLIOGRAPHY"), *first], *rest]
    return [*opened[:-1], [*opened[-1], ast.word(_END)]]


def _begin(code: str) -> Form:
    return ast.word(
        _CHAR.format("begin")
        + _CODE.format(html.escape(code, quote=False))
        + _CHAR.format("separate")
    )


def _address(work: Item) -> str:
    """What tells the work from every other: its DOI, else the key of ``refs.bib``."""
    return doi_url(work["DOI"]) if "DOI" in work else str(work["id"])
