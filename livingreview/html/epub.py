"""The EPUB: the pages as one file that every reading system shows, each figure once.

Sphinx writes it; here is what EPUB asks for beyond that. ``make epubcheck`` holds the file against
the standard.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview import files

_ITEM = re.compile(r'(<item [^>]*href="(?P<file>[^"]+\.xhtml)"[^>]*?)(?P<end> ?/>)')
# What a page holds, and the property that its entry in the list of files then has.
_PROPERTIES = (("mathml", re.compile(r"<math\b")), ("svg", re.compile(r"<svg\b")))


def declared(package: str, page: Callable[[str], str]) -> str:
    """The package document with what is special in each page declared.

    A reading system shows a formula only if the entry of its page says that there is one.
    ``page`` gives the text of a file.
    """

    def entry(item: re.Match[str]) -> str:
        if "properties=" in item[0]:  # the page of contents, which is not written yet
            return item[0]
        text = page(item["file"])
        held = " ".join(name for name, mark in _PROPERTIES if mark.search(text))
        return f'{item[1]} properties="{held}"{item["end"]}' if held else item[0]

    return _ITEM.sub(entry, package)


class OnePicture(SphinxPostTransform):
    """Of a figure for light and for dark pages the light one stays, as on paper."""

    builders = ("epub",)
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Take out what is for dark pages."""
        for node in list(self.document.findall(nodes.Element)):
            if "only-dark" in node.get("classes", ()):
                node.parent.remove(node)


class Epub(Epub3Builder):
    """Sphinx's builder; it writes all pages each time, so that nothing is left of earlier ones."""

    def get_outdated_docs(self) -> set[str]:  # type: ignore[override]
        """Every page: the pictures in the file are those of the pages written."""
        return self.env.found_docs

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """What older reading systems are told; they call the book by the same name."""
        name = html.escape(self.config.epub_identifier)
        return {**super().toc_metadata(level, navpoints), "uid": name}

    def build_content(self) -> None:
        """Write the package document."""
        folder = Path(self.outdir)
        pictures = {f"{self.imagedir}/{name}" for name in self.images.values()}
        pages = {self.get_target_uri(name) for name in self.env.found_docs}
        for file in [*(folder / self.imagedir).glob("*"), *folder.rglob(f"*{self.out_suffix}")]:
            name = file.relative_to(folder).as_posix()
            if name not in pictures | pages and not name.startswith("genindex"):
                file.unlink()  # of a page or picture that the book no longer has
        super().build_content()
        package = folder / "content.opf"
        text = package.read_text(encoding="utf-8")
        files.write(package, declared(text, lambda name: (folder / name).read_text("utf-8")))


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Mend the way from a page to itself, which Sphinx counts from the wrong folder in an EPUB."""
    if app.builder.name != "epub":
        return
    own = app.builder.get_target_uri(pagename)
    pathto = context["pathto"]

    def mended(*arguments: Any, **options: Any) -> str:
        uri: str = pathto(*arguments, **options)
        return posixpath.basename(uri) if uri == own else uri

    context["pathto"] = mended


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of Sphinx's builder of the same name."""
    app.setup_extension("sphinx.builders.epub3")
    app.add_builder(Epub, override=True)
    app.add_post_transform(OnePicture)
    app.connect("html-page-context", _page_context, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
