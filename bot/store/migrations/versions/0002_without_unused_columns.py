"""Drop what nothing uses: the table people, and the time and message that no post ever named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index(op.f("ix_people_user_id"), "people")
    op.drop_table("people")
    op.drop_column("posts", "best_before")
    op.drop_column("posts", "target_ts")


def downgrade() -> None:
    """Take back."""
    op.add_column("posts", sa.Column("target_ts", sa.String(), nullable=True))
    op.add_column("posts", sa.Column("best_before", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "people",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_user_id"), "people", ["user_id"], unique=False)
