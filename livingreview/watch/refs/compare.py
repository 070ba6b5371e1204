"""One entry of ``refs.bib`` against what the registries said of it. Pure: nothing is asked here."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from livingreview.references.bibfile import WELL_FORMED, Reference
from livingreview.watch.refs import ids
from livingreview.watch.refs.lookup import Found, cites_preprint, preprint_of
from livingreview.watch.refs.match import (
    SAME_WORK,
    author_difference,
    authors_agree,
    bib_authors,
    bib_pages,
    escape,
    families,
    in_full,
    latex,
    likeness,
    our_authors,
    same_author,
    same_number,
    same_pages,
    same_venue,
)
from livingreview.watch.refs.records import ARXIV, PUBMED, Record
from livingreview.watch.refs.registries import HANDLE

ERROR, WARNING, NOTICE = "error", "warning", "notice"
LEVELS = (ERROR, WARNING, NOTICE)
CHECKS = (
    "exists", "title", "authors", "year", "venue", "volume", "pages", "published",
    "retracted", "concern", "corrected", "version", "identifier",
)  # fmt: skip
_NOTED_TITLE = re.compile(r"Preprint title: (.+?)(?:\. Author list|\Z)")


@dataclass(frozen=True)
class Finding:
    """One thing to know of an entry.

    ``check`` is one of ``CHECKS``, ``level`` one of ``LEVELS``; ``says`` is a sentence without
    its point, ``ours`` and ``theirs`` what stands on both sides, ``registry`` who says so,
    ``do`` what a person does about it. ``fix`` holds fields that could be written into the entry.
    """

    check: str
    level: str
    says: str
    ours: str = ""
    theirs: str = ""
    registry: str = ""
    do: str = ""
    fix: Mapping[str, str] = field(default_factory=dict)


def compare(ref: Reference, found: Found, versions: Mapping[str, str]) -> list[Finding]:
    """What is to be said of an entry, worst first.

    Args:
        ref: the entry.
        found: what the registries said.
        versions: the version of the preprint each registry named at the last check.
    """
    work = _Work(ref, found)
    findings = [
        *_existence(work), *_two_dois(work), *_titles(work), *_notices(work), *_authors(work),
        *_year(work), *_venue(work), *_numbers(work), *_published(work), *_preprint(work),
        *_versions(work, versions), *_identifiers(work),
    ]  # fmt: skip
    return sorted(findings, key=lambda finding: LEVELS.index(finding.level))


class _Work:
    """The entry with what several checks ask of it."""

    def __init__(self, ref: Reference, found: Found) -> None:
        self.ref, self.found, self.fields = ref, found, ref.fields
        self.title = latex(ref.fields.get("title", ""))
        noted = _NOTED_TITLE.search(latex(ref.fields.get("note", "")))
        self.preprint_title = noted[1] if noted else ""
        self.is_preprint = cites_preprint(ref)
        self.dois = ids.dois_in(ref.fields.get("doi", ""))
        named = preprint_of(ref)
        self.preprint_doi = named[1].value if named and named[1].kind == "doi" else ""
        every = [record for _, record in found.records]
        self.same = [r for r in every if same_work(self.title, r)]  # records of this very work
        self.version = [r for r in self.same if r.preprint == self.is_preprint]  # and version

    def __iter__(self) -> Iterator[Record]:
        return (record for _, record in self.found.records)


def _title_forms(record: Record) -> list[str]:
    whole = [f"{record.title}: {record.subtitle}"] if record.subtitle else []
    return [record.title, *whole]


def same_work(ours: str, record: Record) -> bool:
    """Whether the title of a record is that of our work, typing errors aside."""
    return max(likeness(ours, form) for form in _title_forms(record)) >= SAME_WORK


# -- does it exist, is it one work ----------------------------------------------------------------


def _existence(work: _Work) -> Iterator[Finding]:
    for registry, one in work.found.absent:
        late = one.kind == "pmcid"  # the converter learns of new articles late
        yield Finding(
            "exists", WARNING if late else ERROR, f"{registry} knows no {one}", str(one),
            registry=registry, do=f"correct the identifier {one.value}",
        )  # fmt: skip
    for one in work.found.elsewhere:
        yield Finding(
            "exists", NOTICE, f"{one} exists, but neither Crossref nor DataCite describes it",
            str(one), registry=HANDLE, do="compare the entry with the page of the work by hand",
        )  # fmt: skip


def _two_dois(work: _Work) -> Iterator[Finding]:
    do = "keep the DOI of the version cited; a preprint goes into the field preprint"
    if len(work.dois) > 1:
        yield Finding("identifier", ERROR, "the entry has two DOIs", ", ".join(work.dois), do=do)
    mine = {*work.dois, work.preprint_doi}
    if work.dois:
        for doi in ids.dois_in(work.fields.get("url", "")):
            if doi not in mine:
                yield Finding(
                    "identifier", ERROR, "the entry has two DOIs: doi and url name different ones",
                    work.dois[0], doi, do=do,
                )  # fmt: skip
        for one, record in work.found.records:
            theirs = record.ids.get("doi", "")
            if one.kind in ("pmid", "pmcid") and theirs and theirs not in mine:
                yield Finding(
                    "identifier", ERROR, f"the entry has two DOIs: {one} is that of another one",
                    work.dois[0], theirs, record.registry, do=f"correct {one.kind} or doi",
                )  # fmt: skip


def _titles(work: _Work) -> Iterator[Finding]:
    for one, record in work.found.records:
        accepted = [work.title, work.preprint_title if record.preprint else ""]
        forms = _title_forms(record)
        like = max(likeness(ours, form) for ours in filter(None, accepted) for form in forms)
        if like == 100:
            continue
        other_version = record.preprint and not work.is_preprint
        if like < SAME_WORK and not (other_version and _first_author(work, record)):
            says, level = f"{one} is a work with another title", ERROR
            do = "correct the identifier or the title"
        elif other_version:
            says, level = "the preprint has another title", WARNING
            do = "if it is the same work, add note = {Preprint title: ...}"
        else:
            says, level = "the title differs", WARNING
            do = "look at the work and correct the title"
        yield Finding("title", level, says, work.title, record.title, record.registry, do)


# -- was it corrected or retracted ----------------------------------------------------------------

_NOTICE_FINDINGS = {
    "retraction": (
        "retracted",
        ERROR,
        "retracted",
        "read the notice; drop what rests on this work",
    ),
    "concern": ("concern", WARNING, "under an expression of concern", "read the notice"),
    "correction": ("corrected", WARNING, "corrected", "read whether a number we cite changed"),
    "version": ("version", NOTICE, "replaced by a newer version", "look at the newer version"),
    "other": ("corrected", NOTICE, "updated", "read the notice"),
}


def _notices(work: _Work) -> Iterator[Finding]:
    for kind, (check, level, says, do) in _NOTICE_FINDINGS.items():
        notices = [
            (r, notice)
            for r in work
            for notice in r.notices
            if notice.kind == kind and (kind != "version" or notice.id != r.id)
        ]
        if notices:
            told = dict.fromkeys(
                " ".join(filter(None, (n.said, n.id, n.date, n.source and f"({n.source})")))
                for _, n in notices
            )
            who = ", ".join(dict.fromkeys(record.registry for record, _ in notices))
            yield Finding(check, level, f"the work was {says}", "", "; ".join(told), who, do)


# -- authors --------------------------------------------------------------------------------------


def _first_author(work: _Work, record: Record) -> bool:
    ours = our_authors(work.ref)
    return bool(ours and record.authors) and same_author(ours[0], record.authors[0])


def _authors(work: _Work) -> Iterator[Finding]:
    ours = our_authors(work.ref)
    records = [record for record in (*work.version, *work.same) if record.authors]
    if not records or not ours:
        return
    agreeing = [r for r in records if authors_agree(ours, r.authors, work.ref.complete)]
    if not agreeing:
        first = records[0]
        yield Finding(
            "authors", WARNING, author_difference(ours, first.authors, work.ref.complete),
            families(ours), families(first.authors), first.registry,
            "look at the work and correct the authors",
        )  # fmt: skip
    elif not work.ref.complete:
        named = [r for r in agreeing if all(a.given or a.group for a in r.authors)]
        # Given names in full are worth more than initials.
        best = max(named or agreeing, key=lambda r: in_full(r.authors))
        if len(best.authors) <= len(ours):
            says = f"our list ends in and others, but {best.registry} names no more"
        else:
            says = f"our list ends in and others: {len(ours)} of {len(best.authors)} authors"
        yield Finding(
            "authors", NOTICE, says, families(ours), families(best.authors), best.registry,
            "take the full list", {"author": bib_authors(best.authors)} if named else {},
        )  # fmt: skip


# -- year, venue, volume, pages -------------------------------------------------------------------


def _difference(
    work: _Work, check: str, name: str, ours: str,
    theirs: Callable[[Record], Sequence[str]], agree: Callable[[str, str], bool],
) -> Iterator[Finding]:  # fmt: skip
    """A finding if no registry that says something says what we say."""
    said = [(record, values) for record in work.version if (values := theirs(record))]
    if ours and said and not any(agree(ours, value) for _, values in said for value in values):
        record, values = said[0]
        do = f"look at the work and correct {name}"
        yield Finding(
            check, WARNING, f"the {name} differs", ours, " or ".join(values), record.registry, do
        )


def _year(work: _Work) -> Iterator[Finding]:
    year = work.fields.get("year", "")
    if year.isdigit():
        yield from _difference(
            work, "year", "year", year, lambda r: [str(year) for year in r.years], str.__eq__
        )


def _venue(work: _Work) -> Iterator[Finding]:
    if work.is_preprint and any(map(ids.is_biorxiv, work.dois)):
        return  # the DOI tells the server; Crossref names it in many ways
    for name in ("journal", "booktitle"):
        loose = name == "booktitle"
        yield from _difference(
            work, "venue", name, latex(work.fields.get(name, "")), lambda r: r.venues,
            lambda a, b, loose=loose: same_venue(a, b, loose),  # type: ignore[misc]
        )  # fmt: skip


def _numbers(work: _Work) -> Iterator[Finding]:
    for check, name in (("volume", "volume"), ("volume", "number"), ("pages", "pages")):
        ours = latex(work.fields.get(name, ""))
        agree = same_pages if name == "pages" else same_number
        yield from _difference(
            work, check, name, ours,
            lambda r, name=name: list(filter(None, [getattr(r, name)])),  # type: ignore[misc]
            agree,
        )  # fmt: skip
        if not ours and not work.is_preprint and work.ref.type == "article":
            record = next((r for r in work.version if getattr(r, name)), None)
            if record:
                value = getattr(record, name)
                fixed = bib_pages(value) if name == "pages" else escape(value)
                yield Finding(
                    check, NOTICE, f"the entry lacks {name}", "", value, record.registry,
                    f"add {name}", {name: fixed},
                )  # fmt: skip


# -- preprint and version of record ---------------------------------------------------------------


def _published(work: _Work) -> Iterator[Finding]:
    if not work.is_preprint:
        return
    told: dict[str, list[str]] = {}
    for record in work:
        for doi in record.published:
            if doi not in work.dois:
                told.setdefault(doi, []).append(record.registry)
    if work.found.article and work.found.article not in told:
        told[work.found.article] = ["Crossref"]
    for doi, who in told.items():
        own = next((str(one) for one, record in work.found.records if record.preprint), "")
        yield Finding(
            "published", WARNING, "the preprint was published", own, doi, ", ".join(who),
            "replace the entry by the version of record: take it out, run make ref "
            f"ID={shlex.quote(doi.removeprefix('PMID '))}, and write the new key where the old one "
            "stood",
        )  # fmt: skip


def _preprint(work: _Work) -> Iterator[Finding]:
    """Whether the field ``preprint`` names the preprint of this very work."""
    for record in work.found.preprints:
        if work.dois and record.published:
            if not set(record.published) & set(work.dois):
                yield Finding(
                    "published", WARNING, "the field preprint is that of another article",
                    work.dois[0], ", ".join(record.published), record.registry,
                    "correct the field preprint",
                )  # fmt: skip
            continue
        like = max(
            likeness(ours, form)
            for ours in filter(None, (work.title, work.preprint_title))
            for form in _title_forms(record)
        )
        if like < SAME_WORK and not _first_author(work, record):
            yield Finding(
                "published", WARNING, "the field preprint names a work with another title",
                work.title, record.title, record.registry, "correct the field preprint",
            )  # fmt: skip


def _versions(work: _Work, before: Mapping[str, str]) -> Iterator[Finding]:
    if work.is_preprint:
        for name, version in versions_of(work.found).items():
            last = before.get(name, "")
            if last.isdigit() and int(version) > int(last):
                yield Finding(
                    "version", NOTICE, f"the preprint has a new version, {version}", last, version,
                    name, "read whether a number we cite changed",
                )  # fmt: skip
    for record in work:
        for doi in record.newer:
            yield Finding(
                "version", NOTICE, "there is a newer version", record.id, doi, record.registry,
                "look whether the newer version should be cited",
            )  # fmt: skip


def versions_of(found: Found) -> dict[str, str]:
    """The newest version of the preprint by registry."""
    pairs = ((record.registry, record.version) for _, record in found.records if record.preprint)
    return {name: version for name, version in pairs if version.isdigit()}


# -- a second identifier --------------------------------------------------------------------------


def _identifiers(work: _Work) -> Iterator[Finding]:
    for kind in ("doi", "pmid", "pmcid"):
        if work.fields.get(kind):
            if kind != "doi":  # two DOIs are told apart above
                yield from _other_identifier(work, kind)
            continue
        values: Counter[str] = Counter()
        who: dict[str, str] = {}
        for record in work.version:
            value = record.ids.get(kind, "")
            if value and WELL_FORMED[kind][0](value):
                values[value] += 1
                who.setdefault(value, record.registry)
        if values:
            value = next(iter(values))
            yield Finding(
                "identifier", NOTICE, f"{who[value]} knows a {kind}", "", value, who[value],
                f"add {kind}", {kind: value} if len(values) == 1 else {},
            )  # fmt: skip
    if not work.is_preprint:
        yield from _of_preprint(work)


def _other_identifier(work: _Work, kind: str) -> Iterator[Finding]:
    """PubMed knows one article under another number than we write."""
    ours = work.fields[kind]
    for record in work.version:
        theirs = record.ids.get(kind, "")
        if record.registry == PUBMED and theirs and theirs != ours:
            yield Finding(
                "identifier", WARNING, f"the {kind} differs", ours, theirs, PUBMED,
                f"look at the work and correct {kind}",
            )  # fmt: skip


def _of_preprint(work: _Work) -> Iterator[Finding]:
    arxiv = [d for r in work.same if r.registry == ARXIV for d in r.published]
    if arxiv and not work.dois:
        yield Finding(
            "identifier", NOTICE, "arXiv names a DOI", "", arxiv[0], ARXIV,
            "if it is the version cited, add doi",
        )  # fmt: skip
    named = [doi for record in work.version for doi in record.preprints]
    if named and not work.fields.get("preprint"):
        one = ids.of_doi(named[0])
        server = ARXIV if one.kind == "eprint" else ids.server_of(one.value)
        known = server and work.fields.get("eprint") != one.value
        if known:
            value = f"{server}:{one.value}"
            yield Finding(
                "identifier", NOTICE, "Crossref names the preprint", "", value, "Crossref",
                "add preprint", {"preprint": value},
            )  # fmt: skip
