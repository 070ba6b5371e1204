"""The evidence map: which verdict a cell shows, and where it leads."""

from __future__ import annotations

from collections.abc import Callable

import pdfs
import pytest
from bs4 import Tag
from conftest import ON_THE_MAP, Book, Built

from livingreview.register.evidencemap import verdict

VERY_LOW, LOW, MODERATE, HIGH = range(4)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(LOW, "a", "holds")], ("holds", "low", ("a",))),
        ([(LOW, "a", "stops"), (HIGH, "b", "stops")], ("stops", "high", ("b", "a"))),
        # the best graded claim decides
        ([(MODERATE, "a", "stops"), (LOW, "b", "holds")], ("stops", "moderate", ("a", "b"))),
        ([(LOW, "a", "stops"), (VERY_LOW, "b", "holds")], ("stops", "low", ("a", "b"))),
        # both at moderate or above, or at one grade
        (
            [(MODERATE, "a", "stops"), (MODERATE, "b", "holds")],
            ("disputed", "moderate", ("a", "b")),
        ),
        ([(MODERATE, "a", "stops"), (HIGH, "b", "holds")], ("disputed", "high", ("b", "a"))),
        ([(LOW, "a", "stops"), (LOW, "b", "holds")], ("disputed", "low", ("a", "b"))),
        # that none has been shown is no verdict beside one
        ([(MODERATE, "a", "untested")], ("untested", "moderate", ("a",))),
        ([(MODERATE, "a", "untested"), (LOW, "b", "stops")], ("stops", "low", ("b", "a"))),
    ],
)
def test_verdict(
    said: list[tuple[int, str, str]], expected: tuple[str, str, tuple[str, ...]]
) -> None:
    found = verdict("across-genes", said)
    assert (found.says, found.certainty, found.claims) == expected


FALLS = """\
  cell: {class: seq2function, held_out: locus, contrast: by distance, says: stops}
  supports:
"""
WORDS = """\
  - {id: allele, name: allele, definition: A variant.}
  - {id: person, name: person, definition: Somebody.}
  - {id: drug, name: drug, definition: A compound.}
contrasts:
  - {id: distance, name: by distance, definition: Near against far.}
"""
OF_PEOPLE = """\
- id: nothing-of-people
  says: No test of people may have been made.
  kind: absence
  cell: {class: seq2seq, held_out: person, contrast: across genes, says: stops}
  supports: []
  searched: {date: 2024-12-01, where: [titles], strings: [people], found: []}
  counter: A test of people.
  reviewed: 2024-12-01
"""


@pytest.fixture(scope="module")
def root(new_book: Callable[[], Book]) -> Book:
    book = new_book()
    book.write("evidence/claims/beta.yaml", ON_THE_MAP + OF_PEOPLE)
    book.edit("evidence/claims/alpha.yaml", "  supports:\n", FALLS)
    book.edit("evidence/vocabulary.yaml", "contrasts:\n", WORDS)
    book.edit(
        "evidence/vocabulary.yaml", "name: transcriptome,",
        "name: transcriptome, not_held_out: {allele: reads none, locus: reads none},",
    )  # fmt: skip
    path = book.root / "docs/methods.md"
    path.write_text(path.read_text("utf-8") + "\n```{evidence-map}\n```\n", "utf-8")
    return book


@pytest.fixture(scope="module")
def site(root: Book) -> Built:
    built = root.build("html")
    assert not built.stderr, built.stderr[-1500:]
    return built


def the_map(site: Built, page: str = "methods") -> Tag:
    found = site.page(page).select_one("table.evidence-map")
    assert found is not None
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_the_map_is_a_table_with_heads_that_needs_no_script(site: Built) -> None:
    table = the_map(site)
    units = [words(th) for th in table.select("thead th[scope=col]")]
    assert units == ["Held out of training", "locus", "person"]
    rows = table.select("tbody tr")
    assert [words(row.select("th[scope=row]")[0]).split()[0] for row in rows] == [
        "Seq2function",
        "Seq2seq",
        "Transcriptome",
    ]
    for row in rows:  # each cell says its column by itself, for those who see lists
        assert [cell["data-unit"] for cell in row.find_all("td")] == units[1:]


