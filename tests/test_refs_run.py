"""``livingreview refs`` as a user runs it: whole, cut short, with a damaged memory, with --fix."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import fakeregistry as fake
import pytest
from conftest import REPOSITORY, Book, NewBook
from fakeregistry import FakeRegistry, relation, update

from livingreview.references import bibfile
from livingreview.watch.refs import bibedit, check
from livingreview.watch.refs.registries import MOST_FAILURES, Registries
from livingreview.watch.refs.state import load
from livingreview.watch.web import GATEWAY

TINY, TEST, DRAFT = "10.1000/tiny.1", "10.1000/test.1", "10.1101/2025.01.01.500002"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with fake.serve(FakeRegistry()) as server:
        yield server


@pytest.fixture
def book(new_book: NewBook, registry: FakeRegistry) -> Book:
    """The tiny book; every registry knows its works as it does."""
    fresh = new_book()
    fake.fill(registry, bibfile.read(fresh.root / "refs.bib")[0].values())
    return fresh


def start(book: Book, registry: FakeRegistry, *arguments: str) -> subprocess.Popen[str]:
    """The command, as a user starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "livingreview.cli", "--root", book.root, "refs", *arguments],
        env={**os.environ, GATEWAY: registry.url},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def inside(book: Book, registry: FakeRegistry, *keys: str, **options: Any) -> int:
    """The same in this process."""

    def ask() -> Registries:
        return Registries(registry.client())

    return check.run(book.root, keys, ask=ask, **options)


def report(book: Book) -> Any:
    return json.loads((book.root / "health" / "refreport.json").read_text(encoding="utf-8"))


def statuses(book: Book) -> dict[str, str]:
    return {key: work["status"] for key, work in report(book)["works"].items()}


# -- a whole run ----------------------------------------------------------------------------------


def test_whole_run(book: Book, registry: FakeRegistry) -> None:
    registry.crossref[TEST]["updated-by"] = [update("retraction", "10.1000/notice")]
    registry.crossref[DRAFT]["relation"] = relation("is-preprint-of", "10.1000/paper.1")
    before = (book.root / "refs.bib").read_bytes()
    run = start(book, registry)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 1, err
    assert out.splitlines() == [
        "refs.bib:11: cole2024test.retracted: error: the work was retracted (Crossref: retraction "
        "10.1000/notice 2025-02-03 (publisher)); read the notice; drop what rests on this work",
        f"refs.bib:35: grant2025draft.published: warning: the preprint was published (ours: "
        f"doi:{DRAFT}; Crossref: 10.1000/paper.1); replace the entry by the version of record: "
        "take it out, run make ref ID=10.1000/paper.1, and write the new key where the old one "
        "stood",
    ]
    assert "6/6 hill2025bare: no identifier" in err
    assert statuses(book) == {
        "ames2023tiny": "ok", "cole2024test": "error", "evans2024again": "ok",
        "frost2024third": "notice", "grant2025draft": "warning", "hill2025bare": "no identifier",
    }  # fmt: skip
    told = report(book)
    assert told["summary"] == {
        "error": 1, "warning": 1, "notice": 1, "ok": 2, "not checked": 0, "no identifier": 1,
    }  # fmt: skip
    assert told["run"]["finished"] >= told["run"]["started"]
    assert (book.root / "refs.bib").read_bytes() == before
    names = {path.name for path in (book.root / "health").iterdir()}
    assert names == {"refs-state.json", "refreport.json", "refs.md"}
    digest = (book.root / "health" / "refs.md").read_text(encoding="utf-8")
    assert "`cole2024test` (line 11, since " in digest
    assert digest.index("## Errors") < digest.index("## To be looked at")


