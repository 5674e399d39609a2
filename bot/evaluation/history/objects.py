"""JSON as exports have it: one value, or an object a line; what cannot be read is told with its line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from bot.errors import ConfigError

Value = tuple[str, Any]  # where it stands, for people; what it is


def values_of(text: str, where: str, problems: list[str]) -> list[Value]:
    """The values of a text, each with its place: the entries of a list, the one value, or one of each line, of which
    those that cannot be read are told in `problems`. Raises ConfigError where none can be."""
    if not text.strip():
        raise ConfigError(f"{where}: empty; export it again")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        found, told = _lines(text, where)
        if not found:
            line = f" line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            why = error.msg if isinstance(error, json.JSONDecodeError) else "too deep"
            raise ConfigError(
                f"{where}{line}: neither JSON nor one JSON object a line ({why}); export it again, or give each "
                'conversation a line of {"turns": [{"role": "customer", "text": "…"}]}'
            ) from None
        problems += told
        return found
    if isinstance(whole, list):
        return [(f"{where} entry {number}", value) for number, value in enumerate(whole, 1)]
    return [(where, whole)]


def _lines(text: str, where: str) -> tuple[list[Value], list[str]]:
    found: list[Value] = []
    told = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append((f"{where} line {number}", json.loads(line)))
        except (ValueError, RecursionError) as error:
            why = error.msg if isinstance(error, json.JSONDecodeError) else "too deep"
            told.append(f"{where} line {number}: not JSON ({why}); export it again, or correct or delete the line")
    return found, told


def table_rows(text: str, where: str) -> Iterator[Value]:
    """The rows of a table of values between commas, semicolons or tabs, by the names in its first line, in lower case.
    Raises ConfigError."""
    head = text.partition("\n")[0]
    comma = max(",;\t", key=head.count)
    csv.field_size_limit(1 << 24)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=comma)
    try:
        for row in reader:
            named = {str(key).strip().casefold(): (value or "") for key, value in row.items() if key is not None}
            yield f"{where} line {reader.line_num}", named
    except csv.Error as error:
        raise ConfigError(f"{where} line {reader.line_num}: {error}; export the table again") from None
