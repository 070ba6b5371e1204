"""Figures drawn by the build from the register.

``{evidence-figure} kind`` takes ``:name:``, ``:alt:`` and, where the kind allows it, ``:class:``
(a model class); its body is the caption. The kind ``dots`` shows any values of the register: its
``:rows:`` are lines of ``label = address``, under lines of ``# axis of a panel``; ``:series:``
names what several addresses of a row are, and ``:interval:`` makes them value, low and high.
Every figure says how many records it was drawn from and offers its data as CSV.
"""

from __future__ import annotations

import csv
import hashlib
import os
import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingreview import files
from livingreview.figures import drawing
from livingreview.figures.drawing import (
    CLASSES,
    DARK,
    LIGHT,
    Row,
    Theme,
    darkened,
    draw_contests,
    draw_data,
    draw_dots,
    draw_models,
    save,
)
from livingreview.register.register import Register
from livingreview.register.schema import Finding
from livingreview.register.words import DAGGER
from livingreview.text.build import register_of


@dataclass(frozen=True)
class Wish:
    """What the author of a figure asked for."""

    only: str | None = None
    rows: str = ""
    series: tuple[str, ...] = ()
    interval: bool = False


def models_over_time(books: Register, wish: Wish) -> list[Row]:
    """One row a model with a known input length or parameter count."""
    rows = []
    for model in books.models.values():
        length, size = model.input_length.value, model.parameters.value
        row = {
            "id": model.id, "name": model.name, "class": model.class_, "year": model.year,
            "input_length": _number(length), "input_unit": model.input_length.unit or "",
            "parameters": _number(size), "citekey": books.paper_of[model.id],
        }  # fmt: skip
        known = row["input_length"] is not None or row["parameters"] is not None
        if known and wish.only in (None, row["class"]):
            rows.append(row)
    return sorted(rows, key=lambda row: (row["year"], row["id"]))


def _number(value: object) -> float | None:
    if isinstance(value, tuple):
        return float(value[1])
    return float(value) if isinstance(value, (int, float)) else None


def contests(books: Register, wish: Wish) -> list[Row]:
    """One row a finding that sets a foundation model against a simple or task-specific method.

    ``differences`` are in per cent of the baseline's value, above zero where the model is better.
    """
    rows = []
    for finding in books.findings.values():
        pairs = _pairs(finding)
        kind = _class_of(books, finding)
        if not pairs or kind is None or (wish.only and kind != wish.only):
            continue
        sign = 1 if finding.better == "higher" else -1
        differences = [100 * sign * (a - b) / abs(b) for a, b in pairs if b]
        if not differences:
            continue
        rows.append(
            {
                "id": finding.id, "class": kind, "task": finding.task, "metric": finding.metric,
                "model": " ".join(repr(a) for a, _ in pairs),
                "baseline": " ".join(repr(b) for _, b in pairs),
                "differences": differences,
                "comparisons": len(differences),
                "model_better": sum(d > 0 for d in differences),
                "independent": books.independent(finding.id),
                "checked": finding.checked.how, "citekey": books.paper_of[finding.id],
            }
        )  # fmt: skip
    order = {name: number for number, name in enumerate(CLASSES)}
    return sorted(
        rows, key=lambda r: (order[r["class"]], r["task"], statistics.median(r["differences"]))
    )


def _pairs(finding: Finding) -> list[tuple[float, float]]:
    if finding.better == "neither":
        return []
    if finding.table and finding.contest:
        rows = finding.table.rows
        both = zip(rows[finding.contest.model], rows[finding.contest.baseline], strict=True)
        return [(a, b) for a, b in both if a is not None and b is not None]
    other = finding.compared_with
    if other and other.kind == "baseline" and isinstance(finding.value, (int, float)):
        return [(finding.value, other.value)]
    return []


def _class_of(books: Register, finding: Finding) -> str | None:
    """The class of the model that is set against the baseline, or of most models tested."""
    if finding.contest and finding.contest.model in books.models:
        return books.models[finding.contest.model].class_
    kinds = [books.models[name].class_ for name in finding.tests]
    return Counter(kinds).most_common(1)[0][0] if kinds else None


def perturbation_data(books: Register, wish: Wish) -> list[Row]:
    """One row a perturbation data set with a known year and number of profiles."""
    rows = []
    for data in books.datasets.values():
        profiles, count = _number(data.profiles.value), _number(data.perturbations.value)
        if isinstance(data.year, str) or profiles is None or count is None:
            continue
        if data.perturbation_type.value == "not applicable":
            continue
        rows.append(
            {
                "id": data.id, "name": data.name, "year": data.year, "profiles": profiles,
                "perturbations": count, "type": data.perturbation_type.value,
                "citekey": books.paper_of[data.id],
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["year"], row["profiles"]))


