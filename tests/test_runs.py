"""Runs that follow one another: faults are told until mended, and what broke off is made again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest
from conftest import Book, Built, NewBook

ALPHA, BETA = "docs/alpha.md", "docs/beta.md"
OUTPUTS = ("typstpdf", "docx", "epub", "html")
# What is told when a page is read, when all pages were read, when a page is written.
FAULTS = {
    "the number 48 has no record": (ALPHA, "in 2024", "in 48 tissues"),
    "the text says 0.2": (BETA, "0.1–0.3", "0.2"),
    "isn't included in any toctree": ("docs/index.md", "methods\nchangelog\n", "methods\n"),
    "unknown document": (BETA, "# Beta\n", "# Beta\n\nSee {doc}`gone`.\n"),
    "undefined label": (BETA, "# Beta\n", "# Beta\n\nSee {ref}`gone`.\n"),
}


@pytest.fixture
def every(book: Book) -> Book:
    """The tiny book with every output; each stores its parsed pages at one place."""
    more = '"livingreview.cite", "livingreview.typst", "livingreview.docx"'
    book.edit("conf.py", '"livingreview.cite"', more)
    settings = 'livingreview_documents = {"pdf": "PDF", "docx": "Word"}\n'
    book.edit("conf.py", "livingreview_chapters", f"{settings}livingreview_chapters")
    return book


def test_every_run_of_every_output_tells_every_fault_until_it_is_mended(every: Book) -> None:
    for file, old, new in FAULTS.values():
        every.edit(file, old, new)
    for output in ("html", *OUTPUTS):
        warnings = every.build(output).warnings
        assert [says for says in FAULTS if says not in warnings] == [], output
    for file, old, new in reversed(FAULTS.values()):
        every.edit(file, new, old)
    for output in OUTPUTS:
        assert every.build(output).warnings == "", output


def test_what_is_wrong_in_one_output_alone_is_told_there_until_it_is_mended(book: Book) -> None:
    """A run of another output between them, which is content, does not hide it."""
    every = book
    formula = "{math}`\\nosuchcommand`"
    every.edit("conf.py", '"livingreview.cite"', '"livingreview.cite", "livingreview.html"')
    every.edit("conf.py", "numfig", 'html_math_renderer = "mathml"\nnumfig')
    every.edit(ALPHA, "## Linking", f"{formula}\n\n## Linking")
    assert "cannot set the formula" in every.build("html").warnings
    assert every.build("dummy").warnings == ""
    assert "cannot set the formula" in every.build("html").warnings


def test_a_record_changed_between_two_outputs_changes_both(every: Book) -> None:
    """The page is read again for the first of them only, and is older than its output."""
    before = every.build("html")
    claims = "evidence/claims/alpha.yaml"
    assert "Deeper is not always" not in before.text("alpha.html")
    line = next(
        one for one in (every.root / claims).read_text("utf-8").splitlines() if "counter:" in one
    )
    every.edit(claims, line, f"{line.partition(':')[0]}: Deeper is not always better.")
    assert every.build("epub").status == 0
    assert "Deeper is not always" in every.build("html").text("alpha.html")


def test_a_run_after_which_nothing_changed_leaves_everything_as_it_was(every: Book) -> None:
    every.edit("conf.py", '"livingreview.cite"', '"livingreview.cite", "livingreview.html"')
    term = "```{glossary}\nWindow\n  What is read at once.\n```\n"
    every.edit("docs/methods.md", "# Methods\n", f"# Methods\n\n{term}")
    first = content(every.build("html"))
    assert b"What is read at once" in first["_static/search-text.js"]
    assert content(every.build("html")) == first


NUMBERED = """
:::{{table}} What {0} holds
:name: tab-{0}

| a | b |
| - | - |
| c | d |
:::

```{{code-block}} python
:caption: How {0} is run
:name: code-{0}

run()
```

