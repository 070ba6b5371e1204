"""Which pages of the site are looked at, and how they are addressed."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

CHAPTERS = ["introduction", "seq2function", "seq2seq", "transcriptome", "outlook"]
#: One page of each kind, for checks that are too slow for every page.
KINDS = [
    "index", "map", "compare", "decide", "sentences", "introduction", "glossary", "bibliography",
    "search", "genindex", "404",
    "register/claims", "register/models", "register/papers",
    "about/methods", "about/post",
]  # fmt: skip
#: How wide the windows are: of a laptop, of most phones, of small ones.
LAPTOP, PHONE, SMALL = 1366, 390, 360


def every_page(site: Path) -> list[str]:
    """The name of every page, without its ending."""
    pages = (page.relative_to(site) for page in site.rglob("*.html"))
    return sorted(str(page.with_suffix("")) for page in pages if page.parts[0] != "_static")


def brightness(window: Page) -> float:
    """How bright the paper of a page is: 0 black, 1 white."""
    color = window.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", color)[:3])) / (3 * 255)
