"""Mean overall rank of each method of scPerturBench over pairs of perturbed genes.

Prints scperturbench-doubles, scperturbench-doubles-top100 and scperturbench-schmidt. A pair is a
row whose ``op`` holds a plus sign.
"""

import csv
import sys
from pathlib import Path
from statistics import fmean

INPUTS = [
    "bm2-lab/scPerturBench 6e24e7a9827e55d4567d2139427be9af0d1e7a6c "
    "Results/Genetic_perturbation/genetic_combo_performance_top5000.csv "
    "a1dab97940da610456f6b5c3b9dfa5ee3ba9235f1002d58737c596ec526ad87e",
    "bm2-lab/scPerturBench 6e24e7a9827e55d4567d2139427be9af0d1e7a6c "
    "Results/Genetic_perturbation/genetic_combo_performance_top100.csv "
    "36db8b048e3a2811968cae4e8175c2e1a768225bb6767e0a1d1f543e21210e57",
]
ROWS = {
    "baseReg": "regression",
    "trainMean": "train-mean",
    "linearModel": "linear-model",
    "baseControl": "no-change",
    "baseMLP": "mlp",
}


def ranks(file: str, screen: str = "") -> dict[str, float]:
    """Mean rank by method over the pairs of one screen, or of all."""
    found: dict[str, list[float]] = {}
    with Path(file).open(newline="") as lines:
        for row in csv.DictReader(lines):
            if "+" in row["op"] and screen in ("", row["DataSet"]):
                name = ROWS.get(row["method"], row["method"].lower())
                found.setdefault(name, []).append(float(row["Rank"]))
    return {name: fmean(some) for name, some in found.items()}


def main(top5000: str, top100: str) -> None:
    """Print every value."""
    for file, record, column, screen in (
        (top5000, "scperturbench-doubles", "rank", ""),
        (top100, "scperturbench-doubles-top100", "rank", ""),
        (top5000, "scperturbench-schmidt", "genes-5000", "Schmidt"),
        (top100, "scperturbench-schmidt", "genes-100", "Schmidt"),
    ):
        for method, rank in ranks(file, screen).items():
            print(f"{record}/{method}/{column}\t{rank}")


if __name__ == "__main__":
    main(*sys.argv[1:])
