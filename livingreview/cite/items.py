"""References as CSL-JSON items, the form in which citation software keeps a work.

The mapping follows the CSL 1.0.2 specification (types and variables, appendices III and IV).
"""

from __future__ import annotations

from typing import Any

from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from pybtex.richtext import BaseText, Protected, String, Tag

from livingreview.references.bibfile import Reference, month_number
from livingreview.references.identifiers import PREPRINT_SERVERS
from livingreview.references.latex import plain, rich
from livingreview.references.style import page_range, preprint_parts

Item = dict[str, Any]

PREPRINT = "article"  # what CSL calls a work that no journal, book or meeting has published
ET_AL = "et al."  # an author list that nobody saw whole ends so, never in a person called "others"
TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "incollection": "chapter",
    "book": "book",
    "phdthesis": "thesis",
}
_TAGS = {"em": "i", "i": "i", "strong": "b", "b": "b", "sup": "sup", "sub": "sub"}


def marked(latex: str) -> str:
    """A field of ``refs.bib`` as CSL-JSON writes it.

    Braces that protect case become ``nocase``, italics ``i``.
    """
    return _marked(rich(latex))


def _marked(text: BaseText | str) -> str:
    if isinstance(text, (str, String)):
        return str(text)
    inside = "".join(map(_marked, text.parts))
    if isinstance(text, Protected):
        return f'<span class="nocase">{inside}</span>'
    if isinstance(text, Tag) and text.name in _TAGS:
        return f"<{_TAGS[text.name]}>{inside}</{_TAGS[text.name]}>"
    return inside


def name(person: Person) -> dict[str, str]:
    """One author; a name without given name is a group (or all that was seen) and stays whole.

    A particle stands in the family name: Zotero reads no field of its own for it, and every
    program that sets references finds it there.
    """
    given = " ".join([*person.first_names, *person.middle_names])
    whole = plain(" ".join([*person.prelast_names, *person.last_names]))
    if not given:
        return {"literal": whole}
    parts = {
        "family": whole,
        "given": plain(given),
        "suffix": plain(" ".join(person.lineage_names)),
    }
    return {part: value for part, value in parts.items() if value}


def names(field: str) -> list[dict[str, str]]:
    """The authors of a BibTeX author field, in order; ``and others`` becomes et al."""
    people = split_name_list(field)
    return [{"literal": ET_AL} if one == "others" else name(Person(one)) for one in people]


def date_parts(year: str, month: str = "") -> dict[str, Any]:
    """A CSL date of a year and a BibTeX month (``nov``, ``November`` or ``11``)."""
    parts = [int(year)]
    if number := month_number(month):
        parts.append(number)
    return {"date-parts": [parts]}


def day(iso: str) -> dict[str, Any]:
    """A CSL date of a day as 2026-11-22."""
    return {"date-parts": [[int(part) for part in iso.split("-")]]}


def item(ref: Reference) -> Item:
    """One reference as a CSL-JSON item; its ``id`` is the key of ``refs.bib``."""
    fields = ref.fields
    out: Item = {"id": ref.key, "type": _type(ref), "title": marked(fields["title"])}
    if fields.get("author"):
        out["author"] = names(fields["author"])
    if fields.get("year", "n.d.").isdigit():
        out["issued"] = date_parts(fields["year"], fields.get("month", ""))
    venue = fields.get("journal") or fields.get("booktitle")
    if venue:
        out["container-title"] = marked(venue)
    elif "howpublished" in fields:
        kept = "container-title" if out["type"] == "webpage" else "publisher"
        out[kept] = marked(fields["howpublished"])
    words = {
        "volume": "volume", "number": "issue", "series": "collection-title",
        "publisher": "publisher", "school": "publisher",
    }  # fmt: skip
    out |= {new: plain(fields[old]) for old, new in words.items() if fields.get(old)}
    numbers = {"isbn": "ISBN", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID"}
    out |= {new: fields[old] for old, new in numbers.items() if fields.get(old)}
    if "pages" in fields:
        out["page"] = page_range(fields["pages"], "-")
    if out["type"] == PREPRINT:
        out["genre"] = "Preprint"
        if "eprint" in fields:  # of a published work it would pass for the publisher's number
            out.setdefault("publisher", "arXiv")
            out["number"] = f"arXiv:{fields['eprint']}"
    if "url" in fields or "eprint" in fields:
        out["URL"] = fields.get("url") or f"https://arxiv.org/abs/{fields['eprint']}"
    if "urldate" in fields:
        out["accessed"] = day(fields["urldate"])
    notes = [plain(fields["note"])] if "note" in fields else []
    if "preprint" in fields:
        notes.append(preprint_note(fields["preprint"]))
    if "swhid" in fields:
        notes.append(fields["swhid"])
    if notes:
        out["note"] = sentences(notes)
    return out


def preprint_note(value: str) -> str:
    """Where the preprint of a published work is; no colon, which would make it a field."""
    server, number, _ = preprint_parts(value)
    return f"Preprint at {server}, {number}"


def sentences(notes: list[str]) -> str:
    """Notes side by side, each closed by a sign."""
    closed = (note if note.endswith((".", "?", "!")) else f"{note}." for note in notes[:-1])
    return " ".join([*closed, notes[-1]])


def _type(ref: Reference) -> str:
    if ref.type != "misc":
        return TYPES[ref.type]
    fields = ref.fields
    if "eprint" in fields or fields.get("howpublished") in PREPRINT_SERVERS:
        return PREPRINT
    # A page that was seen on a day may change; what has an identifier alone is a publication.
    return "webpage" if {"url", "urldate"} <= set(fields) else "report"
