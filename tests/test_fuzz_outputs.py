"""Pages made at random: what is accepted stands word for word in HTML, PDF, Word and EPUB.

A page is blocks in blocks and mark-up in mark-up, and hostile signs between words that stand
nowhere else. Good pages must bring no warning; of hostile ones every output must still be made.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from random import Random

import pypdf
import pytest
from bs4 import BeautifulSoup
from conftest import Book, Built, NewBook
from hostile import PIECES
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from livingreview.references import bibfile, latex

CONF = """
extensions += [
    f"livingreview.{name}"
    for name in (
        "text.first", "text.rows", "text.chapters", "text.faults", "typst", "docx", "html.epub",
        "html.mathml", "html.tables",
    )
]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
livingreview_chapters = ["alpha"]
typst_title_page = {"title": "Tiny"}
typst_documents = [{"name": "book", "look": "book", "pages": ["alpha", "bibliography"]}]
html_math_renderer = "mathml"
epub_basename = "book"
epub_show_urls = "no"
"""
#: Every value of the register that somebody must print, and every work that somebody must cite.
USED = """
Near pairs give {finding}`0.61 <linking-auprc/model/near>` {cite:p}`ames2023tiny`.
The makers report {finding}`0.85 <tiny-own>`.
The screen took {finding}`36.5 <screen-cost/run/hours>` hours.
"""
INDEX = """# Book

```{toctree}
:numbered:
alpha
```

