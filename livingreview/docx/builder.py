"""The Sphinx builder ``docx``.

It writes every chapter that ``livingreview_chapters`` names as ``<outdir>/<chapter>.docx`` (US
Letter) and ``<outdir>/<chapter>.a4.docx``. A chapter of which nothing changed is not written anew.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import subprocess
from collections.abc import Callable, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pypandoc
from docutils import nodes
from PIL import Image
from sphinx.builders import Builder
from sphinx.errors import SphinxError
from sphinx.util import logging

from livingreview import files
from livingreview.cite import engine, items, source
from livingreview.cite.chapter import Chapter, item
from livingreview.cite.items import Item
from livingreview.docx import ast, front, reference, word
from livingreview.docx.renderer import Renderer
from livingreview.figures.raster import png
from livingreview.text.build import register_of
from livingreview.text.places import location
from livingreview.typst.assemble import assemble
from livingreview.typst.builder import timestamp

logger = logging.getLogger(__name__)

DENSITY = 300  # of a picture made from SVG, in pixels an inch
_FORMULA = re.compile(r"Could not convert TeX math (.*?), rendering as TeX")
_UNITS = {"px": 96, "": 96, "in": 1, "cm": 2.54, "mm": 25.4, "pt": 72}


@dataclass(frozen=True)
class Job:
    """A chapter that is ready for pandoc."""

    docname: str
    tree: bytes
    epoch: int
    formulas: dict[str, nodes.Element]


class DocxBuilder(Builder):
    """Writes each chapter as a Word document."""

    name = "docx"
    format = "docx"
    epilog = "The Word files are in %(outdir)s."
    supported_image_types: ClassVar[list[str]] = ["image/svg+xml", "image/png", "image/jpeg"]
    supported_remote_images = True  # so that Sphinx does not fetch them

    def init(self) -> None:
        """Check that pandoc is there."""
        try:
            word.base()
        except OSError as error:
            # Sphinx buries the words of an exception under a report for its developers.
            raise SystemExit(
                "The Word files need pandoc, which the package pypandoc-binary holds: run `make`."
            ) from error

    def get_outdated_docs(self) -> str:
        """Return what is looked at: always every chapter."""
        return "all chapters"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a document, as the renderer reads it."""
        return "%" + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the address of a document: the same from everywhere."""
        return self.get_target_uri(to)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the chapters that changed. Raises ``SphinxError`` if pandoc fails."""
        self.pictures = Path(self.outdir) / "pictures"
        self.pictures.mkdir(parents=True, exist_ok=True)
        works = functools.cache(self._work)
        chapters = {name: source.chapter_of(self.app, name) for name in source.chapters(self.app)}
        every = [item(chapter) for chapter in chapters.values()]
        cited = engine.formatted(every, "apa", Path(self.doctreedir) / "references")
        jobs = [
            self._job(name, chapter, cited[chapter.key], works)
            for name, chapter in chapters.items()
        ]
        for paper in reference.PAPERS:
            reference.write(paper, self._reference(paper))
        looks = b"".join(reference.styles(paper) for paper in reference.PAPERS)
        looks += Path(word.__file__).read_bytes() + Path(reference.__file__).read_bytes()
        looks += pypandoc.get_pandoc_version().encode()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            results = pool.map(lambda job: self._write(job, looks), jobs)
            for job, said in zip(jobs, results, strict=True):
                logger.info("%s.docx is %s", job.docname, "current" if said is None else "written")
                for message in said or []:
                    self._relay(job, message)

    # -- one chapter ---------------------------------------------------------------------------

    def _job(
        self, docname: str, chapter: Chapter, cite: str, works: Callable[[str], Item | None]
    ) -> Job:
        """Turn a chapter into pandoc's tree."""
        from livingreview.docx.rules import rule

        book = assemble(self, [docname])
        self.images = {}
        for tree in book.trees():
            self.post_process_images(tree)
        renderer = Renderer(
            self.env,
            book,
            rules=rule,
            works=works,
            picture=self._picture,
            base_url=self.config.html_baseurl,
        )
        head = next(renderer.tree.findall(nodes.title))
        title = renderer.kids(head)
        anchor = renderer.take_anchor(head.parent)
        title = [ast.span(title, anchor)] if anchor else title
        body = front.block(chapter, cite, self.config.docx_license)
        body += renderer.blocks(renderer.tree)
        facts = front.properties(chapter, title, self.config.language or "en")
        moment = timestamp(chapter.book.date)
        assert moment is not None  # the book has a date
        epoch = int(moment.timestamp())
        return Job(docname, ast.document(facts, body), epoch, renderer.formulas)

    def _work(self, key: str) -> Item | None:
        """The CSL item of a citation key."""
        found = register_of(self.app).references.get(key)
        return items.item(found) if found else None

    def _write(self, job: Job, looks: bytes) -> list[str] | None:
        """Run pandoc for each paper; return its warnings, or None if nothing changed."""
        papers = {paper: self._file(job.docname, paper) for paper in reference.PAPERS}
        stamp = hashlib.sha256(job.tree + looks + str(job.epoch).encode()).hexdigest()
        kept = Path(self.outdir) / f"{job.docname}.stamp"
        if kept.exists() and kept.read_text() == stamp and all(f.exists() for f in papers.values()):
            return None
        kept.unlink(missing_ok=True)
        said: list[str] = []
        for paper, file in papers.items():
            try:
                said = word.convert(
                    job.tree, self._reference(paper), file, self.pictures, job.epoch
                )
            except subprocess.CalledProcessError as error:
                reason = " ".join(error.stderr.decode().split())
                raise SphinxError(f"pandoc cannot write {file.name}: {reason}") from error
        if not said:
            kept.write_text(stamp)
        return said

    def _relay(self, job: Job, message: str) -> None:
        """Pass a warning of pandoc on; one about a formula with the place of the formula."""
        about = _FORMULA.search(message)
        node = job.formulas.get(about[1]) if about else None
        if node is None:
            logger.warning(message, location=job.docname, type="docx", subtype="pandoc")
            return
        if node.get("told"):
            return
        tex = " ".join(node.astext().split())
        message = f"Word cannot show the formula {tex}; write it in plain LaTeX"
        logger.warning(
            message, location=location(node, tex) or job.docname, type="docx", subtype="pandoc"
        )

    def _file(self, docname: str, paper: reference.Paper) -> Path:
        return Path(self.outdir) / f"{docname}{paper.suffix}.docx"

    def _reference(self, paper: reference.Paper) -> Path:
        return Path(self.outdir) / f"reference{paper.suffix}.dotx"

    # -- pictures ------------------------------------------------------------------------------

    def _picture(self, node: nodes.image) -> tuple[str, float] | None:
        """The file of an image, and the width in inches that leaves it on its page.

        Word shows SVG poorly, so the compiler that sets the PDF makes a picture of dots of it.
        """
        file = Path(self.srcdir) / node["uri"]
        if not file.is_file():
            return None  # Sphinx said so when the page was read
        data = file.read_bytes()
        name = f"{file.stem}-{hashlib.sha256(data).hexdigest()[:8]}"
        kept = self.pictures / (name + (".png" if file.suffix == ".svg" else file.suffix))
        if not kept.exists():
            with files.whole(kept) as part:
                part.write_bytes(png(file, DENSITY) if file.suffix == ".svg" else data)
        with Image.open(kept) as picture:
            across, down = picture.size
            density = DENSITY if file.suffix == ".svg" else picture.info.get("dpi", (96, 96))[0]
        fitting = min(reference.WIDEST, reference.TALLEST * across / down)
        width = _inches(node.get("width", "")) or across / float(density)
        return kept.name, min(width, fitting)


def _inches(length: str) -> float:
    """A length as an image has it, in inches; 0 for a share of the page or none."""
    number = length.rstrip("abcdefghijklmnopqrstuvwxyz%")
    per_inch = _UNITS.get(length[len(number) :])
    return float(number) / per_inch if number and per_inch else 0
