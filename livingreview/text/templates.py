"""Pieces of a page that are written as templates, in files beside the modules that fill them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment


def render(template: Path, **values: Any) -> str:
    """A template with its values, which are escaped; values marked as mark-up stay as they are."""
    text = template.read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(text).render(**values)
