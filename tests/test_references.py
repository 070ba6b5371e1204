"""``refs.bib``: faults with file, line and remedy; and how an entry is printed."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import REPOSITORY, ROOTS, Book, Built, NewBook
from sphinxcontrib.bibtex.bibfile import parse_bibdata

from livingreview import cli
from livingreview.cite import engine, formats
from livingreview.cite.items import item
from livingreview.references import bibfile, latex, reader

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
    "urldate in words": ("2025-01-31", "31 January", 17, "a day that has come"),
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
    "brace of an entry too few": (
        "2023},\n  doi = {10.1000/tiny.1},\n}",
        "2023},",
        1,
        "cole2024test",
    ),
    "two fields of one name": ("  year = {2024},", "  title = {B},\n  year = {2024},", 9, "title"),
    "no key": ("@misc{cole2024test,", "@misc{", 9, "has no key"),
    "unknown abbreviation": ("{2024}", "soon", 12, "soon is neither a number nor"),
    "entry behind a percent sign": ("@misc{cole", "% @misc{cole", 9, "in spite of '%'"),
    "at sign in a remark": ("@misc{cole", "% ann@example.org\n@misc{cole", 9, "write (at)"),
    "at sign forgotten": ("@article{ames", "article{ames", 1, "text before an entry"),
    "empty title in braces": ("{A test}", "{{}}", 9, "needs title"),
    "doi with a full stop": ("tiny.1}", "tiny.1.}", 1, "; here 10.1000/tiny.1"),
    "doi with a comma": ("tiny.1}", "tiny.1,}", 1, "; here 10.1000/tiny.1"),
    "doi with a bracket": ("tiny.1}", "tiny.1)}", 1, "; here 10.1000/tiny.1"),
    "doi with an entity": ("tiny.1}", "tiny&lt;4&gt;}", 1, "; here 10.1000/tiny<4>"),
    "doi with an open entity": ("tiny.1}", "tiny.1&lt;}", 1, "; here 10.1000/tiny.1"),
    "doi with an open bracket": ("tiny.1}", "tiny.1(}", 1, "; here 10.1000/tiny.1"),
    "doi cut in a bracket": ("tiny.1}", "s0140(05}", 1, "is not well-formed"),
    "doi with a slash": ("tiny.1}", "tiny.1/}", 1, "; here 10.1000/tiny.1"),
    "doi of a file": ("tiny.1}", "tiny.1.full.pdf}", 1, "; here 10.1000/tiny.1"),
    "doi of a page": ("tiny.1}", "tiny.1/full}", 1, "; here 10.1000/tiny.1"),
    "doi with a query": ("tiny.1}", "tiny.1?utm=1}", 1, "; here 10.1000/tiny.1"),
    "doi with a fragment": ("tiny.1}", "tiny.1#sec2}", 1, "; here 10.1000/tiny.1"),
    "doi with an ellipsis": ("tiny.1}", "tiny.1…}", 1, "; here 10.1000/tiny.1"),
    "doi with an en dash": ("tiny.1}", "tiny–1}", 1, "; here 10.1000/tiny-1"),
    "doi of a version": (
        "10.1000/tiny.1}",
        "10.1101/2022.01.01.500001v2}",
        1,
        "; here 10.1101/2022.01.01.500001",
    ),
    "doi with a backslash": ("tiny.1}", "tiny\\_1}", 1, "; here 10.1000/tiny_1"),
    "url with a full stop": ("org/page}", "org/page.}", 17, "write https://example.org/page"),
    "url with an entity": (
        "org/page}",
        "org/?a=1&amp;b=2}",
        17,
        "write https://example.org/?a=1&b=2",
    ),
    "url of a doi": (
        "https://example.org/page",
        "http://dx.doi.org/10.1000/X",
        17,
        "write doi = {10.1000/x}",
    ),
    "url of an arXiv version": (
        "https://example.org/page",
        "https://arxiv.org/abs/2607.20572v2",
        17,
        "write eprint = {2607.20572}",
    ),
    "swhid cut short": ("doi = {10.1000/tiny.1}", "swhid = {swh:1:dir:0123}", 1, "40 digits"),
    "no such day": ("2025-01-31", "2025-02-30", 17, "a day that has come"),
    "day to come": ("2025-01-31", "2062-01-05", 17, "a day that has come"),
    "no such month": ("{2025},", "{2025},\n  month = {13},", 17, "nov, November or 11"),
    "no such day of the month": ("{2025},", "{2025},\n  day = {32},", 17, "1 to 31"),
    "unknown command": ("{A test}", "{A \\textsc{test}}", 9, "\\textsc would be printed"),
    "formula that needs setting": ("{A test}", "{$\\frac{1}{2}$}", 9, "\\frac would be printed"),
    "dollar sign": ("{A test}", "{A $5 test}", 9, "write \\$ for the sign"),
    "line break": ("{A test}", "{A \\\\ test}", 9, "would be printed as it stands"),
    "unknown command in a name": ("Cole, Cora", "\\foo{Cole}, Cora", 9, "\\foo would be printed"),
    "address with LaTeX": ("{2024},", "{2024},\n  note = {https://a.org/x\\_y},", 9, "as it is"),
    "HTML": (
        "{A test}",
        "{A <i>test</i>}",
        9,
        r"<i> is HTML and would be printed as it stands; "
        r"write \textit{...}",
    ),
    "HTML of a formula": ("{A test}", "{CO<sub>2</sub>}", 9, r"write \textsubscript{...}"),
    "HTML that LaTeX has not": ("{A test}", "{A <span class='x'>test</span>}", 9, "delete it"),
    "entity": ("{A test}", "{A &amp; test}", 9, "&amp; is HTML and would be printed as it stands"),
    "Markdown": ("{A test}", "{A **test**}", 9, r"is Markdown and would be printed as it stands; "),
    "Markdown in italics": ("{A test}", "{A *test*}", 9, r"write \textit{...}"),
    "Markdown for code": ("{A test}", "{A `test` x}", 9, r"write \texttt{...}"),
    "group without braces": (
        "Cole, Cora}",
        "Cole, Cora and The ENCODE Consortium}",
        9,
        "{The ENCODE Consortium} in br",
    ),
    "group with an article": ("Cole, Cora}", "Cole, Cora and the Consortium}", 9, "is a group"),
    "co-workers": ("Cole, Cora}", "Cole, Cora and co-workers}", 9, "end the list in and others"),
    "star of a footnote": ("Cole, Cora}", "Cole, Cora and Jones*}", 9, "no letter, *; write the"),
    "number of a footnote": ("Cole, Cora}", "Cole, Cora1}", 9, "no letter, 1; write the name al"),
    "title of a person": ("Cole, Cora}", "Cole, Dr. Cora}", 9, "has a title, Dr.; write the name"),
    "title before a name": ("Cole, Cora}", "Cole, Cora and Prof. Smith}", 9, "has a title, Prof."),
    "et al.": ("Cole, Cora}", "Cole, Cora and et al.}", 9, "end the list in and others"),
    "et al. in braces": (
        "Cole, Cora}",
        "Cole, Cora and {et al.}}",
        9,
        "end the list in and others",
    ),
    "et al. in a name": ("Cole, Cora}", "Cole, Cora et al.}", 9, "end the list in and others"),
    "Others with a capital": (
        "Cole, Cora}",
        "Cole, Cora and Others}",
        9,
        "end the list in and others",
    ),
    "others in the middle": ("Cole, Cora}", "Cole, Cora and others and Dahl, Dan}", 9, "others"),
    "authors apart by semicolons": ("Cole, Cora}", "Cole, Cora; Dahl, Dan}", 9, "write and"),
    "authors apart by an ampersand": ("Cole, Cora}", "Cole, Cora \\& Dahl, Dan}", 9, "write and"),
    "names with initials behind": ("Cole, Cora}", "Cole C, Dahl D, Evans E}", 9, "write and"),
    "two names with initials behind": ("Cole, Cora}", "Cole C, Dahl D}", 9, "initials"),
    "initials without a comma": ("Cole, Cora}", "Cole C and Dahl, Dan}", 9, "write Family, Given"),
    "two whole names": ("Cole, Cora}", "Cora Cole, Dan Dahl}", 9, "{Cora Cole} in braces"),
    "and twice": ("Cole, Cora}", "Cole, Cora and and Dahl, Dan}", 9, "no name beside it"),
    "and at the end": ("Cole, Cora}", "Cole, Cora and}", 9, "no name beside it"),
    "persons in one brace": ("{Cole, Cora}", "{{Cole, Cora and Dahl, Dan}}", 9, "take the braces"),
    "double name with a particle": ("Cole, Cora}", "Cole da Silva, Cora}", 9, "{Cole da Silva} in"),
    "particle behind": ("Cole, Cora}", "Cole, Cora von}", 9, "write von Cole, Cora"),
    "comma without a name": ("Cole, Cora}", "Cole,}", 9, "nothing beside it"),
    "unfinished merge": (
        "  year = {2024},",
        "<<<<<<< HEAD\n  year = {2024},\n=======\n  year = {2025},\n>>>>>>> x",
        12,
        "an unfinished merge begins here; keep one version",
    ),
    "end of a merge": ("  year = {2024},", "  year = {2024},\n>>>>>>> x", 13, "merge begins here"),
    "authors apart by commas": ("{Cole, Cora}", "{Cole, Cora, Dahl, Dan}", 9, "write and"),
}


def read(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "refs.bib"
    file.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in bibfile.read(file)[1]]


def test_good_entries_have_no_fault(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == []


# What BibTeX takes: old and new of an entry that stays without a fault.
TAKEN = {
    "parentheses": ("@misc{cole2024test,", "@misc(cole2024test,", "{arXiv},\n}", "{arXiv},\n)"),
    "quotes, joined": ("{Tiny}", '"Ti" # {ny}'),
    "abbreviation": ("@misc", '@string{co = "Cole"}\n\n@misc', "{Cole, Cora}", 'co # ", Cora"'),
    "remark": ("@misc", "% a remark, 50% of it {\n\n@misc"),
    "comment of a program": ("@misc", "@comment{jabref-meta: saveActions:{on};}\n\n@misc"),
    "month": ("{2024},", "{2024},\n  month = nov,\n  day = 22,"),
    "month in braces": ("{2024},", "{2024},\n  month = {11},"),
    "mark at the start": ("@article{ames", "\ufeff@article{ames"),
    "capitals": ("@misc{cole2024test,\n  author", "@Misc{cole2024test,\n  AUTHOR"),
    "particle and suffix": ("Bond, Ben", "de la Cruz, Jr, Juan and {Della Porta}, Ann and others"),
    "capital particle": ("Bond, Ben", "Van der Bond, Ben and De Jager, Philip L."),
    "group with and and comma": ("Bond, Ben", "{Organization for Wind, Rain and Snow, The}"),
    "compound family name": ("{Cole, Cora}", "{{Cora Cole}, Dan Dahl}"),
    "several given names": ("Bond, Ben", "{Valdez C{\\'o}rdova}, C{\\'e}sar Miguel"),
    "et as a name": ("Bond, Ben", "Etal, Ben and And, Ann"),
    "stars, signs, quotes": ("{A test}", "{HLA-A*02 and HLA-B*07 at $a<b$, ``x'' `y' `z'}"),
    "less than": ("{A test}", "{p<0.05 and {AT&T} a_b_c $x_i + y_i$}"),
    "lineage by number": ("Bond, Ben", "Bond, 3rd, Ben and Bond, Md and Center, Ann"),
    "doi with brackets": ("tiny.1}", "s0140(05)66783(9)}"),
    "percent sign in braces": ("{A test}", "{{A loss of 20% in DNA}}"),
    "year that nobody knows": ("{2024},", "{n.d.},"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_bibtex_takes_is_read_by_lint_and_build_alike(tmp_path: Path, name: str) -> None:
    old, new, *more = TAKEN[name]
    text = GOOD.replace(old, new, 1)
    text = text.replace(*more, 1) if more else text
    assert text != GOOD
    assert read(tmp_path, text) == []
    same_as_the_build(tmp_path / "refs.bib")


def test_the_bibliography_of_the_book_is_read_by_lint_and_build_alike() -> None:
    same_as_the_build(REPOSITORY / "refs.bib")


def same_as_the_build(file: Path) -> None:
    """Assert that sphinxcontrib-bibtex reads from a file what the lint reads."""
    build = parse_bibdata([file.resolve()], "utf-8-sig").data.entries
    lint = reader.read(file).entries
    assert list(build) == list(lint)
    assert all(build[key] == lint[key] for key in lint)


@pytest.mark.parametrize("text", ["", "\n", "% nothing yet\n", "@comment{nothing yet}\n"])
def test_a_bibliography_may_be_empty(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == []


def test_a_bibliography_must_be_there(tmp_path: Path) -> None:
    (problem,) = bibfile.read(tmp_path / "refs.bib")[1]
    assert str(problem).endswith(
        "refs.bib: there is no bibliography; make the file; it may be empty"
    )


def test_an_empty_bibliography_of_a_book_with_records_is_one_line(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write("refs.bib", "% nothing yet\n")
    monkeypatch.chdir(book.root)
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "refs.bib: there is no entry, but there are records; write the entries they name"
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_one_line_with_place_and_remedy(tmp_path: Path, name: str) -> None:
    old, new, line, says = FAULTS[name]
    assert old in GOOD
    found = read(tmp_path, GOOD.replace(old, new, 1))
    assert len(found) == 1, found
    assert found[0].startswith(f"refs.bib:{line}: ")
    assert says in found[0]
    assert "; " in found[0]


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("pmid = {12}", "pmid = {12}", "pmid"),
        ("pmcid = {PMC12}", "pmcid = {PMC12}", "pmcid"),
        ("doi = {10.1101/1}", "doi = {10.1000/2},\n  preprint = {bioRxiv:10.1101/1}", "doi"),
        ("doi = {10.48550/arxiv.2401.00001}", "eprint = {2401.00001}", "eprint"),
    ],
)
def test_one_work_has_one_entry(tmp_path: Path, first: str, second: str, what: str) -> None:
    text = GOOD.replace("doi = {10.1000/tiny.1}", first).replace("eprint = {2401.00001}", second)
    (found,) = read(tmp_path, text)
    assert found.startswith("refs.bib:9: cole2024test.")
    assert f"the same {what} as ames2023tiny; keep one entry" in found


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
    found = [dd for dd in built.page("index").select(".citation p") if word in dd.get_text()]
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
        ("A gain", "A gain of 50% in accuracy over the baseline.", "\\"),
        ("A loss", "A loss of 20% in DNA.", "{"),
        ("Escherichia", "Nguyễn V. 2017. Growth of Escherichia coli and in vivo", "text"),
        ("-map", "The ℝ-map of IC50 and CO2 at p<0.05, x2 and 5 % of ‘single’ words", "$"),
        ("Parentheses", "Parentheses and quotes & more. Journal 7:1–2.", "\\"),
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
        (
            "the form sici",
            [
                "https://doi.org/10.1002/(sici)1099-050x(199823/24)37:3/4"
                "%3C197::aid-hrm2%3E3.0.co;2-%23"
            ],
        ),
        (
            "Data behind",
            ["https://doi.org/10.1000/percent.3", "https://example.org/~ann/a_b%20c"],
        ),
        ("A program at", ["https://doi.org/10.5281/zenodo.1", "https://example.org/a%20b"]),
        ("Parentheses", ["https://doi.org/10.1000/a--b_c"]),
    ],
)
def test_each_identifier_is_a_link_once(entries: Built, word: str, links: list[str]) -> None:
    found = [a["href"].rstrip("/") for a in entry(entries, word).select("a.external")]
    assert sorted(found) == sorted(link.rstrip("/") for link in links)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("A book", "978-0-00-000000-2"),
        ("A program.", "swh:1:dir:0123456789abcdef0123456789abcdef01234567"),
    ],
)
def test_other_identifiers_are_shown(entries: Built, word: str, number: str) -> None:
    assert number in entry(entries, word).get_text()


def test_preprint_is_named_beside_the_version_of_record(entries: Built) -> None:
    assert "Preprint: bioRxiv 10.1101/2022.01.01.500001" in entry(entries, "Ten names").get_text()


def test_mark_up_of_a_title_is_mark_up_of_the_page(entries: Built) -> None:
    assert [em.get_text() for em in entry(entries, "coli").select("em")][:3] == [
        "Escherichia\xa0coli", "in vivo", "TP53",
    ]  # fmt: skip
    title = entry(entries, "-map")
    assert [one.get_text() for one in title.select("sub")] == ["50", "2"]
    assert [one.get_text() for one in title.select("sup")] == ["2"]


def test_names_are_sorted_as_they_are_read(entries: Built) -> None:
    texts = [p.get_text() for p in entries.page("index").select(".citation p")]
    names = [text.split()[0].rstrip(".,") for text in texts]
    assert [name for name in names if name[0] in "AÅZ"] == [
        "Ångström", "Arc", "Author1", "Author1", "Zeta",
    ]  # fmt: skip
    assert names[-1] == "Zeta"


@pytest.mark.parametrize(
    ("says", "printed"),
    [
        (r"\`a \'{e} \"{\i} {\~n} \c{c} \v s \L{} {\o} {\ss} \aa", "à é ï ñ ç š Ł ø ß å"),
        (r"``a'' `b' c's -- d---e~f", "“a” ‘b’ c's – d—e\xa0f"),
        (r"\& \% \_ \# \$ \{ \}", "& % _ # $ { }"),
        (r"50% & #1 a_b", "50% & #1 a_b"),
        (r"$\alpha_{1}$-{TGF}$\beta$ at 37$^\circ$C, $-1 \leq r$", "α1-TGFβ at 37°C, −1≤r"),
        (r"{\em a} {\bf b} \textbf{c} \textsubscript{d} \LaTeX{} x", "a b c d LaTeX x"),
        (r"\href{https://example.org/a%20b}{words}, \textasciitilde 5", "words, ~5"),
    ],
)
def test_latex_is_read(says: str, printed: str) -> None:
    assert latex.plain(says) == printed
    assert latex.plain(latex.exported(says)) == printed


def test_exports_say_what_the_page_says(tmp_path: Path) -> None:
    works = bibfile.read(ROOTS / "entries" / "refs.bib")[0]
    file = tmp_path / "refs.bib"
    file.write_text(formats.bibtex(works.values()), encoding="utf-8")
    faults = [
        one for one in bibfile.read(file)[1] if "et al." not in one.found
    ]  # written so for programs
    assert faults == []
    entries = reader.read(file).entries
    for key in set(works) - {"one2022others"}:
        for name in ("title", "journal", "howpublished", "doi", "url"):
            if name in works[key].fields:
                said = latex.plain(works[key].fields[name]) if name != "doi" else ""
                assert latex.plain(entries[key].fields[name]) == said or name == "doi"
        assert entries[key].fields.get("doi") == works[key].fields.get("doi")
    text = file.read_text(encoding="utf-8")
    assert r"title = {A gain of 50\% in accuracy over the baseline}" in text
    assert r"note = {See \url{https://example.org/~ann/a_b%20c} for the data}" in text
    assert "pages = {1--2}" in text


def test_csl_and_ris_keep_mark_up_and_years(tmp_path: Path) -> None:
    works = bibfile.read(ROOTS / "entries" / "refs.bib")[0]
    csl = {key: item(work) for key, work in works.items()}
    assert "IC<sub>50</sub> and CO<sub>2</sub> at <i>p</i><0.05" in csl["haas2016math"]["title"]
    assert csl["escherich2017species"]["author"][1]["family"] == "Nguyễn"
    assert csl["umlauf2020hyphen"]["DOI"] == "10.1000/a--b_c"
    assert csl["umlauf2020hyphen"]["page"] == "1-2"
    (apa,) = engine.formatted([csl["haas2016math"]], "apa").values()
    assert "IC<sub>50</sub> and CO<sub>2</sub> at <em>p</em>&lt;0.05, x<sup>2</sup>" in apa
    ris = formats.ris([csl["twin2011first"], csl["haas2016math"]])
    assert "PY  - 2011\n" in ris
    assert "IC50 and CO2 at p<0.05, x2" in ris
    assert "2011a" not in json.dumps(list(csl.values())) + formats.bibtex(works.values())


# -- two works that would be cited alike ----------------------------------------------------------

TWINS = """
@article{cole2024other,
  author = {Cole, Cora and Dahl, Dan},
  title = {A first test of {Tiny}},
  journal = {Journal of Tests},
  year = {2024},
  doi = {10.1000/test.2},
}
"""


@pytest.fixture(scope="module")
def twins(new_book: NewBook) -> Book:
    """The good book, built, then given a work that is cited like one of its own."""
    book = new_book()
    more = '"livingreview.cite", "livingreview.docx", "livingreview.typst",'
    book.edit("conf.py", '"livingreview.cite",', more)
    assert "[Cole and Dahl, 2024]" in cited(book.build().page("alpha"))
    for file, text in (
        ("refs.bib", TWINS),
        ("docs/beta.md", "\nSo say both {cite:p}`cole2024test,cole2024other`.\n"),
    ):
        with (book.root / file).open("a", encoding="utf-8") as out:
            out.write(text)
    return book


def cited(page: BeautifulSoup) -> set[str]:
    """The citations of a page."""
    return {one.get_text() for one in page.select(".bibtex-citation")}


BOTH = "[Cole and Dahl, 2024a, Cole and Dahl, 2024b]"
LISTED = ("Cole C, Dahl D. 2024a. A first test of Tiny.", "Cole C, Dahl D. 2024b. A test of Tiny.")


def test_works_that_would_be_cited_alike_have_letters_on_every_page(twins: Book) -> None:
    built = twins.build()
    assert (built.status, built.warnings) == (0, "")
    assert "[Cole and Dahl, 2024b]" in cited(built.page("alpha"))  # read before, without a list
    assert BOTH in cited(built.page("beta"))
    for page in ("beta", "bibliography"):
        texts = [p.get_text() for p in built.page(page).select(".citation p")]
        assert all(any(text.startswith(start) for text in texts) for start in LISTED)
    assert "Cole and Dahl (2024b)" in built.text("register/papers.html")


def test_letters_are_the_same_in_pdf_word_and_epub(twins: Book) -> None:
    pdf = pypdf.PdfReader(twins.build("typstpdf").out / "book.pdf")
    word = zipfile.ZipFile(twins.build("docx").out / "beta.docx").read("word/document.xml")
    page = twins.build("epub").out / "beta.xhtml"
    for text in (
        "".join(one.extract_text() for one in pdf.pages),
        BeautifulSoup(re.sub(rb"<w:instrText.*?</w:instrText>", b"", word), "xml").get_text(),
        BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text(),
    ):
        words = " ".join(text.split())
        assert BOTH in words
        assert all(start in words for start in LISTED)


# -- signs that no font has -----------------------------------------------------------------------


def test_a_sign_that_no_font_has_is_named_at_its_entry(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book.edit("conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.typst",')
    book.edit("refs.bib", "A third look at Tiny", "β-Catenin, 遺 and 🧬 in γδ T cells")
    line = book.line("refs.bib", "@article{frost2024third")
    monkeypatch.chdir(book.root)
    assert cli.main(["check"]) == 1
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith(f"refs.bib:{line}: frost2024third.title: no font of the PDF has 遺 ")
    assert "🧬 (U+1F9EC); write it in another way" in said
