"""What a record may hold: the typed form of ``evidence/papers`` and ``evidence/claims``.

The JSON Schema that is published under ``evidence/schema/`` is made from these classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from livingreview.register.fields import (
    Address,
    Count,
    Id,
    Measured,
    Missing,
    NewId,
    Part,
    Placed,
    Published,
    Record,
    Text,
    Value,
    Year,
)
from livingreview.register.finding import Conditions, Finding, Makers, Review


class Place(Part):
    """Where code or weights are kept, and under which license."""

    where: Annotated[Text, Field(description="owner/name on GitHub, an address, or unknown")]
    license: Annotated[Text, Field(description="its name as in MIT, or unknown")]


def _kept(value: Any) -> Any:
    if not isinstance(value, (dict, Place)) and value not in ("unknown", "not applicable"):
        raise ValueError("write {where: ..., license: ...}, unknown or not applicable")
    return value


Kept = Annotated[
    Annotated[Place, Tag("place")] | Annotated[Missing, Tag("word")],
    Discriminator(lambda value: "word" if isinstance(value, str) else "place"),
    BeforeValidator(_kept),
]


Stored = Field(description="{where: ..., license: ...}, or unknown")
Seen = Field(description="what was seen, or unknown")
ModelClass = Annotated[
    Text, Field(alias="class", description="a class of evidence/vocabulary.yaml")
]


class Entry(Placed):
    """A record with an id, a name and a source that is the default for its values."""

    id: NewId
    name: Annotated[Text, Field(description="its name as its authors write it")]


class Model(Entry):
    """A trained model."""

    class_: ModelClass
    aliases: list[Text] = Field(default=[])
    year: Annotated[Year, Field(description="the year it came out")]
    architecture: Annotated[Value, Seen]
    input_length: Annotated[Measured, Seen]
    output: Annotated[Value, Seen]
    resolution: Annotated[Measured, Seen]
    training_data: Annotated[Value, Seen]
    parameters: Annotated[Count, Seen]
    code: Annotated[Kept, Stored]
    weights: Annotated[Kept, Stored]
    more: dict[str, Value] = Field(default={})


class DataSet(Entry):
    """A data set; those that share samples share a ``family``, else it is one of its own."""

    family: Id | None = None
    year: Annotated[Year | Missing, Seen]
    modality: Annotated[Value, Seen]
    perturbation_type: Annotated[Value, Seen]
    perturbations: Annotated[Count, Seen]
    contexts: Annotated[Measured, Seen]
    profiles: Annotated[Count, Seen]
    access: Annotated[Value, Seen]
    license: Annotated[Value, Seen]
    more: dict[str, Value] = Field(default={})


class Exposure(Part):
    """What models had seen of a benchmark's test data before they were tested, and who says so.

    ``data`` is empty if it holds for all data sets of the benchmark.
    """

    models: Annotated[list[Id], Field(min_length=1, description="ids of models it tests")]
    data: list[Id] = Field(default=[], description="ids of its data sets; absent: all")
    seen: Annotated[
        Literal["unseen", "pretraining", "task"],
        Field(description="unseen, pretraining (the data, unlabeled) or task (labels, too)"),
    ]
    at: Annotated[Text, Field(description="where that is said: section, table, file and commit")]


class Benchmark(Conditions, Entry):
    """A benchmark: task, data, who is compared with what.

    Findings inherit its conditions.
    """

    class_: ModelClass
    task: Annotated[Text, Field(description="a task of evidence/vocabulary.yaml")]
    models: list[Id] = Field(default=[])
    also_models: Text | None = None
    baselines: Annotated[list[Text], Field(description="what is compared, or []")]
    metric: Annotated[Text, Field(description="a metric of evidence/vocabulary.yaml")]
    code: Annotated[Kept, Stored]
    exposure: list[Exposure] = Field(default=[])
    more: dict[str, Value] = Field(default={})


class Interests(Record):
    """Competing interests, and where they were seen."""

    says: Annotated[Text, Field(description="what they are, none declared, or unknown")]
    seen: Annotated[Text, Field(description="where: statement, affiliations, or not seen")]

    def __str__(self) -> str:
        return self.says if self.seen == "statement" else f"{self.says} ({self.seen})"


class Paper(Record):
    """One file of ``evidence/papers``: a work and all that the register holds of it."""

    citekey: Annotated[Text, Field(description="the key of the work in refs.bib")]
    review: Annotated[Review, Field(description="peer-reviewed, preprint, company or note")]
    posted: Annotated[
        Published, Field(description="the day of the first preprint, unknown or not applicable")
    ]
    published: Annotated[
        Published, Field(description="the day of the version of record, unknown or not applicable")
    ]
    makes: Annotated[list[Id], Field(description="ids of the models its authors made, or []")]
    not_makers: dict[Id, Text] = Field(default={})
    interests: Annotated[Interests, Field(description="{says: ..., seen: ...}")]
    source: Address | None = None
    conditions: Conditions | None = None
    methods: dict[Id, Makers] = Field(default={})
    models: list[Model] = Field(default=[])
    datasets: list[DataSet] = Field(default=[])
    benchmarks: list[Benchmark] = Field(default=[])
    findings: list[Finding] = Field(default=[])

    def tested(self) -> list[str]:
        """The ids of the models that its findings and benchmarks test, each once, in order."""
        named = [name for finding in self.findings for name in finding.tests]
        named += [name for bench in self.benchmarks for name in bench.models]
        return list(dict.fromkeys(named))
