"""The register as JSON, CSV and JSON Schema, at addresses that do not change.

``evidence/<kind>.json`` and ``.csv`` for claims, findings, models, benchmarks, data sets and
papers, and for each file of its own, from ``decisions`` to ``quality``; ``evidence/readings.json``
and ``.csv``, one row a number that was read;
``evidence/vocabulary.json``; ``evidence/schema/*.json``. Each file names version, date, commit and
license of the book.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from livingreview.files import write
from livingreview.metadata import Book
from livingreview.pages.parts import SCHEMAS as PARTS
from livingreview.pages.parts import parts
from livingreview.register import makers, schema, votes
from livingreview.register.claim import RELATIONS, Claim
from livingreview.register.fields import Record
from livingreview.register.finding import GRIDS
from livingreview.register.readings import Readings
from livingreview.register.register import KINDS, Register
from livingreview.register.sides import outcome
from livingreview.register.vocabulary import Vocabulary
from livingreview.text.build import base_of, book_of, register_of
from livingreview.text.settled import once
from livingreview.text.uses import uses_of

CITO = "http://purl.org/spar/cito/"
SCHEMAS: dict[str, type[Record]] = {
    "paper": schema.Paper,
    "claim": Claim,
    "vocabulary": Vocabulary,
    "readings": Readings,
    **PARTS,
}
CONTEXT = {
    "@vocab": "https://schema.org/",
    "cito": CITO,
    "supports": {"@reverse": "cito:supports", "@type": "@id"},
    "disputes": {"@reverse": "cito:disputes", "@type": "@id"},
    "qualifies": {"@reverse": "cito:qualifies", "@type": "@id"},
    "id": None,
    "says": "text",
    "chapter": "isPartOf",
    "reviewed": "dateModified",
    "findings": None,
    "uses": None,
    "certainty": None,
    "grade": None,
    "counter": None,
    "replies": None,
}


def about(book: Book) -> dict[str, Any]:
    """What every file says of itself."""
    return {
        "book": book.full_title,
        "version": book.version,
        "date": book.date,
        "commit": book.commit,
        "license": book.license_address,
        "contributors": [author.full for author in book.authors],
    }


def records(books: Register, kind: str) -> Iterator[dict[str, Any]]:
    """Every record of a kind as JSON-ready values; findings and entries name their paper."""
    if kind == "papers":
        for paper in books.papers.values():
            data = paper.model_dump(mode="json", by_alias=True, exclude_none=True)
            for inner in KINDS:
                data[inner] = [record.id for record in getattr(paper, inner)]
            yield data
        return
    for name, record in getattr(books, kind).items():
        data = record.model_dump(mode="json", by_alias=True, exclude_none=True)
        if kind == "findings":
            data["independent"] = books.independent(name)
            data["review"] = books.review(name)
            if replies := books.replies_to(name):
                data["replies"] = _plain(replies)
            if record.sides:
                data["gain"] = makers.gain(books, record)
                data["won"] = asdict(won) if (won := outcome(record)) else "unknown"
        yield data | {"citekey": books.paper_of[name]}


def _plain(listed: Iterable[Record]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json", exclude_none=True) for one in listed]


def claims(books: Register, base: str) -> Iterator[dict[str, Any]]:
    """Every claim as a schema.org ``Claim`` whose findings bear the CiTO relations.

    ``base`` is the address of the site: absolute, or as seen from the folder of the files.
    """
    for name, claim in books.claims.items():
        grade = votes.grade(books, name)
        data: dict[str, Any] = {
            "@type": "Claim",
            "@id": f"{base}register/claims.html#{name}",
            **claim.model_dump(mode="json"),
            "chapter": f"{base}{books.chapter_of[name]}.html",
            "certainty": grade.certainty,
            "grade": asdict(grade),
        }
        data["replies"] = _plain(books.replies_to(name))
        data["findings"] = {relation: claim.ids(relation) for relation in RELATIONS}
        data["links"] = {relation: data[relation] for relation in RELATIONS}
        for relation in RELATIONS:
            data[relation] = [
                f"{base}register/findings.html#{finding}" for finding in claim.ids(relation)
            ]
        yield data


def flat(record: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """A record as one row: nested keys joined by dots, lists of plain values by spaces."""
    row: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            row |= flat(value, name + ".")
        elif isinstance(value, list) and all(isinstance(x, (str, int, float)) for x in value):
            row[name] = " ".join(map(str, value))
        elif isinstance(value, list):
            row[name] = json.dumps(value, ensure_ascii=False)
        else:
            row[name] = value
    return row


def finding_rows(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A finding as rows, one a value: ``address`` is what ``{finding}`` takes."""
    grid = record.pop("table", None)
    if not grid:
        yield {"address": record["id"], **flat(record)}
        return
    units = grid.get("units") or [record.get("unit")] * len(grid["columns"])
    for name, cells in grid["rows"].items():
        for place, (column, unit, cell) in enumerate(
            zip(grid["columns"], units, cells, strict=True)
        ):
            if cell is not None:
                address = f"{record['id']}/{name}/{column}"
                beside = {one: grid[one][name][place] for one in GRIDS if one in grid}
                values = {"value": cell, "unit": unit, **beside}
                yield {"address": address, **flat(record | values)}


