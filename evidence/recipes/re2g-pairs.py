"""Untrained scores and shares on the CRISPR-tested element-gene pairs of ENCODE-rE2G.

A score is minus the distance to the start site, the measured signal of the element, or that signal
over the distance (at least 1 kb); for both marks it is the root of their product. It is judged by
step-wise average precision, pairs of equal score taken together; weighted, each regulated pair
counts by its probability of a direct effect. Intervals by bootstrap are not recomputed here.
"""

import csv
import gzip
import sys
from collections.abc import Callable, Iterable
from itertools import groupby
from math import sqrt
from statistics import median

INPUTS = [
    "EngreitzLab/CRISPR_comparison e34b78d489aa8535ae49384abd1fc64ced8ffe3c "
    "resources/crispr_data/EPCrisprBenchmark_combined_data.training_K562.GRCh38.tsv.gz "
    "9eddfe18f6797ba33db8ba7e75378cc6af6b79cbb83f62d470c6e0cefed79405",
    "EngreitzLab/CRISPR_comparison e34b78d489aa8535ae49384abd1fc64ced8ffe3c "
    "resources/crispr_data/EPCrisprBenchmark_combined_data.heldout_5_cell_types.GRCh38.tsv.gz "
    "7783534a5ecd0a3b4bccb1923d60c0507536afb81dc0c886392667df4e5ffd38",
    "EngreitzLab/ENCODE-rE2G-Paper ea036d2414d094da92111c501fd717421928d344 "
    "crispr_analyses/CRISPR_comparison_resources/crispr_data/"
    "EPCrisprBenchmark.combined_heldout.annotated.tsv.gz "
    "2390273590c5bc35090f78662f645e815249942bc41166af8f60651520b78ddd",
]
Pair = dict[str, str]
REACH = {"basenji2": 20_000, "enformer": 98_304, "borzoi": 262_144, "alphagenome": 524_288}
BINS = {
    "0-10kb": (0, 10_000),
    "10-50kb": (10_000, 50_000),
    "50-100kb": (50_000, 100_000),
    "100-250kb": (100_000, 250_000),
    "250-500kb": (250_000, 500_000),
    "500-1000kb": (500_000, 1_000_000),
}
FAR = 100_000


