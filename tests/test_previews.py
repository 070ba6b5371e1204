"""Previews of links and notes in the margin, as the pages hold them for the script.

What a reader then sees of them by mouse, keyboard and finger is tried in a real browser.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import DEPTH, FALLS, Book, Built

HOSTILE = "</script><script>alert(1)</script> & <b>\"'\u2028"
GLOSSARY = """# Glossary

```{glossary}
Baseline
  A simple predictor. It must be beaten.
```
"""
MORE = """
## More

(sec-more)=
### A section

A baseline {term}`Baseline` and {ref}`sec-more`, {doc}`beta`, {numref}`tab-x`, {eq}`eq-x`.
{holds}`The near value is higher <linking-auprc/model/near > linking-auprc/model/far>` in {record}`Tiny <tiny-net>`.
Its {record}`benchmark <pair-bench>`, its {record}`screen <pair-screen>` and its grade: {certainty}`depth-matters`.

:::{table} What is in a table.
:name: tab-x

| a | b |
|---|---|
| c | d |
:::

```{math}
:label: eq-x

a = b
```
"""


def notes(built: Path, file: str) -> dict[str, Any]:
    """What a file hands to the script."""
    text = (built / file).read_text(encoding="utf-8")
    match = re.fullmatch(r'window\.bookPreviews\("\w+",(.*)\);\n', text, re.S)
    assert match, file
    found: dict[str, Any] = json.loads(match[1])
    return found


def target(page: str, link: Tag) -> tuple[str, str]:
    """The page and the anchor that a link leads to."""
    path, anchor = urldefrag(urljoin(f"/{page}.html", str(link["href"])))
    return path.strip("/").removesuffix(".html"), unquote(anchor)


def missing(built: Path, page: str, soup: BeautifulSoup) -> list[str]:
    """The links of a page's text without a note."""
    shared = {
        kind: notes(built, f"_static/previews-{kind}.js")
        for kind in ("works", "claims", "records", "pages")
    }
    here = notes(built, f"{page}.previews.js")
    lacking = []
    for link in soup.select(
        ".body a.reference.internal:not(.download), article a.reference.internal:not(.download)"
    ):
        path, anchor = target(page, link)
        if work := link.get("data-work"):
            found = [shared["works"].get(str(work))]
        elif names := link.get("data-record"):
            found = [here.get(name.partition("/")[0]) for name in str(names).split(" ")]
        elif path == "register/claims" and anchor:
            found = [shared["claims"].get(anchor)]
        elif path.startswith("register/") and anchor:
            found = [here.get(anchor) or shared["records"].get(anchor)]
        else:
            found = [shared["pages"].get(path, {}).get(anchor)]
        if not all(note and note["title"] for note in found):
            lacking.append(str(link))
    return lacking


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory, new_book: Any, site: Built) -> Built:
    """The tiny book with a link of each kind, and with hostile words in all that is quoted."""
    import shutil

    book: Book = new_book()
    shutil.copytree(site.root / "trees" / "figures", book.root / "trees" / "figures")
    book.edit("conf.py", '["colon_fence"]', '["colon_fence", "dollarmath"]')
    book.edit("docs/index.md", "methods\n", "methods\nglossary\n")
    book.write("docs/glossary.md", GLOSSARY)
    alpha = book.root / "docs" / "alpha.md"
    alpha.write_text(alpha.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    return book.build()


def test_every_link_of_each_kind_has_its_note(rich: Built) -> None:
    assert (rich.status, rich.warnings) == (0, "")
    kinds = {"finding", "holds", "claim", "record", "certainty"}
    soup = rich.page("alpha")
    assert kinds <= {name for link in soup.select(".body a") for name in link.get("class") or []}
    assert missing(rich.out, "alpha", soup) == []
