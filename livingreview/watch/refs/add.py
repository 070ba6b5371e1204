"""``make ref ID=...``: a new entry of ``refs.bib`` from what the registries say of the work."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from livingreview import files
from livingreview.problems import Refused, say
from livingreview.references import bibfile
from livingreview.references.bibfile import Reference, ascii_letters
from livingreview.references.folding import fold
from livingreview.watch.refs import bibedit, ids
from livingreview.watch.refs.check import registries
from livingreview.watch.refs.ids import Identifier
from livingreview.watch.refs.lookup import identifiers, preprint_of
from livingreview.watch.refs.match import bib_authors, bib_pages, escape, latex
from livingreview.watch.refs.records import ARXIV, Author, Record
from livingreview.watch.refs.registries import DATACITE_PREFIXES, Registries, Unreachable

_TYPES = {
    "journal-article": "article",
    "proceedings-article": "inproceedings",
    "book-chapter": "incollection",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "dissertation": "phdthesis",
    "JournalArticle": "article",
    "ConferencePaper": "inproceedings",
    "BookChapter": "incollection",
    "Book": "book",
    "Dissertation": "phdthesis",
}
_VENUE = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
# Words that tell no work of this field from another.
_WEAK = frozenset({
    "about", "across", "after", "against", "analysis", "and", "approach", "approaches", "are",
    "based", "benchmark", "benchmarking", "between", "beyond", "can", "cell", "cells",
    "comprehensive", "data", "deep", "does", "evaluating", "evaluation", "expression", "for",
    "framework", "from", "gene", "genes", "genome", "genomes", "genomic", "genomics", "has",
    "have", "how", "human", "into", "large", "language", "learning", "method", "methods",
    "model", "modeling", "modelling", "models", "more", "network", "networks", "neural",
    "new", "not", "novel", "over", "predict", "predicting", "prediction", "predictions",
    "predicts", "reveal", "reveals", "scale", "sequence", "sequences", "sequencing", "single",
    "study", "that", "the", "their", "through", "toward", "towards", "under", "using", "via",
    "what", "when", "where", "which", "with", "without",
})  # fmt: skip
_NAME = re.compile(r"([^\W\d_][\w/-]*(?: \d+)?): ")  # at the beginning of a title


@dataclass
class Work:
    """What is to be added: the record to cite, others that say more, the preprint's field."""

    record: Record
    others: list[Record] = field(default_factory=list)
    preprint: str = ""
    said: list[str] = field(default_factory=list)  # what the user should know

    def ids(self) -> dict[str, str]:
        """Every identifier of the version to cite."""
        found: dict[str, str] = {}
        for record in (self.record, *self.others):
            found = {**record.ids, **found}
        return found


def add(
    root: Path,
    text: str,
    new_paper: Callable[[Path, str], int],
    ask: Callable[[], Registries] = registries,
) -> int:
    """Add the work that an identifier names to ``refs.bib``, and a skeleton of its paper's file.

    Args:
        root: the book's folder.
        text: a DOI, arXiv, PubMed or PMC identifier, or an address that holds one.
        new_paper: writes the skeleton for a key.
        ask: makes the registries.

    Returns 0; 1 if the work was refused, and then nothing was written; 2 for no identifier.
    """
    one = ids.parse(text)
    if one is None:
        say(
            f"{text!r} holds no identifier; give a DOI, arXiv:2306.15006, a PubMed number or PMC..."
        )
        return 2
    file = root / "refs.bib"
    works, problems = bibfile.read(file)
    if problems and not works:
        say(str(problems[0]))
        return 1
    try:
        _refuse_known(file, works, [one])
        work = resolve(one, ask())
        theirs = [Identifier(kind, value) for kind, value in work.ids().items()]
        if work.preprint:
            theirs.append(ids.of_preprint(work.preprint)[1])
        _refuse_known(file, works, theirs)
        _refuse_title(file, works, work.record)
        taken = {path.stem for path in (root / "evidence" / "papers").glob("*.yaml")}
        key, entry = build(work, {*works, *taken})
        _insert(file, key, entry)
    except Refused as refusal:
        say(f"{refusal}; nothing was written")
        return 1
    except Unreachable as error:
        say(f"{error}; nothing was written, try later")
        return 1
    for line in work.said:
        say(line)
    print(entry)
    return new_paper(root, key)


# -- is it there already --------------------------------------------------------------------------


def _refuse_known(file: Path, works: Mapping[str, Reference], wanted: Iterable[Identifier]) -> None:
    for one in wanted:
        for key, ref in works.items():
            named = preprint_of(ref)
            if one in identifiers(ref):
                how = f"has {one}"
                if one.kind in ("doi", "eprint") and ids.server_of(one.value):
                    how += "; to replace a preprint by its version of record, take it out first"
            elif named and one == named[1]:
                how = f"has {one} as its preprint"
            else:
                continue
            raise Refused(f"{file.name}:{ref.line}: {key} {how}")


