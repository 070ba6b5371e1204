"""The reference document: pandoc's own, with the styles of this book, a paper and a page number.

A proposal takes Arial at 11 points on single-spaced lines: the fonts that NIH recommends are
Arial, Georgia, Helvetica and Palatino Linotype at 11 points or larger, at most six lines an inch
(grants.nih.gov, "Fonts and margins" FAQ, 2016). Margins are one inch.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from livingreview.docx.word import base

STYLES = Path(__file__).parent / "styles.xml"
MARGIN = 1440  # twentieths of a point, Word's unit: one inch


@dataclass(frozen=True)
class Paper:
    """A sheet: what is added to a file's name, and its sides in twentieths of a point."""

    suffix: str
    width: int
    height: int

    @property
    def line(self) -> int:
        """The length of a line."""
        return self.width - 2 * MARGIN


LETTER = Paper("", 12240, 15840)
A4 = Paper(".a4", 11906, 16838)
PAPERS = (LETTER, A4)
#: The widest picture, in inches: it fits on every paper.
WIDEST = min(paper.line for paper in PAPERS) / 1440 - 0.01
TALLEST = 7.5  # leaves room for a caption

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
# Without it Word opens the file in the mode of Word 2007.
_MODE = (
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
_PAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<w:ftr xmlns:w="{_WORDS}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>
<w:r><w:fldChar w:fldCharType="begin"/></w:r>
<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>
"""
_DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="{_WORDS}" xmlns:r="{_RELATIONS}"><w:body><w:p/><w:sectPr>
<w:footerReference w:type="default" r:id="rId99"/>
<w:pgSz w:w="{{width}}" w:h="{{height}}"/>
<w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="720"
 w:footer="720" w:gutter="0"/>
</w:sectPr></w:body></w:document>
"""


def write(paper: Paper, file: Path) -> None:
    """Write the reference document for a paper."""
    parts = base() | {
        "word/styles.xml": styles(paper),
        "word/footer1.xml": _PAGE.encode(),
        "word/document.xml": _DOCUMENT.format(width=paper.width, height=paper.height).encode(),
    }
    footer = f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}"/>'
    _insert(parts, "[Content_Types].xml", footer, "</Types>")
    related = f'<Relationship Id="rId99" Type="{_RELATIONS}/footer" Target="footer1.xml"/>'
    _insert(parts, "word/_rels/document.xml.rels", related, "</Relationships>")
    _insert(parts, "word/settings.xml", _MODE, "<w:rsids>")
    with zipfile.ZipFile(file, "w") as out:
        for name, data in parts.items():
            out.writestr(zipfile.ZipInfo(name), data)  # its day is always the same


def styles(paper: Paper) -> bytes:
    """``styles.xml`` with the stops of the line that a formula shares with its number."""
    text = STYLES.read_text(encoding="utf-8")
    return text.replace("{middle}", str(paper.line // 2)).replace("{end}", str(paper.line)).encode()


def _insert(parts: dict[str, bytes], name: str, new: str, before: str) -> None:
    """Put ``new`` into a part."""
    parts[name] = parts[name].replace(before.encode(), f"{new}{before}".encode())
