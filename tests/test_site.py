"""The site as a reader gets it: built once with every warning an error, then looked at."""

from __future__ import annotations

import copy
import functools
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlparse

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import pages_of

ROOT = Path(__file__).parents[1]
CHAPTERS = ["introduction", "seq2function", "seq2seq", "transcriptome", "outlook"]
POST_LINKS = (Path(__file__).parent / "data/post-links.txt").read_text().split()


@functools.cache
def parsed(file: Path) -> BeautifulSoup:
    """A built page; read once, for many tests look at it."""
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def soup(whole_site: Path, page: str) -> BeautifulSoup:
    return parsed(whole_site / f"{page}.html")


@functools.cache
def ids(file: Path) -> tuple[str, ...]:
    """Every id of a page, in order."""
    return tuple(str(tag["id"]) for tag in parsed(file).find_all(id=True))


def cited(page: BeautifulSoup) -> set[str]:
    """The references that a page's text links to, as printed in the list at its end."""
    article = page.find("article")
    assert isinstance(article, Tag)
    targets = {a["href"] for a in article.select("a.reference.internal[href^='#']")}
    return {entry(div) for div in page.select("div.citation") if f"#{div.get('id')}" in targets}


def entry(div: Tag) -> str:
    """A reference as printed, without its label and its links back."""
    return " ".join(p.get_text(" ", strip=True) for p in div.find_all("p"))


def test_no_page_loads_anything_from_another_host(whole_site: Path) -> None:
    loads = {
        "script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src",
        "video": "src", "audio": "src", "object": "data", "embed": "src",
    }  # fmt: skip
    # These say what a page is; a browser follows none of them.
    leads = {"canonical", "license", "author", "type", "cite-as", "schema.DCTERMS", "schema.prism",
             "schema.so"}  # fmt: skip
    foreign = []
    for page in pages_of(whole_site):
        tree = parsed(page)
        for name, attribute in loads.items():
            for tag in tree.find_all(name):
                rel = tag.get("rel") or []
                if urlparse(tag.get(attribute, "")).netloc and not leads & {*rel}:
                    foreign.append(f"{page.name}: {tag}")
    for sheet in whole_site.rglob("*.css"):
        for url in re.findall(r"(?:url\(|@import)\s*['\"]?(https?:)?//", sheet.read_text()):
            foreign.append(f"{sheet.name}: {url}")
    assert not foreign


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_numbers_its_sections_figures_and_formulas(
    whole_site: Path, chapter: str
) -> None:
    page, number = soup(whole_site, chapter), f"{CHAPTERS.index(chapter) + 1}."
    for said in page.select("h1 .section-number, h2 .section-number, .eqno, .caption-number"):
        words = said.get_text().replace("Fig. ", "").replace("Table ", "").strip(" (")
        assert words.startswith(number), said
    assert page.select_one("h1 .section-number")


@pytest.mark.parametrize("url", POST_LINKS)
def test_a_link_of_the_post_is_cited_by_its_chapter(whole_site: Path, url: str) -> None:
    post = soup(whole_site, "about/post")
    table = post.find(id="tab-post-links")
    assert isinstance(table, Tag)
    row = next(r for r in table.select("tbody tr") if r.find("code", string=url))
    name = row.select_one("a[href^='../']")
    assert name, f"{url} names no chapter"
    chapter = urlparse(str(name["href"])).path.removeprefix("../").removesuffix(".html")
    reference = row.select_one("a[href^='#']")
    assert reference, f"{url} has no reference"
    listed = post.find(id=str(reference["href"])[1:])
    assert isinstance(listed, Tag)
    assert entry(listed) in cited(soup(whole_site, chapter))


def test_the_links_of_the_post_are_all_there_in_its_order(whole_site: Path) -> None:
    assert len(POST_LINKS) == len(set(POST_LINKS)) == 37
    table = soup(whole_site, "about/post").find(id="tab-post-links")
    assert isinstance(table, Tag)
    assert [code.get_text() for code in table.select("tbody code")] == POST_LINKS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_citation_resolves_on_its_own_page(whole_site: Path, chapter: str) -> None:
    page = soup(whole_site, chapter)
    ids = {div["id"] for div in page.select("div.citation")}
    lists = cited(page)
    assert len(ids) == len(lists) > 15, "a reference is listed that the text does not cite"


