"""The check of all references: ask, compare, remember, report.

``health/refreport.json`` is for machines, the page about the book's health among them::

    {"schema_version": 1,
     "run": {"started": ..., "finished": "" if cut, "written": ..., "checked": 249,
             "asked_for": "all" or [keys]},
     "summary": {"error": 0, "warning": 3, "notice": 40, "ok": 150, "not checked": 2,
                 "no identifier": 32},
     "works": {key: {
         "line": line in refs.bib,
         "status": "error" | "warning" | "notice" | "ok" | "not checked" | "no identifier",
         "checked": when it was last looked up, "" if never,
         "verified": when every registry asked last answered, "" if never,
         "registries": [names], "unreachable": {name: what came instead},
         "findings": [{"check", "level", "says", "ours", "theirs", "registry", "do", "fix",
                       "first_seen": day, "kept": true if from an earlier check}]}}}

Times are UTC, ISO 8601. ``check`` is one of ``compare.CHECKS``; ``fix`` maps fields to the values
that ``--fix`` proposes. The report holds every entry of ``refs.bib``, also those that this run did
not look up. Status is ``not checked`` where a registry did not answer and nothing found is an
error; ``no identifier`` where there is nothing a registry could be asked about.
"""

from __future__ import annotations

import difflib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from livingreview import files
from livingreview.problems import Problem, say
from livingreview.references import bibfile
from livingreview.references.bibfile import Reference
from livingreview.references.urls import is_loopback
from livingreview.watch import memory
from livingreview.watch.markdown import plain
from livingreview.watch.refs import bibedit
from livingreview.watch.refs.compare import ERROR, LEVELS, WARNING, compare, versions_of
from livingreview.watch.refs.lookup import identifiers, look_up, prefetch, preprint_of
from livingreview.watch.refs.registries import BATCH, Registries
from livingreview.watch.refs.state import Checked, Kept, State, fingerprint, load, save
from livingreview.watch.web import CONTACT, GATEWAY, Web

FOLDER = "health"
STATE, REPORT, DIGEST, PATCH = "refs-state.json", "refreport.json", "refs.md", "refs.patch"
NOT_CHECKED, NO_IDENTIFIER, OK = "not checked", "no identifier", "ok"
STATUSES = (*LEVELS, OK, NOT_CHECKED, NO_IDENTIFIER)


def registries() -> Registries:
    """The registries behind a polite client; the address of the user only if the user gave one."""
    contact = os.environ.get(CONTACT, "").strip()
    mailto = contact if "@" in contact else ""  # a page is told in the name of the program alone
    suffix = f"; {contact}" if contact else ""
    agent = f"livingreview (checks the references of a living review{suffix})"
    here = is_loopback(urlsplit(os.environ.get(GATEWAY, "")).hostname or "")
    pace = 0.0 if here else 1.0  # a mirror on this machine needs no pause
    return Registries(Web(agent, deadline=6 * 3600, host_interval=pace, host_parallel=1), mailto)


def _stamp(time: datetime) -> str:
    return time.isoformat(timespec="seconds")


# -- the run --------------------------------------------------------------------------------------


