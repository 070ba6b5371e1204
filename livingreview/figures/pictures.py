"""A drawn figure in every output: inline on a page, a file elsewhere, and files to take along.

``figure`` gives the node: on the site the two drawings stand in the page itself (``Inline``), with
SVG, PNG, data and a credit line below; EPUB, PDF and Word show the wide one once.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from livingreview import files
from livingreview.figures.colors import flat
from livingreview.figures.raster import png
from livingreview.figures.rows import Row, records_of
from livingreview.figures.scales import count
from livingreview.figures.sheet import PHONE, WIDE, Sheet, SheetError, Size
from livingreview.text import report
from livingreview.text.build import base_of, book_of, on_screen
from livingreview.text.places import around

logger = logging.getLogger(__name__)

DENSITY = 192  # of the PNG, in dots an inch: two a pixel of the sheet
NAMED = 4  # papers in a credit line
_ROOM = Path(__file__).parent


@dataclass(frozen=True)
class Picture:
    """What a figure shows: how it is drawn, in words, and as data.

    ``message`` begins a caption that does not begin with one in bold; ``records`` says in words
    what it was drawn from, empty for the records of the rows; ``note`` is what else must be said
    below it; ``live`` is HTML that the site shows beneath the drawing.
    """

    name: str
    rows: Sequence[Row]
    draw: Callable[[Size], Sheet]
    alt: str
    message: str = ""
    records: str = ""
    note: str = ""
    live: str = ""


def figure(directive: SphinxDirective, picture: Picture) -> nodes.figure:
    """The figure of a directive whose body is the caption.

    Warns of a caption that does not begin with its message, and of a sheet that cannot be read.
    """
    words = caption(directive)
    if picture.message and not _bold(words):
        start = nodes.strong("", picture.message, classes=["recorded"])  # no number lint: computed
        words.insert(0, [start, nodes.Text(" ")])
    if not _bold(words):
        _tell(
            directive,
            f"the caption of the figure {picture.name} does not begin with its message; write "
            "**message.** and then the rest",
        )
        words.insert(0, nodes.strong("", picture.name))
    wide, phone = (_checked(directive, picture, size) for size in (WIDE, PHONE))
    behind = [] if picture.records else records_of(picture.rows)
    node = nodes.figure(records=behind, classes=["drawn"])
    message, line = words[0].astext(), credit(directive.env.app, sources=_sources(picture.rows))
    kept = folder(directive, wide.svg(picture.alt), message, line, picture.rows)
    made = _files(kept, picture, wide, wide.framed(message, line))
    image = nodes.image(uri=relative(directive, made["print"]), alt=picture.alt)
    image["inline"] = wide.svg(picture.alt, "sheet wide") + phone.svg(picture.alt, "sheet phone")
    image["inline"] += picture.live
    directive.set_source_info(image)
    node += [image, words, _legend(directive, picture, made)]
    directive.set_source_info(node)
    directive.add_name(node)
    return node


def image(directive: SphinxDirective, picture: Picture) -> nodes.image:
    """The wide drawing alone, for outputs on paper."""
    wide = _checked(directive, picture, WIDE)
    file = folder(directive, wide.svg(picture.alt), "alone") / "print" / f"{picture.name}.svg"
    if not file.exists():
        files.write(file, flat(wide.svg(picture.alt)))
    node = nodes.image(uri=relative(directive, file), alt=picture.alt)
    directive.set_source_info(node)
    return node


def _bold(words: nodes.caption) -> bool:
    return isinstance(words[0] if len(words) else None, nodes.strong)


def _checked(directive: SphinxDirective, picture: Picture, size: Size) -> Sheet:
    sheet = picture.draw(size)
    try:
        sheet.check()
    except SheetError as error:
        _tell(directive, f"the figure {picture.name} cannot be read: {error}")
    return sheet


def _tell(directive: SphinxDirective, words: str) -> None:
    """Warn at the directive, which stops the build at its end: what refers to it stays whole."""
    place = directive.get_location()
    logger.warning("%s", words, location=place, type="livingreview", subtype="figure")


def folder(directive: SphinxDirective, *shown: object) -> Path:
    """Where the files of a figure lie: one folder for what it shows and the code that draws it."""
    stamp = hashlib.sha256((repr(shown) + _code()).encode())
    return Path(directive.env.app.doctreedir) / "figures" / stamp.hexdigest()[:12]


@lru_cache(maxsize=1)
def _code() -> str:
    return "".join(file.read_text(encoding="utf-8") for file in sorted(_ROOM.glob("*.py")))


def _files(folder: Path, picture: Picture, wide: Sheet, alone: Sheet) -> dict[str, Path]:
    """Write the files of a figure that are not there: for print, and to take along."""
    made = {kind: folder / f"{picture.name}.{kind}" for kind in ("svg", "png", "csv")}
    made["print"] = folder / "print" / f"{picture.name}.svg"
    for file, sheet in ((made["print"], wide), (made["svg"], alone)):
        if not file.exists():
            files.write(file, flat(sheet.svg(picture.alt)))
    if not made["png"].exists():
        with files.whole(made["png"]) as part:
            part.write_bytes(png(made["svg"], DENSITY))
    if not made["csv"].exists():
        save_data(picture.rows, made["csv"])
    return made


def credit(app: Sphinx, number: str = "", address: str = "", sources: str = "") -> str:
    """The credit line of a figure, as license and courtesy ask for it."""
    book = book_of(app)
    which = f", {number}" if number else ""
    where = f" {address}." if address else ""
    edition = f"version {book.version}. {book.license_name}"
    return f"From: {book.full_title}{which}, {edition}.{where}{sources}"


def _sources(rows: Sequence[Row]) -> str:
    """Whose values a figure shows, as its credit line ends; empty for records of nobody's."""
    papers = dict.fromkeys(row["citekey"] for row in rows if "short" in row)
    # The letter that tells works of one year apart means nothing outside the book.
    names = dict.fromkeys(re.sub(r"(?<=\d{4})[a-z]\b", "", row["short"]) for row in rows
                          if "short" in row)  # fmt: skip
    if not papers:
        return ""
    return f" Values: {'; '.join(names) if len(papers) <= NAMED else f'{len(papers)} papers'}."


