"""Links that can be judged without asking anybody: of the sources, the site and the PDF."""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest
from conftest import ROOTS, Book, pages_of
from lxml import etree, html

from livingreview.cli import main
from livingreview.references import bibfile, identifiers, urls

# -- identifiers ----------------------------------------------------------------------------------

GOOD = {
    "doi": ["10.1038/s41592-021-01252-x", "10.1016/s0140-6736(02)07649-1", "10.64898/2026.01.1"],
    "eprint": ["2503.14571", "1501.00001", "1412.9999", "0704.0001", "q-bio/0401001",
               "math.GT/0309136", "cond-mat/9901001"],
    "pmid": ["1", "35551305"],
    "pmcid": ["PMC4937568"],
    "isbn": ["978-0-306-40615-7", "9780306406157", "0-306-40615-2", "080442957X"],
    "orcid": ["0000-0002-1825-0097", "0000-0002-1694-233X"],
    "preprint": ["bioRxiv:10.1101/2024.07.27.605449", "arXiv:2408.10609"],
}  # fmt: skip
BAD = {
    "doi": ["https://doi.org/10.1038/x", "doi:10.1038/x", "10.1038", "10.1038/", "10.1038/X",
            "10.38/x", "10.1038/a b", ""],
    "eprint": ["2503.14571v1", "2513.14571", "2500.14571", "2503.1457", "1412.99999", "0703.0001",
               "q-bio/0401001v2", "q-bio/0413001", "q-bio/0805001", "arXiv:2503.14571"],
    "pmid": ["PMID:1", "012", "123456789", "PMC1", ""],
    "pmcid": ["4937568", "PMC", "PMC0", "pmc4937568"],
    "isbn": ["978-0-306-40615-8", "0-306-40615-3", "977-0-306-40615-6", "978030640615",
             "080442957x", "97803064--06157", ""],
    "orcid": ["0000-0002-1825-0098", "0000-0002-1694-2330", "000000021825009X",
              "https://orcid.org/0000-0002-1825-0097"],
    "preprint": ["10.1101/1", "bioRxiv:2408.10609", "arXiv:10.1101/1", "viXra:2408.10609"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), [(k, v) for k, some in GOOD.items() for v in some])
def test_good_identifier(kind: str, value: str) -> None:
    assert identifiers.WELL_FORMED[kind][0](value)


@pytest.mark.parametrize(("kind", "value"), [(k, v) for k, some in BAD.items() for v in some])
def test_bad_identifier(kind: str, value: str) -> None:
    assert not identifiers.WELL_FORMED[kind][0](value)


# -- addresses ------------------------------------------------------------------------------------

