"""Messages keep their files, forwards and marks; a turn that goes to people at once says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. A database with work in it belongs to an installation whose manifest may lack what is new since."""
    op.add_column("messages", sa.Column("heard", sa.Text(), nullable=True))
    op.add_column("turns", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "INSERT INTO meta (key, value) SELECT 'manifest:reaction_removed', 'unheard' "
        "WHERE EXISTS (SELECT 1 FROM inbox) AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'manifest:reaction_removed')"
    )


def downgrade() -> None:
    """Take it back."""
    op.execute("DELETE FROM meta WHERE key = 'manifest:reaction_removed'")
    op.drop_column("turns", "urgent")
    op.drop_column("messages", "heard")
