"""The Sphinx builder ``typstpdf``.

It writes ``<outdir>/book.pdf``, and the Typst source it was set from to ``<outdir>/source/``.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.builders import Builder
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.errors import ConfigError, SphinxError
from sphinx.util import logging

from .assemble import Book, assemble
from .markup import arguments, array, string

if TYPE_CHECKING:
    from .renderer import Renderer

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TITLE_PAGE = ("title", "subtitle", "authors", "version", "date", "commit", "cite", "license")


class TypstPdfBuilder(Builder):
    """Sets the whole book as one tagged PDF."""

    name = "typstpdf"
    format = "typst"
    epilog = "The PDF is in %(outdir)s."
    supported_image_types: ClassVar[list[str]] = ["image/svg+xml", "image/png", "image/jpeg"]
    # "supported", so that Sphinx does not fetch them: the build never touches the network, and the
    # renderer warns about them.
    supported_remote_images = True

    def init(self) -> None:
        """Check the configuration and that the engine is there."""
        try:
            import typst

            from .math import Converter, load_table
        except ImportError as error:
            # Sphinx buries the words of an exception under a report for its developers.
            raise SystemExit(
                f"The PDF needs the package {error.name}, which is not installed: run `make`."
            ) from error
        self.timestamp = timestamp(self.config.typst_date)
        unknown = set(self.config.typst_title_page) - set(TITLE_PAGE)
        if unknown:
            raise ConfigError(
                f"typst_title_page in conf.py has {', '.join(sorted(unknown))}; "
                f"it may have {', '.join(TITLE_PAGE)}"
            )
        self.fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
        self.formula = Converter(load_table(), self.fonts)

    def get_outdated_docs(self) -> str:
        """Return what is to be done: always the whole book."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a document, as the renderer reads it."""
        return "%" + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the address of a document: the same from everywhere."""
        return self.get_target_uri(to)

    def write_documents(self, docnames: Set[str]) -> None:
        """Set the book (its parts are not written one by one)."""
        root = str(self.config.root_doc)
        chapters = self.env.toctree_includes.get(root, [])
        self.set_pdf(
            Path(self.outdir) / self.config.typst_filename,
            chapters,
            {"title": self.config.project, **self.config.typst_title_page},
            preface=root,
        )

    def set_pdf(
        self, pdf: Path, docnames: Sequence[str], title: Mapping[str, str], preface: str | None
    ) -> None:
        """Set *docnames* (and what their toctrees name) as *pdf*, with *title* on its first page.

        A former *pdf* is removed first, and the new one appears whole or not at all.  Raises
        SphinxError if Typst fails.
        """
        from .renderer import Renderer
        from .rules import RULES

        pdf.unlink(missing_ok=True)
        book = assemble(
            self,
            docnames,
            preface=preface,
            bibliography_page=self.config.typst_bibliography,
            note=lambda docname: logger.info("setting %s", docname),
        )
        self.images: dict[str, str] = {}
        for tree in book.trees():
            self.post_process_images(tree)
        lost = self._lost_characters(book)
        renderer = Renderer(
            self.env,
            book,
            rules=RULES,
            formula=self.formula,
            images=self.images,
            lost=lost,
            base_url=self.config.typst_base_url,
        )
        source = self._write_source(renderer, title)
        self._compile(source, pdf)

    def _lost_characters(self, book: Book) -> set[str]:
        """Return the characters no font has, after a warning for each at its first place."""
        from .glyphs import missing

        first: dict[str, nodes.Text] = {}
        for tree in book.trees():
            for text in tree.findall(nodes.Text):
                for character in text.astext():
                    first.setdefault(character, text)
        lost = missing(first, self.fonts)
        for character in sorted(lost):
            logger.warning(
                "no font of the PDF has the character %s (U+%04X); write it in another way",
                character,
                ord(character),
                location=_place(first[character]),
                type="typst",
                subtype="glyph",
            )
        return lost

    def _write_source(self, renderer: Renderer, title: Mapping[str, str]) -> Path:
        """Write the Typst project and return its main file."""
        folder = Path(self.outdir) / "source"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "images").mkdir(parents=True)
        preface = renderer.preface()
        chapters = renderer.chapters()
        for image, name in renderer.images.items():
            shutil.copyfile(Path(self.srcdir) / image, folder / "images" / name)
        shutil.copyfile(HERE / "book.typ", folder / "book.typ")
        facts = {key: string(str(title[key])) for key in TITLE_PAGE if title.get(key)}
        facts["lang"] = string(self.config.language or "en")
        if preface:
            facts["preface"] = f"[\n{preface}\n]"
        main = folder / "main.typ"
        main.write_text(
            f'#import "book.typ": *\n#show: book.with({arguments(**facts)})\n{chapters}\n'
            f"#back-index({self._index(renderer)})\n",
            encoding="utf-8",
        )
        if self.formula.made:
            (folder / "math-unreviewed.json").write_text(
                json.dumps(self.formula.made, ensure_ascii=False, indent=1), encoding="utf-8"
            )
        return main

    def _index(self, renderer: Renderer) -> str:
        """Return the index, in Sphinx's order: (letter, ((entry, level, see, labels), ...)) pairs.

        Entries that the glossary makes of its terms are left out: the glossary is in order already.
        """
        groups = []
        for letter, entries in IndexEntries(self.env).create_index(self):
            lines = []
            for name, (links, children, _key) in entries:
                own = _index_line(renderer, name, 0, links)
                below = [
                    line
                    for child, child_links in children
                    if (line := _index_line(renderer, child, 1, child_links))
                ]
                if own or below:
                    lines += [own or f"({string(name)}, 0, ())", *below]
            if lines:
                groups.append(f"({string(letter)}, {array(lines)})")
        return array(groups)

    def _compile(self, source: Path, pdf: Path) -> None:
        """Compile *source*; *pdf* appears whole, or not at all."""
        import typst

        try:
            data, warnings = typst.compile_with_warnings(
                source,
                root=source.parent,
                format="pdf",
                font_paths=self.fonts,
                ignore_system_fonts=True,
                pdf_standards="ua-1",
                timestamp=self.timestamp,
            )
        except typst.TypstError as error:
            raise SphinxError(
                f"Typst cannot set the book: {error.message}\n{error.diagnostic}\n"
                f"(the source is {source})"
            ) from error
        for message in sorted({str(warning.message) for warning in warnings}):
            logger.warning("Typst: %s", message, type="typst", subtype="compiler")
        half = pdf.with_name(pdf.name + ".part")
        half.write_bytes(data)
        half.replace(pdf)


def timestamp(date: str) -> datetime | None:
    """Return the date of the PDF: SOURCE_DATE_EPOCH, or else *date* (ISO), or else None (now).

    Raises ConfigError when either is not a date.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC)
        if not date:
            return None
        moment = datetime.fromisoformat(date)
    except ValueError as error:
        name = "SOURCE_DATE_EPOCH (seconds)" if epoch else "typst_date in conf.py (YYYY-MM-DD)"
        raise ConfigError(f"{name} is not a date: {epoch or date}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _place(node: nodes.Node) -> nodes.Node:
    """Return the nearest node around *node* that knows its line."""
    while getattr(node, "line", None) is None and node.parent is not None:
        node = node.parent
    return node


def _index_line(renderer: Renderer, name: str, level: int, links: Any) -> str | None:
    """Return an entry of the index as Typst source, or None if it leads nowhere in this book."""
    addresses = [uri.removeprefix("%") for _main, uri in links if uri]
    labels = [
        f"label({string(renderer.label(address))})"
        for address in addresses
        if address not in renderer.in_glossary and renderer.has_label(address)
    ]
    if not labels and addresses:
        return None
    return f"({string(name)}, {level}, {array(list(dict.fromkeys(labels)))})"
