"""What the book's citation engine makes, as JSON for ``check.mjs``.

Usage: ``python formatted.py SITE``; SITE is a built site.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from livingreview.cite import engine

STYLES = {"cite": ("apa", "chicago-author-date"), "refs": ("apa", "nlm-citation-sequence")}


def main(site: Path) -> None:
    """Print item, style and formatted reference of every chapter and every cited work."""
    out = []
    for what, styles in STYLES.items():
        files = sorted(site.glob(f"*.{what}.json"))
        items = {one["id"]: one for file in files for one in json.loads(file.read_text("utf-8"))}
        for style in styles:
            made = engine.formatted(list(items.values()), style)
            out += [{"item": items[name], "style": style, "html": made[name]} for name in items]
    json.dump(out, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
