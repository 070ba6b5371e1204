"""Which registries are asked about one entry of ``refs.bib``, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from livingreview.references.bibfile import Reference
from livingreview.watch.refs import ids
from livingreview.watch.refs.ids import Identifier
from livingreview.watch.refs.records import ARXIV, BIORXIV, CROSSREF, DATACITE, PUBMED, Record
from livingreview.watch.refs.registries import DATACITE_PREFIXES, HANDLE, Registries, Unreachable

T = TypeVar("T")


@dataclass
class Found:
    """Everything the registries said of one entry."""

    records: list[tuple[Identifier, Record]] = field(default_factory=list)  # of the work itself
    preprints: list[Record] = field(default_factory=list)  # of what the field preprint names
    absent: list[tuple[str, Identifier]] = field(default_factory=list)  # registry, what it lacks
    elsewhere: list[Identifier] = field(default_factory=list)  # exists; described by neither
    article: str = ""  # DOI of an article that names this preprint as its own
    asked: list[str] = field(default_factory=list)
    unreachable: dict[str, str] = field(default_factory=dict)


def identifiers(ref: Reference) -> list[Identifier]:
    """The identifiers of an entry that a registry can be asked about, without its preprint's."""
    found = []
    for doi in ids.dois_in(ref.fields.get("doi", "")):
        found += [Identifier("doi", doi), ids.of_doi(doi)]
    for kind in ("eprint", "pmid", "pmcid"):
        if value := ref.fields.get(kind):
            found.append(Identifier(kind, value))
    return list(dict.fromkeys(found))


def preprint_of(ref: Reference) -> tuple[str, Identifier] | None:
    """Server and identifier of the field ``preprint``."""
    field = ref.fields.get("preprint", "")
    return ids.of_preprint(field) if ":" in field else None


def cites_preprint(ref: Reference) -> bool:
    """Whether the entry cites a preprint itself, not a version of record."""
    venue = ref.fields.get("journal", "") + ref.fields.get("howpublished", "")
    server = any(name in venue.lower() for name in ("rxiv", "research square"))
    if ref.type != "misc":
        return server
    return server or any(
        one.kind == "eprint" or ids.is_biorxiv(one.value) for one in identifiers(ref)
    )


def prefetch(refs: Iterable[Reference], registries: Registries) -> None:
    """Ask for many entries at once what arXiv and PubMed answer in bulk; never raises."""
    every = [(one, ref) for ref in refs for one in identifiers(ref)]
    every += [(found[1], ref) for _, ref in list(every) if (found := preprint_of(ref))]
    registries.fetch_arxiv(one.value for one, _ in every if one.kind == "eprint")
    registries.fetch_pubmed(one.value for one, _ in every if one.kind == "pmid")
    registries.fetch_pmcids(one.value for one, ref in every if _only_pmcid(one, ref))
    registries.fetch_pubmed_of(
        one.value for one, ref in every if one.kind == "doi" and _wanted_of_pubmed(one, ref)
    )


def _only_pmcid(one: Identifier, ref: Reference) -> bool:
    return one.kind == "pmcid" and not ref.fields.get("pmid") and not ref.fields.get("doi")


def _wanted_of_pubmed(one: Identifier, ref: Reference) -> bool:
    ours = identifiers(ref)
    return (
        one in ours
        and not any(other.kind == "pmid" for other in ours)
        and not one.value.startswith(DATACITE_PREFIXES)
    )


def look_up(ref: Reference, registries: Registries) -> Found:
    """Ask every registry that may know the entry; what cannot be reached is named, not raised."""
    return _LookUp(ref, registries).run()


