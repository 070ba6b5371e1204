"""The state of each value of a record: is it what its place in the authors' file says?

==================  ==============================================================================
``verified``        the value stands at its place
``moved``           its place is gone, and it stands elsewhere in the same table, or its file does
``differs``         another value stands at its place, or nothing that can be compared
``unreachable``     the file could not be opened
``not addressable`` no repository is named, or no ``read``
==================  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from livingreview.register.fields import Address, Read
from livingreview.register.register import AnyRecord
from livingreview.register.slots import Slot, covered, digits_of, named
from livingreview.watch.values.reading import Found, number_of, read_all
from livingreview.watch.values.repositories import AbsentError, Repositories, UnreachableError

VERIFIED, MOVED, DIFFERS = "verified", "moved", "differs"
UNREACHABLE, NOT_ADDRESSABLE = "unreachable", "not addressable"
STATES = (VERIFIED, MOVED, DIFFERS, UNREACHABLE, NOT_ADDRESSABLE)
HAIR = 1e-9  # what binary fractions may add to half a digit


@dataclass(frozen=True)
class Seen:
    """The state of one value, and in words why."""

    state: str
    why: str = ""


def equal(recorded: float, found: float, digits: int) -> bool:
    """Whether a value is ``recorded`` once rounded to so many decimals, either way at half."""
    half = 0.5 * 10.0**-digits
    return abs(recorded - found) <= half * (1 + 1e-6) + HAIR * abs(recorded)


def judge(record: AnyRecord, files: Repositories) -> dict[str, Seen]:
    """The state of every value that a record's source leads to, by address."""
    address = record.source
    if not address or not address.repo or not address.commit:
        return {}
    states: dict[str, Seen] = {}
    for read in address.read:
        by_path: dict[str, list[Slot]] = {}
        for slot in covered(record, read) if not read.script else ():
            path = named(read.file or address.path[0], read, slot)
            by_path.setdefault(path, []).append(slot)
        for path, wanted in by_path.items():
            states |= _of_file(address, read, path, wanted, files)
    return states


def judge_computed(record: AnyRecord, run: Callable[[str], Mapping[str, float]]) -> dict[str, Seen]:
    """The state of every value that a recipe computes; ``run`` gives its numbers by address."""
    states: dict[str, Seen] = {}
    for read in record.source.read if record.source else ():
        if not read.script:
            continue
        wanted = covered(record, read)
        try:
            numbers = run(read.script)
        except UnreachableError as fault:
            states |= {slot.address: Seen(UNREACHABLE, str(fault)) for slot in wanted}
            continue
        lacks = Found(lacks=f"the recipe {read.script} prints no such value")
        for slot in wanted:
            number = numbers.get(slot.address)
            states[slot.address] = _seen(slot, read, lacks if number is None else Found(number))
    return states


def _of_file(
    address: Address, read: Read, path: str, wanted: Sequence[Slot], files: Repositories
) -> dict[str, Seen]:
    repo, commit = address.repo, read.commit or address.commit
    assert repo and commit
    try:
        try:
            data = files.read(repo, commit, path)
        except AbsentError as absent:
            return _elsewhere(repo, commit, read, path, wanted, files, str(absent))
    except UnreachableError as fault:
        return {slot.address: Seen(UNREACHABLE, str(fault)) for slot in wanted}
    found = read_all(data, path, read, wanted)
    return {slot.address: _seen(slot, read, found[slot.address]) for slot in wanted}


def _seen(slot: Slot, read: Read, found: Found) -> Seen:
    if found.lacks:
        places = [place for place, cell in found.others if _agrees(slot, read, number_of(cell))]
        if len(places) == 1:
            return Seen(MOVED, f"{found.lacks}; the value stands at {places[0]}")
        return Seen(DIFFERS, f"recorded {slot.value}, and {found.lacks}")
    if _agrees(slot, read, found.number):
        return Seen(VERIFIED)
    there = float(f"{found.number * read.scale:.6g}")
    shown = int(there) if there.is_integer() and digits_of(slot.value) == 0 else there
    return Seen(DIFFERS, f"recorded {slot.value}, and {shown} stands there")


def _agrees(slot: Slot, read: Read, number: float | None) -> bool:
    digits = slot.digits if read.digits is None else read.digits
    return number is not None and equal(slot.value, number * read.scale, digits)


def _elsewhere(
    repo: str,
    commit: str,
    read: Read,
    path: str,
    wanted: Sequence[Slot],
    files: Repositories,
    why: str,
) -> dict[str, Seen]:
    """Look under other names for a file that is gone; only one that holds every value counts."""
    for at, other in files.elsewhere(repo, commit, path):
        try:
            found = read_all(files.read(repo, at, other), other, read, wanted)
        except UnreachableError:
            continue
        states = {slot.address: _seen(slot, read, found[slot.address]) for slot in wanted}
        if all(seen.state == VERIFIED for seen in states.values()):
            place = f"{other} of the newest commit" if at == "HEAD" else other
            moved = Seen(MOVED, f"{why}; the value stands in {place}")
            return dict.fromkeys(states, moved)
    return {slot.address: Seen(UNREACHABLE, why) for slot in wanted}
