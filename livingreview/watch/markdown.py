"""Words of others in the Markdown of a digest: they stay words there, and call nobody."""

from __future__ import annotations

import re


def _shown(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def plain(text: str) -> str:
    """Running text without mark-up, links and mentions."""
    return re.sub(r"([\\`*_~<>\[\]|&])", r"\\\1", _shown(text).replace("@", "(at)"))


def code(text: str) -> str:
    """A code span, in which every sign but the backtick stands as it is: for addresses."""
    return f"`{_shown(text).replace('`', chr(39))}`"
