"""``livingreview search`` as a user runs it, against sources on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import fakeregistry as fake
import pytest
import yaml
from conftest import ROOTS, Book, NewBook
from fakeregistry import FakeRegistry, crossref_work

from livingreview.cli import main
from livingreview.references import bibfile
from livingreview.register import loading
from livingreview.register.register import Register
from livingreview.watch.search import run
from livingreview.watch.search.asking import Sources
from livingreview.watch.web import GATEWAY

Capture = pytest.CaptureFixture[str]
NEW, BOTH = "10.64898/2026.01.05.700001", "10.64898/2026.01.06.700002"


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    """Sources that know: a cited work, its preprint, a work of three sources, one that cites."""
    with fake.serve(FakeRegistry()) as server:
        server.europe_pmc = [
            result("MED", "1", "10.1000/test.1", "A test of Tiny", "Cole", "2024-05-01"),
            result("PPR", "PPR1", "10.1101/2022.11.01.500001", "Tiny tested", "Ames", "2024-05-02"),
            result("PPR", "PPR2", BOTH, "A test of a DNA model", "Young", "2024-06-01"),
            result(
                "MED", "3", "10.1000/cites.1", "On enhancers", "Zorn", "2024-06-02", cites=["77"]
            ),
            result(
                "MED", "4", "10.1000/old.1", "An older test of a DNA model", "Old", "2023-06-02"
            ),
        ]
        server.arxiv["2401.00001"] = {
            "title": "A test of a DNA model", "authors": ["Yo Young"], "year": 2024,
        }  # fmt: skip
        server.submitted["2401.00001"] = "2024-05-30"
        version = {"doi": BOTH, "title": "A test of a DNA model", "authors": "Young, Y."}
        version |= {"date": "2024-06-01", "version": "1", "category": "genomics", "abstract": ""}
        server.biorxiv[BOTH] = [version, {**version, "version": "2"}]
        server.biorxiv[NEW] = [
            {**version, "doi": NEW, "title": "Whales", "abstract": "Tiny, tested"}
        ]
        server.biorxiv["10.64898/w"] = [{**version, "doi": "10.64898/w", "title": "Whales again"}]
        for doi, title in ((BOTH, "A test of a DNA model"), ("10.64898/z", "Zebras")):
            work = crossref_work(doi, title, ["Young, Yo"], 2024, type="posted-content")
            server.crossref[doi] = {**work, "day": "2024-06-01"}
        yield server


def result(source: str, name: str, doi: str, title: str, author: str, day: str, **more: Any) -> Any:
    """A result of Europe PMC."""
    authors = {"author": [{"lastName": author, "firstName": "A"}]}
    ids = {"id": name, "source": source, "doi": doi} | ({"pmid": name} if source == "MED" else {})
    about = {"title": f"{title}.", "authorList": authors, "firstPublicationDate": day}
    return {**ids, **about, "abstractText": "", **more}


@pytest.fixture
def book(new_book: NewBook) -> Book:
    """The tiny book with a protocol that has strings, and a benchmark that PubMed lists."""
    made = new_book()
    for name in ("protocol", "screening", "search"):
        shutil.copy(ROOTS / "files" / f"{name}.yaml", made.root / "evidence" / f"{name}.yaml")
    made.edit("refs.bib", "  doi = {10.1000/test.1},", "  doi = {10.1000/test.1},\n  pmid = {77},")
    return made


def start(book: Book, registry: FakeRegistry, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, as a user starts it."""
    return subprocess.run(
        [sys.executable, "-m", "livingreview.cli", "--root", book.root, "search", *arguments],
        env={**os.environ, GATEWAY: registry.url}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def load(book: Book) -> Register:
    works = bibfile.read(book.root / "refs.bib")[0]
    books, problems = loading.load(book.root / "evidence", works, ["alpha", "beta"])
    assert problems == []
    return books


def inside(book: Book, registry: FakeRegistry, day: str = "2024-07-01") -> int:
    """The same in this process, on a day of the past."""

    def ask() -> Sources:
        web = registry.client()
        return Sources(lambda platform: web)

    def now() -> datetime:
        return datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)

    return run.run(book.root, load(book), ask, now)


