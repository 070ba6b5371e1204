"""How sure a sentence may sound, by the grade of its claim."""

from __future__ import annotations

import pytest

from livingreview.register import hedges

CASES = [
    ("It works.", "high", None),
    ("It probably works.", "moderate", None),
    ("It likely works.", "moderate", None),
    ("Probably it works.", "moderate", None),
    ("It works.", "moderate", "write probably or likely"),
    ("It may work.", "moderate", "write probably or likely"),  # a low grade's word
    ("It is unlikely to work.", "moderate", "write probably or likely"),
    ("It may work.", "low", None),
    ("It might work.", "low", None),
    ("It works.", "low", "write may or might"),
    ("It probably works.", "low", "write may or might"),
    ("It worked in May 2025.", "low", "write may or might"),  # the month
    ("Dismay and mayhem.", "low", "write may or might"),
    ("It may work, but this is very uncertain.", "very low", None),
    ("It might work; this is very\nuncertain.", "very low", None),
    ("It may work.", "very low", "write very uncertain"),
    ("It may work, but this is very uncertain.", "low", "drop very uncertain"),
    ("It probably works, which is very uncertain.", "moderate", "drop very uncertain"),
    ("It is very uncertain.", "very low", "write may or might"),
    ("It works.", "very low", "write may or might and very uncertain"),
]


@pytest.mark.parametrize(("words", "certainty", "remedy"), CASES)
def test_the_words_that_a_grade_owes(words: str, certainty: str, remedy: str | None) -> None:
    assert hedges.missing(words, certainty) == remedy


def test_a_word_that_is_no_grade_is_refused() -> None:
    with pytest.raises(KeyError):
        hedges.missing("It may work.", "safe")
