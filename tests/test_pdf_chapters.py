"""The PDF of one chapter: what it holds, where its links lead, when it is set again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from pdfs import ROOTS, STRICT, Built, build, indexed, links, outline, tags

from livingreview.typst import engine

SITE = "https://book.example/v1"
ELSEWHERE = (
    "Elsewhere are Chapter two (chapter 2), A section (chapter 2), Fig. 2.1, (2.1), "
    "the last chapter (chapter 2), chapter 2 again and Glossary."
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("alone")


@pytest.fixture(scope="session")
def offline(folder: Path) -> Built:
    """A book of which nobody said where its site is."""
    return build(ROOTS / "pdf-alone", folder / "offline", *STRICT)


@pytest.fixture(scope="session")
def online(folder: Path) -> Built:
    source = ROOTS / "pdf-alone"
    return build(source, folder / "online", *STRICT, "-D", f"typst_base_url={SITE}")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source, to be edited."""
    return Path(shutil.copytree(ROOTS / "pdf-alone", tmp_path / "source"))


def text(built: Built) -> str:
    return " ".join(built.pages)


def edit(file: Path, old: str, new: str) -> None:
    before = file.read_text(encoding="utf-8")
    assert old in before
    file.write_text(before.replace(old, new), encoding="utf-8")


def all_links(built: Built) -> list[int | str]:
    return [link for page in range(len(built.pages)) for link in links(built.reader, page)]


# -- what is in it ---------------------------------------------------------------------------------


def test_a_chapter_is_set_beside_the_book_without_warnings(offline: Built) -> None:
    assert (offline.status, offline.warnings) == (0, "")
    written = {str(path.relative_to(offline.out)) for path in offline.out.rglob("*.pdf*")}
    assert written == {"book.pdf", "one.pdf", "part/two.pdf"}


def test_the_title_block_holds_every_fact_and_the_text_follows(offline: Built) -> None:
    page = offline.chapter("one").pages[0]
    assert page.startswith("Chapter 1 of A Small Book Chapter one Ada Author Version 1.2.3 ")
    for fact in (
        "Date 2026-01-02", "Content reviewed 2026-01-01", "Commit abc1234", "License CC BY 4.0",
        "Address https://doi.org/10.5555/one", "Note NOTETEXT",
        "How to cite Author A. One. Available from: https://doi.org/10.5555/one. ",
        "A first paragraph cites [Smith, 2020]",
    ):  # fmt: skip
        assert fact in page
    assert page.endswith("Version 1.2.3, 2026-01-02 1 of 1")


def test_a_chapter_of_which_nothing_is_said_takes_the_facts_of_the_book(offline: Built) -> None:
    page = offline.chapter("part/two").pages[0]
    assert page.startswith("Chapter two Its Contributors Version 1.2.3 Date 2026-01-02 Commit")
    assert "How to cite" not in page  # the citation of the book is not the chapter's


def test_a_chapter_has_its_own_figures_notes_and_references_with_the_numbers_of_the_book(
    offline: Built,
) -> None:
    one, two = (text(offline.chapter(name)) for name in ("one", "part/two"))
    for words in ("Fig. 1.1 FIGUREONE", "(1.1)", "1.1 An end", "FOOTNOTEONE", "A work of one"):
        assert words in one
        assert words not in two
    for words in ("Fig. 2.1 FIGURETWO", "Table 2.1 TABLETWO", "2.1 A section", "A work of two"):
        assert words in two
        assert words not in one
    assert "What a model sees" not in one + two
    assert "PREFACETEXT" not in one + two
    assert "Index" not in one + two


def test_running_heads_begin_on_the_second_page(copy: Path, tmp_path: Path) -> None:
    edit(copy / "one.md", "ENDTEXT", "A line.\n\n" * 60)
    pages = build(copy, tmp_path / "long", *STRICT).chapter("one").pages
    assert len(pages) == 3
    assert pages[1].startswith("Chapter one A line.")
    assert pages[1].endswith("Version 1.2.3, 2026-01-02 2 of 3")