def as_csv(book: Book, rows: list[dict[str, Any]]) -> str:
    """Rows as CSV; the last columns name the book's version, date, commit and license."""
    stamp = {key: about(book)[key] for key in ("version", "date", "commit", "license")}
    stamp = {f"book_{key}": value for key, value in stamp.items()}
    fields = list(dict.fromkeys(key for row in rows for key in row)) + list(stamp)
    out = io.StringIO()
    writer = csv.DictWriter(out, fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | stamp for row in rows)
    return out.getvalue()


def files(books: Register, book: Book, base: str, app: Sphinx) -> Iterator[tuple[str, str]]:
    """Name (below ``evidence/``) and text of every file."""
    for kind in (*KINDS, "papers", "claims"):
        listed = list(claims(books, base)) if kind == "claims" else list(records(books, kind))
        for record in listed:
            name = record.get("id") or record["citekey"]
            record["uses"] = [
                f"{base}{doc}.html" + (f"#{section}" if section else "")
                for doc, section, _ in uses_of(app.env, name)
            ]
        document: dict[str, Any] = {"about": about(book), kind: listed}
        if kind == "claims":
            document = {"@context": CONTEXT | {kind: "@graph", "about": None}, **document}
        yield f"{kind}.json", dumps(document)
        rows = [
            row
            for record in listed
            for row in (finding_rows(dict(record)) if kind == "findings" else [flat(record)])
        ]
        yield f"{kind}.csv", as_csv(book, rows)
    readings = [one.model_dump(mode="json", exclude_none=True) for one in books.readings.values()]
    yield "readings.json", dumps({"about": about(book), "readings": readings})
    of_numbers = [
        {**number, **{key: one[key] for key in ("date", "who", "version")}}
        for one in readings
        for number in one["numbers"]
    ]
    yield "readings.csv", as_csv(book, of_numbers)
    words = books.vocabulary.model_dump(mode="json", exclude_none=True)
    yield "vocabulary.json", dumps({"about": about(book), **words})
    for name, document, rows in parts(books):
        yield f"{name}.json", dumps({"about": about(book), **document})
        yield f"{name}.csv", as_csv(book, [flat(row) for row in rows])
    for name, model in SCHEMAS.items():
        document = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        yield f"schema/{name}.json", dumps(document | model.model_json_schema())


def dumps(document: dict[str, Any]) -> str:
    """JSON that reads well and ends in a newline."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _write(app: Sphinx) -> None:
    folder = Path(app.outdir) / "evidence"
    (folder / "schema").mkdir(parents=True, exist_ok=True)
    books = register_of(app)
    book = book_of(app)
    base = base_of(app) or "../"  # as seen from the folder of the files
    for name, content in files(books, book, base, app):
        write(folder / name, content)


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html":
        once(app, "evidence", partial(_write, app))


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the files when the site is built."""
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
