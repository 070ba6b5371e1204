"""The citations of the book, as sphinxcontrib-bibtex keeps them, without work done twice.

On every build the library formats each entry of each bibliography anew, and for each entry it goes
through all citations of the book to see which pages cite it, so that an idle build takes longer the
longer the book is. Here the pages that cite an entry are looked up, and a build that read no page
keeps the entries that were stored with the pages: an entry of the bibliography that changed makes
the pages that list it be read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pybtex.database import Entry
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.directives import BibliographyKey
from sphinxcontrib.bibtex.domain import BibtexDomain, _FilterVisitor


class Citations(BibtexDomain):
    """The domain ``cite``."""

    _read = False  # whether a page was read in this run, or left the book
    _pages: Mapping[str, set[str]] = MappingProxyType({})  # the pages that cite a key

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is gone or about to be read."""
        self._read = True
        super().clear_doc(docname)

    def env_updated(self) -> Iterable[str]:
        """Tell what each bibliography lists, in which words; kept if no page was read."""
        if not self._read and self.citations:
            return []
        pages: defaultdict[str, set[str]] = defaultdict(set)
        for reference in self.citation_refs:
            for target in reference.targets:
                pages[target.key].add(reference.docname)
        self._pages = pages
        return super().env_updated()

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


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of the library's domain, which has to be there already."""
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_domain(Citations, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
