"""A claim or sentence that a reader takes along, in segments that any style can join."""

from __future__ import annotations

from dataclasses import dataclass

from livingreview.register.files.replies import Reply
from livingreview.text.replies import outcome

# Words, and between them the keys of the works to be cited there.
Segment = str | list[str]


@dataclass(frozen=True)
class Claim:
    """A claim, or a sentence for proposals (``kind``), that can be taken along.

    ``text`` is the sentence with its grade, ``against`` what speaks against it; ``works`` holds
    the key of each work and what it does for the claim, the chapter (which judges it) first.
    """

    says: str
    grade: str
    counter: str
    text: list[Segment]
    against: list[Segment]
    works: dict[str, list[str]]
    kind: str = "claim"


def reply_words(reply: Reply) -> list[Segment]:
    """What authors answer, in their words, and what became of it."""
    who = f" {reply.signed}, of "
    return [who, [reply.work], f", reply ({reply.date}): “{reply.says}” {outcome(reply)}"]
