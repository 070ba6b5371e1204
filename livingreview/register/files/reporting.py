"""``evidence/reporting.yaml``: what reporting guidelines ask for, and where the book answers.

Items after PRISMA 2020 (doi:10.1136/bmj.n71), PRISMA-LSR (doi:10.1136/bmj-2024-079183), PRISMA-S
(doi:10.1186/s13643-020-01542-z) and PRISMA-ScR (doi:10.7326/M18-0850).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from livingreview.register.faults import Fault
from livingreview.register.fields import Day, NewId, Record, Text, like
from livingreview.register.files.names import Names

Page = Annotated[str, like(r"[\w/-]+(#[\w-]+)?", "a page of docs/ and a part of it, page#part")]


class Item(Record):
    """An item of a guideline: what it asks for, whether it is satisfied, and where that is seen.

    ``at`` are pages with the part of the page behind a hash; an address that is gone stops the
    build.
    """

    id: NewId
    asks: Annotated[Text, Field(description="what the guidelines ask for, in a phrase")]
    of: Annotated[Text, Field(description="which items of which guideline, as in PRISMA 16")]
    done: Annotated[Literal["done", "partly", "not done"], Field(description="how far it is done")]
    how: Annotated[Text, Field(description="how, or why not, in a sentence")]
    at: tuple[Page, ...] = Field(default=(), description="where in the book, page#part, in []")
    date: Annotated[Day, Field(description="the day it was judged, as 2026-11-30")]

    @model_validator(mode="after")
    def _placed(self) -> Item:
        if self.done != "not done" and not self.at:
            raise ValueError("at: name the part of a page where the book answers")
        return self


def faults(item: Item, names: Names) -> Iterator[Fault]:
    """Nothing that the register alone can tell: pages are looked up by the build."""
    return iter(())
