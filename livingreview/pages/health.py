"""``{health}``: when links, references and values were last checked, what is open, what was found.

The page is made from the reports of the last run of ``make links``, ``make refs``, ``make verify``
and ``make search`` in the folder ``health/``, from ``refs.bib`` and from the register. A build
without reports says so; it never asks the web.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from livingreview import memo
from livingreview.figures import behind
from livingreview.pages import rereading
from livingreview.references.bibfile import IDENTIFIERS, Reference
from livingreview.register.register import KINDS, Register
from livingreview.register.slots import covered
from livingreview.text.build import on_register, register_of
from livingreview.text.nodes import Placeholder, Row, left, table, text
from livingreview.text.printed import printed, values_of

logger = logging.getLogger(__name__)
Report = dict[str, Any]
REPORTS = ("linkreport.json", "refreport.json", "valuereport.json")
SEARCH = "searchreport.json"


def read(file: Path) -> Report | None:
    """A report; None if there is none or it cannot be read, which the log says."""
    if not file.is_file():
        return None
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        logger.info("%s cannot be read (%s); run the check anew", file, error)
        return None
    return report if isinstance(report, dict) else None


class register_lacks(nodes.General, nodes.Element, Placeholder):
    """Stands for what the register still lacks until every page has been read."""


class CountRecords(SphinxPostTransform):
    """Says how far the register has got, once it is known what the pages use."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for block in left(self.document, register_lacks):
            books = register_of(self.app)
            shown = printed(books, Path(self.app.srcdir))
            block.replace_self(readable(books, shown))


class HealthDirective(SphinxDirective):
    """``{health}``, without arguments."""

    def run(self) -> list[nodes.Node]:
        folder = Path(self.env.app.confdir) / "health"
        out: list[nodes.Node] = []
        unknown: list[str] = []
        for title, name, part in (
            ("Links", REPORTS[0], links),
            ("References", REPORTS[1], references),
            ("Values", REPORTS[2], values),
            ("Search", SEARCH, search),
        ):
            if (report := read(folder / name)) is None:
                unknown.append(title.lower())
            else:
                out.append(_section(title, self._safely(part, report, name)))
        if unknown:
            said = f"No run of these checks is known to this build: {', '.join(unknown)}."
            out.insert(0, text(said))
        works = on_register(self.env).references.values()
        show(self.env)
        out.append(_section("What the reference list still lacks", lacking(works)))
        out.append(_section("What the register still lacks", [register_lacks()]))
        out.append(_section("Second reading", self._second_reading()))
        self.env.metadata[self.env.docname]["register"] = "health"  # written with every use
        return out

    def _second_reading(self) -> Iterator[nodes.Element]:
        books, env = register_of(self.env.app), self.env
        yield from rereading.numbers(books, env.config.livingreview_chapters)
        yield from rereading.findings(books, behind.owing(books, Path(env.srcdir)))
        yield from rereading.judgments(books)

    def _safely(self, part: Any, report: Report, file: str) -> list[nodes.Element]:
        try:
            return list(part(report))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            logger.info("%s is not a report (%r); run the check anew", file, error)
            return [text("The report of the last check could not be read.")]


def links(report: Report) -> Iterator[nodes.Element]:
    """What the last link check found."""
    found = report["links"]
    yield text(f"Last checked on {_day(report['finished'])}: {len(found)} distinct addresses.")
    yield _counts("class", report["counts"])
    open_ = [link for link in found if link["verdict"] in ("fail", "wait")]
    if not open_:
        yield text("No link is open.")
        return
    rows: list[Row] = []
    for link in open_:
        places = sorted({use["citekey"] or use["file"] for use in link["uses"]})
        cells: list[list[nodes.Element]] = [
            [_address(link["url"])],
            [text(f"{link['class']} ({link['why']})" if link["why"] else link["class"])],
            [text(_day(link["last_good"]) if link["last_good"] else "never seen good")],
            [text(", ".join(places))],
        ]
        rows.append(([], cells))
    head = {"address": 40, "found": 22, "last good": 14, "used in": 24}
    yield table(head, rows)


def references(report: Report) -> Iterator[nodes.Element]:
    """What the last check against the registries found."""
    works, run = report["works"], report["run"]
    yield text(f"Last checked on {_day(run['finished'] or run['written'])}: {len(works)} works.")
    yield _counts("outcome", report["summary"])
    rows: list[Row] = []
    for key, work in sorted(works.items()):
        for finding in work["findings"]:
            if finding["level"] in ("error", "warning"):
                cells: list[list[nodes.Element]] = [
                    [text(key)],
                    [text(finding["says"])],
                    [text(finding["first_seen"])],
                ]
                rows.append(([], cells))
    if rows:
        yield table({"work": 28, "found": 56, "since": 16}, rows)
    else:
        yield text("No difference, correction or retraction is open.")