def test_a_cell_says_each_verdict_the_surest_first(site: Built) -> None:
    cells = [[words(td) for td in row.find_all("td")] for row in the_map(site).select("tbody tr")]
    assert cells == [
        [
            "holds across genes ●●●○ moderate certainty"
            " stops here by distance ●●●○ moderate certainty",
            "no claim",
        ],
        ["no claim", "untested across genes ●●○○ low certainty"],
        ["not applicable: reads none", "no claim"],
    ]


def test_a_verdict_has_a_sign_of_its_own_that_is_not_read_out(site: Built) -> None:
    for link in the_map(site).select("td a"):
        said = words(link).split()[0]
        sign = link.select_one("svg[aria-hidden] use")
        assert sign is not None and sign["href"] == f"#sign-{said}"
        assert site.page("methods").find(id=f"sign-{said}"), "the sign is drawn nowhere"


def test_a_verdict_leads_to_where_its_claim_stands(site: Built) -> None:
    links = [str(a["href"]) for a in the_map(site).select("td a")]
    # by the findings in support that a section prints; else the register
    assert links == [
        "register/claims.html#good-across-genes",
        "alpha.html#linking",
        "register/claims.html#nothing-of-people",
    ]
    for link in links:
        page, _, anchor = link.partition("#")
        assert site.page(page.removesuffix(".html")).find(id=anchor), link


def test_a_section_of_the_third_level_that_names_a_claim_is_its_wall(
    book: Book, root: Book
) -> None:
    for file in ("evidence/claims/beta.yaml", "evidence/claims/alpha.yaml",
                 "evidence/vocabulary.yaml", "docs/methods.md"):  # fmt: skip
        book.write(file, (root.root / file).read_text("utf-8"))
    wall = "\n## Walls\n\n### People\n\n#### Why\n\n{claim}`Nobody asked <nothing-of-people>`.\n"
    book.write("docs/beta.md", (book.root / "docs/beta.md").read_text("utf-8") + wall)
    assert [a["href"] for a in the_map(book.build()).select("td a")][-1] == "beta.html#people"


def test_a_unit_of_which_no_claim_speaks_stands_below_the_map(site: Built) -> None:
    after = the_map(site).find_next_sibling("p")
    assert isinstance(after, Tag)
    assert words(after) == "No claim of this book speaks of: allele, drug."


def test_other_outputs_get_a_plain_table(root: Book, site: Built) -> None:
    shown = root.build("text").text("methods.txt")
    assert "stops here ●●●○ by distance" in " ".join(shown.replace("|", " ").split())
    assert "reads none" in shown and "<svg" not in shown


def test_the_pdf_shows_the_map_as_a_picture(book: Book, root: Book) -> None:
    for file in ("evidence/claims/beta.yaml", "evidence/claims/alpha.yaml",
                 "evidence/vocabulary.yaml", "docs/methods.md"):  # fmt: skip
        book.write(file, (root.root / file).read_text("utf-8"))
    book.edit("conf.py", '"livingreview.cite",', '"livingreview.cite", "livingreview.typst",')
    made = book.build("typstpdf")
    pdf = pdfs.Built(made.status, made.warnings, made.out)
    page = next(words for words in pdf.pages if "stops here" in words)
    assert all(word in page for word in ("locus", "person", "by distance", "not applicable"))
    assert "●" not in page  # certainty is drawn
    told = pdfs.tags(pdf.reader.trailer["/Root"]["/StructTreeRoot"], {})["/Figure"]
    (alt,) = [alt for alt in told if alt.startswith("Map of verdicts")]
    assert "locus holds across genes (moderate certainty) and stops here by distance" in alt
    assert "transcriptome: locus not applicable (reads none)" in alt


def test_a_claim_in_a_cell_that_cannot_be_is_an_error(book: Book) -> None:
    book.edit(
        "evidence/vocabulary.yaml", "name: seq2function,",
        "name: seq2function, not_held_out: {locus: reads none},",
    )  # fmt: skip
    book.write("evidence/claims/beta.yaml", ON_THE_MAP)
    line = book.line("evidence/claims/beta.yaml", "held_out: locus")
    assert (
        f"evidence/claims/beta.yaml:{line}: good-across-genes.cell.held_out: no model of the class "
        "can be tested on locus: reads none; " in book.build("dummy").stderr
    )
