"""A copy of a tiny book, edited and built: what most tests start from."""

from __future__ import annotations

import contextlib
import fcntl
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
from bs4 import BeautifulSoup, Tag
from hypothesis import HealthCheck, settings
from sphinx.cmd.build import main as sphinx_build

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it; ours do not
os.environ.pop("SOURCE_DATE_EPOCH", None)  # `make test` sets it; tests of dates set their own
ROOTS = Path(__file__).parent / "roots"
# `make test` tries a few cases, always the same; `make fuzz` many, others each time.
_SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
settings.register_profile("short", max_examples=40, derandomize=True, **_SLOW)
settings.register_profile("long", max_examples=2_000, print_blob=True, **_SLOW)
settings.load_profile("short")
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOTS.parents[1] / "build/hypothesis"))
# the sentences of the tiny book's claims, and what supports the last of them
FALLS = "Tiny probably links enhancers to genes worse the farther they lie."
DEPTH = "Depth probably explains part of the fall."
ACROSS = "Tiny may predict differences between genes, but this is very uncertain."
OWN = "[{finding: tiny-own, because: it measured them}]"
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

    def row(self, kind: str, name: str) -> Tag:
        """A record in its list."""
        found = self.page(f"register/{kind}").find(id=name)
        row = found if isinstance(found, Tag) and found.name == "tr" else None
        row = row or (found and found.find_parent("tr"))
        assert isinstance(row, Tag), f"no row of {kind} is {name}"
        return row

    def text(self, name: str) -> str:
        """One file of the output, as text."""
        return (self.out / name).read_text(encoding="utf-8")


# A claim on the map that the tiny book lacks.
ON_THE_MAP = """\
- id: good-across-genes
  says: Tiny probably predicts differences between genes.
  cell: {class: seq2function, held_out: locus, contrast: across genes, says: holds}
  supports:
    - {finding: tiny-own, because: it measured them}
    - {finding: linking-auprc, because: it saw near and far pairs}
  searched: {date: 2024-10-01, where: [titles], strings: [genes], found: []}
  bias: {first: none, because: no flaw was seen, date: 2024-10-01}
  counter: Only its makers measured it.
  reviewed: 2024-10-01
"""
NewBook = Callable[..., Book]


@pytest.fixture(scope="session")
def cold_book(tmp_path_factory: pytest.TempPathFactory) -> NewBook:
    """A function that copies ``tests/roots/<case>`` to a fresh folder, where all is to be made."""

    def make(case: str = "review") -> Book:
        root = tmp_path_factory.mktemp(case) / "book"
        shutil.copytree(ROOTS / case, root)
        return Book(root)

    return make


@pytest.fixture(scope="session")
def good_site(cold_book: NewBook) -> Built:
    """The good tiny book as HTML."""
    return cold_book().build("html")


@pytest.fixture(scope="session")
def site(good_site: Built) -> Built:
    """The same, under the name that a module may give to a site of its own."""
    return good_site


@pytest.fixture(scope="session")
def new_book(cold_book: NewBook, good_site: Built) -> NewBook:
    """``cold_book`` with what takes long, made before: the figures and references of the tiny book.

    Both go by what they are made of, so what a test makes otherwise is made anew.
    """

    def make(case: str = "review") -> Book:
        fresh = cold_book(case)
        for kept in ("figures", "references"):
            shutil.copytree(good_site.root / "trees" / kept, fresh.root / "trees" / kept)
        return fresh

    return make


@pytest.fixture
def book(new_book: NewBook) -> Book:
    """A fresh copy of the good tiny book."""
    return new_book()


