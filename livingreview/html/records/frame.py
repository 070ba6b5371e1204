"""The page around a record: drawn by the theme once for each kind, filled for each record.

Sphinx makes a page of what it read and of its theme in some 20 ms; a record's page has no source to
read, and all of a kind differ in five places alone. So the theme draws one page whose places are
marked, by the same templates and events as any other page, and records are put into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from markupsafe import escape
from sphinx.application import Sphinx

from livingreview.text import report

_ID, _TITLE, _ABOUT, _TOC, _BODY = (f"recordplace{name}" for name in "vwxyz")
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.S)
_COUNT = re.compile(r'<span class="count">.*?</span>|<[^>]+>', re.S)


@dataclass(frozen=True)
class Filled:
    """What a page of a record says: its id, title and description in words, its text as HTML.

    ``leads_on`` is the page that takes its place.
    """

    id: str
    title: str
    about: str
    body: str
    leads_on: str = ""


def draw(app: Sphinx, kind: str) -> str:
    """The page of a kind, with its places marked."""
    page = f"{kind}/{_ID}"
    context = {"title": _TITLE, "body": _BODY, "meta": {"description": _ABOUT}}
    with TemporaryDirectory() as folder:
        file = Path(folder, "frame.html")
        app.builder.handle_page(  # type: ignore[attr-defined]
            page, context, "page.html", outfilename=file, event_arg=None
        )
        frame = file.read_text(encoding="utf-8")
    return _current(frame, kind)


def is_frame(page: str) -> bool:
    """Whether a page that the theme draws is a frame, and no page to be read."""
    return page.endswith(f"/{_ID}")


def complete(app: Sphinx, context: dict[str, Any], page: str) -> None:
    """Give a frame what only pages with a source have: contents, a way to report an error."""
    app.add_css_file("records.css", priority=900)  # after those of every page
    context["toc"] = _TOC
    context["furo_hide_toc"] = False
    context["report_error"] = report.address(app, "error", f"{page}.html")


def fill(frame: str, one: Filled) -> str:
    """The page of a record."""
    places = {
        _ID: one.id,
        _TITLE: str(escape(one.title)),
        _ABOUT: str(escape(one.about)),
        _TOC: _contents(one.body),
        _BODY: one.body,
    }
    whole = re.sub(r"recordplace[v-z]", lambda place: places[place[0]], frame)
    if one.leads_on:
        refresh = f'<meta http-equiv="refresh" content="0; url={one.leads_on}">\n</head>'
        return whole.replace("</head>", refresh, 1)
    return whole


def _contents(body: str) -> str:
    """What the sections of a page are, for the list beside it."""
    parts = "".join(
        f'<li><a class="reference internal" href="#{name}">{_COUNT.sub("", title).strip()}</a></li>'
        for name, title in _HEADING.findall(body)
    )
    return f'<ul><li><a class="reference internal" href="#">Top</a><ul>{parts}</ul></li></ul>'


def _current(frame: str, kind: str) -> str:
    """The same with the list of its kind marked in the list of pages."""
    link = f'<li class="toctree-l1"><a class="reference internal" href="../register/{kind}.html">'
    marked = link.replace('"toctree-l1"', '"toctree-l1 current current-page"')
    return frame.replace(link, marked, 1)
