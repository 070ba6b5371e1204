"""What is wrong with the sentences of claims: a number of no finding, mark-up that is printed.

A claim is shown on its chapter, in every output, and taken along as plain text; its sentence and
its ``counter`` hold no roles and no mark-up. Neither do other words of records that are printed:
why a finding bears on a claim, what a model or a data set is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from livingreview.problems import Problem
from livingreview.register.fields import Quantity
from livingreview.register.register import Register
from livingreview.register.schema import Benchmark, DataSet, Model
from livingreview.text.build import register_of
from livingreview.text.places import exact_line
from livingreview.text.recorded import about, unrecorded
from livingreview.text.settled import found_once
from livingreview.text.tell import tell

_MARKUP = re.compile(
    r"`[^`]*`?|\{[\w:]+\}|</?[A-Za-z][^<>]*>|<!--|\\[A-Za-z]+|&(?:#?\w+);|~~|\[@|\[[^\[\]]+\]\("
    r"|\$(?=\S)[^$]*[^\s$]\$(?!\d)"
    r"|(?<![\w*])\*{1,3}(?=[^\s*])[^*]*[^\s*]\*{1,3}(?!\w)|(?<!\w)_{1,2}(?=[^\s_])[^_]*_{1,2}(?!\w)"
)


def problems(books: Register) -> Iterator[Problem]:
    """Faults in the sentences of claims, findings and replies, each at the line of its field."""
    for claim in books.claims.values():
        records = about(books, claim.id)
        for field, text in (("says", claim.says), ("counter", claim.counter)):
            for number in unrecorded(text, books, records):
                file, line = _place(books, claim.id, field, number.split()[0])
                yield Problem(
                    file, line, claim.id,
                    f"{field} holds {number}, which is no value of its findings",
                    "name the finding that has it, or mend the number",
                )  # fmt: skip
    for record, field, text in _printed(books):
        yield from _marked_up(books, record, field, text)


def _printed(books: Register) -> Iterator[tuple[str, str, str]]:
    """Record, field and words of every text that is printed as it stands."""
    for claim in books.claims.values():
        yield claim.id, "says", claim.says
        yield claim.id, "counter", claim.counter
        yield from ((claim.id, "parts", part) for part in claim.parts.values())
        for _, link in claim.links():
            yield claim.id, "because", link.because or ""
        yield claim.id, "bias", claim.bias.because if claim.bias else ""
    yield from ((name, "says", one.says) for name, one in books.findings.items())
    yield from ((name, "says", one.says) for name, one in books.replies.items())
    for kind in (books.models, books.datasets, books.benchmarks):
        for entry in kind.values():
            yield entry.id, "name", entry.name
            yield from ((entry.id, field, text) for field, text in _of_entry(entry))


def _of_entry(entry: Model | DataSet | Benchmark) -> Iterator[tuple[str, str]]:
    """The fields of an entry that hold words in the place of a number."""
    values = {name: getattr(entry, name) for name in type(entry).model_fields} | entry.more
    for name, part in values.items():
        if isinstance(part, Quantity) and isinstance(part.value, str):
            yield name, part.value


def _marked_up(books: Register, record: str, field: str, text: str) -> Iterator[Problem]:
    if match := _MARKUP.search(text):
        file, line = _place(books, record, field, match[0].split()[0])
        found = f"{field} holds the mark-up {match[0]}, which is printed as it stands"
        yield Problem(file, line, record, found, "write plain words, as in E. coli or r²")


def _place(books: Register, record: str, field: str, words: str) -> tuple[Path, int]:
    """The file, and the line of the words in this field of a record."""
    file, start = books.place[record]
    lines = file.read_text(encoding="utf-8").splitlines()
    named = re.compile(rf"\s*(?:-\s+)?{field}:")
    below = range(start, len(lines) + 1)
    line = next((number for number in below if named.match(lines[number - 1])), start)
    return file, exact_line(str(file), line, words)


def _tell(app: Sphinx) -> None:
    tell(found_once(app, "sentences", lambda: problems(register_of(app))), "sentence")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at the claims at the start of every build: nothing that was missed is forgotten."""
    app.connect("builder-inited", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
