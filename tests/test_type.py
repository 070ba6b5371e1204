"""How a page looks and what it says of itself: fonts, colors, sign, description, tables."""

from __future__ import annotations

import functools
import html
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import pages_of
from PIL import ImageFont

from livingreview import settings
from livingreview.html import packed

KINDS = ["claims", "findings", "models", "benchmarks", "datasets", "papers"]
NO_GLYPH = "\U000f1234"  # for private use: drawn as the box of a font for what it lacks
RECORD_ROWS = "table.list > tbody > tr"


@functools.cache
def page(site: Path, name: str) -> BeautifulSoup:
    """A page of the site, read once."""
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


# -- fonts ----------------------------------------------------------------------------------------


class Font:
    """A font file; says whether it holds a letter."""

    def __init__(self, file: Path) -> None:
        self.font = ImageFont.truetype(str(file), 40)
        self.box = self.drawn(NO_GLYPH)

    def drawn(self, letter: str) -> tuple[bytes, float]:
        return bytes(self.font.getmask(letter)), self.font.getlength(letter)

    @functools.cache  # noqa: B019 (lives as long as the test)
    def holds(self, letter: str) -> bool:
        return letter.isspace() or self.drawn(letter) != self.box


def faces(site: Path) -> dict[str, list[Path]]:
    """The files of each family, as the style sheet names them."""
    sheet = (site / "_static" / settings.STYLE).read_text(encoding="utf-8")
    found: dict[str, list[Path]] = {}
    for rule in re.findall(r"@font-face ?\{(.*?)\}", sheet):
        family = re.search(r'font-family: ?"(.*?)"', rule)
        file = re.search(r"url\((.*?)\)", rule)
        assert family and file, rule
        found.setdefault(family[1], []).append(site / "_static" / file[1])
    return found


def printed(site: Path) -> tuple[set[str], set[str]]:
    """The letters of the text and of the formulas of every page; code has the system's font."""
    text: set[str] = set()
    formulas: set[str] = set()
    for file in pages_of(site):
        source = file.read_text(encoding="utf-8")
        source = re.sub(r"<(script|style|title|code|pre)\b.*?</\1>", "", source, flags=re.S)
        for formula in re.findall(r"<math\b.*?</math>", source, re.S):
            formulas |= set(html.unescape(re.sub(r"<[^>]*>", "", formula)))
        source = re.sub(r"<math\b.*?</math>", "", source, flags=re.S)
        text |= set(html.unescape(re.sub(r"<[^>]*>", "", source)))
    for sheet in (site / "_static").glob("*.css"):
        if sheet.name in (settings.STYLE, "register.css"):
            for words in re.findall(r'content: ?"([^"]*)"', sheet.read_text(encoding="utf-8")):
                text |= set(re.sub(r"\\[0-9a-f]+", "", words))
    return text, formulas


def test_every_letter_of_the_book_has_a_glyph_in_a_font_that_comes_with_it(
    whole_site: Path,
) -> None:
    families = faces(whole_site)
    upright = [Font(families[name][0]) for name in ("Book Serif", "Book Sans")]
    formula = Font(families["Book Math"][0])
    text, formulas = printed(whole_site)
    assert len(text) > 100
    assert len(formulas) > 30
    lacking = {letter for letter in text if not any(font.holds(letter) for font in upright)}
    lacking |= {letter for letter in formulas if not formula.holds(letter)}
    assert not lacking, "add them to livingreview/fonts/subset.py"


def test_every_face_holds_the_letters_of_names(whole_site: Path) -> None:
    for family in ("Book Serif", "Book Sans"):
        for file in faces(whole_site)[family]:
            font = Font(file)
            assert all(font.holds(letter) for letter in "AzŁłŠšÅøğńβ0–−’"), file.name


def test_fonts_come_with_their_licenses_and_from_the_site_itself(whole_site: Path) -> None:
    files = {file for family in faces(whole_site).values() for file in family}
    assert all(file.exists() for file in files)
    shipped = whole_site / "_static/fonts"
    assert files == set(shipped.glob("*.woff2")), "a font that no page can load"
    licenses = list((shipped / "licenses").iterdir())
    assert len(licenses) == 3
    for license in licenses:
        assert "SIL OPEN FONT LICENSE" in license.read_text(encoding="utf-8").upper()


# -- style and script ----------------------------------------------------------------------------


def test_a_page_asks_for_one_style_sheet_and_one_script_of_the_book_and_what_it_alone_shows(
    whole_site: Path,
) -> None:
    def asked(name: str) -> set[str]:
        tags = page(whole_site, name).select("link[rel=stylesheet], script[src]")
        files = {str(tag.get("href") or tag.get("src")).partition("?")[0] for tag in tags}
        return {file for file in files if "/styles/" not in file and "/scripts/" not in file}

    every = {f"_static/{settings.STYLE}", f"_static/{settings.SCRIPT}"}
    assert asked("outlook") == every
    assert asked("transcriptome") == every | {"_static/toy.css", "_static/toy.js"}
    assert asked("models/borzoi") == {f"../{name}" for name in every | {"_static/records.css"}}
    there = {file.name for file in (whole_site / "_static").iterdir()}
    assert there >= {settings.STYLE, settings.SCRIPT, "rank.js", "togo-text.js", "register.css"}
    assert not there & {f"{name}.css" for name in packed.STYLES}
    assert not there & {f"{name}.js" for name in packed.SCRIPTS}


