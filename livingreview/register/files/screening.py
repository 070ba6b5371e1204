"""``evidence/screening.yaml``: works that were found and are not cited: left out, or waiting.

Every work of ``refs.bib`` was taken in, so nobody writes that down; ``every`` adds those rows.
Two readers say apart whether a work belongs into the review, from what was seen of it: ``first``
and ``second``. What becomes of it is the verdict of the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from livingreview.references.bibfile import Reference
from livingreview.references.identifiers import one_form
from livingreview.register.agreement import Agreement, cohen
from livingreview.register.faults import Fault
from livingreview.register.fields import Day, Id, Record, Text
from livingreview.register.files.names import Names


def _verdict(value: Any) -> Any:
    if value == "included":
        raise ValueError("a work is taken in by its entry in refs.bib; delete the row")
    return value


class Opinion(Record):
    """Whether one reader would take a work in; who leaves it out names the criterion."""

    verdict: Annotated[Literal["include", "exclude"], Field(description="include or exclude")]
    criterion: Id | None = Field(default=None, description="the id of a criterion")
    date: Annotated[Day, Field(description="the day it was read, as 2026-11-30")]

    @model_validator(mode="after")
    def _has_criterion(self) -> Opinion:
        if (self.verdict == "exclude") != (self.criterion is not None):
            raise ValueError("verdict: exclude goes with criterion: and its id, include without")
        return self

    @property
    def word(self) -> str:
        """The answer in a word: include, or the criterion."""
        return self.criterion or self.verdict


class Screened(Record):
    """The decision on one work, and what it rests on."""

    work: Annotated[Text, Field(description="doi:..., arXiv:... or another identifier, or unknown")]
    title: Annotated[Text, Field(description="its title; or unknown, or a name (title not seen)")]
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
    first: Opinion | None = None
    second: Opinion | None = None

    @property
    def opinions(self) -> list[Opinion]:
        """What readers said, one or two of them."""
        return [one for one in (self.first, self.second) if one]

    @property
    def has_title(self) -> bool:
        """Whether the title is that of the work, and not a name by which a list calls it."""
        return self.title != "unknown" and "(title not seen" not in self.title

    @property
    def name(self) -> str:
        """What the work is told by: its identifier, else its title; as it is compared."""
        return one_form(self.title if self.work == "unknown" else self.work)

    @model_validator(mode="after")
    def _has_criterion(self) -> Screened:
        if (self.verdict == "excluded") != (self.criterion is not None):
            raise ValueError(
                "verdict: excluded goes with criterion: and its id, waiting goes without one"
            )
        if self.second and not self.first:
            raise ValueError("second: nobody read it first; call it first")
        said = {one.verdict for one in self.opinions}
        if self.verdict == "excluded" and said == {"include"}:
            raise ValueError("verdict: every reader would take it in; write waiting")
        if self.verdict == "waiting" and said == {"exclude"}:
            raise ValueError("verdict: every reader leaves it out; write excluded and a criterion")
        return self


def faults(row: Screened, names: Names) -> Iterator[Fault]:
    """Criteria and claims that do not exist, and a work that is cited."""
    for part in ("", "first", "second"):
        at = (part, "criterion") if part else ("criterion",)
        if (one := getattr(row, part) if part else row) and one.criterion:
            yield from names.missing(at, one.criterion, "criteria for leaving out")
    yield from names.all_missing(("claims",), row.claims, "claims")
    if one_form(row.work) in names.known["identifiers"]:
        yield ("work",), f"{row.work} is in refs.bib", "delete the row, or the entry there"


def twice(rows: Sequence[Screened]) -> Iterator[tuple[int, Fault]]:
    """Works that have two rows, by the place of the second."""
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row.name in seen:
            yield number, (("work",), f"{row.work} stands twice", "keep the later decision")
        seen.add(row.name)


def identifiers(works: Mapping[str, Reference]) -> set[str]:
    """The identifiers of all works that are cited, those of their preprints included."""
    return set(keys_by_identifier(works))


def keys_by_identifier(works: Mapping[str, Reference]) -> dict[str, str]:
    """The key of each work that is cited, by every identifier of it and of its preprint."""
    return {name: key for key, work in works.items() for name in identifiers_of(work)}


def identifiers_of(work: Reference) -> list[str]:
    """The identifiers of a work and of its preprint, in the form in which they are compared."""
    fields = work.fields
    kinds = (("doi", "doi:"), ("eprint", "arXiv:"), ("pmid", "PMID:"), ("pmcid", ""))
    found = [f"{start}{fields[kind]}" for kind, start in kinds if kind in fields]
    server, _, rest = fields.get("preprint", "").partition(":")
    found += [f"{'arXiv' if server == 'arXiv' else 'doi'}:{rest}"] if rest else []
    found += [fields["url"]] if "url" in fields else []
    return list(dict.fromkeys(map(one_form, found)))


@dataclass(frozen=True)
class Row:
    """One work and its verdict; a work that is cited has neither criterion nor reason.

    ``first`` and ``second`` are the readers' answers in a word, ``claims`` those it may change.
    """

    work: str
    title: str
    verdict: str
    criterion: str = ""
    because: str = ""
    first: str = ""
    second: str = ""
    claims: str = ""


def every(works: Mapping[str, Reference], rows: Sequence[Screened]) -> list[Row]:
    """A row for each work that was found: those in ``refs.bib`` first, by their keys."""
    cited = [
        Row(key, works[key].fields.get("title", "unknown"), "included") for key in sorted(works)
    ]
    return cited + [_of(row) for row in rows]


def _of(row: Screened) -> Row:
    first, second = (one.word if one else "" for one in (row.first, row.second))
    return Row(
        row.work, row.title, row.verdict, row.criterion or "", row.because, first, second,
        " ".join(row.claims),
    )  # fmt: skip


def agreement(rows: Iterable[Screened]) -> Agreement:
    """How far two readers agree on the works that both read; a word each: include, or why not."""
    read = (row for row in rows if row.first and row.second)
    return cohen((row.first.word, row.second.word) for row in read if row.first and row.second)
