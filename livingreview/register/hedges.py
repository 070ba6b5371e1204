"""How sure a sentence may sound: the words that go with each grade, as GRADE has them.

A sentence of moderate certainty says *probably* or *likely*, of low *may* or *might*, of very low
also that this is very uncertain; one of high certainty stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

OWED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "high": (),
    "moderate": (("probably", "likely"),),
    "low": (("may", "might"),),
    "very low": (("may", "might"), ("very uncertain",)),
}  # of each group one word is owed


def missing(words: str, certainty: str) -> str | None:
    """What to write into a sentence whose claim is of this certainty; None if it fits.

    What is surer than very low may not be called very uncertain.

    ``May`` with a capital is the month. Raises ``KeyError`` for a word that is no certainty.
    """
    if certainty != "very low" and _holds(words, "very uncertain"):
        return "drop very uncertain"
    owed = [group for group in OWED[certainty] if not any(_holds(words, one) for one in group)]
    return "write " + " and ".join(" or ".join(group) for group in owed) if owed else None


def _holds(words: str, hedge: str) -> bool:
    flags = 0 if hedge == "may" else re.IGNORECASE
    pattern = r"\s+".join(hedge.split())
    return re.search(rf"(?<![\w-]){pattern}(?![\w-])", words, flags) is not None
