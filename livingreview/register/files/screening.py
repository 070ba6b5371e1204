"""``evidence/screening.yaml``: works that were found and are not cited: left out, or waiting.

Every work of ``refs.bib`` was taken in, so nobody writes that down; ``every`` adds those rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from livingreview.references.bibfile import Reference
from livingreview.references.identifiers import bare_doi
from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Id, Record, Text
from livingreview.register.files.names import Names


def _verdict(value: Any) -> Any:
    if value == "included":
        raise ValueError("a work is taken in by its entry in refs.bib; delete the row")
    return value


class Screened(Record):
    """The decision on one work, and what it rests on."""

    work: Annotated[Text, Field(description="doi:..., arXiv:... or another identifier, or unknown")]
    title: Annotated[Text, Field(description="its title, or unknown")]
    verdict: Annotated[
        Literal["excluded", "waiting"],
        BeforeValidator(_verdict),
        Field(description="excluded or waiting"),
    ]
    criterion: Id | None = Field(
        default=None, description="the id of a criterion of evidence/protocol.yaml"
    )
    because: Annotated[Text, Field(description="why, in a sentence")]
    date: Annotated[Day, Field(description="the day of the decision, as 2026-11-22")]
    by: Annotated[Text, Field(description="how many read what of it, as in: one reader, abstract")]
    claims: list[Id] = Field(default=[], description="ids of claims that it may change")

    @model_validator(mode="after")
    def _has_criterion(self) -> Screened:
        if (self.verdict == "excluded") != (self.criterion is not None):
            raise ValueError(
                "verdict: excluded goes with criterion: and its id, waiting goes without one"
            )
        return self


def faults(row: Screened, names: Names) -> Iterator[Fault]:
    """Criteria and claims that do not exist, and a work that is cited."""
    if row.criterion:
        yield from names.missing(("criterion",), row.criterion, "criteria for leaving out")
    yield from names.all_missing(("claims",), row.claims, "claims")
    if _same(row.work) in names.known["identifiers"]:
        yield ("work",), f"{row.work} is in refs.bib", "delete the row, or the entry there"


def twice(rows: Sequence[Screened]) -> Iterator[tuple[int, Fault]]:
    """Works that have two rows, by the place of the second."""
    seen: set[str] = set()
    for number, row in enumerate(rows):
        name = _same(row.title if row.work == "unknown" else row.work)
        if name in seen:
            yield number, (("work",), f"{row.work} stands twice", "keep the later decision")
        seen.add(name)


def identifiers(works: Mapping[str, Reference]) -> set[str]:
    """The identifiers of all works that are cited, those of their preprints included."""
    found: set[str] = set()
    for work in works.values():
        fields = work.fields
        found |= {f"doi:{fields['doi']}"} if "doi" in fields else set()
        found |= {f"arXiv:{fields['eprint']}"} if "eprint" in fields else set()
        server, _, rest = fields.get("preprint", "").partition(":")
        found |= {f"{'arXiv' if server == 'arXiv' else 'doi'}:{rest}"} if rest else set()
    return {_same(name) for name in found}


def _same(work: str) -> str:
    """A work's identifier as it is compared: small letters, without a version."""
    kind, _, rest = work.partition(":")
    return (f"doi:{bare_doi(rest)}" if kind.lower() == "doi" else work).lower()


@dataclass(frozen=True)
class Row:
    """One work and its verdict; a work that is cited has neither criterion nor reason."""

    work: str
    title: str
    verdict: str
    criterion: str = ""
    because: str = ""


def every(works: Mapping[str, Reference], rows: Sequence[Screened]) -> list[Row]:
    """A row for each work that was found: those in ``refs.bib`` first, by their keys."""
    cited = [
        Row(key, works[key].fields.get("title", "unknown"), "included") for key in sorted(works)
    ]
    return cited + [
        Row(row.work, row.title, row.verdict, row.criterion or "", row.because) for row in rows
    ]
