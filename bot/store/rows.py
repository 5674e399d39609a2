"""Rows to records, and the one statement that both databases spell differently.

SQLAlchemy takes longer to put a statement together than SQLite to run it. What every message passes through is put
together once, as a constant with `bindparam`s; an UPDATE takes its SET from the other parameters it is given."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tx import Tx

R = TypeVar("R")
Insert = postgresql.Insert | sqlite.Insert


def record(shape: type[R], row: Row[Any]) -> R:
    """The dataclass `shape` from the columns of the same names."""
    columns: Any = row._mapping
    return shape(**{name: columns[name] for name in _names(shape)})


def values(item: Any) -> dict[str, Any]:
    """A record's fields by name, nested records left as they are."""
    return {name: getattr(item, name) for name in _names(type(item))}


def insert_for(tx: Tx, table: Table) -> Insert:
    """An insert that knows ON CONFLICT."""
    return _insert(tx.dialect.name, table)


async def insert_new(tx: Tx, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique key forbids it; True when it is new."""
    return bool((await tx.execute(insert_unless_known(tx, table), row)).rowcount)


def insert_unless_known(tx: Tx, table: Table) -> Insert:
    """An insert that leaves alone what a unique key forbids; its values come with its execution."""
    return _insert_unless_known(tx.dialect.name, table)


@cache
def _insert(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _insert_unless_known(dialect: str, table: Table) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


def _names(shape: Any) -> tuple[str, ...]:
    return _field_names(shape)


@lru_cache(maxsize=64)
def _field_names(shape: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(shape))