```{toctree}
register/claims
register/findings
register/models
register/benchmarks
register/datasets
register/papers
changelog
bibliography
```
"""
PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9' "
    "stroke='black'/></svg>"
)
_WORD = re.compile(r"q[b-z]{4}")
_LETTERS = "bcdfghjklmnp"


@pytest.fixture(scope="module")
def tiny(new_book: NewBook) -> Book:
    """A book of one chapter, which each case writes anew, in all outputs."""
    book = new_book()
    book.write("conf.py", (book.root / "conf.py").read_text(encoding="utf-8") + CONF)
    for name in ("docs/beta.md", "docs/methods.md", "evidence/claims/beta.yaml"):
        (book.root / name).unlink()
    book.write("docs/index.md", INDEX)
    book.write("docs/changelog.md", "# Changelog\n\n## 1.2.3, 2025-01-31\n\nIt begins.\n")
    book.write("docs/dot.svg", PICTURE)
    return book


def words() -> Iterator[str]:
    """Words that stand nowhere else and cannot be hyphenated out of sight."""
    return (f"q{''.join(each)}" for each in product(_LETTERS, repeat=4))


class Maker:
    """Makes a page from a number, with words of its own."""

    def __init__(self, seed: int) -> None:
        self.random, self.words = Random(seed), words()

    def word(self) -> str:
        return next(self.words)

    def inline(self, depth: int = 0, linked: bool = False) -> str:
        """A word, or marked-up words."""
        if depth > 2 or self.random.random() < 0.3:
            return self.word()
        inside: Callable[[], str] = lambda: self.inline(depth + 1, linked)  # noqa: E731
        kinds = [
            lambda: f"*{self.word()} {self.plain(depth, linked)} {self.word()}*",
            lambda: f"**{self.word()} {self.plain(depth, linked)} {self.word()}**",
            lambda: f"`{self.word()}`",
            lambda: f"{{sub}}`{self.word()}`",
            lambda: f"{{sup}}`{self.word()}`",
            lambda: f"{{kbd}}`{self.word()}`",
            lambda: f"$\\text{{{self.word()}}}$",
            lambda: f"{inside()}, {inside()}",
        ]
        if not linked:
            kinds += [
                lambda: f"[{self.inline(depth + 1, True)}](https://example.org/x)",
                lambda: f"{{doc}}`{self.word()} <bibliography>`",
                lambda: f"{{claim}}`{self.word()} <depth-matters>`",
            ]
        return self.random.choice(kinds)()

    def plain(self, depth: int, linked: bool) -> str:
        """Marked-up words that may stand in emphasis: no emphasis of their own."""
        return re.sub(r"\*", "", self.inline(depth + 1, linked))

    def line(self, count: int = 3) -> str:
        return " ".join(self.inline() for _ in range(self.random.randint(1, count)))

    def blocks(self, depth: int) -> str:
        count = self.random.randint(1, 3)
        return "\n\n".join(self.block(depth) for _ in range(count))

    def block(self, depth: int = 0) -> str:
        """A paragraph, or a block that holds others."""
        if depth > 2:
            return self.line()
        colons, word, line = ":" * (8 - depth), self.word, self.line
        below: Callable[[], str] = lambda: self.blocks(depth + 1)  # noqa: E731
        box = self.random.choice(("note", "warning", "tip", "important", "container x"))
        name, _, argument = box.partition(" ")
        kinds = [
            line,
            lambda: "\n".join(indented(below(), "- ") for _ in range(2)),
            lambda: "\n".join(indented(below(), f"{n}. ") for n in (1, 2)),
            lambda: "\n".join(f"> {each}".rstrip() for each in below().split("\n")),
            lambda: f"{colons}{{{name}}} {argument}\n{line()}\n\n{below()}\n{colons}",
            lambda: f"{colons}{{admonition}} {line()}\n{line()}\n\n{below()}\n{colons}",
            lambda: f"```text\n{word()}\n  {word()}\n\n{word()}\n```",
            lambda: f"| {line(1)} | {line(1)} |\n|---|---|\n| {line(1)} | {line(1)} |",
            lambda: f"{line()}\n{indented(below(), ': ')}",
            lambda: f"$$\n\\text{{{word()}}}\n$$",
            lambda: (
                f"{colons}{{figure}} dot.svg\n:alt: A line across the whole picture\n\n"
                f"{line()}\n\n{line()}\n{colons}"
            ),
            lambda: (
                f"{colons}{{list-table}} {line()}\n:header-rows: 1\n\n* - {line()}\n  - {line()}\n"
                f"* - {line()}\n\n    {indented(line(), '    ').strip()}\n  - {line()}\n{colons}"
            ),
            self.note,
        ]
        return self.random.choice(kinds)()

    def note(self) -> str:
        """A footnote and where it is called."""
        name = f"n{self.random.getrandbits(60)}"
        return f"{self.word()}[^{name}]\n\n[^{name}]: {self.line()}\n\n    {self.line()}"

    def signs(self) -> str:
        """Hostile signs between two words; none that a file may not hold."""
        seen = [each for each in PIECES if not unicodedata.category(each[0]).startswith("C")]
        text = " ".join(self.random.choice(seen) for _ in range(self.random.randint(1, 4)))
        return f"{self.word()}{text}{self.word()}"

    def hostile(self) -> str:
        """A paragraph, item, cell or line of code of hostile signs."""
        forms = ("{}", "- {}", "> {}", "| a | b |\n|---|---|\n| {} | c |", "```text\n{}\n```")
        return self.random.choice(forms).format(self.signs())


def indented(text: str, mark: str) -> str:
    """A block behind a mark, and what follows below it."""
    lines = text.split("\n")
    return "\n".join(
        [mark + lines[0], *(" " * len(mark) + each if each else "" for each in lines[1:])]
    )


def squeezed(text: str) -> str:
    """Text without what a line end changes: blanks, hyphens, ligatures."""
    return re.sub(r"[\s\xad\u2010\u200b-]+", "", unicodedata.normalize("NFKC", text))


def page_of(source: str) -> str:
    soup = BeautifulSoup(source, "html.parser")
    for part in soup.select("script, style, nav, .sphinxsidebar, .related, .footer, title"):
        part.decompose()
    return soup.get_text()


def text_of(built: Built, builder: str) -> str:
    """The words of the chapter as an output holds them."""
    match builder:
        case "html":
            return page_of(built.text("alpha.html"))
        case "typstpdf":
            pages = pypdf.PdfReader(built.out / "book.pdf").pages
            return " ".join(page.extract_text() for page in pages)
        case "docx":
            with zipfile.ZipFile(built.out / "alpha.docx") as archive:
                names = {"word/document.xml", "word/footnotes.xml"} & set(archive.namelist())
                parts = [archive.read(name).decode() for name in sorted(names)]
            return html.unescape(re.sub(r"<[^>]+>", "", " ".join(parts)))
        case _:
            with zipfile.ZipFile(built.out / "book.epub") as archive:
                return page_of(archive.read("alpha.xhtml").decode())


def outputs(book: Book, blocks: list[str]) -> dict[str, tuple[Built, str]]:
    """The chapter of these blocks in every output: how it was built, and its words."""
    head = "---\nfirst-published: 2025-01-31\nreviewed: 2025-01-31\n---\n\n# Alpha\n"
    book.write("docs/alpha.md", "\n\n".join([head + USED, *blocks]) + "\n")
    made = {}
    for builder in ("html", "typstpdf", "docx", "epub"):
        built = book.build(builder)
        assert "Traceback" not in built.stderr, built.stderr
        made[builder] = built, squeezed(text_of(built, builder))
    return made


#: `make test` looks at the pages that are named; building one takes seconds.
FEW = settings.get_profile(settings.get_current_profile_name()).derandomize
SOME = settings(
    phases=[Phase.explicit] if FEW else [Phase.explicit, Phase.generate], max_examples=20
)


@SOME
@given(seed=st.integers(0, 2**32))
@example(seed=1)
def test_a_good_page_stands_word_for_word_in_every_output(tiny: Book, seed: int) -> None:
    maker = Maker(seed)
    blocks = [f"Here.\n\n{maker.block()}" for _ in range(12)]
    made = outputs(tiny, blocks)
    wanted = set(_WORD.findall("\n".join(blocks)))
    for builder, (built, text) in made.items():
        assert built.warnings == "", f"{builder}: {built.warnings}"
        assert {word for word in wanted if word not in text} == set(), builder


@SOME
@given(seed=st.integers(0, 2**32))
@example(seed=1)
def test_hostile_signs_are_the_same_in_every_output_or_are_named(tiny: Book, seed: int) -> None:
    maker = Maker(seed)
    blocks = [maker.hostile() for _ in range(60)]
    made = outputs(tiny, blocks)
    source = (tiny.root / "docs/alpha.md").read_text(encoding="utf-8").splitlines()
    (built, shown), *others = made.values()
    warned = {int(line) for line in re.findall(r"docs/alpha\.md:(\d+): ", built.warnings)}
    for block in blocks:
        first, *_, last = _WORD.findall(block)
        line = next(number for number, words in enumerate(source, 1) if first in words)
        if warned & {line - 1, line, line + 1, line + 2}:
            continue
        said = re.search(f"{first}.*?{last}", shown)
        assert said, f"the page lost a part of {block!r}"
        for _, text in others:
            assert said[0] in text, block


ENTRY = """@article{{{key},
  author = {{Smith, Ada}},
  title = {{{title}}},
  journal = {{Journal of Tests}},
  year = {{{year}}},
  note = {{{note}}},
  doi = {{10.1000/hostile.{year}}},
}}
"""


def accepted(book: Book, maker: Maker, before: str) -> dict[str, str]:
    """Entries with hostile signs in title and note that ``refs.bib`` may hold, by their keys."""
    found = {}
    for year in range(2000, 2020):
        title, note = maker.signs(), maker.signs()
        key = f"smith{year}word"
        entry = ENTRY.format(key=key, year=year, title=title, note=note)
        book.write("refs.bib", before + entry)
        if not bibfile.read(book.root / "refs.bib")[1]:
            found[key] = entry
    return found


@SOME
@given(seed=st.integers(0, 2**32))
@example(seed=2)
def test_a_reference_reads_the_same_in_every_output(tiny: Book, seed: int) -> None:
    before = (tiny.root / "refs.bib").read_text(encoding="utf-8")
    try:
        entries = accepted(tiny, Maker(seed), before)
        tiny.write("refs.bib", before + "".join(entries.values()))
        works, problems = bibfile.read(tiny.root / "refs.bib")
        assert problems == []
        cited = f"See {{cite:p}}`{','.join(['ames2023tiny', *entries])}`."
        made = outputs(tiny, [cited, "```{bibliography}\n:filter: docname in docnames\n```"])
    finally:
        tiny.write("refs.bib", before)
    texts = {builder: text for builder, (_, text) in made.items()}
    texts["ris"] = squeezed(made["html"][0].text("alpha.refs.ris"))
    for key in entries:
        for field in ("title", "note"):
            words = squeezed(latex.plain(works[key].fields[field]))
            assert [name for name, text in texts.items() if words not in text] == [], words
