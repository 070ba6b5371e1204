"""Mean AUROC of each gene embedding of Zhong et al. over the columns of the authors' tables.

Prints zhong-function and zhong-holdout.
"""

import csv
import sys
from pathlib import Path
from statistics import fmean

INPUTS = [
    "ylaboratory/gene-embedding-benchmarks d1320026a2a4ee033d49517f91e2d1c2ccc8df1e "
    "results/tsvs/single_gene_go_AUROC.tsv "
    "7323e3eb38ca000d13cb990543aca4d22ea1a790e289c21e544c041211321938",
    "ylaboratory/gene-embedding-benchmarks d1320026a2a4ee033d49517f91e2d1c2ccc8df1e "
    "results/tsvs/single_gene_omim_AUROC.tsv "
    "645f5200ae52d29812e33636633733c6e9f536c6050798a2d551708fa165e956",
    "ylaboratory/gene-embedding-benchmarks d1320026a2a4ee033d49517f91e2d1c2ccc8df1e "
    "results/tsvs/single_gene_go_pre2024_AUROC.tsv "
    "fdf83c26d199e59a67e737604c218f9c5e4ad2fb063bfefde9b7b117fc59148b",
    "ylaboratory/gene-embedding-benchmarks d1320026a2a4ee033d49517f91e2d1c2ccc8df1e "
    "results/tsvs/single_gene_go_post2024_AUROC.tsv "
    "1e16c7de20cb9bc7a4c9867300b228976b43bbb275d131de05fddbbfdcf89a1b",
]
PLACES = (
    ("zhong-function", "go"),
    ("zhong-function", "omim"),
    ("zhong-holdout", "before"),
    ("zhong-holdout", "after"),
)


def main(*files: str) -> None:
    """Print every value."""
    for file, (record, column) in zip(files, PLACES, strict=True):
        with Path(file).open(newline="") as lines:
            rows = list(csv.reader(lines, delimiter="\t"))
        for name, *scores in rows[1:]:
            mean = fmean(float(score) for score in scores if score)
            print(f"{record}/{name.lower()}/{column}\t{mean}")


if __name__ == "__main__":
    main(*sys.argv[1:])
