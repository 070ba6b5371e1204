"""A PDF as a reader or a program that reads aloud meets it; for the tests of PDFs."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pypdf
import typst
from PIL import Image
from sphinx.cmd.build import main as sphinx_build

from livingreview.fonts import FONTS

ROOTS = Path(__file__).parent / "roots"


class Pages(Sequence[str]):
    """A text for every page, read when it is asked for, and once: reading takes long."""

    def __init__(self, count: int, read: Callable[[int], str]) -> None:
        self._places, self._read = range(count), functools.cache(read)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: Any) -> Any:
        found = self._places[number]
        return [self._read(n) for n in found] if isinstance(found, range) else self._read(found)


@dataclass
class Built:
    """A finished build, and one PDF of it."""

    status: int
    warnings: str
    out: Path
    name: str = "book"

    @property
    def pdf(self) -> Path:
        return self.out / f"{self.name}.pdf"

    def chapter(self, name: str) -> Built:
        """The same build, and the PDF of a chapter."""
        return replace(self, name=name)

    @cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(self.pdf)

    @cached_property
    def text(self) -> Pages:
        """The text of every page, line by line."""
        pages = self.reader.pages
        return Pages(len(pages), lambda number: pages[number].extract_text())

    @cached_property
    def pages(self) -> Pages:
        """The text of every page, white space folded."""
        text = self.text
        return Pages(len(text), lambda number: " ".join(text[number].split()))


def build(source: Path, out: Path, *options: str) -> Built:
    log = out.with_name(out.name + ".log")
    args = ["-q", "-b", "typstpdf", "-d", f"{out}-trees", "-w", str(log), *options]
    status = sphinx_build([*args, str(source), str(out)])
    return Built(status, re.sub("\x1b\\[[0-9;]*m", "", log.read_text(encoding="utf-8")), out)


STRICT = ("-W", "--keep-going", "-n")


def sheets(source: Path, dots: float) -> list[Image.Image]:
    """The pages of the Typst project behind a PDF as pictures, ``dots`` a millimeter."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    data = typst.compile(
        source, root=source.parent, format="png", ppi=25.4 * dots, font_paths=fonts,
        ignore_system_fonts=True,
    )  # fmt: skip
    pages = data if isinstance(data, list) else [data]  # a single page comes by itself
    return [Image.open(io.BytesIO(page)).convert("L") for page in pages]


def overfull(pages: list[Image.Image], dots: float, margin: int = 26) -> list[int]:
    """The numbers of the pages with ink in the right margin (mm) or below the page number."""
    found = []
    for number, page in enumerate(pages, 1):
        right = page.crop((page.width - int(margin * dots), 0, page.width, page.height))
        below = page.crop((0, page.height - int(12 * dots), page.width, page.height))
        if min(right.getextrema()[0], below.getextrema()[0]) < 250:
            found.append(number)
    return found


def page_of(pages: Sequence[str], words: str) -> int:
    found = [number for number, page in enumerate(pages) if re.search(words + r"\b", page)]
    assert found, f"{words} is not in the PDF"
    return found[-1]  # the first may be the contents


def links(reader: pypdf.PdfReader, page: int) -> list[int | str]:
    """Where the links of a page lead: page numbers and addresses."""
    out: list[int | str] = []
    for note in reader.pages[page].get("/Annots", []):
        link: Any = note.get_object()
        if "/A" in link:
            out.append(str(link["/A"]["/URI"]))
        else:
            place = link["/Dest"]
            if isinstance(place, str):
                place = reader.named_destinations[place].dest_array
            number = reader.get_page_number(place[0].get_object())
            assert number is not None
            out.append(number)
    return out


def indexed(built: Built, entry: str) -> list[str]:
    """The text of the pages to which an entry of the index sends a reader, by their numbers."""
    (head,) = [one for one in built.reader.outline if getattr(one, "title", "") == "Index"]
    begins = built.reader.get_destination_page_number(head)
    assert begins is not None
    index = built.pages[begins:]
    page = r"(?:\d+|[ivx]+)\b"
    found = re.search(rf"(?<!\w){re.escape(entry)} ({page}(?:(?:, |–){page})*)", " ".join(index))
    assert found, f"{entry} is not in the index"
    labels = list(built.reader.page_labels)
    numbers: list[int] = []
    for run in re.findall(r"\w+(?:–\w+)?", found[1]):
        first, _, last = run.partition("–")
        numbers += range(labels.index(first), labels.index(last or first) + 1)
    return [built.pages[number] for number in numbers]


def outline(items: Any, level: int = 0) -> list[tuple[int, str]]:
    """The outline as (level, title) pairs."""
    out: list[tuple[int, str]] = []
    for item in items:
        out += outline(item, level + 1) if isinstance(item, list) else [(level, item.title)]
    return out


def tags(node: Any, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every structure tag with the alternative texts it carries."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            tags(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.setdefault(str(node["/S"]), []).append(str(node.get("/Alt", "")))
        if "/K" in node:
            tags(node["/K"], found)
    return found
