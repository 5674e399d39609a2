"""Column types that behave alike on both databases: UTC times, closed words, JSON, and text from strangers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.domain.codec import decode, encode, storable

W = TypeVar("W", bound=StrEnum)
R = TypeVar("R")


class UtcTime(TypeDecorator[datetime]):
    """An instant. Aware in, aware UTC out; SQLite keeps it as sortable text without a zone, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive times: nobody could say which instant they are."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FreeText(TypeDecorator[str]):
    """Text that strangers wrote: NUL (PostgreSQL refuses it) is dropped, half surrogates become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What can be stored everywhere."""
        del dialect
        return None if value is None else storable(value)


class JsonText(TypeDecorator[Any]):
    """JSON kept as ASCII text, so that a backup can be read with any tool and no database rejects a character."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """None stays NULL."""
        del dialect
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """What was put in, tuples as lists."""
        del dialect
        return None if value is None else json.loads(value)


class Word(TypeDecorator[W]):
    """One of a closed set of words, as text: a new word needs no migration."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[W]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: W | None, dialect: Dialect) -> str | None:
        """The word; ValueError for one that is not in the set."""
        del dialect
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> W | None:
        """The member of the set."""
        del dialect
        return None if value is None else self.words(value)


class Coded(TypeDecorator[R]):
    """A frozen record as JSON text by `domain.codec`; NULL, which an older version left, is the record's default."""

    impl = Text
    cache_ok = True

    def __init__(self, shape: type[R]) -> None:
        super().__init__()
        self.shape = shape

    def process_bind_param(self, value: R | None, dialect: Dialect) -> str | None:
        """JSON text; a default record is NULL."""
        del dialect
        return None if value is None or value == self.shape() else encode(value, self.shape)

    def process_result_value(self, value: str | None, dialect: Dialect) -> R:
        """The record."""
        del dialect
        return self.shape() if value is None else decode(value, self.shape)