def test_what_a_page_loads_holds_no_comments(whole_site: Path) -> None:
    for file in (whole_site / "_static").glob("*.css"):
        if (packed.STATIC / file.name).exists() or file.name == settings.STYLE:
            assert "/*" not in file.read_text(encoding="utf-8"), file.name
    script = (whole_site / "_static" / settings.SCRIPT).read_text(encoding="utf-8")
    sources = [(packed.STATIC / f"{name}.js").stat().st_size for name in packed.SCRIPTS]
    assert len(script) < 0.85 * sum(sources)


# -- colors ---------------------------------------------------------------------------------------


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colors(site: Path, theme: str) -> dict[str, str]:
    """The colors as a page gives them to the browser."""
    source = (site / "introduction.html").read_text(encoding="utf-8")
    selector = {"light": r"body", "dark": r'body\[data-theme="dark"\]'}[theme]
    block = re.search(rf"\n\s*{selector} \{{(.*?)\}}", source, re.S)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))


BACKGROUNDS = [
    "color-background-primary",
    "color-background-secondary",
    "accent-tint",
    "stop-tint",
    "color-highlight-on-target",
]
TEXTS = [
    "color-foreground-primary",
    "color-foreground-secondary",
    "color-foreground-muted",
    "color-brand-content",
    "stop",
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_controls_stand_out_from_what_they_stand_on(whole_site: Path, theme: str) -> None:
    color = colors(whole_site, theme)
    for background in BACKGROUNDS:
        for text in TEXTS:
            ratio = contrast(color[text], color[background])
            assert ratio >= 4.5, f"{text} on {background}: {ratio:.2f}"
        for control in ("color-foreground-border", "focus"):
            ratio = contrast(color[control], color[background])
            assert ratio >= 3, f"{control} on {background}: {ratio:.2f}"


# -- what a page says of itself -------------------------------------------------------------------


def test_every_page_describes_itself(whole_site: Path) -> None:
    said: dict[str, Path] = {}
    for file in pages_of(whole_site):
        source = file.read_text(encoding="utf-8")
        found = re.findall(r'<meta name="description" content="([^"]*)"', source)
        assert len(found) == 1, file.name
        assert len(found[0]) >= 25, f"{file.name}: {found[0]}"
        assert found[0] not in said, f"{file.name} says the same as {said.get(found[0])}"
        said[found[0]] = file


def test_every_page_has_the_sign_of_the_book(whole_site: Path) -> None:
    for file in pages_of(whole_site):
        if file.name == "404.html":  # shown at any depth, so its links are absolute
            continue
        source = file.read_text(encoding="utf-8")
        icons = re.findall(r'<link rel="(?:shortcut |apple-touch-)?icon" href="([^"]*)"', source)
        assert len(icons) == 3, file.name
        assert all((file.parent / icon).exists() for icon in icons), icons
        assert source.count('<meta name="theme-color"') == 2


def test_the_foot_of_the_sidebar_says_what_to_take_along(published: Path) -> None:
    for name in ("index", "seq2function", "register/models"):
        links = page(published, name).select(".sidebar-take a")
        assert [link.get_text() for link in links] == ["PDF", "EPUB", "Cite"]  # feed: if published
        files = [str(link["href"]).partition("#")[0] for link in links]
        assert all((published / name).parent.joinpath(file).exists() for file in files)
        where = "#cite-this-chapter" if name == "seq2function" else "cite.html"
        assert str(links[-1]["href"]).endswith(where)  # a chapter by its own box


def test_the_search_leads_on_without_a_script(whole_site: Path) -> None:
    aside = page(whole_site, "search").select_one("article noscript")
    assert aside
    leads = {str(link["href"]) for link in aside.select("a")}
    assert {"genindex.html", "index.html", "register/models.html", "glossary.html"} <= leads
    assert not aside.select(".error")


# -- records --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_has_a_link_to_itself_that_one_can_see(whole_site: Path, kind: str) -> None:
    register = page(whole_site, f"register/{kind}")
    rows = register.select(RECORD_ROWS)
    for row in rows:
        (link,) = row.find_all("a", class_="permalink")
        assert row["id"] == str(link["href"])[1:]
    count = register.select_one(".sidebar-tree .current-page .count")
    assert count and int(count.get_text()) == len(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_of_the_register_names_its_column(whole_site: Path, kind: str) -> None:
    for table in page(whole_site, f"register/{kind}").select("table.list"):
        heads = [head.get_text(strip=True) for head in table.select(":scope > thead th")]
        assert len(heads) == 5 and heads[-1] == "Details"
        for row in table.select(":scope > tbody > tr"):
            assert [cell["data-col"] for cell in row.select(":scope > td")] == heads


def test_a_claim_named_in_the_text_shows_its_grade(whole_site: Path) -> None:
    places = {str(tag["id"]): tag for tag in page(whole_site, "register/claims").find_all(id=True)}
    links = page(whole_site, "seq2function").select("article a.claim")
    assert links
    for link in links:
        row = places.get(Path(str(link["href"])).stem)
        cell = row and row.select_one("[data-col=Certainty]")
        assert cell
        grade = [name[6:] for name in link["class"] if name.startswith("grade-")]
        words = cell.get_text(" ", strip=True).split(" ", 1)[-1]
        assert words.startswith(grade[0].replace("-", " ") if grade else "principle"), words
