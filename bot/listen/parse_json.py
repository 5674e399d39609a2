"""Reading JSON of unknown shape without ever raising."""

from __future__ import annotations

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TS = re.compile(r"\d{1,16}(\.\d{1,12})?", re.ASCII)


def clean(text: str) -> str:
    """Text without control characters and half characters, which databases and JSON writers refuse."""
    return _CONTROL.sub("", text)


def as_map(value: object) -> dict[str, Any]:
    """The mapping, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_items(value: object) -> list[Any]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def as_str(value: object) -> str:
    """The text, or an empty one; numbers are no text."""
    return clean(value) if isinstance(value, str) else ""


def as_id(value: object) -> str:
    """An id of sensible length, or an empty text."""
    text = as_str(value).strip()
    return text if len(text) <= 255 else ""


def as_int(value: object) -> int:
    """A count or time that any database column holds, or 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**40 else 0


def as_ts(value: object) -> str:
    """A message timestamp, or an empty text."""
    text = as_str(value)
    return text if _TS.fullmatch(text) else ""


def first_str(*values: object) -> str:
    """The first that is a text and not empty."""
    return next((text for text in map(as_id, values) if text), "")
