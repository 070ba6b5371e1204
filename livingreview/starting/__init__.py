"""``livingreview init``: the smallest living review, from which another book grows.

The folder ``book`` holds its files as they are, but for the words in ``@``: the day, and where the
machinery came from. ``text/unfilled`` says which of its examples still stand in a book.
"""

from __future__ import annotations

import json
from datetime import date
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from livingreview import files
from livingreview.problems import Refused

BOOK = Path(__file__).parent / "book"


def machinery() -> str:
    """Where pip finds this machinery again, as a line of ``requirements.txt``.

    It is what the package was installed from: a commit of a repository, a folder, or an index.
    The form is that of PEP 508, the source of the installation is told as in PEP 610.
    """
    folder = Path(__file__).resolve().parents[2]
    try:
        package = distribution("livingreview")
    except PackageNotFoundError:
        return f"livingreview @ {folder.as_uri()}"
    told = package.read_text("direct_url.json")
    if told is None:
        return f"livingreview=={package.version}"
    origin = json.loads(told)
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return f"livingreview @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
    return f"livingreview @ {origin['url']}"


def init(folder: Path) -> None:
    """Write the smallest living review into ``folder``, which is made if it is missing.

    Raises ``Refused`` if something is there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is there and not empty; name a new folder")
    words = {"@TODAY@": str(date.today()), "@MACHINERY@": machinery()}
    for file in sorted(BOOK.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            text = file.read_text(encoding="utf-8")
            for word, meant in words.items():
                text = text.replace(word, meant)
            files.write(folder / file.relative_to(BOOK), text)