def test_the_central_list_holds_every_entry_of_the_bibliography_once(whole_site: Path) -> None:
    keys = re.findall(r"^@\w+\{([^,]+),", (ROOT / "refs.bib").read_text(encoding="utf-8"), re.M)
    listed = [
        div.get_text(" ", strip=True)
        for div in soup(whole_site, "bibliography").select("div.citation")
    ]
    assert len(listed) == len(set(listed)) == len(keys), "an entry of refs.bib is cited nowhere"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_opens_with_its_claims_and_their_certainty(
    whole_site: Path, chapter: str
) -> None:
    box = soup(whole_site, chapter).select_one("div.claims")
    assert box
    items = box.select("li")
    assert len(items) >= 4
    for item in items:
        text = item.get_text(" ", strip=True)
        assert re.search(
            r"(high|moderate|very low|low) certainty|a principle, without a grade", text
        )
        assert "Against: " in text


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_a_first_complete_review(whole_site: Path, chapter: str) -> None:
    article = copy.copy(soup(whole_site, chapter).find("article"))
    assert isinstance(article, Tag)
    no_prose = "div.citation, div.claims, figure, table, dl.citation, pre, math, .margin-note"
    for part in article.select(f"{no_prose}, .chapter-status"):
        part.decompose()
    assert 2000 <= len(article.get_text(" ").split()) <= 12_000


def test_numbers_lead_to_records_that_exist(whole_site: Path) -> None:
    for chapter in CHAPTERS:
        for link in soup(whole_site, chapter).select("a.finding"):
            page, _, name = str(link["href"]).partition("#")
            assert name in ids(whole_site / page), link["href"]
            assert str(link["data-record"]).partition("/")[0] == name


def test_formulas_are_shown_without_a_script(whole_site: Path) -> None:
    shown = [math for chapter in CHAPTERS for math in soup(whole_site, chapter).find_all("math")]
    assert len(shown) > 10
    assert all(math.get("alttext") for math in shown)
    assert not any("\\" in math.get_text() for math in shown)


def test_every_picture_has_alternative_text(whole_site: Path) -> None:
    for page in pages_of(whole_site):
        tree = parsed(page)
        for image in tree.select("article img"):
            assert len(str(image.get("alt", ""))) > 20, f"{page.name}: {image}"


def test_no_id_stands_twice_on_a_page(whole_site: Path) -> None:
    for page in pages_of(whole_site):
        twice = {name for name, count in Counter(ids(page)).items() if count > 1}
        assert not twice, f"{page.relative_to(whole_site)}: {sorted(twice)}"


def test_every_page_says_version_date_and_commit(whole_site: Path) -> None:
    for page in pages_of(whole_site):
        if page.name == "genindex.html":
            continue
        tree = parsed(page)
        line = tree.select_one("p.provenance")
        assert line and re.search(
            r"Version .+, \d{4}-\d\d-\d\d, built from commit", line.get_text()
        )


def test_assistive_software_finds_its_way(whole_site: Path) -> None:
    for page in pages_of(whole_site):
        tree = parsed(page)
        if page.name != "genindex.html":
            assert tree.find("h1"), page.name
        for heading in tree.select("[role=heading]"):
            assert heading.get("aria-level"), f"{page.name}: {heading}"
        for references in tree.select("div.citation-list[role=list]"):
            roles = {child.get("role") for child in references.find_all(recursive=False)}
            assert roles <= {"listitem"}, page.name


@pytest.mark.parametrize("page", [*CHAPTERS, "bibliography", "register/papers"])
def test_nobody_is_called_others(whole_site: Path, page: str) -> None:
    article = soup(whole_site, page).find("article")
    assert isinstance(article, Tag)
    text = article.get_text(" ", strip=True)
    assert "et al." in text
    named = article.select(".citation, table.list > tbody > tr > td:first-child")
    assert named
    assert "and others" not in " ".join(each.get_text(" ", strip=True) for each in named)
