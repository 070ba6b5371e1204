"""A data set: what was measured of what, how much of it, its terms, what the register has on it."""

from __future__ import annotations

from dataclasses import dataclass

from livingreview.pages.described.findings import Ref, Source, ref, source
from livingreview.pages.described.index import index
from livingreview.pages.described.models import Fact, facts
from livingreview.register.register import Register

FACTS = {
    "modality": "Measured",
    "perturbation_type": "Perturbed by",
    "perturbations": "Perturbations",
    "contexts": "Contexts",
    "profiles": "Profiles",
    "access": "Access",
    "license": "License",
}


@dataclass(frozen=True)
class DataSetEntry:
    """All that the register holds of a data set.

    ``facts`` are its properties by the names of their fields, ``more`` those that nobody foresaw;
    ``relatives`` are the data sets that share samples with it.
    """

    id: str
    name: str
    year: str
    family: str
    relatives: tuple[Ref, ...]
    facts: dict[str, Fact]
    more: tuple[Fact, ...]
    source: Source
    findings: tuple[Ref, ...]
    benchmarks: tuple[Ref, ...]


def describe_dataset(books: Register, name: str) -> DataSetEntry:
    """All that the register holds of a data set. Raises ``KeyError`` for an id that is none."""
    data = books.datasets[name]
    told = list(facts(data, FACTS))
    related = [one.id for one in books.datasets.values()
               if data.family and one.family == data.family and one.id != name]  # fmt: skip
    return DataSetEntry(
        id=name,
        name=data.name,
        year=str(data.year),
        family=data.family or "",
        relatives=tuple(ref(books, "datasets", each) for each in related),
        facts=dict(zip(FACTS, told, strict=False)),
        more=tuple(told[len(FACTS) :]),
        source=source(books, name),
        findings=tuple(ref(books, "findings", each) for each in index(books).on_data.get(name, ())),
        benchmarks=tuple(ref(books, "benchmarks", one.id) for one in books.benchmarks.values()
                         if name in one.data),
    )  # fmt: skip
