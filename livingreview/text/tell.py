"""Tells the faults that a check of the book has found, as warnings of the build."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.util import logging

from livingreview.problems import Problem

logger = logging.getLogger(__name__)


def tell(problems: Iterable[Problem], kind: str) -> None:
    """One warning for each fault; ``kind`` is what ``suppress_warnings`` would call it."""
    for one in problems:
        logger.warning(
            "%s; %s", one.found, one.remedy, location=f"{one.file}:{one.line or 1}",
            type="livingreview", subtype=kind,
        )  # fmt: skip
