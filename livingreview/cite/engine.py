"""Formatted references, made by pandoc's citation processor from CSL styles.

The styles in ``styles/`` are those of the Citation Style Language project (CC BY-SA 3.0).
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypandoc

from livingreview import files
from livingreview.cite.items import Item

STYLES = Path(__file__).parent / "styles"
_HYPHEN = re.compile(r"-(\w)")
_ET_AL = re.compile(r",? (?:&amp;|and) et al\.")  # to a style, et al. is one more author


def formatted(items: Sequence[Item], style: str, cache: Path | None = None) -> dict[str, str]:
    """Each item in a style (the name of a file in ``styles/``), by its id.

    What comes out is HTML that holds words, ``em``, ``sub`` and ``sup``; ``text`` makes plain words
    of it.

    ``cache`` is a folder that keeps what was made once; a changed item or style is made anew.
    Raises ``subprocess.CalledProcessError`` if pandoc fails.
    """
    csl = (STYLES / f"{style}.csl").read_text(encoding="utf-8")
    # Each reference goes its own way: 2026, and not 2026a for what else was asked for with it.
    csl = csl.replace('disambiguate-add-year-suffix="true"', "")
    if 'initialize-with-hyphen="false"' in csl:  # pandoc keeps the hyphen: Y-J, where NLM has YJ
        items = [_without_hyphens(item) for item in items]
    source = json.dumps(items, ensure_ascii=False)
    stamp = hashlib.sha256(f"{source}\n{csl}".encode()).hexdigest()[:16]
    kept = cache / f"{style}-{stamp}.json" if cache else None
    if kept and kept.exists():
        known: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
        return known
    from bs4 import BeautifulSoup  # here: most runs have every reference, and do without it

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "style.csl"
        file.write_text(csl, encoding="utf-8")
        command = [pypandoc.get_pandoc_path(), "-f", "csljson", "-t", "html", "--wrap=none"]
        run = subprocess.run(
            [*command, "--citeproc", "--csl", file],
            input=source.encode(), capture_output=True, check=True,
        )  # fmt: skip
    out = {}
    for entry in BeautifulSoup(run.stdout.decode(), "html.parser").select("div.csl-entry"):
        for number in entry.select(".csl-left-margin"):
            number.decompose()
        for mark in entry.find_all(lambda tag: tag.name not in ("em", "sub", "sup")):
            mark.unwrap()
        words = " ".join(entry.decode_contents().split())
        out[str(entry["id"]).removeprefix("ref-")] = _ET_AL.sub(", et al.", words)
    if kept:
        files.write(kept, json.dumps(out, ensure_ascii=False))
    return out


def _without_hyphens(item: Item) -> Item:
    """The item with Yang-Joon as Yang Joon, so that the initials become YJ."""
    authors = [
        {**name, "given": _HYPHEN.sub(lambda found: f" {found[1].upper()}", name["given"])}
        if "given" in name
        else name
        for name in item.get("author", [])
    ]
    return {**item, "author": authors} if authors else item


def text(reference: str) -> str:
    """A formatted reference as plain words."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(reference, "html.parser").get_text()
