"""The evidence map: which verdict a cell shows, and where it leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Book, Built

from livingreview.register.evidencemap import verdict

VERY_LOW, LOW, MODERATE, HIGH = range(4)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(LOW, "a", "holds")], ("holds", "low", ("a",))),
        ([(LOW, "a", "stops"), (HIGH, "b", "stops")], ("stops", "high", ("b", "a"))),
        # the best graded claim decides
        ([(MODERATE, "a", "stops"), (LOW, "b", "holds")], ("stops", "moderate", ("a", "b"))),
        ([(LOW, "a", "stops"), (VERY_LOW, "b", "holds")], ("stops", "low", ("a", "b"))),
        # both at moderate or above, or at one grade
        (
            [(MODERATE, "a", "stops"), (MODERATE, "b", "holds")],
            ("disputed", "moderate", ("a", "b")),
        ),
        ([(MODERATE, "a", "stops"), (HIGH, "b", "holds")], ("disputed", "high", ("b", "a"))),
        ([(LOW, "a", "stops"), (LOW, "b", "holds")], ("disputed", "low", ("a", "b"))),
        # that none has been shown is no verdict beside one
        ([(MODERATE, "a", "untested")], ("untested", "moderate", ("a",))),
        ([(MODERATE, "a", "untested"), (LOW, "b", "stops")], ("stops", "low", ("b", "a"))),
    ],
)
def test_verdict(
    said: list[tuple[int, str, str]], expected: tuple[str, str, tuple[str, ...]]
) -> None:
    found = verdict("across-genes", said)
    assert (found.says, found.certainty, found.claims) == expected


CLAIM = """\
- id: good-across-genes
  says: Tiny probably predicts differences between genes.
  cell: {class: seq2function, held_out: locus, contrast: across genes, says: holds}
  supports:
    - {finding: tiny-own, because: it measured them}
    - {finding: linking-auprc, because: it saw near and far pairs}
  searched: {date: 2024-10-01, where: [titles], strings: [genes], found: []}
  bias: {first: none, because: no flaw was seen, date: 2024-10-01}
  counter: Only its makers measured it.
  reviewed: 2024-10-01
"""


@pytest.fixture(scope="module")
def site(new_book: Callable[[], Book]) -> Built:
    book = new_book()
    book.write("evidence/claims/beta.yaml", CLAIM)
    path = book.root / "docs/methods.md"
    path.write_text(path.read_text("utf-8") + "\n```{evidence-map}\n```\n", "utf-8")
    built = book.build("html")
    assert not built.stderr, built.stderr[-1500:]
    return built


def test_a_cell_says_its_verdict_and_leads_to_its_claim(site: Built) -> None:
    table = site.page("methods").find("table", class_="evidence-map")
    assert table is not None
    first, *cells = table.find_all("tr")[1].find_all("td")
    assert first.get_text(strip=True) == "locus"
    assert [" ".join(cell.get_text(" ").split()) for cell in cells] == [
        "holds ●●●○ across genes",
        "no claim",
        "no claim",
    ]
    assert cells[0].a["href"] == "register/claims.html#good-across-genes"
