"""Printed numbers: does one equal its record, and which of a text are quantities?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    r"\s*(?P<percent>%|per\s?cent\b)?(?P<times>×|-fold|-times)?"
    r"\s*(?P<scale>thousand|million|billion|trillion|[kMG]bp?|[kMB](?![A-Za-z]))?"
    r"(?P<rest>(?![^\W_]|[‰％⁺⁻/^])[^\d⁰¹²³⁴-⁹¼-¾⅐-⅞]*)\Z",
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
    "more than" and "less than" must also be true. A length in kb or Mb needs a record in bases.
    False if the text is not a number.
    """
    printed = parse(text)
    if printed is None or (printed.times and unit == "%"):
        return False
    if printed.scale in BASES and (unit or "").lower() not in {*BASES, "bp", "bases", "nt"}:
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
    rounded = (number / step).to_integral_value(rounding[printed.hedge]) * step
    return rounded == shown


# -- numbers in prose -----------------------------------------------------------------------------

_SIGNS_BETWEEN = r"\s\"“”„‘()\[\]{}<>=≤≥≈~±;:!?…–—|"  # what parts two words or numbers
_CHUNK = re.compile(rf"(?:[^{_SIGNS_BETWEEN},]|(?<=\d),(?=\d))+")
_NUMBER = re.compile(
    r"(?P<digits>[-−+]?[$€£]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+,\d+|\d*\.\d+|\d+))"
    r"(?P<power>[eE][-+−]?\d+(?!\w)|\^[-+−{]?\d+\}?|[⁻⁺]?[⁰¹²³⁴-⁹]+)?"
)
_THOUSANDS = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[ \xa0\u2009\u202f]\d{3})+(?!\w|[.,]\d)")
_TIMES = re.compile(r"x\d[\d.]*(?=[\s.,;:)]|\Z)")  # x30
_BEHIND_WORD = re.compile(r"(?!v\d)[^\W\d_]+(?=0\.\d|\d[\d.]*[%‰])", re.I)  # AUC0.91
_HALVES = re.compile(r"\d*[¼-¾⅐-⅞]")
_PERCENT = r"\s?[%‰％]|[\s-]percentage\s+points?\b|[\s-]per\s?cent\b"
_TAIL = re.compile(
    rf"(?:{_PERCENT}|\s?×(?!\s*\d)|-?fold\b|[\s-]?[kMG]bp?\b"
    r"|[\s-](?:thousand|[mbtr]+illion)\b|(?:h|hrs?|min|ms|bp|nt|nm|[µμmc]m|[MGT]B|°C)\b"
    r"|[xX]\b(?!\s+[A-Z]))(?!\w)"
)
_JOINED = re.compile(r"-[^\W\d_]\w*")
_GLUED = re.compile(r"[^\W_]+")
_ORDER = re.compile(r"st|nd|rd|th|s")
_PERCENTILE = re.compile(r"(?:st|nd|rd|th)[\s-](?:percentile|quantile)s?\b")
_SENTENCE_END = re.compile(r"[)”\"']*(?:[.!?][)”\"']*(?:\s|\Z)|\Z)")
_PLATES = ("-well", "-wells", "-way", "-mer", "-mers", "-plex")  # a 24-well plate is called so
_LETTER = re.compile(r"[kKMBGT]\b")
# A plural, as in 1999 tissues; the 7B and 40B versions are names.
_COUNTED = re.compile(
    r"\s+(?!(?:versions|models|sizes|checkpoints)\b)(?:people|[a-z]{2,}[a-rt-z]s)\b"
)
# Before a year; behind any other word a number of things is meant, as in held 2026 cells.
_WHEN = {
    "after", "and", "before", "by", "during", "early", "from", "in", "late", "mid", "or", "since",
    "through", "to", "until",
}  # fmt: skip
_SMALL_WORDS = {
    "a", "about", "after", "all", "among", "an", "and", "are", "as", "at", "but", "by", "each",
    "for", "from", "in", "into", "is", "its", "most", "nearly", "no", "not", "of", "on", "only",
    "or", "our", "over", "some", "than", "that", "the", "their", "these", "they", "this", "those",
    "to", "under", "we", "were", "when", "where", "which", "with", "within",
}  # fmt: skip
_LAST_WORD = re.compile(r"([^\W_][\w.+/-]*)\s+\Z")

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NO_QUANTITY = rf"(?![.,]?\d|\w|{_PERCENT}|\s?×|-fold)"
_DATES = re.compile(
    rf"\b(?:{_DAY}\s+)?(?:{_MONTHS})\.?\s+(?:{_DAY},\s+)?\d{{4}}{_NO_QUANTITY}"
    rf"|\b(?:{_MONTHS})\.?\s+{_DAY}{_NO_QUANTITY}|\b{_DAY}\s+(?:{_MONTHS})\b"
    rf"|\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b"
)
_PLACES = re.compile(
    r"\b(?:[Ss]ections?|[Cc]hapters?|[Ff]igures?|[Tt]ables?|[Vv]ersions?|Figs?\.|Eqs?\.|release|"
    r"GENCODE|Ensembl|[Pp]hase|chromosomes?|CC BY|PDF/UA)\s+\d[\d.]*+"
    rf"(?!,\d|{_PERCENT}|\s?×|-fold)"
    r"|\b10\.\d{4,9}/\S+|\b(?:https?|ftp)://\S+"
)


