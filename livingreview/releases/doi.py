"""The DOIs of a released version: into ``CITATION.cff`` and ``versions.json``, nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from livingreview import files
from livingreview.problems import Refused
from livingreview.references.identifiers import is_doi
from livingreview.releases import repository, versions
from livingreview.releases.make import CITATION, read_citation
from livingreview.releases.repository import BRANCH

_THIS, _EVERY = "Version", "All versions"  # how CITATION.cff describes the two


def with_dois(text: str, version: str, doi: str, concept: str) -> str:
    """``CITATION.cff`` with the DOIs of a version and of all versions; the rest stays as it is.

    An empty ``doi`` or ``concept`` leaves what stands there.
    """
    data = yaml.safe_load(text)
    entries = list(data.get("identifiers") or [])
    own = {_THIS: (doi, f"{_THIS} {version}"), _EVERY: (concept, f"{_EVERY}; leads to the newest")}
    for place, (kind, (value, description)) in enumerate(own.items()):
        if value:
            entries = [e for e in entries if not str(e.get("description", "")).startswith(kind)]
            entry = {"type": "doi", "value": value, "description": description}
            entries.insert(min(place, len(entries)), entry)
    new = {"identifiers": entries} | ({"doi": doi} if doi else {})
    blocks = re.split(r"^(?=[a-z])", text, flags=re.M)
    kept = "".join(block for block in blocks if block.partition(":")[0] not in new)
    added = yaml.safe_dump(new, allow_unicode=True, sort_keys=True, width=1000)
    return kept.rstrip("\n") + "\n" + added


def add_doi(root: Path, version: str, doi: str, concept: str) -> None:
    """Write a version's DOI into ``versions.json`` and, if it is the current one, ``CITATION.cff``.

    A version that is not released yet gets a reserved DOI in ``CITATION.cff`` alone. What was
    released stays as it is. Raises ``Refused``.
    """
    citation = read_citation(root)
    tip = repository.tip(root)
    released = versions.released(root, tip)
    one = next((one for one in released if one.version == version), None)
    current = str(citation["version"]) == version
    found = [
        f"{value} is not a DOI; write it bare and small, 10.5281/zenodo.1"
        for value in (doi, concept)
        if value and not is_doi(value)
    ]
    if not one and not current:
        found.append(f"{version} is neither released nor the version of CITATION.cff")
    if doi == concept:
        found.append(f"{doi} cannot be the DOI of one version and of all of them")
    found += [
        f"{value} is the DOI of version {other.version} already"
        for other in released
        for value in (doi, concept)
        if value and other.doi == value and (other != one or value == concept)
    ]
    if one and one.doi not in ("", doi):
        found.append(f"version {version} has the DOI {one.doi} already; a DOI is permanent")
    if found:
        raise Refused(*found)

    text = (root / CITATION).read_text(encoding="utf-8")
    new = with_dois(text, version, doi if current else "", concept) if current or concept else text
    if one and one.doi != doi:
        listed = [
            o.model_copy(update={"doi": doi}) if o.version == version else o for o in released
        ]
        listing = {versions.FILE: versions.dump(listed)}
        says = f"DOI of version {version}"
        repository.publish(root, repository.commit(root, tip, says, listing, {}), {})
    if new != text:
        files.write(root / CITATION, new)
        print("CITATION.cff holds the DOI; commit it.")
    if one:
        print(f"versions.json holds the DOI: git push --atomic origin main {BRANCH}")