def run(
    root: Path,
    keys: Sequence[str] = (),
    only: Collection[str] = (),
    fix: bool = False,
    ask: Callable[[], Registries] = registries,
    now: Callable[[], datetime] = memory.now,
) -> int:
    """Check references online; write report, digest and, with ``fix``, a patch.

    Args:
        root: the book's folder.
        keys: the entries to look up; all if empty.
        only: print, propose and judge only findings of these checks.
        fix: write ``health/refs.patch``.
        ask: makes the registries.
        now: the clock.

    Returns 0; 1 if an entry has an error; 2 for an unknown key or a folder that cannot be written;
    130 if it was interrupted.
    """
    health = root / FOLDER
    works = _works(root / "refs.bib")
    if not works:
        return 1
    unknown = [key for key in keys if key not in works]
    if unknown:
        say(f"refs.bib has no entry {unknown[0]}; write the key as it stands there")
        return 2
    try:
        state, damage = load(health / STATE)
        save(state, health / STATE)
    except OSError as error:
        say(f"{FOLDER}/{STATE} cannot be written ({error.strerror}); mend the folder {FOLDER}")
        return 2
    if damage:
        say(f"{FOLDER}/{damage}")
    state.works = {key: work for key, work in state.works.items() if key in works}
    todo = _todo(works, keys, state, now())
    interrupted = False
    try:
        _check(todo, state, health / STATE, ask(), now)
        if not keys:
            state.finished = _stamp(now())
    except KeyboardInterrupt:
        interrupted = True
    save(state, health / STATE)
    scope = {key: works[key] for key in keys or works}
    report = _report(works, state, keys, len(todo), _stamp(now()))
    files.write(health / REPORT, memory.as_json(report))
    files.write(health / DIGEST, digest(works, state))
    if fix:
        _propose(root, scope, state, only)
    _print("refs.bib", scope, state, only, notices=bool(keys) or fix)
    if interrupted:
        say("stopped; run it again to go on where it stopped")
        return 130
    if _nobody_answered([state.works[ref.key] for ref in todo if ref.key in state.works]):
        say("no registry answered, so nothing was checked; is this machine online?")
        return 1
    findings = (finding for key in scope for finding in _selected(state.works.get(key), only))
    return int(any(finding.level == ERROR for finding in findings))


def _works(file: Path) -> dict[str, Reference]:
    """The entries that can be read; says how many faults the file has, and the first of them."""
    works, problems = bibfile.read(file)
    if problems:
        count = f"{len(problems)} fault{'s' if len(problems) > 1 else ''} in {file.name}"
        say(f"{problems[0]}\n{count}; livingreview check names all")
    return works


def _nobody_answered(works: Sequence[Checked]) -> bool:
    """Whether several registries were asked and none answered: then this machine is offline."""
    asked = {(work.fingerprint, name) for work in works for name in work.asked}
    silent = {(work.fingerprint, name) for work in works for name in work.unreachable}
    return len({name for _, name in asked}) > 1 and asked <= silent


def _todo(
    works: Mapping[str, Reference], keys: Sequence[str], state: State, now: datetime
) -> list[Reference]:
    """What is to be looked up: the named entries, or all that a run cut short did not reach."""
    if keys:
        return [works[key] for key in dict.fromkeys(keys)]
    resumed = bool(state.started) and not state.finished and _recent(state.started, now)
    if not resumed:
        state.started, state.finished = _stamp(now), ""
        return list(works.values())
    todo = [ref for key, ref in works.items() if not _done(ref, state.works.get(key), state)]
    say(f"Going on with the run of {state.started}: {len(todo)} of {len(works)} entries left")
    return todo


def _recent(stamp: str, now: datetime) -> bool:
    try:
        return timedelta() <= now - datetime.fromisoformat(stamp) < memory.FRESH
    except (ValueError, TypeError):
        return False


def _done(ref: Reference, work: Checked | None, state: State) -> bool:
    return (
        work is not None
        and work.fingerprint == fingerprint(ref)
        and work.checked >= state.started
        and not work.unreachable
    )


def _check(
    todo: Sequence[Reference],
    state: State,
    file: Path,
    asked: Registries,
    now: Callable[[], datetime],
) -> None:
    """Look entries up one by one; after each the state is on disk."""
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        prefetch(batch, asked)
        for number, ref in enumerate(batch, start + 1):
            work = check_one(ref, state.works.get(ref.key), asked, _stamp(now()))
            state.works[ref.key] = work
            save(state, file)
            say(f"{number}/{len(todo)} {ref.key}: {status(ref, work)}")


