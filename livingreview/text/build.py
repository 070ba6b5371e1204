"""What a module may ask of the build that is running: register, book, output, address."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from livingreview import metadata
from livingreview.metadata import Book
from livingreview.register.register import Register


def register_of(app: Sphinx) -> Register:
    """The register that was loaded for this build."""
    return app.livingreview  # type: ignore[attr-defined,no-any-return]


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
