"""The year of a citation, with a letter where two works would be cited alike: 2021a, 2021b.

The letters come from the whole of ``refs.bib``, so a work has one year in all chapters and outputs.
"""

from __future__ import annotations

from typing import Any, cast

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.domain import BibtexDomain

from livingreview.text.build import register_of


def _citations(env: BuildEnvironment) -> BibtexDomain:
    return cast(BibtexDomain, env.get_domain("cite"))


def _write(app: Sphinx) -> None:
    """Give sphinxcontrib-bibtex, which has just read the file, the years to print."""
    entries = _citations(app.env).bibdata.data.entries
    for key, reference in register_of(app).references.items():
        if key in entries and "year" in entries[key].fields:
            entries[key].fields["year"] = reference.dated


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The pages that cite a work whose year is printed otherwise now than when they were read."""
    years = {key: reference.dated for key, reference in register_of(app).references.items()}
    before = env.__dict__.get("livingreview_years", years)
    env.__dict__["livingreview_years"] = years
    return [
        cited.docname
        for cited in _citations(env).citation_refs
        if any(years.get(to.key) != before.get(to.key) for to in cited.targets)
    ]


def setup(app: Sphinx) -> dict[str, Any]:
    """Act once the file has been read, and again before pages are."""
    app.connect("builder-inited", _write, priority=900)
    app.connect("env-get-outdated", _outdated)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
