"""``{proposal-sentences} chapter``: sentences for proposals as cards; ``{replies}``: all replies.

The sentences of a chapter stand from the surest to the least sure, those that only repeat somebody
last. Each says its references, its grade, what to say with it and what speaks against it, and on
the site can be copied with all of that.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from livingreview.pages.grades import DOWNWARD, OfTheRegister
from livingreview.problems import did_you_mean
from livingreview.register import votes
from livingreview.register.files.sentences import Sentence
from livingreview.register.register import Register
from livingreview.text import replies, report
from livingreview.text.build import depend, on_screen
from livingreview.text.nodes import Part, Placeholder, Row, joined, left, record, table, text
from livingreview.text.roles import graded


def sorted_by_grade(books: Register, chapter: str) -> list[Sentence]:
    """The sentences of a chapter, the surest first; those without a grade last."""

    def rank(one: Sentence) -> int:
        certainty = votes.grade(books, one.claim).certainty if one.claim else None
        return DOWNWARD.index(certainty) if certainty else len(DOWNWARD)

    return sorted((one for one in books.sentences.values() if one.chapter == chapter), key=rank)


class ProposalSentences(OfTheRegister):
    """``{proposal-sentences} chapter``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        books, chapter = self.books(), self.arguments[0]
        if "sentences" in books.parts:
            depend(self.env, [books.parts["sentences"]])
        chosen = sorted_by_grade(books, chapter)
        if not chosen:
            known = list(dict.fromkeys(one.chapter for one in books.sentences.values()))
            remedy = did_you_mean(chapter, known, f"there are some of {', '.join(known) or 'none'}")
            raise self.error(f"no sentence is of the chapter {chapter}; {remedy}")
        cards = nodes.bullet_list(bullet="-")
        for one in chosen:
            cards += self._card(books, one)
        return [nodes.container("", cards, classes=["claims", "sentences"])]

    def _card(self, books: Register, one: Sentence) -> nodes.list_item:
        """The sentence with its works; grade; what to say with it; against; the claim."""
        card = nodes.list_item()
        says = text(*self._inline(f"{one.words} {{cite:p}}`{','.join(one.references)}`"))
        says["classes"] += ["claim-says", "sentence", f"sentence--{one.id}"]
        says["ids"].append(one.id)
        card += says
        if one.claim is None:
            card += text("no grade", classes=["claim-meta"])
            words: list[Part] = ["It repeats ", *self._inline(one.words_of or ""), "."]
            card += text(*words, classes=["claim-against"])
            card += self._note(one)
            card += [_files(one.id), report.links(one.id, "error")]
            return card
        claim = books.claims[one.claim]
        card += text(graded(books, one.claim), classes=["claim-meta"])
        against: list[Part] = [nodes.inline("", "Against:", classes=["against"]), " "]
        against.append(nodes.inline("", claim.counter, classes=["recorded"]))
        papers = dict.fromkeys(books.paper_of[finding] for finding in claim.ids("disputes"))
        if papers:
            against += [" Disputed by ", *self._inline(f"{{cite:t}}`{','.join(papers)}`"), "."]
        card += text(*against, classes=["claim-against"])
        card += self._note(one)
        card += replies.shown(books, claim.id)
        said = nodes.inline("", "Claim: ", classes=["mark"])
        card += text(said, record(claim.id, claim.says), classes=["claim-facts", "recorded"])
        card += [_files(one.id), report.links(one.id, "error", "dispute")]
        return card

    def _note(self, one: Sentence) -> list[nodes.Element]:
        """What to say with a sentence, if anything."""
        if not one.note:
            return []
        head = nodes.inline("", "Say with it:", classes=["against"])
        return [text(head, " ", *self._inline(one.note), classes=["claim-with"])]

    def _inline(self, words: str) -> list[nodes.Node]:
        made: list[nodes.Node] = self.parse_inline(words)[0]
        return made


class sentence_files(nodes.General, nodes.Element, Placeholder):
    """Links to the files of a ``sentence``; only the site has them."""


def _files(name: str) -> sentence_files:
    return sentence_files(sentence=name)


def _show_files(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the links where the files are, and nothing elsewhere."""
    for node in left(doctree, sentence_files):
        if not on_screen(app):
            node.parent.remove(node)
            continue
        folder = app.builder.get_relative_uri(docname, "register/claims").rpartition("/")[0]
        links: list[Part] = [
            nodes.reference("", words, refuri=f"{folder}/sentences/{node['sentence']}.{kind}")
            for words, kind in (("text", "txt"), ("BibTeX", "bib"), ("RIS", "ris"))
        ]
        node.replace_self(text("With references: ", *joined(links), classes=["claim-facts"]))


class Replies(OfTheRegister):
    """``{replies}``: every reply, newest first, or that none has come."""

    def run(self) -> list[nodes.Node]:
        books = self.books()
        if "replies" in books.parts:
            depend(self.env, [books.parts["replies"]])
        listed = sorted(books.replies.values(), key=lambda one: one.date, reverse=True)
        if not listed:
            return [text("No reply has come yet.")]
        rows: list[Row] = [
            ([reply.id], [
                [text(str(reply.date))],
                [text(replies.whose(books, reply))],
                [text(record(reply.to))],
                [text(f"“{reply.says}”", classes=["recorded"])],
                [text(replies.outcome(reply), classes=["recorded"])],
            ])
            for reply in listed
        ]  # fmt: skip
        head = {"Day": 12, "By": 20, "To": 18, "Reply": 30, "Outcome": 20}
        return [table(head, rows, "of-claims")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives with Sphinx."""
    app.add_node(sentence_files)
    app.add_directive("proposal-sentences", ProposalSentences)
    app.add_directive("replies", Replies)
    app.connect("doctree-resolved", _show_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
