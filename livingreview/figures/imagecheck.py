"""Whether a picture can be shown in every output: it has words, can be read, and is light.

A picture is asked for before it is used: the page shows a broken picture without a word, and the
compiler of the PDF stops at one without its name.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from PIL import Image, UnidentifiedImageError
from sphinx.application import Sphinx

from livingreview.fonts import FONTS
from livingreview.problems import Problem
from livingreview.text import faults

HEAVIEST = 1_000_000  # bytes: a page is read on a telephone, too, and the PDF holds every picture
#: What a file may be called, by what it is.
_NAMES = {"PNG": (".png",), "JPEG": (".jpg", ".jpeg"), "GIF": (".gif",), "WEBP": (".webp",)}
_POINTER = b"version https://git-lfs"
_OUTSIDE = re.compile(r"""url\(\s*["']?(?!["']?#|data:)([^)"']+)|@import\s+["']([^"']+)""")
_SAYS_NOTHING = {
    "image", "picture", "figure", "photo", "photograph", "graphic", "diagram", "chart", "plot",
    "screenshot", "drawing", "img", "alt", "alt text", "alternative text", "words",
}  # fmt: skip
_GIVE = "say what it shows: ![words](file) or :alt: words"
_REPLACE = "put a whole picture there"

Fault = tuple[str, str]  # what is wrong, and what to do


def problems(app: Sphinx, docname: str, tree: nodes.document) -> list[Problem]:
    """What is wrong with the pictures of a page."""
    found = []
    for node in tree.findall(nodes.image):
        name = PurePosixPath(node["uri"]).name
        if "://" in node["uri"] and "livingreview.text.hosts" in app.extensions:
            continue  # said there
        for fault in (alt_fault(node), fault_of(node, Path(app.srcdir))):
            found += [faults.problem(node, name, *fault)] if fault else []
    return found


def alt_fault(node: nodes.Element) -> Fault | None:
    """What is wrong with the words that stand for a picture."""
    uri = node["uri"]
    alt = node.get("alt", "").strip()
    name = PurePosixPath(uri)
    if not alt:
        return f"the picture {uri} has no alternative text", _GIVE
    if alt in (uri, name.name, name.stem):
        return f"the alternative text of the picture {uri} is only its name", _GIVE
    if alt.lower().rstrip(".") in _SAYS_NOTHING:
        return f"the alternative text of the picture {uri} says no more than {alt}", _GIVE
    return None


def fault_of(node: nodes.Element, folder: Path) -> Fault | None:
    """What keeps the picture of a node from being shown; its address is seen from ``folder``.

    That is the folder of the sources: what lies elsewhere was drawn by the build, and is good.
    """
    uri = node["uri"]
    if "://" in uri:
        return f"the picture {uri} is not in the repository", "put a copy there"
    file = folder / uri
    looked = file.is_file() and file.resolve().is_relative_to(folder.resolve())
    fault = file_fault(file) if looked else None  # Sphinx says that a file is missing
    return (f"the picture {uri} {fault[0]}", fault[1]) if fault else None


def file_fault(file: Path) -> Fault | None:
    """What keeps a picture file from being shown, or makes it a burden; None for a good one."""
    data = file.read_bytes()
    if data.startswith(_POINTER):
        return "cannot be read (a pointer of Git LFS)", "put the picture itself there"
    found = _drawing_fault(data) if file.suffix.lower() == ".svg" else _raster_fault(file)
    found = found or _setting_fault(file)
    if not found and len(data) > HEAVIEST:
        return (
            f"weighs {len(data) / 1e6:.1f} MB, more than {HEAVIEST / 1e6:g} MB",
            "make it smaller: fewer pixels, JPEG for a photograph, SVG for a drawing",
        )
    return found


def _raster_fault(file: Path) -> Fault | None:
    """What is wrong with a picture made of dots."""
    try:
        with warnings.catch_warnings(), Image.open(file) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            kind = picture.format or ""
            picture.load()
    except UnidentifiedImageError:
        return "cannot be read (no picture of a known kind)", _REPLACE
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "has too many pixels", "make it smaller"
    except (OSError, SyntaxError, ValueError) as error:
        return f"cannot be read ({error})", _REPLACE
    names = _NAMES.get(kind, ())
    if file.suffix.lower() not in names:
        rename = f"call it {file.stem}{names[0]}" if names else "save it as PNG"
        return f"cannot be read (it is {kind}, and called {file.suffix})", rename
    return None


def _drawing_fault(data: bytes) -> Fault | None:
    """What is wrong with an SVG: it must be whole, and hold all that it shows."""
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        return f"cannot be read (no whole SVG: {error})", _REPLACE
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        names = {name.rpartition("}")[2]: value for name, value in element.items()}
        if tag == "script" or any(name.startswith("on") for name in names):
            return "holds a script, which no output runs", "take the script out"
        if tag == "foreignObject":
            return "holds a foreignObject, which the PDF cannot show", "draw it with text and paths"
        style = _OUTSIDE.search(" ".join([*names.values(), element.text or ""]))
        linked = "" if tag == "a" else names.get("href", "")
        outside = (style[1] or style[2]) if style else linked
        if outside and not outside.startswith(("#", "data:")):
            return f"shows something from outside, {outside}", "put what it shows into the file"
    return None


def _setting_fault(file: Path) -> Fault | None:
    """What the compiler of the PDF says of a picture."""
    import typst  # the engine is asked for when it is needed

    page = f'#set document(title: "x")\n#image("/{file.name}", alt: "x")'
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    try:
        typst.compile(page.encode(), root=file.parent, font_paths=fonts, pdf_standards="ua-1")  # type: ignore[call-overload]  # its stub wants bytes for root, too
    except typst.TypstError as error:
        return f"cannot be read ({error.message})", _REPLACE
    return None


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at the pictures of each page that is read."""
    app.setup_extension("livingreview.text.faults")
    app.connect(faults.EVENT, problems)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
