"""Printed numbers: equality with a record, and numbers that have none."""

from __future__ import annotations

import pytest

from livingreview.register import numbers

SAME = [
    # at the printed precision
    ("0.85", 0.85, None),
    ("0.850", 0.85, None),
    ("0.85", 0.8512, None),
    ("0.8", 0.849, None),
    ("1", 1, None),
    ("1.0", 1, None),
    ("+0.3", 0.3, None),
    ("−0.12", -0.12, None),
    ("-0.12", -0.12, None),
    ("0.85 of the ceiling", 0.85, None),
    # thousands
    ("196,608", 196608, "bp"),
    ("196608", 196608, "bp"),
    ("1,234.5", 1234.5, None),
    # percent and shares
    ("82.6%", 82.6, "%"),
    ("82.6 %", 82.6, "%"),
    ("82.6\u202f%", 82.6, "%"),
    ("83 percent", 82.6, "%"),
    ("83 per cent", 82.6, "%"),
    ("82.6%", 0.826, None),
    ("100%", 1, None),
    ("0.83", 0.826, None),
    ("12 percentage points", 12, "percentage points"),
    # ranges
    ("0.4–0.6", (0.4, 0.6), None),
    ("0.4 to 0.6", (0.4, 0.6), None),
    ("40–60%", (40, 60), "%"),
    ("40–60%", (0.4, 0.6), None),
    ("−0.1 to 0.2", (-0.1, 0.2), None),
    ("1,000–2,000", (1000, 2000), None),
    # scales
    ("131 kb", 131072, "bp"),
    ("131 kbp", 131072, "bp"),
    ("1 Mb", 1048576, "bp"),
    ("0.5 Mb", 524288, "bp"),
    ("100 kb", 100, "kb"),
    ("4.2 million", 4200000, None),
    ("40 billion", 40_000_000_000, None),
    ("2 trillion", 2_000_000_000_000, "tokens"),
    ("600 thousand", 600_000, None),
    ("7B", 7_000_000_000, None),
    # multiples
    ("10×", 10, None),
    ("10 ×", 10, "fold"),
    ("3-fold", 3, "fold"),
    # hedges
    ("about 0.9", 0.85, None),
    ("around 100 kb", 114688, "bp"),
    ("roughly 5,000", 5313, None),
    ("~0.9", 0.88, None),
    ("≈ 0.9", 0.88, None),
    ("About 0.9", 0.88, None),  # opens a sentence
    ("more than 90%", 96.4, "%"),
    ("more than 0.8", 0.85, None),
    ("More than 0.8", 0.85, None),
    ("over 1 million", 1_200_000, None),
    ("at least 12", 12, None),
    ("nearly 100", 96, None),
    ("almost 0.9", 0.85, None),
    ("less than 0.9", 0.85, None),
    ("fewer than 10", 9, None),
    ("up to 96", 96, None),
    # words
    ("one", 1, None),
    ("Seven", 7, None),
    ("twelve", 12, None),
    ("about ten", 10, None),
    ("three to five", (3, 5), None),
]

DIFFERENT = [
    ("0.85", 0.86, None),
    ("0.851", 0.85, None),
    ("0.8", 0.86, None),
    ("0.12", -0.12, None),
    ("−0.12", 0.12, None),
    ("1.96", 196, None),
    ("196,609", 196608, None),
    ("83%", 82.4, "%"),
    ("0.84%", 0.84, None),  # a share of 0.84 is 84%
    ("1%", 1, None),  # a share of 1 is 100%
    ("84%", 84, None),  # a count is no share
    ("84%", 84, "genes"),
    ("0.84", 84, "%"),
    ("0.4–0.6", (0.4, 0.7), None),
    ("0.4", (0.4, 0.6), None),
    ("0.4–0.6", 0.4, None),
    ("0.6–0.4", (0.4, 0.6), None),
    ("131 Mb", 131072, "bp"),
    ("131", 131072, "bp"),
    ("5 kb", 5000, "cells"),  # a length is no count
    ("131 kb", 131072, None),  # of what?
    ("4.3 million", 4_200_000, None),
    ("40 million", 40_000_000_000, None),
    ("10×", 10, "%"),
    ("about 0.8", 0.86, None),
    ("about 90", 96, None),
    ("more than 97%", 96.4, "%"),
    ("more than 0.85", 0.85, None),
    ("less than 0.85", 0.85, None),
    ("nearly 90", 96, None),
    ("twelve", 11, None),
]

