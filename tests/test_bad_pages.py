"""What ``livingreview check`` says of pictures, formulas and tables, before any output is made."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from conftest import Book, NewBook
from PIL import Image

from livingreview import cli

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">{}</svg>'
NAME = "ENSG_ENST_verylongidentifierwithoutanybreak"


def pictures(folder: Path) -> None:
    """Good and bad pictures of every kind."""
    noise = Image.frombytes("RGB", (90, 60), Random(1).randbytes(90 * 60 * 3))
    noise.save(folder / "good.png")
    noise.save(folder / "good.jpg")
    png, jpeg = (folder / "good.png").read_bytes(), (folder / "good.jpg").read_bytes()
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
    for name, data in {
        "pointer.png": pointer, "pointer.svg": pointer, "empty.png": b"", "words.jpg": b"Hello",
        "cut.png": png[: len(png) // 2], "cut.jpg": jpeg[: len(jpeg) // 2], "other.png": jpeg,
        "heavy.jpg": jpeg + bytes(1_200_000),
    }.items():  # fmt: skip
        (folder / name).write_bytes(data)
    for name, inside in {
        "good": '<style>a { fill: url("#g") }</style><use x:href="#a"/><a x:href="https://b.org"/>',
        "script": "<script>alert(1)</script>", "onload": '<g onload="go()"/>',
        "foreign": '<image href="https://example.org/a.png" width="9" height="9"/>',
        "beside": '<image x:href="good.png" width="9" height="9"/>',
        "import": '<style>@import "https://example.org/a.css";</style>',
        "html": "<foreignObject><p>Words</p></foreignObject>", "cut": "<g>",
        "sign": "<text>\u4e2d</text>",
    }.items():  # fmt: skip
        (folder / f"{name}.svg").write_text(SVG.format(inside), encoding="utf-8")


@dataclass(frozen=True)
class Case:
    """Markdown that is appended to a page, and what is said at the line that holds ``at``."""

    text: str
    says: str
    at: str = ""


def picture(name: str, says: str) -> Case:
    return Case(f"![A picture of noise](img/{name})", f"the picture img/{name} {says}")


REPLACE = "; put a whole picture there"
BAD = [
    picture("pointer.png", "cannot be read (a pointer of Git LFS); put the picture itself there"),
    picture("pointer.svg", "cannot be read (a pointer of Git LFS); put the picture itself there"),
    picture("empty.png", f"cannot be read (no picture of a known kind){REPLACE}"),
    picture("words.jpg", f"cannot be read (no picture of a known kind){REPLACE}"),
    picture("cut.png", f"cannot be read (image file is truncated){REPLACE}"),
    picture("cut.jpg", "cannot be read (image file is truncated"),
    picture("other.png", "cannot be read (it is JPEG, and called .png); call it other.jpg"),
    picture("heavy.jpg", "weighs 1.2 MB, more than 1 MB; make it smaller"),
    picture("script.svg", "holds a script, which no output runs; take the script out"),
    picture("onload.svg", "holds a script"),
    picture("foreign.svg", "shows something from outside, https://example.org/a.png; put what"),
    picture("beside.svg", "shows something from outside, good.png; put what it shows into"),
    picture("import.svg", "shows something from outside, https://example.org/a.css"),
    picture("html.svg", "holds a foreignObject, which the PDF cannot show; draw it with"),
    picture("cut.svg", "cannot be read (no whole SVG: "),
    picture("sign.svg", "cannot be read ("),
    Case(
        "In a line ![A picture of noise](https://example.org/a.png) of text.",
        "the picture https://example.org/a.png is not in the repository; put a copy there",
    ),
    Case("The sign \u4e2d here.", "has the character \u4e2d (U+4E2D); write it in another way"),
    Case("Two\nlines ![](img/good.png) of text.", "has no alternative text; say what", "![](img"),
    Case("```{image} img/good.jpg\n```", "img/good.jpg has no alternative text; say what"),
    Case("![good.png](img/good.png)", "of the picture img/good.png is only its name; say what"),
    Case("![Image](img/good.png)", "of the picture img/good.png says no more than Image; say"),
    Case("```{figure} img/good.svg\n:alt: good\n\nWords.\n```", "img/good.svg is only its name"),
    Case(
        "One line\nand $\\ce{H2O}$.",
        "the formula \\ce{H2O} cannot be set: \\ce is not a command this book can set; use plain",
        "$\\ce",
    ),
    Case(
        "```{math}\n:label: eq-broken\n\\frac{a}{\n```",
        "the formula \\frac{a}{ cannot be set",
        "\\frac{a}{",
    ),
    Case("$$\n\\text{a\n$$", "a brace is not closed; write it in plain LaTeX", "\\text{a"),
    Case(
        "$$\n" + "a + b + c + " * 24 + "d\n$$",
        "mm wide, a line of the PDF has 102; break it with \\\\ inside \\begin{aligned}",
        "a + b + c + ",
    ),
    Case(
        "| " + "incomprehensible | " * 14 + "\n" + "|---" * 14 + "|\n" + "| x " * 14 + "|",
        "signs on a line of the PDF, which has 106; use fewer columns (even a landscape page has",
    ),
    Case(
        "| " + "incomprehensible | " * 7 + "\n" + "|---" * 7 + "|\n" + "| x " * 7 + "|",
        "signs on a line of the PDF, which has 106; give it the class wide (a landscape page)",
    ),
    Case(
        ":::{note}\n```{list-table}\n:class: wide\n:header-rows: 1\n\n* "
        + "  ".join("- incomprehensible\n" for _ in range(7))
        + "* " + "  ".join("- x\n" for _ in range(7)) + "```\n:::",
        "take it out of its box or list (a landscape page is for the running text)",
        "* - incomp",
    ),
]  # fmt: skip

GOOD = [
    "![A picture of noise](img/good.png) and ![A photograph](img/good.jpg)",
    "![A drawing with links](img/good.svg)",
    f"| A | B | C | D |\n|---|---|---|---|\n| {NAME}_one | {NAME}_two | `{NAME}` | x |",
    "| " + "words | " * 14 + "\n" + "|---" * 14 + "|\n" + "| x " * 14 + "|",
    "$$\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n$$",
]


def page(texts: list[str]) -> str:
    return "".join(f"\n{text}\n\nCASE{number} ends.\n" for number, text in enumerate(texts))


def widened(new_book: NewBook, texts: list[str]) -> Book:
    """The tiny book with a PDF, pictures and a page of these texts."""
    book = new_book()
    shutil.copytree(book.root / "trees/figures", book.root / "build/check/doctrees/figures")
    book.edit("conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.typst",')
    book.edit("conf.py", '"livingreview.figures.evidence"', '"livingreview.figures"')
    book.edit("conf.py", '["colon_fence"]', '["colon_fence", "dollarmath"]')
    (book.root / "docs/img").mkdir()
    pictures(book.root / "docs/img")
    text = (book.root / "docs/methods.md").read_text(encoding="utf-8")
    book.write("docs/methods.md", text + page(texts))
    return book


def check(book: Book) -> list[str]:
    """What is said, a line a fault."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        cli.main(["--root", str(book.root), "check"])
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def bad(new_book: NewBook) -> Book:
    return widened(new_book, [case.text for case in BAD])


