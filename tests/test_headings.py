"""Addresses of headings: those of the same title stay when others come before them."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup
from conftest import Book, pages_of

PAGE = "docs/beta.md"
PART = '"livingreview.text.addresses",'
WALL = """
(sec-{name})=
### The {name}

#### Evidence for the wall

Words.

"""
END = "```{bibliography}"


def _addresses(book: Book, *names: str) -> list[str]:
    walls = "".join(WALL.format(name=name) for name in names)
    book.edit("conf.py", PART, f'{PART} "livingreview.text.headings",')
    book.edit(PAGE, END, f"## Walls\n{walls}\n{END}")
    built = book.build()
    assert built.status == 0, built.warnings
    every = built.page("beta").select("section:has(> h4)")
    return [str(section["id"]) for section in every]


def test_a_heading_has_the_address_of_its_section_and_its_title(book: Book) -> None:
    found = [one for one in _addresses(book, "near", "far", "mid") if "evidence" in one]
    assert found == [f"sec-{name}-evidence-for-the-wall" for name in ("near", "far", "mid")]


def test_two_of_a_title_in_one_section_are_told_apart(book: Book) -> None:
    twice = "#### Evidence for the wall\n\nWords.\n\n" * 2
    book.edit("conf.py", PART, f'{PART} "livingreview.text.headings",')
    book.edit(PAGE, END, f"## Walls\n\n(sec-near)=\n### Near\n\n{twice}#### Other\n\n{twice}{END}")
    built = book.build()
    assert built.status == 0, built.warnings
    found = [str(one["id"]) for one in built.page("beta").select("section:has(> h4)")]
    assert len(set(found)) == len(found)
    assert "sec-near-evidence-for-the-wall-2" in found
    assert not [one for one in found if re.fullmatch(r"id\d+", one)]


def test_a_title_of_digits_has_a_lasting_address_too(book: Book) -> None:
    book.edit("conf.py", PART, f'{PART} "livingreview.text.headings",')
    book.edit(PAGE, END, f"## 2026-11-22\n\nWords.\n\n{END}")
    built = book.build()
    assert built.status == 0, built.warnings
    assert built.page("beta").select_one("section[id='beta-2026-11-22']")


def test_no_heading_of_the_book_has_a_counted_address(whole_site: Path) -> None:
    counted = []
    for page in pages_of(whole_site):
        tree = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for section in tree.select("section[id]"):
            if re.fullmatch(r"id\d+", str(section["id"])):
                counted.append(f"{page.name}#{section['id']}")
    assert not counted
