"""Whether two titles, names, venues or page ranges mean the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from rapidfuzz import fuzz

from livingreview.references import names
from livingreview.references.bibfile import Reference
from livingreview.references.folding import fold
from livingreview.watch.refs.records import Author

SAME_WORK = 85  # likeness of two titles below which they are of two works
SAME_VENUE = 90  # rapidfuzz ratio of two names of one venue
_OTHERS = "others"
_DASH = re.compile(r"\s*[-‐–—]+\s*")
_STOP = {"the", "of", "and", "in", "for", "on", "a", "an"}


def latex(text: str) -> str:
    """A field of refs.bib as plain text."""
    return names.words(text)


def _packed(text: str) -> str:
    return fold(text).replace(" ", "")


def likeness(ours: str, theirs: str) -> float:
    """How alike two titles are, 0 to 100; 100 only if they agree but for case and signs.

    A title that is the beginning of the other, as where a subtitle was left out, counts as alike:
    if it is long, or all that stands before a colon.
    """
    a, b = _packed(ours), _packed(theirs)
    if a == b:
        return 100.0
    short, long = sorted((a, b), key=len)
    heads = [_packed(title.partition(": ")[0]) for title in (ours, theirs)]
    if long.startswith(short) and (len(short) >= 20 or (short and heads == [short, short])):
        return 99.0
    return min(99.0, max(fuzz.ratio(a, b), fuzz.token_sort_ratio(fold(ours), fold(theirs))))


# -- authors --------------------------------------------------------------------------------------


def our_authors(ref: Reference) -> list[Author]:
    """The authors named in an entry, in order; ``others`` is none."""
    authors = []
    for name in split_name_list(ref.fields.get("author", "")):
        person = Person(name)
        family = latex(" ".join([*person.prelast_names, *person.last_names, *person.lineage_names]))
        given = latex(" ".join([*person.first_names, *person.middle_names]))
        if name != _OTHERS:
            authors.append(Author(family, given, group=name.startswith("{") and not given))
    return authors


def same_author(ours: Author, theirs: Author) -> bool:
    """Whether two family names are one: accents, particles and the dots of a group aside."""
    for umlauts in (False, True):
        a = fold(ours.family, umlauts).split()
        b = fold(theirs.family, umlauts).split()
        short, long = sorted((a, b), key=len)
        ends = (long[: len(short)], long[-len(short) :])
        if "".join(a) == "".join(b) or (short and short in ends):
            return True
    return False


def missing(some: Sequence[Author], among: Sequence[Author]) -> list[Author]:
    """The authors of one list that have no partner in another."""
    left = list(among)
    alone = []
    for author in some:
        partner = next((other for other in left if same_author(author, other)), None)
        if partner is None:
            alone.append(author)
        else:
            left.remove(partner)
    return alone


def _in_order(some: Sequence[Author], among: Sequence[Author]) -> bool:
    rest = iter(among)
    return all(any(same_author(author, other) for other in rest) for author in some)


def _people(authors: Sequence[Author]) -> list[Author]:
    """The persons of a list; registries name groups or leave them out as they like."""
    return [author for author in authors if not author.group] or list(authors)


def families(authors: Iterable[Author]) -> str:
    """The family names in one phrase."""
    return ", ".join(author.family for author in authors)


def authors_agree(ours: Sequence[Author], theirs: Sequence[Author], complete: bool) -> bool:
    """Whether two lists name the same people in order; of an incomplete one, those it names."""
    for a, b in ((ours, theirs), (_people(ours), _people(theirs))):
        if _in_order(a, b) and (len(a) == len(b) or not complete):
            return True
    return False


def in_full(authors: Sequence[Author]) -> float:
    """The share of given names that are more than initials."""
    return sum(bool(re.match(r"[^\W\d_]{2}", a.given)) for a in authors) / len(authors)


def author_difference(ours: Sequence[Author], theirs: Sequence[Author], complete: bool) -> str:
    """What is different between two lists, in a phrase."""
    ours, theirs = _people(ours), _people(theirs)
    extra = missing(ours, theirs)
    lacked = missing(theirs, ours) if complete else []
    said = []
    if lacked:
        said.append(f"we lack {families(lacked)}")
    if extra:
        said.append(f"only we name {families(extra)}")
    if not said:
        pairs = enumerate(zip(ours, theirs, strict=False), 1)
        place = next((n for n, (a, b) in pairs if not same_author(a, b)), 1)
        said.append(f"the order differs from place {place} on")
    if complete and len(ours) != len(theirs):
        said.append(f"{len(ours)} authors, not {len(theirs)}")
    return "the authors differ: " + "; ".join(said)


def bib_authors(authors: Iterable[Author]) -> str:
    """Authors as a BibTeX field."""
    names = []
    for author in authors:
        name = escape(", ".join(filter(None, (author.family, author.given))))
        names.append(f"{{{name}}}" if author.group else name)
    return " and ".join(names)


def bib_pages(text: str) -> str:
    """Pages as a BibTeX field."""
    return escape(_DASH.sub("--", text))


def escape(text: str) -> str:
    """Text as LaTeX that BibTeX reads back as the same text."""
    text = re.sub(r"[{}\\]", "", text)
    text = re.sub(r"([&%$#_])", r"\\\1", text)
    return text.replace("~", r"\textasciitilde ").replace("^", r"\^{}")


# -- venue and numbers ----------------------------------------------------------------------------


def same_venue(ours: str, theirs: str, loose: bool = False) -> bool:
    """Whether two names mean one venue: in full, or one the abbreviation of the other.

    ``loose`` is for conferences, whose names come with years, numbers and tracks.
    """
    a, b = (fold(re.sub(r"\(.*?\)", "", name)) for name in (ours, theirs))
    a, b = (" ".join(word for word in name.split() if word not in _STOP) for name in (a, b))
    ratio = fuzz.token_set_ratio if loose else fuzz.token_sort_ratio
    return ratio(a, b) >= SAME_VENUE or _abbreviates(a, b) or _abbreviates(b, a)


def _abbreviates(short: str, long: str) -> bool:
    """Whether each word of one begins the word of the other at its place."""
    a, b = short.split(), long.split()
    return bool(a) and len(a) == len(b) and all(map(str.startswith, b, a))


def same_number(ours: str, theirs: str) -> bool:
    """Whether two volumes or issues are one; leading zeros aside."""
    return _packed(ours).lstrip("0") == _packed(theirs).lstrip("0")


def same_pages(ours: str, theirs: str) -> bool:
    """Whether two page ranges are one; 637-41 is 637-641, and an article number has no end."""
    a, b = (_DASH.split(pages.casefold().strip(), maxsplit=1) for pages in (ours, theirs))
    if a[0].removeprefix("e") != b[0].removeprefix("e"):
        return False
    if len(a) == 1 or len(b) == 1:
        return True
    short, long = sorted((a[1], b[1]), key=len)
    return long.endswith(short) or long.partition(".")[0] == short.partition(".")[0]
