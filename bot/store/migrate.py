"""Brings a database to the tables of this version, at start; migrations are only ever appended."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text
from sqlalchemy.engine import Connection

from bot.errors import ConfigError
from bot.store.database import Database
from bot.store.tables import meta

if TYPE_CHECKING:
    from alembic.config import Config

# The oldest last migration with which a program still finds all that it knows. A release that removes what an older one
# reads or writes sets it to the release before: until then old and new run side by side.
SERVES_SINCE = "0012"
HEAD = "head"
SERVES_KEY = "schema:serves since"
ONE_AT_A_TIME = 0x4561726E  # of the advisory locks, ours; processes that start together wait for each other
FOLDER = Path(__file__).with_name("migrations")


async def migrate(database: Database, revision: str = HEAD) -> None:
    """Apply what is missing, in one transaction; `revision` is an older version's, for what is restored from it. A
    database of a newer version is left as it is, where this one can still work with it.

    Raises ConfigError where it cannot."""
    async with database.write() as tx:
        await tx.run_sync(partial(_upgrade, revision=revision))


@cache
def known_revisions() -> frozenset[str]:
    """The migrations that this version has, by the names of their files: to load them takes a tenth of a start."""
    return frozenset(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


def version_of(connection: Connection) -> str:
    """The last migration that a database has seen; empty where it has seen none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found or ""


async def why_refused(database: Database) -> str:
    """Why this version cannot go on with the database, since another has changed it, in a line; empty where it can."""
    async with database.read() as connection:
        return await connection.run_sync(refused)


def _config_for(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def refused(connection: Connection) -> str:
    """Why this version cannot work with a database as it stands, in a line; empty where it can."""
    newest, version = max(known_revisions()), version_of(connection)
    since = _serves_since(connection)
    if (since is not None and newest >= since) or version in known_revisions() or not version:
        return ""
    return (
        f"the database was written by a newer version of Earnest (schema {version}), which serves programs from schema "
        f"{since or version} on, and this one knows {newest}; install that version, or restore a backup"
    )


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
    if why := refused(connection):
        raise ConfigError(why)
    version = version_of(connection)
    if version and version not in known_revisions():
        return
    if version != (max(known_revisions()) if revision == HEAD else revision):
        from alembic import command  # most starts find nothing to do

        command.upgrade(_config_for(connection), revision)
    if revision == HEAD:
        _remember(connection)


def _serves_since(connection: Connection) -> str | None:
    if not inspect(connection).has_table(meta.name):
        return None
    found: str | None = connection.execute(select(meta.c.value).where(meta.c.key == SERVES_KEY)).scalar()
    return found


def _remember(connection: Connection) -> None:
    if _serves_since(connection) != SERVES_SINCE:
        connection.execute(meta.delete().where(meta.c.key == SERVES_KEY))
        connection.execute(meta.insert().values(key=SERVES_KEY, value=SERVES_SINCE))
