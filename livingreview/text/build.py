"""What a module may ask of the build that is running: register, book, output, address."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview import metadata
from livingreview.metadata import Book
from livingreview.register.register import Register

KEPT = "register.pickle"  # beside the parsed pages: the register, as it was loaded


def register_of(app: Sphinx) -> Register:
    """The register that was loaded for this build."""
    return app.livingreview  # type: ignore[attr-defined,no-any-return]


def on_register(env: BuildEnvironment) -> Register:
    """The register, for a page that is to be read again whenever anything in it is another.

    The file that keeps it is written exactly then: one file to look at, for each page, and not all
    that the register was read from.
    """
    env.note_dependency(str(env.doctreedir / KEPT))
    return register_of(env.app)


def depend(env: BuildEnvironment, files: Iterable[Path]) -> None:
    """Let the page that is being read be read again when one of these files changes."""
    for file in files:
        env.note_dependency(str(file.absolute()))


def book_of(app: Sphinx) -> Book:
    """What ``CITATION.cff`` and git say of the book; asked once a build."""
    if not hasattr(app, "livingreview_book"):
        app.livingreview_book = metadata.read(Path(app.confdir))  # type: ignore[attr-defined]
    return app.livingreview_book  # type: ignore[attr-defined,no-any-return]


def on_screen(app: Sphinx) -> bool:
    """Whether this build makes the site; EPUB is HTML, but no place for buttons and notes."""
    return app.builder.format == "html" and app.builder.name != "epub"


def base_of(app: Sphinx) -> str:
    """Where the book is published, with a slash at its end; empty if nobody said."""
    base: str = app.config.html_baseurl
    return f"{base.rstrip('/')}/" if base else ""
