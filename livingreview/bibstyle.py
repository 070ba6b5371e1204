"""How a reference is printed: authors, year, title, venue, then each identifier once, as a link."""

from __future__ import annotations

from typing import Any

from pybtex.database import Person
from pybtex.plugin import register_plugin
from pybtex.richtext import HRef, Tag, Text
from pybtex.style.formatting import BaseStyle
from pybtex.style.template import node

MOST_AUTHORS = 10  # a longer list is cut here on the page; exports carry the whole list
ADDRESSES = {
    "doi": ("doi:", "https://doi.org/"),
    "eprint": ("arXiv:", "https://arxiv.org/abs/"),
    "pmcid": ("", "https://pmc.ncbi.nlm.nih.gov/articles/"),
    "pmid": ("PMID:", "https://pubmed.ncbi.nlm.nih.gov/"),
}


def identifier(kind: str, value: str) -> HRef:
    """One identifier as a link; ``kind`` is a key of ``ADDRESSES``."""
    label, base = ADDRESSES[kind]
    return HRef(base + value, label + value)


def preprint_link(value: str) -> Text:
    """``bioRxiv:10.1101/...`` or ``arXiv:2408.10609`` as text with a link."""
    server, _, number = value.partition(":")
    base = ADDRESSES["eprint" if server == "arXiv" else "doi"][1]
    return Text(f"Preprint: {server} ", HRef(base + number, number))


def _name(person: Person) -> Text:
    family = " ".join([str(t) for t in (*person.rich_prelast_names, *person.rich_last_names)])
    given = [name for name in (*person.first_names, *person.middle_names)]
    initials = "".join(_initials(name) for name in given)
    lineage = " ".join(person.lineage_names)
    return Text(" ".join(part for part in (family, initials, lineage) if part))


def _initials(name: str) -> str:
    plain = str(Text.from_latex(name))
    return "-".join(part[0] for part in plain.replace(".", "").split("-") if part)


def _authors(people: list[Person]) -> Text:
    others = bool(people) and str(people[-1]) == "others"
    named = people[:-1] if others else people
    cut = len(named) > MOST_AUTHORS
    shown = [_name(person) for person in named[:MOST_AUTHORS]]
    text = Text(", ").join(shown)
    return Text(text, ", et al.") if cut or others else text


@node
def _whole(children: list[Any], context: dict[str, Any]) -> Text:
    entry = context["entry"]
    fields = entry.fields

    def rich(name: str) -> Text:
        return Text.from_latex(fields[name])

    parts = [_authors(entry.persons.get("author", []))]
    year = fields.get("year", "n.d.")
    parts.append(Text(year))
    parts.append(rich("title"))
    venue = next((n for n in ("journal", "booktitle", "howpublished") if n in fields), None)
    if venue:
        text = Text(Tag("em", rich(venue)))
        if "volume" in fields:
            text += Text(" ", fields["volume"])
        if "number" in fields:
            text += Text(f"({fields['number']})")
        if "pages" in fields:
            text += Text(":" if "volume" in fields else " ", fields["pages"].replace("--", "–"))
        parts.append(text)
    if "publisher" in fields:
        parts.append(rich("publisher"))
    links = [identifier(kind, fields[kind]) for kind in ADDRESSES if kind in fields]
    if links:
        parts.append(Text(", ").join(links))
    elif "url" in fields:
        seen = f" (seen {fields['urldate']})" if "urldate" in fields else ""
        parts.append(Text(HRef(fields["url"], fields["url"]), seen))
    if "preprint" in fields:
        parts.append(preprint_link(fields["preprint"]))
    if "note" in fields:
        parts.append(rich("note"))
    return Text(" ").join(
        part if str(part).endswith((".", "?", "!")) else Text(part, ".") for part in parts
    )


class ReviewStyle(BaseStyle):
    """A pybtex style; ``conf.py`` names it ``livingreview``."""

    default_sorting_style = "author_year_title"
    default_label_style = "alpha"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("get_") and name.endswith("_template"):
            return lambda entry: _whole
        raise AttributeError(name)


register_plugin("pybtex.style.formatting", "livingreview", ReviewStyle)
