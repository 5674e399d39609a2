"""Records with every field filled, and their JSON as a version that knows more, or less, would have written it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

NEW_KEY = "a_key_of_tomorrow"
SOME: dict[Any, Any] = {
    str: "word",
    Any: "word",
    int: 7,
    float: 0.5,
    bool: True,
    datetime: datetime(2026, 11, 28, 9, tzinfo=UTC),
    date: date(2026, 11, 28),
}


def filled(shape: Any) -> Any:
    """An instance of a type in which nothing is empty, as far as types tell."""
    if hasattr(shape, "__supertype__"):
        return filled(shape.__supertype__)
    if is_dataclass(shape) and isinstance(shape, type):
        hints = get_type_hints(shape)
        return shape(**{each.name: filled(hints[each.name]) for each in fields(shape) if each.init})
    if isinstance(shape, type) and issubclass(shape, Enum):
        return next(iter(shape))
    return SOME[shape] if shape in SOME else _of_parts(get_origin(shape), get_args(shape))


def _of_parts(origin: Any, parts: tuple[Any, ...]) -> Any:
    if origin is Literal:
        return parts[0]
    if origin in (Union, UnionType):
        return filled(next(part for part in parts if part is not NoneType))
    if origin is tuple:
        return tuple(filled(part) for part in parts if part is not Ellipsis)
    if origin in (list, Sequence):
        return [filled(parts[0])]
    if origin is not None and issubclass(origin, Mapping):
        return {filled(parts[0]): filled(parts[1])}
    raise TypeError(f"say how a {origin} of {parts} is filled")


def with_new_keys(value: Any, told: Any) -> Any:
    """The JSON of a record with one more key wherever a record stands in it; mappings hold any keys as it is."""
    if is_dataclass(value):
        known = {name: with_new_keys(getattr(value, name, None), part) for name, part in told.items()}
        return {**known, NEW_KEY: {"deep": [1]}}
    if isinstance(value, tuple | list):
        return [with_new_keys(one, part) for one, part in zip(value, told, strict=True)]
    if isinstance(value, Mapping):
        return {name: with_new_keys(one, part) for one, (name, part) in zip(value.values(), told.items(), strict=True)}
    return told


def without_later_keys(value: Any, told: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a record as it was before it had the fields that have a default."""
    later = {f.name for f in fields(value) if f.default is not MISSING or f.default_factory is not MISSING}
    return {name: part for name, part in told.items() if name not in later}
