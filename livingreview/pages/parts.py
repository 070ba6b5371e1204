"""The files that stand for themselves, decisions to quality, as JSON-ready records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from livingreview.register import votes
from livingreview.register.fields import Record
from livingreview.register.files import (
    causes,
    decisions,
    post,
    predictions,
    protocol,
    quality,
    reading,
    replies,
    reporting,
    screening,
    search,
    sentences,
)
from livingreview.register.register import Register

SCHEMAS: dict[str, type[Record]] = {
    "decision": decisions.Decision,
    "sentence": sentences.Sentence,
    "causes": causes.Causes,
    "prediction": predictions.Prediction,
    "protocol": protocol.Protocol,
    "reply": replies.Reply,
    "search": search.Search,
    "screening": screening.Screened,
    "quality": quality.Quality,
    "reporting": reporting.Item,
    "post": post.Post,
}

_ROWS = {"causes": "rows", "protocol": "eligibility", "post": "statements"}  # as a table


def parts(books: Register) -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Name, JSON document and rows of each file that is there.

    What is computed goes along: the grade of a claim, the works that were taken in, agreement and
    concern of two readings.
    """
    for name in books.parts:
        match name:
            case "screening":
                works = screening.every(books.references, books.screening)
                rows = [asdict(work) for work in works]
                yield name, {name: rows}, rows
            case "quality":
                rows = [_quality(key, one) for key, one in books.quality.items()]
                yield name, {name: rows}, rows
            case "causes" | "protocol" | "post":
                whole = _plain(getattr(books, name))
                yield name, whole, whole[_ROWS[name]]
            case _:
                rows = [
                    _graded(books, one) for one in getattr(books, reading.BY_ID[name][0]).values()
                ]
                yield name, {name: rows}, rows


def _plain(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)


def _graded(books: Register, record: Any) -> dict[str, Any]:
    """A record, with the grade of the claim that it names."""
    data = _plain(record)
    if claim := data.get("claim"):
        data["certainty"] = votes.grade(books, claim).certainty
    return data


def _quality(benchmark: str, one: quality.Quality) -> dict[str, Any]:
    computed = {"concern": one.concern, "agreement": one.agreement}
    return {"benchmark": benchmark, **computed, **_plain(one)}
