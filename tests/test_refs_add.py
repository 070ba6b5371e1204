"""``make ref ID=...``: a new entry, its key, its skeleton; and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import fakeregistry as fake
import pytest
from conftest import REPOSITORY, Book, NewBook
from fakeregistry import FakeRegistry, crossref_work, relation, update

from livingreview.references import bibfile
from livingreview.register.skeleton import new_paper
from livingreview.watch.refs import check, ids
from livingreview.watch.refs.add import add, protect
from livingreview.watch.refs.match import latex, same_author, same_pages, same_venue
from livingreview.watch.refs.records import Author
from livingreview.watch.refs.registries import Registries
from livingreview.watch.web import GATEWAY

DOI, PRE = "10.1000/new.1", "10.64898/2026.01.02.123456"
TITLE = "Nimbus: predicting mRNA from <i>Drosophila</i> DNA &amp; GATA1 in CD4+ T cells"
PROTECTED = r"{Nimbus}: predicting {mRNA} from {Drosophila} {DNA} \& {GATA1} in {CD4+} {T} cells"
AUTHORS = ["Ørsted, Åse", "de la Cruz, Juan M.", "Tiny & Co Consortium"]
OURS = r"Ørsted, Åse and de la Cruz, Juan M. and {Tiny \& Co Consortium}"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with fake.serve(FakeRegistry()) as server:
        numbers = {"volume": "3", "issue": "4", "page": "11-22"}
        server.crossref[DOI] = crossref_work(DOI, TITLE, AUTHORS, 2026, **numbers)
        yield server


@pytest.fixture
def book(new_book: NewBook) -> Book:
    return new_book()


def run(book: Book, registry: FakeRegistry, name: str) -> int:
    return add(book.root, name, new_paper, lambda: Registries(registry.client()))


def text(book: Book) -> str:
    return (book.root / "refs.bib").read_bytes().decode()


def added(book: Book, before: str) -> tuple[bibfile.Reference, str]:
    """The entry that is new and its text; the rest of the file is as it was."""
    old, _ = bibfile.read(REPOSITORY / "tests" / "roots" / "review" / "refs.bib")
    works, problems = bibfile.read(book.root / "refs.bib")
    assert problems == []
    (key,) = set(works) - set(old)
    after = text(book)
    start = after.index(f"{{{key},") - len(works[key].type) - 1
    end = after.index("\n}\n", start) + 3
    assert (after[:start] + after[end:]).split() == before.split()
    assert list(works) == sorted(works)
    assert (book.root / "evidence" / "papers" / f"{key}.yaml").exists()
    return works[key], after[start:end]


# -- what is added --------------------------------------------------------------------------------


def test_article(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    fields = {"title": "Nimbus", "authors": AUTHORS, "year": 2026}
    registry.pubmed["77"] = {**fields, "doi": DOI, "pmcid": "PMC88"}
    before = text(book)
    assert run(book, registry, "https://doi.org/10.1000/NEW.1") == 0
    _, entry = added(book, before)
    assert entry == (
        "@article{orsted2026nimbus,\n"
        f"  author = {{{OURS}}},\n"
        f"  title = {{{PROTECTED}}},\n"
        "  journal = {Models},\n"
        "  year = {2026},\n"
        "  volume = {3},\n"
        "  number = {4},\n"
        "  pages = {11--22},\n"
        "  doi = {10.1000/new.1},\n"
        "  pmid = {77},\n"
        "  pmcid = {PMC88},\n"
        "}\n"
    )
    assert entry.strip() in capsys.readouterr().out
    skeleton = (book.root / "evidence/papers/orsted2026nimbus.yaml").read_text(encoding="utf-8")
    assert "citekey: orsted2026nimbus" in skeleton


def test_whole_command(book: Book, registry: FakeRegistry) -> None:
    before = text(book)
    done = subprocess.run(
        [sys.executable, "-m", "livingreview.cli", "--root", book.root, "ref", DOI],
        env={**os.environ, GATEWAY: registry.url}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert added(book, before)[0].fields["doi"] == DOI
    assert not list(book.root.glob("*.part"))


def test_every_form_of_identifier_leads_to_the_work(
    new_book: NewBook, registry: FakeRegistry
) -> None:
    fields = {"title": "Nimbus", "authors": AUTHORS, "year": 2026}
    registry.pubmed["77"] = {**fields, "doi": DOI, "pmcid": "PMC88"}
    for name in (
        DOI, f"doi:{DOI}", f"https://dx.doi.org/{DOI}?x=1", "77", "PMID: 77", "PMC88",
        "https://pubmed.ncbi.nlm.nih.gov/77/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC88/",
    ):  # fmt: skip
        book = new_book()
        before = text(book)
        assert run(book, registry, name) == 0, name
        assert added(book, before)[0].fields["doi"] == DOI


def test_arxiv(book: Book, registry: FakeRegistry) -> None:
    registry.arxiv["2601.00001"] = {
        "title": "Nimbus: a\n  language model", "authors": ["Åse Ørsted", "Juan M. de la Cruz"],
        "year": 2026, "version": 3,
    }  # fmt: skip
    before = text(book)
    assert run(book, registry, "https://arxiv.org/pdf/2601.00001v2.pdf") == 0
    assert added(book, before)[1] == (
        "@misc{orsted2026nimbus,\n"
        "  author = {Ørsted, Åse and de la Cruz, Juan M.},\n"
        "  title = {{Nimbus}: a language model},\n"
        "  year = {2026},\n"
        "  eprint = {2601.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "}\n"
    )


def test_preprint(book: Book, registry: FakeRegistry) -> None:
    work = crossref_work(PRE, TITLE, AUTHORS[:2], 2026)
    registry.crossref[PRE] = {**work, "type": "posted-content", "container-title": []}
    before = text(book)
    assert run(book, registry, f"https://www.biorxiv.org/content/{PRE}v1.full") == 0
    entry, _ = added(book, before)
    assert (entry.type, entry.fields["howpublished"], entry.fields["doi"]) == (
        "misc", "bioRxiv", PRE,
    )  # fmt: skip


@pytest.mark.parametrize("told_by", ["the preprint", "the article", "bioRxiv"])
def test_published_preprint_is_cited_as_published(
    book: Book, registry: FakeRegistry, capsys: Capture, told_by: str
) -> None:
    mine = relation("is-preprint-of", DOI) if told_by == "the preprint" else {}
    work = crossref_work(PRE, "Older title", AUTHORS, 2025, relation=mine)
    registry.crossref[PRE] = {**work, "type": "posted-content", "container-title": []}
    if told_by == "the article":
        registry.crossref[DOI]["relation"] = relation("has-preprint", PRE)
    if told_by == "bioRxiv":
        registry.biorxiv[PRE] = [{"doi": PRE, "title": "Older title", "published": DOI}]
    before = text(book)
    assert run(book, registry, PRE) == 0
    entry, _ = added(book, before)
    assert (entry.fields["doi"], entry.fields["preprint"]) == (DOI, f"bioRxiv:{PRE}")
    assert f"{PRE} was published as doi:{DOI}" in capsys.readouterr().err


def test_arxiv_published_as(book: Book, registry: FakeRegistry) -> None:
    authors = ["Åse Ørsted"]
    registry.arxiv["2601.00001"] = {"title": "X", "authors": authors, "year": 2025, "doi": DOI}
    before = text(book)
    assert run(book, registry, "arXiv:2601.00001v2") == 0
    assert added(book, before)[0].fields["preprint"] == "arXiv:2601.00001"


def test_data_set_of_datacite(book: Book, registry: FakeRegistry) -> None:
    doi = "10.5281/zenodo.9"
    registry.datacite[doi] = {
        "doi": doi, "titles": [{"title": "Nimbus weights"}], "publicationYear": 2026,
        "creators": [{"name": "Ørsted, Åse", "nameType": "Personal"}],
        "publisher": {"name": "Zenodo"}, "types": {"resourceTypeGeneral": "Software"},
    }  # fmt: skip
    before = text(book)
    assert run(book, registry, doi) == 0
    entry, _ = added(book, before)
    assert (entry.type, entry.fields["howpublished"]) == ("misc", "Zenodo")


def test_retracted_work_is_said(book: Book, registry: FakeRegistry, capsys: Capture) -> None:
    registry.crossref[DOI]["updated-by"] = [update("retraction", "10.1000/r")]
    assert run(book, registry, DOI) == 0
    assert "Beware: retraction 10.1000/r" in capsys.readouterr().err


def test_pubmed_that_is_down_costs_only_its_numbers(
    book: Book, registry: FakeRegistry, capsys: Capture
) -> None:
    registry.faults[fake.PUBMED] = fake.FAULTS["server error"]
    before = text(book)
    assert run(book, registry, DOI) == 0
    assert "pmid" not in added(book, before)[0].fields
    assert (
        "PubMed gave no usable answer (HTTP 500); make refs looks again" in capsys.readouterr().err
    )


KEYS = {
    "AlphaNimbus: a model": "orsted2026alphanimbus",
    "NIMBUS-2: a model": "orsted2026nimbus2",
    "Deep learning predicts gene expression from DNA sequence": "orsted2026deep",
    "Benchmarking foundation models for perturbation": "orsted2026foundation",
    "A model of everything": "orsted2026everything",
    "Predicting expression with EnBorzoi and others": "orsted2026enborzoi",
}


@pytest.mark.parametrize("title", KEYS)
def test_key(book: Book, registry: FakeRegistry, title: str) -> None:
    registry.crossref[DOI]["title"] = [title]
    before = text(book)
    assert run(book, registry, DOI) == 0
    assert added(book, before)[0].key == KEYS[title]


def test_key_that_is_taken(book: Book, registry: FakeRegistry) -> None:
    book.write("evidence/papers/orsted2026nimbus.yaml", "taken")
    before = text(book)
    assert run(book, registry, DOI) == 0
    assert added(book, before)[0].key == "orsted2026mrna"
    assert (book.root / "evidence/papers/orsted2026nimbus.yaml").read_text() == "taken"


ENDS = {
    "no line end at the end": lambda old: old.rstrip("\n"),
    "carriage returns": lambda old: old.replace("\n", "\r\n"),
    "comments": lambda old: f"% first\n{old}% last\n",
}


@pytest.mark.parametrize("name", ENDS)
def test_rest_of_the_file_is_untouched(
    book: Book, registry: FakeRegistry, capsys: Capture, name: str
) -> None:
    before = ENDS[name](text(book))
    book.write("refs.bib", before)
    assert run(book, registry, DOI) == 0
    entry = capsys.readouterr().out.partition("\n}")[0] + "\n}"
    after = text(book)
    assert after.count("\r\n") == (after.count("\n") if "\r\n" in before else 0)
    after, before = after.replace("\r\n", "\n"), before.replace("\r\n", "\n")
    assert entry in after
    assert after.replace(entry, "").split() == before.split()
    assert after.endswith("\n")


# -- what is refused ------------------------------------------------------------------------------


def refused(book: Book, registry: FakeRegistry, capsys: Capture, name: str, code: int = 1) -> str:
    """Run it; one line is said and nothing written."""
    before, files = text(book), sorted(book.root.rglob("*"))
    assert run(book, registry, name) == code
    assert (text(book), sorted(book.root.rglob("*"))) == (before, files)
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    return line


KNOWN = {
    "10.1000/Tiny.1": "refs.bib:1: ames2023tiny has doi:10.1000/tiny.1",
    "1234567": "refs.bib:1: ames2023tiny has PMID:1234567",
    "https://www.biorxiv.org/content/10.1101/2022.11.01.500001v3": "ames2023tiny has doi:10.1101/"
    "2022.11.01.500001 as its preprint",
    "10.1101/2025.01.01.500002": "refs.bib:35: grant2025draft has doi:10.1101/2025.01.01.500002; "
    "to replace a preprint by its version of record, take it out first",
}


@pytest.mark.parametrize("name", KNOWN)
def test_work_that_is_there_already(
    book: Book, registry: FakeRegistry, capsys: Capture, name: str
) -> None:
    assert KNOWN[name] in refused(book, registry, capsys, name)
    assert registry.asked == []


def test_work_that_is_there_under_another_identifier(
    book: Book, registry: FakeRegistry, capsys: Capture
) -> None:
    registry.crossref[DOI]["relation"] = relation("has-preprint", "10.1101/2025.01.01.500002")
    assert "grant2025draft" in refused(book, registry, capsys, DOI)
    registry.crossref[DOI] = crossref_work(DOI, "Tiny tested, again", AUTHORS, 2026)
    assert "evans2024again has the same title" in refused(book, registry, capsys, DOI)


MISSING = {
    "title": ({"title": []}, "holds no title"),
    "author": ({"author": []}, "Crossref gives no author for doi:10.1000/new.1"),
    "year": ({"issued": {"date-parts": [[None]]}}, "Crossref gives no year"),
    "journal": ({"container-title": [], "publisher": ""}, "an @article needs journal"),
    "null": ({"author": None, "issued": None}, "gives no author"),
}


@pytest.mark.parametrize("name", MISSING)
def test_record_that_lacks_what_an_entry_needs(
    book: Book, registry: FakeRegistry, capsys: Capture, name: str
) -> None:
    more, words = MISSING[name]
    registry.crossref[DOI].update(more)
    line = refused(book, registry, capsys, DOI)
    assert words in line
    assert "nothing was written" in line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("10.1000/none", "does not exist"),
        ("99", "PubMed knows no PMID:99"),
        ("2601.99999", "arXiv knows no arXiv:2601.99999"),
        ("PMC99", "PubMed Central knows no PMC99"),
    ],
)
def test_identifier_that_does_not_exist(
    book: Book, registry: FakeRegistry, capsys: Capture, name: str, words: str
) -> None:
    assert words in refused(book, registry, capsys, name)


@pytest.mark.parametrize("name", fake.FAULTS)
def test_registry_that_is_ill(
    book: Book, registry: FakeRegistry, capsys: Capture, name: str
) -> None:
    registry.faults[fake.CROSSREF] = fake.FAULTS[name]
    line = refused(book, registry, capsys, DOI)
    assert line.startswith("Crossref gave no usable answer (")
    assert "nothing was written" in line


@pytest.mark.parametrize("name", ["hello", "", "https://www.nature.com/articles/x", "hep-th/99"])
def test_no_identifier(book: Book, registry: FakeRegistry, capsys: Capture, name: str) -> None:
    assert "holds no identifier" in refused(book, registry, capsys, name, code=2)


# -- rules by tables ------------------------------------------------------------------------------

IDENTIFIERS = {
    "10.1038/S41586-021-03819-2": "doi:10.1038/s41586-021-03819-2",
    "https://doi.org/10.1038%2Fs41586-021-03819-2": "doi:10.1038/s41586-021-03819-2",
    "(doi: 10.1016/s0140-6736(97)11096-0).": "doi:10.1016/s0140-6736(97)11096-0",
    "https://www.biorxiv.org/content/10.1101/2021.04.07.438649v2.full.pdf+html": "doi:10.1101/"
    "2021.04.07.438649",
    "https://www.biorxiv.org/content/10.1101/2021.04.07.438649v2.full.pdf": "doi:10.1101/"
    "2021.04.07.438649",
    "https://www.biorxiv.org/content/10.64898/2025.12.23.696273v1.full-text#a": "doi:10.64898/"
    "2025.12.23.696273",
    "<https://doi.org/10.1000/a>": "doi:10.1000/a",
    "10.1002/(SICI)1097-0258(19980815/30)17:15<1661::AID-SIM968>3.0.CO;2-2": "doi:10.1002/(sici)"
    "1097-0258(19980815/30)17:15<1661::aid-sim968>3.0.co;2-2",
    "https://www.biorxiv.org/content/10.1101/161851v1": "doi:10.1101/161851",
    "10.1101/gr.123456.120": "doi:10.1101/gr.123456.120",
    "10.48550/arXiv.2306.15006": "arXiv:2306.15006",
    "https://doi.org/10.48550/arXiv.2306.15006v3": "arXiv:2306.15006",
    "arXiv:2306.15006v2": "arXiv:2306.15006",
    "arXiv.2306.15006": "arXiv:2306.15006",
    "2306.15006": "arXiv:2306.15006",
    "https://arxiv.org/abs/2306.15006v1": "arXiv:2306.15006",
    "https://arxiv.org/abs/q-bio/0401001v1": "arXiv:q-bio/0401001",
    "q-bio/0401001": "arXiv:q-bio/0401001",
    "PMC5315571": "PMC5315571",
    "pmc5315571": "PMC5315571",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC5315571/": "PMC5315571",
    "27984733": "PMID:27984733",
    "pmid:27984733": "PMID:27984733",
    "https://www.ncbi.nlm.nih.gov/pubmed/27984733": "PMID:27984733",
}


@pytest.mark.parametrize("given", IDENTIFIERS)
def test_identifier_is_read(given: str) -> None:
    assert str(ids.parse(given)) == IDENTIFIERS[given]


TITLES = {
    "Predicting mRNA Abundance with Deep Learning": "Predicting {mRNA} Abundance with Deep "
    "Learning",
    "Evo 2: a model": "{Evo 2}: a model",
    "DNABERT-2: Efficient Foundation Model": "{DNABERT-2}: Efficient Foundation Model",
    "A scRNA-seq atlas of T cells": "A {scRNA}-seq atlas of {T} cells",
    "Effects of TP53 & 50% of CD4+ cells": r"Effects of {TP53} \& 50\% of {CD4+} cells",
    "The effect of a Bayesian prior: An answer": "The effect of a {Bayesian} prior: An answer",
    "Evo 2 for genomes": "Evo 2 for genomes",
    "In vivo H3K27ac": "In vivo {H3K27ac}",
    "β-catenin_1 {odd} \\x": r"β-catenin\_1 odd x",
}


@pytest.mark.parametrize("title", TITLES)
def test_title_keeps_its_case(title: str) -> None:
    assert protect(title) == TITLES[title]
    if "\\" not in title:
        assert latex(protect(title)) == title


NAMES = [
    ("Müller", "Mueller", True), ("Müller", "Muller", True), ("Ørsted", "Orsted", True),
    ("de la Cruz", "Cruz", True), ("Ricci-Tam", "RicciTam", True), ("Łoś", "Los", True),
    ("Lin", "Li", False), ("Chen", "Cheng", False), ("", "Li", False),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "same"), NAMES)
def test_family_names(ours: str, theirs: str, same: bool) -> None:
    assert same_author(Author(ours), Author(theirs)) is same


VENUES = [
    ("Nature Communications", "Nat Commun", False, True),
    ("Nature Communications", "Nat. Commun.", False, True),
    ("The Lancet", "Lancet", False, True),
    ("Nature", "Nature Genetics", False, False),
    ("Cell", "Cell Reports", False, False),
    ("Bioinformatics", "Briefings in Bioinformatics", False, False),
    ("Advances in Neural Information Processing Systems 38 (NeurIPS 2025), Datasets Track",
     "Advances in Neural Information Processing Systems 38", True, True),
    ("ICLR 2024", "Lecture Notes in Computer Science", True, False),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "loose", "same"), VENUES)
def test_venues(ours: str, theirs: str, loose: bool, same: bool) -> None:
    assert same_venue(ours, theirs, loose) is same


PAGES = [
    ("637--641", "637-41", True), ("637--641", "637–641", True), ("e11517", "11517", True),
    ("1867--1882.e21", "1867-1882.e21", True), ("1867--1882.e21", "1867-1882", True),
    ("107663", "107663", True), ("637--641", "637", True), ("637--641", "638-641", False),
    ("637--641", "637-651", False), ("1", "2", False),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "same"), PAGES)
def test_pages(ours: str, theirs: str, same: bool) -> None:
    assert same_pages(ours, theirs) is same


def test_the_checker_asks_politely(monkeypatch: pytest.MonkeyPatch, registry: FakeRegistry) -> None:
    """Who asks is told; how to reach the user only if the user said it."""
    agents: list[str] = []
    registry.faults[fake.HANDLE] = lambda handler: (
        agents.append(handler.headers["User-Agent"]),
        fake.send(handler, (200, "application/json", b'{"responseCode": 1}')),
    )[1]
    monkeypatch.setenv(GATEWAY, registry.url)
    for mailto in ("", "ada@example.org"):
        monkeypatch.setenv(check.CONTACT, mailto)
        check.registries().handle(DOI)
    assert [agent.startswith("livingreview") for agent in agents] == [True, True]
    assert ["@" in agent for agent in agents] == [False, True]
