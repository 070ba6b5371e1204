"""What must be right before anything is read: the citation file, and the address of the book."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from livingreview import metadata
from livingreview.problems import Problem


def problems(root: Path) -> list[Problem]:
    """Faults that would stand on every page, or end the build after all of them."""
    return [*metadata.problems(root), *metadata.address_problems(os.environ)]


def _stop(app: Sphinx, config: Config) -> None:
    """End the process with the faults, one a line; an exception would become a report of Sphinx."""
    if found := problems(Path(app.confdir)):
        print("\n".join(["Nothing was built:", *map(str, found)]), file=sys.stderr)
        raise SystemExit(1)


def setup(app: Sphinx) -> dict[str, Any]:
    """Look once ``conf.py`` has been read, before anything else does."""
    app.connect("config-inited", _stop, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
