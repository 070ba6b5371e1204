"""What is wrong with the book as a whole: contents, bibliography, links that stay, ``conf.py``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import ROOTS, Book
from sphinx.config import Config

from livingreview.cli import main
from livingreview.references import bibfile
from livingreview.text import chapters, cited, options, rows

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
    shutil.copy(ROOTS / "files" / "post.yaml", book.root / "evidence" / "post.yaml")
    link = book.edit("evidence/post.yaml", "works: [ames2023tiny]", "works: [grant2025draft]")
    book.write("docs/sub.md", "# Sub\n\nIt reached 77.3 %.\n")
    alpha = (book.root / "docs/alpha.md").read_text(encoding="utf-8")
    book.write("docs/alpha.md", f"{alpha}\n```{{toctree}}\nsub\n```\n")
    below = book.line("docs/alpha.md", "sub")
    head = "| a | b |\n|---|---|\n"
    row = book.edit("docs/beta.md", "# Beta\n", f"# Beta\n\n{head}| x | y | lost |\n") + 4
    book.edit("docs/methods.md", ",hill2025bare", "")
    entry = book.line("refs.bib", "{hill2025bare,")
    assert [line.partition(";")[0] for line in lines(book, capsys)] == [
        f"conf.py:{listed}: nothing reads html_statc_path",
        f"conf.py:{listed + 1}: the theme has no option nosidebars",
        f"conf.py:{listed + 2}: livingreview_chapters lists beta, which index.md does not number",
        f"docs/alpha.md:{below}: sub is numbered below alpha, and no check of chapters reads it",
        f"docs/beta.md:{row}: the row has 3 cells, the head 2: 'lost' is lost",
        f"{page}:{numbered}: gamma is a numbered page, but conf.py does not list it",
        f"evidence/post.yaml:{link}: alpha does not cite grant2025draft, the work behind "
        "https://a.example/tiny/.",
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
