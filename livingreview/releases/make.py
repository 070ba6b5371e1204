"""Releases: what must agree before one is made, and how one is made.

A release is the site as built at its commit, stored under ``v/<version>/`` on the branch
``releases``, and the tag ``v<version>``. Branch and tag move in one step, after everything else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from livingreview import metadata
from livingreview.problems import Problem, Refused, say
from livingreview.references.identifiers import is_doi
from livingreview.register import history
from livingreview.register.register import Register
from livingreview.releases import repository, versions, zenodo
from livingreview.releases.publishing import CHANGELOG, MANIFEST, manifest
from livingreview.releases.repository import BRANCH, GitError, git
from livingreview.releases.versions import FORM, Version, number
from livingreview.text import unfilled

CITATION, PYPROJECT = Path("CITATION.cff"), Path("pyproject.toml")
IDS = Path("evidence/published-ids.txt")
BUILT = Path("build/release")


# -- what must agree ------------------------------------------------------------------------------


def _line(text: str, pattern: str) -> int:
    """The line of the first match; 0 if there is none."""
    match = re.search(pattern, text, re.M)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _text(root: Path, file: Path) -> str:
    """The text of a file; empty if there is none."""
    path = root / file
    return path.read_text(encoding="utf-8") if path.exists() else ""


def read_citation(root: Path) -> dict[str, Any]:
    """``CITATION.cff``; raises ``Refused`` if it is damaged or lacks what a release needs."""
    if wrong := metadata.problems(root):
        raise Refused(*wrong)
    data: dict[str, Any] = yaml.safe_load(_text(root, CITATION))
    if "abstract" not in data:  # a book can do without, a release cannot
        raise Refused(Problem(CITATION, 0, "abstract", "missing", "add it"))
    return data


def _date(citation: dict[str, Any]) -> date:
    return date.fromisoformat(str(citation["date-released"]))


def _dois(citation: dict[str, Any]) -> list[str]:
    """Every DOI that ``CITATION.cff`` gives to the book."""
    own = [str(citation["doi"])] if citation.get("doi") else []
    entries = citation.get("identifiers") or []
    return own + [str(entry.get("value")) for entry in entries if entry.get("type") == "doi"]


def of_version(version: str, released: list[Version], tags: list[str]) -> Iterator[str]:
    """Reasons that lie in the version itself."""
    if not FORM.fullmatch(version):
        yield f"{version} is not a version; write year and month, 2026.12, or a third number after"
        return
    known = {one.version for one in released} | {tag.removeprefix("v") for tag in tags}
    newest = max(filter(FORM.fullmatch, known), key=number, default="")
    if f"v{version}" in tags:
        yield f"the tag v{version} exists already; a release is made once, choose a new version"
    elif newest and number(version) <= number(newest):
        yield f"{version} is not newer than {newest}, the newest release; choose a newer version"


def of_citation(
    citation: dict[str, Any], text: str, version: str, released: list[Version], today: date
) -> Iterator[Problem]:
    """Reasons that lie in ``CITATION.cff``."""

    def problem(field: str, found: str, remedy: str) -> Problem:
        return Problem(CITATION, _line(text, rf"^{field}:"), field, found, remedy)

    if str(citation["version"]) != version:
        yield problem("version", f"it is {citation['version']}", f'write "{version}"')
    day = _date(citation)
    if day < today:
        yield problem("date-released", f"{day} is past", f'write the day of release, "{today}"')
    if released and day < released[0].date:
        before = f"{released[0].version} was released on {released[0].date}"
        yield problem("date-released", f"{day} is too early", f"{before}; write a later day")
    taken = {one.doi: one.version for one in released if one.doi}
    for doi in dict.fromkeys(_dois(citation)):
        field = "doi" if doi == citation.get("doi") else "identifiers"
        if not is_doi(doi):
            yield problem(field, f"{doi!r} is no DOI", "write it bare and small, 10.5281/zenodo.1")
        elif doi in taken:
            remedy = "take it out, or reserve a DOI for this version and write that"
            yield problem(field, f"{doi} is the DOI of version {taken[doi]}", remedy)


def of_changelog(text: str, version: str, day: date) -> Iterator[Problem]:
    """Reasons that lie in the changelog."""
    head = rf"^## {re.escape(version)}(,.*)?$"
    match = re.search(head, text, re.M)
    if not match:
        remedy = f"add ## {version}, {day} and what changed in the conclusions"
        yield Problem(CHANGELOG, 0, "", f"there is no section on version {version}", remedy)
        return
    line = _line(text, head)
    if match[0].rstrip() != f"## {version}, {day}":
        found = f"{match[0]!r} does not agree with CITATION.cff"
        yield Problem(CHANGELOG, line, "", found, f"write ## {version}, {day}")
    if not text[match.end() :].partition("\n## ")[0].strip():
        remedy = "say what changed in the conclusions"
        yield Problem(CHANGELOG, line, "", f"the section on {version} is empty", remedy)


def of_pyproject(text: str, version: str) -> Iterator[Problem]:
    """Reasons that lie in ``pyproject.toml``."""
    try:
        found = tomllib.loads(text).get("project", {}).get("version")
    except tomllib.TOMLDecodeError as error:
        yield Problem(PYPROJECT, 0, "", f"this is not TOML ({error})", "mend it")
        return
    if found != version:
        line = _line(text, r"^version\s*=")
        yield Problem(PYPROJECT, line, "version", f"it is {found}", f'write "{version}"')


def of_register(
    books: Register, ids: set[str], claims: Mapping[str, history.Stated]
) -> Iterator[Problem]:
    """Reasons that lie in the register; ``ids`` and ``claims`` are the frozen ones.

    A claim reviewed after the release needs no rule: the register takes no day to come, and a
    release is not dated back.
    """
    missing = sorted(set(books.place) - ids)
    if missing:
        found = f"{len(missing)} ids are not in it, {missing[0]} among them"
        yield Problem(IDS, 0, "", found, "run livingreview freeze and commit the file")
    if claims != history.now(books):
        found = "it does not hold the claims of this version as they stand"
        yield Problem(history.FILE, 0, "", found, "run livingreview freeze and commit the file")


def of_replies(books: Register, day: date) -> Iterator[Problem]:
    """Replies of authors that should have been judged before the day of the release."""
    for reply in books.replies.values():
        if reply.judged is None and reply.due < day:
            file, line = books.place[reply.id]
            found = f"it was to be judged by {reply.due}"
            yield Problem(file, line, reply.id, found, "judge it, and write judged:")


def of_predictions(books: Register, day: date) -> Iterator[Problem]:
    """Predictions whose day was before that of the release, and of which nothing is said."""
    for one in books.predictions.values():
        if one.overdue(day):
            file, line = books.place[one.id]
            found = f"it was to be judged by {one.judged}"
            yield Problem(file, line, one.id, found, "look what came of it, and write outcome:")


def of_zenodo(root: Path) -> Iterator[Problem]:
    """``.zenodo.json`` must be what ``CITATION.cff`` says."""
    if _text(root, Path(zenodo.FILE)) != zenodo.text(root):
        found, remedy = "it does not agree with CITATION.cff", "run livingreview zenodo"
        yield Problem(Path(zenodo.FILE), 0, "", found, f"{remedy} and commit the file")


def of_git(root: Path) -> Iterator[str]:
    """Reasons that lie in the checkout."""
    try:
        git(root, "var", "GIT_COMMITTER_IDENT")
    except GitError:
        yield "git does not know who you are; run git config user.name and user.email"
    try:
        branch = git(root, "symbolic-ref", "--short", "HEAD")
    except GitError:
        branch = "no branch"
    if branch != "main":
        yield f"the checkout is on {branch}; a release is made on main: git switch main"
    changed = git(root, "status", "--porcelain").splitlines()
    if changed:
        more = f" and {len(changed) - 1} more" if changed[1:] else ""
        yield f"the tree is not clean: {changed[0][3:]}{more}; commit it or undo the change"


Load = Callable[[], tuple[Register, list[Problem]]]


def reasons(root: Path, version: str, released: list[Version], load: Load) -> Iterator[object]:
    """Everything that speaks against a release today, but for the tests."""
    citation = read_citation(root)
    day = _date(citation)
    yield from of_git(root)
    yield from of_version(version, released, git(root, "tag", "--list", "v*").split())
    if not FORM.fullmatch(version):
        return  # what else is asked for would name a version that cannot be
    text = _text(root, CITATION)
    yield from of_citation(citation, text, version, released, date.today())
    yield from unfilled.problems(root)
    if (root / PYPROJECT).exists():  # a book on a machinery that is installed has none
        yield from of_pyproject(_text(root, PYPROJECT), version)
    yield from of_changelog(_text(root, CHANGELOG), version, day)
    yield from of_zenodo(root)
    books, problems = load()
    if problems:
        yield f"{problems[0]} (livingreview check names all {len(problems)})"
    else:
        claims = history.read(root / history.FILE)[0].get(version, {})
        yield from of_register(books, set(_text(root, IDS).split()), claims)
        yield from of_replies(books, day)
        yield from of_predictions(books, day)


# -- making ---------------------------------------------------------------------------------------


def _make(root: Path, *arguments: str) -> None:
    """Run the book's own Makefile as from a fresh shell. Raises ``Refused`` if it fails."""
    own = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "VERSION", "OUT")  # what `make release` was given
    environment = {name: value for name, value in os.environ.items() if name not in own}
    try:
        run = subprocess.run(["make", *arguments], cwd=root, env=environment, stdout=2)
    except FileNotFoundError:
        raise Refused("make is not installed; install it") from None
    if run.returncode:
        raise Refused(f"make {arguments[0]} failed; mend what it says above")


