"""The finished book, as its readers get it. Add what your review must never lose."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site and the PDF, every warning an error."""
    folder = tmp_path_factory.mktemp("book")
    for builder in ("html", "typstpdf"):
        run = subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-c", ROOT,
             "-d", folder / "trees", "-b", builder, ROOT / "docs", folder / builder],
            capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
    return folder


def page(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def test_register_and_text_have_no_fault() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "livingreview.cli", "check"],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_every_link_inside_the_site_leads_somewhere(built: Path) -> None:
    site = built / "html"
    pages = {file: page(file) for file in site.rglob("*.html") if file.name != "404.html"}
    ids = {file: {tag["id"] for tag in read.select("[id]")} for file, read in pages.items()}
    later = {".pdf", ".docx", ".epub"}  # made apart, and put beside the pages
    for file, read in pages.items():
        for link in read.select("a[href], link[href], img[src], script[src]"):
            parts = urlsplit(str(link.get("href") or link.get("src")))
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            if parts.scheme or parts.netloc or target.suffix in later:
                continue
            assert target.exists(), f"{file.name}: {link}"
            if parts.fragment and target in ids:
                assert unquote(parts.fragment) in ids[target], f"{file.name}: {link}"


def test_every_claim_stands_on_its_page_with_a_grade(built: Path) -> None:
    claims = page(built / "html" / "register" / "claims.html").select("[role=main] tbody tr")
    assert claims
    for claim in claims:
        assert any(word in claim.get_text() for word in ("low", "moderate", "high", "no grade"))


def test_the_pdf_is_there(built: Path) -> None:
    assert (built / "typstpdf" / "book.pdf").read_bytes().startswith(b"%PDF")
