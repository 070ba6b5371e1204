"""Checks as they are written: read into a tree, never run.

::

    check = [quant] side cmp {";" ("varies" condition | "apart")}
    quant = all | any | none | INT of
    side  = NUMBER | addr | fn "(" side {"," side} ")"
    fn    = min | max | median | mean | ratio | diff
    cmp   = (> | >= | < | <= | =) side | "~" side "within" side | best in addr [joint]
    addr  = id {"/" part}
    part  = name | * | {a,b} | !{a,b}

``*`` is each row or column, ``{a,b}`` these and ``!{a,b}`` all but these. ``ratio`` and ``diff``
take two sides, since ``/`` and ``-`` stand in addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from livingreview.register.finding import CONDITIONS

LONGEST = 2_000  # signs of a check
DEEPEST = 5  # brackets in brackets
SEVERAL = ("min", "max", "median", "mean")
TWO = ("ratio", "diff")
SIGNS = (">=", "<=", ">", "<", "=")
VARIES = (*CONDITIONS, "distance")
EXAMPLE = "write a check as in: all table/model/* > table/baseline/*"

_PART = r"(?:!?\{[^{}]*\}|\*|[\w.+-]+)"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>[-−]?\d+(?:\.\d+)?(?![\w/.-]))|(?P<address>[\w.-]+(?:/{_PART})*)"
    r"|(?P<sign>>=|<=|[><=~(),;]))"
)


class CheckError(ValueError):
    """A check that cannot be read or evaluated: what was found, and what to do."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(f"{found}; {remedy}")
        self.found, self.remedy = found, remedy


@dataclass(frozen=True)
class Part:
    """One step of an address: ``one`` name, ``each``, ``these`` or all ``but`` these names."""

    kind: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Address:
    """One value, or several where a part is a wildcard."""

    text: str
    record: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Number:
    """A number of the check's own."""

    value: float


@dataclass(frozen=True)
class Call:
    """A function of some sides."""

    name: str
    sides: tuple[Side, ...]


Side = Number | Address | Call


@dataclass(frozen=True)
class Check:
    """A comparison.

    ``quant`` is ``all``, ``any``, ``none``, a count, or None; ``sign`` is one of ``SIGNS``, ``~``
    (with ``within``) or ``best`` (``right`` is then an address, and ``joint`` allows a tie);
    ``varies`` is the one condition in which the values may differ; ``apart`` says that what a
    table leaves out is of another kind than what its wildcards stand for.
    """

    left: Side
    sign: str
    right: Side
    quant: str | int | None = None
    within: Side | None = None
    joint: bool = False
    varies: str | None = None
    apart: bool = False


def addresses(check: Check) -> list[Address]:
    """Every address that a check names, in order."""
    found: list[Address] = []
    todo: list[Side] = [side for side in (check.left, check.right, check.within) if side]
    while todo:
        side = todo.pop(0)
        if isinstance(side, Address):
            found.append(side)
        elif isinstance(side, Call):
            todo = [*side.sides, *todo]
    return found


def records(check: Check) -> list[str]:
    """The ids that a check names, in order, each once."""
    return list(dict.fromkeys(address.record for address in addresses(check)))


def parse(text: str) -> Check:
    """Read a check; raises ``CheckError`` if it is none."""
    if len(text) > LONGEST:
        raise CheckError(f"a check of {len(text)} signs", f"write at most {LONGEST}")
    return _Reader(_tokens(text)).check()


def _tokens(text: str) -> list[tuple[str, str]]:
    """Kind and words of each token; raises ``CheckError`` for a sign that no check has."""
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise CheckError(f"no check holds {text[at:].split()[0][:20]!r}", EXAMPLE)
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        at = match.end()
    return found


class _Reader:
    """Takes tokens from the front, one rule of the grammar a method."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def next(self, ahead: int = 0) -> str:
        return self.tokens[ahead][1] if len(self.tokens) > ahead else ""

    def take(self, *wanted: str) -> str:
        """The next token if it is one of these; else nothing is taken."""
        return self.tokens.pop(0)[1] if self.next() in wanted and self.tokens else ""

    def must(self, *wanted: str) -> str:
        """The next token, which must be one of these."""
        if found := self.take(*wanted):
            return found
        stands = repr(self.next()) if self.tokens else "the end"
        raise CheckError(f"{stands} stands where {' or '.join(wanted)} is due", EXAMPLE)

    def check(self) -> Check:
        quant = self.quant()
        left = self.side()
        if self.take("best"):
            self.must("in")
            right = self.side()
            if not isinstance(left, Address) or not isinstance(right, Address):
                raise CheckError("best stands without addresses", "write: id/a best in id/*")
            found = Check(left, "best", right, quant, joint=bool(self.take("joint")))
        elif self.take("~"):
            right = self.side()
            self.must("within")
            found = Check(left, "~", right, quant, within=self.side())
        else:
            sign = self.must(*SIGNS, "~", "best")
            found = Check(left, sign, self.side(), quant)
        while self.take(";"):
            if self.take("apart"):
                found = replace(found, apart=True)
                continue
            self.must("varies", "apart")
            if found.varies:
                raise CheckError("varies stands twice", "a check is about one difference")
            found = replace(found, varies=self.must(*VARIES))
        if self.tokens:
            raise CheckError(f"{self.next()!r} stands behind the check", EXAMPLE)
        if not addresses(found):
            raise CheckError("the check names no record", EXAMPLE)
        return found

    def quant(self) -> str | int | None:
        if self.next() in ("all", "any", "none") and self.next(1) not in (*SIGNS, "~", "best"):
            return self.take("all", "any", "none")
        if self.next().isdecimal() and self.next(1) == "of":
            count = int(self.tokens.pop(0)[1])
            self.must("of")
            return count
        return None

    def side(self, depth: int = 0) -> Side:
        if depth > DEEPEST:
            raise CheckError(f"more than {DEEPEST} brackets in brackets", "write a simpler check")
        if not self.tokens:
            raise CheckError("a side is missing at the end", EXAMPLE)
        kind, word = self.tokens.pop(0)
        if kind == "number":
            return Number(float(word.replace("−", "-")))
        if kind == "sign":
            raise CheckError(f"{word!r} stands where a value is due", EXAMPLE)
        if self.next() != "(":
            return _address(word)
        if word not in (*SEVERAL, *TWO):
            known = ", ".join((*SEVERAL, *TWO))
            raise CheckError(f"{word} is no function of checks", f"write one of: {known}")
        self.must("(")
        sides = [self.side(depth + 1)]
        while self.take(","):
            sides.append(self.side(depth + 1))
        self.must(")")
        if word in TWO and len(sides) != 2:
            raise CheckError(f"{word} has {len(sides)} sides", f"write two, as in {word}(a, b)")
        return Call(word, tuple(sides))


def _address(text: str) -> Address:
    record, *parts = re.split(r"/(?![^{}]*\})", text)
    return Address(text, record, tuple(map(_part, parts)))


def _part(text: str) -> Part:
    if text == "*":
        return Part("each")
    if text.endswith("}"):
        kind = "but" if text[0] == "!" else "these"
        names = tuple(name.strip() for name in text.strip("!{}").split(","))
        if not all(names) or len(set(names)) < len(names):
            raise CheckError(f"{text} names nothing, or one twice", "write it as {a,b}")
        return Part(kind, names)
    return Part("one", (text,))
