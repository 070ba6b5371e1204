"""Two readers screen apart: a sheet of works without anybody's answer, and the answers read back.

A sheet holds the works that nobody else has read; its answers are written into
``evidence/screening.yaml``, one line a work, and every other byte stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from livingreview import files
from livingreview.problems import Refused, did_you_mean
from livingreview.references.urls import doi_url
from livingreview.register.fields import Record, Text, latest_day
from livingreview.register.files.screening import Screened
from livingreview.register.listed import read_list
from livingreview.register.register import Register
from livingreview.register.seconding import end_of
from livingreview.yamlfile import quoted

INCLUDE = "include"
FILE = Path("evidence/screening.yaml")
ASKED = """\
# Does the work belong into the review? Read title and abstract, and answer in a word:
#   {include}: it belongs into it
{criteria}
# Leave unknown where neither could be seen. Then: livingreview screen --read FILE
"""


class Answer(Record):
    """A work of a sheet and what a reader answered."""

    work: Annotated[Text, Field(description="the identifier as the sheet has it")]
    title: Annotated[Text, Field(description="the title as the sheet has it")]
    look: Text | None = None
    answer: Annotated[Text, Field(description="include, a criterion, or unknown")]


def owed(rows: Iterable[Screened]) -> list[Screened]:
    """The works that one reader has read, or none."""
    return [row for row in rows if not row.second]


def sheet(books: Register) -> str:
    """The works that are owed a reader, without a word of what others answered.

    Raises ``Refused`` if there are none, or no criteria.
    """
    plan, rows = books.protocol, owed(books.screening)
    if plan is None or not plan.criteria:
        raise Refused("evidence/protocol.yaml has no criteria for leaving out; write eligibility")
    if not rows:
        raise Refused("two readers have screened every work; there is nothing to read")
    by = "\n".join(f"#   {one.id}: it {one.says}" for one in plan.eligibility
                   if one.kind == "exclude")  # fmt: skip
    head = ASKED.format(include=INCLUDE, criteria=by)
    return head + "".join(f"\n{_item(row)}" for row in rows)


def _item(row: Screened) -> str:
    lines = [f"- work: {quoted(row.work)}", f"  title: {quoted(row.title)}"]
    lines += [f"  look: {address}"] if (address := _address(row.work)) else []
    return "\n".join([*lines, "  answer: unknown", ""])


def _address(work: str) -> str:
    kind, _, rest = work.partition(":")
    match kind:
        case "doi":
            return doi_url(rest)
        case "arXiv":
            return f"https://arxiv.org/abs/{rest}"
        case "PMID":
            return f"https://pubmed.ncbi.nlm.nih.gov/{rest}/"
        case "http" | "https":
            return work
        case _ if work.startswith("PMC"):
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{work}/"
        case _:
            return ""


def read(books: Register, root: Path, file: Path, day: date) -> int:
    """Write the answers of a sheet into the rows; how many.

    The first answer to a work goes under ``first``, the next under ``second``. Raises ``Refused``
    before anything is written, with a line for each answer that cannot stand.
    """
    if day > latest_day():
        raise Refused(f"{day} lies in the future; write the day it was read")
    if not file.is_file():
        raise Refused(f"there is no {file}; name the sheet")
    answers, problems = read_list(file, Answer)
    if problems:
        raise Refused(*problems)
    given = [one for one, _ in answers if one.answer != "unknown"]
    if refused := [why for one in given if (why := _refusal(books, one))]:
        raise Refused(*refused)
    rows = {row.name: row for row in books.screening}
    lines = {(row := rows[_name(one)]).name: _line(row, one.answer, day) for one in given}
    target = root / FILE
    text = target.read_text(encoding="utf-8")
    after = written(text, lines)
    if given:
        files.write(target, after)
    return len(given)


def _name(one: Answer) -> str:
    return Screened.model_construct(work=one.work, title=one.title).name


def _refusal(books: Register, one: Answer) -> str:
    criteria = [INCLUDE, *(books.protocol.criteria if books.protocol else [])]
    if one.answer not in criteria:
        remedy = did_you_mean(one.answer, criteria, f"write one of: {', '.join(criteria)}")
        return f"{one.work}: {one.answer} is no answer; {remedy}"
    row = next((row for row in books.screening if row.name == _name(one)), None)
    if row is None:
        return f"{one.work}: no row of {FILE.name} has this work; make a new sheet"
    if row.second:
        return f"{one.work}: two readers have read it; take it out of the sheet"
    return ""


def _line(row: Screened, answer: str, day: date) -> str:
    place = "second" if row.first else "first"
    said = "verdict: include" if answer == INCLUDE else f"verdict: exclude, criterion: {answer}"
    return f"{place}: {{{said}, date: {day}}}"


def written(text: str, lines: Mapping[str, str]) -> str:
    """The file with a line at the end of each row named; raises ``Refused`` if more would change.

    ``lines`` are by the name of a row, as ``Screened.name`` makes it.
    """
    after = text
    for end, line in sorted(_places(text, lines), reverse=True):
        after = f"{after[:end]}\n  {line}{after[end:]}"
    if _bare(after, lines) != _bare(text, lines):
        raise Refused(f"the rows of {FILE.name} are not plain lists; write the answers by hand")
    return after


def _places(text: str, lines: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.SequenceNode)
    for node in root.value:
        known = {key.value: value.value for key, value in node.value}
        name = Screened.model_construct(work=known["work"], title=known["title"]).name
        if name in lines:
            last = max((value for _, value in node.value), key=lambda one: one.start_mark.index)
            end = end_of(text, last, 2)
            end += len(text[end:].partition("\n")[0])  # a comment in the same line
            yield end, lines[name]


def _bare(text: str, lines: Mapping[str, str]) -> Sequence[object]:
    """The rows without what was added to those named."""
    data = yaml.safe_load(text)
    for row in data:
        name = Screened.model_construct(work=row["work"], title=row["title"]).name
        if name in lines:
            row.pop(lines[name].partition(":")[0], None)
    return list(data)
