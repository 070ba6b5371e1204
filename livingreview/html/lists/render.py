"""The text of a list of records, from what ``pages.listed`` says of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from livingreview.html.records.render import FOLDER as PARTS
from livingreview.html.records.render import environment
from livingreview.pages.described.claims import Answer
from livingreview.pages.described.findings import Ref
from livingreview.pages.landing import Landing
from livingreview.pages.listed import Listing
from livingreview.register.register import Register
from livingreview.register.words import HOW
from livingreview.text import replies, templates

FOLDER = Path(__file__).parent / "templates"
#: The kinds of records that have a list, each with what its records are called together.
NOUNS = {
    "claims": "claims",
    "findings": "findings",
    "models": "models",
    "benchmarks": "benchmarks",
    "datasets": "data sets",
    "papers": "works",
}
_USED = re.compile("\x02(.*?)\x03")  # stands for where the text uses a record

Link = tuple[str, str]  # words, address


@dataclass(frozen=True)
class Around:
    """What a list says that is not of the register, and where it stands.

    ``up`` leads from its page to the root of the site; ``home`` is its page, as seen from there;
    ``pages`` are those of the book: to a page that it lacks no link leads. ``titles`` are the words
    for its groups, in order; ``compare`` is the page that compares models, empty where there is
    none; ``reports`` gives the links that report a record.
    """

    up: str
    home: str
    places: Landing
    pages: Collection[str]
    titles: dict[str, str]
    compare: str
    reports: Callable[..., list[Link]]


def body(books: Register, listing: Listing, around: Around) -> str:
    """A list whose places for uses are marked: ``with_uses`` fills them."""

    def address(kind: str, name: str) -> str:
        uri = around.places.of(kind, name)
        page = uri.partition("#")[0]
        here = page == around.home
        if kind not in around.places.own and not here and page[:-5] not in around.pages:
            return ""
        return uri[len(around.home) :] if here else around.up + uri

    given = {
        "address": address,
        "kind": listing.kind,
        "up": around.up,
        "second_hand": HOW["secondary"],
        "page_of": lambda kind, name: address(kind, name) if kind in around.places.own else "",
        "used_in": lambda name: Markup(f"\x02{escape(name)}\x03"),
        "asked": lambda name: books.findings[name].task,
        "compare_with": lambda name: f"{around.up}{around.compare}?{name}" * bool(around.compare),
        "reports": around.reports,
        "replies": partial(_replies, books),
    }
    groups = [
        {"title": around.titles.get(one.title, one.title), "anchor": _anchor(listing, one.title),
         "rows": one.rows}
        for one in sorted(listing.groups, key=partial(_place, list(around.titles)))
    ]  # fmt: skip
    menus = {"noun": NOUNS[listing.kind], "menus": list(listing.menus.items())}
    return (
        _environment()
        .get_template("rows.html")
        .render(given, groups=groups, menus=Markup(templates.in_script(menus)))
    )


@cache
def _environment() -> Environment:
    """The templates of all lists; what a list is given says where its records are."""
    made = environment(FOLDER, PARTS)
    made.filters |= {
        "uri": _uri,
        "finding_uri": _finding_uri,
        "places": lambda chosen: " ".join(",".join(map(str, one)) or "-" for one in chosen),
    }
    return made


@pass_context
def _uri(given: Context, one: Ref) -> str:
    return str(given["address"](one.kind, one.id))


@pass_context
def _finding_uri(given: Context, name: str) -> str:
    return str(given["address"]("findings", name.partition("/")[0]))


def _place(order: list[str], group: object) -> int:
    title = getattr(group, "title", "")
    return order.index(title) if title in order else len(order)


def _anchor(listing: Listing, title: str) -> str:
    """The anchor of a group; no record has it, for those have no dot."""
    return f"{listing.kind}.{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}"


def _replies(books: Register, name: str) -> list[Answer]:
    return [
        Answer(replies.whose(books, one), str(one.date), one.says, one.url, replies.outcome(one))
        for one in books.replies_to(name)
    ]


def with_uses(body: str, used: Callable[[str], Iterable[Link]]) -> str:
    """The list with links to where the text uses each record."""

    def links(place: re.Match[str]) -> str:
        made = (f'<a class="reference internal" href="{escape(uri)}">{escape(words)}</a>'
                for words, uri in used(place[1]))  # fmt: skip
        return "; ".join(made) or "not in the text"

    return _USED.sub(links, body)


_ROW = re.compile(r'<tr id="([^"]+)".*?</tr>\n', re.S)
_CELL = re.compile(r'<td data-col="[^"]*">(.*?)</td>(?=<td |</tr>)', re.S)
_TAG = re.compile(r"<[^>]+>|¶")


def twin(body: str, kind: str) -> str:
    """The list in Markdown: a line for each record, which leads to its JSON.

    What its fold holds stands there.
    """
    lines = []
    for part in re.split(r"(?=<h2 )", body):
        if head := re.match(r"<h2 [^>]*>(.*?) <span", part):
            lines.append(f"\n## {Markup(head[1]).unescape()}\n")
        for row in _ROW.finditer(part):
            cells = [_words(cell) for cell in _CELL.findall(row[0])[:4]]
            first = cells[0].replace("[", "\\[").replace("]", "\\]")
            rest = "; ".join(filter(None, cells[1:]))
            lines.append(f"- [{first}](../evidence/{kind}/{row[1]}.json): {rest}")
    return "\n".join(lines).strip()


def _words(cell: str) -> str:
    """What a cell says, its paragraphs apart."""
    parts = (_TAG.sub("", part) for part in re.split(r"</p>|</li>", cell))
    told = ["".join(Markup(part).unescape().split("\x02")[:1]) for part in parts]
    return "; ".join(" ".join(part.split()) for part in told if part.strip())
