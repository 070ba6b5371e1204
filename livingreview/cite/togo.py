"""Claims to go: a claim as a sentence that a proposal can take, with its certainty and its works.

A claim never leaves without its grade and what disputes it::

    With moderate certainty: Depth explains part of the fall (graded by A Tiny Review,
    version 1.2.3: [1]; supported by [2,3]; disputed by [4]).

[1] is the chapter, whose judgment it is; the others are the works whose findings it names. What is
written beside the site: ``register/claims/<id>.{txt,bib,ris}``, one claim each,
``register/sentences/<id>.{txt,bib,ris}``, one sentence for proposals each (``proposals``), and
``register/claims-to-go.js``, from which the page's own script joins several into one paragraph.
"""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from livingreview.cite import chapter, engine, formats, items, proposals
from livingreview.cite.chapter import Chapter
from livingreview.cite.items import Item
from livingreview.cite.source import chapter_of, chapters
from livingreview.cite.taken import Claim, Segment, reply_words
from livingreview.files import write
from livingreview.register import votes
from livingreview.register.claim import RELATIONS
from livingreview.register.grade import Grade
from livingreview.register.register import Register
from livingreview.text.build import register_of
from livingreview.text.settled import once

STYLES = {"nlm": "NLM", "apa": "APA"}
DAY = "@day@"  # where a script writes the day on which the reader cites
_NO_DAY = "YEAR Mon DAY"  # a file cannot know that day
_OWN = {"judges", "quotes"}  # what the chapter does for its claim or sentence


@dataclass(frozen=True)
class Work:
    """A work as a reference: ``label`` and ``year`` are what author–year styles cite it by."""

    label: str
    year: str
    nlm: str
    apa: str
    bib: str
    ris: str


def claim(books: Register, name: str, source: Chapter) -> Claim:
    """The claim with this id; ``source`` is the chapter it belongs to."""
    record, book = books.claims[name], source.book
    grade = votes.grade(books, name)
    works = {source.key: ["judges"]}
    cited: dict[str, list[str]] = {}
    for relation in RELATIONS:
        findings = record.ids(relation)
        cited[relation] = list(dict.fromkeys(books.paper_of[finding] for finding in findings))
        for key in cited[relation]:
            works.setdefault(key, []).append(relation)
    judged = "graded" if grade.certainty else "stated"
    text: list[Segment] = [
        f"{_lead(grade)}: {record.says.rstrip('.')} ({judged} by {book.title}, "
        f"version {book.version}: ",
        [source.key],
    ]
    for relation, words in (("supports", "supported by"), ("disputes", "disputed by")):
        if cited[relation]:
            text += [f"; {words} ", cited[relation]]
    second_hand = _second_hand(books, record.ids("supports", "disputes"))
    if second_hand:
        text += ["; that review saw only second-hand: ", second_hand]
    against: list[Segment] = [
        f" What speaks against it or would overturn it: {record.counter.rstrip('.')}"
    ]
    if cited["qualifies"]:
        against += [" (on its limits, see also ", cited["qualifies"], ")"]
    against.append(".")
    for reply in books.replies_to(name):
        against += reply_words(reply)
        works.setdefault(reply.work, []).append("replies to")
    return Claim(record.says, grade.words, record.counter, [*text, ")."], against, works)


def _lead(grade: Grade) -> str:
    return f"With {grade.words}" if grade.certainty else "As a principle, without a grade"


def _second_hand(books: Register, findings: Iterable[str]) -> list[str]:
    """The papers none of whose findings was checked in the source or the data."""
    listed = list(findings)
    seen = {
        books.paper_of[name] for name in listed if books.findings[name].checked.how != "secondary"
    }
    return list(dict.fromkeys(books.paper_of[n] for n in listed if books.paper_of[n] not in seen))


def label(item: Item) -> str:
    """Authors as APA cites them in parentheses: one, two, or the first and et al."""
    names = [name.get("literal") or name["family"] for name in item.get("author", [])]
    if len(names) > 2 or items.ET_AL in names:
        return f"{names[0]} {items.ET_AL}"
    return " & ".join(names)


def works(
    books: Register, keys: Iterable[str], sources: Iterable[Chapter], cache: Path
) -> dict[str, Work]:
    """The works with these keys, and the chapters under theirs; ``cache`` is the engine's."""
    refs = [books.references[key] for key in sorted(set(keys))]
    chapters = list(sources)
    listed = [*map(items.item, refs), *map(chapter.item, chapters)]
    nlm = engine.formatted(listed, "nlm-citation-sequence", cache)
    nlm |= {c.key: html.escape(chapter.nlm(c, DAY), quote=False) for c in chapters}
    apa = engine.formatted(listed, "apa", cache)
    bib = {ref.key: formats.bibtex([ref]) for ref in refs}
    bib |= {c.key: chapter.bibtex(c, DAY) for c in chapters}
    ris = {item["id"]: formats.ris([item]) for item in listed}
    ris |= {c.key: chapter.ris_record(c, DAY) for c in chapters}
    return {
        (key := item["id"]): Work(label(item), _year(item), nlm[key], apa[key], bib[key], ris[key])
        for item in listed
    }


def _year(item: Item) -> str:
    return str(item["issued"]["date-parts"][0][0]) if "issued" in item else "n.d."


# -- one claim as files; togo-text.js does the same for several ------------------------------------