def _refuse_title(file: Path, works: Mapping[str, Reference], record: Record) -> None:
    title = fold(_title(record))
    for key, ref in works.items():
        if title and fold(latex(ref.fields.get("title", ""))) == title:
            raise Refused(f"{file.name}:{ref.line}: {key} has the same title")


# -- what the work is -----------------------------------------------------------------------------


def resolve(one: Identifier, asked: Registries) -> Work:
    """The version of record that an identifier leads to, or the preprint if there is none.

    Raises ``Refused`` if there is no such work and ``Unreachable`` if it cannot be told.
    """
    said = []
    record = _record(one, asked)
    preprint = ""
    if record.preprint:
        doi = _published_as(record, asked)
        if doi:
            preprint = _preprint_field(record)
            said.append(f"{_identifier(record)} was published as doi:{doi}; this version is cited")
            record = _of_doi(doi, asked)
    elif record.preprints:
        preprint = _preprint_field(Record("", record.preprints[0]))
    work = Work(record, preprint=preprint, said=said)
    doi = record.ids.get("doi", "")
    if doi and "pmid" not in record.ids and not doi.startswith(DATACITE_PREFIXES):
        try:
            other = asked.pubmed_of(doi)
            work.others += [other] if other else []
        except Unreachable as error:
            said.append(f"{error}; make refs looks again")
    for notice in (n for r in (record, *work.others) for n in r.notices):
        if notice.kind in ("retraction", "concern"):
            said.append(f"Beware: {notice.said} {notice.id} {notice.date}".rstrip())
    return work


def _identifier(record: Record) -> Identifier:
    return Identifier("eprint", record.id) if record.registry == ARXIV else ids.of_doi(record.id)


def _record(one: Identifier, asked: Registries) -> Record:
    if one.kind == "doi":
        return _of_doi(one.value, asked)
    if one.kind == "pmcid":
        named = asked.pmc(one.value)
        if named is None:
            raise Refused(f"PubMed Central knows no {one}")
        kind = "doi" if "doi" in named.ids else "pmid"
        return _record(Identifier(kind, named.ids[kind]), asked)
    record = asked.arxiv(one.value) if one.kind == "eprint" else asked.pubmed(one.value)
    if record is None:
        raise Refused(f"{'arXiv' if one.kind == 'eprint' else 'PubMed'} knows no {one}")
    if one.kind == "pmid" and "doi" in record.ids:
        return _of_doi(record.ids["doi"], asked)
    return record


def _of_doi(doi: str, asked: Registries) -> Record:
    order = [asked.crossref, asked.datacite]
    if doi.startswith(DATACITE_PREFIXES):
        order.reverse()
    for ask in order:
        if record := ask(doi):
            return record
    if asked.handle(doi):
        raise Refused(f"doi:{doi} exists, but neither Crossref nor DataCite describes it")
    raise Refused(f"doi:{doi} does not exist: doi.org knows no such handle")


def _published_as(record: Record, asked: Registries) -> str:
    """The DOI of the version of record of a preprint; empty if there is none yet."""
    named = list(record.published)
    if not named and ids.is_biorxiv(record.id):
        server = "medRxiv" if ids.server_of(record.id) == "medRxiv" else "bioRxiv"
        other = asked.biorxiv(record.id, server)
        named += other.published if other else ()
    for name in named:
        if not name.startswith("PMID "):
            return name
        article = asked.pubmed(name.removeprefix("PMID "))
        if article and "doi" in article.ids:
            return article.ids["doi"]
    return asked.article_of_preprint(_identifier(record).doi)


def _preprint_field(record: Record) -> str:
    """The field ``preprint``; empty for a server that the field does not know."""
    one = _identifier(record)
    server = ARXIV if one.kind == "eprint" else ids.server_of(one.value)
    return f"{server}:{one.value}" if server else ""


# -- the entry ------------------------------------------------------------------------------------


def build(work: Work, taken: Iterable[str]) -> tuple[str, str]:
    """Key and text of the entry. Raises ``Refused`` if the records lack what it needs."""
    record = work.record
    named = [r.authors for r in (record, *work.others) if r.authors]
    for what, there in (
        ("author", bool(named)), ("title", bool(record.title)), ("year", bool(record.years)),
    ):  # fmt: skip
        if not there:
            raise Refused(f"{record.registry} gives no {what} for {_identifier(record)}")
    kind = "misc" if record.preprint else _TYPES.get(record.type, "misc")
    title, year = _title(record), str(record.years[0])
    fields = {
        "author": bib_authors(named[0]),
        "title": protect(title),
        "year": year,
        "preprint": work.preprint,
    }
    if record.registry == ARXIV:
        fields |= {"eprint": record.id, "archiveprefix": ARXIV}
    else:
        venue = record.venues[0] if record.venues else ""
        server = ids.server_of(record.ids.get("doi", ""))
        fields[_VENUE.get(kind, "howpublished")] = escape(server or venue or record.publisher)
        fields |= {"volume": record.volume, "number": record.number}
        fields["pages"] = bib_pages(record.pages)
        if kind in ("book", "incollection"):
            fields["publisher"] = escape(record.publisher)
        if kind == "phdthesis":
            fields["school"] = escape(record.publisher)
        if kind in ("book", "phdthesis"):
            fields["howpublished"] = ""
    known = work.ids()
    fields |= {name: known.get(name, "") for name in ("doi", "pmid", "pmcid")}
    key = _key(named[0][0], year, title, frozenset(taken))
    return key, bibedit.entry(kind, key, {name: value for name, value in fields.items() if value})


