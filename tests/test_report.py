"""Reporting an error, disputing a claim: links that open forms, and the forms themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from bs4 import Tag
from conftest import Book, Built, NewBook

FORMS = Path(__file__).parents[1] / ".github" / "ISSUE_TEMPLATE"
ISSUES = "https://github.com/owner/name/issues/new"
KINDS = {"input", "textarea", "dropdown", "checkboxes", "markdown"}


@pytest.fixture(scope="module")
def told(new_book: NewBook) -> Built:
    """The tiny book, whose repository has an address."""
    built = new_book().build("html", "-D", f"livingreview_issues={ISSUES}")
    assert built.status == 0, built.warnings + built.stderr
    return built


def form(name: str) -> dict[str, Any]:
    text = (FORMS / name).read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def asked(link: Tag) -> dict[str, str]:
    """What a link fills in, by the field of the form."""
    query = parse_qs(urlsplit(str(link["href"])).query, strict_parsing=True)
    return {name: value for name, (value,) in query.items()}


def links(built: Built, page: str, words: str) -> list[Tag]:
    return [link for link in built.page(page).find_all("a") if link.get_text() == words]


@pytest.mark.parametrize("name", ["error.yml", "dispute.yml", "paper.yml"])
def test_a_form_is_one_that_github_takes(name: str) -> None:
    made = form(name)
    assert made["name"] and made["description"]
    ids = [part["id"] for part in made["body"]]
    assert len(ids) == len({*ids})
    labels = [part["attributes"]["label"] for part in made["body"]]
    assert len(labels) == len({*labels})
    assert {part["type"] for part in made["body"]} <= KINDS
    for part in made["body"]:
        if part["type"] == "dropdown":
            options = part["attributes"]["options"]
            assert len(options) == len({*options}) > 1


@pytest.mark.parametrize(
    ("page", "words", "where"),
    [
        ("register/claims", "Dispute this claim", "depth-matters"),
        ("register/claims", "Report an error", "depth-matters"),
        ("register/findings", "Report an error", "linking-auprc"),
        ("register/models", "Report an error", "tiny-net"),
        ("alpha", "Dispute this claim", "falls-with-distance"),
    ],
)
def test_a_link_fills_a_form_that_has_its_fields(
    told: Built, page: str, words: str, where: str
) -> None:
    found = [asked(link) for link in links(told, page, words)]
    filled = next(one for one in found if one["where"] == where)
    fields = {part["id"] for part in form(filled["template"])["body"]}
    assert {*filled} - {"template", "title"} <= fields
    assert filled["version"].startswith("1.2.3")


def test_every_figure_can_be_reported(told: Built) -> None:
    figures = told.page("alpha").select("figure.drawn")
    assert figures
    for figure in figures:
        link = figure.find("a", string="Report an error")
        assert isinstance(link, Tag)
        assert asked(link)["where"].startswith("alpha.html")


def test_without_an_address_nothing_can_be_pressed(site: Built) -> None:
    for page in site.pages():
        assert "issues/new" not in page.read_text(encoding="utf-8"), page.name


def test_a_book_on_paper_has_no_such_links(book: Book) -> None:
    built = book.build("text", "-D", f"livingreview_issues={ISSUES}")
    assert built.status == 0, built.warnings + built.stderr
    assert "Dispute this claim" not in built.text("register/claims.txt")
