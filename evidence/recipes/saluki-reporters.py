"""Correlations of Saluki's predictions with reporters, from the values that its authors released.

Prints saluki-are and saluki-utr-reporter. Effects of a change are the prediction for one sequence
less that for the other; ranks of equal values are their mean. The ceiling is the same correlation
of the measured values of one cell type with those of another, for saluki-utr-reporter its median
over the other five.
"""

import csv
import gzip
import sys
from collections.abc import Sequence
from itertools import pairwise
from statistics import correlation, median

INPUTS = [
    "vagarwal87/saluki_paper 3aa4e56a19bbbf87ac9f5f0a251098cf749ad6bc "
    "Fig6_S7/Siegel_testSet/fastUTR_MPRA_predictions_Jurkat.txt.gz "
    "460f80149d4452aede0e0e632b3533385ce1d78fe51930a844e05045b1b69ad9",
    "vagarwal87/saluki_paper 3aa4e56a19bbbf87ac9f5f0a251098cf749ad6bc "
    "Fig6_S7/Siegel_testSet/fastUTR_mpra_Jurkat.txt.gz "
    "903c2ef16380362394c9e4872a7422d43c95c43157336c6717fed7ecd7cc5045",
    "vagarwal87/saluki_paper 3aa4e56a19bbbf87ac9f5f0a251098cf749ad6bc "
    "Fig6_S7/Siegel_testSet/fastUTR_MPRA_predictions_Beas2B.txt.gz "
    "faea47021943c886950ba35898d5fadb8e6f5722c7420e16f3b175c633c664ff",
    "vagarwal87/saluki_paper 3aa4e56a19bbbf87ac9f5f0a251098cf749ad6bc "
    "Fig6_S7/Siegel_testSet/fastUTR_mpra_Beas2B.txt.gz "
    "e0055f8bc21fe0cff4cc198a372526e025821fa6516b9a4226337d859202b177",
    "vagarwal87/saluki_paper 3aa4e56a19bbbf87ac9f5f0a251098cf749ad6bc "
    "Fig6_S7/Sabeti_testSet/fastUTR_mpra_with_predictions.txt.gz "
    "faeb81b7ca6c9ed699d3cbda39eb823758e8eab7fda0bb9140f11d13ac513ab2",
]
CELLS = ("HEK293FT", "HEPG2", "HMEC", "K562", "GM12878", "SKNSH")


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, from nought."""
    order = sorted(range(len(values)), key=values.__getitem__)
    new = [at for at in range(len(order)) if at == 0 or values[order[at]] != values[order[at - 1]]]
    found = [0.0] * len(values)
    for start, end in pairwise([*new, len(order)]):
        for at in order[start:end]:
            found[at] = (start + end - 1) / 2
    return found


def spearman(one: dict[str, float], other: dict[str, float]) -> float:
    """Rank correlation over what both hold."""
    both = sorted(one.keys() & other.keys())
    return correlation(ranks([one[key] for key in both]), ranks([other[key] for key in both]))


def lines(file: str) -> list[list[str]]:
    """The rows of a packed table."""
    with gzip.open(file, "rt", newline="") as text:
        return list(csv.reader(text, delimiter="\t"))


def reporters(file: str) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """By column, the values of each pair of sequences: of the reference, and of the change."""
    head, *rows = lines(file)
    table = [dict(zip(head, row, strict=True)) | {"id": str(at)} for at, row in enumerate(rows)]

    def column(name: str) -> dict[str, float]:
        return {row["id"]: float(row[name]) for row in table if row[name] != "NA"}

    reference = {cell: column(f"log2FoldChange_Ref_{cell}") for cell in CELLS}
    change = {cell: column(f"log2FoldChange_Skew_{cell}") for cell in CELLS}
    reference["prediction"] = column("Ref_pred")
    altered = column("Alt_pred")
    change["prediction"] = {
        key: altered[key] - value for key, value in reference["prediction"].items()
    }
    return reference, change


def main(*files: str) -> None:
    """Print every value."""
    measured = {}
    for cell, predicted, assayed in (("jurkat", *files[:2]), ("beas2b", *files[2:4])):
        foreseen = {row[0]: float(row[1]) for row in lines(predicted)[1:]}
        measured[cell] = {row[0]: float(row[1]) for row in lines(assayed)[::2]}
        print(f"saluki-are/{cell}/rank\t{spearman(foreseen, measured[cell])}")
        print(f"saluki-are/n/{cell}/rank\t{len(foreseen.keys() & measured[cell].keys())}")
    both = measured["jurkat"].keys() & measured["beas2b"].keys()
    print(f"saluki-are/other-cell/rank\t{spearman(measured['jurkat'], measured['beas2b'])}")
    print(f"saluki-are/n/other-cell/rank\t{len(both)}")
    for name, values in zip(("sequence", "variant"), reporters(files[4]), strict=True):
        for cell in CELLS:
            others = [spearman(values[cell], values[one]) for one in CELLS if one != cell]
            address = f"saluki-utr-reporter/{cell.lower()}/{name}"
            print(f"{address}\t{spearman(values[cell], values['prediction'])}")
            print(f"{address}-other-cells\t{median(others)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
