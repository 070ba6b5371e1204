"""What a claim owes: each fault is one line, at the right place, with what to do."""

from __future__ import annotations

import re

import pytest
from conftest import Book

from livingreview.cli import main

AMES = "evidence/papers/ames2023tiny.yaml"
BETA = "evidence/claims/beta.yaml"
GOOD = """\
- id: good-across-genes
  says: Tiny may predict differences between genes.
  cell: {class: seq2function, held_out: locus, contrast: across genes, says: holds}
  supports:
    - {finding: tiny-own, because: it measured them, gain: some}
    - finding: linking-auprc
      because: it saw near and far pairs
      again: part
  qualifies: [again-range]
  searched:
    {date: 2024-10-01, where: [titles], strings: [genes], found: [again-range], note: two answers}
  bias: {first: some, second: none, because: one lab did all, date: 2024-10-01}
  counter: Only its makers measured it.
  reviewed: 2024-10-01
"""


def faults(book: Book, text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the check says of a file of claims, of a register that cannot tell who gains."""
    rival = "compared_with: {what: linear model, value: 0.81, kind: baseline}"
    book.edit(AMES, rival, "outcome: {won: mixed, words_of: authors}")
    book.write(BETA, text)
    main(["--root", str(book.root), "check", BETA])
    return capsys.readouterr().out.splitlines()


def test_a_whole_claim_is_no_fault(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert faults(book, GOOD, capsys) == []


def test_a_claim_of_ids_alone_owes_reasons_a_search_and_a_judgment(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = """\
- id: good-across-genes
  says: Tiny may predict differences between genes.
  supports: [linking-auprc]
  counter: Only its makers measured it.
  reviewed: 2024-10-01
"""
    bias, search, reason = faults(book, bare, capsys)
    assert "linking-auprc gives no reason" in reason
    assert "nobody has said where evidence against it was sought" in search
    assert "nobody has judged whether its supports share a flaw" in bias


@pytest.mark.parametrize(
    ("old", "new", "says", "at"),
    [
        # reasons
        (", because: it measured them", "", "tiny-own gives no reason; write because:", "tiny-own"),
        (
            re.compile(r"    - finding: linking-auprc\n.*\n.*\n"),
            "    - linking-auprc\n",
            "linking-auprc gives no reason; write because:",
            "- linking-auprc",
        ),
        (
            "  qualifies:",
            "  disputes: [third-look]\n  qualifies:",
            "third-look gives no reason; write because:",
            "third-look",
        ),
        (
            "because: it measured them",
            "why: it measured them",
            "why: this key is not known",
            "tiny-own",
        ),
        # who gains
        (
            ", gain: some",
            "",
            "whether the authors of tiny-own gain by it cannot be computed; write "
            "gain: some, none or against",
            "tiny-own",
        ),
        (
            "      again: part",
            "      gain: none",
            "the gain of linking-auprc is computed (no); delete gain",
            "linking-auprc",
        ),
        ("gain: some", "gain: maybe", "some, none, against", "tiny-own"),
        # how it bears on the claim
        ("again: part", "again: partly", "full, part, indirect, none", "again:"),
        ("again: part", "link: none", "full, part, indirect", "link:"),
        ("again: part", "steps: 2", "greater than or equal to 3", "steps:"),
        ("again: part", "part: far", "linking-auprc is of part far, which parts does not name", ""),
        # the search
        (
            re.compile(r"  searched:\n.*\n"),
            "",
            "nobody has said where evidence against it was sought",
            "good-across",
        ),
        (
            "found: [again-range]",
            "found: [draft-doubt]",
            "draft-doubt is linked nowhere in this claim",
            "draft-doubt",
        ),
        (
            "date: 2024-10-01, where",
            "date: 2030-10-01, where",
            "this day lies in the future",
            "{date: 2030",
        ),
        ("where: [titles]", "where: []", "where", "{date: 2024"),
        # bias
        (
            re.compile(r"  bias: .*\n"),
            "",
            "nobody has judged whether its supports share a flaw",
            "good-across",
        ),
        ("first: some", "first: much", "none, some, serious", "  bias"),
        # the map
        ("class: seq2function", "class: seq2funktion", "did you mean seq2function?", "  cell"),
        ("held_out: locus", "held_out: lokus", "did you mean locus?", "  cell"),
        ("says: holds}", "says: works}", "holds, stops", "  cell"),
        # parts
        (
            "  supports:",
            "  parts: {near: It does near.}\n  supports:",
            "nothing supports near",
            "  parts",
        ),
        # the sentence and the grade
        (
            "may predict",
            "predicts",
            "the sentence does not fit its grade, which is low; write may or might",
            "  says",
        ),
        (
            "  qualifies: [again-range]\n",
            "  disputes:\n    - {finding: again-range, because: x}\n"
            "    - {finding: window-share, because: so it is, gain: none}\n"
            "    - {finding: third-look, because: so it is}\n",
            "of the weight speaks against it; turn the sentence",
            "  says",
        ),
        # what is computed
        ("  counter:", "  certainty: low\n  counter:", "it is computed", "  certainty"),
    ],
)
def test_a_fault_of_a_claim_is_one_line(
    book: Book,
    capsys: pytest.CaptureFixture[str],
    old: str | re.Pattern[str],
    new: str,
    says: str,
    at: str,
) -> None:
    text = (
        re.sub(old, new, GOOD, count=1) if isinstance(old, re.Pattern) else GOOD.replace(old, new)
    )
    assert text != GOOD
    found = faults(book, text, capsys)
    assert len(found) == 1 and says in found[0], found
    assert at in text.splitlines()[int(found[0].split(":")[1]) - 1]
