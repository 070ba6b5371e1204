"""The first screen, as a reader of the tiny book gets it, and the claims as cards."""

from __future__ import annotations

import re

import pytest
from bs4 import Tag
from conftest import FALLS, Book, Built, NewBook

INDEX = """\
# A Tiny Review

```{read-links}
```

```{tally}
```

```{toctree}
:hidden:

alpha
beta
register/claims
register/findings
register/models
register/benchmarks
register/datasets
register/papers
methods
changelog
bibliography
```

## Chapters

```{chapter-cards}
beta: What the makers {claim}`may have seen, which is very uncertain <good-across-genes>`.
alpha: Why {claim}`linking probably falls <falls-with-distance>`.
```

## One claim

```{claims} good-across-genes
```
"""
SETTINGS = """
extensions.append("livingreview.pages.front")
livingreview_book_files = {"book.pdf": "PDF"}
livingreview_page_files = {"beta": "beta-alone.pdf"}
livingreview_cite_help = "methods"
livingreview_hedged = ["index"]
"""


def with_front(book: Book) -> Book:
    """The book with a first screen."""
    book.write("conf.py", (book.root / "conf.py").read_text("utf-8") + SETTINGS)
    book.write("docs/index.md", INDEX)
    book.edit("docs/beta.md", "# Beta\n", "# Beta\n\n```{read-links}\n```\n")
    return book


@pytest.fixture(scope="module")
def front(new_book: NewBook) -> Built:
    book = with_front(new_book())
    built = book.build()
    assert not built.stderr, built.stderr[-1500:]
    return built


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def one(built: Built, selector: str, page: str = "index") -> Tag:
    found = built.page(page).select_one(selector)
    assert found is not None, selector
    return found


# -- counts ---------------------------------------------------------------------------------------


def test_the_counts_are_those_of_the_register(front: Built) -> None:
    claims, rows, works = (
        front.page(f"register/{kind}").select("table.list > tbody > tr")
        for kind in ("claims", "findings", "papers")
    )
    assert len(claims) == 3
    said = words(one(front, ".tally p"))
    assert said == "3 claims: 0 high, 2 moderate, 0 low, 1 very low certainty."
    facts = {dt.get_text(): dt.find_next("dd") for dt in front.page("index").select(".tally dt")}
    assert words(facts["findings"]) == str(len(rows))
    assert words(facts["works"]) == str(len(works))


def test_each_graded_claim_is_a_stroke_and_the_picture_says_so(front: Built) -> None:
    picture = one(front, ".tally svg")
    heights = [rect["height"] for rect in picture.find_all("rect")]
    assert heights == ["33", "33", "11"]
    assert "2 moderate" in str(picture["aria-label"])


def test_the_day_of_the_last_check_is_that_of_the_records(front: Built) -> None:
    days = re.findall(
        r"\d{4}-\d\d-\d\d",
        " ".join(words(one(front, "article, div.body", f"register/{kind}"))
                 for kind in ("findings", "models", "benchmarks", "datasets")),
    )  # fmt: skip
    assert words(one(front, ".tally")).endswith(f"records last checked {max(days)}")


def test_the_day_of_the_last_check_is_that_of_the_watch_once_it_has_run(book: Book) -> None:
    with_front(book)
    read = [(book.build().root / "trees/index.doctree").stat().st_mtime_ns for _ in range(2)]
    assert read[0] == read[1]  # nothing changed, and nothing was read again
    (book.root / "health").mkdir()
    book.write("health/refreport.json", '{"run": {"finished": "2031-02-03T04:05:06Z"}}')
    book.write("health/linkreport.json", '{"finished": "2031-01-01T00:00:00Z"}')
    assert words(one(book.build(), ".tally")).endswith("2031-02-03")
    assert " last checked, after version" in words(one(book.build(), ".tally"))


# -- links and cards ------------------------------------------------------------------------------


def test_one_can_read_take_and_cite(front: Built) -> None:
    links = {words(a): a["href"] for a in front.page("index").select(".read-links a")}
    assert links == {"Read the review": "alpha.html", "PDF": "book.pdf", "Cite": "methods.html"}


def test_a_page_that_is_a_file_for_paper_leads_to_it(front: Built) -> None:
    links = [(words(a), a["href"]) for a in front.page("beta").select(".read-links a")]
    assert links == [("This page as a PDF", "beta-alone.pdf")]


