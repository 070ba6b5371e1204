"""Where the text uses a record: gathered while pages are read, shown on register pages."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from livingreview.text import perpage
from livingreview.text.build import register_of
from livingreview.text.nodes import finding_number, record_link
from livingreview.text.places import around

logger = logging.getLogger(__name__)
Uses = dict[str, list[tuple[str, str, str]]]  # record id to page, section id, section title


def _look(app: Sphinx, doctree: nodes.document) -> Uses:
    here: Uses = {}
    books = register_of(app)
    made = {  # tables of claims are made from the register: no text uses what they name
        id(node)
        for table in doctree.findall(nodes.table)
        if "of-claims" in table["classes"]
        for node in table.findall(record_link)
    }
    for node in doctree.findall(nodes.Element):
        if id(node) in made:
            continue
        if isinstance(node, finding_number):
            records = [books.cell(node["target"]).record]
        elif isinstance(node, record_link):
            records = node.get("records", [node["record"]])
        else:
            records = node.get("records", []) if isinstance(node, nodes.figure) else []
        place = (app.env.docname, *_section(node)) if records else None
        for record in records:
            if place and place not in here.setdefault(record, []):
                here[record].append(place)
    return here


def _section(node: nodes.Node) -> tuple[str, str]:
    """Id and title of the section around a node; both empty where there is none."""
    section = around(node, nodes.section)
    title = section.next_node(nodes.title) if section else None
    return (section["ids"][0], title.astext()) if section and title else ("", "")


def uses_of(env: BuildEnvironment, record: str) -> list[tuple[str, str, str]]:
    """Every place that uses a record: (page, section id, section title), in reading order."""
    every: dict[str, Uses] = perpage.seen(env, "uses")
    order = [doc for doc in env.config.livingreview_chapters if doc in every]
    order += sorted(set(every) - set(order))
    return [place for doc in order for place in every[doc].get(record, [])]


def places_of(env: BuildEnvironment, record: str) -> list[tuple[str, str, str]]:
    """The same for a reader: (words, page, section id).

    Words name the page and its section; those of further sections of one page the section alone.
    """
    found: list[tuple[str, str, str]] = []
    for docname, section, title in uses_of(env, record):
        page = env.titles[docname].astext().split(":")[0]
        whole = page if title in ("", page) else f"{page}, {title}"
        again = bool(found) and found[-1][1] == docname and bool(title)
        found.append((title if again else whole, docname, section))
    return found


def links_of(env: BuildEnvironment, record: str, up: str) -> list[tuple[str, str]]:
    """The same for a page of the site, from which ``up`` leads to its root: (words, address)."""
    return [
        (words, f"{up}{docname}.html" + (f"#{section}" if section else ""))
        for words, docname, section in places_of(env, record)
    ]


def used(env: BuildEnvironment) -> set[str]:
    """The ids of all records that a page or a figure uses."""
    return {name for uses in perpage.seen(env, "uses").values() for name in uses}


def _unused(app: Sphinx, env: BuildEnvironment) -> None:
    """Name the findings with a number that no claim, chapter or figure uses."""
    books = register_of(app)
    named = used(env)
    for claim in books.claims.values():
        named |= set(claim.ids())
    for finding in books.findings.values():
        if finding.id in named or (finding.value is None and finding.table is None):
            continue  # a finding in words backs the sentence that cites its paper
        file, line = books.place[finding.id]
        logger.warning(
            "%s is used by nobody; print it, name it in a claim, or delete it", finding.id,
            location=f"{file}:{line}", type="livingreview", subtype="unused",
        )  # fmt: skip


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at each page when it has been read, and at the book once all have been."""
    perpage.keep(app, "uses", _look)
    app.connect("env-check-consistency", _unused)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
