"""``livingreview links``: is every address of the book still good? Asked politely, remembered.

Its exit code is the verdict: 0 when no link fails, 1 when one does. Which class fails when is said
in :func:`verdict`.
"""

from __future__ import annotations

import argparse
import os
import queue
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from livingreview.problems import Problem, say
from livingreview.references import bibfile
from livingreview.references.urls import host_of
from livingreview.text.collect import Use, collect
from livingreview.watch import memory
from livingreview.watch.links import doi, exempt, report
from livingreview.watch.links.judge import GOOD, PATIENT, judge, read_page
from livingreview.watch.links.report import Judged, Run
from livingreview.watch.web import CONTACT, GATEWAY, Answer, Web

IDENTIFIERS = ("doi", "eprint", "pmid", "pmcid", "preprint")
WAYBACK = "https://archive.org/wayback/available?url="
ASK_ARCHIVE_AGAIN = 30  # days after which a page without a known copy is asked for once more
PAGE = 4 << 20  # bytes that are read where an anchor is looked for
HEAD = 1 << 17  # bytes that are read otherwise: title and kind
REFRESHES = 3


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("--timeout", type=float, default=20, help="seconds for each silence of a server (20)")
    add("--deadline", type=float, default=3000, help="seconds for the whole run (3000)")
    add("--longest-wait", type=float, default=60, help="longest Retry-After obeyed, seconds (60)")
    add("--interval", type=float, default=0.5, help="seconds between requests to a host (0.5)")
    add("--per-host", type=int, default=2, help="requests to one host at a time (2)")
    add("--retries", type=int, default=2, help="tries again after a fault that may pass (2)")
    add("--workers", type=int, default=16, help="requests at a time (16)")
    add("--patience", type=int, default=3, help="runs in a row before unavailable fails (3)")
    add(
        "--contact", default=os.environ.get(CONTACT, ""), help=f"who asks, for hosts (or {CONTACT})"
    )
    add("--no-archive", action="store_true", help="do not ask archive.org for copies")
    gateway = f"ask <gateway>/host/path in the place of https://host/path (also: {GATEWAY})"
    add("--gateway", default=os.environ.get(GATEWAY, ""), help=gateway)


@dataclass(frozen=True)
class Task:
    """One address to ask for: its DOI's title in ``refs.bib``, whether a copy is looked for."""

    url: str
    is_doi: bool
    title: str
    ask_archive: bool


def run(root: Path, options: argparse.Namespace) -> int:
    """Check every link of the book below ``root`` and write report, digest and memory."""
    folder = root / "health"
    folder.mkdir(exist_ok=True)
    works, problems = bibfile.read(root / "refs.bib")
    wanted = collect(root, works)
    now = memory.now()
    exemptions, faults = exempt.read(folder / "exceptions.yaml", now.date())
    problems = [*(problems if not works else []), *faults]
    state = memory.State(folder / "links-state.json")
    journal = memory.Journal(folder / "links-journal.jsonl", now)
    tasks = _tasks(wanted, works, state, now, not options.no_archive)
    left = [task for task in tasks if task.url not in journal.done]
    resumed = f", {len(tasks) - len(left)} of them before" if len(left) < len(tasks) else ""
    say(f"{len(tasks)} addresses in {len({host_of(task.url) for task in tasks})} hosts{resumed}")
    web = Web(
        agent=_agent(options.contact),
        timeout=options.timeout,
        deadline=options.deadline,
        longest_wait=options.longest_wait,
        host_interval=options.interval,
        host_parallel=options.per_host,
        retries=options.retries,
        gateway=options.gateway,
    )
    unchecked = []
    try:
        for entry in _ask_all(web, left, options):
            if entry["class"] == "unchecked":
                unchecked.append(entry)
            else:
                journal.add(entry)
    except KeyboardInterrupt:
        journal.close(finished=False)
        say("stopped; the next run goes on from here")
        return 130
    entries = [journal.done[task.url] for task in tasks if task.url in journal.done]
    if entries and not any(entry["code"] for entry in entries):
        journal.close(finished=True)
        say("no host answered at all: is this machine online? Nothing is remembered of this run")
        return 1
    done = _finish(wanted, [*entries, *unchecked], works, state, exemptions, options, journal.run)
    done.problems = [_near(problem, root) for problem in problems]
    done.failed = bool(problems) or any(link.verdict == "fail" for link in done.links)
    state.save()
    report.write(folder, done, options.patience)
    journal.close(finished=True)
    return report.show(done, options.patience)


