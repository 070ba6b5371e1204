"""Sentences of ``evidence/sentences.yaml`` to go: with references, grade, and what speaks against.

A sentence leaves as it stands, its works and its grade in parentheses behind it::

    Depth probably explains part of the fall ([1]; moderate certainty by A Tiny Review,
    version 1.2.3: [2]).

What speaks against it is what speaks against its claim; what to say with it comes first.
"""

from __future__ import annotations

import re

from livingreview.cite.chapter import Chapter
from livingreview.cite.taken import Claim, Segment, reply_words
from livingreview.register import votes
from livingreview.register.files.sentences import Sentence
from livingreview.register.register import Register
from livingreview.register.words import DAGGER

_ROLE = re.compile(r"\{(?P<role>[\w:]+)\}`(?P<words>[^`<]*?)\s*(?:<(?P<target>[^`>]*)>)?`")
KEY = "sentences/"  # before the id, so that no sentence is taken for a claim


def segments(books: Register, words: str) -> list[Segment]:
    """Words with roles as words and, where works are cited, their keys."""
    made: list[Segment] = []
    end = 0
    for role in _ROLE.finditer(words):
        made.append(words[end : role.start()])
        end = role.end()
        if role["role"].startswith("cite:"):
            made.append(re.split(r",\s*", role["words"]))
        else:
            made.append(role["words"] + _dagger(books, role))
    made.append(words[end:])
    return [part for part in made if part]


def _dagger(books: Register, role: re.Match[str]) -> str:
    """The mark of a number that was seen only second-hand."""
    if role["role"] != "finding" or not role["target"]:
        return ""
    return DAGGER if books.cell(role["target"]).checked.how == "secondary" else ""


def plain(books: Register, words: str) -> str:
    """The same as words alone: a work by its authors and year."""
    parts = segments(books, words)
    return "".join(
        part if isinstance(part, str) else ", ".join(books.references[key].short for key in part)
        for part in parts
    )


def sentence(books: Register, one: Sentence, source: Chapter) -> Claim:
    """A sentence that can be taken along; ``source`` is the chapter that shows it."""
    book, claim = source.book, books.claims.get(one.claim or "")
    grade = votes.grade(books, claim.id).words if claim else plain(books, one.words_of or "")
    says = segments(books, one.words)
    if isinstance(says[-1], str):
        says[-1] = says[-1].rstrip(".")
    text: list[Segment] = [
        *says, " (", list(one.references),
        f"; {grade}{' by' if claim else ', quoted by'} {book.title}, version {book.version}: ",
        [source.key], ").",
    ]  # fmt: skip
    against: list[Segment] = []
    if one.note:
        against += [" To say with it: ", *segments(books, one.note.rstrip(".")), "."]
    works = {source.key: ["judges" if claim else "quotes"]}
    for part in [list(one.references), *against]:
        for key in part if isinstance(part, list) else ():
            works.setdefault(key, []).append("backs")
    if claim:
        against.append(" What speaks against it or would overturn it: " + claim.counter.rstrip("."))
        papers = (books.paper_of[finding] for finding in claim.ids("disputes"))
        if disputing := list(dict.fromkeys(papers)):
            against += [" (disputed by ", disputing, ")"]
            for key in disputing:
                works.setdefault(key, []).append("disputes")
        against.append(".")
        for reply in books.replies_to(claim.id):
            against += reply_words(reply)
            works.setdefault(reply.work, []).append("replies to")
    counter = claim.counter if claim else ""
    return Claim(plain(books, one.words), grade, counter, text, against, works, "sentence")
