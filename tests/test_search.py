"""The parts of the repeated search that ask nobody: strings, pages of answers, same or another."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from fakeregistry import atom_entry, crossref_work, relation

from livingreview.register.strings import fits
from livingreview.watch.refs.records import Author
from livingreview.watch.search import pages, sending
from livingreview.watch.search.pages import Hit
from livingreview.watch.search.same import Found, Known, Register, joined

SINCE, UNTIL = date(2026, 10, 1), date(2026, 11, 30)
WORDS = (("DNA language model", "virtual cell"), ("benchmark",))

# -- what is sent ---------------------------------------------------------------------------------


def test_a_string_in_the_language_of_each_source() -> None:
    assert sending.europe_pmc(WORDS, SINCE, UNTIL) == (
        '(TITLE:("DNA language model" OR "virtual cell") OR '
        'ABSTRACT:("DNA language model" OR "virtual cell")) AND '
        '(TITLE:("benchmark") OR ABSTRACT:("benchmark")) AND '
        "FIRST_PDATE:[2026-10-01 TO 2026-11-30]"
    )
    assert sending.arxiv(WORDS, SINCE, UNTIL) == (
        '(ti:"DNA language model" OR abs:"DNA language model" OR ti:"virtual cell" OR '
        'abs:"virtual cell") AND (abs:"benchmark") AND '
        "submittedDate:[202610010000 TO 202611302359]"
    )
    assert sending.citing(["1", "23"], SINCE, UNTIL) == (
        "(CITES:1_MED OR CITES:23_MED) AND FIRST_PDATE:[2026-10-01 TO 2026-11-30]"
    )


@pytest.mark.parametrize("query", [sending.europe_pmc, sending.arxiv])
def test_a_long_string_is_sent_in_pieces_that_lose_no_word(query: sending.Query) -> None:
    names = tuple(f"A model of some length {number}" for number in range(300))
    cut = sending.pieces((names, ("benchmark", "zero-shot")), query)
    assert len(cut) > 1
    assert tuple(name for lists in cut for name in lists[0]) == names
    assert all(lists[1:] == (("benchmark", "zero-shot"),) for lists in cut)
    assert all(len(quote(query(lists, SINCE, UNTIL))) <= sending.LONGEST for lists in cut)


def test_months_leave_no_day_out() -> None:
    assert list(sending.months(date(2025, 11, 20), date(2026, 2, 3))) == [
        (date(2025, 11, 20), date(2025, 11, 30)),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 3)),
    ]
    assert list(sending.months(UNTIL, UNTIL)) == [(UNTIL, UNTIL)]


def test_an_address_carries_the_string_unchanged() -> None:
    query = sending.europe_pmc(WORDS, SINCE, UNTIL)
    asked = parse_qs(urlsplit(sending.europe_pmc_page(query, "*")).query)
    assert (asked["query"], asked["cursorMark"]) == ([query], ["*"])
    assert sending.biorxiv_page("systems biology", SINCE, UNTIL, 30).endswith(
        "/details/biorxiv/2026-10-01/2026-11-30/30/json?category=systems%20biology"
    )
    assert "mailto=a%40example.org" in sending.crossref_page(SINCE, UNTIL, "a@example.org", "*")
    assert "mailto" not in sending.crossref_page(SINCE, UNTIL, "", "*")


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("A benchmark of DNA language models", False),  # a plural is a phrase of its own
        ("A benchmark of a DNA-language model", True),
        ("BENCHMARK: the Virtual Cell", True),
        ("The virtual cell", False),
        ("Benchmarks of virtual cellars", False),
    ],
)
def test_a_text_fits_by_a_phrase_of_each_list(text: str, is_found: bool) -> None:
    assert fits(text, (WORDS,)) == is_found
    assert fits(text, ((("nothing",),), WORDS)) == is_found


# -- answers --------------------------------------------------------------------------------------


def test_a_page_of_europe_pmc() -> None:
    article = {
        "id": "42", "source": "MED", "pmid": "42", "pmcid": "PMC7", "doi": "10.1000/A",
        "title": "A <i>test</i>.", "firstPublicationDate": "2026-03-04", "abstractText": "Long.",
        "authorList": {"author": [
            {"fullName": "Doe J", "lastName": "Doe", "firstName": "Jo"},
            {"collectiveName": "The Group"},
        ]},
        "commentCorrectionList": {"commentCorrection": [
            {"id": "PPR9", "source": "PPR", "type": "Preprint in"},
            {"id": "41", "source": "MED", "type": "Comment in"},
        ]},
    }  # fmt: skip
    draft = {
        "id": "PPR9",
        "source": "PPR",
        "doi": "10.1101/x",
        "title": "A draft",
        "pubYear": "2025",
    }
    body = {
        "hitCount": 3, "nextCursorMark": "AoJ",
        "resultList": {"result": [article, draft, {"id": "1", "source": "MED"}]},
    }  # fmt: skip
    page = pages.europe_pmc(json.dumps(body).encode())
    assert (page.total, page.count, page.following) == (3, 3, "AoJ")
    one, other = page.hits  # the third has no title
    assert one == Hit(
        "MED:42", "A test", (Author("Doe", "Jo"), Author("The Group", group=True)), (2026,),
        ("doi:10.1000/A", "PMID:42", "PMC7"), ("PPR:PPR9",), "Long.",
    )  # fmt: skip
    assert (other.names, other.years, other.preprint) == (
        ("doi:10.1101/x", "PPR:PPR9"),
        (2025,),
        True,
    )


def test_a_page_of_arxiv() -> None:
    work = {"title": "A test", "authors": ["Jo Doe"], "year": 2026, "abstract": "Long.",
            "doi": "10.1000/a", "version": 3}  # fmt: skip
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        "<opensearch:totalResults>12</opensearch:totalResults>"
        f"{atom_entry('2601.00001', work)}</feed>"
    )
    page = pages.arxiv(feed.encode())
    (one,) = page.hits
    assert (page.total, page.count) == (12, 1)
    assert (one.names, one.linked, one.abstract) == (
        ("arXiv:2601.00001",),
        ("doi:10.1000/a",),
        "Long.",
    )


def test_a_page_of_crossref() -> None:
    published = relation("is-preprint-of", "10.1000/a")
    work = crossref_work("10.64898/X", "A test", ["Doe, Jo"], 2026, relation=published)
    work["abstract"] = "<jats:p>Long.</jats:p>"
    message = {"total-results": 9, "next-cursor": "c", "items": [work, {"DOI": "10.64898/y"}]}
    page = pages.crossref(json.dumps({"message": message}).encode())
    (one,) = page.hits
    assert (page.total, page.count, page.following) == (9, 2, "c")
    assert (one.names, one.linked, one.abstract) == (
        ("doi:10.64898/x",),
        ("doi:10.1000/a",),
        "Long.",
    )


def test_a_page_of_biorxiv() -> None:
    version = {"doi": "10.64898/x", "title": "A test", "authors": "Doe, J.; Roe, R."}
    version |= {"date": "2026-10-02", "version": "2", "abstract": "Long.", "published": "10.1000/a"}
    message = {"status": "ok", "total": "640", "count": 1, "cursor": "30"}
    page = pages.biorxiv(json.dumps({"messages": [message], "collection": [version]}).encode())
    (one,) = page.hits
    assert (page.total, page.count) == (640, 1)
    assert (one.key, one.names, one.linked) == (
        "doi:10.64898/xv2",
        ("doi:10.64898/x",),
        ("doi:10.1000/a",),
    )
    assert (
        pages.biorxiv(b'{"messages": [{"status": "no posts found"}], "collection": []}').total == 0
    )


@pytest.mark.parametrize("read", [pages.europe_pmc, pages.arxiv, pages.crossref, pages.biorxiv])
@pytest.mark.parametrize(
    "body", [b"", b"<html>busy</html>", b"[]", b"{}", b'{"messages": [{"status": "busy"}]}']
)
def test_what_is_no_answer_is_not_an_empty_one(read: object, body: bytes) -> None:
    with pytest.raises(ValueError):
        read(body)  # type: ignore[operator]


# -- one work or two ------------------------------------------------------------------------------

DOE, ROE = Author("Doe", "Jo"), Author("Roe", "Ron")
TITLE = "A benchmark of language models of DNA in human cells"


def hit(name: str, title: str = TITLE, authors: tuple[Author, ...] = (DOE,), year: int = 2026,
        linked: tuple[str, ...] = (), preprint: bool = False) -> Hit:  # fmt: skip
    return Hit(name, title, authors, (year,), (name,), linked, preprint=preprint)


def test_what_several_sources_give_is_one_work() -> None:
    works = joined(
        [
            ("epmc", hit("doi:10.64898/2026.02.02.000002", preprint=True)),
            ("arxiv", hit("arXiv:2601.00001", "Something else", linked=("doi:10.1000/a",))),
            ("biorxiv", hit("doi:10.64898/2026.02.02.000002v2", preprint=True)),
            (
                "crossref",
                hit("doi:10.1000/b", "Another title", linked=("doi:10.64898/2026.02.02.000002",)),
            ),
            ("epmc", hit("doi:10.1000/c", TITLE.upper(), year=2027)),  # nobody deposited the link
            ("epmc", hit("doi:10.1000/d", authors=(ROE,))),
        ]
    )
    assert [work.runs for work in works] == [["epmc", "biorxiv", "crossref"], ["arxiv"], ["epmc"]]
    assert [work.best.names[0] for work in works] == [
        "doi:10.1000/b", "arXiv:2601.00001", "doi:10.1000/d",
    ]  # fmt: skip


KNOWN = Known(
    "doe2025dna", frozenset({"doi:10.1000/known", "doi:10.64898/2026.01.01.000001"}),
    "a benchmark of language models of dna in human cells", (DOE, ROE, Author("Poe")), (2025,),
)  # fmt: skip
ROW = Known("arXiv:2501.00009", frozenset({"arxiv:2501.00009"}), "a row that waits for a reader")


@pytest.mark.parametrize(
    ("found", "known", "rule"),
    [
        (hit("doi:10.1000/KNOWN", "Whatever"), "doe2025dna", "identifier doi:10.1000/known"),
        (hit("doi:10.64898/2026.01.01.000001v3", "Whatever"), "doe2025dna",
         "identifier doi:10.64898/2026.01.01.000001"),
        (hit("doi:10.48550/arXiv.2501.00009", "Whatever"), "arXiv:2501.00009",
         "identifier arxiv:2501.00009"),
        (hit("arXiv:1", "Whatever", linked=("doi:10.1000/known",)), "doe2025dna",
         "link doi:10.1000/known"),
        (hit("doi:10.1000/new"), "doe2025dna", "title 100 %"),
        (hit("doi:10.1000/new", f"{TITLE}: a longer title"), "doe2025dna", "title 99 %"),
        (hit("doi:10.64898/new", preprint=True, year=2022), "doe2025dna", "title 100 %"),
        (hit("doi:10.1000/new", "A row that waits for a reader", (ROE,)), "arXiv:2501.00009",
         "title 100 %"),
    ],
)  # fmt: skip
def test_a_known_work_is_left_out_by_a_rule_that_is_told(found: Hit, known: str, rule: str) -> None:
    judged = Register([KNOWN, ROW]).judge(Found([found], ["run"]))
    assert (judged.known, judged.rule) == (known, rule)


@pytest.mark.parametrize(
    ("found", "perhaps"),
    [
        (hit("doi:10.1000/new", authors=(ROE,)), ("doe2025dna (title 100 %)",)),
        (hit("doi:10.1000/new", year=2019), ("doe2025dna (title 100 %)",)),  # years do not fit
        (hit("doi:10.1000/new", "A benchmark of language models for RNA in mouse cells"),
         ("doe2025dna (title 88 %)",)),
        (hit("doi:10.1000/new", "Another work", (ROE, Author("Poe"), DOE, Author("Low"))),
         ("doe2025dna (half of the authors)",)),
        (hit("doi:10.1000/new", "Another work"), ()),
    ],
)  # fmt: skip
def test_what_is_only_likely_goes_to_a_person(found: Hit, perhaps: tuple[str, ...]) -> None:
    judged = Register([KNOWN, ROW]).judge(Found([found], ["run"]))
    assert (judged.known, judged.perhaps) == ("", perhaps)
