"""What drives Enformer's predictions for people, from the table of drivers of Sasse et al.

Prints sasse-drivers: medians over genes, and shares of the main drivers.
"""

import csv
import sys
from collections import Counter
from pathlib import Path
from statistics import median

INPUTS = [
    "mostafavilabuw/EnformerAssessment afac6658d57bfe6e2c1f17d9a96e3593843000a2 "
    "Data/SupplementaryTable2.tsv "
    "1618b841b5a6e44b0894982d12392cdad40782978f57c937fc6ba669f13fa458",
]
SUM, DRIVER = "SumISMPearsonRtoCAGE,adult,brain", "DriverPearsonRtoCAGE,adult,brain"


def main(table: str) -> None:
    """Print every value."""
    with Path(table).open(newline="") as lines:
        drivers = list(csv.DictReader(lines, delimiter="\t"))
    leading = [row for row in drivers if row["IsMainDriver"] == "True"]
    away = [abs(int(row["DisttoTSS"])) for row in leading]
    right = [(float(row["ISM"]) > 0) == (float(row["eQTL"]) > 0) for row in leading]
    values = {
        "sum-of-effects": median(float(row[SUM]) for row in leading),
        "main-driver": median(abs(float(row[DRIVER])) for row in leading),
        "drivers": median(Counter(row["gene_id"] for row in drivers).values()),
        "within-1-kb": 100 * sum(one < 1_000 for one in away) / len(away),
        "within-10-kb": 100 * sum(one < 10_000 for one in away) / len(away),
        "sign-right": 100 * sum(right) / len(right),
    }
    for row, value in values.items():
        print(f"sasse-drivers/{row}/value\t{value}")


if __name__ == "__main__":
    main(*sys.argv[1:])
