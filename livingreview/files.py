"""Files that appear whole or not at all, and damaged ones that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile


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
    finally:
        part.unlink(missing_ok=True)


def write(file: Path, text: str) -> None:
    """Write a text file whole; line ends stay as they are in ``text``."""
    with whole(file) as part:
        part.write_text(text, encoding="utf-8", newline="")


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder for what may be lost: ``folder``, or where that cannot be written to, another."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError:
        with TemporaryDirectory() as other:
            yield Path(other)
    else:
        yield folder


def set_aside(file: Path) -> Path:
    """Keep a damaged file under another name, which nothing had before; return that name."""
    number = 1
    while (other := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")).exists():
        number += 1
    return file.replace(other)