def _title(record: Record) -> str:
    title = record.title.rstrip(".")
    if record.subtitle and fold(record.subtitle) not in fold(title):
        title = f"{title}: {record.subtitle.rstrip('.')}"
    return title


def protect(title: str) -> str:
    """A title with braces around what must keep its case.

    These are a name before the first colon (Basset: ...), words with a capital behind their first
    letter or with a digit (DNA, mRNA, TAL1), single capitals within the title (T cells) and, where
    the title is in sentence case, words that begin with a capital within a sentence. Of hyphenated
    words only such parts are braced, but a name with a number (DNABERT-2) is one.
    """
    head = _NAME.match(title)
    out = [f"{{{escape(head[1])}}}:"] if head else []
    words = title[head.end() :].split() if head else title.split()
    long = [word for word in words[1:] if re.match(r"[^\W\d_]{4}", word)]
    sentence = sum(word[0].isupper() for word in long) * 2 < len(long)
    starts = True
    for word in words:
        out.append(_protected(word, starts, sentence))
        starts = word.endswith((":", "?", "!", ".", "–", "—"))
    return " ".join(out)


def _protected(word: str, starts: bool, sentence: bool) -> str:
    match = re.fullmatch(r"(\W*)(.*?)([^\w+]*)", word)
    before, core, after = match.groups() if match else ("", word, "")
    whole = re.fullmatch(r"[^\W\d_]+[-/]?\w*\d+\w*\+?", core) and re.search(r"[A-Z]", core)
    parts = [core] if whole else re.split(r"([-/‐–])", core)
    first = starts
    done = []
    for part in parts:
        inner = any(sign.isupper() for sign in part[1:])
        number = any(s.isdigit() for s in part) and any(s.isupper() for s in part)
        single = len(part) == 1 and part.isupper() and not starts and part not in ("A", "I")
        name = sentence and not first and part[:1].isupper()
        text = escape(part)
        done.append(f"{{{text}}}" if inner or number or single or name else text)
        first = False
    return f"{escape(before)}{''.join(done)}{escape(after)}"


def _key(first: Author, year: str, title: str, taken: frozenset[str]) -> str:
    """First author, year and a telling word of the title; unlike every key that is taken."""
    family = first.family.split()[0] if first.group else first.family
    name = ascii_letters(family) or "anonymous"
    head = _NAME.match(title)
    raw = [part for word in title.split() for part in ([word] if _marked(word) else _parts(word))]
    marked = [word for word in raw if _marked(word)]
    strong = [part for part in raw if len(part) > 3 and part.casefold() not in _WEAK]
    named = [*([head[1]] if head else []), *marked, *strong, *raw]
    letters = ("".join(fold(word).split()) for word in named)
    candidates = [word for word in letters if word and word.isascii()]
    for word in dict.fromkeys(candidates or ["work"]):
        if (key := f"{name}{year}{word}") not in taken:
            return key
    stem = f"{name}{year}{(candidates or ['work'])[0]}"
    return next(
        key for number in range(2, len(taken) + 3) if (key := f"{stem}{number}") not in taken
    )


def _marked(word: str) -> bool:
    """Whether a word is a name of its own: a capital behind the first letter."""
    return len(word) > 3 and any(s.isupper() for s in word[1:]) and word.strip(":,.") != "CRISPR"


def _parts(word: str) -> list[str]:
    return re.findall(r"[^\W_]+", word)


# -- writing --------------------------------------------------------------------------------------


def _insert(file: Path, key: str, entry: str) -> None:
    """Write the bibliography with the entry, unless it would then have a new fault."""
    old = file.read_bytes().decode()
    new = bibedit.insert(old, key, entry)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        copy.write_bytes(new.encode())
        before = {(one.field, one.found) for one in bibfile.read(file)[1]}
        faults = [p for p in bibfile.read(copy)[1] if (p.field, p.found) not in before]
    if faults:
        raise Refused(f"the entry would have a fault: {faults[0].found}; write it by hand")
    files.write(file, new)