def report(book: Book) -> Any:
    return json.loads((book.root / "health" / "searchreport.json").read_text(encoding="utf-8"))


def to_screen(book: Book) -> list[dict[str, Any]]:
    file = book.root / "health" / "to-screen.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else []


def test_whole_run(book: Book, registry: FakeRegistry) -> None:
    before = {file: file.read_bytes() for file in (book.root / "evidence").glob("*.yaml")}
    made = start(book, registry)
    assert made.returncode == 0, made.stderr
    told = report(book)
    assert told["summary"] == {
        "runs": 7, "failed": 0, "works": 5, "known": 2, "linked": 0, "to_screen": 3,
    }  # fmt: skip
    # what is cited, and its preprint, are left out; three sources gave one work
    assert {one["is"] for one in told["known"]} == {"cole2024test", "ames2023tiny"}
    assert {row["work"] for row in to_screen(book)} == {
        f"doi:{BOTH}",
        f"doi:{NEW}",
        "doi:10.1000/cites.1",
    }
    (both,) = [one for one in told["works"] if one["work"] == f"doi:{BOTH}"]
    assert {re.sub(r"-\d{4}-.*", "", name) for name in both["runs"]} == {
        "epmc-kinds", "arxiv-kinds", "biorxiv-days-1", "crossref-days",
    }  # fmt: skip
    assert both["also"] == ["PPR:PPR2", "arXiv:2401.00001"]
    # what a source without strings has is counted, and listed where it fits the words
    by_string = {one["of"]: one for one in told["runs"]}
    days = next(one for one in told["runs"] if one["id"].startswith("biorxiv-days-1"))
    assert (days["total"], days["ids"], days["dropped"]) == (4, [f"doi:{BOTH}", f"doi:{NEW}"], 2)
    assert (by_string["crossref-days"]["total"], by_string["crossref-days"]["dropped"]) == (2, 1)
    assert by_string["epmc-names"]["string"].startswith('(TITLE:("Tiny") OR ABSTRACT:("Tiny"))')
    assert by_string["epmc-cites"]["string"].startswith(
        "(CITES:77_MED) AND FIRST_PDATE:[2024-01-01 "
    )
    assert {file: file.read_bytes() for file in before} == before  # nothing is kept unasked
    names = {path.name for path in (book.root / "health").iterdir()}
    assert names == {"searchreport.json", "search.md", "to-screen.yaml"}
    digest = (book.root / "health" / "search.md").read_text(encoding="utf-8")
    assert "5 works came, 2 are known, 3 are to be screened; 0 of 7 runs failed." in digest
    assert "7/7 epmc-cites-" in made.stderr


@pytest.mark.parametrize(
    ("host", "runs"),
    [
        (fake.EUROPE_PMC, {"epmc-kinds", "epmc-names"}),
        (fake.BIORXIV, {"biorxiv-days-1"}),
    ],
)  # fmt: skip
def test_fewer_works_than_there_are_is_a_failure(
    book: Book, registry: FakeRegistry, capsys: Capture, host: str, runs: set[str]
) -> None:
    registry.lost.add(host)
    registry.page = 1
    assert inside(book, registry) == 1
    failed = {re.sub(r"-2024-.*", "", one["id"]): one["failed"]
              for one in report(book)["runs"] if "failed" in one}  # fmt: skip
    assert set(failed) >= runs - {"epmc-kinds"}
    assert all(re.fullmatch(r"1 of \d works came", why) for why in failed.values())
    assert "the run failed: 1 of " in capsys.readouterr().out
    assert "## Failed" in (book.root / "health" / "search.md").read_text(encoding="utf-8")
    assert to_screen(book)  # what came is listed all the same


