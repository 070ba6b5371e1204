"""The EPUB: the book as one file that every reading system shows.

Sphinx writes it; here is what EPUB and its readers ask for beyond that: a cover, pages without a
dead end (``epubpages``), and a package that says what the book is (``epubpackage``).
``make epubcheck`` holds the file against the standard.
"""

from __future__ import annotations

import html
import zipfile
from collections.abc import Set
from datetime import datetime
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder

from livingreview import files
from livingreview.cite import source
from livingreview.html import epubcover, epubpackage
from livingreview.html.epubpages import SUFFIX, NoDeadEnds, OnePicture, fit, left_out, on_site
from livingreview.text.build import book_of
from livingreview.typst.builder import timestamp

#: What a page is, in the words of EPUB and of ARIA; chapters are told by the configuration.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # no archive knows an earlier one
KINDS = {"glossary": ("glossary", "doc-glossary"), "bibliography": ("bibliography", "")}
_REFERENCES = '<section id="references">'


class Epub(Epub3Builder):
    """Sphinx's builder; it writes all pages each time, so that nothing is left of earlier ones."""

    def init(self) -> None:
        """Say the language of each page, too."""
        super().init()
        language = html.escape(self.config.epub_language)
        self.html_tag = (
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
            f'lang="{language}" xml:lang="{language}">'
        )

    def get_outdated_docs(self) -> set[str]:  # type: ignore[override]
        """Every page: the pictures in the file are those of the pages written."""
        return self.env.found_docs

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the pages that the EPUB holds."""
        super().write_documents(set(docnames) - left_out(self.app))

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, fit for small screens."""
        fit(doctree, docname, self.env)
        super().write_doc(docname, doctree)

    def get_refnodes(
        self, doctree: nodes.Node, result: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """The contents, with the numbers of chapters and sections."""
        before = len(result)
        result = super().get_refnodes(doctree, result)
        number = doctree.get("secnumber") if isinstance(doctree, nodes.reference) else None
        if number and len(result) > before:
            result[-1]["text"] = f"{'.'.join(map(str, number))}. {result[-1]['text']}"
        return result

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """What older reading systems are told; they call the book by the same name."""
        name = html.escape(self.config.epub_identifier)
        return {**super().toc_metadata(level, navpoints), "uid": name}

    def build_content(self) -> None:
        """Write the package document."""
        folder, book = Path(self.outdir), book_of(self.app)
        pictures = {f"{self.imagedir}/{name}" for name in self.images.values()}
        pages = {self.get_target_uri(name) for name in self.env.found_docs - left_out(self.app)}
        for file in [*(folder / self.imagedir).glob("*"), *folder.rglob(f"*{self.out_suffix}")]:
            name = file.relative_to(folder).as_posix()
            if name not in pictures | pages and not name.startswith("genindex"):
                file.unlink()  # of a page or picture that the book no longer has
        epubcover.draw(book, folder / epubcover.NAME)
        super().build_content()
        package = folder / "content.opf"
        text = package.read_text(encoding="utf-8")
        text = epubpackage.declared(
            text, lambda name: (folder / name).read_text("utf-8"), epubcover.NAME
        )
        text = epubpackage.with_contents(text, f"{self.config.root_doc}{SUFFIX}")
        files.write(package, epubpackage.described(text, book, self._moment()))

    def _moment(self) -> datetime:
        """The day of the book, which no build changes, or the one that the build was told."""
        moment = timestamp(book_of(self.app).date)
        assert moment is not None  # the book has a date
        return moment

    def build_navigation_doc(self) -> None:
        """Write the page of contents."""
        super().build_navigation_doc()
        file, root = Path(self.outdir) / "nav.xhtml", self.config.root_doc
        first = next(iter(source.chapters(self.app)), root)
        places = {
            "toc": ("nav.xhtml", "Contents"),
            "bodymatter": (f"{first}{SUFFIX}", "Start of the text"),
        }
        if self.config.epub_cover:
            places = {"cover": (self.coverpage_name, "Cover"), **places}
        for name, (kind, _) in KINDS.items():
            if name in self.env.found_docs:
                places[kind] = (f"{name}{SUFFIX}", name.title())
        styles = [f"_static/{name}" for name, _ in self.config.epub_css_files]
        files.write(file, epubpackage.landmarks(file.read_text("utf-8"), places, styles))

    def build_epub(self) -> None:
        """Put the files together; each carries the day of the book, not that of its making."""
        folder, moment = Path(self.outdir), max(FIRST_DAY, self._moment().timetuple()[:6])
        first = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx"]
        with (
            files.whole(folder / f"{self.config.epub_basename}.epub") as part,
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name in dict.fromkeys([*first, *self.files]):
                entry = zipfile.ZipInfo(name, moment)
                how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(entry, (folder / name).read_bytes(), how)


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """What a page in an EPUB says of itself; it has no style sheet but its own, and one way out."""
    if app.builder.name != "epub":
        return
    own = {name for name, _ in app.config.epub_css_files}
    if own:
        context["css_files"] = [
            one for one in context["css_files"] if Path(str(one.filename)).name in own
        ]
    context["cover_alt"] = epubcover.alt(book_of(app))
    missing, pathto = left_out(app), context["pathto"]

    def mended(page: str, *arguments: Any, **options: Any) -> str:
        uri: str = pathto(page, *arguments, **options)
        return on_site(app, page) if page in missing else uri

    context["pathto"] = mended
    kind, role = KINDS.get(pagename, ("appendix", "doc-appendix"))
    if pagename in source.chapters(app):
        kind, role = "chapter", "doc-chapter"
    if pagename == app.config.root_doc:
        kind, role = "titlepage", ""
    body = context.get("body", "")
    body = body.replace("<section ", f"<section {_marked(kind, role)} ", 1)
    list_of_works = f"<section {_marked('bibliography', 'doc-bibliography')} "
    context["body"] = body.replace(_REFERENCES, f'{list_of_works}id="references">')


def _marked(kind: str, role: str) -> str:
    return f'epub:type="{kind}"' + (f' role="{role}"' if role else "")


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of Sphinx's builder of the same name."""
    app.setup_extension("sphinx.builders.epub3")
    app.add_builder(Epub, override=True)
    app.add_post_transform(OnePicture)
    app.add_post_transform(NoDeadEnds)
    app.connect("html-page-context", _page_context, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