@dataclass(frozen=True)
class Seen:
    """A number as it stands in prose.

    ``words`` is how it is written, ``start`` where; ``small`` is set for a whole number below ten
    without per cent, multiple or scale, which needs no record.
    """

    words: str
    start: int
    small: bool


def bare(text: str) -> Iterator[str]:
    """The numbers in a piece of prose that need a record and have none.

    Decimals in any spelling (0.91, .91, 0,91, 1e-5), fractions, percentages, multiples (3×, 12x)
    and integers of ten or more are yielded; years, dates, section numbers and names that hold
    digits (K562, DNABERT-2, chr8) are not. A whole number with k, M or B glued to
    it is part of a name (Evo 2 40B, PBMC 3k) unless it counts something (100k cells, 40B
    parameters).
    """
    return (seen.words for seen in quantities(text) if not seen.small)


def quantities(text: str) -> Iterator[Seen]:
    """Every number in a piece of prose that a reader takes as a quantity, in order."""
    blank = _PLACES.sub(_hide, _DATES.sub(_hide, text))
    blank = _THOUSANDS.sub(lambda match: re.sub(r"\D", ",", match[0]), blank)
    for seen in _quantities(blank):
        yield replace(seen, words=text[seen.start : seen.start + len(seen.words)])


def _quantities(blank: str) -> Iterator[Seen]:
    """The quantities of a text without dates and places, commas between its thousands."""
    for chunk in _CHUNK.finditer(blank):
        start = chunk.start() + len(chunk[0]) - len(chunk[0].lstrip("'’*_×·"))
        if half := _HALVES.search(chunk[0]):
            yield Seen(half[0], chunk.start() + half.start(), small=False)
            continue
        if times := _TIMES.match(blank, start):
            yield Seen(times[0].rstrip("."), start, small=False)
            continue
        if word := _BEHIND_WORD.match(blank, start, chunk.end()):
            start = word.end()
        # Numbers without a blank between them, 0.91,0.85; behind a name only CADD/0.91 is one.
        number = _NUMBER.match(blank, start)
        more = re.compile(r"(?<=,)(?=\d)" if number else r"(?<=/)(?=\d*\.\d)")
        after = number.end() if number else start
        starts = [start] if number else []
        starts += [match.start() for match in more.finditer(blank, after, chunk.end())]
        for place in starts:
            if number := _NUMBER.match(blank, place):
                yield from _judged(blank, number)


