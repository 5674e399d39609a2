"""Takes workflows out of the durable tables, with all that their steps gave, without opening durable work.

DBOS's own deletion needs it open, which would take up what an earlier process left. Its tables hang on
`workflow_uuid`; a test compares them with this, so that an upgrade which keeps words elsewhere is noticed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, delete, inspect, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.errors import TransientError
from bot.platform.durable.engine import durable_address
from bot.settings import Settings

ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
KEYS = ("workflow_uuid", "destination_uuid")
_WORDS = ("output", "error", "inputs")
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Erased:
    """How many workflows were deleted, and how many of those that were asked for run still."""

    deleted: int
    running: int


async def erase_workflows(settings: Settings, turns: Sequence[str], words: Collection[str], *, running: bool) -> Erased:
    """Delete the workflows of turns, and ended ones in which one of `words` stands. With `running`, a bot works on
    this installation, and workflows that have not ended are counted and left. Raises TransientError."""
    return await asyncio.to_thread(_erase, settings, turns, words, running)


def _erase(settings: Settings, turns: Sequence[str], words: Collection[str], running: bool) -> Erased:
    address, schema = durable_address(settings)
    if address.startswith("sqlite") and not Path(address.removeprefix("sqlite:///")).exists():
        return Erased(0, 0)
    engine = create_engine(address, poolclass=NullPool)
    try:
        tables = _tables(engine, schema)
        if "workflow_status" not in tables:
            return Erased(0, 0)
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            ended, left = _found(connection, tables, turns, words)
            gone = ended if running else [*ended, *left]
            for at in range(0, len(gone), _AT_ONCE):
                _delete(connection, tables, gone[at : at + _AT_ONCE])
            return Erased(len(gone), len(left) if running else 0)
    except SQLAlchemyError as error:
        raise TransientError(
            f"the durable tables could not be cleared ({type(error).__name__}); run it again"
        ) from None
    finally:
        engine.dispose()


def _tables(engine: Engine, schema: str | None) -> dict[str, Table]:
    if schema is not None and schema not in inspect(engine).get_schema_names():
        return {}
    metadata = MetaData(schema=schema)
    metadata.reflect(engine, resolve_fks=False)
    return {table.name: table for table in metadata.tables.values()}


def _found(
    connection: Connection, tables: dict[str, Table], turns: Sequence[str], words: Collection[str]
) -> tuple[list[str], list[str]]:
    status = tables["workflow_status"]
    ended: set[str] = set()
    left: set[str] = set()
    for at in range(0, len(turns), _AT_ONCE):
        theirs = [status.c.workflow_uuid.startswith(f"{turn}:", autoescape=True) for turn in turns[at : at + _AT_ONCE]]
        for name, state in connection.execute(select(status.c.workflow_uuid, status.c.status).where(or_(*theirs))):
            (ended if state in ENDED else left).add(name)
    for table in tables.values():
        columns = [table.c[name] for name in _WORDS if name in table.c and "workflow_uuid" in table.c]
        holds = [column.contains(word, autoescape=True) for column in columns for word in words]
        if holds:
            names = connection.execute(select(table.c.workflow_uuid).where(or_(*holds)).distinct()).scalars().all()
            for batch in (names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE)):
                done = status.c.workflow_uuid.in_(batch) & status.c.status.in_(ENDED)
                ended |= set(connection.execute(select(status.c.workflow_uuid).where(done)).scalars())
    return sorted(ended), sorted(left)


def _delete(connection: Connection, tables: dict[str, Table], names: Sequence[str]) -> None:
    last = tables["workflow_status"]
    for table in [*(t for t in tables.values() if t is not last), last]:
        for key in KEYS:
            if key in table.c:
                connection.execute(delete(table).where(table.c[key].in_(names)))
