"""References as CSL-JSON items, the form in which citation software keeps a work.

The mapping follows the CSL 1.0.2 specification (types and variables, appendices III and IV).
"""

from __future__ import annotations

from typing import Any

from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from pybtex.richtext import BaseText, Protected, String, Tag

from livingreview.references.bibfile import Reference, month_number
from livingreview.references.latex import plain, rich
from livingreview.references.style import page_range, preprint_parts

Item = dict[str, Any]

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
    """One author; a name without given name is a group (or all that was seen) and stays whole."""
    given = " ".join([*person.first_names, *person.middle_names])
    if not given:
        whole = " ".join([*person.prelast_names, *person.last_names])
        return {"literal": plain(whole)}
    parts = {
        "family": plain(" ".join(person.last_names)),
        "given": plain(given),
        "non-dropping-particle": plain(" ".join(person.prelast_names)),
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
    if out["type"] == "article":
        out["genre"] = "Preprint"
    numbers = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "isbn": "ISBN"}
    out |= {new: fields[old] for old, new in numbers.items() if fields.get(old)}
    words = {"volume": "volume", "number": "issue", "publisher": "publisher", "school": "publisher"}
    out |= {new: plain(fields[old]) for old, new in words.items() if fields.get(old)}
    if "pages" in fields:
        out["page"] = page_range(fields["pages"], "-")
    if "eprint" in fields:
        out.setdefault("publisher", "arXiv")
        out["number"] = f"arXiv:{fields['eprint']}"
    if "url" in fields or "eprint" in fields:
        out["URL"] = fields.get("url") or f"https://arxiv.org/abs/{fields['eprint']}"
    if "urldate" in fields:
        out["accessed"] = day(fields["urldate"])
    notes = [plain(fields["note"])] if "note" in fields else []
    if "preprint" in fields:
        server, number, _ = preprint_parts(fields["preprint"])
        notes.append(f"Preprint: {server} {number}")
    if "swhid" in fields:
        notes.append(fields["swhid"])
    if notes:
        out["note"] = sentences(notes)
    return out


def sentences(notes: list[str]) -> str:
    """Notes side by side, each closed by a sign."""
    closed = (note if note.endswith((".", "?", "!")) else f"{note}." for note in notes[:-1])
    return " ".join([*closed, notes[-1]])


def _type(ref: Reference) -> str:
    if ref.type != "misc":
        return TYPES[ref.type]
    is_page = "url" in ref.fields and not {"doi", "eprint", "pmid", "pmcid"} & set(ref.fields)
    return "webpage" if is_page else "article"
