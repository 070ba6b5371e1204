"""Lists of the register as a reader uses them: menus, words, order, folds, addresses, cards."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.site import PHONE

KINDS = ["claims", "findings", "models", "benchmarks", "datasets", "papers"]
DISK = pytest.mark.parametrize("disk", [False, True], ids=["server", "disk"])
ROWS = "table.list > tbody > tr"


def shown(window: Page) -> list[str]:
    """The ids of the records that can be seen, in their order."""
    found = window.locator(f"{ROWS}:visible")
    return list(found.evaluate_all("rows => rows.map((row) => row.id)"))


def choose(window: Page, menu: str, value: str) -> int:
    """Choose a value in a menu; return how many records the menu said it would leave."""
    option = window.get_by_label(menu, exact=True).locator(f"option[value='{value}']")
    label = str(option.evaluate("option => option.label"))
    window.get_by_label(menu, exact=True).select_option(value)
    found = re.search(r"\((\d+)\)$", label)
    assert found, label
    return int(found[1])


def test_menus_narrow_a_list_and_say_by_how_much(visit: Visits) -> None:
    window = visit("register/findings")
    every = len(shown(window))
    first = choose(window, "Held out", "person")
    assert 0 < len(shown(window)) == first < every
    second = choose(window, "Tested", "by others")
    assert 0 < len(shown(window)) == second < first
    expect(window.locator(".register-tools [role=status]")).to_have_text(
        f"{second} of {every} findings"
    )
    window.get_by_role("button", name="Show all").click()
    assert len(shown(window)) == every


def test_what_would_leave_nothing_cannot_be_chosen(visit: Visits) -> None:
    window = visit("register/findings")
    choose(window, "Class", "transcriptome")
    option = window.get_by_label("Task", exact=True).locator("option[value='eQTL variant effect']")
    assert option.evaluate("option => option.disabled && option.label.endsWith('(0)')")


def test_a_heading_counts_what_is_shown_and_goes_with_its_last_record(visit: Visits) -> None:
    window = visit("register/models")
    left = choose(window, "Class", "seq2seq")
    heads = window.locator("h2.list-group:visible")
    expect(heads).to_have_count(1)
    expect(heads).to_contain_text(str(left))


def test_words_find_what_stands_in_a_fold(visit: Visits) -> None:
    window = visit("register/models")
    window.get_by_label("Filter").fill("ctheodoris geneformer")
    assert "geneformer" in shown(window)
    assert len(shown(window)) < 20


@DISK
def test_the_address_holds_the_choice(visit: Visits, disk: bool) -> None:
    window = visit("register/claims", disk=disk)
    choose(window, "Certainty", "moderate")
    window.get_by_label("Filter").fill("people")
    chosen = shown(window)
    query = urlsplit(window.url).query
    assert "certainty=moderate" in query and "words=people" in query
    window.reload()
    expect(window.get_by_label("Certainty")).to_have_value("moderate")
    assert shown(window) == chosen


def test_an_unknown_choice_in_an_address_shows_all(visit: Visits) -> None:
    window = visit("register/claims")
    every = shown(window)
    window.goto(f"{window.url}?certainty=none-such&nothing=here")
    assert shown(window) == every


def test_another_order_and_back(visit: Visits) -> None:
    window = visit("register/models")
    before = shown(window)
    window.get_by_label("Order").select_option("name")
    names = window.locator(f"{ROWS}:visible strong").all_text_contents()
    assert names == sorted(names, key=str.lower)
    expect(window.locator("h2.list-group:visible")).to_have_count(0)
    window.get_by_label("Order").select_option("")
    assert shown(window) == before


def test_on_a_phone_the_menus_are_folded_and_the_count_is_not(visit: Visits) -> None:
    window = visit("register/findings", PHONE)
    expect(window.get_by_label("Held out", exact=True)).to_be_hidden()
    expect(window.locator(".register-tools [role=status]")).to_contain_text("findings")
    window.locator(".register-fold summary").click()
    every = len(shown(window))
    assert 0 < choose(window, "Held out", "person") < every


BEGUN_BY_A_COMMA = """() => [...document.querySelectorAll("table.list td > p")].filter((one) => {
  const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let before = null;
  for (let node; (node = walk.nextNode()); ) {
    range.selectNodeContents(node);
    const [first] = range.getClientRects();
    if (!first) continue;
    if (before && /^[,;.]/.test(node.data) && first.top > before.bottom - 2) return true;
    before = [...range.getClientRects()].pop();
  }
  return false;
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("width", [1366, PHONE])
def test_no_line_of_a_list_begins_with_a_comma(visit: Visits, width: int) -> None:
    window = visit("register/papers", width)
    window.add_style_tag(content=f"{ROWS} {{ content-visibility: visible !important }}")
    assert window.evaluate(BEGUN_BY_A_COMMA) == []


@DISK
@pytest.mark.parametrize("width", [1366, PHONE])
def test_who_follows_a_number_sees_its_whole_record(visit: Visits, disk: bool, width: int) -> None:
    window = visit("transcriptome", width, disk)
    address = str(window.locator("article a.finding").last.evaluate("link => link.href"))
    window.goto(address)
    row = window.locator(f"[id='{urlsplit(address).fragment}']")
    expect(row.locator("details .facts-list")).to_be_visible()
    expect(row).to_be_in_viewport()
    top = row.evaluate("row => row.getBoundingClientRect().top")
    assert 0 <= top < 200


def test_a_fold_opens_by_keyboard(visit: Visits) -> None:
    window = visit("register/findings")
    fold = window.locator(f"{ROWS} details").first
    expect(fold.locator("dl")).to_be_hidden()
    fold.locator("summary").focus()
    window.keyboard.press("Enter")
    expect(fold.locator("dl")).to_be_visible()


@pytest.mark.parametrize("page", ["register/models", "models/scgpt"])
def test_a_model_leads_to_its_comparison(visit: Visits, page: str) -> None:
    window = visit(page)
    if page.startswith("register/"):
        window.locator("tr#scgpt summary").click()
    window.get_by_role("link", name="Compare scGPT").click()
    expect(window.get_by_label("First model")).to_have_value("scgpt")


@pytest.mark.parametrize("kind", KINDS)
def test_heads_stay_in_sight(visit: Visits, kind: str) -> None:
    window = visit(f"register/{kind}")
    window.locator(f"{ROWS}:nth-child(9)").first.evaluate("row => row.scrollIntoView()")
    head = window.locator("table.list thead").first
    expect(head).to_be_in_viewport()


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_phone_a_record_is_a_card_that_names_its_parts(visit: Visits, kind: str) -> None:
    window = visit(f"register/{kind}", PHONE)
    cell = window.locator(f"{ROWS}").nth(1).locator(":scope > td").nth(2)
    name = cell.get_attribute("data-col")
    assert name in cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert window.evaluate("document.documentElement.scrollWidth") <= PHONE


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_is_there_without_scripts(visit: Visits, kind: str) -> None:
    window = visit(f"register/{kind}", java_script_enabled=False)
    rows = window.locator(ROWS)
    assert rows.count() > 50
    expect(rows.last).to_be_visible()
    fold = rows.first.locator("details")
    fold.locator("summary").click()
    expect(fold.locator("dl")).to_be_visible()


def test_five_thousand_findings_answer_at_once(visit: Visits) -> None:
    """Rows out of sight cost nothing: what a key press takes does not grow as the list does."""
    window = visit("register/findings")
    laid_out = window.evaluate(
        f"""() => {{
          const rows = [...document.querySelectorAll("{ROWS}")];
          const body = rows[0].parentNode, table = body.parentNode;
          body.remove();
          for (let turn = 0; turn < 7; turn += 1)
            body.append(...rows.map((row) => row.cloneNode(true)));
          table.append(body);
          const option = {{ contentVisibilityAuto: true }};
          const paragraphs = [...body.rows].map((row) => row.cells[0].firstChild);
          const inSight = paragraphs.filter((one) => one.checkVisibility(option));
          return [body.rows.length, inSight.length];
        }}"""
    )
    assert laid_out[0] > 5_000
    assert laid_out[1] < 100
