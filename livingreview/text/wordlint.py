"""Sentences that compare with nothing behind them: the list of ``livingreview check --words``.

*All, none, every, best, first* and *more than, twice, level, no* are listed where they compare
results and the sentence neither holds a check, nor names whose words it is (``{record}``), nor
leads to a claim that has checks of its own. Where a word only says how far a sentence reaches (*at
all, over all people, the first author, more than 500*) it is no comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes

from livingreview.problems import Problem
from livingreview.register.register import Register
from livingreview.text.statements import Sentence, sentences

REMEDY = "write {holds}`words <check>`, or {record}`words <id>` if they are its authors'"
OF_CLAIM = "add holds: [check, ...] to the claim, or drop the word"
STRICT = ("all", "none", "every", "best", "first")  # an error in ``livingreview_checked_words``

_COMPARES = (
    r"\b(?:beat|beats|beaten|leads?|led|ahead|behind|above|below|better|worse|higher|lower"
    r"|highest|lowest|larger|smaller|greater|less|wins?|won|pass(?:es|ed)?|surpass\w*|outperform\w*"
    r"|exceed\w*|match(?:es|ed)?|falls?|fell|reach(?:es|ed)?|fails?|failed|miss(?:es|ed)?|than"
    r"|too (?:small|large|low|high)|worked|active|generaliz\w*|drop\w*|correlat\w*|ties?)\b"
)
_NUMBER = (
    r"(?:\d[\d.,]*|an?|half|once|twice|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|twenty|thirty|forty|fifty|\w+fold)"
)
# What only says how far a sentence reaches, or how much a number is.
_SCOPE = re.compile(
    rf"“[^”]*”|\b(?:no |one )?(?:more|less|fewer) than (?:about )?(?:{_NUMBER}|above)\b"
    r"|\b(?:over|of|from|for|among|between|with|after|above|against|outside) (?:all|every)\b"
    r"|\bat all\b|\ball else\b|\bwho all\b|\bsame for every\b|\bno change\b|\bno longer\b"
    r"|\bno (?:one|doubt)\b|\b(?:few|little) or none\b|\bmade none\b|\bor none of\b",
    re.I,
)
# The word, where it compares, and whether another comparing word must stand beside it.
_WORDS = (
    ("all", r"\ball\b(?!\s+(?:over|cells|chapters))", True),
    ("none", r"\bnone\b(?!-)", True),
    ("every", r"\bevery\b(?!\s+(?:chapter|claim|paper|number))", True),
    ("best", r"(?<!\bat )\bbest\b(?!-|\s+(?:of each|that|known|documented|practice))", False),
    (
        "first",
        r"\b(?:ranks?|ranked|comes?|came|stands?|stood|is|are|was|and) first\b(?! \w+ed\b)"
        r"|\bfirst (?:in|over|among)\b|\bthe first to\b",
        False,
    ),
    ("more", r"\bmore\b[^,;.]*\bthan\b", False),
    ("twice", r"\btwice (?:the|that|as|its|their|of)\b", False),
    (
        "level",
        r"\blevel with\b|\b(?:is|are|was|were|stays?|stands?|stood) (?:\w+ )?level\b",
        False,
    ),
    ("no", r"\bno\b", True),
)
_RULES = tuple((word, re.compile(pattern, re.I), beside) for word, pattern, beside in _WORDS)
_COMPARING = re.compile(_COMPARES, re.I)
_ABSENCE = re.compile(r"\bwas (?:found|seen|read|tested|opened|visible)\b|\bcould be\b", re.I)


def words_of(statement: str) -> list[str]:
    """The words by which a statement compares results; empty for a question."""
    text = _SCOPE.sub(" ", statement)
    found: list[str] = []
    if text.rstrip().endswith("?"):
        return found
    for word, pattern, beside in _RULES:
        for match in pattern.finditer(text):
            rest = text[match.end() :]
            if word == "no" and (_ABSENCE.search(rest) or not _COMPARING.search(rest)):
                continue
            if beside and not _COMPARING.search(text):
                continue
            found.append(word)
            break
    return found


def of_page(page: nodes.document, books: Register, file: Path) -> Iterator[tuple[Problem, bool]]:
    """Each sentence of a page without its check, and whether it is one of the strict words."""
    for sentence in sentences(page):
        if sentence.cell or _stands(sentence, books):
            continue
        found = [word for part in sentence.statements for word in words_of(part.words)]
        if found:
            yield _problem(file, sentence.line, sentence.words, found, REMEDY)


def of_claims(books: Register) -> Iterator[tuple[Problem, bool]]:
    """The same for the claims without checks."""
    for claim in books.claims.values():
        found = [word for part in claim.says.split(";") for word in words_of(part)]
        if found and not claim.holds:
            file, line = books.place[claim.id]
            yield _problem(file, line, claim.says, found, OF_CLAIM)


def _problem(
    file: Path, line: int, sentence: str, found: list[str], remedy: str
) -> tuple[Problem, bool]:
    listed = ", ".join(dict.fromkeys(found))
    opening = " ".join(sentence.split()[:8])
    said = f"{listed} without a check in: {opening} ..."
    return Problem(file, line, "", said, remedy), bool(set(found) & set(STRICT))


def _stands(sentence: Sentence, books: Register) -> bool:
    """Whether something stands behind a sentence: a check, a record, a claim with checks."""
    for part in sentence.statements:
        if part.checked:
            return True
        for record in part.linked:
            if record not in books.claims or books.claims[record].holds:
                return True
    return False