NO_NUMBER = [
    "", "high", "0.85 or 0.9", "0,85", "1e3", "0.85.1", "19,6608", "1.2.3", "about", "%",
    ".85", "3/4", "½", "2½", "5‰", "10⁻⁵", "12x", "12h", "0.85AUROC",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "unit"), SAME)
def test_agrees(text: str, value: float | tuple[float, float], unit: str | None) -> None:
    assert numbers.agrees(text, value, unit)


@pytest.mark.parametrize(("text", "value", "unit"), DIFFERENT)
def test_disagrees(text: str, value: float | tuple[float, float], unit: str | None) -> None:
    assert not numbers.agrees(text, value, unit)


@pytest.mark.parametrize("text", NO_NUMBER)
def test_text_that_is_no_number_agrees_with_nothing(text: str) -> None:
    assert numbers.parse(text) is None
    assert not numbers.agrees(text, 0.85, None)


CAUGHT = [
    ("a correlation of 0.85.", ["0.85"]),
    ("(0.85)", ["0.85"]),
    ("r=0.85", ["0.85"]),
    ("a drop of −0.12", ["−0.12"]),
    ("about 84% of pairs", ["84%"]),
    ("5 % of pairs", ["5 %"]),
    ("5\u202f% of pairs", ["5\u202f%"]),
    ("10 times", ["10"]),
    ("3× as many", ["3×"]),
    ("a 3-fold change", ["3-fold"]),
    ("12 tissues, 9 people", ["12"]),
    ("10–20 genes", ["10", "20"]),
    ("1,234 cells", ["1,234"]),
    ("12,345,678 cells", ["12,345,678"]),
    ("4.2 million", ["4.2 million"]),
    ("5 kb away", ["5 kb"]),
    ("a 12-kb window", ["12-kb"]),
    ("131,072 letters", ["131,072"]),
    ("500 people in 2024", ["500"]),
    ("12.", ["12"]),
    ("2,048 tokens", ["2,048"]),
    # other spellings
    ("rose from .91", [".91"]),
    ("at p<.05", [".05"]),
    ("r = −.5", ["−.5"]),
    ("0.91/0.85", ["0.91/0.85"]),
    ("3/4 of genes", ["3/4"]),
    ("1/10 of genes", ["1/10"]),
    ("a share of ½", ["½"]),
    ("2½ times", ["2½"]),
    ("p = 1e-5", ["1e-5"]),
    ("5 × 10⁻⁸", ["10⁻⁸"]),
    ("10^6 cells", ["10^6"]),
    ("5‰ of pairs", ["5‰"]),
    ("5 per cent", ["5 per cent"]),
    ("3 percentage points", ["3 percentage points"]),
    ("0,91", ["0,91"]),
    ("0.91,0.85", ["0.91", "0.85"]),
    ("19,6608 letters", ["19,6608"]),
    ("12x faster", ["12x"]),
    ("3x as many", ["3x"]),
    ("100k cells", ["100k"]),
    ("On 100k cells", ["100k"]),
    ("40B parameters", ["40B"]),
    ("a model of 40B", ["40B"]),
    ("for 12h", ["12h"]),
    ("in 5min", ["5min"]),
    ("0.91AUROC", ["0.91AUROC"]),
    ("CADD/0.91", ["0.91"]),
    ("a 12-week course", ["12-week"]),
    ("5-10% of them", ["5-10%"]),
    ("5-20 genes", ["5-20"]),
    ("$12 million", ["$12 million"]),
    ("1 in 10,000", ["10,000"]),
    ("1:10", ["10"]),
    ("±0.02", ["0.02"]),
    ("３４ genes", ["３４"]),
    ("1 000 cells", ["1 000"]),
    ("1\xa0000 cells", ["1\xa0000"]),
    ("12 345 and 1\u202f234\u202f567.", ["12 345", "1\u202f234\u202f567"]),
    ("in 2024 100 cells", ["100"]),
    ("It has 3.5M.", ["3.5M"]),
    ("grew to 10k. Then", ["10k"]),
    ("a size (3B).", ["3B"]),
    ("x30 more", ["x30"]),
    ("AUC0.91", ["0.91"]),
    ("an AUC91% here", ["91%"]),
    ("the 30th percentile", ["30th percentile"]),
    # what looks like a year, a place or a date
    ("1999 tissues", ["1999"]),
    ("most of 1999 genes", ["1999"]),
    ("It held 2026 cells", ["2026"]),
    ("some 1998 genes", ["1998"]),
    ("in release 99%", ["99%"]),
    ("Phase 91%", ["91%"]),
    ("May 91%", ["91%"]),
    ("in version 91 percent", ["91 percent"]),
]


