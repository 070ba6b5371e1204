"""What a record owes: every value its conditions, its sides and a source with an address."""

from __future__ import annotations

from collections.abc import Iterator

from livingreview.register import vocabulary
from livingreview.register.conditions import COMPARED
from livingreview.register.faults import Fault
from livingreview.register.fields import PLACES, Address
from livingreview.register.finding import Finding
from livingreview.register.sides import outcome, pairs, uneven
from livingreview.register.vocabulary import Vocabulary

OWED = ("task", "metric", "data", "held_out", "contrast", "rule", "sides")  # by a result


def of_address(address: Address | None) -> Iterator[Fault]:
    """What a record's address lacks to be opened; ``None`` where there is none."""
    if address is None or not address.place:
        remedy = "add source: {repo, commit, path} or {url} or {doi} or {account}, here or above"
        yield ("source",), "no source has an address", remedy
        return
    named = [name for name in PLACES if getattr(address, name)]
    if len(named) > 1:
        found = f"{' and '.join(named)} are two places"
        yield ("source", named[1]), found, "keep the one that was opened"
    owed = {"repo": ("commit", "path"), "account": ("kind",)}.get(address.place, ())
    computed = ("recipe",) if address.how == "computed" else ()
    for name in (*owed, "how", "seen", *computed):
        if not getattr(address, name):
            wanted = Address.model_fields[name].description or f"the {name} that was opened"
            yield ("source", name), "the field is missing", f"add it: {wanted}"


def of_finding(finding: Finding, words: Vocabulary) -> Iterator[Fault]:
    """What a finding owes by its kind, once all that it inherits is filled in."""
    has_value = finding.value is not None or finding.table is not None
    if finding.kind in ("statement", "reported") and has_value:
        remedy = "write kind: result or description"
        yield ("kind",), f"a {finding.kind} finding has no value, but one stands here", remedy
    if finding.kind == "result":
        yield from _of_result(finding, has_value)
    elif finding.kind == "reported":
        if not finding.task:
            yield ("task",), "what is reported owes its task", "add task: ..."
        if finding.sides and not finding.outcome:
            remedy = "add outcome: {won: model, other, level or mixed, words_of: authors}"
            yield ("outcome",), "two sides stand here, and not who won", remedy
    else:
        for name in ("sides", "outcome", "varies"):
            if getattr(finding, name) is not None:
                found = f"a {finding.kind} has no {name}"
                yield (name,), found, "drop it, or write kind: result"
    yield from _of_words(finding, words)


def _of_result(finding: Finding, has_value: bool) -> Iterator[Fault]:
    if not has_value:
        yield ("kind",), "a result has a value or a table", "add it, or write kind: reported"
        return
    for name in OWED:
        if not getattr(finding, name):
            where = "" if name == "sides" else ", here, in its benchmark or in conditions above"
            extra = " or not applicable" if name == "rule" else ""
            yield (name,), f"a result owes its {name}", f"add {name}: ...{extra}{where}"
    if finding.table and finding.left_out is None:
        remedy = "add left_out: none, or [{rows: [...], because: ...}]"
        yield ("left_out",), "it is not said which rows of its source the table leaves out", remedy
    yield from _of_rest(finding)
    yield from _of_sides(finding)


def _of_rest(finding: Finding) -> Iterator[Fault]:
    if not finding.table or not isinstance(finding.left_out, list):
        return
    for number, part in enumerate(finding.left_out):
        for axis, there in (("rows", finding.table.rows), ("columns", finding.table.columns)):
            if wrong := sorted(set(getattr(part, axis)) & set(there)):
                found = f"{', '.join(wrong)} stands in the table"
                yield ("left_out", number, axis), found, "drop one of the two"


def _of_sides(finding: Finding) -> Iterator[Fault]:
    sides = finding.sides
    if not sides or not sides.model or not sides.other:
        return
    if finding.table:
        rows, columns = set(finding.table.rows), set(finding.table.columns)
        named = {*sides.model, *sides.other}
        if named & rows and named & columns:
            found = "the sides name rows and columns"
            yield ("sides",), found, "name rows alone or columns alone"
    if finding.varies not in (None, *COMPARED):
        found = f"{finding.varies} is no condition that a comparison can be about"
        yield ("varies",), found, "write one of: " + ", ".join(COMPARED)
    elif finding.varies != "n" and (found := uneven(finding)):
        remedy = "compare what was measured on the same cases, or write varies: 'n'"
        yield ("sides",), found, remedy
    won = outcome(finding)
    if pairs(finding):
        if finding.outcome:
            assert won
            found = f"who won is computed from the values: {won}"
            yield ("outcome",), found, "delete it"
    elif won is None:
        remedy = "add outcome: {won: model, other, level or mixed, words_of: authors or us}"
        yield ("outcome",), "the values do not tell who won", remedy


def _of_words(finding: Finding, words: Vocabulary) -> Iterator[Fault]:
    for name, known in (("held_out", words.unit_names), ("contrast", words.contrast_names)):
        yield from of_word(name, getattr(finding, name), known)


def of_word(name: str, value: str | None, known: dict[str, str]) -> Iterator[Fault]:
    """A unit or contrast that is not in the vocabulary."""
    for word in (value or "unknown").split("; "):
        if word not in known and word not in ("unknown", "not applicable"):
            remedy = vocabulary.did_you_mean(word, known)
            yield (name,), f"{word!r} is no {name} of the vocabulary", remedy
