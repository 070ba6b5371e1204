"""Numbers, claims and records as a reader meets them."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import DEPTH, FALLS, Book, Built


def number(built: Built, page: str, text: str) -> Tag:
    """The printed number with this text."""
    found = [a for a in built.page(page).select("a.finding") if a.get_text() == text]
    assert len(found) == 1, [a.get_text() for a in built.page(page).select("a.finding")]
    return found[0]


def exists(built: Built, page: str, href: str) -> bool:
    """Whether a link on a page leads to a page and an element that are there."""
    path, anchor = urldefrag(urljoin(f"/{page}.html", href))
    file = built.out / path.lstrip("/")
    return file.exists() and (
        not anchor or built.page(path.strip("/").removesuffix(".html")).find(id=anchor) is not None
    )


def test_the_good_book_builds_without_a_warning(site: Built) -> None:
    assert (site.status, site.warnings) == (0, "")


@pytest.mark.parametrize(
    ("page", "text", "record"),
    [
        ("alpha", "82.6%†", "findings.html#window-share"),
        ("alpha", "131 kb", "models.html#tiny-net"),
        ("alpha", "0.61", "findings.html#linking-auprc"),
        ("alpha", "36.5†", "findings.html#screen-cost"),
        ("alpha", "131,072", "models.html#tiny-net"),  # in a caption
        ("beta", "0.85", "findings.html#tiny-own"),
        ("beta", "0.1–0.3", "findings.html#again-range"),
    ],
)
def test_number_links_to_its_record(site: Built, page: str, text: str, record: str) -> None:
    link = number(site, page, text)
    assert link["href"] == f"register/{record}"
    assert exists(site, page, link["href"])


def test_value_seen_second_hand_carries_a_dagger(site: Built) -> None:
    assert number(site, "alpha", "82.6%†")
    assert "†" not in number(site, "alpha", "0.61").get_text()


@pytest.mark.parametrize("builder", ["text", "epub"])
def test_elsewhere_a_number_has_its_dagger_and_no_note(book: Book, builder: str) -> None:
    built = book.build(builder)
    assert built.status == 0, built.warnings
    if builder == "text":
        words = " ".join(built.text("alpha.txt").split())
    else:
        page = (built.out / "alpha.xhtml").read_text(encoding="utf-8")
        assert "data-record" not in page
        words = " ".join(BeautifulSoup(page, "html.parser").get_text().split())
    assert "holds 82.6%† of the pairs" in words
    assert "Near pairs give 0.61, far ones 0.126." in words


def test_number_in_a_heading_shows_in_every_list_of_contents(book: Book) -> None:
    book.edit("docs/alpha.md", "## Reach", "## Reach of {finding}`82.6% <window-share>`")
    built = book.build()
    assert built.status == 0, built.stderr[-2000:]
    assert "Reach of 82.6%" in built.page("index").get_text()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("claims", ["falls-with-distance", "depth-matters", "good-across-genes"]),
        (
            "findings",
            [
                "tiny-own",
                "linking-auprc",
                "screen-cost",
                "window-share",
                "again-range",
                "third-look",
                "draft-doubt",
            ],
        ),
        ("models", ["tiny-net"]),
        ("benchmarks", ["pair-bench"]),
        ("datasets", ["pair-screen", "gene-panel"]),
        (
            "papers",
            ["ames2023tiny", "cole2024test", "evans2024again", "frost2024third", "grant2025draft"],
        ),
    ],
)
def test_each_record_has_its_permalink_once(site: Built, kind: str, names: list[str]) -> None:
    page = site.page(f"register/{kind}")
    assert [len(page.find_all(id=name)) for name in names] == [1] * len(names)


@pytest.mark.parametrize(
    "kind", ["claims", "findings", "models", "benchmarks", "datasets", "papers"]
)
def test_every_link_of_a_register_page_leads_somewhere(site: Built, kind: str) -> None:
    page = f"register/{kind}"
    links = [a["href"] for a in site.page(page).select('[role="main"] a[href], .body a[href]')]
    inside = [href for href in links if "://" not in href and href != "#"]
    assert inside
    assert [href for href in inside if not exists(site, page, href)] == []


@pytest.mark.parametrize(
    ("kind", "name", "places"),
    [
        ("findings", "window-share", ["../alpha.html#reach"]),
        ("findings", "linking-auprc", ["../alpha.html#linking"]),
        ("findings", "tiny-own", ["../beta.html#beta"]),
        ("claims", "depth-matters", ["../alpha.html#alpha", "../alpha.html#reach"]),
        ("models", "tiny-net", ["../alpha.html#linking", "../alpha.html#reach"]),
    ],
)
def test_record_says_where_the_text_uses_it(
    site: Built, kind: str, name: str, places: list[str]
) -> None:
    links = {a["href"] for a in site.row(kind, name).select("a[href]")}
    assert set(places) <= links


def test_claims_stand_under_the_heading_of_their_chapter(site: Built) -> None:
    heads = site.page("register/claims").select("h2.list-group")
    titles = [str(next(head.strings)).strip() for head in heads]
    assert titles == [site.page(name).h1.get_text().rstrip("¶") for name in ("alpha", "beta")]


def test_a_model_says_who_has_tested_it(book: Book) -> None:
    file = "evidence/papers/ames2023tiny.yaml"
    text = (book.root / file).read_text(encoding="utf-8")
    model = text[text.index("  - id: tiny-net") : text.index("datasets:")].rstrip() + "\n"
    more = model.replace("tiny-net", "new-net").replace("name: Tiny", "name: New")
    book.edit(file, "models:\n", f"models:\n{more}")
    book.edit(file, "makes: [tiny-net]", "makes: [tiny-net, new-net]")
    built = book.build()
    tiny, new = (
        " ".join(built.row("models", name).get_text(" ").split())
        for name in ("tiny-net", "new-net")
    )
    assert "Tested by others Cole and Dahl (2024) ;" in tiny
    assert "By its makers Ames and Bond (2023)" in tiny
    assert "Tested by others no work of the register By its makers no work of the register" in new


def test_records_stand_by_class_and_year(book: Book) -> None:
    file = "evidence/papers/ames2023tiny.yaml"
    text = (book.root / file).read_text(encoding="utf-8")
    model = text[text.index("  - id: tiny-net") : text.index("datasets:")].rstrip() + "\n"
    old = model.replace("tiny-net", "old-net").replace("name: Tiny", "name: Old")
    cell = model.replace("tiny-net", "cell-net").replace("name: Tiny", "name: Cell")
    cell = cell.replace("class: seq2function", "class: transcriptome")
    book.edit(file, "models:\n", "models:\n" + cell + old.replace("year: 2023", "year: 2019"))
    book.edit(file, "makes: [tiny-net]", "makes: [tiny-net, old-net, cell-net]")
    rows = book.build().page("register/models").select("table tbody tr")
    assert [row.strong.get_text() for row in rows if row.strong] == ["Old", "Tiny", "Cell"]


def test_unused_record_says_so(site: Built) -> None:
    assert "not in the text" in site.row("datasets", "gene-panel").get_text()


def test_dagger_marks_second_hand_values_of_the_register_too(site: Built) -> None:
    assert "82.6%†" in site.row("findings", "window-share").get_text()
    cells = site.row("findings", "screen-cost").get_text()
    assert "36.5 h†" in cells or "36.5† h" in cells
    assert "†" not in site.row("findings", "linking-auprc").get_text()


def test_finding_shows_what_it_is_set_against(site: Built) -> None:
    text = site.row("findings", "tiny-own").get_text()
    for part in ("0.85", "0.81 to 0.89", "linear model", "0.94", "1942", "by its makers"):
        assert part in text
    assert "by others" in site.row("findings", "linking-auprc").get_text()


def test_unknown_and_not_applicable_are_told_apart(site: Built) -> None:
    text = site.row("datasets", "gene-panel").get_text()
    assert "unknown" in text and "not applicable" in text


@pytest.mark.parametrize(
    ("claim", "certainty"),
    [
        ("falls-with-distance", "moderate"),
        ("depth-matters", "moderate"),
        ("good-across-genes", "very low"),
    ],
)
def test_certainty_is_given_in_words(site: Built, claim: str, certainty: str) -> None:
    cell = site.row("claims", claim).find_all("td")[1].get_text()
    assert cell.splitlines()[0].partition(" ")[2] == certainty


def test_claims_box_shows_sentence_certainty_and_counter_evidence(site: Built) -> None:
    first, second = site.page("alpha").select(".claims li")
    text = " ".join(first.get_text().split())
    assert FALLS in text
    assert "moderate certainty" in text
    assert "3 groups, 1 of full weight, on 2 data families" in text
    assert "All screens used one cell line." in text
    assert first.a is not None and first.a["href"] == "register/claims.html#falls-with-distance"
    assert "moderate certainty" in second.get_text()
    assert "2 groups, 1 of full weight, on 1 data family" in second.get_text()


def test_claim_role_is_a_link_with_its_own_words(site: Built) -> None:
    link = site.page("alpha").find("a", string="some say") or site.page("alpha").find(
        lambda tag: tag.name == "a" and tag.get_text() == "some say"
    )
    assert link is not None and link["href"] == "register/claims.html#depth-matters"


def test_claim_names_what_disputes_and_limits_it(site: Built) -> None:
    def told(claim: str, label: str) -> str:
        head = next(dt for dt in site.row("claims", claim).select("dt") if dt.get_text() == label)
        return str(head.find_next("dd").get_text())  # type: ignore[union-attr]

    assert "Grant (2025)" in told("depth-matters", "Disputed by")
    assert "Cole and Dahl (2024)†" in told("falls-with-distance", "Limited by")


def test_rule_and_example_are_printed_from_the_code(site: Built) -> None:
    text = site.page("methods").get_text()
    assert "a preprint, or what this book computed itself, 1/2" in text
    assert DEPTH in text
    assert "moderate certainty" in text


def test_paper_gathers_its_records(site: Built) -> None:
    entry = site.page("register/papers").find(id="ames2023tiny")
    assert entry is not None
    text = " ".join(entry.get_text().split())
    for part in (
        "Peer-reviewed",
        "2022-11",
        "2023-05-04",
        "none declared",
        "Tiny",
        "Pair screen",
        "The makers’ own correlation",
    ):
        assert part in text


def test_register_page_shows_a_new_use_after_an_edit(book: Book) -> None:
    assert book.build().status == 0
    book.edit(
        "docs/beta.md", "Within genes", "It holds {finding}`82.6% <window-share>`.\nWithin genes"
    )
    built = book.build()
    assert "../beta.html#beta" in str(built.row("findings", "window-share"))
