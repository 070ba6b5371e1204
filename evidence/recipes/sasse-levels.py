"""How well fine-tuned Enformer ranks genes once the lowly expressed are dropped.

Prints sasse-levels: Pearson r over genes above each floor of mean expression, and the genes.
"""

import sys
from pathlib import Path
from statistics import correlation

INPUTS = [
    "mostafavilabuw/EnformerAssessment afac6658d57bfe6e2c1f17d9a96e3593843000a2 "
    "Data/MeanGeXPredFineTuned.txt "
    "58882c494617c04ca14a9e27f38c496b534138c6aa130579677b315abb9b52fc",
]
FLOORS = {"all": float("-inf"), "above-3": 3, "above-4": 4, "above-5": 5}


def main(table: str) -> None:
    """Print every value."""
    lines = Path(table).read_text().splitlines()[1:]
    genes = [tuple(map(float, line.split("\t")[1:3])) for line in lines]
    for row, floor in FLOORS.items():
        kept = [pair for pair in genes if pair[0] > floor]
        print(f"sasse-levels/{row}/value\t{correlation(*zip(*kept, strict=True))}")
        print(f"sasse-levels/{row}/genes\t{len(kept)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
