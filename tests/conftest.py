"""A copy of a tiny book, edited and built: what most tests start from."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from sphinx.cmd.build import main as sphinx_build

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it; ours do not
os.environ.pop("SOURCE_DATE_EPOCH", None)  # `make test` sets it; tests of dates set their own
ROOTS = Path(__file__).parent / "roots"
_COLOR = re.compile(r"\x1b\[[\d;]*m")


@dataclass
class Book:
    """A tiny book in a folder of its own."""

    root: Path

    def edit(self, file: str, old: str, new: str) -> int:
        """Put ``new`` where ``old`` stands for the first time; return the line of the place."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        before, found, after = text.partition(old)
        assert found, f"{file} does not hold {old!r}"
        path.write_text(before + new + after, encoding="utf-8")
        return before.count("\n") + 1

    def write(self, file: str, text: str | bytes) -> None:
        """Write a whole file."""
        path = self.root / file
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def line(self, file: str, text: str) -> int:
        """The number of the first line that holds a text."""
        lines = (self.root / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def build(self, builder: str = "html", *options: str) -> Built:
        """Build with warnings as errors, as the book itself is built."""
        out, log = self.root / "out" / builder, self.root / f"{builder}.log"
        log.unlink(missing_ok=True)
        arguments = ["-q", "-W", "--keep-going", "-n", "-b", builder, "-c", str(self.root)]
        arguments += ["-d", str(self.root / "trees"), "-w", str(log), *options]
        errors = io.StringIO()
        with (
            contextlib.chdir(self.root),
            contextlib.redirect_stderr(errors),
            mock.patch.object(tempfile, "tempdir", str(self.root)),  # for Sphinx's own reports
        ):
            try:
                status = sphinx_build([*arguments, str(self.root / "docs"), str(out)])
            except SystemExit as stop:
                status = int(stop.code or 0)
        warnings = log.read_text(encoding="utf-8") if log.exists() else ""
        plain = (_COLOR.sub("", text) for text in (warnings, errors.getvalue()))
        return Built(self.root, out, status, *plain)


@dataclass
class Built:
    """A finished build: its exit status, its warnings, what it wrote."""

    root: Path
    out: Path
    status: int
    warnings: str
    stderr: str

    def pages(self) -> list[Path]:
        """Every page that was written."""
        return sorted(self.out.rglob("*.html"))

    def page(self, name: str) -> BeautifulSoup:
        """One page, parsed."""
        return BeautifulSoup((self.out / f"{name}.html").read_text(encoding="utf-8"), "html.parser")

    def text(self, name: str) -> str:
        """One file of the output, as text."""
        return (self.out / name).read_text(encoding="utf-8")


NewBook = Callable[..., Book]


@pytest.fixture(scope="session")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> NewBook:
    """A function that copies ``tests/roots/<case>`` to a fresh folder."""

    def make(case: str = "review") -> Book:
        root = tmp_path_factory.mktemp(case) / "book"
        shutil.copytree(ROOTS / case, root)
        return Book(root)

    return make


@pytest.fixture(scope="session")
def site(new_book: NewBook) -> Built:
    """The good tiny book as HTML."""
    return new_book().build("html")


@pytest.fixture
def book(new_book: NewBook, site: Built) -> Book:
    """A fresh copy of the good tiny book, with its figures drawn before: drawing is slow."""
    fresh = new_book()
    shutil.copytree(site.root / "trees" / "figures", fresh.root / "trees" / "figures")
    return fresh


@pytest.fixture(autouse=True)
def _no_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test depends on where the book would be published."""
    monkeypatch.delenv("BOOK_URL", raising=False)
    monkeypatch.delenv("READTHEDOCS_CANONICAL_URL", raising=False)
    yield


# -- several processes ----------------------------------------------------------------------------

WHOLE = {"trees", "whole_site", "book_pdf", "word_files", "epub", "published"}


@pytest.hookimpl(tryfirst=True)  # before the plugin reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a build stay in one process; the longest work, the whole book, is first."""
    for item in items:
        whole = WHOLE & set(getattr(item, "fixturenames", ()))
        group = "whole book" if whole else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: not WHOLE & set(getattr(item, "fixturenames", ())))


# -- the whole book, built once -------------------------------------------------------------------

REPOSITORY = Path(__file__).parents[1]


def _make(builder: str, out: Path, trees: Path) -> Path:
    """Build the real book as ``make`` does: every warning an error."""
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-c", REPOSITORY,
         "-d", trees, "-b", builder, REPOSITORY / "docs", out],
        capture_output=True, text=True, cwd=REPOSITORY,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return out


@pytest.fixture(scope="session")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parsed pages, shared by all outputs."""
    return tmp_path_factory.mktemp("trees")


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory: pytest.TempPathFactory, trees: Path) -> Path:
    """The built site."""
    return _make("html", tmp_path_factory.mktemp("site"), trees)


@pytest.fixture(scope="session")
def book_pdf(tmp_path_factory: pytest.TempPathFactory, trees: Path, whole_site: Path) -> Path:
    """The PDF of the whole book."""
    return _make("typstpdf", tmp_path_factory.mktemp("pdf"), trees) / "book.pdf"


@pytest.fixture(scope="session")
def word_files(tmp_path_factory: pytest.TempPathFactory, trees: Path, whole_site: Path) -> Path:
    """The folder of the chapters for Word."""
    return _make("docx", tmp_path_factory.mktemp("word"), trees)


@pytest.fixture(scope="session")
def epub(tmp_path_factory: pytest.TempPathFactory, trees: Path, whole_site: Path) -> Path:
    """The EPUB of the whole book."""
    return _make("epub", tmp_path_factory.mktemp("epub"), trees) / "book.epub"


@pytest.fixture(scope="session")
def published(whole_site: Path, book_pdf: Path, word_files: Path, epub: Path) -> Path:
    """The site with every document beside its pages, as it is published."""
    for file in (*book_pdf.parent.glob("*.pdf"), *word_files.glob("*.docx"), epub):
        shutil.copyfile(file, whole_site / file.name)
    return whole_site
