"""What a reader sees of the grades: weights, marks, spread, sensitivity, history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import yaml
from conftest import DEPTH, Book, Built

from livingreview.cli import main
from livingreview.pages.grades import studies
from livingreview.register.agreement import cohen
from livingreview.register.history import Stated, changes
from livingreview.register.register import Register

CLAIM = """\
- id: good-across-genes
  says: Tiny may predict differences between genes.
  supports:
    - {finding: tiny-own, because: it measured them, again: full}
    - {finding: linking-auprc, because: it saw near and far pairs, link: part, again: full}
  disputes:
    - {finding: draft-doubt, because: a draft sees none}
  qualifies: [again-range]
  searched: {date: 2024-10-01, where: [titles, abstracts], strings: [genes], found: [again-range]}
  bias: {first: some, second: none, because: one lab did all, date: 2024-10-01}
  counter: Only its makers measured it.
  reviewed: 2024-10-01
"""
PAGE = """
## Grades

:::{evidence-figure} grades
:name: fig-grades

A square is a claim.
:::

```{grade-sensitivity}
```

```{grade-agreement}
```

```{claim-changes}
```

```{summary-of-findings} beta
```
"""


@pytest.fixture(scope="module")
def site(new_book: Callable[[], Book]) -> Built:
    """The tiny book with a claim of the new form, an older version of it, and every table."""
    book = new_book()
    frozen = [
        {
            "version": "0.9",
            "claims": {
                "good-across-genes": {
                    "says": "Tiny predicts.", "certainty": "high", "supports": ["tiny-own"],
                },
                "gone": {"says": "All is lost.", "certainty": "low"},
                "depth-matters": {
                    "says": DEPTH, "certainty": "moderate",
                },
            },
        }
    ]  # fmt: skip
    book.write("evidence/claims/beta.yaml", CLAIM)
    book.write("evidence/published-claims.yaml", yaml.safe_dump(frozen))
    path = book.root / "docs/methods.md"
    path.write_text(path.read_text(encoding="utf-8") + PAGE, encoding="utf-8")
    built = book.build("html")
    assert (built.status, built.stderr) == (0, "")
    return built


def claim_row(site: Built) -> str:
    return " ".join(site.row("claims", "good-across-genes").get_text(" ").split())


@pytest.mark.parametrize(
    "words",
    [
        "Ames and Bond (2023) : it measured them (weight 0.5, its authors gain)",
        "Cole and Dahl (2024) : it saw near and far pairs (weight 0.5, in part)",
        "Grant (2025) : a draft sees none (weight 0.5, preprint)",
        "weight for 1, against 0.5",
        "allegiance: the authors of 1 of 2 papers gain by it",
        "bias: some: one lab did all",
        "day: 2024-10-01; where: titles; abstracts; words: genes; found: what stands here",
        "in 0.9, high: Tiny predicts.",
    ],
)
def test_a_claim_shows_weights_marks_search_and_history(site: Built, words: str) -> None:
    assert words in claim_row(site)


def test_the_spread_counts_every_claim_once(site: Built) -> None:
    shown = site.page("methods").find(id="fig-grades")
    assert shown is not None
    for svg in shown.find_all("svg"):
        assert len([square for square in svg.find_all("rect") if square.title]) == 3
        assert "alpha: 2 moderate. beta: 1 low." in svg["aria-label"]
    words = " ".join(shown.figcaption.get_text(" ").split())
    assert words.startswith("No claim is of high certainty: of 3 graded claims 2 are of moderate")
    assert "Drawn from 3 claims." in words
    (data,) = [a["href"] for a in shown.select("a.download") if a["href"].endswith(".csv")]
    assert len(site.text(data).splitlines()) == 4


def test_sensitivity_names_the_claims_that_move(site: Built) -> None:
    table = site.page("methods").find_all("table")[-4]
    rows = {
        row.td.get_text(strip=True): " ".join(row.get_text(" ").split())
        for row in table.find_all("tr")[1:]
    }
    assert "good across genes" not in rows["without preprints"]
    assert rows["as graded"].split()[-4:] == ["0", "2", "1", "0"]
    assert "claims would change on average" in site.page("methods").get_text()


def test_agreement_of_two_readers_is_printed(site: Built) -> None:
    table = site.page("methods").find_all("table")[-3]
    text = " ".join(table.get_text(" ").split())
    assert "How a finding bears on its claim 1 of 2" in text
    assert "Whether the studies share a flaw 0 of 1" in text


def test_changes_since_a_version_are_named_with_their_findings(site: Built) -> None:
    text = " ".join(site.page("methods").find_all("table")[-2].get_text(" ").split())
    assert "Regraded high → low Tiny predicts. Tiny may predict" in text
    assert "now Cole and Dahl (2024)" in text
    assert "Retired low All is lost." in text
    assert "New moderate Tiny probably links enhancers" in text
    assert "linking-auprc" not in text  # a reader knows a finding by its work


def test_summary_of_findings_says_grade_studies_and_counter(site: Built) -> None:
    text = " ".join(site.page("methods").find_all("table")[-1].get_text(" ").split())
    assert "Tiny may predict differences between genes. ●●○○ low" in text
    assert "2 works: 2 peer-reviewed" in text and "Only its makers measured it." in text


@pytest.mark.parametrize(
    ("reviews", "words"),
    [
        (["preprint", "preprint", "peer-reviewed"], "3 works: 2 preprints, 1 peer-reviewed"),
        (["peer-reviewed", "peer-reviewed"], "2 works: 2 peer-reviewed"),
        (["company"], "1 work: 1 company report"),
        ([], "none"),
    ],
)
def test_works_are_counted_by_kind(reviews: list[str], words: str) -> None:
    names = [f"finding-{place}" for place, _ in enumerate(reviews)]
    by_name = dict(zip(names, reviews, strict=True))
    claim = SimpleNamespace(ids=lambda _: names)
    paper_of = {name: f"work-of-{name}" for name in names}
    books = SimpleNamespace(claims={"one": claim}, paper_of=paper_of, review=by_name.get)
    assert studies(cast("Register", books), "one") == words


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"a": "x low"}, [("added", "a", (), ())]),
        ({"a": "x low"}, {}, [("retired", "a", (), ())]),
        ({"a": "x low"}, {"a": "x low"}, []),
        ({"a": "x low f"}, {"a": "x low f g"}, []),  # neither words nor grade
        ({"a": "x low f"}, {"a": "y low g"}, [("turned", "a", ("g",), ("f",))]),
        ({"a": "x low f"}, {"a": "x high f g"}, [("regraded", "a", ("g",), ())]),
        ({"a": "x low f"}, {"a": "y high f"}, [("regraded", "a", (), ())]),
    ],
)
def test_changes(
    before: dict[str, str], after: dict[str, str], expected: list[tuple[object, ...]]
) -> None:
    def stated(claims: dict[str, str]) -> dict[str, Stated]:
        parts = {name: words.split() for name, words in claims.items()}
        return {
            name: Stated.model_validate({"says": says, "certainty": grade, "supports": findings})
            for name, (says, grade, *findings) in parts.items()
        }

    found = changes(stated(before), stated(after))
    assert [(one.kind, one.claim, one.added, one.dropped) for one in found] == expected


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0.0),
        ([("a", "a"), ("a", "a")], None),  # one word alone says nothing of chance
        ([], None),
    ],
)
def test_cohens_kappa(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    assert cohen(pairs).kappa == kappa


def test_freezing_keeps_older_versions(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    file = book.root / "evidence/published-claims.yaml"
    assert main(["--root", str(book.root), "freeze"]) == 0
    first = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert len(first) == 1 and "depth-matters" in first[0]["claims"]
    book.write("evidence/claims/beta.yaml", CLAIM)
    book.edit("CITATION.cff", 'version: "', 'version: "9')
    assert main(["--root", str(book.root), "freeze"]) == 0
    both = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert both[0] == first[0] and len(both) == 2
    assert "1 claims changed" in capsys.readouterr().err
    assert main(["--root", str(book.root), "check"]) == 0


def test_a_damaged_history_is_one_line(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book.write("evidence/published-claims.yaml", "- {version: '1', claims: {a: {says: x}}}\n")
    assert main(["--root", str(book.root), "check"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("evidence/published-claims.yaml:1: ") and "certainty" in line


def test_an_unknown_chapter_has_no_summary(book: Book) -> None:
    path: Path = book.root / "docs/methods.md"
    path.write_text(path.read_text("utf-8") + "\n```{summary-of-findings} betta\n```\n", "utf-8")
    built = book.build("dummy")
    assert "'betta' has no claims; did you mean beta?" in built.warnings
