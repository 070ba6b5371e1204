"""How a reference is printed: authors, year, title, venue, then each identifier once, as a link."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any

import pybtex.plugin
from pybtex.database import Entry, Person
from pybtex.plugin import register_plugin
from pybtex.richtext import BaseText, HRef, Tag, Text
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import node
from sphinxcontrib.bibtex import plugin
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from livingreview.references import names, urls
from livingreview.references.latex import plain, rich

_RANGE = re.compile(r"\s*[–—]\s*|(?<=\d)\s*-\s*(?=[A-Za-z]?\d)")
MOST_AUTHORS = 10  # a longer list is cut here on the page; exports carry the whole list
ADDRESSES = {
    "doi": ("doi:", "https://doi.org/"),
    "eprint": ("arXiv:", "https://arxiv.org/abs/"),
    "pmcid": ("", "https://pmc.ncbi.nlm.nih.gov/articles/"),
    "pmid": ("PMID:", "https://pubmed.ncbi.nlm.nih.gov/"),
}


def address(kind: str, value: str) -> str:
    """The address of an identifier; ``kind`` is a key of ``ADDRESSES``."""
    return urls.doi_url(value) if kind == "doi" else ADDRESSES[kind][1] + value


def identifier(kind: str, value: str) -> HRef:
    """One identifier as a link; ``kind`` is a key of ``ADDRESSES``."""
    return HRef(address(kind, value), ADDRESSES[kind][0] + value)


def preprint_parts(value: str) -> tuple[str, str, str]:
    """Server, number and address of ``bioRxiv:10.1101/...`` or ``arXiv:2408.10609``."""
    server, _, number = value.partition(":")
    return server, number, address("eprint" if server == "arXiv" else "doi", number)


def preprint_link(value: str) -> Text:
    """``bioRxiv:10.1101/...`` or ``arXiv:2408.10609`` as text with a link."""
    server, number, link = preprint_parts(value)
    return Text(f"Preprint: {server} ", HRef(link, number))


def page_range(pages: str, dash: str) -> str:
    """Pages with one sign for a range, whether ``1--2`` or ``1-2`` was written."""
    return _RANGE.sub(dash, plain(pages))


def _initials(name: str) -> str:
    return "-".join(part[0] for part in plain(name).replace(".", "").split("-") if part)


def _name(person: Person) -> Text:
    initials = "".join(map(_initials, (*person.first_names, *person.middle_names)))
    lineage = map(plain, person.lineage_names)
    return Text(" ".join(filter(None, (names.family(person), initials, *lineage))))


def listed(people: Iterable[str]) -> str:
    """Authors, as ``refs.bib`` writes each, as the bibliography prints them."""
    return str(_authors(list(map(Person, people))))


def _authors(people: list[Person]) -> Text:
    others = bool(people) and str(people[-1]) == names.OTHERS
    named = people[:-1] if others else people
    cut = len(named) > MOST_AUTHORS
    text = Text(", ").join(map(_name, named[:MOST_AUTHORS]))
    return Text(text, ", et al.") if cut or others else text


@functools.cache
def _reference(authors: tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> Text:
    """One entry as text. Cached: each list of the book asks for it, twice, on every build."""
    fields = dict(pairs)
    parts = [_authors(list(map(Person, authors))), Text(fields.get("year", "n.d."))]
    parts.append(rich(fields["title"]))
    venue = next((n for n in ("journal", "booktitle", "howpublished") if n in fields), None)
    if venue:
        text = Text(Tag("em", rich(fields[venue])))
        if "volume" in fields:
            text += Text(" ", rich(fields["volume"]))
        if "number" in fields:
            text += Text("(", rich(fields["number"]), ")")
        if "pages" in fields:
            text += Text(":" if "volume" in fields else " ", page_range(fields["pages"], "–"))
        parts.append(text)
    parts += [rich(fields[name]) for name in ("publisher", "school") if name in fields]
    links: list[Text | HRef] = [
        identifier(kind, fields[kind]) for kind in ADDRESSES if kind in fields
    ]
    links += [Text(f"ISBN {fields['isbn']}")] if "isbn" in fields else []
    links += [Text(fields["swhid"])] if "swhid" in fields else []
    if links:
        parts.append(Text(", ").join(links))
    elif "url" in fields:
        seen = f" (seen {fields['urldate']})" if "urldate" in fields else ""
        parts.append(Text(HRef(fields["url"], fields["url"]), seen))
    if "preprint" in fields:
        parts.append(preprint_link(fields["preprint"]))
    if "note" in fields:
        parts.append(rich(fields["note"]))
    return Text(" ").join(
        part if str(part).endswith((".", "?", "!")) else Text(part, ".") for part in parts
    )


@node  # type: ignore[untyped-decorator]
def _whole(children: list[Any], context: dict[str, Any]) -> Text:
    entry = context["entry"]
    authors = tuple(map(str, entry.persons.get("author", [])))
    return _reference(authors, tuple(sorted(entry.fields.items())))


class ReviewOrder(BaseSortingStyle):  # type: ignore[misc]
    """Names as they are read: no brace, accent or capital moves a work from its place."""

    def sorting_key(self, entry: Entry) -> tuple[str, ...]:
        people = entry.persons.get("author", [])
        fields = entry.fields
        return names.sorted_by(people, fields.get("year", ""), fields.get("title", ""))


class ReviewLabels(BaseLabelStyle):  # type: ignore[misc]
    """The label of an entry, where an output shows one: authors and year, as the text cites it."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        for entry in sorted_entries:
            authors = names.cited(entry.persons.get("author", []))
            yield f"{authors}, {entry.fields.get('year', 'n.d.')}"


