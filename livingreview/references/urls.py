"""What is wrong with an address as it is written; nobody is asked.

Each rule is a function from the parts of an address to what was found and what to do, or None.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from livingreview.references.identifiers import bare_doi, is_arxiv, is_doi

URL = re.compile(r"""\b(?:https?|ftp|file)://[^\s<>"'`|\\^{}]+""", re.I)
TRACKING = re.compile(
    r"utm_\w+|ga_\w+|_ga|_gl|_hs\w+|hsCtaTracking|mc_[ce]id|mkt_tok|(fb|g|d|tw|y)clid|[gw]braid"
    r"|msclkid|li_fat_id|igshid|ref_src|ref_url|trk|campaign_id|cmpid|srsltid|vero_id|WT\.mc_id",
    re.I,
)
SESSION = re.compile(
    r"(?:php|asp|j)?sess(?:ion)?_?id|sid|cfid|cftoken|auth_?token|access_token", re.I
)
PROXY = re.compile(
    r"(?:^|[.-])(?:ez-?proxy|lib-?proxy|proxy\.lib|login\.proxy|webvpn|proxy1?)(?=[.-])"
    r"|\.idm\.oclc\.org$|-com\.[^.]+\.(?:proxy|idm)\.",
)
DOI_HOSTS = ("doi.org", "dx.doi.org", "www.doi.org")
# A sign as HTML or LaTeX writes it.
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|#\d+);|\\[%_#&~$]")
Fault = tuple[str, str]


def is_loopback(host: str) -> bool:
    """Whether a host name or number means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def host_of(url: str) -> str:
    """The host of an address, in small letters; empty if there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_example(url: str) -> bool:
    """Whether the host is one that documentation may use freely (RFC 2606, RFC 6761)."""
    return bool(re.search(r"(^|\.)example(\.(org|com|net))?$", host_of(url)))


def in_text(text: str) -> Iterator[str]:
    """Each address of a line, without the bracket or full stop that stands around it.

    Within the brackets of a link, ``<...>`` or ``](...)``, every sign is of the address.
    """
    place = 0
    while match := URL.search(text, place):
        end = match.start() + _balanced(match[0])
        url = text[match.start() : end]
        yield url if _in_brackets(text, match.start(), end) else url.rstrip(".,;:!?*_~")
        place = end


def _in_brackets(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 2, 0) : start], text[end : end + 1]
    return (before[-1:] == "<" and after == ">") or (before == "](" and after in (")", " "))


def _balanced(url: str) -> int:
    """The length of the part that closes no bracket it did not open."""
    opened = {")": 0, "]": 0}
    for place, sign in enumerate(url):
        if sign in "([":
            opened[")" if sign == "(" else "]"] += 1
        elif sign in opened:
            opened[sign] -= 1
            if opened[sign] < 0:
                return place
    return len(url)


def faults(url: str) -> Iterator[Fault]:
    """What is wrong with an address: pairs of what was found and what to do."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        yield f"{url} is no address ({error})", "mend it"
        return
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        yield f"{url} leads nowhere a reader can follow", "write a full https address"
        return
    for rule in RULES:
        if fault := rule(url, parts):
            yield fault


def _signs(url: str, parts: SplitResult) -> Fault | None:
    if _ESCAPED.search(url):
        return None  # the next rule names it
    if re.search(r"%(?![0-9a-fA-F]{2})", url):
        return f"{url} holds a percent sign that encodes nothing", "write it as %25"
    if not url.isascii() or re.search(r'[\s<>"{}|\\^`]', url):
        remedy = "write " + quote(url, safe=":/?#[]@!$&'()*+,;=%~")
        return f"{url} holds signs that an address may not hold", remedy
    start = url.partition("://")[0] + parts.netloc.rpartition("@")[2]
    if start != start.lower():
        return f"{url} begins with capitals", "write the scheme and the host in small letters"
    return None


def _end(url: str, parts: SplitResult) -> Fault | None:
    bare = _ESCAPED.sub(lambda sign: unescape(sign[0]).removeprefix("\\"), url)
    bare = bare[: _balanced(bare)].rstrip(".,;:!?")
    if bare != url and not _doi(url, parts):
        return f"{url} holds signs of the text around it", f"write {bare}"
    return None


def _host(url: str, parts: SplitResult) -> Fault | None:
    host = parts.hostname or ""
    if is_loopback(host):
        return f"{url} is on this machine only", "write the public address"
    if "." not in host and ":" not in host:
        return f"{url} has a host without a domain", "write the whole name of the host"
    return None


def _password(url: str, parts: SplitResult) -> Fault | None:
    if "@" in parts.netloc:
        clean = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return f"an address at {parts.hostname} carries a name or password", f"write {clean}"
    return None


def _https(url: str, parts: SplitResult) -> Fault | None:
    if _doi(url, parts) or _arxiv(url, parts):
        return None  # they name the whole address to write
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        return f"{url} is not encrypted", f"write https{url[4:]}"
    return None


def _tracking(url: str, parts: SplitResult) -> Fault | None:
    return _parameter(url, parts, TRACKING, "a tracking parameter")


def _session(url: str, parts: SplitResult) -> Fault | None:
    if match := re.search(r";jsessionid=[^/?#]*", url, re.I):
        return f"{url} carries a session id", f"write {url.replace(match[0], '')}"
    return _parameter(url, parts, SESSION, "a session id")


def _parameter(url: str, parts: SplitResult, names: re.Pattern[str], what: str) -> Fault | None:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not names.fullmatch(name)]
    if len(kept) == len(pairs):
        return None
    found = next(name for name, _ in pairs if names.fullmatch(name))
    clean = parts._replace(query=urlencode(kept)).geturl()
    return f"{url} carries {what}, {found}", f"write {clean}"


def _proxy(url: str, parts: SplitResult) -> Fault | None:
    if PROXY.search(parts.hostname or ""):
        return (
            f"{url} goes through a library's proxy",
            "write the publisher's address",
        )
    return None


def _doi(url: str, parts: SplitResult) -> Fault | None:
    if parts.hostname not in DOI_HOSTS:
        return None
    name = unquote(parts.path.lstrip("/")).lower().removeprefix("doi:")
    if not is_doi(name):
        bare = bare_doi(name)
        right = doi_url(bare) if is_doi(bare) else "https://doi.org/10...."
        return f"{url} holds no well-formed DOI", f"write {right}"
    right = doi_url(name) + (f"#{parts.fragment}" if parts.fragment else "")
    return None if url == right else (f"{url} is not the one form of this DOI", f"write {right}")


def _arxiv(url: str, parts: SplitResult) -> Fault | None:
    if not re.fullmatch(r"(www\.|export\.)?arxiv\.org", parts.hostname or ""):
        return None
    match = re.fullmatch(r"/(abs|pdf|html)/(.+?)(v\d+)?(\.pdf)?", parts.path)
    if not match:
        return None
    if not is_arxiv(match[2]):
        return f"{url} holds no well-formed arXiv identifier", "mend it"
    right = f"https://arxiv.org/abs/{match[2]}"
    if url == right:
        return None
    return f"{url} is not the address of the work, whatever its version", f"write {right}"


RULES: tuple[Callable[[str, SplitResult], Fault | None], ...] = (
    _signs, _end, _host, _password, _doi, _arxiv, _https, _tracking, _session, _proxy,
)  # fmt: skip


def doi_url(doi: str) -> str:
    """The one address of a DOI; signs that an address may not hold are encoded."""
    return "https://doi.org/" + quote(doi, safe="/:;()._-~+,!*'$&=@")
