"""What a step gave, as JSON text: a value or one of our errors, readable by a later version of the code."""

from __future__ import annotations

import json
from typing import TypeVar

from bot import errors
from bot.domain.codec import decode, encode
from bot.errors import EarnestError, PermanentError, TransientError

T = TypeVar("T")


def success(value: T, shape: type[T]) -> str:
    """A step's value. Raises PermanentError where JSON cannot hold it."""
    return '{"ok":' + encode(value, shape) + "}"


def failure(error: EarnestError) -> str:
    """A step's error: its class, text, and what a caller may look at."""
    parts = {"error": type(error).__name__, "message": str(error)}
    if isinstance(error, TransientError):
        return json.dumps({**parts, "retry_after_s": error.retry_after_s})
    if isinstance(error, PermanentError):
        return json.dumps({**parts, "code": error.code})
    return json.dumps(parts)


def unpack(text: str, shape: type[T]) -> T:
    """The value, or the error raised again. Raises PermanentError for a value of another shape."""
    if text.startswith('{"ok":'):
        return decode(text[6:-1], shape)
    raise _error(json.loads(text))


def _error(parts: dict[str, str]) -> EarnestError:
    kind = getattr(errors, parts["error"], PermanentError)
    message = parts["message"]
    if not (isinstance(kind, type) and issubclass(kind, EarnestError)):
        return PermanentError(message)
    if issubclass(kind, TransientError):
        after = parts.get("retry_after_s")
        return kind(message, retry_after_s=None if after is None else float(after))
    if issubclass(kind, PermanentError):
        return kind(message, code=parts.get("code", ""))
    return kind(message)