class ReviewStyle(BaseStyle):  # type: ignore[misc]
    """A pybtex style; ``conf.py`` names it ``livingreview``."""

    default_sorting_style = "livingreview"
    default_label_style = "livingreview"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("get_") and name.endswith("_template"):
            return lambda entry: _whole
        raise AttributeError(name)


@dataclass
class EtAl(PersonStyle):
    """Names in the text: ``and others`` behind a single name is et al., too, and no person.

    ``known`` keeps what was formatted: every citation of a work, in every output, asks again.
    """

    known: dict[tuple[bool, tuple[str, ...]], BaseText] = field(default_factory=dict)

    def author_or_editor_or_title(self, full: bool) -> Any:
        """A template for the authors of an entry; ``full`` asks for all of them."""
        return _cited_authors(style=self, full=full)


@node  # type: ignore[untyped-decorator]
def _cited_authors(
    children: list[Any], context: dict[str, Any], style: EtAl, full: bool
) -> BaseText:
    people = context["entry"].persons.get("author", [])
    key = (full, tuple(map(str, people)))
    if not people:  # an editor, or the title
        usual = PersonStyle.author_or_editor_or_title(style, full)
        return usual.format_data(context)
    if key not in style.known:
        style.known[key] = _cited(people, full, style)
    return style.known[key]


def _cited(people: Sequence[Person], full: bool, style: PersonStyle) -> Text:
    """The authors as the text cites them: one, two, or the first and et al.; ``full``: all."""
    named = [names.family(person) for person in people]
    others = named[-1:] == [names.OTHERS]
    named = named[:-1] if others else named
    if others or (len(named) > 2 and not full):
        return Text(", ".join(named if full else named[:1]), style.other)
    last = style.sep2 if len(named) == 2 else style.last_sep
    return Text(*[", ".join(named[:-1]), last] if len(named) > 1 else [], named[-1])


@dataclass
class ReviewCitations(AuthorYearReferenceStyle):
    """Author and year, by which a reader knows a work; ``conf.py`` names it ``livingreview``."""

    person: PersonStyle = field(default_factory=EtAl)


# Both libraries read what every installed package offers at each look-up, each citation has one.
_installed = entry_points()
pybtex.plugin.entry_points = _installed.select
plugin._entry_points = _installed.select  # type: ignore[assignment]
register_plugin("pybtex.style.formatting", "livingreview", ReviewStyle)
register_plugin("pybtex.style.labels", "livingreview", ReviewLabels)
register_plugin("pybtex.style.sorting", "livingreview", ReviewOrder)
plugin.register_plugin(
    "sphinxcontrib.bibtex.style.referencing", "livingreview", ReviewCitations, force=True
)
