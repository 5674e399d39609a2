"""Whether the call of a claimed post was begun: what only waited for its turn need not be looked for after a kill."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. True where nobody says: an older process that works beside this one claims and calls without a word."""
    op.add_column("posts", sa.Column("begun", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("posts", "begun")
