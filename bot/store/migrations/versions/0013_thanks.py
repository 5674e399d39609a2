"""Messages say whether they are thanks and the like, which wait for no reply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What was said before counts as a question, as it did."""
    op.add_column("messages", sa.Column("chatter", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("messages", "chatter")
