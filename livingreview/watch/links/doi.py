"""Whether a DOI exists and is of the work we cite, by its handle record and its registry.

The publisher's page decides nothing here: publishers turn programs away.
"""

from __future__ import annotations

from livingreview.references.style import ADDRESSES
from livingreview.watch.links.judge import judge, read_page
from livingreview.watch.refs.match import SAME_WORK, latex, likeness
from livingreview.watch.refs.records import clean
from livingreview.watch.refs.registries import HANDLES
from livingreview.watch.web import Answer, Web

BASE = ADDRESSES["doi"][1]
CSL = "application/vnd.citationstyles.csl+json"  # doi.org leads it to the DOI's own registry


def check(web: Web, url: str, title: str) -> tuple[str, str, Answer, bool]:
    """Class, reason, the deciding answer, and whether handle and registry leave nothing to ask.

    ``title`` is the title in ``refs.bib``, empty where the registry's may differ from it. The
    last value is False where only the handle is known: then the page itself must be looked at.
    """
    name = url.removeprefix(BASE).partition("#")[0]  # within a DOI the sign is written %23
    handle = web.get(HANDLES + name, accept="application/json")
    code = handle.json().get("responseCode")
    if code == 100:
        return "dead", "no such DOI is registered", handle, True
    if code != 1:
        kind, why = judge(HANDLES + name, handle, read_page(handle))
        if kind not in ("unavailable", "blocked", "unchecked", "dead-host", "tls"):
            kind, why = "unknown", "doi.org gave no handle record"
        return kind, why, handle, True
    record = web.get(url, accept=CSL)
    found = record.json().get("title") if record.status == 200 else None
    found = found[0] if isinstance(found, list) and found else found
    if not isinstance(found, str) or not found:
        return "working", "handle record", handle, False
    if title and likeness(latex(title), clean(found)) < SAME_WORK:
        return "wrong-content", f"the registry's title is {found[:120]!r}", record, True
    return "working", "handle record and registry", handle, True
