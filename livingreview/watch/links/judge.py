"""What an answer means for a link: its class, and why.

==============  ====================================================================
working         answered as it should
moved           permanently elsewhere (301, 308): the new address is proposed
redirected      answered from elsewhere, for now
blocked         refused to a program (401, 403, 429 and others, a bot wall)
unavailable     a fault of the server or the way to it, which may pass
tls             the certificate or the encryption fails
dead            the page is gone (404, 410)
dead-host       no such host
dead-anchor     the page is there, the place on it is not
loop            redirected without end
soft-404        says that it was found, and shows that it was not
wrong-content   answered with something else than the link promises
unknown         none of these: a person must look
unchecked       the time of the run was over
==============  ====================================================================
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from livingreview.watch.web import Answer

GOOD = ("working", "moved", "redirected")
BAD = (
    "dead", "dead-host", "dead-anchor", "loop", "soft-404", "wrong-content", "unknown", "blocked",
    "tls", "unavailable", "unchecked",
)  # fmt: skip
PATIENT = ("tls", "unavailable", "unchecked")  # these fail only when they last
_ERRORS = {
    "deadline": "unchecked", "dns": "dead-host", "loop": "loop", "tls": "tls",
    "bad-redirect": "unknown", "bad-url": "unknown",
}  # fmt: skip
_BLOCKED = (401, 403, 405, 406, 407, 418, 429, 451)
_WALL = re.compile(
    r"just a moment|attention required!|checking your browser|pardon our interruption"
    r"|are you a robot|client challenge|verify(ing)? (that )?you are (a )?human"
    r"|access (to this page )?(is |was )?denied|enable javascript and cookies",
    re.I,
)
_NOT_FOUND = re.compile(
    r"^\W*(error\W*)?404\b|\b404\W+(error|not found)"
    r"|\bpage (is |was |could |can)?\s?not (be )?found|^\W*not found\b"
    r"|\b(page|article|document) (no longer|does not|doesn.t) exist",
    re.I,
)
_HOME = re.compile(r"/?(index\.\w+|home/?)?", re.I)
_NO_ANCHOR = re.compile(r"!|/|:~:|L\d+(-L?\d+)?$|page=|nameddest=|xywh=|t=")


@dataclass
class Page:
    """What of a page matters: its title, its anchors, where it sends the reader on."""

    title: str = ""
    anchors: set[str] = field(default_factory=set)
    refresh: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._in_title = False
        self._without_scripts = False  # inside <noscript>: what a browser does not see

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.page.anchors |= {values[name] for name in ("id", "name") if values.get(name)}
        self._in_title = tag == "title" and not self.page.title
        self._without_scripts |= tag == "noscript"
        if self._without_scripts:
            return
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            match = re.match(
                r"\s*(\d+)[^;,]*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", values.get("content", ""), re.I
            )
            if match and int(match[1]) <= 5:
                self.page.refresh = match[2].strip()

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        self._without_scripts &= tag != "noscript"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.page.title += data


def read_page(answer: Answer) -> Page:
    """Title, anchors and forwarding of an HTML page; an empty page for anything else."""
    if not _is_html(answer):
        return Page()
    match = re.search(r"charset=[\"']?([\w-]+)", answer.headers.get("content-type", ""), re.I)
    try:
        text = answer.body.decode(match[1] if match else "utf-8", "replace")
    except (LookupError, UnicodeError):  # no such codec, or one that is for no pages
        text = answer.body.decode("utf-8", "replace")
    reader = _Reader()
    with suppress(AssertionError):  # html.parser's word for a section it does not know: <![x
        reader.feed(text)
    page = reader.page
    page.title = " ".join(page.title.split())
    try:
        page.refresh = page.refresh and urljoin(answer.final_url, page.refresh)
    except ValueError:
        page.refresh = ""
    return page


def _is_html(answer: Answer) -> bool:
    return "html" in answer.headers.get("content-type", "").lower()


def judge(url: str, answer: Answer, page: Page) -> tuple[str, str]:
    """Class of a link, and why, from the answer to it and the page that came."""
    if answer.error:
        return _ERRORS.get(answer.error, "unavailable"), f"{answer.error}: {answer.detail}"
    status = answer.status
    if _walled(answer, page):
        return "blocked", f"a wall against programs (HTTP {status})"
    if status in (404, 410):
        return "dead", f"HTTP {status}" + (f" at {answer.final_url}" if answer.chain else "")
    if status in _BLOCKED:
        return "blocked", f"HTTP {status}"
    if status >= 500 or status in (408, 425):
        return "unavailable", f"HTTP {status}"
    if not 200 <= status < 300:
        return "unknown", f"HTTP {status}"
    return _content(url, answer, page) or _way(url, answer)


def _walled(answer: Answer, page: Page) -> bool:
    challenge = answer.headers.get("cf-mitigated") or answer.headers.get("x-amzn-waf-action")
    return bool(challenge or _WALL.search(page.title))


def _content(url: str, answer: Answer, page: Page) -> tuple[str, str] | None:
    """What is wrong with a page that came, if anything is."""
    if not answer.body:
        return "wrong-content", "an empty answer"
    if _NOT_FOUND.search(page.title):
        return "soft-404", f"HTTP {answer.status}, but the title is {page.title[:80]!r}"
    asked, got = urlsplit(url), urlsplit(answer.final_url)
    if not _HOME.fullmatch(asked.path) and _HOME.fullmatch(got.path) and not got.query:
        return "soft-404", f"sent to the front page, {answer.final_url}"
    if asked.path.lower().endswith(".pdf") and _is_html(answer):
        return "wrong-content", "a page came in the place of a PDF"
    anchor = asked.fragment
    if anchor and _is_html(answer) and not _NO_ANCHOR.match(anchor) and not answer.truncated:
        names = {anchor, unquote(anchor), f"user-content-{unquote(anchor)}"}
        if not names & page.anchors and anchor.lower() != "top":
            return "dead-anchor", f"the page has no place #{anchor}"
    return None


def _way(url: str, answer: Answer) -> tuple[str, str]:
    """How a good answer was reached."""
    steps = [there for _, there in answer.chain] + [answer.final_url]
    permanent = 0
    while permanent < len(answer.chain) and answer.chain[permanent][0] in (301, 308):
        permanent += 1
    if permanent and steps[permanent].rstrip("/") != url.rstrip("/"):
        return "moved", f"write {steps[permanent]}"
    if answer.final_url.rstrip("/") != url.rstrip("/"):
        return "redirected", f"to {answer.final_url}"
    return "working", ""