def _tested_and_built(root: Path, version: str, address: str) -> Path:
    """Run the tests, build everything anew and return the folder of the pages."""
    say("Running make test ...")
    _make(root, "test")
    say(f"Building the site of version {version} ...")
    shutil.rmtree(root / BUILT, ignore_errors=True)
    options = [f"OUT={BUILT}", "BOOK_RELEASE=1"]
    if address:
        options.append(f"BOOK_URL={address}v/{version}/")
    _make(root, "all", "epub", *options)
    site = root / BUILT / "html"
    if not (site / "index.html").exists():
        raise Refused(f"make all wrote no {BUILT}/html/index.html; mend the Makefile")
    return site


def release(root: Path, version: str, load: Load) -> None:
    """Check, test, build and keep one release, and tag it; ``load`` reads the register.

    Raises ``Refused`` with every reason; then neither branch nor tag has moved.
    """
    head = repository.commit_of(root, "HEAD")
    if not head:
        git(root, "rev-parse", "--git-dir")  # says so if this is no checkout
        raise Refused("the checkout has no commit; commit the book first")
    tip = repository.tip(root)
    released = versions.released(root, tip)
    say("Checking tree, versions, dates and register ...")
    found = list(reasons(root, version, released, load))
    if tip and git(root, "ls-tree", "--name-only", tip, f"v/{version}"):
        found.append(f"the branch {BRANCH} holds v/{version} already; it is never overwritten")
    if found:
        raise Refused(*found)

    address = metadata.address(os.environ)
    site = _tested_and_built(root, version, address)
    moved = repository.commit_of(root, "HEAD") != head
    if moved or git(root, "status", "--porcelain"):
        raise Refused("the tree changed while the release was made; start again")

    (site / MANIFEST).write_text(manifest(site), encoding="utf-8")
    citation = read_citation(root)
    one = Version(version=version, date=_date(citation), commit=head, doi=citation.get("doi", ""))
    says = f"Version {version}, {one.date}"
    listing = {versions.FILE: versions.dump([one, *released])}
    trees = {f"v/{version}": repository.tree_of(root, site)}
    commit = repository.commit(root, tip, says, listing, trees)
    repository.publish(
        root, commit, {f"v{version}": repository.tag(root, f"v{version}", head, says)}
    )
    if not address:
        say("BOOK_URL is not set: the pages of this release name no address of their own.")
    print(f"Version {version} is tagged and kept on the branch {BRANCH}. To publish it:")
    print(f"  git push --atomic origin main {BRANCH} v{version}")
