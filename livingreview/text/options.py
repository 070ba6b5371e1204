"""Names a setting of ``conf.py`` that nothing reads: an option, or an option of the theme."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ThemeError
from sphinx.theming import HTMLThemeFactory

from livingreview.problems import Problem, did_you_mean, line_of
from livingreview.text.tell import tell

NAMES = ("extensions", "setup")  # Sphinx looks for these itself


def problems(
    file: Path, options: Collection[str], given: Collection[str], of_theme: Collection[str]
) -> Iterator[Problem]:
    """Faults of a ``conf.py``; names in capitals or with a line below in front are its own.

    ``options`` are those that Sphinx or an extension reads, ``given`` those that the file gives
    the theme, in whatever way, ``of_theme`` those that the theme has. An option of Sphinx in a
    condition is not looked at: the extension that reads it may be missing with it.
    """
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for name, line in _settings(tree.body):
        if name.islower() and name[0] != "_" and name not in {*options, *NAMES}:
            yield Problem(file, line, "", f"nothing reads {name}", _remedy(name, options))
    for option in given:
        if option not in of_theme:
            found = f"the theme has no option {option}"
            yield Problem(file, _line_of(tree, option), "", found, _remedy(option, of_theme))


def _line_of(tree: ast.AST, option: str) -> int:
    """The line that writes an option of the theme, as text or as ``dict(option=...)``; else 0."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value == option:
            return node.lineno
        if isinstance(node, ast.keyword) and node.arg == option:
            return node.lineno
    return 0


def _settings(body: Sequence[ast.AST]) -> Iterator[tuple[str, int]]:
    """Name and line of whatever the statements of a file set."""
    for node in body:
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for part in ast.walk(target):
                    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                        yield part.id, part.lineno


class _Theme:
    """Stands in for Sphinx while a theme says what it brings; nothing else comes of it."""

    def __init__(self) -> None:
        self.html_themes: dict[str, Path] = {}
        self.options: set[str] = set()
        self.config = Config()

    def setup_extension(self, module: str) -> None:
        """Ask the theme in a module, or one that it inherits from."""
        import_module(module).setup(self)

    def add_html_theme(self, name: str, folder: str) -> None:
        """Where a theme lies."""
        self.html_themes[name] = Path(folder)

    def add_config_value(self, name: str, *_: object, **__: object) -> None:
        """An option that ``conf.py`` may set for the theme."""
        self.options.add(name)

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_, **__: None


def of_theme(confdir: Path, config: Config) -> tuple[set[str], set[str]]:
    """The theme's options for ``html_theme_options``, and those it adds to ``conf.py``.

    The theme need not be loaded, as it is for the site alone. Raises ``ThemeError`` for a name
    that no theme has.
    """
    stand_in: Any = _Theme()
    factory = HTMLThemeFactory(confdir=confdir, app=stand_in, config=config, registry=stand_in)
    return set(factory.create(config.html_theme).get_options({})), stand_in.options


def _remedy(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known, "mend the name, or delete it")


def _tell(app: Sphinx) -> None:
    file = Path(app.confdir, "conf.py")
    try:
        in_theme, more = of_theme(file.parent, app.config)
    except ThemeError as error:
        line = line_of(file, app.config.html_theme, 1)
        tell([Problem(file, line, "", f"{error}", "mend html_theme")], "option")
    else:
        given = app.config.html_theme_options
        tell(problems(file, {*app.config.values, *more}, given, in_theme), "option")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look once every extension has said what it reads."""
    app.connect("builder-inited", _tell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
