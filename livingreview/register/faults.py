"""What is wrong with one record, in words for the person who wrote it: line, found, remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from livingreview import yamlfile
from livingreview.problems import Problem, did_you_mean

At = tuple[str | int, ...]  # keys and positions that lead to a value of a file
Fault = tuple[At, str, str]  # where in a record, what was found, what to do

# What a reader may want to write down, but the build computes.
COMPUTED = {
    "certainty": "it is computed from the findings named; delete the line",
    "grade": "it is computed from the findings named; delete the line",
    "independent": "it is computed from tests and makes; delete the line",
    "chapter": "the name of the file says it; delete the line",
}


def inside(path: At, faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults of a part of a record, as faults of the whole."""
    for inner, found, remedy in faults:
        yield (*path, *inner), found, remedy


def problem(file: Path, lines: yamlfile.Lines, path: At, found: str, remedy: str) -> Problem:
    """A fault at the deepest part of a path that is written in the file."""
    shown = ".".join(map(str, path))
    while path and path not in lines:
        path = path[:-1]
    return Problem(file, lines.get(path, 1), shown, found, remedy)


def problems(
    file: Path, error: ValidationError, lines: yamlfile.Lines, model: type[BaseModel]
) -> Iterator[Problem]:
    """Every fault that pydantic found in a record of ``model``, one a place."""
    listed = error.errors()
    unknown = [fault["loc"] for fault in listed if fault["type"] == "extra_forbidden"]
    seen: set[At] = set()
    for fault in listed:
        path = tuple(_written(fault["loc"], lines))
        if fault["type"] == "missing":
            field = str(fault["loc"][-1])
            misspelled = [str(loc[-1]) for loc in unknown if loc[:-1] == fault["loc"][:-1]]
            if difflib.get_close_matches(field, misspelled, 1):
                continue  # the misspelled key is named already
            path = (*path, field)
        if path in seen:
            continue
        seen.add(path)
        found, remedy = _words(dict(fault), path, model)
        head, colon, rest = remedy.partition(": ")
        inner = (*path, *head.split("."))
        if colon and inner in lines:  # a rule over several fields names the one that is wrong
            path, remedy, found = inner, rest, "this does not hold"
        yield problem(file, lines, path, found, remedy)


def _written(loc: At, lines: yamlfile.Lines) -> Iterator[str | int]:
    """The parts of a fault's place that are keys or positions in the file."""
    path: At = ()
    for part in loc:
        if (*path, part) in lines:
            path = (*path, part)
            yield part


def _words(fault: dict[str, Any], path: At, model: type[BaseModel]) -> tuple[str, str]:
    """What was found, and what to do about it."""
    kind, given = fault["type"], fault.get("input")
    if kind == "extra_forbidden":
        if path[-1] in COMPUTED:
            return "this is not typed", COMPUTED[str(path[-1])]
        known = _keys_at(model, path[:-1])
        hint = did_you_mean(str(path[-1]), known, "known keys: " + ", ".join(known))
        return "this key is not known", hint
    if kind == "missing":
        wanted = _description(_model_at(model, path[:-1]), str(path[-1]))
        return "the field is missing", f"add it: {wanted}" if wanted else "add it"
    if kind == "value_error":
        return f"{shown(given)} is wrong", str(fault["ctx"]["error"])
    return f"{shown(given)} stands here", _wanted(kind, given, fault, path, model)


def _wanted(
    kind: str, given: object, fault: dict[str, Any], path: At, model: type[BaseModel]
) -> str:
    """What should stand in the place of something of another form."""
    if kind == "string_type" and isinstance(given, (int, float, date)):
        return "text is wanted, and this reads as a number or a date; write it in quotes"
    match kind:
        case "string_type":
            return "write text"
        case "string_too_short":
            return "write some text"
        case "list_type" | "tuple_type":
            return "write a list, as in [one, two]"
        case "dict_type":
            return "write key: value, one or more"
        case "model_type" | "model_attributes_type":
            return f"write {picture(_model_at(model, path))}"
        case "too_short":
            wanted = _description(_model_at(model, path[:-1]), str(path[-1])) or "at least one"
            return f"write {wanted}"
        case "literal_error":
            allowed = str(fault["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
            close = difflib.get_close_matches(str(given), allowed.split(", "), 1)
            return (f"did you mean {close[0]}? " if close else "") + f"write one of: {allowed}"
        case _:
            said = str(fault["msg"])
            return f"expected: {said[:1].lower()}{said[1:]}"


def picture(model: type[BaseModel]) -> str:
    """How a record of a model is written: the fields it cannot do without."""
    names = [info.alias or name for name, info in model.model_fields.items() if info.is_required()]
    names = names or [info.alias or name for name, info in model.model_fields.items()]
    return "{" + ", ".join(f"{name}: ..." for name in names) + "}"


def shown(value: object) -> str:
    """A value as it stands in the file, cut if it is long."""
    text = _as_written(value)
    if len(text) <= 60:
        return text
    return "a record" if isinstance(value, dict) else f"{text[:57]}..."


def _as_written(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_as_written, value))}]"
    if isinstance(value, dict):
        pairs = (f"{name!r}: {_as_written(part)}" for name, part in value.items())
        return f"{{{', '.join(pairs)}}}"
    return repr(value)


def _description(model: type[BaseModel], key: str) -> str:
    for name, info in model.model_fields.items():
        if key in (name, info.alias):
            return info.description or ""
    return ""


def _keys_at(model: type[BaseModel], path: At) -> list[str]:
    """The keys that a record at this path may have."""
    found = _model_at(model, path)
    return [info.alias or name for name, info in found.model_fields.items()]


def _model_at(model: type[BaseModel], path: At) -> type[BaseModel]:
    """The innermost model that a path leads into."""
    current = model
    for part in path:
        if isinstance(part, str):
            for name, info in current.model_fields.items():
                if part in (name, info.alias):
                    current = _model_inside(info.annotation) or current
    return current


def _model_inside(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if found := _model_inside(part):
            return found
    return None
