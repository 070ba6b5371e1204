"""The Data Package of the register: ``evidence/datapackage.json`` and the sheets it describes.

Form: Data Package and Table Schema, version 2 (datapackage.org). The sheets lie in
``evidence/tables/``; keys and references between them are said, so that a program can join them
and a test can tell a reference to nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from livingreview.metadata import Book
from livingreview.pages.sheets import SHEETS, Row, Sheet
from livingreview.register.register import Register

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
FOLDER = "tables"


def descriptor(book: Book, address: str) -> dict[str, Any]:
    """The package as ``datapackage.json`` says it; ``address`` of the site may be empty."""
    made = {
        "$schema": PROFILE,
        "name": "evidence-register",
        "id": book.identifier,
        "title": f"Register of evidence: {book.title}",
        "description": book.abstract,
        "version": book.version,
        "homepage": address,
        "licenses": [
            {"name": name, "path": book.license_address, "title": book.license_name}
            for name in book.licenses[:1]
        ],
        "contributors": [{"title": author.full, "roles": ["author"]} for author in book.authors],
        "keywords": list(book.keywords),
        "resources": [_resource(sheet) for sheet in SHEETS],
    }
    return {name: value for name, value in made.items() if value}


def _resource(sheet: Sheet) -> dict[str, Any]:
    fields = [
        {
            "name": name, "type": column.type, "description": column.says,
            **({"constraints": {"required": True}} if column.required else {}),
        }
        for name, column in sheet.columns.items()
    ]  # fmt: skip
    schema: dict[str, Any] = {"fields": fields, "primaryKey": list(sheet.key)}
    if sheet.refers:
        schema["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": other, "fields": [key]}}
            for name, (other, key) in sheet.refers.items()
        ]
    return {
        "name": sheet.name, "type": "table", "path": f"{FOLDER}/{sheet.name}.csv",
        "title": sheet.title, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "schema": schema,
    }  # fmt: skip


def tables(books: Register) -> Iterator[tuple[str, str]]:
    """Name, below ``evidence/``, and text of each sheet."""
    for sheet in SHEETS:
        out = io.StringIO()
        writer = csv.DictWriter(out, list(sheet.columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(_plain, sheet.rows(books)))
        yield f"{FOLDER}/{sheet.name}.csv", out.getvalue()


def _plain(row: Row) -> Row:
    """What is not known is empty; truth is said in small letters."""
    shown = {True: "true", False: "false"}
    return {
        name: shown[value] if isinstance(value, bool) else "" if value is None else value
        for name, value in row.items()
    }
