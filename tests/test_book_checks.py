"""What is wrong with the book as a whole: contents, bibliography, links that stay, ``conf.py``."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Book
from sphinx.config import Config

from livingreview.cli import main
from livingreview.references import bibfile
from livingreview.text import chapters, cited, kept, options, rows

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def whole(book: Book) -> Book:
    """The tiny book with every check, in order: chapters numbered, each work cited."""
    for name in ("remedies", "roles", "addresses"):
        book.edit("conf.py", f'    "livingreview.text.{name}",\n', "")
    book.edit(
        "conf.py", '    "livingreview.runs",', '    "livingreview.runs", "livingreview.text",'
    )
    book.edit(
        "docs/index.md",
        "```{toctree}\nalpha\nbeta\n",
        "```{toctree}\n:numbered:\n\nalpha\nbeta\n```\n\n```{toctree}\n",
    )
    book.edit(
        "docs/methods.md", "# Methods\n", "# Methods\n\nSee {cite:t}`ames2023tiny,hill2025bare`.\n"
    )
    return book


def lines(book: Book, capsys: Capture) -> list[str]:
    """What ``livingreview check`` prints."""
    main(["--root", str(book.root), "check"])
    return capsys.readouterr().out.splitlines()


def test_check_names_every_fault_of_the_book_with_its_line(whole: Book, capsys: Capture) -> None:
    assert lines(whole, capsys) == []
    book = whole
    page = "docs/index.md"
    numbered = book.edit(page, "beta\n```", "gamma\n```")  # beta is no longer a numbered page
    book.edit(page, "methods\n", "methods\nbeta\n")
    book.write("docs/gamma.md", "# Gamma\n\nIt reached 91.3 % in 48 tissues.\n")
    listed = book.edit(
        "conf.py", "livingreview_chapters", "html_statc_path = []\nlivingreview_chapters"
    )
    book.edit(
        "conf.py",
        "livingreview_chapters",
        'html_theme_options = {"nosidebars": 1}\nlivingreview_chapters',
    )
    book.edit(
        "conf.py",
        "livingreview_chapters",
        'livingreview_kept_links = {"methods": "links.txt", "alpha": "gone.txt"}\n'
        "livingreview_chapters",
    )
    book.write("docs/sub.md", "# Sub\n\nIt reached 77.3 %.\n")
    alpha = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", f"{alpha}\n```{{toctree}}\nsub\n```\n")
    below = book.line("docs/alpha.md", "sub")
    head = "| a | b |\n|---|---|\n"
    row = book.edit("docs/beta.md", "# Beta\n", f"# Beta\n\n{head}| x | y | lost |\n") + 4
    book.write("links.txt", "https://a.example/1\n")
    book.edit("docs/methods.md", ",hill2025bare", "")
    entry = book.line("refs.bib", "{hill2025bare,")
    assert [line.partition(";")[0] for line in lines(book, capsys)] == [
        "conf.py:1: gone.txt, the links that alpha keeps, is not there",
        f"conf.py:{listed}: nothing reads html_statc_path",
        f"conf.py:{listed + 1}: the theme has no option nosidebars",
        f"conf.py:{listed + 3}: livingreview_chapters lists beta, which index.md does not number",
        f"docs/alpha.md:{below}: sub is numbered below alpha, and no check of chapters reads it",
        f"docs/beta.md:{row}: the row has 3 cells, the head 2: 'lost' is lost",
        f"{page}:{numbered}: gamma is a numbered page, but conf.py does not list it",
        "docs/methods.md:1: the link https://a.example/1 is not on this page",
        f"refs.bib:{entry}: no page cites hill2025bare, and the register has no record of it",
    ]
    # The build says the same, with and without unchanged pages.
    for _ in range(2):
        warnings = book.build("dummy").warnings
        assert warnings.count("gamma is a numbered page") == 1
        assert warnings.count("no page cites hill2025bare") == 1


def test_a_work_that_the_register_holds_needs_no_citation(whole: Book, capsys: Capture) -> None:
    whole.edit("docs/methods.md", ",hill2025bare", "")
    assert "no page cites hill2025bare" in lines(whole, capsys)[0]
    whole.write(
        "evidence/papers/hill2025bare.yaml",
        "citekey: hill2025bare\nreview: note\nposted: unknown\npublished: unknown\n"
        "makes: []\ninterests: {says: unknown, seen: not seen}\n",
    )
    assert lines(whole, capsys) == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("| a | b |\n|---|---|\n| c | d |\n| e |\n", 0, ""),
        ("a | b\n---|---\nc | d\n\ne | f | g\n", 0, ""),
        ("| a | b |\n|---|---|\n| c \\| d | e |\n", 0, ""),
        ("```text\n| a |\n|---|\n| b | c |\n```\n", 0, ""),
        ("---\na: b | c\n---\n", 0, ""),
        ("- | a | b |\n  |---|---|\n  | c | d |\n", 0, ""),
        ("1. - | a | b |\n     |---|---|\n     | c | d |\n", 0, ""),
        ("word\n: | a | b |\n  |---|---|\n  | c | d |\n", 0, ""),
        ("[^n]: > | a | b |\n      > |---|---|\n      > | c | d |\n", 0, ""),
        ("1. | a | b |\n   |---|---|\n   | c | d | e |\n", 3, "'e' is lost"),
        ("| a | b |\n|---|---|\n| c | d |\n| e | f | g |\n", 4, "the head 2: 'g' is lost; give"),
        ("a | b\n--|--\nc | d | 91.3 %\n", 3, "'91.3 %' is lost"),
        ("> | a |\n> |---|\n> | `b|c` |\n", 3, "'c`' is lost; give the head a cell more, or write"),
        ("| a | b |\n|---|\n| c | d |\n", 2, "the head has 2 cells, the hyphens below 1: no table"),
    ],
)  # fmt: skip
def test_cells_of_a_table(text: str, line: int, says: str) -> None:
    found = list(rows.of_page(text))
    assert [one[0] for one in found] == ([line] if says else [])
    assert says in "; ".join(words for one in found for words in one[1:])


def test_a_page_of_the_register_that_nobody_wrote_is_named(whole: Book, capsys: Capture) -> None:
    (whole.root / "docs/register/claims.md").unlink()
    whole.edit("docs/index.md", "register/claims\n", "")
    (said,) = lines(whole, capsys)
    assert said == (
        "docs/register/claims.md:1: there is no such page, and the book has claims; "
        "write it, with :::{register-table} claims"
    )
    built = whole.build("html")
    assert "Traceback" not in built.stderr


def test_a_book_without_numbers_has_no_chapters_to_compare(tmp_path: Path) -> None:
    assert list(chapters.problems([], ["alpha"], tmp_path, tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("@misc{a1,\n title = {x}}\n@book{b2, title={@misc{c3, }}}\n", ["a1", "b2"]),
        ("@article(smith2020word,\n title = {x},\n)\n", ["smith2020word"]),
        ('@string{x = "y"}\n@comment{c,}\n@preamble{"x"}\n  @Misc { d4 ,\n}', ["d4"]),
        ("", []),
    ],
)
def test_entries_of_a_bibliography(tmp_path: Path, text: str, keys: list[str]) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(text, encoding="utf-8")
    works = bibfile.read(file)[0].values()
    found = [one.found.split()[3].rstrip(",") for one in cited.problems(file, works, [])]
    assert found == keys
    assert list(cited.problems(file, works, keys)) == []


ROWS = """\
```{list-table} Links.
* - Name
  - Address
* - One
  - `https://a.example/1`
  - {cite:t}`a1`; also {cite:p}`b2, c3`
  - {doc}`/alpha`
