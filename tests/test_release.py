"""Releases: what is refused, what is kept, and that what was kept never changes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import Book, NewBook

from livingreview import settings
from livingreview.cli import main
from livingreview.releases import versions, zenodo

REPOSITORY = Path(__file__).parents[1]
FIRST, SECOND = "2026.12", "2026.12.1"
URL = "https://review.example.org/book"
Capture = pytest.CaptureFixture[str]
# A book that builds as the real one does, in its own repository.
CONF = f"""
import os
extensions += ["livingreview.html.site", "livingreview.releases.versionlist"]
html_theme = "furo"
templates_path = [{str(settings.TEMPLATES)!r}]
html_baseurl = os.environ.get("BOOK_URL", "")
livingreview_release = bool(os.environ.get("BOOK_RELEASE"))
"""
MAKEFILE = f"""
OUT := build
all:
	@{sys.executable} -m sphinx -q -W -n -b html -c . -d $(OUT)/trees docs $(OUT)/html
	@for name in book register summary; do cp refs.bib $(OUT)/html/$$name.pdf; done
epub:
	@true
test:
	@test "$(VERSION)" = ""
"""


def day(number: int) -> date:
    """A day to come, so that no test depends on midnight."""
    return date.today() + timedelta(days=number)


def git(book: Book, *arguments: str) -> str:
    run = subprocess.run(
        ["git", *arguments], cwd=book.root, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def commit(book: Book) -> None:
    git(book, "add", "--all")
    git(book, "commit", "--quiet", "--message", "Change")


def run(book: Book, *arguments: str) -> int:
    return main(["--root", str(book.root), *arguments])


def prepare(book: Book, version: str, when: date) -> None:
    """Write a version into every place that names it, and commit."""
    for file, pattern, new in (
        ("CITATION.cff", r'(?m)^version: .*', f'version: "{version}"'),
        ("CITATION.cff", r'(?m)^date-released: .*', f'date-released: "{when}"'),
        ("pyproject.toml", r"version = .*", f'version = "{version}"'),
        ("docs/about/changelog.md", r"\A# Changelog\n",
         f"# Changelog\n\n## {version}, {when}\n\nNew in {version}.\n"),
    ):  # fmt: skip
        path = book.root / file
        path.write_text(re.sub(pattern, new, path.read_text("utf-8"), count=1), "utf-8")
    assert run(book, "zenodo") == run(book, "freeze") == 0
    commit(book)


@pytest.fixture(scope="module", autouse=True)
def _own_git() -> Iterator[None]:
    """Git as on a fresh machine, with a name."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        yield


@pytest.fixture(scope="module")
def prepared(new_book: NewBook) -> Book:
    """A repository in which everything agrees on the first version."""
    book = new_book()
    for page in ("docs/alpha.md", "docs/beta.md"):  # drawing is slow
        text = (book.root / page).read_text(encoding="utf-8")
        text = re.sub(r":::\{evidence-figure\}.*?\n:::\n|\{numref\}.*", "", text, flags=re.S)
        book.write(page, text)
    (book.root / "docs" / "about").mkdir()
    book.write("docs/about/changelog.md", "# Changelog\n")
    book.write("docs/about/versions.md", "# Versions\n\n```{released-versions}\n```\n")
    book.edit("docs/index.md", "methods\n", "methods\nabout/changelog\nabout/versions\n")
    book.write("conf.py", (book.root / "conf.py").read_text() + CONF)
    book.write("pyproject.toml", '[project]\nname = "tiny"\nversion = "0"\n')
    book.write("Makefile", MAKEFILE)
    book.write(".gitignore", "/build/\n__pycache__/\n")
    git(book, "init", "--quiet", "--initial-branch=main")
    git(book, "config", "user.name", "Ada Ames")
    git(book, "config", "user.email", "ada@example.org")
    prepare(book, FIRST, day(1))
    return book


@pytest.fixture
def book(prepared: Book, tmp_path: Path) -> Book:
    """A fresh copy of it."""
    shutil.copytree(prepared.root, tmp_path / "book")
    return Book(tmp_path / "book")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def publish(book: Book) -> Path:
    """Put what was released beside the newest pages."""
    assert run(book, "site") == 0
    return book.root / "build" / "site"


