"""Makes the durable tables of a place without opening durable work there, as a restore needs them."""

from __future__ import annotations

from pathlib import Path

from dbos import DBOS
from sqlalchemy import column, create_engine, table, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.errors import TransientError
from bot.platform.durable.engine import durable_address, quiet
from bot.platform.durable.workflows import EXECUTOR, FINISHED
from bot.settings import Settings


def make_durable_tables(settings: Settings) -> None:
    """Bring them to this version's. Raises TransientError (unreachable, locked)."""
    address, schema = durable_address(settings)
    quiet()
    if schema is None:
        Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    try:
        DBOS.migrate(address) if schema is None else DBOS.migrate(address, schema=schema)
    except SQLAlchemyError as error:
        raise TransientError(f"the durable tables cannot be made ({type(error).__name__})") from error


def belong_to_nobody(settings: Settings) -> None:
    """Unfinished work that a process of another place or time had is taken up by the first that starts here.

    Raises TransientError."""
    address, schema = durable_address(settings)
    engine = create_engine(address, poolclass=NullPool)
    status = table("workflow_status", column("executor_id"), column("status"), schema=schema)
    change = update(status).where(status.c.status.not_in(sorted(FINISHED))).values(executor_id=EXECUTOR)
    try:
        with engine.begin() as connection:
            connection.execute(change)
    except SQLAlchemyError as error:
        raise TransientError(f"the durable tables did not answer ({type(error).__name__})") from error
    finally:
        engine.dispose()