def _near(problem: Problem, root: Path) -> Problem:
    return Problem(
        problem.file.relative_to(root), problem.line, problem.field, problem.found, problem.remedy
    )


def _agent(contact: str) -> str:
    return f"livingreview-links/{version('livingreview')} ({contact or 'link check of a book'})"


# -- what to ask ----------------------------------------------------------------------------------


def _tasks(
    wanted: dict[str, list[Use]],
    works: dict[str, bibfile.Reference],
    state: memory.State,
    now: datetime,
    archive: bool,
) -> list[Task]:
    tasks = []
    for url, uses in wanted.items():
        cited = [use.citekey for use in uses if use.kind == "doi" and use.citekey]
        title = works[cited[0]].fields.get("title", "") if cited else ""
        plain = any(use.kind in ("text", "url") for use in uses) and not url.startswith(doi.BASE)
        entry = state.urls.get(url, {})
        ask = archive and plain and not _copy(uses, works) and not entry.get("archived")
        if ask and (asked := entry.get("archive_asked")):
            ask = _days(asked, now) >= ASK_ARCHIVE_AGAIN
        tasks.append(Task(url, url.startswith(doi.BASE), title, ask))
    # what was left over last time comes first
    return sorted(tasks, key=lambda task: -state.urls.get(task.url, {}).get("unchecked", 0))


def _days(day: str, now: datetime) -> float:
    try:
        return (now.date() - datetime.fromisoformat(day).date()).days
    except ValueError:
        return ASK_ARCHIVE_AGAIN


def _copy(uses: Iterable[Use], works: dict[str, bibfile.Reference]) -> str:
    """The archived copy that ``refs.bib`` names."""
    for use in uses:
        if use.kind == "url" and (copy := works[use.citekey].fields.get("archived")):
            return copy
    return ""


# -- asking ---------------------------------------------------------------------------------------


def _ask_all(web: Web, tasks: list[Task], options: argparse.Namespace) -> Iterator[memory.Entry]:
    """Each address, as soon as it is finished; a host holds no more threads than its share."""
    by_host: defaultdict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_host[host_of(task.url)].append(task)
    shares = [
        some[start :: options.per_host]
        for _, some in sorted(by_host.items(), key=lambda item: -len(item[1]))
        for start in range(min(len(some), options.per_host))
    ]
    finished: queue.SimpleQueue[memory.Entry | BaseException] = queue.SimpleQueue()

    def work(share: list[Task]) -> None:
        try:
            for task in share:
                finished.put(_ask(web, task))
        except BaseException as fault:
            finished.put(fault)

    pool = ThreadPoolExecutor(options.workers)
    try:
        for share in shares:
            pool.submit(work, share)
        shown, odd = time.monotonic(), 0
        for count in range(1, len(tasks) + 1):
            entry = finished.get()
            if isinstance(entry, BaseException):
                raise entry
            odd += entry["class"] not in GOOD
            yield entry
            if time.monotonic() - shown > 5 or count == len(tasks):
                shown = time.monotonic()
                say(f"  {count} of {len(tasks)} checked, {odd} not as they should be")
    finally:
        web.stop()
        pool.shutdown(cancel_futures=True)


def _ask(web: Web, task: Task) -> memory.Entry:
    """Ask for one address; everything the journal keeps of it."""
    confirmed = settled = False
    answer = Answer(task.url)
    kind, why = "unchecked", ""
    if task.is_doi:
        kind, why, answer, settled = doi.check(web, task.url, task.title)
        confirmed = kind == "working"
    if not settled:
        page_kind, page_why, page_answer = _ask_page(web, task.url)
        if not confirmed or page_kind not in GOOD:
            kind, why, answer = page_kind, page_why, page_answer
    copy = ""
    asked = task.ask_archive and kind != "unchecked"
    if asked:
        copy = _archived(web, task.url)
    return {
        "url": task.url,
        "class": kind,
        "code": answer.status,
        "why": why,
        "final": answer.final_url,
        "redirects": [list(step) for step in answer.chain],
        "confirmed": confirmed,
        "archived": copy,
        "archive_asked": asked,
    }


