"""The files of evidence/ that stand for themselves: good ones are read, bad ones are one line."""

from __future__ import annotations

import re
import shutil
from typing import NamedTuple

import pytest
from conftest import ROOTS, Book, NewBook

from livingreview.cli import main
from livingreview.references import bibfile
from livingreview.register import loading
from livingreview.register.files import screening
from livingreview.register.register import Register

Capture = pytest.CaptureFixture[str]
FILES = sorted(file.name for file in (ROOTS / "files").iterdir())


@pytest.fixture
def book(new_book: NewBook) -> Book:
    """The good book with a good one of every file."""
    made = new_book()
    for name in FILES:
        shutil.copy(ROOTS / "files" / name, made.root / "evidence" / name)
    return made


def check(book: Book, name: str) -> int:
    return main(["--root", str(book.root), "check", f"evidence/{name}"])


def load(book: Book) -> Register:
    works = bibfile.read(book.root / "refs.bib")[0]
    books, problems = loading.load(book.root / "evidence", works, ["alpha", "beta"])
    assert problems == []
    return books


@pytest.mark.parametrize("name", FILES)
def test_a_good_file_has_no_problem(book: Book, capsys: Capture, name: str) -> None:
    assert check(book, name) == 0, capsys.readouterr().out


def test_there_is_a_good_file_of_every_kind(book: Book) -> None:
    assert [f"{name}.yaml" for name in sorted(load(book).parts)] == FILES


def test_every_file_may_be_absent(new_book: NewBook) -> None:
    books = load(new_book())
    assert (books.parts, books.decisions, books.screening, books.quality) == ({}, {}, [], {})
    assert books.causes is None and books.protocol is None and books.post is None


class Case(NamedTuple):
    """One small edit of a good file, and what the one line must say.

    The fault is expected where the edit was made, or at the first line that holds ``at``.
    """

    name: str
    file: str
    old: str
    new: str
    says: str
    at: str = ""


