"""The book ten times over, and as plain text, for ``make bench``: how time grows, and against what.

Copies keep models, data sets, benchmarks and vocabulary; chapters, works, findings and claims stand
there anew, each under a name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

CHAPTERS = ("introduction", "seq2function", "seq2seq", "transcriptome", "outlook")
_ENTRY = re.compile(r"^@\w+\{(?P<key>[^,]+),\n(?P<fields>.*?)^\}$", re.M | re.S)
_FIELD = re.compile(
    r"^\s*(?:doi|eprint|eprinttype|archiveprefix|primaryclass|pmid|pmcid|url|preprint|archived)\s*="
    r".*\n",
    re.M | re.I,
)
_TITLE = re.compile(r"(^\s*title\s*=\s*\{)", re.M | re.I)
_LABEL = re.compile(r"^\((?P<label>[\w-]+)\)=$|^:?(?:name|label):\s*(?P<name>[\w-]+)$", re.M)
_ID = re.compile(r"^- \"?id\"?: \"?(?P<id>[\w-]+)", re.M)
_ONCE = ("models", "datasets", "benchmarks")
_CLASS = re.compile(r"(?<=class: )(?P<name>[a-z0-9]+)z[a-z]\b")
_ROLE = re.compile(r"\{(?!cite)[\w:-]+\}`(?P<text>[^`<]*?)\s*(?:<[^`]*>)?`", re.S)
_FENCE = re.compile(r"^(?P<marks>:{3,}|`{3,})\{(?!bibliography|list-table|glossary).*?^(?P=marks)$",
                    re.M | re.S)  # fmt: skip


def multiply(root: Path, times: int) -> None:
    """Write the book at ``root`` so that it has ``times`` as many chapters, works and findings."""
    docs, evidence, works = root / "docs", root / "evidence", root / "refs.bib"
    bib = works.read_text("utf-8")
    chapters = {name: (docs / f"{name}.md").read_text("utf-8") for name in CHAPTERS}
    papers = {file.stem: file.read_text("utf-8") for file in (evidence / "papers").glob("*.yaml")}
    claims = {file.stem: file.read_text("utf-8") for file in (evidence / "claims").glob("*.yaml")}
    names = {match["key"] for match in _ENTRY.finditer(bib)} | {*CHAPTERS}
    names |= {match["label"] or match["name"] for text in chapters.values()
              for match in _LABEL.finditer(text)}  # fmt: skip
    papers = {name: _alone(text) for name, text in papers.items()}
    texts = [*papers.values(), *claims.values()]
    names |= {match["id"] for text in texts for match in _ID.finditer(text)}
    for copy in range(1, times):
        mark = f"z{chr(ord('a') + copy)}"
        renamed = _renamer(names, mark)
        for name, text in chapters.items():
            copied = _CLASS.sub(lambda match: match["name"], renamed(text))
            (docs / f"{renamed(name)}.md").write_text(copied, "utf-8")
        for name, text in papers.items():
            file = evidence / "papers" / f"{renamed(name)}.yaml"
            file.write_text(renamed(text), "utf-8")
        for name, text in claims.items():
            file = evidence / "claims" / f"{renamed(name)}.yaml"
            file.write_text(_CLASS.sub(lambda match: match["name"], renamed(text)), "utf-8")
        with works.open("a", encoding="utf-8") as stream:
            stream.writelines(_entries(bib, renamed, mark))
    marks = ["", *(f"z{chr(ord('a') + copy)}" for copy in range(1, times))]
    every = [f"{name}{mark}" for mark in marks for name in CHAPTERS]
    conf, index = root / "conf.py", docs / "index.md"
    listed = re.sub(r"(livingreview_chapters = )\[.*?\]", rf"\g<1>{every}", conf.read_text("utf-8"))
    conf.write_text(listed, "utf-8")
    opened = index.read_text("utf-8").replace("\noutlook\n", "\n" + "\n".join(every[4:]) + "\n")
    index.write_text(opened, "utf-8")


class _Plain(yaml.SafeDumper):
    """Writes what an alias stands for."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if re.fullmatch(r"[A-Za-z][\w ,./-]{2,}", text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _written_out(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    text = f"{number:.12f}".rstrip("0")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text + "0" * text.endswith("."))


_Plain.add_representer(str, _quoted)
_Plain.add_representer(float, _written_out)


def _alone(text: str) -> str:
    """A paper without the records that stand in the book once."""
    data = yaml.safe_load(text)
    kept = {name: value for name, value in data.items() if name not in _ONCE}
    return yaml.dump(kept, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10_000)


def _renamer(names: Iterable[str], mark: str) -> Callable[[str], str]:
    wanted = {*names}
    word = re.compile(r"(?<![\w-])[A-Za-z][\w-]*(?![\w-])")
    return lambda text: word.sub(lambda m: m[0] + mark if m[0] in wanted else m[0], text)


def _entries(bib: str, renamed: Callable[[str], str], mark: str) -> Iterable[str]:
    for match in _ENTRY.finditer(bib):
        key = renamed(match["key"])
        whole = _FIELD.sub("", match[0]).replace(match["key"], key, 1)
        whole = _TITLE.sub(rf"\1Copy {mark}: ", whole)
        yield f"\n{whole[:-1]}  doi = {{10.5555/{key}}},\n}}\n"


def plain(root: Path) -> None:
    """Write the book at ``root`` as its words, citations and tables alone, for Sphinx as it comes.

    What is left are furo, MyST and sphinxcontrib-bibtex: the least that any book would take.
    """
    docs = root / "docs"
    for file in docs.rglob("*.md"):
        if file.parent == docs / "register":
            file.unlink()
            continue
        text = _FENCE.sub("", file.read_text("utf-8"))
        file.write_text(_ROLE.sub(lambda match: match["text"], text), "utf-8")
    conf = (
        'project = "plain"\nextensions = ["myst_parser", "sphinxcontrib.bibtex"]\n'
        'myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]\nnumfig = True\n'
        'bibtex_bibfiles = ["refs.bib"]\nbibtex_reference_style = "author_year"\n'
        'html_theme = "furo"\nexclude_patterns = ["_templates"]\n'
    )
    (root / "conf.py").write_text(conf, "utf-8")
