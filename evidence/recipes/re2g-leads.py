"""Leads of chromatin over distance on held-out pairs of ENCODE-rE2G, with bootstrap intervals.

Prints re2g-heldout-leads. Both scores are judged, by step-wise average precision, on the same 1,000
samples of pairs, which Python's random generator draws with seed 7 for each split; the ends are
those of 95 percent.
"""

import csv
import gzip
import sys
from collections.abc import Sequence
from itertools import groupby
from random import Random

INPUTS = [
    "EngreitzLab/CRISPR_comparison e34b78d489aa8535ae49384abd1fc64ced8ffe3c "
    "resources/crispr_data/EPCrisprBenchmark_combined_data.heldout_5_cell_types.GRCh38.tsv.gz "
    "7783534a5ecd0a3b4bccb1923d60c0507536afb81dc0c886392667df4e5ffd38",
    "EngreitzLab/ENCODE-rE2G-Paper ea036d2414d094da92111c501fd717421928d344 "
    "crispr_analyses/CRISPR_comparison_resources/crispr_data/"
    "EPCrisprBenchmark.combined_heldout.annotated.tsv.gz "
    "2390273590c5bc35090f78662f645e815249942bc41166af8f60651520b78ddd",
]
SIGNALS = {"dnase": "DHS.RPM", "h3k27ac": "H3K27ac.RPM.expandedRegion"}
SAMPLES, SEED = 1000, 7
LOW, HIGH = 25, 975  # of a thousand, in order
Pair = dict[str, str]


def pairs(file: str) -> list[Pair]:
    """The rows of a table."""
    with gzip.open(file, "rt", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def precision(ranked: Sequence[tuple[float, bool]]) -> float:
    """Step-wise average precision; pairs of equal score are taken together."""
    true = false = 0
    area = 0.0
    for _, group in groupby(sorted(ranked, reverse=True), key=lambda one: one[0]):
        found = [regulated for _, regulated in group]
        gained = sum(found)
        true += gained
        false += len(found) - gained
        if gained:
            area += gained * true / (true + false)
    return area / true


def leads(some: list[Pair]) -> dict[str, list[float]]:
    """By signal, its lead over distance in each sample, in order."""
    regulated = [pair["Regulated"] == "TRUE" for pair in some]
    far = [abs(float(pair["distanceToTSS"])) for pair in some]
    scores = {"distance": [-one for one in far]}
    for name, column in SIGNALS.items():
        signal = [float(pair[column]) for pair in some]
        scores[name] = [one / max(away, 1000.0) for one, away in zip(signal, far, strict=True)]
    random = Random(SEED)
    found: dict[str, list[float]] = {name: [] for name in SIGNALS}
    for _ in range(SAMPLES):
        drawn = [random.randrange(len(some)) for _ in some]
        if not any(regulated[at] for at in drawn):
            continue
        got = {
            name: precision([(score[at], regulated[at]) for at in drawn])
            for name, score in scores.items()
        }
        for name in SIGNALS:
            found[name].append(got[name] - got["distance"])
    return {name: sorted(values) for name, values in found.items()}


def main(heldout: str, unfiltered: str) -> None:
    """Print every value."""
    for file, ending in ((heldout, ""), (unfiltered, "-unfiltered")):
        every = pairs(file)
        for row, some in {
            "k562": [pair for pair in every if pair["CellType"] == "K562"],
            "not-k562": [pair for pair in every if pair["CellType"] != "K562"],
            "wtc11": [pair for pair in every if pair["CellType"] == "WTC11"],
        }.items():
            for name, values in leads(some).items():
                address = f"re2g-heldout-leads/{row}{ending}/{name}"
                print(f"{address}-low\t{values[LOW]}")
                print(f"{address}-high\t{values[HIGH]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
