"""What programs take: one JSON a record, tables with keys, linked data, licenses, Markdown."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import frictionless
import pytest
from conftest import Book, Built
from jsonschema import Draft202012Validator
from license_expression import get_spdx_licensing
from rdflib import RDF, Graph, URIRef

from livingreview import metadata
from livingreview.pages import downloads, package
from livingreview.register.register import Register
from livingreview.register.schema import Place
from livingreview.register.spdx import expression
from livingreview.text.check import load

ROOT = Path(__file__).parents[1]
KINDS = ("findings", "models", "benchmarks", "datasets", "papers", "claims", "tasks")


@pytest.fixture(scope="module")
def register() -> Register:
    """The register of the book itself."""
    _, books, problems = load(ROOT)
    assert not problems
    return books


def one(site: Built, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.text(f"evidence/{name}.json"))
    return found


# -- one file a record ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_each_record_has_a_file_that_its_schema_allows(site: Built, kind: str) -> None:
    files = sorted((site.out / "evidence" / kind).glob("*.json"))
    assert files
    for file in files:
        record = json.loads(file.read_text("utf-8"))
        named = (file.parent / record["$schema"]).resolve()
        schema = json.loads(named.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        faults = [f"{fault.json_path}: {fault.message}"
                  for fault in Draft202012Validator(schema).iter_errors(record)]  # fmt: skip
        assert not faults, f"{file.name}: {faults}"
        assert record.get("id", record.get("citekey")) == file.stem
        assert record["about"]["license"].startswith("https://creativecommons.org/")


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_of_the_book_is_of_its_form(register: Register, kind: str) -> None:
    judge = Draft202012Validator(downloads.one_schema(kind))
    made = downloads.claims(register, "../") if kind == "claims" else None
    book = metadata.read(ROOT)
    for record in made or downloads.records(register, kind):
        name = record.get("id") or record["citekey"]
        _, text = downloads.single(book, kind, name, record)
        fault = next(judge.iter_errors(json.loads(text)), None)
        assert fault is None, f"{name}: {fault.json_path}: {fault.message}"


def test_a_schema_refuses_what_is_misspelled(site: Built) -> None:
    judge = Draft202012Validator(one(site, "schema/one-models"))
    record = one(site, "models/tiny-net")
    assert not list(judge.iter_errors(record))
    assert list(judge.iter_errors(record | {"nmae": "x"}))


def test_addresses_in_one_record_lead_somewhere(site: Built) -> None:
    for file in (site.out / "evidence").glob("[cfmb]*/*.json"):
        record = json.loads(file.read_text("utf-8"))
        for address in (record["url"], *record["uses"]):
            path, _, anchor = address.partition("#")
            page = (file.parent / path).resolve()
            assert page.is_file(), f"{file.name}: {address}"
            assert not anchor or f'id="{anchor}"' in page.read_text("utf-8"), address


def test_an_old_id_says_what_replaced_it(book: Book) -> None:
    book.write("evidence/retired.yaml", "tiny-first: tiny-own\n")
    built = book.build()
    old = one(built, "findings/tiny-first")
    assert (old["retired"], old["replaced_by"]) == (True, "tiny-own")
    assert (built.out / "evidence/findings" / old["record"]).is_file()
    (book.root / "evidence/retired.yaml").unlink()
    kept = built.out / "evidence/findings/tiny-own.json"
    before = kept.stat().st_mtime_ns
    again = book.build()
    assert not (again.out / "evidence/findings/tiny-first.json").exists()
    assert kept.stat().st_mtime_ns == before  # what did not change is not written again


# -- linked data ----------------------------------------------------------------------------------


def test_a_claim_is_linked_data_that_says_what_supports_it(site: Built) -> None:
    base = "https://example.org/evidence/claims/"
    for file in (site.out / "evidence/claims").glob("*.json"):
        data = json.loads(file.read_text("utf-8"))
        graph = Graph().parse(data=json.dumps(data), format="json-ld", publicID=base)
        claim = URIRef(f"https://example.org/register/claims.html#{file.stem}")
        kinds = [str(kind) for kind in graph.objects(claim, RDF.type)]
        assert [kind.partition("://")[2] for kind in kinds] == ["schema.org/Claim"]
        for relation in ("supports", "disputes", "qualifies"):
            said = URIRef(f"{downloads.CITO}{relation}")
            named = {str(one).partition("#")[2] for one in graph.subjects(said, claim)}
            assert named == set(data["findings"][relation])


# -- the Data Package -----------------------------------------------------------------------------


def written(books: Register, folder: Path) -> Path:
    """The package of a register in a folder."""
    (folder / package.FOLDER).mkdir(parents=True)
    for name, text in package.tables(books):
        (folder / name).write_text(text, "utf-8")
    descriptor = package.descriptor(metadata.read(ROOT), "")
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return folder / "datapackage.json"


def faults(file: Path) -> list[Any]:
    """What is wrong with a package: its form, types, keys, references."""
    report = frictionless.Package(str(file)).validate()
    return list(report.flatten(["type", "fieldName", "message", "rowNumber"]))


def test_the_package_of_the_book_is_valid_with_every_key_and_reference(
    register: Register, tmp_path: Path
) -> None:
    file = written(register, tmp_path / "package")
    assert faults(file) == []
    found = frictionless.Package(str(file))
    assert found.get_resource("values").schema.primary_key == ["address"]
    assert set(found.resource_names) >= {"values", "links", "models"}


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("links", "depth-matters,supports", "nothing,supports", "foreign-key"),
        ("models", "seq2function,2023", "seq2function,soon", "type-error"),
        ("findings", "tiny-own", "draft-doubt", "primary-key"),
    ],
)
def test_a_broken_package_is_told(
    site: Built, tmp_path: Path, name: str, old: str, new: str, kind: str
) -> None:
    folder = tmp_path / "package"
    shutil.copytree(site.out / "evidence" / "tables", folder / "tables")
    shutil.copy(site.out / "evidence" / "datapackage.json", folder)
    assert faults(folder / "datapackage.json") == []
    table = folder / "tables" / f"{name}.csv"
    text = table.read_text("utf-8")
    assert old in text, text
    table.write_text(text.replace(old, new, 1), "utf-8")
    assert kind in {fault[0] for fault in faults(folder / "datapackage.json")}


def test_every_printable_value_stands_in_the_table_with_its_conditions(
    register: Register, tmp_path: Path
) -> None:
    text = dict(package.tables(register))["tables/values.csv"]
    rows = {row["address"]: row for row in csv.DictReader(io.StringIO(text))}
    addresses = 0
    for name, finding in register.findings.items():
        trusted = finding.source is None or finding.source.trusted
        if finding.table:
            cells = [(row, column) for row in finding.table.rows
                     for place, column in enumerate(finding.table.columns)
                     if finding.table.rows[row][place] is not None]  # fmt: skip
            for row, column in cells:
                assert (f"{name}/{row}/{column}" in rows) == trusted
            addresses += len(cells)
        elif finding.value is not None:
            assert (name in rows) == trusted
            addresses += 1
    assert addresses > 1_000
    inherited = [row for row in rows.values() if row["held_out"] and row["metric"]]
    assert len(inherited) > len(rows) / 3


# -- licenses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("MIT", "MIT"),
        ("MIT (README)", "MIT"),
        ("CC BY-NC 4.0", "CC-BY-NC-4.0"),
        ("CC-BY-NC-SA-4.0", "CC-BY-NC-SA-4.0"),
        ("Apache-2.0, earlier MIT", "Apache-2.0"),
        ("AGPL-3.0; model MIT", "AGPL-3.0 AND MIT"),
        ("AGPL-3.0; the folder of the model CC-BY-NC-SA-4.0", "AGPL-3.0 AND CC-BY-NC-SA-4.0"),
        ("MIT; MIT", "MIT"),
        ("unknown", "NOASSERTION"),
        ("MIT; unknown", "NOASSERTION"),
        ("not applicable", "NONE"),
        ("Princeton academic use", "LicenseRef-Princeton-academic-use"),
        ("Apache-2.0 for academics, else by agreement",
         "LicenseRef-Apache-2.0-for-academics-else-by-agreement"),
        ("all rights reserved (README)", "LicenseRef-all-rights-reserved-README"),
    ],
)  # fmt: skip
def test_a_license_as_a_program_reads_it(words: str, expected: str) -> None:
    assert expression(words) == expected


def test_every_license_of_the_book_is_an_spdx_expression(register: Register) -> None:
    known = get_spdx_licensing()
    words = {str(data.license.value) for data in register.datasets.values()}
    for model in register.models.values():
        words |= {kept.license for kept in (model.code, model.weights) if isinstance(kept, Place)}
    assert len(words) > 10
    for said in words:
        unknown = [key for key in known.unknown_license_keys(expression(said))
                   if not str(key).startswith(("LicenseRef-", "NOASSERTION", "NONE"))]  # fmt: skip
        assert not unknown, said


# -- Markdown -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twins(new_book: Any) -> Built:
    """The tiny book with its pages in Markdown."""
    book: Book = new_book()
    book.edit("conf.py", '"livingreview.cite"', '"livingreview.cite", "livingreview.html"')
    path = book.root / "docs/methods.md"
    more = """