def check_one(ref: Reference, before: Checked | None, asked: Registries, stamp: str) -> Checked:
    """Look one entry up. What a registry that is down said last time is kept."""
    mark = fingerprint(ref)
    if before and before.fingerprint != mark:
        # An edited entry is a new one, but for the versions and for when it was verified.
        before = before.model_copy(update={"findings": []})
    found = look_up(ref, asked)
    versions = before.versions if before else {}
    old = {(one.check, one.says, one.theirs): one for one in (before.findings if before else [])}
    findings = []
    for finding in compare(ref, found, versions):
        same = old.pop((finding.check, finding.says, finding.theirs), None)
        first = same.first_seen if same else stamp[:10]
        findings.append(Kept.model_validate({**asdict(finding), "first_seen": first}))
    findings += [
        one.model_copy(update={"kept": True})
        for one in old.values()
        if set(one.registry.split(", ")) & set(found.unreachable)
    ]
    return Checked(
        fingerprint=mark,
        checked=stamp,
        verified=(before.verified if before else "") if found.unreachable else stamp,
        asked=found.asked,
        unreachable=found.unreachable,
        versions={**versions, **versions_of(found)},
        findings=sorted(findings, key=lambda one: LEVELS.index(one.level)),
    )


def status(ref: Reference, work: Checked | None) -> str:
    """One of ``STATUSES``."""
    if work is None or work.fingerprint != fingerprint(ref):
        return NOT_CHECKED
    levels = [finding.level for finding in work.findings]
    if ERROR in levels:
        return ERROR
    if work.unreachable:
        return NOT_CHECKED
    if not identifiers(ref) and preprint_of(ref) is None:
        return NO_IDENTIFIER
    return min(levels, key=LEVELS.index, default=OK)


def _selected(work: Checked | None, only: Collection[str]) -> list[Kept]:
    return [one for one in (work.findings if work else []) if not only or one.check in only]


# -- what is said ---------------------------------------------------------------------------------


def _report(
    works: Mapping[str, Reference], state: State, keys: Sequence[str], checked: int, stamp: str
) -> dict[str, object]:
    statuses = {key: status(ref, state.works.get(key)) for key, ref in works.items()}
    counts = Counter(statuses.values())
    entries = {}
    for key, ref in works.items():
        work = state.works.get(key) or Checked(fingerprint="", checked="")
        entries[key] = {
            "line": ref.line,
            "status": statuses[key],
            "checked": work.checked,
            "verified": work.verified,
            "registries": work.asked,
            "unreachable": work.unreachable,
            "findings": [one.model_dump() for one in work.findings],
        }
    about = {"started": state.started, "finished": state.finished, "written": stamp}
    return {
        "schema_version": state.schema_version,
        "run": {**about, "checked": checked, "asked_for": list(keys) or "all"},
        "summary": {name: counts[name] for name in STATUSES},
        "works": entries,
    }


def sides(finding: Kept) -> str:
    """What stands on both sides of a finding, in one phrase; empty if neither says anything."""
    parts = [f"ours: {finding.ours}"] if finding.ours else []
    parts += [f"{finding.registry or 'found'}: {finding.theirs}"] if finding.theirs else []
    parts += ["as of the last check that reached it"] if finding.kept else []
    return "; ".join(parts)


def _line(file: str, ref: Reference, finding: Kept) -> str:
    said = f" ({sides(finding)})" if sides(finding) else ""
    found = f"{finding.level}: {finding.says}{said}"
    return str(Problem(Path(file), ref.line, f"{ref.key}.{finding.check}", found, finding.do))


def _print(
    file: str,
    scope: Mapping[str, Reference],
    state: State,
    only: Collection[str],
    notices: bool,
) -> None:
    """Errors and warnings on standard output, a summary behind them on standard error."""
    shown = (ERROR, WARNING, *LEVELS[2:]) if notices else (ERROR, WARNING)
    found = [(key, one) for key in scope for one in _selected(state.works.get(key), only)]
    for key, finding in found:
        if finding.level in shown:
            print(_line(file, scope[key], finding))
    counts = Counter(status(ref, state.works.get(key)) for key, ref in scope.items())
    told = ", ".join(f"{counts[name]} {name}" for name in STATUSES if counts[name])
    silent: Counter[str] = Counter()
    for key in scope:
        silent.update((state.works[key].unreachable if key in state.works else {}).keys())
    for name, count in sorted(silent.items()):
        say(f"{name} was not reached for {count} of {len(scope)} entries")
    say(f"{len(scope)} entries: {told}\nDetails: {FOLDER}/{DIGEST} and {FOLDER}/{REPORT}")


