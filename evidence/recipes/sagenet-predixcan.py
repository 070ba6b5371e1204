"""How far PrediXcan foresees the expression of each gene in new people, from files of SAGE-net.

Prints sagenet-predixcan-genes: over the genes with a value, the median of the correlation across
people and the share above a threshold.
"""

import csv
import sys
from pathlib import Path
from statistics import median

INPUTS = [
    "mostafavilabuw/SAGEnet 8a74f5ed8e8680b48391ef3c7614531de8381b9d "
    "results_data/predixcan/rosmap_pearson_corr.csv "
    "341bc17616ca84f2c4d38f9efa55a34a7a44fefaa4ff4683396cc8aea8424618",
    "mostafavilabuw/SAGEnet 8a74f5ed8e8680b48391ef3c7614531de8381b9d "
    "results_data/predixcan/gtex_pearson_corr.csv "
    "c36bfad322d0a785bcfc6640159684d7820dde23ac2dba297d7e954d44483814",
]
COLUMNS = {"rosmap": "test_pearson", "gtex": "pearson"}
ABOVE = {"above-01": 0.1, "above-03": 0.3, "above-05": 0.5}


def main(*files: str) -> None:
    """Print every value."""
    for file, (row, column) in zip(files, COLUMNS.items(), strict=True):
        with Path(file).open(newline="") as lines:
            values = [float(gene[column]) for gene in csv.DictReader(lines) if gene[column]]
        found = {"median": median(values)}
        for name, least in ABOVE.items():
            found[name] = sum(value > least for value in values) / len(values)
        for name, value in found.items():
            print(f"sagenet-predixcan-genes/{row}/{name}\t{value}")
            print(f"sagenet-predixcan-genes/n/{row}/{name}\t{len(values)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
