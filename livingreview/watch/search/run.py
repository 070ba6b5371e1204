"""``livingreview search``: send the recorded strings again since the last day; report, list.

``health/searchreport.json`` is for machines::

    {"schema_version": 1,
     "run": {"started": ..., "finished": ..., "resumed": whether it went on with a run cut short},
     "summary": {"runs": 31, "failed": 0, "works": 410, "known": 300, "linked": 12,
                 "to_screen": 110},
     "runs": [a run as evidence/search.yaml keeps it],
     "works": [{"work", "title", "year", "first_author", "runs": [ids], "also": [identifiers],
                "perhaps": [known works], "abstract"}],
     "known": [{"work", "title", "is": key or identifier, "rule"}]}

``health/search.md`` says the same for people, ``health/to-screen.yaml`` holds a row of
``evidence/screening.yaml`` for each work that is not known; it is not there if there is none. What
a person wrote into it is kept. ``health/search-journal.jsonl`` remembers finished runs until all
are done, so that a search that was cut goes on where it stopped, within a day.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from livingreview import files
from livingreview.problems import Refused, say
from livingreview.references.folding import fold
from livingreview.references.identifiers import is_pmid
from livingreview.references.urls import is_loopback
from livingreview.register import strings
from livingreview.register.files.protocol import Protocol, String
from livingreview.register.files.search import Search
from livingreview.register.register import Register
from livingreview.watch import memory
from livingreview.watch.markdown import plain
from livingreview.watch.refs.records import Author
from livingreview.watch.search import same, sending, toscreen
from livingreview.watch.search.asking import Received, Sources
from livingreview.watch.search.pages import Hit, year_of
from livingreview.watch.web import CONTACT, GATEWAY, Web

FOLDER = "health"
REPORT, DIGEST, JOURNAL = "searchreport.json", "search.md", "search-journal.jsonl"
PAUSE = {"arXiv": 3.0}  # seconds between two requests, as the source asks; one second elsewhere
Sent = Callable[[date, date], str]  # what is sent for some days
LISTED = 200  # works named in the digest; the list to screen has all


def sources() -> Sources:
    """The sources behind polite clients; the address of the user only if the user gave one."""
    contact = os.environ.get(CONTACT, "").strip()
    suffix = f"; {contact}" if contact else ""
    agent = f"livingreview (repeats the search of a living review{suffix})"
    here = is_loopback(urlsplit(os.environ.get(GATEWAY, "")).hostname or "")
    clients: dict[str, Web] = {}

    def client(platform: str) -> Web:
        if platform not in clients:
            pause = 0.0 if here else PAUSE.get(platform, 1.0)
            clients[platform] = Web(
                agent, timeout=60, deadline=6 * 3600, host_interval=pause, host_parallel=1
            )
        return clients[platform]

    return Sources(client, contact if "@" in contact else "")


# -- what is to be sent ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """One run to be made: of which string, what is sent, for which days."""

    of: String
    kind: str
    string: str
    since: date
    until: date
    lists: strings.Lists = ()
    category: str = ""


def tasks(books: Register, today: date) -> list[Task]:
    """Every run that is due: each string of the protocol in pieces that can be sent."""
    plan = books.protocol
    if plan is None or not plan.strings:
        raise Refused("evidence/protocol.yaml has no strings; write some under strings:")
    names = strings.model_names(books)
    made = list(books.searches.values())
    return [task for one in plan.strings for task in _tasks(books, plan, one, names, made, today)]


def _tasks(
    books: Register, plan: Protocol, one: String, names: Sequence[str], made: Sequence[Search],
    today: date,
) -> Iterator[Task]:  # fmt: skip
    def due(kind: str, sent: Sent, lists: strings.Lists = (), category: str = "") -> Task:
        start = _start(one, plan.overlap, sent, made)
        return Task(one, kind, sent(start, today), start, today, lists, category)

    if one.cites:
        for some in _batches(cited_articles(books)):
            yield due("cites", partial(sending.citing, some))
    elif one.like:
        words = sending.checksum(strings.ways(one, plan, names))
        for category in one.categories or ("",):
            said = f"category {category}, kept by words {words}" if category else f"words {words}"
            yield due("days", partial(_same_each_time, said), category=category)
    else:
        query = sending.arxiv if one.platform == "arXiv" else sending.europe_pmc
        for lists in sending.pieces(strings.lists_of(one, plan, names), query):
            yield due("string", partial(query, lists), lists)


def _same_each_time(said: str, since: date, until: date) -> str:
    """What is recorded of a source that takes no string: its days stand beside it."""
    return said


def _start(one: String, overlap: int, sent: Sent, made: Sequence[Search]) -> date:
    """The first day to ask for: some days before the last that was asked for in the same words.

    Other words, a failed run or none: the first day of the string.
    """
    done = [
        run.until
        for run in made
        if run.of == one.id and not run.failed and run.since and run.until
        and run.string == sent(run.since, run.until)
    ]  # fmt: skip
    return max(one.first, max(done) - timedelta(days=overlap)) if done else one.first


def cited_articles(books: Register) -> list[str]:
    """The PubMed identifiers of the works of benchmarks: what cites them can be asked for."""
    keys = {one.from_ or books.paper_of[name] for name, one in books.benchmarks.items()}
    known = (books.references[key].fields.get("pmid", "") for key in sorted(keys))
    return [pmid for pmid in known if is_pmid(pmid)]


def _batches(pmids: Sequence[str], size: int = 50) -> Iterator[Sequence[str]]:
    for start in range(0, len(pmids), size):
        yield pmids[start : start + size]


# -- a run ----------------------------------------------------------------------------------------


def _ask(task: Task, asked: Sources) -> Received:
    match task.of.platform:
        case "Europe PMC":
            return asked.europe_pmc(task.string)
        case "arXiv":
            return asked.arxiv(partial(sending.arxiv, task.lists), task.since, task.until)
        case "bioRxiv":
            return asked.biorxiv(task.category, task.since, task.until)
        case _:
            return asked.crossref(task.since, task.until)


def _made(task: Task, name: str, got: Received, kept: Sequence[Hit], day: date) -> Search:
    """A run as it is recorded."""
    ids = list(dict.fromkeys(hit.names[0] for hit in kept))
    what = f"{task.category}, " if task.category else ""
    return Search.model_validate(
        {
            "id": name, "source": task.of.source, "platform": task.of.platform,
            "kind": task.kind, "of": task.of.id, "string": task.string, "day": day,
            "since": task.since, "until": task.until,
            "coverage": f"{what}works of {task.since} to {task.until}",
            "total": got.total, "ids": ids, "dropped": max(0, got.count - len(ids)),
            **({"failed": got.failed} if got.failed else {}),
        }
    )  # fmt: skip


def run(
    root: Path,
    books: Register,
    ask: Callable[[], Sources] = sources,
    now: Callable[[], datetime] = memory.now,
) -> int:
    """Send every string that is due; write report, digest and the list to screen.

    Returns 0; 1 if a run failed; 2 if nothing can be asked; 130 if it was interrupted.
    """
    started = now()
    try:
        todo = tasks(books, started.date())
    except Refused as refused:
        say(str(refused))
        return 2
    plan = books.protocol
    assert plan
    names = strings.model_names(books)
    asked = ask()
    journal = memory.Journal(root / FOLDER / JOURNAL, started, "id", _fits, "run")
    runs: list[Search] = []
    hits: list[tuple[str, Hit]] = []
    taken = set(books.searches)
    try:
        for number, (task, name) in enumerate(_named(todo, started.date(), taken), 1):
            say(f"{number}/{len(todo)} {name}: {task.since} to {task.until}")
            entry = journal.done.get(name)
            if entry is None or entry["run"]["string"] != task.string:
                entry = _entry(task, name, plan, names, asked, started.date())
                if not entry["run"].get("failed"):
                    journal.add(entry)
            made = Search.of_json(entry["run"])
            say(f"  {made.failed}" if made.failed else f"  {len(made.ids)} of {made.total} kept")
            runs.append(made)
            hits += [(name, _hit(one)) for one in entry["hits"]]
    except KeyboardInterrupt:
        journal.close(finished=False)
        say("stopped; run it again to go on where it stopped")
        return 130
    journal.close(finished=True)
    report = _report(books, runs, hits, started, now())
    files.write(root / FOLDER / REPORT, memory.as_json(report))
    files.write(root / FOLDER / DIGEST, digest(report))
    toscreen.write(root / FOLDER, report, started.date())
    summary = report["summary"]
    for one in runs:
        if one.failed:
            print(f"{one.id}: the run failed: {one.failed}; run make search again")
    if summary["failed"] == summary["runs"]:
        say("no source answered, so nothing was searched; is this machine online?")
    say(
        f"{summary['works']} works, {summary['known']} known, {summary['to_screen']} to screen; "
        f"{summary['failed']} of {summary['runs']} runs failed\n"
        f"Details: {FOLDER}/{DIGEST} and {FOLDER}/{toscreen.LIST}"
    )
    return int(summary["failed"] > 0)


def _named(todo: Sequence[Task], day: date, taken: set[str]) -> Iterator[tuple[Task, str]]:
    """Each task with the id of its run: string, piece where there are several, day."""
    for task in todo:
        same_string = [one for one in todo if one.of.id == task.of.id]
        piece = f"-{same_string.index(task) + 1}" if len(same_string) > 1 else ""
        base = f"{task.of.id}{piece}-{day}"
        free = (base, *(f"{base}-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
        yield task, next(name for name in free if name not in taken)


def _entry(
    task: Task, name: str, plan: Protocol, names: Sequence[str], asked: Sources, day: date
) -> memory.Entry:
    """A run as it is asked for, with what came, as the journal keeps it."""
    got = _ask(task, asked)
    how = strings.ways(task.of, plan, names) if task.of.like else ()
    kept = [hit for hit in got.hits if not how or strings.fits(f"{hit.title} {hit.abstract}", how)]
    made = _made(task, name, got, kept, day)
    as_kept = made.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"id": name, "run": as_kept, "hits": [asdict(hit) for hit in kept]}


def _fits(entry: memory.Entry) -> bool:
    Search.of_json(entry["run"])
    return isinstance(entry["id"], str) and all(_hit(one) for one in entry["hits"])


def _hit(one: Mapping[str, Any]) -> Hit:
    lists = {name: tuple(one[name]) for name in ("years", "names", "linked")}
    return Hit(**{**one, **lists, "authors": tuple(Author(**a) for a in one["authors"])})


# -- what came of it ------------------------------------------------------------------------------


def _report(
    books: Register, runs: Sequence[Search], hits: Sequence[tuple[str, Hit]], started: datetime,
    finished: datetime,
) -> dict[str, Any]:  # fmt: skip
    register = same.Register(same.known_works(books.references, books.screening))
    new: list[dict[str, Any]] = []
    known: list[dict[str, str]] = []
    for work in same.joined(hits):
        judged, hit = register.judge(work), work.best
        if judged.known:
            told = {"work": hit.names[0], "title": hit.title}
            known.append({**told, "is": judged.known, "rule": judged.rule})
            continue
        author = hit.authors[0].family if hit.authors else ""
        also = list(dict.fromkeys(name for one in work.hits for name in one.names))
        new.append(
            {
                "work": hit.names[0], "title": hit.title, "year": year_of(hit),
                "first_author": author, "runs": work.runs,
                "also": [name for name in also if name != hit.names[0]],
                "perhaps": list(judged.perhaps), "abstract": hit.abstract,
            }
        )  # fmt: skip
    new.sort(key=lambda one: (-(one["year"] or 0), fold(one["title"])))
    failed = sum(bool(one.failed) for one in runs)
    linked = sum(not one["rule"].startswith("identifier") for one in known)
    return {
        "schema_version": 1,
        "run": {"started": _stamp(started), "finished": _stamp(finished)},
        "summary": {
            "runs": len(runs), "failed": failed, "works": len(new) + len(known),
            "known": len(known), "linked": linked, "to_screen": len(new),
        },
        "runs": [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in runs],
        "works": new,
        "known": known,
    }  # fmt: skip


def _stamp(time: datetime) -> str:
    return time.isoformat(timespec="seconds")


def digest(report: Mapping[str, Any]) -> str:
    """The report for people, in Markdown."""
    summary = report["summary"]
    lines = [
        "# Search", "",
        f"The search of {report['run']['started']}: {summary['works']} works came, "
        f"{summary['known']} are known, {summary['to_screen']} are to be screened; "
        f"{summary['failed']} of {summary['runs']} runs failed.",
    ]  # fmt: skip
    failed = [one for one in report["runs"] if one.get("failed")]
    if failed:
        lines += ["", "## Failed", "", "A run that failed is not an empty one: run it again.", ""]
        lines += [f"- `{one['id']}`: {plain(one['failed'])}" for one in failed]
    if report["works"]:
        lines += ["", "## To be screened", ""]
        lines += [_item(one) for one in report["works"][:LISTED]]
        more = len(report["works"]) - LISTED
        lines += [f"- and {more} more, in `{toscreen.LIST}`"] if more > 0 else []
    return "\n".join(lines) + "\n"


def _item(one: Mapping[str, Any]) -> str:
    who = f"{one['first_author']}, " if one["first_author"] else ""
    perhaps = f" Perhaps {plain('; '.join(one['perhaps']))}." if one["perhaps"] else ""
    when = one["year"] or "year unknown"
    return f"- {plain(one['title'])} ({plain(who)}{when}), {plain(one['work'])}.{perhaps}"
