"""Style and script that every page loads, packed as one file each; the rest made small.

The sources in ``static`` are many, with the reasons beside the rules; a reader loads two files
without them. What only some pages load (``assets``, or a script that is asked for when it is
needed) keeps its name.
"""

from __future__ import annotations

from pathlib import Path

import rcssmin
import rjsmin

from livingreview import files
from livingreview.settings import SCRIPT, STYLE

STATIC = Path(__file__).parent / "static"
#: In this order; copy comes before those that copy.
STYLES = ("base", "claims", "figures", "previews", "tables", "search", "cite", "togo")
SCRIPTS = ("copy", "book", "figures", "previews", "search", "togo", "cite")


def pack(folder: Path) -> None:
    """Make the copies of our style and script in ``folder`` small, those of every page one file."""
    for packed, names in ((STYLE, STYLES), (SCRIPT, SCRIPTS)):
        end = Path(packed).suffix
        # A script that begins with the directive of strict mode gives it to those behind it.
        made = (_small(STATIC / f"{name}{end}") for name in names)
        files.write_changed(folder / packed, "\n".join(made) + "\n")
    for source in STATIC.glob("*.[cj]s*"):
        if source.stem in (STYLES if source.suffix == ".css" else SCRIPTS):
            (folder / source.name).unlink(missing_ok=True)
        else:
            files.write_changed(folder / source.name, _small(source) + "\n")


def _small(source: Path) -> str:
    """A style sheet or a script without comments, line ends and indents."""
    text = source.read_text(encoding="utf-8")
    made: str = (rcssmin.cssmin if source.suffix == ".css" else rjsmin.jsmin)(text)
    return made
