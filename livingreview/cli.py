"""The ``livingreview`` command: one word for each task; ``livingreview --help`` lists them."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import get_args

from livingreview import files, memo, metadata, starting
from livingreview.figures import behind
from livingreview.problems import Refused, report
from livingreview.register import listing, onefile, screeners, second, seconding, skeleton
from livingreview.register.finding import Verdict
from livingreview.releases import doi, make, publishing, zenodo
from livingreview.text import check, first, sheet
from livingreview.watch.links import check as watch_links
from livingreview.watch.refs import add as watch_add
from livingreview.watch.refs import check as watch_refs
from livingreview.watch.refs.compare import CHECKS
from livingreview.watch.search import keep as watch_keep
from livingreview.watch.search import run as watch_search
from livingreview.watch.values import check as watch_values

VERDICTS = get_args(get_args(Verdict)[0])
UNWRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC)


Task = Callable[[Path, argparse.Namespace], int]


def in_a_line(task: Task) -> Task:
    """A task that says in a line why it refused, and ends with 1."""

    @wraps(task)
    def told(root: Path, options: argparse.Namespace) -> int:
        try:
            return task(root, options)
        except Refused as refused:
            print(refused, file=sys.stderr)
            return 1

    return told


@in_a_line
def listed(root: Path, options: argparse.Namespace) -> int:
    """The lists for editors; 1 with the first fault if the register cannot be read."""
    books = check.sound(root)
    match options.command:
        case "stale":
            return listing.stale(books, options.days)
        case "findings":
            return listing.findings(books, root, options.chapter, options.how)
        case _:
            book = metadata.read(root)
            day = date.fromisoformat(book.date) if book.date else date.today()
            return listing.freeze(books, root, book.version, day)


@in_a_line
def read_again(root: Path, options: argparse.Namespace) -> int:
    """Second readings, written or listed; 1 if refused, 2 if the call is wrong."""
    named = bool(options.ids)
    if named == options.owed or named != bool(options.verdict) or (named and options.chapter):
        print("write ID... --verdict VERDICT, or --owed alone", file=sys.stderr)
        return 2
    # A verdict against a record is no reason to refuse the next one.
    books = check.sound(root, lambda one: one.field.endswith(second.VERDICT))
    if options.owed:
        if options.chapter and not (root / "docs" / f"{options.chapter}.md").exists():
            print(f"docs/ has no page {options.chapter}.md; name a chapter", file=sys.stderr)
            return 1
        among = behind.owing(books, root / "docs", options.chapter)
        return seconding.listed(books, among, lambda file: file.relative_to(root))
    seconding.write(books, options.ids, options.verdict, options.note, options.date)
    return 0


@in_a_line
def searched(root: Path, options: argparse.Namespace) -> int:
    """The search, or what it found written down; 1 if a run failed or the register is broken."""
    books = check.sound(root)
    return watch_keep.keep(root, books) if options.keep else watch_search.run(root, books)


@in_a_line
def screened(root: Path, options: argparse.Namespace) -> int:
    """A sheet of works to be screened, or its answers written down; 1 if that cannot be done."""
    books = check.sound(root)
    if options.read:
        count = screeners.read(books, root, options.read, options.date)
        print(f"{count} answers written into {screeners.FILE}", file=sys.stderr)
    else:
        files.write(options.sheet, screeners.sheet(books))
    return 0


@in_a_line
def drawn(root: Path, options: argparse.Namespace) -> int:
    """A sheet of printed numbers for an outside reader; 1 with one line if it cannot be made."""
    sheet.hand_out(
        root, options.seed, options.count, options.chapter, options.out, options.readings
    )
    return 0


@in_a_line
def verified(root: Path, options: argparse.Namespace) -> int:
    """The state of the values; 1 if one moved or differs, 2 if the call was wrong."""
    books = check.sound(root)
    try:
        return watch_values.run(root, books, options)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2


@in_a_line
def begun(folder: Path, options: argparse.Namespace) -> int:
    """A new book; 1 with one line if the folder is not empty."""
    starting.init(folder)
    print(f"{folder} is a living review with one invented work. Next: cd {folder}; make")
    return 0


def judged(root: Path, files: Sequence[Path], as_json: bool) -> int:
    """The faults of some files of the register; 1 if there are any, 2 if a file is none of it."""
    chapters, broken = first.chapters(root)
    if broken:
        report([check.near(problem, root) for problem in broken], as_json)
        return 1
    try:
        problems, others = onefile.judge(root, files, chapters)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    report(problems, as_json)
    count = len(problems)
    print(f"{count or 'no'} problem{'' if count == 1 else 's'}", file=sys.stderr)
    if others:
        print("Other files have some, too: livingreview check lists them.", file=sys.stderr)
    return 1 if problems else 0


def released(root: Path, options: argparse.Namespace) -> int:
    """Everything about releases; 1 with every reason, one a line, if it is refused."""
    try:
        match options.command:
            case "release" if options.concept_doi and not options.doi:
                raise Refused("--concept-doi goes with --doi, the DOI of the version; give both")
            case "release" if options.doi:
                doi.add_doi(root, options.version, options.doi, options.concept_doi)
            case "release":
                make.release(root, options.version, lambda: check.load(root)[1:])
            case "zenodo":
                make.read_citation(root)  # says what is wrong with it
                zenodo.write(root)
            case "site":
                publishing.site(root)
            case _:
                publishing.assets(root, options.version)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Exit code 0: done; 1: faults were found; 2: the call was wrong."""
    memo.collect_seldom()
    parser = argparse.ArgumentParser(prog="livingreview", description="Tend the living review.")
    parser.add_argument("--root", type=Path, default=Path(), help="the book's folder (default: .)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = commands.add_parser("check", help="check register, references and text")
    one.add_argument(
        "files", nargs="*", type=Path, metavar="FILE",
        help="only these, of evidence/ or refs.bib, without reading any page: a second",
    )  # fmt: skip
    one.add_argument("--json", action="store_true", help="print the problems as JSON")
    one.add_argument(
        "--words", action="store_true", help="list the sentences that compare without a check"
    )
    two = commands.add_parser("new", help="write a skeleton: new paper CITEKEY")
    two.add_argument("kind", choices=["paper"])
    two.add_argument("citekey")
    three = commands.add_parser("stale", help="list the claims not reviewed lately")
    three.add_argument("--days", type=int, default=180, help="how many days count (default: 180)")
    five = commands.add_parser("findings", help="list findings by how they were checked")
    five.add_argument("--chapter", help="only those that a chapter prints or claims")
    five.add_argument("--how", choices=["primary", "data", "computed", "secondary"])
    eight = commands.add_parser(
        "second", help="write that somebody else read findings at their source, or list who is owed"
    )
    eight.add_argument("ids", nargs="*", metavar="ID", help="findings that were read")
    eight.add_argument("--verdict", choices=VERDICTS)
    eight.add_argument("--note", default="", help="what is wrong, in a line")
    eight.add_argument(
        "--date", type=date.fromisoformat, default=date.today(), help="the day (default: today)"
    )
    eight.add_argument("--owed", action="store_true", help="list what a claim or figure rests on")
    eight.add_argument("--chapter", help="with --owed: only what this chapter rests on")
    nine = commands.add_parser(
        "sample", help="draw printed numbers for somebody to read at their source, blind"
    )
    nine.add_argument("--seed", type=int, required=True, help="the same seed draws the same")
    nine.add_argument("--count", type=int, required=True, help="how many numbers")
    nine.add_argument("--chapter", help="only of this chapter")
    nine.add_argument("--out", type=Path, metavar="FILE", help="write the sheet there")
    nine.add_argument(
        "--readings", type=Path, metavar="FILE",
        help="write the same numbers as a file of evidence/readings/, named by its day",
    )  # fmt: skip
    ten = commands.add_parser(
        "screen", help="write a sheet of works for a reader who sees no answers, or read it back"
    )
    way = ten.add_mutually_exclusive_group(required=True)
    way.add_argument("--sheet", type=Path, metavar="FILE", help="write the sheet there")
    way.add_argument("--read", type=Path, metavar="FILE", help="write its answers into the rows")
    ten.add_argument(
        "--date", type=date.fromisoformat, default=date.today(), help="the day (default: today)"
    )
    eleven = commands.add_parser(
        "search", help="send the recorded strings again since the last day (needs the internet)"
    )
    eleven.add_argument(
        "--keep", action="store_true",
        help="ask nobody: write the runs and rows of the last search into evidence/",
    )  # fmt: skip
    commands.add_parser("freeze", help="keep all ids and claims in evidence/ (at a release)")
    watch_links.add_options(
        commands.add_parser("links", help="ask whether every link is still good")
    )
    watch_values.add_options(
        commands.add_parser("verify", help="ask whether values stand in the authors' files")
    )
    six = commands.add_parser("release", help="make a release, or give one its DOI")
    six.add_argument("version", metavar="VERSION", help="as 2026.12 or 2026.12.1")
    six.add_argument("--doi", default="", help="write the DOI of this version; release nothing")
    six.add_argument("--concept-doi", default="", help="with --doi: the DOI of all versions")
    commands.add_parser("zenodo", help="write .zenodo.json from CITATION.cff (before a release)")
    commands.add_parser("site", help="write build/site: the site with every released version")
    seven = commands.add_parser("assets", help="write build/assets: what a release offers")
    seven.add_argument("version", metavar="VERSION")
    refs = commands.add_parser("refs", help="check references online against the registries")
    refs.add_argument("keys", nargs="*", metavar="KEY", help="only these entries (default: all)")
    refs.add_argument("--fix", action="store_true", help="propose changes in health/refs.patch")
    refs.add_argument(
        "--only", action="append", choices=CHECKS, default=[], metavar="CHECK",
        help=f"only findings of this check; may be repeated: {', '.join(CHECKS)}",
    )  # fmt: skip
    ref = commands.add_parser("ref", help="add a reference: ref DOI|ARXIV|PMID|PMCID")
    ref.add_argument("id", help="an identifier, or an address that holds one")
    init = commands.add_parser("init", help="write the smallest living review into a new folder")
    init.add_argument("folder", type=Path, metavar="FOLDER")
    options = parser.parse_args(arguments)
    if options.command == "init":
        return in_the_tree(begun, options.folder, options)
    root = options.root.resolve()
    for part in ("conf.py", "refs.bib", "docs", "evidence"):
        if not (root / part).exists():
            print(f"{root} holds no {part}; run this in the book's folder", file=sys.stderr)
            return 2
    return in_the_tree(run, root, options)


def in_the_tree(task: Task, root: Path, options: argparse.Namespace) -> int:
    """What a task answers; 1 with one line where nothing may be written."""
    try:
        return task(root, options)
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        print(f"{error.filename}: {error.strerror}; run this where you may write", file=sys.stderr)
        return 1


def run(root: Path, options: argparse.Namespace) -> int:
    """Do what the command asks for in the book below ``root``."""
    match options.command:
        case "check" if options.files:
            return judged(root, options.files, options.json)
        case "check":
            return check.check(root, options.json, options.words)
        case "new":
            return skeleton.new_paper(root, options.citekey)
        case "stale" | "findings" | "freeze":
            return listed(root, options)
        case "sample":
            return drawn(root, options)
        case "second":
            return read_again(root, options)
        case "screen":
            return screened(root, options)
        case "search":
            return searched(root, options)
        case "links":
            return watch_links.run(root, options)
        case "verify":
            return verified(root, options)
        case "release" | "zenodo" | "site" | "assets":
            return released(root, options)
        case "refs":
            return watch_refs.run(root, options.keys, options.only, options.fix)
        case _:
            return watch_add.add(root, options.id, skeleton.new_paper)


if __name__ == "__main__":
    sys.exit(main())