def dots(books: Register, wish: Wish) -> list[Row]:
    """One row a line of ``:rows:``: a label and the values at its addresses.

    Raises ``ValueError`` or ``LookupError`` for a line or an address that is wrong.
    """
    rows: list[Row] = []
    panel = ""
    size = 3 if wish.interval else max(1, len(wish.series))
    for line in filter(None, map(str.strip, wish.rows.splitlines())):
        if line.startswith("#"):
            panel = line.lstrip("# ")
            continue
        label, _, listed = line.partition("=")
        addresses = [address.strip() for address in listed.split(",")]
        if not panel or len(addresses) != size:
            raise ValueError(
                f"the row {line!r} is wrong; write # and the axis of a panel first, then lines "
                f"of label = {', '.join(['address'] * size)}"
            )
        cells = [None if address == "-" else books.cell(address) for address in addresses]
        known = [cell for cell in cells if cell]
        second_hand = any(cell.checked.how == "secondary" for cell in known)
        rows.append(
            {
                "id": known[0].record, "panel": panel, "series": wish.series,
                "label": label.strip() + (DAGGER if second_hand else ""),
                "values": [_number(cell.value) if cell else None for cell in cells],
                "interval": wish.interval, "secondary": second_hand,
                "addresses": " ".join(addresses), "citekey": known[0].citekey,
            }
        )  # fmt: skip
    return rows


def records_of(rows: list[Row]) -> list[str]:
    """The id of every record behind the rows, each once, in order."""
    named: list[str] = []
    for row in rows:
        addresses = row.get("addresses", "").split()
        named += [row["id"], *(name.partition("/")[0] for name in addresses if name != "-")]
    return list(dict.fromkeys(named))


@dataclass(frozen=True)
class Kind:
    """A kind of figure: where its rows come from and how they are drawn."""

    rows: Callable[[Register, Wish], list[Row]]
    draw: Callable[[list[Row], Theme], Any]
    by_class: bool = True


KINDS = {
    "models": Kind(models_over_time, draw_models),
    "contests": Kind(contests, draw_contests),
    "perturbation-data": Kind(perturbation_data, draw_data, by_class=False),
    "dots": Kind(dots, draw_dots, by_class=False),
}


def _plain(value: Any) -> Any:
    """A list as one field, its empty places marked by a hyphen."""
    if not isinstance(value, (list, tuple)):
        return value
    shown = (f"{x:.4g}" if isinstance(x, (int, float)) else x or "-" for x in value)
    return " ".join(map(str, shown))


def save_data(rows: Iterable[Row], file: Path) -> None:
    """Write the rows behind a figure as CSV."""
    listed = [{key: _plain(value) for key, value in row.items()} for row in rows]
    with files.whole(file) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)


class EvidenceFigure(SphinxDirective):
    """``{evidence-figure} kind``."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "alt": directives.unchanged,
        "class": lambda text: directives.choice(text, CLASSES),
        "rows": directives.unchanged_required,
        "series": directives.unchanged_required,
        "interval": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in KINDS:
            raise self.error(f"no figure of the kind {kind!r}; write one of: {', '.join(KINDS)}")
        if not self.options.get("alt"):
            raise self.error(
                f"the figure {kind} has no alternative text; add :alt: and what it shows"
            )
        books = register_of(self.env.app)
        series = filter(None, map(str.strip, self.options.get("series", "").split(",")))
        wish = Wish(
            self.options.get("class"), self.options.get("rows", ""), tuple(series),
            "interval" in self.options,
        )  # fmt: skip
        if wish.only and not KINDS[kind].by_class:
            raise self.error(f"the figure {kind} takes no :class:; drop it")
        try:
            rows = KINDS[kind].rows(books, wish)
        except (ValueError, LookupError) as error:
            raise self.error(str(error.args[0])) from error
        if not rows:
            raise self.error(f"no record has what the figure {kind} needs; drop it or add records")
        for row in rows:
            row["short"] = books.references[row["citekey"]].short
        for file in {place[0] for place in books.place.values()}:
            self.env.note_dependency(str(file.resolve()))
        name = self.options.get("name") or kind
        return [self._figure(name, kind, rows)]

    def _figure(self, name: str, kind: str, rows: list[Row]) -> nodes.figure:
        folder = Path(self.env.app.doctreedir) / "figures"
        stamp = hashlib.sha256(
            repr(rows).encode() + Path(drawing.__file__).read_bytes()
        ).hexdigest()[:12]
        figure = nodes.figure(records=records_of(rows))
        for theme in (LIGHT, DARK):
            file = folder / stamp / f"{name}-{theme.name}.svg"
            if not file.exists():
                if theme is LIGHT:
                    save(KINDS[kind].draw(rows, LIGHT), file)
                else:
                    darkened(folder / stamp / f"{name}-{LIGHT.name}.svg", file)
            image = nodes.image(
                uri=self._relative(file), alt=self.options["alt"], classes=[f"only-{theme.name}"]
            )
            self.set_source_info(image)
            figure += image
        data = folder / stamp / f"{name}.csv"
        if not data.exists():
            save_data(rows, data)
        caption = nodes.caption()
        caption += self.parse_inline(" ".join(self.content), lineno=self.content_offset)[0]
        figure += caption
        legend = nodes.legend()
        number = len(figure["records"])
        count = f"{number} record" + ("" if number == 1 else "s")
        hollow = any(row.get("secondary") for row in rows)
        seen = f"Hollow points ({DAGGER}) were seen only second-hand. " if hollow else ""
        note = nodes.paragraph("", f"{seen}Drawn from {count}. ")
        note += addnodes.download_reference(
            "",
            "",
            nodes.Text("Data (CSV)"),
            reftarget=self._relative(data),
            refdoc=self.env.docname,
        )
        legend += note
        figure += legend
        self.set_source_info(figure)
        self.add_name(figure)
        return figure

    def _relative(self, file: Path) -> str:
        here = Path(self.env.doc2path(self.env.docname)).parent
        return os.path.relpath(file, here)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_directive("evidence-figure", EvidenceFigure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
