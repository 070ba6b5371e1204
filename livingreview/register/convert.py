"""``livingreview edition2 FILE``: a paper's file in edition 2, printed and not written.

What follows from edition 1 is filled in; what somebody has to look up stands there as ``unknown``,
and the check names each place.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from livingreview import yamlfile
from livingreview.references import bibfile
from livingreview.register import vocabulary
from livingreview.register.vocabulary import Vocabulary

UNKNOWN = "unknown"
KINDS = ("models", "datasets", "benchmarks", "findings")
SHARED = ("repo", "commit", "how", "seen")  # what the head says for the records below it
_REPOSITORY = re.compile(
    r"(?:github\.com/)?(?P<repo>[\w.-]+/[\w.-]+)"
    r"(?::(?P<path>[^;]+?) at (?:commit )?(?P<commit>[0-9a-f]{7,40})\b"
    r"|, commit (?P<before>[0-9a-f]{7,40})\b(?:[,:] (?P<behind>[^,;:]+/[^,;:]+))?)"
)
_WEB = re.compile(r"https?://[^\s,;)]+")
_ARTICLE = re.compile(r"(abstract|article|full text)\b")
Plain = dict[str, Any]


def edition2(root: Path, name: Path) -> int:
    """Print a paper's file in edition 2; 1 if it cannot be read, or is of edition 2 already."""
    file = next((path for path in (name, root / name) if path.is_file()), name)
    if not file.is_file():
        print(f"there is no {name}; write a file of evidence/papers/", file=sys.stderr)
        return 1
    data, _, problems = yamlfile.read(file)
    words, faults = vocabulary.read(root / "evidence" / "vocabulary.yaml")
    if problems or faults:
        print((problems or faults)[0], file=sys.stderr)
        return 1
    if not isinstance(data, dict) or data.get("edition", 1) != 1 or "citekey" not in data:
        print(f"{name} is no paper's file of edition 1; nothing to do", file=sys.stderr)
        return 1
    works, _ = bibfile.read(root / "refs.bib")
    work = works.get(data["citekey"])
    models = {
        found
        for paper in (root / "evidence" / "papers").glob("*.yaml")
        for found in re.findall(r"^ *- id: ([\w-]+)\n +name: ", paper.read_text("utf-8"), re.M)
    }
    print(text(convert(data, words, models, work.fields if work else {})), end="")
    print("Comments are not carried over. Look up what is unknown.", file=sys.stderr)
    return 0


def text(data: Plain) -> str:
    """Plain values as the files of the register are written."""
    dumped: str = yaml.dump(
        data, Dumper=_Plainly, sort_keys=False, allow_unicode=True, width=10**6,
        default_flow_style=None,
    )  # fmt: skip
    return dumped


class _Plainly(yaml.SafeDumper):
    """Writes a value out at each of its places, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def convert(data: Plain, words: Vocabulary, entries: set[str], work: Mapping[str, str]) -> Plain:
    """A paper's file of edition 1, as plain values, in edition 2.

    ``entries`` are ids of models, ``work`` the fields of the paper's entry in ``refs.bib``.
    """
    listed: dict[str, list[Plain]] = {
        kind: [_record(record, kind, words, work) for record in data.get(kind, [])]
        for kind in KINDS
        if data.get(kind)
    }
    sources = [record["source"] for records in listed.values() for record in records]
    head = _head(sources)
    sides = [record["sides"] for record in listed.get("findings", []) if "sides" in record]
    named = [name for side in sides if side != UNKNOWN for part in side.values() for name in part]
    out: Plain = {"edition": 2}
    for key, value in data.items():
        if key not in KINDS:
            out[key] = {"says": value, "seen": UNKNOWN} if key == "interests" else value
    out |= {"source": head} if head else {}
    methods = [name for name in dict.fromkeys(named) if name not in {*entries, UNKNOWN}]
    out |= {"methods": dict.fromkeys(methods, UNKNOWN)} if methods else {}
    return out | listed


def _head(sources: list[Plain]) -> Plain:
    """What most sources share; it is taken out of each that has it all."""
    same = Counter(tuple(str(source.get(key)) for key in SHARED) for source in sources)
    for common, count in same.most_common(1):
        alike = [s for s in sources if tuple(str(s.get(key)) for key in SHARED) == common]
        if count > 1 and "repo" in alike[0]:
            head = {key: alike[0][key] for key in SHARED}
            for source in alike:
                for key in SHARED:
                    del source[key]
            return head
    return {}


def _record(record: Plain, kind: str, words: Vocabulary, work: Mapping[str, str]) -> Plain:
    kept = {key: value for key, value in record.items() if key not in ("at", "checked", "contest")}
    if kind == "findings":
        kept = _finding(kept, record, words)
    if kind == "benchmarks":
        kept["task"] = UNKNOWN if kept["task"] not in words.task_names else kept["task"]
    return kept | {"source": source_of(record, work)}


def _finding(kept: Plain, record: Plain, words: Vocabulary) -> Plain:
    """A finding with its kind and, if it is a result, all that a result owes."""
    has_value = "value" in record or "table" in record
    better = record.get("better", "neither")
    kind = "description" if better == "neither" else "result"
    kind = kind if has_value else "statement"
    out: Plain = {"id": kept.pop("id"), "kind": kind, **kept}
    if kind != "result":
        return out
    metrics, _ = words.metrics_in(str(record.get("metric", "")))
    if {metric.better for metric in metrics} == {better}:
        del out["better"]
    tasks = [words.task_names[t] for t in record["task"].split("; ") if t in words.task_names]
    if len({unit for task in tasks for unit in task.held_out}) != 1:
        out["held_out"] = UNKNOWN
    if len({task.contrast for task in tasks if task.contrast}) != 1:
        out["contrast"] = UNKNOWN
    out["rule"] = UNKNOWN
    out["sides"] = UNKNOWN
    if contest := record.get("contest"):
        out["sides"] = {"model": [contest["model"]], "other": [contest["baseline"]]}
    elif record.get("compared_with") and record.get("tests"):
        out["sides"] = {"model": record["tests"], "other": [UNKNOWN]}
    if "table" in record:
        out["left_out"] = UNKNOWN
    return out


def source_of(record: Plain, work: Mapping[str, str]) -> Plain:
    """Where a record was seen: repository, page or work, as far as the words of the check say."""
    check = record.get("checked") or {}
    against, how = str(check.get("against", UNKNOWN)), check.get("how", UNKNOWN)
    out: Plain = {}
    if match := _REPOSITORY.search(against):
        path = match["path"] or match["behind"] or UNKNOWN
        parts = re.split(r" and |, ", path)
        out["repo"], out["commit"] = match["repo"], match["commit"] or match["before"]
        out["path"] = parts[0] if len(parts) == 1 else path if " " in "".join(parts) else parts
    elif address := _WEB.search(against):
        out["url"] = address[0]
    elif how == "primary" and _ARTICLE.match(against) and "doi" in work:
        out["doi"] = work["doi"]
    elif how == "secondary":
        out |= {"account": UNKNOWN, "kind": UNKNOWN}
    else:
        out["url"] = UNKNOWN
    at = record.get("at", UNKNOWN)
    out["at"] = at if "repo" in out else f"{at} ({against})"
    out |= {"how": how, "seen": check.get("date", UNKNOWN)}
    return out | ({"recipe": against} if how == "computed" else {})
