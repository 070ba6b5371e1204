"""The package document of the EPUB and its page of contents: what Sphinx does not say in them.

Pure functions on the text that Sphinx wrote.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from livingreview.metadata import LICENSE, Book

#: What a reader who does not see, or reads in an own way, is told before buying or opening.
ACCESS = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": [
        "alternativeText", "MathML", "tableOfContents", "structuralNavigation", "readingOrder",
        "displayTransformability",
    ],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": [
        "Every figure has an alternative text that tells what it shows; formulas "
        "are MathML; headings, tables and lists are marked as such; the verdict and the certainty "
        "of a claim are always told in words. Its conformance to WCAG has not been certified."
    ],
}  # fmt: skip
_ITEM = re.compile(r'(<item [^>]*href="(?P<file>[^"]+)"[^>]*?)(?P<end> ?/>)')
# What a page holds, and the property that its entry in the list of files then has.
_PROPERTIES = (("mathml", re.compile(r"<math\b")), ("svg", re.compile(r"<svg\b")))
_NAMES = re.compile(r" *<dc:creator>.*?</dc:contributor>\n", re.S)
_DAY = re.compile(r"<dc:date>.*?</dc:date>")
_MADE = re.compile(r'(<meta property="dcterms:modified">).*?(?=</meta>)')


def declared(package: str, page: Callable[[str], str], cover: str = "") -> str:
    """The package document with what is special in each file declared.

    A reading system shows a formula only if the entry of its page says that there is one, and the
    book by the picture that is declared its cover. ``page`` gives the text of a page.
    """

    def entry(item: re.Match[str]) -> str:
        if "properties=" in item[0]:  # the page of contents, which is not written yet
            return item[0]
        held = ["cover-image"] if item["file"] == cover else []
        if item["file"].endswith(".xhtml"):
            text = page(item["file"])
            held = [name for name, mark in _PROPERTIES if mark.search(text)]
        return f'{item[1]} properties="{" ".join(held)}"{item["end"]}' if held else item[0]

    return _ITEM.sub(entry, package)


def described(package: str, book: Book, made: datetime) -> str:
    """The package document with authors, day of release, subjects, license and accessibility.

    ``made`` is the moment that the file carries.
    """
    names = (f"    <dc:creator>{html.escape(one.full)}</dc:creator>\n" for one in book.authors)
    package = _NAMES.sub("".join(names).replace("\\", r"\\"), package)
    package = _DAY.sub(f"<dc:date>{book.date}</dc:date>", package)
    package = _MADE.sub(rf"\g<1>{made:%Y-%m-%dT%H:%M:%SZ}", package)
    more = [f"<dc:subject>{html.escape(word)}</dc:subject>" for word in book.keywords]
    more.append(f'<meta property="dcterms:license">{LICENSE}</meta>')
    more += [
        f'<meta property="schema:{name}">{html.escape(value)}</meta>'
        for name, values in ACCESS.items()
        for value in values
    ]
    lines = "".join(f"    {line}\n" for line in more)
    return package.replace("  </metadata>", f"{lines}  </metadata>", 1)


def with_contents(package: str, after: str) -> str:
    """The package document with the page of contents in the order of reading, behind a page."""
    found = re.search(rf'<item id="([^"]+)" href="{re.escape(after)}"', package)
    place = f'<itemref idref="{found[1]}" />' if found else '<spine toc="ncx">'
    return package.replace(place, f'{place}\n    <itemref idref="nav" />', 1)


def landmarks(contents: str, places: Mapping[str, tuple[str, str]], styles: Iterable[str]) -> str:
    """The page of contents with its style sheets, and with the places that a reader seeks.

    ``places`` are pages and their names, by the kind that EPUB knows.
    """
    links = "".join(
        f'        <li><a epub:type="{kind}" href="{file}">{html.escape(name)}</a></li>\n'
        for kind, (file, name) in places.items()
    )
    nav = f'    <nav epub:type="landmarks" hidden="hidden"><ol>\n{links}    </ol></nav>\n'
    looks = "".join(f'    <link rel="stylesheet" href="{file}"/>\n' for file in styles)
    contents = contents.replace("  </head>", f"{looks}  </head>", 1)
    return contents.replace("  </body>", f"{nav}  </body>", 1)