CLEAN = [
    "https://example.org/",
    "https://example.org:8443/a/b?q=1&page=2#part",
    "https://xn--bcher-kva.example/b%C3%BCcher",
    "https://doi.org/10.1000/tiny.1",
    "https://doi.org/10.1016/s0140-6736(02)07649-1",
    "https://arxiv.org/abs/2408.10609",
    "https://arxiv.org/abs/q-bio/0401001",
    "https://arxiv.org/list/q-bio/new",
    "https://openreview.net/forum?id=uKB4cFNQFg",
    "https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=GSE1",
    "https://proxyfoundation.example/",
]
# address: words of what is found, and how it should be written ("" where no form is proposed)
FAULTY = {
    "http://example.org/a": ("not encrypted", "https://example.org/a"),
    "https://example.org/a?utm_source=x&id=3": ("tracking parameter, utm_source", "?id=3"),
    "https://example.org/a?fbclid=x": ("tracking parameter", "https://example.org/a"),
    "https://example.org/?gclid=1#x": ("tracking parameter", "https://example.org/#x"),
    "https://www-nature-com.ezproxy.example.edu/articles/x": ("library's proxy", ""),
    "https://ezproxy.example.edu/login?url=https://a.example": ("library's proxy", ""),
    "https://doi-org.libproxy.example.edu/10.1000/x": ("library's proxy", ""),
    "https://www.jstor.org.idm.oclc.org/": ("library's proxy", ""),
    "https://dx.doi.org/10.1000/tiny.1": ("one form", "https://doi.org/10.1000/tiny.1"),
    "http://doi.org/10.1000/tiny.1": ("one form", "https://doi.org/10.1000/tiny.1"),
    "https://doi.org/10.1000/Tiny.1": ("one form", "https://doi.org/10.1000/tiny.1"),
    "https://doi.org/doi:10.1000/tiny.1": ("one form", "https://doi.org/10.1000/tiny.1"),
    "https://doi.org/10.1000%2Ftiny.1": ("one form", "https://doi.org/10.1000/tiny.1"),
    "https://doi.org/10.1000/tiny.1.": ("no well-formed DOI", "https://doi.org/10.1000/tiny.1"),
    "https://example.org/a.": ("signs of the text", "https://example.org/a"),
    "https://example.org/a)": ("signs of the text", "https://example.org/a"),
    "https://example.org/?a=1&amp;b=2": ("signs of the text", "https://example.org/?a=1&b=2"),
    r"https://example.org/a\_b\%20c": ("signs of the text", "https://example.org/a_b%20c"),
    "https://doi.org/tiny": ("no well-formed DOI", ""),
    "https://arxiv.org/abs/2408.10609v1": ("whatever", "https://arxiv.org/abs/2408.10609"),
    "https://arxiv.org/pdf/2408.10609": ("whatever", "https://arxiv.org/abs/2408.10609"),
    "https://arxiv.org/pdf/2408.10609v2.pdf": ("whatever", "https://arxiv.org/abs/2408.10609"),
    "https://www.arxiv.org/abs/2408.10609": ("whatever", "https://arxiv.org/abs/2408.10609"),
    "https://arxiv.org/abs/2499.10609": ("no well-formed arXiv", ""),
    "https://ada:secret@example.org/a": ("name or password", "https://example.org/a"),
    "https://example.org/a;jsessionid=0A1B?x=1": ("session id", "https://example.org/a?x=1"),
    "https://example.org/a?PHPSESSID=12": ("session id", "https://example.org/a"),
    "https://127.0.0.1:8000/a": ("this machine only", ""),
    "https://localhost/a": ("this machine only", ""),
    "https://[::1]/a": ("this machine only", ""),
    "https://intranet/a": ("without a domain", ""),
    "file:///home/ada/a.pdf": ("leads nowhere", ""),
    "https:///a": ("leads nowhere", ""),
    "ftp://example.org/a": ("leads nowhere", ""),
    "https://example.org:port/a": ("no address", ""),
    "https://[example.org/a": ("no address", ""),
    "https://example.org/100%": ("percent sign", ""),
    "https://example.org/bücher": ("may not hold", "https://example.org/b%C3%BCcher"),
    "https://Example.org/a": ("capitals", ""),
    "HTTPS://example.org/a": ("capitals", ""),
}  # fmt: skip


@pytest.mark.parametrize("url", CLEAN)
def test_clean_address(url: str) -> None:
    assert list(urls.faults(url)) == []


@pytest.mark.parametrize("url", FAULTY)
def test_faulty_address(url: str) -> None:
    found, form = FAULTY[url]
    faults = list(urls.faults(url))
    assert any(found in said for said, _ in faults), faults
    assert any(remedy.endswith(form) for said, remedy in faults if found in said), faults


def test_a_password_is_not_repeated() -> None:
    assert "secret" not in str(list(urls.faults("https://ada:secret@example.org/a")))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://a.example/b.", ["https://a.example/b"]),
        ("[a](https://a.example/b),[c](https://c.example)", ["https://a.example/b", "https://c.example"]),
        ("(https://a.example/b_(c))", ["https://a.example/b_(c)"]),
        ("<https://a.example/b>", ["https://a.example/b"]),
        ("<https://a.example/b.>", ["https://a.example/b."]),
        ("[a](https://a.example/b_)", ["https://a.example/b_"]),
        ("'https://a.example/b', x", ["https://a.example/b"]),
        ("**https://a.example/b**", ["https://a.example/b"]),
        ("no link: example.org", []),
    ],
)  # fmt: skip
def test_addresses_in_text(text: str, found: list[str]) -> None:
    assert list(urls.in_text(text)) == found


