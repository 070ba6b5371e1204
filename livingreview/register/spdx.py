"""Licenses as SPDX expressions: what programs read where a person reads the words of a record.

A record keeps the words that were seen (``CC BY-NC 4.0 (README)``); the expression is computed. A
license of the list has its identifier, one that is not a ``LicenseRef-`` of our own; where parts or
files of one work name several, all are named (``AND``). Form: SPDX specification 2.3, annex D.
"""

from __future__ import annotations

import re

NOT_KNOWN = "NOASSERTION"  # SPDX: no attempt was made to say, or what was seen does not say
NONE = "NONE"  # SPDX: there is none
#: The identifiers of the SPDX License List that records use. GPL-3.0 and AGPL-3.0 are those of
#: texts that do not say whether a later version may be chosen; the list keeps them as deprecated.
LISTED = (
    "AGPL-3.0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-LBNL", "CC-BY-4.0",
    "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-4.0", "CC-BY-SA-4.0", "CC0-1.0", "EUPL-1.2",
    "GPL-2.0", "GPL-3.0", "ISC", "LGPL-3.0", "MIT", "MPL-2.0", "PolyForm-Noncommercial-1.0.0",
    "Unlicense",
)  # fmt: skip
_ASIDE = re.compile(r"\s*\([^)]*\)")
_BLANKS = re.compile(r"[\s_]+")
_OTHER = re.compile(r"[^A-Za-z0-9.]+")
_KNOWN = {one.lower(): one for one in LISTED}


def expression(words: str) -> str:
    """The SPDX expression of a license as a record has it."""
    if words == "not applicable":
        return NONE
    parts = dict.fromkeys(_one(part) for part in words.split(";"))
    return NOT_KNOWN if NOT_KNOWN in parts else " AND ".join(parts)


def _one(words: str) -> str:
    """One license; one of the list may stand behind the part that it is said of."""
    bare = _ASIDE.sub("", words.partition(", earlier ")[0]).strip()
    if bare in ("", "unknown"):
        return NOT_KNOWN
    plain = _BLANKS.sub("-", bare).lower()
    of_a_part = re.fullmatch(r"(?:the )?[a-z ]+ (\S+)", bare)
    for name in (plain, of_a_part[1].lower() if of_a_part else ""):
        if name in _KNOWN:
            return _KNOWN[name]
    return f"LicenseRef-{_OTHER.sub('-', words.strip()).strip('-')}"
