"""Typst, in a process of its own for each PDF.

The engine keeps in memory whatever it has worked out, for the next document; the next one of this
book shares little of it. A process gives back what it took, and two of them use two processors.

Run as a script with source, PDF, fonts and timestamp it sets one file and writes what happened to
standard output, as JSON; it imports nothing of this package, so that it starts at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What came of a source: warnings, each once and in order, or the message of the error."""

    warnings: tuple[str, ...] = ()
    error: str = ""


def compiled(source: Path, pdf: Path, fonts: Path, timestamp: datetime | None) -> Outcome:
    """Set ``source`` as tagged PDF in a new process, and wait for it; no PDF if it fails.

    ``fonts`` is the folder of the fonts, and no others are used; ``timestamp`` is the day that the
    PDF gives itself, None: now. Raises ``OSError`` if no process could be started, and
    ``ChildProcessError`` with its last words if it died.
    """
    seconds = "" if timestamp is None else str(int(timestamp.timestamp()))
    # -P: modules beside this one do not take the place of Python's own.
    command = [sys.executable, "-P", __file__, str(source), str(pdf), str(fonts), seconds]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise ChildProcessError(f"Typst broke off while it set {source}: {said[-1]}")
    found = json.loads(done.stdout)
    return Outcome(tuple(found["warnings"]), found["error"])


def _set(source: Path, pdf: Path, fonts: Path, timestamp: datetime | None) -> Outcome:
    import typst  # here: who only waits for it says in better words that it is not installed

    try:
        data, warnings = typst.compile_with_warnings(
            source,
            root=source.parent,
            format="pdf",
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        return Outcome(error=f"{error.message}\n{error.diagnostic}")
    pdf.write_bytes(data)
    return Outcome(tuple(sorted({str(warning.message) for warning in warnings})))


if __name__ == "__main__":
    file, target, folder = map(Path, sys.argv[1:4])
    at = datetime.fromtimestamp(int(sys.argv[4]), UTC) if sys.argv[4] else None
    result = _set(file, target, folder, at)
    print(json.dumps({"warnings": result.warnings, "error": result.error}))