@pytest.mark.parametrize(("text", "found"), CAUGHT)
def test_bare_number_is_caught(text: str, found: list[str]) -> None:
    assert list(numbers.bare(text)) == found


# How the number is cut out is free; that it is seen is not.
@pytest.mark.parametrize(
    "text",
    [
        "5 percent of pairs",
        "3 million cells",
        "2 billion parameters",
        "5 thousand genes",
        "a 5-kb window",
        "a 1-Mb window",
        "2048 tokens",  # no year that a review can speak of
        "a 5-percent drop",
    ],
)
def test_small_integer_with_a_scale_is_caught(text: str) -> None:
    assert list(numbers.bare(text))


@pytest.mark.parametrize(
    "text",
    [
        "nine or 9 people",
        "in 2024, 1998 and the 1990s",
        "2021–2024",
        "22 November 2026",
        "November 22, 2026",
        "Nov 22",
        "on 12 March",
        "2026-11-22 and 2026-11",
        "Section 4.2, Chapter 12, Figure 10, Table 12 and Fig. 11",
        "Figures 10 and Tables 12",
        "Figure 10a, Table S12, Eq. 14",
        "K562, HepG2, GM12878",
        "DNABERT-2 and GPT-4",
        "GPT-4.1 and Carbon 1.5B",
        "Evo 2 40B predicts, Evo 2 40B has",
        "its 1B, 7B and 40B versions, from 1B to 40B, on the 40B value",
        "10x Chromium and 10X Genomics",
        "8q24 and 22q11.2, GRCh37/38",
        "the 12th and the 1st",
        "the 5′/3′ ends",
        "R² and cm², log10 and -log10",
        "In 2024 cells were cheap, since 2025 models are not",
        "2021-2024, 2021-22 and 2024/2025",
        "ICLR 2026 is over",
        "see https://example.org/48/4.8 there",
        "about 9 of 8 and 5-6 or 7–9",
        "chr8, chr22, chromosome 12",
        "GTEx v8",
        "10x Genomics",
        "Tahoe-100M",
        "Evo 2 40B",
        "PBMC 3k",
        "GRCh38, hg38, GENCODE v29, release 104",
        "a 24-well plate, a 96-well plate",
        "version 1.2.3",
        "10.1038/s41586-024-07487-w",
        "the 5′ end",
        "CC BY 4.0",
        "In 2023 and 2024 papers were few; ICLR 2026 papers are many",
        "Evo 2 has 7B and 40B, and is called Evo 2 40B. Then",
        "v0.91 and x, 5 and y",
        "",
    ],
)
def test_name_date_or_place_is_exempt(text: str) -> None:
    assert list(numbers.bare(text)) == []


@pytest.mark.parametrize(
    ("found", "written"),
    [
        ("0.91", "0.91"),
        (".91", "0.91"),
        ("−.5", "−0.5"),
        ("0,91", "0.91"),
        ("12x", "12×"),
        ("x30", "30×"),
        ("1\xa0000", "1,000"),
        ("1e-5", "0.00001"),
        ("5‰", "0.5%"),
        ("12h", "12 h"),
        ("4.2\nmillion", "4.2 million"),
        ("0.91/0.85", None),
        ("½", None),
        ("10⁻⁸", None),
    ],
)
def test_the_form_that_is_proposed_is_one_that_is_read(found: str, written: str | None) -> None:
    assert numbers.readable(found) == written
    assert written is None or numbers.parse(written)


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("9 people", ["9"]),
        ("layers 3 and 4", ["3", "4"]),
        ("The 9 people", ["9"]),
        ("Evo 2, DNABERT-2, chr8", []),
        ("in 2024", []),
        ("Section 4", []),
    ],
)
def test_small_numbers_are_seen_apart(text: str, small: list[str]) -> None:
    assert [seen.words for seen in numbers.quantities(text) if seen.small] == small