def test_an_address_quoted_from_the_post_keeps_its_faults(book: Book) -> None:
    shutil.copy(ROOTS / "files" / "post.yaml", book.root / "evidence" / "post.yaml")
    book.edit("evidence/post.yaml", "https://a.example/again", "http://arxiv.org/abs/2408.10609v1")
    assert main(["--root", str(book.root), "check"]) == 0


def test_a_faulty_address_stops_the_build_with_its_place(book: Book, capsys: Any) -> None:
    """One book with a fault in each kind of file; `livingreview check` names them all."""
    page = (book.root / "docs/methods.md").read_text(encoding="utf-8")
    book.write("docs/methods.md", page + "\n<http://a.org/x>\n")
    book.write("README.md", "# Tiny\n\n[x](https://dx.doi.org/10.1000/tiny.1)\n")
    book.edit("CITATION.cff", "license:", "doi: 10.1000/X\nlicense:")
    book.edit(
        "CITATION.cff", "  - name", "  - orcid: https://orcid.org/0000-0002-1825-0098\n    name"
    )
    paper = "evidence/papers/cole2024test.yaml"
    against = book.edit(paper, "at: Fig. 2", "at: 'Fig. 2, https://a.org/x?utm_source=y'")
    assert main(["--root", str(book.root), "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    for place, words in (
        (
            f"docs/methods.md:{book.line('docs/methods.md', 'http://a')}",
            "not encrypted; write https",
        ),
        ("README.md:3", "write https://doi.org/10.1000/tiny.1"),
        (f"CITATION.cff:{book.line('CITATION.cff', 'doi:')}", "10.1000/X is not well-formed"),
        (f"CITATION.cff:{book.line('CITATION.cff', 'orcid')}", "0098 is not well-formed"),
        (f"{paper}:{against}", "tracking parameter"),
    ):
        assert any(line.startswith(f"{place}: ") and words in line for line in lines), lines


ENTRY = """\
@misc{dahl2025page,
  author = {Dahl, Dan},
  title = {A page},
  year = {2025},
  url = {https://example.org/page},
  urldate = {2025-01-31},
}
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("https://example.org/page", "http://example.org/page", "write https://example.org/page"),
        ("https://example.org/page", "https://doi.org/10.1000/x", "write doi = {10.1000/x}"),
        (
            "https://example.org/page",
            "https://arxiv.org/abs/2401.00001",
            "write eprint = {2401.00001}",
        ),
        ("  url", "  archived = {http://web.archive.org/x},\n  url", "full address of the copy"),
        ("  url", "  archived = {https://ada:x@a.org/x},\n  url", "name or password"),
        ("  url", "  note = {See http://a.org/x.},\n  url", "write https://a.org/x"),
        ("  url", "  isbn = {978-0-306-40615-8},\n  url", "check digit"),
        (
            "  url",
            "  eprint = {2513.00001},\n  archiveprefix = {arXiv},\n  url",
            "arXiv identifier",
        ),
    ],
)
def test_a_faulty_address_of_a_reference(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(ENTRY.replace(old, new, 1), encoding="utf-8")
    (problem,) = map(str, bibfile.read(file)[1])
    assert problem.startswith(f"{file}:1: dahl2025page.")
    assert says in problem


# -- the built site -------------------------------------------------------------------------------

LEADS = ("href", "src", "srcset", "poster", "data", "action", "cite", "longdesc")


def targets(tree: html.HtmlElement) -> Iterator[str]:
    """Every address a page leads to or loads."""
    for tag in tree.iter(etree.Element):
        for name in LEADS:
            value = tag.get(name) or ""
            if name == "srcset":
                yield from (part.split()[0] for part in value.split(",") if part.strip())
            elif value and not (name == "data" and tag.tag != "object"):
                yield value


@functools.cache
def read(page: Path) -> html.HtmlElement:
    """A page, read once."""
    return html.document_fromstring(page.read_text("utf-8"))


@functools.cache
def places(page: Path) -> set[str]:
    """The places of a page that a link may lead to."""
    return {tag.get("id") or tag.get("name") or "" for tag in read(page).iter(etree.Element)}


def dead_ends(site: Path) -> list[str]:
    """Each local link, picture or download of a site that leads nowhere."""
    found = []
    for page in pages_of(site):
        for target in dict.fromkeys(targets(read(page))):
            parts = urlsplit(target)
            if parts.scheme == "data" or (parts.scheme in ("http", "https") and parts.netloc):
                continue
            path = unquote(parts.path)
            base = site if path.startswith("/") else page.parent
            there = (base / path.lstrip("/")).resolve() if path else page
            there = there / "index.html" if there.is_dir() else there
            inside = there.is_relative_to(site.resolve()) or there == page
            good = not parts.scheme and not parts.netloc and inside and there.is_file()
            anchor = unquote(parts.fragment) if there.suffix == ".html" else ""
            if not good or (anchor and anchor not in places(there)):
                found.append(f"{page.relative_to(site)}: {target}")
    return found


def test_everything_the_site_leads_to_is_there(published: Path) -> None:
    assert dead_ends(published) == []
    assert sum(len(list(targets(read(page)))) for page in pages_of(published)) > 2000


PLANTED = {
    "page": '<a href="gone.html">x</a>',
    "anchor": '<a href="other.html#gone">x</a>',
    "anchor here": '<a href="#gone">x</a>',
    "picture": '<img src="gone.svg" alt="">',
    "picture of another size": '<img src="dot.svg" srcset="dot.svg 1x, gone.svg 2x" alt="">',
    "source": '<picture><source srcset="gone.svg 640w"></picture>',
    "download": '<a href="gone.csv" download>x</a>',
    "script": '<script src="gone.js"></script>',
    "outside": '<a href="../../etc/hosts">x</a>',
    "file": '<a href="file:///etc/hosts">x</a>',
}


@pytest.mark.parametrize("name", [*PLANTED, ""])
def test_a_dead_end_is_found(tmp_path: Path, name: str) -> None:
    good = '<a href="other.html#there">x</a><img src="dot.svg" srcset="dot.svg 2x" alt="">'
    (tmp_path / "index.html").write_text(good + PLANTED.get(name, ""), encoding="utf-8")
    (tmp_path / "other.html").write_text('<p id="there">x</p>', encoding="utf-8")
    (tmp_path / "dot.svg").write_text("<svg/>", encoding="utf-8")
    assert len(dead_ends(tmp_path)) == bool(name)


# -- the PDF --------------------------------------------------------------------------------------


@functools.cache
def _places(file: Path) -> set[str]:
    """The named places of a PDF."""
    with pikepdf.open(file) as pdf:
        return set(pikepdf.NameTree(pdf.Root.Names.Dests))


def _beside(file: Path, place: str) -> str:
    """What is wrong with a link to a place of another PDF; empty if nothing is."""
    if not file.is_file():
        return f"there is no {file.name} beside it"
    return "" if not place or place in _places(file) else f"{place} is no place of {file.name}"


def pdf_faults(file: Path) -> tuple[int, list[str]]:
    """How many links a PDF has, and each that leads nowhere or is not well-formed."""
    count, found = 0, []
    with pikepdf.open(file) as pdf:
        pages = {page.obj.objgen for page in pdf.pages}
        names = set()
        if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
            names |= set(pikepdf.NameTree(pdf.Root.Names.Dests))
        if "/Dests" in pdf.Root:
            names |= {str(name).lstrip("/") for name in pdf.Root.Dests.keys()}  # noqa: SIM118
        for number, page in enumerate(pdf.pages, 1):
            for note in page.obj.get("/Annots", []):
                if note.get("/Subtype") != "/Link":
                    continue
                count += 1
                action = note.get("/A", {})
                if "/URI" in action:
                    url = str(action.URI)
                    if beside := re.fullmatch(r"((?:\.\./)*\w+\.pdf)(?:#nameddest=(.+))?", url):
                        said = _beside(file.parent / beside[1], unquote(beside[2] or ""))
                        found += [f"page {number}: {said}"] if said else []
                        continue
                    faults = "; ".join(said for said, _ in urls.faults(url))
                    faults = "" if re.fullmatch(r"mailto:\S+@\S+", url) else faults
                    found += [f"page {number}: {faults}"] if faults else []
                    continue
                place = note.get("/Dest", action.get("/D"))
                if isinstance(place, pikepdf.Array):
                    if place[0].objgen not in pages:
                        found.append(f"page {number}: a place on no page")
                elif str(place).lstrip("/") not in names:
                    found.append(f"page {number}: {place} is no place")
    return count, found


@pytest.mark.parametrize(
    ("name", "least"), [("book", 1000), ("register", 1000), ("summary", 10), ("seq2seq", 100)]
)
def test_every_link_of_a_pdf_leads_somewhere(book_pdf: Path, name: str, least: int) -> None:
    count, faults = pdf_faults(book_pdf.with_name(f"{name}.pdf"))
    assert count > least
    assert faults == []


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({"/A": {"/S": "/URI", "/URI": "https://example.org/"}}, ""),
        ({"/Dest": "here"}, ""),
        ({"/Dest": "gone"}, "gone is no place"),
        ({"/A": {"/S": "/GoTo", "/D": "gone"}}, "gone is no place"),
        ({"/A": {"/S": "/URI", "/URI": "file:///home/ada/a.html"}}, "leads nowhere"),
        ({"/A": {"/S": "/URI", "/URI": "http://127.0.0.1:8000/a"}}, "this machine only"),
        ({"/A": {"/S": "/URI", "/URI": "http://localhost/a"}}, "this machine only"),
        ({"/A": {"/S": "/URI", "/URI": "chapter.html#x"}}, "leads nowhere"),
        ({"/A": {"/S": "/URI", "/URI": "other.pdf#nameddest=there"}}, ""),
        ({"/A": {"/S": "/URI", "/URI": "other.pdf#nameddest=gone"}}, "gone is no place of other"),
        ({"/A": {"/S": "/URI", "/URI": "gone.pdf#nameddest=x"}}, "there is no gone.pdf beside it"),
        ({"/A": {"/S": "/URI", "/URI": "https://a b.example/"}}, "may not hold"),
    ],
)
def test_a_bad_link_of_a_pdf_is_found(tmp_path: Path, link: dict[str, Any], says: str) -> None:
    def pdf_value(value: Any) -> Any:
        if isinstance(value, dict):
            return pikepdf.Dictionary({name: pdf_value(inner) for name, inner in value.items()})
        return pikepdf.Name(value) if value.startswith("/") else pikepdf.String(value)

    with pikepdf.new() as pdf:
        page = pdf.add_blank_page().obj
        tree = pikepdf.NameTree.new(pdf)
        tree["here"] = pikepdf.Array([page, pikepdf.Name("/Fit")])
        pdf.Root.Names = pikepdf.Dictionary(Dests=tree.obj)
        note = pdf_value({"/Type": "/Annot", "/Subtype": "/Link", **link})
        page.Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.save(tmp_path / "x.pdf")
    with pikepdf.new() as pdf:
        tree = pikepdf.NameTree.new(pdf)
        tree["there"] = pikepdf.Array([pdf.add_blank_page().obj, pikepdf.Name("/Fit")])
        pdf.Root.Names = pikepdf.Dictionary(Dests=tree.obj)
        pdf.save(tmp_path / "other.pdf")
    count, faults = pdf_faults(tmp_path / "x.pdf")
    assert count == 1
    assert len(faults) == bool(says)
    assert says in "".join(faults)