@pytest.fixture(autouse=True)
def _no_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test depends on where the book would be published."""
    monkeypatch.delenv("BOOK_URL", raising=False)
    monkeypatch.delenv("READTHEDOCS_CANONICAL_URL", raising=False)
    yield


# -- who begins when ------------------------------------------------------------------------------


OUTPUTS = {"whole_site", "book_pdf", "word_files", "epub"}
LONGEST = ("test_whole_pdf.py", "test_standards.py", "test_reading.py", "test_site.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files so that those who run them side by side do not wait for one another.

    One that needs every output of the whole book begins, and builds it; meanwhile come those that
    need none, then those that look at the whole book, the longest first. What writes no file takes
    least, and fills up the end. No test needs this order.
    """
    needs: dict[Path, set[str]] = {}
    for item in items:
        needs.setdefault(item.path, set()).update(getattr(item, "fixturenames", ()))
    builder = next((file for file in sorted(needs) if needs[file] >= OUTPUTS), None)

    def turn(item: pytest.Item) -> tuple[int, bool]:
        file, names = item.path, needs[item.path]
        if file == builder:
            return 0, False
        if "whole_book" in names:
            return 2, file.name not in LONGEST
        return 1 if {"tmp_path", "tmp_path_factory"} & names else 3, False

    items.sort(key=turn)


# -- the whole book, built once -------------------------------------------------------------------

REPOSITORY = Path(__file__).parents[1]
RECORDS = ("models", "benchmarks", "tasks", "claims", "papers")


def pages_of(site: Path) -> list[Path]:
    """The pages of a site. Of records, made from one template a kind, the longest and shortest."""
    files = [page for page in sorted(site.rglob("*.html")) if "_static" not in page.parts]
    pages = [page for page in files if page.parent.name not in RECORDS]
    for kind in RECORDS:
        listed = sorted(site.joinpath(kind).glob("*.html"), key=lambda page: page.stat().st_size)
        pages += [*listed[:2], *listed[2:][-3:]]
    return sorted(pages)


@dataclass
class WholeBook:
    """The real book in one folder for all processes that run the tests: each output is built once.

    A process that wants an output waits while another builds it; one that is there, it takes.
    """

    root: Path

    def made(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder ``name``, which ``make`` fills if no process has done so."""
        folder, done = self.root / name, self.root / f"{name}.done"
        if done.exists():
            return folder
        with (self.root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                make(folder)
                done.touch()
        return folder

    def output(self, builder: str) -> Path:
        """The output of a builder, as ``make`` builds it: every warning an error."""

        def build(folder: Path) -> None:
            run = subprocess.run(
                [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n",
                 "-c", REPOSITORY, "-d", self.root / "trees", "-b", builder,
                 REPOSITORY / "docs", folder],
                capture_output=True, text=True, cwd=REPOSITORY,
            )  # fmt: skip
            assert run.returncode == 0, run.stderr

        return self.made(builder, build)


@pytest.fixture(scope="session")
def whole_book(tmp_path_factory: pytest.TempPathFactory) -> WholeBook:
    """The whole book, of which nothing is built yet."""
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "whole-book"
    root.mkdir(exist_ok=True)
    return WholeBook(root)


@pytest.fixture(scope="session")
def whole_site(whole_book: WholeBook) -> Path:
    """The built site."""
    return whole_book.output("html")


@pytest.fixture(scope="session")
def book_pdf(whole_book: WholeBook) -> Path:
    """The PDF of the whole book."""
    return whole_book.output("typstpdf") / "book.pdf"


@pytest.fixture(scope="session")
def word_files(whole_book: WholeBook) -> Path:
    """The folder of the chapters for Word."""
    return whole_book.output("docx")


@pytest.fixture(scope="session")
def epub(whole_book: WholeBook) -> Path:
    """The EPUB of the whole book."""
    return whole_book.output("epub") / "book.epub"


@pytest.fixture(scope="session")
def published(
    whole_book: WholeBook, whole_site: Path, book_pdf: Path, word_files: Path, epub: Path
) -> Path:
    """The site with every document beside its pages, as it is published."""

    def put_together(folder: Path) -> None:
        shutil.copytree(whole_site, folder)
        for file in (*book_pdf.parent.glob("*.pdf"), *word_files.glob("*.docx"), epub):
            shutil.copyfile(file, folder / file.name)

    return whole_book.made("published", put_together)
