"""The register as JSON, CSV and JSON Schema, at addresses that do not change.

``evidence/<kind>.json`` and ``.csv`` for claims, findings, models, benchmarks, data sets and
papers, and for each file of its own, from ``decisions`` to ``quality``; ``evidence/readings.json``
and ``.csv``, one row a number that was read;
``evidence/vocabulary.json``; ``evidence/schema/*.json``. Each file names version, date, commit and
license of the book. ``evidence/<kind>/<id>.json`` is one record, also by an id of old;
``evidence/datapackage.json`` describes the tables of ``package``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pydantic_core import to_json
from sphinx.application import Sphinx

from livingreview.files import write_changed
from livingreview.metadata import Book
from livingreview.pages import bubblemap, package
from livingreview.pages.landing import Landing, landing
from livingreview.pages.parts import SCHEMAS as PARTS
from livingreview.pages.parts import parts
from livingreview.register import makers, schema, votes
from livingreview.register.claim import RELATIONS, Claim
from livingreview.register.fields import Record
from livingreview.register.finding import GRIDS, Finding
from livingreview.register.readings import Readings
from livingreview.register.register import KINDS, Register
from livingreview.register.sides import outcome
from livingreview.register.spdx import expression
from livingreview.register.vocabulary import Task, Vocabulary
from livingreview.text.build import base_of, book_of, register_of
from livingreview.text.perpage import seen
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
# What the file of claims means as linked data. A name that is not here has no meaning elsewhere.
CONTEXT = {
    "@version": 1.1,
    "schema": "http://schema.org/",  # as in the pages, whose context is schema.org's own
    "cito": CITO,
    "Claim": "schema:Claim",
    "Dataset": "schema:Dataset",
    # What the file says of itself: it is the data set whose page shows the claims.
    "about": "@nest",
    "version": "schema:version",
    "date": "schema:datePublished",
    "license": {"@id": "schema:license", "@type": "@id"},
    "contributors": "schema:contributor",
    "isPartOf": {"@id": "schema:isPartOf", "@type": "@id"},
    "claims": "schema:hasPart",
    "says": "schema:text",
    "chapter": {"@id": "schema:isPartOf", "@type": "@id"},
    "reviewed": "schema:dateModified",
    "supports": {"@reverse": "cito:supports", "@type": "@id"},
    "disputes": {"@reverse": "cito:disputes", "@type": "@id"},
    "qualifies": {"@reverse": "cito:qualifies", "@type": "@id"},
}


_ADDRESS = {"type": "string", "format": "uri-reference"}
_IDS = {"type": "array", "items": {"type": "string"}}


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
    if kind == "tasks":
        yield from map(_task, books.vocabulary.tasks)
        return
    for name, record in getattr(books, kind).items():
        data = record.model_dump(mode="json", by_alias=True, exclude_none=True)
        _add_spdx(data)
        if kind == "findings":
            data["independent"] = books.independent(name)
            data["review"] = books.review(name)
            if replies := books.replies_to(name):
                data["replies"] = _plain(replies)
            if record.sides:
                data["gain"] = makers.gain(books, record)
                data["won"] = asdict(won) if (won := outcome(record)) else "unknown"
        yield data | {"citekey": books.paper_of[name]}


def _task(task: Task) -> dict[str, Any]:
    return task.model_dump(mode="json", exclude_none=True)


def _add_spdx(data: dict[str, Any]) -> None:
    """Say each license as a program reads it, too."""
    for name in ("code", "weights"):
        if isinstance(place := data.get(name), dict):
            place["spdx"] = expression(place["license"])
    if isinstance(words := data.get("license"), dict) and isinstance(words["value"], str):
        words["spdx"] = expression(words["value"])


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
            **claim.model_dump(mode="json", by_alias=True),
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


def as_csv(book: Book, rows: Iterable[dict[str, Any]]) -> str:
    """Rows as CSV; the last columns name the book's version, date, commit and license."""
    stamp = {key: about(book)[key] for key in ("version", "date", "commit", "license")}
    stamp = {f"book_{key}": value for key, value in stamp.items()}
    fields: dict[str, int] = {}
    table = []  # of values alone: a row for each value of the register with all its names is large
    for row in rows:
        cells: list[Any] = [None] * len(fields)
        for name, value in row.items():
            at = fields.setdefault(name, len(fields))
            cells[at : at + 1] = [value]
        table.append(cells)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*fields, *stamp])
    last = list(stamp.values())
    writer.writerows(cells + [None] * (len(fields) - len(cells)) + last for cells in table)
    return out.getvalue()


def files(
    books: Register, book: Book, base: str, places: Landing, app: Sphinx
) -> Iterator[tuple[str, str]]:
    """Name (below ``evidence/``) and text of every file."""
    for kind in (*KINDS, "papers", "claims"):
        listed = list(claims(books, base)) if kind == "claims" else list(records(books, kind))
        for record in listed:
            name = record.get("id") or record["citekey"]
            record["url"] = f"{base}{places.of(kind, name)}"
            record["uses"] = [
                f"{base}{doc}.html" + (f"#{section}" if section else "")
                for doc, section, _ in uses_of(app.env, name)
            ]
            yield single(book, kind, name, record)
        document: dict[str, Any] = {"about": about(book), kind: listed}
        if kind == "claims":
            place = {"@id": f"{base}register/claims.html", "@type": "Dataset"}
            whole = {"isPartOf": f"{base}index.html"}
            document = {"@context": CONTEXT, **place, **whole, **document}
        yield f"{kind}.json", dumps(document)
        told = (
            row
            for record in listed
            for row in (finding_rows(dict(record)) if kind == "findings" else [flat(record)])
        )
        yield f"{kind}.csv", as_csv(book, told)
    for record in records(books, "tasks"):
        record["url"] = f"{base}{places.of('tasks', record['id'])}"
        yield single(book, "tasks", record["id"], record)
    yield "map.json", dumps({"about": about(book), "map": bubblemap.data(books)})
    yield from successors(books, book, base, places)
    yield "datapackage.json", dumps(package.descriptor(book, base_of(app)))
    yield from package.tables(books)
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
    yield from schemas()


