"""What took long to make is kept beside the parsed pages, for as long as it would come out alike.

A thing is told by the digest of all that it is made of: the files it is read from, by their names
and bytes, this package, and the Python and the libraries that run it. Nothing rests on the time of
a file, which a checkout or a restored cache sets as it likes. Like the parsed pages, what is kept
are pickles in a folder that the build owns.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from livingreview import files

Made = TypeVar("Made")

_PACKAGE = Path(__file__).parent
_LIBRARIES = (
    *("docutils", "furo", "myst-parser", "pybtex", "pydantic", "PyYAML", "Sphinx"),
    *("sphinxcontrib-bibtex", "typst"),
)


def collect_seldom() -> None:
    """Let Python look for garbage once for hundreds of times that it does by default.

    Records, code and parsed pages are many objects and hardly ever garbage.
    """
    gc.set_threshold(200_000, 20, 100)


def digest(paths: Iterable[Path], *more: object) -> str:
    """What tells these files, this code and ``more`` from all others, as 64 hexadecimal digits.

    ``paths`` are files or folders, of which all files count; what is not there counts as absent.
    ``more`` has to print alike whenever it is alike.
    """
    found = hashlib.sha256(repr((code(), *more)).encode())
    for path in paths:
        for file in _below(path) if path.is_dir() else [str(path)]:
            try:
                state = Path(file).stat()
                data = _data(file, state.st_mtime_ns, state.st_size, state.st_ino)
            except FileNotFoundError:
                continue
            found.update(f"{file}\0{data}\0".encode())
    return found.hexdigest()


def _below(folder: Path) -> list[str]:
    """Every file in a folder, in order."""
    return sorted(f"{at}{os.sep}{name}" for at, _, names in os.walk(folder) for name in names)


@lru_cache(maxsize=50_000)
def _data(file: str, *state: int) -> str:
    """The digest of a file's bytes, read once a run as long as the file looks the same."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def code() -> str:
    """What tells this package, with the Python and the libraries below it, from every other."""
    found = hashlib.sha256(sys.version.encode())
    for name in _LIBRARIES:
        found.update(f"{name} {metadata.version(name)}".encode())
    for file in _below(_PACKAGE):
        if not file.endswith(".pyc"):
            found.update(f"{file}\0".encode() + Path(file).read_bytes())
    return found.hexdigest()


def recall(file: Path, key: str, make: Callable[[], Made | None]) -> Made | None:
    """What ``file`` keeps under ``key``, else what ``make`` makes, which is then kept there.

    None is not kept: who makes nothing has something to say, and says it again the next time. A
    damaged file counts as none, and a folder that cannot be written to costs time and nothing else.
    """
    kept = _read(file)
    if kept and kept[0] == key:
        found: Made = kept[1]
        return found
    made = make()
    if made is not None:
        keep(file, key, made)
    return made


def keep(file: Path, key: str, made: object) -> None:
    """Let ``file`` keep something under ``key``, if it can be written."""
    try:
        with files.whole(file) as part:
            part.write_bytes(pickle.dumps((key, made), pickle.HIGHEST_PROTOCOL))
    except OSError:
        pass


def recall_each(
    file: Path, key: str, things: Iterable[Path], make: Callable[[Path], Made]
) -> dict[Path, Made]:
    """The same for what is made of each of some files, anew only of those that are others now.

    ``key`` tells all that they are made of from every other, as for ``recall``.
    """

    def again() -> dict[Path, tuple[str, Made]]:
        kept = _read(file)
        before: dict[Path, tuple[str, Made]] = kept[1] if kept and type(kept[1]) is dict else {}
        now = {}
        for thing in things:
            own = digest([thing])
            known = before.get(thing)
            now[thing] = known if known and known[0] == own else (own, make(thing))
        return now

    return {thing: made for thing, (_, made) in (recall(file, key, again) or {}).items()}


def _read(file: Path) -> tuple[str, Any] | None:
    collects = gc.isenabled()
    gc.disable()  # nothing of what is read is garbage yet
    try:
        key, made = pickle.loads(file.read_bytes())
        return key, made
    except Exception:  # a damaged pickle may raise any
        return None
    finally:
        if collects:
            gc.enable()
