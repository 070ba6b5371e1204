"""What must be right before anything is read: citation file, address, ``conf.py``, UTF-8."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config, eval_config_file
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from livingreview import metadata
from livingreview.problems import Problem


def problems(root: Path) -> list[Problem]:
    """Faults that would stand on every page, or end the build before or after all of them."""
    found = [*metadata.problems(root), *metadata.address_problems(os.environ)]
    return [*found, *_not_text(root)]


def _not_text(root: Path) -> Iterator[Problem]:
    """The pages that are not UTF-8, each at its first line that is not."""
    for file in sorted((root / "docs").rglob("*.md")):
        data = file.read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            yield Problem(
                file.relative_to(root), line, "", "the file is not UTF-8", "save it as UTF-8"
            )


def chapters(root: Path) -> tuple[list[str], list[Problem]]:
    """The chapters that ``conf.py`` lists, and what keeps it from being run."""
    file = root / "conf.py"
    try:
        return eval_config_file(file, Tags()).get("livingreview_chapters", []), []
    except ConfigError as error:
        cause = error.__cause__ or error
    if isinstance(cause, SyntaxError):
        found = f"this is not Python ({cause.msg})"
        return [], [Problem(Path(cause.filename or file), cause.lineno or 0, "", found, "mend it")]
    calls = traceback.extract_tb(cause.__traceback__)
    line = next((call.lineno or 0 for call in reversed(calls) if call.filename == str(file)), 0)
    said = (str(cause).splitlines() or [""])[0]
    found = f"this cannot be run ({type(cause).__name__}: {said})"
    return [], [Problem(file, line, "", found, "mend the line, or take it out")]


def _stop(app: Sphinx, config: Config) -> None:
    """End the process with the faults, one a line; an exception would become a report of Sphinx."""
    if found := problems(Path(app.confdir)):
        print("\n".join(["Nothing was built:", *map(str, found)]), file=sys.stderr)
        raise SystemExit(1)


def setup(app: Sphinx) -> dict[str, Any]:
    """Look once ``conf.py`` has been read, before anything else does."""
    app.connect("config-inited", _stop, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
