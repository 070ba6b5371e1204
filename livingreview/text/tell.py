"""Tells the faults that a check of the book has found, as warnings of the build."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.util import logging

from livingreview.problems import Problem

logger = logging.getLogger(__name__)


def tell(problems: Iterable[Problem], kind: str) -> None:
    """One line for each fault, at its place; ``kind`` is what ``suppress_warnings`` calls it."""
    for one in problems:
        field = f"{one.field}: " if one.field else ""
        logger.warning(
            "%s%s; %s", field, one.found, one.remedy, location=f"{one.file}:{one.line or 1}",
            type="livingreview", subtype=kind,
        )  # fmt: skip
