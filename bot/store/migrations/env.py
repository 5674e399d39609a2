"""What alembic runs: our tables, on the connection it was handed."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from bot.store.tables import metadata
from bot.store.types import UtcTime


def plain(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Our column types as the database's own: a migration must not change when our code does."""
    del autogen
    if kind != "type" or not type(item).__module__.startswith("bot."):
        return False
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcTime) else "sa.Text()"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