def test_each_chapter_has_a_card_in_the_order_of_the_book(front: Built) -> None:
    cards = front.page("index").select(".chapter-cards li")
    assert [words(card.select_one(".card-title")) for card in cards] == ["Alpha", "Beta"]
    assert [words(card.select_one(".card-count")) for card in cards] == [
        "2 claims: 2 moderate",
        "1 claim: 1 very low",
    ]
    links = [a["href"] for a in cards[0].select("a")]
    assert links == ["alpha.html", "register/claims.html#falls-with-distance"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("alpha: Why", "gamma: Why", "'gamma: Why {claim}`linking"),
        ("alpha: Why", "alpha Why", "write a chapter, a colon and a sentence"),
        ("beta: What the makers", "alpha: What the makers", "no card for beta"),
    ],
)
def test_a_card_without_a_chapter_and_a_chapter_without_a_card_are_named(
    book: Book, old: str, new: str, says: str
) -> None:
    with_front(book).edit("docs/index.md", old, new)
    built = book.build("dummy")
    assert built.status and says in built.warnings


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("linking probably falls", "linking falls", "write probably or likely"),
        ("linking probably falls", "linking may fall", "write probably or likely"),
        (", which is very uncertain", "", "write very uncertain"),
    ],
)
def test_the_first_screen_is_as_sure_as_its_claims(
    book: Book, old: str, new: str, remedy: str
) -> None:
    with_front(book).edit("docs/index.md", old, new)
    built = book.build("dummy")
    assert built.status and remedy in built.warnings


def test_the_hedge_may_stand_before_or_after_the_link(book: Book) -> None:
    book = with_front(book)
    book.edit("docs/index.md", "Why {claim}`linking probably falls", "It probably {claim}`falls")
    book.edit("docs/index.md", "`may have seen, which is very uncertain ", "`may have seen ")
    book.edit("docs/index.md", "<good-across-genes>`.", "<good-across-genes>`, very uncertain.")
    assert not book.build("dummy").warnings


def test_other_outputs_have_the_counts_and_no_buttons(front: Built) -> None:
    shown = Book(front.root).build("text").text("index.txt")
    told = " ".join(shown.split())
    assert "3 claims: 0 high, 2 moderate, 0 low, 1 very low certainty. " in told
    assert "Alpha – Why linking probably falls. (2 claims: 2 moderate)" in told
    assert "PDF" not in told and "Read the review" not in told


# -- the claims of a chapter ----------------------------------------------------------------------


def test_a_card_holds_sentence_grade_counter_evidence_and_reasons(site: Built) -> None:
    card = one(site, ".claims li", "alpha")
    assert words(card.select_one(".claim-says")) == FALLS
    grade = card.select_one(".claim-meta")
    assert words(grade) == "●●●○ moderate certainty"
    assert grade is not None and grade.a is not None
    assert grade.a["href"] == "register/claims.html#falls-with-distance"
    assert words(card.select_one(".claim-against")) == "Against: All screens used one cell line."
    assert words(card.select_one(".claim-facts")).startswith(
        "Data: 3 groups, 1 of full weight, on 2 data families (at most moderate)."
    )
    assert "Consistency: nothing speaks against it." in words(card.select_one(".claim-facts"))


@pytest.mark.parametrize(
    ("counter", "shown"),
    [
        ("All screens used one cell line.", ""),
        ("One screen in one cell line is all there is; and it was read but once. Nobody knows.",
         "One screen in one cell line is all there is; and it was read but once."),
        ("By Ames et al. A second screen in the very same line shows the reverse; they sell it.",
         "By Ames et al. A second screen in the very same line shows the reverse."),
        ("One statement about one screen in one cell line, which goes on and on until its end.",
         ""),
    ],
)  # fmt: skip
def test_a_card_holds_the_first_statement_against_it(book: Book, counter: str, shown: str) -> None:
    """Nothing is shown shorter that is one statement."""
    book.edit("evidence/claims/alpha.yaml", "All screens used one cell line.", counter)
    built = book.build()
    card = one(built, ".claims li", "alpha").select_one(".claim-against")
    assert words(card) == f"Against: {f'{shown} More against it' if shown else counter}"
    assert counter in built.page("register/claims").get_text()


def test_a_card_leads_to_the_section_with_its_evidence(site: Built) -> None:
    link = one(site, ".claims .claim-facts a", "alpha")
    assert words(link) == "Linking" and link["href"] == "#linking"
    assert site.page("alpha").find(id="linking")


def test_a_card_on_another_page_names_no_section(front: Built) -> None:
    assert "Evidence" not in words(one(front, ".claims"))


def test_a_card_says_what_holds_its_grade(front: Built) -> None:
    facts = words(one(front, ".claims li .claim-facts"))
    assert "on 1 data family (at most low)" in facts
    assert "Allegiance: all support comes from authors who gain by it (at most low)" in facts


def test_what_is_disputed_shows_how_much_speaks_against_it(site: Built) -> None:
    second = site.page("alpha").select(".claims li")[1]
    assert re.search(r"Consistency: \d+% of the weight speaks against", words(second))
