"""``livingreview refs``: what is found out about one entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fakeregistry as fake
import pytest
from fakeregistry import FakeRegistry, crossref_work, relation, update

from livingreview.watch.refs.check import run
from livingreview.watch.refs.registries import Registries
from livingreview.watch.web import Web

TITLE = "A tiny model of {DNA} and of everything else"
PLAIN = TITLE.replace("{", "").replace("}", "")
AUTHORS = ["Ames, Ada", "Müller, Bo", "de la Cruz, Juan"]
ARTICLE = f"""\
@article{{ames2023tiny,
  author = {{Ames, Ada and M{{\\"u}}ller, Bo and de la Cruz, Juan}},
  title = {{{TITLE}}},
  journal = {{Models}},
  year = {{2023}},
  volume = {{7}},
  number = {{2}},
  pages = {{637--641}},
  doi = {{10.1000/tiny.1}},
}}
"""
PREPRINT = f"""\
@misc{{ames2022tiny,
  author = {{Ames, Ada and Müller, Bo and de la Cruz, Juan}},
  title = {{{TITLE}}},
  howpublished = {{bioRxiv}},
  year = {{2022}},
  doi = {{10.1101/2022.01.02.123456}},
}}
"""
ARXIV = f"""\
@misc{{ames2024tiny,
  author = {{Ames, Ada and Müller, Bo and de la Cruz, Juan}},
  title = {{{TITLE}}},
  year = {{2024}},
  eprint = {{2401.00001}},
  archiveprefix = {{arXiv}},
}}
"""
DOI, OLD, NEW = "10.1000/tiny.1", "10.1101/2022.01.02.123456", "10.64898/2026.01.02.123456"
Check = Callable[..., Any]


def article(**more: Any) -> Any:
    work = crossref_work(DOI, PLAIN, AUTHORS, 2023)
    return {**work, "volume": "7", "issue": "2", "page": "637-41", **more}


def posted(doi: str = OLD, **more: Any) -> Any:
    place = [{"name": "bioRxiv"}]
    work = crossref_work(doi, PLAIN, AUTHORS, 2022, **more)
    return {**work, "type": "posted-content", "institution": place, "container-title": []}


def version(published: str = "NA", number: int = 1, **more: Any) -> dict[str, Any]:
    authors = "Ames, A.; Müller, B.; de la Cruz, J."
    return {
        "doi": OLD, "title": PLAIN, "authors": authors, "date": "2022-01-03",
        "version": str(number), "published": published, "server": "bioRxiv", **more,
    }  # fmt: skip


def on_arxiv(**more: Any) -> dict[str, Any]:
    names = ["Ada Ames", "Bo Müller", "Juan de la Cruz"]
    return {"title": PLAIN, "authors": names, "year": 2024, **more}


def in_pubmed(**more: Any) -> dict[str, Any]:
    return {"title": PLAIN, "authors": AUTHORS, "year": 2023, "doi": DOI, "volume": "7", **more}


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with fake.serve(FakeRegistry()) as server:
        yield server


@pytest.fixture
def check(registry: FakeRegistry, tmp_path: Path) -> Check:
    """Check a bibliography of one entry; returns its part of the report and the exit code."""

    def asked() -> Registries:
        return Registries(registry.client())

    def checked(bib: str, *options: Any, **more: Any) -> Any:
        (tmp_path / "refs.bib").write_text(bib, encoding="utf-8")
        code = run(tmp_path, *options, ask=asked, **more)
        report = json.loads((tmp_path / "health" / "refreport.json").read_text(encoding="utf-8"))
        (work,) = report["works"].values()
        return {**work, "code": code}

    return checked


def told(work: Any) -> list[tuple[str, str]]:
    return [(finding["check"], finding["level"]) for finding in work["findings"]]


# -- an entry that agrees -------------------------------------------------------------------------

SAME_TITLES = [
    "A tiny model of <i>DNA</i> and of everything else",
    "A Tiny Model of DNA and of Everything Else.",
    "A tiny model of <scp>DNA</scp> &amp; of everything else",
    "A tiny model of\n     DNA and of everything&#160;else",
    "A tiny \u200bmodel of \x1b DNA and of every\u00adthing else",
    "A tiny-model of D<sup>N</sup>A, and of everything else",
    "A tiny model of &lt;i&gt;DNA&lt;/i&gt; and of everything else",
]


@pytest.mark.parametrize("title", SAME_TITLES)
def test_entry_that_agrees(registry: FakeRegistry, check: Check, title: str) -> None:
    registry.crossref[DOI] = article(title=[title])
    work = check(ARTICLE)
    assert (work["status"], work["findings"], work["code"]) == ("ok", [], 0)
    assert work["verified"] == work["checked"]
    assert work["registries"] == ["doi.org", "Crossref", "PubMed"]


AGREES = {
    "subtitle apart": {"title": ["A tiny model of DNA"], "subtitle": ["and of everything else"]},
    "print after online": {
        "published-print": {"date-parts": [[2024]]},
        "published-online": {"date-parts": [[2023, 12, 30]]},
        "issued": {"date-parts": [[2024]]},
    },
    "abbreviated journal": {"container-title": ["The Models"], "short-container-title": ["Mod."]},
    "article number": {"page": None, "article-number": "637"},
    "null fields": {
        "relation": None, "updated-by": None, "subtitle": None, "issue": None, "event": None,
        "published-print": {"date-parts": [[None]]}, "institution": None,
    },
    "fields of wrong types": {
        "relation": [], "updated-by": "retraction", "author": "Ames", "issued": [2023],
        "container-title": "Models", "volume": {"x": 1}, "page": True, "subtitle": {},
    },
    "a group besides": {
        "author": [
            {"family": "Ames", "given": "Ada"}, {"name": "The Tiny Consortium"},
            {"family": "Mueller", "given": "Bo"}, {"family": "Cruz", "given": "Juan de la"},
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize("name", AGREES)
def test_differences_that_are_none(registry: FakeRegistry, check: Check, name: str) -> None:
    registry.crossref[DOI] = article(**AGREES[name])
    assert told(check(ARTICLE)) == []


def test_group_as_author(registry: FakeRegistry, check: Check) -> None:
    ours = "{Arc Institute} and Cole, Cora"
    bib = ARTICLE.replace('Ames, Ada and M{\\"u}ller, Bo and de la Cruz, Juan', ours)
    work = crossref_work(DOI, PLAIN, ["The Arc Institute", "Cole, Cora"], 2023)
    registry.crossref[DOI] = {**work, "volume": "7", "issue": "2", "page": "637"}
    assert told(check(bib.replace("ames2023", "arc2023"))) == []


# -- an entry that differs ------------------------------------------------------------------------

# what Crossref says, and: check, level, words of the finding
DIFFERS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "typing error in the title": (
        {"title": ["A tinny model of DNA and of everything else"]}, "title", "warning", "differs",
    ),
    "another title": (
        {"title": ["Wings of the butterfly under rain"]}, "title", "error", "another title",
    ),
    "an author more": (
        {"author": [{"family": a.split(",")[0]} for a in [*AUTHORS, "Dahl, Dan"]]},
        "authors", "warning", "we lack Dahl; 3 authors, not 4",
    ),
    "an author less": (
        {"author": [{"family": a.split(",")[0]} for a in AUTHORS[:2]]},
        "authors", "warning", "only we name de la Cruz",
    ),
    "another order": (
        {"author": [{"family": a.split(",")[0]} for a in (AUTHORS[0], AUTHORS[2], AUTHORS[1])]},
        "authors", "warning", "the order differs from place 2 on",
    ),
    "a year off": ({"issued": {"date-parts": [[2024]]}}, "year", "warning", "year differs"),
    "another journal": (
        {"container-title": ["Models Reports"]}, "venue", "warning", "journal differs",
    ),
    "another volume": ({"volume": "8"}, "volume", "warning", "volume differs"),
    "another issue": ({"issue": "3"}, "volume", "warning", "number differs"),
    "other pages": ({"page": "12-17"}, "pages", "warning", "pages differs"),
    "corrected": (
        {"updated-by": [update("correction", "10.1000/c")]},
        "corrected", "warning", "correction 10.1000/c 2025-02-03 (publisher)",
    ),
    "an erratum": (
        {"updated-by": [update("erratum", "10.1000/c")]}, "corrected", "warning", "erratum",
    ),
    "of concern": (
        {"updated-by": [update("expression_of_concern", "10.1000/c")]},
        "concern", "warning", "expression of concern",
    ),
    "retracted by the publisher": (
        {"updated-by": [update("retraction", "10.1000/r")]}, "retracted", "error", "10.1000/r",
    ),
    "retracted by Retraction Watch": (
        {"updated-by": [update("retraction", "10.1000/r", "retraction-watch")]},
        "retracted", "error", "(retraction-watch)",
    ),
    "withdrawn": (
        {"updated-by": [update("withdrawal", "10.1000/r")]}, "retracted", "error", "withdrawal",
    ),
    "removed": (
        {"updated-by": [update("removal", "10.1000/r")]}, "retracted", "error", "removal",
    ),
    "retracted by its title": (
        {"title": [f"RETRACTED: {PLAIN}"]}, "retracted", "error", "title begins with",
    ),
    "retracted article by its title": (
        {"title": [f"RETRACTED ARTICLE: {PLAIN}"]}, "retracted", "error", "title begins with",
    ),
    **{
        f"retracted by the title {mark}": (
            {"title": [mark + PLAIN]}, "retracted", "error", "title begins with",
        )
        for mark in ("[Retracted] ", "(Retracted) ", "Retracted chapter: ", "WITHDRAWN – ",
                     "Notice of Retraction: ", "Article withdrawn: ")
    },
    "a new version": (
        {"updated-by": [update("new_version", "10.1000/v2")]}, "version", "notice", "newer version",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERS)
def test_difference(
    registry: FakeRegistry, check: Check, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    more, kind, level, words = DIFFERS[name]
    registry.crossref[DOI] = article(**more)
    work = check(ARTICLE)
    assert told(work) == [(kind, level)]
    (finding,) = work["findings"]
    assert words in f"{finding['says']} {finding['theirs']}"
    assert finding["registry"] == "Crossref"
    assert finding["do"]
    assert work["status"] == level
    assert work["code"] == (level == "error")
    out = capsys.readouterr().out.splitlines()
    assert len(out) == (level != "notice")
    assert all(line.startswith(f"refs.bib:1: ames2023tiny.{kind}: {level}: ") for line in out)


def test_correction_before_retraction(registry: FakeRegistry, check: Check) -> None:
    first = update("correction", "10.1000/c", "retraction-watch")
    registry.crossref[DOI] = article(**{"updated-by": [first, update("retraction", "10.1000/r")]})
    assert told(check(ARTICLE)) == [("retracted", "error"), ("corrected", "warning")]


def test_new_version_that_is_the_work_itself(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article(**{"updated-by": [update("new_version", DOI)]})
    assert told(check(ARTICLE)) == []


def test_identifier_that_would_break_the_file(registry: FakeRegistry, check: Check) -> None:
    bad = "10.21203/rs.1},note={x"
    registry.crossref[DOI] = article(relation=relation("has-preprint", bad))
    assert told(check(ARTICLE)) == []


def test_newer_spelling_of_a_notice_is_not_lost(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article(**{"updated-by": [update("reinstatement", "10.1000/x")]})
    work = check(ARTICLE)
    assert told(work) == [("corrected", "notice")]
    assert "reinstatement" in work["findings"][0]["theirs"]


# -- PubMed ---------------------------------------------------------------------------------------

COMMENTS = {
    "RetractionIn": ("retracted", "error"),
    "RetractedandRepublishedIn": ("retracted", "error"),
    "ExpressionOfConcernIn": ("concern", "warning"),
    "ErratumIn": ("corrected", "warning"),
}


@pytest.mark.parametrize("kind", COMMENTS)
def test_notice_in_pubmed(registry: FakeRegistry, check: Check, kind: str) -> None:
    registry.crossref[DOI] = article()
    comments = [("CommentIn", "5"), (kind, "77")]
    registry.pubmed["42"] = in_pubmed(comments=comments, types=["Journal Article"])
    work = check(ARTICLE.replace("  doi", "  pmid = {42},\n  doi"))
    assert told(work) == [COMMENTS[kind]]
    assert "PMID 77" in work["findings"][0]["theirs"]


def test_retracted_publication_of_pubmed(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article()
    registry.pubmed["42"] = in_pubmed(types=["Journal Article", "Retracted Publication"])
    assert told(check(ARTICLE))[0] == ("retracted", "error")  # found by its DOI


def test_second_identifiers(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article()
    registry.pubmed["42"] = in_pubmed(pmcid="PMC99")
    work = check(ARTICLE)
    assert [finding["fix"] for finding in work["findings"]] == [{"pmid": "42"}, {"pmcid": "PMC99"}]
    assert work["status"] == "notice"
    only_pmid = check(ARTICLE.replace("doi = {10.1000/tiny.1}", "pmid = {42}"))
    assert {"doi": DOI} in [finding["fix"] for finding in only_pmid["findings"]]
    only_pmcid = check(ARTICLE.replace("doi = {10.1000/tiny.1}", "pmcid = {PMC99}"))
    assert {"pmid": "42"} in [finding["fix"] for finding in only_pmcid["findings"]]


def test_doi_that_pubmed_only_seems_to_know(registry: FakeRegistry, check: Check) -> None:
    """PubMed searches words: an article that does not name the DOI is another one."""
    registry.crossref[DOI] = article()
    registry.pubmed["42"] = in_pubmed(doi="10.1000/tiny.10", pmcid="PMC99")
    registry._esearch = lambda query: (  # type: ignore[method-assign]
        200, "application/json", b'{"esearchresult": {"idlist": ["42"]}}'
    )  # fmt: skip
    assert told(check(ARTICLE)) == []


# -- existence ------------------------------------------------------------------------------------


def test_handle_that_does_not_exist(registry: FakeRegistry, check: Check) -> None:
    work = check(ARTICLE)
    assert (told(work), work["code"]) == ([("exists", "error")], 1)
    assert work["registries"] == ["doi.org"]  # no registry is asked about nothing


@pytest.mark.parametrize(
    ("field", "words"), [("pmid = {43}", "PubMed knows no PMID:43"), ("eprint = {2401.00009}", "")]
)
def test_other_identifier_that_does_not_exist(check: Check, field: str, words: str) -> None:
    bib = ARTICLE.replace("doi = {10.1000/tiny.1}", f"archiveprefix = {{arXiv}}, {field}")
    work = check(bib)
    assert told(work) == [("exists", "error")]
    assert words in work["findings"][0]["says"]


def test_doi_of_another_agency(registry: FakeRegistry, check: Check) -> None:
    registry.handles.add(DOI)
    work = check(ARTICLE)
    assert told(work) == [("exists", "notice")]
    assert work["registries"][:3] == ["doi.org", "Crossref", "DataCite"]


def datacite(doi: str, title: str = PLAIN, **more: Any) -> dict[str, Any]:
    creators = [{"name": n, "nameType": "Personal"} for n in AUTHORS]
    return {
        "doi": doi, "titles": [{"title": title}], "creators": creators, "publicationYear": 2024,
        "publisher": {"name": "Zenodo"}, "types": {"resourceTypeGeneral": "Software"},
        "relatedIdentifiers": [], **more,
    }  # fmt: skip


def test_zenodo(registry: FakeRegistry, check: Check) -> None:
    doi = "10.5281/zenodo.123"
    newer = {"relationType": "IsPreviousVersionOf", "relatedIdentifier": "10.5281/ZENODO.124"}
    concept = {"relationType": "IsVersionOf", "relatedIdentifier": "10.5281/zenodo.122"}
    related = [{**item, "relatedIdentifierType": "DOI"} for item in (newer, concept)]
    registry.datacite[doi] = datacite(doi, relatedIdentifiers=related)
    bib = ARXIV.replace("  eprint = {2401.00001},\n  archiveprefix = {arXiv}", f"  doi = {{{doi}}}")
    work = check(bib)
    assert told(work) == [("version", "notice")]
    assert work["findings"][0]["theirs"] == "10.5281/zenodo.124"
    assert registry.count() == {fake.HANDLE: 1, fake.DATACITE: 1}


def test_doi_of_arxiv(registry: FakeRegistry, check: Check) -> None:
    doi = "10.48550/arxiv.2401.00001"
    related = {"relationType": "IsVersionOf", "relatedIdentifierType": "DOI"}
    registry.datacite[doi] = datacite(
        doi, types={"resourceTypeGeneral": "Preprint"},
        relatedIdentifiers=[{**related, "relatedIdentifier": DOI}],
    )  # fmt: skip
    registry.arxiv["2401.00001"] = on_arxiv()
    bib = ARXIV.replace("  eprint = {2401.00001},\n  archiveprefix = {arXiv}", f"  doi = {{{doi}}}")
    work = check(bib)
    assert told(work) == [("published", "warning")]
    assert (work["findings"][0]["theirs"], work["findings"][0]["registry"]) == (DOI, "DataCite")


TWO = {
    "in one field": ARTICLE.replace("{10.1000/tiny.1}", "{10.1000/tiny.1, 10.1000/tiny.2}"),
    "in doi and url": ARTICLE.replace("  doi", "  url = {https://doi.org/10.1000/tiny.2},\n  doi"),
    "by its pmid": ARTICLE.replace("  doi", "  pmid = {43},\n  doi"),
}


@pytest.mark.parametrize("name", TWO)
def test_entry_with_two_dois(registry: FakeRegistry, check: Check, name: str) -> None:
    registry.crossref[DOI] = article()
    registry.crossref["10.1000/tiny.2"] = article()
    registry.pubmed["43"] = in_pubmed(doi="10.1000/tiny.2")
    work = check(TWO[name])
    assert ("identifier", "error") in told(work)
    assert work["code"] == 1


def test_doi_and_its_own_address_are_one(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article()
    bib = ARTICLE.replace("  doi", "  url = {https://dx.doi.org/10.1000/Tiny.1},\n  doi")
    assert told(check(bib)) == []


def test_web_page(registry: FakeRegistry, check: Check) -> None:
    page = "url = {https://example.org},\n  urldate = {2026-01-02}"
    work = check(ARTICLE.replace("doi = {10.1000/tiny.1}", page))
    assert (work["status"], work["findings"], work["code"]) == ("no identifier", [], 0)
    assert registry.asked == []


# -- preprints ------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["10.1101", "10.64898"])
@pytest.mark.parametrize("told_by", ["the preprint", "the article", "bioRxiv"])
def test_preprint_that_was_published(
    registry: FakeRegistry, check: Check, prefix: str, told_by: str
) -> None:
    doi = OLD.replace("10.1101", prefix)
    mine = relation("is-preprint-of", DOI.upper()) if told_by == "the preprint" else {}
    theirs = relation("has-preprint", doi) if told_by == "the article" else {}
    registry.crossref[doi] = posted(doi, relation=mine)
    registry.crossref[DOI] = article(relation=theirs)
    published = DOI if told_by == "bioRxiv" else "NA"
    registry.biorxiv[doi] = [version("NA", doi=doi), version(published, 2, doi=doi)]
    work = check(PREPRINT.replace(OLD, doi))
    assert told(work) == [("published", "warning")]
    (finding,) = work["findings"]
    assert (finding["ours"], finding["theirs"]) == (f"doi:{doi}", DOI)
    assert f"make ref ID={DOI}" in finding["do"]
    assert finding["fix"] == {}
    assert work["code"] == 0
    searched = any("relation.object" in path for _, path in registry.asked)
    assert searched == (told_by == "the article")  # asked only if nobody else told


def test_preprint_that_was_not_published(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[OLD] = posted()
    registry.biorxiv[OLD] = [version()]
    assert told(check(PREPRINT)) == []


def test_medrxiv_is_asked_as_medrxiv(registry: FakeRegistry, check: Check) -> None:
    doi = "10.1101/2022.01.02.22123456"
    registry.crossref[doi] = posted(doi)
    registry.biorxiv[doi] = [version(DOI, doi=doi, server="medRxiv")]
    assert told(check(PREPRINT.replace(OLD, doi))) == [("published", "warning")]


def test_arxiv_with_the_doi_of_an_article(registry: FakeRegistry, check: Check) -> None:
    registry.arxiv["2401.00001"] = on_arxiv(doi=DOI, journal_ref="Models 7, 637 (2024)")
    work = check(ARXIV)
    assert told(work) == [("published", "warning")]
    assert work["findings"][0]["theirs"] == DOI


def test_article_that_claims_an_arxiv_preprint(registry: FakeRegistry, check: Check) -> None:
    registry.arxiv["2401.00001"] = on_arxiv()
    registry.crossref[DOI] = article(relation=relation("has-preprint", "10.48550/arXiv.2401.00001"))
    assert told(check(ARXIV)) == [("published", "warning")]


@pytest.mark.parametrize(
    "said",
    [
        {"comment": "This paper has been withdrawn by the authors"},
        {"comment": "12 pages; this version withdrawn by arXiv administrators"},
        {"comment": "Withdrawn: an error in the proof"},
        {"comment": "this work was retracted"},
        {"abstract": "This paper has been withdrawn due to a crucial error"},
    ],
)
def test_withdrawn_from_arxiv(registry: FakeRegistry, check: Check, said: Any) -> None:
    registry.arxiv["2401.00001"] = on_arxiv(**said)
    assert told(check(ARXIV)) == [("retracted", "error")]


@pytest.mark.parametrize(
    "said",
    [
        {"comment": "withdrawn from a workshop, 12 pages"},
        {"abstract": "We show how a model learns that an article was retracted."},
    ],
)
def test_not_withdrawn_from_arxiv(registry: FakeRegistry, check: Check, said: Any) -> None:
    registry.arxiv["2401.00001"] = on_arxiv(**said)
    assert told(check(ARXIV)) == []


def test_empty_feed_for_many_says_nothing(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article()
    entry = ARXIV.replace("  eprint", "  preprint = {arXiv:2402.00002},\n  eprint")
    work = check(entry)
    assert (work["status"], told(work)) == ("not checked", [])
    assert "an empty feed" in work["unreachable"]["arXiv"]


def test_error_told_as_an_entry_of_arxiv(registry: FakeRegistry, check: Check) -> None:
    feed = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Error</title><id>'
        b"https://arxiv.org/api/errors#x</id><summary>incorrect id format</summary></entry></feed>"
    )
    registry.faults[fake.ARXIV] = fake.says(200, feed, "application/atom+xml")
    work = check(ARXIV)
    assert (work["status"], told(work)) == ("not checked", [])
    assert work["unreachable"] == {"arXiv": "incorrect id format"}


def test_new_version_of_a_preprint(registry: FakeRegistry, check: Check) -> None:
    registry.arxiv["2401.00001"] = on_arxiv(version=2)
    assert told(check(ARXIV)) == []  # which version was read is not known
    registry.arxiv["2401.00001"]["version"] = 3
    work = check(ARXIV)
    assert told(work) == [("version", "notice")]
    assert (work["findings"][0]["ours"], work["findings"][0]["theirs"]) == ("2", "3")


WITH_PREPRINT = ARTICLE.replace(
    "10.1000/tiny.1},", f"10.1000/tiny.1}},\n  preprint = {{bioRxiv:{OLD}}},"
)


def test_preprint_of_an_article(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article(relation=relation("has-preprint", OLD))
    work = check(ARTICLE)
    assert [finding["fix"] for finding in work["findings"]] == [{"preprint": f"bioRxiv:{OLD}"}]
    registry.crossref[OLD] = posted()
    registry.biorxiv[OLD] = [version(DOI)]
    assert told(check(WITH_PREPRINT)) == []


def test_preprint_of_another_article(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article()
    registry.biorxiv[OLD] = [version("10.1000/other")]
    work = check(WITH_PREPRINT)
    assert told(work) == [("published", "warning")]
    assert "another article" in work["findings"][0]["says"]


def test_preprint_with_a_noted_title(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article()
    registry.arxiv["2401.00001"] = on_arxiv(title="On wings", authors=["Someone Else"])
    arxiv = WITH_PREPRINT.replace(f"bioRxiv:{OLD}", "arXiv:2401.00001")
    assert told(check(arxiv)) == [("published", "warning")]
    noted = arxiv.replace("  doi", "  note = {Preprint title: On {Wings}},\n  doi")
    assert told(check(noted)) == []


def test_conference_paper_known_by_its_preprint(registry: FakeRegistry, check: Check) -> None:
    """Year, venue and pages of the preprint are not those of the paper."""
    bib = ARXIV.replace("@misc", "@inproceedings").replace(
        "{2024},", "{2025},\n  booktitle = {ICLR},"
    )
    registry.arxiv["2401.00001"] = on_arxiv()
    assert told(check(bib.replace("ames2024", "ames2025"))) == []


# -- authors ending in others ---------------------------------------------------------------------


def test_full_list_in_the_place_of_others(registry: FakeRegistry, check: Check) -> None:
    names = ["Ames, Ada", "O’Neil, Zoë", "Tiny & Small Consortium", "Ünal, Işıl"]
    registry.crossref[DOI] = {**article(), "author": crossref_work("", "", names, 1)["author"]}
    bib = ARTICLE.replace(
        'Ames, Ada and M{\\"u}ller, Bo and de la Cruz, Juan', "Ames, A. and others"
    )
    work = check(bib)
    (finding,) = work["findings"]
    assert (finding["check"], finding["level"]) == ("authors", "notice")
    assert "1 of 4" in finding["says"]
    full = "Ames, Ada and O’Neil, Zoë and {Tiny \\& Small Consortium} and Ünal, Işıl"
    assert finding["fix"] == {"author": full}


def test_others_with_an_author_nobody_knows(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article()
    bib = ARTICLE.replace('M{\\"u}ller, Bo and de la Cruz, Juan', "Cole, Cora and others")
    work = check(bib)
    assert told(work) == [("authors", "warning")]
    assert work["findings"][0]["fix"] == {}


# -- registries that are ill ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", [fake.CROSSREF, fake.HANDLE, fake.PUBMED, fake.BIORXIV, fake.ARXIV]
)
@pytest.mark.parametrize("name", fake.FAULTS)
def test_ill_registry_is_no_error(
    registry: FakeRegistry, check: Check, host: str, name: str
) -> None:
    registry.crossref[OLD] = posted()
    registry.biorxiv[OLD] = [version()]
    registry.arxiv["2401.00001"] = on_arxiv()
    registry.faults[host] = fake.FAULTS[name]
    work = check(ARXIV if host == fake.ARXIV else PREPRINT)
    assert (work["status"], told(work), work["code"]) == ("not checked", [], 0)
    assert (work["verified"], len(work["unreachable"])) == ("", 1)


def test_record_without_a_title_is_no_record(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article(title=None)
    work = check(ARTICLE)
    assert work["unreachable"] == {"Crossref": "its record holds no title"}


def test_what_was_known_is_kept_while_a_registry_is_ill(
    registry: FakeRegistry, check: Check
) -> None:
    registry.crossref[DOI] = article(**{"updated-by": [update("retraction", "10.1000/r")]})
    first = check(ARTICLE)
    registry.faults[fake.CROSSREF] = fake.FAULTS["server error"]
    second = check(ARTICLE)
    assert (second["status"], second["code"]) == ("error", 1)
    assert second["findings"] == [{**first["findings"][0], "kept": True}]
    assert second["verified"] == first["verified"]
    registry.faults.clear()
    registry.crossref[DOI] = article()
    assert check(ARTICLE)["findings"] == []


def test_edited_entry_is_judged_anew(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article(volume="8")
    assert told(check(ARTICLE)) == [("volume", "warning")]
    registry.faults[fake.CROSSREF] = fake.FAULTS["server error"]
    assert told(check(ARTICLE.replace("volume = {7}", "volume = {8}"))) == []


# -- manners --------------------------------------------------------------------------------------


def test_one_entry_costs_few_requests(registry: FakeRegistry, check: Check) -> None:
    registry.crossref[DOI] = article()
    registry.pubmed["42"] = in_pubmed()
    check(ARTICLE)
    assert registry.count() == {fake.HANDLE: 1, fake.CROSSREF: 1, fake.PUBMED: 2}
    registry.asked.clear()
    registry.crossref[OLD] = posted()
    registry.biorxiv[OLD] = [version()]
    check(PREPRINT)
    counts = {fake.HANDLE: 1, fake.CROSSREF: 2, fake.BIORXIV: 1, fake.PUBMED: 1}
    assert registry.count() == counts


def test_many_identifiers_cost_one_request(registry: FakeRegistry) -> None:
    names = ["q-bio/0401001", *(f"2401.{number:05}" for number in range(30))]
    registry.arxiv = {name: on_arxiv() for name in names}
    asked = Registries(Web("test", host_interval=0, retries=0, gateway=registry.url))
    asked.fetch_arxiv(names)
    assert all(asked.arxiv(name) for name in names)
    assert registry.count() == {fake.ARXIV: 1}


def test_address_of_the_user_is_sent_only_if_given(registry: FakeRegistry, tmp_path: Path) -> None:
    registry.crossref[DOI] = article()
    for mailto in ("", "ada@example.org"):
        client = Web("test", host_interval=0, retries=0, gateway=registry.url)
        asked = Registries(client, mailto)
        asked.crossref(DOI)
        asked.article_of_preprint(OLD)
        asked.pubmed("42")
    told_to = [path for _, path in registry.asked]
    assert not any("mail" in path for path in told_to[:3])
    assert all("ada%40example.org" in path for path in told_to[3:])
