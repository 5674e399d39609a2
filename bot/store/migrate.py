"""Brings a database to the tables of this version, at start; migrations are only ever appended."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy.engine import Connection

from bot.errors import ConfigError
from bot.store.database import Database

FOLDER = Path(__file__).with_name("migrations")


async def migrate(database: Database, revision: str = "head") -> None:
    """Apply what is missing, in one transaction; `revision` is an older version's, for what is restored from it.

    Raises ConfigError when a newer version wrote the database."""
    async with database.write() as tx:
        await tx.run_sync(partial(_upgrade, revision=revision))


def known_revisions() -> frozenset[str]:
    """The migrations that this version has."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return frozenset(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())


def config_for(connection: Connection) -> Config:
    """Alembic's configuration for one connection, for `alembic.command`."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    try:
        command.upgrade(config_for(connection), revision)
    except CommandError:
        raise ConfigError(
            "the database was written by a newer version of Earnest; install that version, or restore a backup"
        ) from None
