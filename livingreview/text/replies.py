"""What authors answer, beside the claim or finding that they answer."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from livingreview.register.files.replies import Reply
from livingreview.register.register import Register
from livingreview.text.nodes import Part, text

VERDICTS = {
    "stands": "it stands",
    "changed": "it was changed",
    "withdrawn": "it was withdrawn",
}


def shown(books: Register, name: str) -> Iterator[nodes.Element]:
    """The replies to a claim or finding, oldest first: who, when, words, outcome."""
    for reply in books.replies_to(name):
        head = nodes.inline("", f"Reply by {whose(books, reply)}, {reply.date}:")
        head["classes"] += ["against"]
        where = nodes.reference("", "where it is public", refuri=reply.url)
        said: list[Part] = [head, f" “{reply.says}” (", where, f"). {outcome(reply)}"]
        yield text(*said, classes=["reply", "recorded"])


def whose(books: Register, reply: Reply) -> str:
    """Those who sign, and the work whose authors they are."""
    noun = "author" if len(reply.by) == 1 else "authors"
    return f"{reply.signed}, {noun} of {books.short(reply.work)}"


def outcome(reply: Reply) -> str:
    """What became of what was replied to, or by when it is to be judged."""
    if reply.judged is None:
        return f"Not judged yet; due by {reply.due}."
    because = reply.judged.because.rstrip(".")
    return f"Judged {reply.judged.date}: {VERDICTS[reply.judged.verdict]}, because {because}."
