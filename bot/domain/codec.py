"""Frozen dataclasses to JSON text and back, so that a deploy with other code can still read what this one wrote."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from bot.errors import PermanentError

T = TypeVar("T")


def _adapter(shape: Any) -> TypeAdapter[Any]:
    return _cached(shape)


@lru_cache(maxsize=128)
def _cached(shape: Any) -> TypeAdapter[Any]:  # building one takes milliseconds, using it microseconds
    return TypeAdapter(shape)


def encode(value: T, shape: type[T]) -> str:
    """JSON text of `value`, an instance of `shape`. Half surrogates, which models do write, become U+FFFD; infinite
    floats stay. Raises PermanentError for what JSON cannot say."""
    try:
        return to_json(value, inf_nan_mode="constants").decode()
    except (ValueError, UnicodeError):
        plain = _whole(_adapter(shape).dump_python(value, warnings=False))
    try:
        return to_json(plain, inf_nan_mode="constants").decode()
    except (ValueError, UnicodeError) as error:
        raise PermanentError(f"a {shape.__name__} cannot be stored: {type(error).__name__}") from None


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {_whole(key): _whole(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_whole(part) for part in value]
    return value


def decode(text: str, shape: type[T]) -> T:
    """What `encode` wrote, also by an older version: unknown keys are ignored, missing ones take their default.

    Raises PermanentError when the text is of another shape."""
    try:
        value: T = _adapter(shape).validate_json(text)
    except ValidationError:
        raise PermanentError(f"a stored {shape.__name__} is of a shape that this version cannot read") from None
    return value


def decoded(raw: Any, shape: type[T]) -> T:
    """As `decode`, of JSON that was read already: tuples come as lists. Raises PermanentError."""
    try:
        value: T = _adapter(shape).validate_python(raw)
    except ValidationError:
        raise PermanentError(f"a stored {shape.__name__} is of a shape that this version cannot read") from None
    return value


def storable(text: str) -> str:
    """`text` without the two things that some database refuses: NUL, and half surrogates."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")
