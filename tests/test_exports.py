"""The files that citation software imports, read back by other programs: nothing is lost.

Every work of the book is written as BibTeX, RIS and CSL-JSON, and each file is read by two programs
that know nothing of each other. What they read is compared field by field with ``refs.bib``.
``make oracle`` asks two more.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bibtexparser
import pypandoc
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from conftest import REPOSITORY
from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person

from livingreview.references import bibfile
from livingreview.references.bibfile import Reference, month_number
from livingreview.references.latex import plain

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from citeproc.source.json import CiteProcJSON

Work = dict[str, Any]
Works = dict[str, Work]


# -- a work as everybody has it --------------------------------------------------------------------


def words(text: str) -> str:
    """Words without mark-up, with one sign for each kind of dash, quotation mark and space."""
    text = html.unescape(re.sub(r"</?(?:i|b|em|sup|sub|span)\b[^>]*>", "", text))
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return " ".join(text.split())


_SIGNS = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'",
                        "“": '"', "”": '"', "′": "'"})  # fmt: skip


def name(family: str, given: str = "") -> str:
    return words(f"{family}, {given}" if given else family).replace("~", " ")


def wanted(ref: Reference) -> Work:
    """What ``refs.bib`` says of a work."""
    fields = {key: plain(value) if key not in ("author", "url") else value
              for key, value in ref.fields.items()}  # fmt: skip
    people = [Person(one) for one in split_name_list(fields["author"])]
    venue = fields.get("journal") or fields.get("booktitle") or fields.get("howpublished")
    arxiv = fields.get("eprint", "")
    year = fields.get("year", "")
    return {
        "authors": [_person(one) for one in people],
        "title": words(fields["title"]),
        "venue": words(venue or ("arXiv" if arxiv else "")),
        "volume": words(fields.get("volume", "")),
        "issue": words(fields.get("number", "")),
        "pages": words(fields.get("pages", "")).replace("--", "-"),
        "year": year if year.isdigit() else "",
        "month": month_number(fields.get("month", "")) if year.isdigit() else 0,
        "doi": fields.get("doi", ""),
        "pmid": fields.get("pmid", ""),
        "pmcid": fields.get("pmcid", ""),
        "url": fields.get("url") or (f"https://arxiv.org/abs/{arxiv}" if arxiv else ""),
        "seen": fields.get("urldate", ""),
    }


def _person(one: Person) -> str:
    if str(one) == "others":
        return "et al."
    given = " ".join([*one.first_names, *one.middle_names])
    given = ", ".join(filter(None, (given, " ".join(one.lineage_names))))
    return name(plain(" ".join([*one.prelast_names, *one.last_names])), plain(given))


# -- six readers -----------------------------------------------------------------------------------


def pandoc(form: str) -> Callable[[Path], Works]:
    def read(file: Path) -> Works:
        run = subprocess.run(
            [pypandoc.get_pandoc_path(), "-f", form, "-t", "csljson", file],
            capture_output=True, check=True,
        )  # fmt: skip
        return {one["id"]: _csl(one) for one in json.loads(run.stdout)}

    return read


def _csl(item: dict[str, Any]) -> Work:
    day, seen = (_date(item.get(field, {})) for field in ("issued", "accessed"))
    return {
        "authors": list(map(_csl_name, item.get("author", []))),
        "title": words(item["title"]),
        "venue": words(item.get("container-title") or item.get("publisher", "")),
        "volume": words(str(item.get("volume", ""))),
        "issue": words(str(item.get("issue", ""))),
        "pages": words(str(item.get("page", ""))),
        "year": str(day[0]) if day else "",
        "month": day[1] if len(day) > 1 else 0,
        "doi": item.get("DOI", ""),
        "pmid": item.get("PMID", ""),
        "pmcid": item.get("PMCID", ""),
        "url": item.get("URL", ""),
        "seen": "-".join(f"{part:02}" for part in seen),
    }


def _date(date: dict[str, Any]) -> list[int]:
    parts = date.get("date-parts") or [[]]
    return [int(part) for part in parts[0]]


def _csl_name(one: dict[str, str]) -> str:
    particles = [one.get(f"{kind}dropping-particle", "") for kind in ("", "non-")]
    family = " ".join(filter(None, (*particles, one.get("family", ""))))
    given = ", ".join(filter(None, (one.get("given", ""), one.get("suffix", ""))))
    return name(one.get("literal") or family, given)


def citeproc_py(file: Path) -> Works:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a variable or a type that CSL does not know
        source = CiteProcJSON(json.loads(file.read_text(encoding="utf-8")))
    return {key: _citeproc(item) for key, item in source.items()}


def _citeproc(item: Any) -> Work:
    def said(field: str) -> str:
        return words(str(item.get(field, "")))

    def day(field: str) -> list[int]:
        found = item.get(field, {})
        return [found[part] for part in ("year", "month", "day") if part in found]

    issued = day("issued")
    people = [{key: str(one[key]) for key in one if one[key]} for one in item.get("author", [])]
    return {
        "authors": [_csl_name({**one, "literal": one.get("literal", one.get("name", ""))})
                    for one in people],
        "title": said("title"),
        "venue": said("container_title") or said("publisher"),
        "volume": said("volume"),
        "issue": said("issue"),
        "pages": said("page"),
        "year": str(issued[0]) if issued else "",
        "month": issued[1] if len(issued) > 1 else 0,
        "doi": str(item.get("DOI", "")),
        "pmid": str(item.get("PMID", "")),
        "pmcid": str(item.get("PMCID", "")),
        "url": str(item.get("URL", "")),
        "seen": "-".join(f"{part:02}" for part in day("accessed")),
    }  # fmt: skip


def rispy_(file: Path) -> Works:
    with file.open(encoding="utf-8") as text:
        return {one["id"]: _ris(one) for one in rispy.load(text)}


def _ris(one: dict[str, Any]) -> Work:
    month = one.get("date", "//").split("/")[1]
    numbers = dict(said.split(": ") for said in one.get("unknown_tag", {}).get("M2", []))
    return {
        "authors": [
            name(*[part.strip() for part in said.split(",", 1)]) for said in one["authors"]
        ],
        "title": words(one["title"]),
        "venue": words(
            one.get("custom3") or one.get("secondary_title") or one.get("publisher", "")
        ),
        "volume": one.get("volume", ""),
        "issue": words(one.get("number", "")),
        "pages": "-".join(filter(None, (one.get("start_page"), one.get("end_page")))),
        "year": one.get("year", ""),
        "month": int(month or 0),
        "doi": one.get("doi", ""),
        "pmid": numbers.get("PMID", ""),
        "pmcid": numbers.get("PMCID", ""),
        "url": one.get("urls", [""])[0],
        "seen": one.get("access_date", "").replace("/", "-"),
    }


def bibtexparser_(file: Path) -> Works:
    library = bibtexparser.parse_string(
        file.read_text(encoding="utf-8"),
        append_middleware=[SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()],
    )
    assert not library.failed_blocks
    return {one.key: _bib({f.key: f.value for f in one.fields}) for one in library.entries}


def _bib(fields: dict[str, Any]) -> Work:
    def said(*names: str) -> str:
        return words(next((fields[one] for one in names if one in fields), ""))

    report = "institution" in fields
    year = fields["year"]
    return {
        "authors": [_bib_name(one) for one in fields["author"]],
        "title": said("title"),
        "venue": said("journal", "booktitle", "institution", "howpublished"),
        "volume": said("volume"),
        "issue": "" if report else said("number"),
        "pages": said("pages").replace("--", "-"),
        "year": year if year.isdigit() else "",
        "month": month_number(fields.get("month", "")) if year.isdigit() else 0,
        "doi": fields.get("doi", ""),
        "pmid": fields.get("pmid", ""),
        "pmcid": fields.get("pmcid", ""),
        "url": fields.get("url", ""),
        "seen": fields.get("urldate", ""),
    }


def _bib_name(one: Any) -> str:
    family, given = (" ".join(part).strip("{}") for part in (one.von + one.last, one.first))
    return name(family, ", ".join(filter(None, (given, " ".join(one.jr)))))


READERS: dict[tuple[str, str], Callable[[Path], Works]] = {
    ("bib", "pandoc"): pandoc("bibtex"),
    ("bib", "bibtexparser"): bibtexparser_,
    ("ris", "pandoc"): pandoc("ris"),
    ("ris", "rispy"): rispy_,
    ("json", "pandoc"): pandoc("csljson"),
    ("json", "citeproc-py"): citeproc_py,
}
# pandoc writes the titles of BibTeX in small letters where no brace protects them.
RECASED = {("bib", "pandoc"): {"title", "venue"}}


def unread(suffix: str, program: str, ref: Reference) -> set[str]:
    """What a program never reads of a file, whoever wrote it."""
    if (suffix, program) == ("ris", "pandoc"):
        proceedings = {"venue"} if ref.type == "inproceedings" else set()
        return {"month", "pmid", "pmcid", "seen"} | proceedings
    if (suffix, program) == ("bib", "pandoc") and "urldate" in ref.fields and ref.type == "misc":
        return {"venue"}  # the site of a page, which it finds in the note
    return set()


@pytest.fixture(scope="module")
def references() -> dict[str, Reference]:
    found, problems = bibfile.read(REPOSITORY / "refs.bib")
    assert not problems
    return found


@pytest.mark.parametrize(("suffix", "program"), READERS)
def test_every_work_comes_back_whole(
    whole_site: Path, references: dict[str, Reference], suffix: str, program: str
) -> None:
    works = READERS[suffix, program](whole_site / f"book.refs.{suffix}")
    assert set(works) == set(references)
    lost = []
    for key, ref in references.items():
        skipped = unread(suffix, program, ref)
        for field, value in wanted(ref).items():
            found = works[key][field]
            if field in RECASED.get((suffix, program), ()):
                value, found = value.casefold(), found.casefold()
            if field not in skipped and value != found:
                lost.append(f"{key}.{field}: {value!r} came back as {found!r}")
    assert not lost, "\n".join(lost[:20])
