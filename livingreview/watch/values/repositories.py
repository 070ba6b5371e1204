"""The files of authors' repositories: from local copies, or from GitHub.

In: owner/name, commit and path. Out: the bytes of that file, never more than ``MOST`` of them.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from livingreview.watch.web import Web

MOST = 20_000_000  # bytes of one file
SECONDS = 60
KEPT = 8  # files of a record and its neighbors
DEEPEST = 4  # folders between a repository's own and its git directory
_LFS = b"version https://git-lfs.github.com/spec/"


class UnreachableError(Exception):
    """A file that could not be opened; the text says why, in a line."""


class AbsentError(UnreachableError):
    """A repository that answers has no such commit or no such file."""


class Repositories(Protocol):
    """Where files come from."""

    def read(self, repo: str, commit: str, path: str) -> bytes:
        """One file. Raises ``UnreachableError``."""

    def elsewhere(self, repo: str, commit: str, path: str) -> Iterator[tuple[str, str]]:
        """Other commits and paths under which a file that is absent may stand."""


def _size(path: str, size: int) -> UnreachableError:
    return UnreachableError(f"{path} has {size / 1e6:.0f} MB; {MOST // 1_000_000} are read at most")


class Mirror:
    """Local copies: ``folder/owner+name/`` holds a git directory, at any depth."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._known: dict[str, Path] = {}

    def read(self, repo: str, commit: str, path: str) -> bytes:
        """One file at a commit. Raises ``UnreachableError``."""
        git = self._directory(repo)
        if self._git(git, "cat-file", "-t", f"{commit}^{{commit}}") is None:
            raise AbsentError(f"{commit} is no commit of {repo}")
        if path.startswith("/") or ".." in path.split("/") or not path.isprintable():
            raise UnreachableError(f"{path} leads out of {repo}")
        name = f"{commit}:{path}"
        kind = self._git(git, "cat-file", "-t", name)
        if kind is None:
            if self._git(git, "ls-tree", commit, "--", path):
                raise UnreachableError(f"the copy of {repo} lacks the content of {path}")
            raise AbsentError(f"{repo} has no {path} at {commit[:7]}")
        if kind.strip() != b"blob":
            raise UnreachableError(f"{path} is a folder; name a file in it")
        size = int(self._git(git, "cat-file", "-s", name) or 0)
        if size > MOST:
            raise _size(path, size)
        data = self._git(git, "cat-file", "blob", name)
        if data is None:
            raise UnreachableError(f"the copy of {repo} lacks the content of {path}")
        if data.startswith(_LFS):
            raise UnreachableError(f"{repo} keeps {path} in Git LFS")
        return data

    def elsewhere(self, repo: str, commit: str, path: str) -> Iterator[tuple[str, str]]:
        """The same path in the newest commit, and the same name in other folders of either."""
        git = self._directory(repo)
        name = path.rpartition("/")[2]
        for at in ("HEAD", commit):
            listed = self._git(git, "ls-tree", "-r", "-z", "--name-only", at) or b""
            paths = [one.decode(errors="replace") for one in listed.split(b"\0")]
            same = [one for one in paths if one.rpartition("/")[2] == name]
            for one in sorted(same, key=lambda one: one != path)[:5]:
                yield at, one

    def _directory(self, repo: str) -> Path:
        if repo not in self._known:
            top = self._folder / repo.replace("/", "+")
            if not top.is_dir() or not top.resolve().is_relative_to(self._folder):
                raise UnreachableError(f"there is no copy of {repo}")
            levels = ("*/" * depth for depth in range(DEEPEST + 1))
            heads = (head for level in levels for head in sorted(top.glob(f"{level}HEAD")))
            found = next(
                (head.parent for head in heads if (head.parent / "objects").is_dir()), None
            )
            if found is None or not found.resolve().is_relative_to(self._folder):
                raise UnreachableError(f"the copy of {repo} holds no git directory")
            self._known[repo] = found
        return self._known[repo]

    def _git(self, git: Path, *arguments: str) -> bytes | None:
        """What git says, or None; it reads that directory alone and asks nobody."""
        alone = {
            "PATH": os.environ.get("PATH", ""),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
        }
        try:
            run = subprocess.run(
                ["git", f"--git-dir={git}", *arguments],
                capture_output=True, env=alone, timeout=SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise UnreachableError(f"git needed more than {SECONDS} seconds") from None
        except FileNotFoundError:
            raise UnreachableError("git is not installed; install it") from None
        return run.stdout if run.returncode == 0 else None


class Kept:
    """The same files, each asked for once while it is needed: the last few are kept."""

    def __init__(self, files: Repositories) -> None:
        self._files = files
        self._last: dict[tuple[str, str, str], bytes | UnreachableError] = {}

    def read(self, repo: str, commit: str, path: str) -> bytes:
        """One file at a commit. Raises ``UnreachableError``."""
        key = repo, commit, path
        if key not in self._last:
            try:
                self._last[key] = self._files.read(*key)
            except UnreachableError as fault:
                self._last[key] = fault
            while len(self._last) > KEPT:
                del self._last[next(iter(self._last))]
        found = self._last[key]
        if isinstance(found, UnreachableError):
            raise found
        return found

    def elsewhere(self, repo: str, commit: str, path: str) -> Iterator[tuple[str, str]]:
        """Other places of a file that is absent."""
        return self._files.elsewhere(repo, commit, path)


class Online:
    """GitHub's own copies."""

    HOST = "https://raw.githubusercontent.com"

    def __init__(self, web: Web) -> None:
        self._web = web

    def read(self, repo: str, commit: str, path: str) -> bytes:
        """One file at a commit. Raises ``UnreachableError``."""
        answer = self._web.get(f"{self.HOST}/{repo}/{commit}/{quote(path)}", limit=MOST)
        if answer.error:
            raise UnreachableError(f"{repo} was not reached ({answer.detail or answer.error})")
        if answer.status == 404:
            raise AbsentError(f"{repo} has no {path} at {commit[:7]}")
        if answer.status != 200:
            raise UnreachableError(f"{repo} was not reached (status {answer.status})")
        if answer.truncated:
            raise UnreachableError(f"{path} has more than {MOST // 1_000_000} MB")
        if answer.body.startswith(_LFS):
            raise UnreachableError(f"{repo} keeps {path} in Git LFS")
        return answer.body

    def elsewhere(self, repo: str, commit: str, path: str) -> Iterator[tuple[str, str]]:
        """The same path in the newest commit."""
        yield "HEAD", path