@pytest.mark.parametrize("kind", ["HTML", "server error", "hangs", "drops", "wrong types"])
def test_a_source_that_is_ill_is_one_line(
    book: Book, registry: FakeRegistry, capsys: Capture, kind: str
) -> None:
    registry.faults[fake.ARXIV] = fake.FAULTS[kind]
    assert inside(book, registry) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        r"arxiv-kinds-2024-07-01: the run failed: .*arXiv .*; run make search again", line
    )
    assert report(book)["summary"]["failed"] == 1
    assert report(book)["summary"]["to_screen"] == 3


def test_offline_is_told_at_once(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    """A source that fails again and again is left alone."""
    for host in (fake.EUROPE_PMC, fake.ARXIV, fake.BIORXIV, fake.CROSSREF):
        registry.faults[host] = fake.FAULTS["drops"]
    book.edit("evidence/protocol.yaml", "categories: [genomics, systems biology]",
              "categories: [genomics, systems biology, zoology, botany]")  # fmt: skip
    assert inside(book, registry) == 1
    said = capsys.readouterr()
    assert "no source answered, so nothing was searched; is this machine online?" in said.err
    assert "bioRxiv failed 3 times in a row and was not asked again" in said.out
    assert registry.count()[fake.BIORXIV] == 3
    assert to_screen(book) == []


def test_what_was_found_is_kept_by_a_second_command(
    book: Book, registry: FakeRegistry, capsys: Capture
) -> None:
    registry.faults[fake.ARXIV] = fake.FAULTS["server error"]
    assert inside(book, registry, "2026-01-10") == 1
    old = (book.root / "evidence/search.yaml").read_text(encoding="utf-8")
    keep = ["--root", str(book.root), "search", "--keep"]
    assert main(keep) == 0, capsys.readouterr()
    now = (book.root / "evidence/search.yaml").read_text(encoding="utf-8")
    assert now.startswith(old)
    books = load(book)  # and it is sound
    assert len(books.searches) == 3 + 7
    assert books.searches["arxiv-kinds-2026-01-10"].failed
    assert [row.verdict for row in books.screening].count("waiting") == 1 + 3
    assert not (book.root / "health" / "to-screen.yaml").exists()
    assert main(keep) == 0
    assert (book.root / "evidence/search.yaml").read_text(encoding="utf-8") == now
    # the next run begins some days before the last; the one that failed begins anew
    registry.faults.clear()
    assert inside(book, registry, "2026-01-17") == 0
    since = {one["of"]: one["since"] for one in report(book)["runs"]}
    assert since.pop("arxiv-kinds") == "2024-01-01"
    assert set(since.values()) == {"2025-12-31"}
    assert to_screen(book) == []
    # other words are sent from the first day on
    book.edit("evidence/protocol.yaml", "[DNA model, DNA models]", "[DNA model, DNA network]")
    assert inside(book, registry, "2026-01-18") == 0
    since = {one["of"]: one["since"] for one in report(book)["runs"]}
    assert {since["epmc-kinds"], since["biorxiv-days"], since["crossref-days"]} == {"2024-01-01"}
    assert since["epmc-names"] == "2025-12-31"


def test_a_verdict_that_a_person_wrote_stays(book: Book, registry: FakeRegistry) -> None:
    assert inside(book, registry) == 0
    (row,) = [row for row in to_screen(book) if row["title"] == "Whales"]
    text = (book.root / "health/to-screen.yaml").read_text(encoding="utf-8")
    start = text.index(f"- work: '{row['work']}'")
    edited = text[start:].replace(
        "verdict: waiting", "verdict: excluded\n  criterion: off-topic", 1
    )
    edited = edited.replace("by: not read yet", "by: 'one reader, abstract'", 1)
    book.write("health/to-screen.yaml", text[:start] + edited)
    assert inside(book, registry, "2024-07-02") == 0
    verdicts = {row["title"]: row["verdict"] for row in to_screen(book)}
    assert verdicts == {
        "Whales": "excluded",
        "A test of a DNA model": "waiting",
        "On enhancers": "waiting",
    }


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("searchreport.json", "", "searchreport.json is not there; run make search first"),
        ("searchreport.json", "{", "cannot be read"),
        ("searchreport.json", '{"runs": [{"id": "x"}]}', "cannot be read"),
        ("to-screen.yaml", "- work: x\n", "add it"),
        ("to-screen.yaml", "- {work: x, title: X, verdict: excluded, criterion: dull, because: so, "
         "date: 2025-01-01, by: me}\n", "x: dull is no criterion; no-address, off-topic"),
    ],
)  # fmt: skip
def test_nothing_is_kept_that_cannot_stand(
    book: Book, registry: FakeRegistry, capsys: Capture, file: str, text: str, says: str
) -> None:
    assert inside(book, registry, "2026-01-10") == 0
    if text:
        book.write(f"health/{file}", text)
    else:
        (book.root / "health" / file).unlink()
    before = {one: one.read_bytes() for one in (book.root / "evidence").glob("*.yaml")}
    capsys.readouterr()
    assert main(["--root", str(book.root), "search", "--keep"]) == 1
    assert says in capsys.readouterr().err
    assert {one: one.read_bytes() for one in before} == before


