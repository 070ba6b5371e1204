"""Runs the recipes of ``evidence/recipes/``: how values that we computed come from authors' files.

A recipe is a program of the standard library. It names its input in ``INPUTS``, each as
``"owner/name commit path sha256"``, takes these files as its arguments in that order, and prints
``address<tab>number`` for each value.
"""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from livingreview.watch.values.reading import number_of
from livingreview.watch.values.repositories import Repositories, UnreachableError

FOLDER = Path("evidence") / "recipes"
SECONDS = 300


class Recipes:
    """The recipes of a book, each run once."""

    def __init__(self, root: Path, files: Repositories) -> None:
        self._folder = root / FOLDER
        self._files = files
        self._done: dict[str, dict[str, float] | UnreachableError] = {}

    def run(self, name: str) -> dict[str, float]:
        """What a recipe prints, by address. Raises ``UnreachableError`` if it cannot be run."""
        if name not in self._done:
            try:
                self._done[name] = self._run(self._folder / f"{name}.py")
            except UnreachableError as fault:
                self._done[name] = fault
        done = self._done[name]
        if isinstance(done, UnreachableError):
            raise done
        return done

    def _run(self, file: Path) -> dict[str, float]:
        with TemporaryDirectory() as folder:
            paths = []
            for number, (repo, commit, path, digest) in enumerate(inputs(file)):
                data = self._files.read(repo, commit, path)
                if hashlib.sha256(data).hexdigest() != digest:
                    raise UnreachableError(f"{path} of {repo} is not the file of {file.name}")
                place = Path(folder) / f"{number}-{path.rpartition('/')[2]}"
                place.write_bytes(data)
                paths.append(place)
            try:
                run = subprocess.run(
                    [sys.executable, "-I", "-B", file, *paths],
                    capture_output=True, text=True, timeout=SECONDS, cwd=folder,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                raise UnreachableError(f"{file.name} ran for more than {SECONDS} s") from None
        if run.returncode:
            said = (run.stderr.strip().splitlines() or ["without a word"])[-1]
            raise UnreachableError(f"{file.name} failed: {said}")
        return _printed(run.stdout, file.name)


def inputs(file: Path) -> list[tuple[str, str, str, str]]:
    """Repository, commit, path and checksum of each input; the recipe is not run.

    Raises ``UnreachableError``.
    """
    try:
        body = ast.parse(file.read_text(encoding="utf-8")).body
        named = {
            node.targets[0].id: node.value
            for node in body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        lines = [line.split(" ") for line in ast.literal_eval(named["INPUTS"])]
        return [(repo, commit, path, digest) for repo, commit, path, digest in lines]
    except FileNotFoundError:
        raise UnreachableError(f"there is no {FOLDER / file.name}") from None
    except (SyntaxError, KeyError, ValueError, TypeError, AttributeError):
        remedy = 'INPUTS = ["owner/name commit path sha256"]'
        raise UnreachableError(f"{FOLDER / file.name} names no input; write {remedy}") from None


def _printed(text: str, name: str) -> dict[str, float]:
    numbers = {}
    for line in text.splitlines():
        address, _, value = line.partition("\t")
        number = number_of(value)
        if number is None:
            raise UnreachableError(f"{name} prints {line!r}; print address, tab, number")
        numbers[address] = number
    return numbers
