"""``livingreview links`` as a user runs it, against a web that misbehaves."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Book, NewBook
from faultserver import BEHAVIORS, FaultServer

from livingreview.cli import main
from livingreview.watch.web import MOST_WAITS, retry_after

Capture = pytest.CaptureFixture[str]
QUICK = [
    "--timeout", "0.3", "--interval", "0", "--longest-wait", "0.05", "--retries", "1",
    "--workers", "24", "--deadline", "120",
]  # fmt: skip
OTHERS = {  # addresses that are not just <behavior>.test/page: name, class, address
    "anchor-by-id": ("working", "https://anchor.test/page#there"),
    "anchor-by-name": ("working", "https://anchor.test/page#old"),
    "anchor-encoded": ("working", "https://anchor.test/page#gr%C3%B6%C3%9Fe"),
    "anchor-of-a-readme": ("working", "https://anchor.test/page#usage"),
    "anchor-text": ("working", "https://anchor.test/page#:~:text=words"),
    "anchor-missing": ("dead-anchor", "https://anchor-missing.test/page#nowhere"),
    "anchor-missing-after-a-redirect": ("dead-anchor", "https://redirect-302.test/page#nowhere"),
    "pdf-page": ("working", "https://pdf.test/paper.pdf#page=2"),
    "page-for-a-pdf": ("wrong-content", "https://page-for-a-pdf.test/paper.pdf"),
    "http-to-https": ("moved", "http://http-to-https.test/page"),
    "unknown-host": ("dead-host", "https://nowhere.invalid/page"),
    "non-ascii": ("working", "https://odd-address.test/seite-ü?q=ä%20b"),
    "encoded": ("working", "https://odd-address.test/a%20b"),
    "odd-signs": ("working", "https://odd-address.test/x;y=1,2?(z)"),
    "port": ("working", "https://good.test:8443/page"),
    "front-page": ("working", "https://good.test"),
    "bad-port": ("unknown", "https://good.test:99999/page"),
    "bad-host": ("unknown", "https://[x/page"),
}
LATER = ("self-signed", "tls-on-a-plain-port", "refused-port")  # their ports are known later
TABLE = {name: (kind, f"https://{name}.test/page") for name, (kind, _) in BEHAVIORS.items()}
TABLE |= OTHERS
CLASSES = {name: kind for name, (kind, _) in TABLE.items()}
CLASSES |= {"self-signed": "tls", "tls-on-a-plain-port": "tls", "refused-port": "unavailable"}
del TABLE["held"], CLASSES["held"]  # it waits until it is let go

TITLES = {
    "10.1000/tiny.1": "Tiny, a DNA model",
    "10.1101/2022.11.01.500001": "A draft of another name",
    "10.1000/test.1": "A Test of <i>Tiny</i>.",
    "10.1000/again.1": "Tiny tested again",
    "10.1000/third.1": "A third look at Tiny: a subtitle",
    "10.1101/2025.01.01.500002": "A draft on Tiny",
}


@pytest.fixture
def web() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.titles = dict(TITLES)
        yield server


@pytest.fixture
def book(new_book: NewBook) -> Book:
    fresh = new_book()
    fresh.write("README.md", "")
    return fresh


def link(book: Book, *urls: str) -> None:
    """Let the book link to nothing but these, beside its references."""
    book.write("README.md", "".join(f"- <{url}>\n" for url in urls))


def report(book: Book) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((book.root / "health/linkreport.json").read_text())
    return data


def entry(book: Book, url: str) -> dict[str, Any]:
    (found,) = [link for link in report(book)["links"] if link["url"] == url]
    return dict(found)


def run(book: Book, web: FaultServer, *options: str) -> int:
    gateway = ["--gateway", web.url]
    return main(["--root", str(book.root), "links", *QUICK, *gateway, *options])


def start(book: Book, gateway: str, *options: str, quick: bool = True) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "livingreview.cli", "links", *(QUICK if quick else []), *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=book.root,
        env=os.environ | {
            "LIVINGREVIEW_GATEWAY": gateway,
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "http_proxy": "http://127.0.0.1:9",  # would break everything that went through it
            "https_proxy": "http://127.0.0.1:9",
        },
    )  # fmt: skip


# -- every behavior of a server, once -------------------------------------------------------------


@dataclass
class Whole:
    """One run over every behavior."""

    classes: dict[str, str]
    links: dict[str, dict[str, Any]]
    stdout: str
    stderr: str
    status: int
    seconds: float


@pytest.fixture(scope="module")
def whole(new_book: NewBook) -> Iterator[Whole]:
    book = new_book()
    with FaultServer() as web, FaultServer(secure=True) as secure, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        web.titles = dict(TITLES)
        table = {name: url for name, (_, url) in TABLE.items()}
        table["self-signed"] = f"https://127.0.0.1:{secure.server_port}/page"
        table["tls-on-a-plain-port"] = f"https://127.0.0.1:{web.server_port}/page"
        table["refused-port"] = f"http://127.0.0.1:{closed.getsockname()[1]}/page"
        link(book, *table.values())
        begun = time.monotonic()
        done = start(book, web.url)
        stdout, stderr = done.communicate(timeout=100)
        seconds = time.monotonic() - begun
    links = {link["url"]: link for link in report(book)["links"]}
    classes = {name: links[url]["class"] for name, url in table.items()}
    yield Whole(classes, links, stdout, stderr, done.returncode, seconds)


@pytest.mark.parametrize("name", CLASSES)
def test_class_of_a_behavior(whole: Whole, name: str) -> None:
    assert whole.classes[name] == CLASSES[name], whole.links.get(TABLE.get(name, ("", ""))[1])


def test_there_are_enough_behaviors() -> None:
    assert len(BEHAVIORS) > 60
    assert len(CLASSES) > 80


def test_what_fails_is_printed_with_its_place_and_decides(whole: Whole) -> None:
    assert whole.status == 1
    failing = {url for url, link in whole.links.items() if link["verdict"] == "fail"}
    kinds = {whole.links[url]["class"] for url in failing}
    assert kinds == {
        "dead", "dead-host", "dead-anchor", "loop", "soft-404", "wrong-content", "unknown",
        "blocked",
    }  # fmt: skip
    lines = whole.stdout.splitlines()
    assert len(lines) == len(failing)
    line = next(line for line in lines if "https://status-404.test/page" in line)
    place = whole.links["https://status-404.test/page"]["uses"][0]
    assert line.startswith(f"README.md:{place['line']}: ")
    assert line.endswith("dead (HTTP 404); find its new address or link to a copy")


def test_a_chain_of_redirects_is_recorded(whole: Whole) -> None:
    found = whole.links["https://long-chain.test/page"]
    assert [step["code"] for step in found["redirects"]] == [302] * 9
    assert found["final"] == "https://long-chain.test/9"
    moved = whole.links["https://moved-then-redirected.test/page"]
    assert moved["why"] == "write https://redirect-302.test/middle"


def test_a_hostile_web_does_not_hold_the_run_up(whole: Whole) -> None:
    assert whole.seconds < 60


def test_progress_and_counts_are_shown(whole: Whole) -> None:
    assert f"{len(whole.links)} of {len(whole.links)} checked" in whole.stderr
    assert "working" in whole.stderr.splitlines()[-2]


# -- politeness -----------------------------------------------------------------------------------


def test_a_host_is_asked_at_a_measured_pace(book: Book, web: FaultServer) -> None:
    link(book, *(f"https://good.test/{number}" for number in range(6)))
    began = time.monotonic()
    assert run(book, web, "--interval", "0.2", "--no-archive") == 0
    assert time.monotonic() - began >= 5 * 0.2
    assert len(web.times["good.test"]) == 6
    assert web.most_open["good.test"] <= 2


def test_a_busy_host_is_left_alone_as_it_asks(book: Book, web: FaultServer) -> None:
    link(book, *(f"https://busy-then-good.test/{number}" for number in range(3)))
    options = ["--longest-wait", "0.3", "--per-host", "1", "--no-archive"]
    assert run(book, web, *options) == 0
    first, second, *_ = web.times["busy-then-good.test"]
    assert second - first > 0.25


def test_a_host_that_stays_busy_is_not_asked_for_ever(book: Book, web: FaultServer) -> None:
    link(book, *(f"https://busy-for-ever.test/{number}" for number in range(20)))
    assert run(book, web, "--no-archive", "--retries", "5", "--longest-wait", "0.01") == 1
    assert len(web.times["busy-for-ever.test"]) <= 20 + MOST_WAITS


def test_a_host_that_is_down_is_not_asked_again_and_again(book: Book, web: FaultServer) -> None:
    link(book, *(f"https://dropped.test/{number}" for number in range(20)))
    assert run(book, web, "--no-archive", "--retries", "5", "--longest-wait", "0.01") == 0
    assert len(web.times["dropped.test"]) < 30


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60.0),
        ("Sun, 06 Nov 1994 08:40:37 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1.5", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, 784111777.0) == seconds  # Sun, 06 Nov 1994 08:49:37 GMT


# -- references: the handle and the registry decide -----------------------------------------------


DOI = "https://doi.org/10.1000/tiny.1"


def test_a_publishers_wall_decides_nothing(book: Book, web: FaultServer) -> None:
    assert run(book, web) == 0
    found = entry(book, DOI)
    assert (found["class"], found["why"]) == ("working", "handle record and registry")
    assert found["uses"] == [
        {"file": "refs.bib", "line": 6, "citekey": "ames2023tiny", "kind": "doi"}
    ]
    assert not any(path.startswith("publisher.test") for path in web.hits)


def test_every_sign_of_a_doi_is_asked_for_and_a_place_on_its_page_is_not(
    book: Book, web: FaultServer
) -> None:
    odd = "10.1000/(sici)1<2::aid>3.0.co;2-#"
    book.edit("refs.bib", "doi = {10.1000/tiny.1}", f"doi = {{{odd}}}")
    web.titles[odd] = TITLES["10.1000/tiny.1"]
    link(book, f"{DOI}#methods")
    assert run(book, web) == 0
    address = "https://doi.org/10.1000/(sici)1%3C2::aid%3E3.0.co;2-%23"
    assert entry(book, address)["why"] == "handle record and registry"
    assert entry(book, f"{DOI}#methods")["class"] == "working"


def test_a_doi_that_does_not_exist_is_dead(book: Book, web: FaultServer, capsys: Capture) -> None:
    del web.titles["10.1000/tiny.1"]
    assert run(book, web) == 1
    assert "refs.bib:6 (ames2023tiny): " in (out := capsys.readouterr().out)
    assert "dead (no such DOI is registered)" in out


def test_a_doi_of_another_work_is_wrong(book: Book, web: FaultServer) -> None:
    web.titles["10.1000/tiny.1"] = "On the mating of snails"
    assert run(book, web) == 1
    found = entry(book, DOI)
    assert found["class"] == "wrong-content"
    assert "On the mating of snails" in found["why"]


def test_without_a_registry_record_the_page_is_asked(book: Book, web: FaultServer) -> None:
    web.titles["10.1000/tiny.1"] = ""
    assert run(book, web) == 0
    found = entry(book, DOI)
    assert (found["class"], found["verdict"], found["code"]) == ("blocked", "pass", 403)
    assert found["final"] == "https://publisher.test/10.1000/tiny.1"


def test_where_nothing_confirms_a_reference_its_wall_fails(book: Book, web: FaultServer) -> None:
    web.walls.add("doi.org")
    assert run(book, web) == 1
    assert entry(book, "https://doi.org/10.1000/test.1")["verdict"] == "fail"
    assert entry(book, DOI)["verdict"] == "pass"  # its PubMed record answers


def test_the_wall_before_a_references_page_passes_by_its_doi(book: Book, web: FaultServer) -> None:
    page = "https://status-403.test/article"
    book.edit(
        "refs.bib", "doi = {10.1000/test.1}", f"doi = {{10.1000/test.1}},\n  url = {{{page}}}"
    )
    assert run(book, web) == 0
    found = entry(book, page)
    assert (found["class"], found["verdict"]) == ("blocked", "pass")
    assert "Closed to programs and passed all the same: 1" in digest(book)


def digest(book: Book) -> str:
    return (book.root / "health/links.md").read_text(encoding="utf-8")


# -- history --------------------------------------------------------------------------------------


def test_unavailable_fails_only_when_it_lasts(book: Book, web: FaultServer) -> None:
    url = "https://status-502.test/page"
    link(book, url)
    for count, verdict in ((1, "wait"), (2, "wait"), (3, "fail")):
        assert run(book, web) == int(verdict == "fail")
        found = entry(book, url)
        assert (found["failures"], found["verdict"]) == (count, verdict)


def test_a_good_answer_ends_a_row_of_failures(book: Book, web: FaultServer) -> None:
    url = "https://status-502.test/page"
    link(book, url)
    assert run(book, web) == 0
    state = json.loads((book.root / "health/links-state.json").read_text())
    state["urls"]["https://good.test/page"] = state["urls"].pop(url)
    book.write("health/links-state.json", json.dumps(state))
    link(book, "https://good.test/page")
    assert run(book, web) == 0
    found = entry(book, "https://good.test/page")
    assert found["failures"] == 0
    assert found["last_good"] == report(book)["started"][:10]


def test_what_time_did_not_suffice_for_is_told_and_comes_first(
    book: Book, web: FaultServer
) -> None:
    link(book, *(f"https://good.test/{number}" for number in range(5)))
    assert run(book, web, "--interval", "3", "--per-host", "1", "--deadline", "2") == 0
    late = [link for link in report(book)["links"] if link["class"] == "unchecked"]
    assert sum(link["url"].startswith("https://good.test/") for link in late) == 4
    assert {link["verdict"] for link in late} == {"wait"}
    (first,) = [path for path in web.hits if path.startswith("good.test/")]
    assert run(book, web, "--interval", "3", "--per-host", "1", "--deadline", "2") == 0
    asked = [path for path in web.hits if path.startswith("good.test/") and path != first]
    assert len(asked) == 1, "the second run asked what the first had asked before"


def test_an_address_that_is_gone_from_the_book_is_forgotten(book: Book, web: FaultServer) -> None:
    link(book, "https://status-502.test/page")
    run(book, web)
    link(book)
    assert run(book, web) == 0
    assert "status-502" not in (book.root / "health/links-state.json").read_text()


def test_without_a_network_nothing_is_remembered(book: Book, capsys: Capture) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        gateway = f"http://127.0.0.1:{closed.getsockname()[1]}"
        options = ["links", *QUICK, "--gateway", gateway, "--retries", "0"]
        assert main(["--root", str(book.root), *options]) == 1
    assert "is this machine online?" in capsys.readouterr().err
    assert not list((book.root / "health").iterdir())


# -- exceptions -----------------------------------------------------------------------------------


WALL = "https://status-403.test/page"
EXCEPTION = """\
- host: status-403.test
  class: blocked
  reason: turns programs away
  date: {date}
  expires: {expires}
