"""``evidence/post.yaml``: the post that the book grew from, its links and its statements in order.

A link keeps the words and the address of the post; a statement is our paraphrase, with a verdict,
what a second reader said of the matter, and the claims of the book that it became.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from livingreview.register.faults import Fault
from livingreview.register.fields import Id, Record, Text, Web, like
from livingreview.register.files.names import Names

Label = Annotated[str, like(r"[a-z0-9]+(-[a-z0-9]+)*", "the label of a section, as in sec-shown")]


class Link(Record):
    """A link of the post, the works that stand behind it, and the chapter that cites them."""

    words: Annotated[Text, Field(description="the words of the link in the post")]
    address: Annotated[Web, Field(description="the address as the post has it")]
    works: Annotated[
        tuple[Text, ...], Field(min_length=1, description="citekeys of the works, at least one")
    ]
    chapter: Annotated[Text, Field(description="the name of the chapter that cites them")]


class Opinion(Record):
    """What somebody who did not write the verdict said of the matter."""

    sides: Annotated[
        Literal["agrees", "agrees in part", "differs"], Field(description="with the verdict or not")
    ]
    because: Annotated[Text, Field(description="what was said, in a sentence")]


class Statement(Record):
    """A statement of the post: whether we would write it again, and where the book takes it up."""

    says: Annotated[Text, Field(description="the statement in our words")]
    verdict: Annotated[
        Literal["stands", "narrowed", "aged", "imprecise"],
        Field(description="stands, narrowed, aged or imprecise"),
    ]
    because: Annotated[Text, Field(description="why, in a sentence or two")]
    second: Opinion | None = None
    claims: Annotated[tuple[Id, ...], Field(description="ids of claims that it became, or []")]
    at: Annotated[Label, Field(description="the label of the section that takes it up")]


class Post(Record):
    """The whole file."""

    work: Annotated[Text, Field(description="the citekey of the post")]
    links: Annotated[tuple[Link, ...], Field(min_length=1, description="at least one link")]
    statements: Annotated[
        tuple[Statement, ...], Field(min_length=1, description="at least one statement")
    ]


def faults(post: Post, names: Names) -> Iterator[Fault]:
    """Works, chapters and claims that do not exist; an address that stands twice."""
    yield from names.missing(("work",), post.work, "works")
    seen: set[str] = set()
    for number, link in enumerate(post.links):
        at = ("links", number)
        if link.address in seen:
            found = f"{link.address} stands twice"
            yield (*at, "address"), found, "keep one, or write the address of the post"
        seen.add(link.address)
        yield from names.all_missing((*at, "works"), link.works, "works")
        yield from names.missing((*at, "chapter"), link.chapter, "chapters")
    for number, one in enumerate(post.statements):
        at = ("statements", number)
        yield from names.all_missing((*at, "claims"), one.claims, "claims")
        yield from names.in_words((*at, "because"), one.because)
        if one.second:
            yield from names.in_words((*at, "second", "because"), one.second.because)
