"""Addresses of headings that stay.

Several sections of a page may have the same title, as *Evidence for the wall* of each wall.
docutils counts them through, ``id142``, and each has another address as soon as a section is added
before it. So they get one from their title and the section around them.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_COUNTED = re.compile(r"id\d+")


class StableHeadings(SphinxTransform):
    """Gives sections that share their title an id from the section around them.

    One with a label keeps it. The first of a title also keeps the id that it had, behind its own.
    """

    default_priority = 262  # when Sphinx has put the counted ids last

    def apply(self, **kwargs: Any) -> None:
        """Look at the sections from the outside to the inside."""
        every = list(self.document.findall(nodes.section))
        titles = Counter(map(_name, every))
        for section in every:
            outer, name = section.parent, _name(section)
            counted = all(map(_COUNTED.fullmatch, section["ids"]))  # also of a title of digits
            if self._labels(section) or not isinstance(outer, nodes.section):
                continue
            if titles[name] < 2 and not counted:
                continue
            kept = [one for one in section["ids"] if not _COUNTED.fullmatch(one)]
            section["ids"] = [self._free(f"{self._own(outer)}-{name}"), *kept]
            self.document.ids[section["ids"][0]] = section

    def _labels(self, section: nodes.section) -> list[str]:
        """The ids of a section that its author wrote."""
        page = self.document
        written = {one for name, one in page.nameids.items() if page.nametypes.get(name)}
        return [one for one in section["ids"] if one in written]

    def _own(self, section: nodes.section) -> str:
        """The id of a section: the label that its author wrote, else that of its title."""
        own: list[str] = [*self._labels(section), *section["ids"]]
        return own[0]

    def _free(self, wanted: str) -> str:
        """The id wanted, with a count behind it where the page has it already."""
        made, count = wanted, 1
        while made in self.document.ids:
            count += 1
            made = f"{wanted}-{count}"
        return made


def _name(section: nodes.section) -> str:
    """The title of a section as the end of an id, which may begin with a digit."""
    title = next((one.astext() for one in section if isinstance(one, nodes.title)), "")
    return nodes.make_id(f"of {title}").removeprefix("of").lstrip("-") or "part"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform; pages that an earlier run read are read again."""
    app.add_transform(StableHeadings)
    return {
        "version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True,
    }  # fmt: skip
