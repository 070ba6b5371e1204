"""Cite this chapter: what a reader copies, what software imports, what machines read of a page."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import bibtexparser
import pypandoc
import pytest
import rdflib
from bs4 import BeautifulSoup
from conftest import Book, Built, NewBook
from PIL import Image
from pybtex.database import parse_string
from rdflib import RDF

ADDRESS = "https://reviews.example.net/tiny/"
DOI_ADDRESS = "https://doi.org/10.5281/zenodo.1234567"
PEOPLE = """\
authors:
  - given-names: Ada Maria
    family-names: Lovelace
    orcid: https://orcid.org/0000-0002-1825-0097
  - name: Analytical Engine Group
doi: 10.5281/zenodo.1234567
repository-code: https://code.example.net/tiny
preferred-citation:
  type: book
  publisher: {name: Tiny Press}
"""
HARD_TITLE = "A “quoted” {brace} of β-globin & <DNA>: K562"
HARD_WORKS = r"""
@article{nunez2024odd,
  author = {N{\'u}{\~n}ez, Zo{\"e} and van der Berg, Jan and {Consortium of Many} and others},
  title = {The {DNA} of β-globin in {Drosophila} \& {mRNA}},
  journal = {Zeitschrift f{\"u}r Modelle},
  year = {2024},
  month = mar,
  volume = {7},
  number = {2},
  pages = {11--19},
  doi = {10.1000/odd.1},
  pmid = {7654321},
  pmcid = {PMC7654321},
}

@inproceedings{oma2024talk,
  author = {Óma, Þóra},
  title = {A talk},
  booktitle = {Proceedings of Talks},
  year = {2024},
  eprint = {2401.00001},
  archiveprefix = {arXiv},
}
"""


@pytest.fixture(scope="module")
def named(new_book: NewBook, site: Built) -> Built:
    """The tiny book with an address, two authors, a publisher and a DOI, and with odd works."""
    book = new_book()
    _name(book)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOOK_URL", ADDRESS)
        built = book.build("html")
    assert built.status == 0, built.warnings + built.stderr
    return built


def _name(book: Book) -> None:
    book.edit(
        "conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.html.describe",'
    )
    book.edit("CITATION.cff", "authors:\n  - name: Tiny Contributors\n", PEOPLE)
    book.edit("conf.py", 'version = "1.2.3"', f'version = "1.2.3"\nhtml_baseurl = "{ADDRESS}"')
    bib = (book.root / "refs.bib").read_text(encoding="utf-8")
    book.write("refs.bib", bib + HARD_WORKS)
    book.edit("docs/beta.md", "# Beta", "# " + HARD_TITLE.replace("<", "\\<"))
    book.edit("docs/beta.md", "Two more", "{cite:p}`nunez2024odd,oma2024talk`\nTwo more")


def _forms(built: Built, page: str) -> dict[str, str]:
    """The texts a reader sees in the box, by name of the form."""
    box = built.page(page).select_one("#cite-this-chapter")
    assert box, f"{page} has no box"
    return {
        one.summary.get_text(): one.select_one(".cite-text").get_text()
        for one in box.find_all("details")
    }


NLM_BARE = (
    "Tiny Contributors. Alpha. 2025 Jan 31 [updated 2025 Jan 31; cited YEAR Mon DAY]. "
    "In: A Tiny Review: one book for the tests [Internet]. Version 1.2.3."
)
EXPECTED = {
    "NLM / Vancouver": (
        "Lovelace AM, Analytical Engine Group. Alpha. 2025 Jan 31 "
        "[updated 2025 Jan 31; cited YEAR Mon DAY]. In: A Tiny Review: one book for the tests "
        "[Internet]. Version 1.2.3. [place unknown]: Tiny Press; 2025- . "
        f"Available from: {ADDRESS}alpha.html doi:10.5281/zenodo.1234567"
    ),
    "APA (7th edition)": (
        "Lovelace, A. M., & Analytical Engine Group. (2025). Alpha. In A Tiny Review: one book for "
        "the tests (Version 1.2.3). Tiny Press. https://doi.org/10.5281/zenodo.1234567"
    ),
    "Chicago (author-date)": (
        "Lovelace, Ada Maria, and Analytical Engine Group. 2025. “Alpha.” In A Tiny Review: One "
        "Book for the Tests, Version 1.2.3. Tiny Press. https://doi.org/10.5281/zenodo.1234567."
    ),
    "NIH interim product": (
        "Lovelace AM, Analytical Engine Group. Alpha. Chapter of A Tiny Review: one book for the "
        "tests [Living review]. Version 1.2.3. January 31, 2025 [cited YEAR Mon DAY]. "
        "Available from: https://doi.org/10.5281/zenodo.1234567"
    ),
}


@pytest.mark.parametrize("form", EXPECTED)
def test_each_form_says_all_that_is_known(named: Built, form: str) -> None:
    assert _forms(named, "alpha")[form] == EXPECTED[form]


def _commit(built: Built) -> str:
    """The commit as the box names it, ``unknown`` where there is none."""
    facts = built.page("alpha").select(".cite-facts > div")
    (commit,) = (one.dd.get_text(strip=True) for one in facts if one.dt.get_text() == "Commit")
    return str(commit)


def test_with_an_address_the_box_does_not_say_that_it_lacks_one(named: Built) -> None:
    assert not named.page("alpha").select(".no-address")


def test_without_address_and_doi_nothing_is_invented(site: Built) -> None:
    forms = _forms(site, "alpha")
    assert forms["NLM / Vancouver"] in (NLM_BARE, f"{NLM_BARE} Commit {_commit(site)}.")
    for text in forms.values():
        assert "http" not in text and "doi" not in text.lower()
    box = site.page("alpha").select_one("#cite-this-chapter")
    assert "NIH asks for a DOI. This version has none." in box.get_text()
    note = box.select_one(".no-address")
    assert note and "without the address of the book" in note.get_text()
    head = str(site.page("alpha").head)
    for word in (
        "citation_doi",
        "citation_pdf_url",
        "citation_public_url",
        "og:image",
        "canonical",
    ):
        assert word not in head


def test_the_box_tells_version_review_and_commit(named: Built) -> None:
    facts = {
        one.dt.get_text(): one.dd.get_text(strip=True)
        for one in named.page("beta").select(".cite-facts > div")
    }
    commit = facts.pop("Commit")
    assert facts == {
        "Version": "1.2.3, 2025-01-31",
        "Content reviewed": "2025-03-01",
        "DOI of this version": "10.5281/zenodo.1234567",
        "Permalink": f"{ADDRESS}beta.html",
    }
    assert commit == "unknown" or re.fullmatch("[0-9a-f]{10}", commit)


def test_only_chapters_have_the_box_and_their_head_leads_to_it(site: Built) -> None:
    with_box = {page.stem for page in site.pages() if 'id="cite-this-chapter"' in page.read_text()}
    assert with_box == {"alpha", "beta"}
    page = site.page("alpha")
    assert page.select_one('h1 ~ .cite-head a[href="#cite-this-chapter"]')


def test_epub_holds_no_box(book: Book) -> None:
    built = book.build("epub", "-D", "epub_show_urls=no")
    assert "cite-this-chapter" not in built.text("alpha.xhtml")


def test_a_hard_title_is_the_same_everywhere(named: Built) -> None:
    page = named.page("beta")
    assert page.find("meta", {"name": "citation_title"})["content"] == HARD_TITLE
    data = json.loads(page.find("script", type="application/ld+json").string)
    assert data["name"] == HARD_TITLE
    assert json.loads(named.text("beta.cite.json"))[0]["title"] == HARD_TITLE
    assert f"TI  - {HARD_TITLE}\n" in named.text("beta.cite.ris")
    assert list(parse_string(named.text("beta.cite.bib"), "bibtex").entries) == ["lovelace2025beta"]
    read = _pandoc(named.out / "beta.cite.bib", "biblatex")[0]
    assert _words(read["title"]) == HARD_TITLE
    assert HARD_TITLE in _forms(named, "beta")["NLM / Vancouver"]


# -- files that citation software imports ---------------------------------------------------------


def _pandoc(file: Path, form: str) -> list[dict[str, Any]]:
    run = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", form, "-t", "csljson", file],
        capture_output=True, check=True,
    )  # fmt: skip
    items: list[dict[str, Any]] = json.loads(run.stdout)
    return items


def _words(text: str) -> str:
    return BeautifulSoup(text, "html.parser").get_text() if "</" in text else text


CITED = {"evans2024again", "frost2024third", "grant2025draft", "nunez2024odd", "oma2024talk"}
FORMS = {"bib": "bibtex", "ris": "ris", "json": "csljson"}


@pytest.mark.parametrize("suffix", FORMS)
def test_pandoc_reads_every_cited_work_and_loses_nothing(named: Built, suffix: str) -> None:
    works = {one["id"]: one for one in _pandoc(named.out / f"beta.refs.{suffix}", FORMS[suffix])}
    assert set(works) == CITED
    odd = works["nunez2024odd"]
    assert _words(odd["title"]) == "The DNA of β-globin in Drosophila & mRNA"
    assert odd["container-title"] == "Zeitschrift für Modelle"
    assert odd["DOI"] == "10.1000/odd.1"
    assert (odd["volume"], odd["issue"], odd["page"]) == ("7", "2", "11-19")
    names = [_family(one) for one in odd["author"]]
    assert names[0] == "Núñez" and odd["author"][0]["given"] == "Zoë"
    assert names[1].removeprefix("van der ") == "Berg"
    assert names[2:] == ["Consortium of Many", "et al."]
    for work in works.values():
        assert "others" not in map(_family, work["author"])


def _family(name: dict[str, str]) -> str:
    particle = name.get("dropping-particle", "")
    return name.get("literal") or f"{particle} {name['family']}".strip()


def test_bibtex_is_read_by_two_parsers(named: Built) -> None:
    text = named.text("beta.refs.bib")
    assert set(parse_string(text, "bibtex").entries) == CITED
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    fields = {entry.key: entry.fields_dict for entry in library.entries}
    assert set(fields) == CITED
    assert "{DNA}" in fields["nunez2024odd"]["title"].value
    assert fields["nunez2024odd"]["month"].value == "mar"
    assert "{Consortium of Many}" in fields["nunez2024odd"]["author"].value
    assert not any("short_author" in entry for entry in fields.values())


# A work in each form that a program reads in its own way: field, and its line in BibTeX and RIS.
WRITTEN = {
    "grant2025draft": (
        ["@techreport{", "  type = {Preprint},", "  institution = {bioRxiv},"],
        ["TY  - RPRT", "PB  - bioRxiv", "M3  - Preprint"],
    ),
    "oma2024talk": (
        ["@inproceedings{", "  url = {https://arxiv.org/abs/2401.00001},"],
        ["TY  - CONF", "C3  - Proceedings of Talks", "UR  - https://arxiv.org/abs/2401.00001"],
    ),
    "nunez2024odd": (
        ["@article{", "  pmid = {7654321},"],
        ["M2  - PMID: 7654321", "M2  - PMCID: PMC7654321", "AU  - van der Berg, Jan"],
    ),
    "hill2025bare": (
        ["@online{", "  booktitle = {Hill's pages},", "  note = {Hill's pages},"],
        ["TY  - ELEC", "T2  - Hill's pages", "Y2  - 2025/01/31"],
    ),
}


@pytest.mark.parametrize("key", WRITTEN)
def test_a_work_is_written_as_programs_read_it(named: Built, key: str) -> None:
    bib, ris = (named.text(f"book.refs.{suffix}") for suffix in ("bib", "ris"))
    (entry,) = [one for one in bib.split("\n\n") if f"{{{key}," in one]
    (record,) = [one for one in ris.split("\n\n") if f"ID  - {key}\n" in one]
    first, *fields = WRITTEN[key][0]
    assert entry.startswith(first)
    assert set(fields) <= set(entry.splitlines())
    assert set(WRITTEN[key][1]) <= set(record.splitlines())


def test_csl_json_keeps_case_groups_and_identifiers(named: Built) -> None:
    works = {one["id"]: one for one in json.loads(named.text("beta.refs.json"))}
    odd, talk, draft = works["nunez2024odd"], works["oma2024talk"], works["grant2025draft"]
    assert '<span class="nocase">DNA</span>' in odd["title"]
    assert odd["author"][1] == {"family": "van der Berg", "given": "Jan"}
    assert odd["author"][2:] == [{"literal": "Consortium of Many"}, {"literal": "et al."}]
    assert (odd["PMID"], odd["PMCID"]) == ("7654321", "PMC7654321")
    assert odd["issued"] == {"date-parts": [[2024, 3]]}
    assert (talk["type"], talk["URL"]) == ("paper-conference", "https://arxiv.org/abs/2401.00001")
    assert not {"number", "publisher"} & set(talk), "arXiv did not publish the proceedings"
    assert (draft["type"], draft["genre"], draft["publisher"]) == ("article", "Preprint", "bioRxiv")


@pytest.mark.parametrize("suffix", FORMS)
def test_the_chapter_is_read_as_part_of_the_book(named: Built, suffix: str) -> None:
    work = _pandoc(named.out / f"alpha.cite.{suffix}", FORMS[suffix])[0]
    assert work["type"] == "chapter"
    assert work["title"] == "Alpha"
    assert _words(work["container-title"]).lower() == "a tiny review: one book for the tests"
    assert work["URL"] == DOI_ADDRESS
    assert "DOI" not in work, "chapters that share a DOI are one work to a program"
    assert work["issued"]["date-parts"] == [[2025] if suffix == "ris" else [2025, 1, 31]]
    if suffix != "bib":  # pandoc reads no abstract of BibTeX here
        assert work["abstract"].startswith("Tiny was made by")
    assert work["author"][0] == {"family": "Lovelace", "given": "Ada Maria"}
    last = work["author"][1]
    assert (last.get("literal") or last.get("family")) == "Analytical Engine Group"


def test_files_stand_whole_beside_every_chapter(site: Built) -> None:
    for stem in ("alpha.cite", "alpha.refs", "beta.cite", "beta.refs", "book.refs"):
        for suffix in FORMS:
            assert (site.out / f"{stem}.{suffix}").is_file()
    assert not list(site.out.rglob("*.part"))


# -- what machines read of a page -----------------------------------------------------------------


def _zotero(page: BeautifulSoup) -> dict[str, Any]:
    """Zotero's reading of embedded metadata, for the tags of a book section.

    A page with ``citation_inbook_title`` is a bookSection; a tag without content counts as absent.
    """
    tags: dict[str, list[str]] = {}
    for meta in page.find_all("meta", {"name": re.compile("^citation_")}):
        if meta["content"]:
            tags.setdefault(meta["name"].removeprefix("citation_"), []).append(meta["content"])
    first = {name: values[0] for name, values in tags.items()}
    rdf = {meta["name"]: meta["content"] for meta in page.find_all("meta", {"name": True})}
    return {
        "itemType": "bookSection" if "inbook_title" in first else "webpage",
        "title": first.get("title"),
        "bookTitle": first.get("inbook_title"),
        "creators": tags.get("author", []),
        "date": first.get("publication_date"),
        "edition": rdf.get("prism.edition"),
        "rights": rdf.get("DCTERMS.rights"),
        "publisher": first.get("publisher"),
        "language": first.get("language"),
        "abstractNote": first.get("abstract"),
        "url": first.get("public_url"),
        "DOI": first.get("doi"),
        "attachment": first.get("pdf_url"),
    }


LICENSE = "https://creativecommons.org/licenses/by/4.0/"


def test_zotero_gets_a_whole_book_section(named: Built) -> None:
    assert _zotero(named.page("alpha")) == {
        "itemType": "bookSection",
        "title": "Alpha",
        "bookTitle": "A Tiny Review: one book for the tests",
        "creators": ["Lovelace, Ada Maria", "Analytical Engine Group,"],  # a comma: it is one name
        "date": "2025/01/31",
        "edition": "Version 1.2.3",
        "rights": LICENSE,
        "publisher": "Tiny Press",
        "language": "en",
        "abstractNote": "Tiny was made by ames2023tiny and holds 82.6% of the pairs. "
        "It reads 131 kb and was tested in 2024. Depth, as some say, is not all.",
        "url": DOI_ADDRESS,
        "DOI": None,  # it is the book's
        "attachment": f"{ADDRESS}alpha.pdf",
    }


def test_an_orcid_stands_behind_its_author(named: Built) -> None:
    names = [meta["name"] for meta in named.page("alpha").find_all("meta", {"name": True})]
    authors = [name for name in names if name.startswith("citation_author")]
    assert authors == ["citation_author", "citation_author_orcid", "citation_author"]


def test_the_title_has_no_number(whole_site: Path) -> None:
    page = BeautifulSoup((whole_site / "seq2function.html").read_text("utf-8"), "html.parser")
    found = _zotero(page)
    assert (found["itemType"], found["title"]) == ("bookSection", "From sequence to function")
    assert page.select_one("h1").get_text().startswith("2.")
    assert not page.select(".Z3988")  # COinS, which Zotero would prefer


# What Zotero reads of a page that is no chapter: Dublin Core, PRISM and one word of schema.org.
OF_THE_BOOK = {
    "DCTERMS.creator": ["Lovelace, Ada Maria", "Analytical Engine Group,"],
    "DCTERMS.issued": ["2025-01-31"],
    "DCTERMS.publisher": ["Tiny Press"],
    "DCTERMS.rights": [LICENSE],
    "DCTERMS.language": ["en"],
}
IN_THE_BOOK = {
    "DCTERMS.type": ["BookItem"],
    "prism.publicationName": ["A Tiny Review: one book for the tests"],
    "prism.edition": ["Version 1.2.3"],
}
PAGES = {
    "index": {
        "DCTERMS.title": ["A Tiny Review: one book for the tests"],
        "DCTERMS.type": ["Book"],
        "DCTERMS.identifier": ["DOI 10.5281/zenodo.1234567"],
        "prism.edition": ["Version 1.2.3"],
    },
    "alpha": {"DCTERMS.title": ["Alpha"], **IN_THE_BOOK},
    "methods": {"DCTERMS.title": ["Methods"], **IN_THE_BOOK},
    "register/claims": {
        "DCTERMS.title": ["The claims: register of A Tiny Review"],
        "DCTERMS.type": ["Dataset"],
        "so.version": ["1.2.3"],
    },
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_of_what_and_by_whom_it_is(named: Built, name: str) -> None:
    page, said = named.page(name), {}
    for meta in page.find_all("meta", {"name": re.compile(r"^(DCTERMS|prism|so)\.")}):
        said.setdefault(meta["name"], []).append(meta["content"])
    assert said == OF_THE_BOOK | PAGES[name]
    schemes = {link["rel"][0].removeprefix("schema.") for link in page.select("link[rel^=schema]")}
    assert schemes == {one.partition(".")[0] for one in said}


# Links of FAIR Signposting: relation, address and, where a file is linked, its media type.
CSL, BIB, RIS = (
    "application/vnd.citationstyles.csl+json", "application/x-bibtex",
    "application/x-research-info-systems",
)  # fmt: skip
ORCID = "https://orcid.org/0000-0002-1825-0097"
SIGNPOSTS = {
    "alpha": [
        ("cite-as", DOI_ADDRESS), ("author", ORCID), ("license", LICENSE),
        ("type", "https://schema.org/Chapter"), ("collection", "index.html", "text/html"),
        ("describedby", "alpha.cite.json", CSL), ("describedby", "alpha.cite.bib", BIB),
        ("describedby", "alpha.cite.ris", RIS),
    ],
    "index": [
        ("cite-as", DOI_ADDRESS), ("author", ORCID), ("license", LICENSE),
        ("type", "https://schema.org/Book"),
    ],
    "methods": [
        ("cite-as", f"{ADDRESS}methods.html"), ("author", ORCID), ("license", LICENSE),
        ("type", "https://schema.org/WebPage"), ("collection", "index.html", "text/html"),
    ],
    "register/claims": [
        ("cite-as", f"{ADDRESS}register/claims.html"), ("author", ORCID), ("license", LICENSE),
        ("type", "https://schema.org/Dataset"), ("collection", "../index.html", "text/html"),
        ("item", "../evidence/claims.json", "application/json"),
        ("item", "../evidence/claims.csv", "text/csv"),
    ],
}  # fmt: skip
RELATIONS = {"cite-as", "author", "license", "type", "collection", "describedby", "item"}


@pytest.mark.parametrize("name", SIGNPOSTS)
def test_links_of_a_page_lead_to_what_it_is(named: Built, name: str) -> None:
    links = [one for one in named.page(name).head.find_all("link") if one["rel"][0] in RELATIONS]
    found = [tuple(filter(None, (one["rel"][0], one["href"], one.get("type")))) for one in links]
    assert found == SIGNPOSTS[name]
    for _, address, *_ in found:
        if "://" not in address:
            assert (named.out / name).parent.joinpath(address).is_file(), address


def _linked(built: Built, base: str, *names: str) -> rdflib.Graph:
    """What pages and the file of claims say together, each read at its own address."""
    graph = rdflib.Graph()
    for name in names:
        (script,) = built.page(name).find_all("script", type="application/ld+json")
        data = json.loads(script.string)
        assert data["@context"] == "https://schema.org"  # its words begin with http
        addresses = ("url", "license", "contentUrl", "identifier")
        data["@context"] = {"@vocab": str(SCHEMA)} | {one: {"@type": "@id"} for one in addresses}
        graph.parse(data=json.dumps(data), format="json-ld", publicID=f"{base}{name}.html")
    claims = built.text("evidence/claims.json")
    graph.parse(data=claims, format="json-ld", publicID=f"{base}evidence/claims.json")
    return graph


SCHEMA = rdflib.Namespace("http://schema.org/")
CITO = rdflib.Namespace("http://purl.org/spar/cito/")
TYPES = {
    "index.html": {"Book"},
    "alpha.html": {"Chapter", "ScholarlyArticle"},
    "beta.html": {"Chapter", "ScholarlyArticle"},
    "register/claims.html": {"Dataset"},
    "register/claims.html#depth-matters": {"Claim"},
}


def test_whole_and_parts_meet_in_one_graph(named: Built) -> None:
    graph = _linked(named, ADDRESS, "index", "alpha", "beta", "register/claims")
    node = {name: rdflib.URIRef(ADDRESS + name) for name in TYPES}
    for name, types in TYPES.items():
        found = {str(one).removeprefix(SCHEMA) for one in graph.objects(node[name], RDF.type)}
        assert found == types, name
    for part in ("alpha.html", "beta.html", "register/claims.html"):
        assert (node["index.html"], SCHEMA.hasPart, node[part]) in graph
        assert (node[part], SCHEMA.isPartOf, node["index.html"]) in graph
        assert (node[part], SCHEMA.license, rdflib.URIRef(LICENSE)) in graph
        assert (node[part], SCHEMA.version, rdflib.Literal("1.2.3")) in graph
    claim = node["register/claims.html#depth-matters"]
    assert (node["register/claims.html"], SCHEMA.hasPart, claim) in graph
    assert (claim, SCHEMA.isPartOf, node["alpha.html"]) in graph
    finding = rdflib.URIRef(f"{ADDRESS}register/findings.html#draft-doubt")
    assert (finding, CITO.disputes, claim) in graph
    doi = (None, SCHEMA.identifier, rdflib.URIRef(DOI_ADDRESS))
    assert [subject for subject, _, _ in graph.triples(doi)] == [node["index.html"]]
    cited = (node["beta.html"], SCHEMA.citation, rdflib.URIRef("https://doi.org/10.1000/odd.1"))
    assert cited in graph
    files = {str(one).removeprefix(ADDRESS) for one in graph.objects(None, SCHEMA.contentUrl)}
    assert files == {"evidence/claims.json", "evidence/claims.csv"}


def test_without_an_address_whole_and_parts_meet_where_they_lie(site: Built) -> None:
    here = "file:///somewhere/"
    graph = _linked(site, here, "index", "alpha", "beta")
    book, chapter = (rdflib.URIRef(f"{here}{name}.html") for name in ("index", "alpha"))
    assert (book, SCHEMA.hasPart, chapter) in graph
    assert (chapter, SCHEMA.isPartOf, book) in graph
    assert (rdflib.URIRef(f"{here}register/claims.html"), SCHEMA.isPartOf, book) in graph
    assert "://" not in str(site.page("alpha").find("link", rel="collection"))


@pytest.mark.parametrize("name", ["index", "alpha"])
def test_names_of_authors_are_whole_in_linked_data(named: Built, name: str) -> None:
    data = json.loads(named.page(name).find("script", type="application/ld+json").string)
    person, group = data["author"]
    assert person == {
        "@type": "Person", "@id": ORCID, "identifier": ORCID, "name": "Ada Maria Lovelace",
        "familyName": "Lovelace", "givenName": "Ada Maria",
    }  # fmt: skip
    assert group == {"@type": "Organization", "name": "Analytical Engine Group"}


def test_a_link_elsewhere_shows_a_card(named: Built) -> None:
    page = named.page("beta")
    tags = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert tags["og:title"] == HARD_TITLE
    assert tags["og:url"] == f"{ADDRESS}beta.html"
    assert tags["og:image:alt"]
    picture = named.out / tags["og:image"].removeprefix(ADDRESS)
    with Image.open(picture) as image:
        assert image.size == (1200, 630)
    assert page.find("link", rel="canonical")["href"] == f"{ADDRESS}beta.html"


# -- what a person must say -----------------------------------------------------------------------

FAULTS = [
    ("first-published: 2025-01-31\n", "", "there is no first-published"),
    ("reviewed: 2025-01-31", "reviewed: 31 January", "reviewed is '31 January', which is no day"),
    ("reviewed: 2025-01-31", "reviewed: 2999-01-01", "reviewed is 2999-01-01, a day to come"),
    ("reviewed: 2025-01-31", "reviewed: 2024-01-31", "before it was first published"),
    (
        "reviewed: 2025-01-31",
        "reviewed: 2025-01-31\nwritten-by: Nobody",
        "written-by names Nobody, whom CITATION.cff does not",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_fault_of_the_front_matter_is_named(book: Book, old: str, new: str, said: str) -> None:
    book.edit("docs/alpha.md", old, new)
    built = book.build("html")
    assert built.status != 0
    (line,) = [line for line in built.warnings.splitlines() if said in line]
    assert "alpha.md:1: WARNING:" in line
    assert ";" in line  # what to do about it


def test_a_chapter_may_name_its_own_authors(book: Book) -> None:
    book.edit("CITATION.cff", "authors:\n", "authors:\n  - name: Others of Tiny\n")
    book.edit("docs/alpha.md", "reviewed:", "written-by: Tiny Contributors\nreviewed:")
    built = book.build("html")
    assert _forms(built, "alpha")["NLM / Vancouver"].startswith("Tiny Contributors. Alpha.")
    both = _forms(built, "beta")["NLM / Vancouver"]
    assert both.startswith("Others of Tiny, Tiny Contributors. Beta.")