def passage(parts: list[Segment], known: Mapping[str, Work], style: str) -> str:
    """A paragraph with its marks, and below it the references, one a line."""
    keys = list(dict.fromkeys(key for part in parts if isinstance(part, list) for key in part))
    references = {key: engine.text(getattr(known[key], style)) for key in keys}
    if style == "nlm":
        marks = {key: str(number) for number, key in enumerate(keys, 1)}
        lines = [f"{marks[key]}. {references[key]}" for key in keys]
    else:
        years = _years(keys, known)
        marks = {key: f"{known[key].label}, {years[key]}" for key in keys}
        dated = (references[k].replace(f"({known[k].year}", f"({years[k]}", 1) for k in keys)
        lines = sorted(dated, key=_order)
    words = "".join(p if isinstance(p, str) else _cite([marks[k] for k in p]) for p in parts)
    return "\n".join([words, "", *lines]).replace(DAY, _NO_DAY) + "\n"


def _years(keys: list[str], known: Mapping[str, Work]) -> dict[str, str]:
    """The year of each work, with a letter where two would be cited alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for key in sorted(keys, key=lambda key: _order(known[key].apa)):
        alike.setdefault((known[key].label, known[key].year), []).append(key)
    years = {}
    for (_, year), group in alike.items():
        hyphen = "" if year.isdigit() else "-"
        for letter, key in zip("abcdefghijklmnopqrstuvwxyz", group, strict=False):
            years[key] = f"{year}{hyphen}{letter}" if len(group) > 1 else year
    return years


def _cite(marks: list[str]) -> str:
    """Marks side by side: numbers in brackets, authors and years apart by semicolons."""
    if not marks[0].isdigit():
        return "; ".join(sorted(marks, key=_order))
    runs = []
    for _, run in groupby(enumerate(sorted(map(int, marks))), lambda pair: pair[1] - pair[0]):
        row = [str(number) for _, number in run]
        runs += [f"{row[0]}–{row[-1]}"] if len(row) > 2 else row
    return f"[{','.join(runs)}]"


def _order(words: str) -> str:
    """What words are sorted by: letters without accents and case."""
    signs = unicodedata.normalize("NFKD", words)
    return "".join(sign for sign in signs if not unicodedata.combining(sign)).casefold()


def bibtex(name: str, taken: Claim, known: Mapping[str, Work]) -> str:
    """BibTeX: the keywords of each entry say what the work does for the claim.

    The claim itself stands above, for who reads the file, and is the chapter's note, for programs.
    """
    said = f"{taken.kind.capitalize()} {name} ({taken.grade}): {taken.says}"
    head = f"% {said}\n".replace("@", "(at)")
    entries = []
    for key, roles in taken.works.items():
        words = ", ".join(f"{role} {name}" for role in roles)
        more = f"  keywords = {{{words}}},\n"
        if _OWN & {*roles}:
            more += f"  annote = {{{chapter.tex(said)}}},\n"
        entry = "".join(line for line in known[key].bib.splitlines(True) if DAY not in line)
        entries.append(entry.removesuffix("}\n") + more + "}\n")
    return "\n".join([head, *entries])


def ris(name: str, taken: Claim, known: Mapping[str, Work]) -> str:
    """RIS: the same as keywords; the chapter's note holds the claim."""
    records = []
    for key, roles in taken.works.items():
        tags = "".join(f"KW  - {role} {name}\n" for role in roles)
        if _OWN & {*roles}:
            said = f"{taken.kind.capitalize()} {name} ({taken.grade}): {taken.says}"
            tags += f"N1  - {said}\n"
        record = "".join(line for line in known[key].ris.splitlines(True) if DAY not in line)
        records.append(record.removesuffix("ER  - \n") + f"{tags}ER  - \n")
    return "\n".join(records)


def files(name: str, taken: Claim, known: Mapping[str, Work]) -> Iterator[tuple[str, str]]:
    """Name and text of the files of one claim."""
    parts = [*taken.text, *taken.against]
    texts = (f"{title}\n\n{passage(parts, known, s)}" for s, title in STYLES.items())
    yield f"{name}.txt", "\n".join(texts)
    yield f"{name}.bib", bibtex(name, taken, known)
    yield f"{name}.ris", ris(name, taken, known)


def script(claims: Mapping[str, Claim], known: Mapping[str, Work]) -> str:
    """The same for all claims, as a script: a page opened as a file may load nothing else."""
    data = {
        "claims": {name: asdict(taken) for name, taken in claims.items()},
        "works": {key: asdict(work) for key, work in known.items()},
    }
    return f"window.claimsToGo = {json.dumps(data, ensure_ascii=False, indent=0)};\n"


def _write(app: Sphinx) -> None:
    books = register_of(app)
    sources = {name: chapter_of(app, name) for name in dict.fromkeys(books.chapter_of.values())}
    claims = {name: claim(books, name, sources[books.chapter_of[name]]) for name in books.claims}
    for name, one in books.sentences.items():
        source = sources.get(one.chapter) or chapter_of(app, one.chapter)
        sources.setdefault(one.chapter, source)
        claims[f"{proposals.KEY}{name}"] = proposals.sentence(books, one, source)
    keys = {key for taken in claims.values() for key in taken.works}
    chapters = sources.values()
    cache = Path(app.doctreedir) / "references"
    known = works(books, keys - {c.key for c in chapters}, chapters, cache)
    folder = Path(app.outdir) / "register"
    for room in ("claims", "sentences"):
        (folder / room).mkdir(parents=True, exist_ok=True)
    for key, taken in claims.items():
        name = key.removeprefix(proposals.KEY)
        for file, content in files(name, taken, known):
            write(folder / f"{taken.kind}s" / file, content)
    write(folder / "claims-to-go.js", script(claims, known))


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html" and register_of(app).claims:
        named = [chapter_of(app, name) for name in chapters(app)]
        once(app, "claims-to-go", partial(_write, app), named)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the files when the site is built."""
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
