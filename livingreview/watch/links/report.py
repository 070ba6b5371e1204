"""The outcome of a link check: ``linkreport.json`` for programs, ``links.md`` for people."""

from __future__ import annotations

import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from livingreview import files
from livingreview.problems import Problem
from livingreview.text.collect import Use
from livingreview.watch import memory
from livingreview.watch.links import exempt
from livingreview.watch.links.judge import BAD, GOOD
from livingreview.watch.markdown import code, plain

SCHEMA = 1
MOST_ROWS = 40  # of one list of the digest; the report holds all
SOON = timedelta(days=30)


@dataclass
class Judged:
    """One address after the run."""

    url: str
    kind: str
    code: int
    why: str
    final: str
    redirects: list[tuple[int, str]]
    archived: str
    uses: list[Use]
    memory: memory.Entry
    verdict: str = "pass"
    exemption: exempt.Exemption | None = None


@dataclass
class Run:
    """All that a run found; what the report and the digest are written from."""

    started: datetime
    finished: datetime
    links: list[Judged]
    problems: list[Problem]
    exemptions: list[exempt.Exemption]
    failed: bool = False


_LOOK = "open it in a browser, then mend the link"
REMEDIES = {
    "blocked": "open it in a browser; if it is good, say so in health/exceptions.yaml",
    "dead": "find its new address or link to a copy",
    "dead-anchor": "mend what stands behind the #",
    "dead-host": "find its new address or link to a copy",
    "loop": _LOOK,
    "soft-404": "find its new address or link to a copy",
    "tls": "find another address or link to a copy",
    "unavailable": "find another address or link to a copy",
    "unchecked": "give the run more time (--deadline)",
    "unknown": _LOOK,
    "wrong-content": _LOOK,
}


def write(folder: Path, run: Run, patience: int) -> None:
    """Write both files, each whole or not at all."""
    files.write(folder / "linkreport.json", memory.as_json(as_data(run)))
    files.write(folder / "links.md", digest(run, patience))


def as_data(run: Run) -> dict[str, Any]:
    """The report: versions, times, counts, and of every link all that is known."""
    return {
        "schema": SCHEMA,
        "started": run.started.isoformat(timespec="seconds"),
        "finished": run.finished.isoformat(timespec="seconds"),
        "tools": {
            "livingreview": version("livingreview"),
            "requests": version("requests"),
            "python": platform.python_version(),
        },
        "verdict": "fail" if run.failed else "pass",
        "counts": counts(run),
        "problems": [problem.as_dict() for problem in run.problems],
        "exceptions": [
            {
                "for": exemption.rule.name,
                "class": exemption.rule.class_,
                "reason": exemption.rule.reason,
                "expires": exemption.rule.expires.isoformat(),
                "links": sum(link.exemption is exemption for link in run.links),
            }
            for exemption in run.exemptions
        ],
        "links": [_link(link) for link in run.links],
    }


def _link(link: Judged) -> dict[str, Any]:
    return {
        "url": link.url,
        "class": link.kind,
        "verdict": link.verdict,
        "code": link.code or None,
        "why": link.why,
        "final": link.final,
        "redirects": [{"code": code, "url": url} for code, url in link.redirects],
        "first_seen": link.memory["first_seen"],
        "last_good": link.memory.get("last_good"),
        "failures": link.memory["failures"],
        "archived": link.archived or None,
        "uses": [
            {"file": use.file, "line": use.line, "citekey": use.citekey or None, "kind": use.kind}
            for use in link.uses
        ],
    }


def counts(run: Run) -> dict[str, int]:
    """How many links are of each class, in the order of the classes."""
    found = Counter(link.kind for link in run.links)
    return {kind: found[kind] for kind in (*GOOD, *BAD) if found[kind]}


