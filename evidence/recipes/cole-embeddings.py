"""Errors of gene embeddings in the files of Cole et al.: medians over folds, and folds won.

Prints cole-embedding-order, cole-embedding-folds and cole-norman. The names of rows are those that
the authors' figures give, but that their files call scGenePT what the figures call GenePT; an
embedding wins a fold in which its L2 error is smaller.
"""

import csv
import json
import re
import sys
from pathlib import Path
from statistics import median

INPUTS = [
    "genbio-ai/foundation-models-perturbation e5b4caf734fd81b24bee004eb2d55d2f675cd4a2 "
    "results/scores/essential_lfc.csv "
    "1191689f71d971318e3ed684ec1f606c7f79feb87c31dc43e25e1ed45f349780",
    "genbio-ai/foundation-models-perturbation e5b4caf734fd81b24bee004eb2d55d2f675cd4a2 "
    "results/scores/norman_lfc.csv "
    "64966a5751d00719b72a384c75cb23500d4ca094af7a34276b2fbd914d669948",
    "genbio-ai/foundation-models-perturbation e5b4caf734fd81b24bee004eb2d55d2f675cd4a2 "
    "results/metadata/fig_index.json "
    "b97dd883296d29d8553c787286f4802acffa2c308c02bf898332aa4a0ceb94f8",
]
LINES = {"k562": "K-562", "hepg2": "Hep-G2", "jurkat": "Jurkat", "rpe1": "hTERT-RPE1"}
HEADS = {"neighbors": "knn", "lasso": "lasso"}
RIVALS = {"mean": "train-mean", "pca": "pca", "random": "random-embeddings"}


def row_of(shown: str) -> str:
    """The name of a record's row for a name of the authors' figure."""
    parts = re.sub(r"(Protein|Structure)(?=[A-Z])", r"\1 ", shown)
    parts = re.sub(r"^GenePT", "scGenePT", parts)
    words = parts.lower().replace("+", " plus ")
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def errors(file: str) -> dict[tuple[str, str], list[float]]:
    """L2 errors by method and line, in the order of the folds."""
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    with Path(file).open(newline="") as lines:
        for row in csv.DictReader(lines):
            place = (row["name"], row["fold"].partition(".")[0])
            found.setdefault(place, []).append((row["fold"], float(row["L2"])))
    return {place: [error for _, error in sorted(folds)] for place, folds in found.items()}


def won(mine: list[float], others: list[float]) -> int:
    """In how many folds one error is smaller than the other."""
    return sum(a < b for a, b in zip(mine, others, strict=True))


def tell(address: str, value: float) -> None:
    """One value of the register."""
    print(f"{address}\t{value}")


def essential(scores: str, names: dict[str, str]) -> None:
    """The four lines with CRISPR interference."""
    every = errors(scores)
    for column, head in HEADS.items():
        folds: dict[str, dict[str, list[float]]] = {}
        for name, row in names.items():
            for line, written in LINES.items():
                method = name.replace("HEAD_TYPE", head).replace("CELL_LINE", written)
                folds.setdefault(row, {})[line] = every[method, written]
        for row, lines in folds.items():
            for line, errors_ in lines.items():
                tell(f"cole-embedding-order/{row}/{column}-{line}", median(errors_))
            for short, rival in RIVALS.items():
                count = sum(won(lines[line], folds[rival][line]) for line in LINES)
                tell(f"cole-embedding-folds/{row}/{column}-{short}", count)


def norman(scores: str, names: dict[str, str]) -> None:
    """The single perturbations of Norman."""
    every = errors(scores)
    for column, head in HEADS.items():
        folds = {
            row: every[name.replace("HEAD_TYPE", head), "K-562"] for name, row in names.items()
        }
        for row, errors_ in folds.items():
            tell(f"cole-norman/{row}/{column}", median(errors_))
            tell(f"cole-norman/{row}/{column}-won", won(errors_, folds["train-mean"]))


def main(scores: str, norman_scores: str, index: str) -> None:
    """Print every value."""
    figures = json.loads(Path(index).read_text())
    for scores_, figure, print_all in (
        (scores, "essential_lfc", essential),
        (norman_scores, "norman_lfc", norman),
    ):
        print_all(scores_, {name: row_of(shown) for name, (shown, _) in figures[figure].items()})


if __name__ == "__main__":
    main(*sys.argv[1:])
