"""The Sphinx builder ``typstpdf``.

It writes ``<outdir>/book.pdf`` and, for every document that ``typst_chapters`` names,
``<outdir>/<document>.pdf``.  The Typst source of each is kept in ``<outdir>/source/<name>/``; a PDF
whose source, engine and date are those of the last time is not set again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence, Set
from contextlib import nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.builders import Builder
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.errors import ConfigError, SphinxError
from sphinx.util import logging
from sphinx.util.logging import suppress_logging

from livingreview.fonts import FONTS
from livingreview.text.places import location
from livingreview.typst.assemble import Book, assemble
from livingreview.typst.markup import arguments, array, string

if TYPE_CHECKING:
    from livingreview.typst.renderer import Renderer

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent

#: What the first page of the book says.
TITLE_PAGE = (
    "title", "subtitle", "authors", "version", "date", "commit", "cite", "license",
    "summary", "keywords",
)  # fmt: skip
#: What the head of a chapter says.
TITLE_BLOCK = (
    "title", "part_of", "authors", "version", "date", "reviewed", "commit", "address", "cite",
    "license", "note", "summary", "keywords",
)  # fmt: skip
#: What a chapter takes over from the book when nobody says otherwise.
SHARED = ("authors", "version", "date", "commit", "license", "keywords")
#: The name of the file beside a Typst source that tells what was made of it.
SEAL = "set.sha256"


class TypstPdfBuilder(Builder):
    """Sets the whole book as one tagged PDF, and chapters by themselves."""

    name = "typstpdf"
    format = "typst"
    epilog = "The PDFs are in %(outdir)s."
    supported_image_types: ClassVar[list[str]] = ["image/svg+xml", "image/png", "image/jpeg"]
    # "supported", so that Sphinx does not fetch them: the build never touches the network, and the
    # renderer warns about them.
    supported_remote_images = True

    def init(self) -> None:
        """Check the configuration and that the engine is there."""
        try:
            import typst

            from livingreview.typst.math import Converter, load_table
        except ImportError as error:
            # Sphinx buries the words of an exception under a report for its developers.
            raise SystemExit(
                f"The PDF needs the package {error.name}, which is not installed: run `make`."
            ) from error
        self.timestamp = timestamp(self.config.typst_date)
        check_facts(self.config.typst_title_page, TITLE_PAGE, "typst_title_page in conf.py")
        #: the pages whose faults were told
        self.said: set[str] = set()
        self.fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
        self.formula = Converter(load_table(), self.fonts)

    def get_outdated_docs(self) -> str:
        """Return what is to be done: always everything."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a document, as the renderer reads it."""
        return "%" + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the address of a document: the same from everywhere."""
        return self.get_target_uri(to)

    def write_documents(self, docnames: Set[str]) -> None:
        """Set the book, then its chapters (its parts are not written one by one)."""
        root = str(self.config.root_doc)
        self.set_pdf(
            Path(self.outdir) / self.config.typst_filename,
            self.env.toctree_includes.get(root, []),
            {"title": self.config.project, **self.config.typst_title_page},
            preface=root,
        )
        for docname in self.config.typst_chapters:
            if docname in self.env.found_docs:
                pdf = Path(self.outdir) / f"{docname}.pdf"
                self.set_pdf(pdf, [docname], self._title_block(docname), part=True)
            else:
                logger.warning(
                    "typst_chapters in conf.py names %s, and there is no such page; mend the name",
                    docname,
                    type="typst",
                    subtype="chapter",
                )

    def _title_block(self, docname: str) -> dict[str, str]:
        """Return what the head of a chapter says: what the event said, the rest from the book."""
        known = self.config.typst_title_page
        said = self.events.emit_firstresult("typst-title-block", docname) or {}
        check_facts(said, TITLE_BLOCK, f"the title block of {docname}")
        shared = {key: known[key] for key in SHARED if key in known}
        return {"title": self.env.titles[docname].astext(), **shared, **said}

    def set_pdf(
        self,
        pdf: Path,
        docnames: Sequence[str],
        facts: Mapping[str, str],
        *,
        preface: str | None = None,
        part: bool = False,
    ) -> None:
        """Set *docnames* (and what their toctrees name) as *pdf*.

        *facts* stand on the title page or, with *part*, in the title block of the one chapter that
        is set by itself.  A former *pdf* is removed first, and the new one appears whole or not at
        all.  Raises SphinxError if Typst fails.
        """
        former = pdf.read_bytes() if pdf.is_file() else b""
        pdf.unlink(missing_ok=True)
        logger.info("setting %s", pdf.name)
        # A fault of a page is told once, however many PDFs hold the page.
        with suppress_logging() if part and self.said.issuperset(docnames) else nullcontext():
            files = self._project(docnames, facts, preface, part)
        folder = Path(self.outdir) / "source" / pdf.relative_to(self.outdir).with_suffix("")
        seal = folder / SEAL
        if former and seal.is_file() and seal.read_text() == self._sealed(files, former):
            _write_whole(pdf, former)
            return
        shutil.rmtree(folder, ignore_errors=True)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        data, warned = self._compile(folder / "main.typ")
        _write_whole(pdf, data)
        if not warned:  # else the next run would not repeat the warnings
            seal.write_text(self._sealed(files, data))

    def _sealed(self, files: Mapping[str, bytes], pdf: bytes) -> str:
        """Return what is the same as long as *pdf* is what *files* make with this engine, today."""
        fonts = [font.read_bytes() for font in sorted(FONTS.glob("*.ttf"))]
        setting = f"{metadata.version('typst')} {self.timestamp}".encode()
        sources = [part for name in sorted(files) for part in (name.encode(), files[name])]
        digests = (sha256(part).digest() for part in (setting, *fonts, *sources, pdf))
        return sha256(b"".join(digests)).hexdigest()

    def _project(
        self, docnames: Sequence[str], facts: Mapping[str, str], preface: str | None, part: bool
    ) -> dict[str, bytes]:
        """Return the files of the Typst project that *docnames* make, by their names."""
        from livingreview.typst.renderer import Renderer
        from livingreview.typst.rules import rule

        def note(docname: str) -> None:
            logger.info("setting %s", docname)
            self.said.add(docname)

        central = self.config.typst_bibliography
        book = assemble(self, docnames, preface=preface, bibliography_page=central, note=note)
        self.images: dict[str, str] = {}
        for tree in book.trees():
            self.post_process_images(tree)
        lost = self._lost_characters(book)
        renderer = Renderer(
            self.env,
            book,
            rules=rule,
            formula=self.formula,
            images=self.images,
            lost=lost,
            base_url=self.config.typst_base_url,
            part=part,
        )
        main = self._chapter(renderer, facts) if part else self._book(renderer, facts)
        files = {"main.typ": main.encode(), "book.typ": (HERE / "book.typ").read_bytes()}
        for image, name in renderer.images.items():
            files[f"images/{name}"] = (Path(self.srcdir) / image).read_bytes()
        if self.formula.made and not part:
            made = json.dumps(self.formula.made, ensure_ascii=False, indent=1)
            files["math-unreviewed.json"] = made.encode()
        return files

    def _book(self, renderer: Renderer, facts: Mapping[str, str]) -> str:
        """Return the Typst source of a book."""
        preface, chapters = renderer.preface(), renderer.chapters()
        args = self._arguments(TITLE_PAGE, facts, preface=f"[\n{preface}\n]" if preface else None)
        return _main("book", args, f"{chapters}\n#back-index({self._index(renderer)})")

    def _chapter(self, renderer: Renderer, facts: Mapping[str, str]) -> str:
        """Return the Typst source of a chapter by itself."""
        opening, text = renderer.chapter()
        args = self._arguments(TITLE_BLOCK, facts, opening=f"[{opening}]" if opening else None)
        return _main("chapter", args, text)

    def _arguments(self, names: Sequence[str], facts: Mapping[str, str], **more: str | None) -> str:
        """Return the facts called *names*, the language and *more* as arguments."""
        told = {name: string(str(facts[name])) for name in names if facts.get(name)}
        return arguments(**told, lang=string(self.config.language or "en"), **more)

    def _lost_characters(self, book: Book) -> set[str]:
        """Return the characters no font has, after a warning for each at its first place."""
        from livingreview.typst.glyphs import missing

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
                location=location(first[character], character),
                type="typst",
                subtype="glyph",
            )
        return lost

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

    def _compile(self, source: Path) -> tuple[bytes, bool]:
        """Return *source* as a PDF, and whether there were warnings."""
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
                f"Typst cannot set {source.parent.name}: {error.message}\n{error.diagnostic}\n"
                f"(the source is {source})"
            ) from error
        for message in sorted({str(warning.message) for warning in warnings}):
            logger.warning("Typst: %s", message, type="typst", subtype="compiler")
        return data, bool(warnings)


def check_facts(facts: Mapping[str, str], known: Sequence[str], where: str) -> None:
    """Raise ConfigError if *facts* hold one that is not *known*."""
    unknown = set(facts) - set(known)
    if unknown:
        raise ConfigError(
            f"{where} has {', '.join(sorted(unknown))}; it may have {', '.join(known)}"
        )


def _main(look: str, args: str, text: str) -> str:
    """Return the main file of a Typst project."""
    return f'#import "book.typ": *\n#show: {look}.with({args})\n{text}\n'


def _write_whole(file: Path, data: bytes) -> None:
    """Write *data* so that *file* appears whole, or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(file.name + ".part")
    half.write_bytes(data)
    half.replace(file)


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