def test_outline_tags_and_metadata(offline: Built) -> None:
    reader = offline.chapter("one").reader
    assert outline(reader.outline) == [
        (0, "1 Chapter one"), (1, "1.1 An end"), (1, "1.2 References"),
    ]  # fmt: skip
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()
    found = tags(root["/StructTreeRoot"], {})
    assert len(found["/H1"]) == 1
    assert "ALTONE" in found["/Figure"]
    metadata: Any = reader.metadata
    assert (metadata.title, metadata.author) == ("Chapter one", "Ada Author")
    assert (metadata["/Keywords"], metadata["/Subject"]) == ("books, tests", "SUMMARYTEXT")


# -- where its links lead --------------------------------------------------------------------------


def test_without_an_address_the_rest_of_the_book_is_named_in_words(offline: Built) -> None:
    one = offline.chapter("one")
    assert ELSEWHERE in text(one)
    outside = {link for link in all_links(one) if isinstance(link, str)}
    assert outside == {"https://doi.org/10.5555/one"}
    assert "is not Chapter one (chapter 1)." in text(offline.chapter("part/two"))


def test_with_an_address_it_is_linked(online: Built) -> None:
    one = online.chapter("one")
    assert (online.status, online.warnings) == (0, "")
    assert ELSEWHERE in text(one)
    outside = [link for link in all_links(one) if str(link).startswith(SITE)]
    assert outside == [
        f"{SITE}/glossary.html#term-window",
        f"{SITE}/part/two.html",
        f"{SITE}/part/two.html#sec-two",
        f"{SITE}/part/two.html#fig-two",
        f"{SITE}/part/two.html#equation-eq-two",
        f"{SITE}/part/two.html#two",
        f"{SITE}/part/two.html#two",
        f"{SITE}/glossary.html",
    ]
    # the citation, the figure, the formula, the section and the note stay inside
    assert sum(isinstance(link, int) for link in all_links(one)) >= 5


def test_the_book_itself_has_no_link_to_its_site_for_what_it_holds(online: Built) -> None:
    assert not [link for link in all_links(online) if str(link).startswith(SITE)]


# -- documents of chosen pages ---------------------------------------------------------------------


