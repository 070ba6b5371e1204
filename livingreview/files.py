"""Files that appear whole or not at all, and damaged ones that are kept."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

_NOTES: list[list[Path]] = []


@contextmanager
def noted() -> Iterator[list[Path]]:
    """A list that takes up the path of every file that is written inside."""
    written: list[Path] = []
    _NOTES.append(written)
    try:
        yield written
    finally:
        _NOTES.remove(written)


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A path to write to instead of ``file``; it takes the place of ``file`` when all went well.

    Folders on the way are made. What an exception cuts short is removed, and ``file`` stays as it
    was.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    try:
        yield part
        part.replace(file)
        for written in _NOTES:
            written.append(file)
    finally:
        part.unlink(missing_ok=True)


def write(file: Path, text: str) -> None:
    """Write a text file whole; line ends stay as they are in ``text``."""
    with whole(file) as part:
        part.write_text(text, encoding="utf-8", newline="")


def scratch(folder: Path) -> Path:
    """``folder``, made to write what may be lost; where that cannot be, one that ends with us."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return folder
    except OSError:
        other = TemporaryDirectory()
        atexit.register(other.cleanup)
        return Path(other.name)


def set_aside(file: Path) -> Path:
    """Keep a damaged file under another name, which nothing had before; return that name."""
    number = 1
    while (other := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")).exists():
        number += 1
    return file.replace(other)
