"""The Sphinx builder ``typstpdf``.

It writes ``<outdir>/<name>.pdf`` for every document of ``typst_documents`` (``book.pdf`` of the
whole book if there is none) and ``<outdir>/<page>.pdf`` for every page of ``typst_chapters``.  The
Typst source of each is kept in ``<outdir>/source/<name>/``; a PDF whose source, engine and date are
those of the last time is not set again.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.builders import Builder
from sphinx.errors import ConfigError, SphinxError
from sphinx.util import logging
from sphinx.util.logging import suppress_logging

from livingreview.fonts import FONTS
from livingreview.text.places import location
from livingreview.typst import backindex, engine
from livingreview.typst.assemble import Book, assemble
from livingreview.typst.documents import TITLE_BLOCK, TITLE_PAGE, Document, check, configured
from livingreview.typst.markup import arguments, string
from livingreview.typst.tables import left_to_chapters

if TYPE_CHECKING:
    from livingreview.typst.renderer import Renderer

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent

#: What a chapter takes over from the book when nobody says otherwise.
SHARED = ("authors", "version", "date", "commit", "license", "keywords")
#: The name of the file beside a Typst source that tells what was made of it.
SEAL = "set.sha256"


class TypstPdfBuilder(Builder):
    """Sets the documents of the book, and chapters by themselves, as tagged PDFs."""

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
        check(self.config.typst_title_page, TITLE_PAGE, "typst_title_page in conf.py")
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
        """Set every document and the chapters (pages are not written one by one)."""
        documents = list(self._documents())
        #: page with records -> the file that holds it
        self.records = {
            page: document.name
            for document in documents
            if document.look == "register"
            for page in document.pages
        }
        documents += self._chapters()
        held = Counter(page for document in documents for page in document.pages)
        #: page of several documents -> its tree, once it is there
        self.shared: dict[str, nodes.document | None] = {
            page: None for page, many in held.items() if many > 1
        }
        # Books change the trees, so they are last. While the engine sets one document, the next is
        # assembled.
        documents.sort(key=lambda document: document.look == "book")
        with without_collection(), ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as engines:
            begun = [self.begin(document, engines) for document in documents]
            for finish in begun:
                finish()

    def _documents(self) -> Iterator[Document]:
        """What ``typst_documents`` asks for; the whole book if it asks for nothing."""
        facts = {"title": self.config.project, **self.config.typst_title_page}
        if said := self.config.typst_documents:
            yield from configured(said, self.env.found_docs, facts)
        else:
            root = str(self.config.root_doc)
            pages = self.env.toctree_includes.get(root, [])
            yield Document("book", "book", pages, facts, preface=root, whole=True)

    def _chapters(self) -> Iterator[Document]:
        """The chapters that are set by themselves."""
        for docname in self.config.typst_chapters:
            if docname in self.env.found_docs:
                yield Document(docname, "chapter", [docname], self._title_block(docname))
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
        check(said, TITLE_BLOCK, f"the title block of {docname}")
        shared = {key: known[key] for key in SHARED if key in known}
        return {"title": self.env.titles[docname].astext(), **shared, **said}

    def begin(self, document: Document, engines: Executor) -> Callable[[], None]:
        """Assemble *document*, with what the toctrees of its pages name, and let it be set.

        Return what waits for the PDF and raises SphinxError if Typst fails.  A former PDF is
        removed first, and the new one appears whole or not at all.
        """
        pdf = Path(self.outdir) / f"{document.name}.pdf"
        former = pdf.read_bytes() if pdf.is_file() else b""
        pdf.unlink(missing_ok=True)
        logger.info("setting %s", pdf.name)
        # A fault of a page is told once, however many PDFs hold the page.
        told = self.said.issuperset({*document.pages, *filter(None, [document.preface])})
        with suppress_logging() if told else nullcontext():
            files = self._project(document)
        folder = Path(self.outdir) / "source" / document.name
        seal = folder / SEAL
        if former and seal.is_file() and seal.read_text() == self._sealed(files, former):
            _write_whole(pdf, former)
            return lambda: None
        shutil.rmtree(folder, ignore_errors=True)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        source, made = folder / "main.typ", folder / "made.pdf"
        outcome = engines.submit(engine.compiled, source, made, FONTS, self.timestamp)

        def finish() -> None:
            warned = self._told(source, outcome.result())
            data = made.read_bytes()
            made.unlink()
            _write_whole(pdf, data)
            if not warned:  # else the next run would not repeat the warnings
                seal.write_text(self._sealed(files, data))

        return finish

    def _sealed(self, files: Mapping[str, bytes], pdf: bytes) -> str:
        """Return what is the same as long as *pdf* is what *files* make with this engine, today."""
        fonts = [font.read_bytes() for font in sorted(FONTS.glob("*.ttf"))]
        setting = f"{metadata.version('typst')} {self.timestamp}".encode()
        sources = [part for name in sorted(files) for part in (name.encode(), files[name])]
        digests = (sha256(part).digest() for part in (setting, *fonts, *sources, pdf))
        return sha256(b"".join(digests)).hexdigest()

    def _project(self, document: Document) -> dict[str, bytes]:
        """Return the files of the Typst project that make *document*, by their names."""
        from livingreview.typst.renderer import Renderer
        from livingreview.typst.rules import rule

        def note(docname: str) -> None:
            logger.info("setting %s", docname)
            self.said.add(docname)

        central = self.config.typst_bibliography
        book = assemble(
            self,
            document.pages,
            preface=document.preface or None,
            bibliography_page=central,
            note=note,
            shared=self.shared,
            changes=document.look == "book",
        )
        self.images: dict[str, str] = {}
        for tree in book.trees():
            self.post_process_images(tree)
            if document.look == "book" and self.config.typst_chapters:
                left_to_chapters(tree)
        lost = self._lost_characters(book)
        renderer = Renderer(
            self.env,
            book,
            rules=rule,
            formula=self.formula,
            images=self.images,
            lost=lost,
            base_url=self.config.typst_base_url,
            document=document,
            records=self.records,
        )
        main = self._main(renderer, document)
        files = {
            "main.typ": main.encode(),
            "book.typ": (HERE / "book.typ").read_bytes(),
            "look.typ": f"#let look = {string(document.look)}\n".encode(),
        }
        for image, name in renderer.images.items():
            files[f"images/{name}"] = (Path(self.srcdir) / image).read_bytes()
        if self.formula.made and document.look == "book":
            made = json.dumps(self.formula.made, ensure_ascii=False, indent=1)
            files["math-unreviewed.json"] = made.encode()
        return files

    def _main(self, renderer: Renderer, document: Document) -> str:
        """Return the main file of the Typst project."""
        if document.look in ("chapter", "sheet"):
            opening, text = renderer.chapter()
            names = TITLE_BLOCK if document.look == "chapter" else TITLE_PAGE
            args = self._arguments(
                names, document.facts, opening=f"[{opening}]" if opening else None
            )
            return _main(document.look, args, text)
        if document.look == "book":
            renderer.indexed = backindex.names(self.app)
        preface, text = renderer.preface(), renderer.chapters()
        args = self._arguments(
            TITLE_PAGE,
            document.facts,
            preface=f"[\n{preface}\n]" if preface else None,
            preface_title=string(document.preface_title),
        )
        if document.look == "book":
            text += f"\n#back-index({backindex.source(self, renderer)})"
        return _main(document.look, args, text)

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
                for character in set(text.astext()).difference(first):
                    first[character] = text
        lost = missing(first, self.fonts)
        for character in sorted(lost):
            if character in first[character].parent.get("lost", ""):
                continue  # told when the page was read
            logger.warning(
                "no font of the PDF has the character %s (U+%04X); write it in another way",
                character,
                ord(character),
                location=location(first[character], character),
                type="typst",
                subtype="glyph",
            )
        return lost

    def _told(self, source: Path, outcome: engine.Outcome) -> bool:
        """Tell what came of *source*; whether there were warnings, which the next run repeats."""
        if outcome.error:
            raise SphinxError(
                f"Typst cannot set {source.parent.name}: {outcome.error}\n(the source is {source})"
            )
        for message in outcome.warnings:
            logger.warning("Typst: %s", message, type="typst", subtype="compiler")
        return bool(outcome.warnings)


@contextmanager
def without_collection() -> Iterator[None]:
    """Leave garbage where it is: to look through all trees for it costs more than it frees."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


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
