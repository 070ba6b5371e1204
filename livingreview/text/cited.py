"""What is cited where: names an entry of ``refs.bib`` that neither a page nor a record needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingreview.problems import Problem
from livingreview.references.bibfile import Reference
from livingreview.text.build import register_of
from livingreview.text.tell import tell


def problems(
    bibliography: Path, works: Iterable[Reference], needed: Iterable[str]
) -> Iterator[Problem]:
    """One fault for each of the works of a BibTeX file whose key is not among those needed.

    ``needed`` are the keys of works that a page cites or that have a file in the register.
    """
    known = set(needed)
    for work in works:
        if work.key not in known:
            found = f"no page cites {work.key}, and the register has no record of it"
            yield Problem(bibliography, work.line, "", found, "cite it, or delete the entry")


def keys_by_page(env: BuildEnvironment) -> dict[str, set[str]]:
    """The keys that each page cites."""
    found: dict[str, set[str]] = {}
    for reference in env.get_domain("cite").citation_refs:  # type: ignore[attr-defined]
        keys = {target.key for target in reference.targets}
        found.setdefault(reference.docname, set()).update(keys)
    return found


def _tell(app: Sphinx, env: BuildEnvironment) -> None:
    books = register_of(app)
    needed = set(books.papers).union(*keys_by_page(env).values())
    file = Path(app.confdir, app.config.livingreview_bibliography)
    tell(problems(file, books.references.values(), needed), "uncited")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look once every page has been read."""
    app.connect("env-check-consistency", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