def show(run: Run, patience: int) -> int:
    """Print what fails, one line each, and the counts; the exit code."""
    for problem in run.problems:
        print(problem)
    for link in run.links:
        if link.verdict == "fail":
            remedy = REMEDIES[link.kind]
            print(f"{link.uses[0].place}: {link.url}: {_words(link, patience)}; {remedy}")
    print(", ".join(f"{kind} {count}" for kind, count in counts(run).items()), file=sys.stderr)
    by_verdict = Counter(link.verdict for link in run.links)
    words = {"fail": "fail", "wait": "wait for the next run", "excused": "excused"}
    parts = [f"{by_verdict[name]} {said}" for name, said in words.items() if by_verdict[name]]
    parts += [f"{len(run.problems)} faults in our own files"] if run.problems else []
    print("; ".join(parts) or "no link fails", "(see health/links.md)", file=sys.stderr)
    return int(run.failed)


def _words(link: Judged, patience: int, quoted: Callable[[str], str] = str) -> str:
    count = link.memory["unchecked" if link.kind == "unchecked" else "failures"]
    times = f", run {count} of {patience}" if link.verdict == "wait" else ""
    good = f", last good {link.memory['last_good']}" if link.memory.get("last_good") else ""
    return f"{link.kind}{f' ({quoted(link.why)})' if link.why else ''}{times}{good}"


def digest(run: Run, patience: int) -> str:
    """A short page of Markdown: what to do first, what waits, what to look at some day."""
    return "\n".join(_digest(run, patience)) + "\n"


def _digest(run: Run, patience: int) -> Iterator[str]:
    failing = [link for link in run.links if link.verdict == "fail"]
    total = len(failing) + len(run.problems)
    yield "## Links"
    yield ""
    outcome = f"{total} to mend" if total else "All is well"
    yield f"{outcome}: {len(run.links)} addresses, checked {run.started:%Y-%m-%d %H:%M} UTC."
    yield "; ".join(f"{count} {kind}" for kind, count in counts(run).items()) + "."
    yield from _list(
        "To mend", [*(f"- {plain(str(p))}" for p in run.problems), *_rows(failing, patience)]
    )
    waiting = [link for link in run.links if link.verdict == "wait"]
    yield from _list("Not reachable now", _rows(waiting, patience))
    moved = [link for link in run.links if link.kind == "moved"]
    yield from _list("Moved for good: write the new address", _rows(moved, patience))
    yield from _list("Exceptions to look at", _exceptions(run))
    blocked = [link for link in run.links if link.kind == "blocked" and link.verdict != "fail"]
    if blocked:
        hosts = Counter(link.url.split("/")[2] for link in blocked)
        some = ", ".join(f"{host} {count}" for host, count in sorted(hosts.items()))
        yield from ("", f"Closed to programs and passed all the same: {len(blocked)} ({some}).")


def _list(title: str, rows: Iterable[str]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield from ("", f"### {title}", "")
        yield from rows[:MOST_ROWS]
    if len(rows) > MOST_ROWS:
        yield f"- and {len(rows) - MOST_ROWS} more, in `health/linkreport.json`"


def _rows(links: Iterable[Judged], patience: int) -> Iterator[str]:
    for link in links:
        places = ", ".join(use.place for use in link.uses[:3])
        more = f" and {len(link.uses) - 3} more" if len(link.uses) > 3 else ""
        copied = link.archived and link.kind != "moved"
        copy = f"; archived copy: {code(link.archived)}" if copied else ""
        remedy = f"; {REMEDIES[link.kind]}" if link.verdict == "fail" else ""
        words = _words(link, patience, code)
        yield f"- {code(link.url)}: {words}; in {places}{more}{remedy}{copy}"


def _exceptions(run: Run) -> Iterator[str]:
    for exemption in run.exemptions:
        rule = exemption.rule
        covered = [link for link in run.links if rule.covers(link.url)]
        place = f"line {exemption.line}"
        if not covered:
            yield f"- `{rule.name}` ({place}): the book has no such link any more"
        elif all(link.kind in GOOD for link in covered):
            yield f"- `{rule.name}` ({place}): answers again; the exception can go"
        elif rule.expires - run.started.date() <= SOON:
            yield f"- `{rule.name}` ({place}): the exception ends on {rule.expires}"
