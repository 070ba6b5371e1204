"""``refs.bib``: faults with file, line and remedy; and how an entry is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import Tag
from conftest import Book, Built, NewBook

from livingreview.references import bibfile

GOOD = """\
@article{ames2023tiny,
  author = {Ames, Ada and Bond, Ben},
  title = {Tiny},
  journal = {Models},
  year = {2023},
  doi = {10.1000/tiny.1},
}

@misc{cole2024test,
  author = {Cole, Cora},
  title = {A test},
  year = {2024},
  eprint = {2401.00001},
  archiveprefix = {arXiv},
}

@misc{dahl2025page,
  author = {Dahl, Dan},
  title = {A page},
  year = {2025},
  url = {https://example.org/page},
  urldate = {2025-01-31},
}
"""

# old, new, line of the fault, words of it
FAULTS = {
    "key twice": ("{cole2024test", "{ames2023tiny", 9, "stands already at line 1"),
    "key twice but for case": ("{cole2024test", "{Ames2023tiny", 9, "Ames2023tiny"),
    "key of another form": ("{cole2024test", "{cole", 9, "write first author, year"),
    "doi twice": ("eprint = {2401.00001}", "doi = {10.1000/tiny.1}", 9, "same doi as ames2023tiny"),
    "title twice": ("{A test}", "{{TINY}!}", 9, "same title as ames2023tiny"),
    "no author": ("  author = {Cole, Cora},\n", "", 9, "needs author"),
    "no title": ("  title = {A test},\n", "", 9, "needs title"),
    "empty title": ("{A test}", "{}", 9, "needs title"),
    "no journal": ("  journal = {Models},\n", "", 1, "needs journal"),
    "no year": ("  year = {2024},\n", "", 9, "needs year"),
    "no booktitle": ("@misc{cole", "@inproceedings{cole", 9, "needs booktitle"),
    "no publisher": ("@misc{cole", "@book{cole", 9, "needs publisher"),
    "no school": ("@misc{cole", "@phdthesis{cole", 9, "needs school"),
    "unknown type": ("@misc{cole", "@online{cole", 9, "@online is not used here"),
    "no identifier": ("  doi = {10.1000/tiny.1},\n", "", 1, "no persistent identifier"),
    "page without a date": ("  urldate = {2025-01-31},\n", "", 17, "no persistent identifier"),
    "doi as address": ("{10.1000/t", "{https://doi.org/10.1000/t", 1, "a bare DOI"),
    "doi with capitals": ("10.1000/tiny", "10.1000/Tiny", 1, "small letters"),
    "eprint with version": ("2401.00001", "2401.00001v2", 9, "without version"),
    "eprint without archive": ("  archiveprefix = {arXiv},\n", "", 9, "add archiveprefix"),
    "pmid with words": ("doi = {10.1000/tiny.1}", "pmid = {PMID:12}", 1, "digits of the PubMed"),
    "pmcid without PMC": ("doi = {10.1000/tiny.1}", "pmcid = {123}", 1, "PMC and digits"),
    "url without scheme": ("https://example.org", "example.org", 17, "a full address"),
    "urldate in words": ("2025-01-31", "31 January", 17, "a date as"),
    "year in words": ("{2024}", "{in press}", 9, "four digits"),
    "year to come": (
        "{cole2024test,\n  author = {Cole, Cora},\n  title = {A test},\n  year = {2024}",
        "{cole2062test,\n  author = {Cole, Cora},\n  title = {A test},\n  year = {2062}",
        9,
        "2062",
    ),
    "preprint without server": (
        "{10.1000/tiny.1},",
        "{10.1000/tiny.1},\n  preprint = {10.1101/1},",
        1,
        "server and identifier",
    ),
    "brace too many": ("{A test}", "{A test}}", 11, "mend the braces"),
    "brace too few": ("{Tiny}", "{Tiny", 1, "mend the braces"),
    "comma forgotten": ("{A test},", "{A test}", 12, "not BibTeX"),
    "authors apart by commas": ("{Cole, Cora}", "{Cole, Cora, Dahl, Dan}", 10, "and"),
}


def read(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "refs.bib"
    file.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in bibfile.read(file)[1]]


def test_good_entries_have_no_fault(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == []


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_one_line_with_place_and_remedy(tmp_path: Path, name: str) -> None:
    old, new, line, says = FAULTS[name]
    assert old in GOOD
    found = read(tmp_path, GOOD.replace(old, new, 1))
    assert len(found) == 1, found
    assert found[0].startswith(f"refs.bib:{line}: ")
    assert says in found[0]
    assert "; " in found[0]


def test_file_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes(GOOD.replace("Bond", "Bönd").encode("latin-1"))
    (problem,) = bibfile.read(file)[1]
    assert (problem.line, "UTF-8" in problem.found) == (2, True)


def test_build_stops_at_a_bad_entry_and_says_nothing_of_records(book: Book) -> None:
    book.edit("refs.bib", "{cole2024test,", "{ames2023tiny,")
    built = book.build()
    assert built.pages() == []
    assert "refs.bib:11: " in built.stderr
    assert "evidence/" not in built.stderr


def test_authors_are_read_for_grouping(tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(GOOD.replace("Bond, Ben", "de la Cruz, Juan and others"), encoding="utf-8")
    work = bibfile.read(file)[0]["ames2023tiny"]
    assert not work.complete
    assert work.author_names == {"ames|ada", "de la cruz|juan"}
    assert work.short == "Ames et al. (2023)"


# -- as printed -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def entries(new_book: NewBook) -> Built:
    book = new_book("entries")
    return book.build("html")


def entry(built: Built, word: str) -> Tag:
    """The printed entry that holds a word."""
    found = [dd for dd in built.page("index").select(".citation") if word in dd.get_text()]
    assert len(found) == 1
    return found[0]


def test_entries_build_without_a_warning(entries: Built) -> None:
    assert (entries.status, entries.warnings) == (0, "")


@pytest.mark.parametrize(
    ("word", "shown", "hidden"),
    [
        ("Ten names", "Author10 T.", "et al."),
        ("Eleven names", "Author10 T, et al.", "Author11"),
        ("Others", "One A, et al.", "others"),
        ("Accents", "Müller-Lüdenscheidt J", "{"),
        ("Accents", "von Neumann J", "\\"),
        ("Accents", "DNA & RNA: 50% β", "{"),
        ("Institute", "Arc Institute", "{"),
        ("A thesis", "Great School", "{"),
        ("Pages", "12(3):45–67", "--"),
        ("A web page", "seen 2025-01-31", "{"),
    ],
)
def test_entry_prints(entries: Built, word: str, shown: str, hidden: str) -> None:
    text = " ".join(entry(entries, word).get_text().split())
    assert shown in text
    assert hidden not in text


@pytest.mark.parametrize(
    ("word", "links"),
    [
        (
            "Every identifier",
            [
                "https://doi.org/10.1000/every.1",
                "https://arxiv.org/abs/2401.00002",
                "https://pmc.ncbi.nlm.nih.gov/articles/PMC123/",
                "https://pubmed.ncbi.nlm.nih.gov/456/",
            ],
        ),
        (
            "Ten names",
            ["https://doi.org/10.1000/ten.1", "https://doi.org/10.1101/2022.01.01.500001"],
        ),
        ("Others", ["https://doi.org/10.1000/one.1", "https://arxiv.org/abs/2408.10609"]),
        ("A web page", ["https://example.org/page"]),
    ],
)
def test_each_identifier_is_a_link_once(entries: Built, word: str, links: list[str]) -> None:
    found = [a["href"].rstrip("/") for a in entry(entries, word).select("a.external")]
    assert sorted(found) == sorted(link.rstrip("/") for link in links)


@pytest.mark.parametrize(
    ("word", "number"), [("A book", "978-0-00-000000-2"), ("A program", "swh:1:dir:0123")]
)
def test_other_identifiers_are_shown(entries: Built, word: str, number: str) -> None:
    assert number in entry(entries, word).get_text()


def test_preprint_is_named_beside_the_version_of_record(entries: Built) -> None:
    assert "Preprint: bioRxiv 10.1101/2022.01.01.500001" in entry(entries, "Ten names").get_text()
