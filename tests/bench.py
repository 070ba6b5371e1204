"""``make bench``: build times, memory and page weights against the budgets, as a table.

It works on copies of the repository, so the builds it times start from nothing and an edited
chapter leaves no trace. Beside each value stands the one that was last kept in ``bench.json``;
``make bench KEEP=1`` keeps those of this run.

Times are seconds of the processor, those of helpers included: what other work on the machine costs
is no fault of the book. Their budgets are multiples of what Sphinx alone takes in the same run for
the same words, so that they hold on a slow machine as on a fast one, and grow with the text alone.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from multiplied import CHAPTERS, multiply, plain

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_name("bench.json")
PARTS = ("CITATION.cff", "README.md", "conf.py", "docs", "evidence", "livingreview", "refs.bib")
TIMES = 10
#: What a run may take, in times that Sphinx alone takes to build the same words.
CHECK, COLD, IDLE, EDIT, PDF = 0.14, 2.4, 0.14, 0.4, 3.0


@dataclass(frozen=True)
class Run:
    """What a command took: seconds of the processor, and megabytes at its height."""

    seconds: float
    megabytes: float


def run(root: Path, *command: str) -> Run:
    """Run Python with ``command`` in ``root``; raises ``SystemExit`` with its words if it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=root, stdout=said, stderr=said,
            env={"PYTHONPATH": str(root), "PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "0"},
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{said.read()[-2000:]}")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def build(root: Path, builder: str = "html", trees: str = "trees") -> Run:
    """What one build takes."""
    return run(root, "-m", "sphinx", "-q", "-c", ".", "-d", trees, "-b", builder, "docs",
               f"out/{builder}")  # fmt: skip


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the book."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in PARTS:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, root / part)
        yield root


def weight(site: Path, page: str) -> float:
    """Kilobytes that a page loads at first view, gzip, pictures and fonts apart."""
    html = (site / page).read_text(encoding="utf-8")
    names = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"#:]+\.(?:js|css))[?"]', html)
    files = [site / page, *(site / page.replace(Path(page).name, "") / name for name in names)]
    loaded = {file.resolve() for file in files if file.resolve().is_file()}
    return sum(len(gzip.compress(file.read_bytes())) for file in loaded) / 1000


Measure = tuple[str, float, float | None, str]


def measures() -> Iterator[Measure]:
    """What was measured, the value, its budget if it has one, the unit."""
    with copied() as root:
        plain(root)
        alone = build(root).seconds
        yield "the same words by Sphinx alone", alone, None, "s"
    with copied() as root:
        record = sorted((root / "evidence" / "papers").glob("*.yaml"))[0].relative_to(root)
        check = ("-m", "livingreview.cli", "check", str(record))
        yield "check of one record, the first", run(root, *check).seconds, None, "s"
        with (root / record).open("a", encoding="utf-8") as stream:
            stream.write("# One more line.\n")
        yield "check of one record", run(root, *check).seconds, CHECK * alone, "s"
        cold = build(root)
        yield "HTML, cold", cold.seconds, COLD * alone, "s"
        yield "HTML, cold, memory", cold.megabytes, None, "MB"
        yield "HTML, nothing changed", build(root).seconds, IDLE * alone, "s"
        chapter = root / "docs" / "seq2function.md"
        chapter.write_text(chapter.read_text(encoding="utf-8") + "\nOne more line.\n", "utf-8")
        yield "HTML, one chapter edited", build(root).seconds, EDIT * alone, "s"
        pdf = build(root, "typstpdf", "trees-pdf")
        yield "every PDF, cold", pdf.seconds, PDF * alone, "s"
        yield "every PDF, memory", pdf.megabytes, 1000, "MB"
        for name in CHAPTERS:
            yield f"page {name}", weight(root / "out" / "html", f"{name}.html"), 150, "kB"
    with copied() as root:
        multiply(root, TIMES)
        many = build(root)
        yield f"HTML, cold, {TIMES} times the book", many.seconds, 12 * cold.seconds, "s"
        yield f"HTML, memory, {TIMES} times the book", many.megabytes, 2000, "MB"
        yield f"HTML, idle, {TIMES} times the book", build(root).seconds, None, "s"


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    last = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {"measured": {}}
    if KEPT.exists():
        print(f"last kept: {last['day']}, {last['machine']}")
    print(f"{'what':<36}{'measured':>11}{'last kept':>11}{'budget':>11}")
    found: dict[str, float] = {}
    for what, value, budget, unit in measures():
        found[what] = round(value, 2)
        before = last["measured"].get(what)
        cells = [f"{one:.1f} {unit}" if one is not None else "" for one in (value, before, budget)]
        over = "  over" if budget is not None and value > budget else ""
        print(f"{what:<36}" + "".join(f"{cell:>11}" for cell in cells) + over, flush=True)
        if "--keep" in sys.argv:  # a run that is broken off keeps what it has measured
            machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
            measured = {**last["measured"], **found}
            kept = {"day": date.today().isoformat(), "machine": machine, "measured": measured}
            KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
