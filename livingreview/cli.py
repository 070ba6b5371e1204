"""The ``livingreview`` command: one word for each task; ``livingreview --help`` lists them."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import eval_config_file
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from livingreview import files, loading, references
from livingreview.problems import Problem, Refused
from livingreview.register import Register
from livingreview.releases import doi, make, publishing, zenodo
from livingreview.watch import add as watch_add
from livingreview.watch import links
from livingreview.watch import refs as watch_refs
from livingreview.watch.compare import CHECKS

_WARNING = re.compile(
    r"^(?:(?P<file>.+?):(?:(?P<line>\d+):)? )?(?:WARNING|ERROR|CRITICAL): (?P<text>.*)"
)
_COLOR = re.compile(r"\x1b\[[\d;]*m")
SKELETON = """\
# {title}
# Fill in what you saw; write unknown for what you searched and did not see. Delete what is empty.
# checked.how: primary (the text), data (the authors' files), computed (by us), secondary (others).
citekey: {key}
review: preprint                 # peer-reviewed | preprint | company | note
posted: unknown                  # day, month or year of the first preprint
published: not applicable        # the same of the version of record
makes: []                        # ids of the models whose makers wrote this paper
interests: unknown               # competing interests, none declared, or unknown

# Take the hash signs off and put what you saw in the place of the examples.
# findings:
#   - id: {stem}-what              # permanent, kebab-case
#     says: what was measured, in your own words
#     task: a few words
#     metric: AUROC                # drop the line if there is none
#     better: higher               # higher | lower | neither
#     data: []                     # ids of data sets
#     tests: []                    # ids of models
#     value: 0.85
#     at: Table 1
#     checked: {{how: primary, against: article page, date: {today}}}
"""


def load(root: Path) -> tuple[dict[str, references.Reference], Register, list[Problem]]:
    """References, register and faults of the book below ``root``, paths as seen from there."""
    chapters = eval_config_file(root / "conf.py", Tags()).get("livingreview_chapters", [])
    works, problems = references.read(root / "refs.bib")
    if problems:  # without the bibliography every citekey would seem wrong
        return works, Register(), [_near(problem, root) for problem in problems]
    books, problems = loading.load(root / "evidence", works, chapters)
    return works, books, [_near(problem, root) for problem in problems]


def _near(problem: Problem, root: Path) -> Problem:
    """The same with its file as seen from the book's folder."""
    inside = problem.file.is_relative_to(root)
    return replace(problem, file=problem.file.relative_to(root)) if inside else problem


def problems_of_text(root: Path) -> list[Problem]:
    """What Sphinx and the book's own checks say of every page; only a cache is written."""
    warnings = io.StringIO()
    cache = root / "build" / "check"
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            root / "docs", root, cache / "out", cache / "doctrees", "dummy",
            status=None, warning=warnings, freshenv=True,
        )  # fmt: skip
        app.build()
    found = set()
    for line in _COLOR.sub("", warnings.getvalue()).splitlines():
        if match := _WARNING.match(line):
            text, _, remedy = match["text"].partition("; ")
            file = Path(match["file"] or "conf.py")
            problem = Problem(file, int(match["line"] or 0), "", text, remedy or "mend it")
            found.add(_near(problem, root))
    return sorted(found)


def check(root: Path, as_json: bool) -> int:
    """Print every fault of records and text; 0 if there is none, else 1."""
    print("Checking references and records ...", file=sys.stderr)
    _, _, problems = load(root)
    if not problems:
        print("Reading every page ...", file=sys.stderr)
        problems = problems_of_text(root)
    if as_json:
        print(json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem)
    print(f"{len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}", file=sys.stderr)
    return 1 if problems else 0


def new_paper(root: Path, key: str) -> int:
    """Write a commented skeleton of a paper's file; never overwrite one."""
    works, problems = references.read(root / "refs.bib")
    if problems:
        print(problems[0], file=sys.stderr)
        return 1
    if key not in works:
        print(f"refs.bib has no entry {key}; add it there first", file=sys.stderr)
        return 1
    file = root / "evidence" / "papers" / f"{key}.yaml"
    if file.exists():
        print(f"{file} exists already; open it instead", file=sys.stderr)
        return 1
    title = works[key].fields["title"].replace("{", "").replace("}", "")
    stem = re.sub(r"(19|20)\d\d.*", "", key)
    files.write(file, SKELETON.format(key=key, title=title, stem=stem, today=date.today()))
    print(file)
    return 0


def _refuse(problems: list[Problem]) -> int:
    """Name the first fault; the rest is for ``check``."""
    print(f"{problems[0]}\nRun livingreview check for all of them.", file=sys.stderr)
    return 1


