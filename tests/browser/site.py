"""Which pages of the site are looked at, and how they are addressed."""

from __future__ import annotations

import re
from pathlib import Path

from conftest import pages_of
from playwright.sync_api import Page

#: One page of each kind, for checks that are too slow for every page.
KINDS = [
    "index", "map", "compare", "decide", "sentences", "introduction", "glossary", "bibliography",
    "search", "genindex", "404",
    "register/claims", "register/models", "register/papers", "register/tasks",
    "models/scgpt", "benchmarks/traitgym", "tasks/unseen-perturbation",
    "claims/unseen-perturbation-no-gain", "papers/benegas2025traitgym",
    "about/methods", "about/post",
]  # fmt: skip
#: How wide the windows are: of a laptop, of most phones, of small ones.
LAPTOP, PHONE, SMALL = 1366, 390, 360


def every_page(site: Path) -> list[str]:
    """The name of every page that is looked at, without its ending."""
    return [str(page.relative_to(site).with_suffix("")) for page in pages_of(site)]


def brightness(window: Page) -> float:
    """How bright the paper of a page is: 0 black, 1 white."""
    color = window.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", color)[:3])) / (3 * 255)
