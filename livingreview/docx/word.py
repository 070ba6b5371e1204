"""From pandoc's document tree to a finished Word file."""

from __future__ import annotations

import functools
import io
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pypandoc

from livingreview import files

_EQUATION = re.compile(
    r'<w:pStyle w:val="Equation" /></w:pPr><m:oMathPara>.*?(<m:oMath>.*?</m:oMath>)</m:oMathPara>'
    r'</w:p>\s*<w:p><w:pPr><w:pStyle w:val="EquationNumber" /></w:pPr>(.*?)</w:p>',
    re.S,
)
_TAB = "<w:r><w:tab/></w:r>"
# What follows a table stands apart from it; pandoc gives it the style of any paragraph.
_AFTER_TABLE = re.compile(
    r"(</w:tbl>\s*(?:<w:bookmark(?:Start|End) [^>]*>\s*)*<w:p><w:pPr><w:pStyle w:val=)"
    r'"(?:BodyText|FirstParagraph)"'
)
# pandoc writes a word in a formula, as in a subscript, letter by letter, and Word spaces these.
_LETTER = r'<m:r><m:rPr><m:sty m:val="p" /></m:rPr><m:t>([A-Za-z])</m:t></m:r>'
_LETTERS = re.compile(f"(?:{_LETTER}){{2,}}")
_ONE_WORD = (
    "<m:r><m:rPr><m:nor /></m:rPr>"
    '<w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math" /></w:rPr>'
    "<m:t>{}</m:t></m:r>"
)
_ROW = re.compile(r"<w:tr>(?:<w:trPr>)?")


@functools.cache
def base() -> dict[str, bytes]:
    """The parts of the reference document that pandoc ships."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    run = subprocess.run(command, capture_output=True, check=True)
    with zipfile.ZipFile(io.BytesIO(run.stdout)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def convert(tree: bytes, reference: Path, out: Path, pictures: Path, epoch: int) -> list[str]:
    """Write a document tree as a Word file; return what pandoc warned of, one line each.

    ``reference`` holds the looks, ``pictures`` is the folder of the images, ``epoch`` the day that
    the file carries, in seconds. The file appears whole or not at all.
    Raises ``subprocess.CalledProcessError`` if pandoc fails.
    """
    clock = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    with files.whole(out) as part:
        command = [
            pypandoc.get_pandoc_path(), "-f", "json", "-t", "docx", "--syntax-highlighting=none",
            "--reference-doc", reference.resolve(), "-o", part.resolve(),
        ]  # fmt: skip
        run = subprocess.run(
            command, input=tree, capture_output=True, check=True, cwd=pictures, env=clock
        )
        finish(part)
    said = run.stderr.decode().replace("\n  ", " ")
    return [line.removeprefix("[WARNING] ").strip() for line in said.splitlines() if line.strip()]


def finish(file: Path) -> None:
    """Do what pandoc has no form for.

    A formula and its number share a line, a word in a formula is one word, a row stays whole.
    """
    with zipfile.ZipFile(file) as old:
        parts = [(info, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info, data in parts:
            if info.filename == "word/document.xml":
                data = _finished(data.decode()).encode()
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)


def _finished(xml: str) -> str:
    xml = _EQUATION.sub(rf'<w:pStyle w:val="Equation" /></w:pPr>{_TAB}\1{_TAB}\2</w:p>', xml)
    xml = _LETTERS.sub(lambda run: _ONE_WORD.format("".join(re.findall(_LETTER, run[0]))), xml)
    xml = _AFTER_TABLE.sub(r'\1"AfterTable"', xml)
    return _ROW.sub(
        lambda row: "<w:tr><w:trPr><w:cantSplit/>" + ("" if "trPr" in row[0] else "</w:trPr>"), xml
    )
