"""Replies of authors, beside the claim and in what a reader takes along; sentences as cards."""

from __future__ import annotations

import csv
import json
import shutil

import pytest
from bs4 import Tag
from conftest import DEPTH, ROOTS, Book, Built, NewBook

COLE = "Our far bins hold few pairs, so the fall is less sure than it looks."
AMES = "Version two of Tiny does better."
PAGE = """

## Alpha's sentences

```{proposal-sentences} alpha
```

## Beta's sentences

```{proposal-sentences} beta
```

## Replies

```{replies}
```
"""


@pytest.fixture(scope="module")
def answered(new_book: NewBook) -> Built:
    """The tiny book with replies and sentences, and a page that shows both."""
    book = new_book()
    for name in ("replies.yaml", "sentences.yaml"):
        shutil.copy(ROOTS / "files" / name, book.root / "evidence" / name)
    book.edit("docs/changelog.md", "# Changelog", f"# Changelog{PAGE}")
    built = book.build("html")
    assert built.status == 0, built.warnings + built.stderr
    return built


def card(built: Built, name: str) -> Tag:
    """The card of a sentence."""
    said = built.page("changelog").find(id=name)
    assert isinstance(said, Tag) and said.parent
    return said.parent


def test_a_reply_stands_beside_the_claim_in_its_chapter(answered: Built) -> None:
    box = answered.page("alpha").select_one(".claims .reply")
    assert box
    words = box.get_text()
    assert "Cora Cole and Dan Dahl, authors of Cole and Dahl (2024)" in words
    assert COLE in words
    assert "Judged 2025-02-01: it stands, because two other works show the same fall." in words
    assert box.find("a", href="https://example.org/cole-reply")


def test_a_reply_stands_beside_the_record(answered: Built) -> None:
    claims, findings = (answered.page(f"register/{kind}") for kind in ("claims", "findings"))
    assert COLE in claims.get_text()
    assert AMES in findings.get_text()
    assert "due by 2025-02-19" in findings.get_text()


def test_every_reply_is_listed_newest_first(answered: Built) -> None:
    text = answered.page("changelog").get_text()
    assert 0 < text.index(COLE, text.index("To")) < text.index(AMES)


def test_a_reply_travels_with_the_claim(answered: Built) -> None:
    text = answered.text("register/claims/falls-with-distance.txt")
    assert f"reply (2025-01-25): “{COLE}” Judged 2025-02-01: it stands" in text
    claims = json.loads(answered.text("evidence/claims.json"))["claims"]
    replied = next(one for one in claims if one["@id"].endswith("#falls-with-distance"))
    assert [one["says"] for one in replied["replies"]] == [COLE]
    rows = list(csv.DictReader(answered.text("evidence/replies.csv").splitlines()))
    assert {row["to"] for row in rows} == {"falls-with-distance", "linking-auprc"}


def test_where_none_has_come_the_page_says_so(book: Book) -> None:
    book.edit("docs/changelog.md", "# Changelog", "# Changelog\n\n```{replies}\n```\n")
    built = book.build("html")
    assert built.status == 0, built.warnings + built.stderr
    assert "No reply has come yet." in built.page("changelog").get_text()


# -- sentences ------------------------------------------------------------------------------------


def test_the_surest_sentence_comes_first(answered: Built) -> None:
    ids = [one["id"] for one in answered.page("changelog").select(".sentence")]
    assert ids == ["worse-far-away", "depth-is-a-part", "good-for-genes", "makers-say-so"]


def test_a_sentence_says_grade_and_what_speaks_against_it(answered: Built) -> None:
    words = card(answered, "depth-is-a-part").get_text()
    for part in (DEPTH, "moderate certainty", "Nobody has sequenced deeper.", "Disputed by Grant",
                 "Say with it: Name Grant"):  # fmt: skip
        assert part in words, part


def test_a_sentence_that_repeats_somebody_says_whom(answered: Built) -> None:
    words = card(answered, "makers-say-so").get_text()
    assert "no grade" in words
    assert "It repeats the words of its makers." in words


def test_a_sentence_is_taken_with_works_grade_and_what_speaks_against_it(answered: Built) -> None:
    text = answered.text("register/sentences/depth-is-a-part.txt")
    assert text.split("\n\n")[1].splitlines()[0] == (
        "Depth probably explains part of the fall ([1]; moderate certainty by A Tiny Review, "
        "version 1.2.3: [2]). To say with it: Name [3] as the exception. What speaks against it "
        "or would overturn it: Nobody has sequenced deeper (disputed by [3])."
    )
    assert "Frost et al., 2024; moderate certainty" in text


def test_numbers_and_replies_travel_with_a_sentence(answered: Built) -> None:
    text = answered.text("register/sentences/worse-far-away.txt")
    assert "far away, 0.126 in AUPRC (" in text
    assert COLE in text


def test_the_files_beside_a_card_are_there(answered: Built) -> None:
    links = [link for link in card(answered, "makers-say-so").find_all("a")
             if "sentences/" in str(link.get("href"))]  # fmt: skip
    assert len(links) == 3
    for link in links:
        assert (answered.out / str(link["href"])).is_file()
    assert "quoted by A Tiny Review" in answered.text("register/sentences/makers-say-so.txt")
    bib = answered.text("register/sentences/good-for-genes.bib")
    assert "% Sentence good-for-genes" in bib
    assert "backs good-for-genes" in bib


def test_a_chapter_without_sentences_is_named(book: Book) -> None:
    shutil.copy(ROOTS / "files" / "sentences.yaml", book.root / "evidence" / "sentences.yaml")
    line = book.edit("docs/beta.md", "```{bib", "```{proposal-sentences} gamma\n```\n\n```{bib")
    built = book.build("html")
    assert f"beta.md:{line}: " in built.warnings
    assert "no sentence is of the chapter gamma; there are some of alpha, beta" in built.warnings


def test_the_site_shows_every_sentence_of_the_book() -> None:
    """A chapter with sentences has its list on the page of sentences."""
    root = ROOTS.parents[1]
    page = (root / "docs" / "sentences.md").read_text(encoding="utf-8")
    listed = (root / "evidence" / "sentences.yaml").read_text(encoding="utf-8").splitlines()
    chapters = {line.split(": ")[1] for line in listed if line.startswith("  chapter: ")}
    assert {name for name in chapters if f"{{proposal-sentences}} {name}\n" not in page} == set()