REPLIES = [
    Case("to nothing", "replies", "to: falls-with-distance", "to: fall-with-distance",
         "fall-with-distance is not one of the claims; did you mean falls-with-distance?"),
    Case("work unknown", "replies", "work: cole2024test", "work: cole2024tset",
         "did you mean cole2024test?"),
    Case("no author of the work", "replies", "Dan Dahl", "Ben Bond",
         "Ben Bond is no author of cole2024test; write the name as the work has it",
         at="by: [Cora Cole"),
    Case("nobody signs", "replies", "[Ada Ames]", "[]", "write the authors who sign"),
    Case("judged before it came", "replies", "date: 2025-02-01", "date: 2025-01-01",
         "write a day from 2025-01-25 on", at="judged:"),
    Case("no address", "replies", "  url: https://example.org/ames-reply\n", "",
         "add it: where the reply is public", at="- id: ames-on-linking"),
]  # fmt: skip
DECISIONS = [
    Case("class unknown", "decisions", "class: seq2function", "class: seq2fun",
         "class: seq2fun is not one of the classes; did you mean seq2function?"),
    Case("model unknown", "decisions", "[tiny-net]", "[tiny-nets]", "did you mean tiny-net?"),
    Case("unit unknown", "decisions", "held_out: [locus]", "held_out: [place]",
         "place is not one of the units; write one of: locus"),
    Case("no unit", "decisions", "[locus]", "[]", "write ids of the units to hold out"),
    Case("claim unknown", "decisions", "claim: falls-with", "claim: fall-with",
         "did you mean falls-with-distance?"),
    Case("work unknown", "decisions", "[cole2024test]", "[cole2024tset]",
         "cole2024tset is not in refs.bib; did you mean cole2024test?"),
    Case("number unlike its record", "decisions", "`0.59 <", "`0.60 <",
         "the text says 0.60, the record linking-auprc/distance/near says 0.59; mend the one"),
    Case("address of no value", "decisions", "distance/near>", "distanse/near>",
         "linking-auprc has no row 'distanse'; did you mean distance?"),
    Case("number without a record", "decisions", "start: Tiny,", "start: Tiny, at 0.85,",
         "the number 0.85 has no record; write it as {finding}`0.85 <id>`"),
    Case("no baseline", "decisions", "  baseline: distance, with {finding}`0.59 <linking-auprc/"
         "distance/near>`\n", "", "add it: the baseline to beat", "- id: which-gene"),
    Case("key misspelled", "decisions", "  check:", "  chek:", "did you mean check?"),
    Case("id of a finding", "decisions", "id: which-gene", "id: tiny-own",
         "the id tiny-own stands already at ames2023tiny.yaml"),
]  # fmt: skip
SENTENCES = [
    Case("no hedge", "sentences", "Depth probably explains", "Depth explains",
         "depth-matters is of moderate certainty, and the words do not say so; "
         "write probably or likely"),
    Case("another hedge", "sentences", "Depth probably explains", "Depth may explain",
         "write probably or likely"),
    Case("hedge of a low claim", "sentences", "Tiny may predict", "Tiny predicts",
         "write may or might"),
    Case("chapter unknown", "sentences", "chapter: alpha", "chapter: alpa",
         "alpa is not one of the chapters; did you mean alpha?"),
    Case("claim unknown", "sentences", "claim: depth-matters", "claim: depth-maters",
         "did you mean depth-matters?"),
    Case("neither claim nor speaker", "sentences", "  words_of: the words of its makers\n", "",
         "name the claim that it draws on", "- id: makers-say-so"),
    Case("claim and speaker", "sentences", "  claim: depth-matters\n",
         "  claim: depth-matters\n  words_of: us\n", "not both", "- id: depth-is-a-part"),
    Case("no references", "sentences", "[frost2024third]", "[]", "write citekeys of the works"),
    Case("work cited in the note", "sentences", "grant2025draft", "grant2025drift",
         "did you mean grant2025draft?"),
    Case("grade typed", "sentences", "  note:", "  certainty: high\n  note:", "it is computed",
         "certainty: high"),
    Case("id twice", "sentences", "id: depth-is-a-part", "id: worse-far-away",
         "the id worse-far-away stands already at sentences.yaml:1"),
]  # fmt: skip
CAUSES = [
    Case("wall unknown", "causes", "  - wall: distal", "  - wall: distil",
         "distil is not one of the walls above; did you mean distal?"),
    Case("cause unknown", "causes", "cause: noise", "cause: nose",
         "nose is not one of the causes above"),
    Case("finding unknown", "causes", "[third-look]", "[third-lock]", "did you mean third-look?"),
    Case("no evidence", "causes", "[third-look]", "[]", "name a finding for it or against it",
         "    for: []"),
    Case("on both sides", "causes", "[draft-doubt]", "[linking-auprc]",
         "linking-auprc stands on both sides"),
    Case("pair twice", "causes", "cause: noise", "cause: small",
         "distal and small stand together already; join the two rows"),
    Case("id twice", "causes", "id: people,", "id: distal,", "the id distal stands twice"),
    Case("no remedy", "causes", ", remedy: Weigh it.", "", "add it: what would help",
         "id: small"),
]  # fmt: skip
PREDICTIONS = [
    Case("judged before it was made", "predictions", "judged: 2026-01-20", "judged: 2025-01-20",
         "write a day after 2025-01-20"),
    Case("made in days to come", "predictions", "made: 2025-01-20", "made: 2999-01-20", "future"),
    Case("no day", "predictions", "judged: 2026-01-20", "judged: soon",
         "write a day as 2027-11-30"),
    Case("rests on nothing", "predictions", "  claim: falls-with-distance\n", "",
         "name the claim or the findings that it rests on", "- id: still-falls"),
    Case("finding unknown", "predictions", "  claim: falls-with-distance",
         "  findings: [tiny-owns]", "did you mean tiny-own?"),
    Case("not said how likely", "predictions",
         "  expected: {words: likely, because: It was so for the last one.}\n", "",
         "add it: how likely it is, and why", "- id: still-falls"),
    Case("no reason", "predictions", ", because: It was so for the last one.", "",
         "add it: the reason", "expected:"),
    Case("other words", "predictions", "words: likely", "words: probable",
         "write one of: very likely, likely"),
    Case("certain", "predictions", "words: likely", "share: 1",
         "what is certain is no prediction"),
    Case("words and a number", "predictions", "words: likely", "words: likely, share: 0.8",
         "not both"),
    Case("neither", "predictions", "words: likely, ", "", "or a share that rests on a count"),
    Case("judged before it was made, at last", "predictions", "  claim: falls-with-distance\n",
         "  claim: falls-with-distance\n  outcome: {came: 'yes', on: 2025-01-19, because: x}\n",
         "write a day after 2025-01-20", "  outcome:"),
    Case("truth value", "predictions", "  claim: falls-with-distance\n",
         "  claim: falls-with-distance\n  outcome: {came: yes, on: 2026-01-19, because: x}\n",
         "write it in quotes", "  outcome:"),
]  # fmt: skip
PROTOCOL = [
    Case("kind of a criterion", "protocol", "kind: exclude", "kind: leave out",
         "write one of: include, exclude"),
    Case("id twice", "protocol", "id: no-address", "id: tests-a-model", "stands twice"),
    Case("no end", "protocol", "retire_when: Nobody reads for two quarters.\n", "",
         "add it: when the review is no longer called living", "why_living"),
    Case("a list", "protocol", "why_living: New models come every month.\n",
         "why_livin: New models come every month.\n", "did you mean why_living?"),
]  # fmt: skip
SEARCH = [
    Case("ids short of the total", "search", "total: 2", "total: 3",
         "2 of 3 ids were received, so the run has failed; fetch the rest, or add failed:"),
    Case("failure not told", "search", "  failed: the second page was empty\n", "",
         "1 of 30 ids were received", "total: 30"),
    Case("string not kept", "search", "  string: '(TITLE:\"DNA language model\") AND "
         "FIRST_PDATE:[2024-01-01 TO 2024-12-31]'\n", "",
         "a run of kind string keeps its string", "  kind: string"),
    Case("id received twice", "search", "[PMC1, PMC2]", "[PMC1, PMC1]", "PMC1 stands twice"),
    Case("source unknown", "search", "source: europe-pmc", "source: europe-pcm",
         "did you mean europe-pmc?"),
    Case("adapted from nothing", "search", "from: epmc-one", "from: board",
         "board is no run above"),
    Case("run in front of others", "search", "day: 2025-01-02", "day: 2025-01-09",
         "2025-01-03 is earlier than the run above, 2025-01-09; add runs at the end",
         "day: 2025-01-03"),
    Case("half a work", "search", "total: 0", "total: 0.5", "write a whole number"),
]  # fmt: skip
SCREENING = [
    Case("criterion unknown", "screening", "criterion: no-address", "criterion: no-adress",
         "did you mean no-address?"),
    Case("criterion for taking in", "screening", "criterion: no-address",
         "criterion: tests-a-model", "not one of the criteria for leaving out"),
    Case("left out without criterion", "screening", "  criterion: no-address\n", "",
         "excluded goes with criterion:", "verdict: excluded"),
    Case("waiting with criterion", "screening", "verdict: waiting",
         "verdict: waiting\n  criterion: no-address", "waiting goes without one"),
    Case("taken in by hand", "screening", "verdict: waiting", "verdict: included",
         "a work is taken in by its entry in refs.bib; delete the row"),
    Case("cited all the same", "screening", "doi:10.1000/left.1", "doi:10.1000/TINY.1",
         "doi:10.1000/TINY.1 is in refs.bib; delete the row"),
    Case("cited as its preprint", "screening", "doi:10.1000/left.1",
         "doi:10.1101/2022.11.01.500001", "is in refs.bib"),
    Case("work twice", "screening", "arXiv:2501.00001", "doi:10.1000/left.1", "stands twice"),
    Case("claim unknown", "screening", "[depth-matters]", "[depth-maters]",
         "did you mean depth-matters?"),
    Case("no reader", "screening", "  by: one reader, abstract\n", "", "how many read what of it",
         "- work: arXiv"),
]  # fmt: skip
QUALITY = [
    Case("benchmark unknown", "quality", "pair-bench:", "pair-benches:",
         "pair-benches is not one of the benchmarks; did you mean pair-bench?"),
    Case("truth value", "quality", "{says: 'yes', at: Table S2}", "{says: yes, at: Table S2}",
         "write it in quotes"),
    Case("another answer", "quality", "says: partly", "says: mostly",
         "write one of: yes, partly, no, not reported"),
    Case("answer without a place", "quality", "{says: 'yes', at: Table S2}", "{says: 'yes'}",
         "add it: where it is seen"),
    Case("question not answered", "quality", "    neutral: {says: 'no', at: Interests}\n", "",
         "add it: no stake in any side", "  first:"),
    Case("one reader twice", "quality", "by: Grace", "by: Ada", "Ada has read it first",
         "  second:"),
]  # fmt: skip
POST = [
    Case("work unknown", "post", "[ames2023tiny]", "[ames2023tinny]",
         "ames2023tinny is not in refs.bib; did you mean ames2023tiny?"),
    Case("post unknown", "post", "work: hill2025bare", "work: hill2025bear",
         "did you mean hill2025bare?"),
    Case("link without a work", "post", "[ames2023tiny]", "[]", "citekeys of the works"),
    Case("no address", "post", "https://a.example/again", "a.example/again",
         "write a full address, https://..."),
    Case("address twice", "post", "https://a.example/again", "https://a.example/tiny/.",
         "https://a.example/tiny/. stands twice; keep one"),
    Case("chapter unknown", "post", "chapter: beta", "chapter: bata", "did you mean beta?"),
    Case("verdict unknown", "post", "verdict: narrowed", "verdict: narrow",
         "write one of: stands, narrowed, aged, imprecise"),
    Case("side unknown", "post", "sides: agrees in part", "sides: partly",
         "write one of: agrees, agrees in part, differs"),
    Case("opinion without words", "post", ", because: Depth was not asked.", "",
         "add it: what was said", "  second:"),
    Case("claim unknown", "post", "depth-matters]", "depth-maters]", "did you mean depth-matters?"),
    Case("number unlike its record", "post", "`82.6% <", "`82.7% <",
         "the text says 82.7%, the record window-share says 82.6; mend"),
    Case("number without a record", "post", "Depth was not asked.", "Depth was 48.",
         "the number 48 has no record"),
    Case("label misspelled", "post", "at: fig-models", "at: Fig models", "the label of a section"),
    Case("no claims", "post", "  claims: [falls-with-distance, depth-matters]\n", "",
         "add it: ids of claims that it became, or []", "- says: Tiny reads far."),
]  # fmt: skip
CASES = [
    *REPLIES, *DECISIONS, *SENTENCES, *CAUSES, *PREDICTIONS, *PROTOCOL, *SEARCH, *SCREENING,
    *QUALITY, *POST,
]  # fmt: skip


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case.file}: {case.name}") for case in CASES]
)
def test_a_bad_file_is_one_line_at_its_place(book: Book, capsys: Capture, case: Case) -> None:
    file = f"evidence/{case.file}.yaml"
    line = book.edit(file, case.old, case.new)
    line = book.line(file, case.at) if case.at else line
    assert check(book, f"{case.file}.yaml") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert case.says in problem
    assert problem.startswith(f"{file}:{line}: ")
    assert "; " in problem


