"""The few forms of Typst source that everything else is written with."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_$#<>@\[\]~\"'/=+\-:]|\.(?=\.))")
_LEADING_NUMBER = re.compile(r"^(\s*\d+)\.")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def escape(text: str) -> str:
    """Return *text* as Typst markup that prints exactly that text (line ends become spaces)."""
    text = _SPECIAL.sub(r"\\\1", re.sub(r"\s*\n\s*", " ", text))
    return _LEADING_NUMBER.sub(r"\1\\.", text)


def string(text: str) -> str:
    """Return *text* as a Typst string; control characters but tab and newline are dropped."""
    text = _CONTROL.sub("", text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n").replace("\t", "\\t") + '"'


def arguments(**values: str | None) -> str:
    """Return ``name: value, `` for every value that is not None (values are Typst source)."""
    return "".join(
        f"{name.replace('_', '-')}: {value}, "
        for name, value in values.items()
        if value is not None
    )


def call(name: str, body: str, **values: str | None) -> str:
    """Return a call of the Typst function *name* on markup; ``;`` keeps the next sign out of it."""
    args = arguments(**values)
    return f"#{name}({args})[{body}];" if args else f"#{name}[{body}];"


def array(items: list[str]) -> str:
    """Return Typst expressions as an array (the comma makes one item an array, too)."""
    return "(" + "".join(f"{item}, " for item in items) + ")"
