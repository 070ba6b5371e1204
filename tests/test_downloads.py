"""The register as files: there, sound, in agreement with one another, and stamped."""

from __future__ import annotations

import csv
import json
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from conftest import Book, Built

KINDS = ("claims", "findings", "models", "benchmarks", "datasets", "papers")
CITO = "http://purl.org/spar/cito/"


def document(built: Built, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(built.text(f"evidence/{kind}.json"))
    return found


def table(built: Built, kind: str) -> list[dict[str, str]]:
    return list(csv.DictReader(built.text(f"evidence/{kind}.csv").splitlines()))


@pytest.mark.parametrize("kind", KINDS)
def test_json_and_csv_are_stamped(site: Built, kind: str) -> None:
    about = document(site, kind)["about"]
    assert (about["version"], about["date"]) == ("1.2.3", "2025-01-31")
    assert about["commit"]
    assert about["license"] == "https://creativecommons.org/licenses/by/4.0/"
    stamps = {
        (r["book_version"], r["book_date"], r["book_commit"], r["book_license"])
        for r in table(site, kind)
    }
    assert stamps == {("1.2.3", "2025-01-31", about["commit"], about["license"])}


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("claims", 3),
        ("findings", 7),
        ("models", 1),
        ("benchmarks", 1),
        ("datasets", 2),
        ("papers", 5),
    ],
)
def test_json_and_csv_hold_the_same_records(site: Built, kind: str, count: int) -> None:
    key = "citekey" if kind == "papers" else "id"
    names = [record[key] for record in document(site, kind)[kind]]
    assert len(names) == count
    assert list(dict.fromkeys(r[key] for r in table(site, kind))) == names


def test_values_agree_between_json_and_csv(site: Built) -> None:
    rows = {r["address"]: r for r in table(site, "findings")}
    values = {record["id"]: record for record in document(site, "findings")["findings"]}
    assert float(rows["tiny-own"]["value"]) == values["tiny-own"]["value"] == 0.85
    assert rows["tiny-own"]["compared_with.value"] == "0.81"
    assert [float(x) for x in rows["again-range"]["value"].split()] == [0.1, 0.3]
    assert values["again-range"]["value"] == [0.1, 0.3]
    assert rows["third-look"]["value"] == ""


def test_table_has_one_row_a_value_under_its_address(site: Built) -> None:
    rows = {r["address"]: r for r in table(site, "findings")}
    grid = {
        "model/near": "0.61",
        "model/far": "0.126",
        "distance/near": "0.59",
        "chance/near": "0.05",
        "chance/far": "0.01",
    }
    found = {a: r["value"] for a, r in rows.items() if a.startswith("linking-auprc")}
    assert found == {f"linking-auprc/{address}": value for address, value in grid.items()}


def test_value_of_a_table_has_the_unit_of_its_column(site: Built) -> None:
    rows = {r["address"]: r for r in table(site, "findings")}
    assert rows["screen-cost/run/hours"]["unit"] == "h"
    assert rows["screen-cost/run/pairs"]["unit"] == "pairs"


def test_table_in_json_keeps_its_empty_cells(site: Built) -> None:
    records = {record["id"]: record for record in document(site, "findings")["findings"]}
    assert records["linking-auprc"]["table"]["rows"]["distance"] == [0.59, None]


def test_finding_names_its_paper_and_independence(site: Built) -> None:
    records = {record["id"]: record for record in document(site, "findings")["findings"]}
    assert records["tiny-own"]["citekey"] == "ames2023tiny"
    assert records["tiny-own"]["independent"] is False
    assert records["linking-auprc"]["independent"] is True
    assert records["draft-doubt"]["review"] == "preprint"


def test_record_lists_its_uses(site: Built) -> None:
    records = {record["id"]: record for record in document(site, "findings")["findings"]}
    assert [use.lstrip("./") for use in records["window-share"]["uses"]] == ["alpha.html#reach"]
    assert [use.lstrip("./") for use in records["draft-doubt"]["uses"]] == ["methods.html#methods"]
    panels = {record["id"]: record for record in document(site, "datasets")["datasets"]}
    assert panels["gene-panel"]["uses"] == []


def test_claims_are_json_ld(site: Built) -> None:
    data = document(site, "claims")
    context = data["@context"]
    assert (data["@id"], data["isPartOf"]) == ("../register/claims.html", "../index.html")
    for relation in ("supports", "disputes", "qualifies"):
        term = context[relation]["@reverse"]
        prefix, _, name = term.partition(":")
        assert context.get(prefix, prefix + ":") + name == CITO + relation
        assert context[relation]["@type"] == "@id"
    claims = {claim["id"]: claim for claim in data["claims"]}
    assert {claim["@type"] for claim in claims.values()} == {"Claim"}
    assert claims["depth-matters"]["certainty"] == "moderate"
    assert claims["depth-matters"]["findings"]["disputes"] == ["draft-doubt"]


def test_addresses_in_claims_lead_to_records(site: Built) -> None:
    data = document(site, "claims")
    base = urljoin("/evidence/claims.json", data["@context"].get("@base", ""))
    for claim in data["claims"]:
        for address in (claim["@id"], *claim["supports"], *claim["disputes"], *claim["qualifies"]):
            path, anchor = urldefrag(urljoin(base, address))
            file = site.out / path.lstrip("/")
            assert file.exists(), f"{address} leads to {path}"
            assert f'id="{anchor}"' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("paper", ["citekey", "review", "posted", "published", "makes", "interests"]),
        ("claim", ["id", "says", "supports", "counter", "reviewed"]),
    ],
)
def test_schema_names_the_fields(site: Built, name: str, keys: list[str]) -> None:
    schema = json.loads(site.text(f"evidence/schema/{name}.json"))
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert set(keys) <= set(schema["properties"])
    assert set(keys) <= set(schema["required"])
    assert schema["additionalProperties"] is False


def test_the_vocabulary_is_a_download_too(site: Built) -> None:
    words = document(site, "vocabulary")
    assert words["about"]["version"] == "1.2.3"
    assert {"AUROC", "share"} <= {metric["name"] for metric in words["metrics"]}
    schema = json.loads(site.text("evidence/schema/vocabulary.json"))
    assert {"classes", "units", "contrasts", "tasks", "metrics"} <= set(schema["properties"])
    assert schema["$defs"]["Metric"]["properties"]["definition"]["description"]


def test_schema_knows_every_key_as_it_is_written(site: Built) -> None:
    schema = json.loads(site.text("evidence/schema/paper.json"))
    finding = schema["$defs"]["Finding"]["properties"]
    assert {"from", "table", "sides", "source"} <= set(finding)
    assert "class" in schema["$defs"]["Model"]["properties"]


def test_no_absolute_address_without_a_base(site: Built) -> None:
    for claim in document(site, "claims")["claims"]:
        for address in (claim["@id"], claim["chapter"], *claim["supports"], *claim["uses"]):
            assert "://" not in address


def test_addresses_are_absolute_when_the_base_is_known(book: Book) -> None:
    built = book.build("html", "-D", "html_baseurl=https://example.org/book")
    claim = document(built, "claims")["claims"][0]
    site = "https://example.org/book/"
    assert claim["@id"] == f"{site}register/claims.html#{claim['id']}"
    assert claim["chapter"] == f"{site}alpha.html"
    assert all(
        address.startswith(f"{site}register/findings.html#") for address in claim["supports"]
    )


def test_other_outputs_hold_no_downloads(book: Book) -> None:
    assert not (book.build("text").out / "evidence").exists()
