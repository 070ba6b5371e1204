"""How well fine-tuned Enformer ranks genes: all, those new to Enformer, those highly expressed.

Prints sasse-levels: Pearson r over all genes, over the genes that Enformer's training left out by
the authors' list, and over genes above each floor of mean expression, and how many they are.
"""

import ast
import sys
from pathlib import Path
from statistics import correlation

INPUTS = [
    "mostafavilabuw/EnformerAssessment afac6658d57bfe6e2c1f17d9a96e3593843000a2 "
    "Data/MeanGeXPredFineTuned.txt "
    "58882c494617c04ca14a9e27f38c496b534138c6aa130579677b315abb9b52fc",
    "mostafavilabuw/EnformerAssessment afac6658d57bfe6e2c1f17d9a96e3593843000a2 "
    "Data/enformer_test_set_genes.npy "
    "c52284c2390b026ba2126909bf10906a058dcc13639589682f5a6c21332251b2",
]
FLOORS = {"above-3": 3, "above-4": 4, "above-5": 5}


def names(file: str) -> set[str]:
    """The words of an array of fixed width, four bytes a letter."""
    data = Path(file).read_bytes()
    start = 10 + int.from_bytes(data[8:10], "little")
    width = 4 * int(ast.literal_eval(data[10:start].decode())["descr"].removeprefix("<U"))
    words = (data[at : at + width] for at in range(start, len(data), width))
    return {word.decode("utf-32-le").rstrip("\0") for word in words}


def tell(row: str, genes: list[tuple[float, float]]) -> None:
    """The correlation over some genes, and how many they are."""
    print(f"sasse-levels/{row}/value\t{correlation(*zip(*genes, strict=True))}")
    print(f"sasse-levels/{row}/genes\t{len(genes)}")


def main(table: str, listed: str) -> None:
    """Print every value."""
    rows = [line.split("\t") for line in Path(table).read_text().splitlines()[1:]]
    genes = [(name, float(mean), float(predicted)) for name, mean, predicted in rows]
    tell("all", [gene[1:] for gene in genes])
    unseen = names(listed)
    tell("unseen", [gene[1:] for gene in genes if gene[0] in unseen])
    for row, floor in FLOORS.items():
        tell(row, [gene[1:] for gene in genes if gene[1] > floor])


if __name__ == "__main__":
    main(*sys.argv[1:])