```{evidence-map}
```

```{math}
y = a * b
```

- a *point*
- with `code` and 2 < 3

| one | two |
| --- | --- |
| a | b |
"""
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    built: Built = book.build()
    assert not built.stderr, built.stderr[-1500:]
    return built


def test_a_page_has_a_twin_whose_values_lead_to_their_records(twins: Built) -> None:
    (link,) = twins.page("alpha").select("head link[type='text/markdown']")
    assert link["href"] == "alpha.md"
    page = twins.text("alpha.md")
    assert page.startswith("<!-- ") and "\n# " in page
    links = [part for part in page.split("](") if part.startswith("evidence/findings/")]
    assert links, page
    for link in links:
        assert (twins.out / link.partition(")")[0]).is_file()


def test_a_twin_holds_tables_formulas_and_the_map(twins: Built) -> None:
    page = twins.text("methods.md")
    for part in ("| Held out | seq2function |", "$$\ny = a * b\n$$", "- a *point*",
                 "with `code` and 2 \\< 3", "| one | two |\n| --- | --- |\n| a | b |"):  # fmt: skip
        assert part in page, page
    assert "<svg" not in page and "<div" not in page


def test_the_list_for_language_models_names_what_there_is(twins: Built) -> None:
    text = twins.text("llms.txt")
    assert text.startswith("# ")
    found = [line.partition("](")[2].rstrip(")") for line in text.splitlines() if "](" in line]
    assert {"alpha.md", "evidence/datapackage.json", "evidence/tables/values.csv"} <= set(found)
    for address in found:
        assert (twins.out / address).is_file(), address


def test_a_twin_goes_with_its_page(book: Book) -> None:
    book.edit("conf.py", '"livingreview.cite"', '"livingreview.cite", "livingreview.html"')
    book.write("docs/gamma.md", "---\norphan: true\n---\n# Gamma\n\nWords.\n")
    assert "Words." in book.build().text("gamma.md")
    (book.root / "docs/gamma.md").unlink()
    assert not (book.build().out / "gamma.md").exists()