def pairs(file: str) -> list[Pair]:
    """The rows of a table."""
    with gzip.open(file, "rt", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def distance(pair: Pair) -> float:
    """Base pairs to the start site."""
    return abs(float(pair["distanceToTSS"]))


def regulated(pair: Pair) -> bool:
    """Whether the screen called it so."""
    return pair["Regulated"] == "TRUE"


def h3k27ac(pair: Pair) -> float:
    """The signal of the expanded element."""
    return float(pair["H3K27ac.RPM.expandedRegion"])


def dnase(pair: Pair) -> float:
    """The signal of the element."""
    return float(pair["DHS.RPM"])


def near(pair: Pair) -> float:
    """The distance that a signal is divided by."""
    return max(distance(pair), 1000.0)


SCORES: dict[str, Callable[[Pair], float]] = {
    "distance": lambda pair: -distance(pair),
    "h3k27ac": h3k27ac,
    "h3k27ac-over-distance": lambda pair: h3k27ac(pair) / near(pair),
    "dnase-over-distance": lambda pair: dnase(pair) / near(pair),
    "both-over-distance": lambda pair: sqrt(h3k27ac(pair) * dnase(pair)) / near(pair),
}


def precision(some: Iterable[Pair], score: str, weighted: bool = False) -> float:
    """Step-wise average precision."""
    scored = sorted(((SCORES[score](pair), pair) for pair in some), key=lambda one: -one[0])
    true = false = area = 0.0
    for _, group in groupby(scored, key=lambda one: one[0]):
        gained = 0.0
        for _, pair in group:
            if regulated(pair):
                gained += float(pair["direct_vs_indirect_negative"]) if weighted else 1.0
            else:
                false += 1
        true += gained
        area += gained * true / (true + false) if gained else 0.0
    return area / true


def tell(address: str, value: float) -> None:
    """One value of the register."""
    print(f"{address}\t{value}")


def percent(part: int, whole: int) -> float:
    """A share."""
    return 100 * part / whole


def count(some: Iterable[Pair]) -> int:
    """How many are regulated."""
    return sum(map(regulated, some))


def scores(training: list[Pair], heldout: list[Pair], every: list[Pair]) -> None:
    """Average precision of each score on each set of pairs."""
    tell("re2g-distance-recomputed", precision(training, "distance"))
    for score in SCORES:
        tell(f"re2g-chromatin-over-distance/{score}/auprc", precision(training, score))
        for record, some in (
            ("re2g-heldout-chromatin-over-distance", heldout),
            ("re2g-heldout-unfiltered", every),
        ):
            tell(f"{record}/{score}/auprc", precision(some, score))
            tell(f"{record}/{score}/weighted", precision(some, score, weighted=True))
        for row, some in groups(heldout).items():
            tell(f"re2g-heldout-by-cell-type/{row}/{score}", precision(some, score))
            value = precision(some, score, weighted=True)
            tell(f"re2g-heldout-by-cell-type/{row}/{score}-weighted", value)
            tell(f"re2g-heldout-splits/{row}/{score}", precision(some, score))
        for row, some in groups(every).items():
            tell(f"re2g-heldout-splits/{row}-unfiltered/{score}", precision(some, score))
        for column, some in far(training, heldout).items():
            tell(f"re2g-far-auprc/{score}/{column}", precision(some, score))
    for column, some in far(training, heldout).items():
        tell(f"re2g-far-auprc/chance/{column}", count(some) / len(some))


def groups(some: list[Pair]) -> dict[str, list[Pair]]:
    """The pairs of each cell type, and of all but K562."""
    found = {"not-k562": [pair for pair in some if pair["CellType"] != "K562"]}
    for pair in some:
        found.setdefault(pair["CellType"].lower(), []).append(pair)
    return found


def far(training: list[Pair], heldout: list[Pair]) -> dict[str, list[Pair]]:
    """The pairs more than 100 kb apart."""
    split = groups([pair for pair in heldout if distance(pair) > FAR])
    return {
        "k562": [pair for pair in training if distance(pair) > FAR],
        "heldout": [pair for pair in heldout if distance(pair) > FAR],
        "heldout-k562": split["k562"],
        "heldout-not-k562": split["not-k562"],
    }


def shares(name: str, some: list[Pair]) -> None:
    """Priors, reach, distance, effect and power of one set of pairs."""
    yes = [pair for pair in some if regulated(pair)]
    no = [pair for pair in some if not regulated(pair)]
    for row, (low, high) in BINS.items():
        inside = [pair for pair in some if low <= distance(pair) < high]
        tell(f"re2g-{name}-prior/{row}/share", percent(count(inside), len(inside)))
    for row, reach in REACH.items():
        within = sum(distance(pair) <= reach for pair in yes)
        tell(f"re2g-{name}-reach/{row}/pairs", percent(within, len(yes)))
    for column, all_ in (("regulated", yes), ("tested", some)):
        beyond = sum(distance(pair) > FAR for pair in all_)
        tell(f"re2g-far-share/{name}/{column}", percent(beyond, len(all_)))
    loss = median(-float(pair["EffectSize"]) for pair in yes)
    tell(f"re2g-median-effect/{name}/loss", 100 * loss)
    for effect in (10, 15, 25):
        power = [pair[f"PowerAtEffectSize{effect}"] for pair in no]
        strong = sum(value not in ("", "NA") and float(value) >= 0.8 for value in power)
        tell(f"re2g-power/loss-{effect}/{name}", percent(strong, len(no)))


def filtered(heldout: list[Pair], every: list[Pair]) -> None:
    """What the authors' filter of the held-out pairs takes away."""

    def key(pair: Pair) -> tuple[str, ...]:
        return pair["name"], pair["CellType"], pair["Dataset"], pair["measuredGeneSymbol"]

    kept = {key(pair) for pair in heldout}
    removed = [pair for pair in every if regulated(pair) and key(pair) not in kept]
    bare = [pair for pair in removed if pair["elementChromatinCategory"] in WITHOUT]
    tell("re2g-heldout-filter/regulated-before/pairs", count(every))
    tell("re2g-heldout-filter/regulated-after/pairs", count(heldout))
    tell("re2g-heldout-filter/removed-without-h3k27ac/pairs", len(bare))
    tell("re2g-heldout-filter/removed-small-effect/pairs", len(removed) - len(bare))
    tell("re2g-heldout-filter/wtc11-before/pairs", count(groups(every)["wtc11"]))
    tell("re2g-heldout-filter/wtc11-after/pairs", count(groups(heldout)["wtc11"]))
    for row, some in groups(heldout).items():
        tell(f"re2g-heldout-cell-types/{row}/pairs", len(some))
        tell(f"re2g-heldout-cell-types/{row}/regulated", count(some))


WITHOUT = ("No H3K27ac", "CTCF element", "H3K27me3 element", "CTCF", "H3K27me3")


def main(training_file: str, heldout_file: str, every_file: str) -> None:
    """Print every value."""
    training, heldout, every = map(pairs, (training_file, heldout_file, every_file))
    scores(training, heldout, every)
    shares("k562", training)
    shares("heldout", heldout)
    filtered(heldout, every)


if __name__ == "__main__":
    main(*sys.argv[1:])