def findings(root: Path, chapter: str | None, how: str | None) -> int:
    """List the findings a chapter prints or claims, by how they were checked."""
    _, books, problems = load(root)
    if problems:
        return _refuse(problems)
    used = set(books.findings)
    if chapter:
        page = root / "docs" / f"{chapter}.md"
        if not page.exists():
            print(f"docs/ has no page {chapter}.md; name a chapter", file=sys.stderr)
            return 1
        text = page.read_text(encoding="utf-8")
        named = set(re.findall(r"[\w-]+", text))
        for name, claim in books.claims.items():
            if books.chapter_of[name] == chapter:
                named |= {*claim.supports, *claim.disputes, *claim.qualifies}
        used &= named
    counts: Counter[str] = Counter()
    for name in sorted(used, key=lambda name: (books.findings[name].checked.how, name)):
        finding = books.findings[name]
        counts[finding.checked.how] += 1
        if how in (None, finding.checked.how):
            print(f"{finding.checked.how:<10} {name:<36} {books.paper_of[name]}, {finding.at}")
    total = sum(counts.values())
    shares = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
    print(f"{total} findings: {shares}", file=sys.stderr)
    return 0


def stale(root: Path, days: int) -> int:
    """List the claims that nobody reviewed in so many days; always 0."""
    _, books, problems = load(root)
    if problems:
        return _refuse(problems)
    limit = date.today() - timedelta(days=days)
    old = [claim for claim in books.claims.values() if claim.reviewed < limit]
    for claim in sorted(old, key=lambda claim: (claim.reviewed, claim.id)):
        print(f"{claim.reviewed}  {books.chapter_of[claim.id]}  {claim.id}")
    print(f"{len(old)} of {len(books.claims)} claims not reviewed since {limit}", file=sys.stderr)
    return 0


def freeze(root: Path) -> int:
    """Add every id to the list of published ids, so that none can vanish unseen later."""
    _, books, problems = load(root)
    if problems:
        return _refuse(problems)
    file = root / "evidence" / "published-ids.txt"
    before = set(file.read_text(encoding="utf-8").split()) if file.exists() else set()
    every = sorted(before | set(books.place))
    files.write(file, "\n".join(every) + "\n")
    print(f"{len(every) - len(before)} new ids, {len(every)} in all", file=sys.stderr)
    return 0


def released(root: Path, options: argparse.Namespace) -> int:
    """Everything about releases; 1 with every reason, one a line, if it is refused."""
    try:
        match options.command:
            case "release" if options.concept_doi and not options.doi:
                raise Refused("--concept-doi goes with --doi, the DOI of the version; give both")
            case "release" if options.doi:
                doi.add_doi(root, options.version, options.doi, options.concept_doi)
            case "release":
                make.release(root, options.version, lambda: load(root)[1:])
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
    parser = argparse.ArgumentParser(prog="livingreview", description="Tend the living review.")
    parser.add_argument("--root", type=Path, default=Path(), help="the book's folder (default: .)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = commands.add_parser("check", help="check register, references and text")
    one.add_argument("--json", action="store_true", help="print the problems as JSON")
    two = commands.add_parser("new", help="write a skeleton: new paper CITEKEY")
    two.add_argument("kind", choices=["paper"])
    two.add_argument("citekey")
    three = commands.add_parser("stale", help="list the claims not reviewed lately")
    three.add_argument("--days", type=int, default=180, help="how many days count (default: 180)")
    five = commands.add_parser("findings", help="list findings by how they were checked")
    five.add_argument("--chapter", help="only those that a chapter prints or claims")
    five.add_argument("--how", choices=["primary", "data", "computed", "secondary"])
    commands.add_parser("freeze", help="add every id to evidence/published-ids.txt (at a release)")
    links.add_options(commands.add_parser("links", help="ask whether every link is still good"))
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
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    for part in ("conf.py", "refs.bib", "docs", "evidence"):
        if not (root / part).exists():
            print(f"{root} holds no {part}; run this in the book's folder", file=sys.stderr)
            return 2
    match options.command:
        case "check":
            return check(root, options.json)
        case "new":
            return new_paper(root, options.citekey)
        case "stale":
            return stale(root, options.days)
        case "links":
            return links.run(root, options)
        case "findings":
            return findings(root, options.chapter, options.how)
        case "release" | "zenodo" | "site" | "assets":
            return released(root, options)
        case "refs":
            return watch_refs.run(root, options.keys, options.only, options.fix)
        case "ref":
            return watch_add.add(root, options.id, new_paper)
        case _:
            return freeze(root)


if __name__ == "__main__":
    sys.exit(main())
