"""Lists for editors: findings by how they were checked, claims not reviewed lately, all ids."""

from __future__ import annotations

import re
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from livingreview import files
from livingreview.register import history, published
from livingreview.register.register import Register


def findings(books: Register, root: Path, chapter: str | None, how: str | None) -> int:
    """List the findings a chapter prints or claims, by how they were checked."""
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
                named |= set(claim.ids())
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


def stale(books: Register, days: int) -> int:
    """List the claims that nobody reviewed in so many days, and predictions that are overdue.

    Always 0.
    """
    today = date.today()
    limit = today - timedelta(days=days)
    old = [claim for claim in books.claims.values() if claim.reviewed < limit]
    for claim in sorted(old, key=lambda claim: (claim.reviewed, claim.id)):
        print(f"{claim.reviewed}  {books.chapter_of[claim.id]}  {claim.id}")
    print(f"{len(old)} of {len(books.claims)} claims not reviewed since {limit}", file=sys.stderr)
    due = [one for one in books.predictions.values() if one.overdue(today)]
    for one in sorted(due, key=lambda one: (one.judged, one.id)):
        print(f"{one.judged}  prediction  {one.id}")
    if due:
        print(f"{len(due)} predictions past their day; write outcome:", file=sys.stderr)
    return 0


def freeze(books: Register, root: Path, version: str, day: date) -> int:
    """Add every id and address to the list of published ids, claims and works to their history.

    No id can vanish unseen later, and no claim change its words or its grade. ``day`` is that of
    the version.
    """
    file = root / "evidence" / "published-ids.txt"
    before = set(file.read_text(encoding="utf-8").split()) if file.exists() else set()
    addresses = {
        f"{finding.id}/{row}/{column}"
        for finding in books.findings.values()
        if (table := finding.table)
        for row, cells in table.rows.items()
        for column, cell in zip(table.columns, cells, strict=True)
        if cell is not None
    }
    every = sorted(before | set(books.place) | addresses)
    files.write(file, "\n".join(every) + "\n")
    changed = history.freeze(books, root, version)
    published.freeze(books.references, root, version, day)
    print(f"{len(every) - len(before)} new ids and addresses, {len(every)} in all", file=sys.stderr)
    print(f"{changed} claims changed since the version before {version}", file=sys.stderr)
    return 0
