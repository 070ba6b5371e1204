"""What an outside reader is handed: printed numbers, blind, and a file for what is found.

The reader is told the sentence, the number and where to look, and nothing of the record: neither
its words and conditions nor how it was checked, so that what is found is the reader's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from livingreview import files, metadata
from livingreview.problems import Refused
from livingreview.references import style
from livingreview.references.bibfile import Reference
from livingreview.references.latex import plain
from livingreview.references.style import ADDRESSES, preprint_parts
from livingreview.references.urls import doi_url
from livingreview.register.fields import Address
from livingreview.register.register import Cell, Register
from livingreview.text import check, sample
from livingreview.text.sample import Printed
from livingreview.yamlfile import quoted

ASKED = """\
Open the source of each number, look at the rows beside it, and compare the sentence.
The verdict is right, misleading (the number is there and means something else), wrong or not found.
"""


def hand_out(
    root: Path, seed: int, count: int, chapter: str | None, out: Path | None, readings: Path | None
) -> None:
    """Draw numbers that the book below ``root`` prints and write the sheet, to ``out`` if given.

    ``readings`` gets the same numbers as a file of ``evidence/readings``. Raises ``Refused`` with
    one line before anything is written.
    """
    if count < 1:
        raise Refused(f"--count {count} draws nothing; write how many numbers")
    day = _day(readings)
    books = check.sound(root)
    app, _ = check.read_pages(root)
    chapters = list(app.config.livingreview_chapters)
    if chapter and chapter not in chapters:
        raise Refused(f"{chapter} is no chapter; write one of: {', '.join(chapters)}")
    every: list[Printed] = []
    for name in [chapter] if chapter else chapters:
        every += sample.of_page(name, app.env.get_doctree(name), books.references)
        every += sample.of_claims(name, books)
    drawn = sample.by_chapter(sample.draw(every, seed, count), chapters)
    version = metadata.read(root).version
    how = f"{len(drawn)} of {len(every)} printed numbers, drawn with seed {seed}"
    how += f" from {chapter}" if chapter else ""
    text = sheet(books, drawn, version, how)
    if readings and day:
        files.write(readings, rows(drawn, day, version, how))
    if out:
        files.write(out, text)
    else:
        print(text, end="")


def _day(readings: Path | None) -> date | None:
    if readings is None:
        return None
    if readings.exists():
        raise Refused(f"{readings} exists already; choose another name, as 2026-11-22-b.yaml")
    try:
        return date.fromisoformat(readings.stem[:10])
    except ValueError:
        found = f"{readings.name} does not begin with a day"
        raise Refused(f"{found}; name the file for the day of reading, 2026-11-22.yaml") from None


def sheet(books: Register, drawn: Sequence[Printed], version: str, how: str) -> str:
    """The numbers as Markdown: for each its sentence, its work, where to look, an empty verdict."""
    out = [f"# Printed numbers to be read at their source\n\nVersion {version}; {how}.\n\n{ASKED}"]
    chapter = ""
    for number, one in enumerate(drawn, 1):
        if one.chapter != chapter:
            chapter = one.chapter
            out.append(f"## {chapter}\n")
        out.append(f"### {number}\n\n{_item(books, one)}")
    return "\n".join(out)


def _item(books: Register, one: Printed) -> str:
    try:
        cell = books.cell(one.address)
        key, where = cell.citekey, _where(books, cell)
    except LookupError:  # a number in the words of a record
        key = books.paper_of[one.address]
        where = list(_of_work(books.references[key]))
    title = plain(books.references[key].fields["title"])
    return (
        f"> {one.sentence}\n\n- Number: {one.number}\n- Work: {key}, {title}\n"
        f"- Look at: {'; '.join(where)}\n- Verdict:\n"
    )


def rows(drawn: Iterable[Printed], day: date, version: str, how: str) -> str:
    """The same numbers as a file of ``evidence/readings``, its verdicts still to be written."""
    head = {"date": day, "who": "not a named person", "version": quoted(version), "drawn": how}
    lines = [*(f"{key}: {value}" for key, value in head.items()), "numbers:"]
    for one in drawn:
        lines += [
            f"- address: {one.address}",
            f"  chapter: {one.chapter}",
            f"  number: {quoted(one.number)}",
            f"  sentence: {quoted(one.sentence.replace('**', ''))}",
            "  verdict: unknown",
        ]
    return "\n".join(lines) + "\n"


def _where(books: Register, cell: Cell) -> list[str]:
    """Addresses at which a value can be read, and the place there.

    A value seen only in what others say is to be sought in its work, without a word of that.
    """
    work = books.references[cell.citekey]
    if cell.checked.how == "secondary":
        return list(_of_work(work))
    return [*(_links(cell.source) or _of_work(work)), cell.at]


def _links(source: Address) -> list[str]:
    """What a source names, but for an account: that would tell how the value was seen."""
    match source.place:
        case "repo":
            repo, commit = source.repo or "", source.commit or ""
            return [_in_repository(repo, commit, path) for path in source.path]
        case "url":
            return [source.url or ""]
        case "doi":
            return [doi_url(source.doi or "")]
        case _:
            return []


def _in_repository(repo: str, commit: str, path: str) -> str:
    return f"https://github.com/{repo}/blob/{commit}/{path}"


def _of_work(work: Reference) -> Iterator[str]:
    """Where a work as a whole can be read."""
    for field in ADDRESSES:
        if value := work.fields.get(field):
            yield style.address(field, value)
    if preprint := work.fields.get("preprint"):
        yield preprint_parts(preprint)[2]
    if url := work.fields.get("url"):
        yield url
