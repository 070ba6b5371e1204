"""Names of authors: what is wrong with a list of them, how they are cited and sorted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from pybtex.exceptions import PybtexError

from livingreview.references.latex import LatexError, plain

Fault = tuple[str, str]
OTHERS = "others"  # how BibTeX ends a list that goes on
LATIN = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"}
)
_SIGNS = re.compile(r"[^\w\s]")
_AND = re.compile(r"(^|\s)and(\s|$)", re.I)
_ET_AL = re.compile(r"\bet(\.\s*|\s+)al\b|\bothers\b", re.I)
_AND_MORE = re.compile(r"(the )?(co-?(workers?|authors?)|colleagues|collaborators)", re.I)
_FOOTNOTE = re.compile(r"[*†‡§¶‖#¹²³⁰-⁹]|\d|\\textsuperscript")
_TITLE = re.compile(r"(?<![\w-])((Dr|Prof|Professor|Mrs?)(?![\w-])\.?|Ph\.?D\b\.?)")
_GROUP = re.compile(
    r"the\s.*|.*\b(consortium|consortia|project|team|group|collaboration|collaborative|initiative"
    r"|network|institutes?|university|committee|foundation|association|society|cent(er|re)"
    r"|program(me)?|community|contributors|alliance|department|laborator(y|ies)|organization)\b.*",
    re.I,
)
_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,3}")
_OF_GROUPS = re.compile(r"\b(for|of|the|on|in)\b", re.I)
_LINEAGE = re.compile(r"jr|sr|[ivx]+|\d(st|nd|rd|th)", re.I)
_LINEAGE_IN = re.compile(r"\b\d(st|nd|rd|th)\b", re.I)
_INSIDE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what is in braces
_PARTICLES = (
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten",
    "ter",
)  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN = "write and between two names"


def latin(text: str) -> str:
    """Text in small letters without accents and strokes: Ångström is angstrom, Łukasz lukasz."""
    if text.isascii():
        return text.casefold()
    small = unicodedata.normalize("NFKD", text.casefold().translate(LATIN))
    return "".join(sign for sign in small if not unicodedata.combining(sign))


def family(person: Person) -> str:
    """The family name with its particles, as words; as it stands where it cannot be read."""
    return words(" ".join([*person.prelast_names, *person.last_names]))


def words(latex: str) -> str:
    """A name as words; as it stands where it cannot be read, which the lint says."""
    try:
        return plain(latex)
    except LatexError:
        return latex


def cited(people: Sequence[Person]) -> str:
    """The authors as the text cites them: one, two, or the first and et al."""
    names = [family(person) for person in people]
    others = names[-1:] == [OTHERS]
    names = names[:-1] if others else names
    if len(names) > 2 or (others and names):
        return f"{names[0]} et al."
    return " and ".join(names) or "unknown"


def sorted_by(people: Sequence[Person], year: str, title: str) -> tuple[str, ...]:
    """What a list of references is sorted by: the names as they are read, the year, the title."""
    names = []
    for person in people:
        given = words(" ".join([*person.first_names, *person.middle_names]))
        names += [family(person), given, words(" ".join(person.lineage_names))]
    return tuple(_SIGNS.sub("", latin(text)) for text in (*names, "", year, words(title)))


def faults(field: str) -> Iterator[Fault]:
    """What is wrong with a list of names as ``refs.bib`` writes it: found and remedy."""
    names = split_name_list(field) if field else []
    for place, name in enumerate(names):
        yield from _faults(name, alone=len(names) == 1, last=place == len(names) - 1)


def _faults(name: str, alone: bool, last: bool) -> Iterator[Fault]:
    bare = _outside_braces(name)
    if name == OTHERS:
        if alone or not last:
            yield f"{OTHERS} stands where a name is due", "name who comes first, and end in others"
    elif _ET_AL.search(name) or _AND_MORE.fullmatch(name):
        yield f"{name!r} is no name", "end the list in and others"
    elif _AND.search(bare) or not name:
        yield f"{name!r} has an and with no name beside it", "write and between two names only"
    elif re.search(r"[;&]", bare) or ";" in name:
        yield f"{name!r} is more than one name", _BETWEEN
    elif _holds_persons(name):
        yield f"{name!r} is more than one name in one pair of braces", "take the braces away"
    elif title := _TITLE.search(bare):
        yield f"{name!r} has a title, {title[0]}", "write the name alone"
    elif sign := _FOOTNOTE.search(_LINEAGE_IN.sub("", bare)):
        yield f"{name!r} has a sign in it that is no letter, {sign[0]}", "write the name alone"
    elif not all(map(_LETTER.search, _parts(name))):
        yield f"{name!r} has a part without a letter", "write the name, or take the part out"
    elif _is_group(bare):
        yield f"{name!r} is a group and would be parted as a person", f"write {{{name}}} in braces"
    else:
        yield from _commas(name, bare, alone)


def _parts(name: str) -> list[str]:
    """Family and given name as they are printed; one where BibTeX finds no other."""
    try:
        person = Person(name)
    except PybtexError:
        return []  # said of its commas
    given = " ".join([*person.first_names, *person.middle_names])
    return [family(person), *([words(given)] if given else [])]


def _is_group(bare: str) -> bool:
    """Whether several words are the name of no person; Center, Ann may be one."""
    several = len(bare.split()) > 1 and ("," not in bare or bool(re.search(r"\bthe\b", bare, re.I)))
    return several and bool(_GROUP.fullmatch(bare))


def _commas(name: str, bare: str, alone: bool) -> Iterator[Fault]:
    """Faults of a name by its parts, family, given or family, Jr, given."""
    parts = [part.split() for part in bare.split(",")]
    if not all(parts):
        yield f"{name!r} has a comma with nothing beside it", "write Family, Given"
    elif len(parts) > 3 or (len(parts) == 3 and not _LINEAGE.fullmatch(parts[1][0].strip("."))):
        yield f"{name!r} has commas between names", _BETWEEN
    elif len(parts[0]) > 1 and _INITIALS.fullmatch(parts[0][-1]):
        yield f"{name!r} has its initials in the family name", "write Family, Given"
    elif len(parts) > 1 and (split := _split(parts[0])):
        family = name.partition(",")[0]
        found = f"BibTeX parts {split!r} from the rest of the family name {family!r}"
        yield found, f"write {{{family}}} in braces"
    elif len(parts) > 1 and parts[-1][-1] in _PARTICLES:
        particle, rest = parts[-1][-1], name.rpartition(" ")[0]
        yield f"{name!r} has {particle} behind the given name", f"write {particle} {rest}"
    elif alone and len(parts) == 2 and min(map(len, parts)) > 1 and parts[0][0][0].isupper():
        remedy = f"{_BETWEEN}; for one person write {{{name.partition(',')[0]}}} in braces"
        yield f"{name!r} may be two names", remedy


def _split(family: list[str]) -> str:
    """What BibTeX takes for particles though it begins with a name: Tomaz da of Tomaz da Silva."""
    small = [place for place, word in enumerate(family[:-1]) if word[0].islower()]
    if not small or family[0].lower() in _PARTICLES or small[0] == 0:
        return ""
    return " ".join(family[: small[-1] + 1])


def _outside_braces(name: str) -> str:
    """The name with one sign for each pair of braces and what stands in it."""
    while "{" in name and (inner := re.sub(r"\{[^{}]*\}", _INSIDE, name)) != name:
        name = inner
    return name


def _holds_persons(name: str) -> bool:
    """Whether braces hold several persons, Family, Given each, and no group."""
    inside = re.fullmatch(r"\{+(.*?)\}+", name)
    persons = split_name_list(inside[1]) if inside and not _OF_GROUPS.search(name) else []
    return len(persons) > 1 and all(one.count(",") == 1 for one in persons)


def spelled_out(authors: Iterable[str]) -> dict[str, str]:
    """Names with an initial, and the one name with a given name that each fits.

    ``authors`` are all of a bibliography, as ``family|given`` in small letters. An initial that
    fits two given names of its family, or none, is left out: it is nobody else.
    """
    full: dict[str, set[str]] = {}
    short = set()
    for name in authors:
        family, _, given = name.partition("|")
        if len(given.rstrip(".")) > 1:
            full.setdefault(f"{family}|{given[:1]}", set()).add(name)
        else:
            short.add(name)
    return {
        name: next(iter(fits))
        for name in short
        if len(fits := full.get(name.rstrip("."), set())) == 1
    }