@pytest.fixture(scope="module")
def said(bad: Book) -> list[str]:
    """What is said of all bad texts at once."""
    return check(bad)


@pytest.mark.parametrize("number", range(len(BAD)), ids=lambda n: BAD[n].says[:40])
def test_a_fault_is_one_line_with_file_line_and_remedy(
    bad: Book, said: list[str], number: int
) -> None:
    case = BAD[number]
    lines = (bad.root / "docs/methods.md").read_text(encoding="utf-8").splitlines()
    end = next(at for at, line in enumerate(lines) if line == f"CASE{number} ends.")
    start = lines.index(f"CASE{number - 1} ends.") if number else 0
    mark = case.at or case.text.partition("\n")[0].split("](")[0]
    at = next(at for at in range(start, end) if mark in lines[at]) + 1
    (found,) = [line for line in said if line.startswith(f"docs/methods.md:{at}: ")]
    assert case.says in found


def test_nothing_else_is_said(said: list[str]) -> None:
    assert len(said) == len(BAD), said


def test_good_pages_have_no_fault(new_book: NewBook) -> None:
    assert check(widened(new_book, GOOD)) == []


@pytest.mark.parametrize("output", ["dummy", "html"])
def test_every_run_of_an_output_tells_all_of_it_once(
    bad: Book, said: list[str], output: str
) -> None:
    for _ in range(2):
        warnings = bad.build(output).warnings.splitlines()
        told = [line.replace("WARNING: ", "").rpartition(" [")[0] for line in warnings]
        assert sorted(told) == sorted(said)


def test_no_output_stops_at_a_bad_picture(bad: Book) -> None:
    done = bad.build("typstpdf")
    assert (done.status, done.stderr) == (1, done.warnings)
    assert (done.out / "book.pdf").is_file()
    for case in BAD[:17]:
        (found,) = [line for line in done.warnings.splitlines() if case.says in line]
        assert re.search(r"docs/methods\.md:\d+: WARNING", found)
