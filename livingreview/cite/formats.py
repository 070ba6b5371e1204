"""References as files that citation software imports: BibTeX, RIS and CSL-JSON.

BibTeX is made from ``refs.bib``, entry by entry; RIS and CSL-JSON are made from CSL items.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from pybtex.bibtex.utils import split_name_list

from livingreview.cite.items import ET_AL, PREPRINT, Item, item, preprint_note, sentences
from livingreview.references.bibfile import Reference
from livingreview.references.latex import exported
from livingreview.references.style import page_range

_MADE = ("short_author", "preprint")  # ours alone; a preprint is told in the note
_VERBATIM = ("doi", "eprint", "pmid", "pmcid", "isbn", "swhid", "url", "archived")
_MARKS = re.compile(r"</?(?:i|b|sup|sub)>|<span class=\"nocase\">|</span>")
# Types that Zotero knows. It knows none for a preprint; of a report it keeps server and number.
RIS_TYPES = {
    "article-journal": "JOUR",
    "paper-conference": "CONF",
    "chapter": "CHAP",
    "book": "BOOK",
    "thesis": "THES",
    "webpage": "ELEC",
    "article": "RPRT",
    "report": "RPRT",
}


def csl_json(items: Iterable[Item]) -> str:
    """CSL-JSON, one array."""
    return json.dumps(list(map(_numbered, items)), ensure_ascii=False, indent=1) + "\n"


def _numbered(item: Item) -> Item:
    """An item with its numbers at PubMed in its note, too, unless it is an article in a journal.

    Zotero has fields for them in journal articles alone, and else finds them in a note.
    """
    if item["type"] == "article-journal":
        return item
    numbers = [f"{name}: {item[name]}" for name in ("PMID", "PMCID") if name in item]
    said = [item["note"]] if "note" in item else []
    return {**item, "note": "\n".join([*numbers, *said])} if numbers else item


def bibtex(refs: Iterable[Reference]) -> str:
    """The entries of ``refs.bib`` as programs import them.

    ``and others`` becomes ``{et al.}``, because programs that import BibTeX take it for a person;
    the preprint of a published work goes into the note. What BibTeX reads and LaTeX would take for
    a command, as a bare percent sign, is written so that both read it. Of what ``refs.bib`` calls
    ``misc``, a preprint becomes a report and a page ``online``: Zotero and the styles of BibTeX
    drop the server or the site of a ``misc``, or the arXiv number.
    """
    return "\n".join(map(_bibtex_entry, refs))


def _bibtex_entry(ref: Reference) -> str:
    people = split_name_list(ref.fields.get("author", ""))
    authors = " and ".join(f"{{{ET_AL}}}" if one == "others" else one for one in people)
    fields = {"author": authors} if authors else {}
    fields |= {name: value for name, value in ref.fields.items() if name not in ("author", *_MADE)}
    if "preprint" in ref.fields:
        told = preprint_note(ref.fields["preprint"])
        fields["note"] = sentences([fields["note"], told] if "note" in fields else [told])
    written = {n: v if n in _VERBATIM else exported(v) for n, v in fields.items()}
    if "pages" in written:
        written["pages"] = page_range(written["pages"], "--")
    as_item = item(ref)
    if "URL" in as_item:
        written["url"] = as_item["URL"]
    kind = ref.type
    if as_item["type"] == PREPRINT:
        kind = "techreport"
        written["type"] = as_item["genre"]
        server = written.pop("howpublished", "") or as_item["publisher"]
        written["institution"] = f"{{{server}}}" if " and " in server else server  # one, not two
        if "number" in as_item:
            written["number"] = as_item["number"]
    elif as_item["type"] == "webpage":
        kind = "online"
        if site := written.pop("howpublished", ""):  # read as the whole, or printed as a remark
            remarks = [written["note"]] if "note" in written else []
            written |= {"booktitle": site, "note": sentences([site, *remarks])}
    return bibtex_entry(kind, ref.key, written)


def bibtex_entry(kind: str, key: str, fields: dict[str, str]) -> str:
    """One entry; a month stays a bare name, so that styles can print it in their way."""
    lines = []
    for name, value in fields.items():
        bare = name == "month" and value.isalpha()
        lines.append(f"  {name} = {value.lower()[:3]},\n" if bare else f"  {name} = {{{value}}},\n")
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def ris(items: Iterable[Item]) -> str:
    """RIS; every record ends with ``ER  -``."""
    return "\n".join(map(_ris_record, items))


def _ris_record(item: Item) -> str:
    lines = [("TY", RIS_TYPES[item["type"]]), ("ID", item["id"])]
    lines += [("AU", _ris_name(name)) for name in item.get("author", [])]
    lines += [("A2", _ris_name(name)) for name in item.get("editor", [])]
    lines.append(("TI", item["title"]))
    issued = item.get("issued", {}).get("date-parts", [[]])[0]
    if issued:
        lines += [("PY", f"{issued[0]}"), ("DA", _ris_date(issued))]
    pages = item.get("page", "").partition("-")
    is_report = RIS_TYPES[item["type"]] == "RPRT"
    for tag, value in (
        # Of a paper at a conference, T2 is the name of the meeting, and C3 that of its proceedings.
        ("C3" if item["type"] == "paper-conference" else "T2", item.get("container-title")),
        ("T3", item.get("collection-title")),
        ("ET", item.get("edition")),
        ("VL", item.get("volume")),
        ("IS", item.get("issue")),
        ("SP", pages[0]),
        ("EP", pages[2]),
        ("PB", item.get("publisher")),
        ("SN", item.get("number") if is_report else item.get("ISBN")),
        ("DO", item.get("DOI")),
        ("UR", item.get("URL")),
        ("Y2", _ris_date(item["accessed"]["date-parts"][0]) if "accessed" in item else ""),
        ("LA", item.get("language")),
        ("AB", item.get("abstract")),
        ("M3", item.get("genre")),
        # Zotero would print AN as the archive's number, and drop C2.
        ("M2", f"PMID: {item['PMID']}" if "PMID" in item else ""),
        ("M2", f"PMCID: {item['PMCID']}" if "PMCID" in item else ""),
        ("N1", item.get("note")),
    ):
        if value:
            lines.append((tag, value))
    return "".join(f"{tag}  - {words(value)}\n" for tag, value in lines) + "ER  - \n"


def words(marked: str) -> str:
    """A CSL field without its marks, on one line."""
    return " ".join(_MARKS.sub("", marked).split())


def _ris_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return f"{name['literal']},"  # the comma says that no given name follows
    return ", ".join(filter(None, (name["family"], name.get("given"), name.get("suffix"))))


def _ris_date(parts: list[int]) -> str:
    """Year/month/day, as RIS writes a date; what is not known stays empty."""
    return "/".join([f"{part:02}" for part in parts] + [""] * (3 - len(parts)))
