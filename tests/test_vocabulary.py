"""The words of the field: they stand in one file, and records are held to them."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from conftest import Book, NewBook

import livingreview
from livingreview.cli import main
from livingreview.register import vocabulary

GRANT = "evidence/papers/grant2025draft.yaml"
WORDS = "evidence/vocabulary.yaml"
FINDING = """\
  - id: case-{number}
    kind: description
    says: it
    task: expression
    metric: {metric}
    value: {value}{unit}
    source: {{url: https://example.org/draft, how: primary, seen: 2025-01-15}}
"""

# metric, value, unit: what the definition of the metric excludes
IMPOSSIBLE = [
    ("AUROC", "1.7", ""),
    ("AUC", "1.7", ""),
    ("mean AUROC", "17.5", ""),
    ("mean AUROC over 48 tissues", "1.01", ""),
    ("AUROC of the sign", "-0.1", ""),
    ("average precision", "1.2", ""),
    ("macro-average AUPRC", "1.1", ""),
    ("macro-F1", "1.1", ""),
    ("top-five accuracy of a linear probe", "55", ""),
    ("accuracy", "170", "%"),
    ("MCC", "-1.2", ""),
    ("mean MCC", "17.5", ""),
    ("mean Pearson r", "1.5", ""),
    ("median Pearson r", "-1.5", ""),
    ("correlation across people", "1.5", ""),
    ("Spearman r", "[-2, 0.5]", ""),
    ("Spearman r; AUROC of the sign", "-1.5", ""),
    ("accuracy, F1 and MCC", "1.5", ""),
    ("Pearson r (coefficient, absolute)", "2", ""),
    ("R2", "1.2", ""),
    ("mean squared error", "-0.1", ""),
    ("share of pairs", "170", "%"),
    ("share of pairs", "-1", "%"),
    ("share of pairs", "1.7", ""),
    ("teams", "-3", "teams"),
]
POSSIBLE = [
    ("AUROC", "0", ""),
    ("mean AUROC over 48 tissues", "1", ""),
    ("accuracy", "96.5", "%"),
    ("MCC", "-0.2", ""),
    ("mean MCC", "-17", "%"),
    ("Spearman r; AUROC of the sign", "-0.5", ""),
    ("R2", "-3", ""),
    ("mean squared error", "12.5", ""),
    ("loss", "-5", ""),
    ("loss (lower is better) and mean MCC (higher is better) by column", "7", ""),
    ("difference of mean MCC", "-1.5", ""),
    ("relative gain in Pearson r", "170", "%"),
    ("share of pairs and of genes", "17", "%"),
    ("share of pairs", "0.17", ""),
    ("teams", "1200", "teams"),
]


@pytest.fixture(scope="module")
def judged(new_book: NewBook) -> dict[int, list[str]]:
    """What the check says of each finding, by its number; one book holds them all."""
    book = new_book()
    text = (book.root / GRANT).read_text(encoding="utf-8")
    starts = []
    for number, (metric, value, unit) in enumerate([*IMPOSSIBLE, *POSSIBLE]):
        starts.append(text.count("\n") + 1)
        unit = f"\n    unit: '{unit}'" if unit else ""
        text += FINDING.format(number=number, metric=metric, value=value, unit=unit)
    book.write(GRANT, text)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(["--root", str(book.root), "check", GRANT])
    found: dict[int, list[str]] = {number: [] for number in range(len(starts))}
    for line in printed.getvalue().splitlines():
        at = re.match(rf"{re.escape(GRANT)}:(\d+): ", line)
        assert at, line
        found[max(n for n, start in enumerate(starts) if start <= int(at[1]))].append(line)
    return found


@pytest.mark.parametrize("number", range(len(IMPOSSIBLE)))
def test_a_value_outside_its_metric_is_named(judged: dict[int, list[str]], number: int) -> None:
    metric, value, _ = IMPOSSIBLE[number]
    (line,) = judged[number]
    assert "lies outside" in line and re.search(r": -?[\d.]+ lies", line), (metric, value)


@pytest.mark.parametrize("number", range(len(POSSIBLE)))
def test_a_value_inside_its_metric_is_not(judged: dict[int, list[str]], number: int) -> None:
    assert judged[len(IMPOSSIBLE) + number] == [], POSSIBLE[number]


def test_a_share_without_its_sign_is_told_which_sign(book: Book) -> None:
    book.edit("evidence/papers/cole2024test.yaml", "    unit: '%'\n", "")
    built = book.build("dummy")
    assert "82.6 lies outside 0 to 1 of share; mend the number, or write unit: '%'" in built.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: AUROC,", "nmae: AUROC,", "did you mean name?"),
        ("name: AUROC, ", "", "add it: the word as a record writes it"),
        ("range: [0, 1], better", "range: [1, 0], better", "[low, high]"),
        ("range: [0, 1], better", "range: all, better", "[low, high], null where"),
        ("range: [0, 1], better", "range: [0, one], better", "write a number"),
        ("better: higher", "better: more", "write one of: higher"),
        ("classes: [seq2function]", "classes: [seq2fun]", "did you mean seq2function?"),
        ("held_out: [locus]", "held_out: [lokus]", "did you mean locus?"),
        ("contrast: across-genes", "contrast: across", "did you mean across-genes?"),
        (
            "name: transcriptome,",
            "name: transcriptome, not_held_out: {lokus: reads none},",
            "did you mean locus?",
        ),
        ("id: auprc", "id: auroc", "the id auroc stands twice"),
        ("name: AUPRC", "name: AUC", "AUC stands twice"),
        ("unit: owed", "unit: people", "write one of: owed"),
    ],
)
def test_a_wrong_word_of_the_vocabulary_is_one_line(
    book: Book, old: str, new: str, says: str
) -> None:
    line = book.edit(WORDS, old, new)
    built = book.build("dummy")
    (problem,) = [text for text in built.stderr.splitlines() if text.startswith("evidence/")]
    assert problem.startswith(f"{WORDS}:{line}: ") and says in problem


def test_a_vocabulary_that_is_gone_is_one_line(book: Book) -> None:
    (book.root / WORDS).unlink()
    built = book.build("dummy")
    assert built.stderr.splitlines()[1:] == [
        f"{WORDS}: there is no vocabulary, and records use its words; restore the file"
    ]


# -- no word of the field in the code -------------------------------------------------------------

PACKAGE = Path(livingreview.__file__).parent
# Words of the vocabulary that are plain English too, and mean something else in the code.
PLAIN = {
    "attribution", "batch", "cases", "cells", "compound", "context", "count", "data set",
    "difference", "distance", "effect", "evaluation", "exponent", "fold", "gain", "gene", "genomes",
    "loss", "models", "not applicable", "number", "overlap", "parameters", "person", "perturbation",
    "p-value", "power", "precision", "price", "rank", "ratio", "recall", "region", "scope",
    "several", "share", "sign", "spread", "standard error", "study", "task-specific",
    "tasks", "words",
}  # fmt: skip
STEMS = re.compile(
    r"\b(genom|transcriptom|seq2|nucleotid|chromatin|enhancer|promoter|allele|locus\b|loci\b|eQTL|"
    r"donor|cell (line|type)|AU(RO|PR)?C\b|Pearson|Spearman|Matthews|MCC\b)",
    re.I,
)
# Each draws one term, as a book of its field explains it.
SKETCHES = {f"figures/{name}.py" for name in ("identity", "rarity", "sketches", "splices")}
OF_TITLES = {"watch/refs/add.py", "cite/chapter.py"}  # words as titles have them


def test_no_word_of_the_field_stands_in_the_code() -> None:
    words, problems = vocabulary.read(PACKAGE.parent / WORDS)
    assert problems == []
    kinds = (words.classes, words.units, words.contrasts, words.tasks, words.metrics)
    names = {name for kind in kinds for word in kind for name in (word.id, *word.spellings)}
    either = "|".join(map(re.escape, sorted(names - PLAIN, key=len, reverse=True)))
    word = re.compile(rf"(?<![\w-])({either})(?![\w-])")
    found = []
    for file in sorted(PACKAGE.rglob("*")):
        name = file.relative_to(PACKAGE).as_posix()
        if (
            file.suffix not in (".py", ".html", ".typ", ".json", ".js")
            or name in OF_TITLES | SKETCHES
        ):
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if hit := word.search(line) or STEMS.search(line):
                found.append(f"{name}:{number}: {hit[0]}")
    assert found == [], "words of the field belong into evidence/vocabulary.yaml"
