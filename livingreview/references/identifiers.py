"""Whether an identifier is well-formed: form, month and check digit, without asking anybody."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from urllib.parse import unquote

DOI = re.compile(r"10\.\d{4,9}/[!-@\[-~]+")  # what is printed in ASCII, without capitals
# What an address has behind a DOI: a query, a part of the page, a form of the text.
_BEHIND = re.compile(
    r"(?:\?.*|#[\w:].*|[./](?:full(?:-?text)?|abstract|e?pdf|html?|xml|epub|meta)|/+)\Z"
)
# arXiv, bioRxiv and medRxiv have one DOI for all versions; an address may name one.
_VERSION = re.compile(r"(10\.(?:48550/arxiv\.|1101/|64898/)[\d.]+)v\d+\Z")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_ARXIV = re.compile(r"(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])\.(?P<number>\d{4,5})")
_OLD_ARXIV = re.compile(r"[a-z]+(-[a-z]+)*(\.[A-Z]{2})?/(9[1-9]|0[0-7])(0[1-9]|1[0-2])\d{3}")
PREPRINT_SERVERS = ("bioRxiv", "medRxiv", "Research Square", "arXiv")


def is_doi(value: str) -> bool:
    """A bare DOI in small letters (DOIs do not tell case apart: DOI Handbook, 2.4).

    It holds no mark-up, closes its brackets, and nothing clings to its end, as in
    ``10.1000/x.1.``, ``10.1000/x&lt;`` or ``10.1000/x.pdf``.
    """
    closed = all(value.count(one) == value.count(other) for one, other in ("()", "[]", "<>"))
    return bool(DOI.fullmatch(value)) and closed and value == bare_doi(value)


def bare_doi(value: str) -> str:
    """A DOI without what surrounds it in texts: address, mark-up, what stands behind it."""
    doi = html.unescape(re.sub(r"\\(.)", r"\1", value.strip())).lower().translate(_DASHES)
    doi = re.sub(r"^(https?://)?((dx\.|www\.)?doi\.org/)?(doi:\s*)?", "", doi)
    doi = re.sub(r"%[0-9a-f]{2}", lambda sign: unquote(sign[0]), doi)
    before = ""
    while doi and doi != before:
        before = doi
        if doi[-1] in ".,;:'\"…’”([<{" or _closes_nothing(doi):
            doi = doi[:-1]
        doi = _VERSION.sub(r"\1", _BEHIND.sub("", doi))
    return doi


def _closes_nothing(text: str) -> bool:
    """Whether the last sign is a bracket that none opened."""
    opened = {")": "(", "]": "[", ">": "<", "}": "{"}.get(text[-1])
    return opened is not None and text.count(text[-1]) > text.count(opened)


def one_form(name: str) -> str:
    """An identifier as it is compared: in small letters, without a version.

    ``name`` says its kind, as ``doi:10.1000/x``, ``arXiv:2503.14571`` or ``PMID:1``; ``PMC1`` and
    an address need not. The DOI that arXiv makes of its own identifier is that identifier, and the
    address of a page of OpenReview is the identifier it holds.
    """
    kind, _, rest = name.strip().partition(":")
    form = f"doi:{bare_doi(rest)}" if kind.lower() == "doi" else name.strip().lower()
    form = form.replace("doi:10.48550/arxiv.", "arxiv:")
    form = re.sub(r"^https?://openreview\.net/(?:forum|pdf)\?id=", "openreview:", form)
    return re.sub(r"v\d+\Z", "", form) if form.startswith("arxiv:") else form


def day_has_come(iso: str) -> bool:
    """Whether a text is a day as 2026-11-22 that has begun somewhere on earth."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
        return False
    try:
        return date.fromisoformat(iso) <= datetime.now(timezone(timedelta(hours=14))).date()
    except ValueError:
        return False


def is_swhid(value: str) -> bool:
    """An identifier of Software Heritage, with or without qualifiers (ISO/IEC 18670)."""
    return bool(re.fullmatch(r"swh:1:(cnt|dir|rev|rel|snp):[0-9a-f]{40}(;\w+=[^\s;]+)*", value))


def is_arxiv(value: str) -> bool:
    """An arXiv identifier without version (arxiv.org/help/arxiv_identifier).

    Four digits follow the month until the end of 2014, five since; before April 2007 the archive
    stands in front, as in ``q-bio/0401001``.
    """
    match = _ARXIV.fullmatch(value)
    if not match:
        return bool(_OLD_ARXIV.fullmatch(value))
    month = match["year"] + match["month"]
    return month >= "0704" and len(match["number"]) == (5 if month >= "1501" else 4)


def is_pmid(value: str) -> bool:
    """The digits of a PubMed identifier."""
    return bool(re.fullmatch(r"[1-9]\d{0,7}", value))


def is_pmcid(value: str) -> bool:
    """A PubMed Central identifier, PMC and digits."""
    return bool(re.fullmatch(r"PMC[1-9]\d{0,7}", value))


def is_isbn(value: str) -> bool:
    """An ISBN of ten or thirteen digits, hyphens apart, with its check digit (ISO 2108)."""
    if not re.fullmatch(r"\d(-?\d)*-?[\dX]", value):
        return False
    digits = [10 if sign == "X" else int(sign) for sign in value.replace("-", "")]
    if len(digits) == 10:
        return sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
    if len(digits) != 13 or "X" in value or digits[:3] not in ([9, 7, 8], [9, 7, 9]):
        return False
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def is_orcid(value: str) -> bool:
    """An ORCID in four groups with its check digit (ISO 7064, MOD 11-2)."""
    if not re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", value):
        return False
    total = 0
    for digit in value.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == value[-1]


def is_preprint(value: str) -> bool:
    """Server and identifier: ``bioRxiv:10.1101/...`` or ``arXiv:2503.14571``."""
    server, _, number = value.partition(":")
    return is_arxiv(number) if server == "arXiv" else server in PREPRINT_SERVERS and is_doi(number)


WELL_FORMED: dict[str, tuple[Callable[[str], bool], str]] = {
    "doi": (is_doi, "a bare DOI in small letters, 10.1038/..."),
    "eprint": (is_arxiv, "an arXiv identifier without version, 2503.14571"),
    "pmid": (is_pmid, "the digits of the PubMed identifier"),
    "pmcid": (is_pmcid, "PMC and digits"),
    "isbn": (is_isbn, "ten or thirteen digits with a check digit that fits"),
    "swhid": (is_swhid, "swh:1:, kind and 40 digits of the checksum"),
    "orcid": (is_orcid, "four groups of four with a check digit that fits"),
    "preprint": (is_preprint, "server and identifier, bioRxiv:10.1101/... or arXiv:2503.14571"),
}