@pytest.fixture(scope="module")
def history(prepared: Book, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Two releases with a change between them: the published site after each, and the book."""
    root = tmp_path_factory.mktemp("history") / "book"
    shutil.copytree(prepared.root, root)
    book = Book(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOOK_URL", URL)
        assert run(book, "release", FIRST) == 0
        patch.delenv("BOOK_URL")
        (root / "build" / "html").mkdir()
        book.write("build/html/index.html", "The newest pages.")
        one = files(publish(book))
        tree = git(book, "rev-parse", f"releases:v/{FIRST}")
        book.edit("docs/alpha.md", "# Alpha", "# Alpha rewritten")
        (root / "docs" / "methods.md").unlink()
        book.edit("docs/index.md", "methods\n", "")
        book.write("docs/gamma.md", "# Gamma\n\nA new page.\n")
        book.edit("docs/index.md", "beta\n", "beta\ngamma\n")
        prepare(book, SECOND, day(3))
        assert run(book, "release", SECOND) == 0
        shutil.rmtree(root / "build" / "html")
        subprocess.run(["make", "all"], cwd=root, check=True)
        two = files(publish(book))
    return {"book": book, "one": one, "two": two, "tree": tree, "site": root / "build" / "site"}


# -- what is kept ---------------------------------------------------------------------------------


def test_a_second_release_leaves_the_first_untouched(history: dict[str, Any]) -> None:
    before, after = (
        {name: data for name, data in history[site].items() if name.startswith(f"v/{FIRST}/")}
        for site in ("one", "two")
    )
    assert len(before) > 30
    assert after == before
    assert git(history["book"], "rev-parse", f"releases:v/{FIRST}") == history["tree"]


def test_each_version_holds_its_own_text(history: dict[str, Any]) -> None:
    site = history["two"]
    assert b"Alpha rewritten" not in site[f"v/{FIRST}/alpha.html"]
    assert b"Alpha rewritten" in site[f"v/{SECOND}/alpha.html"]
    assert b"Alpha rewritten" in site["alpha.html"]
    assert f"v/{FIRST}/gamma.html" not in site
    assert f"v/{SECOND}/methods.html" not in site


def test_the_manifest_names_every_file_with_its_checksum(history: dict[str, Any]) -> None:
    folder = f"v/{FIRST}/"
    kept = {n.removeprefix(folder): d for n, d in history["two"].items() if n.startswith(folder)}
    listed = kept.pop("MANIFEST.sha256").decode().splitlines()
    assert listed == [f"{hashlib.sha256(kept[n]).hexdigest()}  {n}" for n in sorted(kept)]


def test_tag_and_branch_after_a_release(history: dict[str, Any]) -> None:
    book = history["book"]
    assert git(book, "cat-file", "-t", f"v{SECOND}") == "tag"
    assert git(book, "rev-parse", f"v{SECOND}^{{commit}}") == git(book, "rev-parse", "main")
    assert git(book, "rev-parse", "releases~1^{tree}") != git(book, "rev-parse", "releases^{tree}")
    assert git(book, "symbolic-ref", "--short", "HEAD") == "main"
    assert git(book, "status", "--porcelain") == ""


def test_versions_json_lists_the_newest_first(history: dict[str, Any]) -> None:
    listed = json.loads(history["two"]["versions.json"])["versions"]
    assert [(one["version"], one["date"]) for one in listed] == [
        (SECOND, str(day(3))),
        (FIRST, str(day(1))),
    ]
    assert listed[0]["commit"] == git(history["book"], "rev-parse", f"v{SECOND}^{{commit}}")


def page(history: dict[str, Any], name: str) -> BeautifulSoup:
    return BeautifulSoup(history["two"][name], "html.parser")


@pytest.mark.parametrize("folder", ["", f"v/{FIRST}/", f"v/{SECOND}/"])
@pytest.mark.parametrize("name", ["index.html", "register/claims.html"])
def test_every_footer_leads_to_the_list_of_versions(
    history: dict[str, Any], folder: str, name: str
) -> None:
    footer = page(history, folder + name).select_one(".provenance")
    assert footer and f"Version {FIRST if FIRST + '/' in folder else SECOND}," in footer.get_text()
    link = footer.find("a", string="All versions")
    assert link
    assert urljoin(f"/{folder}{name}", str(link["href"])) == "/about/versions.html"  # type: ignore[index]


def test_the_list_of_versions_leads_to_each(history: dict[str, Any]) -> None:
    links = {
        a.get_text(): urljoin("about/versions.html", str(a["href"]))
        for a in page(history, "about/versions.html").select("article table a")
    }
    expected = {f"Version {v}": f"v/{v}/index.html" for v in (FIRST, SECOND)}
    assert links == expected
    assert set(expected.values()) <= set(history["two"])


def test_a_released_copy_names_no_other_version(history: dict[str, Any]) -> None:
    text = page(history, f"v/{SECOND}/about/versions.html").select_one("article")
    assert text and f"This is version {SECOND} of {day(3)}" in text.get_text()
    assert f"Version {FIRST}" not in text.get_text()
    assert f"v/{SECOND}/versions.json" not in history["two"]


def test_the_canonical_address_of_a_released_page_is_its_own(history: dict[str, Any]) -> None:
    link = page(history, f"v/{FIRST}/register/claims.html").find("link", rel="canonical")
    assert link and link["href"] == f"{URL}/v/{FIRST}/register/claims.html"  # type: ignore[index]
    assert not page(history, f"v/{SECOND}/index.html").find("link", rel="canonical")
    assert URL.encode() not in history["two"][f"v/{SECOND}/evidence/claims.json"]


def test_the_script_finds_what_it_needs_on_the_page(history: dict[str, Any]) -> None:
    released = page(history, f"v/{FIRST}/register/claims.html")
    footer = released.select_one(".provenance")
    assert footer and (footer["data-version"], footer["data-date"]) == (FIRST, str(day(1)))
    root = released.find("html")
    assert root and root["data-content_root"] == "../"  # type: ignore[index]
    assert released.select_one(".page")
    tagged = git(history["book"], "rev-parse", f"v{FIRST}^{{commit}}")
    assert tagged.startswith(str(footer["data-commit"]))


def test_assets_are_the_kept_documents_and_the_register(
    history: dict[str, Any], capsys: Capture
) -> None:
    book = history["book"]
    assert run(book, "assets", FIRST) == 0
    folder = book.root / "build" / "assets"
    assert capsys.readouterr().out.split() == [
        "build/assets/book.pdf", f"build/assets/register-{FIRST}.zip",
        "build/assets/register.pdf", "build/assets/summary.pdf",
    ]  # fmt: skip
    assert (folder / "book.pdf").read_bytes() == history["one"][f"v/{FIRST}/book.pdf"]
    with zipfile.ZipFile(folder / f"register-{FIRST}.zip") as packed:
        names = set(packed.namelist())
        claims = packed.read("data/claims.json")
    assert {"data/claims.csv", "data/schema/paper.json", "sources/refs.bib"} <= names
    assert "sources/papers/ames2023tiny.yaml" in names
    assert claims == history["one"][f"v/{FIRST}/evidence/claims.json"]
    assert (book.root / "build" / "notes.md").read_text() == f"New in {FIRST}.\n"
    again = (folder / f"register-{FIRST}.zip").read_bytes()
    assert run(book, "assets", FIRST) == 0
    assert (folder / f"register-{FIRST}.zip").read_bytes() == again


def test_a_clone_publishes_the_same(history: dict[str, Any], tmp_path: Path) -> None:
    subprocess.run(
        ["git", "clone", "--quiet", history["book"].root, tmp_path / "clone"], check=True
    )
    clone = Book(tmp_path / "clone")
    shutil.copytree(history["book"].root / "build" / "html", clone.root / "build" / "html")
    assert run(clone, "site") == 0
    assert files(clone.root / "build" / "site") == history["two"]


# -- what is refused ------------------------------------------------------------------------------


def refused(book: Book, capsys: Capture, *arguments: str) -> list[str]:
    """The reasons of a refusal, after which branches, tags and sources are as before."""
    before = git(book, "for-each-ref"), git(book, "status", "--porcelain")
    capsys.readouterr()
    assert run(book, *arguments) == 1
    assert (git(book, "for-each-ref"), git(book, "status", "--porcelain")) == before
    lines = capsys.readouterr().err.splitlines()
    return [line for line in lines if not line.endswith("...")]


def changed(file: str, old: str, new: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        book.edit(file, old, new)
        commit(book)

    return change


def as_zenodo(change: Callable[[Book], None]) -> Callable[[Book], None]:
    def both(book: Book) -> None:
        change(book)
        assert run(book, "zenodo") == 0
        commit(book)

    return both


TOMORROW = f'date-released: "{day(1)}"'
AMES = "evidence/papers/ames2023tiny.yaml"
OVERDUE = """- id: still-falls
  says: The next model still links worse far away.
  made: 2024-01-20
  judged: 2024-06-20
  how: The table of the next PairBench.
  expected: {words: likely, because: It was so for the last one.}
  claim: falls-with-distance
"""


def overdue(book: Book) -> None:
    """A prediction past its day."""
    book.write("evidence/predictions.yaml", OVERDUE)
    assert run(book, "freeze") == 0
    commit(book)


CHANGES: dict[str, tuple[Callable[[Book], object], str]] = {
    "tree not clean": (lambda b: b.edit("docs/alpha.md", "# A", "# B"), "tree is not clean"),
    "new file": (lambda b: b.write("docs/new.md", "# New"), "docs/new.md"),
    "other branch": (lambda b: git(b, "switch", "--quiet", "-c", "draft"), "on draft"),
    "no branch": (lambda b: git(b, "checkout", "--quiet", "--detach"), "on no branch"),
    "tag exists": (lambda b: git(b, "tag", f"v{FIRST}"), f"the tag v{FIRST} exists already"),
    "newer tag": (lambda b: git(b, "tag", "v2027.01"), "not newer than 2027.01"),
    "newer by number": (lambda b: git(b, "tag", "v2026.12.10"), "not newer than 2026.12.10"),
    "pyproject": (changed("pyproject.toml", FIRST, "2026.11"), "pyproject.toml:3: version: "),
    "pyproject damaged": (changed("pyproject.toml", "[project]", "[project"), "is not TOML"),
    "no section": (
        changed("docs/about/changelog.md", f"## {FIRST}", "## 2026.11"),
        f"no section on version {FIRST}",
    ),
    "section of another day": (
        changed("docs/about/changelog.md", f", {day(1)}", f", {day(2)}"),
        "docs/about/changelog.md:3: ",
    ),
    "empty section": (
        changed("docs/about/changelog.md", f"New in {FIRST}.", "\n## 2026.11, 2026-11-01\n\nOld."),
        "is empty",
    ),
    "zenodo": (changed(".zenodo.json", "Tiny Contributors", "Nobody"), ".zenodo.json: "),
    "no zenodo": (lambda b: (git(b, "rm", "-q", ".zenodo.json"), commit(b)), ".zenodo.json: "),
    "reviewed later": (
        changed("evidence/claims/beta.yaml", "reviewed: 2024-10-01", f"reviewed: {day(2)}"),
        "reviewed: ",
    ),
    "id not published": (
        changed("evidence/published-ids.txt", "depth-matters\n", ""),
        "1 ids are not in it, depth-matters",
    ),
    "prediction past its day": (overdue, "it was to be judged by 2024-06-20"),
    "bad record": (changed(AMES, "n: 1942", "n: -5"), "livingreview check"),
    "damaged citation": (changed("CITATION.cff", "title:", "title: ]"), "CITATION.cff:3: "),
    "citation without date": (changed("CITATION.cff", TOMORROW, ""), "date-released: missing"),
    "no date": (changed("CITATION.cff", TOMORROW, "date-released: soon"), "soon is not a date"),
    "doi as address": (
        changed("CITATION.cff", "cff-v", "doi: https://doi.org/10.5281/zenodo.1\ncff-v"),
        "CITATION.cff:1: doi: ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_release_is_refused(book: Book, capsys: Capture, name: str) -> None:
    change, words = CHANGES[name]
    change(book)
    (reason,) = [line for line in refused(book, capsys, "release", FIRST) if words in line]
    assert "; " in reason or ": " in reason


@pytest.mark.parametrize("wrong", ["1.0", "2026.13", "2026.00", "2026.1", "26.12", "v2026.12", "x"])
def test_version_of_another_form(book: Book, capsys: Capture, wrong: str) -> None:
    assert refused(book, capsys, "release", wrong)[0].startswith(f"{wrong} is not a version")


def test_old_date(book: Book, capsys: Capture) -> None:
    for file in ("CITATION.cff", "docs/about/changelog.md"):
        book.edit(file, str(day(1)), str(day(-1)))
    run(book, "zenodo")
    commit(book)
    (reason,) = refused(book, capsys, "release", FIRST)
    assert reason.startswith(f"CITATION.cff:8: date-released: {day(-1)} is past")


def test_every_reason_is_named_at_once(book: Book, capsys: Capture) -> None:
    book.edit("docs/alpha.md", "# Alpha", "# A")
    reasons = refused(book, capsys, "release", "2027.02")
    for words in ("not clean", "CITATION.cff:7: version", "pyproject.toml:3", "no section on"):
        assert any(words in reason for reason in reasons), reasons


@pytest.mark.parametrize(
    ("target", "recipe", "words"),
    [
        ("test", "@false", "make test failed"),
        ("all", "@false", "make all failed"),
        ("all", "@true", "wrote no build/release/html/index.html"),
        ("test", "@touch stray", "the tree changed"),
    ],
)
def test_failing_step(book: Book, capsys: Capture, target: str, recipe: str, words: str) -> None:
    page = "mkdir -p $(OUT)/html; touch $(OUT)/html/index.html"
    recipes = {"all": page, "epub": "@true", "test": "@true"} | {target: recipe}
    book.write("Makefile", "OUT := build\n" + "".join(f"{t}:\n\t{r}\n" for t, r in recipes.items()))
    commit(book)
    before = git(book, "for-each-ref")
    assert run(book, "release", FIRST) == 1
    assert words in capsys.readouterr().err
    assert git(book, "for-each-ref") == before


def test_address_that_is_none(book: Book, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_URL", "review.example.org")
    (reason,) = refused(book, capsys, "release", FIRST)
    assert reason.startswith("BOOK_URL: 'review.example.org' is not an address")


def test_without_git(book: Book, capsys: Capture) -> None:
    shutil.rmtree(book.root / ".git")
    assert run(book, "release", FIRST) == 1
    (reason,) = capsys.readouterr().err.splitlines()
    assert "not a git repository" in reason


# -- with an older release ------------------------------------------------------------------------


@pytest.fixture
def released(history: dict[str, Any], tmp_path: Path) -> Book:
    """A copy of the book after two releases."""
    shutil.copytree(history["book"].root, tmp_path / "book")
    return Book(tmp_path / "book")


def on_branch(book: Book, file: str, text: str) -> None:
    """Change a file on the branch of the releases by hand."""
    tree = book.root / "build" / "by-hand"
    git(book, "worktree", "add", "--quiet", str(tree), "releases")
    (tree / file).parent.mkdir(parents=True, exist_ok=True)
    (tree / file).write_text(text, encoding="utf-8")
    branch = Book(tree)
    commit(branch)
    git(book, "worktree", "remove", "--force", str(tree))


@pytest.mark.parametrize("version", [FIRST, SECOND])
def test_no_version_is_released_twice(released: Book, capsys: Capture, version: str) -> None:
    git(released, "tag", "--delete", f"v{FIRST}", f"v{SECOND}")
    reasons = refused(released, capsys, "release", version)
    assert f"the branch releases holds v/{version} already; it is never overwritten" in reasons
    assert any(f"{version} is not newer than {SECOND}" in reason for reason in reasons)


def test_folder_that_no_list_names(released: Book, capsys: Capture) -> None:
    prepare(released, "2027.01", day(5))
    on_branch(released, "v/2027.01/index.html", "by hand")
    (reason,) = refused(released, capsys, "release", "2027.01")
    assert "holds v/2027.01 already" in reason


def test_earlier_than_the_last_release(released: Book, capsys: Capture) -> None:
    prepare(released, "2027.01", day(2))
    (reason,) = refused(released, capsys, "release", "2027.01")
    assert f"{SECOND} was released on {day(3)}" in reason


LISTED = {"version": FIRST, "date": "2026-12-01", "commit": "0" * 40, "doi": ""}
DAMAGED = {
    "not JSON": '{"versions": [',
    "no list": "[]",
    "no commit": json.dumps({"versions": [{"version": FIRST, "date": "2026-12-01"}]}),
    "no date": json.dumps({"versions": [LISTED | {"date": "soon"}]}),
    "no DOI": json.dumps({"versions": [LISTED | {"doi": "doi"}]}),
    "no version": json.dumps({"versions": [LISTED | {"version": "1.0"}]}),
    "oldest first": json.dumps({"versions": [LISTED, LISTED | {"version": SECOND}]}),
    "twice": json.dumps({"versions": [LISTED, LISTED]}),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_list_of_versions(released: Book, capsys: Capture, name: str) -> None:
    on_branch(released, "versions.json", DAMAGED[name])
    for command in (["release", "2027.01"], ["release", FIRST, "--doi", "10.5281/zenodo.1"]):
        (reason,) = refused(released, capsys, *command)
        assert reason.startswith("versions.json on the branch releases is damaged (")
    assert run(released, "site") == 1


def test_build_names_a_damaged_list(released: Book) -> None:
    on_branch(released, "versions.json", "{")
    built = released.build("dummy")
    assert built.status == 1
    assert "versions.json on the branch releases is damaged" in built.warnings


def test_branches_that_have_grown_apart(released: Book, tmp_path: Path, capsys: Capture) -> None:
    subprocess.run(["git", "clone", "--quiet", released.root, tmp_path / "clone"], check=True)
    clone = Book(tmp_path / "clone")
    git(clone, "branch", "releases", "origin/releases")
    git(clone, "config", "user.name", "Bo")
    git(clone, "config", "user.email", "bo@example.org")
    on_branch(clone, "here.txt", "here")
    on_branch(released, "there.txt", "there")
    git(clone, "fetch", "--quiet")
    (reason,) = refused(clone, capsys, "release", "2027.01")
    assert "have grown apart" in reason


def test_branch_that_moves_while_a_release_is_built(book: Book, capsys: Capture) -> None:
    page = "@mkdir -p $(OUT)/html; touch $(OUT)/html/index.html"
    other = "@git branch releases $$(git commit-tree -m other $$(git mktree < /dev/null))"
    book.write("Makefile", f"all:\n\t{page}\nepub:\ntest:\n\t{other}\n")
    commit(book)
    assert run(book, "release", FIRST) == 1
    assert "the branch releases was moved meanwhile" in capsys.readouterr().err
    assert git(book, "log", "--format=%s", "releases") == "other"
    assert git(book, "tag") == ""


def test_site_stops_where_a_released_file_was_changed(released: Book, capsys: Capture) -> None:
    before = files(released.root / "build" / "site")
    for file, found in (("alpha.html", "alpha.html"), ("MANIFEST.sha256", ".buildinfo")):
        on_branch(released, f"v/{FIRST}/{file}", "changed\n")
        assert run(released, "site") == run(released, "assets", FIRST) == 1
        reason, again = capsys.readouterr().err.splitlines()
        assert reason == again == f"v/{FIRST}/{found} is not as it was released; restore releases"
    assert files(released.root / "build" / "site") == before


@pytest.mark.parametrize("command", [["site"], ["assets", FIRST]])
def test_nothing_to_publish_yet(book: Book, capsys: Capture, command: list[str]) -> None:
    (reason,) = refused(book, capsys, *command)
    assert re.search("run make first|make release makes it", reason)


# -- DOI ------------------------------------------------------------------------------------------


def citation(book: Book) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((book.root / "CITATION.cff").read_text("utf-8"))
    return data


def listed(book: Book) -> dict[str, str]:
    data = json.loads(git(book, "show", "releases:versions.json"))["versions"]
    return {one["version"]: one["doi"] for one in data}


def test_dois_come_after_the_release(released: Book, capsys: Capture) -> None:
    released.edit("CITATION.cff", "license:", "# The text first.\nlicense:")
    commit(released)
    before, kept = citation(released), git(released, "rev-parse", "releases:v")
    arguments = ["--doi", "10.5281/zenodo.12", "--concept-doi", "10.5281/zenodo.10"]
    assert run(released, "release", SECOND, *arguments) == 0
    assert listed(released) == {SECOND: "10.5281/zenodo.12", FIRST: ""}
    assert git(released, "rev-parse", "releases:v") == kept
    after = citation(released)
    assert after.pop("doi") == "10.5281/zenodo.12"
    assert after.pop("identifiers") == [
        {"type": "doi", "value": "10.5281/zenodo.12", "description": f"Version {SECOND}"},
        {"type": "doi", "value": "10.5281/zenodo.10",
         "description": "All versions; leads to the newest"},
    ]  # fmt: skip
    assert after == before
    assert "# The text first.\n" in (released.root / "CITATION.cff").read_text("utf-8")
    state = git(released, "rev-parse", "releases"), (released.root / "CITATION.cff").read_bytes()
    assert run(released, "release", SECOND, *arguments) == 0
    again = git(released, "rev-parse", "releases"), (released.root / "CITATION.cff").read_bytes()
    assert again == state


def test_doi_of_an_older_version_is_not_that_of_the_book(released: Book) -> None:
    before = (released.root / "CITATION.cff").read_bytes()
    assert run(released, "release", FIRST, "--doi", "10.5281/zenodo.11") == 0
    assert listed(released) == {SECOND: "", FIRST: "10.5281/zenodo.11"}
    assert (released.root / "CITATION.cff").read_bytes() == before


def test_reserved_doi_is_released_with_the_version(book: Book) -> None:
    assert run(book, "release", FIRST, "--doi", "10.5281/zenodo.11") == 0
    assert git(book, "tag") == ""
    page = "@mkdir -p $(OUT)/html; touch $(OUT)/html/index.html"
    book.write("Makefile", f"all:\n\t{page}\nepub test:\n")
    commit(book)
    assert run(book, "release", FIRST) == 0
    assert listed(book) == {FIRST: "10.5281/zenodo.11"}


def test_the_doi_of_another_version_is_no_doi_of_the_next(released: Book, capsys: Capture) -> None:
    assert run(released, "release", SECOND, "--doi", "10.5281/zenodo.12") == 0
    prepare(released, "2027.01", day(5))
    reasons = refused(released, capsys, "release", "2027.01")
    assert reasons
    assert all(f"10.5281/zenodo.12 is the DOI of version {SECOND}" in line for line in reasons)


@pytest.mark.parametrize(
    ("version", "doi", "concept", "words"),
    [
        (SECOND, "https://doi.org/10.5281/zenodo.1", "", "is not a DOI"),
        (SECOND, "10.5281/Zenodo.1", "", "is not a DOI"),
        (SECOND, "10.5281/zenodo 1", "", "is not a DOI"),
        (SECOND, "zenodo.1", "", "is not a DOI"),
        (SECOND, "10.5281/zenodo.1", "concept", "concept is not a DOI"),
        (SECOND, "10.5281/zenodo.1", "10.5281/zenodo.1", "cannot be the DOI of one version and"),
        (SECOND, "10.5281/zenodo.11", "", f"the DOI of version {FIRST} already"),
        (SECOND, "10.5281/zenodo.1", "10.5281/zenodo.11", f"the DOI of version {FIRST} already"),
        (FIRST, "10.5281/zenodo.1", "", "a DOI is permanent"),
        ("2030.01", "10.5281/zenodo.1", "", "neither released nor the version of"),
    ],
)
def test_doi_is_refused(
    released: Book, capsys: Capture, version: str, doi: str, concept: str, words: str
) -> None:
    assert run(released, "release", FIRST, "--doi", "10.5281/zenodo.11") == 0
    reasons = refused(released, capsys, "release", version, "--doi", doi, "--concept-doi", concept)
    assert any(words in reason for reason in reasons), reasons


# -- the record at Zenodo -------------------------------------------------------------------------


def test_the_record_of_this_book_agrees_with_its_citation() -> None:
    assert (REPOSITORY / ".zenodo.json").read_text(encoding="utf-8") == zenodo.text(REPOSITORY), (
        "run livingreview zenodo"
    )


def test_no_record_of_a_damaged_citation(book: Book, capsys: Capture) -> None:
    book.edit("CITATION.cff", "abstract:", "about:")
    (line,) = refused(book, capsys, "zenodo")
    assert line.startswith("CITATION.cff:4: about: about is no field of a citation file")


def test_record_of_a_person(tmp_path: Path) -> None:
    (tmp_path / "CITATION.cff").write_text(
        "title: T\nabstract: a < b\nlicense: CC-BY-4.0\nversion: 2026.12\n"
        "date-released: 2026-12-01\nauthors:\n"
        "  - family-names: Ames\n    given-names: Ada\n    affiliation: Somewhere\n"
        "    orcid: https://orcid.org/0000-0002-1825-0097\n"
    )
    made = zenodo.record(tmp_path)
    assert made["creators"] == [
        {"name": "Ames, Ada", "affiliation": "Somewhere", "orcid": "0000-0002-1825-0097"}
    ]
    assert made["description"] == "<p>a &lt; b</p>"
    assert (made["upload_type"], made["publication_type"]) == ("publication", "book")
    assert (made["license"], made["version"]) == ("cc-by-4.0", "2026.12")


@pytest.mark.parametrize(
    ("older", "newer"),
    [("2026.12", "2026.12.1"), ("2026.12.9", "2026.12.10"), ("2026.12.10", "2027.01")],
)
def test_order_of_versions(older: str, newer: str) -> None:
    assert versions.number(older) < versions.number(newer)
