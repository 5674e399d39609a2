"""Rows to records, and the one statement that both databases spell differently."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

R = TypeVar("R")
Insert = postgresql.Insert | sqlite.Insert


def record(shape: type[R], row: Row[Any]) -> R:
    """The dataclass `shape` from the columns of the same names."""
    columns: Any = row._mapping
    return shape(**{name: columns[name] for name in _names(shape)})


def values(item: Any) -> dict[str, Any]:
    """A record's fields by name, nested records left as they are."""
    return {name: getattr(item, name) for name in _names(type(item))}


def insert_for(tx: AsyncConnection, table: Table) -> Insert:
    """An insert that knows ON CONFLICT."""
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)


async def insert_new(tx: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique key forbids it; True when it is new."""
    result = await tx.execute(insert_for(tx, table).values(**row).on_conflict_do_nothing())
    return bool(result.rowcount)


def _names(shape: Any) -> tuple[str, ...]:
    return _field_names(shape)


@lru_cache(maxsize=64)
def _field_names(shape: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(shape))