def _ask_page(web: Web, url: str) -> tuple[str, str, Answer]:
    answer = web.get(url, limit=PAGE if "#" in url else HEAD)
    page = read_page(answer)
    for _ in range(REFRESHES):  # a page that forwards its reader by itself
        if not page.refresh or page.refresh == answer.final_url:
            break
        if answer.error or answer.status != 200:  # an error page that forwards is an error still
            break
        way = (*answer.chain, (answer.status, answer.final_url))
        after = web.get(page.refresh, limit=PAGE)
        answer = Answer(
            url, after.status, after.final_url, (*way, *after.chain), after.headers,
            after.body, after.truncated, after.error, after.detail,
        )  # fmt: skip
        page = read_page(answer)
    kind, why = judge(url, answer, page)
    return kind, why, answer


def _archived(web: Web, url: str) -> str:
    """The address of the copy that the Wayback Machine names; empty if it names none."""
    found = web.get(WAYBACK + quote(url, safe=""), accept="application/json").json()
    shots = found.get("archived_snapshots")
    closest = shots.get("closest") if isinstance(shots, dict) else None
    copy = closest.get("url") if isinstance(closest, dict) and closest.get("available") else None
    return copy.replace("http://", "https://", 1) if isinstance(copy, str) else ""


# -- judging with what is remembered --------------------------------------------------------------


def _finish(
    wanted: dict[str, list[Use]],
    entries: list[memory.Entry],
    works: dict[str, bibfile.Reference],
    state: memory.State,
    exemptions: list[exempt.Exemption],
    options: argparse.Namespace,
    run_id: str,
) -> Run:
    """Join results, memory and exceptions; bring the memory up to date."""
    started = datetime.fromisoformat(run_id)
    today = f"{started:%Y-%m-%d}"
    counted = state.run == run_id  # killed after the memory was written: count nothing twice
    confirmed = {
        use.citekey
        for entry in entries
        if entry["confirmed"] or entry["class"] in GOOD
        for use in wanted[entry["url"]]
        if use.kind in IDENTIFIERS and use.citekey
    }
    links = []
    for entry in sorted(entries, key=lambda entry: str(entry["url"])):
        uses = wanted[entry["url"]]
        link = _joined(entry, uses, works, state, today)
        link.exemption = next(
            (e for e in exemptions if e.rule.class_ == link.kind and e.rule.covers(link.url)), None
        )
        proven = entry["confirmed"] or any(use.citekey in confirmed for use in uses)
        if not counted:
            _remember(link.memory, link.kind, today, proven)
        link.verdict = verdict(link, proven, options.patience)
        links.append(link)
    state.run = run_id
    if works:  # a bibliography that cannot be read takes no memory with it
        state.urls = {url: entry for url, entry in state.urls.items() if url in wanted}
    return Run(started, memory.now(), links, [], exemptions)


def _joined(
    entry: memory.Entry,
    uses: list[Use],
    works: dict[str, bibfile.Reference],
    state: memory.State,
    today: str,
) -> Judged:
    """What was seen of an address now, with what the memory holds of it."""
    kind, why = entry["class"], entry["why"]
    if kind == "moved" and not any(use.kind in ("text", "url", "where") for use in uses):
        kind, why = "redirected", f"to {entry['final']}"  # made from an identifier
    known = state.urls.setdefault(
        entry["url"], {"first_seen": today, "failures": 0, "unchecked": 0}
    )
    if entry["archived"]:
        known["archived"] = entry["archived"]
    if entry["archive_asked"]:
        known["archive_asked"] = today
    return Judged(
        entry["url"], kind, entry["code"], why, entry["final"],
        [(code, url) for code, url in entry["redirects"]],
        _copy(uses, works) or known.get("archived", ""), uses, known,
    )  # fmt: skip


def _remember(known: memory.Entry, kind: str, day: str, proven: bool) -> None:
    known["class"] = kind
    if kind == "unchecked":
        known["unchecked"] += 1
        return
    known["unchecked"] = 0
    if kind in GOOD:
        known["last_good"] = day
    known["failures"] = (
        0 if kind in GOOD or (kind == "blocked" and proven) else known["failures"] + 1
    )


def verdict(link: Judged, proven: bool, patience: int) -> str:
    """``pass``, ``excused`` by an exception, ``wait`` for the next run, or ``fail``.

    Good classes pass. A blocked link passes where one of the reference's identifiers was
    confirmed. What may pass by itself waits, until it has lasted for ``patience`` runs.
    """
    if link.kind in GOOD or (link.kind == "blocked" and proven):
        return "pass"
    if link.exemption:
        return "excused"
    count = link.memory["unchecked" if link.kind == "unchecked" else "failures"]
    return "wait" if link.kind in PATIENT and count < patience else "fail"