def _judged(text: str, number: re.Match[str]) -> Iterator[Seen]:
    """The quantity that begins with this number; none if it is a name, a year or a version."""
    digits, start, end = number["digits"], number.start(), number.end()
    parts = [digits]
    while (sign := text[end : end + 1]) and sign in "/-−+":  # 3/4, 0.91/0.85, 5-10
        if not (more := _NUMBER.match(text, end + 1)):
            break
        parts.append(more["digits"])
        number, end = more, more.end()
        if sign == "/":
            parts.append("/")
    tail = _TAIL.match(text, end)
    rest = text[end:]
    if number["power"] or tail:
        yield Seen(text[start : tail.end() if tail else end], start, small=False)
    elif joined := _JOINED.match(rest):
        word = joined[0]
        if not all(map(_small_or_year, parts)) and word.islower() and word not in _PLATES:
            yield Seen(text[start:end] + word, start, small=False)
    elif percentile := _PERCENTILE.match(rest):
        yield Seen(text[start:end] + percentile[0], start, small=False)
    elif glued := _GLUED.match(rest):
        if _is_glued_quantity(text, start, end, digits, glued[0]):
            yield Seen(text[start:end] + glued[0], start, small=False)
    elif re.match(r"\.\d", rest) or (len(parts) == 2 and _is_year(digits)):
        return  # 1.2.3; 2021-22
    elif "/" in parts:
        if not all(map(_is_year, (part for part in parts if part != "/"))):
            yield Seen(text[start:end], start, small=False)
    elif all(map(_is_year, parts)):
        before = _word_before(text, start)
        is_when = before.lower() in _WHEN or _is_name(before)
        if len(parts) == 1 and _COUNTED.match(rest) and not is_when:
            yield Seen(digits, start, small=False)  # of 1999 genes
    elif all(map(_small_or_year, parts)):
        if not _is_name(_word_before(text, start)):
            yield Seen(text[start:end], start, small=True)
    else:
        yield Seen(text[start:end], start, small=False)


def _is_glued_quantity(text: str, start: int, end: int, digits: str, letters: str) -> bool:
    """Whether letters behind a number make no name of it, as in 0.91AUROC and 100k cells."""
    before = _word_before(text, start)
    if _LETTER.fullmatch(letters):
        named = _is_name(before)
        counts = _COUNTED.match(text, end + 1) or _SENTENCE_END.match(text, end + 1)
        return not named and bool(counts or before in ("of", "with", "than"))
    return "." in digits and not _ORDER.fullmatch(letters)


def _word_before(text: str, start: int) -> str:
    word = _LAST_WORD.search(text[:start])
    return word[1] if word else ""


def _is_name(word: str) -> bool:
    """Whether a word looks like the first part of a name with a number, as in Evo 2."""
    return word.lower() not in _SMALL_WORDS and any(s.isupper() or s.isdigit() for s in word)


def _is_year(digits: str) -> bool:
    return digits.isdigit() and 1950 <= int(digits) <= 2035


def _small_or_year(digits: str) -> bool:
    whole = digits.lstrip("-−+")
    return whole.isdigit() and (int(whole) < 10 or _is_year(whole))


def readable(found: str) -> str | None:
    """A number in the form that ``parse`` reads: .91 as 0.91, 1e-5 as 0.00001; None if unknown."""
    plain = " ".join(found.split())
    if re.fullmatch(r"\d{1,3}( \d{3})+", plain):
        plain = plain.replace(" ", ",")
    if parse(plain):
        return plain
    if match := re.fullmatch(r"([-−+]?)(\.\d+)(.*)", plain):
        plain = f"{match[1]}0{match[2]}{match[3]}"
    elif re.fullmatch(r"[-−+]?\d+,\d+\D*", plain):
        plain = plain.replace(",", ".")
    elif re.fullmatch(r"x[\d.]+", plain):
        plain = plain[1:] + "×"
    elif re.fullmatch(r"[-−+]?[\d.]+[xX]", plain):
        plain = plain[:-1] + "×"
    elif match := re.fullmatch(r"([-−+]?[\d.]+)[eE]([-+−]?\d+)", plain):
        plain = f"{Decimal(match[0].replace('−', '-')):f}"
    elif match := re.fullmatch(r"([-−+]?[\d.,]+)([^\W\d_]+)", plain):
        plain = f"{match[1]} {match[2]}"  # 12h, 0.91AUROC
    elif match := re.fullmatch(r"([-−+]?[\d.]+)\s?‰", plain):
        plain = f"{Decimal(match[1].replace('−', '-')) / 10:f}%"
    return plain if parse(plain) else None


def _hide(match: re.Match[str]) -> str:
    return " " * len(match[0])
