"""Hostile input to YAML, BibTeX, LaTeX, numbers and checks: a fault in words, or the meaning kept.

Whatever stands in a file, nothing ends in a traceback; what is accepted reads the same from every
export.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hostile import text
from hypothesis import example, given
from hypothesis import strategies as st

from livingreview import yamlfile
from livingreview.cite import formats, items
from livingreview.problems import Problem
from livingreview.references import bibfile, latex
from livingreview.register import grammar, numbers

ENTRY = """@article{{smith2020some,
  author = {{{author}}},
  title = {{{title}}},
  journal = {{Journal of Tests}},
  year = {{2020}},
  doi = {{10.1000/x}},
}}
"""
_MARKS = re.compile(r"</?(?:i|b|sup|sub|span)(?: class=\"nocase\")?>")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of a module are written, one after the other."""
    return tmp_path_factory.mktemp("files")


def said(problems: list[Problem]) -> None:
    """Each fault is one line that names what was found and what to do."""
    for problem in problems:
        assert problem.found
        assert problem.remedy
        assert "\n" not in str(problem)


# -- YAML -----------------------------------------------------------------------------------------

YAML = st.lists(
    st.sampled_from((
        "a", "b: ", "- ", "\n", "  ", "'", '"', "[", "]", "{", "}", ", ", "# ", "#", "&a ", "*a",
        "!t ", "|", "\n|\n", ">", "? ", "%", "@", "`", "---", "...", "\t", "1e3", "no", "0x1f",
        ".5", "1,5", "12:30", "2026-13-45", "2026-01-01", "null", "~", "<<: ", "\u200b", "\x00",
        "\r", "\r\n", "−1", "key: [1, 2]\n", "\\", "-0.0", "9" * 5000, "1" * 31,
    )) | text,
    max_size=10,
).map("".join)  # fmt: skip


@given(content=YAML)
@example(content="---")  # a document of nothing
@example(content="a: " + "9" * 5000)  # more digits than Python reads
@example(content=f"a: {'1' * 400}.5")  # infinite as a float
def test_yaml_is_read_or_refused_in_words(folder: Path, content: str) -> None:
    file = folder / "any.yaml"
    file.write_text(content, encoding="utf-8", newline="")
    value, _, problems = yamlfile.read(file)
    said(problems)
    assert problems or value is not None
    if not problems:
        json.dumps(value, default=str, allow_nan=False)


@given(content=st.binary(max_size=40))
def test_bytes_are_read_or_refused_in_words(folder: Path, content: bytes) -> None:
    for name, read in (("any.yaml", yamlfile.read), ("any.bib", bibfile.read)):
        (folder / name).write_bytes(content)
        said(read(folder / name)[-1])


@given(
    value=st.recursive(
        text,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
        max_leaves=6,
    )
)
def test_what_yaml_accepts_is_what_was_written(folder: Path, value: object) -> None:
    file = folder / "json.yaml"
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    read, _, problems = yamlfile.read(file)
    assert problems or read == value


# -- references -----------------------------------------------------------------------------------


@given(content=text)
def test_a_field_reads_the_same_when_it_has_been_exported(content: str) -> None:
    try:
        plain = latex.plain(content)
    except latex.LatexError as error:
        assert error.found
        assert error.remedy
        return
    assert latex.plain(latex.exported(content)) == plain


@given(content=text)
def test_a_bibliography_is_read_or_refused_in_words(folder: Path, content: str) -> None:
    file = folder / "any.bib"
    file.write_text(content, encoding="utf-8", newline="")
    said(bibfile.read(file)[1])


@given(title=text, author=text.filter(bool) | st.just("Smith, Ada and Jones, Ben"))
@example(title="x", author="_~{}")  # a name of which nothing is printed
@example(title="5 % of {RNA} & more", author="{Smith and Sons} and others")
def test_an_entry_means_the_same_in_every_export(folder: Path, title: str, author: str) -> None:
    file = folder / "refs.bib"
    file.write_text(ENTRY.format(title=title, author=author), encoding="utf-8", newline="")
    works, problems = bibfile.read(file)
    said(problems)
    if problems:
        return
    (work,) = works.values()
    words = " ".join(latex.plain(work.fields["title"]).split())
    item = items.item(work)
    assert " ".join(_MARKS.sub("", item["title"]).split()) == words
    (title_line,) = re.findall(r"^TI  - (.*)$", formats.ris([item]), re.M)
    assert title_line == words
    exported = formats.bibtex([work]).replace("{et al.}", "others")  # as programs read it
    file.write_text(exported, encoding="utf-8")
    (again,) = bibfile.read(file)[0].values()
    assert " ".join(latex.plain(again.fields["title"]).split()) == words
    assert items.item(again)["author"] == item["author"]


# -- numbers and checks ---------------------------------------------------------------------------

NUMBERS = st.lists(
    st.sampled_from((
        "0.5", "12", "1,000", "–", "-", "−", "%", " %", "‰", "±", "×", "fold", "k", "M", " million",
        "twelve ", "about ", "nearly ", "more than ", "1e-5", "10^5", "½", "²", "٣", "1/2", "v1.2",
        "Fig. 3", "p<.05", ".91", "2024", "May 3, 2024", "1" * 400, " ", "\u2009", "to", "of",
        "K562", "x", "~", "<", "≥", "\n", "100–", "1.2.3.4", " kb",
    )) | text,
    max_size=6,
).map("".join)  # fmt: skip
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@given(
    words=NUMBERS,
    value=FLOATS | st.integers() | st.tuples(FLOATS, FLOATS),
    unit=st.sampled_from((None, "%", "bp", "kb", "cells")),
)
@example(words="about 0.5", value=1e27, unit=None)  # more digits than a decimal has
def test_any_words_can_be_compared_with_any_record(
    words: str, value: float | tuple[float, float], unit: str | None
) -> None:
    assert numbers.agrees(words, value, unit) in (True, False)
    for seen in numbers.quantities(words):
        assert seen.words in words
    for found in numbers.bare(words):
        assert found


CHECKS = st.lists(
    st.sampled_from((
        "all ", "any ", "none ", "3 of ", "a", "a/b", "a/b/*", "a/{b,c}", "a/!{b}", "a/{", "/", "*",
        "min(", "max(", "ratio(", "diff(", ")", ",", " > ", " < ", " >= ", " = ", "~", " within ",
        " best in ", " joint", "; varies data", "; apart", ";", "1", "-1.5", "−2", "1" * 400, "²",
        "٣ of ", " ", "\n",
    )) | text,
    max_size=9,
).map("".join)  # fmt: skip


@given(content=CHECKS)
def test_a_check_is_read_or_refused_in_words(content: str) -> None:
    try:
        check = grammar.parse(content)
    except grammar.CheckError as error:
        assert error.found
        assert error.remedy
    else:
        assert grammar.records(check)
