"""Whether a DOI exists and is of the work we cite, by its handle record and its registry.

The publisher's page decides nothing here: publishers turn programs away.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from typing import Any

from livingreview.bibstyle import ADDRESSES, rich
from livingreview.watch.judge import judge, read_page
from livingreview.watch.web import Answer, Web

BASE = ADDRESSES["doi"][1]
HANDLES = "https://doi.org/api/handles/"  # answers responseCode 1 (exists) or 100 (does not)
CSL = "application/vnd.citationstyles.csl+json"  # doi.org leads it to the DOI's own registry
ALIKE = 0.85  # of difflib's ratio: a comma or a Greek letter may differ, a title may not


def data(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; empty if there is none."""
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def check(web: Web, url: str, title: str) -> tuple[str, str, Answer, bool]:
    """Class, reason, the deciding answer, and whether handle and registry leave nothing to ask.

    ``title`` is the title in ``refs.bib``, empty where the registry's may differ from it. The
    last value is False where only the handle is known: then the page itself must be looked at.
    """
    name = url.removeprefix(BASE).partition("#")[0]  # within a DOI the sign is written %23
    handle = web.get(HANDLES + name, accept="application/json")
    code = data(handle).get("responseCode")
    if code == 100:
        return "dead", "no such DOI is registered", handle, True
    if code != 1:
        kind, why = judge(HANDLES + name, handle, read_page(handle))
        if kind not in ("unavailable", "blocked", "unchecked", "dead-host", "tls"):
            kind, why = "unknown", "doi.org gave no handle record"
        return kind, why, handle, True
    record = web.get(url, accept=CSL)
    found = data(record).get("title") if record.status == 200 else None
    found = found[0] if isinstance(found, list) and found else found
    if not isinstance(found, str) or not found:
        return "working", "handle record", handle, False
    if title and not same_title(title, found):
        return "wrong-content", f"the registry's title is {found[:120]!r}", record, True
    return "working", "handle record and registry", handle, True


def same_title(ours: str, theirs: str) -> bool:
    """Whether two titles are of one work: case, mark-up, signs and a subtitle do not count."""
    one, two = _letters(str(rich(ours))), _letters(theirs)
    if not one or not two:
        return one == two
    if one.startswith(two) or two.startswith(one):
        return True
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio() >= ALIKE


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", re.sub(r"<[^>]+>|&\w+;", "", text))
    return "".join(sign for sign in plain.casefold() if sign.isalnum())
