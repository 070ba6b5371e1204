"""``make bench``: build times and page weights against the budgets, as a table.

It works on a copy of the repository, so the builds it times start from nothing and an edited
chapter leaves no trace.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from livingreview.cli import main as main_of_cli

ROOT = Path(__file__).parents[1]
PARTS = ("CITATION.cff", "conf.py", "docs", "evidence", "livingreview", "refs.bib")


def build(root: Path, builder: str, trees: str) -> float:
    """Seconds one build takes."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-n", "-c", ".", "-d", trees, "-b", builder,
         "docs", f"out/{builder}"],
        cwd=root, check=True, env={"PYTHONPATH": str(root), "PATH": ""},
    )  # fmt: skip
    return time.perf_counter() - start


def judge(root: Path) -> float:
    """Seconds of processor time that the check of one record takes, without starting Python."""
    start = time.process_time()
    file = sorted((root / "evidence" / "papers").glob("*.yaml"))[0]
    with contextlib.redirect_stderr(io.StringIO()):
        main_of_cli(["--root", str(root), "check", str(file.relative_to(root))])
    return time.process_time() - start


def weight(site: Path, page: str) -> float:
    """Kilobytes that a page loads, gzip, pictures apart."""
    html = (site / page).read_text(encoding="utf-8")
    names = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"#:]+\.(?:js|css))[?"]', html)
    files = [site / page, *(site / page.replace(Path(page).name, "") / name for name in names)]
    loaded = {file.resolve() for file in files if file.resolve().is_file()}
    return sum(len(gzip.compress(file.read_bytes())) for file in loaded) / 1000


def measures() -> Iterator[tuple[str, float, float, str]]:
    """What was measured, the value, its budget, the unit."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in PARTS:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, root / part)
        yield "check of one record", judge(root), 1.5, "s"
        yield "HTML, cold", build(root, "html", "trees"), 15, "s"
        yield "HTML, nothing changed", build(root, "html", "trees"), 2, "s"
        chapter = root / "docs" / "seq2function.md"
        chapter.write_text(chapter.read_text(encoding="utf-8") + "\nOne more line.\n", "utf-8")
        yield "HTML, one chapter edited", build(root, "html", "trees"), 4, "s"
        yield "every PDF, cold", build(root, "typstpdf", "trees-pdf"), 20, "s"
        site = root / "out" / "html"
        for page in sorted(site.glob("*.html")):
            if page.stem in ("introduction", "seq2function", "seq2seq", "transcriptome", "outlook"):
                yield f"page {page.stem}", weight(site, page.name), 150, "kB"


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    print(f"{'what':<32}{'measured':>10}{'budget':>10}")
    for what, value, budget, unit in measures():
        over = "  over" if value > budget else ""
        print(f"{what:<32}{value:>8.1f} {unit:<2}{budget:>7g} {unit}{over}", flush=True)


if __name__ == "__main__":
    main()
