"""Names whatever a page would load from another host: pages, templates, styles, scripts, conf.py.

A link leads to another host when a reader follows it; what is loaded tells that host of every
reader, and is gone when the host is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from livingreview.problems import Problem
from livingreview.text.collect import prose
from livingreview.text.settled import found_in
from livingreview.text.tell import tell

Found = Iterator[tuple[int, str]]  # line, address

LOADS = ("src", "srcset", "data", "poster", "background")
LINKS_THAT_LEAD = {"canonical", "alternate", "license", "author", "help", "next", "prev", "search"}
NAMESPACES = ("www.w3.org", "schemas.openxmlformats.org")  # names in files, which nobody opens
OPTIONS = re.compile(r"\w+_(?:files|logo|favicon|path|cover|script|scripts|style)")

_HOST = r"(?:https?:|wss?:)?//[\w\[-][^\s\"'`)<>,]*"
_ADDRESS = re.compile(_HOST)
_STYLE = re.compile(rf"(?:url\(\s*|@import\s+)[\"']?(?P<address>{_HOST})")
_SCRIPT = re.compile(rf"[\"'`](?P<address>{_HOST})")
_ADDED = re.compile(rf"\badd_(?:css|js)_file\(\s*[\"'](?P<address>{_HOST})")
_IMAGE = re.compile(rf"!\[[^\]]*\]\(<?(?P<address>{_HOST})")
_IMAGE_NAMED = re.compile(r"!\[[^\]]*\]\[(?P<name>[^\]]+)\]")
_DIRECTIVE = re.compile(
    rf"^[\s>`~:]*\{{(?:image|figure|iframe|video|audio)\}}\s+(?P<address>{_HOST})"
)


class _Page(HTMLParser):
    """Gathers what the tags of a page or template load."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = first
        self.found: list[tuple[int, str]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value.strip() for name, value in attrs if value}
        loaded = [values[name] for name in LOADS if name in values]
        if tag == "base" or (
            tag == "link" and not LINKS_THAT_LEAD & set(values.get("rel", "").lower().split())
        ):
            loaded.append(values.get("href", ""))
        if tag in ("use", "image"):  # of a drawing
            loaded += [values.get("href", ""), values.get("xlink:href", "")]
        for value in loaded:
            addresses = value.split(",") if value == values.get("srcset") else [value]
            self._add(0, *(one.strip() for one in addresses if _ADDRESS.match(one.strip())))
        self._add(0, *(match["address"] for match in _STYLE.finditer(values.get("style", ""))))
        self.inside = tag if tag in ("script", "style") else ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            for line, address in (in_style if self.inside == "style" else in_script)(data):
                self._add(line - 1, address)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def _add(self, below: int, *addresses: str) -> None:
        line = self.first + self.getpos()[0] - 1 + below
        self.found += [(line, address.split()[0]) for address in addresses]


def _matches(pattern: re.Pattern[str], text: str) -> Found:
    for match in pattern.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match["address"]


def in_html(text: str, first: int = 1) -> Found:
    """What the tags of a text load; ``first`` is the number of its first line."""
    page = _Page(first)
    page.feed(text)
    page.close()
    yield from page.found


def in_style(text: str) -> Found:
    """What a style sheet loads."""
    return _matches(_STYLE, text)


def in_script(text: str) -> Found:
    """Every address in a script: what it does with one cannot be seen."""
    for line, address in _matches(_SCRIPT, text):
        if address.split("//", 1)[1].split("/")[0] not in NAMESPACES:
            yield line, address


def in_page(text: str) -> Found:
    """What a page in Markdown loads: pictures, frames, tags of HTML; code is left out."""
    lines = dict(prose(text))
    names = {match["name"] for line in lines.values() for match in _IMAGE_NAMED.finditer(line)}
    named = "|".join(map(re.escape, names)) or "(?!)"
    definition = re.compile(rf"^\s*\[(?:{named})\]:\s*<?(?P<address>{_HOST})")
    for number, line in lines.items():
        for pattern in (_IMAGE, _DIRECTIVE, definition):
            yield from ((number, match["address"]) for match in pattern.finditer(line))
    last = max(lines, default=0)
    yield from in_html("\n".join(lines.get(number, "") for number in range(1, last + 1)))


def in_python(text: str) -> Found:
    """What Python code adds to every page."""
    return _matches(_ADDED, text)


def in_configuration(text: str) -> Found:
    """What the options of ``conf.py`` load: files named in them, and tags of HTML."""
    yield from in_python(text)
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        named = any(isinstance(one, ast.Name) and OPTIONS.fullmatch(one.id) for one in targets)
        keys = _keys(node)
        for part in ast.walk(node):
            if not isinstance(part, ast.Constant) or not isinstance(part.value, str):
                continue
            if (named or OPTIONS.fullmatch(keys.get(id(part), ""))) and _ADDRESS.match(part.value):
                yield part.lineno, part.value
            elif "<" in part.value:
                yield from in_html(part.value, part.lineno)


def _keys(node: ast.AST) -> dict[int, str]:
    """The key of each value in the dictionaries of a statement."""
    return {
        id(value): key.value
        for one in ast.walk(node)
        if isinstance(one, ast.Dict)
        for key, value in zip(one.keys, one.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


KINDS = {
    ".md": in_page, ".html": in_html, ".jinja": in_html, ".svg": in_html, ".css": in_style,
    ".js": in_script, ".py": in_python,
}  # fmt: skip


def problems(root: Path) -> Iterator[Problem]:
    """What the book below ``root`` would load from another host, with file and line."""
    for file in _files(root):
        yield from _of(root, file)


def _files(root: Path) -> Iterator[Path]:
    yield from sorted((root / "docs").rglob("*.*"))
    yield root / "conf.py"
    yield from sorted((root / "livingreview").rglob("*.*"))


def _of(root: Path, file: Path) -> Iterator[Problem]:
    settings = (root / "conf.py", root / "livingreview" / "settings.py")
    look = in_configuration if file in settings else KINDS.get(file.suffix)
    if not look or not file.is_file():
        return
    try:
        found = sorted(set(look(file.read_text(encoding="utf-8"))))
    except (UnicodeDecodeError, SyntaxError):
        return  # said by who reads the file for its own sake
    for line, address in found:
        says = f"{address} would be loaded from another host"
        yield Problem(file, line, "", says, "put a copy into docs/_static/ or take it out")


def _tell(app: Sphinx) -> None:
    root = Path(app.confdir)
    tell(found_in(app, "hosts", _files(root), partial(_of, root)), "host")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at the sources at the start of every build: it takes a moment and nothing is missed."""
    app.connect("builder-inited", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