def _plain(value: Any) -> Any:
    """A list as one field, its empty places marked by a hyphen."""
    if not isinstance(value, (list, tuple)):
        return value
    shown = (f"{x:.4g}" if isinstance(x, (int, float)) else x or "-" for x in value)
    return " ".join(map(str, shown))


def save_data(rows: Iterable[Row], file: Path) -> None:
    """Write the rows behind a figure as CSV, but for what only the drawing needs."""
    listed = [{k: _plain(v) for k, v in row.items() if not k.startswith("_")} for row in rows]
    with files.whole(file) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)


def _legend(directive: SphinxDirective, picture: Picture, made: dict[str, Path]) -> nodes.legend:
    """From how many records the figure was drawn, and what may be taken along.

    On the site that is every file, and a credit line to copy; elsewhere the data.
    """
    drawn = picture.records or count(len(records_of(picture.rows)), "record")

    def link(kind: str, words: str) -> addnodes.download_reference:
        return addnodes.download_reference(
            "", "", nodes.Text(words),
            reftarget=relative(directive, made[kind]), refdoc=directive.env.docname,
        )  # fmt: skip

    note = nodes.paragraph("", f"{picture.note} Drawn from {drawn}.".strip())
    data = [nodes.Text(" "), link("csv", "Data (CSV)")]
    note += addnodes.only("", *data, expr="epub or not html")
    credited = nodes.raw("", "", format="html", classes=["credit"])  # its number is not known yet
    credited["sources"] = _sources(picture.rows)
    row = nodes.container(classes=["fig-do"])
    row += [link("svg", "SVG"), link("png", "PNG"), link("csv", "Data (CSV)"), credited]
    return nodes.legend("", note, addnodes.only("", row, expr="html and not epub"))


def caption(directive: SphinxDirective) -> nodes.caption:
    """The body of a directive as the caption of its figure."""
    node = nodes.caption()
    words, _ = directive.parse_inline(" ".join(directive.content), lineno=directive.content_offset)
    node += [each for each in words if each.astext()]
    return node


def relative(directive: SphinxDirective, file: Path) -> str:
    """The way from the page to a file."""
    return os.path.relpath(file, Path(directive.env.doc2path(directive.env.docname)).parent)


# -- on the site -------------------------------------------------------------------------------


class Inline(SphinxPostTransform):
    """On the site a drawing stands in the page, so that it takes the page's colors and font."""

    formats = ("html",)
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Put drawings and credit lines into the page."""
        if not on_screen(self.app):
            return
        for image in list(self.document.findall(nodes.image)):
            if "inline" in image:
                image.replace_self(nodes.raw("", image["inline"], format="html"))
        for raw in self.document.findall(nodes.raw):
            if "credit" in raw["classes"]:
                raw += nodes.Text(self._credit(raw))

    def _credit(self, raw: nodes.raw) -> str:
        """The credit line of a figure, folded, with a button that copies it."""
        shown = around(raw, nodes.figure)
        assert shown is not None
        docname, config = self.env.docname, self.app.config
        numbers = self.env.toc_fignumbers.get(docname, {}).get("figure", {})
        name = next((each for each in shown["ids"] if each in numbers), "")
        number = config.numfig_format["figure"] % ".".join(map(str, numbers[name])) if name else ""
        base = base_of(self.app)
        page = self.app.builder.get_target_uri(docname)
        address = f"{base}{page}#{name}" if base and name else ""
        line = escape(credit(self.app, number, address, raw["sources"]))
        return (
            "<details><summary>Credit and license</summary>"
            f'<p class="fig-credit">{line}</p>'
            '<button type="button" class="fig-copy" data-copied="the credit line" hidden>'
            f"Copy credit line</button></details>{self._report(docname, name)}"
        )

    def _report(self, docname: str, name: str) -> str:
        """A link that reports an error in the figure, where a form can be opened."""
        where = f"{docname}.html#{name}" if name else f"{docname}.html"
        uri = report.address(self.app, "error", where)
        words = report.WORDS["error"]
        return f' <a class="reference external" href="{escape(uri)}">{words}</a>' if uri else ""


def _visit_caption(self: HTML5Translator, node: nodes.caption) -> None:
    """Write the message of a figure before its number, as readers look for it."""
    writes, start = type(self), len(self.body)
    writes.visit_caption(self, node)
    if not isinstance(node.parent, nodes.figure) or not isinstance(node[0], nodes.strong):
        return
    opened = self.body[start:]
    at = next((n for n, part in enumerate(opened) if "caption-number" in part), len(opened))
    text = next(n for n, part in enumerate(opened) if "caption-text" in part)
    number = "".join(opened[at:text]).replace(" </span>", ".</span>")
    self.body[start:] = [*opened[: min(at, text)], opened[text]]
    node[0].walkabout(self)
    self.body.append(f" {number}" if number else "")
    for child in node.children[1:]:
        child.walkabout(self)
    writes.depart_caption(self, node)
    raise nodes.SkipNode


def _depart_caption(self: HTML5Translator, node: nodes.caption) -> None:
    type(self).depart_caption(self, node)


def setup(app: Sphinx) -> dict[str, Any]:
    """Show drawings and their captions on the site."""
    app.add_post_transform(Inline)
    app.add_node(nodes.caption, override=True, html=(_visit_caption, _depart_caption))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
