"""``health/to-screen.yaml``: a row of ``evidence/screening.yaml`` for each work that is not known.

A person reads it, mends verdicts, and lets ``livingreview search --keep`` move it. What is below a
hash is for the reader alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import Any

from livingreview import files
from livingreview.problems import say
from livingreview.references.identifiers import one_form
from livingreview.register.files.screening import Screened
from livingreview.register.listed import read_list
from livingreview.yamlfile import quoted

LIST = "to-screen.yaml"
HEAD = """\
# Works that the search found and nobody has decided on. A row that stays as it is waits.
# To leave a work out: verdict: excluded, criterion: its id, because: why; by: who read what of it.
# To take it in, add it to refs.bib and delete the row. Then: livingreview search --keep
"""
NOT_READ = "not read yet"


def write(folder: Path, report: Mapping[str, Any], day: date) -> None:
    """Write the list; what a person changed in the last one is kept. Without works: no list."""
    file = folder / LIST
    before = _changed(file)
    if not report["works"]:
        file.unlink(missing_ok=True)
        return
    rows = []
    for one in report["works"]:
        kept = before.get(one_form(one["work"]))
        rows.append(row(kept) if kept else "\n".join(_new(one, day)))
    files.write(file, HEAD + "\n" + "\n".join(rows) + "\n")


def _changed(file: Path) -> dict[str, Screened]:
    """The rows of the last list that a person touched; a list that cannot be read is kept."""
    if not file.exists():
        return {}
    rows, problems = read_list(file, Screened)
    if problems:
        other = files.set_aside(file)
        say(f"{problems[0]}\n{file.name} cannot be read; it is kept as {other.name}")
        return {}
    return {one.name: one for one, _ in rows if one.by != NOT_READ}


def _new(one: Mapping[str, Any], day: date) -> Iterator[str]:
    runs = ", ".join(one["runs"])
    when = str(one["year"] or "year unknown")
    who = ", ".join(filter(None, (one["first_author"], when)))
    yield f"# {' '.join(who.split())}"
    for other in one["perhaps"]:
        yield f"# perhaps the same as {' '.join(other.split())}"
    if one["also"]:
        yield f"# also {', '.join(one['also'])}"
    yield from (f"# {line}" for line in wrap(" ".join(one["abstract"].split()), 97))
    yield f"- work: {quoted(one['work'])}"
    yield f"  title: {quoted(one['title'])}"
    yield "  verdict: waiting"
    yield f"  because: {quoted(f'Found by {runs}; nobody has read it.')}"
    yield f"  date: {day}"
    yield f"  by: {NOT_READ}"


def row(one: Screened) -> str:
    """A row as it stands in a file."""
    lines = [f"- work: {quoted(one.work)}", f"  title: {quoted(one.title)}"]
    lines.append(f"  verdict: {one.verdict}")
    lines += [f"  criterion: {one.criterion}"] if one.criterion else []
    lines += [f"  because: {quoted(one.because)}", f"  date: {one.date}", f"  by: {quoted(one.by)}"]
    lines += [f"  claims: [{', '.join(one.claims)}]"] if one.claims else []
    for name in ("first", "second"):
        if opinion := getattr(one, name):
            criterion = f", criterion: {opinion.criterion}" if opinion.criterion else ""
            said = f"verdict: {opinion.verdict}{criterion}, date: {opinion.date}"
            lines.append(f"  {name}: {{{said}}}")
    return "\n".join(lines)


def rows(file: Path) -> Sequence[Screened]:
    """The rows of a list. Raises ``ValueError`` with the first fault."""
    listed, problems = read_list(file, Screened)
    if problems:
        raise ValueError(str(problems[0]))
    return [one for one, _ in listed]
