"""One way of printing quotes, apostrophes and primes, wherever words of a record are shown.

Records and options hold the signs of a keyboard. Sphinx sets the quotes of a page it reads; the
templates and the figures, which it does not read, call ``typographic``. A prime (3′ of a strand) is
no quote: ``SetPrimes`` sets those of a page before Sphinx makes quotes of them.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from livingreview.text.places import around

_PRIME = re.compile(r"(?<![\w.,/§'’])([35])['’](?=[\s,;.:)-]|UTR|$)")
_OPENING = re.compile(r"(?<![^\s(\[–—/“‘\"'])([\"'])(?=\S)")
_KEPT = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def primes(words: str) -> str:
    """The same with 3′ and 5′ in place of the digits with an apostrophe."""
    return _PRIME.sub(r"\1′", words) if "'" in words or "’" in words else words


def typographic(words: str) -> str:
    """The same with primes, and with curly quotes and apostrophes."""
    if "'" not in words and '"' not in words:
        return primes(words)
    words = _OPENING.sub(lambda sign: "“" if sign[1] == '"' else "‘", primes(words))
    return words.replace('"', "”").replace("'", "’")


def printed(value: Any) -> Any:
    """What a template prints of a value: plain words as people set them, mark-up as it is."""
    if isinstance(value, str) and not isinstance(value, Markup) and "://" not in value:
        return typographic(value)
    return value


def printed_within(data: Any) -> Any:
    """The same data for a script that shows them: its words as people set them, its keys kept."""
    if isinstance(data, dict):
        return {key: printed_within(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [printed_within(value) for value in data]
    return printed(data)


class SetPrimes(SphinxTransform):
    """Sets the primes of a page before Sphinx, at 855, makes quotes of them."""

    default_priority = 850

    def apply(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(nodes.Text)):
            words = primes(node)
            if words != node and not around(node, _KEPT):
                node.parent.replace(node, nodes.Text(words))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform with Sphinx."""
    app.add_transform(SetPrimes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
