"""Nothing is loaded from another host: each door by which it could come in, and what only leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Book, Built

from livingreview.cli import main
from livingreview.text import hosts
from livingreview.text.hosts import Found

X = "https://cdn.example/x"
Look = Callable[[str], Found]

LOADED: dict[Look, list[str]] = {
    hosts.in_html: [
        f'<script src="{X}"></script>',
        '<script src="//cdn.example/x"></script>',
        f"<script async src={X}></script>",
        f'<link rel="stylesheet" href="{X}">',
        f'<link rel="preconnect" href="{X}">',
        f'<link rel="icon" href="{X}">',
        f'<img alt="" src="{X}">',
        f'<IMG ALT="" SRC=" {X} ">',
        f'<img src="a.png" srcset="a.png 1x, {X} 2x">',
        f'<picture><source srcset="{X} 640w"></picture>',
        f'<iframe src="{X}"></iframe>',
        f'<video poster="{X}"></video>',
        f'<object data="{X}"></object>',
        f'<embed src="{X}">',
        f'<base href="{X}">',
        f'<svg><image href="{X}"/></svg>',
        f'<svg><use xlink:href="{X}#a"/></svg>',
        f'<p style="background: url({X})">',
        f"<style>p {{ background: url('{X}') }}</style>",
        f'<script>fetch("{X}")</script>',
    ],
    hosts.in_style: [
        f'@import "{X}";',
        f"@import url({X});",
        "@import url('//cdn.example/x');",
        f"p {{ background: url( '{X}' ) }}",
        f'@font-face {{ src: local("a"), url("{X}") }}',
    ],
    hosts.in_script: [
        f'fetch("{X}")',
        f"import '{X}';",
        f"const where = `{X}/${{name}}`;",
        'new WebSocket("wss://cdn.example/x")',
        "image.src = '//cdn.example/x';",
    ],
    hosts.in_page: [
        f"![A figure]({X})",
        f"![A figure](<{X}>)",
        f"![A figure][there]\n\n[there]: {X}",
        f"```{{image}} {X}\n:alt: x\n```",
        f":::{{figure}} {X}\nWords.\n:::",
        f"Words.\n\n<iframe\n  src='{X}'></iframe>",
        f"```{{raw}} html\n<script src='{X}'></script>\n```",
        f"a <img src='{X}'> b",
    ],
    hosts.in_configuration: [
        f'html_css_files = ["a.css", "{X}"]',
        f'html_js_files = [("{X}", {{"defer": "defer"}})]',
        f'html_css_files += ["{X}"]',
        f'html_logo = "{X}"',
        f'html_favicon = "{X}"',
        f'mathjax_path = "{X}"',
        f'epub_css_files = ["{X}"]',
        f'html_theme_options = {{"light_logo": "{X}"}}',
        f'html_theme_options = {{"announcement": "<img src=\'{X}\'>"}}',
        f'html_context = {{"head": "<script src=\'{X}\'></script>"}}',
        f'if tags:\n    html_css_files = ["{X}"]',
        f'def setup(app):\n    app.add_js_file("{X}")',
    ],
    hosts.in_python: [f'app.add_css_file("{X}")', f"app.add_js_file(\n    '{X}', priority=1)"],
}
LEADS: dict[Look, list[str]] = {
    hosts.in_html: [
        f'<a href="{X}">there</a>',
        f'<link rel="canonical" href="{X}">',
        f'<link rel="alternate license" href="{X}">',
        '<script src="_static/x.js"></script>',
        '<img src="{{ pathto(logo) }}" alt="https://cdn.example/x">',
        f'<meta property="og:image" content="{X}">',
        f"<!-- <script src='{X}'></script> -->",
        f"<p>{X}</p>",
        '<svg xmlns="http://www.w3.org/2000/svg"><path d=""/></svg>',
        '<img src="data:image/png;base64,AA//BB">',
    ],
    hosts.in_style: ["p { background: url(x.png) }", f"/* as at {X} */", "@import 'x.css';"],
    hosts.in_script: [
        "// https://cdn.example/x",
        'document.createElementNS("http://www.w3.org/2000/svg", "svg")',
        'fetch("index.json")',
        'text.split("//")',
    ],
    hosts.in_page: [
        f"[there]({X}) and <{X}>",
        f"[there][x]\n\n[x]: {X}",
        f"```html\n<script src='{X}'></script>\n```",
        f"`<img src='{X}'>`",
        "![A figure](x.png)",
        f"% ![A figure]({X})",
    ],
    hosts.in_configuration: [
        f'html_baseurl = "{X}"',
        f'html_theme_options = {{"source_repository": "{X}"}}',
        f'linkcheck_ignore = ["{X}"]',
        f'notfound_context = {{"body": "<a href=\'{X}\'>there</a>"}}',
        'html_css_files = ["a.css"]',
    ],
    hosts.in_python: [f'HOME = "{X}"'],
}


def cases(table: dict[Look, list[str]]) -> list[tuple[Look, str]]:
    return [(look, text) for look, texts in table.items() for text in texts]


@pytest.mark.parametrize(("look", "text"), cases(LOADED))
def test_what_is_loaded_is_found_once_at_its_line(look: Look, text: str) -> None:
    for above in ("", "\n" if look is not hosts.in_page else "Words.\n\n"):
        ((line, address),) = set(look(above + text))
        assert "//cdn.example/x" in address
        lines = (above + text).splitlines()
        place = next(n for n, one in enumerate(lines, 1) if "cdn.example" in one)
        assert line in (place, place - 1)  # or where its tag or call begins


@pytest.mark.parametrize(("look", "text"), cases(LEADS))
def test_what_leads_there_is_no_fault(look: Look, text: str) -> None:
    assert list(look(text)) == []


DOORS = {
    "conf.py": ("html_theme =", f'html_css_files = ["{X}/conf"]\nhtml_theme ='),
    "docs/alpha.md": ("## Linking", f"<iframe src='{X}/page'></iframe>\n\n## Linking"),
}
FILES = {
    "docs/_templates/page.html": f"<!-- x -->\n<script src='{X}/template'></script>",
    "docs/_static/a/book.css": f"p {{}}\n@import '{X}/style';",
    "docs/_static/book.js": f"\nfetch('{X}/script');",
    "docs/drawing.svg": f"<svg>\n<image href='{X}/svg'/></svg>",
}


def test_check_names_every_door_with_its_line(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    book.edit("conf.py", '"livingreview.runs"', '"livingreview.runs", "livingreview.text.hosts"')
    places = {file: book.edit(file, old, new) for file, (old, new) in DOORS.items()}
    for file, text in FILES.items():
        (book.root / file).parent.mkdir(parents=True, exist_ok=True)
        book.write(file, text)
        places[file] = 2
    assert main(["--root", str(book.root), "check"]) == 1
    said = capsys.readouterr().out.splitlines()
    lines = [line for line in said if "another host" in line]  # the frame is raw HTML, too
    assert [line.split(": ")[0] for line in lines] == sorted(f"{f}:{n}" for f, n in places.items())
    assert all("; put a copy into docs/_static/ or take it out" in line for line in lines)


def test_the_book_as_it_is_loads_nothing(site: Built) -> None:
    assert list(hosts.problems(site.root)) == []
