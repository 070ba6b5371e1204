"""Correlations across people of Sasse et al.: their means, and how many lie below zero.

Prints sasse-across-people and sasse-wrong-direction. Shared genes have a number for Enformer (its
adult brain CAGE track) and for PrediXcan; the genes picked up are those that the authors list.
"""

import csv
import sys
from collections.abc import Sequence
from math import isnan
from pathlib import Path
from statistics import fmean

INPUTS = [
    "mostafavilabuw/EnformerAssessment afac6658d57bfe6e2c1f17d9a96e3593843000a2 "
    "Data/SupplementaryTable1.tsv "
    "86a0dbe9ce1ac5d650883c099d5d49b225f132e83ec16ccfd59390ec0bcd4009",
    "mostafavilabuw/EnformerAssessment afac6658d57bfe6e2c1f17d9a96e3593843000a2 "
    "Data/Prediction_correlationsCageAdultBrainGeneSpecific_CorrelationtoObsRandomNull_tstats_"
    "set0.2.list "
    "779ca4b1ee9e51b8008081e5fa935d29cb84cc34ee47c8c55e4c434713e69edd",
]
ENFORMER, PREDIXCAN = "PearsonRCAGE,adult,brain", "PrediXcanR"


def number(text: str) -> float | None:
    """A number of the table, or None."""
    if text in ("", "NA"):
        return None
    value = float(text)
    return None if isnan(value) else value


def tell(row: str, column: str, values: Sequence[float], mean: bool = True) -> None:
    """The values of some genes: mean, share below zero, how many they are."""
    below = 100 * sum(value < 0 for value in values) / len(values)
    if mean:
        print(f"sasse-across-people/{row}/{column}\t{fmean(values)}")
        print(f"sasse-across-people/{row}/{column}/n\t{len(values)}")
    print(f"sasse-wrong-direction/{row}/{column}\t{below}")
    print(f"sasse-wrong-direction/{row}/{column}/n\t{len(values)}")


def main(table: str, listed: str) -> None:
    """Print every value."""
    with Path(table).open(newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    picked = set(Path(listed).read_text().split())
    every = [(row["gene_id"], number(row[ENFORMER]), number(row[PREDIXCAN])) for row in rows]
    tell("enformer", "all-genes", [r for _, r, _ in every if r is not None])
    shared = [(a, b) for _, a, b in every if a is not None and b is not None]
    tell("enformer", "shared-genes", [a for a, _ in shared])
    tell("predixcan", "shared-genes", [b for _, b in shared])
    known = [r for gene, r, _ in every if gene in picked and r is not None]
    tell("enformer", "picked-up", known, mean=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
