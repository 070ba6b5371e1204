"""What a release asks of git: the state of the checkout, and a branch that is never checked out.

The branch ``releases`` holds ``versions.json`` and one folder ``v/<version>/`` a release. It is
written through git's own objects: the files of the work tree, its index and the branch that is
checked out are not touched, and a branch moves only when all of its content is stored.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from livingreview.problems import Refused

BRANCH = "releases"
_HERE, _THERE = f"refs/heads/{BRANCH}", f"refs/remotes/origin/{BRANCH}"
_AS_IT_IS = ("-c", "core.autocrlf=false", "-c", "core.safecrlf=false")
_NOTHING = "0" * 40


class GitError(Refused):
    """Why git did not do what it was asked, in one line."""


def git(root: Path, *arguments: str, text: str | None = None, **environment: str) -> str:
    """What a git command prints, without the last newline. Raises ``GitError``."""
    try:
        run = subprocess.run(
            ["git", *_AS_IT_IS, *arguments], cwd=root, input=text,
            capture_output=True, encoding="utf-8", env=os.environ | environment,
        )  # fmt: skip
    except FileNotFoundError:
        raise GitError("git is not installed; install it") from None
    if run.returncode:
        said = run.stderr.strip().splitlines() or [f"git {arguments[0]} failed"]
        raise GitError(said[0].removeprefix("fatal: ").removeprefix("error: "))
    return run.stdout.removesuffix("\n")


def commit_of(root: Path, name: str) -> str:
    """The full hash of the commit that a name leads to; empty if there is none."""
    try:
        return git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    except GitError:
        return ""


def tip(root: Path) -> str:
    """The newest commit of the branch ``releases``, here or at ``origin``; empty without one.

    Raises ``GitError`` if each of the two holds what the other lacks.
    """
    here, there = commit_of(root, _HERE), commit_of(root, _THERE)
    if not here or not there:
        return here or there
    base = git(root, "merge-base", "--all", here, there) if here != there else here
    if base not in (here, there):
        raise GitError(
            f"the branches {BRANCH} and origin/{BRANCH} have grown apart; "
            f"keep one: git branch --force {BRANCH} origin/{BRANCH} drops the local one"
        )
    return there if base == here else here


def read(root: Path, commit: str, file: str) -> str:
    """The text of a file in a commit. Raises ``GitError`` if it is not there."""
    return git(root, "show", f"{commit}:{file}")


def tree_of(root: Path, folder: Path) -> str:
    """Store every file of a folder; returns the name of the stored tree."""
    store = git(root, "rev-parse", "--absolute-git-dir")
    with tempfile.TemporaryDirectory() as scratch:
        index = str(Path(scratch) / "index")
        at = (f"--git-dir={store}", f"--work-tree={folder}")
        git(folder, *at, "add", "--all", "--force", ".", GIT_INDEX_FILE=index)
        return git(folder, *at, "write-tree", GIT_INDEX_FILE=index)


def commit(
    root: Path, parent: str, message: str, files: dict[str, str], trees: dict[str, str]
) -> str:
    """Store a commit: its parent's content, ``files`` (path: text) and new ``trees`` (path: name).

    Returns its hash; no branch moves. Raises ``GitError`` if the place of a tree is taken.
    """
    with tempfile.TemporaryDirectory() as scratch:
        index = str(Path(scratch) / "index")
        if parent:
            git(root, "read-tree", parent, GIT_INDEX_FILE=index)
        for path, tree in trees.items():
            git(root, "read-tree", f"--prefix={path}/", tree, GIT_INDEX_FILE=index)
        for path, text in files.items():
            blob = git(root, "hash-object", "-w", "--stdin", text=text)
            entry = f"100644,{blob},{path}"
            git(root, "update-index", "--add", "--cacheinfo", entry, GIT_INDEX_FILE=index)
        tree = git(root, "write-tree", GIT_INDEX_FILE=index)
    parents = ("-p", parent) if parent else ()
    return git(root, "commit-tree", tree, *parents, "-m", message)


def tag(root: Path, name: str, commit: str, message: str) -> str:
    """Store an annotated tag of a commit; returns its hash. Nothing points to it yet."""
    tagger = git(root, "var", "GIT_COMMITTER_IDENT")
    head = f"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n{message}\n"
    return git(root, "mktag", text=head)


def publish(root: Path, commit: str, tags: dict[str, str]) -> None:
    """Move the branch ``releases`` to a commit and create tags (name: hash): all, or nothing.

    Raises ``GitError`` if the branch was moved since the parent of the commit was its tip.
    """
    if tip(root) != commit_of(root, f"{commit}^"):
        raise GitError(f"the branch {BRANCH} was moved meanwhile; start again")
    moves = [f"update {_HERE} {commit} {commit_of(root, _HERE) or _NOTHING}"]
    moves += [f"create refs/tags/{name} {value}" for name, value in tags.items()]
    git(root, "update-ref", "--stdin", text="\n".join(moves) + "\n")


def unpack(root: Path, tree: str, folder: Path) -> None:
    """Write every file of a tree below a folder, over what stands there."""
    with tempfile.TemporaryDirectory() as scratch:
        index = str(Path(scratch) / "index")
        git(root, "read-tree", tree, GIT_INDEX_FILE=index)
        prefix = f"--prefix={folder.resolve()}/"
        git(root, "checkout-index", "--all", "--force", prefix, GIT_INDEX_FILE=index)