def documents(copy: Path, said: str) -> None:
    with (copy / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\ntypst_documents = [{said}]\n")


def test_a_document_holds_the_pages_that_it_names(copy: Path, tmp_path: Path) -> None:
    documents(
        copy,
        '{"name": "short", "look": "book", "pages": ["one", "glossary"], "preface": "index",'
        ' "preface_title": "At a glance", "facts": {"title": "A Short Book"}}',
    )
    built = build(copy, tmp_path / "short", *STRICT)
    assert (built.status, built.warnings) == (0, "")
    assert not built.pdf.exists()
    short = built.chapter("short")
    top = [title for level, title in outline(short.reader.outline) if level == 0]
    assert top == ["At a glance", "Contents", "1 Chapter one", "Glossary", "Index"]
    assert "A Short Book" in short.pages[0]
    assert "PREFACETEXT" in short.pages[1]
    assert ELSEWHERE in text(short)  # the second chapter is named where its page is not held
    used, defined = indexed(short, "window")
    assert "FIGUREONE" in used
    assert "What a model sees" in defined


def test_a_sheet_ends_with_how_to_cite_it(copy: Path, tmp_path: Path) -> None:
    cite = f"Ada Author. {SITE}/summary"
    documents(
        copy,
        f'{{"name": "s", "look": "sheet", "pages": ["part/two"], "facts": {{"cite": "{cite}"}}}}',
    )
    built = build(copy, tmp_path / "sheet", *STRICT)
    assert (built.status, built.warnings) == (0, "")
    (page,) = built.chapter("s").pages
    assert page.startswith("A Small Book Its Contributors. Version 1.2.3, 2026-01-02")
    assert page.endswith(f"{cite} CC BY 4.0")
    assert f"{SITE}/summary" in all_links(built.chapter("s"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('{"name": "x", "look": "book", "pages": ["on"]}', "x: there is no page on; did you mean"),
        ('{"name": "x", "look": "poster", "pages": ["one"]}', "a look: book, register, sheet"),
        ('{"look": "book", "pages": ["one"]}', "a document without a name: write a name"),
        ('{"name": "x", "look": "book", "page": ["one"]}', "x has page; it may have name, look,"),
        ('{"name": "x", "look": "sheet", "pages": ["one"], "facts": {"by": ""}}', "x has by;"),
    ],
)
def test_a_document_that_cannot_be_made_is_named(
    copy: Path, tmp_path: Path, said: str, words: str
) -> None:
    documents(copy, said)
    built = build(copy, tmp_path / "wrong")
    assert built.status != 0
    assert words in built.warnings
    assert not list(built.out.glob("*.pdf"))


# -- what authors are told -------------------------------------------------------------------------


def test_a_fault_is_told_once(copy: Path, tmp_path: Path) -> None:
    edit(copy / "one.md", "ENDTEXT", "\u4e2d and $\\ce{H2O}$ and ![](img/plain.svg) and")
    built = build(copy, tmp_path / "faults", *STRICT)
    assert built.status == 1
    for words in ("U+4E2D", "cannot be set", "has no alternative text"):
        assert built.warnings.count(words) == 1
    assert built.chapter("one").pdf.exists()


def test_a_chapter_that_does_not_exist_is_named(folder: Path) -> None:
    built = build(ROOTS / "pdf-alone", folder / "gone", "-D", "typst_chapters=one,gone")
    assert built.warnings == (
        "WARNING: typst_chapters in conf.py names gone, and there is no such page; "
        "mend the name [typst.chapter]\n"
    )


def test_an_unknown_fact_of_a_title_block_is_named(copy: Path, tmp_path: Path) -> None:
    edit(copy / "conf.py", '"reviewed"', '"revised"')
    built = build(copy, tmp_path / "fact")
    assert built.status != 0
    assert "the title block of one has revised; it may have title, part_of," in built.warnings
    assert not built.chapter("one").pdf.exists()


# -- the same bytes, and no needless work ----------------------------------------------------------


def test_two_builds_are_the_same_bytes(offline: Built, folder: Path) -> None:
    again = build(ROOTS / "pdf-alone", folder / "again", *STRICT)
    for name in ("book", "one", "part/two"):
        assert again.chapter(name).pdf.read_bytes() == offline.chapter(name).pdf.read_bytes()


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the PDFs that Typst is asked for from now on."""
    asked: list[str] = []
    real = engine.compiled

    def note(source: Path, *rest: Any) -> engine.Outcome:
        asked.append(source.parent.name)
        return real(source, *rest)

    monkeypatch.setattr(engine, "compiled", note)
    return asked


def test_only_what_changed_is_set_again(copy: Path, tmp_path: Path, compiled: list[str]) -> None:
    out = tmp_path / "out"
    former = build(copy, out, *STRICT).chapter("part/two").pdf.read_bytes()
    assert sorted(compiled) == ["book", "one", "two"]
    compiled.clear()
    assert build(copy, out, *STRICT).chapter("part/two").pdf.read_bytes() == former
    assert compiled == []
    edit(copy / "one.md", "ENDTEXT", "NEWTEXT")
    built = build(copy, out, *STRICT)
    assert sorted(compiled) == ["book", "one"]
    assert "NEWTEXT" in text(built) and "NEWTEXT" in text(built.chapter("one"))


@pytest.mark.parametrize("change", ["image", "damage", "date"])
def test_another_picture_date_or_file_is_a_reason_to_set_it(
    copy: Path,
    tmp_path: Path,
    compiled: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    pdf = build(copy, tmp_path / "out", *STRICT).chapter("part/two").pdf
    former = pdf.read_bytes()
    compiled.clear()
    if change == "image":
        edit(copy / "img" / "plain.svg", "CURVETEXT", "OTHERTEXT")
    elif change == "damage":
        pdf.write_bytes(former[:-1])
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    build(copy, tmp_path / "out", *STRICT)
    assert "two" in compiled
    assert (pdf.read_bytes() == former) == (change == "damage")
