"""Text reduced to what a comparison of titles, names and phrases needs. Pure."""

from __future__ import annotations

import re
import unicodedata

from livingreview.references.names import LATIN

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "π": "pi", "σ": "sigma", "τ": "tau", "ω": "omega",
}  # fmt: skip


def fold(text: str, umlauts: bool = False) -> str:
    """Text reduced to what a comparison needs: small letters and digits, words apart by a space."""
    text = unicodedata.normalize("NFC", text).casefold()
    if umlauts:
        text = text.translate(_UMLAUTS)
    text = "".join(_GREEK.get(sign, sign) for sign in text.translate(LATIN))
    text = unicodedata.normalize("NFKD", text.replace("&", " and "))
    kept = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", kept))
