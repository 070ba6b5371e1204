"""Broken records: each is named in one line, at the right place, and nothing is written."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import OWN, Book, NewBook

from livingreview.references import bibfile
from livingreview.register import loading

AMES = "evidence/papers/ames2023tiny.yaml"
COLE = "evidence/papers/cole2024test.yaml"
EVANS = "evidence/papers/evans2024again.yaml"
FROST = "evidence/papers/frost2024third.yaml"
GRANT = "evidence/papers/grant2025draft.yaml"
HILL = "evidence/papers/hill2025bare.yaml"
ALPHA = "evidence/claims/alpha.yaml"
BETA = "evidence/claims/beta.yaml"
RETIRED = "evidence/retired.yaml"
PUBLISHED = "evidence/published-ids.txt"

DRAFT = "url: https://example.org/draft, at: Fig. 3, how: primary, seen: 2025-01-15"

# path[:line]: [ERROR:] what was found; what to do
_PROBLEM = re.compile(
    r"(?P<file>(?:evidence|refs)[\w./-]*?)(?::(?P<line>\d+))?: (?:ERROR: )?"
    r"(?P<text>.+; .+)"
)


@dataclass
class Case:
    """One small edit of the good book and the one line it must be answered with.

    ``old`` None writes the whole file. The fault is expected where the edit was made, or at the
    first line that holds ``at``; ``line`` 0 stands for the whole file. ``file`` is blamed unless
    ``blamed`` is given. ``also`` are further edits that are no fault in themselves.
    """

    name: str
    file: str
    old: str | None
    new: str | bytes
    says: str
    at: str = ""
    line: int | None = None
    blamed: str = ""
    also: tuple[tuple[str, str | None, str], ...] = ()


def value(new: str, says: str, **more: Any) -> Case:
    """A bad value in the place of a plain number."""
    return Case(f"value {new!r}", AMES, "parameters: 4200000", f"parameters: {new}", says, **more)


KEYS = [
    Case("unknown key", AMES, "    more:", "    moer:", "did you mean more?"),
    Case(
        "unknown key inside a value", AMES, "131072, unit:", "131072, units:", "did you mean unit?"
    ),
    Case("unknown key of the file", AMES, "models:", "model:", "did you mean models?"),
    Case("unknown key like no other", AMES, "makes:", "zzz: 1\nmakes:", "known keys: ", at="zzz"),
    Case("required key misspelled", AMES, "    says: the", "    sayz: the", "did you mean says?"),
    Case(
        "key of a place misspelled", AMES, "license: MIT", "licence: MIT", "did you mean license?"
    ),
    Case(
        "missing field",
        FROST,
        "    kind: reported\n",
        "",
        "kind: the field is missing",
        at="- id: third-look",
    ),
    Case(
        "missing field of the file",
        GRANT,
        "interests: {says: unknown, seen: not seen}\n",
        "",
        "interests: the field is",
        line=1,
    ),
    Case("source without day", GRANT, ", seen: 2025-01-15", "", "seen: the field is missing"),
    Case("source without place", GRANT, "url: https://example.org/draft, ", "", "no source has an"),
    Case("file without check", GRANT, "source: {", "checked: {", "known keys: source"),
    Case("place without license", COLE, ", license: unknown", "", "code.license: the field is"),
    Case(
        "key twice",
        AMES,
        "    name: Tiny\n",
        "    name: Tiny\n    name: Tiny\n",
        "stands twice",
        line=14,
    ),
]

TYPES = [
    Case("text for a year", AMES, "year: 2023", "year: soon", "'soon'"),
    Case("text for a number", AMES, "value: 0.85", "value: high", "number"),
    Case("half a range", EVANS, "[0.1, 0.3]", "[0.1, high]", "'high'"),
    Case("range of three", EVANS, "[0.1, 0.3]", "[0.1, 0.2, 0.3]", "[0.1, 0.2, 0.3]"),
    Case("text for a count", AMES, "perturbations: 5920", "perturbations: many", "write a number"),
    Case("text for a place", AMES, "{where: example/tiny, license: MIT}", "github", "where"),
    Case("text for a source", GRANT, f"{{{DRAFT}}}", "yes!", "'yes!'"),
    Case("text for a list", BETA, OWN, "tiny-own", "list"),
    Case("list for a source", GRANT, f"{{{DRAFT}}}", "[primary]", "source"),
    Case("number for a day", GRANT, "seen: 2025-01-15", "seen: 86400", "86400"),
    Case(
        "unknown review",
        GRANT,
        "review: preprint",
        "review: reviewed",
        "did you mean peer-reviewed?",
    ),
    Case("unknown way to check", GRANT, "how: primary", "how: seen", "write one of: primary, data"),
    Case(
        "unknown class", AMES, "class: seq2function", "class: seq2sequence", "did you mean seq2seq?"
    ),
    Case(
        "unknown kind of rival",
        AMES,
        "kind: baseline",
        "kind: rival",
        "write one of: baseline, model",
    ),
    Case("unknown direction", AMES, "better: higher", "better: more", "write one of: higher"),
    Case("empty text", AMES, "says: the makers' own correlation across genes", "says: ' '", "says"),
]

RECORD = (
    "citekey: hill2025bare\nreview: note\nposted: unknown\npublished: unknown\nmakes: []\n"
    "interests: {says: unknown, seen: not seen}\n"
)
# What is no mapping is answered with the picture of one, text with quotes, a list with brackets.
PICTURES = [
    Case("text for a model", HILL, None, f"{RECORD}models: [tiny]\n", "{id: ..., name: ", line=7),
    Case("text for models", HILL, None, f"{RECORD}models: tiny\n", "[one, two]", line=7),
    Case("text for a finding", HILL, None, f"{RECORD}findings:\n- x y\n", "says: ...", line=8),
    Case("list for a finding", HILL, None, f"{RECORD}findings: [[1]]\n", "says: ...", line=7),
    Case("nothing for a finding", HILL, None, f"{RECORD}findings: [null]\n", "null", line=7),
    Case("number for a rival", AMES, "{what: linear model, value: 0.81, kind: baseline}", "0.81",
         "write {what: ..., value: ..., kind: ...}"),
    Case("text for sides", COLE, "{model: [model], other: [distance]}", "model",
         "write {model: ..., other: ...}"),
    Case("text for interests", COLE, "{says: none declared, seen: statement}", "none declared",
         "write {says: ..., seen: ...}"),
    Case("number for more", AMES, "\n      tracks: 5313", " 5313", "write key: value"),
    Case("version for text", AMES, "at: Table 1", "at: 2026.10", "write it in quotes"),
    Case("number for text", AMES, "name: Tiny", "name: 10", "write it in quotes"),
    Case("day for text", GRANT, "at: Fig. 3", "at: 2025-01-15", "in quotes"),
    Case("mapping for text", GRANT, "at: Fig. 3", "at: {fig: 3}", "write text"),
]  # fmt: skip
UNITS = [
    Case("length without unit", AMES, "{value: 131072, unit: bp}", "{value: 131072}",
         "write its unit, as in {value: 131072, unit: ...}"),
    Case("bare length", AMES, "{value: 131072, unit: bp}", "131072", "write its unit"),
    Case("bare resolution", AMES, "{value: 128, unit: bp}", "128", "write its unit"),
    Case("bare contexts", AMES, "{value: 2, unit: cell lines}", "2", "write its unit"),
    Case("teams without unit", GRANT, "value: 12\n    unit: people", "value: 12\n    metric: teams",
         "the unit is missing; add unit:"),
    Case("number of nothing", GRANT, "value: 12\n    unit: people", "value: 12",
         "without metric and unit"),
    Case("unit of a metric without", GRANT, "unit: people", "unit: people\n    metric: AUROC",
         "AUROC has no unit, but people stands here"),
    Case("metric the wrong way round", COLE, "better: higher", "better: lower",
         "lower is no better AUPRC; write higher"),
    Case("metric misspelled", COLE, "    metric: AUPRC\n    better",
         "    metric: AUPCR\n    better", "did you mean AUPRC?"),
    Case("one metric of two misspelled", AMES, "metric: Pearson r", "metric: MCC; mean Persons r",
         "'mean Persons r' is no metric of the vocabulary; did you mean Pearson r?"),
    Case("metric of a benchmark misspelled", COLE, "    metric: AUPRC\n    code",
         "    metric: AUPRX\n    code", "did you mean AUPRC?"),
    Case("task misspelled", AMES, "task: expression", "task: expresion",
         "did you mean expression?"),
    Case("one task of two unknown", AMES, "task: expression", "task: expression; zzz",
         "'zzz' is no task of the vocabulary; add it to evidence/vocabulary.yaml"),
    Case("class of a benchmark unknown", COLE, "class: seq2function", "class: seq2functions",
         "did you mean seq2function?"),
]  # fmt: skip
DAYS = [
    Case("published before posted", AMES, "posted: 2022-11", "posted: 2023-06",
         "published 2023-05-04, before it was posted 2023-06", at="published:"),
    Case("posted a year too late", COLE, "posted: not applicable", "posted: 2025",
         "before it was posted 2025", at="published:"),
    Case("checked before it was posted", GRANT, "seen: 2025-01-15", "seen: 2019-01-01",
         "checked on 2019-01-01, before the work was out (2025-01-01)"),
    Case("checked before it was published", COLE, "at: Fig. 2,", "at: Fig. 2, seen: 2024-05-31,",
         "before the work was out (2024-06)"),
    Case("a value checked before it was out", AMES, "{value: 128, unit: bp}",
         "{value: 128, unit: bp, source: {doi: 10.1000/x, how: data, seen: 2020-01-01}}",
         "checked on 2020-01-01"),
    Case("day to come, in ISO form", GRANT, "seen: 2025-01-15", "seen: 2999-01-02",
         "seen: 2999-01-02 is wrong"),
    Case("a value of two places", AMES, "{value: 128, unit: bp}",
         "{value: 128, unit: bp, source: {doi: 10.1000/x, url: 'https://x.org'}}",
         "url and doi are two places"),
]  # fmt: skip
COMPUTED = [
    Case("certainty typed", BETA, "  counter: Only", "  certainty: high\n  counter: Only",
         "it is computed from the findings named; delete the line"),
    Case("grade typed", BETA, "  counter: Only", "  grade: high\n  counter: Only", "computed"),
    Case("chapter typed", BETA, "  counter: Only", "  chapter: beta\n  counter: Only",
         "the name of the file says it"),
    Case("independence typed", GRANT, "    source:", "    independent: true!\n    source:",
         "computed from tests and makes"),
    Case("no supports", BETA, f"  supports: {OWN}\n", "",
         "supports: the field is missing; add it: the findings that say so",
         at="- id: good"),
    Case("no counter", BETA, "  counter: Only its makers measured it.\n", "",
         "add it: what speaks against it", at="- id: good"),
    Case("empty supports", BETA, OWN, "[]", "name the findings that say so, at least one"),
]  # fmt: skip
INTERVALS = [
    Case("value above its interval", AMES, "value: 0.85", "value: 0.9",
         "the interval from 0.81 to 0.89 leaves out the value, 0.9", at="interval: ["),
    Case("value below its interval", AMES, "[0.81, 0.89]", "[0.86, 0.89]", "leaves out the value",
         also=((BETA, ", but this is very uncertain", ""),)),
    Case("range beyond its interval", EVANS, "value: [0.1, 0.3]",
         "value: [0.1, 0.3]\n    interval: [0.1, 0.2]\n    interval_kind: range",
         "leaves out the value, [0.1, 0.3]", at="interval: ["),
    Case("interval without value", EVANS, "    value: [0.1, 0.3]\n",
         "    interval: [0.1, 0.3]\n    interval_kind: range\n",
         "an interval stands here without its value; add the value"),
]  # fmt: skip

IMPOSSIBLE = [
    Case(
        "AUROC above one",
        GRANT,
        "value: 12\n    unit: people",
        "value: 1.7\n    metric: AUROC",
        "1.7 lies outside 0",
    ),
    Case("AUPRC in a table", COLE, "[0.61, 0.126]", "[1.61, 0.126]", "1.61 lies outside 0"),
    Case("Pearson below minus one", EVANS, "[0.1, 0.3]", "[-1.2, 0.3]", "-1.2 lies outside -1"),
    Case(
        "rival above one",
        AMES,
        "value: 0.81, kind",
        "value: 1.81, kind",
        "1.81 lies outside",
        also=((BETA, ", but this is very uncertain", ""),),
    ),
    Case("ceiling above one", AMES, "value: 0.94", "value: 9.4", "9.4 lies outside"),
    Case(
        "percentage above 100",
        GRANT,
        "value: 12\n    unit: people",
        "value: 170\n    unit: '%'\n    metric: accuracy",
        "170 lies outside 0",
    ),
    Case("year to come", AMES, "year: 2023", "year: 2062", "write a year from"),
    Case("year long past", AMES, "year: 2023", "year: 1066", "write a year from"),
    Case(
        "published in days to come",
        AMES,
        "published: 2023-05-04",
        "published: 2062-05-04",
        "future",
    ),
    Case(
        "published in months to come",
        AMES,
        "published: 2023-05-04",
        "published: 2062-05",
        "write a year",
    ),
    Case("month of one digit", AMES, "posted: 2022-11", "posted: 2022-1", "write a date"),
    Case("month 13", AMES, "posted: 2022-11", "posted: 2022-13", "write a date"),
    Case("check to come", GRANT, "seen: 2025-01-15", "seen: 2999-01-01", "future"),
    Case("review to come", BETA, "reviewed: 2024-10-01", "reviewed: 2999-10-01", "future"),
    Case("negative n", AMES, "n: 1942", "n: -5", "above zero"),
    Case("zero count", AMES, "perturbations: 5920", "perturbations: 0", "above zero"),
    Case(
        "range of counts from below zero",
        AMES,
        "perturbations: 5920",
        "perturbations: [-5, 9]",
        "above zero",
    ),
    Case("interval reversed", AMES, "[0.81, 0.89]", "[0.89, 0.81]", "[low, high]"),
    Case("range of a finding reversed", EVANS, "[0.1, 0.3]", "[0.3, 0.1]", "[low, high]"),
    Case(
        "range of a count reversed",
        AMES,
        "perturbations: 5920",
        "perturbations: [10, 5]",
        "[low, high]",
    ),
]

WHOLE = [
    Case(
        "interval without kind",
        AMES,
        "    interval_kind: 95% confidence interval\n",
        "",
        "interval and interval_kind together",
        at="interval: [",
    ),
    Case(
        "kind without interval",
        AMES,
        "    interval: [0.81, 0.89]\n",
        "",
        "interval and interval_kind together",
        at="interval_kind",
    ),
    Case(
        "better of no metric",
        AMES,
        "    metric: Pearson r\n",
        "",
        "name the metric",
        at="better: higher",
    ),
    Case(
        "value and table",
        COLE,
        "    table:",
        "    value: 0.5\n    table:",
        "drop one of them",
        at="value: 0.5",
    ),
    Case("rival of no value", AMES, "    value: 0.85\n", "", "needs a value", at="compared_with"),
    Case("ragged table", COLE, "[0.61, 0.126]", "[0.61]", "model has 1 value"),
    Case("table of no columns", COLE, "columns: [near, far]", "columns: []", "columns"),
    Case(
        "table without columns",
        COLE,
        "      columns: [near, far]\n",
        "",
        "columns: the field is",
        at="table:",
    ),
    Case("units short of columns", COLE, "units: [pairs, h]", "units: [pairs]", "one for each"),
    Case("column twice", COLE, "[near, far]", "[near, near]", "stands twice"),
    Case(
        "preprint with version of record",
        GRANT,
        "published: not applicable",
        "published: 2025-03",
        "a preprint has no version of record",
    ),
    Case(
        "reviewed without version of record",
        COLE,
        "published: 2024-06",
        "published: not applicable",
        "a peer-reviewed work has a version of record",
    ),
    Case("claim of no finding", BETA, OWN, "[]", "supports"),
    Case(
        "claim naming a finding twice",
        BETA,
        "[again-range]",
        "[tiny-own]",
        "tiny-own is named",
        at="supports",
    ),
]

IDS = [
    Case("capital in an id", FROST, "id: third-look", "id: Third-look", "small letters"),
    Case("underscore in an id", FROST, "id: third-look", "id: third_look", "kebab-case"),
    Case("two hyphens in an id", FROST, "id: third-look", "id: third--look", "kebab-case"),
    Case("slash in an id", FROST, "id: third-look", "id: third/look", "kebab-case"),
    Case("id twice in a file", AMES, "id: gene-panel", "id: pair-screen", "already at"),
    Case("id in two files", FROST, "id: third-look", "id: again-range", "evans2024again.yaml:9"),
    Case(
        "id of a claim and a finding", BETA, "id: good-across-genes", "id: tiny-own", "already at"
    ),
    Case("data set unknown", AMES, "[gene-panel]", "[gene-panels]", "did you mean gene-panel?"),
    Case("model unknown", EVANS, "[tiny-net]", "[tiny-nets]", "did you mean tiny-net?"),
    Case(
        "model unknown, named like its record",
        FROST,
        "tests: [tiny-net]",
        "tests: [tiny]",
        "tiny is none of the models",
    ),
    Case(
        "data set of a benchmark unknown",
        COLE,
        "data: [pair-screen]",
        "data: [pair-screens]",
        "did you mean pair-screen?",
    ),
    Case(
        "model of a benchmark unknown",
        COLE,
        "models: [tiny-net]",
        "models: [tiny-nets]",
        "did you mean tiny-net?",
    ),
    Case(
        "maker of an unknown model",
        AMES,
        "makes: [tiny-net]",
        "makes: [tiny]",
        "tiny is none of the models",
    ),
    Case(
        "maker of an unknown model, no record",
        HILL,
        None,
        "citekey: hill2025bare\nreview: note\nposted: unknown\npublished: unknown\n"
        "makes: [nothing-like-it]\ninterests: {says: unknown, seen: not seen}\n",
        "none of the models",
        line=5,
    ),
    Case(
        "support unknown",
        BETA,
        "finding: tiny-own,",
        "finding: tiny-owns,",
        "did you mean tiny-own?",
    ),
    Case(
        "support unknown, named like the claim",
        BETA,
        "finding: tiny-own,",
        "finding: good,",
        "good is none of the findings",
    ),
    Case("dispute unknown", ALPHA, "draft-doubt,", "draft-doubts,", "did you mean draft-doubt?"),
    Case("qualification unknown", BETA, "[again-range]", "[window]", "none of the findings"),
    Case(
        "support is a model", BETA, "finding: tiny-own", "finding: tiny-net", "none of the findings"
    ),
    Case(
        "work of a record unknown",
        AMES,
        "    source: {at: Table 1}",
        "    source: {at: Table 1}\n    from: cole2024tset",
        "did you mean cole2024test?",
        at="from:",
    ),
    Case(
        "work of a value unknown",
        AMES,
        "value: 0.94}",
        "value: 0.94, from: zed2020nothing}",
        "zed2020nothing is not in refs.bib",
    ),
    Case(
        "work of another value unknown",
        AMES,
        "tracks: 5313",
        "tracks: {value: 5313, from: zed2020nothing}",
        "zed2020nothing is not in refs.bib",
    ),
    Case(
        "paper not in refs.bib",
        "refs.bib",
        "{grant2025draft,",
        "{grant2025drift,",
        "did you mean grant2025drift?",
        blamed=GRANT,
        line=1,
    ),
    Case(
        "file named for another paper",
        AMES,
        "citekey: ames2023tiny",
        "citekey: cole2024test",
        "cole2024test is called ames2023tiny.yaml",
    ),
    Case(
        "claims of no chapter",
        "evidence/claims/gamma.yaml",
        None,
        "- id: x\n",
        "gamma is not a chapter",
        line=0,
    ),
    Case(
        "file of another ending",
        "evidence/papers/hill2025bare.yml",
        None,
        "citekey: hill2025bare\n",
        ".yaml",
        line=0,
    ),
    Case(
        "id renamed",
        BETA,
        "[again-range]",
        "[old-range]",
        "renamed: write again-range",
        also=((RETIRED, None, "old-range: again-range\n"),),
    ),
    Case(
        "renamed to nothing",
        RETIRED,
        None,
        "# renamed\nold-range: again-rnage\n",
        "did you mean again-range?",
        line=2,
    ),
    Case(
        "renamed and alive", RETIRED, None, "again-range: tiny-own\n", "drop one of the two", line=1
    ),
    Case(
        "renamed to two", RETIRED, None, "old-range: [tiny-own, again-range]\n", "is no id", line=1
    ),
    Case("renamed to a number", RETIRED, None, "old-range: 5\n", "5 is no id", line=1),
    Case(
        "published id of strange signs",
        PUBLISHED,
        None,
        b"tiny-own\n\xff\n",
        "was published",
        line=2,
    ),
    Case("renamed as a list", RETIRED, None, "- old-range\n", "", line=1),
    Case(
        "published id gone",
        PUBLISHED,
        None,
        "again-range\nlong-gone\n",
        "long-gone was published",
        line=2,
    ),
    Case(
        "published id in a broken file",
        AMES,
        "n: 1942",
        "n: -5",
        "above zero",
        also=((PUBLISHED, None, "tiny-own\n"), (RETIRED, None, "old-own: tiny-own\n")),
    ),
]

YAML = [
    value("no", "truth value"),
    value("Yes", "truth value"),
    value("1e3", "exponent"),
    value("4.2E+6", "exponent"),
    value("017", "octal"),
    value("08", "'08'"),
    value("0x1F", "hexadecimal"),
    value("0b101", "binary"),
    value("1_000", "separators"),
    value("4,200,000", "separators"),
    value("12:30", "base sixty"),
    value("", "is empty"),
    value("~", "is empty"),
    value("null", "unknown"),
    value(".5", "plain decimal"),
    value("5.", "plain decimal"),
    value("+5", "plain decimal"),
    value(".nan", "not a finite number"),
    value("-.inf", "not a finite number"),
    value("nan", "number"),
    value("2026-11-22", "number"),
    value("−5", "a dash that is no minus sign"),
    value("0,85", "a comma in a number"),
    value("!!str 5", "!!str is taken for a type"),
    value("!!int '5'", "!!int is taken for a type"),
    value("!tiny 5", "!tiny is taken for a type"),
    Case(
        "text behind a hash sign",
        AMES,
        "output: CAGE tracks",
        "output: tracks #5 to #9",
        "the text ends at 'tracks', before a hash sign; put the text into quotes",
    ),
    Case(
        "text that begins with a star", AMES, "name: Tiny", "name: *E. coli* net", "word behind *"
    ),
    Case(
        "unknown anchor",
        GRANT,
        f"{{{DRAFT}}}",
        "*check",
        "name of an anchor",
    ),
    Case(
        "text that begins with an at sign",
        AMES,
        "name: Tiny",
        "name: '@'\n    more: @tiny",
        "begins with @",
        at="more: @",
    ),
    Case(
        "text that begins with a percent sign",
        AMES,
        "name: Tiny",
        "name: %tiny",
        "begins with @, %",
    ),
    Case(
        "text behind an exclamation mark", AMES, "name: Tiny", "name: !Tiny net", "!Tiny is taken"
    ),
    Case("text behind an ampersand", AMES, "name: Tiny", "name: & net", "word behind &"),
    Case("text behind brackets", AMES, "name: Tiny", "name: [Tiny] net", "into quotes"),
    Case("text behind quotes", AMES, "name: Tiny", 'name: "Tiny" net', "into quotes"),
    Case("quote inside quotes", AMES, "name: Tiny", "name: 'it's'", "into quotes"),
    Case("list behind its key", AMES, "name: Tiny", "name: - Tiny", "begin it on the next line"),
    Case(
        "merge key",
        AMES,
        "    name: Tiny\n",
        "    <<: {name: Tiny}\n    name: Tiny\n",
        "<< is not read here; write the fields out",
    ),
    Case("list for a key", HILL, None, "? [a, b]\n: c\n", "a key is no word", line=1),
    Case("anchor twice", HILL, None, "a: &x 1\nb: &x 2\n", "the name of this anchor", line=2),
    Case(
        "anchors without end",
        HILL,
        None,
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
            for old, new in zip("abcde", "bcdef", strict=True)
        ),
        "anchors hold one another",
        line=1,
    ),
    Case("brackets in brackets", HILL, None, "[" * 99999, "brackets stand in brackets", line=1),
    Case(
        "a line without a key",
        AMES,
        "    name: Tiny\n",
        "    name: Tiny\n    a net\n",
        "a line has no key",
        at="    a net",
    ),
    Case("sign that nobody sees", AMES, "name: Tiny", "name: Ti\u200bny", "U+200B"),
    Case("line end that nobody sees", AMES, "name: Tiny", "name: Ti\u2028ny", "U+2028"),
    Case("mark of a merge", AMES, "makes:", "<<<<<<< HEAD\nmakes:", "an unfinished merge begins"),
    Case("end of a merge", AMES, "makes:", ">>>>>>> x\nmakes:", "an unfinished merge begins"),
    Case("text behind the end", HILL, None, "a: b\n...\nc: d\n", "end of the document", line=3),
    Case("no such day", GRANT, "seen: 2025-01-15", "seen: 2026-13-01", "not a day"),
    Case("day without zeros", GRANT, "seen: 2025-01-15", "seen: 2026-1-5", "2026-11-22"),
    Case("day with an hour", GRANT, "seen: 2025-01-15", "seen: 2025-01-15 12:00", "2026-11-22"),
    Case("tab for spaces", AMES, "    name: Tiny", "\tname: Tiny", "a tab stands"),
    Case("not UTF-8", AMES, "name: Tiny", "name: Tinyé".encode("latin-1"), "not UTF-8"),
    Case("control character", AMES, "name: Tiny", "name: Ti\x07ny", "YAML"),
    Case("two colons", AMES, "name: Tiny", "name: Tiny: it", "not YAML"),
    Case("brace left open", AMES, "131072, unit: bp}", "131072, unit: bp", "not YAML"),
    Case("quote left open", GRANT, "at: Fig. 3", "at: 'Fig. 3", "not YAML"),
    Case("value that holds itself", AMES, "data: [gene-panel]", "data: &a [*a]", ""),
    Case("two documents", HILL, None, "citekey: a\n---\ncitekey: b\n", "not YAML", line=2),
    Case("empty file", HILL, None, "", "the file is empty", line=1),
    Case("file of comments", HILL, None, "# to come\n", "the file is empty", line=1),
    Case("file of null", HILL, None, "null\n", "", line=1),
    Case("list for a paper", HILL, None, "- citekey: hill2025bare\n", "not one paper", line=1),
    Case("text for a paper", HILL, None, "hill2025bare\n", "not one paper", line=1),
    Case("mapping for claims", BETA, None, "good: yes!\n", "not a list of claim", line=1),
    Case("text for a claim", BETA, None, "- good\n", "'good'", line=1),
    Case("empty claims", BETA, None, "", "the file is empty", line=1),
]

CASES = [
    *KEYS, *TYPES, *PICTURES, *UNITS, *DAYS, *COMPUTED, *INTERVALS, *IMPOSSIBLE, *WHOLE, *IDS, *YAML
]  # fmt: skip


def spoil(book: Book, case: Case) -> int:
    """Make the edits; return the line where the fault is due."""
    for file, old, new in case.also:
        book.write(file, new) if old is None else book.edit(file, old, new)
    if case.old is None:
        book.write(case.file, case.new)
        return case.line or 0
    if isinstance(case.new, bytes):
        before, _, after = (book.root / case.file).read_bytes().partition(case.old.encode())
        book.write(case.file, before + case.new + after)
        return before.count(b"\n") + 1
    line = book.edit(case.file, case.old, case.new)
    if case.line is not None:
        return case.line
    return book.line(case.file, case.at) if case.at else line


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_broken_record_is_one_line_and_no_page(book: Book, case: Case) -> None:
    line = spoil(book, case)

    built = book.build()

    assert built.status != 0
    assert built.pages() == []
    listed = built.stderr.splitlines()
    problems = [m for text in listed if (m := _PROBLEM.fullmatch(text.strip()))]
    assert len(problems) == 1, built.stderr[-3000:]
    problem = problems[0]
    assert case.says in problem["text"]
    assert (problem["file"], int(problem["line"] or 0)) == (case.blamed or case.file, line)


def test_the_good_book_has_no_fault(book: Book) -> None:
    built = book.build("dummy")
    assert (built.status, built.warnings, built.stderr) == (0, "", "")


def test_the_answer_holds_no_traceback(book: Book) -> None:
    book.edit(AMES, "n: 1942", "n: -5")
    built = book.build()
    assert "above zero" in built.stderr + built.warnings
    assert "Traceback" not in built.stderr
    assert "sphinx-doc/sphinx/issues" not in built.stderr


def test_every_fault_is_named_in_one_run(book: Book) -> None:
    first = book.edit(AMES, "n: 1942", "n: -5")
    second = book.edit(COLE, "makes: []", "makes: []\nzzz: 1") + 1
    built = book.build()
    assert f"{AMES}:{first}: " in built.stderr
    assert f"{COLE}:{second}: " in built.stderr


@pytest.mark.parametrize(
    "text",
    [
        "name: 'no'",
        "name: '1e3'",
        "name: '12:30'",
        'name: "Tiny: it"',
        "name: Tiny 1.0",
        "name: e10",
        "name: v1.2",
        "name: K562",
        "name: 10x",
        "name: 2-3 layers",
    ],
)
def test_quoted_or_plain_text_is_no_trap(book: Book, text: str) -> None:
    book.edit(AMES, "architecture: convolution", text.replace("name", "architecture"))
    assert book.build("dummy").stderr == ""


def test_a_day_that_has_begun_somewhere_is_no_day_to_come(book: Book) -> None:
    ahead = datetime.now(timezone(timedelta(hours=14))).date()
    line = book.edit(GRANT, "seen: 2025-01-15", f"seen: {ahead}")
    assert book.build("dummy").stderr == ""
    tomorrow = ahead + timedelta(days=1)
    book.edit(GRANT, f"seen: {ahead}", f"seen: {tomorrow}")
    assert f"{GRANT}:{line}: findings.0.source.seen: {tomorrow} is wrong" in book.build().stderr


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (AMES, "posted: 2022-11", "posted: 2023"),  # both in one year
        (AMES, "posted: 2022-11", "posted: 2023-05-04"),  # on one day
        (COLE, "at: Fig. 2,", "at: Fig. 2, seen: 2024-06-01,"),
        (GRANT, "    source:", "    from: ames2023tiny\n    source:"),  # of a work out before
        (EVANS, "better: higher", "better: neither"),
        (AMES, "[0.81, 0.89]", "[0.81, 0.85]"),  # at the end of its interval
        (AMES, "task: expression", "task: expression; reach"),
        (AMES, "tracks: 5313", "release: 2026.10"),
        (GRANT, "    source:", "    # as printed\n    source:"),
        (GRANT, "at: Fig. 3", "at: 'Fig. #3'"),
    ],
)
def test_what_is_right_is_no_fault(book: Book, file: str, old: str, new: str) -> None:
    book.edit(file, old, new)
    assert book.build("dummy").stderr == ""


SPOILERS = (
    "null", "[]", "{}", "[1]", "{a: 1}", "yes", "-1", "2026-13-45", "'x", '"', "[", "*a", "&a x",
    "!!str 5", "@", "%", "|", "- a", "a: b", "<<: *a", "\u200b", "\t", " #x", "1e9", "nan", "0x1F",
    "−5", "0,85", "[a, b]", "[null, 1]", "{value: null}", "{value: [1, 2], unit: 5}", "---", "...",
)  # fmt: skip


def test_no_line_of_a_record_can_be_written_so_that_the_check_breaks(new_book: NewBook) -> None:
    """Whatever stands in the place of a value or a line: no traceback, and each fault one line."""
    book = new_book()
    chance = random.Random(2026)
    book.write(RETIRED, "old-own: tiny-own\n")
    works, _ = bibfile.read(book.root / "refs.bib")
    files = [AMES, COLE, EVANS, ALPHA, RETIRED, "evidence/vocabulary.yaml"]
    for _ in range(25 * len(files)):
        file = chance.choice(files)
        good = (book.root / file).read_text(encoding="utf-8")
        lines = good.splitlines()
        place = chance.randrange(len(lines))
        key, colon, _value = lines[place].partition(": ")
        lines[place] = key * chance.randrange(2) + colon + chance.choice(SPOILERS)
        book.write(file, "\n".join(lines))
        _, problems = loading.load(book.root / "evidence", works, ["alpha", "beta"])
        for said in map(str, problems):
            assert "\n" not in said and "; " in said, lines[place]
            assert not re.search(r"datetime|Path\(|Node\(|[Ii]nput should", said), said
        book.write(file, good)
