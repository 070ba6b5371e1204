"""The citations of the book, as sphinxcontrib-bibtex keeps them, without work done twice.

On every build the library formats each entry of each bibliography anew, and for each entry and each
citation it goes through all citations and all lists of the book, so that ten times the book takes a
hundred times as long. Here the pages that cite an entry and the entries of a key are looked up, a
list is linked back to the citations of its own page, and what was stored with the pages is kept:
all entries if no page was read, since an entry that changed makes the pages that list it be read
again, and else those of each list that is made of the same entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from pybtex.database import Entry
from pybtex.style import FormattedEntry
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyKey
from sphinxcontrib.bibtex.domain import BibtexDomain, Citation, _FilterVisitor
from sphinxcontrib.bibtex.nodes import bibliography as bibliography_node
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from livingreview import memo


class Citations(BibtexDomain):
    """The domain ``cite``."""

    _read = False  # whether a page was read in this run, or left the book
    _listed: dict[str, list[tuple[int, Citation]]] | None = None  # by key, in their order
    _before: Mapping[BibliographyKey, list[Citation]] = MappingProxyType({})  # of the last build
    _pages: Mapping[str, set[str]] = MappingProxyType({})  # the pages that cite a key

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is gone or about to be read, but for the words of its own lists."""
        if not self._read:
            self._before = defaultdict(list)
            for citation in self.citations:
                self._before[citation.bibliography_key].append(citation)
        self._read = True
        super().clear_doc(docname)

    def env_updated(self) -> Iterable[str]:
        """Tell what each bibliography lists, in which words; kept if no page was read."""
        self._listed = None
        if not self._read and self.citations:
            return []
        pages: defaultdict[str, set[str]] = defaultdict(set)
        for reference in self.citation_refs:
            for target in reference.targets:
                pages[target.key].add(reference.docname)
        self._pages = pages
        return super().env_updated()

    def resolve_xref(self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str,
                     target: str, *nodes: Any) -> Any:  # fmt: skip
        """What a citation becomes, as the library has it, of the entries that it names."""
        if self._listed is None:
            self._listed = defaultdict(list)
            for place, citation in enumerate(self.citations):
                self._listed[citation.key].append((place, citation))
        keys = {each.key for each in parse_citation_targets(target)}
        found = sorted(
            (one for key in keys for one in self._listed.get(key, ())), key=itemgetter(0)
        )
        narrow = copy(self)
        narrow.data = {**self.data, "citations": [citation for _, citation in found]}
        return BibtexDomain.resolve_xref(narrow, env, fromdocname, builder, typ, target, *nodes)

    def get_filtered_entries(
        self, bibliography_key: BibliographyKey
    ) -> Iterable[tuple[str, Entry]]:
        """The entries that a bibliography asks for by its filter or by their keys, with their keys.

        A filter that cannot be read is told of as the library tells it.
        """
        asked = self.bibliographies[bibliography_key]
        found = []
        for entry in self.get_entries(asked.bibfiles):
            key = asked.keyprefix + entry.key
            cited = self._pages.get(key, set())
            visitor = _FilterVisitor(entry, bibliography_key.docname, cited)  # type: ignore[no-untyped-call]
            try:
                if visitor.visit(asked.filter_) or entry.key in asked.keys:
                    found.append((key, entry))
            except ValueError:
                return super().get_filtered_entries(bibliography_key)
        return found

    def get_formatted_entries(
        self, bibliography_key: BibliographyKey, docnames: list[str], tooltips: bool,
        tooltips_style: str,
    ) -> Iterable[tuple[Entry, FormattedEntry, FormattedEntry | None]]:  # fmt: skip
        """The entries of a list in their words, kept from the last build if they are the same."""
        asked = self.bibliographies[bibliography_key]
        entries = dict(self.get_sorted_entries(bibliography_key, docnames))
        made_of = (memo.code(), asked.style, asked.keyprefix, asked.labelprefix, tooltips,
                   tooltips_style, list(entries))  # fmt: skip
        listed: dict[BibliographyKey, object] = self.data.setdefault("made_of", {})
        before = self._before.get(bibliography_key, [])
        same = listed.get(bibliography_key) == made_of and len(before) == len(entries)
        if same and all(one.entry == entries.get(one.key) for one in before):
            return [(one.entry, one.formatted_entry, one.tooltip_entry) for one in before]
        listed[bibliography_key] = made_of
        return super().get_formatted_entries(bibliography_key, docnames, tooltips, tooltips_style)


class Lists(BibliographyTransform):
    """Writes each list with the links back to where its own page cites a work."""

    def run(self, **kwargs: Any) -> None:
        """The same as the library's, which looks through the citations of every page for them."""
        data = self.env.get_domain("cite").data
        pages = {node["docname"] for node in self.document.findall(bibliography_node)}
        whole = data["citation_refs"]
        data["citation_refs"] = [one for one in whole if one.docname in pages] if pages else []
        try:
            super().run(**kwargs)
        finally:
            data["citation_refs"] = whole


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of the library's domain, which has to be there already."""
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_domain(Citations, override=True)
    app.registry.post_transforms.remove(BibliographyTransform)
    app.add_post_transform(Lists)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