* - Two
  - `https://a.example/2`
  - {cite:t}`d4`
  - {doc}`the second <beta>`
```
"""
CITED = {"alpha": {"a1", "b2", "c3"}, "beta": {"d4", "a1"}}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("", "", 0, ""),
        ("`https://a.example/1`", "gone", 0, "the link https://a.example/1 is not on this page"),
        ("example/1`", "example/10`", 0, "the link https://a.example/1 is not on this page"),
        ("{cite:t}`d4`", "Dahl", 9, "the row of https://a.example/2 names no work"),
        ("{doc}`/alpha`", "Alpha", 5, "the row of https://a.example/1 names no chapter"),
        ("c3", "d4", 5, "alpha does not cite d4, the work behind https://a.example/1"),
        ("<beta>", "<alpha>", 9, "alpha does not cite d4, the work behind"),
    ],
)  # fmt: skip
def test_a_link_that_stays(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    page = tmp_path / "post.md"
    page.write_text(ROWS.replace(old, new, 1), encoding="utf-8")
    found = list(kept.problems(page, ["https://a.example/1", "https://a.example/2"], CITED))
    assert [one.line for one in found] == ([line] if says else [])
    assert says in "".join(one.found for one in found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("html_theme = 'furo'\nHERE = 1\n_own = 2\nextensions = []\n", ""),
        ("def setup(app):\n    local = 1\n", ""),
        ("x = [name for name in ()]\n", "conf.py:1: nothing reads x; mend the name, or delete it"),
        ("\nhtml_statc_path = []\n", "2: nothing reads html_statc_path; did you mean html_st"),
        ("a, html_theme = 1, 2", "1: nothing reads a; "),
        ("html_theme_options = {'announcement': '', **{}}", ""),
        ("html_theme_options = {\n 'anouncement': ''}", "2: the theme has no option anouncement;"),
        ("html_theme_options = {}\nhtml_theme_options['no'] = 1", "2: the theme has no option no;"),
        ("html_theme_options = dict(\nno=1)", "2: the theme has no option no;"),
        ("if html_theme:\n    option_of_an_extension = 1\n", ""),
    ],
)  # fmt: skip
def test_settings(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "conf.py"
    file.write_text(text, encoding="utf-8")
    known = {"html_theme", "html_static_path", "html_theme_options"}
    settings = {"html_theme": "furo"}
    exec(text, settings)  # as Sphinx reads it
    given = settings.get("html_theme_options", {})
    found = [str(one) for one in options.problems(file, known, given, {"announcement"})]
    assert len(found) == bool(says)
    assert says in "".join(found)


def test_options_of_a_theme_are_known_without_loading_it(tmp_path: Path) -> None:
    config = Config()
    config.html_theme = "furo"
    config.html_theme_path = []
    in_theme, more = options.of_theme(tmp_path, config)
    assert {"announcement", "light_css_variables", "nosidebar"} <= in_theme
    assert "pygments_dark_style" in more