```{{math}}
:label: sum-{0}

a + b
```
"""


def test_a_page_that_was_not_read_again_shows_new_numbers_and_titles_of_others(
    every: Book,
) -> None:
    every.edit("conf.py", '"livingreview.text.roles"', '"livingreview.text"')
    every.edit("conf.py", "numfig", "math_numfig = True\nnumfig")
    every.edit(BETA, "# Beta\n", f"# Beta\n{NUMBERED.format('beta')}")
    named = "{numref}`tab-beta`, {numref}`code-beta`, {numref}`fig-contests`, {eq}`sum-beta`"
    every.edit("docs/methods.md", "# Methods\n", f"# Methods\n\nSee {named}.\n")
    every.edit("docs/changelog.md", "\n", "\n\nAs {ref}`part` says.\n\n")
    every.edit(BETA, "# Beta\n", "# Beta\n\n(part)=\n\n## Part\n")
    see = "See Table 1, Listing 1, Fig. 2, (1)."
    assert see in every.build("html").page("methods").get_text()
    every.edit(ALPHA, "## Linking", f"{NUMBERED.format('alpha')}\n## Linking")
    every.edit(BETA, "## Part", "## Another part")
    built = every.build("html")
    assert "See Table 2, Listing 2, Fig. 2, (2)." in built.page("methods").get_text()
    assert "As Another part says." in built.page("changelog").get_text()
    assert content(built) == content(every.build("html", "-E", "-a"))


def _lose(book: Book) -> None:
    (book.root / "out" / "html" / "genindex.html").unlink()


def _restyle(book: Book) -> None:
    book.write("static/more.css", "p { color: black }")


def _add(book: Book) -> None:
    book.write("extra/robots.txt", "User-agent: *\nDisallow: /old/\n")


@pytest.mark.parametrize(
    ("act", "file", "holds"),
    [(_lose, "genindex.html", b"What is read at once"), (_restyle, "_static/more.css", b"black"),
     (_add, "robots.txt", b"/old/")],
)  # fmt: skip
def test_a_site_is_let_alone_only_while_nothing_beside_its_pages_is_another(
    every: Book, act: Callable[[Book], None], file: str, holds: bytes
) -> None:
    for folder in ("static", "extra"):
        (every.root / folder).mkdir()
    every.write("static/more.css", "p { color: navy }")
    every.write("extra/robots.txt", "User-agent: *\n")
    paths = 'html_static_path = ["static"]\nhtml_extra_path = ["extra"]\nnumfig'
    every.edit("conf.py", "numfig", paths)
    every.edit("conf.py", '"livingreview.cite"', '"livingreview.cite", "livingreview.html"')
    term = "```{glossary}\nWhat is read at once\n  A window.\n```\n"
    every.edit("docs/methods.md", "# Methods\n", f"# Methods\n\n{term}")
    every.build("html")
    index = every.build("html").out / "genindex.html"
    written = index.stat().st_mtime_ns
    assert every.build("html").status == 0
    assert index.stat().st_mtime_ns == written
    act(every)
    built = every.build("html")
    assert holds in content(built)[file]
    assert content(built) == content(every.build("html", "-E", "-a"))


STOP = """
def setup(app):
    def stop(app, page, *rest):
        if page == "beta":
            raise KeyboardInterrupt
    app.connect("html-page-context", stop)
"""


def content(built: Built) -> dict[str, bytes]:
    """Every file that a build made; an EPUB is looked into."""
    book = built.out / "book.epub"
    if book.exists():
        with zipfile.ZipFile(book) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return {
        str(file.relative_to(built.out)): file.read_bytes()
        for file in sorted(built.out.rglob("*"))
        if file.is_file()
    }


@pytest.mark.parametrize("output", ["html", "epub"])
def test_after_a_run_that_broke_off_everything_is_there(
    every: Book, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    every.edit("conf.py", "numfig", 'epub_basename = "book"\nepub_show_urls = "no"\nnumfig')
    conf = (every.root / "conf.py").read_text("utf-8")
    every.write("conf.py", conf + STOP)
    broken = every.build(output)
    assert broken.status == 2
    assert (broken.out / f"alpha.{'xhtml' if output == 'epub' else 'html'}").exists()
    every.write("conf.py", conf)
    again = every.build(output)
    assert (again.status, again.warnings) == (0, "")
    found = content(again)
    for folder in (again.out, every.root / "trees"):
        folder.rename(folder.with_name(f"{folder.name}-before"))
    assert found == content(every.build(output))


def test_a_file_beside_the_pages_that_is_lost_comes_back(every: Book) -> None:
    built = every.build("html")
    first = content(built)
    beside = ("alpha.cite.bib", "evidence/findings.json", "register/claims-to-go.js")
    for name in beside:
        (built.out / name).unlink()
    assert content(every.build("html")) == first


def test_what_is_kept_of_the_register_does_not_outlive_a_change(every: Book) -> None:
    """A fault is told as often as one builds, and the book is as before once it is mended."""
    paper = "evidence/papers/ames2023tiny.yaml"
    text = (every.root / paper).read_text("utf-8")
    shown = every.build("html").text("alpha.html")
    every.write(paper, f"{text}no-such-field: 1\n")
    for _ in range(2):
        broken = every.build("html")
        assert broken.status == 1
        assert "no-such-field" in broken.stderr
    every.write(paper, text)
    assert every.build("html").text("alpha.html") == shown


def test_lists_of_works_after_edits_are_those_of_a_book_made_at_once(
    book: Book, cold_book: NewBook
) -> None:
    """A page that cites one work more, and an entry with another title, lead to no mixture."""

    def edits(one: Book) -> None:
        one.edit(BETA, "Within genes", "As {cite}`evans2024again` saw, within genes")
        one.edit("refs.bib", "title = {Tiny tested again}", "title = {Tiny tested anew}")

    assert book.build().status == 0
    book.edit(ALPHA, "## Linking", "A line more.\n\n## Linking")
    assert book.build().status == 0
    book.edit(ALPHA, "A line more.\n\n## Linking", "## Linking")
    edits(book)
    fresh = cold_book()
    edits(fresh)
    for page in ("alpha", "beta", "bibliography"):
        lists = [one.page(page).select(".citation") for one in (book.build(), fresh.build())]
        assert lists[0] == lists[1], page
    assert "Tiny tested anew" in str(lists[0])
