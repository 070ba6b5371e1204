"""Where a record is read: on the page of its own, or in its row of a page of the register.

One place says it for the search, the files for programs, the map and the comparison.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sphinx.application import Sphinx

#: Kinds of which a record may have a page of its own, in a folder of that name.
OWN = ("models", "benchmarks", "tasks", "claims", "papers")
_ROWS = {kind: f"register/{kind}.html#" for kind in (*OWN, "datasets", "findings", "methods")}


@dataclass(frozen=True)
class Landing:
    """The addresses of records, as seen from the root of the site; ``own`` have their pages."""

    own: Collection[str] = ()

    def parts(self, kind: str) -> tuple[str, str]:
        """What stands before and behind the id in the address of a record of a kind."""
        return (f"{kind}/", ".html") if kind in self.own else (_ROWS[kind], "")

    def of(self, kind: str, name: str) -> str:
        """The address of one record."""
        before, after = self.parts(kind)
        return f"{before}{name}{after}"


def landing(app: Sphinx) -> Landing:
    """The addresses of records in the site that is built: kinds that have pages lead to them."""
    return Landing(tuple(app.config.livingreview_record_pages))