class _LookUp:
    def __init__(self, ref: Reference, registries: Registries) -> None:
        self.ref, self.registries, self.found = ref, registries, Found()

    def run(self) -> Found:
        ours = identifiers(self.ref)
        for one in ours:
            match one.kind:
                case "doi":
                    self._doi(one)
                case "eprint":
                    self._known(ARXIV, one, self.registries.arxiv)
                case "pmid":
                    self._known(PUBMED, one, self.registries.pubmed)
                case _ if _only_pmcid(one, self.ref):
                    self._pmcid(one)
        if cites_preprint(self.ref):
            self._published(ours)
        self._preprint()
        return self.found

    def _ask(self, registry: str, ask: Callable[[str], T], name: str, default: T) -> T:
        if registry not in self.found.asked:
            self.found.asked.append(registry)
        try:
            return ask(name)
        except Unreachable as error:
            self.found.unreachable[registry] = error.detail
            return default

    def _known(
        self, registry: str, one: Identifier, ask: Callable[[str], Record | None]
    ) -> Record | None:
        """A record of a registry that must know the identifier if there is such a thing."""
        record = self._ask(registry, ask, one.value, None)
        if record:
            self.found.records.append((one, record))
        elif registry not in self.found.unreachable:
            self.found.absent.append((registry, one))
        return record

    def _doi(self, one: Identifier) -> None:
        doi, registries, found = one.value, self.registries, self.found
        if not self._ask(HANDLE, registries.handle, doi, True):
            found.absent.append((HANDLE, one))
            return
        order = [(CROSSREF, registries.crossref), (DATACITE, registries.datacite)]
        if doi.startswith(DATACITE_PREFIXES):
            order.reverse()
        record = None
        for registry, ask in order:
            record = self._ask(registry, ask, doi, None)
            if record or registry in found.unreachable:
                break
        if record:
            found.records.append((one, record))
        elif not found.unreachable:
            found.elsewhere.append(one)
        if ids.is_biorxiv(doi):
            self._biorxiv(one, record)
        if _wanted_of_pubmed(one, self.ref):
            other = self._ask(PUBMED, registries.pubmed_of, doi, None)
            if other:
                found.records.append((one, other))

    def _biorxiv(self, one: Identifier, crossref: Record | None) -> None:
        said = [self.ref.fields.get("howpublished", ""), self.ref.fields.get("journal", "")]
        record = self._of_server(one.value, [*said, *(crossref.venues if crossref else ())])
        if record:
            self.found.records.append((one, record))

    def _of_server(self, doi: str, said: Iterable[str]) -> Record | None:
        medrxiv = "medrxiv" in " ".join(said).lower() or ids.server_of(doi) == "medRxiv"
        server = "medRxiv" if medrxiv else "bioRxiv"
        return self._ask(BIORXIV, lambda name: self.registries.biorxiv(name, server), doi, None)

    def _pmcid(self, one: Identifier) -> None:
        other = self._ask(PUBMED, self.registries.pmc, one.value, None)
        if other and other.ids.get("pmid"):
            self._known(PUBMED, Identifier("pmid", other.ids["pmid"]), self.registries.pubmed)
        elif not other and PUBMED not in self.found.unreachable:
            self.found.absent.append((PUBMED, one))

    def _published(self, ours: Iterable[Identifier]) -> None:
        """Nobody told that this preprint was published: does an article claim it?"""
        if any(record.published for _, record in self.found.records):
            return
        known = {one for one, record in self.found.records if record.preprint}
        for one in ours:
            if one in known:
                ask = self.registries.article_of_preprint
                self.found.article = self.found.article or self._ask(CROSSREF, ask, one.doi, "")

    def _preprint(self) -> None:
        named = preprint_of(self.ref)
        if named is None:
            return
        server, one = named
        if one.kind == "eprint":
            registry, record = ARXIV, self._ask(ARXIV, self.registries.arxiv, one.value, None)
        elif ids.is_biorxiv(one.value):
            registry, record = BIORXIV, self._of_server(one.value, [server])
        else:
            registry = CROSSREF
            record = self._ask(CROSSREF, self.registries.crossref, one.value, None)
        if record:
            self.found.preprints.append(record)
        elif registry in self.found.unreachable:
            return
        elif one.kind == "eprint":
            self.found.absent.append((ARXIV, one))
        elif not self._ask(HANDLE, self.registries.handle, one.value, True):
            self.found.absent.append((HANDLE, one))
