"""Every address the sources hold, and where: text, register, bibliography, citation file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from livingreview.references import bibfile, urls
from livingreview.references.style import ADDRESSES, preprint_parts

REPOSITORIES = {"": "https://github.com/", " on Hugging Face": "https://huggingface.co/"}
_WHERE = re.compile(
    r"""\bwhere:\s*["']?(?P<name>[\w.-]+(?P<slash>/[\w.-]+)?)(?::[\w./-]+)?"""
    r"""(?P<host>\ on\ Hugging\ Face)?["']?\s*(?=[,}\n]|$)""",
    re.X,
)
_CITATION = re.compile(r"\s*-?\s*(?:doi|value):\s*[\"']?(10\.[^\s\"']+)[\"']?\s*$")
_QUOTED = "post.yaml"  # addresses as somebody else wrote them, faults included
# What may stand before a block: quotes, and the marks of items, definitions and footnotes.
AROUND = r"[\s>]*(?P<item>(?:(?:[-*+]|\d{1,9}[.)]|:|\[\^[^\]\s]+\]:)\s+[\s>]*)*)"
_FENCE = re.compile(rf"^{AROUND}(?P<marks>`{{3,}}|~{{3,}})\s*(?P<info>.*)$")
TEXT_IN_CODE = re.compile(r"\{(?!code|literalinclude|math|parsed-literal|prompt)[\w:-]+\}")


@dataclass(frozen=True, order=True)
class Use:
    """One place that holds an address.

    ``file`` is as seen from the book's folder; ``citekey`` is empty outside ``refs.bib``;
    ``kind`` is the field it comes from there (doi, eprint, pmid, pmcid, preprint, url, archived),
    ``where`` for a repository of the register, else ``text``.
    """

    file: str
    line: int
    citekey: str = ""
    kind: str = "text"

    @property
    def place(self) -> str:
        """File, line and citekey, as a person reads it."""
        return f"{self.file}:{self.line}" + (f" ({self.citekey})" if self.citekey else "")


def sources(root: Path) -> list[Path]:
    """The files that hold addresses, apart from ``refs.bib``."""
    records = sorted((root / "evidence").rglob("*.yaml"))
    return [
        *sorted((root / "docs").rglob("*.md")),
        *(file for file in records if file.name != _QUOTED),
        *(file for name in ("CITATION.cff", "README.md") if (file := root / name).exists()),
    ]


def written(file: Path) -> Iterator[tuple[int, str, str]]:
    """Line, kind and address of everything that one file links to; code is no link."""
    text = file.read_text(encoding="utf-8", errors="replace")
    lines = prose(text) if file.suffix == ".md" else enumerate(text.splitlines(), 1)
    for number, line in lines:
        if file.suffix != ".md" and line.lstrip().startswith("#"):
            continue
        for url in urls.in_text(line):
            yield number, "text", url
        if file.suffix == ".yaml":
            for match in _WHERE.finditer(line):
                if match["slash"] or match["host"]:
                    yield number, "where", REPOSITORIES[match["host"] or ""] + match["name"]
        elif doi := _CITATION.match(line):
            yield number, "doi", urls.doi_url(doi[1])


def prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a page outside code, comments and inline code."""
    fences: list[tuple[str, bool]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if fence := _FENCE.match(line):
            marks, info = fence["marks"], fence["info"].strip()
            inside = fences[-1] if fences else ("", True)
            closes = not info and not fence["item"]  # a mark before it makes it another's
            if fences and closes and marks[0] == inside[0][0] and len(marks) >= len(inside[0]):
                fences.pop()
                continue
            if inside[1]:
                fences.append((marks, bool(TEXT_IN_CODE.match(info))))
        if all(is_text for _, is_text in fences) and not line.startswith("%"):
            yield number, re.sub(r"(`+).+?\1(?!`)", " ", line)


def _address(field: str, value: str) -> str:
    return urls.doi_url(value) if field == "doi" else ADDRESSES[field][1] + value


def _of_reference(ref: bibfile.Reference) -> Iterator[tuple[str, str, str]]:
    """Field, address and the words of the field, for each address of an entry."""
    for field in ADDRESSES:
        if value := ref.fields.get(field):
            yield field, _address(field, value), value
    if preprint := ref.fields.get("preprint"):
        server, number, _ = preprint_parts(preprint)
        yield "preprint", _address("eprint" if server == "arXiv" else "doi", number), preprint
    for field in ("url", "archived"):
        if value := ref.fields.get(field):
            yield field, value, value
    for field in ("howpublished", "note"):
        for url in urls.in_text(ref.fields.get(field, "")):
            yield "text", url, url


def collect(root: Path, works: dict[str, bibfile.Reference]) -> dict[str, list[Use]]:
    """Every address of the book and its places, both in order; those of examples are left out."""
    found: dict[str, set[Use]] = {}
    for file in sources(root):
        name = file.relative_to(root).as_posix()
        for line, kind, url in written(file):
            found.setdefault(url, set()).add(Use(name, line, kind=kind))
    lines = (root / "refs.bib").read_text(encoding="utf-8", errors="replace").splitlines()
    for ref in works.values():
        for kind, url, words in _of_reference(ref):
            line = next(
                (n for n in range(ref.line, len(lines) + 1) if words in lines[n - 1]), ref.line
            )
            found.setdefault(url, set()).add(Use("refs.bib", line, ref.key, kind))
    return {url: sorted(found[url]) for url in sorted(found) if not urls.is_example(url)}
