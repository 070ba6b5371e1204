"""Records of the tiny book with one part changed at random, and checks of its values.

Whatever stands there, each fault is one line in words, and what is accepted can be graded and
downloaded.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOTS, NewBook
from hostile import text
from hypothesis import example, given
from hypothesis import strategies as st

from livingreview import metadata, yamlfile
from livingreview.pages import downloads
from livingreview.problems import Problem
from livingreview.references import bibfile
from livingreview.references.bibfile import Reference
from livingreview.register import comparing, loading, onefile, votes
from livingreview.register.register import KINDS, Register

CHAPTERS = ["alpha", "beta"]
EVIDENCE = ROOTS / "review/evidence"
SOURCES = sorted(EVIDENCE.rglob("*.yaml"))
#: What the library that validates would say, and no contributor understands.
FOREIGN = ("pydantic", "validation", "Value error", "datetime", "Traceback", "NoneType")
Place = tuple[str | int, ...]


def places(value: object, path: Place = ()) -> Iterator[Place]:
    """Every place of a file, the whole left out."""
    parts: Any = value.items() if isinstance(value, dict) else ()
    for name, part in enumerate(value) if isinstance(value, list) else parts:
        yield (*path, name)
        yield from places(part, (*path, name))


DATA = {file.relative_to(EVIDENCE).as_posix(): yamlfile.read(file)[0] for file in SOURCES}
DATA |= {file.name: yamlfile.read(file)[0] for file in sorted((ROOTS / "files").glob("*.yaml"))}
PLACES = [(name, path) for name, value in DATA.items() for path in places(value)]
WORDS = (
    "unknown", "not applicable", "none", "others", "tiny-net", "linking-auprc", "third-look",
    "linking-auprc/model", "depth-matters", "ames2023tiny", "a/b", "*", "a;b", "; ", "mean mean",
    "Pearson r", "expression", "locus", "2020", "10.1000/x", "https://example.org/", " x ", "`",
    "{finding}`0.61 <linking-auprc/model/near>`", "all linking-auprc/*/near > 1", "a\nb", "(\\d+",
    "ratio(linking-auprc/*/near, 0) > 1", "0.5%", "in all four", "1e400", "²", "x" * 300,
)  # fmt: skip
SCALARS = (
    st.sampled_from(WORDS)
    | text
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.sampled_from((None, True, 10**29, 10**40, 2062, date(2025, 1, 1), date(2062, 1, 1)))
)
KEYS = st.sampled_from(("id", "says", "value", "finding", "because", "rows", "at", "unit", "how"))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | text, inner, max_size=3),
    max_leaves=4,
)


@dataclass
class Tiny:
    """The tiny book with every file that a register may have."""

    root: Path
    works: dict[str, Reference] = field(repr=False)
    books: Register = field(default_factory=Register, repr=False)

    def load(self) -> tuple[Register, list[Problem]]:
        return loading.load(self.root / "evidence", self.works, CHAPTERS)


@pytest.fixture(scope="module")
def tiny(new_book: NewBook) -> Tiny:
    """A copy that each case changes, and mends again."""
    book = new_book()
    for file in (ROOTS / "files").glob("*.yaml"):
        shutil.copy(file, book.root / "evidence" / file.name)
    found = Tiny(book.root, bibfile.read(book.root / "refs.bib")[0])
    found.books, problems = found.load()
    assert problems == []
    return found


def changed(value: Any, path: Place, how: str, new: object) -> Any:
    """The value of a file with something else at a place of it."""
    whole = copy.deepcopy(value)
    part = whole
    for name in path[:-1]:
        part = part[name]
    match how:
        case "delete":
            del part[path[-1]]
        case "rename" if isinstance(part, dict):
            part[new[:20] if isinstance(new, str) else "other"] = part.pop(path[-1])
        case "repeat" if isinstance(part, list):
            part.append(copy.deepcopy(part[path[-1]]))
        case _:
            part[path[-1]] = new
    return whole


def read_back(books: Register, root: Path) -> None:
    """Grade every claim, and read what is downloaded: JSON without loss, CSV with all its rows."""
    book = metadata.read(root)
    for claim in books.claims:
        assert votes.grade(books, claim)
    for kind in (*KINDS, "papers"):
        records = list(downloads.records(books, kind))
        assert json.loads(downloads.dumps({kind: records})) == {kind: records}
        rows = [downloads.flat(one) for one in records]
        if kind == "findings":
            rows = [row for one in records for row in downloads.finding_rows(one)]
        written = downloads.as_csv(book, rows)
        listed = csv.reader(io.StringIO(written[written.index("\n") + 1 :], newline=""))
        assert len(list(listed)) >= len(rows)


@given(place=st.sampled_from(PLACES), how=st.sampled_from(("set", "set", "delete", "rename",
       "repeat")), new=VALUES)  # fmt: skip
@example(place=("causes.yaml", ("walls",)), how="set", new=[date(2025, 1, 1)])
def test_a_record_is_read_or_refused_in_words(
    tiny: Tiny, place: tuple[str, Place], how: str, new: object
) -> None:
    name, path = place
    file = tiny.root / "evidence" / name
    good = file.read_text(encoding="utf-8")
    value = changed(DATA[name], path, how, new)
    try:
        dumped = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10**6)
        file.write_text(dumped, encoding="utf-8", newline="")
        books, problems = tiny.load()
        alone, _ = onefile.judge(tiny.root, [file], CHAPTERS)
        for problem in (*problems, *alone):
            assert problem.found
            assert problem.remedy
            assert "\n" not in str(problem)
            assert not any(word in str(problem) for word in FOREIGN)
        if not problems:
            read_back(books, tiny.root)
    finally:
        file.write_text(good, encoding="utf-8")


ADDRESSES = (
    "linking-auprc", "linking-auprc/model/near", "linking-auprc/*/near", "linking-auprc/model/*",
    "screen-cost/run/hours", "tiny-own", "tiny-own/compared", "tiny-own/low", "tiny-own/n",
    "tiny-net/parameters", "tiny-net/input_length", "pair-bench", "again-range", "third-look",
    "nobody", "linking-auprc/!{model}/near", "linking-auprc/{model,other}/{near,far}",
    "falls-with-distance", "0", "0.0", "1" + "0" * 30, "0.61", "-3",
)  # fmt: skip
SIDES = st.recursive(
    st.sampled_from(ADDRESSES),
    lambda inner: st.builds(
        lambda name, sides: f"{name}({', '.join(sides)})",
        st.sampled_from(("min", "max", "median", "mean", "ratio", "diff")),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)


@given(
    parts=st.tuples(
        st.sampled_from(("", "all ", "any ", "none ", "2 of ", "0 of ")),
        SIDES,
        st.sampled_from((" > ", " < ", " = ", " >= ", " ~ ", " best in ")),
        SIDES,
        st.sampled_from(("", " within 1", " within tiny-own", " joint")),
        st.sampled_from(("", "; varies data", "; varies metric", "; apart", "; varies distance")),
    )
)
@example(parts=("", "ratio(tiny-own, 0)", " > ", "1", "", ""))
def test_a_check_of_values_has_a_verdict_in_words(tiny: Tiny, parts: tuple[str, ...]) -> None:
    found = comparing.problem(tiny.books, "".join(parts))
    assert found is None or all(found)
