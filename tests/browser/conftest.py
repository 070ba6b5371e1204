"""The browser, the site on a server and on disk, and pages that are watched while they are used."""

from __future__ import annotations

import functools
import http.server
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser.install import executable
from browser.site import LAPTOP

FLAGS = [
    "--no-sandbox", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no other host is ever reached
]  # fmt: skip
PATIENCE = 20_000  # ms that a page may need on a busy machine
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def installed() -> Path:
    """The folder with the browser, axe-core and the Nu Html Checker."""
    folder = Path(sys.prefix) / "browser"
    assert (folder / "node_modules").is_dir(), "no browser is installed: run make test"
    return folder


@pytest.fixture(scope="session")
def chromium(installed: Path) -> Iterator[Browser]:
    """The browser, running."""
    own = installed / "chromium"
    places = {"LD_LIBRARY_PATH": own / "al2023" / "lib", "FONTCONFIG_FILE": own / "fonts.conf"}
    env = {**os.environ, **{name: str(path) for name, path in places.items() if path.exists()}}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable(installed), args=FLAGS, env=env)
        yield browser
        browser.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def served(whole_site: Path) -> Iterator[str]:
    """The address of the site on a server of this machine."""
    handler = functools.partial(Quiet, directory=str(whole_site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Visits:
    """Opens pages; remembers what went wrong on any of them."""

    def __init__(self, browser: Browser, served: str, folder: Path) -> None:
        self.faults: list[str] = []
        self._browser, self._served, self._folder = browser, served, folder

    def window(self, width: int = LAPTOP, **how: Any) -> Page:
        """An empty page in a window of its own; ``how``: what Playwright knows of contexts."""
        context = self._browser.new_context(viewport={"width": width, "height": 800}, **how)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self._reached(request.url))
        page.on("console", lambda said: said.type == "error" and self._wrong(page, said.text))
        page.on("pageerror", lambda error: self._wrong(page, str(error)))
        return page

    def __call__(self, name: str, width: int = LAPTOP, disk: bool = False, **how: Any) -> Page:
        """A page of the site, from the server or, as after a double click, from disk."""
        page = self.window(width, **how)
        self.go(page, name, disk)
        return page

    def go(self, page: Page, name: str, disk: bool = False) -> None:
        """Lead an open window to another page; ``name`` may carry a query."""
        file, mark, query = name.partition("?")
        base = self._folder.as_uri() if disk else self._served
        page.goto(f"{base}/{file}.html{mark}{query}")

    def _reached(self, url: str) -> None:
        if url.startswith("http") and not url.startswith(f"{self._served}/"):
            self.faults.append(f"asks another host: {url}")

    def _wrong(self, page: Page, text: str) -> None:
        self.faults.append(f"{page.url}: {text}")

    def end(self) -> None:
        """Close every window; what went wrong in any fails the test."""
        for context in self._browser.contexts:
            context.close()
        assert not self.faults, "\n".join(self.faults)


@pytest.fixture
def visit(chromium: Browser, served: str, whole_site: Path) -> Iterator[Visits]:
    """A function that opens pages; an error in their scripts or another host fails the test."""
    visits = Visits(chromium, served, whole_site)
    yield visits
    visits.end()
