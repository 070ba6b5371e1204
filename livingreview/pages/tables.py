"""``{register-table} kind``: records as a table, so that no page types one by hand.

Without options it stands for the register page of a kind: all records with their anchors. With
options it is a table in the text: ``:class:``, ``:task:``, ``:held_out:``, ``:family:``,
``:chapter:``, ``:verdict:``, ``:wall:`` and ``:cause:`` choose records, ``:only:`` lists ids in
order, ``:columns:`` names columns, ``more/...`` among them; ``:name:`` is a label, ``:wide:`` lets
it lie across a page of the PDF, and the body is the caption. ``:filter:`` names columns by which a
reader chooses rows on the site, where the table then is sorted and searched, too, and each row has
its id. Kinds and columns stand in ``columns``; the kind ``values`` shows single values of the
register, as ``values`` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview.pages import values
from livingreview.pages.columns import KINDS, Cell, Column, Kind
from livingreview.pages.records import PAGES, register_block
from livingreview.problems import did_you_mean
from livingreview.register.register import Register
from livingreview.text.build import depend, on_register, register_of
from livingreview.text.nodes import IN_CHAPTER, Row, record_link, table, text
from livingreview.text.places import dependencies
from livingreview.text.roles import graded

NAMED = ("only", "columns", "name", "heads", "rows", "varies", "filter")
FILTERS = ("class", "task", "held_out", "family", "chapter", "verdict", "wall", "cause")


class RegisterTable(SphinxDirective):
    """``{register-table} kind``."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        **dict.fromkeys((*FILTERS, *NAMED), directives.unchanged_required),
        "wide": directives.flag,
    }

    @property
    def books(self) -> Register:
        """The register of this build."""
        return register_of(self.env.app)

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name in PAGES and not self.options and not self.content:
            self.env.metadata[self.env.docname]["register"] = name
            return [register_block(kind=name)]
        if name not in (*KINDS, "values"):
            remedy = did_you_mean(name, KINDS, f"write one of: {', '.join(KINDS)}, values")
            raise self.error(f"no register of {name}; {remedy}")
        try:
            made = self._values() if name == "values" else self._records(name, KINDS[name])
        except (ValueError, LookupError) as error:
            raise self.error(str(error.args[0])) from error
        if self.content:
            caption = " ".join(self.content)
            made.insert(0, nodes.title("", "", *self.parse_inline(caption)[0]))
        self.set_source_info(made)
        self.add_name(made)
        return [made]

    def _records(self, name: str, kind: Kind) -> nodes.table:
        """The records that the options ask for, as a table. Raises ``ValueError``."""
        columns = [kind.column(each) for each in self._words("columns") or kind.shown.split()]
        self._depend(kind, columns)
        chosen = self._chosen(name, kind)
        filled = [(each, [each.cell(self, key, one) for key, one in chosen]) for each in columns]
        if "columns" not in self.options:  # nobody asked for a column that would be empty
            filled = [(each, cells) for each, cells in filled if any(cells)]
        rows = zip(*(cells for _, cells in filled), strict=True)
        made = self._table({column.title: column.width for column, _ in filled}, rows)
        for head, (column, _) in zip(made.findall(nodes.entry), filled, strict=False):
            if column.card:
                head["card"] = column.card
        made["classes"] += [IN_CHAPTER] if name in ("models", "benchmarks") else []
        if names := self._words("filter"):
            self._choosable(made, kind, [column for column, _ in filled], names)
            self._named(made, [key for key, _ in chosen])
        return made

    @staticmethod
    def _named(made: nodes.table, ids: list[str]) -> None:
        """Give each row its id, at what stands first in it: every output keeps it there."""
        _, *rows = made.findall(nodes.row)
        for row, name in zip(rows, ids, strict=True):
            said = next(row.findall(nodes.paragraph))
            said["ids"].append(name)

    @staticmethod
    def _choosable(made: nodes.table, kind: Kind, shown: list[Column], names: list[str]) -> None:
        """Mark the heads of the columns by which a reader chooses. Raises ``ValueError``."""
        made["classes"].append("register-table")
        heads = list(made.findall(nodes.entry))[: len(shown)]
        for name in names:
            column = kind.column(name)
            place = next(
                (n for n, one in enumerate(shown) if one == column or name in one.holds), None
            )
            if place is None:
                raise ValueError(f"{name} is no column of this table; name it in :columns:, too")
            within = [] if shown[place] == column else [f"choose-{name}"]  # a script reads the part
            heads[place]["classes"] += ["choose", *within]

    def _values(self) -> nodes.table:
        """Values of the register, as a table. Raises ``ValueError`` or ``LookupError``."""
        heads = [head.strip() for head in self.options.get("heads", "").split(",")]
        rows = values.lines(self.books, self.options.get("rows", ""), heads)
        if found := values.mixed(self.books, rows, self.options.get("varies")):
            raise ValueError(found)
        named = (address for row in rows for address in row.addresses if address)
        depend(self.env, (self.books.place[one.partition("/")[0]][0] for one in named))
        labels = len(rows[0].labels)
        widths = {head: 25 if number < labels else 15 for number, head in enumerate(heads)}
        return self._table(widths, (values.cells(self.books, row) for row in rows))

    def _table(self, widths: dict[str, int], rows: Iterable[Iterable[Cell]]) -> nodes.table:
        total = sum(widths.values())
        head = {title: round(100 * width / total) for title, width in widths.items()}
        made: list[Row] = [([], list(cells)) for cells in rows]
        return table(head, made, "record-table", *(["wide"] if "wide" in self.options else []))

    def _words(self, option: str) -> list[str]:
        return str(self.options.get(option, "")).replace(",", " ").split()

    def _chosen(self, name: str, kind: Kind) -> list[tuple[str, Any]]:
        """The records that the options ask for. Raises ``ValueError`` that says what is wrong."""
        every = kind.records(self.books)
        for option in FILTERS:
            wanted = self.options.get(option)
            if wanted is None:
                continue
            if option not in kind.by:
                takes = ", ".join(f":{each}:" for each in kind.by) or "none"
                raise ValueError(f"{name} cannot be chosen by :{option}:; they take {takes}")
            of: Callable[..., Any] = kind.by[option]
            known = {word: None for key, one in every.items() for word in of(self.books, key, one)}
            if wanted not in known:
                among = ", ".join(list(known)[:12]) or "nothing"
                remedy = did_you_mean(wanted, known, f"there is {among}")
                raise ValueError(f"{name} have no {option} {wanted}; {remedy}")
            every = {key: one for key, one in every.items() if wanted in of(self.books, key, one)}
        only = self._words("only")
        for key in only:
            if key not in every:
                raise ValueError(f"{key} is none of the {name}; {self.books.nearest(key, every)}")
        if only:
            every = {key: every[key] for key in only}
        elif order := kind.order:
            every = dict(sorted(every.items(), key=lambda pair: order(self.books, *pair)))
        if not every:
            raise ValueError(f"there are no {name}; add the records, or drop the table")
        return list(every.items())

    def _depend(self, kind: Kind, columns: list[Column]) -> None:
        """Read the page again when what its table shows may have changed."""
        config, folder = self.config, Path(self.env.app.confdir)
        if kind.part == "screening":  # works that are cited are counted, too
            self.env.note_dependency(str(folder / config.livingreview_bibliography))
        if kind.part:
            file = folder / config.livingreview_evidence / f"{kind.part}.yaml"
            self.env.note_dependency(str(file))
        if not kind.part or any(column.joins for column in columns):
            on_register(self.env)

    # -- what columns ask for --------------------------------------------------------------------

    def inline(self, words: str) -> nodes.paragraph:
        """Words that may hold roles."""
        made = nodes.paragraph()
        made += self.parse_inline(words)[0]
        return made

    def chapter(self, name: str) -> nodes.paragraph:
        """A chapter by its title, linked; the bare name where there is no such chapter."""
        if name not in self.config.livingreview_chapters:
            return text(name, classes=["recorded"])
        return self.inline(f"{{doc}}`/{name}`")

    def grade(self, claim: str) -> record_link:
        """The certainty of a claim, linked to it."""
        depend(self.env, dependencies(self.books, claim))
        return graded(self.books, claim)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_directive("register-table", RegisterTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
