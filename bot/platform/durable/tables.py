"""Makes the durable tables of a place without opening durable work there, as a restore needs them."""

from __future__ import annotations

from pathlib import Path

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import TransientError
from bot.platform.durable.engine import durable_address, quiet
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