"""


def except_(book: Book, text: str) -> None:
    (book.root / "health").mkdir(exist_ok=True)
    book.write("health/exceptions.yaml", text)


def in_force(text: str = EXCEPTION) -> str:
    year = time.gmtime().tm_year
    return text.format(date=f"{year - 1}-12-31", expires=f"{year}-12-31")


def test_a_wall_fails_unless_it_is_declared(book: Book, web: FaultServer) -> None:
    link(book, WALL)
    assert run(book, web) == 1
    except_(book, in_force())
    assert run(book, web) == 0
    assert entry(book, WALL)["verdict"] == "excused"
    assert report(book)["exceptions"][0]["links"] == 1


def test_an_exception_excuses_its_class_only(book: Book, web: FaultServer) -> None:
    link(book, "https://status-404.test/page")
    except_(book, in_force().replace("status-403", "status-404"))
    assert run(book, web) == 1


def test_an_exception_that_has_ended_fails(book: Book, web: FaultServer, capsys: Capture) -> None:
    link(book, WALL)
    except_(book, EXCEPTION.format(date="2024-01-01", expires="2024-12-31"))
    assert run(book, web) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("health/exceptions.yaml:1: ")
    assert "ended on 2024-12-31" in lines[0]
    assert WALL in lines[1]


def test_an_exception_that_is_needed_no_more_is_told(book: Book, web: FaultServer) -> None:
    link(book, "https://good.test/page")
    except_(book, in_force().replace("status-403", "good") + in_force())
    assert run(book, web) == 0
    assert "`good.test` (line 1): answers again" in digest(book)
    assert "`status-403.test` (line 6): the book has no such link" in digest(book)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  reason: turns programs away\n", "", "reason"),
        ("class: blocked", "class: bad", "class"),
        ("  expires: {expires}\n", "", "expires"),
        ("expires: {expires}", "expires: 2099-01-01", "within a year"),
        ("- host: status-403.test", "- class: blocked", "class"),
        ("- host: status-403.test\n  class", "- class", "url or host"),
        ("reason:", "reason: [", ""),
        (EXCEPTION, "host: status-403.test\n", "hyphen"),
    ],
)
def test_a_damaged_exception_is_one_line_and_the_rest_is_checked(
    book: Book, web: FaultServer, capsys: Capture, old: str, new: str, says: str
) -> None:
    link(book, "https://status-404.test/page")
    assert old in EXCEPTION
    except_(book, in_force(EXCEPTION.replace(old, new)))
    assert run(book, web) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2, lines
    assert lines[0].startswith("health/exceptions.yaml:")
    assert says in lines[0]
    assert "https://status-404.test/page" in lines[1]


# -- killed, damaged, resumed ---------------------------------------------------------------------


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_killed_run_loses_nothing(book: Book, web: FaultServer) -> None:
    urls = [f"https://host-{number}.test/page" for number in range(40)]
    link(book, *urls, "https://held.test/page")
    journal = book.root / "health/links-journal.jsonl"
    first = start(book, web.url, "--timeout", "20")
    wait_for(lambda: journal.exists() and all(url in journal.read_text() for url in [*urls, DOI]))
    first.kill()
    first.communicate()
    assert first.returncode == -signal.SIGKILL
    assert not (book.root / "health/linkreport.json").exists()
    before = web.hits.copy()
    web.held.set()
    second = start(book, web.url)
    assert second.wait(60) == 0
    asked = {path for path in web.hits if web.hits[path] > before[path]}
    assert "held.test/page" in asked
    assert not asked & {url.removeprefix("https://") for url in urls}
    assert {*urls, DOI, "https://held.test/page"} <= {link["url"] for link in report(book)["links"]}
    assert entry(book, urls[0])["class"] == "working"
    assert not journal.exists()
    assert "of them before" in (second.stderr.read() if second.stderr else "")


def test_a_run_that_is_interrupted_ends_at_once_and_goes_on_later(
    book: Book, web: FaultServer
) -> None:
    link(book, "https://held.test/page", "https://good.test/page")
    journal = book.root / "health/links-journal.jsonl"
    first = start(book, web.url, "--timeout", "60")
    wait_for(lambda: web.hits["held.test/page"] > 0 and "good.test" in journal.read_text())
    first.send_signal(signal.SIGINT)
    _, stderr = first.communicate(timeout=20)
    assert first.returncode == 130
    assert stderr.splitlines()[-1] == "stopped; the next run goes on from here"
    web.held.set()
    assert run(book, web) == 0
    assert web.hits["good.test/page"] == 1


def test_a_run_killed_after_its_memory_was_written_counts_once(
    book: Book, web: FaultServer
) -> None:
    url = "https://status-502.test/page"
    link(book, url)
    assert run(book, web) == 0
    state = json.loads((book.root / "health/links-state.json").read_text())
    fields = {
        "url": url, "class": "unavailable", "code": 502, "why": "HTTP 502", "final": url,
        "redirects": [], "confirmed": False, "archived": "", "archive_asked": False,
    }  # fmt: skip
    lines = [json.dumps({"run": state["run"]}), json.dumps(fields), ""]
    book.write("health/links-journal.jsonl", "\n".join(lines))
    assert run(book, web) == 0
    assert entry(book, url)["failures"] == 1


def test_an_address_added_after_a_run_was_killed_is_checked(book: Book, web: FaultServer) -> None:
    assert run(book, web) == 0
    state = json.loads((book.root / "health/links-state.json").read_text())
    book.write("health/links-journal.jsonl", json.dumps({"run": state["run"]}) + "\n")
    link(book, "https://status-404.test/page")
    assert run(book, web) == 1
    assert entry(book, "https://status-404.test/page")["verdict"] == "fail"


def journal_line(url: str) -> str:
    return json.dumps(
        {
            "url": url, "class": "working", "code": 200, "why": "", "final": url,
            "redirects": [], "confirmed": False, "archived": "", "archive_asked": False,
        }
    )  # fmt: skip


HEADS = {"of today": time.time(), "of last week": time.time() - 7 * 86400}


@pytest.mark.parametrize(
    ("damage", "says", "asked"),
    [
        ("", "cannot be read", 2),
        ("\x00\xff", "cannot be read", 2),
        ("[]\n", "cannot be read", 2),
        ("{HEAD}\n{ONE}\n{TW", "the last line is not whole", 1),
        ("{HEAD}\n{ONE}\nnonsense\n[1]\n", "2 lines cannot be read", 1),
        ("{HEAD}\n{ONE}\n" + '{"url": 1}\n', "1 lines cannot be read", 1),
        ("{OLD}\n{ONE}\n{TWO}\n", "more than a day ago", 2),
        ("{HEAD}\n{ONE}\n{TWO}\n", "of them before", 0),
    ],
)
def test_a_damaged_journal(
    book: Book, web: FaultServer, capsys: Capture, damage: str, says: str, asked: int
) -> None:
    urls = ["https://one.test/page", "https://two.test/page"]
    link(book, *urls)
    for name, text in {
        "{HEAD}": json.dumps(
            {"run": time.strftime("%Y-%m-%dT%H:%M:%S.000000+00:00", time.gmtime())}
        ),
        "{OLD}": json.dumps({"run": "2024-01-01T00:00:00.000000+00:00"}),
        "{ONE}": journal_line(urls[0]),
        "{TWO}": journal_line(urls[1]),
        "{TW": journal_line(urls[1])[:40],
    }.items():
        damage = damage.replace(name, text)
    (book.root / "health").mkdir()
    (book.root / "health/links-journal.jsonl").write_bytes(damage.encode("latin-1"))
    assert run(book, web) == 0
    assert says in capsys.readouterr().err
    assert web.hits["one.test/page"] + web.hits["two.test/page"] == asked
    assert {entry(book, url)["class"] for url in urls} == {"working"}


@pytest.mark.parametrize(
    ("damage", "kept"),
    [
        ("", False),
        ("{", False),
        ("[1, 2]", False),
        ('{"schema": 99, "run": "", "urls": {}}', False),
        ('{"schema": 1, "run": "", "urls": []}', False),
        ("[" * 100000, False),
        (
            '{"schema": 1, "run": "x", "urls": {"https://status-502.test/page":'
            ' {"first_seen": "2024-01-01", "failures": 2, "unchecked": 0}, "https://x.test/": 3}}',
            True,
        ),
    ],
)
def test_a_damaged_memory_is_set_aside_and_said(
    book: Book, web: FaultServer, capsys: Capture, damage: str, kept: bool
) -> None:
    url = "https://status-502.test/page"
    link(book, url)
    (book.root / "health").mkdir()
    book.write("health/links-state.json", damage)
    assert run(book, web) == int(kept)
    shown = capsys.readouterr().err
    assert "links-state.damaged-1.json" in shown
    assert (book.root / "health/links-state.damaged-1.json").read_text() == damage
    assert entry(book, url)["failures"] == (3 if kept else 1)


def test_halves_of_files_are_replaced(book: Book, web: FaultServer) -> None:
    (book.root / "health").mkdir()
    for name in ("linkreport.json", "links.md", "linkreport.json.part", "links-state.json.part"):
        book.write(f"health/{name}", '{"half')
    assert run(book, web) == 0
    assert report(book)["verdict"] == "pass"
    names = sorted(path.name for path in (book.root / "health").iterdir())
    assert names == ["linkreport.json", "links-state.json", "links.md"]


def test_a_bibliography_that_cannot_be_read_is_told_and_the_rest_is_checked(
    book: Book, web: FaultServer, capsys: Capture
) -> None:
    assert run(book, web) == 0
    link(book, "https://status-404.test/page")
    book.edit("refs.bib", "title = {Tiny, a {DNA} model}", "title = {Tiny, a {DNA model}")
    assert run(book, web) == 1
    out = capsys.readouterr().out
    assert "refs.bib:1: " in out
    assert "https://status-404.test/page" in out
    state = json.loads((book.root / "health/links-state.json").read_text())
    assert DOI in state["urls"]  # what is known of its links is not forgotten


# -- copies ---------------------------------------------------------------------------------------


def test_a_copy_is_looked_for_once_and_remembered(book: Book, web: FaultServer) -> None:
    page, copy = "https://good.test/blog", "https://web.archive.org/web/2025/https://good.test/blog"
    link(book, page)
    web.copies[page] = copy.replace("https", "http", 1)
    for _ in range(2):
        assert run(book, web) == 0
        assert entry(book, page)["archived"] == copy
    assert web.hits[f"archive.org/wayback/available?url={page}"] == 1
    assert not any("archive.org" in path and "doi.org" in path for path in web.hits)


def test_the_copy_in_the_bibliography_goes_first(book: Book, web: FaultServer) -> None:
    page, copy = "https://good.test/hill", "https://web.archive.org/web/2025/https://good.test/hill"
    book.edit("refs.bib", "https://example.org/hill}", f"{page}}},\n  archived = {{{copy}}}")
    assert run(book, web) == 0
    assert entry(book, page)["archived"] == copy
    assert entry(book, copy)["class"] == "working"
    assert not any(path.startswith("archive.org") for path in web.hits)


# -- what is collected ----------------------------------------------------------------------------


def test_where_links_are_found(book: Book, web: FaultServer) -> None:
    book.write(
        "docs/alpha.md",
        "# A\n\n[one](https://good.test/a_(b)), [two](https://good.test/2).\n"
        "`https://code.test/` and ``https://code.test/2 ` ``\n\n"
        "```python\nhttps://code.test/3\n```\n\n"
        "````{note}\nhttps://good.test/note\n```sh\nhttps://code.test/4\n```\n"
        "https://good.test/note2!\n````\n\n"
        ":::{note}\n<https://good.test/3>\n:::\n% https://code.test/5\nhttps://example.org/6\n",
    )
    book.edit("evidence/papers/ames2023tiny.yaml", "citekey:", "# https://code.test/7\ncitekey:")
    book.edit(
        "CITATION.cff", "license:", "doi: 10.1000/tiny.1\nurl: https://good.test/site\nlicense:"
    )
    assert run(book, web) == 0
    found = {link["url"]: link["uses"][0] for link in report(book)["links"]}
    lines = {url: (use["file"], use["line"]) for url, use in found.items() if "good.test" in url}
    assert lines == {
        "https://good.test/a_(b)": ("docs/alpha.md", 3),
        "https://good.test/2": ("docs/alpha.md", 3),
        "https://good.test/note": ("docs/alpha.md", 11),
        "https://good.test/note2": ("docs/alpha.md", 15),
        "https://good.test/3": ("docs/alpha.md", 19),
        "https://good.test/site": ("CITATION.cff", book.line("CITATION.cff", "url:")),
    }
    assert not any("code.test" in url or "example.org" in url for url in found)
    assert [use["file"] for use in entry(book, DOI)["uses"]] == ["CITATION.cff", "refs.bib"]
    for identifier in (
        "https://pubmed.ncbi.nlm.nih.gov/1234567",
        "https://doi.org/10.1101/2022.11.01.500001",
    ):
        assert found[identifier]["citekey"] == "ames2023tiny"


@pytest.mark.parametrize(
    ("where", "url"),
    [
        ("calico/basenji", "https://github.com/calico/basenji"),
        ("'calico/borzoi:download_models.sh'", "https://github.com/calico/borzoi"),
        ("songlab on Hugging Face", "https://huggingface.co/songlab"),
        ("Merck/TEDDY on Hugging Face", "https://huggingface.co/Merck/TEDDY"),
        ("'https://zenodo.org/records/1'", "https://zenodo.org/records/1"),
        ("unknown", None),
        ("Hugging Face", None),
        ("public drive linked in the README", None),
    ],
)
def test_repositories_of_the_register_are_links(
    book: Book, web: FaultServer, where: str, url: str | None
) -> None:
    book.write("evidence/papers/x.yaml", f"code: {{where: {where}, license: MIT}}\n")
    assert run(book, web, "--no-archive") == 0
    found = [
        link["url"] for link in report(book)["links"] if link["uses"][0]["file"].endswith("x.yaml")
    ]
    assert found == ([url] if url else [])


def test_a_thousand_links_take_seconds(book: Book, web: FaultServer) -> None:
    link(book, *(f"https://host-{n % 100}.test/{n}" for n in range(1000)))
    done = start(book, web.url, "--timeout", "5", "--no-archive")
    begun = time.monotonic()
    assert done.wait(60) == 0
    assert time.monotonic() - begun < 30
    assert report(book)["counts"]["working"] > 1000


def test_digest_cannot_call_people_or_hide_rows(book: Book, web: FaultServer) -> None:
    web.titles["10.1000/tiny.1"] = "<b>@everyone</b> `x` [now](https://bad.test)"
    link(book, "https://good.test/@user")
    web.copies["https://good.test/@user"] = "https://bad.test/\n@everyone"
    assert run(book, web) == 1
    text = digest(book)
    assert "1 to mend" in text
    assert "@everyone" in text
    outside = re.sub(r"`[^`\n]*`", "", text)
    assert not set(outside) & set("`@<[")


def test_digest_names_addresses_as_they_are(book: Book, web: FaultServer) -> None:
    link(book, "https://redirect-301.test/@user", "https://status-404.test/@user")
    web.copies["https://status-404.test/@user"] = "https://web.archive.org/web/1/a_b_@user\n@all"
    assert run(book, web) == 1
    assert "`https://status-404.test/@user`: dead (`HTTP 404`)" in digest(book)
    assert "archived copy: `https://web.archive.org/web/1/a_b_@user @all`" in digest(book)
