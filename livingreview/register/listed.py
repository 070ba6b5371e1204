"""Files that hold records of one form: a list of them, or one under each key."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from livingreview import yamlfile
from livingreview.problems import Problem
from livingreview.register import faults

Listed = TypeVar("Listed", bound=BaseModel)


def read_list(
    file: Path, model: type[Listed]
) -> tuple[list[tuple[Listed, yamlfile.Lines]], list[Problem]]:
    """A file that is a list of records: each with the lines inside it, and the faults."""
    data, lines, problems = yamlfile.read(file)
    if data is None or problems:
        return [], problems
    if not isinstance(data, list):
        found = f"this is not a list of {model.__name__.lower()} records"
        return [], [Problem(file, 1, "", found, "start each record with a hyphen")]
    entries, found_in = _each(file, model, enumerate(data), lines)
    return [(record, inner) for _, record, inner in entries], found_in


def read_map(
    file: Path, model: type[Listed]
) -> tuple[list[tuple[str, Listed, yamlfile.Lines]], list[Problem]]:
    """A file with a record under each key: key, record and the lines inside it, and the faults."""
    data, lines, problems = yamlfile.read(file)
    if data is None or problems:
        return [], problems
    if not isinstance(data, dict):
        found = f"this holds no {model.__name__.lower()} records under ids"
        return [], [Problem(file, 1, "", found, "write the id, a colon, and the record below it")]
    return _each(file, model, data.items(), lines)


def read_one(
    file: Path, model: type[Listed]
) -> tuple[tuple[Listed, yamlfile.Lines] | None, list[Problem]]:
    """A file that is one record: with its lines, and the faults."""
    data, lines, problems = yamlfile.read(file)
    if data is None or problems:
        return None, problems
    if not isinstance(data, dict):
        remedy = f"write {faults.picture(model)}"
        return None, [Problem(file, 1, "", "this is not one record", remedy)]
    try:
        return (model.model_validate(data), lines), []
    except ValidationError as error:
        return None, list(faults.problems(file, error, lines, model))


def _each(
    file: Path, model: type[Listed], data: Any, lines: yamlfile.Lines
) -> tuple[list[tuple[Any, Listed, yamlfile.Lines]], list[Problem]]:
    problems: list[Problem] = []
    entries = []
    by_key: defaultdict[str | int, yamlfile.Lines] = defaultdict(dict)
    for path, line in lines.items():
        if path:
            by_key[path[0]][path[1:]] = line
    for key, entry in data:
        inside = by_key[key]
        try:
            entries.append((key, model.model_validate(entry), inside))
        except ValidationError as error:
            problems += faults.problems(file, error, inside, model)
    return entries, problems
