"""Since when each process is connected to Slack, and whether what was said before that is still to be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.types import UtcTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Owing where nobody says: an older process that ends while it catches up leaves that to others."""
    op.add_column("executors", sa.Column("connected_since", UtcTime(), nullable=True))
    op.add_column("executors", sa.Column("owes_reading", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("executors", "owes_reading")
    op.drop_column("executors", "connected_since")