#: The classes of which the records of a kind are, and what the build adds to each.
ONE: dict[str, tuple[type[Record], dict[str, Any]]] = {
    "findings": (Finding, {
        "independent": {"type": "boolean"}, "review": {"type": "string"},
        "gain": {"enum": ["yes", "no", "against", "unknown"]},
        "won": {"type": ["object", "string"]}, "replies": {"type": "array"},
    }),
    "models": (schema.Model, {}),
    "benchmarks": (schema.Benchmark, {}),
    "datasets": (schema.DataSet, {}),
    "papers": (schema.Paper, dict.fromkeys(KINDS, _IDS)),
    "claims": (Claim, {
        "@context": {"type": "object"}, "@type": {"const": "Claim"}, "@id": _ADDRESS,
        "chapter": _ADDRESS, "certainty": {"type": ["string", "null"]},
        "grade": {"type": "object"}, "replies": {"type": "array"},
        "findings": {"type": "object", "additionalProperties": _IDS},
        "links": {"type": "object", "additionalProperties": {"type": "array"}},
        **{relation: {"type": "array", "items": _ADDRESS} for relation in RELATIONS},
    }),
    "tasks": (Task, {}),
}  # fmt: skip


def one_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one record as it is published: its form, and what the build adds."""
    model, added = ONE[kind]
    made = model.model_json_schema(mode="serialization")
    asked = model.model_json_schema(mode="validation")
    parts = [(made, asked)]
    parts += [(part, asked["$defs"].get(name, {})) for name, part in made.get("$defs", {}).items()]
    for part, source in parts:
        if "properties" in part:  # what is empty is left out, so only what a source owes is owed
            part["required"] = source.get("required", [])
    spdx = {"spdx": {"type": "string"}}
    for name in ("Place", "Quantity"):
        if name in made.get("$defs", {}):
            made["$defs"][name]["properties"] |= spdx
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    made["properties"] |= {
        "$schema": {"type": "string"}, "about": {"type": "object"}, "url": _ADDRESS,
        "uses": {"type": "array", "items": _ADDRESS}, **added,
    }  # fmt: skip
    if kind not in ("papers", "tasks"):
        made["properties"]["citekey"] = {"type": "string"}
    return head | made


@lru_cache(maxsize=1)
def schemas() -> tuple[tuple[str, str], ...]:
    """Name and text of each JSON Schema: they follow from the code, whatever the book holds."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    of_files = {name: head | model.model_json_schema() for name, model in SCHEMAS.items()}
    of_records = {f"one-{kind}": one_schema(kind) for kind in ONE}
    return tuple(
        (f"schema/{name}.json", dumps(made)) for name, made in (of_files | of_records).items()
    )


def single(book: Book, kind: str, name: str, record: dict[str, Any]) -> tuple[str, str]:
    """One record as a file of its own; a claim is linked data there, too."""
    head = {"@context": CONTEXT} if kind == "claims" else {}
    schema_of = {"$schema": f"../schema/one-{kind}.json"}
    whole = {**head, **schema_of, "about": about(book), **_deeper(record)}
    return f"{kind}/{name}.json", dumps(whole)


def _deeper(value: Any) -> Any:
    """A record in a folder below, from where relative addresses lead one step further up."""
    if isinstance(value, dict):
        return {name: _deeper(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_deeper(one) for one in value]
    return f"../{value}" if isinstance(value, str) and value.startswith("../") else value


def successors(
    books: Register, book: Book, base: str, places: Landing
) -> Iterator[tuple[str, str]]:
    """Under each id that was retired, what took its place."""
    for old, new in books.retired.items():
        kind = books.kind_of(new.partition("/")[0])
        if "/" not in old and kind:
            name = new.partition("/")[0]
            found = {
                "id": old, "retired": True, "replaced_by": new,
                "record": f"{name}.json", "url": f"{base}{places.of(kind, name)}",
            }  # fmt: skip
            yield f"{kind}/{old}.json", dumps({"about": about(book), **_deeper(found)})


def dumps(document: dict[str, Any]) -> str:
    """JSON that reads well and ends in a newline."""
    return to_json(document, indent=1).decode() + "\n"


def _write(app: Sphinx) -> None:
    site = Path(app.outdir)
    base = base_of(app) or "../"  # as seen from the folder of the files
    written = set()
    for name, content in files(register_of(app), book_of(app), base, landing(app), app):
        write_changed(site / "evidence" / name, content)
        written.add(site / "evidence" / name)
    for file in (site / "evidence").rglob("*.*"):
        if file.is_file() and file not in written:  # of a record that is no more
            file.unlink()


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html":
        once(app, "evidence", partial(_write, app), sorted(seen(app.env, "uses").items()))


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the files when the site is built."""
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