def test_a_search_that_was_cut_goes_on(
    book: Book, registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Sources.arxiv

    def cut(*arguments: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Sources, "arxiv", cut)
    assert inside(book, registry) == 130
    monkeypatch.setattr(Sources, "arxiv", whole)
    asked = registry.count()[fake.EUROPE_PMC]
    assert inside(book, registry) == 0
    assert registry.count()[fake.EUROPE_PMC] == asked + 1  # the citing works alone
    assert report(book)["summary"]["to_screen"] == 3
    assert not (book.root / "health" / "search-journal.jsonl").exists()


def test_without_strings_nobody_is_asked(book: Book, registry: FakeRegistry) -> None:
    (book.root / "evidence" / "protocol.yaml").write_text(
        re.sub(r"strings:\n(  - .*\n)+", "", (book.root / "evidence/protocol.yaml").read_text())
    )
    made = start(book, registry)
    assert (made.returncode, registry.asked) == (2, [])
    assert "has no strings; write some under strings:" in made.stderr


# -- two readers screen apart ---------------------------------------------------------------------


def screen(book: Book, *arguments: str) -> int:
    return main(["--root", str(book.root), "screen", *arguments])


def test_a_reader_answers_without_seeing_the_first(book: Book, capsys: Capture) -> None:
    sheet = book.root / "sheet.yaml"
    assert screen(book, "--sheet", str(sheet)) == 0
    text = sheet.read_text(encoding="utf-8")
    assert "no-address: it has no address" in text and "https://arxiv.org/abs/2501.00001" in text
    assert "waiting" not in text and "abstract was seen" not in text and "excluded" not in text
    old = (book.root / "evidence/screening.yaml").read_text(encoding="utf-8")
    first, second = text.split("answer: unknown")[:2]
    sheet.write_text(f"{first}answer: no-address{second}answer: include\n", encoding="utf-8")
    assert screen(book, "--read", str(sheet), "--date", "2025-02-01") == 0
    one, other = load(book).screening
    assert one.first and (one.first.word, one.second) == ("no-address", None)  # nobody had read it
    assert other.second and (other.second.word, str(other.second.date)) == ("include", "2025-02-01")
    now = (book.root / "evidence/screening.yaml").read_text(encoding="utf-8")
    assert "".join(line for line in now.splitlines(True) if "2025-02-01" not in line) == old


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("maybe", "maybe is no answer; write one of: include, no-address, off-topic"),
        ("no-adress", "did you mean no-address?"),
    ],
)
def test_an_answer_that_cannot_stand(book: Book, capsys: Capture, answer: str, says: str) -> None:
    sheet = book.root / "sheet.yaml"
    assert screen(book, "--sheet", str(sheet)) == 0
    sheet.write_text(sheet.read_text().replace("answer: unknown", f"answer: {answer}", 1))
    before = (book.root / "evidence/screening.yaml").read_bytes()
    assert screen(book, "--read", str(sheet)) == 1
    assert says in capsys.readouterr().err
    assert (book.root / "evidence/screening.yaml").read_bytes() == before
