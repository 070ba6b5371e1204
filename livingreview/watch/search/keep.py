"""``livingreview search --keep``: what the last search found, written into ``evidence/`` for good.

Runs go to the end of ``search.yaml``, rows to the end of ``screening.yaml``; what stands there
already is not written again, so that a call that was cut short can be repeated.
"""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from livingreview import files
from livingreview.problems import Refused, say
from livingreview.register.files import screening
from livingreview.register.files.search import Search, in_order
from livingreview.register.register import Register
from livingreview.watch.search import run as search
from livingreview.watch.search import toscreen


def keep(root: Path, books: Register) -> int:
    """Append the runs and rows of the last search. Returns 0.

    Raises ``Refused`` before anything is written: there is no report, it was written by another
    program, or a row cannot stand.
    """
    folder = root / search.FOLDER
    runs = _runs(folder / search.REPORT, books)
    rows = _rows(folder / toscreen.LIST, books)
    _append(root / "evidence" / "screening.yaml", "\n".join(map(toscreen.row, rows)))
    _append(root / "evidence" / "search.yaml", "".join(map(as_yaml, runs)))
    (folder / toscreen.LIST).unlink(missing_ok=True)
    say(f"{len(runs)} runs and {len(rows)} works kept; now: livingreview check")
    return 0


def _runs(file: Path, books: Register) -> list[Search]:
    if not file.is_file():
        raise Refused(f"{search.FOLDER}/{file.name} is not there; run make search first")
    try:
        told = json.loads(file.read_text(encoding="utf-8"))["runs"]
        every = [Search.of_json(one) for one in told]
    except (ValueError, KeyError, TypeError) as error:
        reason = str(error).partition("\n")[0]
        found = f"{search.FOLDER}/{file.name} cannot be read ({reason})"
        raise Refused(f"{found}; run make search") from None
    new = [one for one in every if one.id not in books.searches]
    for _, (_, found, remedy) in in_order([*books.searches.values(), *new]):
        raise Refused(f"the runs cannot be added: {found}; {remedy}")
    return new


def _rows(file: Path, books: Register) -> list[screening.Screened]:
    """The rows of the list that are decided on nowhere."""
    if not file.exists():
        return []
    try:
        listed = toscreen.rows(file)
    except ValueError as error:
        raise Refused(error) from None
    known = {one.name for one in books.screening} | screening.identifiers(books.references)
    criteria = books.protocol.criteria if books.protocol else []
    new = [one for one in listed if one.name not in known]
    for one in new:
        if one.criterion and one.criterion not in criteria:
            raise Refused(f"{one.work}: {one.criterion} is no criterion; {', '.join(criteria)}")
    for _, (_, found, remedy) in screening.twice(new):
        raise Refused(f"{file.name}: {found}; {remedy}")
    return new


def _append(file: Path, text: str) -> None:
    """Put text at the end of a file, which is written whole."""
    if not text:
        return
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    between = "" if not before or before.endswith("\n") else "\n"
    files.write(file, f"{before}{between}{text.rstrip()}\n")


def as_yaml(run: Search) -> str:
    """A run as it stands in the file."""
    data = run.model_dump(by_alias=True, exclude_defaults=True)
    return yaml.safe_dump(
        [data], sort_keys=False, allow_unicode=True, width=100, default_flow_style=None
    )
