"""Pieces of a page: templates in files beside the modules that fill them, and data for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment


def render(template: Path, **values: Any) -> str:
    """A template with its values, which are escaped; values marked as mark-up stay as they are."""
    text = template.read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(text).render(**values)


def in_script(data: Any) -> str:
    """Data as JSON that may stand in a script: no ``<`` ends it, no sign breaks its line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def script(name: str, *data: Any) -> str:
    """A file that hands data to the function ``name`` of a script of the site.

    A page that is opened from disk may load a script and nothing else.
    """
    return f"window.{name}({','.join(map(in_script, data))});\n"
