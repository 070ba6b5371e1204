"""What the register holds of one model, benchmark, data set, task, claim or paper, as plain values.

One function each, pure, from the register and an id to a frozen dataclass that ``asdict`` turns
into JSON: the page of a record, its JSON and its picture are made from the same. Every name in them
is one that readers know; a ``Ref`` says to which record it leads.
"""

from __future__ import annotations

from livingreview.pages.described.benchmarks import BenchmarkPage, describe_benchmark
from livingreview.pages.described.claims import ClaimPage, describe_claim
from livingreview.pages.described.datasets import DataSetEntry, describe_dataset
from livingreview.pages.described.models import ModelPage, describe_model
from livingreview.pages.described.papers import PaperPage, describe_paper
from livingreview.pages.described.tasks import TaskPage, describe_task

__all__ = [
    "BenchmarkPage",
    "ClaimPage",
    "DataSetEntry",
    "ModelPage",
    "PaperPage",
    "TaskPage",
    "describe_benchmark",
    "describe_claim",
    "describe_dataset",
    "describe_model",
    "describe_paper",
    "describe_task",
]