def digest(works: Mapping[str, Reference], state: State) -> str:
    """The report for people, in Markdown."""
    statuses = {key: status(ref, state.works.get(key)) for key, ref in works.items()}
    counts = Counter(statuses.values())
    when = f"of {state.started}" if state.started else "so far"
    unfinished = "" if state.finished or not state.started else ", not finished"
    lines = [
        "# References", "", f"The check {when}{unfinished}.", "",
        "| entries | status |", "| --: | --- |",
        *(f"| {counts[name]} | {name} |" for name in STATUSES),
    ]  # fmt: skip
    titles = {"error": "Errors", "warning": "To be looked at", "notice": "For information"}
    for level in LEVELS:
        found = [
            (key, one)
            for key in works
            for one in _selected(state.works.get(key), ())
            if one.level == level
        ]
        if found:
            lines += ["", f"## {titles[level]}", ""]
            lines += [_item(works[key], one) for key, one in found]
    lost = [key for key in works if statuses[key] == NOT_CHECKED]
    if lost:
        lines += ["", "## Not checked", ""]
    for key in lost:
        work = state.works.get(key)
        last = f"last verified {work.verified[:10]}" if work and work.verified else "never verified"
        why = "; ".join(f"{n}: {d}" for n, d in work.unreachable.items()) if work else ""
        lines.append(f"- `{key}`: {last}{f' ({plain(why)})' if why else ''}")
    return "\n".join(lines) + "\n"


def _item(ref: Reference, finding: Kept) -> str:
    said = f" {plain(sides(finding))}." if sides(finding) else ""
    do = finding.do and f" *{plain(finding.do)}*"
    first = f"since {finding.first_seen}"
    return f"- `{ref.key}` (line {ref.line}, {first}): {plain(finding.says)}.{said}{do}"


# -- the patch ------------------------------------------------------------------------------------


def _propose(
    root: Path, scope: Mapping[str, Reference], state: State, only: Collection[str]
) -> None:
    """Write the patch, or remove an old one if there is nothing to propose."""
    file, target = root / "refs.bib", root / FOLDER / PATCH
    old = file.read_bytes().decode()
    new, count = proposed(file, old, scope, state, only)
    if new == old:
        target.unlink(missing_ok=True)
        say("Nothing to propose")
        return
    files.write(target, patch(file.name, old, new))
    say(f"{count} entries in {FOLDER}/{PATCH}; read it, then: git apply {FOLDER}/{PATCH}")


def proposed(
    file: Path, text: str, scope: Mapping[str, Reference], state: State, only: Collection[str]
) -> tuple[str, int]:
    """The bibliography with every proposal that leaves it as sound as it is, and how many."""
    before = _faults(file, text)
    everything = bibfile.read(file)[0]
    taken = {
        (name, value): key
        for key, ref in everything.items()
        for name, value in ref.fields.items()
        if name in bibfile.IDENTIFIERS
    }
    count = 0
    for key, ref in scope.items():
        work = state.works.get(key)
        if work is None or work.fingerprint != fingerprint(ref):
            continue
        fields: dict[str, str] = {}
        for finding in _selected(work, only):
            fields |= finding.fix
        if not fields:
            continue
        other = next(filter(None, (taken.get(pair) for pair in fields.items())), None)
        if other:
            say(f"{key}: not proposed, {other} has the same identifier; keep one entry of the two")
            continue
        try:
            new = bibedit.with_fields(text, key, fields)
        except ValueError as error:
            say(f"{key}: not proposed, {error}")
            continue
        fault = next(iter(sorted(_faults(file, new) - before)), "")
        if fault:
            say(f"{key}: not proposed, {fault}")
        elif new != text:
            text, count = new, count + 1
    return text, count


def _faults(file: Path, text: str) -> set[str]:
    """What is wrong with a bibliography, without places."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        copy.write_bytes(text.encode())
        return {f"{one.field}: {one.found}" for one in bibfile.read(copy)[1]}


def patch(name: str, old: str, new: str) -> str:
    """A unified diff that ``git apply`` takes."""
    before, after = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (old, new))
    lines: Iterable[str] = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
