"""Printed numbers: does one equal its record, and which have no record?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

SCALES = {
    "": 0, "k": 3, "thousand": 3, "m": 6, "million": 6, "b": 9, "billion": 9, "trillion": 12,
    "kb": 3, "kbp": 3, "mb": 6, "mbp": 6, "gb": 9, "gbp": 9,
}  # fmt: skip
BASES = {"kb", "kbp", "mb", "mbp", "gb", "gbp"}  # scales that only a length in bases takes
HEDGES = {
    "about": "about", "around": "about", "roughly": "about", "~": "about", "≈": "about",
    "more than": "above", "over": "above", ">": "above", "at least": "floor",
    "nearly": "ceiling", "almost": "ceiling", "less than": "below", "under": "below",
    "fewer than": "below", "up to": "exact", "": "exact",
}  # fmt: skip

WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
]  # fmt: skip

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PRINTED = re.compile(
    rf"(?P<hedge>{'|'.join(sorted(map(re.escape, HEDGES), key=len, reverse=True))})\s*"
    rf"(?P<sign>[-−+])?(?P<low>{_DIGITS})"
    rf"(?:\s*(?:–|to)\s*(?P<sign2>[-−+])?(?P<high>{_DIGITS}))?"
    r"\s*(?P<percent>%|percent\b)?(?P<times>×|-fold|-times)?"
    r"\s*(?P<scale>thousand|million|billion|trillion|[kMG]bp?|[kMB](?![A-Za-z]))?"
    r"(?P<rest>[^\d]*)\Z",
    re.I,
)


@dataclass(frozen=True)
class Printed:
    """A number as printed.

    ``values`` holds one number, or the two ends of a range, as written; ``scale`` is the word or
    prefix behind it (million, kb), in small letters; ``times`` is set by × and -fold; ``hedge``
    is ``exact``, ``about``, ``floor`` ("at least"), ``above`` ("more than"), ``ceiling``
    ("nearly") or ``below`` ("less than").
    """

    values: tuple[Decimal, ...]
    percent: bool
    times: bool
    scale: str
    hedge: str


def parse(text: str) -> Printed | None:
    """Read a printed number; None if the text is not one of the allowed forms."""
    words = text.replace("\u202f", " ").replace("\xa0", " ").split()
    plain = " ".join(str(WORDS.index(w.lower())) if w.lower() in WORDS else w for w in words)
    match = _PRINTED.match(plain)
    if not match:
        return None
    values = [_decimal(match["sign"], match["low"])]
    if match["high"]:
        values.append(_decimal(match["sign2"], match["high"]))
    return Printed(
        tuple(values),
        bool(match["percent"]),
        bool(match["times"]),
        (match["scale"] or "").lower(),
        HEDGES[match["hedge"].lower()],
    )


def _decimal(sign: str | None, digits: str) -> Decimal:
    return Decimal(("-" if sign in ("-", "−") else "") + digits.replace(",", ""))


def agrees(text: str, value: float | tuple[float, float], unit: str | None) -> bool:
    """Whether a printed number equals a record at the printed precision.

    ``value`` is the record's number, or the two ends of its range; ``unit`` its unit, ``%`` for
    percent. A percentage also agrees with a share between 0 and 1. After "about" the number may
    be rounded to its last digit that is not zero; "at least" and "nearly" round down and up, and
    "more than" and "less than" must also be true. False if the text is not a number.
    """
    printed = parse(text)
    if printed is None or (printed.times and unit == "%"):
        return False
    if printed.scale in BASES and (unit or "bp").lower() not in {*BASES, "bp", "bases", "nt"}:
        return False
    wanted = value if isinstance(value, tuple) else (value,)
    if len(printed.values) != len(wanted):
        return False
    return all(
        _equal(shown, Decimal(repr(number)), printed, unit)
        for shown, number in zip(printed.values, wanted, strict=True)
    )


def _equal(shown: Decimal, number: Decimal, printed: Printed, unit: str | None) -> bool:
    if printed.percent and unit != "%":
        if unit or abs(number) > 1:
            return False
        number *= 100
    if printed.scale != (unit or "").lower():  # a record in kb is compared as it stands
        number = number.scaleb(-SCALES[printed.scale])
    exponent = shown.as_tuple().exponent
    assert isinstance(exponent, int)
    if printed.hedge == "exact":
        step = Decimal(1).scaleb(exponent)
        low, high = shown - step / 2, shown + step / 2
        return low <= number <= high
    digits = shown.normalize().as_tuple().exponent
    assert isinstance(digits, int)
    if (printed.hedge == "above" and number <= shown) or (
        printed.hedge == "below" and number >= shown
    ):
        return False
    down, up = ROUND_FLOOR, ROUND_CEILING
    rounding = {"about": ROUND_HALF_UP, "floor": down, "above": down, "ceiling": up, "below": up}
    step = Decimal(1).scaleb(digits)
    rounded = (number / step).quantize(Decimal(1), rounding=rounding[printed.hedge]) * step
    return rounded == shown


# -- numbers without a record ---------------------------------------------------------------------

_NUMBER = re.compile(
    rf"(?<![\w.,/#-])(?P<number>[-−+]?(?:{_DIGITS}))"
    r"(?P<tail>[\s-]?percent\b|\s?%|×|-fold|[\s-]?[kMG]bp?\b|\s(?:thousand|[mbtr]+illion)\b)?"
    r"(?![\w/])(?P<joined>-[A-Za-z]\w*)?"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
)
_DATES = re.compile(
    rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTHS})\.?\s+(?:\d{{1,2}},\s+)?\d{{4}}\b"
    rf"|\b(?:{_MONTHS})\s+\d{{1,2}}\b(?!\d)|\b\d{{1,2}}\s+(?:{_MONTHS})\b|\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b"
)
_PLACES = re.compile(
    r"\b(?:[Ss]ections?|[Cc]hapters?|[Ff]igures?|[Tt]ables?|[Vv]ersions?|Figs?\.|Eqs?\.|release|"
    r"GENCODE|Ensembl|[Pp]hase|chromosomes?|CC BY|PDF/UA)\s+\d[\d.]*|\b10\.\d{4,9}/\S+"
)


def bare(text: str) -> Iterator[str]:
    """The numbers in a piece of prose that need a record and have none.

    Decimals, percentages, multiples and integers of ten or more are yielded; years, dates,
    section numbers and names that hold digits (K562, DNABERT-2, chr8, 10x) are not. A digit with
    a letter glued to it (Evo 2 40B, PBMC 3k) is part of a name; a quantity is written 40 billion.
    """
    blank = _PLACES.sub(_hide, _DATES.sub(_hide, text))
    for match in _NUMBER.finditer(blank):
        number, tail, joined = match["number"], match["tail"], match["joined"]
        if joined and joined not in ("-bp", "-base"):
            continue  # part of a name, as in 24-well
        digits = number.lstrip("-−+")
        whole = digits.isdigit()
        small_or_year = whole and (int(digits) < 10 or 1950 <= int(digits) <= 2035)
        if small_or_year and not tail:
            continue
        yield number + (tail or "") + (joined or "")


def _hide(match: re.Match[str]) -> str:
    return " " * len(match[0])
