"""Heritability of expression by variants in a window, from the estimates of Rastogi et al.

Prints rastogi-heritability: over the genes of each split the mean and the median of the estimated
share of variance, and the mean of its root (nought where the estimate is below nought), which is
the highest correlation that a prediction from these variants could reach.
"""

import csv
import sys
from pathlib import Path
from statistics import fmean, median

INPUTS = [
    "ni-lab/finetuning-enformer 98d74e9528a89156f818f19bd4f0fb533795ace9 "
    "analysis/gene_variant_stats.csv "
    "1667504a7d6f42789f0ddc11c2df353a8bbe88a1fd3d0c73e36d07765a1a605a",
    "ni-lab/finetuning-enformer 98d74e9528a89156f818f19bd4f0fb533795ace9 "
    "fusion/h2_estimation/heritability.all_samples.tsv "
    "54dd281f819636c135c3c7219cdef1bbdf0536b011ac3829ab00ca8833476fba",
    "ni-lab/finetuning-enformer 98d74e9528a89156f818f19bd4f0fb533795ace9 "
    "fusion/h2_estimation/heritability.test_samples_with_train_variants.tsv "
    "ce99f50f14947e29e6e895e1c849478196fcf33443d546d013f16049a5244256",
]
SPLITS = {"new-people": "random_split", "new-population": "yri_split"}


def estimates(file: str) -> dict[str, float]:
    """By gene, the share of variance."""
    rows = [line.split() for line in Path(file).read_text().splitlines()]
    return {row[0].rsplit("/", 1)[-1]: float(row[1]) for row in rows if row}


def main(genes: str, everyone: str, tested: str) -> None:
    """Print every value."""
    with Path(genes).open(newline="") as lines:
        split = {row["gene"]: row["class"] for row in csv.DictReader(lines)}
    for name, label in SPLITS.items():
        for column, file in (("all", everyone), ("tested", tested)):
            shares = [value for gene, value in estimates(file).items() if split[gene] == label]
            address = f"rastogi-heritability/{name}/{column}"
            print(f"{address}-mean\t{fmean(shares)}")
            print(f"{address}-median\t{median(shares)}")
            print(f"{address}-root\t{fmean(max(value, 0.0) ** 0.5 for value in shares)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
