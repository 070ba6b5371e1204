"""Identifiers of a work, in the forms people paste them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"{}]+", re.I)
_NUMBER = r"\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*(?:\.[a-z]{2})?/\d{7}"  # since and before 2007
_ARXIV = re.compile(
    rf"(?:arxiv[.: ]\s*|arxiv\.org/(?:abs|pdf|html)/|\A)({_NUMBER})(v\d+)?(?:\.pdf)?(?=\W*\Z)",
    re.I,
)
_PMCID = re.compile(r"(?:\A|\W)PMC:?\s*([1-9]\d*)", re.I)
_PMID = re.compile(
    r"(?:\A|pmid:?\s*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/)([1-9]\d{0,8})(?=\W*\Z)", re.I
)
_BIORXIV = re.compile(r"10\.(?:1101|64898)/(?:\d{6}|(?:19|20)\d\d\.\d\d\.\d\d\.\d{5,8})\Z")
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({_NUMBER})(?:v\d+)?\Z")
# What a copied address adds to the DOI: query, version, view.
_TAIL = re.compile(
    r"(?:[?#].*|[.,;:\]>\"']+|\.full(?:[.-]text)?(?:\.pdf(?:\+html)?)?|\.abstract|/full|/pdf)\Z"
)
_VERSION = re.compile(r"v\d+\Z")


@dataclass(frozen=True)
class Identifier:
    """One identifier: ``kind`` is doi, eprint (arXiv), pmid or pmcid, ``value`` as in refs.bib."""

    kind: str
    value: str

    def __str__(self) -> str:
        names = {"doi": "doi:", "eprint": "arXiv:", "pmid": "PMID:", "pmcid": ""}
        return names[self.kind] + self.value

    @property
    def doi(self) -> str:
        """The DOI; arXiv makes one of each of its identifiers."""
        return f"10.48550/arxiv.{self.value}" if self.kind == "eprint" else self.value


def parse(text: str) -> Identifier | None:
    """Read an identifier or an address that holds one; None if it holds none.

    A DOI comes back in small letters, an arXiv identifier without its version; the DOI that
    arXiv makes of its own identifier is that identifier.
    """
    text = unquote(text.strip())
    if match := _DOI.search(text):
        return of_doi(_bare(match[0].lower()))
    if match := _ARXIV.search(text):
        return Identifier("eprint", match[1])
    if match := _PMCID.search(text):
        return Identifier("pmcid", f"PMC{match[1]}")
    if match := _PMID.search(text):
        return Identifier("pmid", match[1])
    return None


def of_doi(doi: str) -> Identifier:
    """The identifier that a bare DOI in small letters is."""
    match = _ARXIV_DOI.match(doi)
    return Identifier("eprint", match[1]) if match else Identifier("doi", doi)


def of_preprint(field: str) -> tuple[str, Identifier]:
    """Server and identifier of what stands in the field ``preprint``."""
    server, _, value = field.partition(":")
    return server, Identifier("eprint", value) if server == "arXiv" else of_doi(value.lower())


def _bare(doi: str) -> str:
    """The DOI without what an address or a sentence puts behind it."""
    while True:
        shorter = _TAIL.sub("", doi)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if is_biorxiv(_VERSION.sub("", shorter)):
            shorter = _VERSION.sub("", shorter)
        if shorter == doi:
            return doi
        doi = shorter


def dois_in(text: str) -> list[str]:
    """Every DOI that a field names, in small letters, in order."""
    return list(dict.fromkeys(_bare(match[0].lower()) for match in _DOI.finditer(unquote(text))))


def is_biorxiv(doi: str) -> bool:
    """Whether a DOI is of bioRxiv or medRxiv: old or new prefix, old or new form."""
    return bool(_BIORXIV.match(doi))


def server_of(doi: str) -> str:
    """The preprint server of a DOI; empty if its form does not tell.

    medRxiv numbers have eight digits, those of bioRxiv six.
    """
    if is_biorxiv(doi):
        return "medRxiv" if re.search(r"\.\d{8}\Z", doi) else "bioRxiv"
    return "Research Square" if doi.startswith("10.21203/rs.") else ""
