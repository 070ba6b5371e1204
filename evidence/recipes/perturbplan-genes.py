"""How strongly the genes of K562 cells are expressed, from the source data of PerturbPlan.

Prints perturbplan-genes: of the genes with ten molecules in a million or more, the quartiles of
expression, the size of the negative binomial distribution in the middle half of each, and n.
"""

import re
import sys
import zipfile
from statistics import median, quantiles
from xml.etree import ElementTree

INPUTS = [
    "Katsevich-Lab/perturbplan-replication 9383d2c6308c1505799fd32d064f86196c49febf "
    "final_plots/figures/source_data.xlsx "
    "abb79b59d82dd5aa3d27875d0b1f4db3eae0426eb2ea120d87c4d8da5fc8a93a",
]
SHEET = "extfig4_ab_tpm_and_dispersion"
FLOOR = 10  # molecules in a million, the authors' threshold
NAMES = ("weak", "middle", "strong")
_SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_KEY = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def cells(book: zipfile.ZipFile) -> list[dict[str, str]]:
    """The rows of the sheet, each by the letters of its columns."""
    inside = ElementTree.fromstring(book.read("xl/workbook.xml"))
    named = {sheet.get("name"): sheet.get(_KEY) for sheet in inside.iterfind(".//x:sheet", _SPACE)}
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    target = next(link.get("Target") for link in links if link.get("Id") == named[SHEET])
    page = ElementTree.fromstring(book.read(f"xl/{str(target).removeprefix('/xl/')}"))
    found = []
    for row in page.iterfind(".//x:row", _SPACE):
        values = {}
        for cell in row.iterfind("x:c", _SPACE):
            value = cell.find("x:v", _SPACE)
            if value is not None and value.text and cell.get("t") != "s":
                values[re.sub(r"\d", "", str(cell.get("r")))] = value.text
        found.append(values)
    return found


def main(table: str) -> None:
    """Print every value."""
    with zipfile.ZipFile(table) as book:
        rows = cells(book)
    known = [(float(row["C"]), float(row["E"])) for row in rows if "C" in row and "E" in row]
    genes = sorted(pair for pair in known if pair[0] >= FLOOR)
    cuts = quantiles([level for level, _ in genes], n=4)
    for place, (name, cut) in enumerate(zip(NAMES, cuts, strict=True)):
        start = len(genes) * (2 * place + 1) // 8
        part = genes[start : start + len(genes) // 4]
        print(f"perturbplan-genes/{name}/expression\t{cut}")
        print(f"perturbplan-genes/{name}/size\t{median(size for _, size in part)}")
    print(f"perturbplan-genes/n\t{len(genes)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