def test_a_claim_that_sinks_takes_its_sentence_along(book: Book, capsys: Capture) -> None:
    """The grade is computed, so a finding less makes a sentence too sure."""
    claims = (book.root / "evidence/claims/alpha.yaml").read_text(encoding="utf-8")
    fewer = re.sub(r" +- \{finding: (linking-auprc|again-range),.*\n", "", claims, count=2)
    book.write("evidence/claims/alpha.yaml", fewer)
    assert check(book, "sentences.yaml") == 1
    (problem,) = capsys.readouterr().out.splitlines()
    assert "falls-with-distance is of low certainty" in problem


def test_a_broken_record_blurs_no_file_that_names_it(book: Book, capsys: Capture) -> None:
    book.edit("evidence/papers/ames2023tiny.yaml", "n: 1942", "n: -5")
    book.edit("evidence/papers/cole2024test.yaml", "[0.61, 0.126]", "[0.61]")
    for name in FILES:
        assert check(book, name) == 0, capsys.readouterr().out


def test_an_id_is_kept_for_ever(book: Book, capsys: Capture) -> None:
    """What was published cannot vanish from these files either."""
    assert main(["--root", str(book.root), "freeze"]) == 0
    book.edit("evidence/search.yaml", "id: board", "id: boards")
    assert check(book, "published-ids.txt") == 1
    assert "the id board was published and no record has it" in capsys.readouterr().out


def test_works_taken_in_are_computed(book: Book) -> None:
    books = load(book)
    rows = screening.every(books.references, books.screening)
    assert [row.verdict for row in rows[-2:]] == ["excluded", "waiting"]
    assert {row.verdict for row in rows[:-2]} == {"included"}
    assert [row.work for row in rows[:-2]] == sorted(books.references)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("    aliases: [Tiny Net, tiny-net]\n", "the alias tiny-net is a name of"),
        ("    aliases: [Tiny]\n", "the alias Tiny is a name of tiny-net already; drop it"),
    ],
)
def test_an_alias_leads_to_one_model(book: Book, capsys: Capture, text: str, says: str) -> None:
    book.edit("evidence/papers/ames2023tiny.yaml", "    name: Tiny\n", f"    name: Tiny\n{text}")
    assert check(book, "papers/ames2023tiny.yaml") == 1
    assert says in capsys.readouterr().out