def values(report: Report) -> Iterator[nodes.Element]:
    """How many values stood at their place in the authors' files, and which did not."""
    register, chapters = report["counts"], report["printed"]
    total, stand = sum(map(int, chapters.values())), int(chapters.get("verified", 0))
    yield text(
        f"Last read on {_day(report['finished'])}: of {total} values that the chapters print, "
        f"{stand} stand at their place in the authors' files."
    )
    rows: list[Row] = [
        ([], [[text(state)], [text(f"{int(count)}")], [text(f"{int(chapters.get(state, 0))}")]])
        for state, count in register.items()
    ]
    yield table({"state": 30, "of the register": 20, "printed": 14}, rows)
    open_: list[Row] = [
        ([], [[text(nodes.literal(address, address))], [text(seen["state"])], [text(seen["why"])]])
        for _, record in sorted(report["records"].items())
        for address, seen in record["values"].items()
        if seen["state"] in ("differs", "moved")
    ]
    if open_:
        yield table({"value": 36, "found": 12, "why": 52}, open_)
    else:
        yield text("No value differs, and none has moved.")


def search(report: Report) -> Iterator[nodes.Element]:
    """What the last search by the recorded strings brought, and which runs are not whole."""
    summary = report["summary"]
    yield text(
        f"Last sent on {_day(report['run']['finished'])}: {int(summary['works'])} works came, "
        f"{int(summary['known'])} of them known and {int(summary['to_screen'])} to be screened."
    )
    rows: list[Row] = [
        ([], [[text(one["id"])], [text(one["failed"])]])
        for one in report["runs"]
        if one.get("failed")
    ]
    if rows:
        yield table({"run": 40, "why it failed": 60}, rows)
    else:
        yield text(f"All {int(summary['runs'])} runs are whole.")


def lacking(works: Iterable[Reference]) -> list[nodes.Element]:
    """What a person or ``make refs`` can still add to the reference list itself."""
    works = list(works)
    cut = [one.short for one in works if not one.complete]
    single = [
        one.key
        for one in works
        if sum(bool(one.fields.get(name)) for name in (*IDENTIFIERS, "preprint")) == 1
    ]
    pages = [one for one in works if not any(one.fields.get(name) for name in IDENTIFIERS)]
    bare = [one.short for one in pages if not one.fields.get("archived")]
    return [
        text(f"Of {len(works)} works:"),
        _list(
            (f"{len(cut)} have an author list that nobody saw whole", cut),
            (f"{len(single)} have one identifier and no second from another registry", []),
            (f"{len(bare)} of {len(pages)} plain web pages have no archived copy", bare),
        ),
    ]


def readable(books: Register, shown: set[str]) -> list[nodes.Element]:
    """How many values have a place that a program can read; ``shown`` are those that pages print.

    Values alone count: not every source has a file.
    """
    records = [record for kind in KINDS for record in getattr(books, kind).values()]
    every = {address for some in values_of(books).values() for address in some}
    known = {
        slot.address
        for record in records
        for read in (record.source.read if record.source else ())
        for slot in covered(record, read)
    }
    return [
        _list(
            (f"{len(known)} of {len(every)} values have a place that a program reads", []),
            (f"{len(known & shown)} of {len(shown)} that the chapters print have one", []),
        )
    ]


def _list(*lines: tuple[str, list[str]]) -> nodes.bullet_list:
    items = nodes.bullet_list(bullet="-")
    for words, works in lines:
        item = nodes.list_item()
        item += text(f"{words}: {'; '.join(works)}." if works else f"{words}.")
        items += item
    return items


def _counts(what: str, counts: dict[str, int]) -> nodes.table:
    known = Counter({name: int(count) for name, count in counts.items() if int(count)})
    rows: list[Row] = [([], [[text(name)], [text(f"{known[name]}")]]) for name in known]
    return table({what: 30, "number": 15}, rows)


def _address(url: str) -> nodes.paragraph:
    return text(nodes.reference("", url, refuri=url, internal=False))


def _day(moment: str) -> str:
    return str(moment)[:10]


def _section(title: str, content: Iterable[nodes.Element]) -> nodes.section:
    section = nodes.section(ids=[nodes.make_id(f"health-{title}")], names=[])
    section += nodes.title(title, title)
    section += list(content)
    return section


def show(env: BuildEnvironment) -> None:
    """Let the page that is being read be read again when a report comes, goes or changes."""
    env.metadata[env.docname]["reports"] = True


def _outdated(app: Sphinx, env: BuildEnvironment, *_: Set[str]) -> list[str]:
    """The pages that show reports, if these are others than at the last build."""
    folder = Path(app.confdir) / "health"
    stamp = memo.digest([folder / name for name in (*REPORTS, SEARCH)])
    before, env.livingreview_reports = getattr(env, "livingreview_reports", ""), stamp  # type: ignore[attr-defined]
    return [name for name, meta in env.metadata.items() if "reports" in meta and stamp != before]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_node(register_lacks)
    app.add_directive("health", HealthDirective)
    app.add_post_transform(CountRecords)
    app.connect("env-get-outdated", _outdated)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
