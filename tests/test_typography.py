"""Quotes, apostrophes and primes of records: one way of printing them, whoever prints them."""

from __future__ import annotations

import pytest
from conftest import Book

from livingreview.figures.sheet import WIDE, Sheet
from livingreview.html.records.render import environment
from livingreview.text.typography import printed_within, typographic


@pytest.mark.parametrize(
    ("recorded", "shown"),
    [
        ("the makers' own test", "the makers’ own test"),
        ("foundation models' own", "foundation models’ own"),
        ("a gene's 'best' score", "a gene’s ‘best’ score"),
        ('it is "ready", they say', "it is “ready”, they say"),
        ('("ready")', "(“ready”)"),
        ("3' UTR and 5' untranslated regions", "3′ UTR and 5′ untranslated regions"),
        ("3’ profiles", "3′ profiles"),
        ("3'UTR", "3′UTR"),
        ("section 2.3'", "section 2.3’"),
        ("'at least 3 runs'", "‘at least 3 runs’"),
        ("no sign at all", "no sign at all"),
    ],
)
def test_signs_of_a_keyboard_are_set_as_people_set_them(recorded: str, shown: str) -> None:
    assert typographic(recorded) == shown
    assert typographic(shown) == shown  # what is set stays


def test_a_template_sets_words_and_leaves_mark_up_and_addresses() -> None:
    page = environment().from_string("<p class='a'>{{ words }}</p> {{ mark|safe }} {{ link }}")
    made = page.render(words="its makers' words", mark="<b title='x'>", link="https://x.org/a'b")
    assert "its makers’ words" in made
    assert "<p class='a'>" in made and "<b title='x'>" in made and "a&#39;b" in made


def test_data_for_a_script_keep_their_keys() -> None:
    assert printed_within({"it's": ["a model's", 3, None]}) == {"it's": ["a model’s", 3, None]}


def test_a_figure_has_no_straight_apostrophe() -> None:
    sheet = Sheet(WIDE)
    sheet.text(0, 20, "models' own, in 3' UTRs")
    drawn = sheet.svg("a picture")
    assert "models’ own" in drawn and "'" not in drawn.partition("<text")[2]


def test_a_strand_has_its_prime_on_a_page_and_code_is_as_written(book: Book) -> None:
    book.edit(
        "conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.text.typography",'
    )
    book.edit(
        "docs/beta.md", "Within genes", "In 3' UTRs of a model's genes, `3' UTR`.\nWithin genes"
    )
    built = book.build()
    assert (built.status, built.warnings) == (0, "")
    words = built.page("beta").get_text()
    assert "In 3′ UTRs of a model’s genes" in words
    assert "3' UTR" in words