def test_named_entries_only(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    registry.crossref[TEST]["updated-by"] = [update("retraction", "10.1000/notice")]
    assert inside(book, registry, "ames2023tiny") == 0
    assert TEST not in str(registry.asked)
    assert statuses(book)["cole2024test"] == "not checked"
    assert inside(book, registry, "cole2024test") == 1
    assert statuses(book)["ames2023tiny"] == "ok"  # what was learnt before stays in the report
    assert inside(book, registry, "nobody2020x") == 2
    assert "no entry nobody2020x" in capsys.readouterr().err


def test_digest_calls_nobody(book: Book, registry: FakeRegistry) -> None:
    title = "A test\u202e by @everyone, see [this](https://bad.test) & *that*"
    registry.crossref[TEST]["title"] = [title]
    inside(book, registry)
    digest = (book.root / "health" / "refs.md").read_text(encoding="utf-8")
    assert r"A test by (at)everyone, see \[this\](https://bad.test) \& \*that\*" in digest


def test_only_some_checks(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    registry.crossref[TEST]["updated-by"] = [update("retraction", "10.1000/notice")]
    registry.crossref["10.1000/again.1"]["issued"] = {"date-parts": [[2021]]}
    assert inside(book, registry, only=["year"]) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == [
        "evans2024again.year:"
    ]
    assert statuses(book)["cole2024test"] == "error"  # the report tells all


def test_registry_that_is_down_is_left_alone(
    book: Book, registry: FakeRegistry, capsys: Capture
) -> None:
    registry.faults[fake.CROSSREF] = fake.FAULTS["server error"]
    assert inside(book, registry) == 0
    assert registry.count()[fake.CROSSREF] == MOST_FAILURES
    assert set(statuses(book).values()) == {"not checked", "no identifier"}
    assert "Crossref was not reached for 5 of 6 entries" in capsys.readouterr().err
    digest = (book.root / "health" / "refs.md").read_text(encoding="utf-8")
    assert "- `ames2023tiny`: never verified (Crossref: HTTP 500)" in digest
    left = "left alone after 3 failures in a row, the last: HTTP 500"
    assert f"- `grant2025draft`: never verified (Crossref: {left})" in digest


def test_a_run_that_reaches_nobody_does_not_pass(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
    monkeypatch.setenv("LIVINGREVIEW_GATEWAY", nobody)
    assert check.run(book.root, [], [], False) == 1
    assert "no registry answered" in capsys.readouterr().err
    assert statuses(book)["ames2023tiny"] == "not checked"


def test_bibliography_with_a_fault(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    book.edit("refs.bib", TEST, TEST.upper())
    assert inside(book, registry) == 0
    assert "cole2024test.doi: " in capsys.readouterr().err
    assert statuses(book)["ames2023tiny"] == "ok"
    book.edit("refs.bib", "title = {Tiny tested again}", "title = {Tiny tested again")
    assert inside(book, registry) == 1
    assert "a brace is not closed" in capsys.readouterr().err


# -- cut short ------------------------------------------------------------------------------------


def test_killed_run_goes_on(book: Book, registry: FakeRegistry) -> None:
    reached, release = threading.Event(), threading.Event()

    def waits(handler: BaseHTTPRequestHandler) -> None:
        if "again.1" in handler.path:
            reached.set()
            release.wait(30)
        fake.send(handler, registry.answer(fake.CROSSREF, handler.path.split("org", 1)[1], {}))

    registry.faults[fake.CROSSREF] = waits
    run = start(book, registry)
    assert reached.wait(60)
    run.kill()
    run.communicate()
    release.set()
    state = json.loads((book.root / "health" / "refs-state.json").read_text(encoding="utf-8"))
    assert list(state["works"]) == ["ames2023tiny", "cole2024test"]
    registry.faults.clear()
    registry.asked.clear()
    book.edit("refs.bib", "journal = {Journal of Tests}", "journal = {J. of Tests}")
    again = start(book, registry)
    _, err = again.communicate(timeout=60)
    assert again.returncode == 0, err
    assert "5 of 6 entries left" in err
    asked = [path for host, path in registry.asked if host == fake.CROSSREF]
    assert not any(TINY in path for path in asked)
    assert any(TEST in path for path in asked)  # it was edited meanwhile
    assert statuses(book)["ames2023tiny"] == statuses(book)["evans2024again"] == "ok"
    registry.asked.clear()
    assert inside(book, registry) == 0
    assert any(TINY in path for _, path in registry.asked)  # a finished run begins anew


def test_interrupted_run_says_so_and_keeps_what_it_has(
    book: Book, registry: FakeRegistry, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = check.check_one

    def interrupted(ref: bibfile.Reference, *rest: Any) -> Any:
        if ref.key == "evans2024again":
            raise KeyboardInterrupt
        return real(ref, *rest)

    monkeypatch.setattr(check, "check_one", interrupted)
    assert inside(book, registry) == 130
    assert "run it again" in capsys.readouterr().err
    assert statuses(book)["cole2024test"] == "ok"
    assert report(book)["run"]["finished"] == ""


DAMAGED = {
    "empty": b"",
    "cut": b'{"works": {"ames2023tiny": {"finger',
    "a list": b"[]",
    "not UTF-8": b'{"works": {"\xff": 1}}',
    "wrong type": b'{"works": 3}',
    "of a later version": b'{"schema_version": 2, "works": {}}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_state_is_set_aside(
    book: Book, registry: FakeRegistry, capsys: Capture, name: str
) -> None:
    book.root.joinpath("health").mkdir()
    book.write("health/refs-state.json", DAMAGED[name])
    book.write("health/refreport.json", DAMAGED[name])
    assert inside(book, registry) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "damaged" in line]
    assert len(said) == 1
    assert said[0].startswith("health/refs-state.json is damaged (")
    assert "set aside as refs-state.damaged-1.json; every entry is checked anew" in said[0]
    assert (book.root / "health" / "refs-state.damaged-1.json").read_bytes() == DAMAGED[name]
    assert statuses(book)["ames2023tiny"] == "ok"


def test_folder_that_cannot_be_written(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    book.write("health", "a file")
    assert inside(book, registry) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert registry.asked == []


def test_one_damaged_entry_costs_only_itself(
    book: Book, registry: FakeRegistry, capsys: Capture
) -> None:
    inside(book, registry)
    state = json.loads((book.root / "health" / "refs-state.json").read_text(encoding="utf-8"))
    state["works"]["cole2024test"] = {"fingerprint": 7}
    book.write("health/refs-state.json", json.dumps(state))
    capsys.readouterr()
    inside(book, registry, "ames2023tiny")
    said = [line for line in capsys.readouterr().err.splitlines() if "damaged" in line]
    assert len(said) == 1
    assert "is damaged for cole2024test" in said[0]
    assert statuses(book)["evans2024again"] == "ok"
    assert statuses(book)["cole2024test"] == "not checked"


# -- the patch ------------------------------------------------------------------------------------


def apply(book: Book, folder: str = "") -> str:
    """Apply the patch as a user does; returns the bibliography."""
    top = book.root / folder
    subprocess.run(["git", "init", "-q", top], check=True)
    patch = book.root / "health" / "refs.patch"
    run = subprocess.run(["git", "apply", patch], cwd=top, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return (book.root / "refs.bib").read_bytes().decode()


def test_patch_adds_what_is_known(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    old = (book.root / "refs.bib").read_text(encoding="utf-8")
    fields = {"title": "A test of Tiny", "authors": ["Cole, Cora", "Dahl, Dan"], "year": 2024}
    registry.pubmed["77"] = {**fields, "doi": TEST, "pmcid": "PMC88", "journal": "Journal of Tests"}
    registry.crossref[TINY].update(volume="7", issue="2", page="1-12")
    assert inside(book, registry, fix=True) == 0
    assert (book.root / "refs.bib").read_text(encoding="utf-8") == old
    assert "3 entries in health/refs.patch" in capsys.readouterr().err
    new = apply(book)
    gone = set(old.splitlines()) - set(new.splitlines())
    assert gone == {"  author = {Frost, Fay and others},"}
    added = [line for line in new.splitlines() if line not in old.splitlines()]
    assert added == [
        "  volume = {7},", "  number = {2},", "  pages = {1--12},", "  pmid = {77},",
        "  pmcid = {PMC88},", "  author = {Frost, Fay and Example, Extra},",
    ]  # fmt: skip
    assert "  year = {2023},\n  volume = {7},\n  number = {2},\n  pages = {1--12},\n  doi" in new
    assert bibfile.read(book.root / "refs.bib")[1] == []
    assert inside(book, registry, fix=True) == 0
    assert not (book.root / "health" / "refs.patch").exists()  # nothing is left to propose


def test_patch_holds_only_what_was_asked_for(book: Book, registry: FakeRegistry) -> None:
    registry.crossref[TINY]["volume"] = "7"
    inside(book, registry, "ames2023tiny", fix=True)
    assert "Frost" not in (book.root / "health" / "refs.patch").read_text(encoding="utf-8")
    inside(book, registry, fix=True, only=["authors"])
    assert "volume" not in (book.root / "health" / "refs.patch").read_text(encoding="utf-8")


def test_patch_never_holds_a_published_preprint(book: Book, registry: FakeRegistry) -> None:
    registry.crossref[DRAFT]["relation"] = relation("is-preprint-of", "10.1000/paper.1")
    inside(book, registry, "grant2025draft", fix=True)
    assert not (book.root / "health" / "refs.patch").exists()


def test_patch_never_gives_two_entries_one_identifier(
    book: Book, registry: FakeRegistry, capsys: Capture
) -> None:
    registry.pubmed["1234567"]["doi"] = TEST
    registry.pubmed["1234567"].update(title="A test of Tiny", authors=["Cole, Cora", "Dahl, Dan"])
    registry.pubmed["1234567"].update(year=2024, journal="Journal of Tests")
    inside(book, registry, "cole2024test", fix=True)
    assert "not proposed, ames2023tiny has the same identifier" in capsys.readouterr().err
    assert not (book.root / "health" / "refs.patch").exists()


def test_patch_never_makes_a_fault(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    inside(book, registry)
    file = book.root / "refs.bib"
    works, _ = bibfile.read(file)
    state, _ = load(book.root / "health" / "refs-state.json")
    state.works["frost2024third"].findings[0].fix["pmid"] = "no number"
    text = file.read_text(encoding="utf-8")
    assert check.proposed(file, text, works, state, ()) == (text, 0)
    assert "frost2024third: not proposed, " in capsys.readouterr().err


FORMS = {
    "no comma behind the last field": "@misc{a2020b,\n  doi = {1}\n}\n",
    "no line end behind the file": "@misc{a2020b,\n  doi = {1},\n}",
    "carriage returns": "@misc{a2020b,\r\n  doi = {1},\r\n}\r\n",
    "tabs": "@misc{a2020b,\n\tdoi = {1},\n}\n",
    "one line": "@misc{a2020b, doi = {1}}\n",
    "quotes": '@misc{a2020b,\n  doi = "1",\n}\n',
    "a value over lines": "@misc{a2020b,\n  title = {A {b}\n    c},\n  doi = {1},\n}\n",
    "joined": "@misc{a2020b,\n  month = 1 # { May},\n  doi = {1},\n}\n",
    "capitals": "@MISC{a2020b,\n  DOI = {1},\n}\n",
    "others around": "@misc{a2020,\n  doi = {1},\n}\n@misc{a2020b,\n  doi = {1},\n}\n% end\n",
    "space apart": "@misc{ a2020b ,\n  doi={1} ,\n}\n",
}


@pytest.mark.parametrize("name", FORMS)
def test_field_is_added_in_every_form_of_entry(tmp_path: Path, name: str) -> None:
    old = FORMS[name]
    new = bibedit.with_fields(old, "a2020b", {"pmid": "7", "doi": "2"})
    (tmp_path / "refs.bib").write_bytes(new.encode())
    works, problems = bibfile.read(tmp_path / "refs.bib")
    assert (works["a2020b"].fields["doi"], works["a2020b"].fields["pmid"]) == ("2", "7")
    assert not [one for one in problems if one.field == ""]
    if "a2020" in works:
        assert works["a2020"].fields["doi"] == "1"
    assert new.count("\r\n") == (4 if "\r\n" in old else 0)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "refs.bib").write_bytes(old.encode())
    (tmp_path / "p.patch").write_bytes(check.patch("refs.bib", old, new).encode())
    subprocess.run(["git", "apply", "p.patch"], cwd=tmp_path, check=True)
    assert (tmp_path / "refs.bib").read_bytes() == new.encode()


# -- the real bibliography ------------------------------------------------------------------------


def test_whole_bibliography_against_registries_that_agree(
    tmp_path: Path, registry: FakeRegistry, capsys: Capture
) -> None:
    """Four planted faults are found, and nothing else is said of any entry."""
    for name in ("refs.bib",):
        (tmp_path / name).write_bytes((REPOSITORY / name).read_bytes())
    works, problems = bibfile.read(tmp_path / "refs.bib")
    assert problems == []
    fake.fill(registry, works.values())
    with_doi = [ref for ref in works.values() if ref.type == "article" and "doi" in ref.fields]
    preprint = next(ref for ref in works.values() if "10.64898/" in ref.fields.get("doi", ""))
    gone, typo, retracted = with_doi[10], with_doi[20], with_doi[30]
    del registry.crossref[gone.fields["doi"]]
    title = registry.crossref[typo.fields["doi"]]["title"][0]
    registry.crossref[typo.fields["doi"]]["title"] = [title[:9] + "x" + title[9:]]
    notice = update("retraction", "10.1000/notice", "retraction-watch")
    registry.crossref[retracted.fields["doi"]]["updated-by"] = [notice]
    registry.biorxiv[preprint.fields["doi"]][0]["published"] = "10.1000/article.1"
    began = time.monotonic()
    code = inside(Book(tmp_path), registry)
    seconds = time.monotonic() - began
    said = capsys.readouterr()
    print(f"{len(works)} entries, {len(registry.asked)} requests, {seconds:.1f} s")
    assert code == 1
    keys = sorted(line.split(" ")[1].rstrip(":") for line in said.out.splitlines())
    assert keys == sorted([
        f"{gone.key}.exists", f"{typo.key}.title", f"{retracted.key}.retracted",
        f"{preprint.key}.published",
    ])  # fmt: skip
    assert len(registry.asked) <= 3 * len(works)
